"""What a subject shows of the plain data behind it, as if it were its own."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, TypeVar

from ifcfgen.lazy import cached_property

_Subject = TypeVar("_Subject")


def shows(attribute: str, data: type) -> Callable[[type[_Subject]], type[_Subject]]:
    """Give a class the fields and properties of the frozen DATA that its ATTRIBUTE holds, except those that it has.

    `device.mtu` in a rule is `device.data.mtu` then. The class says so in SHOWS, for those who ask for types.
    """
    names = [*data.__annotations__]
    names += [name for name, value in vars(data).items() if isinstance(value, property | cached_property)]

    def shown(cls: type[_Subject]) -> type[_Subject]:
        members: dict[str, Any] = {
            name: property(attrgetter(f"{attribute}.{name}"))
            for name in names
            if name[0] != "_" and not hasattr(cls, name)
        }
        described = {"SHOWS": (attribute, data), "__module__": cls.__module__, "__doc__": cls.__doc__}
        return type(cls.__name__, (cls,), {**members, **described})

    return shown
