"""topology.yaml: netplan's version 2 with a `host:` of ours, read into the model.

Who is to bring a device up is in `Device.nm_controlled`: False where `renderer:` is initscripts, True where it is
NetworkManager, None where neither is said.
"""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any, BinaryIO

from ifcfgen.errors import Fault, Faults
from ifcfgen.model import Place
from ifcfgen.netplan.configuration import Configuration
from ifcfgen.netplan.properties import FILE
from ifcfgen.netplan.topology import topology as parse

__all__ = ["Configuration", "load", "parse", "schema", "text_in", "text_of"]

_LARGEST = 1 << 20  # bytes; a thousand devices have two hundred thousand


def load(path: Path) -> Configuration:
    """The topology in the file PATH. Raises `Faults` with all that is wrong with it."""
    return parse(text_of(path), str(path))


def text_of(path: Path) -> str:
    """What the file PATH holds. Raises `Faults` where it can be no topology."""
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            kind = "a directory" if stat.S_ISDIR(mode) else "no regular file"
            raise Faults([Fault(Place(str(path)), f"{kind}, no topology")])
        with path.open("rb") as file:
            return text_in(file, str(path))
    except OSError as error:
        raise Faults([Fault(Place(str(path)), f"cannot be read: {error.strerror}")]) from None


def text_in(file: BinaryIO, name: str) -> str:
    """What is left in FILE, which is called NAME. Raises `Faults` where it can be no topology."""
    data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise Faults([Fault(Place(name), f"over {_LARGEST >> 20} MiB, no topology")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Faults([Fault(Place(name, line), "not UTF-8")]) from None


def schema() -> dict[str, Any]:
    """The JSON Schema of a topology, for editors."""
    defs: dict[str, Any] = {}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "ifcfgen topology",
        "description": "netplan's version 2, and the host that it is for.",
        **FILE.schema(defs),
        "$defs": defs,
    }
