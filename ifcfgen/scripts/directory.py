"""A network-scripts directory as one network: which files it has, and the devices that they make."""

from __future__ import annotations

import errno
import fnmatch
import os
import re
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

from ifcfgen.errors import Fault
from ifcfgen.facts import Host
from ifcfgen.ifcfg import routes
from ifcfgen.lazy import cached_property
from ifcfgen.model import Failure, Place, Route, RoutingRule, Topology
from ifcfgen.scripts.device import FileDevice
from ifcfgen.scripts.file import File
from ifcfgen.scripts.names import is_passed_over_by_all, role_and_suffix
from ifcfgen.scripts.surroundings import NOTHING, PLACES, Found, Surroundings, is_beside

LARGEST = 1 << 20
"""Bytes; a file beyond it is no ifcfg file and is not read."""

_NO_CONFIGURATION = (".md", ".rst", ".adoc", ".html", ".py", ".sh", ".xml", ".yaml", ".yml", ".json")
"""A directory with nothing but such `ifcfg-` files is about hosts, and is none."""

_USUAL = 1 << 14  # bytes; a buffer for the largest costs more than the reading of a usual one
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class Directory(Topology):
    """The files of one host as a topology. `problems` are faults of what could not be read.

    `scripts` are the names of the ifup- scripts among the files; none: unknown, for few repositories hold them.
    `failures` are what the next boot does not bring up, by device, where somebody has foretold it.
    """

    failures: Mapping[str, Failure] = MappingProxyType({})

    files: tuple[File, ...]
    scripts: frozenset[str]
    surroundings: Surroundings

    def __init__(
        self,
        files: Mapping[str, bytes],
        host: Host | None = None,
        path: str = "",
        problems: Iterable[Fault] = (),
        surroundings: Surroundings = NOTHING,
        scripts: Iterable[str] = (),
    ):
        self.path = path
        self.host = host or Host()
        self.files = tuple(File(self, name, data) for name, data in sorted(files.items()))
        self.problems = tuple(problems)
        self.surroundings = surroundings
        self.scripts = frozenset(scripts)
        self._by_suffix = {file.suffix: file for file in self.files if file.role == "ifcfg"}
        super().__init__((file.device for file in self.files if file.role == "ifcfg" and file.device), host, path)

    def revised(self, files: Mapping[str, bytes]) -> Directory:
        """This directory, with other content in some FILES."""
        held = {file.name: file.document.data for file in self.files}
        return Directory({**held, **files}, self.host, self.path, self.problems, self.surroundings, self.scripts)

    @cached_property
    def is_foreign(self) -> bool:
        """Whether most of its ifcfg files are another distribution's; those of PLD have DEVICE and ONBOOT, as ours."""
        theirs = [
            file
            for file in self._by_suffix.values()
            if file.foreign and (file.is_foreign_by_itself or file.foreign.dialect == "PLD")
        ]
        return 2 * len(theirs) > len(self._by_suffix)

    @cached_property
    def alias_owners(self) -> dict[tuple[str | None, int], FileDevice]:
        """By device and number, the alias that takes it first; ranges come behind all others (ifup-aliases)."""
        aliases = [file.device for file in self.files if file.base and file.device]
        owners: dict[tuple[str | None, int], FileDevice] = {}
        for alias in sorted(aliases, key=lambda alias: alias.range_start is not None):
            for number in alias.numbers:
                owners.setdefault((alias.parent_name, number), alias)
        return owners

    def file(self, name: str) -> File | None:
        """The file NAME."""
        return self._named.get(name)

    @cached_property
    def _named(self) -> dict[str, File]:
        return {file.name: file for file in self.files}

    @property
    def ifup_local(self) -> Place | None:
        """The hook that initscripts run for each device, where it was there to be read."""
        return self.surroundings.ifup_local

    @property
    def is_all_networkmanagers(self) -> bool:
        """Whether NetworkManager brings up whatever comes up at boot. Raises `Unknown`."""
        devices = [device for device in self.devices if device.onboot and device.kind != "loopback"]
        return bool(devices) and all(device.manager == "NetworkManager" for device in devices)

    def device_of_suffix(self, suffix: str) -> FileDevice | None:
        """The device of `ifcfg-SUFFIX`."""
        file = self._by_suffix.get(suffix)
        return file.device if file else None

    def has_ifcfg(self, suffix: str) -> bool:
        """Whether there is a file `ifcfg-SUFFIX`."""
        return suffix in self._by_suffix

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

    def name_of(self, reference: str) -> str:
        """The device that BRIDGE=, MASTER= or PHYSDEV= means: NetworkManager takes a UUID as well as a name."""
        if len(reference) == 36 and _UUID.fullmatch(reference):
            return self._by_uuid.get(reference.lower(), reference)
        return reference

    @cached_property
    def _by_uuid(self) -> dict[str, str]:
        return {d.keys["UUID"].lower(): d.name for d in self.devices if d.keys.get("UUID")}

    def routes_of(self, device: FileDevice) -> Iterator[Route]:
        """The routes of the route files of DEVICE, found by file suffix and by name (initscripts el7 ifup-routes)."""
        for file in self._files_of(device, ("route", "route6")):
            for route in routes.routes(file.document, 6 if file.role == "route6" else 4):
                object.__setattr__(route, "device", device)
                yield route

    def rules_of(self, device: FileDevice) -> Iterator[RoutingRule]:
        """The policy rules of the rule files of DEVICE."""
        for file in self._files_of(device, ("rule", "rule6")):
            for rule in routes.rules(file.document, 6 if file.role == "rule6" else 4):
                object.__setattr__(rule, "device", device)
                yield rule

    def _files_of(self, device: FileDevice, roles: tuple[str, ...]) -> Iterator[File]:
        suffixes = {device.suffix: True, device.name: True}
        if device.kind != "alias" and not self._with_more_files.isdisjoint(suffixes):
            yield from (f for role in roles for s in suffixes if (f := self._beside.get((role, s))))

    @cached_property
    def _with_more_files(self) -> frozenset[str]:
        return frozenset(suffix for _, suffix in self._beside)

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

    def file_beside(self, role: str, suffix: str) -> File | None:
        """The route, route6, rule or rule6 file of SUFFIX."""
        return self._beside.get((role, suffix))

    @cached_property
    def _beside(self) -> dict[tuple[str, str], File]:
        return {(file.role, file.suffix): file for file in self.files if file.role not in ("ifcfg", "network")}


def parse(files: Mapping[str, bytes | str], host: Host | None = None, path: str = "") -> Directory:
    """A directory from what its files hold, by name; also of those that lie beside it, as in `surroundings.PLACES`.

    Those that `read` would not read are left out.
    """
    data = {name: text if isinstance(text, bytes) else text.encode() for name, text in files.items()}
    head = f"{path}/" if path else ""
    beside = {n: Found(head + n, text.decode(errors="replace")) for n, text in data.items() if is_beside(n)}
    scripts = [name for name in data if name.startswith("ifup-")]
    ours = {name: text for name, text in data.items() if _is_ours(name)}
    return Directory(ours, host, path, (), Surroundings(beside), scripts)


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


def read(path: str, host: Host | None = None) -> Directory:
    """The network-scripts directory PATH, with /etc/sysconfig/network and its surroundings where the path shows them.

    What cannot be read is in `problems`; the rest is there all the same.
    """
    files: dict[str, bytes] = {}
    problems: list[Fault] = []
    try:
        with os.scandir(path or ".") as found:
            listed = {entry.name: entry for entry in found}
    except OSError as error:
        return Directory({}, host, path, [Fault(Place(path), error.strerror or str(error))])
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
    return Directory(files, host, path, sorted(problems), _surroundings(path, listed, etc), scripts)


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
