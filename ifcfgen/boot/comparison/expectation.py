"""Whether a boot yields what a topology asks for: no less, and nothing beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from ifcfgen.boot.comparison.boots import ZEROCONF
from ifcfgen.boot.comparison.mismatch import Mismatch, in_state, is_same_route, leased, under
from ifcfgen.boot.kernel.state import MAIN, NATIVE_RULES, Link, Route, Rule
from ifcfgen.boot.outcome import Outcome
from ifcfgen.model import KINDS, Device, RoutingRule, Topology

_SAME = {"num_unsol_na": "num_grat_arp"}


def unmet(topology: Topology, outcome: Outcome) -> list[Mismatch]:
    """How the end of a boot differs from what TOPOLOGY asks for; empty where it does not."""
    links = {device: _link(device, outcome) for device in topology if device.kind != "alias"}
    found: list[Mismatch] = []
    for device, link in links.items():
        if device.onboot:
            found += in_state(device, link) if link is None else _mismatches(topology, device, link, outcome)
    known = {device.name: device for device in links} | {link.name: device for device, link in links.items() if link}
    found += _unasked(known, outcome)
    found += _rules([(device, rule) for device in links for rule in device.rules], outcome)
    return found


def _link(device: Device, outcome: Outcome) -> Link | None:
    """The link of DEVICE: by its name, or where it has none, by the address of the card."""
    links = outcome.kernel.links
    if device.named or device.name in links or not device.hwaddr:
        return links.get(device.name)
    mac = device.hwaddr.lower()
    return next((link for link in links.values() if mac in (link.permanent_mac, link.mac)), None)


def _mismatches(topology: Topology, device: Device, link: Link, outcome: Outcome) -> Iterator[Mismatch]:
    if KINDS[device.kind].kernel != link.kind:
        yield Mismatch(device.name, "kind", device.kind, link.kind)
    yield from in_state(device, link)
    yield from under(device, link)
    yield from (
        m for m in _settings(topology, device, link, outcome) if m.expected is not None and m.expected != m.found
    )
    if not device.controller_name:  # whose addresses are not set
        yield from _addresses(device, link, outcome)
        yield from _routes(device, link, outcome)


def _settings(topology: Topology, device: Device, link: Link, outcome: Outcome) -> Iterator[Mismatch]:
    """Every setting: what is expected of it, None where it does not matter, and what it is."""
    named = partial(Mismatch, device.name)
    below = topology.parent(device)
    parent = _link(below, outcome) if below else None
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
    for key, address in expected.items():
        if not any((a.version, a.ip, a.length) == key for a in there):
            yield Mismatch(device.name, "address", address)
    for version, asks in ((4, device.dhcp4), (6, device.dhcp6)):
        others = [a for a in there if a.version == version and (version, a.ip, a.length) not in expected]
        if not asks:
            yield from (Mismatch(device.name, "unasked-address", found=other) for other in others)
        elif not others:
            yield from leased(device, link.name, outcome, version)


def _routes(device: Device, link: Link, outcome: Outcome) -> Iterator[Mismatch]:
    for expected in device.routes:
        if not any(is_same_route(expected, route, link.name) for route in outcome.kernel.routes):
            yield Mismatch(device.name, "route", expected)


def _unasked(known: Mapping[str, Device], outcome: Outcome) -> Iterator[Mismatch]:
    """Links and routes that are there, and that nobody asked for."""
    for link in outcome.kernel.links.values():
        if link.name not in known and link.kind not in ("nic", "loopback"):
            yield Mismatch(link.name, "unasked-link")
    for route in outcome.kernel.routes:
        device = known.get(route.dev or "")
        if device is None or route.protocol == "kernel" or (route.version, route.to, route.length) == ZEROCONF:
            continue
        if any(is_same_route(expected, route, route.dev or "") for expected in device.routes) or _is_to_gateway(
            route, outcome
        ):
            continue
        if not ((device.dhcp4 or device.dhcp6) and not route.length):
            yield Mismatch(device.name, "unasked-route", found=route)


def _is_to_gateway(route: Route, outcome: Outcome) -> bool:
    """Whether ROUTE leads to the gateway of another, outside of the networks of its device."""
    full = route.length == (32 if route.version == 4 else 128)
    others = outcome.kernel.routes
    return full and route.via is None and any(o.via == route.to and o.version == route.version for o in others)


def _rules(expected: Sequence[tuple[Device, RoutingRule]], outcome: Outcome) -> Iterator[Mismatch]:
    there = [rule for rule in outcome.kernel.rules if rule not in NATIVE_RULES]
    for device, wanted in expected:
        if device.onboot and not any(_is_same_rule(wanted, rule) for rule in there):
            yield Mismatch(device.name, "rule", wanted)
    for rule in there:
        if not any(_is_same_rule(wanted, rule) for _, wanted in expected):
            yield Mismatch("", "unasked-rule", found=rule)


def _is_same_rule(expected: RoutingRule, rule: Rule) -> bool:
    networks = [None if n is None or not n.prefixlen else (int(n.network_address), n.prefixlen)
                for n in (expected.source, expected.destination)]  # fmt: skip
    return (
        rule.version == expected.version
        and [rule.src, rule.dst] == networks
        and rule.table == (expected.table or MAIN)
        and expected.priority in (None, rule.priority)
        and (expected.mark is None or (rule.fwmark or (None,))[0] == expected.mark)
        and rule.tos == (expected.tos or 0)
    )
