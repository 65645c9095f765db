"""What a network is: devices, and what stands on them. Does no I/O and knows no file format."""

from ifcfgen.model.bonding import Bonding
from ifcfgen.model.device import IP, KINDS, Address, Device, Dhcp, Failure, Network, Route, RoutingRule
from ifcfgen.model.topology import Topology
from ifcfgen.place import Place

__all__ = [
    "IP", "KINDS", "Address", "Bonding", "Device", "Dhcp", "Failure", "Network", "Place", "Route", "RoutingRule",
    "Topology",
]  # fmt: skip
