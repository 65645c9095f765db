"""A device, and what stands on it: addresses, routes, routing rules. Units are in the fields' docs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import TYPE_CHECKING, NamedTuple

from ifcfgen.facts.host import Unknown
from ifcfgen.lazy import cached_property
from ifcfgen.model import bonding
from ifcfgen.model.bonding import Bonding
from ifcfgen.model.kinds import KINDS
from ifcfgen.place import Place

if TYPE_CHECKING:
    from ifcfgen.facts.host import Manager
    from ifcfgen.model.topology import Topology

IP = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

HIGHEST_STACK = 8
"""Devices, a card included, that may stand on one another (MAX_NEST_DEV of the kernel, since Linux 5.5)."""

_ALONE: Mapping[Manager | None, frozenset[Manager | None]] = {
    manager: frozenset((manager,)) for manager in ("initscripts", "NetworkManager", None)
}


class Failure(NamedTuple):
    """What a device does not come to at the next boot though its file asks for it, why, and where that is written."""

    what: str
    why: str
    place: Place | None


@lru_cache(4096)
def _network(version: int, number: int, prefix: int) -> Network:
    # ipaddress takes its time, and a fleet has many hosts in few networks
    return (IPv4Network if version == 4 else IPv6Network)((number, prefix))


@dataclass(frozen=True)
class Address:
    """An address of a device. `prefix` is None where nothing says how long it is."""

    ip: IP
    prefix: int | None = None
    label: str | None = None
    key: str = field(default="IPADDR", compare=False)
    mask: str | None = field(default=None, compare=False)
    """What a file says of the length, as written; None where it says nothing."""
    device: Device = field(default=None, compare=False, repr=False)  # type: ignore[assignment]  # set by its device

    def __str__(self) -> str:
        return f"{self.ip}" if self.prefix is None else f"{self.ip}/{self.prefix}"

    @property
    def version(self) -> int:
        """4 or 6."""
        return self.ip.version

    @cached_property
    def network(self) -> Network | None:
        """The network that the address is in, where its length is known."""
        if self.prefix is None:
            return None
        host_bits = self.ip.max_prefixlen - self.prefix
        return _network(self.ip.version, int(self.ip) >> host_bits << host_bits, self.prefix)

    @property
    def neighbour(self) -> Address | None:
        """The first address in the same network on another card, where that comes before this one."""
        beside = self.device.topology.addresses_in(self.network)
        first = next((a for a in beside if a.device.kind != "alias" and not a.device.controller_name), None)
        return first if first and self.device.onboot and first.device.name != self.device.name else None

    @property
    def twin(self) -> Address | None:
        """The first other place where the address is given to a device, where that comes before this one."""
        first = self.device.topology.addresses_of(self.ip)[0]
        return None if first is self else first


@dataclass(frozen=True)
class Route:
    """A route. `to` is None for the default route; `via` None for a directly connected network."""

    to: Network | None
    via: IP | None = None
    version: int = 4
    metric: int | None = None
    table: int | None = None
    type: str = "unicast"
    scope: str | None = None
    source: IP | None = None
    on_link: bool = False
    mtu: int | None = None
    advmss: int | None = None
    congestion_window: int | None = None
    receive_window: int | None = None
    key: str = field(default="GATEWAY", compare=False)
    place: Place | None = field(default=None, compare=False)
    device: Device = field(default=None, compare=False, repr=False)  # type: ignore[assignment]  # set by its device

    def __str__(self) -> str:
        return f"{self.to or 'default'}" + (f" via {self.via}" if self.via else "")

    @property
    def is_default(self) -> bool:
        """Whether this is the default route, of whichever family or table."""
        return self.to is None

    @property
    def is_covered(self) -> bool:
        """Whether another route of the device leads to `via`, or says the same as this one."""
        others = [route for route in self.device.routes if route is not self]
        return any(o.via == self.via if o.is_default else o.to and self.via in o.to for o in others)

    @property
    def is_leased(self) -> bool:
        """Whether it is a key of a device that asks for DHCP, where the lease says which route there is."""
        return self.key[:7] == "GATEWAY" and self.device.dhcp4

    @property
    def is_read(self) -> bool:
        """Whether who manages the device reads the key: of the gateways, initscripts read the one without a number."""
        return self.key[-1:].isdigit() is False or self.device.manager == "NetworkManager"

    @property
    def is_near(self) -> bool:
        """Whether the next hop is in the network of some address of the device."""
        return any(a.network and self.via in a.network for a in self.device.addresses) if self.via else False

    @property
    def loop(self) -> Address | None:
        """The address of the device itself that is to be the next hop."""
        return next((a for a in self.device.addresses if a.ip == self.via), None) if self.via else None

    @property
    def twin(self) -> Route | None:
        """The first other route of the device to the same network, of one table and metric, where before this one."""
        first = self.device.first_routes.get(self.way, self)
        return None if first is self else first

    @property
    def way(self) -> tuple[Network | None, int, int, int]:
        """What two routes cannot share: destination, family, metric and table."""
        return self.to, self.version, self.metric or 0, self.table or 254

    @property
    def connected(self) -> Address | None:
        """The address of the device whose own network the route leads to."""
        return next((a for a in self.device.addresses if self.to and a.network == self.to), None)

    @property
    def rival(self) -> Route | None:
        """The first default route of the same family, table and metric on another device, where it comes before."""
        is_set = self.is_default and self.device.onboot and not self.device.controller_name and not self.is_leased
        rivals = self.device.topology.rivals_of(self) if is_set else ()
        return rivals[0] if rivals and rivals[0].device.name != self.device.name else None


@dataclass(frozen=True)
class RoutingRule:
    """A policy rule: which packets look into which table."""

    source: Network | None = None
    destination: Network | None = None
    version: int = 4
    table: int | None = None
    priority: int | None = None
    mark: int | None = None
    tos: int | None = None
    place: Place | None = field(default=None, compare=False)
    device: Device = field(default=None, compare=False, repr=False)  # type: ignore[assignment]  # set by its device


@dataclass(frozen=True)
class Dhcp:
    """How a lease is used. None: the client's own default."""

    use_dns: bool | None = None
    use_domains: bool | None = None
    use_routes: bool | None = None
    use_hostname: bool | None = None
    use_mtu: bool | None = None
    use_ntp: bool | None = None
    send_hostname: bool | None = None
    hostname: str | None = None
    route_metric: int | None = None
    identifier: str | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Device:
    """One network device as the files or a topology ask for it.

    A value that is absent, or that cannot be read, is None. Other devices are known by name here
    (`controller_name`, `parent_name`) and found through the topology (`controller`, `parent`, `ports`).
    """

    name: str
    kind: str = "ethernet"
    suffix: str = ""
    """What stands behind `ifcfg-`, or the netplan ID; the name where empty."""
    onboot: bool = True
    nm_controlled: bool | None = None
    """What the device asks for; `manager` says what comes of it."""
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
    """Whether the kernel calls it `name`; a card that is matched by `hwaddr` alone goes by its netplan ID here."""

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

    wakeonlan: bool | None = None
    offloads: Mapping[str, bool] = field(default_factory=dict)
    """By ethtool's names (`tso`, `gro`)."""
    infiniband_mode: str | None = None
    auth: Mapping[str, str] = field(default_factory=dict)
    """802.1X of a wired card, by netplan's names."""

    keys: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    """The raw text by key, where the device comes from a file."""
    places: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)
    """Where what a key says is written; "" is the device itself."""
    topology: Topology = field(default=None, compare=False, repr=False)  # type: ignore[assignment]  # set by the topology

    def __str__(self) -> str:
        return self.name

    def __getitem__(self, key: str) -> str | None:
        """The raw text of KEY, None where it is not set: `vlan.MTU` is text, `vlan.mtu` what it comes to."""
        return self.keys.get(key)

    def join(self, topology: Topology) -> None:
        """Become part of TOPOLOGY, once, with all that stands on this device."""
        object.__setattr__(self, "topology", topology)
        for thing in (*self.addresses, *self.routes, *self.rules):
            object.__setattr__(thing, "device", self)

    def described(self) -> dict[str, object]:
        """All that is asked for, by field: two devices that come to the same are described alike."""
        return {f.name: getattr(self, f.name) for f in fields(Device) if f.compare}

    def place(self, *keys: str) -> Place:
        """Where the first of KEYS that is written stands, else where the device itself does."""
        for key in keys:
            if key in self.places:
                return self.places[key]
        return self.places.get("", Place(self.topology.path if self.topology else ""))

    # -- what spans devices ---------------------------------------------------------------------------

    @property
    def controller(self) -> Device | None:
        """The bond, bridge or team that this device is a port of, where it is defined."""
        return self.topology.get(self.controller_name)

    @property
    def parent(self) -> Device | None:
        """The device that a VLAN or an alias stands on, where it is defined."""
        return self.topology.get(self.parent_name)

    @property
    def ports(self) -> tuple[Device, ...]:
        """The devices that name this one as their controller."""
        return self.topology.ports_of(self.name)

    @property
    def port_names(self) -> tuple[str, ...] | None:
        """What those are called; None where one is known by its card alone."""
        ports = self.ports
        return tuple(port.name for port in ports) if all(port.named for port in ports) else None

    @property
    def ports_at_boot(self) -> tuple[Device, ...]:
        """Those of them that are started at boot."""
        return tuple(port for port in self.ports if port.onboot)

    @property
    def children(self) -> tuple[Device, ...]:
        """The VLANs and aliases that name this one as their parent."""
        return self.topology.children_of(self.name)

    @property
    def twin(self) -> Device | None:
        """The first other file or entry for the same device name, where that comes before this one."""
        first = self.topology.get(self.name)
        return None if first is self else first

    def twin_by(self, key: str) -> Device | None:
        """The first other device with the same text of KEY, where that comes before this one."""
        first = self.topology.first_with(key, self.keys.get(key))
        return None if first is self else first

    @property
    def hwaddr_twin(self) -> Device | None:
        """The first other device that claims the same card, where that comes before this one."""
        first = self.topology.first_claiming(self.hwaddr)
        return None if first is self else first

    @property
    def uuid_twin(self) -> Device | None:
        """The first other device with the same profile UUID, where that comes before this one."""
        return self.twin_by("UUID")

    @property
    def title_twin(self) -> Device | None:
        """The first other device with the same profile name (NAME), where that comes before this one."""
        return self.twin_by("NAME")

    @property
    def first_address(self) -> Address | None:
        """The first IPv4 address."""
        return next((a for a in self.addresses if a.version == 4), None)

    @property
    def first_network(self) -> Network | None:
        """The network of the first IPv4 address, the only one in which initscripts accept a GATEWAY (ifup-eth)."""
        return self.first_address.network if self.first_address else None

    @cached_property
    def first_routes(self) -> Mapping[tuple[Network | None, int, int, int], Route]:
        """The first route of each `way`."""
        return {route.way: route for route in reversed(self.routes)}

    @property
    def way_out(self) -> Device | None:
        """The first device of the host that has a default route, or may get one from a DHCP server."""
        return self.topology.way_out

    @property
    def cycle(self) -> tuple[Device, ...]:
        """The devices met on the way up or down that leads back here; empty where none does."""
        return self.topology.cycle_of(self)

    @property
    def cycle_head(self) -> Device | None:
        """The first by name of the cycle that this device is part of; None where it is part of none."""
        return min(self.cycle, key=lambda device: device.name, default=None)

    @property
    def link_mtu(self) -> int | None:
        """The MTU that the link has once all is up; None where the files cannot say, as on a tunnel or in a cycle."""
        return self._link_mtu(HIGHEST_STACK)

    def _link_mtu(self, height: int) -> int | None:
        """The same, looking at HEIGHT devices at the most, this one included."""
        if not height or self.cycle:
            return None
        if self.kind == "vlan":
            below = self.parent._link_mtu(height - 1) if self.parent else None
            return below if self.mtu is None or below is None else min(self.mtu, below)
        if self.controller and self.controller.kind == "bond":  # whose MTU each port gets
            return self.controller._link_mtu(height - 1)
        if self.mtu is not None:
            return self.mtu
        if self.kind == "bridge":  # follows its ports
            mtus = [port._link_mtu(height - 1) for port in self.ports]
            return None if None in mtus else min((mtu for mtu in mtus if mtu), default=1500)
        return 1500 if self.kind in ("ethernet", "bond", "team", "wireless", "tap") else None

    # -- bonds ------------------------------------------------------------------------------------------

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
        """The bond options for whose sake NetworkManager rejects the whole profile, the mode being what it is."""
        return bonding.rejected(self.bond_options)

    # -- what hinges on the host ----------------------------------------------------------------------

    @property
    def manager(self) -> Manager | None:
        """Who brings this device up at boot; None where nobody does. Raises `Unknown`."""
        if self.kind == "alias" and self.parent and self.parent.kind != "alias":
            return self.parent.manager  # which reads the alias file with its own
        host = self.topology.host
        if not self.withheld and host.runs_networkmanager and self._known_to_networkmanager(host.release):
            return "NetworkManager"
        return "initscripts" if host.runs_network else None

    @property
    def possible_managers(self) -> frozenset[Manager | None]:
        """All that `manager` can turn out to be, once the facts that nobody has stated are known."""
        try:
            return _ALONE[self.manager]
        except Unknown:
            return self.topology.host.possible_managers

    @property
    def is_unmanaged(self) -> bool:
        """Whether NetworkManager is told elsewhere than in the device's own file to leave it alone."""
        return False

    @property
    def withheld(self) -> bool:
        """Whether NetworkManager is told to leave it alone."""
        return self.nm_controlled is False or self.is_unmanaged

    @property
    def foreign_base(self) -> Device | None:
        """The controller or parent that another manager than this device's brings up. Raises `Unknown`."""
        if self.kind == "alias":
            return None
        for base in (self.controller, self.parent):
            if base and not self._goes_with(base) and base.manager != self.manager:
                return base
        return None

    def _goes_with(self, base: Device) -> bool:
        """Whether BASE has the same manager as this device, whatever the host is like."""
        return self.withheld == base.withheld and (self.withheld or self._first_known == base._first_known)

    @property
    def _first_known(self) -> int | None:
        """The release whose NetworkManager is the first to know such a device; None: its ifcfg reader never does."""
        return KINDS[self.kind].networkmanager

    def _known_to_networkmanager(self, release: int) -> bool:
        return self._first_known is not None and release >= self._first_known
