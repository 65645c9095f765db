"""What spans the definitions of one host, as far as only rules ask for it: who has what first."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from ipaddress import IPv4Address, ip_network
from typing import TYPE_CHECKING, Any, TypeVar

from ifcfgen.facts import Fact, Supposition, choices
from ifcfgen.ifcfg.routes import WrittenRoute
from ifcfgen.ifcfg.switches import flag
from ifcfgen.ifcfg.values import address, integer
from ifcfgen.lazy import NamedTuple, cached_property
from ifcfgen.lint.subjects import addressing
from ifcfgen.lint.subjects.setting import CONTROLLERS, Setting, settings
from ifcfgen.model import IP, Device, GuestInterface, Network, Place, Topology
from ifcfgen.reading import Reading
from ifcfgen.scripts.definition import Definition
from ifcfgen.scripts.file import File

if TYPE_CHECKING:
    from ifcfgen.networkmanager.definition import AnyDefinition


class Consequence(NamedTuple):
    """What fails because something else does, and where that is written."""

    text: str
    place: Place


class Failure(NamedTuple):
    """What fails at the next boot, in words, and where it is written; `device` is empty where it is about the host.

    `assumed` are the unknown facts that the boot depends on; `blames` is another file that is
    the cause.
    """

    device: str
    text: str
    place: Place
    consequences: tuple[Consequence, ...] = ()
    assumed: tuple[Supposition, ...] = ()
    blames: File | None = None


class Held(NamedTuple):
    """The NUMBERth address or route of a definition, from 0."""

    definition: AnyDefinition
    number: int


class Pool(NamedTuple):
    """Of the devices of which a guest gets one: the first that is a port, the first with addresses of the host at boot,
    and the first card that is up at boot, with its address on the PCI bus."""

    port: AnyDefinition | None
    addressed: AnyDefinition | None
    card: AnyDefinition | None
    pci: str | None


_Thing = TypeVar("_Thing")

Rivalry = tuple[int, int, int | str, bool]
"""Family, metric and table; whether it is of an IPv6 key, to which initscripts give another metric than to a line."""
Way = tuple[Network | None, int, int, int | str]
"""What two routes cannot share, as `Route.way` has it."""

_TELLING = frozenset({"ethernet", "bond", "bridge", "vlan", "alias", "loopback", "dummy"})
"""The kinds of device that are in no other network than their addresses say, but for a lease."""


class Relations:
    """A reading as rules ask about it."""

    def __init__(self, reading: Reading, index: _Index | None = None):
        self.reading = reading
        self.definitions: tuple[AnyDefinition, ...] = (*reading.definitions, *reading.keyed)
        self.index = index or _Index(self.definitions)
        self.devices: dict[AnyDefinition, Any] = {}
        """The subjects that devices have here."""
        self.groups: dict[tuple[str, str], tuple[Any, ...]] = {}
        """What subjects have found together, by what it is and the name of the device that has it."""
        self._supposed: dict[Supposition, Relations] = {}
        self._alternatives: dict[Fact, Sequence[tuple[object, Relations]]] = {}

    def __enter__(self) -> Relations:
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the subjects, which hold these relations: else only the search for circles frees a host."""
        for supposed in self._supposed.values():
            supposed.__exit__()
        self.devices.clear()
        self.groups.clear()
        self._supposed.clear()
        self._alternatives.clear()

    def supposing(self, fact: Fact, value: object) -> Relations:
        """The relations, were FACT VALUE; the same ones each time."""
        found = self._supposed.get((fact, value))
        if found is None:
            reading = self.reading.supposing(fact, value)
            same = reading.topology is self.reading.topology and reading.keyed is self.reading.keyed
            found = Relations(reading, self.index if same else None)
            self._supposed[fact, value] = found
        return found

    @cached_property
    def topology(self) -> Topology:
        """The devices of the ifcfg files, and of the keyfiles."""
        reading = self.reading
        if not reading.keyed:
            return reading.topology
        return Topology(tuple(d.device for d in self.definitions), path=reading.directory.path)

    def definition(self, device: Device | None) -> AnyDefinition | None:
        """The definition of a DEVICE of the topology."""
        return self.reading.definition(device) or (self._keyed.get(device) if device else None)

    @cached_property
    def _keyed(self) -> Mapping[Device, AnyDefinition]:
        return {definition.device: definition for definition in self.reading.keyed}

    def defined(self, name: str | None) -> AnyDefinition | None:
        """The definition of the device called NAME, the first of twins."""
        return self.definition(self.topology.get(name))

    def alternatives(self, fact: Fact) -> Sequence[tuple[object, Relations]]:
        """Every value that FACT can have, and the relations then; what a default installation has is the first.

        A service that a release does not have is absent there, which comes to the same as disabled.
        """
        found = self._alternatives.get(fact)
        if found is None:
            host = self.reading.host
            preset, usual = host.preset(fact), host.usual(fact)
            values = sorted(choices(fact), key=lambda value: usual not in (None, value))
            named = ((value, preset if value == usual else value) for value in values)
            found = self._alternatives[fact] = [(value, self.supposing(fact, name)) for value, name in named]
        return found

    def overlapping(self, network: Network) -> AnyDefinition | None:
        """A device at boot, no bridge of libvirt's, with an address in a network that has addresses of NETWORK."""
        found = self._networks.overlapping(network)
        return self._by_network[found] if found else None

    @cached_property
    def _networks(self) -> Networks:
        return Networks(self._by_network)

    @cached_property
    def _by_network(self) -> Mapping[Network, AnyDefinition]:
        of_libvirt = self.reading.directory.surroundings.libvirt.networks_by_bridge
        others = [one for one in addressing.at_boot(self.reading) if one.device.name not in of_libvirt]
        pairs = ((address.network, one) for one in reversed(others) for address in one.device.addresses)
        return {network: one for network, one in pairs if network}

    @cached_property
    def pools(self) -> Mapping[str, Pool]:
        """What the networks of libvirt, by name, give to guests of what the host has."""
        networks = self.reading.directory.surroundings.libvirt.networks_by_name
        return {name: self.pool(network.devices, network.pci) for name, network in networks.items()}

    def pool(self, devices: Iterable[str], addresses: Iterable[str]) -> Pool:
        """What of the host is among DEVICES, and cards at ADDRESSES on the PCI bus."""
        below = [one for one in map(self.defined, devices) if one]
        cards = [(self.defined(self._cards.get(address)), address) for address in addresses]
        card, pci = next(((one, pci) for one, pci in cards if one and one.device.onboot), (None, None))
        started = (one for one in below if one.device.onboot)
        addressed = (o for o in started if o.device.addresses or o.device.dhcp4 or o.device.dhcp6)
        return Pool(next((one for one in below if one.joins), None), next(addressed, None), card, pci)

    @cached_property
    def _cards(self) -> Mapping[str, str]:
        """The names of the cards by their addresses on the PCI bus."""
        return {card.pci: name for name, card in self.reading.host.cards.items() if card.pci}

    def first_guest_like(self, interface: GuestInterface) -> GuestInterface | None:
        """The first card of a guest that has the MAC address of INTERFACE in the same network."""
        return self._guests[self._network_of(interface)] if interface.mac else None

    def _network_of(self, interface: GuestInterface) -> tuple[str | None, ...]:
        bridge = self.reading.directory.surroundings.libvirt.bridge_of(interface)
        return (interface.mac, bridge) if bridge else (interface.mac, interface.kind, interface.source)

    @cached_property
    def _guests(self) -> Mapping[tuple[str | None, ...], GuestInterface]:
        interfaces = self.reading.directory.surroundings.libvirt.interfaces
        return {self._network_of(one): one for one in reversed(interfaces)}

    @cached_property
    def isolated(self) -> AnyDefinition | None:
        """The first device with an address, where nothing gives the host a default route."""
        return addressing.isolated(self.reading)

    @cached_property
    def reached(self) -> Networks:
        """The networks that the host has an address in, or a route to."""
        return Networks(addressing.reached(self.reading))


class Networks:
    """Some networks, to be asked for many addresses."""

    def __init__(self, networks: Iterable[Network | None]):
        self._networks = [network for network in networks if network]
        self._counts = Counter(map(_number, self._networks))
        self._sizes = {(version, length) for version, length, _ in self._counts}

    def holding(self, ip: IP | None) -> int:
        """How many of them IP is in."""
        if ip is None:
            return 0
        number, bits = int(ip), ip.max_prefixlen
        sizes = ((size, bits - size[1]) for size in self._sizes if size[0] == ip.version)
        return sum(self._counts[*size, number >> rest << rest] for size, rest in sizes)

    def overlapping(self, network: Network) -> Network | None:
        """One of them that has addresses of NETWORK."""
        lengths = (size for version, size in self._sizes if version == network.version and size <= network.prefixlen)
        wider = (network.supernet(new_prefix=length) for length in lengths)
        first = bisect_left(self._in_order, _start(network), key=_start)
        narrower = (one for one in self._in_order[first : first + 1] if one.version == network.version)
        found = (one for one in (*wider, *narrower) if _number(one) in self._counts)
        return next((one for one in found if one.overlaps(network)), None)

    @cached_property
    def _in_order(self) -> list[Network]:
        return sorted(self._networks, key=_start)


def _number(network: Network) -> tuple[int, int, int]:
    return network.version, network.prefixlen, int(network.network_address)


def _start(network: Network) -> tuple[int, int]:
    return network.version, int(network.network_address)


class Routing:
    """The addresses and routes of a device by what they have, for there can be many of both."""

    def __init__(self, device: Device):
        self._device = device

    @cached_property
    def routes(self) -> Mapping[Way, int]:
        """The index of the first route that goes some way."""
        return _firsts(route.way for route in self._device.routes)

    @cached_property
    def destinations(self) -> Networks:
        """Where its routes lead."""
        return Networks(route.to for route in self._device.routes)

    @cached_property
    def default_hops(self) -> Counter[IP | None]:
        """The next hops of its default routes."""
        return Counter(route.via for route in self._device.routes if route.is_default)

    @cached_property
    def networks(self) -> Networks:
        """The networks of its addresses."""
        return Networks(address.network for address in self._device.addresses)

    @cached_property
    def addresses(self) -> Mapping[IP | Network | None, int]:
        """The index of the first address with some IP, and that of the first in some network."""
        found = self._device.addresses
        return _firsts(one.network for one in found) | _firsts(one.ip for one in found)


def _firsts(things: Iterable[_Thing]) -> dict[_Thing, int]:
    """Where each of THINGS comes first."""
    return {thing: index for index, thing in reversed(list(enumerate(things)))}


class _Index:
    """Definitions by what they have; the host does not matter."""

    def __init__(self, definitions: tuple[AnyDefinition, ...]):
        self._definitions = definitions
        self._firsts: dict[str, dict[str, AnyDefinition]] = {}
        self._routing: dict[AnyDefinition, Routing] = {}
        self._reached: dict[int, Networks | None] = {}

    def first_with(self, key: str, text: str | None) -> AnyDefinition | None:
        """The first whose KEY has TEXT, whatever the case of its letters; not of aliases and VLANs."""
        if not text:
            return None
        if key not in self._firsts:
            self._firsts[key] = self._first_by(lambda d: d.keys.get(key, "").lower())
        return self._firsts[key].get(text.lower())

    def first_claiming(self, hwaddr: str | None) -> AnyDefinition | None:
        """The first that is for the card with the address HWADDR."""
        return self._by_card.get(hwaddr) if hwaddr else None

    @cached_property
    def _by_card(self) -> dict[str, AnyDefinition]:
        return self._first_by(lambda d: d.device.hwaddr or "")

    def first_with_address(self, mac: str | None) -> AnyDefinition | None:
        """The first that has the address MAC: the one that it sets, else that of its card."""
        return self._by_address.get(mac) if mac else None

    @cached_property
    def _by_address(self) -> dict[str, AnyDefinition]:
        return self._first_by(lambda d: d.device.mac or d.device.hwaddr or "")

    def _first_by(self, name: Callable[[AnyDefinition], str]) -> dict[str, AnyDefinition]:
        found: dict[str, AnyDefinition] = {}
        for definition in self._definitions:
            named = name(definition)
            if named and definition.device.kind not in ("alias", "vlan"):
                found.setdefault(named, definition)
        return found

    @cached_property
    def addresses(self) -> Mapping[IP, list[Held]]:
        """Every place where an address is given to a device, by address."""
        found: dict[Any, list[Held]] = defaultdict(list)
        for definition in self._definitions:
            for index, one in enumerate(definition.device.addresses):
                found[one.ip].append(Held(definition, index))
        return found

    @cached_property
    def networks(self) -> Mapping[Network, list[Held]]:
        """Every address of a card started at boot, by its network."""
        found: dict[Any, list[Held]] = defaultdict(list)
        for definition in self._definitions:
            device = definition.device
            if device.onboot and device.kind != "alias" and not device.controller_name:
                for index, one in enumerate(device.addresses):
                    if one.network:
                        found[one.network].append(Held(definition, index))
        return found

    @cached_property
    def default_routes(self) -> Mapping[Rivalry, list[Held]]:
        """The default routes of devices started at boot of which only one can be, by what they have in common."""
        found: dict[Rivalry, list[Held]] = defaultdict(list)
        for definition in self._definitions:
            device = definition.device
            if device.onboot and not device.controller_name:  # a port's routes are not set
                for index, written in enumerate(definition.routes):
                    route = written.route
                    if route.is_default and not is_leased(definition, written.key):
                        found[rivalry(written)].append(Held(definition, index))
        return found

    def may_have(self, name: str) -> bool:
        """Whether the files tell of a device called NAME, or of one whose name only its card knows."""
        return self._names is None or name in self._names

    @cached_property
    def _names(self) -> frozenset[str] | None:
        devices = [definition.device for definition in self._definitions]
        told = (n for one in devices for n in (one.name.partition(":")[0], one.parent_name, one.controller_name) if n)
        return frozenset(("lo", *told)) if all(one.named for one in devices) else None

    def is_beyond(self, ip: IP | None) -> bool:
        """Whether the host, all of whose networks are known, is in none with IP."""
        if ip is None or ip.is_link_local:
            return False
        if ip.version not in self._reached:
            self._reached[ip.version] = _reached(self._definitions, ip.version)
        networks = self._reached[ip.version]
        return networks is not None and not networks.holding(ip)

    @cached_property
    def misspelled_ports(self) -> Mapping[str, Setting]:
        """By the name of a controller, the first line that would give it a port, were its key not misspelled."""
        found: dict[str, Setting] = {}
        for definition in self._definitions:
            for setting in settings(definition.file) if isinstance(definition, Definition) else ():
                if setting.closest in CONTROLLERS:
                    found.setdefault(setting.value, setting)
        return found

    def routing(self, definition: AnyDefinition) -> Routing:
        """The addresses and routes of DEFINITION; the same object each time."""
        found = self._routing.get(definition)
        if found is None:
            found = self._routing[definition] = Routing(definition.device)
        return found

    @cached_property
    def way_out(self) -> AnyDefinition | None:
        """The first that has an IPv4 default route, or may get one from a DHCP server."""
        for definition in self._definitions:
            device = definition.device
            leads = device.dhcp4 or any(route.is_default and route.version == 4 for route in device.routes)
            if leads and device.onboot and not device.controller_name:
                return definition
        return None

    @cached_property
    def ipv6_way_out(self) -> AnyDefinition | None:
        """The first that has an IPv6 default route, or asks for IPv6 and may hear of one from a router."""
        for definition in self._definitions:
            device = definition.device
            hears = flag(definition.keys.get("IPV6INIT")) and not device.dhcp6 and device.accept_ra is not False
            leads = hears or any(route.is_default and route.version == 6 for route in device.routes)
            if leads and device.onboot and not device.controller_name:
                return definition
        return None

    @cached_property
    def alias_owners(self) -> Mapping[tuple[str | None, int], AnyDefinition]:
        """By device and number, the alias that takes it first; ranges come behind all others (ifup-aliases)."""
        aliases = [definition for definition in self._definitions if definition.base]
        owners: dict[tuple[str | None, int], AnyDefinition] = {}
        for alias in sorted(aliases, key=lambda alias: address(alias.keys.get("IPADDR_START")) is not None):
            for number in alias_numbers(alias):
                owners.setdefault((alias.device.parent_name, number), alias)
        return owners


def _reached(definitions: Iterable[AnyDefinition], version: int) -> Networks | None:
    """The networks that a host is in or has a route to without a next hop; None where the files do not tell all."""
    networks: list[Network | None] = []
    for definition in definitions:
        device = definition.device
        if version == 4:
            hears = device.dhcp4 or "SCOPE" in definition.keys
        else:
            hears = device.accept_ra is not False and device.kind not in ("alias", "loopback")
        own = [address.network for address in device.addresses if address.version == version]
        direct = [route.to for route in device.routes if route.version == version and route.via is None]
        if device.kind not in _TELLING or hears or None in own or None in direct:
            return None
        networks += [*own, *direct, range_network(definition) if device.kind == "alias" and version == 4 else None]
    return Networks(networks)


def rivalry(written: WrittenRoute) -> Rivalry:
    """What two default routes of which one is in the way of the other have in common."""
    route = written.route
    return route.version, route.metric or 0, route.table_held_in, route.version == 6 and written.key != ""


def is_leased(definition: AnyDefinition, key: str) -> bool:
    """Whether KEY is a gateway of a device that asks for DHCP, where the lease says which route there is."""
    return key[:7] == "GATEWAY" and definition.device.dhcp4


def range_network(definition: AnyDefinition) -> Network | None:
    """The 256 addresses that a range cannot leave (ifup-aliases)."""
    start = address(definition.keys.get("IPADDR_START"))
    return ip_network((start, 24), strict=False) if isinstance(start, IPv4Address) else None


def alias_numbers(definition: AnyDefinition) -> range:
    """The numbers behind the colon that an alias or range file takes under initscripts (ifup-aliases)."""
    keys = definition.keys
    first, last = address(keys.get("IPADDR_START")), address(keys.get("IPADDR_END"))
    number: int | None
    if definition.device.kind != "alias" or keys.get("ONPARENT") in ("no", "NO"):
        return range(0)
    network = range_network(definition)
    if first and last and network and last in network:
        number, count = integer(keys.get("CLONENUM_START")), int(last) - int(first) + 1
    else:
        label = definition.device.name.rpartition(":")[2]  # eth0:01 is another label than eth0:1
        number, count = integer(label) if label == "0" or label[:1] != "0" else None, 1
    return range(0) if number is None else range(number, number + count)
