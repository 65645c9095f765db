"""What costs little before somebody uses it: properties, regular expressions, and classes of plain data."""

from __future__ import annotations

import re
from collections import namedtuple
from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, AnyStr, TypeVar, cast, dataclass_transform

__all__ = ["NamedTuple", "cached_property", "pattern", "record", "value_object"]

_Class = TypeVar("_Class")

if TYPE_CHECKING:
    from functools import cached_property
    from typing import NamedTuple
else:

    class cached_property:
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

    class _Tuples(type):
        """Makes a class of fields, with its defaults and methods, by `namedtuple`."""

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            if not bases:
                return super().__new__(cls, name, bases, body)
            fields = body["__annotations__"]
            defaults = [body.pop(field) for field in fields if field in body]
            made = namedtuple(name, fields, defaults=defaults, module=body["__module__"])
            for attribute, value in body.items():
                type.__setattr__(made, attribute, value)
            return made

    class NamedTuple(metaclass=_Tuples):
        """typing.NamedTuple, which compiles every annotation at each start: a tenth of a lint for a hundred classes."""


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
def record(cls: type[_Class]) -> type[_Class]:
    """A frozen dataclass, compared by identity, whose instances hold only the fields that they are given.

    The class holds the defaults of the others, which all instances share. `dataclass` alone writes and compiles six
    methods for every frozen class, which takes half a millisecond, and its `__init__` sets each field by a call of its
    own, which for the 70 of a device takes longer than to read the file.
    """
    made: Any = dataclass(init=False, repr=False, eq=False)(cls)  # the same class
    names = tuple(each.name for each in fields(made))
    known = frozenset(names)
    for each in fields(made):
        if each.default_factory is not MISSING:
            type.__setattr__(made, each.name, each.default_factory())  # of the class, as dataclass sets other defaults

    def init(self: object, *values: object, **given: object) -> None:
        held = vars(self)
        held.update(zip(names, values, strict=False))
        if given:
            if not known.issuperset(given):
                raise TypeError(f"{cls.__name__} has no field {min(given.keys() - known)!r}")
            held.update(given)

    def shown(self: object) -> str:
        return f"{cls.__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

    made.__init__, made.__setattr__, made.__delattr__, made.__repr__ = init, _refused, _refused, shown
    return cls


@dataclass_transform(eq_default=True, frozen_default=True, field_specifiers=(field,))
def value_object(cls: type[_Class]) -> type[_Class]:
    """A record that is compared by what its fields hold."""
    made: Any = record(cls)
    values = attrgetter(*(each.name for each in fields(made) if each.compare))
    made.__eq__ = lambda self, other: values(self) == values(other) if type(other) is type(self) else NotImplemented
    made.__hash__ = lambda self: hash(values(self))
    return cls


def _refused(self: object, name: str, *_: object) -> None:
    raise FrozenInstanceError(f"{name!r} of {type(self).__name__} cannot be changed")
