"""The state of a service at boot, as the files of a system show it: links of systemd, of SysV, or lists of them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from functools import partial

from ifcfgen.filesystem.tree import Tree
from ifcfgen.lazy import NamedTuple, pattern

_OF_A_SITE = "etc/systemd/system"
_OF_VENDORS = ("usr/lib/systemd/system", "lib/systemd/system")
_SYSV = "etc/rc.d/init.d"
_UNIT_FILES = "sos_commands/systemd/systemctl_list-unit-files"
_CHKCONFIG = ("sos_commands/services/chkconfig_--list", "sos_commands/startup/chkconfig_--list")
OF_UNITS = {
    "enabled": "enabled", "enabled-runtime": "enabled", "linked": "disabled", "disabled": "disabled",
    "static": "disabled", "indirect": "disabled", "masked": "masked", "masked-runtime": "masked",
}  # fmt: skip
"""By what `systemctl list-unit-files` says of a unit."""
_PRESETS = ("etc/systemd/system-preset", "run/systemd/system-preset", "usr/lib/systemd/system-preset")
_PRESET = pattern(r"^[ \t]*(enable|disable)[ \t]+(\S+)", re.M)


class State(NamedTuple):
    """What a service is at boot, and the file or directory that shows it."""

    state: str
    path: str


def state(tree: Tree, name: str) -> State | None:
    """The state of the service NAME in TREE, a system; None where no file shows it."""
    return _listed(tree, name) or _linked(tree, name)


def _listed(tree: Tree, name: str) -> State | None:
    """As lists in a report have it."""
    found = re.search(rf"^{name}\.service[ \t]+(\S+)", text(tree, _UNIT_FILES), re.M)
    if found and found[1] in OF_UNITS:
        return State(OF_UNITS[found[1]], _UNIT_FILES)
    for path in _CHKCONFIG:
        if found := re.search(rf"^{name}[ \t]+0:.*", text(tree, path), re.M):
            return State("enabled" if re.search(r"\b[35]:on\b", found[0]) else "disabled", path)
    return None


def _linked(tree: Tree, name: str) -> State | None:
    """As systemd's links have it, those of SysV and upstart, or at a first boot presets."""
    unit = f"{name}.service"
    units = {folder: held for folder in (_OF_A_SITE, *_OF_VENDORS) if (held := names(tree, folder)) is not None}
    scripts = names(tree, _SYSV)
    for folder in units:
        if tree.link(f"{folder}/{unit}") == os.devnull:
            return State("masked", f"{folder}/{unit}")
    wants = (f"{folder}/{wants}" for folder, held in units.items() for wants in held if wants.endswith(".wants"))
    for folder in wants:
        if unit in (names(tree, folder) or ()):
            return State("enabled", f"{folder}/{unit}")
    for folder in ("etc/rc.d/rc3.d", "etc/rc.d/rc5.d"):
        for link in filter(partial(re.fullmatch, rf"S\d\d{name}"), names(tree, folder) or ()):
            return State("enabled", f"{folder}/{link}")
    unit_of = next((folder for folder, held in units.items() if unit in held), None)
    if unit_of and _is_first_boot(tree):
        return _preset(tree, unit)
    if unit_of or name in (scripts or ()):
        return State("disabled", f"{unit_of}/{unit}" if unit_of else f"{_SYSV}/{name}")
    whole = next((folder for folder in _OF_VENDORS if folder in units), _SYSV if scripts is not None else None)
    return State("absent", whole) if whole else None  # what a site adds is never all that there is


def _is_first_boot(tree: Tree) -> bool:
    """Whether systemd sets up the system as presets have it, as in an image that was never booted."""
    return text(tree, "etc/machine-id").strip() == "uninitialized"


def _preset(tree: Tree, unit: str) -> State:
    files: dict[str, str] = {}
    for folder in _PRESETS:
        for name in names(tree, folder) or ():
            files.setdefault(name, f"{folder}/{name}")
    for _, path in sorted(files.items()):
        for verb, glob in _PRESET.findall(text(tree, path)):
            if fnmatch(unit, glob):
                return State(f"{verb}d", path)
    return State("enabled", _PRESETS[-1])  # systemd.preset: what no file names is enabled


def names(tree: Tree, folder: str) -> Mapping[str, bool] | None:
    """The names in FOLDER; None where there is no such directory."""
    try:
        return tree.listing(folder)
    except OSError:
        return None


def text(tree: Tree, path: str) -> str:
    """What the file PATH holds; nothing where it cannot be read."""
    try:
        return tree.read(path).decode(errors="replace")
    except OSError:
        return ""


def lines(tree: Tree, path: str) -> Iterator[str]:
    """The lines of the file PATH, without blanks at their ends."""
    return filter(None, map(str.strip, text(tree, path).splitlines()))
