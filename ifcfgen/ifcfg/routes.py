"""route-*, route6-*, rule-* and rule6-* files: lines for `ip route add` and `ip rule add`, or ADDRESSn= keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from ipaddress import IPv4Address, ip_network

from ifcfgen.ifcfg.document import Document
from ifcfgen.ifcfg.values import address, integer, prefix_of
from ifcfgen.lazy import NamedTuple, pattern
from ifcfgen.model import IP, Network, Place, Route, RoutingRule

_ESCAPED = pattern(r"\\(.?)")
_IS_JOINED = re.compile(r"(?<!\\)(?:\\\\)*\\$")
_KEY_FORMAT = re.compile(rb"^[ \t]*ADDRESS\d+=", re.M)
TYPES = ("unicast", "local", "broadcast", "multicast", "throw", "unreachable", "prohibit", "blackhole", "nat")
_NO_HOP = IPv4Address(0)
_TABLES = {"main": 254, "default": 253, "local": 255, "unspec": 0}


class WrittenRoute(NamedTuple):
    """A route and where it is written: by which key, none in a line for `ip`, and at which place of a route file."""

    route: Route
    key: str
    place: Place | None = None


def rule_keys(keys: Iterable[str]) -> list[str]:
    """Those of KEYS that hold a rule for NetworkManager, in the order of their numbers."""
    found = (key for key in keys if key.startswith(("ROUTING_RULE_", "ROUTING_RULE6_")))
    return sorted(found, key=lambda key: (integer(key.rpartition("_")[2]) or 0, key))


def is_key_format(document: Document) -> bool:
    """Whether one ADDRESSn= line makes the whole file one of keys."""
    return _KEY_FORMAT.search(document.data) is not None


def routes(document: Document, version: int) -> Iterator[WrittenRoute]:
    """The routes of a route file that can be read; initscripts ifup-routes decides which of the two formats it is."""
    if version == 4 and is_key_format(document):
        yield from _routes_by_key(document)
    else:
        for line, column, words in lines(document):
            route = route_of(words, version)
            if route:
                yield WrittenRoute(route, "", Place(document.path, line, column))


def rules(document: Document, version: int) -> Iterator[RoutingRule]:
    """The policy rules of a rule file that can be read."""
    for _, _, words in lines(document):
        rule = rule_of(words, version)
        if rule:
            yield rule


def route_of(words: Iterable[str], version: int) -> Route | None:
    """The route that `ip route add WORDS` makes; None where it would be refused or cannot be read."""
    given = list(words)
    kind = given.pop(0) if given and given[0] in TYPES else "unicast"
    if given and given[0] == "to":
        given.pop(0)
    if not given:
        return None
    named = _named(given[1:])
    to = network_of(given[0], version)
    if named.keys() & {"?"} or (to is None and given[0] != "default"):
        return None
    if "via" in named and address(named["via"]) is None:
        return None
    table = _table(named.get("table"))
    return Route(
        None if to is not None and to.prefixlen == 0 else to,
        _hop(named.get("via")),
        version,
        metric=integer(named.get("metric")),
        table=table,
        table_name=named.get("table", "") if table is None else "",
        type=kind,
        scope=named.get("scope"),
        source=address(named.get("src") or named.get("from")),
        on_link="onlink" in named,
        mtu=integer(named.get("mtu")),
        advmss=integer(named.get("advmss")),
        congestion_window=integer(named.get("initcwnd")),
        receive_window=integer(named.get("initrwnd")),
    )


def _hop(text: str | None) -> IP | None:
    """A next hop. 0.0.0.0 is none to the kernel (fib_frontend.c); it rejects ::."""
    found = address(text)
    return None if found == _NO_HOP else found


def rule_of(words: Iterable[str], version: int) -> RoutingRule | None:
    """The policy rule that `ip rule add WORDS` makes; None where it cannot be read."""
    named = _named(words)
    source, destination = named.get("from", "all"), named.get("to", "all")
    networks = {word: network_of(word, version) for word in (source, destination) if word != "all"}
    if "?" in named or None in networks.values():
        return None
    priority = named.get("priority") or named.get("pref") or named.get("prio")
    return RoutingRule(
        networks.get(source),
        networks.get(destination),
        version,
        table=_table(named.get("table") or named.get("lookup")),
        priority=integer(priority),
        mark=_any_base(named.get("fwmark")),
        tos=_any_base(named.get("tos") or named.get("dsfield")),
    )


def _routes_by_key(document: Document) -> Iterator[WrittenRoute]:
    number = 0
    while document.keys.get(f"ADDRESS{number}"):
        yield from _route_by_key(document, number)
        number += 1


def _route_by_key(document: Document, number: int) -> Iterator[WrittenRoute]:
    """The route that ADDRESSn, NETMASKn, GATEWAYn and METRICn of one NUMBER describe, where they can be read."""
    keys, key = document.keys, f"ADDRESS{number}"
    ip, item = address(keys[key]), document.assignment(key)
    prefix = prefix_of(keys.get(f"NETMASK{number}"))
    if ip is not None and item is not None:
        network = ip_network((ip, 32 if prefix is None else prefix), strict=False)
        route = Route(
            network if network.prefixlen else None,
            _hop(keys.get(f"GATEWAY{number}")),
            metric=integer(keys.get(f"METRIC{number}")),
        )
        yield WrittenRoute(route, key, Place(document.path, item.line, item.column))


def unread(document: Document) -> Iterator[WrittenRoute]:
    """What a file of ADDRESSn= lines has, and nothing reads: routes behind a gap in the numbers, and lines for `ip`."""
    if not is_key_format(document):
        return
    read = {written.key for written in _routes_by_key(document)}
    for key, text in document.keys.items():
        number = key.removeprefix("ADDRESS")
        if integer(number) is not None and key == f"ADDRESS{integer(number)}" and text and key not in read:
            yield from _route_by_key(document, int(number))
    for line, column, words in lines(document):
        route = route_of(words, 4)
        if route:
            yield WrittenRoute(route, "", Place(document.path, line, column))


def lines(document: Document) -> Iterator[tuple[int, int, list[str]]]:
    """Line, column and words of every line of a route or rule file that is handed to `ip`."""
    for number, line in joined_lines(document.text):
        words = line.split()
        if words and not words[0].startswith("#"):
            yield number, len(line) - len(line.lstrip()) + 1, words


def joined_lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines as the `read` of bash gives them, with their numbers: a backslash joins two, or is dropped."""
    first, joined = 1, ""
    for number, line in enumerate(text.replace("\0", "").split("\n"), 1):
        joined += _ESCAPED.sub(r"\1", line) if "\\" in line else line
        if _IS_JOINED.search(line):
            continue
        yield first, joined
        first, joined = number + 1, ""
    yield first, joined


_FLAGS = frozenset({"onlink", "pervasive", "not"})
LOCKABLE = frozenset((
    "mtu", "hoplimit", "advmss", "reordering", "rtt", "rttvar", "rto_min", "window", "cwnd", "initcwnd", "initrwnd",
    "ssthresh", "quickack", "congctl",
))  # fmt: skip
"""Behind which `lock` may stand before the value (iproute2); behind any other word it is the value: `dev lock`."""


def _named(words: Iterable[str]) -> dict[str, str]:
    """`via A metric N onlink` by word; a word without its value is kept as "?", for what follows makes no sense."""
    named: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        if word in _FLAGS:
            named[word] = ""
            continue
        value = next(rest, None)
        if value == "lock" and word in LOCKABLE:
            value = next(rest, None)
        if value is None:
            named["?"] = word
        else:
            named[word] = value
    return named


_OF_A_ROUTE = frozenset(
    ("via", "metric", "table", "scope", "src", "from", "onlink", "mtu", "advmss", "initcwnd", "initrwnd")
)
_OF_A_RULE = frozenset(("from", "to", "table", "lookup", "priority", "pref", "prio", "fwmark", "tos", "dsfield"))


def beyond(words: Sequence[str], is_route: bool, device: str) -> list[str]:
    """The words of a line that neither `Route` nor `RoutingRule` has a field for; `dev DEVICE` says nothing new."""
    if not is_route:
        return [word for word in _named(words) if word not in _OF_A_RULE]
    given = list(words[words[0] in TYPES :])
    named = _named(given[2 if given[0] == "to" else 1 :])
    return [word for word, value in named.items() if word not in _OF_A_ROUTE and (word, value) != ("dev", device)]


def network_of(word: str, version: int) -> Network | None:
    """The destination that `ip` takes WORD for, whatever stands behind its prefix; None where it is none."""
    text, slash, length = word.partition("/")
    ip = address(text) or (address("0.0.0.0" if version == 4 else "::") if word == "default" else None)
    if ip is None or ip.version != version:
        return None
    prefix = integer(length) if slash else 0 if word == "default" else ip.max_prefixlen
    if slash and prefix is None:
        prefix = prefix_of(length)
    return None if prefix is None or prefix > ip.max_prefixlen else ip_network((ip, prefix), strict=False)


def _table(text: str | None) -> int | None:
    """The number of a routing table; None where it is called by a name that is the host's own."""
    return _TABLES[text] if text in _TABLES else _any_base(text)


def _any_base(text: str | None) -> int | None:
    try:
        return int(text.partition("/")[0], 0) if text else None
    except ValueError:
        return None
