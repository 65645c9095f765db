"""The files of a host as a revision in git has them: REV:PATH."""

from __future__ import annotations

import hashlib
import io
import itertools
import os
import stat
import subprocess
from collections.abc import Iterable, Iterator, Set
from contextlib import suppress
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path, PurePosixPath

from ifcfgen import config, reading
from ifcfgen.config import Config
from ifcfgen.errors import IfcfgenError
from ifcfgen.facts import Host, live
from ifcfgen.filesystem import tree
from ifcfgen.filesystem.tree import LARGEST, Tree, archive_on
from ifcfgen.lazy import NamedTuple
from ifcfgen.reading import Reading
from ifcfgen.scripts.directory import is_ours
from ifcfgen.scripts.disk import OF_A_SYSTEM
from ifcfgen.scripts.keyfile import deleted
from ifcfgen.scripts.names import KEYFILE_SUFFIX, NMMETA_SUFFIX
from ifcfgen.scripts.surroundings import AUTOSTART, KEYFILES, PLACES, REPOSITORY

_GIT = ("git", "--no-pager", "--literal-pathspecs", "-c", "core.fsmonitor=false")
"""git, and nothing that a repository could have it run: neither command looks at the index or at attributes."""
_SAFELY = {**os.environ, "GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1"}
"""A partial clone fetches what it does not have, by a program that its configuration names."""
_VENDORS, _RUNTIME, _ = KEYFILES
_BESIDE = (*PLACES.items(), *((f"{flat}/*", f"{links}/*") for flat, links in AUTOSTART.items()))
"""What lies beside the files of a host: its name in a flat directory, and its place from /etc."""
_MOST_FILES = 10_000
_REMEMBERED = 64
"""Shared files and directories that are compared once: usually an ifcfgen.toml and the rules of a site."""
_LENGTH_OF_SHA256 = 64
"""Digits of the name of an object, where a repository does not use SHA-1."""


def is_one(path: str) -> bool:
    """Whether PATH is not on the disk, and may be REV:PATH."""
    revision, colon, _ = path.partition(":")
    return bool(colon and revision) and not revision.startswith("-") and not Path(path).exists()


def is_bare(path: str) -> bool:
    """Whether PATH is not on the disk, and is a revision without a path in it."""
    if ":" in path or path.startswith("-") or Path(path).exists():
        return False
    return _is_there(path)


def read(name: str, said: Host) -> Reading:
    """The host whose files lie at NAME, REV:PATH, with what is SAID of it, and what the ifcfgen.toml on the disk states
    of PATH. Raises `IfcfgenError`."""
    whole, part = _system(name)
    there = {one.path: one for one in _tree(whole) if not (one.size.isdecimal() and int(one.size) > LARGEST)}
    hosts = _hosts(one.path for one in there.values() if not one.is_link and one.path.is_relative_to(part))
    if not hosts:
        raise IfcfgenError(f"{name}: no ifcfg files or keyfiles here or below: nothing to read")
    if len(hosts) > 1:
        raise IfcfgenError(f"{name}: {len(hosts)} hosts in it; give one of them, such as {_below(whole, hosts[0])}")
    found = {called: one for one in there.values() for called in _names(one.path, hosts[0])}
    if len(found) > _MOST_FILES:
        raise IfcfgenError(f"{name}: more than {_MOST_FILES} files")
    blobs = zip(found.items(), _blobs(name, (one.blob for one in found.values())), strict=True)
    contents = {called: one.said(data) for (called, one), data in blobs}
    return reading.parse(contents, _known(whole, hosts[0], said), name)


def _system(name: str) -> tuple[str, str]:
    """NAME, REV:PATH, up to the root of the system that it is a part of, as the part has files elsewhere in it; and the
    part, below that. Raises `IfcfgenError`."""
    revision, _, path = name.partition(":")
    if path.startswith("."):
        with suppress(IfcfgenError):  # a bare repository
            prefix = _git(name, "rev-parse", "--show-prefix").decode(errors="surrogateescape").removesuffix("\n")
            path = os.path.normpath(prefix + path)
    plain = f"/{path.rstrip('/')}"
    part = next((inner for inner in live.PARTS if plain.endswith(inner)), None)
    if part is None or path.startswith("."):
        return name, ""
    return f"{revision}:{plain.removesuffix(part)[1:]}", part[1:]


class _Entry(NamedTuple):
    """A file of a tree, or a link that says all by its name and target: that a profile is deleted, a guest starts."""

    path: PurePosixPath
    blob: str
    size: str
    is_link: bool

    def said(self, data: bytes) -> bytes:
        """What the file says whose blob holds DATA."""
        uuid = self.path.name.removesuffix(NMMETA_SUFFIX)
        if not self.is_link:
            return data
        return deleted(uuid, data.decode(errors="replace")).encode() if uuid != self.path.name else b""


def _hosts(paths: Iterable[PurePosixPath]) -> list[PurePosixPath]:
    """The directories that hold the files of a host, among PATHS: its ifcfg files; without these its keyfiles."""
    folders: dict[PurePosixPath, dict[PurePosixPath, None]] = {}
    for path in sorted(paths, key=lambda path: (not path.name.startswith("ifcfg-"), _is_of_vendor(path.parent))):
        is_of_host = path.name.startswith("ifcfg-") or path.name.endswith(KEYFILE_SUFFIX)
        if is_of_host and not _ends(path.parent, _RUNTIME):
            folders.setdefault(_etc(path.parent) or _flat(path.parent), {})[path.parent] = None
    return [_flat(next(iter(there))) for there in folders.values()]


def _ends(folder: PurePosixPath, end: str) -> bool:
    return f"/{folder}".endswith(f"/{end}")


def _is_of_vendor(folder: PurePosixPath) -> bool:
    return _ends(folder, _VENDORS)


def _flat(folder: PurePosixPath) -> PurePosixPath:
    """The directory of a host whose files lie in FOLDER: beside ifcfg files, keyfiles have one of their own."""
    return folder.parent if folder.name == "system-connections" and not _etc(folder) else folder


def _etc(folder: PurePosixPath) -> PurePosixPath | None:
    """The /etc that FOLDER lies in, or below which its system has its own; None for a flat directory."""
    if _is_of_vendor(folder):
        return folder.parents[3] / "etc"
    is_in_etc = folder.name == "network-scripts" or _ends(folder, "NetworkManager/system-connections")
    return folder.parents[1] if is_in_etc and len(folder.parents) > 1 else None


def _names(path: PurePosixPath, host: PurePosixPath) -> Iterator[str]:
    """What the file PATH is called among the files of HOST, the directory that they lie in; nothing for others."""
    etc = _etc(host)
    if path.parent == host and is_ours(path.name):
        yield path.name
    elif etc is None and path.parent == host and path.name.endswith(KEYFILE_SUFFIX):
        yield f"system-connections/{path.name}"
    elif host.name == "network-scripts" and path == host.parent / "network":
        yield path.name
    for known, place in _BESIDE:
        where = PurePosixPath(os.path.normpath(etc / place)) if etc else host / known
        if len(path.parts) == len(where.parts) and path.match(str(where)):
            yield "/".join((*PurePosixPath(known).parts[: -_open(known)], *path.parts[-_open(known) :]))


def _open(pattern: str) -> int:
    """How many components at the end of PATTERN are not the same in all that it names; at least its name."""
    parts = pattern.split("/")
    return len(parts) - min((i for i, part in enumerate(parts) if "*" in part), default=len(parts) - 1)


class Since:
    """The files of hosts as REVISION has them, in the repositories of PATHS, and those that are SHARED by all hosts.
    Raises `IfcfgenError`.

    Only trees of git are read: to compare the working tree with them, git would run what its configuration names.
    """

    def __init__(self, revision: str, paths: Iterable[str], shared: Iterable[str] = ()):
        self._blobs: dict[str, dict[str, str]] = {}
        """By directory and name."""
        self._shared = [*shared]
        self._tops = dict.fromkeys(_top(revision, path) for path in paths)
        for top in self._tops:
            if not _is_there(f"{revision}^{{tree}}", "-C", top):
                raise IfcfgenError(f"--changed-since {revision}: no such revision in {top}")
            for path, blob, *_ in _tree(f"{revision}^{{tree}}", "-C", top):
                self._blobs.setdefault(f"{top}/{path.parent}".removesuffix("/."), {})[path.name] = blob
        self._is_other_now = lru_cache(_REMEMBERED)(self._has_other_content)

    def has_changed(self, reading: Reading, settings: Config | None) -> bool:
        """Whether READING has other files now, or what it shares with other hosts: an ifcfgen.toml, whose SETTINGS may
        be others, the rules of a site, facts. What lies outside of the repositories is not compared."""
        shared = [Path(path).resolve() for path in self._shared]
        shared += (settings.path.resolve(), *settings.rules) if settings else ()
        within = (str(path) for path in shared if any(path.is_relative_to(top) for top in self._tops))
        return any(map(self._is_other_now, within)) or self._has_other_files(reading)

    def _has_other_files(self, reading: Reading) -> bool:
        directory = reading.directory
        whole = archive_on(directory.path) or directory.path
        if Path(whole).is_file():  # an archive, or a script that writes the files
            return self._has_other_content(os.path.realpath(whole))
        files = [(file.path, file.document.data) for file in directory.files]
        beside = (file for name, file in directory.surroundings.files.items() if name != REPOSITORY)
        files += [(file.path, file.text.encode(errors="surrogateescape")) for file in beside]
        there = dict(itertools.starmap(_as_in_git, files))
        changed = any(self._is_other(path, len(data), [data]) for path, data in there.items())
        here = Path(os.path.realpath(directory.path))
        return changed or self._lacks(here, there.keys()) or self._boots_with_others(here)

    def _boots_with_others(self, here: Path) -> bool:
        """Whether what a boot reads beside the files of a host in HERE is other than it was."""
        etc = _etc(PurePosixPath(here))
        places = (Path(etc, place) if etc else here / name for name, place in OF_A_SYSTEM.items())
        wholes = {place.parent if "*" in place.name else place for place in places}
        return any(self._has_other_content(str(one)) for one in wholes if one.exists() or self._had(one))

    def _had(self, path: Path) -> bool:
        """Whether PATH was a file, or a directory with files."""
        return str(path) in self._blobs or path.name in self._blobs.get(str(path.parent), ())

    def _has_other_content(self, path: str) -> bool:
        """Whether the file PATH is another one now, or any file in and below the directory PATH."""
        here = Path(path)
        try:
            if not here.is_dir():
                return self._is_other(here, here.stat().st_size, tree.pieces(path))
            with Tree(path) as held:
                now = {here / name for name in _files(held)}
            before = {Path(folder) / name for folder, names in self._blobs.items() for name in names}
            gone = any(file.is_relative_to(here) for file in before - now)
            return gone or any(self._has_other_content(str(file)) for file in now)
        except OSError:
            return True

    def _lacks(self, here: Path, there: Set[Path]) -> bool:
        """Whether there was another file of the host in HERE than those that are THERE."""
        etc = _etc(PurePosixPath(here))
        beside = (os.path.normpath(etc / place) if etc else f"{here}/{known}" for known, place in _BESIDE)
        own = () if etc else (f"{here}/*{KEYFILE_SUFFIX}",)
        before = {here / name for name in self._blobs.get(str(here), ()) if is_ours(name)}
        for folder, glob in map(os.path.split, (*beside, *own)):
            before |= {Path(folder, name) for name in self._blobs.get(folder, ()) if fnmatchcase(name, glob)}
        return not before <= there

    def _is_other(self, path: Path, size: int, data: Iterable[bytes]) -> bool:
        blob = self._blobs.get(str(path.parent), {}).get(path.name, "")
        name = (hashlib.sha256 if len(blob) == _LENGTH_OF_SHA256 else hashlib.sha1)(b"blob %d\0" % size)
        for piece in data:
            name.update(piece)
        return name.hexdigest() != blob


def _as_in_git(path: str, data: bytes) -> tuple[Path, bytes]:
    """The real PATH of a file, which holds DATA, and what git has of it: of a link that says all, its target."""
    here = Path(path)
    if _says_all(PurePosixPath(path)) and here.is_symlink():
        return here.parent.resolve() / here.name, os.fsencode(here.readlink())
    return Path(os.path.realpath(path)), data


def _says_all(path: PurePosixPath) -> bool:
    """Whether a link at PATH says all by its name and target."""
    return path.name.endswith(NMMETA_SUFFIX) or path.parent.name in ("autostart", *AUTOSTART)


def _files(held: Tree, folder: str = "") -> Iterator[str]:
    """The regular files in FOLDER and below. Raises `OSError`."""
    for name, is_folder in held.listing(folder).items():
        path = f"{folder}/{name}" if folder else name
        if is_folder:
            yield from _files(held, path)
        elif held.kind(path) == stat.S_IFREG:
            yield path


def _top(revision: str, path: str) -> str:
    """The top directory of the repository that PATH lies in. Raises `IfcfgenError`."""
    folder = Path(path) if Path(path).is_dir() else Path(archive_on(path) or path).parent
    top = _git(revision, "rev-parse", "--show-toplevel", before=("-C", str(folder)))
    return os.path.realpath(top.decode(errors="surrogateescape").removesuffix("\n"))


def _tree(name: str, *before: str) -> Iterator[_Entry]:
    """Each regular file in the tree NAME, and each link that says all; options of git are BEFORE. Raises
    `IfcfgenError`."""
    listed = _git(name, "ls-tree", "-r", "-z", "-l", "--full-tree", "--end-of-options", name, before=before)
    for entry in filter(None, listed.decode(errors="surrogateescape").split("\0")):
        about, _, path = entry.partition("\t")
        mode, _, blob, size = about.split()
        is_link = mode == "120000" and _says_all(PurePosixPath(path))
        if mode.startswith("100") or is_link:  # no other links
            yield _Entry(PurePosixPath(path), blob, size, is_link)


def _known(name: str, folder: PurePosixPath, said: Host) -> Host:
    """What is SAID of the host in FOLDER of NAME, and what the ifcfgen.toml that holds there now states."""
    try:
        top = _git(name, "rev-parse", "--show-toplevel").decode(errors="surrogateescape").removesuffix("\n")
    except IfcfgenError:
        return said  # a bare repository
    path = name.partition(":")[2]
    here = (Path(path if path.startswith(".") else f"{top}/{path}") / folder).resolve()
    return config.known(said, config.nearest(here), here).over(live.around(str(here)).host)


def _is_there(name: str, *before: str) -> bool:
    """Whether git knows an object by NAME; options of git are BEFORE."""
    with suppress(IfcfgenError):
        return bool(_git(name, "rev-parse", "--verify", "--quiet", "--end-of-options", name, before=before))
    return False


def _below(name: str, folder: PurePosixPath) -> str:
    return f"{name}{folder}" if name.endswith((":", "/")) else f"{name}/{folder}"


def _blobs(name: str, blobs: Iterable[str]) -> Iterator[bytes]:
    """What BLOBS hold, by one process for all of them."""
    read = io.BytesIO(_git(name, "cat-file", "--batch", given="".join(f"{blob}\n" for blob in blobs)))
    for head in iter(read.readline, b""):
        blob, *_, size = head.decode().split()
        if size == "missing":
            raise IfcfgenError(f"{name}: git: the object {blob} is missing")
        yield read.read(int(size))
        read.readline()


def _git(name: str, *words: str, given: str = "", before: Iterable[str] = ()) -> bytes:
    try:
        run = subprocess.run(
            [*_GIT, *before, *words], capture_output=True, input=given.encode(), env=_SAFELY, check=False
        )
    except OSError as error:
        raise IfcfgenError(f"{name}: git: {error.strerror}") from None
    if run.returncode:
        told = run.stderr.decode(errors="replace").strip().split("\n")
        why = next((line for line in told if line.startswith("fatal: ")), told[0]).removeprefix("fatal: ")
        raise IfcfgenError(f"{name}: git: {why}")
    return run.stdout
