"""cloud-init's network configuration version 1 -> the same in version 2, node by node: each keeps its place.

cloud-init reference, "Networking config Version 1"; defaults and spellings as cloudinit/net/network_state.py has them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import ip_address, ip_interface, ip_network
from typing import TypeGuard

from ifcfgen.errors import Fault, Faults, did_you_mean, quoted
from ifcfgen.model import Place
from ifcfgen.model.bonding import BOND_MODES
from ifcfgen.netplan import nodes
from ifcfgen.netplan.bonding import PARAMETERS
from ifcfgen.netplan.grammar import MOST_VALUES
from ifcfgen.netplan.nodes import Node

_SECTIONS = {
    "physical": "ethernets", "infiniband": "ethernets", "bond": "bonds", "bridge": "bridges", "vlan": "vlans",
}  # fmt: skip
_TYPES = (*_SECTIONS, "loopback", "nameserver", "route")
_DHCP = {
    "dhcp": "dhcp4", "dhcp4": "dhcp4", "dhcp6": "dhcp6", "ipv6_dhcpv6-stateful": "dhcp6",
    "ipv6_slaac": "accept-ra", "ipv6_dhcpv6-stateless": "accept-ra",
}  # fmt: skip
"""The property that asks for what a subnet of a type is; a router tells whether a server has more."""
_STATIC = ("static", "static6")
_SUBNETS = (*_DHCP, *_STATIC, "manual")
_SAME = ("mtu", "accept-ra", "wakeonlan")
"""Properties that both versions have."""
_WITHOUT_MEANING = frozenset({"id", "ipv4_conf", "ipv6_conf", "device_id", "driver", "keep_configuration", "optional"})
_OF_DEVICES = frozenset({"type", "name", "mac_address", "subnets", "params", *_SAME})
_OF_TYPE = {
    "bond": frozenset({"bond_interfaces"}),
    "bridge": frozenset({"bridge_interfaces"}),
    "vlan": frozenset({"vlan_link", "vlan_id"}),
}
_OF_SUBNETS = frozenset({
    "type", "control", "address", "netmask", "prefix", "gateway", "dns_nameservers", "dns_search", "routes", "mtu",
    "ipv4", "ipv6", "broadcast", "metric",
})  # fmt: skip
_OF_ROUTES = frozenset({"type", "network", "destination", "netmask", "prefix", "gateway", "metric", "mtu"})
_OF_NAMESERVERS = frozenset({"type", "address", "search", "interface"})
_BRIDGE = {
    "ageing": "ageing-time", "bridgeprio": "priority", "fd": "forward-delay", "hello": "hello-time",
    "maxage": "max-age", "stp": "stp", "pathcost": "path-cost", "portprio": "port-priority",
}  # fmt: skip
_OF_DEBIAN = ("gcint", "maxwait", "waitport", "ports")
"""Options of a bridge by which ifupdown waits, or that say its ports again."""
_BOND = {entry.field: name for name, entry in PARAMETERS.known.items() if entry.field}
_NUMBERS_OF_MODES = {str(number): mode for number, mode in enumerate(BOND_MODES)}
_USUAL_LENGTH = {4: 24, 6: 64}


def translated(network: nodes.Mapping, path: str) -> nodes.Mapping:
    """NETWORK, of version 1 and in the file PATH, in version 2. Raises `Faults`."""
    return _Translation(path).network(network)


class _Translation:
    """What has been found on the way: faults, and what is said of no single device."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._faults: list[Fault] = []
        self._left = MOST_VALUES
        self._by_network: dict[object, nodes.Mapping] = {}
        """The first device of each network that a static address is in."""
        self._families: dict[str, set[int]] = {}
        """Of which families a device, by its name, has static addresses."""

    def network(self, network: nodes.Mapping) -> nodes.Mapping:
        """The whole of it. Raises `Faults`."""
        config = _given(network, "config")
        if not isinstance(config, nodes.Sequence):
            where = config or network
            raise Faults([Fault(self._place(where), "version 1 has a list of devices below `config:`")])
        sections = self._sections([item for item in config.items if self._is_mapping(item, "config")])
        if self._faults:
            raise Faults(sorted(self._faults))
        made = nodes.Mapping(network.line, network.column)
        for key, value in _pairs(network):
            if key != "config":
                _add(made, key, _scalar(value, "2") if key == "version" else value)
        for section, block in sections.items():
            _add(made, section, block)
        return made

    def _sections(self, config: Sequence[nodes.Mapping]) -> dict[str, nodes.Mapping]:
        """The devices by the sections of version 2."""
        sections: dict[str, nodes.Mapping] = {}
        devices: dict[str, nodes.Mapping] = {}
        of_host: list[tuple[str, nodes.Mapping]] = []
        for item in config:
            kind = self._word(item, "type", _TYPES)
            name = _written(item, "name")
            if kind in ("nameserver", "route"):
                of_host.append((kind, item))
            elif kind in _SECTIONS and name is None:
                self._fault(item, f"{kind}: has no name")
            elif kind in _SECTIONS and name is not None:
                device = devices[name.value] = self._device(kind, item, name)
                block = sections.setdefault(_SECTIONS[kind], nodes.Mapping(item.line, item.column))
                block.items += (name, device)
        for kind, item in of_host:
            if kind == "route":
                self._route_of_host(item)
            else:
                self._nameserver(item, devices)
        for device in devices.values():
            servers = _given(device, "nameservers")
            if isinstance(servers, nodes.Mapping):
                _without_twins(servers)
        return sections

    # -- devices ----------------------------------------------------------------------------------------

    def _device(self, kind: str, item: nodes.Mapping, name: nodes.Scalar) -> nodes.Mapping:
        made = nodes.Mapping(item.line, item.column)
        self._know(item, name.value, _OF_DEVICES | _OF_TYPE.get(kind, frozenset()))
        for key, value in _pairs(item):
            if nodes.is_null(value):
                continue
            match key:
                case "mac_address" if kind in ("physical", "infiniband"):
                    _add(made, "match", nodes.Mapping(value.line, value.column, [_scalar(value, "macaddress"), value]))
                    _add(made, "set-name", name)
                case "mac_address":
                    _add(made, "macaddress", value)
                case "bond_interfaces" | "bridge_interfaces":
                    _add(made, "interfaces", self._list(value))
                case "vlan_link" | "vlan_id":
                    _add(made, key.removeprefix("vlan_"), value)
                case _ if key in _SAME:
                    _add(made, key, value)
        if kind == "infiniband":
            _add(made, "infiniband-mode", _scalar(item, "datagram"))
        if kind in ("bond", "bridge"):
            self._parameters(made, kind, item, name.value)
        subnets = _given(item, "subnets")
        if subnets is not None:
            self._subnets(made, subnets, name.value)
        return made

    def _parameters(self, made: nodes.Mapping, kind: str, item: nodes.Mapping, name: str) -> None:
        block = nodes.Mapping(item.line, item.column)
        given = _given(item, "params")
        if given is not None and not isinstance(given, nodes.Mapping):
            self._fault(given, f"{name}: params: must be a mapping")
        known = _BOND if kind == "bond" else _BRIDGE
        for key, value in _pairs(given) if isinstance(given, nodes.Mapping) else ():
            option = key.replace("-", "_").removeprefix(f"{kind}_")
            if option in known:
                _add(block, known[option], self._parameter(known[option], value, name))
            elif option == "hw" and kind == "bridge":
                _add(made, "macaddress", value)
            elif not (kind == "bridge" and option in _OF_DEBIAN) and (kind, option) != ("bond", "slaves"):
                words = [f"{kind}_{word}" for word in known]
                self._fault(value, f"{name}: params: unknown option {quoted(key)}{did_you_mean(key, words)}")
        if kind == "bridge" and all(key != "stp" for key, _ in _pairs(block)):
            _add(block, "stp", _scalar(item, "false"))  # in version 2 other parameters turn it on
        if block.items:
            _add(made, "parameters", block)

    def _parameter(self, option: str, value: Node, name: str) -> Node:
        if option == "mode" and isinstance(value, nodes.Scalar) and value.value in _NUMBERS_OF_MODES:
            return _scalar(value, _NUMBERS_OF_MODES[value.value])
        if option == "stp" and isinstance(value, nodes.Scalar) and value.value in ("0", "1"):
            return _scalar(value, "true" if value.value == "1" else "false")
        if option == "arp-ip-targets":
            return self._list(value)
        if option not in ("path-cost", "port-priority"):
            return value
        costs = nodes.Mapping(value.line, value.column)
        for item in self._list(value).items if isinstance(value, nodes.Sequence) else [value]:
            words = item.value.split() if isinstance(item, nodes.Scalar) else []
            if len(words) == 2:
                costs.items += (_scalar(item, words[0]), _scalar(item, words[1]))
            else:
                self._fault(item, f"{name}: {option}: must be a port and a number: eth0 50")
        return costs

    # -- subnets ----------------------------------------------------------------------------------------

    def _subnets(self, made: nodes.Mapping, subnets: Node, name: str) -> None:
        if not isinstance(subnets, nodes.Sequence):
            self._fault(subnets, f"{name}: subnets: must be a list")
            return
        for subnet in subnets.items:
            if not self._is_mapping(subnet, f"{name}: subnets"):
                continue
            self._know(subnet, f"{name}: subnets", _OF_SUBNETS)
            kind = self._word(subnet, "type", _SUBNETS, f"{name}: subnets: ")
            if kind in _DHCP:
                _put(made, _DHCP[kind], _scalar(subnet, "true"))
            elif kind in _STATIC:
                self._static(made, subnet, name)
            if _text(subnet, "control") == "manual":
                _put(made, "activation-mode", _scalar(subnet, "manual"))
            for key, into in (("dns_nameservers", "addresses"), ("dns_search", "search")):
                value = _given(subnet, key)
                if value is not None:
                    _extend(_block(made, "nameservers", value), into, self._list(value).items)
            routes = _given(subnet, "routes")
            for route in routes.items if isinstance(routes, nodes.Sequence) else ():
                written = self._route(route, name)
                if written is not None:
                    _extend(made, "routes", [written])

    def _static(self, made: nodes.Mapping, subnet: nodes.Mapping, name: str) -> None:
        written = _written(subnet, "address")
        if written is None:
            self._fault(subnet, f"{name}: subnets: a static subnet has no address")
            return
        interface = self._interface(written, subnet, name)
        if interface is None:
            return
        _extend(made, "addresses", [_scalar(written, interface)])
        parsed = ip_interface(interface)
        version = parsed.version
        self._by_network.setdefault(parsed.network, made)
        self._families.setdefault(name, set()).add(version)
        mtu, gateway = _given(subnet, "mtu"), _written(subnet, "gateway")
        if mtu is not None:  # which goes before that of the device
            _put(made, "mtu" if version == 4 else "ipv6-mtu", mtu)
        if gateway is not None:
            route = nodes.Mapping(gateway.line, gateway.column)
            _add(route, "to", _scalar(gateway, "0.0.0.0/0" if version == 4 else "::/0"))
            _add(route, "via", gateway)
            metric = _given(subnet, "metric")
            if metric is not None:
                _add(route, "metric", metric)
            _extend(made, "routes", [route])

    def _interface(self, written: nodes.Scalar, subnet: nodes.Mapping, name: str) -> str | None:
        """The address of SUBNET with the length of its prefix."""
        text, slash, length = written.value.partition("/")
        given = length if slash else _text(subnet, "netmask") or _text(subnet, "prefix")
        try:
            version = ip_address(text).version
            return str(ip_interface(f"{text}/{_length(given, version)}"))
        except ValueError:
            self._fault(written, f"{name}: subnets: {quoted(written.value)} is not an address with its prefix")
            return None

    def _route(self, route: Node, name: str) -> nodes.Mapping | None:
        """ROUTE, of version 1, in version 2."""
        if not self._is_mapping(route, f"{name}: routes"):
            return None
        self._know(route, f"{name}: routes", _OF_ROUTES)
        to = _written(route, "network") or _written(route, "destination")
        if to is None:
            self._fault(route, f"{name}: routes: has no network")
            return None
        text, slash, length = to.value.partition("/")
        given = length if slash else _text(route, "netmask") or _text(route, "prefix")
        try:
            version = ip_address(text).version
            network = ip_network(f"{text}/{_length(given, version) if given else 32 if version == 4 else 128}", False)
        except ValueError:
            self._fault(to, f"{name}: routes: {quoted(to.value)} is not a network with its prefix")
            return None
        made = nodes.Mapping(route.line, route.column)
        _add(made, "to", _scalar(to, str(network)))
        for key, into in (("gateway", "via"), ("metric", "metric"), ("mtu", "mtu")):
            value = _given(route, key)
            if value is not None:
                _add(made, into, value)
        return made

    # -- what is said of the host -----------------------------------------------------------------------

    def _route_of_host(self, item: nodes.Mapping) -> None:
        """A route goes to the device that its gateway can be reached by."""
        route, via = self._route(item, "route"), _written(item, "gateway")
        if route is None:
            return
        if via is None:
            self._fault(item, "route: has no gateway")
            return
        device = self._reached(via.value)
        if device is None:
            self._fault(via, f"route: {quoted(via.value)} is in no network of a static address")
        else:
            _extend(device, "routes", [route])

    def _nameserver(self, item: nodes.Mapping, devices: dict[str, nodes.Mapping]) -> None:
        """Name servers without a device are those of each that has an address of their family."""
        self._know(item, "nameserver", _OF_NAMESERVERS)
        named = _written(item, "interface")
        if named is not None and named.value not in devices:
            self._fault(named, f"nameserver: no device {quoted(named.value)} is defined here"
                               f"{did_you_mean(named.value, devices)}")  # fmt: skip
            return
        addresses, search = (
            self._list(value).items if (value := _given(item, key)) is not None else [] for key in ("address", "search")
        )
        for name, device in devices.items():
            if named is not None and name != named.value:
                continue
            self._count(len(addresses) + len(search))
            there = [a for a in addresses if named is not None or self._reaches(name, device, a)]
            for into, values in (("addresses", there), ("search", search if there or not addresses else [])):
                if values and (named is not None or self._has_addresses(device)):
                    _extend(_block(device, "nameservers", item), into, values)

    def _reached(self, address: str) -> nodes.Mapping | None:
        """The device with the smallest network that holds ADDRESS."""
        try:
            ip = ip_address(address)
        except ValueError:
            return None
        networks = (ip_network((ip, length), strict=False) for length in range(ip.max_prefixlen, -1, -1))
        return next((self._by_network[network] for network in networks if network in self._by_network), None)

    def _reaches(self, name: str, device: nodes.Mapping, address: Node) -> bool:
        version = 6 if isinstance(address, nodes.Scalar) and ":" in address.value else 4
        return _given(device, f"dhcp{version}") is not None or version in self._families.get(name, ())

    def _has_addresses(self, device: nodes.Mapping) -> bool:
        return any(_given(device, key) for key in ("addresses", "dhcp4", "dhcp6"))

    # -- faults -----------------------------------------------------------------------------------------

    def _place(self, node: Node) -> Place:
        return Place(self._path, node.line, node.column)

    def _fault(self, node: Node, text: str) -> None:
        self._faults.append(Fault(self._place(node), text))

    def _count(self, number: int) -> None:
        self._left -= number
        if self._left < 0:
            text = f"more than {MOST_VALUES} values, perhaps by aliases of aliases"
            raise Faults([Fault(Place(self._path), text)])

    def _is_mapping(self, node: Node, what: str) -> TypeGuard[nodes.Mapping]:
        self._count(1)
        if not isinstance(node, nodes.Mapping):
            self._fault(node, f"{what}: must be a list of mappings")
        return isinstance(node, nodes.Mapping)

    def _know(self, item: nodes.Mapping, what: str, known: frozenset[str]) -> None:
        """Note a fault for each key of ITEM that is not KNOWN."""
        for key, _ in item.pairs:
            word = key.value if isinstance(key, nodes.Scalar) else ""
            if word not in known and word not in _WITHOUT_MEANING:
                self._fault(key, f"{what}: unknown property {quoted(word)}{did_you_mean(word, known)}")

    def _word(self, item: nodes.Mapping, key: str, words: Sequence[str], what: str = "") -> str:
        """What KEY of ITEM says, one of WORDS; empty where it is none of them."""
        written = _written(item, key)
        if written is not None and written.value in words:
            return written.value
        if written is None:
            self._fault(item, f"{what}has no {key}")
        else:
            text = f"{what}{key}: {quoted(written.value)} is not one of {', '.join(words)}"
            self._fault(written, text + did_you_mean(written.value, words))
        return ""

    def _list(self, value: Node) -> nodes.Sequence:
        """VALUE as a list, which may be written as words."""
        if isinstance(value, nodes.Sequence):
            self._count(len(value.items))
            return value
        words = value.value.replace(",", " ").split() if isinstance(value, nodes.Scalar) else []
        return nodes.Sequence(value.line, value.column, [_scalar(value, word) for word in words])


# -- nodes -------------------------------------------------------------------------------------------------------


def _pairs(mapping: nodes.Mapping) -> Iterator[tuple[str, Node]]:
    return ((key.value, value) for key, value in mapping.pairs if isinstance(key, nodes.Scalar))


def _given(mapping: nodes.Mapping, name: str) -> Node | None:
    """The value of NAME, which is not null."""
    return next((value for key, value in _pairs(mapping) if key == name and not nodes.is_null(value)), None)


def _written(mapping: nodes.Mapping, name: str) -> nodes.Scalar | None:
    value = _given(mapping, name)
    return value if isinstance(value, nodes.Scalar) and value.value else None


def _text(mapping: nodes.Mapping, name: str) -> str:
    written = _written(mapping, name)
    return written.value if written else ""


def _scalar(at: Node, text: str) -> nodes.Scalar:
    """TEXT, where AT stands."""
    return nodes.Scalar(at.line, at.column, text)


def _add(mapping: nodes.Mapping, name: str, value: Node) -> None:
    mapping.items += (_scalar(value, name), value)


def _put(mapping: nodes.Mapping, name: str, value: Node) -> None:
    """Have MAPPING say VALUE of NAME, whatever it says before."""
    for at, key in enumerate(mapping.items[::2]):
        if isinstance(key, nodes.Scalar) and key.value == name:
            mapping.items[2 * at + 1] = value
            return
    _add(mapping, name, value)


def _block(mapping: nodes.Mapping, name: str, at: Node) -> nodes.Mapping:
    """The mapping NAME of MAPPING, made where there is none."""
    block = _given(mapping, name)
    if not isinstance(block, nodes.Mapping):
        block = nodes.Mapping(at.line, at.column)
        _add(mapping, name, block)
    return block


def _extend(mapping: nodes.Mapping, name: str, values: Sequence[Node]) -> None:
    """Append VALUES to the list NAME of MAPPING."""
    there = _given(mapping, name)
    if isinstance(there, nodes.Sequence):
        there.items += values
    elif values:
        _add(mapping, name, nodes.Sequence(values[0].line, values[0].column, [*values]))


def _without_twins(block: nodes.Mapping) -> None:
    """Leave out of each list of BLOCK the words that stand there before."""
    lists = (value for _, value in _pairs(block) if isinstance(value, nodes.Sequence))
    for value in lists:
        words = {item.value: item for item in reversed(value.items) if isinstance(item, nodes.Scalar)}
        value.items = [item for item in value.items if not isinstance(item, nodes.Scalar) or words[item.value] is item]


# -- addresses ---------------------------------------------------------------------------------------------------


def _length(given: str, version: int) -> int:
    """The length of a prefix that is written as such or as a netmask. Raises `ValueError`."""
    if not given:
        return _USUAL_LENGTH[version]
    if given.isdecimal():
        return int(given)
    bits = int(ip_address(given))
    width = 32 if version == 4 else 128
    length = bits.bit_count()
    if bits != (1 << width) - (1 << width - length):
        raise ValueError(given)
    return length
