"""What in an ifcfg file stops Leapp's upgrade from EL8 to EL9.

From its actors ifcfg_scanner, check_ifcfg and network_deprecations. They read each file called ifcfg-*, backup copies
and alias files as well, and of it only lines with one equals sign.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from ifcfgen.ifcfg.document import Document
from ifcfgen.lazy import NamedTuple
from ifcfgen.place import Place

_TYPES = frozenset(("ethernet", "ctc", "infiniband", "bond", "vlan", "bridge", "wireless", "team"))
_YES = ("yes", "true", "1")
_OF_WEP = ("KEY1", "KEY_PASSPHRASE1", "WEP_KEY_FLAGS")


class Stop(NamedTuple):
    """Why Leapp stops at a file. `text` is what it finds there, `place` its line, or the file."""

    kind: Literal["no type", "other type", "two types", "unmanaged", "WEP"]
    text: str
    place: Place


def wep(document: Document) -> Stop | None:
    """Where DOCUMENT configures WEP as Leapp sees it, on a device of any type; None where it does not."""
    for line, name, value in _assignments(document.text):
        if name in _OF_WEP or (name == "KEY_MGMT" and value.upper() == "IEEE8021X"):
            text = f"KEY_MGMT={value}" if name == "KEY_MGMT" else name
            return Stop("WEP", text, Place(document.path, line, 1))
    return None


def stop(document: Document) -> Stop | None:
    """Why Leapp stops at DOCUMENT where the package network-scripts is installed; None where it does not."""
    kind, managed = None, None
    for line, name, value in _assignments(document.text):
        if name == "BONDING_MASTER":
            name, value = "TYPE", "bond"
        if name in ("TYPE", "DEVICETYPE"):
            here = Stop("other type", value, Place(document.path, line, 1))
            if kind and value.lower() != kind.text.lower():
                return here._replace(kind="two types", text=f"{kind.text} and {value}")
            kind = kind or here
        elif name == "NM_CONTROLLED" and value.lower() not in _YES:
            managed = Stop("unmanaged", value, Place(document.path, line, 1))
    if kind is None:
        return Stop("no type", "", Place(document.path))
    return kind if kind.text.lower() not in _TYPES else managed


def _assignments(text: str) -> Iterator[tuple[int, str, str]]:
    """Line, name and value of each assignment as Leapp splits it: quotes count around the whole value only."""
    for line, written in enumerate(text.split("\n"), 1):
        name, equals, value = written.partition("#")[0].strip().partition("=")
        if equals and "=" not in value:
            quoted = len(value) > 1 and value[0] in "\"'" and value[0] == value[-1]
            yield line, name, value[1:-1] if quoted else value
