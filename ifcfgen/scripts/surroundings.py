"""What lies beside the network scripts and has a say in them: NetworkManager's settings and keyfiles, names that udev
gives, options of modules, hooks, libvirt's networks.

What is not there is unknown: a repository seldom holds all of /etc.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from fnmatch import fnmatchcase
from typing import NamedTuple

from ifcfgen import secrets
from ifcfgen.ifcfg.iproute import tables_in
from ifcfgen.ifcfg.switches import own_flag
from ifcfgen.lazy import cached_property
from ifcfgen.model import KINDS, Device, Place
from ifcfgen.scripts.names import is_keyfile

PLACES = {
    "NetworkManager.conf": "NetworkManager/NetworkManager.conf",
    "conf.d/*.conf": "NetworkManager/conf.d/*.conf",
    "system-connections/*": "NetworkManager/system-connections/*",
    "libvirt-networks/*.xml": "libvirt/qemu/networks/*.xml",
    "70-persistent-net.rules": "udev/rules.d/70-persistent-net.rules",
    "modprobe.conf": "modprobe.conf",
    "modprobe.d/*.conf": "modprobe.d/*.conf",
    "rt_tables": "iproute2/rt_tables",
    "ifup-local": "../sbin/ifup-local",
}
"""By the names that they have beside a flat directory of files: where they lie, from /etc."""

_LIBVIRT_BRIDGE = re.compile(r"""<bridge\b[^<>]*?\bname\s*=\s*['"]([^'"]+)""")
_BRIDGE_OF_THE_HOST = re.compile(r"""<forward\b[^<>]*?\bmode\s*=\s*['"]bridge['"]""")
_UDEV = re.compile(r"""^(?=.*\bATTR\{address\}=="([^"]+)")(?=.*\bNAME="([^"]+)")[^#]""", re.M | re.I)
_ALIAS = re.compile(r"^[ \t]*alias[ \t]+(\S+)[ \t]+(\S+)", re.M)
_OPTIONS = re.compile(r"^[ \t]*options[ \t]+(\S+)[ \t]+(.+)$", re.M)
_MAGIC = frozenset("*?[")
_KINDS = {kind.short: kind.name for kind in KINDS.values() if kind.short}


class Found(NamedTuple):
    """A file beside the network scripts."""

    path: str
    text: str

    @property
    def lines(self) -> Sequence[str]:
        """The text of every line as it may be shown: without secrets, and without its end."""
        return [secrets.struck(line.removesuffix("\r")) for line in self.text.split("\n")]


class Keyfile(NamedTuple):
    """A profile of NetworkManager's own format, as far as it says whose it is; nothing else of it is looked at."""

    name: str
    place: Place
    uuid: str | None
    interface_name: str | None
    autoconnect: bool


class _Entry(NamedTuple):
    section: str
    key: str
    value: str
    place: Place


class Surroundings:
    """The files beside network-scripts, by the names of `PLACES`."""

    def __init__(self, files: Mapping[str, Found]):
        self.files = files

    @cached_property
    def by_path(self) -> Mapping[str, Found]:
        """The files by their paths."""
        return {file.path: file for file in self.files.values()}

    def _in(self, folder: str) -> Iterator[tuple[str, Found]]:
        head = folder + "/"
        return ((name[len(head) :], file) for name, file in sorted(self.files.items()) if name.startswith(head))

    @cached_property
    def routing_tables(self) -> Mapping[str, int] | None:
        """The numbers of the routing tables by name; None where nobody knows which there are."""
        found = self.files.get("rt_tables")
        return tables_in(found.text) if found else None

    # -- NetworkManager ------------------------------------------------------------------------------------

    @cached_property
    def keyfiles(self) -> tuple[Keyfile, ...]:
        """The profiles in system-connections."""
        return tuple(_keyfile(name, file) for name, file in self._in("system-connections") if is_keyfile(name))

    @cached_property
    def keyfiles_by_uuid(self) -> Mapping[str, Sequence[Keyfile]]:
        """The same by UUID, in small letters."""
        return _grouped((keyfile.uuid, keyfile) for keyfile in self.keyfiles)

    @cached_property
    def keyfiles_by_device(self) -> Mapping[str, Sequence[Keyfile]]:
        """The same by the name of the device."""
        return _grouped((keyfile.interface_name, keyfile) for keyfile in self.keyfiles)

    @cached_property
    def _settings(self) -> tuple[_Entry, ...]:
        """Of NetworkManager.conf and then of conf.d, in the order in which they count."""
        main = self.files.get("NetworkManager.conf")
        files = [*((main,) if main else ()), *(file for _, file in self._in("conf.d"))]
        return tuple(entry for file in files for entry in _entries(file))

    @cached_property
    def _plugins(self) -> tuple[list[str], Place | None]:
        """What reads profiles, in the order in which they count, and where that is said."""
        plugins: list[str] = []
        place = None
        for entry in self._settings:
            if entry.section == "main" and entry.key.rstrip("+-") == "plugins":
                named = re.split(r"[,;\s]+", entry.value.strip(" ,;"))
                if entry.key.endswith("+"):
                    plugins += named
                elif entry.key.endswith("-"):
                    plugins = [plugin for plugin in plugins if plugin not in named]
                else:
                    plugins, place = named, entry.place
        return plugins, place

    @property
    def without_ifcfg(self) -> Place | None:
        """Where `plugins` leaves out the one that reads ifcfg files; None where it does not, or nothing says."""
        plugins, place = self._plugins
        return None if "ifcfg-rh" in plugins else place

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
        plain = [first_with[word] for word in _words_for(device) if word in first_with]
        searched = (index for index in others if lists[index][0].names(device))
        first = min((*plain, *itertools.islice(searched, 1)), default=None)
        return None if first is None else lists[first][1]

    @cached_property
    def _unmanaged(self) -> tuple[list[tuple[_Specs, Place]], Mapping[str, int], list[int]]:
        """Lists of devices that are to be left alone, the first that has some word alone, and those that have more."""
        lists = [(_Specs(specs), place) for specs, place in self._unmanaged_lists()]
        first_with: dict[str, int] = {}
        for index, (specs, _) in enumerate(lists):
            if specs.is_plain:
                for word in specs.words:
                    first_with.setdefault(word, index)
        return lists, first_with, [index for index, (specs, _) in enumerate(lists) if not specs.is_plain]

    def _unmanaged_lists(self) -> Iterator[tuple[str, Place]]:
        lists: dict[str, tuple[str, Place]] = {}
        matches: dict[str, str] = {}
        kept: list[str] = []
        for section, key, value, place in self._settings:
            if section == "keyfile" and key.rstrip("+-") == "unmanaged-devices":
                kept = kept if key.endswith("+") else []
                kept.append(value)
                lists[section] = "", place
            elif section.startswith("device") and key == "match-device":
                matches[section] = value
            elif section.startswith("device") and key == "managed":
                off = own_flag(value) is False
                lists[section] = ("*" if off else ""), place
        for section, (specs, place) in lists.items():
            if section == "keyfile":
                yield ";".join(kept), place
            elif specs:
                yield matches.get(section, "*"), place

    # -- others --------------------------------------------------------------------------------------------

    @cached_property
    def ifup_local(self) -> Place | None:
        """The hook that initscripts run for each device."""
        file = self.files.get("ifup-local")
        return Place(file.path) if file else None

    @cached_property
    def cards_by_udev(self) -> Mapping[str, Mapping[str, Place]]:
        """By name: the addresses of the cards that 70-persistent-net.rules gives it to, in capitals, and where."""
        file = self.files.get("70-persistent-net.rules")
        cards: dict[str, dict[str, Place]] = {}
        for found, place in _matches(_UDEV, file) if file else ():
            cards.setdefault(found[2], {}).setdefault(found[1].upper(), place)
        return cards

    @cached_property
    def _of_modprobe(self) -> Sequence[Found]:
        return [file for name, file in sorted(self.files.items()) if name.startswith("modprobe.")]

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
            if any(word.partition("=")[0] != "max_bonds" for word in found[2].split()):
                options.setdefault(found[1], (number, place))
        return options

    @cached_property
    def module_aliases(self) -> Mapping[str, str]:
        """The module that is loaded by another name, by that name."""
        return {found[1]: found[2] for file in self._of_modprobe for found, _ in _matches(_ALIAS, file)}

    @cached_property
    def libvirt_networks(self) -> Mapping[str, str]:
        """The files that define libvirt's networks, by the bridge that libvirt makes for it."""
        found = {}
        for _, file in self._in("libvirt-networks"):
            bridge = _LIBVIRT_BRIDGE.search(file.text)
            if bridge and not _BRIDGE_OF_THE_HOST.search(file.text):
                found[bridge[1]] = file.path
        return found


NOTHING = Surroundings({})


def _grouped(keyfiles: Iterable[tuple[str | None, Keyfile]]) -> Mapping[str, Sequence[Keyfile]]:
    groups: dict[str, list[Keyfile]] = {}
    for name, keyfile in keyfiles:
        if name:
            groups.setdefault(name, []).append(keyfile)
    return groups


def is_beside(name: str) -> bool:
    """Whether NAME is that of a file beside a flat directory of network scripts."""
    return any(fnmatchcase(name, pattern) for pattern in PLACES)


def _matches(pattern: re.Pattern[str], file: Found) -> Iterator[tuple[re.Match[str], Place]]:
    line, at = 1, 0
    for found in pattern.finditer(file.text):
        line, at = line + file.text.count("\n", at, found.start()), found.start()
        yield found, Place(file.path, line)


def _entries(file: Found) -> Iterator[_Entry]:
    section = ""
    for number, line in enumerate(file.text.split("\n"), 1):
        line = line.strip()
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1].strip()
        elif "=" in line and not line.startswith(("#", ";")):
            key, _, value = line.partition("=")
            yield _Entry(section, key.strip(), value.strip(), Place(file.path, number))


def _keyfile(name: str, file: Found) -> Keyfile:
    said = {entry.key: entry for entry in _entries(file) if entry.section == "connection"}
    value = {key: entry.value for key, entry in said.items()}
    shown = said.get("interface-name") or said.get("uuid")
    return Keyfile(
        name,
        shown.place if shown else Place(file.path),
        value.get("uuid", "").lower() or None,
        value.get("interface-name"),
        own_flag(value.get("autoconnect", "")) is not False,
    )


class _Specs:
    """A list of devices. What files cannot tell, as a driver, names none (match_device_s_eval)."""

    def __init__(self, text: str):
        self._named, self._excepted = _Names(set(), []), _Names(set(), [])
        for spec in filter(None, map(str.strip, re.split(r"[,;]", text))):
            names = self._excepted if spec.startswith("except:") else self._named
            names.add(spec.removeprefix("except:"))

    @property
    def words(self) -> Set[str]:
        """What names a device by itself."""
        return self._named.words

    @property
    def is_plain(self) -> bool:
        """Whether any of its words names a device, and nothing else does."""
        return not (self._named.globs or self._excepted.globs or self._excepted.words)

    def names(self, device: Device) -> bool:
        """Whether it names DEVICE."""
        words = _words_for(device)
        return self._named.hold(words, device.name) and not self._excepted.hold(words, device.name)


class _Names(NamedTuple):
    words: set[str]
    globs: list[str]

    def add(self, spec: str) -> None:
        kind, colon, value = spec.partition(":")
        match kind if colon else "":
            case "interface-name":
                is_glob = value[:1] == "~" or (value[:1] != "=" and not _MAGIC.isdisjoint(value))
                if is_glob:
                    self.globs.append(value.removeprefix("~"))
                else:
                    self.words.add("name " + value.removeprefix("="))
            case "mac":
                self.words.add("mac " + value.upper())
            case "type":
                if value in _KINDS:
                    self.words.add("kind " + _KINDS[value])
            case _:
                self.words.update({"*"} if spec == "*" else {"name " + spec, "mac " + spec.upper()})

    def hold(self, words: Set[str], name: str) -> bool:
        return not self.words.isdisjoint(words) or any(fnmatchcase(name, glob) for glob in self.globs)


def _words_for(device: Device) -> Set[str]:
    """The words of a list that name DEVICE."""
    return {"*", f"name {device.name}", f"kind {device.kind}", f"mac {device.hwaddr}"}
