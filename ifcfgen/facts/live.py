"""Facts of a running system, read from its files: release, services at boot, programs installed.

Nothing is run. A fact is left out where the files do not show it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from ifcfgen.facts import PACKAGE_OF, SERVICES, Host, release
from ifcfgen.filesystem.tree import Tree

NETWORK_SCRIPTS = "/etc/sysconfig/network-scripts"
SYSTEM_CONNECTIONS = "/etc/NetworkManager/system-connections"
"""Where a system has the files that a linter looks at."""

_UNITS = ("etc/systemd/system", "usr/lib/systemd/system", "lib/systemd/system")
_PROGRAMS = ("usr/sbin", "sbin", "usr/bin", "bin")


def read(root: Path = Path("/")) -> Host:
    """The facts of the system whose files lie at ROOT."""
    with Tree(str(root)) as tree:
        el = release.called(_text(tree, os.path.normpath(f"etc/{name}")) for name in release.FILES)
        services = {name: state for name in SERVICES if (state := _service(tree, name))}
        installed, missing = _packages(tree, el)
    return Host.of(release=el, services=services, packages=installed, without=missing)


def _service(tree: Tree, name: str) -> str | None:
    """The state of a service of systemd, of upstart or of SysV; None where there is no such system."""
    units = {folder: names for folder in _UNITS if (names := _names(tree, folder)) is not None}
    scripts = _names(tree, "etc/rc.d/init.d")
    if not units and scripts is None:
        return None
    unit = f"{name}.service"
    if any(tree.link(f"{folder}/{unit}") == os.devnull for folder in units):
        return "masked"
    wants = [f"{folder}/{wants}" for folder, names in units.items() for wants in names if wants.endswith(".wants")]
    started = [link for level in "35" for link in _names(tree, f"etc/rc.d/rc{level}.d") or ()]
    wanted = any(unit in (_names(tree, folder) or ()) for folder in wants)
    if wanted or any(re.fullmatch(rf"S\d\d{name}", link) for link in started):
        return "enabled"
    known = name in (scripts or ()) or any(unit in names for names in units.values())
    return "disabled" if known else "absent"


def _packages(tree: Tree, el: int | None) -> tuple[Iterable[str], Iterable[str]]:
    """Those that bring the programs found, and those that would bring the others."""
    folders = [names for folder in _PROGRAMS if (names := _names(tree, folder)) is not None]
    if not folders:
        return (), ()
    there = {
        package
        for program, package in PACKAGE_OF.items()
        if package != "network-scripts" and any(program in names for names in folders)
    }
    missing = set(PACKAGE_OF.values()) - there - {"network-scripts"}
    if el is not None and el >= 8:  # a package of its own, and NetworkManager brings an ifup of the same name
        (there if "network" in (_names(tree, "etc/rc.d/init.d") or ()) else missing).add("network-scripts")
    return there, missing


def _names(tree: Tree, folder: str) -> Mapping[str, bool] | None:
    """The names in FOLDER; None where there is no such directory."""
    try:
        return tree.listing(folder)
    except OSError:
        return None


def _text(tree: Tree, path: str) -> str:
    try:
        return tree.read(path).decode(errors="replace")
    except OSError:
        return ""
