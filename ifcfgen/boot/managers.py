"""Who brings up what at boot: NetworkManager, which starts first, the `network` service of initscripts, or nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ifcfgen.boot.initscripts.service import start
from ifcfgen.boot.initscripts.variables import only_named
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.networkmanager.connection import Connection
from ifcfgen.boot.networkmanager.daemon import NetworkManager
from ifcfgen.boot.outcome import NOT_FORETOLD, Assumed, Outcome
from ifcfgen.boot.words import is_false, mac
from ifcfgen.facts.host import Unknown
from ifcfgen.facts.machine import Facts
from ifcfgen.model import Address, Device
from ifcfgen.networkmanager.profile import Profile
from ifcfgen.reading import Reading
from ifcfgen.scripts.definition import Definition
from ifcfgen.scripts.file import File

LEFT = f"left to the NetworkManager of EL6, which {NOT_FORETOLD}"
RELEASES = range(6, 11)
"""Whose boot can be foretold."""
_WITHOUT_READER = 10
_HINGES = {
    "service NetworkManager": "who brings up the devices",
    "service network": "whether anybody brings up what is not NetworkManager's",
    "package network-scripts": "what NetworkManager makes of a file without TYPE",
}
_WHY = {
    "unmanaged": "NetworkManager is to leave it alone (NM_CONTROLLED=no)",
    "unrecognized": "NetworkManager does not know its TYPE",
}
_PART_OF_ANOTHER = ("alias", "skipped-name")

_Profiles = Mapping[File, Profile]


def foretell(reading: Reading, facts: Facts) -> Outcome:
    """What comes of the files at boot. Raises `Unknown` without a release."""
    supposed: dict[str, Assumed] = {}
    while True:
        try:
            return _boot(reading.on(facts.host), facts, list(supposed.values()))
        except Unknown as unknown:
            fact = unknown.fact
            if fact not in _HINGES:
                raise
            value = _usual(facts, fact)
            supposed[fact] = Assumed(fact, value, _HINGES[fact])
            facts = facts.supposing(fact, value)


def _usual(facts: Facts, fact: str) -> object:
    """What a default installation of the release has."""
    if fact == "service network" and "network-scripts" in facts.host.installed:
        return "enabled"
    preset = facts.host.preset(fact)
    return "disabled" if preset is None else preset


def _boot(reading: Reading, facts: Facts, assumed: list[Assumed]) -> Outcome:
    host = facts.host
    by_networkmanager = host.runs_networkmanager
    profiles = _profiles(reading)
    definitions = reading.definitions
    left = {file.name for file, profile in profiles.items() if profile.status in ("connection", "shadowed")}
    if by_networkmanager and host.release == 6:
        left = {d.file.name for d in definitions if reading.manager(d) == "NetworkManager"}
    withheld = {file.name for file in profiles if is_false(file.document.nm.get("NM_CONTROLLED", ""), host.release)}
    machine = Machine(reading, facts, left - withheld)
    machine.outcome.unknown += assumed
    daemon = _started(machine, profiles) if profiles else None
    waiting = [
        definition
        for definition in definitions
        if _is_started(definition.device) and definition.file.name not in left
        if definition.file not in profiles or profiles[definition.file].status not in _PART_OF_ANOTHER
    ]
    by_network = host.release <= 8 and (waiting != [] or "network" in host.services) and host.runs_network
    if by_network:
        machine.outcome.exit = start(machine)
    if daemon:
        if by_network:  # which may have made what some profile waits for
            daemon.settle()
        daemon.close()
    _tell(machine, waiting, profiles, by_network)
    _tell_of_hidden(machine, reading, profiles)
    if host.release == 6:
        _tell_of_left(machine, definitions)
    return machine.outcome


def own_addresses(device: Device) -> list[Address]:
    """The addresses of DEVICE, but those that every kernel gives lo."""
    return [a for a in device.addresses if device.name != "lo" or str(a.ip) not in ("127.0.0.1", "::1")]


def _is_started(device: Device) -> bool:
    return device.onboot and (device.name != "lo" or bool(own_addresses(device)))


def _profiles(reading: Reading) -> _Profiles:
    """What NetworkManager makes of each ifcfg file. Raises `Unknown`."""
    found = {file: reading.profile(file) for file in reading.directory.files if file.role == "ifcfg"}
    return {file: profile for file, profile in found.items() if profile}


def _started(machine: Machine, profiles: _Profiles) -> NetworkManager:
    """NetworkManager once it is up, before anything else is."""
    connections = [Connection(machine, f, profile) for f, profile in profiles.items() if profile.status == "connection"]
    specs = {
        status: [_spec(file) for file, profile in profiles.items() if profile.status == status]
        for status in ("unmanaged", "unrecognized")
    }
    daemon = NetworkManager(machine, connections, specs["unmanaged"], specs["unrecognized"])
    machine.runs_networkmanager = True
    machine.ask_networkmanager = daemon.up
    daemon.start()
    return daemon


def _spec(file: File) -> str:
    """The device that a file without a profile speaks of: by its MAC address, where there is one, else by name."""
    keys = file.document.nm
    return mac(keys.get("HWADDR", "").strip().replace("-", ":")) or keys.get("DEVICE", "")


def _tell(machine: Machine, definitions: list[Definition], profiles: _Profiles, by_network: bool) -> None:
    """Note what is to come up and what nobody brings up."""
    if machine.release >= _WITHOUT_READER:
        reason = f"EL{machine.release} reads none: NetworkManager takes keyfiles only, and nothing here has any effect"
        machine.note("NetworkManager", None, "", "ifcfg files", "failed", reason)
        machine.assume("keyfiles", None, "what lies in /etc/NetworkManager/system-connections is not known")
        return
    if definitions and not by_network and not machine.facts.host.runs_networkmanager:
        machine.note("", None, "", "nothing comes up", "failed", _why(machine.facts, None))
        return
    for definition in definitions:
        device, file = definition.device, definition.file
        profile = profiles.get(file)
        if by_network or (not profile and device.kind == "alias"):
            continue
        env = only_named(machine.files[file.name])
        if profile and profile.status == "error" and profile.reason:
            reason = f"NetworkManager rejects the file: {profile.reason.text}"
            beside = machine.files.get(f"route-{file.suffix}") if profile.reason.kind == "route" else None
            env = only_named(beside) if beside else env
            machine.note("NetworkManager", env, device.name, "profile", "failed", reason, profile.reason.key, "DEVICE")
        else:
            why = f"nobody brings it up: {_why(machine.facts, profile)}"
            machine.note("", env, device.name, "start", "skipped", why, "NM_CONTROLLED", "TYPE", "DEVICE")


def _tell_of_hidden(machine: Machine, reading: Reading, profiles: _Profiles) -> None:
    """Note the files that another one with the same UUID hides."""
    uuids = {file: file.document.nm.get("UUID", "").lower() for file in profiles}
    for file, profile in profiles.items():
        definition = reading.definition_in(file)
        if profile.status != "shadowed" or definition is None or not definition.device.onboot:
            continue
        name = definition.device.name
        env = only_named(machine.files[file.name])
        same = (f.name for f, p in profiles.items() if p.status == "connection" and uuids[f] == uuids[file])
        winner = next(same, None)
        if winner is None:
            reason = f"a keyfile has the same UUID, and hides it; what that brings up {NOT_FORETOLD}"
            machine.note("NetworkManager", env, name, "profile", "skipped", reason, "UUID")
            continue
        reason = f"{winner} has the same UUID, and hides it"
        machine.note("NetworkManager", env, name, "profile", "failed", reason, "UUID")
        machine.assume(
            f"UUID {uuids[file]}",
            winner,
            f"which of the files with it NetworkManager takes: the newest, not always {winner}",
        )


def _tell_of_left(machine: Machine, definitions: Sequence[Definition]) -> None:
    """Note the devices of which nothing is foretold."""
    for definition in definitions:
        device, file = definition.device, definition.file
        if file.name in machine.left and device.onboot:
            machine.outcome.left.append(device.name)
            env = only_named(machine.files[file.name])
            machine.note("NetworkManager", env, device.name, "start", "skipped", LEFT, "NM_CONTROLLED", "DEVICE")


def _why(facts: Facts, profile: Profile | None) -> str:
    """Why neither service does."""
    host = facts.host
    has_none = f"EL{host.release} has no network service"
    reasons = [has_none if host.release >= 9 else f"the network service is {host.network_service}"]
    if not host.runs_networkmanager:
        reasons.append(f"NetworkManager is {host.services['NetworkManager']}")
    elif profile:
        why = profile.reason.text if profile.reason else profile.status
        reasons.append(_WHY.get(profile.status, f"NetworkManager passes over the file: {why}"))
    return ", ".join(reasons)
