"""Route files and ROUTING_RULE keys as NetworkManager reads them: routes and rules for the kernel.

`parse_route_line`, `read_one_ip4_route` and `read_routing_rules` of nms-ifcfg-rh-reader.c. A line that cannot be read
is passed over with a warning; what would have the profile rejected has done so before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ifcfgen.boot.kernel.iproute import rule, scope
from ifcfgen.boot.kernel.state import LOCAL, MAIN, Refusal, Route, Rule
from ifcfgen.boot.networkmanager.addresses import Family
from ifcfgen.boot.words import mask
from ifcfgen.ifcfg.document import Document
from ifcfgen.networkmanager.addresses import has_rules
from ifcfgen.networkmanager.routes import RouteWords, is_key_format, lines, read_route
from ifcfgen.networkmanager.source import Source, ipv4, ipv6, number


class Line(NamedTuple):
    """A route that a file asks for; None where it is passed over."""

    route: Route | None
    text: str
    file: str
    line: int | None


def routes_of(source: Source, family: Family, device: str, metric: int) -> Iterator[Line]:
    """The routes through DEVICE of the route file of FAMILY; METRIC is for those that say none."""
    role = "route" if family.version == 4 else "route6"
    document = source.beside(role)
    if document is None or has_rules(source) or not family.is_on:
        return
    keyed = family.version == 4 and is_key_format(document)
    asked = _keyed(source, document) if keyed else _lined(source, document, family.version)
    for text, line, found in asked:
        route = None if found is None else _completed(found, family, device, metric)
        yield Line(route, text, f"{role}-{source.file.suffix}", line)


def _lined(source: Source, document: Document, version: int) -> Iterator[tuple[str, int, RouteWords | None]]:
    for line, text in lines(document):
        yield text, line, read_route(source, text, version)


def _keyed(source: Source, document: Document) -> Iterator[tuple[str, int | None, RouteWords]]:
    keys: Mapping[str, str] = document.nm
    count = 0
    while to := keys.get(f"ADDRESS{count}"):
        netmask = ipv4(keys[f"NETMASK{count}"])
        found = {"to": f"{to}/{int(netmask or 0).bit_count()}"}
        for name, key in (("via", "GATEWAY"), ("metric", "METRIC")):
            if value := keys.get(f"{key}{count}"):
                found[name] = value
        text = " ".join([found["to"], *(f"{n} {v}" for n, v in found.items() if n != "to")])
        item = document.assignment(f"ADDRESS{count}")
        options = read_route(source, keys.get(f"OPTIONS{count}", ""), 4, options_only=True)
        yield text, item.line if item else None, {**found, **(options or {})}
        count += 1


def _completed(asked: Mapping[str, str], family: Family, device: str, metric: int) -> Route:
    version = family.version
    parse, bits = (ipv4, 32) if version == 4 else (ipv6, 128)

    def ip(name: str) -> int | None:
        found = parse(asked[name]) if name in asked else None
        return int(found) if found is not None and int(found) else None

    written, _, length = asked["to"].partition("/")
    address = parse(written)
    plen = 0 if written == "default" else (number(length, 0, bits) or 0) if length else bits
    kind = asked.get("type", "unicast")
    via = ip("via")
    found: dict[str, Any] = {}
    if version == 4:
        found["scope"] = scope(asked["scope"]) if "scope" in asked else _usual_scope(kind, via)
        found["tos"] = number(asked["tos"], 0, 255, 16) if "tos" in asked else 0
    said = number(asked["metric"], 0, 0xFFFFFFFF) if "metric" in asked else metric
    table = number(asked["table"], 0, 0xFFFFFFFF) if "table" in asked else family.table
    return Route(
        version,
        int(address or 0) & mask(plen, bits),
        plen,
        via,
        device,
        said or (0 if version == 4 else 1024),
        source=ip("src"),
        table=table or (LOCAL if kind == "local" else MAIN),
        type=kind,
        protocol="static",
        onlink="onlink" in asked,
        **found,
    )


def _usual_scope(kind: str, via: int | None) -> str:
    return "host" if kind in ("local", "nat") else "global" if via is not None else "link"


def rules_of(source: Source) -> Iterator[tuple[str, Rule | None]]:
    """The keys that ask for rules, and what each comes to; None where it is passed over."""
    if has_rules(source):
        return
    for key in sorted(key for key in source.keys if key.startswith(("ROUTING_RULE_", "ROUTING_RULE6_"))):
        text = source.keys[key]
        if not text or not key.rpartition("_")[2].isdecimal():
            continue
        try:
            found, has_priority = rule(text.split(), 6 if key[12] == "6" else 4, {})
        except Refusal:
            yield key, None
            continue
        yield key, found if has_priority else None
