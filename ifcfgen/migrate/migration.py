"""The migration of a host: its keyfiles, other files that it needs, and the account of its ifcfg files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from types import MappingProxyType

from ifcfgen.errors import quoted
from ifcfgen.facts import ROUTING_RULES, Host, Manager
from ifcfgen.initscripts.names import boot_order
from ifcfgen.lazy import NamedTuple, cached_property
from ifcfgen.migrate import initscripts, networkmanager, routes
from ifcfgen.migrate.account import Entry, Fate, Loss, of_file, of_keys, of_lines
from ifcfgen.migrate.routes import Rules
from ifcfgen.migrate.team import as_bond
from ifcfgen.migrate.virtual import as_kind, is_as_kind, is_tunnel, why_not
from ifcfgen.model import Place
from ifcfgen.networkmanager.keyfile import PORTABLE, Keyfile, file_name, keyfile, text, without_secrets
from ifcfgen.networkmanager.profile import Profile
from ifcfgen.networkmanager.reader import read
from ifcfgen.networkmanager.source import VERSIONS, Version
from ifcfgen.networkmanager.values import is_profile_device_name
from ifcfgen.reading import READ_BY_NETWORKMANAGER, Reading
from ifcfgen.scripts.definition import Definition
from ifcfgen.scripts.directory import Directory, in_folder
from ifcfgen.scripts.file import File
from ifcfgen.scripts.names import KEYFILE_SUFFIX
from ifcfgen.scripts.surroundings import Found, Surroundings

TARGETS = range(7, 11)
"""The releases that keyfiles can be written for."""
_VERSIONS: Mapping[int, Version] = {**VERSIONS, 10: VERSIONS[9]}
_WITHOUT_TEAMS = 10
_WITH_LOOPBACK = 9
"""The first release whose NetworkManager has profiles for lo (1.42)."""
_PERMANENT = 9
"""The first release whose systemd supports PermanentMACAddress (245)."""
_BY_CLOUD_INIT = b"# Created by cloud-init "
_OF_KERNEL = re.compile(r"(eth|ib|wlan)\d+")
"""Names that the kernel gives to cards."""
CONFIGURATION = "90-ifcfgen.conf"
DISPATCHER = "90-ifcfgen.sh"
_CALLED = {"ifup-local": "up", "ifdown-local": "down"}
"""Hooks whose only argument is the device, and the matching action of NetworkManager's dispatcher."""
LINK = ".link"


class Written(NamedTuple):
    """A file to write: its text, the text without secrets, and the names of its source files."""

    name: str
    text: str
    shown: str
    sources: Sequence[str]


class Left(NamedTuple):
    """A file that is not migrated, and the reason as half a sentence."""

    file: File
    because: str


class Migration(NamedTuple):
    """The result for one host."""

    written: Sequence[Written]
    entries: Sequence[Entry]
    left: Sequence[Left]
    managers: frozenset[Manager]
    """The present managers of the migrated devices."""
    is_by_cloud_init: bool = False
    """Whether cloud-init wrote some of the files."""

    @property
    def losses(self) -> Sequence[Entry]:
        """The entries of losses."""
        return [entry for entry in self.entries if entry.loss]


class _Made(NamedTuple):
    """A keyfile, and the names of its source files."""

    said: Keyfile
    sources: Sequence[str]


def migrate(reading: Reading, target: int, beside: Mapping[str, bytes] = MappingProxyType({})) -> Migration:
    """The migration of READING to keyfiles for the release TARGET; BESIDE as from `scripts.disk.read_beside`.

    Raises `Unknown`.
    """
    return _Run(reading, target).migration(beside)


def switched(reading: Reading, migration: Migration, target: int) -> Reading:
    """The host of READING with the files of MIGRATION in the place of those that they are made from, on the release
    TARGET, where NetworkManager alone brings up devices."""
    directory = reading.directory
    moved = {source for file in migration.written if file.name != CONFIGURATION for source in file.sources}
    made = {_PLACES.get(PurePath(file.name).suffix, "") + file.name: file for file in migration.written}
    beside = {name: Found(in_folder(directory.path, name), file.text) for name, file in made.items()}
    there = Directory(
        {file.name: file for file in directory.files if file.name not in moved},
        directory.path,
        surroundings=Surroundings({**directory.surroundings.files, **beside}),
    )
    host = Host.of(release=target, services={"NetworkManager": "enabled", "network": "disabled"})
    return Reading(there, host.over(reading.host))


_PLACES = {KEYFILE_SUFFIX: "system-connections/", ".conf": "conf.d/"}
"""Where files are among those of a flat host, by their endings."""


class _Run:
    """The state of one migration."""

    def __init__(self, reading: Reading, target: int):
        self.reading, self.target = reading, target
        self.made: list[_Made] = []
        self.entries: list[Entry] = []
        self.left: list[Left] = []
        self.managers: set[Manager] = set()
        self.links: dict[str, Written] = {}
        """The .link files by device name."""
        self.unmanaged: list[tuple[str, str]] = []
        """Devices that NetworkManager must ignore, in the syntax of unmanaged-devices, and their files."""
        self.rules = Rules()
        self.hooks: list[str] = []
        """Hooks of initscripts that NetworkManager's dispatcher can run."""

    def migration(self, beside: Mapping[str, bytes]) -> Migration:
        """The result."""
        for definition in self.reading.definitions:
            self._take(definition)
        self._network()
        self._names()
        self._surroundings(beside)
        written = [*self._keyfiles(), *self.links.values(), *self._configuration()]
        sources = {name for file in written for name in file.sources}
        known = {entry.place.path for entry in self.entries} | {left.file.path for left in self.left}
        for file in self.reading.directory.files:
            if file.name not in sources and file.path not in known and file.role != "network":
                self._leave_with_its_device(file)
        files = [file for file in self.reading.directory.files if file.name in sources]
        is_by_cloud_init = any(_BY_CLOUD_INIT in file.document.data for file in files)
        return Migration(written, self.entries, self.left, frozenset(self.managers), is_by_cloud_init)

    @cached_property
    def reader(self) -> Host:
        """A host whose NetworkManager has an ifcfg reader like the target's, and no initscripts beside it."""
        return Host.of(release=min(self.target, max(VERSIONS)), without=["network-scripts"])

    @cached_property
    def members(self) -> Mapping[str, Sequence[File]]:
        """The alias and range files by device."""
        return initscripts.members(self.reading)

    @cached_property
    def default_route(self) -> Definition | None:
        """The definition whose default route remains: each one replaces the one before."""
        found = [
            d
            for d in self.reading.definitions
            if self.reading.manager(d) == "initscripts"
            and initscripts.has_default_route(self.reading, d)
            and not _is_of_no_device(d)
        ]
        return max(
            found, key=lambda d: boot_order(d.file.suffix, d.device.name, d.device.kind == "bridge"), default=None
        )

    def _take(self, definition: Definition) -> None:
        manager = self.reading.manager(definition)
        is_idle = manager != "initscripts" or not self._has_more_than_its_own(definition)
        if definition.device.kind == "loopback" and is_idle:
            self._leave(definition.file, "the kernel creates lo")
        elif manager == "NetworkManager" and self.reading.host.release in READ_BY_NETWORKMANAGER:
            self._from_networkmanager(definition)
        elif manager:  # EL6's NetworkManager knows plain cards only, and takes their keys as the network scripts do
            self._from_initscripts(definition)
        elif definition.base is None:
            self._from_nobody(definition)

    # -- by NetworkManager --------------------------------------------------------------------------------

    def _from_networkmanager(self, definition: Definition) -> None:
        file, directory = definition.file, self.reading.directory
        profile = self.reading.profile(file)
        if profile is None or profile.status == "alias":
            return  # its base has what it says
        name = definition.device.name
        if profile.status == "shadowed" and any(
            map(self._is_profile, directory.files_of_uuid(file.uuid))
        ):  # it goes with the one that hides it: alone it would be read
            self.entries.append(of_file(file, "without effect", because=_LEFT["shadowed"]))
            return
        if profile.status != "connection":
            self._leave(file, _LEFT.get(profile.status, "") or (profile.reason.text if profile.reason else ""))
            return
        self.managers.add("NetworkManager")
        hidden = (other.name for other in directory.files_of_uuid(file.uuid) if self._is_shadowed(other))
        sources = [file.name, *(alias.name for alias in directory.aliases_of(file.suffix)), *hidden]
        self.entries += networkmanager.account(self.reading, file, profile, name)
        beside = [found for role in _BESIDE if (found := directory.file_beside(role, file.suffix))]
        if any(found.role.startswith("rule") for found in beside):
            profile = self._with_rules(definition, beside, profile)
        self._add(profile, [*sources, *(found.name for found in beside)], definition)

    def _is_shadowed(self, file: File) -> bool:
        profile = self.reading.profile(file)
        return profile is not None and profile.status == "shadowed"

    def _is_profile(self, file: File) -> bool:
        profile = self.reading.profile(file)
        return profile is not None and profile.status == "connection"

    def _with_rules(self, definition: Definition, beside: Sequence[File], profile: Profile) -> Profile:
        """PROFILE with the routes and rules that the dispatcher script adds if it is installed."""
        name, file, directory = definition.device.name, definition.file, self.reading.directory
        if not self.reading.host.has(ROUTING_RULES):
            because = f"{ROUTING_RULES}, which reads rule files and the route files next to them, is not installed"
            for found in beside:
                self.entries += of_lines(found, "without effect", name, because)
            return profile
        said = routes.read(directory, beside, name, self.reading.host.release, self.target, self.rules)
        self.entries += said.entries
        rules = (f"{key}='{text}'\n" for key, text in said.rules_by_key.items())
        others = {other.name: other for other in directory.files if other not in beside}
        changed = {file.name: file.document.data + b"\n" + "".join(rules).encode(), **said.files(file.suffix)}
        return self._read(file.name, {**others, **changed})

    def _read(self, name: str, files: Mapping[str, bytes | File]) -> Profile:
        """The profile that NetworkManager of the target reads from the file NAME among FILES."""
        directory = self.reading.directory
        there = Directory(files, directory.path, passwords=directory.passwords)
        file = there.file(name)
        assert file is not None
        return read(there, file, self.reader, _VERSIONS[self.target])

    # -- by initscripts -----------------------------------------------------------------------------------

    def _from_initscripts(self, definition: Definition) -> None:
        device, file = definition.device, definition.file
        if initscripts.is_member(self.reading, definition):
            if definition.base == "lo" and self.reading.defined("lo") is None:  # `ifup lo` needs no file
                self._lose(
                    definition, "ifcfg-lo, whose profile would have its address, is not among the files", "IPADDR"
                )
            return  # its base has what it says
        if device.kind == "vlan" and (device.vlan_id is None or device.parent_name is None):
            self._leave(file, "initscripts create no VLAN from it: the ID or the parent is missing")
            return
        if _is_of_no_device(definition):
            self._leave(file, "initscripts bring up no device from it: neither DEVICE nor HWADDR is set")
            return
        self.managers.add("initscripts")
        if obstacle := self._obstacle(definition):
            self._lose(definition, *obstacle)
            return
        is_replaced = self.default_route is not None and definition is not self.default_route
        others = self.members.get(device.name, ())
        rewritten = initscripts.rewritten(self.reading, definition, others, self.target, self.rules, is_replaced)
        profile = self._read(file.name, rewritten.files)
        if profile.status != "connection":
            reason = profile.reason
            self._lose(definition, reason.text if reason else profile.status, reason.key if reason else "DEVICE")
            return
        self.entries += rewritten.entries
        self.entries += self._dropped_options(definition, profile)
        self._add(profile, rewritten.sources, definition)

    def _obstacle(self, definition: Definition) -> tuple[str, str] | None:
        """The reason why a device cannot have a profile, and the key that it is about."""
        device = definition.device
        first = self.reading.defined(device.name)
        if definition.is_foreign:
            return "it is a file of another distribution", "DEVICE"
        if device.kind not in initscripts.KINDS or (device.kind == "loopback" and self.target < _WITH_LOOPBACK):
            return f"NetworkManager of EL{self.target} has no profiles for devices of kind {device.kind}", "TYPE"
        if device.named and not is_profile_device_name(device.name):
            if device.name.strip() != device.name:
                return f"the device name {quoted(device.name)} has blanks around it", "DEVICE"
            return f"{device.name} is not a valid device name for a profile", "DEVICE"
        bridge = device.controller_name if definition.joins == "bridge" else None
        if bridge and not (
            self.reading.topology.get(bridge) or bridge in self.reading.directory.surroundings.keyfiles_by_device
        ):
            return (
                f"{bridge} has no file: initscripts create the bridge, NetworkManager needs a profile for it",
                "BRIDGE",
            )
        if device.kind == "tunnel" and not is_tunnel(definition.keys):
            return "NetworkManager has no such tunnel, or the remote address is missing or invalid", "TYPE"
        if why := why_not(device, self.target, _VERSIONS[self.target]):
            return why
        if first and first is not definition:
            return (
                f"NetworkManager activates one profile per device, and {first.file.name} is for {device.name} too",
                "DEVICE",
            )
        return None

    def _lose(self, definition: Definition, because: str, key: str) -> None:
        """The whole device is lost."""
        file, name = definition.file, definition.device.name
        entry = Entry(file.place(key, "DEVICE"), file.name, "lost", name, "device", because)
        self._leave(file, because, entry)

    def _has_more_than_its_own(self, definition: Definition) -> bool:
        """Whether lo has an address that the kernel does not add."""
        members = (self.reading.definition_in(file) for file in self.members.get(definition.device.name, ()))
        return any(not a.address.ip.is_loopback for d in (definition, *members) if d for a in d.addresses)

    def _dropped_options(self, definition: Definition, profile: Profile) -> Iterator[Entry]:
        """The bond options that NetworkManager ignores."""
        device = definition.device
        if device.kind != "bond":
            return
        known = {*profile.options("bond"), *initscripts.refused_options(device)}
        for name, value in device.bond_options.items():
            if name not in known:
                place = definition.file.place("BONDING_OPTS")
                yield Entry(place, f"{name}={value}", "lost", device.name, "bond-option")

    # -- by nothing ---------------------------------------------------------------------------------------

    def _from_nobody(self, definition: Definition) -> None:
        """Nothing brings up the device. Without its file, NetworkManager would create a profile for it."""
        file, device = definition.file, definition.device
        self._leave(file, "nothing brings up its device")
        if self.reading.is_withheld(definition) and self.reading.host.runs_networkmanager:
            if device.hwaddr:
                self.unmanaged.append((f"mac:{device.hwaddr}", file.name))
            elif is_profile_device_name(device.name):
                self.unmanaged.append((f"interface-name:{device.name}", file.name))

    def _leave_with_its_device(self, file: File) -> None:
        """Leave what is beside the file of a device that is left, or what nothing reads."""
        own = self.reading.definition_in(file)
        owner = self.reading.defined(own.base if own and own.base else file.suffix)
        left = next((left for left in self.left if owner and left.file is owner.file), None)
        if owner is None or left is None:
            self._leave(file, "nothing reads it", of_file(file, "without effect"))
            return
        is_lost = any(entry.fate == "lost" and entry.place.path == left.file.path for entry in self.entries)
        roles: Mapping[str, Loss] = {"route": "route", "route6": "route", "rule": "rule", "rule6": "rule"}
        fate: Fate = "lost" if is_lost else "without effect"
        loss = roles.get(file.role, "device") if is_lost else None
        self._leave(file, left.because, of_file(file, fate, owner.device.name, loss, left.because))

    def _leave(self, file: File, because: str, *entries: Entry) -> None:
        self.left.append(Left(file, because))
        self.entries += entries or [of_file(file, "without effect", because=because)]

    # -- what is written ----------------------------------------------------------------------------------

    def _add(self, profile: Profile, sources: Sequence[str], definition: Definition) -> None:
        device = definition.device
        said = keyfile(profile, PORTABLE)
        if is_as_kind(device.kind):
            said = as_kind(said, device, definition.keys)
        if self.target >= _WITHOUT_TEAMS and ("team" in said or said["connection"].get("slave-type") == "team"):
            said, lost = as_bond(said, definition)
            self.entries += lost
        if _wants_password(said):
            place = definition.file.place("KEY_MGMT")
            self.entries.append(Entry(place, "KEY_MGMT", "lost", device.name, "password"))
        suffix = definition.file.suffix
        passwords = [f"keys-{suffix}"] if suffix in self.reading.directory.passwords else []
        self.made.append(_Made(said, [*sources, *passwords]))
        for other in self.reading.directory.surroundings.keyfiles_by_device.get(device.name, ()):
            self.entries.append(Entry(other.place, other.name, "lost", device.name, "other-profile"))
        if device.kind == "ethernet" and device.hwaddr and device.named and is_profile_device_name(device.name):
            self.links.setdefault(device.name, _link(device.name, device.hwaddr, definition.file.name, self.target))

    def _names(self) -> None:
        """Names that udev cannot swap: those that the kernel gives by itself, where there are several."""
        own = {name: link for name, link in self.links.items() if _OF_KERNEL.fullmatch(name)}
        if len(own) > 1:
            for name, link in own.items():
                file = self.reading.directory.file(link.sources[0])
                assert file is not None
                self.entries.append(Entry(file.place("HWADDR"), "HWADDR", "lost", name, "kernel-name"))

    def _keyfiles(self) -> Iterator[Written]:
        taken: set[str] = set()
        for said, sources in self.made:
            name = file_name(said, taken)
            taken.add(name)
            whole, shown = text(said), without_secrets(said)
            yield Written(name, whole, whole if shown == said else text(shown), sources)

    def _configuration(self) -> Iterator[Written]:
        """Settings of NetworkManager that are not in a profile, and the script for its dispatcher."""
        if self.hooks:
            calls = (f'{_CALLED[name]}) exec /sbin/{name} "$1" ;;' for name in self.hooks)
            body = "\n".join(("#!/bin/sh", "# initscripts called these scripts", 'case "$2" in', *calls, "esac", ""))
            yield Written(DISPATCHER, body, body, ())
        lines = []
        if "initscripts" in self.managers:
            lines += ["[main]", "# initscripts do not configure cards without a file", "no-auto-default=*", ""]
        if self.unmanaged:
            lines += ["[keyfile]", f"unmanaged-devices+={';'.join(spec for spec, _ in self.unmanaged)}", ""]
        if lines:
            body = "\n".join(lines)
            yield Written(CONFIGURATION, body, body, [name for _, name in self.unmanaged])

    def _network(self) -> None:
        """The account of /etc/sysconfig/network; the keyfiles contain what it sets for their devices."""
        file = self.reading.directory.file("network")
        if file is None:
            return
        for entry in of_keys(file, "without effect", ""):
            if entry.what in _OF_ALL:
                self.entries.append(entry._replace(fate="translated"))
            elif entry.what in _LOST_OF_ALL and "initscripts" in self.managers:
                self.entries.append(entry._replace(fate="lost", loss="key"))
            else:
                self.entries.append(entry)

    def _surroundings(self, beside: Mapping[str, bytes]) -> None:
        """Other files that have an effect today."""
        surroundings = self.reading.directory.surroundings
        if "initscripts" in self.managers:
            for place in surroundings.hooks:
                name = PurePath(place.path).name
                if name in _CALLED:
                    self.entries.append(Entry(place, name, "translated"))
                    self.hooks.append(name)
                else:
                    self.entries.append(Entry(place, name, "lost", "", "hook"))
            for name in _STATIC_ROUTES:
                for number, line in enumerate(beside.get(name, b"").decode(errors="surrogateescape").split("\n"), 1):
                    if line.strip() and not line.lstrip().startswith("#"):
                        self.entries.append(
                            Entry(Place(f"/etc/sysconfig/{name}", number), line.strip(), "lost", "", "route")
                        )
        dhclient = surroundings.dhclient
        if dhclient and self.target >= _WITHOUT_DHCLIENT:
            self.entries.append(Entry(dhclient, "dhcp=dhclient", "lost", "", "dhclient"))


_STATIC_ROUTES = ("static-routes", "static-routes-ipv6")
_WITHOUT_DHCLIENT = 10
_BESIDE = ("route", "route6", "rule", "rule6")
_OF_ALL = (
    "GATEWAY", "GATEWAYDEV", "IPV6INIT", "IPV6_AUTOCONF", "IPV6_DEFAULTGW", "IPV6_DEFAULTDEV", "RES_OPTIONS",
)  # fmt: skip
_LOST_OF_ALL = ("IPV6FORWARDING", "NISDOMAIN", "IPV6_ROUTER", "PEERNTP", "PEERNIS")
_LEFT = {
    "ignored": "NetworkManager ignores it",
    "shadowed": "another profile has the same UUID and hides it",
    "unmanaged": "NM_CONTROLLED=no",
    "unrecognized": "NetworkManager does not know its TYPE",
}


def _link(name: str, hwaddr: str, source: str, target: int) -> Written:
    """The .link file that names a card; today udev reads HWADDR and DEVICE of its ifcfg file."""
    key = "PermanentMACAddress" if target >= _PERMANENT else "MACAddress"
    body = f"[Match]\n{key}={hwaddr}\n\n[Link]\nName={name}\n"
    return Written(f"70-{name}{LINK}", body, body, [source])


def _is_of_no_device(definition: Definition) -> bool:
    """Whether initscripts cannot tell which device a file is for (ifup)."""
    return not definition.keys.get("DEVICE") and not definition.keys.get("HWADDR")


def _wants_password(said: Keyfile) -> bool:
    """Whether a wireless profile lacks its passphrase."""
    security = said.get("wifi-security", {})
    wanted = {"wpa-psk": "psk", "sae": "psk"}.get(str(security.get("key-mgmt")))
    return wanted is not None and wanted not in security and f"{wanted}-flags" not in security
