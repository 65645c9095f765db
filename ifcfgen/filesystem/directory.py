"""A directory that is open, and what can be asked of it: that of the disk. `Directory` says what any has.

Names are plain: none leads elsewhere. Every `OSError` that is raised here has a sentence for people in its `strerror`.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from typing import Protocol

LARGEST = 1 << 20
"""Bytes of a file; what is larger configures no network."""
DEEPEST = 128
"""Directories below one another; more are a trap."""

KINDS = {
    stat.S_IFDIR: "a directory",
    stat.S_IFIFO: "a FIFO",
    stat.S_IFSOCK: "a socket",
    stat.S_IFBLK: "a device node",
    stat.S_IFCHR: "a device node",
    stat.S_IFLNK: "a symbolic link",
}
SWAPPED = "was replaced while it was read: not read"
_BENEATH = os.O_NOFOLLOW | os.O_CLOEXEC
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | _BENEATH
_PASSING = os.O_PATH | os.O_DIRECTORY | _BENEATH
_FILE = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | _BENEATH


class Directory(Protocol):
    """A directory, on the disk or in an archive. All methods but `close` raise `OSError`."""

    def descriptor(self) -> int:
        """A descriptor of it, for those who write there; the caller closes it."""

    def copy(self) -> Directory:
        """The same once more, which is closed by itself."""

    def close(self) -> None:
        """Let go of it."""

    def names(self) -> Iterator[tuple[str, bool]]:
        """Each name, and whether it is that of a directory, and of no link to one."""

    def mode(self, name: str) -> int:
        """What NAME itself is, with its permissions, as `st_mode`."""

    def target(self, name: str) -> str | None:
        """What is written in the link NAME; None where that is no link."""

    def enter(self, name: str, *, passing: bool = False) -> Directory:
        """The directory NAME, and no link to one; PASSING: only to go further, without listing it."""

    def content(self, name: str, largest: int) -> bytes:
        """What the regular file NAME holds, up to LARGEST bytes."""


class Opened:
    """A directory of the disk."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def descriptor(self) -> int:
        """A descriptor of it, which the caller closes."""
        return os.dup(self._descriptor)

    def copy(self) -> Opened:
        """The same once more."""
        return Opened(os.dup(self._descriptor))

    def close(self) -> None:
        """Let go of it."""
        os.close(self._descriptor)

    def names(self) -> Iterator[tuple[str, bool]]:
        """Each name, and whether it is that of a directory, and of no link to one."""
        with os.scandir(self._descriptor) as entries:
            for entry in entries:
                yield entry.name, entry.is_dir(follow_symlinks=False)

    def mode(self, name: str) -> int:
        """What NAME itself is, with its permissions."""
        return os.stat(name, dir_fd=self._descriptor, follow_symlinks=False).st_mode

    def target(self, name: str) -> str | None:
        """What is written in the link NAME; None where that is no link."""
        try:
            return os.readlink(name, dir_fd=self._descriptor)
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
            return None

    def enter(self, name: str, *, passing: bool = False) -> Opened:
        """The directory NAME."""
        return Opened(os.open(name, _PASSING if passing else _DIRECTORY, dir_fd=self._descriptor))

    def content(self, name: str, largest: int) -> bytes:
        """What the regular file NAME holds."""
        return content(self._descriptor, name, largest)


class Linked(OSError):
    """A link is in the way."""


def content(folder: int, name: str, largest: int) -> bytes:
    """What the regular file NAME in FOLDER, a descriptor, holds, up to LARGEST bytes. Raises `OSError`."""
    regular(stat.S_IFMT(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode))
    descriptor = os.open(name, _FILE, dir_fd=folder)
    try:
        there = os.fstat(descriptor)
        if not stat.S_ISREG(there.st_mode):
            raise OSError(errno.EINVAL, SWAPPED)
        # a buffer for the largest costs more than the reading of a usual file
        return within(os.read(descriptor, min(there.st_size, largest) + 1), largest)
    finally:
        os.close(descriptor)


def regular(kind: int) -> None:
    """Raise `OSError` for a KIND that is no regular file, and must not be opened: a device can be set in motion."""
    if kind != stat.S_IFREG:
        error = Linked if kind == stat.S_IFLNK else OSError
        raise error(errno.EINVAL, f"{KINDS.get(kind, 'a device node')}, not a file: not read")


def within(data: bytes, largest: int) -> bytes:
    """DATA. Raises `OSError` where they are more than LARGEST."""
    if len(data) > largest:
        raise too_large(largest)
    return data


def too_large(largest: int) -> OSError:
    """That a file has more than LARGEST bytes."""
    size = f"{largest >> 20} MiB" if largest >> 20 else f"{largest:,} bytes"
    return OSError(errno.EFBIG, f"larger than {size}: not read")
