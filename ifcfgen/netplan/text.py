"""A topology as the text of a topology.yaml: the way back of `parse`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from ifcfgen.errors import Faults
from ifcfgen.facts import Host
from ifcfgen.lazy import NamedTuple
from ifcfgen.model import KINDS, AccessPoint, Address, Device, Peer, Place, Route, RoutingRule, Topology
from ifcfgen.model.bonding import mode_of
from ifcfgen.netplan.bonding import PARAMETERS
from ifcfgen.netplan.configuration import Configuration
from ifcfgen.netplan.grammar import Property, Value
from ifcfgen.netplan.properties import ACCESS_POINT, BRIDGE_PARAMETERS, DHCP_OVERRIDES, OFFLOADS, ROUTE, ROUTING_RULE
from ifcfgen.netplan.properties import KINDS as SECTIONS
from ifcfgen.netplan.topology import topology as parse
from ifcfgen.netplan.values import FLAG

Body = dict[str, Any]
"""The properties of a device, by netplan's names."""

_DEFAULTS = {each.name: each.default for each in fields(Device)}
_FEATURES = {feature: name for name, feature in OFFLOADS.items()}
_OF_PORTS = {"path-cost": "path_cost", "port-priority": "port_priority"}
"""Parameters of a bridge that have a value for each port, and the field of the port."""
_WIDTH = 1000
"""Columns; no value is folded."""


class Part(NamedTuple):
    """A device of a topology, a property of it, or one item of that property: its number or name."""

    device: str
    property: str = ""
    item: int | str | None = None


def field(part: Part) -> str:
    """The field of the model that comes of PART; empty for a whole device."""
    for properties in SECTIONS.values():
        if part.property in properties.known:
            entry = properties.known[part.property]
            return (entry.field or entry.origin).partition(".")[0]
    return ""


class Refusal(NamedTuple):
    """A part that no topology can have, and why."""

    part: Part
    why: str


class Text(NamedTuple):
    """The text of a topology, what that is read as, and what could not be written into it."""

    text: str
    topology: Configuration
    refused: tuple[Refusal, ...]


def text(
    topology: Topology,
    host: Host,
    notes: Mapping[str, Iterable[str]],
    check: Callable[[Configuration], object] | None = None,
) -> Text:
    """TOPOLOGY for HOST as YAML, with the NOTES of each device above it, as comments.

    What no topology.yaml can say is left out and returned: `parse` takes the text. CHECK raises `Faults` for what
    cannot be rendered; that is left out as well, but for faults of the whole.
    """
    sections = _sections(topology)
    refused: list[Refusal] = []
    while True:
        lines = list(_lines(topology, sections, host, notes))
        whole = "".join(f"{line}\n" for line, _ in lines)
        read = None
        try:
            read = parse(whole, topology.path)
            if check:
                check(read)
        except Faults as error:
            found = {part: fault.text for fault in error.faults if (part := _part(lines, fault.place))}
            if found:
                for part in sorted(found, key=lambda part: str(part.item).zfill(9), reverse=True):  # numbers stay right
                    _leave_out(sections, part)
                gone = {part.device for part in found if not part.property}
                for body in (body for devices in sections.values() for body in devices.values()):
                    if not gone.isdisjoint(body.get("interfaces", ())):
                        body["interfaces"] = [name for name in body["interfaces"] if name not in gone]
                refused += (Refusal(part, why) for part, why in found.items())
                continue
            if read is None:
                raise
        return Text(whole, read, tuple(refused))


def _part(lines: Sequence[tuple[str, Part | None]], place: Place | None) -> Part | None:
    return lines[place.line - 1][1] if place and place.line else None


def _leave_out(sections: Mapping[str, dict[str, Body]], part: Part) -> None:
    for devices in sections.values():
        body = devices.get(part.device, {})
        if not part.property:
            devices.pop(part.device, None)
        elif part.item is None:
            body.pop(part.property, None)
        elif part.property in body:
            del body[part.property][part.item]


# -- lines ------------------------------------------------------------------------------------------------------


def _lines(
    topology: Topology, sections: Mapping[str, dict[str, Body]], host: Host, notes: Mapping[str, Iterable[str]]
) -> Iterator[tuple[str, Part | None]]:
    """The lines of the text, each with the part that it holds."""
    yield "network:", None
    yield "  version: 2", None
    renderer = _common_renderer(topology)
    if renderer:
        yield f"  renderer: {renderer}", None
    yield from ((f"  # {_printable(note)}", None) for note in notes.get("", ()))
    for section, devices in sections.items():
        if devices:
            yield f"  {section}:", None
        for id, body in devices.items():
            yield from ((f"    # {_printable(note)}", None) for note in notes.get(id, ()))
            shown = {name: value for name, value in body.items() if (name, value) != ("renderer", renderer)}
            yield f"    {_flow(id)}:{'' if shown else ' {}'}", Part(id)
            for name, value in shown.items():
                yield from ((f"      {line}", part) for line, part in _property(id, name, value))
    stated = _host(host)
    if stated:
        yield "host:", None
        yield from ((f"  {name}: {_flow(value)}", None) for name, value in stated.items())


def _printable(note: str) -> str:
    """NOTE on one line: the name of a file can hold anything."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogateescape").decode() for c in note)


def _property(id: str, name: str, value: Any) -> Iterator[tuple[str, Part]]:
    """One property; what may have many or long items has a line for each."""
    if isinstance(value, dict) and name in ("parameters", "ifcfg", "keyfile"):
        yield f"{name}:", Part(id, name)
        yield from ((f"  {key}: {_flow(item)}", Part(id, name, key)) for key, item in value.items())
    elif isinstance(value, list) and value and name in ("addresses", "routes", "routing-policy"):
        yield f"{name}:", Part(id, name)
        yield from ((f"- {_flow(item)}", Part(id, name, number)) for number, item in enumerate(value))
    else:
        yield f"{name}: {_flow(value)}", Part(id, name)


def _flow(value: Any) -> str:
    import yaml

    dumped: str = yaml.safe_dump(value, default_flow_style=True, sort_keys=False, width=_WIDTH, allow_unicode=True)
    return dumped.removesuffix("\n").removesuffix("\n...")


def _host(host: Host) -> Body:
    found: Body = {"release": host.el, "services": dict(sorted(host.services.items()))}
    found |= {"packages": sorted(host.installed), "without": sorted(host.without)}
    found["packages-complete"] = host.complete
    return {name: value for name, value in found.items() if value not in (None, {}, [])}


# -- devices ----------------------------------------------------------------------------------------------------


def _renderer(device: Device) -> str | None:
    return {True: "NetworkManager", False: "initscripts", None: None}[device.nm_controlled]


def _common_renderer(topology: Topology) -> str | None:
    named = {_renderer(device) for device in topology}
    return named.pop() if len(named) == 1 else None


def _sections(topology: Topology) -> dict[str, dict[str, Body]]:
    sections: dict[str, dict[str, Body]] = {section: {} for section in SECTIONS}
    for device in topology:
        section = section_of(device)
        if section:
            sections[section][device.name] = _body(topology, device, section)
    return sections


def section_of(device: Device) -> str | None:
    """The section of a topology that DEVICE is kept in; None if there is none."""
    if device.kind in ("loopback", "infiniband"):
        return "ethernets"
    if device.kind == "wireless" and not device.access_points:
        return None  # whose networks are in nothing that was read
    section = KINDS[device.kind].section
    return section if section in SECTIONS else None


def _body(topology: Topology, device: Device, section: str) -> Body:
    body: Body = {"renderer": _renderer(device)}
    if section in ("ethernets", "wifis", "modems"):
        body |= _card(device)
    if section == "vlans":
        body["id"] = device.vlan_id
    known = SECTIONS[section].known
    body |= {"link": device.parent_name} if "link" in known else {}
    body |= {"peer": device.peer_name} if "peer" in known else {}
    body |= {"key": _tunnel_keys(device), "peers": [*map(_peer, device.peers)] or None} if section == "tunnels" else {}
    ports = topology.ports(device) if "interfaces" in known else ()
    body |= {"mode": device.kind} if device.kind in ("vxlan", "wireguard") else {}
    body["interfaces"] = [port.name for port in ports if section_of(port)] or None
    if section in ("bonds", "bridges"):
        parameters = _bond(device) if section == "bonds" else _bridge(device, ports)
        body["parameters"] = parameters or None
    body["activation-mode"] = None if device.onboot else "manual"
    body |= _as_they_are(device, known)
    body |= _addressing(device)
    body |= {_FEATURES[feature]: on for feature, on in device.offloads.items() if feature in _FEATURES}
    body["auth"] = dict(device.auth) or None
    body["ifcfg"] = dict(device.further) or None
    body["keyfile"] = dict(device.settings) or None
    return {name: value for name, value in body.items() if value is not None}


def _card(card: Device) -> Body:
    """What only cards have."""
    match = {
        "macaddress": card.hwaddr and card.hwaddr.lower(),
        "name": next(iter(card.match_names), None),
        "driver": list(card.match_drivers) or None,
    }
    return {
        "match": {name: value for name, value in match.items() if value} or None,
        "set-name": card.name if card.named and card.hwaddr else None,
        "link": card.physical_function,
        "access-points": {point.ssid: _access_point(point) for point in card.access_points} or None,
        "wakeonwlan": list(card.wake_on_wlan) or None,
        **card.modem,
    }


def _access_point(point: AccessPoint) -> Body:
    body = _as_they_are(point, ACCESS_POINT.known)
    return {**body, "auth": dict(point.auth)} if point.auth else body


def _as_they_are(thing: object, known: Mapping[str, Property]) -> Body:
    """The properties of KNOWN that are fields of THING, where they say anything."""
    found = ((name, getattr(thing, entry.field)) for name, entry in known.items() if entry.field)
    said = {name: value for name, value in found if value is not None}
    if isinstance(thing, Device):
        said = {name: value for name, value in said.items() if value != _DEFAULTS[known[name].field]}
    return {name: value if isinstance(value, bool | int | float) else str(value) for name, value in said.items()}


def _tunnel_keys(device: Device) -> Any:
    if device.private_key:
        return {"private": device.private_key}
    if device.input_key == device.output_key:
        return device.output_key
    keys = {"input": device.input_key, "output": device.output_key}
    return {name: key for name, key in keys.items() if key is not None}


def _peer(peer: Peer) -> Body:
    found: Body = {"keys": {"public": peer.public_key, "shared": peer.shared_key}, "endpoint": peer.endpoint}
    found |= {"allowed-ips": [*map(str, peer.allowed)] or None, "keepalive": peer.keepalive}
    found["keys"] = {name: key for name, key in found["keys"].items() if key}
    return {name: value for name, value in found.items() if value is not None}


def _addressing(device: Device) -> Body:
    lease: Body = {}
    for version, dhcp in ((4, device.dhcp4_options), (6, device.dhcp6_options)):
        overrides = _as_they_are(dhcp, DHCP_OVERRIDES.known)
        if dhcp.use_domains is not None:
            overrides["use-domains"] = dhcp.use_domains
        lease[f"dhcp{version}-overrides"] = overrides or None
    nameservers = {"addresses": [str(ip) for ip in device.nameservers], "search": list(device.search)}
    return {
        **lease,
        "dhcp-identifier": device.dhcp4_options.identifier,
        "addresses": [_address(address) for address in device.addresses] or None,
        "nameservers": {name: value for name, value in nameservers.items() if value} or None,
        "routes": [_route(route) for route in device.routes] or None,
        "routing-policy": [_rule(rule) for rule in device.rules] or None,
        "link-local": None if device.link_local is None else list(device.link_local),
    }


def _address(address: Address) -> Any:
    return {str(address): {"label": address.label}} if address.label else str(address)


def _route(route: Route) -> Body:
    everything = "default" if route.via else "0.0.0.0/0" if route.version == 4 else "::/0"
    said = _as_they_are(route, ROUTE.known)
    unsaid = {"type": "unicast", "on-link": False}
    return {"to": str(route.to or everything), **{k: v for k, v in said.items() if unsaid.get(k) != v}}


def _rule(rule: RoutingRule) -> Body:
    return _as_they_are(rule, ROUTING_RULE.known)


def _bridge(device: Device, ports: Iterable[Device]) -> Body:
    found = _as_they_are(device, BRIDGE_PARAMETERS.known)
    found = {
        name: int(value) if isinstance(value, float) and value.is_integer() else value for name, value in found.items()
    }
    for name, cost in _OF_PORTS.items():
        costs = {port.name: getattr(port, cost) for port in ports if getattr(port, cost) is not None}
        found |= {name: costs} if costs else {}
    # where other parameters are given, spanning tree is on unless it is said to be off
    return {"stp": bool(device.stp), **found} if found else {}


def _bond(device: Device) -> Body:
    names = {entry.field: name for name, entry in PARAMETERS.known.items()}
    return {names[option]: value for option, value in bond_parameters(device).items()}


def bond_parameters(device: Device) -> dict[str, Any]:
    """The options of a bond that netplan has a name for, by the kernel's name; a number may stand for a word there."""
    names = {entry.field: name for name, entry in PARAMETERS.known.items()}
    found = {option: _parameter(names[option], text) for option, text in device.bond_options.items() if option in names}
    return found | ({"mode": mode_of(device.bond_options)} if "mode" in found else {})


def unnamed_offloads(device: Device) -> list[str]:
    """The offloads that netplan has no property for: most, and all of a device that is no card."""
    known = _FEATURES if section_of(device) == "ethernets" else {}
    return [feature for feature in device.offloads if feature not in known]


def unnamed_bond_options(device: Device) -> tuple[str, ...]:
    """The options of a bond that netplan has no name for."""
    known = {entry.field for entry in PARAMETERS.known.values()}
    return tuple(option for option in device.bond_options if option not in known)


def _parameter(name: str, text: str) -> Any:
    """What the option written as TEXT is to netplan."""
    kind = PARAMETERS.known[name].kind
    if name == "arp-ip-targets":
        return [word for word in text.split(",") if word]
    if kind is FLAG:
        return text not in ("0", "dropped")
    if isinstance(kind, Value) and kind.words and text.isdecimal():
        return kind.words[int(text)] if int(text) < len(kind.words) else text  # the kernel's numbers, from 0
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 12 else text
