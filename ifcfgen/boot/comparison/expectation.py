"""Whether a boot yields what a topology asks for: no less, and nothing beside it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence, Set
from functools import partial
from itertools import product
from typing import NamedTuple, TypeVar

from ifcfgen.boot.comparison.boots import ZEROCONF
from ifcfgen.boot.comparison.mismatch import Mismatch, expected_key, in_state, is_same_route, leased, route_key, under
from ifcfgen.boot.kernel.state import MAIN, NATIVE_RULES, Link, Route, Rule
from ifcfgen.boot.outcome import Outcome
from ifcfgen.model import KINDS, Device, RoutingRule, Topology

T = TypeVar("T")
_SAME = {"num_unsol_na": "num_grat_arp"}


class _End(NamedTuple):
    """The end of a boot, and where to look for something of it."""

    outcome: Outcome
    cards: Mapping[str, Link]
    """By MAC address, that of the card itself too."""
    routes: Mapping[Hashable, Sequence[Route]]
    gateways: Set[tuple[int, int | None]]


def unmet(topology: Topology, outcome: Outcome) -> list[Mismatch]:
    """How the end of a boot differs from what TOPOLOGY asks for; empty where it does not."""
    kernel = outcome.kernel
    end = _End(
        outcome,
        {mac: link for link in reversed(kernel.links.values()) for mac in (link.permanent_mac, link.mac)},
        _grouped((route_key(route), route) for route in kernel.routes),
        {(route.version, route.via) for route in kernel.routes},
    )
    links = {device: _link(device, end) for device in topology if device.kind != "alias"}
    found: list[Mismatch] = []
    for device, link in links.items():
        if device.onboot:
            found += in_state(device, link) if link is None else _mismatches(topology, device, link, end)
    known = {device.name: device for device in links} | {link.name: device for device, link in links.items() if link}
    found += _unasked(known, end)
    found += _rules([(device, rule) for device in links for rule in device.rules], outcome)
    return found


def _grouped(pairs: Iterable[tuple[Hashable, T]]) -> dict[Hashable, list[T]]:
    found: dict[Hashable, list[T]] = {}
    for key, item in pairs:
        found.setdefault(key, []).append(item)
    return found


def _link(device: Device, end: _End) -> Link | None:
    """The link of DEVICE: by its name, or where it has none, by the address of the card."""
    links = end.outcome.kernel.links
    if device.named or device.name in links or not device.hwaddr:
        return links.get(device.name)
    return end.cards.get(device.hwaddr.lower())


def _mismatches(topology: Topology, device: Device, link: Link, end: _End) -> Iterator[Mismatch]:
    if KINDS[device.kind].kernel != link.kind:
        yield Mismatch(device.name, "kind", device.kind, link.kind)
    yield from in_state(device, link)
    yield from under(device, link)
    yield from (m for m in _settings(topology, device, link, end) if m.expected is not None and m.expected != m.found)
    if not device.controller_name:  # whose addresses are not set
        yield from _addresses(device, link, end.outcome)
        yield from _routes(device, link, end)


def _settings(topology: Topology, device: Device, link: Link, end: _End) -> Iterator[Mismatch]:
    """Every setting: what is expected of it, None where it does not matter, and what it is."""
    named = partial(Mismatch, device.name)
    below = topology.parent(device)
    parent = _link(below, end) if below else None
    expected_parent = (parent.name if parent else device.parent_name) if device.kind == "vlan" else None
    yield named("parent", expected_parent, link.parent)
    yield named("vlan-id", device.vlan_id, link.vlan_id)
    yield named("mtu", device.mtu, link.mtu)
    yield named("mac", device.mac.lower() if device.mac and ":" in device.mac else None, link.mac)
    if link.bond is not None and device.kind == "bond":
        yield named("mode", device.bond_mode, link.bond["mode"])
        for option, value in device.bond_options.items():
            found = link.bond.get(_SAME.get(option, option))
            yield named("option", _option(option, value, found), found, option)
    if link.bridge is not None and device.kind == "bridge":
        yield from _of_bridge(device, link.bridge)
    if link.port:
        yield named("path-cost", device.path_cost, link.port.get("path_cost"))
        yield named("port-priority", device.port_priority, link.port.get("priority"))
        hairpin = None if device.hairpin is None else int(device.hairpin)
        yield named("hairpin", hairpin, link.port.get("hairpin_mode", 0))


def _option(name: str, value: str, found: object) -> object:
    """What a bond option comes to in the kernel; None where it is not compared."""
    if name == "arp_ip_target":
        return tuple(value.split(","))
    if name not in ("mode", "active_slave") and isinstance(found, int) and value.isdigit():
        return int(value)
    return value if name == "primary" else None


def _of_bridge(device: Device, bridge: Mapping[str, int]) -> Iterator[Mismatch]:
    named = partial(Mismatch, device.name)
    yield named("stp", device.stp, bool(bridge["stp_state"]))
    yield named("ageing-time", device.ageing_time, bridge["ageing_time"] / 100)
    if bridge["stp_state"]:  # NetworkManager leaves the rest out without
        yield named("forward-delay", device.forward_delay, bridge["forward_delay"] / 100)
        yield named("hello-time", device.hello_time, bridge["hello_time"] / 100)
        yield named("max-age", device.max_age, bridge["max_age"] / 100)
        yield named("priority", device.bridge_priority, bridge["priority"])


def _addresses(device: Device, link: Link, outcome: Outcome) -> Iterator[Mismatch]:
    there = [a for a in outcome.kernel.addresses_of(link.name) if a.scope != "link"]
    expected = {(a.version, int(a.ip), a.prefix): a for a in device.addresses}
    found = {(a.version, a.ip, a.length) for a in there}
    for key, address in expected.items():
        if key not in found:
            yield Mismatch(device.name, "address", address)
    for version, asks in ((4, device.dhcp4), (6, device.dhcp6)):
        others = [a for a in there if a.version == version and (version, a.ip, a.length) not in expected]
        if not asks:
            yield from (Mismatch(device.name, "unasked-address", found=other) for other in others)
        elif not others:
            yield from leased(device, link.name, outcome, version)


def _routes(device: Device, link: Link, end: _End) -> Iterator[Mismatch]:
    for expected in device.routes:
        if not any(is_same_route(expected, route, link.name) for route in end.routes.get(expected_key(expected), ())):
            yield Mismatch(device.name, "route", expected)


def _unasked(known: Mapping[str, Device], end: _End) -> Iterator[Mismatch]:
    """Links and routes that are there, and that nobody asked for."""
    kernel = end.outcome.kernel
    for link in kernel.links.values():
        if link.name not in known and link.kind not in ("nic", "loopback"):
            yield Mismatch(link.name, "unasked-link")
    expected = {device: _grouped((expected_key(route), route) for route in device.routes) for device in known.values()}
    for route in kernel.routes:
        device = known.get(route.dev or "")
        if device is None or route.protocol == "kernel" or (route.version, route.to, route.length) == ZEROCONF:
            continue
        alike = expected[device].get(route_key(route), ())
        if any(is_same_route(wanted, route, route.dev or "") for wanted in alike) or _is_to_gateway(route, end):
            continue
        if not ((device.dhcp4 or device.dhcp6) and not route.length):
            yield Mismatch(device.name, "unasked-route", found=route)


def _is_to_gateway(route: Route, end: _End) -> bool:
    """Whether ROUTE leads to the gateway of another, outside of the networks of its device."""
    full = route.length == (32 if route.version == 4 else 128)
    return full and route.via is None and (route.version, route.to) in end.gateways


def _rules(expected: Sequence[tuple[Device, RoutingRule]], outcome: Outcome) -> Iterator[Mismatch]:
    there = [rule for rule in outcome.kernel.rules if rule not in NATIVE_RULES]
    known = {key for rule in there for key in _rule_keys(rule)}
    wanted = {_wanted_key(rule) for _, rule in expected}
    for device, rule in expected:
        if device.onboot and _wanted_key(rule) not in known:
            yield Mismatch(device.name, "rule", rule)
    for found in there:
        if wanted.isdisjoint(_rule_keys(found)):
            yield Mismatch("", "unasked-rule", found=found)


def _rule_keys(rule: Rule) -> Iterator[Hashable]:
    """What it can be asked for by: priority and mark matter where they are said."""
    mark = rule.fwmark[0] if rule.fwmark else None
    for priority, said in product({rule.priority, None}, {mark, None}):
        yield rule.version, rule.src, rule.dst, rule.table, rule.tos, priority, said


def _wanted_key(rule: RoutingRule) -> Hashable:
    src, dst = (None if n is None or not n.prefixlen else (int(n.network_address), n.prefixlen)
                for n in (rule.source, rule.destination))  # fmt: skip
    return rule.version, src, dst, rule.table or MAIN, rule.tos or 0, rule.priority, rule.mark
