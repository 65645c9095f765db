"""Who brings up each device of a host, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ifcfgen.facts import Unknown
from ifcfgen.model import Device
from ifcfgen.networkmanager.profile import Profile
from ifcfgen.report.visible import cells, visible
from ifcfgen.scripts.device import FileDevice

_WITHOUT_PROFILE = {
    "ignored": "NetworkManager passes over the file",
    "unmanaged": "NetworkManager leaves the device alone",
    "unrecognized": "NetworkManager does not know its TYPE",
    "skipped-name": "NetworkManager takes the file for a backup",
    "alias": "its address is part of another profile",
    "shadowed": "another file has the same UUID",
}


class Row(NamedTuple):
    """A device, the file that makes it, who brings it up, and the reason in words."""

    device: str
    file: str
    manager: str
    why: str


def rows(devices: Iterable[Device]) -> Iterator[Row]:
    """A row for each of DEVICES that a file makes."""
    return (_row(device) for device in devices if isinstance(device, FileDevice))


def table(rows: Iterable[Row]) -> Iterator[str]:
    """The lines of ROWS under their headings, in columns."""
    shown = [[visible(text) for text in row] for row in (Row._fields, *rows)]
    widths = [max(cells(text) for text in column) for column in zip(*shown, strict=True)]
    for row in shown:
        padded = (text + " " * (width - cells(text)) for text, width in zip(row, widths, strict=True))
        yield "  ".join(padded).rstrip() + "\n"


def _row(device: FileDevice) -> Row:
    try:
        return Row(device.name, device.file.path, device.manager or "nobody", _why(device))
    except Unknown as unknown:
        return Row(device.name, device.file.path, "?", f"hinges on {unknown.fact}, which nobody has stated")


def _why(device: FileDevice) -> str:
    host = device.file.directory.host
    if device.kind == "alias" and device.parent:
        return f"goes with {device.parent}"
    if device.manager == "NetworkManager":
        profile = device.file.profile
        if profile is None:
            return f"though that of release {host.release} reads no ifcfg files" if host.release >= 10 else "it runs"
        return _said(profile)
    service = "and network runs" if device.manager else "and network does not run"
    if device.nm_controlled is False:
        return f"NM_CONTROLLED=no, {service}"
    if device.ifcfg_is_off and host.runs_networkmanager:
        return f"NetworkManager is told to read no ifcfg files, {service}"
    if device.is_unmanaged and host.runs_networkmanager:
        return f"NetworkManager is told to leave it alone, {service}"
    if not host.runs_networkmanager:
        return f"NetworkManager does not run, {service}"
    return f"NetworkManager has nothing for a device of kind {device.kind}, {service}"


def _said(profile: Profile) -> str:
    if profile.status == "connection":
        port = f", port of {profile.controller}" if profile.controller else ""
        return f"profile {profile.id!r} of type {profile.type}{port}"
    if profile.status == "error" and profile.reason:
        return f"rejected: {profile.reason.text}"
    why = f": {profile.reason.text}" if profile.reason else ""
    return f"{_WITHOUT_PROFILE[profile.status]}{why}"
