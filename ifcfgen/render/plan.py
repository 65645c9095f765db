"""What writing the rendered files of a host would do to the disk. Reads only."""

from __future__ import annotations

import difflib
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ifcfgen.errors import Faults, IfcfgenError
from ifcfgen.render.header import authorship
from ifcfgen.scripts.names import ROLES, has_ending_of_a_copy

Kind = Literal["create", "update", "unchanged", "remove", "stale"]

RENDERED = re.compile(rf"({'|'.join((*ROLES, 'keys'))})-[^/]+")
_HEAD = b"# ifcfgen: from "
_OBSTACLES = {
    stat.S_IFLNK: "a symbolic link",
    stat.S_IFDIR: "a directory",
    stat.S_IFIFO: "a FIFO",
    stat.S_IFSOCK: "a socket",
    stat.S_IFBLK: "a device node",
    stat.S_IFCHR: "a device node",
}


@dataclass(frozen=True)
class Target:
    """Where the files of one host go: `network` to its own place, all others into the directory."""

    directory: Path
    network: Path

    @classmethod
    def flat(cls, directory: Path) -> Target:
        """Everything in one directory, with `network` in it."""
        return cls(directory, directory / "network")

    @classmethod
    def root(cls, root: Path) -> Target:
        """The places below ROOT where a host looks. Raises `IfcfgenError` where a link leads out of ROOT."""
        sysconfig = root / "etc/sysconfig"
        directory = sysconfig / "network-scripts"
        if not Path(os.path.realpath(directory)).is_relative_to(os.path.realpath(root)):
            raise IfcfgenError(f"{directory}: a symbolic link leads out of {root}; write to where it leads instead")
        return cls(directory, sysconfig / "network")

    def path(self, name: str) -> Path:
        """Where the file NAME goes."""
        return self.network if name == "network" else self.directory / name

    @property
    def folders(self) -> tuple[Path, ...]:
        """The directories written to, the one with the journal first."""
        return tuple(dict.fromkeys((self.directory, self.network.parent)))


@dataclass(frozen=True)
class Change:
    """What becomes of one file. `stale`: we wrote it, it is no longer rendered, and nobody asked to prune.

    A change with a `refusal` is only made when forced: the file is not ours, or was edited since.
    """

    kind: Kind
    name: str
    path: Path
    old: bytes | None = None
    new: bytes | None = None
    refusal: str = ""

    @property
    def pending(self) -> bool:
        """Whether there is anything to do."""
        return self.kind in ("create", "update", "remove")

    def diff(self) -> str:
        """The change as a unified diff, empty where there is none."""
        if not self.pending:
            return ""
        before, after = (_lines(data) for data in (self.old, self.new))
        source, target = ("/dev/null" if data is None else str(self.path) for data in (self.old, self.new))
        return "".join(difflib.unified_diff(before, after, source, target))


def plan(target: Target, files: Mapping[str, str], *, prune: bool = False) -> list[Change]:
    """What writing FILES (text by name) would do to each file, and to those that we wrote before. Writes nothing.

    Raises `Faults` where something that is no regular file stands in the way, or cannot be read.
    """
    try:
        there = sorted(path.name for path in target.directory.iterdir())
    except FileNotFoundError:
        there = []
    except OSError as error:
        raise Faults([told(error, target.directory)]) from None
    faults: list[str] = []
    changes: list[Change] = []
    for name in dict.fromkeys((*files, *there)):
        path = target.path(name)
        try:
            if name in files:
                changes.append(_renewed(name, path, files[name]))
            elif _ours(path):
                changes.append(_left(name, path, prune))
        except OSError as error:
            faults.append(told(error, path))
        except IfcfgenError as fault:
            faults.append(str(fault))
    if faults:
        raise Faults(faults)
    return changes


def _renewed(name: str, path: Path, text: str) -> Change:
    if name != "network" and not RENDERED.fullmatch(name):
        raise IfcfgenError(f"{path}: no network file can have this name")
    new = text.encode("utf-8", "surrogateescape")
    old = _content(path)
    if old is None:
        return Change("create", name, path, None, new)
    if old == new:
        return Change("unchanged", name, path, old, new)
    refusal = _REFUSALS[authorship(old)]
    if refusal and name == "network":
        # This file belongs to the whole host and to many programs: it is enough that it says what is wanted.
        missing = _missing(old, new)
        if not missing:
            return Change("unchanged", name, path, old, new)
        refusal += f"; or add there: {' '.join(missing)}"
    return Change("update", name, path, old, new, refusal)


def _ours(path: Path) -> bool:
    """Whether we wrote PATH, under this name; files that are none of our business are hardly touched to find out."""
    if not RENDERED.fullmatch(path.name) or has_ending_of_a_copy(path.name) or path.is_symlink() or not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return file.read(len(_HEAD)) == _HEAD
    except PermissionError:
        return False


def _left(name: str, path: Path, prune: bool) -> Change:
    old = path.read_bytes()
    if not prune:
        return Change("stale", name, path, old)
    refusal = _REFUSALS[authorship(old)]
    return Change("remove", name, path, old, None, refusal)


_REFUSALS = {
    "ours": "",
    "foreign": "was not written by ifcfgen; --force replaces it",
    "edited": "was edited since ifcfgen wrote it; --diff shows what --force would undo",
}


def _missing(old: bytes, new: bytes) -> list[str]:
    """The assignments of NEW that OLD does not come to."""
    from ifcfgen.ifcfg.document import Document

    present = Document.parse(old).keys
    wanted = Document.parse(new)
    return [f"{a.key}={a.raw}" for a in wanted.assignments if present.get(a.key) != wanted.keys[a.key]]


def _content(path: Path) -> bytes | None:
    """What the regular file PATH holds, None where there is none."""
    try:
        kind = stat.S_IFMT(path.lstat().st_mode)
    except FileNotFoundError:
        return None
    if kind != stat.S_IFREG:
        raise IfcfgenError(f"{path}: {_OBSTACLES[kind]} is in the way; move it away, only regular files are written")
    return path.read_bytes()


def _lines(data: bytes | None) -> list[str]:
    """For a diff: every line with its end, also the last one."""
    lines = re.findall(r".*\n|.+", (data or b"").decode("utf-8", "replace"))
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n\\ No newline at end of file\n"
    return lines


def told(error: OSError, place: Path) -> str:
    """ERROR for people, at the file that it names or else at PLACE."""
    return f"{error.filename or place}: {error.strerror or error}"
