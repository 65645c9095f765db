"""The migration of a host: its keyfiles, what else it needs, and the account of everything that its files say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ifcfgen.facts import ROUTING_RULES, Host, Manager
from ifcfgen.migrate import initscripts, networkmanager, routes
from ifcfgen.migrate.account import Entry, of_file, of_keys, of_lines
from ifcfgen.migrate.routes import Rules
from ifcfgen.migrate.team import as_bond
from ifcfgen.networkmanager.keyfile import PORTABLE, Keyfile, file_name, keyfile, text, without_secrets
from ifcfgen.networkmanager.profile import Profile
from ifcfgen.networkmanager.reader import read
from ifcfgen.networkmanager.source import VERSIONS, Version
from ifcfgen.networkmanager.values import is_profile_device_name
from ifcfgen.reading import Reading
from ifcfgen.scripts.definition import Definition
from ifcfgen.scripts.directory import Directory
from ifcfgen.scripts.file import File

TARGETS = range(7, 11)
"""The releases whose NetworkManager can be asked for: EL6's has keyfiles, but next to no profile in them."""
_VERSIONS: Mapping[int, Version] = {**VERSIONS, 10: VERSIONS[9]}
_WITHOUT_TEAMS = 10
_PERMANENT = 9
"""The first release whose systemd finds a card by the address that it was made with, whatever it shows (245)."""
CONFIGURATION = "90-ifcfgen.conf"
LINK = ".link"


class Written(NamedTuple):
    """A file to be written, how it may be shown, and the names of the files that it comes of."""

    name: str
    text: str
    shown: str
    sources: Sequence[str]


class Left(NamedTuple):
    """A file that is not migrated, and why: half a sentence."""

    file: File
    because: str


class Migration(NamedTuple):
    """All that comes of the files of a host."""

    written: Sequence[Written]
    entries: Sequence[Entry]
    left: Sequence[Left]
    managers: frozenset[Manager]
    """Who brings up what is migrated, today."""

    @property
    def losses(self) -> Sequence[Entry]:
        """What is lost."""
        return [entry for entry in self.entries if entry.loss]


class _Made(NamedTuple):
    """A keyfile, and the names of the files that it comes of."""

    said: Keyfile
    sources: Sequence[str]


def migrate(reading: Reading, target: int) -> Migration:
    """The files of READING for NetworkManager of the release TARGET. Raises `Unknown`."""
    return _Run(reading, target).migration()


class _Run:
    def __init__(self, reading: Reading, target: int):
        self.reading, self.target = reading, target
        self.made: list[_Made] = []
        self.entries: list[Entry] = []
        self.left: list[Left] = []
        self.managers: set[Manager] = set()
        self.links: list[Written] = []
        self.unmanaged: list[tuple[str, str]] = []
        """Lists of devices that NetworkManager is to leave alone, each with the file that says so."""
        self.rules = Rules()

    def migration(self) -> Migration:
        """All of it."""
        for definition in self.reading.definitions:
            self._take(definition)
        self._network()
        written = [*self._keyfiles(), *self.links, *self._configuration()]
        sources = {name for file in written for name in file.sources}
        known = {entry.place.path for entry in self.entries} | {left.file.path for left in self.left}
        for file in self.reading.directory.files:
            if file.name not in sources and file.path not in known and file.role != "network":
                self.left.append(Left(file, "nothing reads it"))
                self.entries.append(of_file(file, "without effect"))
        return Migration(written, self.entries, self.left, frozenset(self.managers))

    def _take(self, definition: Definition) -> None:
        manager = self.reading.manager(definition)
        if manager == "NetworkManager":
            self._from_networkmanager(definition)
        elif manager == "initscripts":
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
        if profile.status != "connection":
            self._leave(file, _LEFT.get(profile.status, "") or (profile.reason.text if profile.reason else ""))
            return
        self.managers.add("NetworkManager")
        sources = [file.name, *(alias.name for alias in directory.aliases_of(file.suffix))]
        self.entries += networkmanager.account(self.reading, file, profile, name)
        beside = [found for role in _BESIDE if (found := directory.file_beside(role, file.suffix))]
        if any(found.role.startswith("rule") for found in beside):
            profile = self._with_rules(definition, beside, profile)
        self._add(profile, [*sources, *(found.name for found in beside)], definition)

    def _with_rules(self, definition: Definition, beside: Sequence[File], profile: Profile) -> Profile:
        """PROFILE with the routes and rules that the dispatcher script adds, where it is installed."""
        name, file, host = definition.device.name, definition.file, self.reading.host
        self.entries = [entry for entry in self.entries if entry.place.path not in {found.path for found in beside}]
        if not host.has(ROUTING_RULES):
            because = (
                f"{ROUTING_RULES} is not installed, and without it nothing reads rule files, or routes beside them"
            )
            for found in beside:
                self.entries += of_lines(found, "without effect", name, because)
            return profile
        said = routes.read(self.reading.directory, beside, name, host.release, self.target, self.rules)
        self.entries += said.entries
        rules = [
            f"{key}_{number}='{text}'\n"
            for version, key in ((4, "ROUTING_RULE"), (6, "ROUTING_RULE6"))
            for number, text in enumerate(said.rules[version])
        ]
        files = {file.name: file.document.data + b"\n" + "".join(rules).encode()}
        files |= {
            f"{role}-{file.suffix}": "\n".join(said.routes[version]).encode()
            for version, role in ((4, "route"), (6, "route6"))
        }
        return self._read(file.name, files)

    def _read(self, name: str, files: Mapping[str, bytes]) -> Profile:
        """What NetworkManager of the target makes of the file NAME among FILES."""
        directory = self.reading.directory
        there = Directory(files, directory.path, passwords=directory.passwords)
        file = there.file(name)
        assert file is not None
        host = Host.of(release=min(self.target, max(VERSIONS)), without=["network-scripts"])
        return read(there, file, host, _VERSIONS[self.target])

    # -- by initscripts -----------------------------------------------------------------------------------

    def _from_initscripts(self, definition: Definition) -> None:
        device, file = definition.device, definition.file
        if definition.base is not None:
            return  # its base has what it says
        if device.kind == "loopback":
            self._loopback(definition)
            return
        self.managers.add("initscripts")
        rewritten = initscripts.rewritten(self.reading, definition, self.target, self.rules)
        if rewritten is None:
            because = f"NetworkManager makes no {device.kind} device of an ifcfg file"
            self._leave(
                file, because, Entry(file.place("TYPE", "DEVICE"), file.name, "lost", device.name, "device", because)
            )
            return
        profile = self._read(file.name, rewritten.files)
        if profile.status != "connection":
            because = profile.reason.text if profile.reason else profile.status
            place = file.place(profile.reason.key if profile.reason else "DEVICE", "DEVICE")
            self._leave(file, because, Entry(place, file.name, "lost", device.name, "device", because))
            return
        self.entries += rewritten.entries
        self.entries += self._dropped_options(definition, profile)
        self._add(profile, rewritten.sources, definition)

    def _dropped_options(self, definition: Definition, profile: Profile) -> Iterator[Entry]:
        """The options of a bond that NetworkManager does not take."""
        taken = profile.options("bond")
        for name, value in definition.device.bond_options.items():
            if name not in taken and definition.device.kind == "bond":
                place = definition.file.place("BONDING_OPTS")
                yield Entry(place, f"{name}={value}", "lost", definition.device.name, "bond-option")

    def _loopback(self, definition: Definition) -> None:
        """The kernel makes it; what is more than its own address is lost."""
        members = [d for d in self.reading.definitions if d.base == definition.device.name]
        for found in (definition, *members):
            extra = [a for a in found.addresses if not a.address.ip.is_loopback]
            entries = [Entry(found.file.place(a.key), str(a.address), "lost", "lo", "loopback") for a in extra]
            self._leave(found.file, "the kernel makes lo by itself", *entries)

    # -- by nobody ----------------------------------------------------------------------------------------

    def _from_nobody(self, definition: Definition) -> None:
        """What nothing brings up stays so: without the file, NetworkManager would make up a profile for the device."""
        file, device = definition.file, definition.device
        self._leave(file, "nothing brings up its device")
        if self.reading.is_withheld(definition) and self.reading.host.runs_networkmanager:
            if device.hwaddr:
                self.unmanaged.append((f"mac:{device.hwaddr}", file.name))
            elif is_profile_device_name(device.name):
                self.unmanaged.append((f"interface-name:{device.name}", file.name))

    def _leave(self, file: File, because: str, *entries: Entry) -> None:
        self.left.append(Left(file, because))
        self.entries += entries or [of_file(file, "without effect", because=because)]

    # -- what is written ----------------------------------------------------------------------------------

    def _add(self, profile: Profile, sources: Sequence[str], definition: Definition) -> None:
        said = keyfile(profile, PORTABLE)
        if self.target >= _WITHOUT_TEAMS and ("team" in said or said["connection"].get("slave-type") == "team"):
            said, lost = as_bond(said, definition)
            self.entries += lost
        if _wants_password(said):
            place = definition.file.place("KEY_MGMT")
            self.entries.append(Entry(place, "KEY_MGMT", "lost", definition.device.name, "password"))
        self.made.append(_Made(said, sources))
        device = definition.device
        if device.kind == "ethernet" and device.hwaddr and device.named and is_profile_device_name(device.name):
            self.links.append(_link(device.name, device.hwaddr, definition.file.name, self.target))

    def _keyfiles(self) -> Iterator[Written]:
        taken: set[str] = set()
        for said, sources in self.made:
            name = file_name(said, taken)
            taken.add(name)
            yield Written(name, text(said), text(without_secrets(said)), sources)

    def _configuration(self) -> Iterator[Written]:
        """What NetworkManager is to be told beside the profiles."""
        lines = []
        if "initscripts" in self.managers:
            lines += ["[main]", "# the network service left cards without a file alone", "no-auto-default=*", ""]
        if self.unmanaged:
            lines += ["[keyfile]", f"unmanaged-devices+={';'.join(spec for spec, _ in self.unmanaged)}", ""]
        if lines:
            body = "\n".join(lines)
            yield Written(CONFIGURATION, body, body, [name for _, name in self.unmanaged])

    def _network(self) -> None:
        """What /etc/sysconfig/network says: the keyfiles have what counts for their devices."""
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


_BESIDE = ("route", "route6", "rule", "rule6")
_OF_ALL = (
    "GATEWAY", "GATEWAYDEV", "IPV6INIT", "IPV6_AUTOCONF", "IPV6_DEFAULTGW", "IPV6_DEFAULTDEV", "RES_OPTIONS",
)  # fmt: skip
_LOST_OF_ALL = ("IPV6FORWARDING", "NISDOMAIN", "IPV6_ROUTER", "PEERNTP", "PEERNIS")
_LEFT = {
    "ignored": "NetworkManager ignores it",
    "shadowed": "another profile has its UUID, and hides it",
    "unmanaged": "it tells NetworkManager to leave its device alone",
    "unrecognized": "NetworkManager does not know its TYPE",
}


def _link(name: str, hwaddr: str, source: str, target: int) -> Written:
    """What gives a card its name once no ifcfg file does: HWADDR and DEVICE, which udev's helper reads."""
    key = "PermanentMACAddress" if target >= _PERMANENT else "MACAddress"
    body = f"[Match]\n{key}={hwaddr}\n\n[Link]\nName={name}\n"
    return Written(f"70-{name}{LINK}", body, body, [source])


def _wants_password(said: Keyfile) -> bool:
    """Whether a wireless profile asks for a passphrase that no file has."""
    security = said.get("wifi-security", {})
    wanted = {"wpa-psk": "psk", "sae": "psk"}.get(str(security.get("key-mgmt")))
    return wanted is not None and wanted not in security and f"{wanted}-flags" not in security
