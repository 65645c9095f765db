"""The end of a boot in the words of `ip -j` and sysfs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ifcfgen.boot.kernel.state import LOCAL, MAIN, Link, Route, Rule
from ifcfgen.boot.outcome import Outcome
from ifcfgen.boot.values import text_of
from ifcfgen.ifcfg.iproute import SCOPES
from ifcfgen.ifcfg.literals import number


def state(outcome: Outcome) -> dict[str, Any]:
    """Links, addresses, routes and rules; what the network service says; and the calls of dhclient."""
    names = {number: name for name, number in outcome.tables.items()}
    kernel = outcome.kernel
    routes = [(r.version, _route(r, names)) for r in kernel.routes if r.table != LOCAL]
    rules = [(r.version, _rule(r, names)) for r in kernel.rules]
    return {
        "links": [_link(kernel.links[name]) for name in sorted(kernel.links)],
        "addresses": [
            {
                "dev": a.dev,
                "family": "inet" if a.version == 4 else "inet6",
                "address": str(a),
                "scope": a.scope,
                **({"peer": text_of(a.peer, a.version)} if a.peer is not None else {}),
                **({"broadcast": text_of(a.broadcast, 4)} if a.broadcast is not None else {}),
                **({"label": a.label} if a.label not in ("", a.dev) else {}),
            }
            for a in sorted(kernel.addresses, key=lambda a: (a.dev, a.version, a.secondary))
        ],
        "routes": [route for version, route in routes if version == 4],
        "routes6": [route for version, route in routes if version == 6],
        "rules": [rule for version, rule in rules if version == 4],
        "rules6": [rule for version, rule in rules if version == 6],
        "verdicts": dict(outcome.verdicts),
        "service": {"exit": outcome.exit},
        "dhclient_calls": list(outcome.dhclient_calls),
    }


def _link(link: Link) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "name": link.name,
        "kind": link.kind,
        "up": link.up,
        "mtu": link.mtu,
        "mac": link.mac or None,
        "master": link.master,
        "link": link.parent or link.bound_to,
    }
    if link.vlan_id is not None:
        shown["vlan"] = {"id": link.vlan_id}
    if link.bond is not None:
        shown["bond"] = {
            key: list(value) if key == "slaves" else " ".join(value) if key == "arp_ip_target" else str(value)
            for key, value in link.bond.items()
            if value not in ("", ())
        }
    if link.bridge is not None:
        mask = link.bridge["group_fwd_mask"]
        shown["bridge"] = {key: str(value) for key, value in link.bridge.items()} | {"group_fwd_mask": f"{mask:#x}"}
    if link.port:
        shown["bridge_port"] = {key: str(value) for key, value in link.port.items()}
    return shown


def _route(route: Route, tables: Mapping[int, str]) -> dict[str, Any]:
    shown: dict[str, Any] = {"type": route.type} if route.type != "unicast" else {}
    shown["dst"] = route.destination
    if route.via is not None:
        shown["gateway"] = text_of(route.via, route.version)
    if route.dev is not None:
        shown["dev"] = route.dev
    if route.protocol != "boot":
        shown["protocol"] = route.protocol
    if route.version == 4 and SCOPES.get(route.scope, -1):
        shown["scope"] = route.scope
    if route.source is not None:
        shown["prefsrc"] = text_of(route.source, route.version)
    if route.metric:
        shown["metric"] = route.metric
    shown["table"] = tables.get(route.table, str(route.table)) if route.table != MAIN else "main"
    return shown


def _rule(rule: Rule, tables: Mapping[int, str]) -> dict[str, Any]:
    bits = 32 if rule.version == 4 else 128
    shown: dict[str, Any] = {"priority": rule.priority}
    for name, network in (("src", rule.src), ("dst", rule.dst)):
        if network is not None:
            shown[name] = text_of(network[0], rule.version)
            if network[1] != bits:
                shown[f"{name}len"] = network[1]
        elif name == "src":
            shown[name] = "all"
    if rule.tos:
        shown["tos"] = f"{rule.tos:#04x}"
    if rule.fwmark is not None:
        shown["fwmark"] = f"{rule.fwmark[0]:#x}"
        if rule.fwmark[1] != 0xFFFFFFFF:
            shown["fwmask"] = f"{rule.fwmark[1]:#x}"
    for name, device in (("iif", rule.iif), ("oif", rule.oif)):
        if device:
            shown[name] = device
    shown |= {key: value for word in rule.further for key, value in _further(*word).items()}
    if rule.action:
        shown |= {"nop": None} if rule.action == "nop" else {"action": rule.action}
    elif "goto" not in shown:
        shown["table"] = tables.get(rule.table, str(rule.table))
    return shown


def _further(name: str, text: str) -> dict[str, Any]:
    """What the word NAME of a rule is called in `ip -j`, whose values are numbers where they can be."""
    first, dash, last = text.partition("-")
    match name:
        case "not":
            return {"not": None}
        case "uidrange":
            return {"uid_start": _number(first), "uid_end": _number(last or first)}
        case "sport" | "dport" if dash:
            return {f"{name}_start": _number(first), f"{name}_end": _number(last)}
        case "realms":
            of, slash, to = text.partition("/")
            return {"flow_from": of, "flow_to": to} if slash else {"flow_to": text}
        case "suppress_prefixlength":
            return {"suppress_prefixlen": _number(text)}
        case "sport" | "dport" | "goto" | "tun_id":
            return {name: _number(text)}
    return {name: text}


def _number(text: str) -> int | str:
    value = number(text)
    return text if value is None else value
