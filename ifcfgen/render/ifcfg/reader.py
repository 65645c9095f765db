"""Who will read the files: initscripts, or the ifcfg reader of NetworkManager, of which release."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from ifcfgen.facts import Manager
from ifcfgen.lazy import cached_property, value_object

_OF_MANY = {"has": "have", "does": "do"}
"""Verbs that do not just lose their s where there are many who do it."""


@value_object
class Reader:
    """A manager of a release."""

    release: int
    manager: Manager

    @cached_property
    def is_initscripts(self) -> bool:
        """Whether bash sources the files."""
        return self.manager == "initscripts"

    def __str__(self) -> str:
        return f"{self.manager} of EL{self.release}"

    def does(self, verb: str) -> str:
        """The beginning of a sentence about it, with VERB, which is that of a singular; initscripts are plural."""
        return f"{self} {_OF_MANY.get(verb, verb.removesuffix('s')) if self.is_initscripts else verb}"


@cache
def readers(release: int) -> Mapping[bool | None, Reader]:
    """Who reads the files of a device on a host of RELEASE, by the device's `nm_controlled`."""
    return {False: Reader(release, "initscripts"), True: Reader(release, "NetworkManager")}
