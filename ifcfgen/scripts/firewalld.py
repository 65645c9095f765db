"""The zones of firewalld, and the devices that its files put into them (firewalld.zone(5), firewalld.conf(5))."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set

from ifcfgen.errors import Fault, closest
from ifcfgen.lazy import NamedTuple, pattern
from ifcfgen.model import Place
from ifcfgen.scripts.markup import parse

_SHIPPED = frozenset(
    ("block", "dmz", "drop", "external", "home", "internal", "public", "trusted", "work", "nm-shared", "libvirt",
     "libvirt-routed", "FedoraServer", "FedoraWorkstation")
)  # fmt: skip
"""What packages bring in /usr/lib/firewalld/zones: the nine of firewalld, then NetworkManager, libvirt and Fedora."""
_FALLBACK = "public"
"""firewalld's own default (fw.py, config.FALLBACK_ZONE)."""
_DEFAULT_ZONE = pattern(r"^[ \t]*DefaultZone[ \t]*=[ \t]*([^\s=]+)[ \t\r]*$", re.M)


class Binding(NamedTuple):
    """The zone that a file of firewalld puts a device into, and where; of no single one where that is empty."""

    zone: str
    place: Place
    device: str = ""


class Firewalld(NamedTuple):
    """The zones of a host, as far as their files were there to be read. `names` is None where nothing is known of them,
    `default` where firewalld.conf is not known."""

    names: Set[str] | None = None
    bindings: Mapping[str, Binding] = {}
    """By the name of the device."""
    default: Binding | None = None
    """The zone of all devices that have no other, and the line of firewalld.conf that names it."""
    faults: Sequence[Fault] = ()

    def rejects(self, zone: str | None) -> bool:
        """Whether firewalld knows no ZONE, as far as that is known; an empty one is the default zone."""
        return bool(zone) and self.names is not None and zone not in self.names

    def closest(self, zone: str) -> str | None:
        """The name of a zone that looks most like ZONE, as a guess."""
        return closest(zone, self.names or ())

    def given(self, zone: str | None) -> str | None:
        """The zone that a device with ZONE= in its file gets when it comes up; None where that is not known.

        initscripts from EL7 on (ifup-post) and NetworkManager (nm-firewalld-manager.c) pass ZONE to firewalld even if
        it is empty, which means the default zone; a zone that firewalld does not know changes nothing.
        """
        if zone:
            return None if self.rejects(zone) else zone
        if self.default is None:
            return None
        return _FALLBACK if self.rejects(self.default.zone) else self.default.zone


def read(zones: Iterable[tuple[str, str, str]], conf: tuple[str, str] | None) -> Firewalld:
    """What the files of ZONES, by name, path and text, and firewalld.conf say.

    A zone has the name of its file, or of the directory that holds all files of a combined zone (fw.py, _loader).
    """
    names: set[str] = set()
    bindings: dict[str, Binding] = {}
    faults: list[Fault] = []
    for name, path, text in zones:
        zone, root = name.partition("/")[0].removesuffix(".xml"), parse(text, path)
        names.add(zone)
        if isinstance(root, Fault):
            faults.append(root)
        else:
            found = (one for one in root.all("interface") if one.attributes.get("name"))
            devices = ((one.attributes["name"], Place(path, one.line)) for one in found)
            bindings |= {device: Binding(zone, place, device) for device, place in devices}
    default = _default(*conf) if conf else None
    return Firewalld(_SHIPPED | names if names else None, bindings, default, faults)


def _default(path: str, text: str) -> Binding:
    """The first DefaultZone that is not empty, as firewalld reads it (firewalld_conf.py)."""
    found = _DEFAULT_ZONE.search(text)
    if found is None:
        return Binding(_FALLBACK, Place(path))
    return Binding(found[1], Place(path, text.count("\n", 0, found.start()) + 1))
