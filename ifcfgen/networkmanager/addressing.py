"""What a profile says of IPv4 and IPv6, as the fields of a device."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from ipaddress import ip_address, ip_network
from typing import Any

from ifcfgen.model import IP, Address, Dhcp, Network, Route, RoutingRule
from ifcfgen.model.route import MAIN
from ifcfgen.networkmanager import profile as said
from ifcfgen.networkmanager.keyfile import rule_text
from ifcfgen.networkmanager.remainder import Remainder, Unheld
from ifcfgen.networkmanager.values import ip_of

_OFF = ("disabled", "ignore")
"""The methods under which NetworkManager leaves the addresses of a family alone."""
_WHOLE_MARK = 2**32 - 1
_SCOPES = {0: "global", 253: "link", 254: "host"}
_ROUTE_FIELDS: Mapping[str, tuple[str, Callable[[Any], object]]] = {
    "table": ("table", int),
    "src": ("source", ip_address),
    "onlink": ("on_link", bool),
    "mtu": ("mtu", int),
    "advmss": ("advmss", int),
    "initcwnd": ("congestion_window", int),
    "initrwnd": ("receive_window", int),
    "type": ("type", str),
    "scope": ("scope", lambda scope: _SCOPES[scope]),
}
"""By NetworkManager's names for the attributes of a route."""
_CLIENT_IDS = ("mac", "duid")
_GENERATIONS = ("eui64", "stable-privacy")
_OF_ADDRESSES = {"ipv4": (), "ipv6": ("addr-gen-mode", "ip6-privacy", "token")}
_PRIVACY = {"disabled": False, "prefer-temp-addr": True}


def take(left: Remainder, fields: dict[str, Any]) -> None:
    """Take what LEFT says of both families into FIELDS; a port has neither."""
    if "ipv4" not in left.settings:
        return
    four, six = (left.text(f"ipv{version}", "method", f"dhcp{version}") for version in (4, 6))
    for version, method in ((4, four), (6, six)):
        if method in _OFF:
            _drop(left, f"ipv{version}")
    fields["addresses"] = _numbered(left, "addresses", _addresses(left))
    fields["routes"] = _numbered(left, "routes", _routes(left, fields["addresses"]))
    fields["rules"] = _numbered(left, "rules", _rules(left))
    fields["nameservers"] = _numbered(left, "nameservers", _nameservers(left))
    search = (name for version in (4, 6) for name in left.words(f"ipv{version}", "dns-search", "search"))
    fields["search"] = tuple(dict.fromkeys(search))
    fields["dhcp4_options"], fields["dhcp6_options"] = _lease(left, 4), _lease(left, 6)
    is_loopback = fields["kind"] == "loopback"
    fields["dhcp4"] = four == "auto" and not is_loopback
    _ipv6(left, fields, six or "ignore", is_loopback)
    _link_local(left, fields, four or "disabled", six or "ignore")


def _drop(left: Remainder, section: str) -> None:
    """Leave out of a family what has no effect without addresses; many tools write it all the same."""
    for name in ("routes", *_OF_ADDRESSES[section]):
        left.settings[section].pop(name, None)


def _numbered(left: Remainder, field: str, items: Iterable[tuple[Any, said.Origin | None]]) -> tuple[Any, ...]:
    """ITEMS of a FIELD, with the place of each kept."""
    found = list(items)
    left.places |= {f"{field}.{number}": origin.place for number, (_, origin) in enumerate(found) if origin}
    return tuple(item for item, _ in found)


def _items(left: Remainder, name: str, field: str) -> Iterator[tuple[int, Any]]:
    """The items of a list of both families, each with its version."""
    for version in (4, 6):
        value = left.take(f"ipv{version}", name, field)
        yield from ((version, item) for item in (value if isinstance(value, tuple) else ()))


def _addresses(left: Remainder) -> Iterator[tuple[Address, said.Origin]]:
    for _, item in _items(left, "addresses", "addresses"):
        yield Address(item.ip, item.prefix), item.origin


def _nameservers(left: Remainder) -> Iterator[tuple[IP, said.Origin | None]]:
    for version, item in _items(left, "dns", "nameservers"):
        origin = left.profile.origin(f"ipv{version}", "dns")
        server = ip_of(item, version)
        if server:
            yield server, origin
        elif origin:
            left.unheld.append(Unheld("value", origin.place, f"ipv{version}.dns", item))


def _routes(left: Remainder, addresses: Iterable[Address]) -> Iterator[tuple[Route, said.Origin | None]]:
    networks = [address.network for address in addresses]
    for version in (4, 6):
        gateway = left.take(f"ipv{version}", "gateway", "routes")
        via = ip_of(str(gateway), version) if gateway else None
        if via:
            is_near = via.is_link_local or any(network and via in network for network in networks)
            yield Route(None, via, version, on_link=not is_near), left.profile.origin(f"ipv{version}", "gateway")
    for version, item in _items(left, "routes", "routes"):
        route, beyond = _route(item, version)
        if beyond:
            left.unheld.append(Unheld("words", item.origin.place, str(route), " ".join(beyond)))
        yield route, item.origin


def _route(item: said.Route, version: int) -> tuple[Route, list[str]]:
    """The route ITEM, and its attributes that no field holds."""
    to = ip_network((item.destination, item.prefix), strict=False) if item.prefix else None
    fields: dict[str, Any] = {}
    beyond = []
    for name, value in item.attributes.items():
        field, read = _ROUTE_FIELDS.get(name, ("", str))
        if not field or (name == "scope" and value not in _SCOPES):
            beyond.append(f"{name} {value}")
        else:
            fields[field] = read(value)
    return Route(to, item.next_hop, version, item.metric, **fields), beyond


def _rules(left: Remainder) -> Iterator[tuple[RoutingRule, said.Origin]]:
    for version, item in _items(left, "routing-rules", "rules"):
        attributes = dict(item.attributes)
        mark, mask = attributes.pop("fwmark", (None, _WHOLE_MARK))
        tos = attributes.pop("tos", None)
        if attributes or mask != _WHOLE_MARK:
            beyond = [*attributes, *(["fwmark"] if mask != _WHOLE_MARK else ())]
            left.unheld.append(Unheld("words", item.origin.place, rule_text(item), " ".join(beyond)))
            continue  # without them it would be another rule
        source, destination = (_network(network) for network in (item.source, item.destination))
        if source is None and destination is None:
            source = ip_network("0.0.0.0/0" if version == 4 else "::/0")
        table = None if item.table == MAIN else item.table
        yield RoutingRule(source, destination, version, table, item.priority, mark, tos), item.origin


def _network(network: tuple[IP, int] | None) -> Network | None:
    return ip_network(network, strict=False) if network else None


def _lease(left: Remainder, version: int) -> Dhcp:
    """How a lease is used."""
    section, field = f"ipv{version}", f"dhcp{version}_options"
    client = left.settings.get(section, {}).get("dhcp-client-id")
    found: dict[str, Any] = {
        "use_dns": False if left.take(section, "ignore-auto-dns", f"{field}.use_dns") else None,
        "use_routes": False if left.take(section, "ignore-auto-routes", f"{field}.use_routes") else None,
        "send_hostname": left.take(section, "dhcp-send-hostname", f"{field}.send_hostname"),
        "hostname": left.take(section, "dhcp-hostname", f"{field}.hostname"),
        "route_metric": left.take(section, "route-metric", f"{field}.route_metric"),
    }
    if client in _CLIENT_IDS:
        found["identifier"] = left.take(section, "dhcp-client-id", f"{field}.identifier")
    if version == 4:
        from_dhcp = left.text("hostname", "from-dhcp", f"{field}.use_hostname")
        found["use_hostname"] = None if from_dhcp is None else from_dhcp == "yes"
    return Dhcp(**found)


def _ipv6(left: Remainder, fields: dict[str, Any], method: str, is_loopback: bool) -> None:
    is_addressed = any(address.version == 6 for address in fields["addresses"])
    if not is_loopback and method not in _OFF:
        fields["dhcp6"] = method == "dhcp"
        # `auto` asks for a lease where a router says so; beside addresses it is what holds anyway
        fields["accept_ra"] = False if method != "auto" else None if is_addressed else True
    said = left.settings.get("ipv6", {})
    if said.get("ip6-privacy") in _PRIVACY:
        fields["ipv6_privacy"] = _PRIVACY[str(left.take("ipv6", "ip6-privacy", "ipv6_privacy"))]
    fields["ipv6_token"] = left.text("ipv6", "token", "ipv6_token")
    if said.get("addr-gen-mode") in _GENERATIONS:
        mode = left.text("ipv6", "addr-gen-mode", "ipv6_address_generation")
        fields["ipv6_address_generation"] = None if fields["ipv6_token"] else mode


def _link_local(left: Remainder, fields: dict[str, Any], four: str, six: str) -> None:
    has_ipv4 = four == "link-local"
    if left.settings.get("ipv4", {}).get("link-local") == "enabled":
        left.take("ipv4", "link-local", "link_local")
        has_ipv4 = True
    if six == "disabled":
        fields["link_local"] = ("ipv4",) if has_ipv4 else ()
    elif has_ipv4:
        fields["link_local"] = ("ipv4", "ipv6")
