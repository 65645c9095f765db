"""Where files lie: those of a target on any host, and those of one host that is written to."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from ifcfgen.errors import Fault
from ifcfgen.lazy import NamedTuple, value_object
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
    """The beginning of the name of a file that only its owner may read."""
    shared: Mapping[str, str]
    """The path by name of each file that belongs to others as well, and is never removed."""
    missing: Callable[[bytes, bytes], list[str]]
    """What a shared file, as it is there, lacks of one as it is rendered, as words for people."""
    programs: re.Pattern[str] = re.compile(r"(?!)")
    """The beginning of the name of a file that is run."""
    sources: re.Pattern[str] = re.compile(r"(?!ifcfg-|network$).*")
    """What its files come from, as their first line says: topologies, and no files that a migration is of."""


def fault_at(path: Path, text: str) -> Fault:
    """TEXT is wrong with the file or directory PATH."""
    return Fault(Place(str(path)), text)


@value_object
class Destination:
    """Where the files of one host go: the shared ones, and some others, to places of their own, all others into the
    directory.

    All of it lies beneath ROOT, which somebody named: no link leads out of that.
    """

    layout: Layout
    root: Path
    directory: Path
    shared: Mapping[str, Path]

    @classmethod
    def flat(cls, layout: Layout, directory: Path, root: Path | None = None) -> Destination:
        """Everything in one directory."""
        return cls(layout, root or directory, directory, {name: directory / name for name in layout.shared})

    @classmethod
    def below(cls, layout: Layout, system: Path, root: Path | None = None) -> Destination:
        """The places below the root of a SYSTEM where a host looks."""
        shared = {name: system / path for name, path in layout.shared.items()}
        return cls(layout, root or system, system / layout.directory, shared)

    def path(self, name: str) -> Path:
        """Where the file NAME goes."""
        return self.shared.get(name) or self.directory / name

    def beneath(self, path: Path) -> str:
        """PATH as seen from the root."""
        return str(path.relative_to(self.root))

    def may_have(self, name: str) -> bool:
        """Whether a file of the target can be called NAME."""
        return name in self.shared or self.layout.names.fullmatch(name) is not None

    def may_lie_in(self, folder: Path, name: str) -> bool:
        """Whether a file of the target can be called NAME in FOLDER."""
        return self.may_have(name) and self.path(name).parent == folder

    @property
    def folders(self) -> tuple[Path, ...]:
        """The directories written to, the one with the first journal first."""
        return tuple(dict.fromkeys((self.directory, *(path.parent for path in self.shared.values()))))
