"""The network cards that files name, where nobody has said which there are."""

from __future__ import annotations

import re

from ifcfgen.boot.kernel.state import UNKNOWN_MAC
from ifcfgen.boot.values import mac
from ifcfgen.facts.machine import Nic
from ifcfgen.ifcfg.values import is_interface_name
from ifcfgen.model import KINDS
from ifcfgen.reading import Reading

_NUMBERS = re.compile(r"\d+|\D+")


def named_in(reading: Reading) -> tuple[Nic, ...]:
    """Every card that a file of READING names, with the HWADDR that it gives it, in order of their names."""
    cards: dict[str, str] = {}
    made: set[str] = set()
    for definition in reading.definitions:
        device, keys = definition.device, definition.keys
        made.update(filter(None, (keys.get("BRIDGE"), keys.get("MASTER"), keys.get("TEAM_MASTER"))))
        if KINDS[device.kind].kernel == "nic":
            cards.setdefault(device.name, mac(keys.get("HWADDR", "")) or UNKNOWN_MAC)
        else:
            made.add(device.name)
    for definition in reading.definitions:
        device = definition.device
        if device.kind == "vlan":
            parent = definition.keys.get("PHYSDEV") or device.name.rpartition(".")[0]
            if parent and "." not in parent:
                cards.setdefault(parent, UNKNOWN_MAC)
    names = (name for name in cards if name not in made and name != "lo" and is_interface_name(name))
    return tuple(Nic(name, cards[name]) for name in sorted(names, key=_natural))


def _natural(name: str) -> list[tuple[bool, int, str]]:
    return [(not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in _NUMBERS.findall(name)]
