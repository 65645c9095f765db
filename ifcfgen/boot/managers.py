"""Who brings up what at boot: NetworkManager, which starts first, the `network` service of initscripts, or nobody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from ifcfgen.boot.complaints import tell_complaints_apart
from ifcfgen.boot.expansion import Unread
from ifcfgen.boot.guests import cut_off
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.outcome import Outcome
from ifcfgen.boot.record import Action, Assumed, Cause, Stake
from ifcfgen.boot.values import mac
from ifcfgen.facts import Fact, Host, Unknown
from ifcfgen.facts.machine import Facts
from ifcfgen.ifcfg.switches import is_false
from ifcfgen.lazy import NamedTuple
from ifcfgen.model import Address, Device
from ifcfgen.networkmanager.profile import Profile
from ifcfgen.reading import Reading
from ifcfgen.scripts.definition import Definition
from ifcfgen.scripts.file import File
from ifcfgen.scripts.keyfile import Keyfile
from ifcfgen.scripts.names import KEYFILE_SUFFIX
from ifcfgen.scripts.surroundings import NOTHING

if TYPE_CHECKING:
    from ifcfgen.boot.networkmanager.daemon import NetworkManager
    from ifcfgen.networkmanager.definition import AnyDefinition

RELEASES = range(6, 11)
"""Whose boot can be predicted."""
_WITHOUT_READER = 10
_WITH_NETWORK_SERVICE = range(6, 9)
STAKES = {
    Fact("service", "NetworkManager"): Stake("managers"),
    Fact("service", "network"): Stake("network-service"),
    Fact("package", "network-scripts"): Stake("untyped-files"),
}
"""The facts about who brings up what, which a boot cannot do without."""
_OF_PORTS = ("connection.controller", "connection.port-type")
"""Keys that make a port of a device; NetworkManager before 1.46 knows them by other names only."""
_PART_OF_ANOTHER = ("alias", "skipped-name")
_ACTIVATED = ("connection", "shadowed")

_Profiles = dict[File, Profile]


class _Division(NamedTuple):
    """Who brings up which file."""

    profiles: _Profiles
    """What NetworkManager makes of each ifcfg file; nothing where it does not start, or is not predicted."""
    left: frozenset[str]
    """The files that are NetworkManager's, by name."""
    withheld: frozenset[str]
    """Of those: the ones whose NM_CONTROLLED has the network scripts start them all the same."""


def possible_releases(host: Host, has_keyfiles: bool = False) -> Sequence[int]:
    """The releases that HOST can be of, whose boot can be predicted, and where somebody reads its files.

    HAS_KEYFILES: not all of them are ifcfg files.
    """
    has_network = host.services.get("network") == "enabled"
    known = _WITH_NETWORK_SERVICE if has_network else range(RELEASES[0], _WITHOUT_READER)
    return [r for r in host.releases if r in known or (has_keyfiles and r == _WITHOUT_READER and not has_network)]


def predict(reading: Reading, facts: Facts) -> Outcome:
    """What comes of the files of READING at boot, on the host of FACTS. Raises `Unknown` without a release."""
    supposed: dict[Fact, Assumed] = {}
    while True:
        try:
            return _boot(reading.on(facts.host), facts, list(supposed.values()))
        except Unknown as unknown:
            fact = unknown.fact
            if fact not in STAKES:
                raise
            value = _usual(facts, fact)
            supposed[fact] = Assumed(fact, value, STAKES[fact])
            facts = facts.supposing(fact, value)


def as_booted(reading: Reading, outcome: Outcome) -> Reading:
    """READING with the facts about who brings up what that OUTCOME, its boot, assumes."""
    for known in outcome.unknown:
        if known.fact in STAKES:
            reading = reading.supposing(known.fact, known.value)
    return reading


def _usual(facts: Facts, fact: Fact) -> object:
    """What a default installation of the release has."""
    if fact == Fact("service", "network") and "network-scripts" in facts.host.installed:
        return "enabled"
    preset = facts.host.preset(fact)
    return "disabled" if preset is None else preset


def _boot(reading: Reading, facts: Facts, assumed: Sequence[Assumed]) -> Outcome:
    host = facts.host
    definitions = reading.definitions
    division = _division(reading)
    profiles = division.profiles
    runs = bool(profiles or reading.keyfiles)
    machine = Machine(reading, facts, division.left - division.withheld, runs_networkmanager=runs)
    for known in assumed:
        machine.assume(*known)
    daemon = _started(machine, profiles, _left_alone(machine, reading)) if runs else None
    waiting = [definition for definition in definitions if _waits_for_network(definition, division)]
    by_network = host.release <= 8 and (waiting != [] or "network" in host.services) and host.runs_network
    if by_network:
        from ifcfgen.boot.initscripts.service import start  # long to load, and not every host has it

        machine.outcome.exit = start(machine, daemon.up) if daemon else start(machine)
    if daemon:
        if by_network:  # which may have made what some profile waits for
            daemon.settle()
        daemon.close()
    _note_waiting(machine, reading, waiting, profiles, by_network)
    _note_unread_files(machine, reading, by_network)
    _note_hidden(machine, reading, profiles)
    _note_rejected(machine)
    if host.release == 6:
        _note_left(machine, definitions)
    tell_complaints_apart(reading, machine.outcome)
    machine.outcome.cut_off = tuple(cut_off(reading, machine.outcome.kernel, machine.outcome.left))
    return machine.outcome


def _division(reading: Reading) -> _Division:
    """Who brings up which file. Raises `Unknown`."""
    managed = [d for d in reading.definitions if d.device.kind != "loopback" and reading.manager(d) == "NetworkManager"]
    profiles = {d.file: profile for d in reading.directory.definitions.values() if (profile := _profile(reading, d))}
    if not profiles and reading.host.release >= _WITHOUT_READER:
        return _Division({}, frozenset(), frozenset())
    if not profiles:
        return _Division({}, frozenset(definition.file.name for definition in managed), frozenset())
    return _Division(
        profiles,
        frozenset(d.file.name for d in managed if d.file in profiles and profiles[d.file].status in _ACTIVATED),
        frozenset(f.name for f in profiles if is_false(f.document.nm.get("NM_CONTROLLED", ""), reading.host.release)),
    )


def _profile(reading: Reading, definition: Definition) -> Profile | None:
    """What NetworkManager makes of a file whose device it is not told to leave alone."""
    return None if reading.unmanaged_by(definition) else reading.profile(definition.file)


def _waits_for_network(definition: Definition, division: _Division) -> bool:
    """Whether a device is to come up, and only the network service could do that."""
    device, file = definition.device, definition.file
    if file.is_unread:
        return True
    if not device.onboot or file.name in division.left or (device.name == "lo" and not own_addresses(device)):
        return False
    profile = division.profiles.get(file)
    return profile is None or profile.status not in _PART_OF_ANOTHER


def own_addresses(device: Device) -> list[Address]:
    """The addresses of DEVICE, but those that every kernel gives lo."""
    return [address for address in device.addresses if not is_native(device, address)]


def is_native(device: Device, address: Address) -> bool:
    """Whether every kernel gives ADDRESS to DEVICE, which is lo."""
    return device.name == "lo" and str(address.ip) in ("127.0.0.1", "::1")


def _left_alone(machine: Machine, reading: Reading) -> list[str]:
    """The names of what NetworkManager's settings tell it to leave alone, with a file or without.

    Also of what nothing is known, as its file cannot be read.
    """
    unread = [file.suffix for file in reading.directory.unread]
    if reading.directory.surroundings is NOTHING:
        return unread
    from ifcfgen.boot.networkmanager.daemon import device_of

    untold = machine.surroundings.untold
    if untold:
        machine.assume(Fact("drivers"), None, Stake("drivers", *untold))
    cards = (link.name for link in machine.kernel.links.values() if machine.surroundings.unmanaged(device_of(link)))
    definitions: Iterable[AnyDefinition] = chain(reading.definitions, reading.keyed)
    return [*unread, *cards, *(d.device.name for d in definitions if reading.unmanaged_by(d))]


def _started(machine: Machine, profiles: _Profiles, left_alone: Sequence[str]) -> NetworkManager:
    """NetworkManager once it is up, before anything else is; some devices are LEFT_ALONE."""
    from ifcfgen.boot.initscripts import routes
    from ifcfgen.boot.networkmanager.connection import Connection
    from ifcfgen.boot.networkmanager.daemon import NetworkManager, device_of
    from ifcfgen.boot.networkmanager.policy import Policy

    made: Iterable[tuple[File | Keyfile, Profile]] = chain(profiles.items(), machine.keyfiles.items())
    connections = [Connection(machine, file, profile) for file, profile in made if profile.status == "connection"]
    for connection in connections:
        for item in connection.profile.dropped:
            if item.what == "key" and item.origin.key in _OF_PORTS:
                where, key = connection.document, item.origin.key
                action, cause = Action("key", key), Cause("unknown-key")
                machine.note("NetworkManager", where, connection.name, action, "failed", cause, key)
    specs = {
        status: [_spec(file) for file, profile in profiles.items() if profile.status == status]
        for status in ("unmanaged", "unrecognized")
    }
    surroundings = machine.surroundings
    policy = Policy(
        machine.kernel,
        connections,
        [*specs["unmanaged"], *left_alone],
        specs["unrecognized"],
        None if surroundings is NOTHING else lambda link, one: surroundings.allows(device_of(link), one.uuid),
    )
    daemon = NetworkManager(machine, policy, routes.configure)
    daemon.start()
    return daemon


def _spec(file: File) -> str:
    """The device that a file without a profile speaks of: by its MAC address, where there is one, else by name."""
    keys = file.document.nm
    return mac(keys.get("HWADDR", "").strip().replace("-", ":")) or keys.get("DEVICE", "")


# -- what nothing brings up --------------------------------------------------------------------------------


def _note_waiting(
    machine: Machine, reading: Reading, waiting: Sequence[Definition], profiles: _Profiles, by_network: bool
) -> None:
    """Note what should come up, but nothing brings up."""
    host = reading.host
    if not waiting and _waits_for_networkmanager(reading):
        cause = Cause("networkmanager-is", host.services["NetworkManager"])
        machine.note("", None, "", Action("host"), "failed", cause)
        return
    if machine.release >= _WITHOUT_READER:
        _note_unread(machine, reading, waiting)
        return
    if waiting and not by_network and not host.runs_networkmanager:
        machine.note("", None, "", Action("host"), "failed", Cause("all-of", *_why(host, None)))
        return
    for definition in waiting:
        device, file = definition.device, definition.file
        if file.is_unread:
            continue
        profile = profiles.get(file)
        if by_network or (not profile and device.kind == "alias"):
            continue
        if profile and profile.status == "error" and profile.reason:
            cause = Cause("rejected", profile.reason.text)
            route_file = machine.files.get(f"route-{file.suffix}") if profile.reason.kind == "route" else None
            document = route_file.document if route_file else file.document
            key = profile.reason.key
            machine.note("NetworkManager", document, device.name, Action("profile"), "failed", cause, key, "DEVICE")
        else:
            unmanaged = reading.unmanaged_by(definition) is not None
            cause = Cause("nobody", *_why(host, profile, unmanaged))
            keys = "NM_CONTROLLED", "TYPE", "DEVICE"
            machine.note("", file.document, device.name, Action("start"), "skipped", cause, *keys)


def _note_unread_files(machine: Machine, reading: Reading, by_network: bool) -> None:
    """Note that nothing is predicted of the devices whose files cannot be read, nor behind a FIFO."""
    for file in reading.directory.unread:
        served = reading.served_by(file)
        name = served.device.name if served else file.suffix
        if file.role != "network" and name not in machine.outcome.left:
            machine.leave("", file.name, name, Unread(file.name))
    for fault in reading.directory.problems:
        keyfile = fault.place.path.rpartition("/")[2] if fault.place else ""
        if keyfile.endswith(KEYFILE_SUFFIX):
            name = keyfile.removesuffix(KEYFILE_SUFFIX)
            machine.outcome.left.append(name)
            machine.note("NetworkManager", None, name, Action("start"), "skipped", Cause("unread", keyfile))
    fifo = reading.directory.fifo
    if fifo is not None and by_network:
        machine.note("network", None, "", Action("start"), "failed", Cause("waits-for-fifo", fifo))


def _waits_for_networkmanager(reading: Reading) -> bool:
    """Whether a keyfile is to come up, and NetworkManager does not start."""
    if not reading.directory.surroundings.keyfiles or reading.host.runs_networkmanager:
        return False
    profiles = reading.supposing(Fact("service", "NetworkManager"), "enabled").keyfiles.values()
    return any(p.status == "connection" and p.flag("connection", "autoconnect", True) for p in profiles)


def _note_unread(machine: Machine, reading: Reading, waiting: Sequence[Definition]) -> None:
    """Note that nothing reads ifcfg files; where keyfiles are known, for each device that none of them is for."""
    if not reading.directory.surroundings.keyfiles:
        machine.note("NetworkManager", None, "", Action("all-files"), "failed", Cause("no-reader", machine.release))
        machine.assume(Fact("keyfiles"), None, Stake("keyfiles"))
        return
    known = {profile.interface_name for profile in machine.keyfiles.values()}
    for definition in waiting:
        if definition.device.name not in known and definition.device.kind != "alias":
            name, document = definition.device.name, definition.file.document
            cause = Cause("keyfiles-only", machine.release)
            machine.note("NetworkManager", document, name, Action("start"), "failed", cause, "DEVICE")


def _note_rejected(machine: Machine) -> None:
    """Note the keyfiles that NetworkManager rejects."""
    for keyfile, profile in machine.keyfiles.items():
        if profile.reason:
            name, cause = keyfile.interface_name or keyfile.suffix, Cause("rejected", profile.reason.text)
            action, keys = Action("profile"), (profile.reason.key,)
            machine.note("NetworkManager", keyfile.document, name, action, "failed", cause, *keys)


def _note_hidden(machine: Machine, reading: Reading, profiles: _Profiles) -> None:
    """Note the files that another one with the same UUID hides."""
    hidden = [file for file, profile in profiles.items() if profile.status == "shadowed"]
    if not hidden:
        return
    uuids = {file: file.uuid for file in profiles}
    winners = {uuids[file]: file.name for file, p in reversed(profiles.items()) if p.status == "connection"}
    for file in hidden:
        definition = reading.definition_in(file)
        if definition is None or not definition.device.onboot:
            continue
        where, name = file.document, definition.device.name
        winner = winners.get(uuids[file])
        if winner is None:
            keyfile = next((k for k, p in machine.keyfiles.items() if p.uuid.lower() == uuids[file]), None)
            deleted = reading.directory.surroundings.deleted.get(uuids[file])
            cause = Cause("hidden", keyfile.name if keyfile else "a keyfile")
            if deleted and not keyfile:
                cause = Cause("deleted", deleted.path)
            machine.note("NetworkManager", where, name, Action("profile"), "failed", cause, "UUID")
            continue
        machine.note("NetworkManager", where, name, Action("profile"), "failed", Cause("hidden", winner), "UUID")
        machine.assume(Fact("uuid", uuids[file]), winner, Stake("same-uuid", winner))


def _note_left(machine: Machine, definitions: Sequence[Definition]) -> None:
    """Note the devices of which nothing is predicted."""
    for definition in definitions:
        device, file = definition.device, definition.file
        if file.name in machine.left and device.onboot:
            machine.outcome.left.append(device.name)
            keys = "NM_CONTROLLED", "DEVICE"
            machine.note("NetworkManager", file.document, device.name, Action("start"), "skipped", Cause("left"), *keys)


def _why(host: Host, profile: Profile | None, unmanaged: bool = False) -> list[Cause]:
    """Why neither service does; UNMANAGED: NetworkManager's own settings have it leave the device alone."""
    network = Cause("no-network-service", host.release) if host.release >= 9 else None
    causes = [network or Cause("network-is", host.network_service)]
    if not host.runs_networkmanager:
        causes.append(Cause("networkmanager-is", host.services["NetworkManager"]))
    elif unmanaged:
        causes.append(Cause("unmanaged-by-settings"))
    elif profile and profile.status == "unmanaged":
        causes.append(Cause("unmanaged"))
    elif profile and profile.status == "unrecognized":
        causes.append(Cause("unrecognized"))
    elif profile:
        causes.append(Cause("passed-over", profile.reason.text if profile.reason else profile.status))
    return causes
