"""A profile at boot: the device that it is for, the cards that it fits, and which of several goes before."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from ifcfgen.boot.initscripts.variables import Variables, only_named
from ifcfgen.boot.kernel.state import Link
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.networkmanager.addresses import Family, ipv4_of, ipv6_of
from ifcfgen.boot.words import LONGEST_NAME, mac
from ifcfgen.lazy import cached_property
from ifcfgen.networkmanager.links import read_vlan
from ifcfgen.networkmanager.profile import Profile
from ifcfgen.networkmanager.source import Source, number
from ifcfgen.scripts.file import File

SCRIPT = "NetworkManager"
_SCRIPTS = "/etc/sysconfig/network-scripts/"
_KINDS = {"802-3-ethernet": "nic", "bond": "bond", "bridge": "bridge", "team": "team", "vlan": "vlan"}


class Connection:
    """A profile, and the file that it comes from."""

    def __init__(self, machine: Machine, file: File, profile: Profile):
        self.file = file
        self.source = Source(machine.directory, file, file.document.nm, machine.facts.host)
        self.keys: Mapping[str, str] = self.source.keys
        self.kind = _KINDS.get(profile.type or "")
        """As the kernel calls it; None for what is not foretold."""
        self.type = profile.type or ""
        self.vlan_id, self.parent = read_vlan(self.source) if self.kind == "vlan" else (0, "")
        self.device = profile.interface_name
        if self.device is None and self.kind == "vlan":
            behind = f".{self.vlan_id}"
            self.device = self.parent[: LONGEST_NAME - len(behind)] + behind
        self.controller = profile.controller
        self.port_type = profile.port_type
        self.autoconnect = self.source.flag("ONBOOT") is not False
        self.env: Variables = only_named(machine.files[file.name])

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
        """Its own, or one made of the name of the file (nm_uuid_generate_from_string)."""
        written = self.keys.get("UUID")
        if written:
            return written.lower()
        path = (_SCRIPTS + self.file.name).encode(errors="surrogateescape")
        digits = hashlib.md5(path, usedforsecurity=False).hexdigest()
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))

    @cached_property
    def families(self) -> tuple[Family, Family]:
        """What is asked of IPv4 and of IPv6."""
        return ipv4_of(self.source), ipv6_of(self.source)

    @cached_property
    def rank(self) -> tuple[int, str]:
        """Of several for one device the first of this order becomes active, where none has been so before."""
        return -(number(self.keys.get("AUTOCONNECT_PRIORITY") or "0", -999, 999) or 0), self.uuid

    def fits(self, link: Link, hardware: str) -> bool:
        """Whether it can become active on LINK, a card of this HARDWARE address (check_connection_compatible)."""
        if self.kind != link.kind or self.device not in (None, link.name):
            return False
        wanted = self.keys.get("HWADDR", "").strip()
        return not wanted or self.is_virtual or mac(wanted.replace("-", ":")) == hardware

    def is_named(self, reference: str) -> bool:
        """Whether a port that names its controller by REFERENCE means this profile."""
        return reference == self.device or reference.lower() == self.uuid
