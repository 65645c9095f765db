"""route-*, route6-*, rule-* and rule6-* files: lines for `ip route add` and `ip rule add`, or ADDRESSn= keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from ipaddress import ip_network
from typing import TYPE_CHECKING

from ifcfgen.facts import Manager
from ifcfgen.ifcfg.document import Document
from ifcfgen.ifcfg.values import address, integer, prefix_of
from ifcfgen.model import IP, Device, Network, Place, Route, RoutingRule

if TYPE_CHECKING:
    from ifcfgen.scripts.file import File

_KEY_FORMAT = re.compile(rb"^[ \t]*ADDRESS\d+=", re.M)
_TYPES = ("unicast", "local", "broadcast", "multicast", "throw", "unreachable", "prohibit", "blackhole", "nat")
_TABLES = {"main": 254, "default": 253, "local": 255}

# What NetworkManager's parse_route_line takes a number for, an address, or whatever follows.
_NUMBERS_TO_NETWORKMANAGER = frozenset(
    ("metric", "table", "weight", "window", "cwnd", "initcwnd", "initrwnd", "mtu", "advmss", "rto_min", "quickack")
)
_WORDS_TO_NETWORKMANAGER = _NUMBERS_TO_NETWORKMANAGER | {"to", "via", "dev", "src", "from", "tos", "scope", "onlink"}
# What may stand before the destination, which `ip` takes from any place.
_WORDS = _WORDS_TO_NETWORKMANAGER | {
    "nexthop", "nhid", "proto", "protocol", "preference", "priority", "pref", "dsfield", "encap", "realm", "realms",
}  # fmt: skip
_SHORT = re.compile(r"\d{1,3}(\.\d{1,3}){0,2}")  # 10/8, to ip
_TYPES_TO_NETWORKMANAGER = frozenset(_TYPES) - {"broadcast", "multicast"}


class Entry:
    """A line of a route or rule file: the arguments of one `ip route add` or `ip rule add`."""

    file: File
    line: int
    column: int
    words: list[str]
    """The arguments, from the first on."""

    def __init__(self, file: File, line: int, column: int, words: list[str]):
        self.file = file
        self.line = line
        self.column = column
        self.words = words

    @property
    def text(self) -> str:
        """The line, with one blank between words."""
        return " ".join(self.words)

    @property
    def role(self) -> str:
        """What the file is: `route`, `route6`, `rule` or `rule6`."""
        return self.file.role

    @property
    def is_route(self) -> bool:
        """Whether it is a route, and no policy rule."""
        return self.role[:5] == "route"

    @property
    def version(self) -> int:
        """4 or 6, as the name of the file has it."""
        return 6 if self.role[-1] == "6" else 4

    @property
    def comment(self) -> str | None:
        """What is meant for a comment behind the arguments, which is one of them to `ip`."""
        index = next((index for index, word in enumerate(self.words) if word[0] == "#"), None)
        return None if index is None else " ".join(self.words[index:])

    @property
    def destination(self) -> str:
        """The network that a route leads to, as written; empty where nothing is."""
        words = self.words[1:] if self.words[0] in _TYPES else self.words
        return next((word for word in words if word != "to"), "")

    @property
    def length(self) -> str | None:
        """What stands behind the slash of the destination."""
        return self.destination.partition("/")[2] or None

    @property
    def network(self) -> Network | None:
        """The destination as a network, whatever stands behind its prefix."""
        return _network(self.destination, self.version)

    @property
    def has_host_bits(self) -> bool:
        """Whether the destination is an address in its network, which the kernel refuses, and not the network."""
        network = self.network
        start = address(self.destination.partition("/")[0])
        return network is not None and start is not None and start != network.network_address

    @property
    def via(self) -> str | None:
        """The next hop, as written."""
        return self._behind("via")

    @property
    def hop(self) -> IP | None:
        """The next hop."""
        return address(self.via)

    @property
    def bare_hop(self) -> str | None:
        """An address right behind the destination, without `via`; to `ip` it is a second destination."""
        index = self.words.index(self.destination) + 1 if self.destination else len(self.words)
        behind = self.words[index] if index < len(self.words) else None
        return behind if address(behind) else None

    @property
    def misread(self) -> str | None:
        """What stands in the place of an address of a route and is none: of the destination, or of the next hop."""
        if not self.is_route:
            return None
        text = self.destination.partition("/")[0]
        known = text in ("default", "any", "all") or text in _WORDS or "=" in text
        if not (known or address(text) or _SHORT.fullmatch(text)):
            return self.destination
        via = self._behind(self.via) if self.via in ("inet", "inet6") else self.via
        return via if via and not address(via) else None

    @property
    def dev(self) -> str | None:
        """The device that the route is for, as written."""
        return self._behind("dev")

    @property
    def table(self) -> str | None:
        """The routing table, as written."""
        return self._behind("table") or self._behind("lookup")

    @property
    def unread(self) -> str | None:
        """The first word for which NetworkManager passes over a route."""
        rest = iter(self.words)
        seen: set[str] = set()
        for word in rest:
            if word in _TYPES_TO_NETWORKMANAGER and "type" not in seen:
                seen.add("type")
            elif word not in _WORDS_TO_NETWORKMANAGER:
                if "to" in seen:
                    return word
                seen.add("to")
            elif word in seen:
                return word
            elif word != "onlink":
                seen.add(word)
                value = next(rest, "")
                value = next(rest, "") if value == "lock" else value
                if word in _NUMBERS_TO_NETWORKMANAGER and not value.isdigit():
                    return f"{word} {value}"
        return None

    @property
    def device(self) -> Device | None:
        """The device that the file is for."""
        return self.file.device

    @property
    def manager(self) -> Manager | None:
        """Who makes use of the file at boot."""
        return self.file.manager

    def place(self, *_: str) -> Place:
        """Where the line begins."""
        return Place(self.file.path, self.line, self.column)

    def _behind(self, word: str | None) -> str | None:
        index = self.words.index(word) + 1 if word in self.words else len(self.words)
        return self.words[index] if index < len(self.words) else None


def entries(file: File) -> Iterator[Entry]:
    """The lines of a route or rule file that are handed to `ip`."""
    if file.role in ("rule", "rule6", "route6") or (file.role == "route" and not is_key_format(file.document)):
        for line, column, words in _lines(file.document):
            yield Entry(file, line, column, words)


def is_key_format(document: Document) -> bool:
    """Whether one ADDRESSn= line makes the whole file one of keys."""
    return _KEY_FORMAT.search(document.data) is not None


def routes(document: Document, version: int) -> Iterator[Route]:
    """The routes of a route file that can be read; initscripts ifup-routes decides which of the two formats it is."""
    if version == 4 and is_key_format(document):
        yield from _routes_by_key(document)
    else:
        for line, column, words in _lines(document):
            route = route_of(words, version, Place(document.path, line, column))
            if route:
                yield route


def rules(document: Document, version: int) -> Iterator[RoutingRule]:
    """The policy rules of a rule file that can be read."""
    for line, column, words in _lines(document):
        rule = rule_of(words, version, Place(document.path, line, column))
        if rule:
            yield rule


def route_of(words: Iterable[str], version: int, place: Place | None = None) -> Route | None:
    """The route that `ip route add WORDS` makes; None where it would be refused or cannot be read."""
    given = list(words)
    kind = given.pop(0) if given and given[0] in _TYPES else "unicast"
    if given and given[0] == "to":
        given.pop(0)
    if not given:
        return None
    named = _named(given[1:])
    to = _network(given[0], version)
    via = address(named.get("via"))
    if named.keys() & {"?"} or (to is None and given[0] != "default") or (via is None and "via" in named):
        return None
    return Route(
        None if to is not None and to.prefixlen == 0 else to,
        via,
        version,
        metric=integer(named.get("metric")),
        table=_TABLES.get(named.get("table", ""), integer(named.get("table"))),
        type=kind,
        scope=named.get("scope"),
        source=address(named.get("src") or named.get("from")),
        on_link="onlink" in named,
        mtu=integer(named.get("mtu")),
        advmss=integer(named.get("advmss")),
        congestion_window=integer(named.get("initcwnd")),
        receive_window=integer(named.get("initrwnd")),
        key="",
        place=place,
    )


def rule_of(words: Iterable[str], version: int, place: Place | None = None) -> RoutingRule | None:
    """The policy rule that `ip rule add WORDS` makes; None where it cannot be read."""
    named = _named(words)
    source, destination = named.get("from", "all"), named.get("to", "all")
    networks = {word: _network(word, version) for word in (source, destination) if word != "all"}
    if "?" in named or None in networks.values():
        return None
    table = named.get("table") or named.get("lookup") or ""
    priority = named.get("priority") or named.get("pref") or named.get("prio")
    return RoutingRule(
        networks.get(source),
        networks.get(destination),
        version,
        table=_TABLES.get(table, integer(table)),
        priority=integer(priority),
        mark=_any_base(named.get("fwmark")),
        tos=_any_base(named.get("tos") or named.get("dsfield")),
        place=place,
    )


def _routes_by_key(document: Document) -> Iterator[Route]:
    keys = document.keys
    lines = {a.key: a for a in document.assignments}
    number = 0
    while keys.get(f"ADDRESS{number}"):
        ip = address(keys[f"ADDRESS{number}"])
        prefix = prefix_of(keys.get(f"NETMASK{number}"))
        if ip is not None:
            written = lines[f"ADDRESS{number}"]
            network = ip_network((ip, 32 if prefix is None else prefix), strict=False)
            yield Route(
                network if network.prefixlen else None,
                address(keys.get(f"GATEWAY{number}")),
                metric=integer(keys.get(f"METRIC{number}")),
                key=f"ADDRESS{number}",
                place=Place(document.path, written.line, written.column),
            )
        number += 1


def _lines(document: Document) -> Iterator[tuple[int, int, list[str]]]:
    text = document.data.decode("utf-8", "surrogateescape")
    for number, line in enumerate(text.split("\n"), 1):
        words = line.split()
        if words and not words[0].startswith("#"):
            yield number, len(line) - len(line.lstrip()) + 1, words


_FLAGS = frozenset({"onlink", "pervasive", "not"})


def _named(words: Iterable[str]) -> dict[str, str]:
    """`via A metric N onlink` by word; a word without its value is kept as "?", for what follows makes no sense."""
    named: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        if word in _FLAGS:
            named[word] = ""
            continue
        value = next(rest, None)
        if value == "lock":
            value = next(rest, None)
        if value is None:
            named["?"] = word
        else:
            named[word] = value
    return named


def _network(word: str, version: int) -> Network | None:
    text, slash, length = word.partition("/")
    ip = address(text) or (address("0.0.0.0" if version == 4 else "::") if word == "default" else None)
    if ip is None or ip.version != version:
        return None
    prefix = integer(length) if slash else 0 if word == "default" else ip.max_prefixlen
    if slash and prefix is None:
        prefix = prefix_of(length)
    return None if prefix is None or prefix > ip.max_prefixlen else ip_network((ip, prefix), strict=False)


def _any_base(text: str | None) -> int | None:
    try:
        return int(text.partition("/")[0], 0) if text else None
    except ValueError:
        return None
