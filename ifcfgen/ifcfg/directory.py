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
from typing import TYPE_CHECKING

from ifcfgen.ifcfg import routes
from ifcfgen.ifcfg.device import FileDevice
from ifcfgen.ifcfg.document import Document
from ifcfgen.ifcfg.script import Statement
from ifcfgen.ifcfg.setting import Line, Setting
from ifcfgen.ifcfg.surroundings import NOTHING, PLACES, Found, Surroundings, is_beside
from ifcfgen.ifcfg.vocabulary import foreign
from ifcfgen.model import Device, Failure, Host, Manager, Place, Route, RoutingRule, Topology, Unknown
from ifcfgen.model.lazy import cached_property

if TYPE_CHECKING:
    from ifcfgen.ifcfg.networkmanager.profile import Profile, Reason

LARGEST = 1 << 20
"""Bytes; a file beyond it is no ifcfg file and is not read."""

_NO_CONFIGURATION = (".md", ".rst", ".adoc", ".html", ".py", ".sh", ".xml", ".yaml", ".yml", ".json")
"""A directory with nothing but such `ifcfg-` files is about hosts, and is none."""

_USUAL = 1 << 14  # bytes; a buffer for the largest costs more than the reading of a usual one
_NAME = re.compile(r"(ifcfg|route6?|rule6?)-(.+)", re.S)
_NOWHERE_READ = re.compile(r"(~|\.bak|\.orig|\.rpmnew)$")
_BACKUP = re.compile(
    r"""( ~ | ;[0-9a-f]{8}
        | [.](bak|orig|old|saved?|backup|bkp|copy|rej|rpmnew|rpmsave|rpmorig|augnew|augtmp|swp|tmp|disabled?|off)
        | [-_.](bak|bkp|backup|old|orig|save|copy|disabled)
        | [-_.]?(19|20)\d\d[-_.]?\d\d[-_.]?\d\d([-_.T]?\d{4,6})?
        )(?:[.\d]*)$""",
    re.X | re.I,
)
_IGNORED_BY_NETWORKMANAGER = re.compile(r"(\.bak|~|\.orig|\.rej|\.rpmnew|\.augnew|\.augtmp|;[0-9a-f]{8})$", re.I)
_IGNORED_BY_INITSCRIPTS = re.compile(r"(~|\.bak|\.orig|\.rpmnew|\.rpmorig|\.rpmsave|\.old)$")
_ASKED_BY_SERVICE = ("DEVICE", "TYPE", "SLAVE", "NM_CONTROLLED")
_COMMENT = re.compile(r"(^|\s)#")
_EXPANDED = re.compile(r"\$\{?(\w+)")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class File:
    """One file of a directory; `role` is ifcfg, route, route6, rule, rule6 or network."""

    def __init__(self, directory: Directory, name: str, data: bytes):
        self.directory = directory
        self.name = name
        self.path = f"{directory.path}/{name}" if directory.path else name
        self.document = Document.parse(data, self.path)
        match = _NAME.fullmatch(name)
        self.role, self.suffix = (match[1], match[2]) if match else ("network", "")

    @cached_property
    def device(self) -> FileDevice | None:
        """The device that an ifcfg file makes; that of the ifcfg file beside a route or rule file."""
        if self.role == "ifcfg":
            return self.described if self.is_loaded else None
        return self.directory.device_of_suffix(self.suffix)

    @cached_property
    def described(self) -> FileDevice:
        """The device that an ifcfg file is about, read or not."""
        return FileDevice(self, self.document.keys)

    @property
    def serves(self) -> Device | None:
        """The device that a route or rule file is for: initscripts go by its name, too (el7 ifup-routes)."""
        return self.device or self.directory.get(self.suffix)

    @cached_property
    def base(self) -> str | None:
        """The name of the device that this file adds addresses to, where it is an alias or range file."""
        if self.role != "ifcfg":
            return None
        suffix = self.stem
        if not suffix:
            return None
        base = self.directory.device_of_suffix(suffix)
        return base.name if base else suffix

    @property
    def stem(self) -> str:
        """What stands before the colon, or before `-range`, in the name of an alias or range file; empty in others."""
        suffix, colon, _ = self.suffix.rpartition(":")
        if not colon and "-range" in self.suffix:
            suffix = self.suffix.partition("-range")[0]
        return suffix

    @property
    def is_backup(self) -> bool:
        """Whether the name says that this is a copy put aside, whoever may read it all the same."""
        return _BACKUP.search(self.suffix) is not None

    @property
    def is_loaded(self) -> bool:
        """Whether somebody reads a file of this name. Names that only some pass over need the facts to say so."""
        if not self._is_passed_over_by_some:
            return True
        try:
            return self.reader is not None
        except Unknown:
            return False

    @cached_property
    def _is_passed_over_by_some(self) -> bool:
        return bool(_IGNORED_BY_NETWORKMANAGER.search(self.suffix) or _IGNORED_BY_INITSCRIPTS.search(self.suffix))

    @property
    def is_ignored_by_networkmanager(self) -> bool:
        """Whether NetworkManager passes over a file of this name, whatever is in it."""
        return _IGNORED_BY_NETWORKMANAGER.search(self.suffix) is not None

    @property
    def is_alias_to_networkmanager(self) -> bool:
        """Whether NetworkManager reads it with the file whose name it adds `:...` to."""
        return self.directory.has_ifcfg(self.suffix.rpartition(":")[0])

    @property
    def profile(self) -> Profile | None:
        """What NetworkManager makes of an ifcfg file at boot; None where it reads none of them. Raises `Unknown`."""
        host = self.directory.host
        if self.role != "ifcfg" or not host.runs_networkmanager or not 7 <= host.release <= 9:
            return None
        if self.directory.surroundings.without_ifcfg:
            return None
        return self._profile_anywhere or self._profile_on(host)

    @cached_property
    def _profile_anywhere(self) -> Profile | None:
        """What every NetworkManager makes of the file; None where it hinges on the host."""
        try:
            return self._profile_on(Host())
        except Unknown:
            return None

    def _profile_on(self, host: Host) -> Profile:
        from ifcfgen.ifcfg.networkmanager import reader  # not needed where initscripts manage all

        return reader.read(self, host)

    @property
    def rejection(self) -> Reason | None:
        """Why NetworkManager rejects the file; None where it does not. Raises `Unknown`."""
        anywhere = self._profile_anywhere if self.role == "ifcfg" else None
        if anywhere and anywhere.status != "error":
            return None  # so nothing need be known of the host
        profile = self.profile
        return profile.reason if profile and profile.status == "error" else None

    @property
    def is_rejected_anywhere(self) -> bool:
        """Whether NetworkManager rejects the ifcfg file on whatever host, should it get to read it."""
        return self._profile_anywhere is not None and self._profile_anywhere.status == "error"

    @property
    def rejected(self) -> Setting | None:
        """The assignment for whose sake NetworkManager rejects the file; None where it is for want of one, or not."""
        rejection = self.rejection
        if rejection is None:
            return None
        written = self if rejection.kind != "route" else self.directory.file_beside("route", self.suffix)
        settings = written.settings if written else ()
        return next((s for s in reversed(settings) if s.key == rejection.key and s.nm is not None), None)

    @property
    def has_keys(self) -> bool:
        """Whether the file is one of assignments, not of words for `ip`."""
        return self.role in ("ifcfg", "network") or (self.role == "route" and routes.is_key_format(self.document))

    @property
    def is_shell(self) -> bool:
        """Whether the file is one of assignments that somebody sources, and no copy put aside."""
        return self.has_keys and self.is_loaded

    @property
    def reader(self) -> str | None:
        """Who reads a file of this name at boot, whatever the name suggests; None: nobody. Raises `Unknown`."""
        host = self.directory.host
        if not self.is_ignored_by_networkmanager and host.runs_networkmanager:
            return "NetworkManager"
        ignored = _IGNORED_BY_INITSCRIPTS.search(self.suffix)
        if ignored and (ignored[1] != ".old" or host.release >= 7):  # initscripts el6 do read .old
            return None
        return "initscripts" if host.runs_network else None

    @property
    def hidden_from_service(self) -> tuple[str, ...]:
        """The keys that the network service does not find: it joins all lines that name one, and a `#` ends the rest.

        From rc.d/init.d/network of initscripts; `ifup` reads the file as it stands.
        """
        text = self.document.text
        return tuple(key for key in _ASKED_BY_SERVICE if _is_hidden(key, text)) if "#" in text else ()

    @property
    def has_crlf(self) -> bool:
        """Whether lines end as on DOS."""
        return self.document.has_crlf

    @property
    def has_bom(self) -> bool:
        """Whether it begins with a byte order mark."""
        return self.document.has_bom

    @cached_property
    def settings(self) -> tuple[Setting, ...]:
        """The assignments, in order."""
        return tuple(Setting(self, assignment) for assignment in self.document.assignments)

    @cached_property
    def undone(self) -> Mapping[tuple[int, int], Setting]:
        """By line and column of an assignment: the one of the same key before it, which it undoes."""
        found: dict[tuple[int, int], Setting] = {}
        last: dict[str, Setting] = {}
        if len(self.document.keys) < len(self.settings):
            for setting in self.settings:
                if setting.key in last:
                    found[setting.assignment.line, setting.assignment.column] = last[setting.key]
                last[setting.key] = setting
        return found

    @cached_property
    def expanded(self) -> frozenset[str]:
        """The keys and other variables that the text makes use of, as `$KEY`."""
        return frozenset(_EXPANDED.findall(self.document.text))

    def setting(self, key: str) -> Setting:
        """The last assignment of KEY, without reading all the others. Raises KeyError where there is none."""
        assignment = self.document.assignment(key)
        if assignment is None:
            raise KeyError(key)
        return Setting(self, assignment)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines that are neither assignment, comment nor blank; `KEY= value`, too, which is meant for one."""
        if self.document.pairs is not None:
            return ()
        missed = [
            Statement(s.assignment.line, s.assignment.column, s.assignment.text.strip(), "space-around-equals")
            for s in self.settings
            if s.fault == "space-after-equals"
        ]
        return tuple(Line(self, statement) for statement in (*self.document.statements, *missed))

    @property
    def entries(self) -> tuple[routes.Entry, ...]:
        """The lines of a route or rule file that `ip` gets; none in one of keys."""
        return tuple(routes.entries(self))

    @property
    def manager(self) -> Manager | None:
        """Who makes use of the file at boot. Raises `Unknown`."""
        if self.device is not None:
            return self.device.manager
        return "initscripts" if self.directory.host.runs_network else None

    @cached_property
    def foreign(self) -> Setting | None:
        """The first assignment whose key belongs to another distribution's files."""
        key = next((key for key in self.document.keys if foreign(key)), None) if self.has_keys else None
        return self.setting(key) if key else None

    @property
    def is_foreign(self) -> bool:
        """Whether the whole file is another distribution's, by itself or because most of the host's files are."""
        return self.directory.is_foreign or self.is_foreign_by_itself

    @property
    def is_foreign_by_itself(self) -> bool:
        """Whether it has a key of theirs, and none that every file of ours has."""
        return self.document.keys.keys().isdisjoint(("DEVICE", "ONBOOT", "HWADDR")) and self.foreign is not None

    @cached_property
    def unfilled(self) -> tuple[Setting, ...]:
        """The assignments that somebody or some template was to put a value into."""
        return tuple(setting for setting in self.settings if setting.placeholder)

    @cached_property
    def typographic(self) -> Setting | None:
        """The first assignment whose value stands in the quotes of a word processor."""
        return next((s for s in self.settings if s.typographic), None) if not self.document.text.isascii() else None

    def place(self, *keys: str) -> Place:
        """Where the first of KEYS that is set stands, its last assignment; the file where none is."""
        known = self.document.keys
        for key in keys:
            written = self.document.assignment(key) if key in known else None
            if written:
                return Place(self.path, written.line, written.column)
        return Place(self.path)


def _is_hidden(key: str, text: str) -> bool:
    joined = [line for line in text.splitlines() if f"{key}=" in line]
    comments = [index for index, line in enumerate(joined) if _COMMENT.search(line)]
    return bool(comments) and any(line.lstrip().startswith(f"{key}=") for line in joined[comments[0] + 1 :])


class Directory(Topology):
    """The files of one host as a topology. `problems` are (path, what is wrong) of what could not be read.

    `scripts` are the names of the ifup- scripts among the files; none: unknown, for few repositories hold them.
    `failures` are what the next boot does not bring up, by device, where somebody has foretold it.
    """

    failures: Mapping[str, Failure] = MappingProxyType({})

    def __init__(
        self,
        files: Mapping[str, bytes],
        host: Host | None = None,
        path: str = "",
        problems: Iterable[tuple[str, str]] = (),
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
    return name == "network" or _NAME.fullmatch(name) is not None


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
    problems: list[tuple[str, str]] = []
    try:
        with os.scandir(path or ".") as found:
            listed = {entry.name: entry for entry in found}
    except OSError as error:
        return Directory({}, host, path, [(path, error.strerror or str(error))])
    for name, entry in listed.items():
        if not _is_ours(name) or (name == "network" and entry.is_dir()):
            continue
        if name.startswith("ifcfg-") and _NOWHERE_READ.search(name):
            continue
        problem = None if entry.is_file(follow_symlinks=False) else _problem_of(entry, path)
        if problem is None:
            try:
                files[name] = _content(entry.path)
                continue
            except OSError as error:
                problem = error.strerror or str(error)
        problems.append((f"{path}/{name}" if path else name, problem))
    etc: str | None = None
    if os.path.basename(path) == "network-scripts":  # noqa: PTH119 - a Path for each host of a fleet takes its time
        beside = Path(path).parent / "network"
        etc = str(beside.parent.parent)
        if "network" not in files and beside.is_file() and not beside.is_symlink():
            try:
                files["network"] = _content(str(beside))
            except OSError as error:
                problems.append((str(beside), error.strerror or str(error)))
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
