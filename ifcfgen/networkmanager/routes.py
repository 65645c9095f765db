"""Route files as NetworkManager reads them: which routes there are, and what it rejects the whole profile for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from ipaddress import ip_address

from ifcfgen.ifcfg.document import Document
from ifcfgen.networkmanager.source import Refused, Source, ipv4, ipv6, network, number, words

_KEY_FORMAT = re.compile(r"^\s*ADDRESS[0-9]+=", re.M)
_TYPES = ("local", "unicast", "broadcastmulticast", "throw", "unreachable", "prohibit", "blackhole", "nat")
"""The third is how NetworkManager spells two of them."""
_WITHOUT_GATEWAY = ("throw", "unreachable", "prohibit", "blackhole")
_VALID_TYPES = ("local", "unicast", *_WITHOUT_GATEWAY)
_HEAVIEST = 256
_SCOPES = ("global", "nowhere", "host", "link", "site")
_MAX = 2**32 - 1
_NUMBERS = frozenset({"table", "weight", "rto_min", "metric"})
_LOCKABLE = frozenset({"window", "cwnd", "initcwnd", "initrwnd", "mtu", "advmss"})
_NOT_IN_OPTIONS = frozenset({"to", "via", "metric", "dev"})


RouteWords = Mapping[str, str]
"""What a line says, by the words of `ip route add`."""


def read_routes(source: Source, family: int) -> list[RouteWords]:
    """The routes of the route file beside a profile, as far as they can be read. Raises `Refused`."""
    document = source.beside("route" if family == 4 else "route6")
    if document is None:
        return []
    if family == 4 and is_key_format(document):
        return _read_keyed(source, document)
    found = [read_route(source, line, family) for _, line in lines(document)]
    return [route for route in found if route is not None]


def is_key_format(document: Document) -> bool:
    """Whether one ADDRESSn= line makes the whole file one of keys."""
    return _KEY_FORMAT.search(document.text) is not None


def lines(document: Document) -> Iterator[tuple[int, str]]:
    """The lines that are no comment, with their numbers."""
    for number_, line in enumerate(document.text.split("\n"), 1):
        stripped = line.strip(" \t")
        if stripped and not stripped.startswith("#"):
            yield number_, stripped


def check_routes(source: Source, family: int, routes: Iterable[RouteWords]) -> None:
    """What must hold for the attributes of each route. Raises `Refused`."""
    for route in routes:
        problem = _problem(route, family)
        if problem and source.since(1, 36):
            raise Refused("route", "", f"its {'route' if family == 4 else 'route6'} file has {problem}")


def _problem(route: RouteWords, family: int) -> str | None:
    kind, via, weight = route.get("type", "unicast"), route.get("via", "(null)"), route.get("weight", "0")
    if kind not in _VALID_TYPES:
        return f"a route of the type {kind}, of which it makes none"
    if kind in _WITHOUT_GATEWAY and via != "(null)" and int(ip_address(via)):
        return f"a {kind} route with a gateway, {via}"
    scope = route.get("scope", "host")
    narrow = scope in ("host", "nowhere") or number(scope, 254, 255, 0) is not None
    if kind == "local" and family == 4 and not narrow:
        return f"a local route of the scope {scope}"
    if int(weight) > _HEAVIEST:
        return f"a route of the weight {weight}, and {_HEAVIEST} is the most"
    return f"a {kind} route with a weight" if int(weight) and kind != "unicast" else None


def _read_keyed(source: Source, document: Document) -> list[RouteWords]:
    keys = document.nm
    routes: list[RouteWords] = []
    while destination := keys.get(f"ADDRESS{(count := len(routes))}"):
        _check(keys, f"ADDRESS{count}", destination)
        if via := keys.get(f"GATEWAY{count}"):
            _check(keys, f"GATEWAY{count}", via)
        _check_mask(keys, count)
        metric = keys.get(f"METRIC{count}")
        if metric and number(metric, 0, _MAX) is None:
            raise Refused("route", f"METRIC{count}", f"METRIC{count}={metric} in its route file is no number")
        options = keys.get(f"OPTIONS{count}")
        route = read_route(source, options, 4, options_only=True) if options else {}
        if route is None:
            raise Refused("route", f"OPTIONS{count}", f"OPTIONS{count}={options} in its route file cannot be read")
        routes.append({**route, "via": via or "(null)"})
    return routes


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


def read_route(source: Source, line: str, family: int, options_only: bool = False) -> RouteWords | None:
    """LINE, the arguments of `ip route add`, None where it cannot be read; OPTIONS_ONLY: to, via, metric and dev are no
    part of it. Raises `Refused`.
    """
    rest = words(line, " \t\n")
    route: dict[str, str] = {}
    while rest:
        word = rest.pop(0)
        name = word
        if name not in _ATTRIBUTES[family] or (options_only and name in _NOT_IN_OPTIONS):
            # a type stands for itself, anything else for the destination: each once
            name = "type" if word in _TYPES and "type" not in route else "to"
            if name == "to" and options_only:
                return None
            rest.insert(0, word)
        if name in route or (name == "weight" and not source.since(1, 42)):
            return None
        if word == "type" and source.since(1, 36):
            raise Refused(
                "crash", "", f"the word type in its {'route' if family == 4 else 'route6'} file makes it abort"
            )
        if name == "onlink":
            route[name] = ""
            continue
        if name in _LOCKABLE and rest[:1] == ["lock"]:
            rest.pop(0)
        if not rest or not _fits(name, rest[0], family):
            return None
        route[name] = rest.pop(0)
    return route if options_only or "to" in route else None


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
