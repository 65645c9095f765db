"""A network-scripts directory: which files it has, and what each of them defines."""

from __future__ import annotations

import errno
import fnmatch
import os
import re
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from ifcfgen.errors import Fault
from ifcfgen.ifcfg.vocabulary import foreign
from ifcfgen.lazy import cached_property
from ifcfgen.place import Place
from ifcfgen.scripts.definition import Definition, define
from ifcfgen.scripts.file import File
from ifcfgen.scripts.names import is_passed_over_by_all, role_and_suffix
from ifcfgen.scripts.surroundings import NOTHING, PLACES, Found, Surroundings, is_beside

LARGEST = 1 << 20
"""Bytes; a file beyond it is no ifcfg file and is not read."""

_NO_CONFIGURATION = (".md", ".rst", ".adoc", ".html", ".py", ".sh", ".xml", ".yaml", ".yml", ".json")
"""A directory with nothing but such `ifcfg-` files is about hosts, and is none."""

_USUAL = 1 << 14  # bytes; a buffer for the largest costs more than the reading of a usual one
_BESIDE = ("route", "route6", "rule", "rule6")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class Directory:
    """The files of one host, and what is written in them whoever reads it.

    `problems` are the faults of what could not be read. `scripts` are the names of the ifup- scripts among
    the files; none: unknown, for few repositories hold them.
    """

    def __init__(
        self,
        files: Mapping[str, bytes],
        path: str = "",
        problems: Iterable[Fault] = (),
        surroundings: Surroundings = NOTHING,
        scripts: Iterable[str] = (),
    ):
        self.path = path
        self.files = tuple(File(name, data, path) for name, data in sorted(files.items()))
        self.problems = tuple(problems)
        self.surroundings = surroundings
        self.scripts = frozenset(scripts)
        self._by_suffix = {file.suffix: file for file in self.files if file.role == "ifcfg"}

    def revised(self, files: Mapping[str, bytes]) -> Directory:
        """This directory, with other content in some FILES."""
        held = {file.name: file.document.data for file in self.files}
        return Directory({**held, **files}, self.path, self.problems, self.surroundings, self.scripts)

    def file(self, name: str) -> File | None:
        """The file NAME."""
        return self._named.get(name)

    @cached_property
    def _named(self) -> dict[str, File]:
        return {file.name: file for file in self.files}

    @property
    def network(self) -> Mapping[str, str]:
        """The keys of /etc/sysconfig/network."""
        file = self.file("network")
        return file.document.keys if file else {}

    def ifcfg(self, suffix: str) -> File | None:
        """The file `ifcfg-SUFFIX`."""
        return self._by_suffix.get(suffix)

    def file_beside(self, role: str, suffix: str) -> File | None:
        """The route, route6, rule or rule6 file of SUFFIX."""
        return self._beside.get((role, suffix))

    @cached_property
    def _beside(self) -> dict[tuple[str, str], File]:
        return {(file.role, file.suffix): file for file in self.files if file.role not in ("ifcfg", "network")}

    def aliases_of(self, suffix: str) -> list[File]:
        """The files `ifcfg-SUFFIX:...`."""
        return self._aliases.get(suffix, [])

    @cached_property
    def _aliases(self) -> dict[str, list[File]]:
        found: dict[str, list[File]] = {}
        for file in self._by_suffix.values():
            for colon in re.finditer(":", file.suffix):
                found.setdefault(file.suffix[: colon.start()], []).append(file)
        return found

    def files_of_uuid(self, uuid: str) -> list[File]:
        """The ifcfg files with this UUID, in whatever case it is written."""
        return self._files_by_uuid.get(uuid.lower(), [])

    @cached_property
    def _files_by_uuid(self) -> dict[str, list[File]]:
        found: dict[str, list[File]] = {}
        for file in self._by_suffix.values():
            uuid = file.document.nm.get("UUID")
            if uuid:
                found.setdefault(uuid.lower(), []).append(file)
        return found

    # -- definitions ------------------------------------------------------------------------------------

    @cached_property
    def definitions(self) -> Mapping[str, Definition]:
        """What each ifcfg file defines, read by somebody or not, by the name of the file."""
        return {file.name: self._define(file) for file in self._by_suffix.values()}

    def _define(self, file: File) -> Definition:
        name = file.document.keys.get("DEVICE") or file.suffix
        return define(file, self.base(file), self.is_foreign(file), self.name_of, self._files_of((file.suffix, name)))

    def base(self, file: File) -> str | None:
        """The name of the device that an ifcfg file adds addresses to, where it is an alias or range file."""
        stem = file.stem if file.role == "ifcfg" else ""
        if not stem:
            return None
        base = self._by_suffix.get(stem)
        return (base.document.keys.get("DEVICE") if base else None) or stem

    def is_foreign(self, file: File) -> bool:
        """Whether FILE is another distribution's, by itself or because most of the host's files are."""
        return self._is_foreign or file.is_foreign

    @cached_property
    def _is_foreign(self) -> bool:
        # those of PLD have DEVICE and ONBOOT, as ours
        files = self._by_suffix.values()
        theirs = [f for f in files if f.is_foreign or (f.foreign_key and foreign(f.foreign_key) == "PLD")]
        return 2 * len(theirs) > len(files)

    def _files_of(self, suffixes: Iterable[str]) -> Iterable[File]:
        """The route and rule files of a device, by file suffix and by name (initscripts el7 ifup-routes)."""
        if not self._beside:
            return ()
        wanted = dict.fromkeys(suffixes)
        return [f for s in wanted for role in _BESIDE if (f := self._beside.get((role, s)))]

    def name_of(self, reference: str) -> str:
        """The device that BRIDGE=, MASTER= or PHYSDEV= means: NetworkManager takes a UUID as well as a name."""
        if len(reference) == 36 and _UUID.fullmatch(reference):
            return self._name_by_uuid.get(reference.lower(), reference)
        return reference

    @cached_property
    def _name_by_uuid(self) -> dict[str, str]:
        keys = [(file, file.document.keys) for file in self._by_suffix.values()]
        return {k["UUID"].lower(): k.get("DEVICE") or file.suffix for file, k in keys if k.get("UUID")}


def parse(files: Mapping[str, bytes | str], path: str = "") -> Directory:
    """A directory from what its files hold, by name; also of those that lie beside it, as in `surroundings.PLACES`.

    Those that `read` would not read are left out.
    """
    data = {name: text if isinstance(text, bytes) else text.encode() for name, text in files.items()}
    head = f"{path}/" if path else ""
    beside = {n: Found(head + n, text.decode(errors="replace")) for n, text in data.items() if is_beside(n)}
    scripts = [name for name in data if name.startswith("ifup-")]
    ours = {name: text for name, text in data.items() if _is_ours(name)}
    return Directory(ours, path, (), Surroundings(beside), scripts)


def _is_ours(name: str) -> bool:
    return name == "network" or role_and_suffix(name) is not None


def find(path: str, unread: Callable[[OSError], None] | None = None) -> Iterator[str]:
    """The directories at and below PATH that hold ifcfg files, in order; links are not followed, `.git` is left out.

    Each directory that cannot be read is told to UNREAD, and passed over.
    """
    for folder, folders, names in os.walk(path, onerror=unread):
        folders[:] = sorted(name for name in folders if name != ".git")
        if any(name.startswith("ifcfg-") and not name.endswith(_NO_CONFIGURATION) for name in names):
            yield folder


def read(path: str) -> Directory:
    """The network-scripts directory PATH, with /etc/sysconfig/network and its surroundings where the path shows them.

    What cannot be read is in `problems`; the rest is there all the same.
    """
    files: dict[str, bytes] = {}
    problems: list[Fault] = []
    try:
        with os.scandir(path or ".") as found:
            listed = {entry.name: entry for entry in found}
    except OSError as error:
        return Directory({}, path, [Fault(Place(path), error.strerror or str(error))])
    for name, entry in listed.items():
        if not _is_ours(name) or (name == "network" and entry.is_dir()):
            continue
        if name.startswith("ifcfg-") and is_passed_over_by_all(name):
            continue
        problem = None if entry.is_file(follow_symlinks=False) else _problem_of(entry, path)
        if problem is None:
            try:
                files[name] = _content(entry.path)
                continue
            except OSError as error:
                problem = error.strerror or str(error)
        problems.append(Fault(Place(f"{path}/{name}" if path else name), problem))
    etc: str | None = None
    if os.path.basename(path) == "network-scripts":  # noqa: PTH119 - a Path for each host of a fleet takes its time
        beside = Path(path).parent / "network"
        etc = str(beside.parent.parent)
        if "network" not in files and beside.is_file() and not beside.is_symlink():
            try:
                files["network"] = _content(str(beside))
            except OSError as error:
                problems.append(Fault(Place(str(beside)), error.strerror or str(error)))
    scripts = [name for name in listed if name.startswith("ifup-")]
    return Directory(files, path, sorted(problems), _surroundings(path, listed, etc), scripts)


def _surroundings(path: str, names: Collection[str], etc: str | None) -> Surroundings:
    """What lies beside PATH, which holds NAMES: in the same ETC, or in the directory itself, where that is flat."""
    found: dict[str, Found] = {}
    for known, place in PLACES.items():
        if etc is None and known.partition("/")[0] not in names:
            continue
        folder, _, pattern = f"{path}/{known}".rpartition("/") if etc is None else f"{etc}/{place}".rpartition("/")
        with suppress(OSError):  # what is not there, or for root only, stays unknown
            listed = [entry.name for entry in os.scandir(folder)] if "*" in pattern else [pattern]
            for file in fnmatch.filter(listed, pattern):
                whole = f"{folder}/{file}"
                with suppress(OSError):
                    if stat.S_ISREG(os.lstat(whole).st_mode):
                        text = _content(whole).decode(errors="surrogateescape")
                        found[f"{known.rpartition('/')[0]}/{file}".lstrip("/")] = Found(whole, text)
    return Surroundings(found) if found else NOTHING


def _content(path: str) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        data = os.read(descriptor, _USUAL)
        if len(data) == _USUAL:
            data += os.read(descriptor, LARGEST)
    finally:
        os.close(descriptor)
    if len(data) > LARGEST:
        raise OSError(errno.EFBIG, "larger than 1 MiB: not an ifcfg file, not read")
    if b"\0" in data:  # junk, UTF-16, or what a crash left of a file
        raise OSError(errno.EINVAL, "binary data, with NUL bytes: not an ifcfg file, not read")
    return data


def _problem_of(entry: os.DirEntry[str], directory: str) -> str | None:
    """Why ENTRY, which is no plain file, is not read; None where it is a link that may be followed."""
    if entry.is_symlink():
        try:
            target = Path(entry.path).resolve(strict=True)
        except (OSError, RuntimeError):
            return "a link that leads nowhere or in a circle: not read"
        home = Path(directory).resolve()
        # on a live system /etc is one house: config management links from one of its rooms into another
        inside = target.is_relative_to(home) or (home.is_relative_to("/etc") and target.is_relative_to("/etc"))
        if not inside:
            return f"a link out of the directory, to {target}: not followed"
        return None if target.is_file() else "a link to something that is no file: not read"
    kind = {stat.S_IFIFO: "a FIFO", stat.S_IFSOCK: "a socket", stat.S_IFDIR: "a directory"}
    mode = stat.S_IFMT(entry.stat(follow_symlinks=False).st_mode)
    return f"{kind.get(mode, 'a device node')}, not a file: not read"
