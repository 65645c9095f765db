"""What a network is: devices, and what stands on them. Does no I/O and knows no file format."""

from ifcfgen.model.bonding import Bonding
from ifcfgen.model.device import IP, Address, Device, Dhcp, Failure, Network, Place, Route, RoutingRule
from ifcfgen.model.kinds import KINDS
from ifcfgen.model.topology import Topology

__all__ = [
    "IP", "KINDS", "Address", "Bonding", "Device", "Dhcp", "Failure", "Network", "Place", "Route", "RoutingRule",
    "Topology",
]  # fmt: skip
