"""A topology as the files of a host, through the templates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from ifcfgen.errors import Refused
from ifcfgen.model import Device, Manager, Place, Topology
from ifcfgen.render.header import headed
from ifcfgen.render.ifcfg import file_routes, priorities, view
from ifcfgen.render.limits import limits
from ifcfgen.render.reader import Reader
from ifcfgen.render.routes import route_words, rule_words
from ifcfgen.render.template import render
from ifcfgen.render.words import UnwritableValue

__all__ = ["files"]

_READERS: dict[Manager, range] = {"initscripts": range(6, 9), "NetworkManager": range(6, 10)}
"""The releases whose managers read ifcfg files as we write them."""


def files(topology: Topology, *, source: str, templates: Sequence[Path] = ()) -> dict[str, str]:
    """The files of the topology's host by name: ifcfg-*, route-*, rule-*, keys-* (secrets) and `network`.

    SOURCE names the file that the topology comes from; TEMPLATES are a site's own folders, looked at before ours.
    The release is the host's, the manager each device's own (`nm_controlled`). Raises `Refused`, all at once, for
    what they cannot be told through such files.
    """
    faults = list(_unsettled(topology))
    if faults:
        raise Refused(faults)
    release = topology.host.release
    bodies: dict[str, str] = {}
    given = priorities(rule for device in topology for rule in device.rules)
    for device in topology:
        reader = Reader(release, "NetworkManager" if device.nm_controlled else "initscripts")
        refused = [_told(device.place(key), what, who) for key, what, who in limits(device, reader)]
        faults += refused
        if not refused:
            try:
                bodies.update(_bodies(device, reader, given, tuple(templates)))
            except UnwritableValue as error:
                faults.append(f"{_at(device.place())}: {device.name}: {error}")
    if faults:
        raise Refused(faults)
    if any(device.nm_controlled is False for device in topology):
        bodies["network"] = render("ifcfg/network.j2", {}, tuple(templates))  # without the file, the service gives up
    name = re.sub(r"[^\w.@+-]", "_", source)  # the service evaluates lines that hold `DEVICE=`, even this one
    return {file: headed(body, name) for file, body in bodies.items()}


def _unsettled(topology: Topology) -> Iterator[str]:
    """What must be known before anything can be rendered, and is not."""
    release = topology.host.el
    if release is None:
        yield f"{topology.path}: for which release? Say `release:` under `host:` (host.release), or --release"
    undecided = [device for device in topology if device.nm_controlled is None]
    if undecided:
        names = ", ".join(device.name for device in undecided)
        yield f"{topology.path}: who manages {names}? Say `renderer:` under `network:`, or --manager"
    if release is not None:
        managers = {device.nm_controlled for device in topology} - {None}
        for manager, releases in _READERS.items():
            if (manager == "NetworkManager") in managers and release not in releases:
                known = f"EL{releases[0]} to EL{releases[-1]}"
                yield f"{topology.path}: no ifcfg files for {manager} of EL{release}; that of {known} can have them"


def _bodies(
    device: Device, reader: Reader, given: dict[int, int], templates: tuple[Path, ...]
) -> Iterator[tuple[str, str]]:
    name = device.name
    values = view(device, reader, given)
    yield f"ifcfg-{name}", render(f"ifcfg/{device.kind}.j2", values, templates)
    if device.auth:
        keys = render("ifcfg/keys.j2", values, templates)
        if keys:
            yield f"keys-{name}", keys
    for address in device.addresses:
        if address.label:
            alias = {"label": address.label, "ip": address.ip, "prefix": address.prefix}
            yield f"ifcfg-{address.label}", render("ifcfg/alias.j2", alias, templates)
    routes = file_routes(device) if device.routes else []
    for version, role in ((4, "route"), (6, "route6")):
        lines = [route_words(route, name) for route in routes if route.version == version]
        if lines:
            yield f"{role}-{name}", render("ifcfg/route.j2", {"routes": lines}, templates)
    if not (device.rules and reader.is_initscripts):
        return  # NetworkManager has them in the ifcfg file: a rule file would cost it every route
    for version, role in ((4, "rule"), (6, "rule6")):
        lines = [rule_words(rule, rule.priority) for rule in device.rules if rule.version == version]
        if lines:
            yield f"{role}-{name}", render("ifcfg/rule.j2", {"rules": lines}, templates)


def _told(place: Place, what: str, who: str) -> str:
    return f"{_at(place)}: {what}; {who}"


def _at(place: Place) -> str:
    return ":".join(str(part) for part in place if part is not None)
