"""The words of `ip route add`, `ip rule add` and `ip addr add` as iproute2 reads them, whatever the kernel says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal

from ifcfgen.ifcfg.literals import address, number, prefix
from ifcfgen.ifcfg.values import is_interface_name
from ifcfgen.lazy import NamedTuple, pattern

TABLES: Mapping[str, int] = {"local": 255, "main": 254, "default": 253, "unspec": 0}
SCOPES: Mapping[str, int] = {"global": 0, "site": 200, "link": 253, "host": 254, "nowhere": 255}
TO_NOWHERE = ("blackhole", "unreachable", "prohibit", "throw")
"""The types of a route that leads to no device."""
_TYPES = {word: word for word in ("local", "nat", "throw")} | {"brd": "broadcast"}
_TYPES_CUT = (
    "broadcast", "anycast", "multicast", "prohibit", "unreachable", "blackhole", "xresolve", "unicast",
)  # fmt: skip
_PROTOCOLS = frozenset({
    "unspec", "redirect", "kernel", "boot", "static", "gated", "ra", "mrt", "zebra", "bird", "babel", "dnrouted",
    "xorp", "ntk", "dhcp", "keepalived", "bgp", "isis", "ospf", "rip", "eigrp",
})  # fmt: skip
_WHOLE = {word: word for word in ("src", "via", "from", "tos", "scope", "dev", "onlink", "nexthop")}
_WHOLE |= {"oif": "dev", "preference": "metric", "mtu": "number", "advmss": "number", "hoplimit": "number"}
_WHOLE |= dict.fromkeys(("rtt", "rto_min", "expires", "ttl-propagate"), "tuning")
_CUT = {
    "dsfield": "tos", "metric": "metric", "priority": "metric", "reordering": "number", "window": "number",
    "cwnd": "number", "initcwnd": "number", "initrwnd": "number", "features": "tuning", "quickack": "number",
    "congctl": "tuning", "rttvar": "tuning", "ssthresh": "number", "realms": "tuning", "protocol": "protocol",
    "table": "table", "pref": "tuning", "fastopen_no_cookie": "number",
}  # fmt: skip
"""Which may be cut short; the first that a word begins is meant."""
_LIFETIMES = ("valid_lft", "preferred_lft")
_ADDRESS_FLAGS = ("home", "nodad", "mngtmpaddr", "noprefixroute", "autojoin")
_HEXADECIMAL = pattern(r"(?:0[xX])?([0-9a-fA-F]{1,8})")


_RULE_WHOLE = {word: word for word in ("not", "from", "to", "tos", "fwmark", "iif", "oif", "type")}
_RULE_WHOLE |= {"lookup": "table", "dev": "iif"}
_RULE_WHOLE |= {word: word for word in ("uidrange", "nat", "ipproto", "sport", "dport")}
_RULE_WHOLE |= {"sup_pl": "suppress_prefixlength", "sup_group": "suppress_ifgroup"}
_RULE_CUT = {"preference": "priority", "order": "priority", "priority": "priority", "dsfield": "tos"}
_RULE_CUT |= {word: word for word in ("realms", "protocol", "tun_id")} | {"table": "table"}
_RULE_CUT |= {word: word for word in ("suppress_prefixlength", "suppress_ifgroup", "goto")} | {"map-to": "nat"}
_SINCE = dict.fromkeys(("quickack", "congctl", "pref", "expires"), 7)
_SINCE |= dict.fromkeys(("fastopen_no_cookie", "ttl-propagate"), 8)
_RULE_SINCE = dict.fromkeys(
    ("sup_pl", "suppress_prefixlength", "sup_group", "suppress_ifgroup", "uidrange", "tun_id"), 7
)
_RULE_SINCE |= dict.fromkeys(("ipproto", "sport", "dport", "protocol"), 8)
"""The release whose iproute2 is the first to know a word: 2.6.32 of EL6, 4.11 of EL7, 5.18 of EL8."""
LATEST = 8
Tables = Mapping[str, int] | None
"""The numbers of routing tables by name; None if they are unknown."""
_RANGES = ("uidrange", "sport", "dport")
_NUMBERS = (*_RANGES, "suppress_prefixlength", "tun_id", "goto")

Misfit = Literal[
    "nothing-behind",  # word
    "unreadable",  # word, and what stands behind it
    "no-table",  # what the table is called
    "no-scope",  # all words
    "second-destination",  # word
    "second-gateway",
    "no-hop-token",  # word
    "no-destination",
]


class NotUnderstood(Exception):
    """What iproute2 does not understand: the kind of it, and what that is about."""

    def __init__(self, kind: Misfit, *details: str):
        super().__init__(kind, *details)
        self.kind = kind
        self.details = details


class RouteWords(NamedTuple):
    """What `ip route add` is asked for; None where nothing is said of it."""

    to: int
    length: int
    via: int | None = None
    dev: str | None = None
    metric: int | None = None
    scope: str | None = None
    source: int | None = None
    table: int | None = None
    type: str = "unicast"
    tos: int = 0
    onlink: bool = False
    hops: tuple[tuple[int | None, str | None], ...] = ()


class RuleWords(NamedTuple):
    """What `ip rule add` is asked for; None where nothing is said of it. `further` are words with what they say."""

    src: tuple[int, int] | None = None
    dst: tuple[int, int] | None = None
    priority: int | None = None
    tos: int = 0
    fwmark: tuple[int, int] | None = None
    table: int | None = None
    iif: str | None = None
    oif: str | None = None
    action: str = ""
    further: tuple[tuple[str, str], ...] = ()


@lru_cache(1024)
def _known(word: str, release: int, of_rule: bool = False) -> str:
    """What the keyword WORD, perhaps cut short, is about in RELEASE; empty where it is none."""
    whole, cut, since = (_RULE_WHOLE, _RULE_CUT, _RULE_SINCE) if of_rule else (_WHOLE, _CUT, _SINCE)
    if word in whole and since.get(word, 0) <= release:
        return whole[word]
    return next((meant for long, meant in cut.items() if long.startswith(word) and since.get(long, 0) <= release), "")


def is_tuning(word: str) -> bool:
    """Whether WORD of a route is about how packets go, not where."""
    return _known(word, LATEST) in ("number", "tuning")


def _type(word: str) -> str | None:
    """The type of a route or rule that WORD, perhaps cut short, is."""
    return _TYPES.get(word) or next((long for long in _TYPES_CUT if long.startswith(word)), None)


def _type_of_rule(word: str) -> str | None:
    return "nop" if word and "nop".startswith(word) else _type(word)


def _behind(word: str, rest: Iterator[str]) -> str:
    following = next(rest, None)
    if following is None:
        raise NotUnderstood("nothing-behind", word)
    return following


def _read(word: str, text: str, how: Callable[..., Any], *more: object) -> Any:
    value = how(text, *more)
    if value is None:
        raise NotUnderstood("unreadable", word, text)
    return value


@lru_cache(16)
def tables_in(text: str) -> Mapping[str, int]:
    """The routing tables by name that TEXT, of rt_tables, has, and those that every iproute2 knows."""
    found = dict(TABLES)
    for line in text.split("\n"):
        words = line.split()
        value = number(words[0]) if len(words) >= 2 else None
        if value is not None:
            found[words[1]] = value
    return found


def table(text: str, tables: Tables) -> int:
    """A routing table by name or number; 0 by any name where TABLES are not known. Raises NotUnderstood."""
    if tables is None:
        tables = TABLES if text in TABLES or text[:1].isdigit() else {text: 0}
    known = tables[text] if text in tables else number(text)
    if known is None:
        raise NotUnderstood("no-table", text)
    return known


def scope(text: str) -> str | None:
    """A scope by name or number."""
    if text in SCOPES:
        return text
    value = number(text, 255)
    return None if value is None else next((name for name, known in SCOPES.items() if known == value), text)


def address_options(words: Sequence[str]) -> tuple[str | None, tuple[int, int] | None]:
    """The scope and the other end, with its prefix length, that WORDS of `ip addr add` name. Raises NotUnderstood."""
    rest, name, peer = iter(words), None, None
    for word in rest:
        if word == "scope":
            name = _read(word, _behind(word, rest), scope)
        elif word in ("peer", "remote") and peer is None:
            peer = _read(word, _behind(word, rest), prefix, 4)
        elif word in _LIFETIMES:
            _read(word, _behind(word, rest), lambda text: text if text == "forever" else number(text))
        elif word not in _ADDRESS_FLAGS:
            raise NotUnderstood("no-scope", " ".join(words))
    return name, peer


def _device(text: str) -> str | None:
    """A device by its name, or by that of one of its aliases."""
    name = text.partition(":")[0]
    return name if is_interface_name(name) else None


def route(words: Sequence[str], version: int, tables: Tables = TABLES, release: int = LATEST) -> RouteWords:
    """What `ip -4 route add WORDS`, or -6, asks for, on RELEASE. Raises NotUnderstood."""
    rest = iter(words)
    found: dict[str, Any] = {}
    for word in rest:
        known = _known(word, release)
        if known == "onlink":
            found["onlink"] = True
        elif known == "nexthop":
            found["hops"] = _hops(rest, version)
        elif known in ("number", "tuning"):
            text = _behind(word, rest)
            if text == "lock":
                text = _behind(word, rest)
            if known == "number":
                _read(word, text, number)
        elif known:
            text = _behind(word, rest)
            if known == "via" and text in ("inet", "inet6"):
                text = _behind(word, rest)
            _set(found, known, text, version, tables)
        else:
            if word == "to":
                word = _behind(word, rest)
            if _type(word):
                found["type"] = _type(word)
                word = _behind(word, rest)
            if "to" in found:
                raise NotUnderstood("second-destination", word)
            found["to"], found["length"] = _read("destination", word, prefix, version)
    return _with_destination(found)


def _with_destination(found: Mapping[str, Any]) -> RouteWords:
    if "to" not in found:
        raise NotUnderstood("no-destination")
    return RouteWords(**found)


def _set(found: dict[str, Any], word: str, text: str, version: int, tables: Tables) -> None:
    if word == "via":
        if "via" in found:
            raise NotUnderstood("second-gateway")
        found["via"] = _hop(word, text, version)
        if found["via"] is None:
            found.setdefault("scope", "global")  # which `ip` asks for where it is given a gateway
    elif word == "src":
        found["source"] = _read(word, text, address, version)
    elif word == "dev":
        found["dev"] = _read(word, text, _device)
    elif word == "metric":
        found["metric"] = _read(word, text, number)
    elif word == "scope":
        found["scope"] = _read(word, text, scope)
    elif word == "table":
        found["table"] = table(text, tables)
    elif word == "tos":
        found["tos"] = _read(word, text, _tos)
    elif word == "from":
        _read(word, text, prefix, version)
    elif word == "protocol" and text not in _PROTOCOLS:
        _read(word, text, number, 255)


def _hop(word: str, text: str, version: int) -> int | None:
    """A gateway. 0.0.0.0 is none to the kernel (fib_frontend.c); it rejects ::."""
    found: int = _read(word, text, address, version)
    return found if found or version == 6 else None


def _tos(text: str) -> int | None:
    """Hexadecimal, with 0x or without."""
    match = _HEXADECIMAL.fullmatch(text)
    value = int(match[1], 16) if match else None
    return value if value is not None and value <= 255 else None


def _hops(rest: Iterator[str], version: int) -> tuple[tuple[int | None, str | None], ...]:
    hops: list[tuple[int | None, str | None]] = [(None, None)]
    for word in rest:
        via, dev = hops[-1]
        if word == "nexthop":
            hops.append((None, None))
        elif word == "via":
            hops[-1] = _hop(word, _behind(word, rest), version), dev
        elif word == "dev":
            hops[-1] = via, _read(word, _behind(word, rest), _device)
        elif word == "weight":
            _read(word, _behind(word, rest), number, 256)
        elif word != "onlink":
            raise NotUnderstood("no-hop-token", word)
    return tuple(hops)


def rule(words: Sequence[str], version: int, tables: Tables = TABLES, release: int = LATEST) -> RuleWords:
    """What `ip rule add WORDS`, or -6, asks for, on RELEASE. Raises NotUnderstood."""
    rest = iter(words)
    found: dict[str, Any] = {}
    further: list[tuple[str, str]] = []
    for word in rest:
        known = _known(word, release, True)
        if known == "not":
            further.append(("not", ""))
        elif known in ("type", ""):
            kind = _read("type", _behind(word, rest) if known else word, _type_of_rule)
            found["action"] = kind if kind != "unicast" else ""
        else:
            _set_rule(found, further, word, known, _behind(word, rest), version, tables)
    return RuleWords(**found, further=tuple(further))


def _set_rule(
    found: dict[str, Any],
    further: list[tuple[str, str]],
    word: str,
    known: str,
    text: str,
    version: int,
    tables: Tables,
) -> None:
    if known in ("from", "to"):
        network = _read(word, text, prefix, version)
        found["src" if known == "from" else "dst"] = network if network[1] else None
    elif known == "priority":
        found["priority"] = _read(word, text, number)
    elif known == "tos":
        found["tos"] = _read(word, text, _tos)
    elif known == "fwmark":
        value, slash, bits = text.partition("/")
        found["fwmark"] = _read(word, value, number), _read(word, bits, number) if slash else 0xFFFFFFFF
    elif known == "table":
        found["table"] = table(text, tables)
    elif known in ("iif", "oif"):
        found[known] = _read(word, text, _device)
    else:
        if known in _NUMBERS:
            _read(word, text, _range if known in _RANGES else number)
        further.append((known, text))


def _range(text: str) -> tuple[int, int] | None:
    """`1000-2000`, or one number."""
    first, last = (number(part) for part in (text.partition("-")[0], text.rpartition("-")[2]))
    return None if first is None or last is None else (first, last)
