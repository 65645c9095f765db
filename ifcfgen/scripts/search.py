"""Where in a tree there are hosts, and scripts that write the files of one."""

from __future__ import annotations

import errno
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from ifcfgen.errors import Fault
from ifcfgen.filesystem.tree import Tree
from ifcfgen.lazy import NamedTuple
from ifcfgen.place import Place
from ifcfgen.scripts.directory import in_folder
from ifcfgen.scripts.names import KEYFILE_SUFFIX, ROLES, role_and_suffix
from ifcfgen.scripts.surroundings import KEYFILES

if TYPE_CHECKING:
    from ifcfgen.scripts.embedded import Outer

_NO_CONFIGURATION = (".md", ".rst", ".adoc", ".html", ".py", ".sh", ".xml", ".yaml", ".yml", ".json")
"""A directory with nothing but such `ifcfg-` files is about hosts, and is none."""
_SCRIPTS = (".ks", ".cfg", ".sh", ".yaml", ".yml")
_SCRIPTS_BY_HEAD = ("Dockerfile", "Containerfile", "user-data")
"""How kickstarts, scripts and cloud-configs are called, which may write network files."""
_SIGNS = (b"ifcfg-", KEYFILE_SUFFIX.encode())
"""What is in each of them that writes network files by name."""
_DEEPEST = 64
"""Directories below one another in which hosts are looked for."""
_ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.zst")
"""How the names of archives end that are looked into below a directory."""
_SCRIPTS_FOLDER = "network-scripts"
_SCRIPTS_DIR = f"sysconfig/{_SCRIPTS_FOLDER}"
_VENDORS, _RUNTIME, _KEYFILES = KEYFILES
"""Where keyfiles lie in a system: those of the vendor, those that are gone at the next boot; and by themselves."""


class Script(NamedTuple):
    """A file at PLACE below the directory ROOT."""

    root: str
    place: str

    @property
    def path(self) -> str:
        """Its path for people."""
        return in_folder(self.root, self.place)


class Others(NamedTuple):
    """What else a search meets, by names, in order: archives, and files that may write network files."""

    archives: list[str]
    scripts: list[Script]


def find(path: str, unread: Callable[[Fault], None], others: Others | None = None) -> Iterator[str]:
    """The directories at and below PATH that hold a host's files, in order; links are not followed, `.git` is left out.

    OTHERS takes what else lies below PATH.

    Route and rule files alone are a host's in PATH itself, and in a directory called network-scripts: elsewhere their
    names say too little.

    Each directory that cannot be read is told to UNREAD, and passed over.
    """
    try:
        with Tree(path) as tree:
            yield from _found(tree, path, "", unread, others)
    except OSError as error:
        unread(fault(path, error))


def _found(tree: Tree, path: str, below: str, unread: Callable[[Fault], None], others: Others | None) -> Iterator[str]:
    """The directories of hosts at and below the directory BELOW of TREE, which lies at PATH."""
    try:
        if below.count("/") >= _DEEPEST:
            raise OSError(errno.ENAMETOOLONG, f"more than {_DEEPEST} directories deep: not searched")
        names = tree.listing(below)
    except OSError as error:
        unread(fault(path, error))
        return
    if _has_scripts(names, below) or _is_host_of_keyfiles(tree, below, names):
        yield path
    for name in sorted(names):
        place = f"{below}/{name}".lstrip("/")
        if names[name] and not _is_left_out(tree, below, name):
            yield from _found(tree, in_folder(path, name), place, unread, others)
        elif others is None or names[name]:
            continue
        elif name.endswith(_ARCHIVES) and tree.kind(place) == stat.S_IFREG:
            others.archives.append(in_folder(path, name))
        elif name.endswith(_SCRIPTS) or name.startswith(_SCRIPTS_BY_HEAD):
            others.scripts.append(Script(tree.root, place))


def _is_left_out(tree: Tree, below: str, name: str) -> bool:
    """Whether the directory NAME in the directory BELOW of TREE is no place of hosts: what git and ostree keep there,
    or the /usr/etc that ostree has made an /etc of."""
    above, _, last = below.rpartition("/")
    is_of_ostree = name == "repo" and last == "ostree" and "deploy" in listing(tree, below)
    return name == ".git" or is_of_ostree or (name == "etc" and last == "usr" and "etc" in listing(tree, above))


def _role(name: str) -> str | None:
    """What the file NAME is for; None where it is about such files, and is none."""
    return None if name.endswith(_NO_CONFIGURATION) else (role_and_suffix(name) or (None,))[0]


def _has_scripts(names: Mapping[str, bool], folder: str) -> bool:
    """Whether NAMES, those in FOLDER below the directory that was given, are the files of a host."""
    alone = ROLES if not folder or folder.rpartition("/")[2] == _SCRIPTS_FOLDER else ("ifcfg",)
    return any(_role(name) in alone and (name[:6] == "ifcfg-" or not is_folder) for name, is_folder in names.items())


def _is_host_of_keyfiles(tree: Tree, below: str, names: Mapping[str, bool]) -> bool:
    """Whether the keyfiles of a host without ifcfg files are in a directory, or in system-connections in it."""
    head, _, name = f"/{below}".rpartition("/")
    if name == _KEYFILES or (not below and tree.root.rstrip("/").endswith(f"/{_KEYFILES}")):
        etc = head.removesuffix("/NetworkManager")
        is_etc = etc != head or not below
        if not is_etc or not _has_keyfiles(names) or f"/{below}".endswith(f"/{_RUNTIME}"):
            return False
        if f"/{below}".endswith(f"/{_VENDORS}"):
            root = f"/{below}".removesuffix(f"/{_VENDORS}")
            etc = f"{root}/etc"
            others = listing(tree, f"{etc}/NetworkManager/{_KEYFILES}")
            if _has_keyfiles(others) or _is_host(tree, root.lstrip("/")):
                return False
        return not _has_scripts(listing(tree, f"{etc}/{_SCRIPTS_DIR}"), _SCRIPTS_FOLDER)
    if names.get(_KEYFILES) and name != "NetworkManager":
        return _has_keyfiles(listing(tree, f"{below}/{_KEYFILES}"))
    if not _has_keyfiles(names):
        return False
    etc = head.removesuffix("/NetworkManager")
    beside = (f"{head}/{_KEYFILES}", f"{etc}/{_SCRIPTS_DIR}") if etc != head else ()  # a directory that `path` may name
    return not any(_is_host(tree, place.lstrip("/")) for place in beside)


def _is_host(tree: Tree, below: str) -> bool:
    """Whether the files of a host lie in the directory BELOW itself."""
    names = listing(tree, below)
    return _has_scripts(names, below or ".") or _is_host_of_keyfiles(tree, below, names)


def _has_keyfiles(names: Mapping[str, bool]) -> bool:
    return any(name.endswith(KEYFILE_SUFFIX) and not is_folder for name, is_folder in names.items())


def listing(tree: Tree, folder: str) -> Mapping[str, bool]:
    """The names in FOLDER of TREE, each with whether it is a directory; nothing where it cannot be listed."""
    try:
        return tree.listing(folder.lstrip("/"))
    except OSError:
        return {}


def outers(scripts: Iterable[Script]) -> Iterator[tuple[str, Outer]]:
    """Those of SCRIPTS that write network files, by their paths.

    What cannot be read, or is too large, is skipped: nothing says that it is ours.
    """
    for script in scripts:
        with suppress(OSError), Tree(script.root) as tree:  # whose bound is that of one file
            data = tree.read(script.place) if tree.kind(script.place) == stat.S_IFREG else b""
            if written := outer(data):
                yield script.path, written


def outer(data: bytes) -> Outer | None:
    """The network files that a script or kickstart with DATA writes; None where it writes none."""
    from ifcfgen.scripts import kickstart  # long to load, and few directories hold such a file

    if not any(sign in data for sign in _SIGNS) and not kickstart.may_be_one(data):
        return None
    from ifcfgen.scripts.embedded import written_by  # as above

    return written_by(data)


def fault(path: str, error: OSError) -> Fault:
    """ERROR, which PATH raised."""
    return Fault(Place(path), error.strerror or str(error))
