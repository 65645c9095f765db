"""A profile at boot: the device that it is for, the cards that it fits, and which of several goes before."""

from __future__ import annotations

from ifcfgen.boot.kernel.state import Link
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.networkmanager.addresses import IPConfig, ip_config
from ifcfgen.boot.values import mac
from ifcfgen.ifcfg.values import LONGEST_NAME
from ifcfgen.lazy import cached_property
from ifcfgen.networkmanager.links import ETHERNET
from ifcfgen.networkmanager.profile import Profile
from ifcfgen.scripts.file import File

SCRIPT = "NetworkManager"
_KINDS = {ETHERNET: "nic", "bond": "bond", "bridge": "bridge", "team": "team", "vlan": "vlan"}


class Connection:
    """A profile, and the file that it comes from."""

    def __init__(self, machine: Machine, file: File, profile: Profile):
        self.file = file
        self.profile = profile
        self.type = profile.type or ""
        self.kind = _KINDS.get(self.type)
        """As the kernel calls it; None for what is not predicted."""
        self.vlan_id = profile.number("vlan", "id") or 0
        self.parent = profile.text("vlan", "parent") or ""
        self.device = profile.interface_name
        if self.device is None and self.kind == "vlan":
            behind = f".{self.vlan_id}"
            self.device = self.parent[: LONGEST_NAME - len(behind)] + behind
        self.controller = profile.controller
        self.port_type = profile.port_type
        self.autoconnect = profile.flag("connection", "autoconnect", True)
        self.document = file.document

    @property
    def name(self) -> str:
        """What an event calls it: its device, or its file where it is for any."""
        return self.device or self.file.suffix

    @property
    def is_virtual(self) -> bool:
        """Whether NetworkManager makes the device."""
        return self.kind != "nic"

    @cached_property
    def uuid(self) -> str:
        """Its own, or one made of the name of the file."""
        return self.profile.uuid

    @cached_property
    def families(self) -> tuple[IPConfig, IPConfig]:
        """What is asked of IPv4 and of IPv6."""
        return ip_config(self.profile, 4), ip_config(self.profile, 6)

    @cached_property
    def rank(self) -> tuple[int, str]:
        """Of several for one device the first of this order becomes active, where none has been so before."""
        return -(self.profile.number("connection", "autoconnect-priority") or 0), self.uuid

    @cached_property
    def hardware(self) -> str | None:
        """The MAC address of the one card that it is for; None: any."""
        return self.profile.text(ETHERNET, "mac-address")

    def key_of(self, section: str, name: str) -> str:
        """The key of the file that says a setting; empty where none does."""
        origin = self.profile.origins.get(f"{section}.{name}")
        return origin if isinstance(origin, str) else ""

    def fits(self, link: Link, hardware: str) -> bool:
        """Whether it can become active on LINK, a card of this HARDWARE address (check_connection_compatible)."""
        if self.kind != link.kind or self.device not in (None, link.name):
            return False
        return not self.hardware or self.is_virtual or mac(self.hardware) == hardware

    def is_named(self, reference: str) -> bool:
        """Whether a port that names its controller by REFERENCE means this profile."""
        return reference == self.device or reference.lower() == self.uuid
