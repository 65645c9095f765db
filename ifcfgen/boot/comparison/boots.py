"""What one boot has, in the end, that another has not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from ifcfgen.boot.comparison.mismatch import Mismatch, is_native, not_predicted
from ifcfgen.boot.comparison.settings import Setting, SettingKind, settings
from ifcfgen.boot.kernel import Kernel
from ifcfgen.boot.kernel.state import MAIN, Address, Link, Route
from ifcfgen.boot.outcome import Outcome
from ifcfgen.boot.values import text_of
from ifcfgen.facts import dhcp
from ifcfgen.lazy import NamedTuple

ItemKind = Literal["device", "addresses", "port", "default-route", "route", "rule", "guest"]
AddressKind = Literal["peer", "broadcast", "scope", "label"]
ChangeKind = SettingKind | AddressKind | Literal["bare", "joins", "kind", "overtakes"]

_USUAL_COST = 100
"""What NetworkManager sets without a configured path cost, and the kernel if a card does not tell its speed."""
_WITHOUT_BROADCAST = 31
"""From this prefix length on a network has room for no broadcast address."""


class LeasedAddress(NamedTuple):
    """An address by DHCP of which no more is known than that."""

    version: int


class Item(NamedTuple):
    """Something that one boot has: a device that is up with its addresses, addresses, a port, a route, a rule, or the
    network of a guest on a device, `controller`."""

    kind: ItemKind
    device: str = ""
    addresses: tuple[str | LeasedAddress, ...] = ()
    controller: str = ""
    text: str = ""
    """A route or rule about as `ip` shows it; of a default route: the gateway; the name of a guest."""
    version: int = 4


class Change(NamedTuple):
    """What a device that is up in both becomes; or the default route that goes before the one of old."""

    kind: ChangeKind
    device: str = ""
    after: object = None
    before: object = None
    of: str = ""
    """Which option, where the kind is `option`; which address, where it is one of an address."""


class Difference(NamedTuple):
    """From the first boot to the second; `not_predicted` are devices that only one of them predicts."""

    lost: tuple[Item, ...]
    gained: tuple[Item, ...]
    changed: tuple[Change, ...]
    not_predicted: tuple[Mismatch, ...]

    def __bool__(self) -> bool:
        return any(self[:])


def difference(first: Outcome, second: Outcome) -> Difference:
    """What is lost, gained and changed where SECOND comes instead of FIRST."""
    one_left, other_left = not_predicted(first), not_predicted(second)
    left = {*one_left, *other_left}
    reasons = {**one_left, **other_left}
    return Difference(
        tuple(_lost(first, second, left)),
        tuple(_lost(second, first, left)),
        tuple(_changed(first, second, left)),
        tuple(reasons[name] for name in sorted(one_left.keys() ^ other_left.keys())),
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
    lacking = {(one.guest, one.device) for one in first.cut_off}
    cut_off = ((one.guest, one.device) for one in second.cut_off if one.device not in left)
    for guest, device in dict.fromkeys(cut_off):
        if (guest, device) not in lacking:
            yield Item("guest", controller=device, text=guest)


def _changed(first: Outcome, second: Outcome, left: set[str]) -> Iterator[Change]:
    addressed, are_up = _addresses(second), _up(second.kernel, left)
    for name in _up(first.kernel, left):
        if name in are_up:
            yield from _changes(name, first.kernel, second.kernel, name in addressed)
    for version in (4, 6):
        old, new = (_first_default(kernel, left, version) for kernel in (first.kernel, second.kernel))
        if old and new and _key(old) != _key(new) and _key(old) in map(_key, _routes(second.kernel, left)):
            yield Change("overtakes", after=_route(new), before=_route(old))


def _changes(name: str, first: Kernel, second: Kernel, has_address: bool) -> Iterator[Change]:
    was, now = first.links[name], second.links[name]
    if was.master and not now.master and not has_address:
        yield Change("bare", name)
    elif now.master and now.master != was.master:
        yield Change("joins", name, now.master, was.master)
    if was.kind != now.kind:
        yield Change("kind", name, now.kind, was.kind)
    before, after = settings(was, first), settings(now, second)
    for setting in before:
        if setting in after and before[setting] != after[setting] and _is_set(setting, was, now):
            yield Change(setting.kind, name, after[setting], before[setting], setting.option)
    had = {str(address): _details(address) for address in first.addresses_of(name)}
    for address in second.addresses_of(name):
        text, details = str(address), _details(address)
        for kind, value in details.items():
            if text in had and had[text][kind] != value:
                yield Change(kind, name, value, had[text][kind], text)


def _is_set(setting: Setting, was: Link, now: Link) -> bool:
    """Whether SETTING does not just follow from something else that is told, or is not known."""
    match setting.kind, setting.option:
        case "mac", _:
            return not (was.master or now.master)
        case "option", "active_slave":
            return {*(was.bond or {})["slaves"]} == {*(now.bond or {})["slaves"]}
        case "path-cost", _:
            return {was.port.get("path_cost"), now.port.get("path_cost")} != {None, _USUAL_COST}
    return True


def _details(address: Address) -> dict[AddressKind, str]:
    """What there is of an address beside what it is called by, where it means something."""
    broadcast = address.broadcast if address.length < _WITHOUT_BROADCAST else None
    peer, broad = ("" if ip is None else text_of(ip, address.version) for ip in (address.peer, broadcast))
    found: dict[AddressKind, str] = {"peer": peer}
    if address.version == 4:  # of IPv6 addresses the kernel knows the scope by itself
        found |= {"broadcast": broad, "scope": address.scope, "label": address.label or address.dev}
    return found


def _up(kernel: Kernel, left: set[str]) -> dict[str, Link]:
    return {name: link for name, link in kernel.links.items() if link.up and name not in left and name != "lo"}


def _addresses(outcome: Outcome) -> dict[str, list[str | LeasedAddress]]:
    """By device, without those that every kernel gives lo; with that of a lease of which nothing is known."""
    found: dict[str, list[str | LeasedAddress]] = {}
    for address in outcome.kernel.addresses:
        if not address.is_native:
            found.setdefault(address.dev, []).append(str(address))
    assumed = {known.fact for known in outcome.unknown}
    for version in (4, 6):
        for name in outcome.kernel.links:
            if dhcp(name, version) in assumed:
                found.setdefault(name, []).append(LeasedAddress(version))
    return found


def _routes(kernel: Kernel, left: set[str]) -> list[Route]:
    """Those that somebody wants: default routes first."""
    wanted = [route for route in kernel.routes if not is_native(route) and route.dev not in left]
    return sorted(wanted, key=lambda route: route.length > 0)


def _route(route: Route) -> Item:
    if _is_default(route) and not route.hops:
        return Item("default-route", text=route.gateway, version=route.version)
    return Item("route", text=str(route), version=route.version)


def _is_default(route: Route) -> bool:
    return not route.length and route.table == MAIN and route.type == "unicast"


def _key(route: Route) -> tuple[object, ...]:
    """Without the metric, which each manager chooses in its own way."""
    return route.key[:-1], route.type, route.via, route.hops, None if route.via is not None else route.dev


def _first_default(kernel: Kernel, left: set[str], version: int) -> Route | None:
    """The default route that is taken."""
    routes = [route for route in _routes(kernel, left) if _is_default(route) and route.version == version]
    return min(routes, key=lambda route: route.metric, default=None)
