"""Route files as NetworkManager reads them: how many routes there are, and the keys that it rejects the profile for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ifcfgen.ifcfg.document import Document
from ifcfgen.ifcfg.networkmanager.source import Refused, Source, ipv4, ipv6, network, number, words

_KEY_FORMAT = re.compile(r"^\s*ADDRESS[0-9]+=", re.M)
_TYPES = ("local", "unicast", "broadcastmulticast", "throw", "unreachable", "prohibit", "blackhole", "nat")
"""The third is how NetworkManager spells two of them."""
_SCOPES = ("global", "nowhere", "host", "link", "site")
_MAX = 2**32 - 1
_NUMBERS = frozenset({"table", "weight", "rto_min", "metric"})
_LOCKABLE = frozenset({"window", "cwnd", "initcwnd", "initrwnd", "mtu", "advmss"})
_NOT_IN_OPTIONS = frozenset({"to", "via", "metric", "dev"})


def count_routes(source: Source, family: int) -> int:
    """How many routes the route file beside a profile comes to. Raises `Refused`."""
    document = source.beside("route" if family == 4 else "route6")
    if document is None:
        return 0
    if family == 4 and _KEY_FORMAT.search(document.text):
        return _count_keyed(source, document)
    lines = (line.strip(" \t") for line in document.text.split("\n"))
    return sum(is_route(line, family) for line in lines if line and not line.startswith("#"))


def _count_keyed(source: Source, document: Document) -> int:
    keys = document.nm
    count = 0
    while destination := keys.get(f"ADDRESS{count}"):
        _check(keys, f"ADDRESS{count}", destination)
        if via := keys.get(f"GATEWAY{count}"):
            _check(keys, f"GATEWAY{count}", via)
        _check_mask(keys, count)
        metric = keys.get(f"METRIC{count}")
        if metric and number(metric, 0, _MAX) is None:
            raise Refused("route", f"METRIC{count}", f"METRIC{count}={metric} in its route file is no number")
        options = keys.get(f"OPTIONS{count}")
        if options and (not is_route(options, 4, options_only=True) or _is_too_new(source, options)):
            raise Refused("route", f"OPTIONS{count}", f"OPTIONS{count}={options} in its route file cannot be read")
        count += 1
    return count


def _is_too_new(source: Source, options: str) -> bool:
    return "weight" in words(options, " \t\n") and not source.since(1, 42)


def _check(keys: Mapping[str, str], key: str, text: str) -> None:
    if not ipv4(text):
        raise Refused("route", key, f"{key}={text} in its route file is no IPv4 address")


def _check_mask(keys: Mapping[str, str], index: int) -> None:
    key = f"NETMASK{index}"
    text = keys.get(key)
    if not text:
        raise Refused("route", f"ADDRESS{index}", f"its route file has no {key}")
    _check(keys, key, text)
    if "01" in f"{int(ipv4(text) or 0):032b}":
        raise Refused("route", key, f"{key}={text} in its route file is no netmask")


def is_route(line: str, family: int, options_only: bool = False) -> bool:
    """Whether LINE, the arguments of `ip route add`, can be read; OPTIONS_ONLY: to, via, metric and dev are no part."""
    rest = words(line, " \t\n")
    seen: set[str] = set()
    while rest:
        word = rest.pop(0)
        name = word
        if name not in _ATTRIBUTES[family] or (options_only and name in _NOT_IN_OPTIONS):
            # a type stands for itself, anything else for the destination: each once
            name = "type" if word in _TYPES and "type" not in seen else "to"
            if name == "to" and options_only:
                return False
            rest.insert(0, word)
        if name in seen:
            return False
        seen.add(name)
        if name == "onlink":
            continue
        if name in _LOCKABLE and rest[:1] == ["lock"]:
            rest.pop(0)
        if not rest or not _fits(name, rest.pop(0), family):
            return False
    return options_only or "to" in seen


_ATTRIBUTES = {
    4: _NUMBERS | _LOCKABLE | {"type", "src", "tos", "scope", "onlink", "quickack", "to", "via", "dev"},
    6: (_NUMBERS - {"weight"}) | _LOCKABLE
    | {"type", "src", "from", "tos", "scope", "onlink", "quickack", "to", "via", "dev"},
}  # fmt: skip


def _fits(name: str, value: str, family: int) -> bool:
    match name:
        case "to":
            return value == "default" or network(value, family)
        case "from":
            return network(value, family)
        case "via" | "src":
            return (ipv4(value) if family == 4 else ipv6(value)) is not None or (name == "via" and value == "(null)")
        case "tos":
            return number(value, 0, 255, 16) is not None
        case "scope":
            return value in _SCOPES or number(value, 0, 255, 0) is not None
        case "quickack":
            return number(value, 0, 1) is not None
        case "dev" | "type":
            return True
    return number(value, 0, _MAX) is not None
