"""What a topology.yaml asks for: devices, and the host that they are for."""

from __future__ import annotations

from dataclasses import dataclass, field

from ifcfgen.facts import Host
from ifcfgen.model import Topology


@dataclass(frozen=True, eq=False, repr=False)
class Configuration(Topology):
    """The devices of one host, and what is stated of it."""

    host: Host = field(default_factory=Host, kw_only=True)
