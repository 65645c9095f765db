"""Converts route and rule files of initscripts to the syntax of NetworkManager's ifcfg reader."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterator, Mapping, Sequence
from ipaddress import IPv4Address, IPv6Address

from ifcfgen.ifcfg import iproute, routes
from ifcfgen.ifcfg.iproute import NotUnderstood, RouteWords, RuleWords
from ifcfgen.lazy import NamedTuple
from ifcfgen.migrate.account import Entry, Fate, Loss
from ifcfgen.model import Place
from ifcfgen.scripts.directory import Directory
from ifcfgen.scripts.file import File

_TYPES = ("unicast", "local", "throw", "unreachable", "prohibit", "blackhole")
_TYPES_SINCE = 8
"""The first release whose NetworkManager supports route types other than unicast (1.36)."""
_NUMBERS = frozenset(("mtu", "advmss", "window", "cwnd", "initcwnd", "initrwnd", "rto_min", "quickack"))
_FURTHER = frozenset(("not", "uidrange", "ipproto", "sport", "dport", "suppress_prefixlength"))
_OF_KERNEL = {4: (0, 32766, 32767), 6: (0, 32766)}
"""The priorities of the rules that the kernel has by itself."""


class Said(NamedTuple):
    """The routes and rules of one device by IP version, as lines, and the account of all lines."""

    routes: Mapping[int, Sequence[str]]
    rules: Mapping[int, Sequence[str]]
    entries: Sequence[Entry]

    @property
    def rules_by_key(self) -> Mapping[str, str]:
        """The rules as keys of an ifcfg file."""
        stems = ((4, "ROUTING_RULE"), (6, "ROUTING_RULE6"))
        return {f"{stem}_{n}": text for version, stem in stems for n, text in enumerate(self.rules[version])}

    def files(self, suffix: str, *more: Sequence[str]) -> Mapping[str, bytes]:
        """The non-empty route files for SUFFIX; MORE has lines for IPv4 and IPv6 that come first."""
        roles = zip(("route", "route6"), (4, 6), more or ((), ()), strict=True)
        texts = {f"{role}-{suffix}": "\n".join((*first, *self.routes[version])) for role, version, first in roles}
        return {name: text.encode(errors="surrogateescape") for name, text in texts.items() if text}


class Rules:
    """The priorities of the rules of a host, where the kernel assigns one to each that has none."""

    def __init__(self) -> None:
        self._taken = {version: [*priorities] for version, priorities in _OF_KERNEL.items()}

    def priority(self, version: int, stated: int | None) -> int:
        """That of the next rule: the one that is STATED, else one before all but the first (fib_default_rule_pref)."""
        taken = self._taken[version]
        found = max(taken[1] - 1, 0) if stated is None else stated
        insort(taken, found)
        return found


def read(directory: Directory, files: Sequence[File], device: str, release: int, target: int, rules: Rules) -> Said:
    """The routes and rules in FILES of DEVICE, as initscripts of RELEASE read them, for NetworkManager of TARGET."""
    tables = directory.surroundings.routing_tables
    found: dict[str, dict[int, list[str]]] = {"route": {4: [], 6: []}, "rule": {4: [], 6: []}}
    entries: list[Entry] = []
    for file in files:
        version, kind = 6 if file.role.endswith("6") else 4, file.role.rstrip("6")
        if version == 4 and kind == "route" and routes.is_key_format(file.document):
            entries += _keyed(file, device, found[kind][4])
            continue
        for line, column, words in routes.lines(file.document):
            place, text = Place(file.path, line, column), " ".join(words)
            try:
                if kind == "route":
                    route = iproute.route(words, version, tables, release)
                    said, loss, because = _route(route, words, version, device, target)
                else:
                    rule = iproute.rule(words, version, tables, release)
                    said, loss, because = _rule(rule, words, version, rules.priority)
            except NotUnderstood:
                entries.append(Entry(place, text, "without effect", device, because="`ip` rejects the line"))
                continue
            if said:
                found[kind][version].append(said)
            fate: Fate = "lost" if loss else "translated"
            entries.append(Entry(place, text, fate, device, loss, because))
    return Said(found["route"], found["rule"], entries)


def _keyed(file: File, device: str, lines: list[str]) -> Iterator[Entry]:
    known = set()
    for written in routes.routes(file.document, 4):
        route = written.route
        words = [str(route.to or "0.0.0.0/0"), *(["via", str(route.via)] if route.via else [])]
        lines.append(" ".join((*words, *(["metric", str(route.metric)] if route.metric is not None else []))))
        known.add(written.key.removeprefix("ADDRESS"))
    for item in file.document.assignments:
        place = Place(file.path, item.line, item.column)
        stem = item.key.rstrip("0123456789")
        is_read = item.key[len(stem) :] in known and stem in ("ADDRESS", "NETMASK", "GATEWAY", "METRIC")
        yield Entry(place, item.key, "translated" if is_read else "without effect", device)


_Line = tuple[str, Loss | None, str]
"""The converted line, the kind of loss, and the reason."""


def _route(said: RouteWords, words: Sequence[str], version: int, device: str, target: int) -> _Line:
    if said.hops:
        return "", "route", "NetworkManager does not support several next hops"
    if said.dev not in (None, device):
        return "", "route", f"its device is {said.dev}, and a profile has only routes of its own device"
    if said.type not in _TYPES or (said.type != "unicast" and target < _TYPES_SINCE):
        return "", "route", f"NetworkManager of EL{target} does not support routes of type {said.type}"
    if _is_nameless(words, said.table):
        return "", "route", "the number of its table is unknown, because rt_tables is not among the files"
    line = [] if said.type == "unicast" else [said.type]
    line.append(f"{_ip(said.to, version)}/{said.length}")
    if said.via:
        line += ["via", str(_ip(said.via, version))]
    for word, value in (
        ("metric", said.metric),
        ("table", said.table),
        ("scope", said.scope if version == 4 else None),
    ):
        line += [word, str(value)] if value is not None else []
    if said.source is not None:
        line += ["src", str(_ip(said.source, version))]
    if said.tos:
        line += ["tos", f"{said.tos:#04x}"]
    line += ["onlink"] if said.onlink else []
    numbers, others = _further(words)
    return " ".join((*line, *numbers)), "route-option" if others else None, others


def _further(words: Sequence[str]) -> tuple[list[str], str]:
    """The numeric options that NetworkManager supports, and the reason if it does not support one."""
    found: list[str] = []
    for index, word in enumerate(words):
        behind = words[index + 1 : index + 3]
        if word in _NUMBERS:
            found += [word, *behind] if behind[:1] == ["lock"] else [word, *behind[:1]]
        elif iproute.is_tuning(word) and words[index - 1 : index] != ["lock"]:
            return found, f"NetworkManager does not support {word} in a route"
    return found, ""


def _rule(said: RuleWords, words: Sequence[str], version: int, priority: Callable[[int, int | None], int]) -> _Line:
    number = priority(version, said.priority)
    strange = next((word for word, _ in said.further if word not in _FURTHER), None)
    if strange:
        return "", "rule", f"NetworkManager does not support {strange} in a rule"
    if _is_nameless(words, said.table):
        return "", "rule", "the number of its table is unknown, because rt_tables is not among the files"
    line = ["priority", str(number)]
    line += ["not"] if ("not", "") in said.further else []
    for word, network in (("from", said.src), ("to", said.dst)):
        line += [word, f"{_ip(network[0], version)}/{network[1]}"] if network else []
    line += ["fwmark", f"{said.fwmark[0]:#x}/{said.fwmark[1]:#x}"] if said.fwmark else []
    line += ["tos", f"{said.tos:#04x}"] if said.tos else []
    for word, name in (("iif", said.iif), ("oif", said.oif)):
        line += [word, name] if name else []
    line += [part for word, text in said.further if text for part in (word, text)]
    line += ["table", str(said.table)] if said.table else []
    line += ["type", said.action] if said.action else []
    return " ".join(line), None, ""


def _is_nameless(words: Sequence[str], table: int | None) -> bool:
    """Whether the table has a name whose number is unknown."""
    return table == 0 and not any(word in ("0", "unspec") for word in words)


def _ip(number: int, version: int) -> IPv4Address | IPv6Address:
    return IPv4Address(number) if version == 4 else IPv6Address(number)
