"""The routes and the rules of a profile, as the kernel has them; and what NetworkManager has passed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ifcfgen.boot.kernel.state import LOCAL, MAIN, Route, Rule
from ifcfgen.boot.networkmanager.addresses import IPConfig
from ifcfgen.boot.values import mask
from ifcfgen.ifcfg.iproute import TO_NOWHERE, scope
from ifcfgen.ifcfg.literals import address
from ifcfgen.lazy import NamedTuple
from ifcfgen.model import IP
from ifcfgen.networkmanager import profile as nm
from ifcfgen.networkmanager.profile import Origin, Profile
from ifcfgen.networkmanager.rules import order

_FURTHER = ("not", "ipproto", "sport", "dport", "uidrange", "suppress_prefixlength")


class Line(NamedTuple):
    """A route that a file asks for; None where it is passed over."""

    route: Route | None
    text: str
    origin: Origin


def routes_of(profile: Profile, family: IPConfig, device: str, metric: int, table: int) -> Iterator[Line]:
    """The routes through DEVICE of the route file of FAMILY; METRIC and TABLE are for those that say none."""
    lines = [Line(_route(route, device, metric, table), route.text, route.origin)
             for route in profile.routes(family.version)]  # fmt: skip
    unread = [
        Line(None, item.text, item.origin)
        for item in profile.unread
        if item.section == f"ipv{family.version}" and item.origin.line
    ]
    yield from sorted((*lines, *unread), key=lambda line: line.origin.line or 0)


def _route(route: nm.Route, device: str, metric: int, usual_table: int) -> Route:
    version, via = route.destination.version, route.next_hop
    said = route.attributes
    kind = str(said.get("type", "unicast"))
    table = said.get("table", usual_table)
    source = said.get("src")
    found = Route(
        version,
        int(route.destination) & mask(route.prefix, 32 if version == 4 else 128),
        route.prefix,
        None if via is None else int(via),
        None if kind in TO_NOWHERE else device,
        (metric if route.metric is None else route.metric) or (0 if version == 4 else 1024),
        source=address(str(source), version) or None if source else None,
        table=int(table) or (LOCAL if kind == "local" else MAIN),
        type=kind,
        protocol="static",
        onlink="onlink" in said,
    )
    if version == 6:
        return found
    named = scope(str(said["scope"])) if "scope" in said else None
    return found._replace(scope=named or _usual_scope(kind, found.via), tos=int(said.get("tos", 0)))


def _usual_scope(kind: str, via: int | None) -> str:
    return "host" if kind in ("local", "nat") else "global" if via is not None else "link"


def rules_of(profile: Profile) -> Iterator[tuple[str, str, Rule | None]]:
    """The keys that ask for rules, their texts, and what each comes to; None where it is passed over."""
    found = [
        (rule.origin.key, rule.text, _rule(rule))
        for version in (4, 6)
        for rule in profile.rules(version)
    ]  # fmt: skip
    unread = [(item.origin.key, item.text, None) for item in profile.unread
              if item.origin.key and item.section in ("ipv4", "ipv6")]  # fmt: skip
    yield from sorted((*found, *unread), key=lambda one: order(one[0].rpartition("_")[2]))


def _rule(rule: nm.Rule) -> Rule:
    said = rule.attributes
    mark = said.get("fwmark")
    return Rule(
        rule.version,
        rule.priority,
        _network(rule.source),
        _network(rule.destination),
        rule.table or MAIN,
        _text(said, "iif"),
        _text(said, "oif"),
        mark if isinstance(mark, tuple) else None,
        int(_text(said, "tos") or 0),
        _text(said, "type") or "",
        tuple((word, "" if word == "not" else _text(said, word) or "") for word in _FURTHER if word in said),
    )


def _network(network: tuple[IP, int] | None) -> tuple[int, int] | None:
    return (int(network[0]), network[1]) if network else None


def _text(said: Mapping[str, object], name: str) -> str | None:
    """A part of a rule as it is written."""
    value = said.get(name)
    if isinstance(value, tuple):
        low, high = value
        return f"{low}" if low == high else f"{low}-{high}"
    return None if value is None else str(value)
