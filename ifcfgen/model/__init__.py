"""What a network is: devices, and what stands on them. Does no I/O and knows no file format."""

from ifcfgen.model.address import IP, Address, Network
from ifcfgen.model.bonding import Bonding
from ifcfgen.model.device import HIGHEST_STACK, KINDS, Device, Dhcp
from ifcfgen.model.origin import Place
from ifcfgen.model.route import Route, RoutingRule
from ifcfgen.model.topology import Topology

__all__ = [
    "HIGHEST_STACK", "IP", "KINDS", "Address", "Bonding", "Device", "Dhcp", "Network", "Place", "Route", "RoutingRule",
    "Topology",
]  # fmt: skip
