"""Who brings up what at boot: initscripts, whose part is foretold; NetworkManager, whose part is not; or nobody."""

from __future__ import annotations

from collections.abc import Mapping

from ifcfgen.boot.machine import Machine
from ifcfgen.boot.outcome import Assumed, Outcome
from ifcfgen.boot.service import start
from ifcfgen.boot.variables import only_named
from ifcfgen.ifcfg.device import FileDevice
from ifcfgen.ifcfg.directory import Directory
from ifcfgen.model import Manager
from ifcfgen.model.facts import Facts
from ifcfgen.model.host import Unknown

LEFT = "left to NetworkManager, which is not foretold"
_TAKEN = {
    "service NetworkManager": ("disabled", "who brings up the devices"),
    "service network": ("enabled", "whether anybody brings up what is not NetworkManager's"),
}
"""What is asked about is the boot of initscripts: so it is taken to be theirs."""

_Managers = Mapping[FileDevice, Manager | None]


def foretell(directory: Directory, facts: Facts) -> Outcome:
    """What comes of the files at boot; what is NetworkManager's stays as it is. Raises `Unknown` without a release."""
    assumed: list[Assumed] = []
    while True:
        directory.host = facts.host
        try:
            managers = {device: device.manager for device in directory.devices if isinstance(device, FileDevice)}
            break
        except Unknown as unknown:
            if unknown.fact not in _TAKEN:
                raise
            value, hinges = _TAKEN[unknown.fact]
            assumed.append(Assumed(unknown.fact, value, hinges))
            facts = facts.supposing(unknown.fact, value)
    left = frozenset(device.file.name for device, manager in managers.items() if manager == "NetworkManager")
    machine = Machine(directory, facts, left)
    machine.outcome.unknown += assumed
    _tell(machine, managers)
    if "initscripts" in managers.values():
        machine.outcome.exit = start(machine)
    return machine.outcome


def _tell(machine: Machine, managers: _Managers) -> None:
    """Note what initscripts do not bring up though it is to come up."""
    for device, manager in managers.items():
        if manager == "initscripts" or not device.onboot or device.kind == "alias":
            continue
        if manager:
            machine.outcome.left.append(device.name)
        script, reason = (manager, LEFT) if manager else ("", f"nobody brings it up: {_services(machine.facts)}")
        env = only_named(machine.files[device.file.name])
        machine.note(script, env, device.name, "start", "skipped", reason, "NM_CONTROLLED", "DEVICE")


def _services(facts: Facts) -> str:
    """Why neither service does."""
    host = facts.host
    states = {"network": host.network_service}
    if "NetworkManager" in host.services:
        states["NetworkManager"] = host.services["NetworkManager"]
    return ", ".join(f"{name} is {state}" for name, state in states.items())
