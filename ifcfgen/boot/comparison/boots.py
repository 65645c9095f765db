"""What one boot has, in the end, that another has not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from ifcfgen.boot.kernel import Kernel
from ifcfgen.boot.kernel.state import MAIN, Link, Route
from ifcfgen.boot.outcome import Outcome
from ifcfgen.facts import dhcp

ZEROCONF = (4, 0xA9FE0000, 16)
"""The route that initscripts add to a device with an address."""

ItemKind = Literal["device", "addresses", "port", "default-route", "route", "rule"]
ChangeKind = Literal["bare", "joins", "mtu", "mac", "vlan-id", "mode", "overtakes"]


class LeasedAddress(NamedTuple):
    """An address by DHCP of which no more is known than that."""

    version: int


class Item(NamedTuple):
    """Something that one boot has: a device that is up with its addresses, addresses, a port, a route, a rule."""

    kind: ItemKind
    device: str = ""
    addresses: tuple[str | LeasedAddress, ...] = ()
    controller: str = ""
    text: str = ""
    """A route or rule about as `ip` shows it; of a default route: the gateway."""
    version: int = 4


class Change(NamedTuple):
    """What a device that is up in both becomes; or the default route that goes before the one of old."""

    kind: ChangeKind
    device: str = ""
    after: object = None
    before: object = None


class Difference(NamedTuple):
    """From the first boot to the second; `not_predicted` are devices that only one of them predicts."""

    lost: tuple[Item, ...]
    gained: tuple[Item, ...]
    changed: tuple[Change, ...]
    not_predicted: tuple[str, ...]

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


def _lost(first: Outcome, second: Outcome, left: set[str]) -> Iterator[Item]:
    """What FIRST has, and SECOND has not."""
    were_up, are_up = _up(first.kernel, left), _up(second.kernel, left)
    had, have = _addresses(first), _addresses(second)
    for name in [*were_up, "lo"]:
        kept = set(have.get(name, ()))
        gone = tuple(address for address in had.get(name, ()) if address not in kept)
        if name in were_up and name not in are_up:
            yield Item("device", name, gone)
        elif gone:
            yield Item("addresses", name, gone)
    for name in are_up:
        controller = first.kernel.links[name].master if name in were_up else None
        if controller in are_up and second.kernel.links[name].master != controller:
            yield Item("port", name, controller=controller)
    there = set(map(_key, _routes(second.kernel, left)))
    yield from (_route(route) for route in _routes(first.kernel, left) if _key(route) not in there)
    yield from (Item("rule", text=str(rule)) for rule in first.kernel.rules if rule not in second.kernel.rules)


def _changed(first: Outcome, second: Outcome, left: set[str]) -> Iterator[Change]:
    addressed, are_up = _addresses(second), _up(second.kernel, left)
    for name, was in _up(first.kernel, left).items():
        if name in are_up:
            yield from _changes(was, are_up[name], name in addressed)
    for version in (4, 6):
        old, new = (_first_default(kernel, left, version) for kernel in (first.kernel, second.kernel))
        if old and new and _key(old) != _key(new) and _key(old) in map(_key, _routes(second.kernel, left)):
            yield Change("overtakes", after=_route(new), before=_route(old))


def _changes(was: Link, now: Link, has_address: bool) -> Iterator[Change]:
    if was.master and not now.master and not has_address:
        yield Change("bare", now.name)
    elif now.master and now.master != was.master:
        yield Change("joins", now.name, now.master, was.master)
    pairs: tuple[tuple[ChangeKind, object, object], ...] = (
        ("mtu", was.mtu, now.mtu),
        ("mac", was.mac, now.mac if not (was.master or now.master) else was.mac),
        ("vlan-id", was.vlan_id, now.vlan_id),
        ("mode", (was.bond or {}).get("mode"), (now.bond or {}).get("mode")),
    )
    yield from (Change(kind, now.name, after, before) for kind, before, after in pairs if before != after)


def _up(kernel: Kernel, left: set[str]) -> dict[str, Link]:
    return {name: link for name, link in kernel.links.items() if link.up and name not in left and name != "lo"}


def _addresses(outcome: Outcome) -> dict[str, list[str | LeasedAddress]]:
    """By device, without those that the kernel makes up; with that of a lease of which nothing is known."""
    found: dict[str, list[str | LeasedAddress]] = {}
    for address in outcome.kernel.addresses:
        if address.scope != "link" and not address.is_native:
            found.setdefault(address.dev, []).append(str(address))
    assumed = {known.fact for known in outcome.unknown}
    for version in (4, 6):
        for name in outcome.kernel.links:
            if dhcp(name, version) in assumed:
                found.setdefault(name, []).append(LeasedAddress(version))
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


def _route(route: Route) -> Item:
    if not route.length and route.table == MAIN:
        return Item("default-route", text=route.gateway, version=route.version)
    return Item("route", text=str(route), version=route.version)


def _key(route: Route) -> tuple[object, ...]:
    """Without the metric, which each manager chooses in its own way."""
    return route.key[:-1], route.via, None if route.via is not None else route.dev


def _first_default(kernel: Kernel, left: set[str], version: int) -> Route | None:
    """The default route that is taken."""
    routes = [r for r in _routes(kernel, left) if not r.length and r.version == version and r.table == MAIN]
    return min(routes, key=lambda route: route.metric, default=None)
