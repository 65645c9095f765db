"""What a network is: devices, and what stands on them. Does no I/O and knows no file format."""

from ifcfgen.model.bonding import Bonding
from ifcfgen.model.device import IP, Address, Device, Dhcp, Failure, Network, Route, RoutingRule
from ifcfgen.model.kinds import KINDS
from ifcfgen.model.origin import Origins, Unmodelled
from ifcfgen.model.topology import Topology
from ifcfgen.place import Place

__all__ = [
    "IP", "KINDS", "Address", "Bonding", "Device", "Dhcp", "Failure", "Network", "Origins", "Place", "Route",
    "RoutingRule", "Topology", "Unmodelled",
]  # fmt: skip
