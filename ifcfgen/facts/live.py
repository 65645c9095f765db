"""Facts of a system, read from its files: this one, one below another root, or one in a report or archive.

Nothing is run. A fact is left out where the files do not show it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ifcfgen.facts import PACKAGE_OF, PACKAGES, SERVICES, Host, release, rpm
from ifcfgen.facts.nics import arguments, nics
from ifcfgen.facts.services import names, state, text
from ifcfgen.filesystem.tree import Tree
from ifcfgen.lazy import NamedTuple, pattern

NETWORK_SCRIPTS = "/etc/sysconfig/network-scripts"
SYSTEM_CONNECTIONS = "/etc/NetworkManager/system-connections"
VENDOR_CONNECTIONS = "/usr/lib/NetworkManager/system-connections"
HOMES = (NETWORK_SCRIPTS, SYSTEM_CONNECTIONS, VENDOR_CONNECTIONS)
"""Where a system has the files that a linter looks at."""
PARTS = (*HOMES, "/etc/sysconfig", "/etc/NetworkManager", "/etc")
"""Directories of a system that stand for it."""

_SYSROOT = pattern(r"(.*)/ostree/deploy/[^/]+/deploy/[^/]+/*")
_DEPLOYMENTS = "ostree/deploy"
"""Where ostree keeps the systems of a host: below `OS/deploy`, one for each version that it can boot."""
_OF_OSTREE = {"etc": "usr/etc"}
"""What a system of ostree has elsewhere until it is deployed."""
_PROGRAMS = ("usr/sbin", "sbin", "usr/bin", "bin")
_LISTS = ("installed-rpms", "sos_commands/rpm/rpm_-qa")
_ENDING = pattern(r"\.(tar(\.\w+)?|tgz)$")
_NMCLI = "sos_commands/networkmanager/nmcli_--version"


class System(NamedTuple):
    """What is known of a system, and the file or directory that shows each fact, as seen from its root.

    `sources` has them by `release`, `packages`, `nics`, `NetworkManager` (its version), and `service NAME`.
    """

    host: Host = Host()
    networkmanager: str = ""
    sources: Mapping[str, str] = {}
    name: str = ""
    """What it is called by who gathered its facts."""


def machine(host: Host) -> dict[str, Any]:
    """The cards of HOST as a file for --host states them, if its programs are known as well: else a boot would assume
    of those what a minimal installation has."""
    knows_programs = host.complete or host.without
    return {"nics": [card.stated(name) for name, card in host.cards.items()]} if host.cards and knows_programs else {}


def root(directory: str) -> str | None:
    """The root of the system whose network scripts or keyfiles lie in DIRECTORY; None where there is none."""
    plain = directory.rstrip("/")
    for inner in HOMES:
        if plain.endswith(inner):
            return _system_above(plain.removesuffix(inner), inner)
    return None


def _system_above(path: str, inner: str) -> str:
    """The root of the system that PATH is, by what has the place INNER in it."""
    return (path.removesuffix("/usr") if inner.startswith("/etc") else path) or "/"


def machine_of(root: str) -> str:
    """The directory that stands for the machine whose system lies at ROOT: one of ostree can boot several."""
    found = _SYSROOT.fullmatch(root)
    return found[1] or "/" if found else root


def name_of(root: str) -> str:
    """The name of the host whose files lie in ROOT, a directory or archive."""
    return _ENDING.sub("", root.rstrip("/").rpartition("/")[2])


def read(root: Path = Path("/")) -> Host:
    """The facts of the system whose files lie at ROOT. Raises `OSError`."""
    return system(str(root)).host


def system(root: str) -> System:
    """What is known of the system at ROOT, a directory or archive, or a directory in one. Raises `OSError`."""
    with Tree(root) as tree:
        if "etc" in tree.listing() or "etc" not in (names(tree, "usr") or ()):
            return _system(tree)
    with Tree(root, _OF_OSTREE) as tree:
        return _system(tree)


def around(directory: str) -> System:
    """What is known of the system whose network scripts or keyfiles lie in DIRECTORY; nothing where there is none."""
    above = root(directory)
    if above is None:
        return System()
    try:
        with Tree(above) as tree:
            # a repository often has this part of a system alone, whose release is read with the scripts
            if tree.listing().keys() <= {"etc"}:
                return System()
            if "etc" in tree.listing():
                return _system(tree)
        return system(above)
    except OSError:
        return System()


def _system(tree: Tree) -> System:
    found: dict[str, str] = {}
    el = _release(tree, found)
    states = {}
    for name in SERVICES:
        if shown := state(tree, name):
            states[name] = shown.state
            found[f"service {name}"] = shown.path
    installed, missing, complete = _packages(tree, el, found)
    cards, found["nics"] = nics(tree)
    version = _networkmanager(tree, found)
    said, found["kernel arguments"] = arguments(tree)
    host = Host.of(
        release=el, services=states, packages=installed, without=missing, complete=complete, cards=cards, arguments=said
    )
    return System(host, version, {fact: tree.place(path) for fact, path in found.items() if path})


def roots(path: str) -> Iterator[str]:
    """The systems at PATH: it is one, lies in the /etc of one, or has some below it. Raises `OSError`."""
    plain = path.rstrip("/") or "/"
    for inner in PARTS:
        real = os.path.realpath(plain)
        if real.endswith(inner):
            is_of_ostree = _system_above(real.removesuffix(inner), inner) != (real.removesuffix(inner) or "/")
            yield os.path.normpath(plain + "/.." * (inner.count("/") + is_of_ostree))
            return
    with Tree(plain) as tree:
        there = tree.listing()
        if there.keys() & {"etc", "usr", "sos_commands"}:
            yield plain
            return
        if "ostree" in there:
            yield from (f"{plain}/{place}" for place in _deployments(tree, ""))
            return
        for name in _folders(tree, ""):
            held = names(tree, name) or {}
            if "etc" in held or ("usr" in held and "etc" in (names(tree, f"{name}/usr") or ())):
                yield f"{plain}/{name}"
            elif "ostree" in held:
                yield from (f"{plain}/{place}" for place in _deployments(tree, f"{name}/"))


def _deployments(tree: Tree, above: str) -> Iterator[str]:
    """The systems that ostree keeps in the directory ABOVE of TREE, which ends with a slash."""
    for name in _folders(tree, f"{above}{_DEPLOYMENTS}"):
        folder = f"{above}{_DEPLOYMENTS}/{name}/deploy"
        yield from (f"{folder}/{deployed}" for deployed in _folders(tree, folder))


def _folders(tree: Tree, folder: str) -> list[str]:
    return sorted(name for name, is_directory in (names(tree, folder) or {}).items() if is_directory)


def _release(tree: Tree, found: dict[str, str]) -> int | None:
    for name in release.FILES:
        path = os.path.normpath(f"etc/{name}")
        el = release.called([text(tree, path)])
        if el is not None:
            found["release"] = path
            return el
    return None


def _packages(tree: Tree, el: int | None, found: dict[str, str]) -> tuple[Iterable[str], Iterable[str], bool | None]:
    """The packages of TREE, those that are missing, and whether the first are all there are."""
    for path in _LISTS:
        if listed := text(tree, path):
            found["packages"] = path
            return set(rpm.names("\n".join(line.split()[0] for line in listed.splitlines() if line.split()))), (), True
    installed, path = rpm.database(tree)
    if installed:
        found["packages"] = path
        return installed, (), True
    return *_by_programs(tree, el, found), None


def _by_programs(tree: Tree, el: int | None, found: dict[str, str]) -> tuple[Iterable[str], Iterable[str]]:
    """Those that bring the programs found, and those that would bring the others."""
    folders = {folder: held for folder in _PROGRAMS if (held := names(tree, folder)) is not None}
    if not folders:
        return (), ()
    found["packages"] = ", ".join(folders)
    there = {
        package
        for program, package in PACKAGE_OF.items()
        if package != "network-scripts" and any(program in held for held in folders.values())
    }
    missing = set(PACKAGE_OF.values()) - there - {"network-scripts"}
    if el is not None and el >= 8:  # a package of its own, and NetworkManager brings an ifup of the same name
        (there if "network" in (names(tree, "etc/rc.d/init.d") or ()) else missing).add("network-scripts")
    return there, missing


def _networkmanager(tree: Tree, found: dict[str, str]) -> str:
    for path in (_NMCLI, *_LISTS):
        said = text(tree, path)
        printed = re.search(r"version (\d[\d.]*)", said) if path == _NMCLI else None
        version = printed[1].rstrip(".") if printed else rpm.version("NetworkManager", said)
        if version:
            found["NetworkManager"] = path
            return version
    return ""


def stated(host: Host) -> tuple[list[str], list[str]]:
    """Of the packages on which something depends: those that HOST has, and those that it is known to be without."""
    without = PACKAGES - host.installed if host.complete else PACKAGES & host.without
    return sorted(PACKAGES & host.installed), sorted(without)
