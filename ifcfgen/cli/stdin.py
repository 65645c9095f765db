"""What somebody gives on stdin in the place of a file, or of the hosts in an archive."""

from __future__ import annotations

import sys
from functools import lru_cache
from pathlib import Path
from typing import TextIO

from ifcfgen.errors import Fault, IfcfgenError
from ifcfgen.filesystem.tree import LARGEST
from ifcfgen.place import Place

NAME = "/dev/stdin"
"""The path of an archive on stdin, where the command line gives none."""
_LARGEST_ARCHIVE = 128 << 20
"""Bytes; it is kept in memory."""


def read() -> bytes:
    """What stdin holds; of more than a file may have, one byte more. Raises `IfcfgenError` where it is closed."""
    if sys.stdin is None:
        raise IfcfgenError("stdin: is closed")
    return _begun(sys.stdin)


def archive(name: str = NAME) -> str | None:
    """The path of the archive on stdin, which is NAME from now on; None where stdin holds something else.

    Raises `IfcfgenError` for one that cannot be read.
    """
    from ifcfgen.filesystem import archive  # brings tarfile

    data = read()
    if not archive.is_archive(data):
        return None
    if Path(name).is_dir():
        raise IfcfgenError(Fault(Place(name), "a directory, which cannot name the archive on stdin"))
    data += sys.stdin.buffer.read(_LARGEST_ARCHIVE + 1 - len(data))
    try:
        if len(data) > _LARGEST_ARCHIVE:
            raise OSError(0, f"over {_LARGEST_ARCHIVE >> 20} MiB on stdin; give the path of a file")
        archive.hold(name, data)
    except OSError as error:
        raise IfcfgenError(Fault(Place(name), error.strerror or str(error))) from None
    return name


@lru_cache(1)
def _begun(stdin: TextIO) -> bytes:
    """The beginning of STDIN, to find out what it is, and then for its reader."""
    return stdin.buffer.read(LARGEST + 1)
