"""Writing into a directory: plain names in it, each file fresh, and nothing through a link."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from pathlib import Path

from ifcfgen.filesystem.directory import LARGEST, content
from ifcfgen.filesystem.tree import Tree

_KEPT = "security.selinux", "system.posix_acl_access"
"""The attributes that a new version of a file has from the old one."""
_STREAMS = ("/", "dev"), ("/", "proc")
"""Where a link leads to what a process has open."""


class Folder:
    """A directory that is open, whatever becomes of its path; names in it are plain. Raises `OSError`."""

    def __init__(self, tree: Tree, below: str = "") -> None:
        self._descriptor = tree.folder(below)

    def close(self) -> None:
        """Let go of it, and of its lock."""
        os.close(self._descriptor)

    def lock(self) -> None:
        """Hold it against other runs until it is closed. Raises `BlockingIOError` where another one holds it."""
        fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def names(self) -> list[str]:
        """What there is, in order."""
        with os.scandir(self._descriptor) as entries:
            return sorted(entry.name for entry in entries)

    def is_there(self, name: str) -> bool:
        """Whether there is anything called NAME, be it a link that leads nowhere."""
        return self._kind(name) != 0

    def is_folder(self, name: str) -> bool:
        """Whether NAME is a directory, and no link to one."""
        return self._kind(name) == stat.S_IFDIR

    def _kind(self, name: str) -> int:
        try:
            return stat.S_IFMT(os.stat(_plain(name), dir_fd=self._descriptor, follow_symlinks=False).st_mode)
        except FileNotFoundError:
            return 0

    def owner(self, name: str) -> int:
        """The user whose file NAME is, not that to which it may lead."""
        return os.stat(_plain(name), dir_fd=self._descriptor, follow_symlinks=False).st_uid

    def read(self, name: str, largest: int = LARGEST) -> bytes:
        """What the regular file NAME holds."""
        return content(self._descriptor, _plain(name), largest)

    def create(self, name: str, data: bytes, *, mode: int = 0o644, like: str | None = None) -> int:
        """Make the file NAME with DATA, which are on their way to disk; the caller closes the descriptor.

        Its permissions are MODE, or with owner and context those of the file that it is LIKE, no more than MODE.
        """
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(_plain(name), flags, 0o600, dir_fd=self._descriptor)
        try:
            if like is None:
                os.fchmod(descriptor, mode)
            else:
                self._resemble(descriptor, like, mode)
            left = memoryview(data)
            while left:
                left = left[os.write(descriptor, left) :]
            # Starts the writing of all files before the first fsync waits for one: halves the time for nine files.
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        except BaseException:
            os.close(descriptor)
            self.remove(name)
            raise
        return descriptor

    def _resemble(self, descriptor: int, name: str, most: int) -> None:
        model = os.open(_plain(name), os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW, dir_fd=self._descriptor)
        try:
            old = os.fstat(model)
            if (old.st_uid, old.st_gid) != (os.geteuid(), os.getegid()):
                os.fchown(descriptor, old.st_uid, old.st_gid)
            for attribute in set(os.listxattr(model)).intersection(_KEPT):
                os.setxattr(descriptor, attribute, os.getxattr(model, attribute))
            os.fchmod(descriptor, stat.S_IMODE(old.st_mode) & most)
        finally:
            os.close(model)

    def link(self, name: str, new: str) -> None:
        """Give the file NAME the second name NEW."""
        here = self._descriptor
        os.link(_plain(name), _plain(new), src_dir_fd=here, dst_dir_fd=here, follow_symlinks=False)

    def rename(self, name: str, new: str) -> None:
        """Call the file NAME NEW, in the place of what is called so."""
        os.rename(_plain(name), _plain(new), src_dir_fd=self._descriptor, dst_dir_fd=self._descriptor)

    def remove(self, name: str) -> None:
        """Take the file NAME away."""
        os.unlink(_plain(name), dir_fd=self._descriptor)

    def make(self, name: str) -> None:
        """Make the directory NAME."""
        os.mkdir(_plain(name), dir_fd=self._descriptor)

    def remove_folder(self, name: str) -> None:
        """Take the empty directory NAME away."""
        os.rmdir(_plain(name), dir_fd=self._descriptor)

    def sync(self) -> None:
        """Wait until its names are on disk."""
        os.fsync(self._descriptor)


def put(path: Path, data: bytes) -> None:
    """Write DATA to PATH, which somebody named: into a device or FIFO that is there, else as `replace`."""
    if _is_stream(path):
        with path.open("wb") as stream:
            stream.write(data)
    else:
        replace(path, data)


def _is_stream(path: Path) -> bool:
    """Whether PATH is a device, a FIFO or a socket, or a link to one such as /dev/stdout."""
    try:
        kind = stat.S_IFMT(path.lstat().st_mode)
    except OSError:
        return False
    if kind == stat.S_IFLNK:
        return path.absolute().parts[:2] in _STREAMS
    return kind not in (stat.S_IFREG, stat.S_IFDIR)


def replace(path: Path, data: bytes) -> None:
    """Make PATH, which somebody named, a file with DATA; a link of that name is replaced. Raises `OSError`."""
    if _is_stream(path):
        raise OSError(errno.EINVAL, "not a file: not replaced")
    with Tree(str(path.parent)) as tree:
        folder = Folder(tree)
    staged = f".{path.name}.{os.urandom(8).hex()}.new"
    try:
        descriptor = folder.create(staged, data)
        try:
            os.fsync(descriptor)
            folder.rename(staged, path.name)
        except BaseException:
            folder.remove(staged)
            raise
        finally:
            os.close(descriptor)
    finally:
        folder.close()


def _plain(name: str) -> str:
    """NAME, where it can lead nowhere else. Raises `OSError`."""
    try:
        encoded = os.fsencode(name)
    except UnicodeEncodeError:
        encoded = b""
    if encoded in (b"", b".", b"..") or b"/" in encoded or b"\0" in encoded:
        raise OSError(errno.EINVAL, f"{name!r} is not the name of a file")
    return name
