"""What NetworkManager is told of a profile for all cards of some names or drivers, in a file of either kind."""

from __future__ import annotations

from ifcfgen.model import Device, Topology
from ifcfgen.networkmanager.enums import MULTIPLE
from ifcfgen.networkmanager.profile import BEHIND_RIVALS


def multi_connect(device: Device) -> int | None:
    """How often the profile of DEVICE can be active at once; None: as usual, with one card."""
    return MULTIPLE if device.match_names or device.match_drivers else None


def priority(topology: Topology, device: Device) -> int | None:
    """The rank of the profile of DEVICE among others for the same card; None: the usual one."""
    return BEHIND_RIVALS if topology.rivals(device) else None
