"""Routing rules: ROUTING_RULE_n and ROUTING_RULE6_n, as nm_ip_routing_rule_from_string() reads them."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable

from ifcfgen.ifcfg.values import is_interface_name
from ifcfgen.model import IP
from ifcfgen.networkmanager.family import Family
from ifcfgen.networkmanager.profile import Origin, Rule, Unread
from ifcfgen.networkmanager.source import Source
from ifcfgen.networkmanager.values import escaped, ipv4, ipv6, number

_KEY = re.compile(r"ROUTING_RULE(6?)_(\d+)", re.A)
_MAX = 2**32 - 1
_TABLES = {"main": 254, "local": 255, "default": 253}
_ALIASES = {
    "order": "priority", "pref": "priority", "preference": "priority", "lookup": "table", "dsfield": "tos",
    "dev": "iif", "sup_pl": "suppress_prefixlength",
}  # fmt: skip
_LOOK_UP = "unicast"
_TYPES = (_LOOK_UP, "blackhole", "unreachable", "prohibit")

_Part = bool | int | str | tuple[int, int]
_Reader = Callable[[str], _Part | None]


def read_rules(source: Source, four: Family, six: Family) -> None:
    """The routing rules of both families, in the order of their numbers; where a rule file lies beside, there are none.

    One that cannot be read is passed over with a warning.
    """
    found = [match for key in source.rare if key.startswith("ROUTING_RULE") and (match := _KEY.fullmatch(key))]
    if not found or source.has_rules:
        return
    rules: dict[int, list[Rule]] = {4: [], 6: []}
    for match in sorted(found, key=lambda match: (order(match[2]), match[1], match[0])):
        text = source.keys[match[0]]
        if not text:
            continue
        version, origin = 6 if match[1] else 4, Origin(source.document, match[0])
        rule = read_rule(text, version, origin)
        if rule:
            rules[version].append(rule)
        else:
            source.unread.append(Unread(f"ipv{version}", text, origin))
    four.rules, six.rules = tuple(rules[4]), tuple(rules[6])


def order(digits: str) -> tuple[int, str]:
    """What sorts numbers as they count, however many DIGITS they have: Python makes no number of more than 4,300."""
    significant = digits.lstrip("0")
    return len(significant), significant


def read_rule(text: str, version: int, origin: Origin) -> Rule | None:
    """The rule that TEXT is for IPv4 or IPv6; None where it cannot be read."""
    said = _words(text)
    if said is None or "priority" not in said:
        return None
    anywhere = "0.0.0.0/0" if version == 4 else "::/0"
    source, destination = (_network(said.pop(name, anywhere), version) for name in ("from", "to"))
    parts = {name: _READERS[name](written) for name, written in said.items()}
    if source is None or destination is None or any(part is None for part in parts.values()):
        return None
    found = {name: part for name, part in parts.items() if part is not None}
    priority, table = found.pop("priority"), found.pop("table", None)
    looks_up = found.get("type", _LOOK_UP) == _LOOK_UP
    if looks_up:
        found.pop("type", None)
    if table is None:
        table = _TABLES["main"] if looks_up else 0
    assert isinstance(priority, int)
    assert isinstance(table, int)
    if looks_up and not table:
        return None
    return Rule(
        version,
        priority,
        source if source[1] else None,
        destination if destination[1] else None,
        table,
        found,
        text,
        origin,
    )


def _words(text: str) -> dict[str, str] | None:
    """What stands behind each word; None where a word is unknown, lacks its argument, or appears twice."""
    found: dict[str, str] = {}
    rest = deque(escaped(text))
    while rest:
        word = rest.popleft()
        name = _ALIASES.get(word, word)
        if name == "not":
            found[name] = ""
            continue
        if name not in _READERS and name not in _NETWORKS:
            name = "type"
            rest.appendleft(word)
        if name in found or not rest:
            return None
        found[name] = rest.popleft()
    return found


def _network(text: str, version: int) -> tuple[IP, int] | None:
    written, slash, length = text.partition("/")
    if text == "all":
        written, slash, length = "0.0.0.0" if version == 4 else "::", "/", "0"
    address = ipv4(written) if version == 4 else ipv6(written)
    bits = 32 if version == 4 else 128
    prefix = number(length, 0, bits) if slash else bits
    return None if address is None or prefix is None else (address, prefix)


def _number(low: int, high: int, base: int = 0) -> _Reader:
    return lambda text: number(text, low, high, base)


def _table(text: str) -> _Part | None:
    return _TABLES[text] if text in _TABLES else number(text, 0, _MAX, 0)


def _mark(text: str) -> _Part | None:
    value, slash, bits = text.partition("/")
    mark, mask = number(value, 0, _MAX, 0), number(bits, 0, _MAX, 0) if slash else _MAX
    return None if mark is None or mask is None else (mark, mask)


def _range(high: int, base: int) -> _Reader:
    def read(text: str) -> _Part | None:
        first, dash, last = text.partition("-")
        low, end = number(first, 0, high, base), number(last if dash else first, 0, high, base)
        return None if low is None or end is None or low > end else (low, end)

    return read


def _device(text: str) -> _Part | None:
    return text if is_interface_name(text) else None


def _type(text: str) -> _Part | None:
    return text if text in _TYPES else None


_NETWORKS = ("from", "to")
_READERS: dict[str, _Reader] = {
    "not": lambda text: True,
    "priority": _number(0, _MAX),
    "table": _table,
    "tos": _number(0, 255, 16),
    "ipproto": _number(0, 255, 10),
    "sport": _range(65535, 10),
    "dport": _range(65535, 10),
    "fwmark": _mark,
    "iif": _device,
    "oif": _device,
    "uidrange": _range(_MAX, 0),
    "suppress_prefixlength": _number(0, 2**31 - 1),
    "type": _type,
}
