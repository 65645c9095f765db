"""What costs nothing before somebody asks for it: properties, regular expressions, and fields of large dataclasses."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, fields
from typing import TYPE_CHECKING, Any, AnyStr, TypeVar, cast, dataclass_transform

__all__ = ["cached_property", "pattern", "sparse"]

_Class = TypeVar("_Class")

if TYPE_CHECKING:
    from functools import cached_property
else:

    class cached_property:  # noqa: N801  # the name that everybody knows
        """functools.cached_property in a line: its checks, and the lock of Python 3.11, cost more than most answers."""

        def __init__(self, read: Callable[[Any], Any]):
            self.func = read
            self.__doc__ = read.__doc__

        def __set_name__(self, owner: type, name: str) -> None:
            self.name = name

        def __get__(self, instance: Any, owner: type | None = None) -> Any:
            if instance is None:
                return self
            value = instance.__dict__[self.name] = self.func(instance)
            return value


def pattern(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """`re.compile`, put off until the expression is used: one host needs a third of ours.

    The functions of `re` do not take it as their first argument. A test compiles all of them.
    """
    return cast("re.Pattern[AnyStr]", Pattern(source, flags))


class Pattern:
    """A regular expression whose methods are there as soon as one is called."""

    def __init__(self, source: str | bytes, flags: int):
        self.pattern = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        value = self.__dict__[name] = getattr(re.compile(self.pattern, self._flags), name)
        return value


@dataclass_transform(eq_default=False, frozen_default=True, field_specifiers=(field,))
def sparse(cls: type[_Class]) -> type[_Class]:
    """A frozen dataclass, compared by identity, whose instances hold only the fields that they are given.

    The class holds the defaults of the others. A plain frozen dataclass sets each field of each instance by a call of
    its own, which for 70 fields takes longer than to read the file of a device.
    """
    made: Any = dataclass(frozen=True, eq=False, repr=False, init=False)(cls)
    names = tuple(each.name for each in fields(made))
    known = frozenset(names)
    defaults = {each.name: each.default_factory() for each in fields(made) if each.default_factory is not MISSING}

    def init(self: object, *values: object, **given: object) -> None:
        if not given.keys() <= known:
            raise TypeError(f"{cls.__name__} has no field {min(given.keys() - known)!r}")
        vars(self).update(zip(names, values, strict=False), **given)

    own = {name: value for name, value in vars(made).items() if name not in ("__dict__", "__weakref__")}
    return cast("type[_Class]", type(cls.__name__, cls.__bases__, {**own, **defaults, "__init__": init}))
