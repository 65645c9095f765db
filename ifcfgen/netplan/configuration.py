"""What a topology.yaml asks for: devices, the host that they are for, and its guests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

from ifcfgen.facts import Host
from ifcfgen.lazy import record
from ifcfgen.model import GuestInterface, LibvirtNetwork, Topology


@record
class Configuration(Topology):
    """The devices of one host, what is stated of it, and the networks and network cards of its guests."""

    host: Host = field(default_factory=Host, kw_only=True)
    guest_interfaces: Sequence[GuestInterface] = field(default=(), kw_only=True)
    """The network cards of the guests on the host."""
    virtual_networks: Sequence[LibvirtNetwork] = field(default=(), kw_only=True)
