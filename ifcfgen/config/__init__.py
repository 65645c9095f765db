"""ifcfgen.toml: which rules are selected, host facts by path, and a site's own rules and templates.

It is looked for from a host's directory upwards, to the directory that holds `.git`; where none does, to the root. The
nearest one counts, alone. What it names must lie beside or below it: a repository that somebody has just cloned must
not lead anybody elsewhere.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from enum import StrEnum
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from ifcfgen import notation
from ifcfgen.config import documentation
from ifcfgen.config.tables import HostTable, SiteTable, glob_of
from ifcfgen.errors import Fault, Faults, IfcfgenError, did_you_mean, first, quoted
from ifcfgen.facts import SERVICES, STATES, Host, fault_in_package, fault_in_service, live, parse_release
from ifcfgen.facts.card import cards
from ifcfgen.filesystem.tree import Tree, read
from ifcfgen.lazy import cached_property, record
from ifcfgen.place import Place

NAME = "ifcfgen.toml"

_NAMES = ("select", "extend-select", "ignore", "extend-ignore")
_LISTS = (*_NAMES, "rules", "templates")
_KEYS = (*_LISTS, "docs-url", "fail-on", "format", "host", "site")
_OF_HOST = ("ignore", "site", "role")
"""Keys of a `[[host]]` table that are no facts."""
_FACTS = ("name", "release", "services", "packages", "without", "packages-complete", "kernel-arguments")

MOST_FOLDERS = 20
_MOST_FAULTS = 20
"""Tables of hosts are read until so much is wrong."""
_LONGEST_SEGMENT = 255
"""Characters of a glob between two slashes, as the name of a directory."""
_LONGEST_PATH = 1_000
_LONGEST_KEY = 100
"""Characters; the place of a longer one is not looked up."""

_Where = Callable[[str], Place]
"""Where a key stands."""


class FailOn(StrEnum):
    """What can make exit code 1 of a lint."""

    error = "error"
    warning = "warning"
    info = "info"
    conditional = "conditional"
    undecided = "undecided"


@record
class Config:
    """An ifcfgen.toml. What is selected and ignored are names or globs of rules, as written; folders are resolved.

    `format` is that of lint, as written, with its place. `facts` are those of hosts by name, from elsewhere.
    """

    path: Path
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    rules: tuple[Path, ...] = ()
    templates: tuple[Path, ...] = ()
    hosts: tuple[HostTable, ...] = ()
    extend_select: tuple[str, ...] = ()
    extend_ignore: tuple[str, ...] = ()
    format: tuple[str, Place] | None = None
    fail_on: tuple[str, ...] = ()
    sites: tuple[SiteTable, ...] = ()
    docs_url: str = ""
    """Ends in a slash."""
    facts: Mapping[str, Host] = field(default_factory=dict)

    def host(self, directory: Path) -> Host:
        """What is stated of the host whose files lie in DIRECTORY, below this file: the last match wins. Last come the
        facts of the host that has the name of that directory, or of one above it."""
        parts = map(live.name_of, reversed(self.parts(directory))) if self.facts else ()
        known = next((self.facts[name] for name in parts if name in self.facts), Host())
        for table in self._matching(directory):
            known = table.host.over(known)
        return known

    def ignored(self, directory: Path) -> tuple[str, ...]:
        """The rules that are ignored for the host whose files lie in DIRECTORY: those of every match."""
        return tuple(name for table in self._matching(directory) for name in table.ignore)

    def site(self, directory: Path) -> str | None:
        """The site of the host whose files lie in DIRECTORY, empty where none is stated; None where no table is about
        that host. The last match wins."""
        tables = self._matching(directory)
        return next((table.site for table in reversed(tables) if table.site is not None), "" if tables else None)

    def role(self, directory: Path) -> str | None:
        """The role of the host whose files lie in DIRECTORY, if any is stated. The last match wins."""
        return next((table.role for table in reversed(self._matching(directory)) if table.role is not None), None)

    def is_shared(self, site: str, thing: str) -> bool:
        """Whether hosts of SITE share THING on purpose: an address, a network, a MAC, a name, a UUID, `vlan 40`."""
        return any(table.name in (None, site) and table.allows(thing) for table in self.sites)

    @cached_property
    def _matching(self) -> Callable[[Path], Sequence[HostTable]]:
        """The tables that are about the host in a directory; several are asked for in a row."""

        @lru_cache(1)
        def matching(directory: Path) -> Sequence[HostTable]:
            parts = self.parts(directory)
            return [table for table in self.hosts if table.matches(parts)]

        return matching

    def parts(self, directory: Path) -> Sequence[str]:
        """DIRECTORY as globs see it; one that does not lie below this file, which was named, by its whole path."""
        home, path = _with_slash(self.path.parent), _with_slash(directory)  # Path.relative_to is slower than a read
        return path[len(home) :].split("/")[:-1] if path.startswith(home) else directory.parts


def _with_slash(path: Path) -> str:
    return str(path).rstrip("/") + "/"


def find(directory: Path) -> Path | None:
    """The ifcfgen.toml that holds for DIRECTORY, which is resolved."""
    folder = str(directory).rstrip("/")
    while not os.path.lexists(f"{folder}/{NAME}"):
        if not folder or os.path.lexists(f"{folder}/.git"):
            return None
        folder = folder.rpartition("/")[0]
    return Path(folder or "/", NAME)


def nearest(directory: Path) -> Config | None:
    """The ifcfgen.toml that holds for DIRECTORY, if any. Raises `IfcfgenError` with all that is wrong with it."""
    path = find(directory.resolve())
    return load(path) if path else None


def known(said: Host, settings: Config | None, directory: Path) -> Host:
    """All that is stated of the host whose files lie in DIRECTORY, which is resolved: what is SAID of it before what
    SETTINGS have."""
    return said.over(settings.host(directory)) if settings else said


def load(path: Path, data: bytes | None = None) -> Config:
    """The configuration in PATH, as if DATA were its content. Raises `IfcfgenError` with all that is wrong with it."""
    home = path.parent.resolve()
    try:
        with Tree(str(home)) as tree:
            text = _decoded(tree.read(path.name) if data is None else data, path)
            return parse(text, path, tree)
    except OSError as error:
        raise _unread(path, error) from None


def parse(text: str, path: Path, tree: Tree | None = None) -> Config:
    """The configuration in PATH, which holds TEXT; TREE is what lies beside and below it. Raises `IfcfgenError`."""
    table = notation.toml(text, str(path))
    place = partial(_place, path, text)
    faults = _strange(table, _KEYS, place)
    lists: dict[str, tuple[str, ...]] = {}
    for key in _LISTS:
        try:
            lists[key] = _words(table, key, place)
        except IfcfgenError as error:
            faults += error.faults
    folders: dict[str, list[Path]] = {"rules": [], "templates": []}
    for key, found in folders.items():
        names = lists.get(key, ())
        if len(names) > MOST_FOLDERS:
            faults.append(Fault(place(key), f"{key}: more than {MOST_FOLDERS} folders"))
        for name in names[:MOST_FOLDERS]:
            fault = (
                _unfit(name, tree) if tree and name.isprintable() and len(name) < _LONGEST_PATH else "no such directory"
            )
            if fault or tree is None:
                faults.append(Fault(place(key), f"{key}: {name}: {fault}"))
            else:
                found.append(Path(tree.root, name).resolve())
    format = table.get("format")
    if not isinstance(format, str | None):
        faults.append(Fault(place("format"), "format: must be a string"))
    docs_url = documentation.url(table.get("docs-url"), place("docs-url"), faults)
    fail_on = _fail_on(table.get("fail-on", []), place("fail-on"), faults)
    hosts = list(_hosts(table.get("host", []), path, text, faults))
    sites = list(_sites(table.get("site", []), path, text, {host.site for host in hosts}, faults))
    if faults:
        raise Faults(faults)
    return Config(
        path, lists["select"], lists["ignore"], tuple(folders["rules"]), tuple(folders["templates"]), tuple(hosts),
        lists["extend-select"], lists["extend-ignore"], (format, place("format")) if format else None,
        fail_on, tuple(sites), docs_url,
    )  # fmt: skip


def _fail_on(value: Any, place: Place, faults: list[Fault]) -> tuple[str, ...]:
    """The words of VALUE, one or a list of them; what is wrong with it goes to FAULTS."""
    words, known = [value] if isinstance(value, str) else value, [word.value for word in FailOn]
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        faults.append(Fault(place, "fail-on: must be a string or a list of strings, each one of " + ", ".join(known)))
        return ()
    strange = [word for word in words if word not in known]
    faults += first(
        strange,
        lambda word: Fault(
            place, f"fail-on: {quoted(word)} is not one of {', '.join(known)}{did_you_mean(word, known)}"
        ),
    )
    return tuple(words)


def site_rules(settings: Config) -> Iterator[tuple[Path, bytes]]:
    """The files of a site's own rules, in order, and what they hold. Raises `IfcfgenError`."""
    home = settings.path.parent.resolve()
    with Tree(str(home)) as tree:
        for folder in settings.rules:
            yield from _rules(tree, str(folder.relative_to(home)), folder)


def rules_in(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """The files of the rules in FOLDER, in order, and what they hold. Raises `IfcfgenError`."""
    try:
        with Tree(str(folder)) as tree:
            yield from _rules(tree, ".", folder)
    except OSError as error:
        raise _unread(folder, error) from None


def _rules(tree: Tree, below: str, folder: Path) -> Iterator[tuple[Path, bytes]]:
    """The files of rules in the directory BELOW of TREE, which people know as FOLDER."""
    for name in sorted(tree.listing(below)):
        if name.endswith(".md"):
            try:
                yield folder / name, tree.read(f"{below}/{name}")
            except OSError as error:
                raise _unread(folder / name, error) from None


def host(path: Path) -> Host:
    """The facts in PATH, TOML or JSON with the keys of a `[[host]]` table but `path`. Raises `IfcfgenError`."""
    text = _read(path)
    return _facts(_table(text, path), partial(_place, path, text))


def host_and_more(path: Path) -> tuple[Host, dict[str, Any]]:
    """As `host`, and what PATH states under other keys. Raises `IfcfgenError`."""
    return host_and_more_in(_read(path), path)


def host_and_more_in(text: str, path: Path, also: Sequence[str] = ()) -> tuple[Host, dict[str, Any]]:
    """As `host_and_more`, of the TEXT of PATH, which may state what is called as ALSO. Raises `IfcfgenError`."""
    from ifcfgen.facts.machine import FACTS  # of a boot, which a lint has no use for

    table = _table(text, path)
    place = partial(_place, path, text)
    strange = _strange(table, (*_FACTS, *sorted(FACTS), *also), place)
    if strange:
        raise Faults(strange)
    stated = {key: value for key, value in table.items() if key in _FACTS}
    more = {key: table[key] for key in table.keys() - stated.keys()}
    return replace(_facts(stated, place), cards=cards(more.get("nics"))), more


def _table(text: str, path: Path) -> dict[str, Any]:
    """What TEXT, that of PATH, says in TOML or JSON."""
    read = notation.json if text.lstrip().startswith("{") else notation.toml
    return read(text, str(path))


def _hosts(tables: Any, path: Path, text: str, faults: list[Fault]) -> Iterator[HostTable]:
    """Each `[[host]]` table."""
    for table, place, begin in _tables("host", tables, path, text, faults):
        glob = table.pop("path", "**")
        segments = glob.split("/") if isinstance(glob, str) and not glob.startswith("/") else [".."]
        if ".." in segments or max(map(len, segments)) > _LONGEST_SEGMENT:
            faults.append(
                Fault(place("path"), f'path: must be a glob of directories below that of {NAME}, such as "el6/**"')
            )
            continue
        try:
            ignored = _words(table, "ignore", place)
            site, role = _name(table, "site", place), _name(table, "role", place)
            facts = _facts({key: value for key, value in table.items() if key not in _OF_HOST}, place)
            yield HostTable(glob_of(segments), facts, Place(str(path), begin), ignored, site, role)
        except IfcfgenError as error:
            faults += error.faults


def _sites(tables: Any, path: Path, text: str, known: Iterable[str | None], faults: list[Fault]) -> Iterator[SiteTable]:
    """Each `[[site]]` table; KNOWN are the sites of hosts."""
    names = [name for name in known if name]
    for table, place, _ in _tables("site", tables, path, text, faults):
        wrong = _strange(table, ("name", "shared"), place)
        try:
            name = _name(table, "name", place)
            if name is not None and name not in names:
                wrong.append(
                    Fault(
                        place("name"), f"name: no [[host]] table has the site {quoted(name)}{did_you_mean(name, names)}"
                    )
                )
            shared = _words(table, "shared", place)
            faults += wrong
            yield SiteTable(name, shared)
        except IfcfgenError as error:
            faults += (*wrong, *error.faults)


def _tables(
    kind: str, tables: Any, path: Path, text: str, faults: list[Fault]
) -> Iterator[tuple[dict[str, Any], _Where, int | None]]:
    """Each of the TABLES below `[[KIND]]`, where its keys stand, and the line of its head."""
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        faults.append(Fault(_place(path, text, kind), f"{kind}: must be tables under [[{kind}]]"))
        return
    heads: list[tuple[int, int | None]] = []
    line, at = 1, 0
    for match in re.finditer(rf"^[ \t]*\[\[[ \t]*{kind}[ \t]*\]\]", text, re.M):
        line, at = line + text.count("\n", at, match.start()), match.start()
        heads.append((at, line))
    for number, table in enumerate(tables):
        if len(faults) > _MOST_FAULTS:
            return
        head, begin = heads[number] if number < len(heads) else (0, None)
        yield table, partial(_place, path, text, start=head), begin


def _name(table: Mapping[str, Any], key: str, place: _Where) -> str | None:
    """The text of KEY, None where it is not there. Raises `IfcfgenError`."""
    name = table.get(key)
    if not isinstance(name, str | None) or name == "":
        raise IfcfgenError(Fault(place(key), f'{key}: must be a name such as "berlin"'))
    return name


def _facts(table: Mapping[str, Any], place: _Where) -> Host:
    """The host of a table. Raises `IfcfgenError`."""
    faults = _strange(table, _FACTS, place)
    name, release, services = table.get("name"), table.get("release"), table.get("services", {})
    complete = table.get("packages-complete")
    if not isinstance(name, str | None):
        faults.append(Fault(place("name"), "name: must be a string"))
    if isinstance(release, bool) or not isinstance(release, int | str | None):
        faults.append(Fault(place("release"), 'release: must be a number such as 7 or a string such as "centos7"'))
    elif release is not None:
        try:
            release = parse_release(str(release))
        except ValueError as error:
            faults.append(Fault(place("release"), f"release: {error}"))
    if not isinstance(services, dict):
        faults.append(Fault(place("services"), 'services: must be a table such as {NetworkManager = "disabled"}'))
    else:
        wrong = [service for service, state in services.items() if service not in SERVICES or state not in STATES]
        faults += first(wrong, lambda service: Fault(place(service), fault_in_service(service, services[service])))
    if not isinstance(complete, bool | None):
        faults.append(Fault(place("packages-complete"), "packages-complete: must be true or false"))
    words: dict[str, tuple[str, ...]] = {}
    for key in ("packages", "without", "kernel-arguments"):
        try:
            words[key] = _words(table, key, place)
        except IfcfgenError as error:
            faults += error.faults
        else:
            named = () if complete or key == "kernel-arguments" else words[key]
            misspelt = [(key, fault) for word in named if (fault := fault_in_package(word))]
            faults += first(misspelt, lambda one: Fault(place(one[0]), f"{one[0]}: {one[1]}"))
    if faults:
        raise Faults(faults)
    try:
        return Host.of(
            name=name, release=release, services=services, complete=complete,
            packages=words["packages"], without=words["without"],
            arguments=words["kernel-arguments"] if "kernel-arguments" in table else None,
        )  # fmt: skip
    except ValueError as error:
        raise IfcfgenError(Fault(place("without"), str(error))) from None


def _words(table: Mapping[str, Any], key: str, place: _Where) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise IfcfgenError(Fault(place(key), f'{key}: must be a list of strings such as ["..."]'))
    return tuple(value)


def _unfit(name: str, tree: Tree) -> str | None:
    """Why NAME in TREE cannot be a folder of rules or templates."""
    try:
        tree.listing(name)
    except (FileNotFoundError, NotADirectoryError):
        return "no such directory"
    except OSError as error:
        leaves = error.errno == errno.EXDEV
        return f"is outside of the directory of {NAME}" if leaves else error.strerror or str(error)
    return None


# -- files and places -----------------------------------------------------------------------------------


def _read(path: Path) -> str:
    try:
        return _decoded(read(path), path)
    except OSError as error:
        raise _unread(path, error) from None


def _decoded(data: bytes, path: Path) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _error(path, "not UTF-8", data.count(b"\n", 0, error.start) + 1) from None


def _unread(path: Path, error: OSError) -> IfcfgenError:
    return _error(path, error.strerror or str(error))


def _place(path: Path, text: str, key: str, start: int = 0) -> Place:
    """Where KEY stands, the first behind START; tomllib and json do not tell."""
    if len(key) > _LONGEST_KEY:
        return Place(str(path))
    blanks = r"[ \t]*+"
    found = re.compile(rf"""(?:^|[{{,\[]){blanks}["']?{re.escape(key)}["']?{blanks}[=:.\]]""", re.M).search(text, start)
    line = text.count("\n", 0, text.index(key, found.start())) + 1 if found else None
    return Place(str(path), line)


def _strange(table: Mapping[str, Any], known: Sequence[str], place: _Where) -> list[Fault]:
    """A fault for each key of TABLE that is not KNOWN."""
    strange = [key for key in table if key not in known]
    return first(strange, lambda key: Fault(place(key), f"unknown key {key!r}{did_you_mean(key, known)}"))


def _error(path: Path, text: str, line: int | None = None, column: int | None = None) -> IfcfgenError:
    return IfcfgenError(Fault(Place(str(path), line, column), text))
