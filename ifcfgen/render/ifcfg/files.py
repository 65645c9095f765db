"""Which files a topology becomes, what they are called, and where they lie."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ifcfgen.ifcfg.document import Document
from ifcfgen.model import Device
from ifcfgen.netplan import Configuration
from ifcfgen.render.addressing import other_routes, priorities
from ifcfgen.render.disk.layout import Layout
from ifcfgen.render.ifcfg.reader import Reader, readers
from ifcfgen.render.ifcfg.routes import route_words, rule_words
from ifcfgen.render.ifcfg.view import view
from ifcfgen.render.target import Output
from ifcfgen.scripts.extensions import EXTENSIONS, template
from ifcfgen.scripts.names import ROLES, has_ending_of_a_copy

_FAMILIES = ((4, ""), (6, "6"))


def outputs(topology: Configuration) -> Iterator[Output]:
    """The files of TOPOLOGY, whose release and managers are known.

    They are ifcfg-*, keys-*, route-*, rule-*, `network`, and the scripts of devices that initscripts cannot create.
    """
    reads = readers(topology.host.release)
    given = priorities(rule for device in topology for rule in device.rules)
    for device in topology:
        reader = reads[device.nm_controlled]
        values = view(topology, device, reader, given)
        yield Output(f"ifcfg-{device.name}", f"ifcfg/{device.kind}.j2", values, device)
        if device.auth:
            yield Output(f"keys-{device.name}", "ifcfg/keys.j2", values, device)
        if values["addressed"]:
            yield from _addressing(device, reader)
    scripted = {device.kind for device in topology} & EXTENSIONS.keys()
    for name in (f"{step}-{kind}" for kind in sorted(scripted) for step in ("ifup", "ifdown")):
        yield Output(name, template(name), {})
    if any(device.nm_controlled is False for device in topology):
        yield Output("network", "ifcfg/network.j2", {})  # without the file, the service gives up


def _addressing(device: Device, reader: Reader) -> Iterator[Output]:
    """What of the addresses, routes and rules of DEVICE its ifcfg file does not hold."""
    name = device.name if device.named else None
    for address in device.addresses:
        if address.label:
            yield Output(f"ifcfg-{address.label}", "ifcfg/alias.j2", {"address": address}, device)
    routes = other_routes(device) if device.routes else []
    for version, digit in _FAMILIES if routes else ():
        lines = [route_words(route, name) for route in routes if route.version == version]
        if lines:
            yield Output(f"route{digit}-{device.name}", "ifcfg/route.j2", {"routes": lines}, device)
    # NetworkManager has its rules in the ifcfg file: a rule file would cost it every route
    for version, digit in _FAMILIES if device.rules and reader.is_initscripts else ():
        lines = [rule_words(rule, rule.priority) for rule in device.rules if rule.version == version]
        if lines:
            yield Output(f"rule{digit}-{device.name}", "ifcfg/rule.j2", {"rules": lines}, device)


def _missing(old: bytes, new: bytes) -> list[str]:
    """The assignments of NEW that OLD does not come to."""
    present = Document.parse(old).keys
    wanted = Document.parse(new)
    return [f"{a.key}={a.raw}" for a in wanted.assignments if present.get(a.key) != wanted.keys[a.key]]


LAYOUT = Layout(
    directory="etc/sysconfig/network-scripts",
    names=re.compile(rf"({'|'.join((*ROLES, 'keys'))})-[^/]+|(ifup|ifdown)-({'|'.join(EXTENSIONS)})"),
    is_copy=has_ending_of_a_copy,
    secrets=re.compile(r"keys-"),
    programs=re.compile(r"if(up|down)-"),
    shared={"network": "etc/sysconfig/network"},
    missing=_missing,
)
