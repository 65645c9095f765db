"""What no keyfile of ours has of that for which the model has no field, and who can have it."""

from __future__ import annotations

from collections.abc import Iterator

from ifcfgen.errors import Fault
from ifcfgen.model import Topology
from ifcfgen.render.refusal import DISPENSABLE, NEEDS_MAC, NETPLAN_ALONE, NETWORKD_ALONE, OF_KEYFILES, shown

_NONE = "ifcfgen renders no keyfiles for these"

_WHY = {
    "nm-devices": _NONE,
    **dict.fromkeys(OF_KEYFILES, "give settings of NetworkManager below `keyfile:`"),
    "networkmanager": "give settings of NetworkManager below `keyfile:`",
    "openvswitch": "ifcfgen renders no keyfiles for Open vSwitch",
    "delay-virtual-functions-rebind": NETPLAN_ALONE,
    "set-name": NEEDS_MAC,
}


def refusals(topology: Topology) -> Iterator[Fault]:
    """Why no keyfile has what TOPOLOGY asks for."""
    for asked in topology.unmodelled:
        if asked.name not in DISPENSABLE:
            yield Fault(asked.place, f"{shown(asked)}: {_WHY.get(asked.name, NETWORKD_ALONE)}")
