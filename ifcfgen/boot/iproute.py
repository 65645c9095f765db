"""The words of `ip route add` and `ip rule add`. What iproute2 does not understand is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from ifcfgen.boot.state import LOCAL, MAIN, SCOPES, Refused, Route, Rule
from ifcfgen.boot.words import address, is_interface_name, number, prefix

TABLES = {"local": LOCAL, "main": MAIN, "default": 253, "unspec": 0}
_TYPES = (
    "unicast", "local", "broadcast", "anycast", "multicast", "blackhole", "unreachable", "prohibit", "throw", "nat",
)  # fmt: skip
_TO_NOWHERE = ("blackhole", "unreachable", "prohibit", "throw")
_PROTOCOLS = ("redirect", "kernel", "boot", "static", "ra", "dhcp", "bird", "zebra", "babel", "bgp", "isis", "ospf")
_USUAL_METRIC_OF_IPV6 = 1024
_TUNING = (
    "mtu", "advmss", "hoplimit", "reordering", "rtt", "rttvar", "window", "cwnd", "initcwnd", "initrwnd", "ssthresh",
    "rto_min", "quickack", "fastopen_no_cookie", "expires", "realms", "congctl", "features", "pref", "ttl-propagate",
)  # fmt: skip
_LONG_FORMS = {"metric": "metric", "priority": "metric", "preference": "metric", "dsfield": "tos"}
_LONG_FORMS |= {word: word for word in ("scope", "table", "protocol", "tos")}


@lru_cache(1024)
def _known(word: str) -> str:
    """The keyword that WORD is, or is short for."""
    if word in _LONG_FORMS:
        return _LONG_FORMS[word]
    return next((meant for long, meant in _LONG_FORMS.items() if len(word) > 1 and long.startswith(word)), word)


def _behind(word: str, rest: Iterator[str]) -> str:
    following = next(rest, None)
    if following is None:
        raise Refused(f"nothing stands behind {word!r}")
    return following


def _read(word: str, text: str, how: Callable[..., Any], *more: object) -> Any:
    value = how(text, *more)
    if value is None:
        raise Refused(f"{word} {text!r} cannot be read")
    return value


class NoTable(Refused):
    """A routing table is asked for by a name that rt_tables does not have."""


def table(text: str, tables: Mapping[str, int]) -> int:
    """A routing table by name or number. Raises Refused."""
    known = tables[text] if text in tables else number(text)
    if known is None:
        raise NoTable(f"no routing table is called {text!r} in rt_tables")
    return known


def scope(text: str) -> str | None:
    """A scope by name or number."""
    if text in SCOPES:
        return "global" if text == "universe" else text
    value = number(text, 255)
    return None if value is None else next((name for name, known in SCOPES.items() if known == value), text)


def _device(text: str) -> str | None:
    """A device by its name, or by that of one of its aliases."""
    name = text.partition(":")[0]
    return name if is_interface_name(name) else None


def route(words: Sequence[str], version: int, tables: Mapping[str, int] = TABLES) -> Route:
    """What `ip -4 route add WORDS`, or -6, asks for. Raises Refused."""
    rest = iter(words)
    found: dict[str, Any] = {}
    for word in rest:
        known = _known(word)
        if word in ("via", "from", "src", "dev", "oif") or known in ("metric", "scope", "table", "protocol", "tos"):
            text = _behind(word, rest)
            if word == "via" and text in ("inet", "inet6"):
                text = _behind(word, rest)
            _set(found, known, text, version, tables)
        elif word in _TUNING:
            if _behind(word, rest) == "lock":
                _behind(word, rest)
        elif word == "onlink":
            found["onlink"] = True
        elif word == "nexthop":
            found["hops"] = _hops(rest, version)
        else:
            if word == "to":
                word = _behind(word, rest)
            if word in _TYPES:
                found["type"] = word
                word = _behind(word, rest)
            if "to" in found:
                raise Refused(f"{word!r} is neither a keyword nor, after another, a destination")
            found["to"], found["length"] = _read("destination", word, prefix, version)
    return _completed(found, version)


def _set(found: dict[str, Any], word: str, text: str, version: int, tables: Mapping[str, int]) -> None:
    if word == "via":
        found["via"] = _read(word, text, address, version)
    elif word == "src":
        found["source"] = _read(word, text, address, version)
    elif word in ("dev", "oif"):
        found["dev"] = _read(word, text, _device)
    elif word == "metric":
        found["metric"] = _read(word, text, number)
    elif word == "scope":
        found["scope"] = _read(word, text, scope)
    elif word == "table":
        found["table"] = table(text, tables)
    elif word == "tos":
        found["tos"] = _read(word, text, number, 255)
    elif word == "protocol" and text not in _PROTOCOLS:
        _read(word, text, number, 255)


def _hops(rest: Iterator[str], version: int) -> tuple[tuple[int | None, str | None], ...]:
    hops: list[tuple[int | None, str | None]] = [(None, None)]
    for word in rest:
        via, dev = hops[-1]
        if word == "nexthop":
            hops.append((None, None))
        elif word == "via":
            hops[-1] = _read(word, _behind(word, rest), address, version), dev
        elif word == "dev":
            hops[-1] = via, _read(word, _behind(word, rest), _device)
        elif word == "weight":
            _read(word, _behind(word, rest), number, 256)
        elif word != "onlink":
            raise Refused(f"{word!r} is no word of a next hop")
    return tuple(hops)


def _completed(found: dict[str, Any], version: int) -> Route:
    kind = found.get("type", "unicast")
    if "scope" not in found and version == 4:
        if kind in ("local", "nat"):
            found["scope"] = "host"
        elif kind in ("broadcast", "multicast", "anycast") or (
            kind == "unicast" and "via" not in found and "hops" not in found
        ):
            found["scope"] = "link"
    if version == 6:
        found.pop("scope", None)
        found["metric"] = found.get("metric") or _USUAL_METRIC_OF_IPV6
    found["table"] = found.get("table") or (LOCAL if kind in ("local", "broadcast", "nat", "anycast") else MAIN)
    if len(found.get("hops", ())) == 1:
        found["via"], found["dev"] = found.pop("hops")[0]
    found.setdefault("to", 0)
    found.setdefault("length", 0)
    return Route(version, **found)


def rule(words: Sequence[str], version: int, tables: Mapping[str, int] = TABLES) -> tuple[Rule, bool]:
    """What `ip rule add WORDS`, or -6, asks for, and whether it says at what priority. Raises Refused."""
    rest = iter(words)
    found: dict[str, Any] = {}
    further: list[tuple[str, str]] = []
    has_priority = False
    for word in rest:
        if word == "not":
            further.append(("not", ""))
            continue
        if word in _TO_NOWHERE:
            found["action"] = word
            continue
        text = _behind(word, rest)
        if word in ("from", "to"):
            network = _read(word, text, prefix, version)
            found["src" if word == "from" else "dst"] = network if network[1] else None
        elif _is_short_for(word, "priority", "order") or word == "pref":
            found["priority"], has_priority = _read("priority", text, number), True
        elif _is_short_for(word, "table", "lookup"):
            found["table"] = table(text, tables)
        elif word == "fwmark":
            value, slash, bits = text.partition("/")
            found["fwmark"] = _read(word, value, number), _read(word, bits, number) if slash else 0xFFFFFFFF
        elif _is_short_for(word, "tos", "dsfield"):
            found["tos"] = _read("tos", text, number, 255)
        elif word in ("iif", "dev", "oif"):
            found["oif" if word == "oif" else "iif"] = _read(word, text, _device)
        elif word == "type" and text in (*_TO_NOWHERE, "unicast"):
            found["action"] = "" if text == "unicast" else text
        elif word in ("goto", "nat", "realms", "suppress_prefixlength", "suppress_ifgroup", "uidrange", "ipproto",
                      "sport", "dport", "protocol", "tun_id"):  # fmt: skip
            further.append((word, text))
        else:
            raise Refused(f"{word!r} is no word of a rule")
    return Rule(version, **{"priority": 0, **found}, further=tuple(further)), has_priority


def _is_short_for(word: str, *long: str) -> bool:
    return any(len(word) > 1 and known.startswith(word) for known in long)
