"""Who will read the files: initscripts, or the ifcfg reader of NetworkManager, of which release."""

from __future__ import annotations

from dataclasses import dataclass, field

from ifcfgen.facts import Manager


@dataclass(frozen=True)
class Reader:
    """A manager of a release."""

    release: int
    manager: Manager
    is_initscripts: bool = field(init=False)
    """Whether bash sources the files."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "is_initscripts", self.manager == "initscripts")

    def __str__(self) -> str:
        return f"{self.manager} of EL{self.release}"
