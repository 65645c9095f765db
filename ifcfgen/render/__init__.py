"""A topology as the files of a host, through the templates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from ifcfgen.errors import Refused
from ifcfgen.model import Device, Manager, Place, Topology
from ifcfgen.render.header import headed
from ifcfgen.render.ifcfg import files_beside, priorities, view
from ifcfgen.render.limits import refusals
from ifcfgen.render.reader import Reader
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
    release, places = topology.host.release, tuple(templates)
    readers = {False: Reader(release, "initscripts"), True: Reader(release, "NetworkManager")}
    given = priorities(rule for device in topology for rule in device.rules)
    bodies: dict[str, str] = {}
    for device in topology:
        reader = readers[device.nm_controlled is True]
        refused = [_told(device, *refusal) for refusal in refusals(device, reader)]
        if refused:
            faults += refused
            continue
        try:
            values = view(device, reader, given)
            bodies[f"ifcfg-{device.name}"] = render(f"ifcfg/{device.kind}.j2", values, places)
            if device.auth:
                bodies[f"keys-{device.name}"] = render("ifcfg/keys.j2", values, places)
            for name, template, extra in files_beside(device, reader) if values["addressed"] else ():
                bodies[name] = render(template, extra, places)
        except UnwritableValue as error:
            faults.append(_told(device, "", str(error), "choose another value"))
    if faults:
        raise Refused(faults)
    if any(device.nm_controlled is False for device in topology):
        bodies["network"] = render("ifcfg/network.j2", {}, places)  # without the file, the service gives up
    name = re.sub(r"[^\w.@+-]", "_", source)  # the service evaluates lines that hold `DEVICE=`, even this one
    return {file: headed(body, name) for file, body in bodies.items() if body}


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


def _told(device: Device, at: str | Place | None, what: str, who: str) -> str:
    place = device.place(at) if isinstance(at, str) else at or device.place()
    return f"{':'.join(str(part) for part in place if part is not None)}: {device.name}: {what}; {who}"
