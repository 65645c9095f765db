"""topology.yaml: netplan's version 2 with a `host:` of ours, read into the model.

Who is to bring a device up is in `Device.nm_controlled`: False where `renderer:` is initscripts, True where it is
NetworkManager, None where neither is said.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ifcfgen.errors import Fault, Faults
from ifcfgen.filesystem.tree import LARGEST, read
from ifcfgen.model import Place
from ifcfgen.netplan.configuration import Configuration
from ifcfgen.netplan.properties import FILE
from ifcfgen.netplan.topology import topology as parse

__all__ = ["Configuration", "decoded", "load", "parse", "schema", "text_of"]


def load(path: Path) -> Configuration:
    """The topology in the file PATH. Raises `Faults` with all that is wrong with it."""
    return parse(text_of(path), str(path))


def text_of(path: Path) -> str:
    """What the file PATH holds. Raises `Faults` where it can be no topology."""
    try:
        data = read(path)
    except OSError as error:
        raise Faults([Fault(Place(str(path)), error.strerror or str(error))]) from None
    return decoded(data, str(path))


def decoded(data: bytes, name: str) -> str:
    """The text of DATA, a topology called NAME. Raises `Faults` where it can be none."""
    if len(data) > LARGEST:
        raise Faults([Fault(Place(name), f"over {LARGEST >> 20} MiB, not a topology")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Faults([Fault(Place(name, line), "not UTF-8")]) from None


def schema() -> dict[str, Any]:
    """The JSON Schema of a topology, for editors: draft 7, which most of them and SchemaStore take."""
    defs: dict[str, Any] = {}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "https://json.schemastore.org/ifcfgen-topology.json",
        "title": "ifcfgen topology",
        "description": "netplan's version 2, and the host that it is for.",
        "allOf": [FILE.schema(defs)],
        "definitions": defs,
    }
