"""What the files of a host come to on it: who reads and manages what, which profiles, which devices.

Every command looks at a Reading and at nothing else, so that each of these questions has one answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ifcfgen.facts import Fact, Host, Manager, Supposition, Unknown
from ifcfgen.ifcfg.values import integer, number, options
from ifcfgen.lazy import cached_property
from ifcfgen.model import KINDS, Address, Device, Place, Topology
from ifcfgen.networkmanager.profile import Profile, Reason
from ifcfgen.scripts import directory
from ifcfgen.scripts.definition import Definition
from ifcfgen.scripts.directory import Directory
from ifcfgen.scripts.file import File
from ifcfgen.scripts.keyfile import Keyfile
from ifcfgen.scripts.surroundings import NOTHING

if TYPE_CHECKING:
    from ifcfgen.networkmanager.definition import AnyDefinition, KeyfileDefinition
    from ifcfgen.networkmanager.source import Version

READ_BY_NETWORKMANAGER = range(7, 10)
"""The releases whose NetworkManager makes profiles of ifcfg files: EL6's knows plain cards only, EL10's reads none."""
_WITHOUT_TUN = 6
"""The last release whose initscripts make a tap of any name; later ones make a tun of one that begins with it."""

_MANAGED = ("connection", "shadowed", "error")
"""What becomes of a file that NetworkManager takes for its own, even where it then rejects it."""

_ALONE: Mapping[Manager | None, frozenset[Manager | None]] = {
    manager: frozenset((manager,)) for manager in ("initscripts", "NetworkManager", None)
}


class Reading:
    """A directory on a host. It never changes: with another fact it is another Reading of the same documents.

    A release that is not stated is the one that os-release or redhat-release beside the files tells, else none before
    the first that the files can be of. What depends on an unknown fact raises `Unknown`.
    """

    def __init__(
        self, directory: Directory, host: Host | None = None, shared: _Shared | None = None, is_supposed: bool = False
    ):
        self.directory = directory
        known = host or Host()
        if known.el is None and not is_supposed:
            known = known.over(_told_by(directory))
        self.host = known
        self._shared = shared or _Shared(directory)
        self._is_supposed = is_supposed
        self._supposed: dict[Supposition, Reading] = {}

    def supposing(self, fact: Fact, value: object) -> Reading:
        """This reading, were FACT VALUE; the same one each time."""
        found = self._supposed.get((fact, value))
        if found is None:
            found = Reading(self.directory, self.host.supposing(fact, value), self._shared, True)
            self._supposed[fact, value] = found
        return found

    def on(self, host: Host) -> Reading:
        """The same documents on another HOST."""
        return self if host == self.host else Reading(self.directory, host, self._shared)

    def naming(self, names: Mapping[str, str]) -> Reading:
        """The same host, where it is known which devices the ifcfg files are for that have no DEVICE: their NAMES."""
        return Reading(self.directory.naming(names), self.host) if names else self

    def revised(self, files: Mapping[str, bytes]) -> Reading:
        """The same host with other content in some FILES: by name, or keyfiles by path."""
        return Reading(self.directory.revised(files), self.host)

    # -- devices ----------------------------------------------------------------------------------------

    @cached_property
    def definitions(self) -> tuple[Definition, ...]:
        """What the ifcfg files define that somebody reads, in the order of their names."""
        found = self._shared.definitions
        return found if self._shared.is_all_read else tuple(d for d in found if self.is_loaded(d.file))

    @cached_property
    def topology(self) -> Topology:
        """The devices. The same object on every host that reads the same files: timers are in `settled` only."""
        return self._shared.topology(self.definitions)

    def definition(self, device: Device | None) -> Definition | None:
        """The definition of a DEVICE of the topology."""
        return self._shared.by_device.get(device) if device else None

    def defined(self, name: str | None) -> Definition | None:
        """The definition of the device called NAME, the first of twins."""
        return self.definition(self.topology.get(name))

    @cached_property
    def keyed(self) -> tuple[KeyfileDefinition, ...]:
        """The devices that keyfiles define, and no ifcfg file; nothing where NetworkManager is known not to start."""
        if not self.directory.surroundings.keyfiles or not self._may_run_networkmanager:
            return ()
        from ifcfgen.networkmanager.source import VERSIONS

        return self._shared.keyed(VERSIONS.get(self.host.el or 0, VERSIONS[max(VERSIONS)]))

    @property
    def _may_run_networkmanager(self) -> bool:
        try:
            return self.host.runs_networkmanager
        except Unknown:
            return True

    def definition_in(self, file: File) -> Definition | None:
        """What an ifcfg file defines, if somebody reads it; of another file, what the ifcfg file of its suffix does."""
        ifcfg = file if file.role == "ifcfg" else self.directory.ifcfg(file.suffix)
        return self.directory.definitions[ifcfg.name] if ifcfg and self.is_loaded(ifcfg) else None

    def served_by(self, file: File) -> Definition | None:
        """What a file of any role is for: initscripts go by the name of the device, too (el7 ifup-routes)."""
        return self.definition_in(file) or (None if file.role == "ifcfg" else self.defined(file.suffix))

    def is_loaded(self, file: File) -> bool:
        """Whether somebody reads a file of this name. For names that only some pass over, the facts must say so."""
        if not file.is_passed_over_by_some:
            return True
        try:
            return self.reader(file) is not None
        except Unknown:
            return False

    def reader(self, file: File) -> Manager | None:
        """Who reads a file of this name at boot, whatever the name suggests; None: nothing does. Raises `Unknown`."""
        if not file.is_ignored_by_networkmanager and self.host.runs_networkmanager:
            return "NetworkManager"
        # .old is the one that not every release passes over
        if file.is_ignored_by_initscripts(6) or (file.is_ignored_by_initscripts(7) and self.host.release >= 7):
            return None
        return "initscripts" if self.host.runs_network else None

    # -- managers ---------------------------------------------------------------------------------------

    def manager(self, definition: AnyDefinition) -> Manager | None:
        """Who brings the device up at boot; None where nothing does. Raises `Unknown`."""
        if not isinstance(definition, Definition):
            return "NetworkManager" if self.host.runs_networkmanager else None
        try:
            return self._managers[definition]
        except KeyError:
            found = self._managers[definition] = self._manager(definition)
            return found

    def takes(self, definition: AnyDefinition, address: Address) -> bool:
        """Whether ADDRESS is set at boot: initscripts ignore an IPv4 one next to DHCP. Raises `Unknown`."""
        return address.version != 4 or not definition.device.dhcp4 or self.manager(definition) == "NetworkManager"

    @cached_property
    def _managers(self) -> dict[Definition, Manager | None]:
        return {}

    def _manager(self, definition: Definition) -> Manager | None:
        device = definition.device
        parent = self.defined(device.parent_name) if device.kind == "alias" else None
        if parent and parent.device.kind != "alias":
            return self.manager(parent)  # which reads the alias file with its own
        host = self.host
        if not self.is_withheld(definition) and host.runs_networkmanager and self._is_managed(definition):
            return "NetworkManager"
        return "initscripts" if host.runs_network else None

    def _is_managed(self, definition: Definition) -> bool:
        """Whether a running NetworkManager, which is not told to leave it alone, manages the device."""
        profile = self.verdict(definition.file)
        if profile:
            is_foreign = profile.status == "error" and definition.is_foreign  # rejected, and not written for it
            return profile.status in _MANAGED and not is_foreign
        first = KINDS[definition.device.kind].networkmanager
        return first is not None and self.host.release >= first

    def possible_managers(self, definition: AnyDefinition) -> frozenset[Manager | None]:
        """All that `manager` can turn out to be, once the unknown facts are known."""
        try:
            return _ALONE[self.manager(definition)]
        except Unknown:
            return self.host.possible_managers

    def manager_of_file(self, file: File) -> Manager | None:
        """Who makes use of a file of any role at boot. Raises `Unknown`."""
        if self.is_left_out(file):
            return None
        definition = self.served_by(file)
        if definition is None:
            return "initscripts" if self.host.runs_network else None
        manager = self.manager(definition)
        return manager if self.definition_in(file) or manager == "initscripts" else None

    def is_left_out(self, file: File) -> bool:
        """Whether NetworkManager leaves out a route file of its device, as rules lie beside it. Raises `Unknown`."""
        if not self.directory.has_rules_beside(file):
            return False
        definition = self.definition_in(file)
        return definition is not None and self.manager(definition) == "NetworkManager"

    def possible_managers_of_file(self, file: File) -> frozenset[Manager | None]:
        """All that can turn out to make use of a file of a device, once the unknown facts are known."""
        own = self.definition_in(file)
        definition = own or self.served_by(file)
        found = self.possible_managers(definition) if definition else _ALONE[None]
        if "NetworkManager" not in found or (own and not self.directory.has_rules_beside(file)):
            return found
        return (found - _ALONE["NetworkManager"]) | _ALONE[None]  # which leaves it out

    def unmanaged_by(self, definition: AnyDefinition) -> Place | None:
        """Where NetworkManager's own settings tell it to leave the device alone, or to read no ifcfg files at all."""
        surroundings = self.directory.surroundings
        if surroundings is NOTHING:
            return None
        unread = surroundings.without_ifcfg if isinstance(definition, Definition) else None
        return unread or surroundings.unmanaged(definition.device)

    def is_withheld(self, definition: Definition) -> bool:
        """Whether NetworkManager is configured to leave the device alone, by its file or elsewhere."""
        return definition.device.nm_controlled is False or self.unmanaged_by(definition) is not None

    def foreign_base(self, definition: AnyDefinition) -> AnyDefinition | None:
        """The controller or parent that another manager than this device's brings up. Raises `Unknown`."""
        device = definition.device
        if device.kind == "alias":
            return None
        for name in filter(None, (device.controller_name, device.parent_name)):
            base = self.defined(name) or next((keyed for keyed in self.keyed if keyed.device.name == name), None)
            if base and not self._go_together(definition, base) and self.manager(base) != self.manager(definition):
                return base
        return None

    def _go_together(self, one: AnyDefinition, other: AnyDefinition) -> bool:
        """Whether both have one manager whatever the host is like."""
        if not (isinstance(one, Definition) and isinstance(other, Definition)):
            return isinstance(one, Definition) == isinstance(other, Definition)
        withheld = self.is_withheld(one)
        first = KINDS[one.device.kind].networkmanager, KINDS[other.device.kind].networkmanager
        return withheld == self.is_withheld(other) and (withheld or first[0] == first[1])

    @property
    def is_all_networkmanagers(self) -> bool:
        """Whether NetworkManager brings up whatever comes up at boot. Raises `Unknown`."""
        found = [d for d in self.definitions if d.device.onboot and d.device.kind != "loopback"]
        return bool(found) and all(self.manager(definition) == "NetworkManager" for definition in found)

    # -- NetworkManager's profiles ----------------------------------------------------------------------

    def profile(self, file: File) -> Profile | None:
        """What NetworkManager makes of an ifcfg file at boot; None where it reads none of them. Raises `Unknown`."""
        return self._profile_here(file) if self._is_read_by_networkmanager(file) else None

    def verdict(self, file: File) -> Profile | None:
        """The same as far as the status and its reason go: what every NetworkManager says needs no facts to be said."""
        if not self._is_read_by_networkmanager(file):
            return None
        if not self._is_supposed:
            return self._profile_here(file)
        return self.profile_anywhere(file) or self._profile_here(file)  # there are many worlds, and it is mostly one

    def rejection(self, file: File) -> Reason | None:
        """Why NetworkManager rejects an ifcfg file; None where it does not. Raises `Unknown`."""
        is_open = file.role == "ifcfg" and not self.host.states_services
        anywhere = self.profile_anywhere(file) if is_open else None
        if anywhere and anywhere.status != "error":
            return None  # so nothing need be known of the host
        found = self.verdict(file)
        return found.reason if found and found.status == "error" else None

    def _is_read_by_networkmanager(self, file: File) -> bool:
        return file.role == "ifcfg" and self._has_reader

    @cached_property
    def _has_reader(self) -> bool:
        """Whether a NetworkManager runs that reads ifcfg files. Raises `Unknown`."""
        host = self.host
        if not host.runs_networkmanager or host.release not in READ_BY_NETWORKMANAGER:
            return False
        return self.directory.surroundings.without_ifcfg is None

    def _profile_here(self, file: File) -> Profile:
        found = self._profiles.get(file.name)
        if found is None:
            found = self._profiles[file.name] = self._shared.profile(file, self.host, self._alone)
        return found

    @cached_property
    def _profiles(self) -> dict[str, Profile]:
        return {}

    @cached_property
    def _alone(self) -> dict[str, Profile]:
        return {}

    def profile_anywhere(self, file: File) -> Profile | None:
        """What every NetworkManager makes of an ifcfg file; None where it depends on the host."""
        return self._shared.profile_anywhere(file)

    @cached_property
    def keyfiles(self) -> Mapping[Keyfile, Profile]:
        """What NetworkManager makes of the keyfiles at boot; nothing where it does not start. Raises `Unknown`."""
        surroundings = self.directory.surroundings
        if not surroundings.keyfiles or not self.host.runs_networkmanager:
            return {}
        from ifcfgen.networkmanager.source import VERSIONS  # few hosts have both
        from ifcfgen.networkmanager.storages import profiles

        version = VERSIONS.get(self.host.release)
        return profiles(surroundings, version, self._uuids_before_keyfiles()) if version else {}

    def _uuids_before_keyfiles(self) -> set[str]:
        """The UUIDs of ifcfg files that count before keyfiles."""
        from ifcfgen.networkmanager.reader import keyfiles_come_first

        if not self._has_reader or keyfiles_come_first(self.directory.surroundings, self.host):
            return set()
        profiles = (self.profile(d.file) for d in self.directory.definitions.values())
        return {profile.uuid.lower() for profile in profiles if profile and profile.status == "connection"}

    # -- bridges: the unit of a timer depends on who reads the file -------------------------------------

    def settled(self, definition: Definition) -> Device:
        """The device with all that depends on the release and on who manages it. Raises `Unknown`."""
        device = definition.device
        settled = {
            "mode": "tap" if device.kind == "tap" and self.host.release <= _WITHOUT_TUN else device.mode,
            "forward_delay": self.forward_delay(definition),
            "hello_time": self.hello_time(definition),
            "max_age": self.max_age(definition),
            "ageing_time": self.ageing_time(definition),
            "bridge_priority": self.bridge_priority(definition),
        }
        changes: dict[str, Any] = {n: value for n, value in settled.items() if value != getattr(device, n)}
        return replace(device, **changes) if changes else device

    def forward_delay(self, definition: AnyDefinition) -> float | None:
        """The forward delay of a bridge, in seconds. Raises `Unknown`."""
        text = definition.keys.get("DELAY")
        delay = number(text)
        if delay is not None:
            if self.manager(definition) == "NetworkManager":
                return integer(text)  # which passes over a fraction
            return delay / 100 if self._counts_hundredths(definition) else delay
        return self._bridge_seconds(definition, "forward_delay")

    def hello_time(self, definition: AnyDefinition) -> float | None:
        """The hello time of a bridge, in seconds. Raises `Unknown`."""
        return self._bridge_seconds(definition, "hello_time")

    def max_age(self, definition: AnyDefinition) -> float | None:
        """The maximum age of a bridge's messages, in seconds. Raises `Unknown`."""
        return self._bridge_seconds(definition, "max_age")

    def ageing_time(self, definition: AnyDefinition) -> float | None:
        """How long a bridge remembers an address, in seconds. Raises `Unknown`."""
        ageing = number(definition.keys.get("AGEING"))
        if ageing is not None and self.manager(definition) != "NetworkManager":
            return ageing / 100 if self._counts_hundredths(definition) else ageing
        return self._bridge_seconds(definition, "ageing_time")

    def bridge_priority(self, definition: AnyDefinition) -> int | None:
        """The priority of a bridge. Raises `Unknown`."""
        if definition.device.kind != "bridge":
            return None
        keys = definition.keys
        if "PRIO" in keys and self.manager(definition) != "NetworkManager":
            return integer(keys["PRIO"])
        priority = integer(options(keys.get("BRIDGING_OPTS")).get("priority"))
        return definition.device.bridge_priority if priority is None else priority  # of a keyfile

    def _counts_hundredths(self, definition: AnyDefinition) -> bool:
        # initscripts el8 ifup-eth hands DELAY and AGEING to `ip link`, which counts in hundredths
        return self.manager(definition) != "NetworkManager" and self.host.release >= 8

    def _bridge_seconds(self, definition: AnyDefinition, option: str) -> float | None:
        if definition.device.kind != "bridge":
            return None
        seconds = number(options(definition.keys.get("BRIDGING_OPTS")).get(option))
        if seconds is None:
            known: float | None = getattr(definition.device, option)  # of a keyfile: it has seconds
            return known
        # initscripts write the text into sysfs, which counts in hundredths
        return seconds if self.manager(definition) == "NetworkManager" else seconds / 100


def parse(files: Mapping[str, bytes | str], host: Host | None = None, path: str = "") -> Reading:
    """The reading of what files hold, by name, on HOST. What lies beside them is named as in `surroundings.PLACES`."""
    return Reading(directory.parse(files, path), host)


def _told_by(directory: Directory) -> Host:
    """The release, as far as DIRECTORY tells it."""
    release = directory.surroundings.release
    return Host(el=release) if release or not directory.earliest else Host(earliest=directory.earliest.release)


class _Shared:
    """What is the same on every host: worked out once for all readings of a directory."""

    def __init__(self, directory: Directory):
        self.directory = directory
        self.topologies: dict[tuple[Definition, ...], Topology] = {}
        self.keyed_by_version: dict[Version, tuple[KeyfileDefinition, ...]] = {}
        self.profiles: dict[str, Profile | None] = {}
        self.alone: dict[str, Profile] = {}

    @cached_property
    def definitions(self) -> tuple[Definition, ...]:
        return tuple(self.directory.definitions.values())

    @cached_property
    def is_all_read(self) -> bool:
        return not any(definition.file.is_passed_over_by_some for definition in self.definitions)

    @cached_property
    def by_device(self) -> Mapping[Device, Definition]:
        return {definition.device: definition for definition in self.definitions}

    def topology(self, definitions: tuple[Definition, ...]) -> Topology:
        found = self.topologies.get(definitions)
        if found is None:
            found = Topology(tuple(d.device for d in definitions), path=self.directory.path)
            self.topologies[definitions] = found
        return found

    def keyed(self, version: Version) -> tuple[KeyfileDefinition, ...]:
        found = self.keyed_by_version.get(version)
        if found is None:
            from ifcfgen.networkmanager.definition import define  # few hosts have keyfiles

            directory = self.directory
            there = {definition.device.name for definition in directory.definitions.values()}
            made = define(directory.surroundings, version, directory.name_of)
            found = tuple(definition for definition in made if definition.device.name not in there)
            self.keyed_by_version[version] = found
        return found

    def profile(self, file: File, host: Host, alone: dict[str, Profile]) -> Profile:
        from ifcfgen.networkmanager.reader import read  # not needed where initscripts manage all

        return read(self.directory, file, host, None, alone)

    def profile_anywhere(self, file: File) -> Profile | None:
        if file.name not in self.profiles:
            try:
                self.profiles[file.name] = self.profile(file, Host(), self.alone)
            except Unknown:
                self.profiles[file.name] = None
        return self.profiles[file.name]
