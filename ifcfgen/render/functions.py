"""What files of either kind can say of the virtual functions of a card."""

from __future__ import annotations

from collections.abc import Iterator

from ifcfgen.model import Device, Topology
from ifcfgen.render.refusal import Refusal

_FIRST = ("sriov.vf.0", "SRIOV_VF0")
"""What tells NetworkManager of the first virtual function, in a keyfile and in an ifcfg file."""


def refusals(topology: Topology, card: Device, passed_on: str) -> Iterator[Refusal]:
    """What NetworkManager cannot be told of CARD as a virtual function; PASSED_ON is how to tell it oneself."""
    physical = topology.get(card.physical_function)
    number = topology.virtual_functions(physical) if physical else None
    if physical and not number:
        what = f"{physical.name} does not say how many virtual functions it has"
        yield "match_names", what, "give virtual-function-count"
    elif physical is None or card.hardware_vlan is None:
        return
    elif number != 1:
        what = f"which of the {number} virtual functions of {physical.name} it is does not follow from its name"
        who = f"give {physical.name} `{passed_on.format(card.hardware_vlan)}`, with its number for N"
        yield "hardware_vlan", what, who
    elif given := next((key for key in (*physical.settings, *physical.further) if key in _FIRST), None):
        yield "hardware_vlan", f"{physical.name} has {given} as well", "give one of them"


def function_settings(topology: Topology, card: Device) -> str | None:
    """What NetworkManager is told of virtual function 0 of CARD; of several that are not refused, nothing."""
    vlan = next((device.hardware_vlan for device in topology.functions_of(card)), None)
    return None if vlan is None else f"vlans={vlan}"
