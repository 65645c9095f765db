"""Directories of network scripts on the disk, and what can be read of them."""

from __future__ import annotations

import errno
import os
import re
import stat
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import field
from fnmatch import fnmatchcase
from pathlib import Path
from types import MappingProxyType

from ifcfgen.errors import Fault
from ifcfgen.facts import release
from ifcfgen.filesystem.directory import KINDS
from ifcfgen.filesystem.tree import Tree, archive_on
from ifcfgen.lazy import NamedTuple, cached_property, pattern, record
from ifcfgen.scripts.directory import Directory, in_folder, is_ours, misnamed
from ifcfgen.scripts.extensions import has_name_of_extension, is_extension
from ifcfgen.scripts.file import File
from ifcfgen.scripts.keyfile import Status, deleted
from ifcfgen.scripts.names import KEYFILE_SUFFIX, NMMETA_SUFFIX, is_passed_over_by_all
from ifcfgen.scripts.search import fault, listing
from ifcfgen.scripts.surroundings import (
    AUTOSTART,
    KEYFILES,
    MASKED,
    NOTHING,
    PLACES,
    REPOSITORY,
    UNITS,
    Found,
    Surroundings,
)

OF_A_SYSTEM = {
    "sysctl.conf": "sysctl.conf",
    "sysctl.d/*.conf": "sysctl.d/*.conf",
    "rt_tables": "iproute2/rt_tables",
    "rt_tables.d/*.conf": "iproute2/rt_tables.d/*.conf",
    "static-routes": "sysconfig/static-routes",
    "static-routes-ipv6": "sysconfig/static-routes-ipv6",
}
"""Where they lie below /etc; in a flat directory of files they are beside those, by these names.

Those of one directory become one file of its name.
"""
_BESIDE = frozenset(known.partition("/")[0] for known in PLACES)
_BESIDE_BY_END = (KEYFILE_SUFFIX, *(name.removeprefix("*") for name in _BESIDE if name.startswith("*")))
"""What a flat directory of scripts holds where something lies beside them."""
_AMONG_THE_SCRIPTS = pattern(r".*\.route|ifcfg-?|ifcfg[^-].*", re.S)
"""The service of EL6 starts whatever begins with ifcfg."""
_BINARY = "binary data, with NUL bytes: not a text file, not read"
_UTF_16 = "UTF-16 text, as some Windows editors save it: not read; save it as UTF-8"
NO_FILES: Mapping[str, bytes] = MappingProxyType({})
_SCRIPTS_FOLDER = "network-scripts"
_KEYFILES = "system-connections"
_KEYFILES_DIR = f"NetworkManager/{_KEYFILES}"
_VENDORS, _RUNTIME = KEYFILES[:2]
"""Where those of the vendor lie in a system, and those that are gone at the next boot."""
_NO_LOSS = (*release.FILES, "hostname")
"""What these say is not known where they cannot be read, no more."""
_LIVE = "/etc"


def _fixed(pattern: str) -> str:
    """The directory in which all lies that PATTERN names."""
    return pattern.partition("*")[0].rpartition("/")[0]


class _Known(NamedTuple):
    """Files that are known: what they are called beside a flat directory, and their place from /etc, or from the root.

    HEAD is the directory of the former. That they cannot be read is a loss, or unknown, no more.
    """

    beside: str
    place: str
    is_above: bool
    head: str
    is_loss: bool


_KNOWN = [
    _Known(
        beside, place.removeprefix("../"), place.startswith("../"), _fixed(beside),
        place not in _NO_LOSS and not beside.startswith(_RUNTIME),
    )
    for beside, place in PLACES.items()
]  # fmt: skip
_OF_LIBVIRT = ("libvirtd.service", "virtqemud.service")
"""What starts guests: the second from EL9 on, in the place of the first."""
_SELDOM_THERE = (errno.ENOENT, errno.ENOTDIR, errno.EACCES, errno.EPERM)


def host_of(path: str) -> str:
    """The directory of the host that the file PATH belongs to: of a flat host, keyfiles lie one below it."""
    folder, name = os.path.split(path)
    above, last = os.path.split(folder)
    is_flat = name.endswith(KEYFILE_SUFFIX) and last == _KEYFILES and not above.endswith("NetworkManager")
    return above if is_flat else folder


def is_lone_keyfile(path: str) -> bool:
    """Whether PATH is a keyfile, not a directory or an archive."""
    return path.endswith(KEYFILE_SUFFIX) and Path(path).is_file()


def read_keyfile(path: str) -> Directory:
    """A host that has the keyfile PATH alone. Raises `OSError`."""
    folder, name = os.path.split(path)
    with Tree(folder or ".") as tree:
        text = tree.read(name).decode(errors="surrogateescape")
    found = {f"{_KEYFILES}/{name}": Found(path, text)}
    return Directory({}, surroundings=Surroundings(found, _status(found)))


def _listing(tree: Tree, folder: str) -> Mapping[str, bool]:
    try:
        return tree.listing(folder.lstrip("/"))
    except OSError:
        return {}


def read(path: str, root: str | None = None, instead: Mapping[str, bytes] = NO_FILES) -> Directory:
    """As `read_all`, without what lies beside the scripts for a boot alone."""
    return read_all(path, root, instead)[0]


def read_all(
    path: str, root: str | None = None, instead: Mapping[str, bytes] = NO_FILES
) -> tuple[Directory, Mapping[str, bytes]]:
    """The network-scripts directory PATH, with /etc/sysconfig/network and its surroundings where the path shows them;
    and what a boot reads beside these, as `read_beside` has it.

    INSTEAD has what counts in the place of files there and around them, by path, whether they are there or not.

    Links are followed as far as they stay beneath ROOT, which is PATH or above it; without it, beneath PATH. What
    cannot be read is in `problems`; the rest is there all the same.
    """
    within = "" if path == root or not root else path if root == "." else path.removeprefix(root).strip("/")
    try:
        with Tree(root or path) as tree:
            scripts = _Folder(tree, within, path, instead)
            with _etc(scripts) as etc:
                beside = _beside(scripts, etc)
                return _directory(scripts, etc), beside
    except OSError as error:
        new = {os.path.split(place)[1]: data for place, data in instead.items() if os.path.split(place)[0] == path}
        if isinstance(error, FileNotFoundError) and new:
            return Directory({name: data for name, data in new.items() if is_ours(name)}, path), NO_FILES
        return Directory({}, path, [fault(path, error)]), NO_FILES


def no_text(data: bytes) -> str:
    """Why DATA with NUL bytes in it is not read: it is junk, UTF-16, or what a crash left of a file."""
    return _UTF_16 if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else _BINARY


def read_beside(path: Path) -> dict[str, bytes]:
    """What a boot reads beside the network scripts in PATH, and no `Directory` holds: sysctls, tables, static routes.

    The files by name that there are, and can be read; passwords, in keys-*, are not looked at.
    """
    with suppress(OSError), Tree(str(path)) as tree:
        scripts = _Folder(tree, "", str(path))
        with _etc(scripts) as etc:
            return _beside(scripts, etc)
    return {}


def _beside(scripts: _Folder, etc: _Folder | None) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for name, place in OF_A_SYSTEM.items():
        files = etc.contents(place) if etc else scripts.contents(name)
        found[name.partition("/")[0]] = b"\n".join(files.values())
    with suppress(OSError):
        for name in sorted(filter(_AMONG_THE_SCRIPTS.fullmatch, scripts.listing())):
            with suppress(OSError):
                found[name] = scripts.read(name)
    return {name: data for name, data in found.items() if data}


def read_passwords(path: Path) -> dict[str, bytes]:
    """The keys- files in PATH that can be read, by name: for who hands the secrets in them on, and shows none."""
    with suppress(OSError), Tree(str(path)) as tree:
        return _Folder(tree, "", str(path)).contents("keys-?*")
    return {}


@record
class _Folder:
    """A directory of a host, of its scripts or /etc: where it lies BELOW the root of a tree, its path for people.

    `instead` has the content of files, by path, that counts in the place of what the tree has.
    """

    tree: Tree
    below: str
    path: str
    instead: Mapping[str, bytes] = field(default_factory=lambda: NO_FILES)

    def place(self, name: str) -> str:
        """Where NAME lies in the tree."""
        return f"{self.below}/{name}" if self.below else name

    def whole(self, name: str) -> str:
        """The path of NAME for people."""
        path = in_folder(self.path, name)
        return os.path.normpath(path) if name.startswith("../") else path

    def listing(self, folder: str = "") -> Mapping[str, bool]:
        """The names in FOLDER, each with whether it is a directory. Raises `OSError`."""
        listed = self.tree.listing(self.place(folder) if folder else self.below)
        if not self.instead:
            return listed
        names = [os.path.split(path)[1] for path in self.instead]
        new = [name for name in names if self.whole(f"{folder}/{name}" if folder else name) in self.instead]
        return {**listed, **dict.fromkeys(new, False)}

    def read(self, name: str) -> bytes:
        """What the file NAME holds. Raises `OSError`."""
        target = self.tree.link(self.place(name)) if name.endswith(NMMETA_SUFFIX) else None
        if target:  # all is said, and the link is not followed
            return deleted(os.path.split(name)[1].removesuffix(NMMETA_SUFFIX), target).encode(errors="surrogateescape")
        try:
            data = self.instead.get(self.whole(name)) if self.instead else None
            data = self.tree.read(self.place(name)) if data is None else data
        except OSError as error:
            # on a live system /etc is one house: config management links from one of its rooms into another
            home = os.path.realpath(self.path) if error.errno == errno.EXDEV else ""
            if not _is_live(home) or self.tree.root == _LIVE:
                raise
            with Tree(_LIVE) as house:
                data = house.read(f"{home.removeprefix(_LIVE)}/{name}".lstrip("/"))
        if b"\0" in data:
            raise OSError(errno.EINVAL, no_text(data))
        return data

    def contents(self, pattern: str, problems: list[Fault] | None = None) -> dict[str, bytes]:
        """What the files hold that PATTERN names, by their own names in order, below `*/` with that of the directory.
        PROBLEMS takes what cannot be read."""
        found: dict[str, bytes] = {}
        if not self.may_hold(pattern):
            return found
        above, star, rest = pattern.partition("*/")
        folder, _, name = pattern.rpartition("/")
        if star:
            with suppress(OSError):  # told where the files of ABOVE itself are looked for
                for inner in sorted(name for name, is_folder in self.listing(above[:-1]).items() if is_folder):
                    held = self.contents(f"{above}{inner}/{rest}", problems)
                    found |= {f"{inner}/{file}": data for file, data in held.items()}
            return found
        try:
            listed = sorted(self._listed(folder)) if "*" in name or "[" in name else [name]
        except OSError as error:
            listed = []
            self._tell(folder, error, problems)
        for file in listed:
            if fnmatchcase(file, name):
                try:
                    found[file] = self.read(f"{folder}/{file}" if folder else file)
                except OSError as error:
                    self._tell(f"{folder}/{file}" if folder else file, error, problems)
        return found

    def may_hold(self, pattern: str) -> bool:
        """Whether something that PATTERN names may be there, by its first part; most of what is looked for is not."""
        name = pattern.partition("/")[0]
        return self._names is None or name in self._names or "*" in name or "[" in name

    def _listed(self, folder: str) -> Mapping[str, bool]:
        """The same as `listing`, and the folder itself is listed once."""
        return self._names if not folder and self._names is not None else self.listing(folder)

    @cached_property
    def _names(self) -> Mapping[str, bool] | None:
        if self.instead:  # which may count where there is no such directory
            return None
        try:
            return self.listing()
        except OSError:  # it may be searched all the same
            return None

    def _tell(self, name: str, error: OSError, problems: list[Fault] | None) -> None:
        """What is not there, or for root only, is unknown, and so is what a live system has outside of /etc.

        A keyfile is not: nothing else says how its device is configured.
        """
        leaves = error.errno == errno.EXDEV and _is_live(os.path.realpath(self.path))
        is_unknown = error.errno in _SELDOM_THERE and not name.endswith(KEYFILE_SUFFIX)
        if problems is not None and not is_unknown and not leaves:
            problems.append(fault(self.whole(name), error))


def _directory(scripts: _Folder, etc: _Folder | None) -> Directory:
    files: dict[str, bytes | File] = {}
    problems: list[Fault] = []
    irregular: dict[str, str] = {}
    listed = scripts.listing()
    for name, is_folder in listed.items():
        if not is_ours(name) or (name == "network" and is_folder):
            continue
        try:
            files[name] = scripts.read(name)
        except OSError as error:
            if name.startswith("ifcfg-") and is_passed_over_by_all(name):  # Leapp alone reads such a copy
                continue
            kind = KINDS.get(scripts.tree.kind(scripts.place(name)))
            if kind and kind != KINDS[stat.S_IFLNK]:
                irregular[name] = kind
                continue
            problems.append(fault(scripts.whole(name), error))
            files[name] = File(name, b"", scripts.whole(name), is_unread=True)
    if etc and "network" not in files:
        path = scripts.whole("../network")
        with _above(scripts) as above:
            files |= {name: File(name, data, path) for name, data in above.contents("network", problems).items()}
    surroundings = _surroundings(scripts, listed, etc, problems)
    ups = {name: _is_extension(scripts, name) for name in listed if name.startswith("ifup-")}
    faults = sorted([*problems, *surroundings.problems])
    slips = misnamed([name for name, is_folder in listed.items() if not is_folder])
    return Directory(files, scripts.path, faults, surroundings, ups, misnamed=slips, irregular=irregular)


def _is_extension(scripts: _Folder, name: str) -> bool:
    """Whether the script NAME is one of ours; others are not read."""
    if not has_name_of_extension(name):
        return False
    try:
        return is_extension(name, scripts.read(name).decode(errors="replace"))
    except OSError:
        return False


@contextmanager
def _etc(scripts: _Folder) -> Iterator[_Folder | None]:
    """The /etc that SCRIPTS lie in; None where they lie in a flat directory."""
    path, within = scripts.path, scripts.below.split("/")
    if path.rpartition("/")[2] in ("", ".", ".."):
        path = os.path.realpath(path)
    if path.rpartition("/")[2] != _SCRIPTS_FOLDER and not path.endswith(f"/{_KEYFILES_DIR}"):
        yield None
        return
    is_vendors = path.endswith(f"/{_VENDORS}")
    deep, rest = (4, ("etc",)) if is_vendors else (2, ())
    home = os.path.normpath("/".join((path, *[".."] * deep, *rest)))
    if len(within) > deep or (is_vendors and len(within) == deep):
        yield _Folder(scripts.tree, "/".join((*within[:-deep], *rest)), home, scripts.instead)
        return
    if archive_on(path) != archive_on(home) or (is_vendors and not Path(home).is_dir()):
        yield None
        return
    with Tree(home) as tree:
        yield _Folder(tree, "", home, scripts.instead)


def _surroundings(
    scripts: _Folder, listed: Mapping[str, bool], etc: _Folder | None, problems: list[Fault]
) -> Surroundings:
    """What lies beside SCRIPTS, where LISTED are: in the same ETC, or among them, where that is flat."""
    if etc is None and not any(name in _BESIDE or name.endswith(_BESIDE_BY_END) for name in listed):
        return NOTHING
    found: dict[str, Found] = {}
    with _above(etc, 2 if etc.path.endswith("/usr/etc") else 1) if etc and _is_in_root(etc) else nullcontext() as root:
        for known in _KNOWN:
            folder, glob = (scripts, known.beside) if etc is None else (root if known.is_above else etc, known.place)
            if folder is None or not folder.may_hold(glob):
                continue
            outer = _fixed(glob)
            for name, data in folder.contents(glob, problems if known.is_loss else None).items():
                path = folder.whole(f"{outer}/{name}" if outer else name)
                found[f"{known.head}/{name}" if known.head else name] = Found(
                    path, data.decode(errors="surrogateescape")
                )
        moved = Surroundings(found).keyfile_path if etc is not None else None
        if etc is not None and moved is not None and os.path.normpath(moved) != f"/etc/{_KEYFILES_DIR}":
            found = {name: file for name, file in found.items() if not name.startswith(f"{_KEYFILES}/")}
            found |= _keyfiles_at(moved, etc, root, problems)
    if any(name.startswith("libvirt-guests/") for name in found):
        found |= {name: Found(path, "") for name, path in _links_of_libvirt(scripts, etc)}
    if etc is None:  # as `render --output` writes them
        for name, data in scripts.contents(f"*{KEYFILE_SUFFIX}", problems).items():
            text = data.decode(errors="surrogateescape")
            found.setdefault(f"{_KEYFILES}/{name}", Found(scripts.whole(name), text))
    if any(name.startswith(f"{_KEYFILES}/") for name in found) and (home := _repository(scripts.path)):
        found[REPOSITORY] = Found(home, "")
    return Surroundings(found, _status(found)) if found else NOTHING


def _keyfiles_at(path: str, etc: _Folder, root: _Folder | None, problems: list[Fault]) -> dict[str, Found]:
    """The keyfiles in the directory PATH of the host, as those of the usual one are called; never outside its root."""
    place = os.path.normpath(f"/{path}").lstrip("/")
    folder = etc if place.startswith("etc/") else root
    place = place.removeprefix("etc/")
    if folder is None or not path:
        return {}
    held = folder.contents(f"{place}/*", problems)
    texts = {name: data.decode(errors="surrogateescape") for name, data in held.items()}
    return {f"{_KEYFILES}/{name}": Found(folder.whole(f"{place}/{name}"), text) for name, text in texts.items()}


def _links_of_libvirt(scripts: _Folder, etc: _Folder | None) -> Iterator[tuple[str, str]]:
    """The links that say what starts with the host and what never does, by their names in a flat directory, and their
    paths: the names say all, and so does a directory that is empty."""
    for flat, place in (*AUTOSTART.items(), *(() if etc else ((MASKED, ""),))):
        folder, links = (etc, place) if etc else (scripts, flat)
        with suppress(OSError):
            yield from ((f"{flat}/{name}", folder.whole(f"{links}/{name}")) for name in folder.listing(links) or ("",))
    for unit in _OF_LIBVIRT if etc else ():
        if etc and etc.tree.link(etc.place(f"{UNITS}/{unit}")) == os.devnull:
            yield f"{MASKED}/{unit}", etc.whole(f"{UNITS}/{unit}")


def _is_in_root(etc: _Folder) -> bool:
    """Whether ETC lies in the root of a system: what only looks like it has nothing of its host around it."""
    above, _, name = etc.below.rpartition("/")
    if name == "etc" and listing(etc.tree, above).get(name):  # it is no link
        return True
    return Path(etc.path).resolve().name == "etc" and archive_on(etc.path) != etc.path


def _repository(path: str) -> str | None:
    """Where the git repository that PATH lies in keeps itself; /etc may be one, with what only root may read."""
    here = Path(os.path.realpath(path))
    if _is_live(str(here)):
        return None
    return next((str(folder / ".git") for folder in (here, *here.parents) if (folder / ".git").exists()), None)


@contextmanager
def _above(folder: _Folder, levels: int = 1) -> Iterator[_Folder]:
    """The directory so many LEVELS above FOLDER, in a tree of its own where that lies outside of that of FOLDER."""
    path = os.path.normpath(folder.path + "/.." * levels)
    within = folder.below.split("/") if folder.below else []
    if len(within) >= levels:
        yield _Folder(folder.tree, "/".join(within[:-levels]), path, folder.instead)
        return
    with Tree(path) as tree:
        yield _Folder(tree, "", path, folder.instead)


def _status(found: Mapping[str, Found]) -> dict[str, Status]:
    """Who may do what with the keyfiles that were FOUND, where that says anything: on a live system."""
    status = {}
    for name, file in found.items():
        if name.startswith(tuple(f"{folder}/" for folder in KEYFILES)) and _is_of_networkmanager(file.path):
            with suppress(OSError):  # it is within an archive
                there = Path(file.path).stat()
                status[file.path] = Status(there.st_uid, stat.S_IMODE(there.st_mode))
    return status


def _is_of_networkmanager(path: str) -> bool:
    """Whether PATH is where the NetworkManager that runs here looks for profiles."""
    root = _LIVE.removesuffix("/etc")
    return os.path.realpath(path).startswith(tuple(f"{root}/{at}/NetworkManager/" for at in ("etc", "usr/lib", "run")))


def _is_live(path: str) -> bool:
    return path == _LIVE or path.startswith(f"{_LIVE}/")
