"""Route files as NetworkManager reads them: which routes there are, and what it rejects the whole profile for.

parse_route_line() and read_one_ip4_route(). A line that cannot be read is passed over with a warning.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from types import MappingProxyType

from ifcfgen.ifcfg.document import Document
from ifcfgen.model import IP
from ifcfgen.networkmanager.profile import Origin, Route, Unread
from ifcfgen.networkmanager.source import Rejected, Source
from ifcfgen.networkmanager.values import ipv4, ipv6, network, number, words

_KEY_FORMAT = re.compile(r"^\s*ADDRESS[0-9]+=", re.M)
_TYPES = ("local", "unicast", "broadcastmulticast", "throw", "unreachable", "prohibit", "blackhole", "nat")
"""The third is how NetworkManager spells two of them."""
_WITHOUT_GATEWAY = ("throw", "unreachable", "prohibit", "blackhole")
_VALID_TYPES = ("local", "unicast", *_WITHOUT_GATEWAY)
_HEAVIEST = 256
_SCOPES = {"global": 0, "nowhere": 255, "host": 254, "link": 253, "site": 200}
_NARROW = (254, 255)
_MAX = 2**32 - 1
_NUMBERS = frozenset({"table", "weight", "rto_min", "metric"})
_LOCKABLE = frozenset({"window", "cwnd", "initcwnd", "initrwnd", "mtu", "advmss"})
_NOT_IN_OPTIONS = frozenset({"to", "via", "metric", "dev"})
_BOTH = _NUMBERS | _LOCKABLE | {"type", "src", "tos", "scope", "onlink", "quickack", "to", "via", "dev"}
_WORDS = {4: _BOTH, 6: (_BOTH - {"weight"}) | {"from"}}
_NONE: Mapping[str, bool | int | str] = MappingProxyType({})


class _Unread(Exception):
    """A line stops making sense at WORD."""

    def __init__(self, word: str):
        super().__init__(word)
        self.word = word


_Words = Mapping[str, str]
"""What a line says, by the words of `ip route add`; `lock mtu` for that of a number."""


def read_routes(source: Source, family: int) -> tuple[Route, ...]:
    """The routes of the route file beside a profile, as far as they can be read. Raises `Rejected`."""
    document = source.sibling("route" if family == 4 else "route6")
    if document is None:
        return ()
    keyed = family == 4 and is_key_format(document)
    found: dict[Hashable, Route] = {}  # a second time, a route is passed over
    for route in _keyed(source, document) if keyed else _lined(source, document, family):
        found.setdefault((*route[:4], frozenset(route.attributes.items())), route)
    return tuple(found.values())


def is_key_format(document: Document) -> bool:
    """Whether one ADDRESSn= line makes the whole file one of keys."""
    return _KEY_FORMAT.search(document.text) is not None


# -- lines -----------------------------------------------------------------------------------------------


def _lined(source: Source, document: Document, family: int) -> Iterator[Route]:
    for line, written in enumerate(document.text.split("\n"), 1):
        text = written.strip(" \t")
        if not text or text.startswith("#"):
            continue
        origin = Origin(document, line=line)
        try:
            said = _read_line(source, text, family)
        except _Unread as unread:
            source.unread.append(Unread(f"ipv{family}", text, origin, unread.word))
            continue
        written, slash, length = said["to"].partition("/")
        bits = 32 if family == 4 else 128
        prefix = 0 if written == "default" else int(length) if slash else bits
        destination = _address(written, family) or (ipv4("0.0.0.0") if family == 4 else ipv6("::"))
        assert destination is not None
        metric = number(said["metric"], 0, _MAX) if "metric" in said else None
        yield Route(destination, prefix, _hop(said.get("via"), family), metric, _attributes(said, family), text, origin)


def _address(text: str, family: int) -> IP | None:
    return ipv4(text) if family == 4 else ipv6(text)


def _hop(text: str | None, family: int) -> IP | None:
    """A gateway; one of zeros is none."""
    found = _address(text, family) if text else None
    return found if found and int(found) else None


def _read_line(source: Source, line: str, family: int, options_only: bool = False) -> _Words:
    """LINE, the arguments of `ip route add`; OPTIONS_ONLY: to, via, metric and dev are no part of it.

    Raises `Rejected`, and `_Unread` where it cannot be read.
    """
    rest = words(line, " \t\n")
    route: dict[str, str] = {}
    while rest:
        word = rest.pop(0)
        name = word
        if name not in _WORDS[family] or (options_only and name in _NOT_IN_OPTIONS):
            # a type stands for itself, anything else for the destination: each once
            name = "type" if word in _TYPES and "type" not in route else "to"
            if name == "to" and options_only:
                raise _Unread(word)
            rest.insert(0, word)
        if name in route or (name == "weight" and not source.since(1, 42)):
            raise _Unread(word)
        if word == "type" and source.since(1, 36):
            raise Rejected(
                "crash", "", f"the word type in its {'route' if family == 4 else 'route6'} file makes it abort"
            )
        if name == "onlink":
            route[name] = ""
            continue
        if name in _LOCKABLE and rest[:1] == ["lock"]:
            rest.pop(0)
            route[f"lock-{name}"] = ""
        if not rest or not _fits(name, rest[0], family):
            raise _Unread(" ".join((word, *rest[:1])) if name == word else word)
        route[name] = rest.pop(0)
    if not options_only and "to" not in route:
        raise _Unread(line)
    return route


def _fits(name: str, value: str, family: int) -> bool:
    match name:
        case "to":
            return value == "default" or network(value, family)
        case "from":
            return network(value, family)
        case "via" | "src":
            return _address(value, family) is not None or (name == "via" and value == "(null)")
        case "tos":
            return number(value, 0, 255, 16) is not None
        case "scope":
            return value in _SCOPES or number(value, 0, 255, 0) is not None
        case "quickack":
            return number(value, 0, 1) is not None
        case "dev" | "type":
            return True
    return number(value, 0, _MAX) is not None


def _attributes(said: _Words, family: int) -> Mapping[str, bool | int | str]:
    found: dict[str, bool | int | str] = {}
    for name, text in said.items():
        match name:
            case "to" | "via" | "metric" | "dev":
                continue
            case "tos" | "scope":
                if family == 4:
                    found[name] = _SCOPES[text] if text in _SCOPES else number(text, 0, 255, 16 * (name == "tos")) or 0
            case "quickack":
                found[name] = number(text, 0, 1) == 1
            case "type":
                found[name] = text
            case "src" | "from":
                written, slash, length = text.partition("/")
                found[name] = f"{_address(written, family)}{slash}{length}"
            case "onlink":
                found[name] = True
            case _:
                found[name] = True if name.startswith("lock-") else number(text, 0, _MAX) or 0
    return found or _NONE


# -- keys ------------------------------------------------------------------------------------------------


def _keyed(source: Source, document: Document) -> Iterator[Route]:
    keys = document.nm
    index = 0
    while written := keys.get(key := f"ADDRESS{index}"):
        destination, via = _key(keys, key, written), keys.get(f"GATEWAY{index}")
        hop = _key(keys, f"GATEWAY{index}", via) if via else None
        prefix = _read_mask(keys, index)
        text = keys.get(f"METRIC{index}")
        metric = number(text, 0, _MAX) if text else None
        if text and metric is None:
            raise Rejected("route", f"METRIC{index}", f"METRIC{index}={text} in its route file is not a number")
        options = keys.get(f"OPTIONS{index}")
        try:
            said = _read_line(source, options, 4, options_only=True) if options else {}
        except _Unread:
            text = f"OPTIONS{index}={options} in its route file cannot be read"
            raise Rejected("route", f"OPTIONS{index}", text) from None
        arguments = [f"{written}/{prefix}", *(("via", via) if via else ()), *(("metric", text) if text else ())]
        yield Route(
            destination,
            prefix,
            hop if hop and int(hop) else None,
            metric,
            _attributes(said, 4),
            " ".join(arguments),
            Origin(document, key),
        )
        index += 1


def _key(keys: Mapping[str, str], key: str, text: str) -> IP:
    found = ipv4(text)
    if not found:
        raise Rejected("route", key, f"{key}={text} in its route file is not an IPv4 address")
    return found


def _read_mask(keys: Mapping[str, str], index: int) -> int:
    """The length of a prefix."""
    key = f"NETMASK{index}"
    text = keys.get(key)
    if not text:
        raise Rejected("route", f"ADDRESS{index}", f"its route file has no {key}")
    bits = f"{int(_key(keys, key, text)):032b}"
    if "01" in bits:
        raise Rejected("route", key, f"{key}={text} in its route file is not a netmask")
    return bits.count("1")


# -- what must hold --------------------------------------------------------------------------------------


def check_routes(source: Source, family: int, routes: Iterable[Route]) -> None:
    """What must hold for the attributes of each route. Raises `Rejected`."""
    for route in routes:
        problem = problem_of(route, family)
        if problem and source.since(1, 36):
            raise Rejected("route", "", f"its {'route' if family == 4 else 'route6'} file has {problem}")


def problem_of(route: Route, family: int) -> str | None:
    """What is wrong with the attributes of ROUTE together; None where nothing is."""
    said = route.attributes
    if not said:
        return None
    kind, scope, weight = said.get("type", "unicast"), said.get("scope"), said.get("weight", 0)
    if kind not in _VALID_TYPES:
        return f"a route of type {kind}, which NetworkManager does not support"
    if kind in _WITHOUT_GATEWAY and route.next_hop:
        return f"a {kind} route with a gateway, {route.next_hop}"
    if kind == "local" and family == 4 and scope is not None and scope not in _NARROW:
        name = next((name for name, value in _SCOPES.items() if value == scope), scope)
        return f"a local route of the scope {name}"
    if int(weight) > _HEAVIEST:
        return f"a route of the weight {weight}, and {_HEAVIEST} is the most"
    return f"a {kind} route with a weight" if int(weight) and kind != "unicast" else None
