"""An inventory of Ansible: its hosts, and the variables of each as Ansible resolves them. Nothing is run or decrypted.

From ansible-core: inventory/manager.py and data.py, the plugins ini, yaml, toml and host_group_vars, and
vars/manager.py for the order: the variables of the group `all`, of other groups by their depth, priority and name,
group_vars in the same order, those of the host, host_vars.
"""

from __future__ import annotations

import errno
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from ifcfgen import notation
from ifcfgen.errors import Fault, IfcfgenError
from ifcfgen.facts import ini
from ifcfgen.filesystem.tree import Tree
from ifcfgen.lazy import NamedTuple, pattern
from ifcfgen.notation import items, mapping
from ifcfgen.place import Place

HOSTS, GROUPS = "host_vars", "group_vars"
"""The directories with variables of hosts and of groups."""
_ALL, _UNGROUPED = "all", "ungrouped"
_IGNORED = pattern(r"^\.|\.(pyc|pyo|swp|bak|rpm|md|txt|rst|orig|cfg|retry)$|~$|^(host_vars|group_vars|vars_plugins)$")
"""Names in the directory of an inventory that Ansible does not read as a source."""
_ENDINGS = ("", ".yml", ".yaml", ".json")
_OF_YAML = pattern(r"\.(ya?ml|json)$")
_USUAL_NAME = pattern(r"(hosts|inventory)\.(ini|ya?ml|json|toml)|inventory")
_OF_TOML = ".toml"
_CONSTRUCTED = pattern(r"(ansible\.builtin\.)?constructed")
"""The plugin that puts hosts of other sources into groups."""
_RANGE = pattern(r"([^\[:]*)\[([^:\]]*:[^\]]*)\](.*)", re.S)
_PORT = pattern(r"(?:\[(.+)\]|((?:[^:\[\]]|\[[^\]]*\])*)):\d+")
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MOST_HOSTS = 100_000
_DEEPEST = 32

Tell = Callable[[Fault], None]


class Variable(NamedTuple):
    """A value, and the file that sets it, as seen from the inventory. What is encrypted is None."""

    value: Any
    file: str


Variables = dict[str, Variable]


def is_one(tree: Tree) -> bool:
    """Whether TREE is the directory of an inventory."""
    there = _names(tree, "", lambda _: None)
    return HOSTS in there or GROUPS in there or any(map(_USUAL_NAME.fullmatch, there))


def read(tree: Tree, tell: Tell) -> Iterator[tuple[str, Variables]]:
    """The hosts of the inventory in TREE, with their variables; TELL takes what cannot be read, and what Ansible would
    have to run. Where no file lists hosts, they are those that have variables of their own."""
    groups = _Groups()
    _sources(tree, "", groups, tell)
    ranks = groups.ranks()
    of_groups, of_hosts = _names(tree, GROUPS, tell), _names(tree, HOSTS, tell)
    kept = {group: _variables(tree, GROUPS, of_groups, group, tell) for group in ranks}
    for host in sorted(groups.hosts or {_OF_YAML.sub("", name) for name in of_hosts}):
        above = sorted(groups.of(host), key=ranks.__getitem__)
        found: Variables = {}
        for variables in (*map(groups.variables.__getitem__, above), *map(kept.__getitem__, above)):
            found |= variables
        yield host, found | groups.hosts.get(host, {}) | _variables(tree, HOSTS, of_hosts, host, tell)


class _Groups:
    """What the sources of an inventory say so far. Raises ValueError where they contradict themselves."""

    def __init__(self) -> None:
        self.variables: dict[str, Variables] = {_ALL: {}, _UNGROUPED: {}}
        self.hosts: dict[str, Variables] = {}
        self._parents: dict[str, set[str]] = {_ALL: set(), _UNGROUPED: set()}
        self._members: dict[str, set[str]] = {}
        self._priorities: dict[str, int] = {}

    def add(self, group: str) -> None:
        self.variables.setdefault(group, {})
        self._parents.setdefault(group, set())

    def nest(self, parent: str, child: str) -> None:
        self.add(parent)
        self.add(child)
        if child in (parent, *self._above([parent])):
            raise ValueError(f"the group {child} contains itself")
        self._parents[child].add(parent)

    def assign(self, group: str, key: str, value: Variable) -> None:
        self.add(group)
        if key == "ansible_group_priority":
            self._priorities[group] = int(value.value)
        else:
            self.variables[group][key] = value

    def host(self, written: str, group: str, variables: Variables) -> None:
        self.add(group)
        names = [*islice(_expanded(written), _MOST_HOSTS + 1)]
        if len(self.hosts) + sum(name not in self.hosts for name in names) > _MOST_HOSTS:
            raise ValueError(f"more than {_MOST_HOSTS:,} hosts")  # none of them is meant: a digit too many
        for name in names:
            self.hosts.setdefault(name, {}).update(variables)
            self._members.setdefault(name, set()).add(group)

    def of(self, host: str) -> set[str]:
        """All groups of HOST."""
        direct = self._members.get(host, set()) - {_ALL, _UNGROUPED} or {_UNGROUPED}
        return {_ALL, *direct, *self._above(direct)}

    def ranks(self) -> dict[str, tuple[int, int, str]]:
        """All groups, by what decides in which order their variables count: the higher ones win."""
        ranks = {_ALL: (0, 1, _ALL)}
        while rest := self._parents.keys() - ranks.keys():
            for group in [group for group in rest if self._parents[group] <= ranks.keys()]:
                depth = 1 + max((ranks[parent][0] for parent in self._parents[group]), default=0)
                ranks[group] = depth, self._priorities.get(group, 1), group
        return ranks

    def _above(self, groups: Iterable[str]) -> set[str]:
        found: set[str] = set()
        level = set(groups)
        while level:
            level = set().union(*(self._parents[group] for group in level)) - found
            found |= level
        return found


def _expanded(written: str) -> Iterator[str]:
    """The names of hosts that WRITTEN means: `web[01:10]:22` has a range and a port."""
    port = _PORT.fullmatch(written)
    yield from _ranged((port[1] or port[2]) if port else written)


def _ranged(name: str) -> Iterator[str]:
    found = _RANGE.fullmatch(name)
    if found is None:
        yield name
        return
    head, bounds, tail = found.groups()
    try:
        for middle in _range(*bounds.split(":")):
            yield from _ranged(f"{head}{middle}{tail}")
    except (TypeError, ValueError):
        raise ValueError(f"[{bounds}] is not a range of hosts") from None


def _range(begin: str, end: str, step: str = "1") -> Iterable[str]:
    if begin in _LETTERS and end in _LETTERS and begin and end:
        return _LETTERS[_LETTERS.index(begin) : _LETTERS.index(end) + 1 : int(step)]
    width = len(begin) if begin[:1] == "0" else 0
    return (str(number).zfill(width) for number in range(int(begin or "0"), int(end) + 1, int(step)))


def _sources(tree: Tree, folder: str, groups: _Groups, tell: Tell) -> None:
    """Take what the files in FOLDER and below say into GROUPS."""
    if folder.count("/") > _DEEPEST:
        return
    for name in sorted(_names(tree, folder, tell)):
        if _IGNORED.search(name):
            continue
        path = f"{folder}/{name}" if folder else name
        if _is_folder(tree, path):
            _sources(tree, path, groups, tell)
            continue
        try:
            _source(tree, path, groups)
        except IfcfgenError as error:
            for fault in error.faults:
                tell(fault)
        except (OSError, ValueError, RecursionError) as error:
            tell(_fault(tree, path, error))


def _source(tree: Tree, path: str, groups: _Groups) -> None:
    """Take what the file PATH says into GROUPS. Raises `IfcfgenError`, `OSError` and ValueError."""
    text = tree.read(path).decode()
    if text.startswith("#!"):
        raise ValueError("a program: ifcfgen does not run it, so its hosts are unknown")
    if path.endswith(_OF_TOML):
        _toml(tree, path, text, groups)
        return
    ending = _OF_YAML.search(path)
    if not ending and not text.lstrip().startswith(("---", "{")):
        _ini(tree, path, text, groups)
        return
    document = _yaml(text)
    if not isinstance(document, dict):
        raise ValueError("no inventory: groups with hosts, vars and children are required")
    if "plugin" in document:
        plugin = str(document["plugin"])
        what = "more groups" if _CONSTRUCTED.fullmatch(plugin) else "hosts"
        raise ValueError(f"{what} come from the plugin {plugin}, which ifcfgen does not run")
    seen: set[tuple[str, int]] = set()
    for group, said in document.items():
        _group(str(group), said, groups, path, seen)


def _toml(tree: Tree, path: str, text: str, groups: _Groups) -> None:
    """Take what TEXT says, an inventory in TOML, where children are a list. Raises `IfcfgenError` and ValueError."""
    seen: set[tuple[str, int]] = set()
    for group, said in notation.toml(text, f"{tree.root.rstrip('/')}/{path}").items():
        parts = mapping(said)
        _group(group, {**parts, "children": dict.fromkeys(map(str, items(parts.get("children"))))}, groups, path, seen)


def _ini(tree: Tree, path: str, text: str, groups: _Groups) -> None:
    """Take what TEXT says, an inventory in INI. Raises `IfcfgenError`."""
    section = ini.Section()
    for number, line in enumerate(map(str.strip, text.splitlines()), 1):
        if not line or line[0] in "#;":
            continue
        try:
            section = _line(line, section, groups, path)
        except ValueError as error:
            raise IfcfgenError(Fault(Place(f"{tree.root.rstrip('/')}/{path}", number), str(error))) from None


def _group(name: str, said: Any, groups: _Groups, file: str, seen: set[tuple[str, int]]) -> None:
    """Take what a YAML inventory has SAID of the group NAME, once where aliases say it often. Raises ValueError."""
    groups.add(name)
    if (name, id(said)) in seen:
        return
    seen.add((name, id(said)))
    parts = {key: {part: None} if isinstance(part, str) else mapping(part) for key, part in mapping(said).items()}
    for key, value in parts.get("vars", {}).items():
        groups.assign(name, str(key), Variable(value, file))
    for child, more in parts.get("children", {}).items():
        groups.nest(name, str(child))
        _group(str(child), more, groups, file, seen)
    for host, variables in parts.get("hosts", {}).items():
        groups.host(str(host), name, _from(file, mapping(variables)))


def _line(line: str, section: ini.Section, groups: _Groups, file: str) -> ini.Section:
    """Take a LINE of INI below the head of SECTION; returns the section of the next. Raises ValueError."""
    begun = ini.section(line)
    if begun:
        groups.add(begun.group)
        return begun
    if section.kind == "vars":
        key, value = ini.variable(line)
        groups.assign(section.group, key, Variable(value, file))
    elif section.kind == "children":
        groups.nest(section.group, ini.child(line))
    else:
        name, variables = ini.host(line)
        groups.host(name, section.group, _from(file, variables))
    return section


def _variables(tree: Tree, folder: str, there: Mapping[str, bool], name: str, tell: Tell) -> Variables:
    """The variables of the host or group NAME in FOLDER, where THERE are these names: a directory comes first."""
    found: Variables = {}
    first = next((f"{name}{ending}" for ending in _ENDINGS if f"{name}{ending}" in there), None)
    for file in _files(tree, f"{folder}/{first}", tell) if first else ():
        try:
            found |= _from(file, mapping(_yaml(tree.read(file).decode())))
        except (OSError, ValueError, RecursionError) as error:
            tell(_fault(tree, file, error))
    return found


def _files(tree: Tree, path: str, tell: Tell) -> Iterator[str]:
    """PATH where that is a file, else those in and below the directory."""
    if not _is_folder(tree, path):
        yield path
        return
    for name in sorted(_names(tree, path, tell)):
        inner, dot, _ = f"{path}/{name}", *name.rpartition(".")[1:]
        if name[0] == "." or name[-1] == "~" or inner.count("/") > _DEEPEST:
            continue
        if _is_folder(tree, inner):
            yield from () if dot else _files(tree, inner, tell)
        elif not dot or name.endswith(_ENDINGS[1:]):
            yield inner


def _from(file: str, said: Mapping[Any, Any]) -> Variables:
    return {str(key): Variable(value, file) for key, value in said.items()}


def _is_folder(tree: Tree, path: str) -> bool:
    """Whether PATH is a directory, or a link to one."""
    try:
        kind = tree.kind(path)
        if kind == stat.S_IFLNK:
            tree.listing(path)
    except OSError:
        return False
    return kind in (stat.S_IFDIR, stat.S_IFLNK)


def _names(tree: Tree, folder: str, tell: Tell) -> Mapping[str, bool]:
    """The names in FOLDER, none where that is not there."""
    try:
        return tree.listing(folder)
    except OSError as error:
        if error.errno not in (errno.ENOENT, errno.ENOTDIR):
            tell(_fault(tree, folder, error))
        return {}


def _yaml(text: str) -> Any:
    """What TEXT says; what is encrypted, or of a type of Ansible's, is None. Raises ValueError."""
    import yaml  # few have an inventory here

    class Loader(yaml.SafeLoader):
        """Reads `!vault` and the like as nothing."""

    Loader.add_multi_constructor("!", lambda *_: None)
    try:
        return yaml.load(text, Loader)  # a safe one
    except yaml.YAMLError:
        raise ValueError("not YAML that ifcfgen reads") from None


def _fault(tree: Tree, path: str, error: Exception) -> Fault:
    why = error.strerror if isinstance(error, OSError) else str(error)
    if isinstance(error, RecursionError):
        why = "nested too deeply"
    elif isinstance(error, UnicodeDecodeError):
        why = "not UTF-8"
    return Fault(Place(f"{tree.root.rstrip('/')}/{path}".rstrip("/")), why or str(error))
