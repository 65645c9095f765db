"""What writing the rendered files of a host would do to the disk. Reads only."""

from __future__ import annotations

import difflib
import errno
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

from ifcfgen.errors import Fault, Faults, IfcfgenError
from ifcfgen.filesystem.tree import Tree
from ifcfgen.lazy import NamedTuple, value_object
from ifcfgen.render.disk.layout import Destination, fault_at
from ifcfgen.render.header import authorship
from ifcfgen.secrets import Secrets, struck

Kind = Literal["create", "update", "unchanged", "remove", "stale"]

ANY_MODE = 0o7777
"""No limit to the permissions of a file."""
_PUBLIC, _PRIVATE, _PROGRAM = 0o644, 0o600, 0o755

_HEAD = re.compile(rb"(?:#![^\n]*\n)?# ifcfgen: from ([^\r\n]*)")
_OBSTACLES = {
    stat.S_IFLNK: "a symbolic link",
    stat.S_IFDIR: "a directory",
    stat.S_IFIFO: "a FIFO",
    stat.S_IFSOCK: "a socket",
    stat.S_IFBLK: "a device node",
    stat.S_IFCHR: "a device node",
}


@value_object
class Change:
    """What becomes of one file. `stale`: we wrote it, it is no longer rendered, and `--prune` was not given.

    A change with a `refusal` is only made when forced: the file is not ours, or was edited since.
    """

    kind: Kind
    name: str
    path: Path
    old: bytes | None = None
    new: bytes | None = None
    refusal: str = ""
    mode: int = ANY_MODE
    """The permissions of a file that is new, and all that one which is replaced may keep."""

    @property
    def pending(self) -> bool:
        """Whether there is anything to do."""
        return self.kind in ("create", "update", "remove")

    def diff(self, held: Secrets) -> str:
        """The change as a unified diff, without its secrets and those that are HELD; empty where there is none."""
        if not self.pending:
            return ""
        source, target = ("/dev/null" if data is None else str(self.path) for data in (self.old, self.new))
        hunks = "".join(_hunks(_text(self.old), _text(self.new), held))
        return f"--- {source}\n+++ {target}\n{hunks}" if hunks else ""


def secrets_of(changes: Iterable[Change]) -> Secrets:
    """The secrets in what CHANGES take away and bring."""
    return Secrets(_text(data) for change in changes for data in (change.old, change.new))


def plan(destination: Destination, files: Mapping[str, str], *, prune: bool = False) -> list[Change]:
    """What writing FILES (text by name) would do to each file, and to those that we wrote before. Writes nothing.

    Raises `Faults` where something that is no regular file stands in the way, or cannot be read.
    """
    try:
        with Tree(str(destination.root)) as tree:
            return _planned(_There(destination, tree), files, prune)
    except FileNotFoundError:
        return _planned(_There(destination, None), files, prune)
    except OSError as error:
        raise Faults([explained(error, destination.directory)]) from None


class _There(NamedTuple):
    """What there is at a destination; nothing without a tree."""

    destination: Destination
    tree: Tree | None

    def names(self) -> list[str]:
        """The files in its directory."""
        try:
            listed = self.tree.listing(self.destination.beneath(self.destination.directory)) if self.tree else {}
        except FileNotFoundError:
            return []
        return sorted(listed)

    def kind(self, name: str) -> int:
        """What NAME is, as `stat.S_IFREG`; 0 where it is not there."""
        return self.tree.kind(self.destination.beneath(self.destination.path(name))) if self.tree else 0

    def permissions(self, name: str) -> int:
        """Those of the file NAME, which is there."""
        assert self.tree
        return self.tree.permissions(self.destination.beneath(self.destination.path(name)))

    def read(self, name: str) -> bytes:
        """What the file NAME, which is there, holds."""
        assert self.tree
        return self.tree.read(self.destination.beneath(self.destination.path(name)))


def _planned(there: _There, files: Mapping[str, str], prune: bool) -> list[Change]:
    destination = there.destination
    faults: list[Fault] = []
    changes: list[Change] = []
    for name in dict.fromkeys((*files, *there.names())):
        try:
            if name in files:
                changes.append(_renewed(there, name, files[name]))
            elif _is_ours(there, name):
                changes.append(_left(there, name, prune))
        except OSError as error:
            faults.append(explained(error, destination.path(name)))
        except IfcfgenError as error:
            faults += error.faults
    if faults:
        raise Faults(faults)
    return changes


def _renewed(there: _There, name: str, text: str) -> Change:
    destination = there.destination
    path = destination.path(name)
    if not destination.may_have(name):
        raise IfcfgenError(fault_at(path, "no network file can have this name"))
    new = text.encode("utf-8", "surrogateescape")
    old = _content(there, name)
    is_private = destination.layout.secrets.match(name) is not None
    if old is None:
        mode = _PRIVATE if is_private else _PROGRAM if destination.layout.programs.match(name) else _PUBLIC
        return Change("create", name, path, None, new, mode=mode)
    mode = _PRIVATE if is_private else ANY_MODE
    if old == new:
        kind: Kind = "update" if there.permissions(name) & ~mode else "unchanged"
        return Change(kind, name, path, old, new, mode=mode)
    refusal = _REFUSALS[authorship(old)]
    if refusal and name in destination.layout.shared:
        # Such a file belongs to the whole host and to many programs: it is enough that it says what is wanted.
        missing = destination.layout.missing(old, new)
        if not missing:
            return Change("unchanged", name, path, old, new)
        refusal += f"; or add there: {' '.join(missing)}"
    return Change("update", name, path, old, new, refusal, mode)


def _is_ours(there: _There, name: str) -> bool:
    """Whether we wrote the file NAME for this layout; most other files are told apart by their names alone."""
    layout = there.destination.layout
    if not layout.names.fullmatch(name) or layout.is_copy(name) or there.kind(name) != stat.S_IFREG:
        return False
    try:
        head = _HEAD.match(there.read(name))
        written = head[1].decode(errors="surrogateescape").partition(", sha256 ")[0] if head else None
        return written is not None and layout.sources.fullmatch(written) is not None
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EFBIG):
            return False
        raise


def _left(there: _There, name: str, prune: bool) -> Change:
    path, old = there.destination.path(name), there.read(name)
    if not prune:
        return Change("stale", name, path, old)
    refusal = _REFUSALS[authorship(old)]
    return Change("remove", name, path, old, None, refusal)


_REFUSALS = {
    "ours": "",
    "foreign": "was not written by ifcfgen; --force replaces it",
    "edited": "was edited since ifcfgen wrote it; --diff shows what --force would undo",
}


def _content(there: _There, name: str) -> bytes | None:
    """What the regular file NAME holds, None where there is none."""
    kind = there.kind(name)
    if not kind:
        return None
    if kind != stat.S_IFREG:
        text = f"{_OBSTACLES[kind]} is in the way; move it away, only regular files are written"
        raise IfcfgenError(fault_at(there.destination.path(name), text))
    return there.read(name)


def _text(data: bytes | None) -> str:
    return (data or b"").decode(errors="surrogateescape")


def _hunks(old: str, new: str, held: Secrets) -> Iterator[str]:
    """OLD and NEW compared with their secrets, and shown without, and without those HELD."""
    before, after = _lines(old), _lines(new)
    old_shown, new_shown = (_lines(held.without(struck(text))) for text in (old, new))
    for group in difflib.SequenceMatcher(None, before, after).get_grouped_opcodes():
        _, start, _, start_of_new, _ = group[0]
        _, _, end, _, end_of_new = group[-1]
        yield f"@@ -{_range(start, end)} +{_range(start_of_new, end_of_new)} @@\n"
        for kind, i, j, k, m in group:
            if kind == "equal":  # a quote that opens above may make a secret of it in one of the two alone
                yield from (
                    f" {new_shown[k + at - i] if old_shown[at] == before[at] else old_shown[at]}" for at in range(i, j)
                )
            else:
                yield from (f"-{line}" for line in old_shown[i:j])
                yield from (f"+{line}" for line in new_shown[k:m])


def _range(start: int, end: int) -> str:
    """As a unified diff has it, lines counted from 1."""
    length = end - start
    return f"{start + 1}" if length == 1 else f"{start + (length > 0)},{length}"


def _lines(text: str) -> list[str]:
    """For a diff: every line with its end, also the last one."""
    lines = re.findall(r".*\n|.+", text)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n\\ No newline at end of file\n"
    return lines


def explained(error: OSError, path: Path) -> Fault:
    """ERROR, which is about PATH, for people."""
    return fault_at(path, error.strerror or str(error))
