"""Archives of tar, read as the directories that they hold; nothing is unpacked to the disk.

A path leads through an archive as through a directory: `report.tar.xz/etc/sysconfig`. An archive is read once, from its
beginning to its end. Every `OSError` that is raised here has a sentence for people in its `strerror`.
"""

from __future__ import annotations

import errno
import gzip
import lzma
import os
import stat
import sys
import tarfile
import zlib
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib import import_module
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import IO, cast

from ifcfgen.errors import quoted
from ifcfgen.filesystem.directory import DEEPEST, LARGEST, regular, too_large
from ifcfgen.lazy import NamedTuple

_MOST_MEMBERS = 200_000
"""A report of a large host has a quarter of that."""
_LARGEST = 4 << 30
"""Bytes, when decompressed."""
_HIGHEST_RATIO, _RATIO_FROM = 300, 64 << 20
"""How many times its size an archive may have, when decompressed, once that is so many bytes; logs reach a third."""
_LARGEST_SUM = 256 << 20
"""Bytes of all small files, as they are kept."""
_WORTH_COMPRESSING = 4 << 10
_BLOCK = 512
_REMEMBERED = 4
"""How many archives are kept ready: hosts are read soon after they were found."""
_MAGIC = {b"\x1f\x8b": "gz", b"\xfd7zXZ\x00": "xz", b"\x28\xb5\x2f\xfd": "zst"}
_POINTERS = {
    b"version https://git-lfs.github.com/spec/": ("Git LFS", "git lfs pull"),
    b"/annex/objects/": ("git-annex", "git annex get"),
}
"""How files begin that stand for an archive in a repository, by whom they are made, and what replaces them."""
_OF_TAR, _OF_TAR_AT = b"ustar", 257
_SUFFIXES = (".tar", ".tgz", *(f".tar.{compression}" for compression in _MAGIC.values()))
"""Of an archive that may be too short to show what it is."""
_LONGEST_LINK = 4096
_LONGEST_REASON = 100
_TYPES = {
    tarfile.DIRTYPE: stat.S_IFDIR,
    tarfile.FIFOTYPE: stat.S_IFIFO,
    tarfile.CHRTYPE: stat.S_IFCHR,
    tarfile.BLKTYPE: stat.S_IFBLK,
    tarfile.SYMTYPE: stat.S_IFLNK,
}
_DAMAGED = (
    tarfile.TarError, EOFError, lzma.LZMAError, zlib.error, gzip.BadGzipFile, ValueError, ArithmeticError,
    RecursionError, LookupError,
)  # fmt: skip
"""The same, but for the reader of zstd, which is not always there."""
_ZSTD = ("compression.zstd", "backports.zstd")
"""Who reads zstd: Python from 3.14 on, or a package."""

_Source = Callable[[], IO[bytes]]
"""Opens the archive at its beginning."""


class _Node(NamedTuple):
    """What is no directory: a link with its `target`, or a file, whose `data` are compressed where its `size` differs.

    `data` is None for a file that is too large to be kept, which is the member of that `number`.
    """

    kind: int
    target: str = ""
    size: int = 0
    data: bytes | None = None
    number: int = 0
    permissions: int = 0o777


class Folder:
    """A directory in an archive."""

    def __init__(self, source: _Source) -> None:
        self._source = source
        self._held: dict[str, Folder | _Node] = {}

    def descriptor(self) -> int:
        """Nobody writes there. Raises `OSError`."""
        raise OSError(errno.EROFS, "lies in an archive, which is never changed")

    def close(self) -> None:
        """It needs no closing."""

    def copy(self) -> Folder:
        """Itself."""
        return self

    def names(self) -> Iterator[tuple[str, bool]]:
        """Each name, and whether it is that of a directory."""
        return ((name, isinstance(held, Folder)) for name, held in self._held.items())

    def mode(self, name: str) -> int:
        """What NAME is, with its permissions, as `st_mode`. Raises `OSError`."""
        held = self._at(name)
        return stat.S_IFDIR | 0o755 if isinstance(held, Folder) else held.kind | held.permissions

    def target(self, name: str) -> str | None:
        """What is written in the link NAME; None where that is no link. Raises `OSError`."""
        held = self._at(name)
        return held.target if isinstance(held, _Node) and held.kind == stat.S_IFLNK else None

    def enter(self, name: str, *, passing: bool = False) -> Folder:
        """The directory NAME. Raises `OSError`."""
        held = self._at(name)
        if not isinstance(held, Folder):
            raise OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        return held

    def content(self, name: str, largest: int) -> bytes:
        """What the regular file NAME holds, up to LARGEST bytes. Raises `OSError`."""
        regular(stat.S_IFMT(self.mode(name)))
        file = self._held[name]
        assert isinstance(file, _Node)
        if file.size > largest:
            raise too_large(largest)
        if file.data is None:
            return _member(self._source, file.number)
        return file.data if len(file.data) == file.size else zlib.decompress(file.data)

    def _at(self, name: str) -> Folder | _Node:
        if name in ("", "."):
            return self
        if name not in self._held:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        return self._held[name]

    def put(self, parts: list[str], node: _Node | None) -> None:
        """Take NODE, or a directory, at the path PARTS, with the directories above it. Raises `OSError`."""
        folder = self
        for part in parts if node is None else parts[:-1]:
            held = folder._held.setdefault(part, Folder(self._source))
            if not isinstance(held, Folder):
                raise OSError(
                    errno.ENOTDIR, f"the member {quoted('/'.join(parts))} lies below a link or a file: not read"
                )
            folder = held
        if node is not None:
            folder._held[parts[-1]] = node

    def file(self, parts: list[str]) -> _Node | None:
        """The file at the path PARTS, which no link is on; None where there is none."""
        held: Folder | _Node | None = self
        for part in parts:
            held = held._held.get(part) if isinstance(held, Folder) else None
        return held if isinstance(held, _Node) and held.kind == stat.S_IFREG else None


class _Stream:
    """The bytes of a tar, which is decompressed on the way; forward only, and bounded. Raises `OSError`."""

    def __init__(self, raw: IO[bytes], size: int) -> None:
        self._data = _decompressed(raw)
        self._size = size
        self._at = 0
        self.allowed = 0
        """How many bytes may be read before it is set again; skipped ones do not count."""
        self.last = b""
        """The last block that was read, such as the one that ends a tar."""

    def tell(self) -> int:
        return self._at

    def seek(self, position: int) -> None:
        while position > self._at and self._taken(min(position - self._at, LARGEST)):
            pass

    def read(self, size: int) -> bytes:
        self.allowed -= size
        if self.allowed < 0:
            raise OSError(errno.EFBIG, "a member with a header of more than 1 MiB: not read")
        data = self._taken(size)
        self.last = data if len(data) == _BLOCK else self.last
        return data

    def _taken(self, size: int) -> bytes:
        pieces = []
        while size and (piece := self._data.read(size)):
            pieces.append(piece)
            size -= len(piece)
        data = b"".join(pieces)
        self._at += len(data)
        if self._at > _LARGEST:
            raise OSError(errno.EFBIG, f"over {_LARGEST >> 30} GiB when decompressed: not read")
        if self._at > _RATIO_FROM and self._at > self._size * _HIGHEST_RATIO:
            raise OSError(errno.EFBIG, f"over {_HIGHEST_RATIO} times its size when decompressed: not read")
        return data


def is_archive(head: bytes) -> bool:
    """Whether a file that begins with HEAD may be an archive."""
    return _compression(head) is not None or head[_OF_TAR_AT:].startswith(_OF_TAR)


def beneath(path: str) -> Folder | None:
    """The directory that PATH, of an archive or in one, leads to; None where no archive is on it. Raises `OSError`."""
    found = split(path)
    if found is None:
        return None
    file, below = found
    if (named := str(Path(file).absolute())) in _held:
        folder = _held[named]
    else:
        real = os.path.realpath(file)
        there = Path(real).stat()
        folder = _read(real, there.st_ino, there.st_size, there.st_mtime_ns)
    for part in filter(None, below.split("/")):
        folder = folder.enter(part)
    return folder


def split(path: str) -> tuple[str, str] | None:
    """The archive on PATH, and the path in it; None where there is none."""
    plain = os.path.normpath(path)
    above = plain
    while above not in ("", "/"):
        if str(Path(above).absolute()) in _held or _is_archive_on_disk(above):
            return above, plain[len(above) :].lstrip("/")
        if os.path.lexists(above):
            return None
        above = os.path.split(above)[0]
    return None


def hold(name: str, data: bytes) -> None:
    """Have the path NAME lead to the archive with DATA, which lies nowhere on the disk. Raises `OSError`."""
    folder, real = _indexed(lambda: BytesIO(data), len(data)), os.path.realpath(name)
    _held[str(Path(name).absolute())] = folder
    if not os.path.lexists(real):  # as of /dev/stdin where that is a pipe
        _held[real] = folder


_held: dict[str, Folder] = {}


def _is_archive_on_disk(path: str) -> bool:
    try:
        if not Path(path).is_file():
            return False
        if path.endswith(_SUFFIXES):
            return True
        with Path(path).open("rb") as file:
            return is_archive(file.read(_BLOCK))
    except OSError:
        return False


@lru_cache(_REMEMBERED)
def _read(path: str, inode: int, size: int, changed: int) -> Folder:
    return _indexed(lambda: Path(path).open("rb"), size)


def _indexed(source: _Source, size: int) -> Folder:
    """What the archive of SIZE bytes that SOURCE opens holds. Raises `OSError`."""
    root = Folder(source)
    kept = 0
    for number, (member, data) in enumerate(_members(source, size, lambda _, member: member.size <= LARGEST)):
        if number == _MOST_MEMBERS:
            raise OSError(errno.E2BIG, f"more than {_MOST_MEMBERS:,} members: not read")
        parts = _parts(member.name)
        node = _node(root, member, data, number)
        kept += len(node.data or b"") if node else 0
        if kept > _LARGEST_SUM:
            raise OSError(errno.EFBIG, f"over {_LARGEST_SUM >> 20} MiB of small files: not read")
        if parts:
            root.put(parts, node)
    return root


def _node(root: Folder, member: tarfile.TarInfo, data: bytes | None, number: int) -> _Node | None:
    """What MEMBER, with DATA, is in the tree below ROOT; None for a directory."""
    permissions = stat.S_IMODE(member.mode)
    if member.isreg():
        if data is None:
            return _Node(stat.S_IFREG, size=member.size, number=number, permissions=permissions)
        packed = zlib.compress(data, 1) if len(data) > _WORTH_COMPRESSING else data
        return _Node(stat.S_IFREG, size=len(data), data=min(packed, data, key=len), permissions=permissions)
    if member.islnk():
        file = root.file(_parts(member.linkname))
        return file or _Node(stat.S_IFLNK, target=f"/{member.linkname}")  # leads nowhere
    kind = _TYPES.get(member.type, stat.S_IFCHR)
    return None if kind == stat.S_IFDIR else _Node(kind, target=member.linkname[:_LONGEST_LINK])


def _member(source: _Source, number: int) -> bytes:
    """What the member of that NUMBER holds, of an archive that was read before. Raises `OSError`."""
    for _, data in _members(source, _LARGEST, lambda index, _: index == number):
        if data is not None:
            return data
    raise OSError(errno.EIO, "was replaced while it was read: not read")


def _members(
    source: _Source, size: int, wanted: Callable[[int, tarfile.TarInfo], bool]
) -> Iterator[tuple[tarfile.TarInfo, bytes | None]]:
    """Each member of an archive of SIZE bytes, and what it holds if it is a file that is WANTED. Raises `OSError`."""
    with source() as raw:
        try:
            stream = _Stream(raw, size)
            stream.allowed = LARGEST
            # a stream has what tarfile asks of a file to read: read, seek and tell
            with tarfile.open(fileobj=cast("IO[bytes]", stream), mode="r:") as tar:
                for number in count():
                    if (member := tar.next()) is None:
                        break
                    tar.members = []  # type: ignore[attr-defined]  # else it keeps every member; typeshed does not list it
                    is_wanted = member.isreg() and wanted(number, member)
                    yield member, _content(stream, tar, member) if is_wanted else None
                    stream.allowed = LARGEST
        except _damaged() as error:
            why = str(error)[:_LONGEST_REASON] or type(error).__name__
            raise OSError(errno.EIO, f"damaged or truncated ({why}): not read") from None
        if stream.last.strip(b"\0"):
            raise OSError(errno.EIO, "truncated, as the blocks that end a tar are missing: not read")


def _content(stream: _Stream, tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    stream.allowed = member.size + LARGEST
    file = tar.extractfile(member)
    data = file.read() if file else b""
    if len(data) != member.size:
        raise tarfile.ReadError("unexpected end of data")
    return data


def _parts(name: str) -> list[str]:
    """The components of the NAME of a member. Raises `OSError` for one that leads elsewhere."""
    if name.startswith("/"):
        raise OSError(errno.EXDEV, f"the member {quoted(name)} has an absolute path: not read")
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if ".." in parts or "\0" in name:
        raise OSError(errno.EXDEV, f"the member {quoted(name)} leads out of the archive: not read")
    if len(parts) > DEEPEST:
        raise OSError(errno.ENAMETOOLONG, f"a member more than {DEEPEST} directories deep: not read")
    return parts


def _compression(head: bytes) -> str | None:
    return next((name for magic, name in _MAGIC.items() if head.startswith(magic)), None)


def _decompressed(raw: IO[bytes]) -> IO[bytes]:
    """What RAW holds, decompressed where it is compressed. Raises `OSError` for what this Python cannot decompress."""
    head = raw.read(_BLOCK)
    for sign, (what, command) in _POINTERS.items():
        if head.startswith(sign):
            raise OSError(errno.ENODATA, f"a pointer of {what}, and {command} fetches the archive: not read")
    compression = _compression(head)
    raw.seek(0)
    match compression:
        case "gz":
            return cast("IO[bytes]", gzip.open(raw))  # a file in all but its declared type
        case "xz":
            return lzma.open(raw)
        case "zst":
            return _zstd(raw)
    return raw


def _zstd(raw: IO[bytes]) -> IO[bytes]:
    for name in _ZSTD:
        try:
            file: IO[bytes] = import_module(name).ZstdFile(raw)
        except ImportError:
            continue
        return file
    raise OSError(errno.ENOTSUP, "compressed with zstd: install ifcfgen[zstd], or decompress it with zstd -d")


def _damaged() -> tuple[type[Exception], ...]:
    """What the readers of tar and of its compressions raise for bytes that are not theirs."""
    return *_DAMAGED, *(sys.modules[name].ZstdError for name in _ZSTD if name in sys.modules)
