"""What to do on a running host after its files were written: only the devices concerned, in an order that works."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Sequence

from ifcfgen.ifcfg.document import Document
from ifcfgen.ifcfg.switches import is_false
from ifcfgen.model import KINDS, Device
from ifcfgen.model.restart import is_bond_port, ordered, with_dependants
from ifcfgen.netplan import Configuration
from ifcfgen.render.advice import guarded
from ifcfgen.render.disk.plan import Change
from ifcfgen.scripts.extensions import has_name_of_extension


def advice(topology: Configuration, changes: Iterable[Change]) -> list[str]:
    """The lines to show after CHANGES to the files of TOPOLOGY were made on the host that reads them.

    With a changed device go those that it takes down with it. Devices that the boot leaves down are left alone, and
    nothing is said of a topology with a cycle.
    """
    made = [change for change in changes if change.pending and _is_of_device(change)]
    if any(topology.cycle(device) for device in topology):
        return []
    touched = {_device_name(change) for change in made}
    concerned = with_dependants(topology, (d for d in topology if d.name in touched and d.onboot))
    gone = [change for change in made if change.name.startswith("ifcfg-") and not topology.get(_device_name(change))]
    lines: list[str] = []
    for by_scripts, steps in ((False, _networkmanager), (True, _initscripts)):
        devices = [device for device in concerned if (device.nm_controlled is False) == by_scripts]
        left = sorted(_device_name(change) for change in gone if _is_for_scripts(change.old) == by_scripts)
        if devices or left:
            lines += steps(topology, devices, left, made)
    return lines


def _is_of_device(change: Change) -> bool:
    return change.name != "network" and not has_name_of_extension(change.name)


def _device_name(change: Change) -> str:
    """The device whose file it is; for an alias the one that it stands on."""
    return change.name.partition("-")[2].partition(":")[0]


def _is_for_scripts(data: bytes | None) -> bool:
    return is_false(Document.parse(data or b"").nm.get("NM_CONTROLLED"), manager="NetworkManager")


def _initscripts(topology: Configuration, devices: list[Device], gone: list[str], made: Iterable[Change]) -> list[str]:
    names = {device.name for device in devices}
    new = {change.name.removeprefix("ifcfg-") for change in made if change.kind == "create"}
    upwards = [d for d in ordered(topology, devices) if not (is_bond_port(topology, d) and d.controller_name in names)]
    return [
        "Next, from the console: connections through these devices break. Over ssh, let `at` put back the old files",
        "and restart the network in ten minutes, then run all of this as one, with nohup sh -c '...':",
        *(f"  ifdown {device.name}" for device in reversed(upwards) if device.name not in new),
        *(f"  ip link set {name} down; ip link delete {name}    # without its file, ifdown cannot" for name in gone),
        *(f"  ifup {device.name}" for device in upwards),
    ]


def _networkmanager(
    topology: Configuration, devices: list[Device], gone: list[str], made: Sequence[Change]
) -> list[str]:
    names, release = {device.name for device in devices}, topology.host.release
    touched = {
        name: change.path.with_name(f"ifcfg-{name}") for change in made if (name := _device_name(change)) in names
    }
    commands = ["nmcli con reload"] if gone else []
    if touched and release >= 7:  # that of EL6 watches the directory
        commands.append(f"nmcli con load {shlex.join(map(str, touched.values()))}")
    for device in ordered(topology, devices):
        wait = "--wait 0 " if topology.ports(device) else ""  # for its ports, which come after it
        commands.append(f"nmcli {wait}con up id {_profile(device)}")
    return guarded(commands, release)


def _profile(device: Device) -> str:
    """The name that NetworkManager gives to a profile without NAME=, as one word of a shell, without quotes."""
    return re.sub(r"([^\w@%+=:,./-])", r"\\\1", f"{KINDS[device.kind].title} {device.name}")
