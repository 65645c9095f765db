"""What lies beside the network scripts and has a say in them: NetworkManager's settings and keyfiles, names that udev
gives, options of modules, hooks, libvirt's guests and networks, firewalld's zones, the name of the host, and which
release this is.

What is not there is unknown: a repository seldom holds all of /etc.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from fnmatch import fnmatchcase
from types import MappingProxyType

from ifcfgen import secrets
from ifcfgen.errors import Fault
from ifcfgen.facts import release
from ifcfgen.ifcfg.iproute import tables_in
from ifcfgen.ifcfg.switches import own_flag
from ifcfgen.keyfile.document import Document
from ifcfgen.lazy import cached_property, pattern, value_object
from ifcfgen.model import Device, Place
from ifcfgen.scripts import firewalld, libvirt
from ifcfgen.scripts.firewalld import Firewalld
from ifcfgen.scripts.keyfile import Keyfile, Status, Storage, grouped
from ifcfgen.scripts.libvirt import Libvirt
from ifcfgen.scripts.names import KEYFILE_SUFFIX, NMMETA_SUFFIX, is_copy_of_keyfile, is_keyfile
from ifcfgen.scripts.settings import Entry, entries_in, is_enabled
from ifcfgen.scripts.specs import UNMANAGED_BY_UDEV, Specs, spec_of_udev, split, words_for

HOOKS = ("ifup-local", "ifup-pre-local", "ifdown-local", "ifdown-pre-local")
"""What the network scripts run for each device, where a site has it."""
KEYFILES = (
    "usr/lib/NetworkManager/system-connections",
    "run/NetworkManager/system-connections",
    "system-connections",
)
"""The directories of keyfiles by the names that they have beside a flat directory of files."""
PLACES = {
    "NetworkManager.conf": "NetworkManager/NetworkManager.conf",
    "usr/lib/NetworkManager/conf.d/*.conf": "../usr/lib/NetworkManager/conf.d/*.conf",
    "run/NetworkManager/conf.d/*.conf": "../run/NetworkManager/conf.d/*.conf",
    "conf.d/*.conf": "NetworkManager/conf.d/*.conf",
    **{f"{folder}/*{KEYFILE_SUFFIX}": f"../{folder}/*{KEYFILE_SUFFIX}" for folder in KEYFILES[:-1]},
    "system-connections/*": "NetworkManager/system-connections/*",
    "libvirt-guests/*.xml": "libvirt/qemu/*.xml",
    "libvirt-networks/*.xml": "libvirt/qemu/networks/*.xml",
    "usr/lib/firewalld/zones/*.xml": "../usr/lib/firewalld/zones/*.xml",
    "firewalld-zones/*.xml": "firewalld/zones/*.xml",
    "firewalld-zones/*/*.xml": "firewalld/zones/*/*.xml",
    "firewalld.conf": "firewalld/firewalld.conf",
    "*.rules": "udev/rules.d/*.rules",
    "*.link": "systemd/network/*.link",
    "modprobe.conf": "modprobe.conf",
    "usr/lib/modprobe.d/*.conf": "../usr/lib/modprobe.d/*.conf",
    "lib/modprobe.d/*.conf": "../lib/modprobe.d/*.conf",
    "run/modprobe.d/*.conf": "../run/modprobe.d/*.conf",
    "modprobe.d/*.conf": "modprobe.d/*.conf",
    "rt_tables": "iproute2/rt_tables",
    "hostname": "hostname",
    **{name: f"../sbin/{name}" for name in HOOKS},
    **{name.removeprefix("../"): name for name in release.FILES},
}
"""By the names that they have beside a flat directory of files: where they lie, from /etc."""
AUTOSTART = {
    "libvirt-autostart": "libvirt/qemu/autostart",
    "libvirt-network-autostart": "libvirt/qemu/networks/autostart",
}
"""The directories of links to the guests, and to the networks, that start with the host: by the names that they have
beside a flat directory of files, where they lie from /etc."""
_OF_GUESTS, _OF_NETWORKS = AUTOSTART
MASKED = "libvirt-masked"
"""The directory with the names of the units of libvirt that are masked, beside a flat directory of files."""
UNITS = "systemd/system"
"""Where links to /dev/null mask them, from /etc."""
REPOSITORY = ".git/HEAD"
"""The name of what is there where the files lie in a repository, however far above them its own files are."""

_UUID = pattern(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PROFILE = pattern(r"^\[connection\][^\[]*^type=", re.M | re.S)
_UDEV = pattern(r"""^(?=.*\bATTR\{address\}=="([^"]+)")(?=.*\bNAME="([^"]+)")[^#]""", re.M | re.I)
_GAP = r"(?:[ \t]|\\\n)+"
_ALIAS = pattern(rf"^[ \t]*alias{_GAP}(\S+){_GAP}(\S+)", re.M)
_OPTIONS = pattern(rf"^[ \t]*options{_GAP}(\S+){_GAP}((?:\\\n|.)+)$", re.M)
"""Lines of modprobe.d, which a backslash at the end continues."""
_OF_NETWORKMANAGER = ("usr/lib/NetworkManager/conf.d", "run/NetworkManager/conf.d", "conf.d")
_STORAGES: Mapping[Storage, str] = {"lib": KEYFILES[0], "etc": KEYFILES[2], "run": KEYFILES[1]}
"""The directories in the order in which they count: the last first (nms-keyfile-storage.c)."""
_OF_MODPROBE = ("usr/lib/modprobe.d", "lib/modprobe.d", "run/modprobe.d", "modprobe.d")
_OF_FIREWALLD = ("usr/lib/firewalld/zones", "firewalld-zones")
"""Directories of snippets: a file in a later one hides those of its name in the others."""
_LINK = ("Link", "Name")


@value_object
class Found:
    """A file beside the network scripts."""

    path: str
    text: str

    @property
    def document(self) -> Document:
        """The file as a keyfile."""
        return Document(self.text.encode(errors="surrogateescape"), self.path)

    @property
    def settings(self) -> Sequence[Entry]:
        """What the file sets, where it is one of settings."""
        return entries_in(self.text, self.path)

    @cached_property
    def lines(self) -> Sequence[str]:
        """The text of every line as it may be shown: without secrets, and without its end."""
        return [secrets.struck(line.removesuffix("\r")) for line in self.text.split("\n")]


class Surroundings:
    """The files beside network-scripts, by the names of `PLACES`."""

    def __init__(self, files: Mapping[str, Found], status: Mapping[str, Status] = MappingProxyType({})):
        """STATUS is that of keyfiles, by path, where it is known."""
        self.files = files
        self.status = status

    def revised(self, files: Mapping[str, bytes]) -> Surroundings:
        """These with other content in some FILES, by path."""
        texts = {path: data.decode(errors="surrogateescape") for path, data in files.items()}
        new = {name: Found(f.path, texts[f.path]) for name, f in self.files.items() if f.path in texts}
        return Surroundings({**self.files, **new}, self.status)

    def without(self, paths: Set[str]) -> Surroundings:
        """These without the files at PATHS."""
        return Surroundings({name: file for name, file in self.files.items() if file.path not in paths}, self.status)

    @cached_property
    def by_path(self) -> Mapping[str, Found]:
        """The files by their paths."""
        return {file.path: file for file in self.files.values()}

    @cached_property
    def release(self) -> int | None:
        """The Enterprise Linux number that os-release or redhat-release tells; None where neither does."""
        names = (name.removeprefix("../") for name in release.FILES)
        return release.called(self.files[name].text for name in names if name in self.files)

    @cached_property
    def hostname(self) -> tuple[str, Place] | None:
        """The name of the host and where it is written; None where no file is there, or it has no name."""
        file = self.files.get("hostname")
        lines = enumerate(file.text.splitlines(), 1) if file else ()
        named = ((name, number) for number, line in lines if (name := line.strip()) and not name.startswith("#"))
        name, number = next(named, ("", 0))
        return (name, Place(file.path, number)) if file and name else None

    def _in(self, folder: str) -> Iterator[tuple[str, Found]]:
        head = folder + "/"
        return ((name[len(head) :], file) for name, file in sorted(self.files.items()) if name.startswith(head))

    @cached_property
    def routing_tables(self) -> Mapping[str, int] | None:
        """The numbers of the routing tables by name; None if they are unknown."""
        found = self.files.get("rt_tables")
        return tables_in(found.text) if found else None

    def _snippets(self, folders: Sequence[str]) -> Sequence[tuple[str, str, Found]]:
        """The files in FOLDERS that no file of that name in a later one hides: with folder and name, in this order."""
        names = [dict(self._in(folder)) for folder in folders]
        return [
            (folder, name, file)
            for index, folder in enumerate(folders)
            for name, file in names[index].items()
            if not any(name in later for later in names[index + 1 :])
        ]

    # -- NetworkManager ------------------------------------------------------------------------------------

    @cached_property
    def keyfiles(self) -> tuple[Keyfile, ...]:
        """The profiles that are there at a boot: of several with one UUID the last counts."""
        return tuple(keyfile for keyfile in self._all_keyfiles if keyfile.is_there_at_boot)

    @cached_property
    def keyfiles_until_boot(self) -> tuple[Keyfile, ...]:
        """The profiles of people that are in /run, and gone at the next boot."""
        return tuple(k for k in self._all_keyfiles if not k.is_there_at_boot and not k.is_made_up)

    @cached_property
    def _all_keyfiles(self) -> tuple[Keyfile, ...]:
        return tuple(
            Keyfile(name, file.document, self.status.get(file.path), storage)
            for storage, folder in _STORAGES.items()
            for name, file in self._in(folder)
            if is_keyfile(name)
        )

    @cached_property
    def deleted(self) -> Mapping[str, Place]:
        """The UUIDs, in small letters, of profiles that NetworkManager takes for deleted wherever they lie but in /run,
        and where that is said: in a file of /etc that is called like the UUID (nms_keyfile_nmmeta_read)."""
        found = {}
        for name, file in self._in("system-connections"):
            uuid = name.removesuffix(NMMETA_SUFFIX)
            if uuid != name and _UUID.fullmatch(uuid):
                said = file.document.keys
                if (said.get("nmmeta.uuid"), said.get("nmmeta.loaded-path")) == (uuid, "/dev/null"):
                    found[uuid] = Place(file.path)
        return found

    @property
    def is_in_repository(self) -> bool:
        """Whether the keyfiles lie in a git repository."""
        return REPOSITORY in self.files

    @cached_property
    def keyfiles_passed_over(self) -> tuple[Found, ...]:
        """The profiles that NetworkManager does not read because of their names; without copies put aside."""
        others = ((name, file) for name, file in self._in("system-connections") if not is_keyfile(name))
        return tuple(file for name, file in others if not is_copy_of_keyfile(name) and _PROFILE.search(file.text))

    @cached_property
    def keyfiles_by_uuid(self) -> Mapping[str, Sequence[Keyfile]]:
        """The same by UUID, in small letters."""
        return grouped((keyfile.uuid, keyfile) for keyfile in self.keyfiles)

    @cached_property
    def keyfiles_by_device(self) -> Mapping[str, Sequence[Keyfile]]:
        """The same by the name of the device."""
        return grouped((keyfile.interface_name, keyfile) for keyfile in self.keyfiles)

    @cached_property
    def has_keyfile_without_device(self) -> bool:
        """Whether a profile can be for any device."""
        return any(keyfile.interface_name is None for keyfile in self.keyfiles)

    @cached_property
    def _settings(self) -> tuple[Entry, ...]:
        """All there are, in the order in which they count (nm-config.c, read_entire_config)."""
        main = self.files.get("NetworkManager.conf")
        snippets = [(folder, file.settings) for folder, _, file in self._snippets(_OF_NETWORKMANAGER)]
        enabled = [(folder, entries) for folder, entries in snippets if is_enabled(entries)]
        first = [entries for folder, entries in enabled if folder != "conf.d"]
        last = [entries for folder, entries in enabled if folder == "conf.d"]
        return tuple(itertools.chain(*first, main.settings if main else (), *last))

    @cached_property
    def _plugins(self) -> tuple[list[str], Place | None]:
        """What reads profiles, in the order in which they count, and where that is said."""
        plugins = ["ifcfg-rh"]  # as RHEL builds it
        place = None
        for entry in self._settings:
            if entry.section == "main" and entry.key.rstrip("+-") == "plugins":
                named = re.split(r"[,;\s]+", entry.value.strip(" ,;"))
                if entry.key.endswith("+"):
                    plugins = plugins + named
                elif entry.key.endswith("-"):
                    plugins = [plugin for plugin in plugins if plugin not in named]
                    place = place if "ifcfg-rh" in plugins else entry.place
                else:
                    plugins, place = named, entry.place
        return plugins, place

    @property
    def without_ifcfg(self) -> Place | None:
        """Where `plugins` leaves out the one that reads ifcfg files; None where it does not, or nothing says."""
        plugins, place = self._plugins
        return None if "ifcfg-rh" in plugins else place

    @property
    def keyfile_path(self) -> str | None:
        """The directory of keyfiles that is set in the place of the usual one; empty: there is none."""
        said = [entry.value for entry in self._settings if (entry.section, entry.key) == ("keyfile", "path")]
        return said[-1] if said else None

    @property
    def puts_keyfiles_first(self) -> bool | None:
        """Whether a keyfile counts before an ifcfg file of the same UUID; None where nothing says."""
        plugins, place = self._plugins
        if place is None or "ifcfg-rh" not in plugins:
            return None
        return "keyfile" in plugins[: plugins.index("ifcfg-rh")]  # where it is not named it comes last

    def unmanaged(self, device: Device) -> Place | None:
        """Where NetworkManager is told to leave DEVICE alone."""
        lists, first_with, others = self._unmanaged
        plain = [first_with[word] for word in words_for(device) if word in first_with]
        searched = (index for index in others if lists[index][0].names(device))
        first = min((*plain, *itertools.islice(searched, 1)), default=None)
        return None if first is None else lists[first][1]

    @property
    def untold(self) -> Sequence[str]:
        """What lists of devices that are to be left alone name, and no file tells of a card: `driver:e1000`."""
        return [word for specs, place in self._unmanaged[0] if place is not None for word in specs.untold]

    @cached_property
    def _unmanaged(self) -> tuple[list[tuple[Specs, Place | None]], Mapping[str, int], list[int]]:
        """Lists of devices that are to be left alone, the first that has some word alone, and those that have more."""
        lists = list(self._lists_of_managed())
        first_with: dict[str, int] = {}
        for index, (specs, _) in enumerate(lists):
            if specs.is_plain:
                for word in specs.words:
                    first_with.setdefault(word, index)
        return lists, first_with, [index for index, (specs, _) in enumerate(lists) if not specs.is_plain]

    def _lists_of_managed(self) -> Iterator[tuple[Specs, Place | None]]:
        """Lists of devices, the first of which that names a device counts, and where it says to leave those alone."""
        specs, place = self._devices("keyfile", "unmanaged-devices")
        yield Specs(specs), place
        for section in self._device_sections:
            said = {entry.key: entry for entry in self._settings if entry.section == section}
            managed = own_flag(said["managed"].value) if "managed" in said else None
            if managed is not None or own_flag(said["stop-match"].value if "stop-match" in said else ""):
                matching = self._devices(section, "match-device")[0] if "match-device" in said else "*"
                yield Specs(matching), said["managed"].place if managed is False else None
        yield from reversed([*self._unmanaged_by_udev()])  # of these the last counts

    def _unmanaged_by_udev(self) -> Iterator[tuple[Specs, Place | None]]:
        """The devices that udev has NetworkManager leave alone, or not (NM_UNMANAGED_USER_UDEV in nm-device.c)."""
        for name, file in sorted(self.files.items()):
            if not name.endswith(".rules") or "NM_UNMANAGED" not in file.text:
                continue
            for found, place in _matches(UNMANAGED_BY_UDEV, file):
                specs = spec_of_udev(found[0])
                if specs is not None:
                    yield specs, place if found[1] in ("1", "true") else None

    def allows(self, device: Device, uuid: str) -> bool:
        """Whether the settings let DEVICE come up with the profile UUID: `allowed-connections` (match_spec_connection).

        Profiles are named by their UUIDs or, where NetworkManager's initrd has made them, their origin.
        """
        for specs, allowed in self._allowed:
            if specs is None or specs.names(device):
                is_of_others = bool(allowed) and all(spec.startswith("except:") for spec in allowed)
                is_named = is_of_others or not {f"uuid:{uuid}", "*"}.isdisjoint(allowed)
                return is_named and f"except:uuid:{uuid}" not in allowed
        return True

    @cached_property
    def _allowed(self) -> Sequence[tuple[Specs | None, Sequence[str]]]:
        """Which devices may come up with which profiles alone: the first that is for a device counts."""
        found: list[tuple[Specs | None, Sequence[str]]] = []
        for section in self._device_sections:
            allowed, place = self._devices(section, "allowed-connections")
            if place is not None:
                matching, place = self._devices(section, "match-device")
                found.append((Specs(matching) if place else None, split(allowed)))
        return found

    @property
    def _device_sections(self) -> Sequence[str]:
        """The sections about devices in the order in which they count: later files first, each from its top."""
        found: dict[str, None] = {}
        for _, entries in itertools.groupby(self._settings, key=lambda entry: entry.place.path):
            found |= dict.fromkeys(reversed([*dict.fromkeys(e.section for e in entries if e.section[:6] == "device")]))
        return [*reversed(found)]

    def makes_up_no_profile(self, device: Device) -> bool:
        """Whether the settings have NetworkManager leave DEVICE alone where it has no profile."""
        return Specs(self._devices("main", "no-auto-default")[0]).names(device)

    def ignores_carrier(self, device: Device) -> bool:
        """Whether the settings have NetworkManager bring DEVICE up without a carrier."""
        return Specs(self._devices("main", "ignore-carrier")[0]).names(device)

    def _devices(self, section: str, key: str) -> tuple[str, Place | None]:
        """A list of devices, with what later lines add to it or take from it, and the place of the last of these."""
        kept: list[str] = []
        place = None
        for entry in self._settings:
            if entry.section == section and entry.key.rstrip("+-") == key:
                specs, place = split(entry.value), entry.place
                if entry.key.endswith("-"):
                    kept = [spec for spec in kept if spec not in specs]
                else:
                    kept = [*kept, *specs] if entry.key.endswith("+") else specs
        return ";".join(kept), place

    # -- others --------------------------------------------------------------------------------------------

    @property
    def hooks(self) -> Iterator[Place]:
        """The hooks that the network scripts run."""
        return (Place(self.files[name].path) for name in HOOKS if name in self.files)

    @property
    def dhclient(self) -> Place | None:
        """Where NetworkManager is told to use dhclient."""
        said = [entry for entry in self._settings if (entry.section, entry.key) == ("main", "dhcp")]
        return said[-1].place if said and said[-1].value == "dhclient" else None

    @cached_property
    def ifup_local(self) -> Place | None:
        """The hook that initscripts run for each device."""
        file = self.files.get("ifup-local")
        return Place(file.path) if file else None

    @cached_property
    def cards_by_udev(self) -> Mapping[str, Mapping[str, Place]]:
        """By name: the addresses of the cards that udev gives it to, in capitals, and where."""
        cards: dict[str, dict[str, Place]] = {}
        files = (file for name, file in sorted(self.files.items()) if name.endswith(".rules"))
        for found, place in itertools.chain.from_iterable(_matches(_UDEV, file) for file in files):
            cards.setdefault(found[2], {}).setdefault(found[1].upper(), place)
        return cards

    @cached_property
    def cards_by_link(self) -> Mapping[str, Place]:
        """The names that .link files of systemd give to single cards, and where (systemd.link(5))."""
        entries = (file.settings for name, file in sorted(self.files.items()) if name.endswith(".link"))
        return {entry.value: entry.place for entry in itertools.chain(*entries) if (entry.section, entry.key) == _LINK}

    @cached_property
    def _of_modprobe(self) -> Sequence[Found]:
        main = self.files.get("modprobe.conf")
        snippets = sorted(self._snippets(_OF_MODPROBE), key=lambda snippet: snippet[1])
        return [*([main] if main else ()), *(file for _, _, file in snippets)]

    @property
    def modprobe(self) -> str:
        """The lines of all files of modprobe."""
        return "\n".join(file.text for file in self._of_modprobe)

    @cached_property
    def module_options(self) -> Mapping[str, tuple[int, Place]]:
        """By module, or alias of one: the first line that has options for it, one for each device aside, and where.

        The lines are numbered through all files.
        """
        lines = itertools.chain.from_iterable(_matches(_OPTIONS, file) for file in self._of_modprobe)
        options: dict[str, tuple[int, Place]] = {}
        for number, (found, place) in enumerate(lines):
            if any(word.partition("=")[0] != "max_bonds" for word in found[2].replace("\\\n", " ").split()):
                options.setdefault(found[1], (number, place))
        return options

    @cached_property
    def module_aliases(self) -> Mapping[str, str]:
        """The module that is loaded by another name, by that name."""
        return {found[1]: found[2] for file in self._of_modprobe for found, _ in _matches(_ALIAS, file)}

    # -- guests and zones ----------------------------------------------------------------------------------

    @cached_property
    def libvirt(self) -> Libvirt:
        """The guests and networks of libvirt."""
        files = (file for folder in ("libvirt-guests", "libvirt-networks") for _, file in self._in(folder))
        return libvirt.read((file.path, file.text) for file in files)

    @cached_property
    def autostarted(self) -> Set[str]:
        """The files of the guests that start with the host, by their names without ending, as far as that is known."""
        return frozenset(name.removesuffix(".xml") for name, _ in self._in(_OF_GUESTS))

    @cached_property
    def autostarted_networks(self) -> Set[str] | None:
        """The networks of libvirt that start with the host; None where that is unknown."""
        names = [name.removesuffix(".xml") for name, _ in self._in(_OF_NETWORKS)]
        return frozenset(names) if names else None

    @cached_property
    def libvirt_masks(self) -> Mapping[str, Place]:
        """The services of libvirt that systemd does not start, whatever wants them, and where that is said."""
        return {name.removesuffix(".service"): Place(file.path) for name, file in self._in(MASKED)}

    @cached_property
    def firewalld(self) -> Firewalld:
        """The zones of firewalld."""
        zones = ((name, file.path, file.text) for _, name, file in self._snippets(_OF_FIREWALLD))
        conf = self.files.get("firewalld.conf")
        return firewalld.read(zones, (conf.path, conf.text) if conf else None)

    @property
    def problems(self) -> Iterator[Fault]:
        """What is wrong with files that are there and cannot be understood."""
        return itertools.chain(self.libvirt.faults, self.firewalld.faults)


NOTHING = Surroundings({})


def is_beside(name: str) -> bool:
    """Whether NAME is that of a file beside a flat directory of network scripts."""
    return (
        name == REPOSITORY
        or name.startswith(tuple(f"{folder}/" for folder in (*AUTOSTART, MASKED)))
        or any(fnmatchcase(name, pattern) for pattern in PLACES)
    )


def _matches(pattern: re.Pattern[str], file: Found) -> Iterator[tuple[re.Match[str], Place]]:
    line, at = 1, 0
    for found in pattern.finditer(file.text):
        line, at = line + file.text.count("\n", at, found.start()), found.start()
        yield found, Place(file.path, line)
