"""Who will read the files: initscripts, or the ifcfg reader of NetworkManager, of which release."""

from __future__ import annotations

from dataclasses import dataclass

from ifcfgen.facts import Manager
from ifcfgen.model import Device


@dataclass(frozen=True)
class Reader:
    """A manager of a release."""

    release: int
    manager: Manager

    @property
    def is_initscripts(self) -> bool:
        """Whether bash sources the files."""
        return self.manager == "initscripts"

    def __str__(self) -> str:
        return f"{self.manager} of EL{self.release}"


def reader_of(device: Device, release: int) -> Reader:
    """Who reads the files of DEVICE on a host of RELEASE; the manager is to be known."""
    return Reader(release, "NetworkManager" if device.nm_controlled else "initscripts")
