"""Who will read the files: initscripts, or the ifcfg reader of NetworkManager, of which release."""

from __future__ import annotations

from typing import NamedTuple

from ifcfgen.model import Manager


class Reader(NamedTuple):
    """A manager of a release."""

    release: int
    manager: Manager

    def __str__(self) -> str:
        return f"{self.manager} of EL{self.release}"

    @property
    def is_initscripts(self) -> bool:
        """Whether bash sources the files."""
        return self.manager == "initscripts"
