"""What no ifcfg file has of that for which the model has no field, and who can have it.

Who can have it: NetworkManager's keyfile settings; netplan's src/networkd.c.
"""

from __future__ import annotations

from collections.abc import Iterator

from ifcfgen.errors import Fault
from ifcfgen.model import Topology, Unmodelled
from ifcfgen.render.refusal import DISPENSABLE, NEEDS_MAC, NETPLAN_ALONE, NETWORKD_ALONE, OF_KEYFILES, shown

_KEYFILE = "only NetworkManager keyfiles support {}, not the ifcfg files that ifcfgen writes"
_THESE = _KEYFILE.format("these")
_OPEN_VSWITCH = (
    "only NetworkManager keyfiles (ovs-bridge, ovs-port) or Open vSwitch's own scripts support this; "
    "ifcfgen writes no such ifcfg files"
)
_WHY = {
    **dict.fromkeys(("modems", "nm-devices", "wifis"), _THESE),
    **dict.fromkeys((*OF_KEYFILES, "mac-learning"), _KEYFILE.format("this")),
    "networkmanager": _KEYFILE.format("these settings"),
    "wakeonwlan": _KEYFILE.format("this, on wireless cards,"),
    "openvswitch": _OPEN_VSWITCH,
    "delay-virtual-functions-rebind": NETPLAN_ALONE,
    "name": "an ifcfg file is for one card, not for a pattern: give name or macaddress",
    "driver": "an ifcfg file cannot ask for a driver: give macaddress",
    "match": "every network card matches: give name or macaddress",
    "set-name": NEEDS_MAC,
}


def refusals(topology: Topology) -> Iterator[Fault]:
    """Why no ifcfg file has what TOPOLOGY asks for; what is so for the same reason is one fault."""
    by_reason: dict[str, set[Unmodelled]] = {}
    for asked in topology.unmodelled:
        if asked.name in DISPENSABLE:
            continue
        by_reason.setdefault(_WHY.get(asked.name, NETWORKD_ALONE), set()).add(asked)
    for why, group in by_reason.items():
        first, *others = sorted(group, key=lambda asked: (asked.place, asked.name))
        also = "".join(f", {shown(asked)} (line {asked.place.line})" for asked in others)
        yield Fault(first.place, f"{shown(first)}{also}: {why}")
