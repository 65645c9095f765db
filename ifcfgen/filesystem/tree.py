"""Reading beneath a directory, and files that are named on the command line.

Every `OSError` that is raised here has a sentence for people in its `strerror`.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from ifcfgen.filesystem.directory import DEEPEST, KINDS, LARGEST, SWAPPED, Directory, Linked, Opened, regular, within
from ifcfgen.lazy import cached_property

__all__ = ["LARGEST", "Tree", "archive_on", "is_folder", "look", "pieces", "read"]

_LARGEST_SUM = 64 << 20
"""Bytes of all files that one tree hands out."""
_MOST_NAMES = 100_000
"""Names in one directory; ten thousand devices need fewer."""
_PIECE = 1 << 20
_MOST_LINKS = 40  # as the kernel has it
_SECRET = "keys-"
"""How the names of files begin that initscripts read passwords from."""

_NOWHERE = "a dangling or circular link: not read"
NOWHERE_ELSE: Mapping[str, str] = MappingProxyType({})
_NO_NAMES = frozenset(("", ".", ".."))


class _Level:
    """A directory that is open: its name in the one above, and what it holds, which is listed once."""

    def __init__(self, name: str, folder: Directory) -> None:
        self.name = name
        self.folder = folder

    @cached_property
    def names(self) -> Mapping[str, bool]:
        """Each name, and whether it is that of a directory, and of no link to one. Raises `OSError`."""
        found: dict[str, bool] = {}
        for name, is_directory in self.folder.names():
            if len(found) == _MOST_NAMES:
                raise OSError(errno.E2BIG, f"more than {_MOST_NAMES:,} names: not read")
            found[name] = is_directory
        return found


class Tree:
    """A directory, and what lies beneath it. Paths are relative to it.

    A link to another place beneath it is followed, one that leaves it is not: as with openat2's RESOLVE_BENEATH, which
    the kernels of EL6 to EL8 lack. Each directory is opened from the one above, so nobody can swap one for a link
    between a look and a read. ROOT itself may be a link, for somebody named it. Raises `OSError`.

    The directories on the way to the last path stay open, and are not listed again: most that is read lies close to
    what was read before. MOVED has directories of ROOT that lie elsewhere beneath it, by their names.
    """

    def __init__(self, root: str, moved: Mapping[str, str] = NOWHERE_ELSE) -> None:
        self.root = root or "."
        self._moved = moved
        self._open = [_Level("", _opened(self.root))]
        self._path: str | None = ""
        self._left = _LARGEST_SUM

    def __enter__(self) -> Tree:
        return self

    def __exit__(self, *_: object) -> None:
        self._leave(0)

    def read(self, path: str, largest: int = LARGEST) -> bytes:
        """What the regular file PATH holds. Raises `OSError`, also where it has more than LARGEST bytes."""
        folder, _, name = path.rpartition("/")
        try:
            data = self._at(folder).content(name, largest)
        except Linked:
            with self._holding(self.place(path)) as (held, name):
                if name.startswith(_SECRET):
                    raise OSError(errno.EACCES, "a link to a file of secrets: not followed") from None
                data = held.content(name, largest)
        self._left -= min(len(data), LARGEST)  # a larger one was asked for by somebody who wants one of its kind
        if self._left < 0:
            raise OSError(errno.EFBIG, f"over {_LARGEST_SUM >> 20} MiB together with the files before it: not read")
        return data

    def listing(self, path: str = "") -> Mapping[str, bool]:
        """The names in the directory PATH, and whether each is a directory, and no link to one. Raises `OSError`."""
        return self._level(path).names

    def place(self, path: str) -> str:
        """Where PATH lies beneath the root, as far as its first part decides that."""
        head, slash, rest = path.partition("/") if self._moved else (path, "", "")
        return f"{self._moved.get(head, head)}{slash}{rest}"

    def kind(self, path: str) -> int:
        """What PATH itself is, as `stat.S_IFREG` or `stat.S_IFLNK`; 0 where it is not there. Raises `OSError`."""
        return stat.S_IFMT(self._mode(path))

    def permissions(self, path: str) -> int:
        """Those of PATH itself, as 0o644; 0 where it is not there. Raises `OSError`."""
        return stat.S_IMODE(self._mode(path))

    def _mode(self, path: str) -> int:
        folder, _, name = path.rpartition("/")
        try:
            return self._at(folder).mode(name)
        except FileNotFoundError:
            return 0

    def link(self, path: str) -> str | None:
        """What is written in the link PATH, wherever that leads; None where there is none."""
        folder, _, name = path.rpartition("/")
        try:
            return self._at(folder).target(name)
        except OSError:
            return None

    def folder(self, path: str) -> int:
        """A descriptor of the directory PATH, which the caller closes. Raises `OSError`, also in an archive."""
        held = self._entered(path)
        try:
            return held.descriptor()
        finally:
            held.close()

    def _entered(self, path: str) -> Directory:
        with self._holding(path) as (folder, name):
            return folder.enter(name)

    def _at(self, path: str) -> Directory:
        """The directory PATH, open."""
        return self._level(path).folder

    def _level(self, path: str) -> _Level:
        path = self.place(path)
        if path == self._path:
            return self._open[-1]
        parts = path.split("/") if path else []
        kept = 1
        for level in self._open[1:]:
            if kept > len(parts) or level.name != parts[kept - 1]:
                break
            kept += 1
        self._leave(kept)
        try:
            if len(parts) >= DEEPEST or not _NO_NAMES.isdisjoint(parts):
                raise OSError(errno.EINVAL, "not a few plain names")
            for part in parts[kept - 1 :]:
                self._open.append(_Level(part, self._open[-1].folder.enter(part)))
        except OSError:  # a link is on the way, or a directory that can be passed and not be read
            self._leave(1)
            self._open.append(_Level(path, self._entered(path)))
        self._path = path
        return self._open[-1]

    def _leave(self, kept: int) -> None:
        """Close all directories but the first KEPT, the root among them."""
        self._path = None
        while len(self._open) > kept:
            self._open.pop().folder.close()

    @contextmanager
    def _holding(self, path: str) -> Iterator[tuple[Directory, str]]:
        """The directory that holds what PATH leads to, and the name there, which was no link when it was looked at."""
        above = [self._open[0].folder.copy()]
        try:
            name = self._followed(path, above)
            yield above[-1], name
        finally:
            for folder in above:
                folder.close()

    def _followed(self, path: str, above: list[Directory]) -> str:
        """The name of what PATH leads to in the last of the directories ABOVE it, which are opened on the way."""
        parts = _parts(self._beneath(path) if path.startswith("/") else path)
        name, links, written = ".", 0, path
        while parts:
            name = parts.pop()
            if name == "..":
                if len(above) == 1:
                    raise OSError(errno.EXDEV, f"a link out of the directory, to {written}: not followed")
                above.pop().close()
                name = "."
                continue
            try:
                target = above[-1].target(name)
            except FileNotFoundError:
                raise OSError(errno.ENOENT, _NOWHERE if links else os.strerror(errno.ENOENT)) from None
            if target is not None:
                name, links, written = ".", links + 1, target
                if links > _MOST_LINKS:
                    raise OSError(errno.ELOOP, _NOWHERE)
                if target.startswith("/"):
                    target = self._beneath(target)
                    while len(above) > 1:
                        above.pop().close()
                parts += _parts(target)
            elif parts:
                if len(above) > DEEPEST:
                    raise OSError(errno.ENAMETOOLONG, f"more than {DEEPEST} directories deep: not read")
                above.append(above[-1].enter(name, passing=True))
        return name

    def _beneath(self, target: str) -> str:
        """TARGET, an absolute path, as seen from the root."""
        root = os.path.realpath(self.root)
        if target != root and not target.startswith(root.rstrip("/") + "/"):
            raise OSError(errno.EXDEV, f"a link out of the directory, to {target}: not followed")
        return target[len(root.rstrip("/")) :]


def read(path: Path, largest: int = LARGEST, *, pipes: bool = False) -> bytes:
    """What the file PATH holds, which somebody named: links are followed, and with PIPES a FIFO is read to its end.

    Raises `OSError`, also where it is no regular file, or has more than LARGEST bytes.
    """
    try:
        kind = stat.S_IFMT(path.stat().st_mode)
    except NotADirectoryError:
        with Tree(str(path.parent)) as tree:  # in an archive
            return tree.read(path.name, largest)
    if kind != stat.S_IFREG and not (pipes and kind == stat.S_IFIFO):
        raise OSError(errno.EINVAL, f"{KINDS.get(kind, 'a device node')}, not a file: not read")
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOCTTY | (0 if kind == stat.S_IFIFO else os.O_NONBLOCK)
    with open(path, "rb", opener=lambda name, _: os.open(name, flags)) as file:
        if stat.S_IFMT(os.fstat(file.fileno()).st_mode) != kind:
            raise OSError(errno.EINVAL, SWAPPED)
        return within(file.read(largest + 1), largest)


def pieces(path: str) -> Iterator[bytes]:
    """What the regular file PATH on the disk holds, however much, piece by piece. Raises `OSError`."""
    with open(path, "rb", opener=lambda name, _: os.open(name, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)) as file:
        regular(stat.S_IFMT(os.fstat(file.fileno()).st_mode))
        while piece := file.read(_PIECE):
            yield piece


def _parts(path: str) -> list[str]:
    """The components of PATH, the last first."""
    return [part for part in reversed(path.split("/")) if part not in ("", ".")]


def _opened(path: str) -> Directory:
    """The directory PATH, on the disk or in an archive that is on it. Raises `OSError`."""
    try:
        return Opened(os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))
    except (NotADirectoryError, FileNotFoundError):
        from ifcfgen.filesystem import archive  # brings tarfile, and most trees are none

        found = archive.beneath(path)
        if found is None:
            raise
        return found


def is_folder(path: str) -> bool:
    """Whether PATH is a directory or an archive, or a directory in one.

    A damaged archive counts: its reader says what is wrong with it.
    """
    if Path(path).is_dir():
        return True
    from ifcfgen.filesystem import archive  # as above

    found = archive.split(path)
    if found is None:
        return False
    try:
        return archive.beneath(path) is not None
    except OSError as error:
        return not found[1] or error.errno not in (errno.ENOENT, errno.ENOTDIR)


def look(path: str) -> None:
    """Raise `OSError` where there is nothing at PATH, on the disk or in an archive."""
    try:
        os.lstat(path)
    except NotADirectoryError:
        folder, name = os.path.split(path)
        with Tree(folder) as tree:
            if not tree.kind(name):
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)) from None


def archive_on(path: str) -> str | None:
    """The archive that PATH leads into, or is; None where it leads to the disk."""
    if Path(path).is_dir():
        return None
    from ifcfgen.filesystem import archive  # as above

    found = archive.split(path)
    return found[0] if found else None
