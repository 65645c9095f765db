"""What lies beside the network scripts and has a say in them: NetworkManager's settings and keyfiles, names that udev
gives, options of modules, hooks, libvirt's networks.

What is not there is unknown: a repository seldom holds all of /etc.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import NamedTuple

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
    "ifup-local": "../sbin/ifup-local",
}
"""By the names that they have beside a flat directory of files: where they lie, from /etc."""

_LIBVIRT_BRIDGE = re.compile(r"""<bridge\b[^<>]*?\bname\s*=\s*['"]([^'"]+)""")
_BRIDGE_OF_THE_HOST = re.compile(r"""<forward\b[^<>]*?\bmode\s*=\s*['"]bridge['"]""")
_UDEV = re.compile(r"""^(?=.*\bATTR\{address\}=="([^"]+)")(?=.*\bNAME="([^"]+)")[^#]""", re.M | re.I)
_OPTIONS = re.compile(r"^[ \t]*options[ \t]+(\S+)[ \t]+(.+)$", re.M)
_KINDS = {kind.short: kind.name for kind in KINDS.values() if kind.short}


class Found(NamedTuple):
    """A file beside the network scripts."""

    path: str
    text: str


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

    def _in(self, folder: str) -> Iterator[tuple[str, Found]]:
        head = folder + "/"
        return ((name[len(head) :], file) for name, file in sorted(self.files.items()) if name.startswith(head))

    # -- NetworkManager ------------------------------------------------------------------------------------

    @cached_property
    def keyfiles(self) -> tuple[Keyfile, ...]:
        """The profiles in system-connections."""
        return tuple(_keyfile(name, file) for name, file in self._in("system-connections") if is_keyfile(name))

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
        lists: dict[str, tuple[str, Place]] = {}
        matches: dict[str, str] = {}
        for section, key, value, place in self._settings:
            if section == "keyfile" and key.rstrip("+-") == "unmanaged-devices":
                known = lists.get(section, ("", place))[0]
                lists[section] = (f"{known};{value}" if key.endswith("+") else value), place
            elif section.startswith("device") and key == "match-device":
                matches[section] = value
            elif section.startswith("device") and key == "managed":
                off = own_flag(value) is False
                lists[section] = ("*" if off else ""), place
        for section, (specs, place) in lists.items():
            if specs and _matches(matches.get(section, "*") if section != "keyfile" else specs, device):
                return place
        return None

    # -- others --------------------------------------------------------------------------------------------

    @cached_property
    def ifup_local(self) -> Place | None:
        """The hook that initscripts run for each device."""
        file = self.files.get("ifup-local")
        return Place(file.path) if file else None

    @cached_property
    def names_by_udev(self) -> tuple[tuple[str, str, Place], ...]:
        """The address of a card, in capitals, its name, and where 70-persistent-net.rules gives it."""
        file = self.files.get("70-persistent-net.rules")
        if not file:
            return ()
        found = _UDEV.finditer(file.text)
        return tuple((m[1].upper(), m[2], _place(file, m.start())) for m in found)

    @cached_property
    def module_options(self) -> tuple[tuple[str, frozenset[str], Place], ...]:
        """A module or an alias of one, the names of the options that it is loaded with, and where."""
        files = [file for name, file in sorted(self.files.items()) if name.startswith("modprobe.")]
        return tuple(
            (m[1], frozenset(word.partition("=")[0] for word in m[2].split()), _place(file, m.start()))
            for file in files
            for m in _OPTIONS.finditer(file.text)
        )

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


def is_beside(name: str) -> bool:
    """Whether NAME is that of a file beside a flat directory of network scripts."""
    return any(fnmatchcase(name, pattern) for pattern in PLACES)


def _place(file: Found, offset: int) -> Place:
    return Place(file.path, file.text.count("\n", 0, offset) + 1)


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


def _matches(specs: str, device: Device) -> bool:
    """Whether a list of devices names DEVICE. What files cannot tell, as a driver, names none (match_device_s_eval)."""
    named = False
    for spec in filter(None, re.split(r"[,;]", specs)):
        word = spec.strip()
        if word.startswith("except:"):
            if _is_meant(word.removeprefix("except:"), device):
                return False
        elif _is_meant(word, device):
            named = True
    return named


def _is_meant(spec: str, device: Device) -> bool:
    kind, colon, value = spec.partition(":")
    match kind if colon else "":
        case "interface-name":
            if value[:1] in ("=", "~"):
                return value[1:] == device.name if value[0] == "=" else fnmatchcase(device.name, value[1:])
            return fnmatchcase(device.name, value)
        case "mac":
            return value.upper() == device.hwaddr
        case "type":
            return _KINDS.get(value) == device.kind
    return spec == "*" or spec == device.name or (device.hwaddr is not None and spec.upper() == device.hwaddr)
