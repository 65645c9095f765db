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

LARGEST = 1 << 20
"""Bytes of a file; what is larger configures no network."""
_LARGEST_SUM = 64 << 20
"""Bytes of all files that one tree hands out."""
_MOST_NAMES = 100_000
"""Names in one directory; ten thousand devices need fewer."""
_MOST_LINKS = 40  # as the kernel has it
_DEEPEST = 128
"""Directories below one another; more are a trap."""
_SECRET = "keys-"
"""How the names of files begin that initscripts read passwords from."""

_KINDS = {
    stat.S_IFDIR: "a directory",
    stat.S_IFIFO: "a FIFO",
    stat.S_IFSOCK: "a socket",
    stat.S_IFBLK: "a device node",
    stat.S_IFCHR: "a device node",
    stat.S_IFLNK: "a symbolic link",
}
_SWAPPED = "was replaced while it was read: not read"
_NOWHERE = "a dangling or circular link: not read"
_BENEATH = os.O_NOFOLLOW | os.O_CLOEXEC
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | _BENEATH
_PASSING = os.O_PATH | os.O_DIRECTORY | _BENEATH
_FILE = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | _BENEATH


class Tree:
    """A directory, and what lies beneath it. Paths are relative to it.

    A link to another place beneath it is followed, one that leaves it is not: as with openat2's RESOLVE_BENEATH, which
    the kernels of EL6 to EL8 lack. Each directory is opened from the one above, so nobody can swap one for a link
    between a look and a read. ROOT itself may be a link, for somebody named it. Raises `OSError`.
    """

    def __init__(self, root: str) -> None:
        self.root = root or "."
        self._root = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        self._folder = "", self._root
        self._left = _LARGEST_SUM

    def __enter__(self) -> Tree:
        return self

    def __exit__(self, *_: object) -> None:
        self._leave()
        os.close(self._root)

    def read(self, path: str, largest: int = LARGEST) -> bytes:
        """What the regular file PATH holds. Raises `OSError`, also where it has more than LARGEST bytes."""
        folder, _, name = path.rpartition("/")
        try:
            data = content(self._at(folder), name, largest)
        except _Link:
            with self._holding(path) as (held, name):
                if name.startswith(_SECRET):
                    raise OSError(errno.EACCES, "a link to a file of secrets: not followed") from None
                data = content(held, name, largest)
        self._left -= len(data)
        if self._left < 0:
            raise OSError(errno.EFBIG, f"over {_LARGEST_SUM >> 20} MiB together with the files before it: not read")
        return data

    def listing(self, path: str = "") -> Mapping[str, bool]:
        """The names in the directory PATH, and whether each is a directory, and no link to one. Raises `OSError`."""
        found: dict[str, bool] = {}
        with os.scandir(self._at(path)) as entries:
            for entry in entries:
                if len(found) == _MOST_NAMES:
                    raise OSError(errno.E2BIG, f"more than {_MOST_NAMES:,} names: not read")
                found[entry.name] = entry.is_dir(follow_symlinks=False)
        return found

    def kind(self, path: str) -> int:
        """What PATH itself is, as `stat.S_IFREG` or `stat.S_IFLNK`; 0 where it is not there. Raises `OSError`."""
        return stat.S_IFMT(self._mode(path))

    def permissions(self, path: str) -> int:
        """Those of PATH itself, as 0o644; 0 where it is not there. Raises `OSError`."""
        return stat.S_IMODE(self._mode(path))

    def _mode(self, path: str) -> int:
        folder, _, name = path.rpartition("/")
        try:
            return os.stat(name, dir_fd=self._at(folder), follow_symlinks=False).st_mode
        except FileNotFoundError:
            return 0

    def link(self, path: str) -> str | None:
        """What is written in the link PATH, wherever that leads; None where there is none."""
        folder, _, name = path.rpartition("/")
        try:
            return os.readlink(name, dir_fd=self._at(folder))
        except OSError:
            return None

    def folder(self, path: str) -> int:
        """A descriptor of the directory PATH, which the caller closes. Raises `OSError`."""
        with self._holding(path) as (folder, name):
            return os.open(name, _DIRECTORY, dir_fd=folder)

    def _at(self, path: str) -> int:
        """A descriptor of the directory PATH: kept, as most files that are read lie beside the one before."""
        at, descriptor = self._folder
        if path != at:
            descriptor = self.folder(path) if path else self._root
            self._leave()
            self._folder = path, descriptor
        return descriptor

    def _leave(self) -> None:
        _, descriptor = self._folder
        self._folder = "", self._root
        if descriptor != self._root:
            os.close(descriptor)

    @contextmanager
    def _holding(self, path: str) -> Iterator[tuple[int, str]]:
        """The directory that holds what PATH leads to, and the name there, which was no link when it was looked at."""
        above = [os.dup(self._root)]
        try:
            name = self._followed(path, above)
            yield above[-1], name
        finally:
            for descriptor in above:
                os.close(descriptor)

    def _followed(self, path: str, above: list[int]) -> str:
        """The name of what PATH leads to in the last of the directories ABOVE it, which are opened on the way."""
        parts = _parts(self._beneath(path) if path.startswith("/") else path)
        name, links, written = ".", 0, path
        while parts:
            name = parts.pop()
            if name == "..":
                if len(above) == 1:
                    raise OSError(errno.EXDEV, f"a link out of the directory, to {written}: not followed")
                os.close(above.pop())
                name = "."
                continue
            try:
                target = _target(name, above[-1])
            except FileNotFoundError:
                raise OSError(errno.ENOENT, _NOWHERE if links else os.strerror(errno.ENOENT)) from None
            if target is not None:
                name, links, written = ".", links + 1, target
                if links > _MOST_LINKS:
                    raise OSError(errno.ELOOP, _NOWHERE)
                if target.startswith("/"):
                    target = self._beneath(target)
                    while len(above) > 1:
                        os.close(above.pop())
                parts += _parts(target)
            elif parts:
                if len(above) > _DEEPEST:
                    raise OSError(errno.ENAMETOOLONG, f"more than {_DEEPEST} directories deep: not read")
                above.append(os.open(name, _PASSING, dir_fd=above[-1]))
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
    kind = stat.S_IFMT(path.stat().st_mode)
    if kind != stat.S_IFREG and not (pipes and kind == stat.S_IFIFO):
        raise OSError(errno.EINVAL, f"{_KINDS.get(kind, 'a device node')}, not a file: not read")
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOCTTY | (0 if kind == stat.S_IFIFO else os.O_NONBLOCK)
    with open(path, "rb", opener=lambda name, _: os.open(name, flags)) as file:
        if stat.S_IFMT(os.fstat(file.fileno()).st_mode) != kind:
            raise OSError(errno.EINVAL, _SWAPPED)
        return _within(file.read(largest + 1), largest)


def _parts(path: str) -> list[str]:
    """The components of PATH, the last first."""
    return [part for part in reversed(path.split("/")) if part not in ("", ".")]


def _target(name: str, folder: int) -> str | None:
    """What is written in the link NAME in FOLDER; None where that is no link. Raises `OSError`."""
    try:
        return os.readlink(name, dir_fd=folder)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        return None


class _Link(OSError):
    """A link is in the way."""


def content(folder: int, name: str, largest: int) -> bytes:
    """What the regular file NAME in FOLDER, a descriptor, holds, up to LARGEST bytes. Raises `OSError`."""
    kind = stat.S_IFMT(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)
    if kind != stat.S_IFREG:  # opening a device can set it in motion
        error = _Link if kind == stat.S_IFLNK else OSError
        raise error(errno.EINVAL, f"{_KINDS.get(kind, 'a device node')}, not a file: not read")
    descriptor = os.open(name, _FILE, dir_fd=folder)
    try:
        return _regular(descriptor, largest)
    finally:
        os.close(descriptor)


def _regular(descriptor: int, largest: int) -> bytes:
    there = os.fstat(descriptor)
    if not stat.S_ISREG(there.st_mode):
        raise OSError(errno.EINVAL, _SWAPPED)
    # a buffer for the largest costs more than the reading of a usual file
    return _within(os.read(descriptor, min(there.st_size, largest) + 1), largest)


def _within(data: bytes, largest: int) -> bytes:
    if len(data) > largest:
        size = f"{largest >> 20} MiB" if largest >> 20 else f"{largest:,} bytes"
        raise OSError(errno.EFBIG, f"larger than {size}: not read")
    return data
