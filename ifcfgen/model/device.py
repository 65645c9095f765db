"""A device as the files or a topology ask for it. Units are in the fields' docs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, fields

from ifcfgen.lazy import NamedTuple, record, value_object
from ifcfgen.model import bonding
from ifcfgen.model.address import IP, Address, Network
from ifcfgen.model.bonding import Bonding
from ifcfgen.model.route import Route, RoutingRule

HEAD_OF_VXLAN = {4: 50, 6: 70}
"""Bytes that a VXLAN adds to each packet, by the version of its ends."""
_WITH_FRAMES = ("gretap", "ip6gretap")
"""The modes of tunnels that carry Ethernet frames."""
HIGHEST_STACK = 8
"""Devices, a card included, that may stand on one another (MAX_NEST_DEV of the kernel, since Linux 5.5)."""


@value_object
class Dhcp:
    """How a lease is used. None: the client's own default."""

    use_dns: bool | None = None
    use_domains: bool | None = None
    """None: together with the servers."""
    use_routes: bool | None = None
    use_hostname: bool | None = None
    use_mtu: bool | None = None
    use_ntp: bool | None = None
    send_hostname: bool | None = None
    hostname: str | None = None
    route_metric: int | None = None
    identifier: str | None = None


class AccessPoint(NamedTuple):
    """A wireless network that a card joins, or is the access point of."""

    ssid: str
    mode: str = "infrastructure"
    """infrastructure, adhoc, or ap."""
    band: str | None = None
    """2.4GHz or 5GHz."""
    channel: int | None = None
    bssid: str | None = None
    """The MAC address of the only station to join, upper case."""
    hidden: bool | None = None
    """Whether it does not announce its name."""
    auth: Mapping[str, str] = {}
    """How a station proves who it is, by netplan's names; empty: not at all."""


class Peer(NamedTuple):
    """A peer of WireGuard."""

    public_key: str
    shared_key: str | None = None
    endpoint: str | None = None
    """Host and port."""
    allowed: tuple[Network, ...] = ()
    """The networks behind it."""
    keepalive: int | None = None
    """Seconds."""


@record
class Device:
    """One network device as the files or a topology ask for it.

    A value that is absent, or that cannot be read, is None. Other devices are known by name here
    (`controller_name`, `parent_name`) and found through the topology (`controller`, `parent`, `ports`).
    Where its values are written is known to the topology, too (`origins`).
    """

    name: str
    kind: str = "ethernet"
    suffix: str = ""
    """What it is called where it is written down: the netplan ID, or the end of a file's name."""
    onboot: bool = True
    nm_controlled: bool | None = None
    """Whether the device asks for NetworkManager (True) or wants to be left alone by it (False)."""
    hwaddr: str | None = None
    """The burnt-in MAC address by which the card is found, upper case."""
    mac: str | None = None
    """The MAC address to set, upper case; or a word such as `random`."""
    mtu: int | None = None
    controller_name: str | None = None
    parent_name: str | None = None
    optional: bool = False
    """Whether the boot need not wait for it."""
    critical: bool = False
    """Whether it keeps its addresses while the service restarts."""
    named: bool = field(default=True, compare=False)
    """Whether the kernel calls it `name`; a card that is found by anything else goes by its netplan ID here."""

    dhcp4: bool = False
    dhcp6: bool = False
    dhcp4_options: Dhcp = Dhcp()
    dhcp6_options: Dhcp = Dhcp()
    addresses: tuple[Address, ...] = ()
    routes: tuple[Route, ...] = ()
    rules: tuple[RoutingRule, ...] = ()
    nameservers: tuple[IP, ...] = ()
    search: tuple[str, ...] = ()
    accept_ra: bool | None = None
    link_local: tuple[str, ...] | None = None
    ipv6_privacy: bool | None = None
    ipv6_address_generation: str | None = None
    ipv6_token: str | None = None
    ipv6_mtu: int | None = None

    vlan_id: int | None = None
    bond_options: Mapping[str, str] = field(default_factory=dict)
    """By the kernel's names and in its units (`miimon`: ms), in the order written."""
    stp: bool | None = None
    forward_delay: float | None = None
    """Seconds, whatever unit the file counts in."""
    hello_time: float | None = None
    """Seconds."""
    max_age: float | None = None
    """Seconds."""
    ageing_time: float | None = None
    """Seconds."""
    bridge_priority: int | None = None
    path_cost: int | None = None
    """Of a bridge port."""
    port_priority: int | None = None
    """Of a bridge port."""
    hairpin: bool | None = None
    """Of a bridge port."""

    mode: str | None = None
    """How a tunnel, a macvlan, a macvtap, an ipvlan or a tap works, in the words of `ip link` and `ip tunnel`."""
    local: IP | None = None
    """This end of a tunnel."""
    remote: IP | None = None
    """The other end of a tunnel; of a VXLAN also a multicast group."""
    ttl: int | None = None
    """Of the packets around the tunnelled ones."""
    input_key: int | None = None
    """Of a tunnel: that of the packets that come."""
    output_key: int | None = None
    """Of a tunnel: that of the packets that go."""
    vni: int | None = None
    """The number of a VXLAN."""
    udp_port: int | None = None
    """The port that a VXLAN sends to, and that WireGuard listens at."""
    private_key: str | None = None
    """Of WireGuard."""
    mark: int | None = None
    """The firewall mark of the packets of WireGuard."""
    peers: tuple[Peer, ...] = ()
    """Of WireGuard."""
    mac_learning: bool | None = None
    """Of a VXLAN: whether it learns from packets which end has a MAC address."""
    peer_name: str | None = None
    """The other end of a pair of virtual ethernets."""
    owner: str | None = None
    """The user who may open a tap."""
    table: int | None = None
    """The routing table of a VRF."""
    team_config: str | None = None
    """The configuration of teamd, as JSON."""

    wakeonlan: bool | None = None
    offloads: Mapping[str, bool] = field(default_factory=dict)
    """By ethtool's names (`tso`, `gro`)."""
    infiniband_mode: str | None = None
    further: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Keys of an ifcfg file that no other field is for, as they are."""
    settings: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Settings of NetworkManager that no other field is for, as they are, by `section.key`."""
    auth: Mapping[str, str] = field(default_factory=dict)
    """802.1X of a wired card, by netplan's names."""
    access_points: tuple[AccessPoint, ...] = ()
    """Of a wireless card."""
    wake_on_wlan: tuple[str, ...] = ()
    """What wakes up the host by its wireless card, by netplan's names."""
    modem: Mapping[str, str] = field(default_factory=dict)
    """How a modem reaches its provider, by netplan's names."""
    match_names: tuple[str, ...] = ()
    """Globs: the device stands for every card of such a name."""
    match_drivers: tuple[str, ...] = ()
    """The device stands for every card with one of these drivers."""
    virtual_functions: int | None = None
    """How many of them a card has."""
    switch_mode: str | None = None
    """How the switch within a card with virtual functions works: legacy or switchdev."""
    physical_function: str | None = None
    """The card that this one is a virtual function of."""
    hardware_vlan: int | None = None
    """The VLAN ID whose tag the card itself adds to all that this virtual function sends."""

    def __str__(self) -> str:
        return self.name

    def described(self) -> dict[str, object]:
        """All that is asked for, by field: two devices that come to the same are described alike."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.compare}

    @property
    def head(self) -> int:
        """Bytes that it adds to each packet: of a VXLAN, by the version of its ends; 0 on other devices."""
        ends = [end for end in (self.remote, self.local) if end is not None]
        return HEAD_OF_VXLAN[ends[0].version if ends else 4] if self.kind == "vxlan" else 0

    @property
    def has_mac(self) -> bool:
        """Whether its link has a MAC address: a tunnel that carries packets and no frames has none."""
        if self.kind == "tunnel":
            return self.mode in _WITH_FRAMES
        return self.kind != "wireguard" and (self.kind != "tap" or self.mode != "tun")

    @property
    def first_address(self) -> Address | None:
        """The first IPv4 address."""
        return next((a for a in self.addresses if a.version == 4), None)

    @property
    def first_network(self) -> Network | None:
        """The network of the first IPv4 address."""
        return self.first_address.network if self.first_address else None

    @property
    def bond_mode(self) -> str | None:
        """The bond's mode by name; balance-rr where none is given, None on other devices."""
        return bonding.mode_of(self.bond_options) if self.kind == "bond" else None

    @property
    def bonding(self) -> Bonding | None:
        """The options of a bond; None on other devices."""
        return Bonding(self.bond_options) if self.kind == "bond" else None

    @property
    def link_monitor(self) -> str | None:
        """What a bond is told to watch its links by: `mii`, `arp` or nothing. NetworkManager adds `mii` to nothing."""
        return bonding.link_monitor(self.bond_options)

    @property
    def refused_bond_options(self) -> tuple[str, ...]:
        """The bond options that the mode refuses, in the order written."""
        return bonding.refused(self.bond_options)

    @property
    def rejected_bond_options(self) -> tuple[str, ...]:
        """The bond options that makes NetworkManager reject the whole profile, the mode being what it is."""
        return bonding.rejected(self.bond_options)
