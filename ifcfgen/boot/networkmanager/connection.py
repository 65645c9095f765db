"""A profile at boot: the device that it is for, the cards that it fits, and which of several goes before."""

from __future__ import annotations

from collections.abc import Mapping

from ifcfgen.boot.kernel import tunnelling
from ifcfgen.boot.kernel.state import LEAST_MTU_FOR_IPV6, ON_PARENT, Link
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.networkmanager.addresses import IPConfig, ip_config
from ifcfgen.boot.values import mac
from ifcfgen.ifcfg.values import LONGEST_NAME
from ifcfgen.keyfile.properties import spelled
from ifcfgen.lazy import cached_property
from ifcfgen.networkmanager.profile import ETHERNET, Profile
from ifcfgen.networkmanager.values import fits_patterns
from ifcfgen.networkmanager.virtual import MODES
from ifcfgen.place import Text
from ifcfgen.scripts.file import File
from ifcfgen.scripts.keyfile import Keyfile

SCRIPT = "NetworkManager"
_KINDS = {
    ETHERNET: "nic",
    **{
        kind: kind
        for kind in ("bond", "bridge", "dummy", "ipvlan", "loopback", "macvlan", "team", "tun", "veth", "vlan", "vrf")
    },
    "vxlan": "vxlan",
}
_TUNNELS = {number: name for name, number in MODES["tunnel"].items()}
"""The modes of tunnels by their number."""
_KEYS: Mapping[str, tuple[str, ...]] = {
    "802-3-ethernet.cloned-mac-address": ("MACADDR",),
    "802-3-ethernet.mac-address": ("HWADDR",),
    "802-3-ethernet.mtu": ("MTU",),
    "bond.options": ("BONDING_OPTS",),
    "bridge.mac-address": ("BRIDGE_MACADDR",),
    "bridge.stp": ("STP",),
    "connection.autoconnect": ("ONBOOT",),
    "connection.interface-name": ("DEVICE",),
    "connection.permissions": ("USERS",),
    "connection.secondaries": ("SECONDARY_UUIDS",),
    "connection.type": ("TYPE",),
    "ipv4.may-fail": ("IPV4_FAILURE_FATAL",),
    "ipv4.method": ("BOOTPROTO",),
    "ipv6.dhcp": ("DHCPV6C",),
    "ipv6.method": ("IPV6INIT",),
    "match.interface-name": ("MATCH_INTERFACE_NAME",),
    "team": ("DEVICETYPE", "TYPE"),
}
"""Where an ifcfg file says, or would say, a property."""


class Connection:
    """A profile, and the file that it comes from."""

    def __init__(self, machine: Machine, file: File | Keyfile, profile: Profile):
        self.file = file
        self.profile = profile
        self.type = profile.type or ""
        mode = _TUNNELS.get(profile.number("ip-tunnel", "mode") or 0, "")
        self.tunnel = tunnelling.MODES.get(mode)
        self.kind = self.tunnel.kind if self.tunnel else mode or _KINDS.get(self.type)
        """As the kernel calls it; None for what is not predicted."""
        if self.kind == "macvlan" and profile.flag("macvlan", "tap", False):
            self.kind = "macvtap"
        self.vlan_id = profile.number("vlan", "id") or 0
        self.parent = profile.text(self.type, "parent") or ""
        if self.kind == "vlan" and not self.parent:
            self.parent = profile.text(ETHERNET, "mac-address") or ""
        self.peer = profile.text("veth", "peer") or ""
        self.device = profile.interface_name
        if self.device is None and self.kind == "vlan":
            self.device = self.name_on(self.parent)
        self.controller = profile.controller
        self.port_type = profile.port_type
        self.needs_user = "permissions" in profile.settings["connection"]
        """Whether it is for some users alone, of whom none is logged in at boot."""
        self.autoconnect = profile.flag("connection", "autoconnect", True) and not self.needs_user
        self.document: Text = file.document

    @property
    def name(self) -> str:
        """What an event calls it: its device, or its file where it is for any."""
        return self.device or self.file.suffix

    def name_on(self, parent: str) -> str:
        """What a VLAN without a name of its own is called on PARENT."""
        behind = f".{self.vlan_id}"
        return parent[: LONGEST_NAME - len(behind)] + behind

    def stands_on(self, card: str) -> None:
        """Its parent, which the file names by its MAC address, is CARD."""
        if self.kind == "vlan" and self.profile.interface_name is None:
            self.device = self.name_on(card)
        self.parent = card

    @property
    def has_parent(self) -> bool:
        """Whether its device stands on another one."""
        return self.kind in ON_PARENT or self.parent != ""

    @property
    def has_addresses(self) -> bool:
        """Whether its device has addresses of its own: it is no port, or one of a VRF."""
        return self.controller is None or self.port_type == "vrf"

    @property
    def is_virtual(self) -> bool:
        """Whether NetworkManager makes the device."""
        return self.kind not in ("nic", "loopback")

    @cached_property
    def uuid(self) -> str:
        """Its own, or one made of the name of the file."""
        return self.profile.uuid

    @cached_property
    def families(self) -> tuple[IPConfig, IPConfig]:
        """What is asked of IPv4 and of IPv6."""
        return ip_config(self.profile, 4), ip_config(self.profile, 6)

    @cached_property
    def said_mtu(self) -> int | None:
        """The MTU that the profile asks for; None where it asks for none."""
        return self.profile.number(self._section_of_mtu, "mtu")

    @cached_property
    def wanted_mtu(self) -> int | None:
        """The MTU that a device is to have: at least what IPv6 needs, where that is on; None: any."""
        mtu = self.said_mtu
        has_ipv6 = self.families[1].is_on or self.profile.number("ipv6", "mtu")
        return max(mtu, LEAST_MTU_FOR_IPV6) if mtu and has_ipv6 else mtu

    @property
    def keys_of_mtu(self) -> tuple[str, ...]:
        """The keys of the file that say the MTU, or would."""
        return self.keys(f"{self._section_of_mtu}.mtu")

    @property
    def _section_of_mtu(self) -> str:
        return self.type if self.tunnel or self.kind == "loopback" else ETHERNET

    @cached_property
    def rank(self) -> tuple[int, str]:
        """Of several for one device the first of this order becomes active, where none has been so before."""
        return self.profile.rank

    @cached_property
    def hardware(self) -> str | None:
        """The MAC address of the one card that it is for; None: any."""
        return self.profile.text(ETHERNET, "mac-address")

    @cached_property
    def secondaries(self) -> tuple[str, ...]:
        """The UUIDs of the VPNs that come up with it (activate_secondary_connections)."""
        return self._words("connection", "secondaries")

    @cached_property
    def is_for_several(self) -> bool:
        """Whether several devices can be active with it at once."""
        return self.profile.text("connection", "multi-connect") == "multiple"

    @cached_property
    def fits_unknown_cards(self) -> bool:
        """Whether it is for the cards with a driver or a path that files do not tell."""
        match = self.profile.settings.get("match", {})
        return self.device is None and not match.keys().isdisjoint(("driver", "path", "kernel-command-line"))

    @cached_property
    def _names(self) -> tuple[str, ...]:
        """The patterns of the names of devices that it is for; empty where it is for all."""
        return self._words("match", "interface-name")

    @cached_property
    def _denied(self) -> frozenset[str | None]:
        """The MAC addresses of the cards that it is not for."""
        return frozenset(mac(address) for address in self._words(ETHERNET, "mac-address-denylist"))

    def _words(self, section: str, name: str) -> tuple[str, ...]:
        said = self.profile.get(section, name)
        return tuple(map(str, said)) if isinstance(said, tuple) else ()

    def key_of(self, section: str, name: str) -> str:
        """The key of the file that says a setting; empty where none does."""
        origin = self.profile.origins.get(f"{section}.{name}")
        return origin if isinstance(origin, str) else ""

    @property
    def says_no(self) -> tuple[str, ...]:
        """The line that keeps it from coming up at boot, where it is not the usual one of an ifcfg file."""
        return () if isinstance(self.file, File) else ("autoconnect=false",)

    def keys(self, *properties: str) -> tuple[str, ...]:
        """The keys of the file that say PROPERTIES, or would."""
        if isinstance(self.file, File):
            return tuple(key for name in properties for key in _KEYS[name])
        said = ((self.profile.origins.get(name), name.partition(".")) for name in properties)
        return tuple(origin if isinstance(origin, str) else spelled(section) for origin, (section, _, _) in said)

    def fits(self, link: Link, hardware: str) -> bool:
        """Whether it can become active on LINK, a card of this HARDWARE address (check_connection_compatible)."""
        if self.kind != link.kind or self.device not in (None, link.name):
            return False
        if self.fits_unknown_cards or not fits_patterns(link.name, self._names):
            return False
        if self.is_virtual:
            return self.kind != "veth" or self.peer == link.peer
        return hardware not in self._denied and (not self.hardware or mac(self.hardware) == hardware)

    def is_named(self, reference: str) -> bool:
        """Whether a port that names its controller by REFERENCE means this profile."""
        return reference == self.device or reference.lower() == self.uuid
