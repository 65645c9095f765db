"""The hosts that lie in some paths: which directories, which files of them are meant, and what is known of each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from ifcfgen import api, config
from ifcfgen.cli import stdin, terminal
from ifcfgen.config import Config
from ifcfgen.errors import Fault, Faults, IfcfgenError
from ifcfgen.facts import Host, live
from ifcfgen.facts.live import System
from ifcfgen.filesystem import tree
from ifcfgen.lazy import NamedTuple
from ifcfgen.place import Place
from ifcfgen.reading import Reading
from ifcfgen.scripts import disk, search
from ifcfgen.scripts.directory import in_folder
from ifcfgen.scripts.names import is_passed_over_by_all, role_and_suffix

if TYPE_CHECKING:
    from ifcfgen.scripts.embedded import Outer
    from ifcfgen.scripts.search import Script

_REMEMBERED = 16
"""How many ifcfgen.toml are kept ready: one is usual, ten thousand must not fill the memory."""

_USUAL_RELEASE = 8
"""Of a kickstart that does not say which release it installs: the last one with ifcfg files."""
_NOWHERE = live.System()

_NOBODY: Mapping[str, Host] = {}

Tell = Callable[[Fault], None]
"""Takes what cannot be read; the rest is there all the same."""

Configure = Callable[[Path], tuple[Config | None] | None]
"""What the ifcfgen.toml that holds for a directory says; None where that is at fault."""


class Located(NamedTuple):
    """Where a host lies: its directory below `root`, its real `path`, and the files that are `wanted`; None: all.

    `outer` is what is in the file that writes those of the host: the directory is then that file.
    """

    root: str
    folder: str
    path: Path
    wanted: Set[str] | None
    outer: Outer | None = None

    @property
    def home(self) -> Path:
        """The directory whose ifcfgen.toml holds for it."""
        return self.path.parent if self.outer else self.path


class Found(NamedTuple):
    """A host: its files, the path of their directory with all links resolved, and the ifcfgen.toml that holds there.

    `wanted` are the paths of the files that are meant; None: all. `outer` is the file that writes those of the host.
    """

    reading: Reading
    path: Path
    settings: Config | None
    wanted: Set[str] | None
    outer: Outer | None = None
    system: System = _NOWHERE
    """What is known of the system that the files are of."""
    beside: Mapping[str, bytes] = disk.NO_FILES
    """What a boot reads beside its files."""

    def is_meant(self, path: str) -> bool:
        """Whether the file PATH, as the directory names it, is meant."""
        return self.wanted is None or path in self.wanted

    def files(self) -> set[str]:
        """The paths of the files that are meant and there; a copy that every reader passes over is none of them."""
        directory = self.reading.directory
        read = (file for file in directory.files if not file.is_unread)
        files = (f.path for f in read if f.role != "ifcfg" or not is_passed_over_by_all(f.name))
        beside = directory.surroundings
        paths = chain(files, (k.path for k in (*beside.keyfiles, *beside.keyfiles_until_boot)))
        return {path for path in paths if self.is_meant(path)}

    def faults(self) -> Iterator[Fault]:
        """What could not be read of what is meant."""
        if self.outer:
            from ifcfgen.cli import embedded  # as in `read`

            yield from embedded.faults(self.outer, self.reading.directory.path, self.reading.host.el)
        directory = self.reading.directory
        problems = {fault.place.path: fault for fault in directory.problems if fault.place}
        yield from (f for path, f in problems.items() if path == directory.path or self.is_meant(path))
        kinds = {in_folder(directory.path, name): kind for name, kind in directory.irregular.items()}
        for path in sorted((self.wanted or set()) - problems.keys() - self.files()):
            is_none = f"{kinds[path]}, not a file: not read" if path in kinds else ""
            yield Fault(Place(path), is_none or "neither initscripts nor NetworkManager reads such a file")


def find(
    paths: Iterable[str],
    said: Host,
    tell: Tell,
    configured_by: Callable[[Path], Path | None] = config.find,
    contents: Mapping[str, bytes] = disk.NO_FILES,
    named: Mapping[str, Host] = _NOBODY,
) -> Iterator[Found]:
    """The hosts at and below PATHS, each once, with what is SAID of them and what their ifcfgen.toml states.

    CONFIGURED_BY says which ifcfgen.toml holds for a directory, if any. CONTENTS has files by path that count as they
    are there, whatever lies on the disk. NAMED has the facts of hosts by name.
    """
    configure = configured(tell, configured_by, named)
    for located, settings in locate(paths, tell, configure, contents):
        yield read(located, settings, said, contents)


def configured(tell: Tell, by: Callable[[Path], Path | None], named: Mapping[str, Host] = _NOBODY) -> Configure:
    """What the ifcfgen.toml says that holds for a directory as BY has it, each loaded once; and the facts of NAMED."""
    unconfigured = Config(Path.cwd() / config.NAME, facts=named) if named else None

    @lru_cache(_REMEMBERED)
    def settings(path: Path | None) -> tuple[Config | None] | None:
        try:
            return (replace(config.load(path), facts=named) if path else unconfigured,)
        except IfcfgenError as error:
            for fault in error.faults:
                tell(fault)
            return None

    nearest = lru_cache(_REMEMBERED)(by)  # a host is looked for, and read at once
    return lambda folder: settings(nearest(folder))


def locate(
    paths: Iterable[str], tell: Tell, configure: Configure, contents: Mapping[str, bytes] = disk.NO_FILES
) -> Iterator[tuple[Located, Config | None]]:
    """Where the hosts at and below PATHS lie, and what their ifcfgen.toml says, as CONFIGURE has it.

    A site's own rules and templates are no hosts, whatever they are called.
    """
    named: dict[str, Outer] = {}
    scripts: list[Script] = []
    for root, folder, here, wanted in _directories(paths, contents, tell, named, scripts):
        loaded = configure(here)
        if loaded is None:
            continue
        (settings,) = loaded
        if settings and any(here.is_relative_to(own) for own in (*settings.rules, *settings.templates)):
            continue
        yield Located(root, folder, here, wanted), settings
    seen: set[Path] = set()
    for path, written in chain(named.items(), search.outers(scripts)):
        located = Located(path, path, Path(path).resolve(), None, written)
        loaded = configure(located.home)
        if loaded and located.path not in seen:
            seen.add(located.path)
            yield located, loaded[0]


def read(located: Located, settings: Config | None, said: Host, contents: Mapping[str, bytes]) -> Found:
    """The host that was LOCATED, with what is SAID of it and what SETTINGS state; CONTENTS as for `find`."""
    root, folder, here, wanted, outer = located
    host = config.known(said, settings, here)
    if outer:
        from ifcfgen.cli import embedded  # long to load, and seldom needed
        from ifcfgen.scripts import anaconda

        shown = embedded.system(outer.kickstart, folder)
        host = host.over(shown.host)
        outer = anaconda.installed(outer, host.el or _USUAL_RELEASE)
        return Found(Reading(embedded.directory(outer, folder), host), here, settings, wanted, outer, shown)
    system = live.around(str(here))
    directory, beside = disk.read_all(folder, root, contents)
    return Found(Reading(directory, host.over(system.host)), here, settings, wanted, system=system, beside=beside)


def is_topology(path: str) -> bool:
    """Whether PATH is a topology, not the files of a host; `-` is one on stdin, or an archive."""
    return (path == "-" and not stdin.archive()) or (path.endswith((".yaml", ".yml")) and Path(path).is_file())


def one(path: Path, said: Host, named: Mapping[str, Host] = _NOBODY, *, whole: bool = True) -> Reading:
    """The host whose files lie in the directory or archive PATH, or the only one below it; `-` is an archive on stdin.
    NAMED has the facts of hosts by name.

    A keyfile is a host that has no other; / is this system, where no other place is searched. Raises `IfcfgenError`;
    not where it need not be WHOLE and some of its files cannot be read, of which stderr tells.
    """
    if str(path) == "-":
        path = Path(stdin.archive() or "-")
    elif str(path) in ("/", live.NETWORK_SCRIPTS):
        there = (place for place in live.HOMES if any(search.find(place, lambda _: None)))
        path = Path(next(there, live.NETWORK_SCRIPTS))
    if is_kickstart(path):
        return _installed(path, said)
    if disk.is_lone_keyfile(str(path)):
        return _of_keyfile(path, said)
    _refuse_others(path)
    faults: list[Fault] = []
    found = (host for host in find([str(path)], said, faults.append, named=named) if host.outer is None)
    first = next(found, None)
    if first is None:
        read = api.read_host(path, said)  # routes, rules and global keys without a device
        if not read.directory.files:
            raise IfcfgenError(f"{path}: no ifcfg files or keyfiles in it or below")
        return read
    here = first.reading.directory
    if here.path != str(path):
        others = [host.reading.directory.path for host in found]
        if others:
            count = len(others) + 1
            raise IfcfgenError(f"{path}: {count} hosts in it; give one of them, such as {here.path}")
        if faults:
            raise Faults(faults)
    if here.problems and (whole or not (here.files or here.surroundings.keyfiles)):
        raise Faults(here.problems)
    terminal.tell(*map(str, here.problems))
    return first.reading


def _refuse_others(path: Path) -> None:
    """Raise `IfcfgenError` for a PATH that is there, and is no directory or archive."""
    if is_topology(str(path)):
        raise IfcfgenError(f"{path}: a topology, not the files of a host")
    if path.exists() and not tree.is_folder(str(path)):
        forms = "the directory, archive, keyfile or kickstart of a host"
        raise IfcfgenError(f"{path}: neither {forms} nor a topology (.yaml, .yml)")


def is_kickstart(path: Path) -> bool:
    """Whether the file PATH is a kickstart that configures network devices. Raises `IfcfgenError`."""
    if not path.is_file() or tree.is_folder(str(path)):
        return False
    try:
        outer = _outer(str(path), disk.NO_FILES)
    except OSError as error:
        raise IfcfgenError(Fault(Place(str(path)), error.strerror or str(error))) from None
    return outer is not None and outer.kickstart is not None


def _installed(path: Path, said: Host) -> Reading:
    """The host that the kickstart PATH installs. Raises `IfcfgenError`."""
    from ifcfgen.cli import embedded  # as in `read`

    faults: list[Fault] = []
    found = next(find([str(path)], said, faults.append), None)
    if found is None or found.outer is None:
        raise Faults(faults)
    if found.outer.kickstart and found.outer.kickstart.stops_on(found.reading.host.el):
        raise Faults([*faults, *found.faults()])
    embedded.refuse_placeholders(found.outer, str(path))
    terminal.tell(*map(str, found.faults()))
    for name in embedded.unknown(found.outer):
        terminal.tell(f"{path}: {name} is as it is written first; what else the scripts do to it is not followed")
    return found.reading


def _of_keyfile(path: Path, said: Host) -> Reading:
    here = path.parent.resolve()
    try:
        return Reading(disk.read_keyfile(str(path)), config.known(said, config.nearest(here), here))
    except OSError as error:
        raise IfcfgenError(Fault(Place(str(path)), error.strerror or str(error))) from None


def _directories(
    paths: Iterable[str], contents: Mapping[str, bytes], tell: Tell, named: dict[str, Outer], scripts: list[Script]
) -> Iterator[tuple[str, str, Path, Set[str] | None]]:
    """The directory or archive that holds it, that of each host, once, its real path, and the files there that are
    meant; None: all.

    Files of CONTENTS need not be there. NAMED takes those files that write network files, and are none; SCRIPTS takes
    those below PATHS that may be such files.
    """
    files: dict[str, set[str]] = {}
    folders = []
    for path in dict.fromkeys(paths):
        try:
            if path not in contents and tree.is_folder(path):
                folders.append(str(Path(path)))
            elif written := _outer(path, contents):
                named[path] = written
            else:
                if path not in contents:
                    tree.look(path)
                folder, name = os.path.split(path)
                files.setdefault(disk.host_of(path), set()).add(f"{folder}/{name}" if folder else name)
        except OSError as error:
            hint = "; give the directory of a host" if path == live.NETWORK_SCRIPTS else ""
            tell(Fault(Place(path), f"{error.strerror or error}{hint}"))
    roots: dict[str, int] = {}
    for number, folder in enumerate(folders):
        roots.setdefault(os.path.realpath(folder), number)
    for folder, wanted in files.items():
        if not _lies_below(folder, roots, len(folders)):
            yield folder, folder, Path(folder).resolve(), wanted
    searched: set[str] = set()
    for number, folder in enumerate(folders):
        found = search.Others([], [])
        for root, host, real in _below(folder, tell, searched, found):
            if not _lies_below(host, roots, number):
                yield root, host, Path(real), None
        scripts += (one for one in found.scripts if not _lies_below(os.path.split(one.path)[0], roots, number))


def _outer(path: str, contents: Mapping[str, bytes]) -> Outer | None:
    """The network files that PATH writes, where that is none itself. Raises `OSError`."""
    name = os.path.split(path)[1]
    if role_and_suffix(name) or name == "network":
        return None
    return search.outer(contents[path] if path in contents else tree.read(Path(path)))


def _below(folder: str, tell: Tell, searched: set[str], others: search.Others) -> Iterator[tuple[str, str, str]]:
    """The directories of hosts at and below FOLDER, then those in the archives below it, each with what it lies in,
    and with its real path: no link is followed on the way.

    SEARCHED takes the real paths of all these; an archive among them is not searched again. OTHERS takes what else
    lies below FOLDER.
    """
    silent = True

    def unread(fault: Fault) -> None:
        nonlocal silent
        silent = False
        tell(fault)

    is_in_archive = tree.archive_on(folder) is not None
    for root in chain((folder,), () if is_in_archive else others.archives):  # which the search of the first fills
        is_archive = tree.archive_on(root) is not None
        real = os.path.realpath(root)
        if is_archive and real in searched:
            silent = False
            continue
        searched.add(real)
        if root is not folder and not is_archive:
            unread(Fault(Place(root), "named like an archive, and none that ifcfgen reads (.tar, .gz, .xz, .zst)"))
            continue
        for host in search.find(root, unread, others if root is folder else None):
            silent = False
            below = host if root == "." else host[len(root) :].strip("/")
            yield root, host, f"{real.rstrip('/')}/{below}" if host != root else real
    is_hook = os.environ.get("PRE_COMMIT") == "1"  # which runs for every script, wherever there are network files
    if silent and not is_hook and not any(search.outers(others.scripts)):
        tell(Fault(Place(folder), "no ifcfg files or keyfiles in it or below"))


def _lies_below(path: str, roots: Mapping[str, int], number: int) -> bool:
    """Whether PATH is one of the first NUMBER of ROOTS, which are real paths, or below one; that of an archive shows
    nothing of its content."""
    if not number:
        return False
    real, archive = Path(os.path.realpath(path)), tree.archive_on(path)
    outermost = Path(os.path.realpath(archive)) if archive else Path("/")
    above = (one for one in (real, *real.parents) if one.is_relative_to(outermost))
    return any(roots.get(str(one), number) < number for one in above)
