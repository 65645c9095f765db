"""What one boot has, in the end, that another has not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ifcfgen.boot.kernel import Kernel
from ifcfgen.boot.kernel.state import MAIN, Link, Route, Rule
from ifcfgen.boot.outcome import Outcome
from ifcfgen.boot.words import text_of

_LEASES = {"DHCP": "dhcp", "DHCPv6": "dhcp6"}
"""And as what it is assumed that a server answers."""
ZEROCONF = (4, 0xA9FE0000, 16)
"""The route that initscripts add to a device with an address."""


class Difference(NamedTuple):
    """In words, from the first boot to the second; `unforetold` are devices that only one of them foretells."""

    lost: tuple[str, ...]
    gained: tuple[str, ...]
    changed: tuple[str, ...]
    unforetold: tuple[str, ...]

    def __bool__(self) -> bool:
        return any(self[:])


def difference(first: Outcome, second: Outcome) -> Difference:
    """What is lost, gained and changed where SECOND comes instead of FIRST."""
    one_left, other_left = set(first.left), set(second.left)
    left = one_left | other_left
    return Difference(
        tuple(_lost(first, second, left)),
        tuple(_lost(second, first, left)),
        tuple(_changed(first, second, left)),
        tuple(sorted(one_left ^ other_left)),
    )


def _lost(first: Outcome, second: Outcome, left: set[str]) -> Iterator[str]:
    """What FIRST has, and SECOND has not: devices that are up, with their addresses; addresses, routes, rules."""
    were_up, are_up = _up(first.kernel, left), _up(second.kernel, left)
    had, have = _addresses(first), _addresses(second)
    for name in were_up:
        gone = [address for address in had.get(name, ()) if address not in have.get(name, ())]
        if name not in are_up:
            yield " and its ".join([name, *([_listed(gone)] if gone else [])])
        elif gone:
            yield f"{_listed(gone)} of {name}"
    gone = [address for address in had.get("lo", ()) if address not in have.get("lo", ())]
    if gone:
        yield f"{_listed(gone)} of lo"
    for name in are_up:
        master = first.kernel.links[name].master if name in were_up else None
        if master in are_up and second.kernel.links[name].master != master:
            yield f"{name} as a port of {master}"
    there = set(map(_key, _routes(second.kernel, left)))
    for route in _routes(first.kernel, left):
        if _key(route) not in there:
            yield route_text(route)
    for rule in first.kernel.rules:
        if rule not in second.kernel.rules:
            yield f"the rule {rule_text(rule)}"


def _changed(first: Outcome, second: Outcome, left: set[str]) -> Iterator[str]:
    """Of devices that are up in both: what they have become."""
    addressed, are_up = _addresses(second), _up(second.kernel, left)
    for name in _up(first.kernel, left):
        if name not in are_up:
            continue
        was, now = first.kernel.links[name], second.kernel.links[name]
        if was.master and not now.master and name not in addressed:
            yield f"{name} comes up bare"
        elif now.master and now.master != was.master:
            yield f"{name} becomes a port of {now.master}"
        for what, before, after in (
            ("MTU", was.mtu, now.mtu),
            ("MAC address", was.mac, now.mac if not (was.master or now.master) else was.mac),
            ("VLAN ID", was.vlan_id, now.vlan_id),
            ("mode", (was.bond or {}).get("mode"), (now.bond or {}).get("mode")),
        ):
            if before != after:
                yield f"{name} has {what} {after} instead of {before}"
    for version in (4, 6):
        old, new = (_first_default(kernel, left, version) for kernel in (first.kernel, second.kernel))
        if old and new and _key(old) != _key(new) and _key(old) in map(_key, _routes(second.kernel, left)):
            yield f"{route_text(new)} goes before {route_text(old).removeprefix('the ')}"


def _up(kernel: Kernel, left: set[str]) -> dict[str, Link]:
    return {name: link for name, link in kernel.links.items() if link.up and name not in left and name != "lo"}


def _addresses(outcome: Outcome) -> dict[str, list[str]]:
    """By device, without those that the kernel makes up; with that of a lease of which nothing is known."""
    found: dict[str, list[str]] = {}
    for address in outcome.kernel.addresses:
        if address.scope != "link" and not address.is_native:
            found.setdefault(address.dev, []).append(str(address))
    assumed = {known.fact for known in outcome.unknown}
    for what, fact in _LEASES.items():
        for name in outcome.kernel.links:
            if f"{fact} {name}" in assumed:
                found.setdefault(name, []).append(f"address by {what}")
    return found


def _routes(kernel: Kernel, left: set[str]) -> list[Route]:
    """Those that somebody wants, neither the kernel's own nor zeroconf's: default routes first."""
    wanted = [
        route
        for route in kernel.routes
        if route.protocol != "kernel"
        and route.dev != "lo"
        and route.dev not in left
        and (route.version, route.to, route.length) != ZEROCONF
    ]
    return sorted(wanted, key=lambda route: route.length > 0)


def _key(route: Route) -> tuple[object, ...]:
    """Without the metric, which each manager chooses in its own way."""
    return route.key[:-1], route.via, None if route.via is not None else route.dev


def _first_default(kernel: Kernel, left: set[str], version: int) -> Route | None:
    """The default route that is taken."""
    routes = [r for r in _routes(kernel, left) if not r.length and r.version == version and r.table == MAIN]
    return min(routes, key=lambda route: route.metric, default=None)


def route_text(route: Route) -> str:
    """ROUTE in words."""
    if not route.length and route.table == MAIN:
        family = "" if route.version == 4 else "IPv6 "
        return f"the {family}default route" + (f" via {text_of(route.via, route.version)}" if route.via else "")
    return f"the route {route}"


def rule_text(rule: Rule) -> str:
    """RULE about as `ip rule` shows it."""
    words = [f"{rule.priority}:"]
    for name, network in (("from", rule.src), ("to", rule.dst)):
        if network is not None:
            words += [name, f"{text_of(network[0], rule.version)}/{network[1]}"]
    words += [f"iif {rule.iif}"] if rule.iif else []
    words += [f"oif {rule.oif}"] if rule.oif else []
    words += [f"fwmark {rule.fwmark[0]:#x}"] if rule.fwmark else []
    return " ".join([*words, rule.action or f"lookup {rule.table}"])


def _listed(texts: list[str]) -> str:
    return " and ".join([", ".join(texts[:-1]), texts[-1]]) if len(texts) > 1 else texts[0]
