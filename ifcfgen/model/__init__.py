"""What a network is: devices, and what stands on them. Does no I/O and knows no file format."""

from ifcfgen.model.address import IP, Address, Network
from ifcfgen.model.bonding import Bonding
from ifcfgen.model.device import HIGHEST_STACK, AccessPoint, Device, Dhcp, Peer
from ifcfgen.model.guest import GuestInterface, LibvirtNetwork
from ifcfgen.model.kinds import KINDS
from ifcfgen.model.origin import Origins, Unmodelled
from ifcfgen.model.route import Route, RoutingRule
from ifcfgen.model.topology import Topology
from ifcfgen.place import Place

__all__ = [
    "HIGHEST_STACK", "IP", "KINDS", "AccessPoint", "Address", "Bonding", "Device", "Dhcp", "GuestInterface",
    "LibvirtNetwork", "Network", "Origins", "Peer", "Place", "Route", "RoutingRule", "Topology", "Unmodelled",
]  # fmt: skip
