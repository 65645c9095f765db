"""The zones that firewalld's XML defines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ifcfgen.errors import Fault
from ifcfgen.model import Place
from ifcfgen.scripts.markup import parse


@dataclass(frozen=True)
class Zone:
    """A zone, and where it names the devices that are in it; empty where its file has a fault."""

    name: str
    interfaces: Mapping[str, Place] = field(default_factory=dict)
    fault: Fault | None = None


def read(file: str, data: bytes, path: str) -> Zone:
    """The zone that the FILE of a directory, at PATH with DATA, defines: it has the name of the file."""
    name, root = file.removesuffix(".xml"), parse(data, path)
    if isinstance(root, Fault):
        return Zone(name, fault=root)
    return Zone(name, {one.attributes.get("name", ""): Place(path, one.line) for one in root.all("interface")})
