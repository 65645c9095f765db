"""Whether a boot yields what a topology asks for: no less, and nothing beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ifcfgen.boot.difference import ZEROCONF, rule_text
from ifcfgen.boot.kernel.state import LOCAL, MAIN, NATIVE_RULES, Link, Route, Rule
from ifcfgen.boot.outcome import Outcome
from ifcfgen.model import Device, RoutingRule, Topology
from ifcfgen.model import Route as WantedRoute

_KINDS = {"ethernet": "nic", "wireless": "nic", "infiniband": "nic"}
_SAME = {"num_unsol_na": "num_grat_arp"}


def unmet(topology: Topology, outcome: Outcome) -> list[str]:
    """How the end of a boot differs from what TOPOLOGY asks for, a line each; empty where it does not."""
    links = {device: _link(device, outcome) for device in topology if device.kind != "alias"}
    found: list[str] = []
    for device, link in links.items():
        if device.onboot:
            if link is None:
                found.append(f"{device}: does not come to be")
            else:
                found += [f"{device}: {what}" for what in _amiss(topology, device, link, outcome)]
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


def _amiss(topology: Topology, device: Device, link: Link, outcome: Outcome) -> Iterator[str]:
    kind = _KINDS.get(device.kind, device.kind)
    if kind != link.kind:
        yield f"is a {'card' if link.kind == 'nic' else link.kind}, and no {device.kind}"
    if not link.up:
        yield "stays down"
    controller = device.controller_name
    if controller != link.master:
        yield f"is a port of {link.master or 'nothing'} instead of {controller or 'nothing'}"
    below = topology.parent(device)
    parent = _link(below, outcome) if below else None
    wanted: list[tuple[str, object, object]] = [
        ("parent", (parent.name if parent else device.parent_name) if device.kind == "vlan" else None, link.parent),
        ("VLAN ID", device.vlan_id, link.vlan_id),
        ("MTU", device.mtu, link.mtu),
        ("MAC address", _mac(device), link.mac),
        *_of_bond(device, link),
        *_of_bridge(device, link),
        *_of_port(device, link),
    ]
    for what, asked, there in wanted:
        if asked is not None and asked != there:
            yield f"has {what} {there} instead of {asked}"
    if not controller:  # whose addresses are not set
        yield from _addresses(device, link, outcome)
        yield from _routes(device, link, outcome)


def _mac(device: Device) -> str | None:
    return device.mac.lower() if device.mac and ":" in device.mac else None


def _of_bond(device: Device, link: Link) -> Iterator[tuple[str, object, object]]:
    if link.bond is None or device.kind != "bond":
        return
    yield "mode", device.bond_mode, link.bond["mode"]
    for option, value in device.bond_options.items():
        name = _SAME.get(option, option)
        there = link.bond.get(name)
        if name == "arp_ip_target":
            yield option, tuple(value.split(",")), there
        elif name not in ("mode", "active_slave") and isinstance(there, int) and value.isdigit():
            yield option, int(value), there
        elif name == "primary":
            yield option, value, there


def _of_bridge(device: Device, link: Link) -> Iterator[tuple[str, object, object]]:
    if link.bridge is None or device.kind != "bridge":
        return
    if device.stp is not None:
        yield "STP", _switch(device.stp), _switch(bool(link.bridge["stp_state"]))
    yield "ageing time", device.ageing_time, link.bridge["ageing_time"] / 100
    if not link.bridge["stp_state"]:
        return  # the rest is for STP, and NetworkManager leaves it out without
    for what, asked, key in (
        ("forward delay", device.forward_delay, "forward_delay"),
        ("hello time", device.hello_time, "hello_time"),
        ("maximum age", device.max_age, "max_age"),
    ):
        yield what, asked, link.bridge[key] / 100
    yield "priority", device.bridge_priority, link.bridge["priority"]


def _switch(on: bool) -> str:
    return "on" if on else "off"


def _of_port(device: Device, link: Link) -> Iterator[tuple[str, object, object]]:
    if link.port:
        yield "path cost", device.path_cost, link.port.get("path_cost")
        yield "port priority", device.port_priority, link.port.get("priority")
        hairpin = None if device.hairpin is None else int(device.hairpin)
        yield "hairpin", hairpin, link.port.get("hairpin_mode", 0)


def _addresses(device: Device, link: Link, outcome: Outcome) -> Iterator[str]:
    there = [a for a in outcome.kernel.addresses_of(link.name) if a.scope != "link"]
    asked = {(a.version, int(a.ip), a.prefix): a for a in device.addresses}
    for key, address in asked.items():
        if not any((a.version, a.ip, a.length) == key for a in there):
            yield f"has no address {address}"
    for version, asks in ((4, device.dhcp4), (6, device.dhcp6)):
        others = [a for a in there if a.version == version and (version, a.ip, a.length) not in asked]
        if asks and not others and not _is_answered(link.name, version, outcome):
            yield f"gets no address by {'DHCP' if version == 4 else 'DHCPv6'}"
        elif not asks:
            yield from (f"has the address {a}, which nobody asked for" for a in others)


def _is_answered(name: str, version: int, outcome: Outcome) -> bool:
    what = "DHCP" if version == 4 else "DHCPv6"
    events = outcome.events
    return any(e.device == name and e.result == "ok" and e.action.partition(" ")[0] == what for e in events)


def _routes(device: Device, link: Link, outcome: Outcome) -> Iterator[str]:
    for wanted in device.routes:
        if not any(_is_same(wanted, route, link.name) for route in outcome.kernel.routes):
            yield f"has no route {wanted}"


def _is_same(wanted: WantedRoute, route: Route, dev: str) -> bool:
    """Whether ROUTE is the one that is WANTED; a metric counts where one is asked for."""
    to, length = (int(wanted.to.network_address), wanted.to.prefixlen) if wanted.to else (0, 0)
    via = None if wanted.via is None else int(wanted.via)
    usual = LOCAL if wanted.type == "local" else MAIN
    return (
        (route.version, route.to, route.length, route.type) == (wanted.version, to, length, wanted.type)
        and route.table == (wanted.table or usual)
        and (wanted.type not in ("unicast", "local") or (route.dev == dev and route.via == via))
        and (not wanted.metric or route.metric == wanted.metric)
        and (wanted.source is None or route.source == int(wanted.source))
    )


def _unasked(known: dict[str, Device], outcome: Outcome) -> Iterator[str]:
    """Links and routes that are there, and that nobody asked for."""
    for link in outcome.kernel.links.values():
        if link.name not in known and link.kind not in ("nic", "loopback"):
            yield f"{link.name}: is made, and nobody asked for it"
    for route in outcome.kernel.routes:
        device = known.get(route.dev or "")
        if device is None or route.protocol == "kernel" or (route.version, route.to, route.length) == ZEROCONF:
            continue
        if any(_is_same(wanted, route, route.dev or "") for wanted in device.routes) or _is_to_gateway(route, outcome):
            continue
        if not ((device.dhcp4 or device.dhcp6) and not route.length):
            yield f"{device}: has the route {route}, which nobody asked for"


def _is_to_gateway(route: Route, outcome: Outcome) -> bool:
    """Whether ROUTE leads to the gateway of another, outside of the networks of its device."""
    full = route.length == (32 if route.version == 4 else 128)
    others = outcome.kernel.routes
    return full and route.via is None and any(o.via == route.to and o.version == route.version for o in others)


def _rules(asked: Sequence[tuple[Device, RoutingRule]], outcome: Outcome) -> Iterator[str]:
    there = [rule for rule in outcome.kernel.rules if rule not in NATIVE_RULES]
    for device, wanted in asked:
        if device.onboot and not any(_is_same_rule(wanted, rule) for rule in there):
            where = " ".join(
                f"{word} {value}"
                for word, value in (("from", wanted.source), ("to", wanted.destination), ("table", wanted.table))
                if value is not None
            )
            yield f"{device}: has no rule {where}"
    for rule in there:
        if not any(_is_same_rule(wanted, rule) for _, wanted in asked):
            yield f"there is the rule {rule_text(rule)}, which nobody asked for"


def _is_same_rule(wanted: RoutingRule, rule: Rule) -> bool:
    networks = [None if n is None or not n.prefixlen else (int(n.network_address), n.prefixlen)
                for n in (wanted.source, wanted.destination)]  # fmt: skip
    return (
        rule.version == wanted.version
        and [rule.src, rule.dst] == networks
        and rule.table == (wanted.table or MAIN)
        and wanted.priority in (None, rule.priority)
        and (wanted.mark is None or (rule.fwmark or (None,))[0] == wanted.mark)
        and rule.tos == (wanted.tos or 0)
    )
