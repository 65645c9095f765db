"""The hosts that lie in some paths: which directories, which files of them are meant, and what is known of each."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Set
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from ifcfgen import api, config
from ifcfgen.config import Config
from ifcfgen.errors import Fault, Faults, IfcfgenError
from ifcfgen.facts import Host
from ifcfgen.place import Place
from ifcfgen.reading import Reading
from ifcfgen.scripts import disk

_REMEMBERED = 16
"""How many ifcfgen.toml are kept ready: one is usual, ten thousand must not fill the memory."""

Tell = Callable[[Fault], None]
"""Takes what cannot be read; the rest is there all the same."""


class Found(NamedTuple):
    """A host: its files, the path of their directory with all links resolved, and the ifcfgen.toml that holds there.

    `wanted` are the paths of the files that are meant; None: all.
    """

    reading: Reading
    path: Path
    settings: Config | None
    wanted: Set[str] | None

    def is_meant(self, path: str) -> bool:
        """Whether the file PATH, as the directory names it, is meant."""
        return self.wanted is None or path in self.wanted

    def files(self) -> set[str]:
        """The paths of the files that are meant and there."""
        return {file.path for file in self.reading.directory.files if self.is_meant(file.path)}

    def faults(self) -> Iterator[Fault]:
        """What could not be read of what is meant."""
        problems = {fault.place.path: fault for fault in self.reading.directory.problems if fault.place}
        yield from (f for path, f in problems.items() if path == self.reading.directory.path or self.is_meant(path))
        for path in sorted((self.wanted or set()) - problems.keys() - self.files()):
            yield Fault(Place(path), "neither initscripts nor NetworkManager reads such a file")


def find(
    paths: Iterable[str],
    said: Host,
    tell: Tell,
    configured_by: Callable[[Path], Path | None] = config.find,
    contents: Mapping[str, bytes] = disk.NO_FILES,
) -> Iterator[Found]:
    """The hosts at and below PATHS, each once, with what is SAID of them and what their ifcfgen.toml states.

    CONFIGURED_BY says which ifcfgen.toml holds for a directory, if any. CONTENTS has files by path that count as they
    are there, whatever lies on the disk.

    A site's own rules and templates are no hosts, whatever they are called.
    """

    @lru_cache(_REMEMBERED)
    def settings(path: Path | None) -> tuple[Config | None] | None:
        try:
            return (config.load(path) if path else None,)
        except IfcfgenError as error:
            for fault in error.faults:
                tell(fault)
            return None

    for root, folder, wanted in _directories(paths, contents, tell):
        here = Path(folder).resolve()
        loaded = settings(configured_by(here))
        if loaded is None:
            continue
        (configured,) = loaded
        if configured and any(here.is_relative_to(own) for own in (*configured.rules, *configured.templates)):
            continue
        instead = {os.path.split(path)[1]: data for path, data in contents.items() if os.path.split(path)[0] == folder}
        read = disk.read(folder, root, instead)
        yield Found(Reading(read, config.known(said, configured, here)), here, configured, wanted)


def one(path: Path, said: Host) -> Reading:
    """The host whose files lie in the directory PATH, or the only one below it. Raises `IfcfgenError`."""
    if path.is_file():
        raise IfcfgenError(f"{path}: not the directory of a host")
    faults: list[Fault] = []
    found = find([str(path)], said, faults.append)
    first = next(found, None)
    if first is None:
        read = api.read_host(path, said)  # routes, rules and global keys without a device
        if not read.directory.files:
            raise IfcfgenError(f"{path}: no ifcfg files in it or below")
        return read
    here = first.reading.directory
    if here.path != str(path):
        others = [host.reading.directory.path for host in found]
        if others:
            count = len(others) + 1
            raise IfcfgenError(f"{path}: {count} hosts in it; give one of them, such as {here.path}")
        if faults:
            raise Faults(faults)
    if here.problems:
        raise Faults(here.problems)
    return first.reading


def _directories(
    paths: Iterable[str], contents: Container[str], tell: Tell
) -> Iterator[tuple[str, str, Set[str] | None]]:
    """The directory that was given, that of each host below it, once, and the files there that are meant; None: all.

    Files of CONTENTS need not be there.
    """
    files: dict[str, set[str]] = {}
    folders = []
    for path in dict.fromkeys(paths):
        try:
            if path not in contents and Path(path).is_dir():
                folders.append(str(Path(path)))
            else:
                if path not in contents:
                    Path(path).lstat()
                folder, name = os.path.split(path)
                files.setdefault(folder, set()).add(f"{folder}/{name}" if folder else name)
        except OSError as error:
            tell(Fault(Place(path), error.strerror or str(error)))
    roots: dict[str, int] = {}
    for number, folder in enumerate(folders):
        roots.setdefault(os.path.realpath(folder), number)
    for folder, wanted in files.items():
        if not _lies_below(folder, roots, len(folders)):
            yield folder, folder, wanted
    for number, folder in enumerate(folders):
        for host in _below(folder, tell):
            if not _lies_below(host, roots, number):
                yield folder, host, None


def _below(folder: str, tell: Tell) -> Iterator[str]:
    """The directories of hosts at and below FOLDER."""
    silent = True

    def unread(fault: Fault) -> None:
        nonlocal silent
        silent = False
        tell(fault)

    for host in disk.find(folder, unread):
        silent = False
        yield host
    if silent:
        tell(Fault(Place(folder), "no ifcfg files in it or below"))


def _lies_below(path: str, roots: Mapping[str, int], number: int) -> bool:
    """Whether PATH is one of the first NUMBER of ROOTS, which are real paths, or below one."""
    if not number:
        return False
    real = Path(os.path.realpath(path))
    return any(roots.get(str(above), number) < number for above in (real, *real.parents))
