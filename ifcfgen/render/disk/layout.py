"""Where files lie: those of a target on any host, and those of one host that is written to."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ifcfgen.errors import Fault, IfcfgenError
from ifcfgen.place import Place


class Layout(NamedTuple):
    """What the files of a target are called, and where below the root of a host they lie."""

    directory: str
    """The directory of all but the shared ones."""
    names: re.Pattern[str]
    """The whole name of any file in it that the target may write."""
    is_copy: Callable[[str], object]
    """Whether such a name is that of a copy which somebody keeps."""
    secrets: re.Pattern[str]
    """The beginning of the name of a file that nobody but its owner may read."""
    shared: Mapping[str, str]
    """The path by name of each file that belongs to others as well, and is never removed."""
    missing: Callable[[bytes, bytes], list[str]]
    """What a shared file, as it is there, lacks of one as it is rendered, as words for people."""


def fault_at(path: Path, text: str) -> Fault:
    """TEXT is wrong with the file or directory PATH."""
    return Fault(Place(str(path)), text)


@dataclass(frozen=True)
class Destination:
    """Where the files of one host go: the shared ones to places of their own, all others into the directory."""

    layout: Layout
    directory: Path
    shared: Mapping[str, Path]

    @classmethod
    def flat(cls, layout: Layout, directory: Path) -> Destination:
        """Everything in one directory."""
        return cls(layout, directory, {name: directory / name for name in layout.shared})

    @classmethod
    def below(cls, layout: Layout, root: Path) -> Destination:
        """The places below ROOT where a host looks. Raises `IfcfgenError` where a link leads out of ROOT."""
        directory = root / layout.directory
        if not Path(os.path.realpath(directory)).is_relative_to(os.path.realpath(root)):
            raise IfcfgenError(
                fault_at(directory, f"a symbolic link leads out of {root}; write to where it leads instead")
            )
        return cls(layout, directory, {name: root / path for name, path in layout.shared.items()})

    def path(self, name: str) -> Path:
        """Where the file NAME goes."""
        return self.shared.get(name) or self.directory / name

    def may_have(self, name: str) -> bool:
        """Whether a file of the target can be called NAME."""
        return name in self.shared or self.layout.names.fullmatch(name) is not None

    @property
    def folders(self) -> tuple[Path, ...]:
        """The directories written to, the one with the journal first."""
        return tuple(dict.fromkeys((self.directory, *(path.parent for path in self.shared.values()))))
