"""What a network is: devices, what stands on them, and the host they are for. Imports nothing of ours, does no I/O."""

from ifcfgen.model.bonding import Bonding
from ifcfgen.model.device import IP, KINDS, Address, Device, Dhcp, Failure, Network, Place, Route, RoutingRule
from ifcfgen.model.host import (
    MANAGERS,
    PACKAGE_OF,
    RELEASES,
    SERVICES,
    STATES,
    Host,
    Manager,
    Unknown,
    choices,
    fault_in_service,
    parse_release,
)
from ifcfgen.model.topology import Topology

__all__ = [
    "IP", "KINDS", "MANAGERS", "PACKAGE_OF", "RELEASES", "SERVICES", "STATES", "Address", "Bonding", "Device", "Dhcp",
    "Failure", "Host", "Manager", "Network", "Place", "Route", "RoutingRule", "Topology", "Unknown", "choices",
    "fault_in_service", "parse_release",
]  # fmt: skip
