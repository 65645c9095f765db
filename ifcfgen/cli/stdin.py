"""What somebody gives on stdin in the place of a file."""

from __future__ import annotations

import sys

from ifcfgen.errors import IfcfgenError
from ifcfgen.filesystem.tree import LARGEST


def read() -> bytes:
    """What stdin holds; of more than a file may have, one byte more. Raises `IfcfgenError` where it is closed."""
    if sys.stdin is None:
        raise IfcfgenError("stdin: is closed")
    return sys.stdin.buffer.read(LARGEST + 1)
