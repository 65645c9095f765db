"""The files of JSON that other programs write."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ifcfgen import notation
from ifcfgen.errors import Fault, IfcfgenError
from ifcfgen.filesystem import tree
from ifcfgen.place import Place

LARGEST = 32 << 20
"""Bytes of a file; Ansible's facts of a host with 3,000 packages have a thirtieth."""


def document(path: Path) -> Any:
    """What the file PATH holds. Raises `IfcfgenError`."""
    try:
        text = tree.read(path, LARGEST).decode()
    except OSError as error:
        raise IfcfgenError(Fault(Place(str(path)), error.strerror or str(error))) from None
    except UnicodeDecodeError:
        raise IfcfgenError(Fault(Place(str(path)), "not UTF-8")) from None
    return notation.json(text, str(path))
