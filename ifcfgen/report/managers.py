"""Who brings up each device of a host, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ifcfgen.facts import Unknown
from ifcfgen.lazy import NamedTuple
from ifcfgen.networkmanager.profile import Profile
from ifcfgen.reading import Reading
from ifcfgen.report import facts
from ifcfgen.report.visible import cells, visible
from ifcfgen.scripts.definition import Definition

_WITHOUT_PROFILE = {
    "ignored": "NetworkManager ignores the file",
    "unmanaged": "NetworkManager does not manage the device",
    "unrecognized": "NetworkManager does not know its TYPE",
    "skipped-name": "NetworkManager ignores the file as a backup",
    "alias": "its address is part of another profile",
    "shadowed": "another file has the same UUID",
}


class Row(NamedTuple):
    """A device, the file that makes it, who brings it up, and the reason in words."""

    device: str
    file: str
    manager: str
    why: str


def rows(reading: Reading) -> Iterator[Row]:
    """A row for each device of READING."""
    return (_row(reading, definition) for definition in reading.definitions)


def table(rows: Iterable[Row]) -> Iterator[str]:
    """The lines of ROWS under their headings, in columns."""
    shown = [[visible(text) for text in row] for row in (Row._fields, *rows)]
    widths = [max(cells(text) for text in column) for column in zip(*shown, strict=True)]
    for row in shown:
        padded = (text + " " * (width - cells(text)) for text, width in zip(row, widths, strict=True))
        yield "  ".join(padded).rstrip() + "\n"


def _row(reading: Reading, definition: Definition) -> Row:
    name, path = definition.device.name, definition.file.path
    try:
        return Row(name, path, reading.manager(definition) or "nobody", _why(reading, definition))
    except Unknown as unknown:
        return Row(name, path, "?", f"depends on {facts.text(unknown.fact)}, which is unknown")


def _why(reading: Reading, definition: Definition) -> str:
    host, device, manager = reading.host, definition.device, reading.manager(definition)
    if device.kind == "alias" and reading.topology.parent(device):
        return f"goes with {device.parent_name}"
    if manager == "NetworkManager":
        profile = reading.profile(definition.file)
        if profile is None:
            return f"although that of EL{host.release} reads no ifcfg files" if host.release >= 10 else "it runs"
        return _said(profile)
    service = "and the network service runs" if manager else "and the network service does not run"
    if device.nm_controlled is False:
        return f"NM_CONTROLLED=no, {service}"
    if reading.directory.surroundings.without_ifcfg and host.runs_networkmanager:
        return f"NetworkManager.conf disables ifcfg files, {service}"
    if reading.is_withheld(definition) and host.runs_networkmanager:
        return f"NetworkManager does not manage it, {service}"
    if not host.runs_networkmanager:
        return f"NetworkManager does not run, {service}"
    profile = reading.profile(definition.file)
    if profile:
        return f"{_said(profile)}, {service}"
    return f"NetworkManager has no connection type for a device of kind {device.kind}, {service}"


def _said(profile: Profile) -> str:
    if profile.status == "connection":
        port = f", port of {profile.controller}" if profile.controller else ""
        return f"profile {profile.id!r} of type {profile.type}{port}"
    if profile.status == "error" and profile.reason:
        return f"rejected: {profile.reason.text}"
    why = f": {profile.reason.text}" if profile.reason else ""
    return f"{_WITHOUT_PROFILE[profile.status]}{why}"
