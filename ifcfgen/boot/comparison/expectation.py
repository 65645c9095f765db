"""Whether a boot yields what a topology asks for: no less, and nothing beside it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from ipaddress import ip_interface
from typing import TypeVar

from ifcfgen.boot.comparison.mismatch import (
    Mismatch,
    expected_key,
    in_state,
    is_native,
    is_same_route,
    leased,
    not_predicted,
    route_key,
    under,
    way_of,
)
from ifcfgen.boot.comparison.settings import Setting, SettingKind, settings
from ifcfgen.boot.initscripts.dhcp import CLIENT
from ifcfgen.boot.kernel.state import MAIN, NATIVE_RULES, Link, Route, Rule
from ifcfgen.boot.kernel.tunnelling import MODES, NATIVES
from ifcfgen.boot.outcome import Outcome
from ifcfgen.boot.record import Cause
from ifcfgen.lazy import NamedTuple
from ifcfgen.model import KINDS, Device, RoutingRule, Topology

T = TypeVar("T")
_ALL_BITS = 0xFFFFFFFF
_SAME = {"num_unsol_na": "num_grat_arp"}
_BY_MODULE = Cause("made-by-module")


class _End(NamedTuple):
    """The end of a boot, and where to look for something of it."""

    outcome: Outcome
    cards: Mapping[str, Link]
    """By MAC address, that of the card itself too."""
    routes: Mapping[Hashable, Sequence[Route]]
    gateways: Set[tuple[int, int | None, str | None]]
    """By family and device."""
    leased: Set[tuple[str, str]]
    """Devices, and the gateways that dhclient-script has set for them."""


def unmet(topology: Topology, outcome: Outcome) -> list[Mismatch]:
    """How the end of a boot differs from what TOPOLOGY asks for; empty where it does not."""
    kernel = outcome.kernel
    end = _End(
        outcome,
        {mac: link for link in reversed(kernel.links.values()) for mac in (link.permanent_mac, link.mac)},
        _grouped((route_key(route), route) for route in kernel.routes),
        {(route.version, route.via, route.dev) for route in kernel.routes},
        {(event.device, event.action.details[0]) for event in outcome.events if event.script == CLIENT},
    )
    links = {device: _link(device, end) for device in _at_boot(topology) if device.kind != "alias"}
    left = {*outcome.left}
    found = list(not_predicted(outcome).values())
    for device, link in links.items():
        if device.onboot and device.name not in left:
            found += in_state(device, link) if link is None else _mismatches(topology, device, link, end)
    found += _unasked(links, end)
    found += _rules([(device, rule) for device in links for rule in device.rules], outcome)
    return found


def _at_boot(topology: Topology) -> Iterator[Device]:
    """The devices, as they are asked for at boot: a port brings up its controller; others come up with nothing."""
    come_up: set[Device] = set()
    for device in topology:
        above = device if device.onboot else None
        while above is not None and above not in come_up:
            come_up.add(above)
            above = topology.controller(above)
    for device in topology:
        if device not in come_up:
            device = replace(device, dhcp4=False, dhcp6=False, addresses=(), routes=(), rules=())
        vrf = topology.controller(device)
        if vrf is not None and vrf.kind == "vrf" and device.routes:
            routes = (replace(route, table=route.table or vrf.table) for route in device.routes)
            device = replace(device, routes=tuple(routes))
        yield device


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
    tunnel = MODES.get(device.mode or "")
    if (KINDS[device.kind].kernel or (tunnel.kind if tunnel else device.mode)) != link.kind:
        yield Mismatch(device.name, "kind", device.kind, link.kind)
    yield from in_state(device, link)
    yield from under(device, link)
    there = settings(link, end.outcome.kernel)
    for name, setting, expected in _settings(topology, device, link, end):
        if expected is not None and there.get(setting, expected) != expected:
            yield Mismatch(device.name, setting.kind, expected, there[setting], name)
    controller = topology.controller(device)
    if not device.controller_name or (controller is not None and controller.kind == "vrf"):  # others have no addresses
        yield from _addresses(device, link, end.outcome)
        yield from _routes(device, link, end)


def _settings(topology: Topology, device: Device, link: Link, end: _End) -> Iterator[tuple[str, Setting, object]]:
    """Every setting: the name of an option, what it is to the kernel, and what is expected of it, None for anything."""
    below = topology.parent(device)
    parent = _link(below, end) if below else None
    bridge = link.bridge or {}
    expected: dict[SettingKind, object] = {
        "parent": parent.name if parent else device.parent_name,
        "vlan-id": device.vlan_id,
        "mtu": device.mtu,
        "mac": device.mac.lower() if device.mac and ":" in device.mac else None,
        "mode": device.bond_mode,
        "stp": device.stp,
        "ageing-time": device.ageing_time,
        "path-cost": device.path_cost,
        "port-priority": device.port_priority,
        "hairpin": device.hairpin,
    }
    if bridge.get("stp_state"):  # NetworkManager leaves the rest out without
        expected |= {
            "forward-delay": device.forward_delay,
            "hello-time": device.hello_time,
            "max-age": device.max_age,
            "priority": device.bridge_priority,
        }
    yield from (("", Setting(kind), value) for kind, value in expected.items())
    if link.bond is not None:
        for option, value in device.bond_options.items():
            setting = Setting("option", _SAME.get(option, option))
            yield option, setting, _option(option, value, link.bond.get(setting.option))


def _option(name: str, value: str, found: object) -> object:
    """What a bond option comes to in the kernel; None where it is not compared."""
    if name == "arp_ip_target":
        return tuple(value.split(","))
    if name not in ("mode", "active_slave") and isinstance(found, int) and value.isdigit():
        return int(value)
    return value if name == "primary" else None


def _addresses(device: Device, link: Link, outcome: Outcome) -> Iterator[Mismatch]:
    found = {(a.version, a.ip, a.length) for a in outcome.kernel.addresses_of(link.name)}
    for address in device.addresses:
        if (address.version, int(address.ip), address.prefix) not in found:
            yield Mismatch(device.name, "address", address)
    for version in (4, 6):
        yield from leased(device, link.name, outcome, version)


def _routes(device: Device, link: Link, end: _End) -> Iterator[Mismatch]:
    for expected in device.routes:
        if not any(
            is_same_route(expected, route, link.name) for route in end.routes.get(expected_key(expected, link.name), ())
        ):
            yield Mismatch(device.name, "route", expected)


def _unasked(links: Mapping[Device, Link | None], end: _End) -> Iterator[Mismatch]:
    """What is there, but not asked for: links, ports, addresses, routes."""
    known = {device.name: device for device in links} | {link.name: device for device, link in links.items() if link}
    for link in end.outcome.kernel.links.values():
        device = known.get(link.name)
        if device is None and not _is_native_link(link, end.outcome):
            yield Mismatch(link.name, "unasked-link")
        if link.master and (device is None or (not device.onboot and device.controller_name != link.master)):
            yield Mismatch(link.name, "unasked-port", found=link.master)
        yield from _unasked_addresses(link, device, end.outcome)
    yield from _unasked_routes(links, known, end)


def _is_native_link(link: Link, outcome: Outcome) -> bool:
    """Whether LINK is there without a file: a card, lo, or an unused device that comes with a module."""
    by_module = any(event.cause == _BY_MODULE for event in outcome.events_by_device.get(link.name, ()))
    is_unused_bond = by_module and link.bond is not None and not link.bond["slaves"]
    return link.kind in ("nic", "loopback") or link.name in NATIVES or is_unused_bond


def _unasked_addresses(link: Link, device: Device | None, outcome: Outcome) -> Iterator[Mismatch]:
    """The addresses of LINK, but those that DEVICE is to have, or to get from a server."""
    wanted = device or Device(link.name)
    asks = {4: wanted.dhcp4, 6: wanted.dhcp6}
    asked = {(a.version, int(a.ip), a.prefix) for a in wanted.addresses}
    for event in outcome.events_by_device.get(link.name, ()):
        match event.action:
            case "lease", version, lease if asks[version]:
                address = ip_interface(lease)
                asked.add((version, int(address), address.network.prefixlen))
            case "dhcp", version if event.result == "ok" and not asks[version]:  # an address of which no more is known
                yield Mismatch(wanted.name, "unasked-dhcp", found=version)
    for found in outcome.kernel.addresses_of(link.name):
        if not found.is_native and (found.version, found.ip, found.length) not in asked:
            yield Mismatch(wanted.name, "unasked-address", found=found)


def _unasked_routes(links: Mapping[Device, Link | None], known: Mapping[str, Device], end: _End) -> Iterator[Mismatch]:
    left = dict.fromkeys(route for route in end.outcome.kernel.routes if not is_native(route))
    asked = [(link, route) for device, link in links.items() if link for route in device.routes]
    for link, expected in sorted(asked, key=lambda pair: not pair[1].metric):  # who says a metric chooses first
        alike = end.routes.get(expected_key(expected, link.name), ())
        for route in alike:
            if route in left and is_same_route(expected, route, link.name):
                del left[route]
                break
    for route in left:
        device = known.get(route.dev or "")
        if not (device and _is_leased(route, device, end)) and not _is_to_gateway(route, end):
            yield Mismatch(device.name if device else way_of(route) or "", "unasked-route", found=route)


def _is_to_gateway(route: Route, end: _End) -> bool:
    """Whether ROUTE leads to the gateway of another, outside of the networks of its device."""
    full = route.length == (32 if route.version == 4 else 128)
    return (
        full
        and route.via is None
        and (route.version, route.to, route.dev) in end.gateways
        and not end.outcome.kernel.addresses.is_near(route.dev or "", route.version, route.to)
    )


def _is_leased(route: Route, device: Device, end: _End) -> bool:
    """Whether ROUTE is the default route that came with a lease which DEVICE asks for."""
    asks, options = (device.dhcp4, device.dhcp4_options) if route.version == 4 else (device.dhcp6, device.dhcp6_options)
    is_wanted = asks and options.use_routes is not False
    return is_wanted and not route.length and (route.protocol == "dhcp" or (route.dev, route.gateway) in end.leased)


def _rules(expected: Sequence[tuple[Device, RoutingRule]], outcome: Outcome) -> Iterator[Mismatch]:
    left = dict.fromkeys(rule for rule in outcome.kernel.rules if rule not in NATIVE_RULES)
    alike = _grouped((key, rule) for rule in left for key in _rule_keys(rule))
    for device, rule in sorted(expected, key=lambda pair: pair[1].priority is None):  # who says one chooses first
        same = alike.get(_wanted_key(rule), [])
        if device.onboot and not same:
            yield Mismatch(device.name, "rule", rule)
        for found in same:
            if found in left:
                del left[found]
                break
    yield from (Mismatch("", "unasked-rule", found=found) for found in left)


def _rule_keys(rule: Rule) -> Iterator[Hashable]:
    """What it can be asked for by: the priority matters where one is said. Nobody can ask for one with more to it."""
    mark, bits = rule.fwmark or (None, _ALL_BITS)
    plain = Rule(rule.version, rule.priority, rule.src, rule.dst, rule.table, fwmark=rule.fwmark, tos=rule.tos)
    if rule == plain and bits == _ALL_BITS:
        for priority in (rule.priority, None):
            yield rule.version, rule.src, rule.dst, rule.table, rule.tos, priority, mark


def _wanted_key(rule: RoutingRule) -> Hashable:
    src, dst = (None if n is None or not n.prefixlen else (int(n.network_address), n.prefixlen)
                for n in (rule.source, rule.destination))  # fmt: skip
    return rule.version, src, dst, rule.table or MAIN, rule.tos or 0, rule.priority, rule.mark
