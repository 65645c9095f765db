"""Directories of network scripts on the disk: where there are any, and what can be read of them."""

from __future__ import annotations

import errno
import fnmatch
import os
import stat
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path

from ifcfgen.errors import Fault
from ifcfgen.place import Place
from ifcfgen.scripts.directory import Directory, is_ours
from ifcfgen.scripts.names import is_passed_over_by_all
from ifcfgen.scripts.surroundings import NOTHING, PLACES, Found, Surroundings

LARGEST = 1 << 20
"""Bytes; a file beyond it is no ifcfg file and is not read."""
_NO_CONFIGURATION = (".md", ".rst", ".adoc", ".html", ".py", ".sh", ".xml", ".yaml", ".yml", ".json")
"""A directory with nothing but such `ifcfg-` files is about hosts, and is none."""
_USUAL = 1 << 14  # bytes; a buffer for the largest costs more than the reading of a usual one
_OF_A_SYSTEM = {
    "modprobe.conf": "modprobe.d/*.conf",
    "sysctl.conf": "sysctl.conf",
    "rt_tables": "iproute2/rt_tables",
    "static-routes": "sysconfig/static-routes",
    "static-routes-ipv6": "sysconfig/static-routes-ipv6",
}
"""Where they lie below /etc; in a flat directory of files they are beside those, by these names."""
_AMONG_THE_SCRIPTS = ("keys-*", "*.route", "ifcfg", "ifcfg-", "ifcfg[!-]*")
"""The service of EL6 starts whatever begins with ifcfg."""


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
        if not is_ours(name) or (name == "network" and entry.is_dir()):
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


def read_beside(directory: Path) -> dict[str, bytes]:
    """What a boot reads beside the network scripts: modules, sysctls, routing tables, static routes, keys.

    The files by name that there are for the network scripts in DIRECTORY; larger ones than 1 MiB are none."""
    etc = (
        directory.resolve().parent.parent
        if directory.resolve().parts[-2:] == ("sysconfig", "network-scripts")
        else None
    )
    found = {name: _joined(etc or directory, pattern if etc else name) for name, pattern in _OF_A_SYSTEM.items()}
    for pattern in _AMONG_THE_SCRIPTS:
        found |= {path.name: _joined(directory, path.name) for path in directory.glob(pattern)}
    return {name: data for name, data in found.items() if data}


def _joined(folder: Path, pattern: str) -> bytes:
    """What the files hold that PATTERN means, in the order of their names."""
    paths = [path for path in sorted(folder.glob(pattern)) if path.is_file() and os.access(path, os.R_OK)]
    return b"\n".join(path.read_bytes() for path in paths if path.stat().st_size <= LARGEST)
