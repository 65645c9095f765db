"""A topology as the files of a host, through the templates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from ifcfgen.errors import Refused
from ifcfgen.facts import Manager
from ifcfgen.model import Device, Place, Topology
from ifcfgen.render.header import headed
from ifcfgen.render.ifcfg import files_beside, priorities, view
from ifcfgen.render.limits import refusals
from ifcfgen.render.reader import Reader
from ifcfgen.render.template import render
from ifcfgen.render.words import UnwritableValue

__all__ = ["check", "checked_files", "files"]

_READERS: dict[Manager, range] = {"initscripts": range(6, 9), "NetworkManager": range(6, 10)}
"""The releases whose managers read ifcfg files as we write them."""


def files(topology: Topology, *, source: str, templates: Sequence[Path] = ()) -> dict[str, str]:
    """The files of the topology's host by name: ifcfg-*, route-*, rule-*, keys-* (secrets) and `network`.

    SOURCE names the file that the topology comes from; TEMPLATES are a site's own folders, looked at before ours.
    The release is the host's, the manager each device's own (`nm_controlled`). Raises `Refused`, all at once, for
    what they cannot be told through such files.
    """
    check(topology)
    return checked_files(topology, source, tuple(templates))


def check(topology: Topology) -> None:
    """Raise `Refused` for all of TOPOLOGY that its managers cannot be told through ifcfg files."""
    faults = list(_unsettled(topology))
    if not faults:
        readers = _readers(topology.host.release)
        for device in topology:
            faults += [_told(device, *refusal) for refusal in refusals(device, readers[device.nm_controlled])]
    if faults:
        raise Refused(faults)


def checked_files(topology: Topology, source: str, templates: tuple[Path, ...] = ()) -> dict[str, str]:
    """The files of a topology that `check` lets pass. Raises `Refused` for a value that no file can carry."""
    readers = _readers(topology.host.release)
    given = priorities(rule for device in topology for rule in device.rules)
    bodies: dict[str, str] = {}
    faults: list[str] = []
    for device in topology:
        reader = readers[device.nm_controlled]
        values = view(device, reader, given)
        try:
            bodies[f"ifcfg-{device.name}"] = render(f"ifcfg/{device.kind}.j2", values, templates)
            if device.auth:
                bodies[f"keys-{device.name}"] = render("ifcfg/keys.j2", values, templates)
            for name, template, extra in files_beside(device, reader) if values["addressed"] else ():
                bodies[name] = render(template, extra, templates)
        except UnwritableValue as error:
            faults.append(_told(device, "", str(error), "choose another value"))
    if faults:
        raise Refused(faults)
    if any(device.nm_controlled is False for device in topology):
        bodies["network"] = render("ifcfg/network.j2", {}, templates)  # without the file, the service gives up
    name = re.sub(r"[^\w.@+-]", "_", source)  # the service evaluates lines that hold `DEVICE=`, even this one
    return {file: headed(body, name) for file, body in bodies.items() if body}


def _readers(release: int) -> dict[bool | None, Reader]:
    """Who reads the files of a device, by its `nm_controlled`."""
    return {False: Reader(release, "initscripts"), True: Reader(release, "NetworkManager")}


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
