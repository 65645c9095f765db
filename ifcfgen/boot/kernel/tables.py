"""What a kernel holds many of, addresses, routes and rules: each in its order, and where to look for one.

No question that a boot asks of them takes longer the more there are, but for a search in something sorted.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Hashable, Iterable, Iterator
from operator import attrgetter
from typing import Any, Generic, TypeVar

from ifcfgen.boot.kernel.state import NATIVE_RULES, Address, Route, Rule
from ifcfgen.boot.values import mask

T = TypeVar("T")
_BITS = {4: 32, 6: 128}


class Prefixes(Generic[T]):
    """Things by their network, within a scope: of each network that of the least rank first. No two ranks are equal."""

    def __init__(self) -> None:
        self._scopes: dict[Hashable, dict[int, dict[int, list[tuple[Any, T]]]]] = {}

    def add(self, scope: Hashable, network: int, length: int, rank: object, item: T) -> None:
        """Put ITEM where it belongs."""
        networks = self._scopes.setdefault(scope, {}).setdefault(length, {})
        insort(networks.setdefault(network, []), (rank, item))

    def discard(self, scope: Hashable, network: int, length: int, rank: object) -> None:
        """Take out what was added with the same words."""
        lengths = self._scopes[scope]
        known = lengths[length][network]
        del known[bisect_left(known, (rank,))]
        if not known:
            del lengths[length][network]
            if not lengths[length]:
                del lengths[length]

    def at(self, scope: Hashable, network: int, length: int) -> list[T]:
        """All of one network."""
        return [item for _, item in self._scopes.get(scope, {}).get(length, {}).get(network, ())]

    def first(self, scope: Hashable, network: int, length: int) -> T | None:
        """The first of one network."""
        known = self._scopes.get(scope, {}).get(length, {}).get(network)
        return known[0][1] if known else None

    def longest(self, scope: Hashable, ip: int, bits: int) -> T | None:
        """The first of the smallest network that holds IP, an address of so many BITS."""
        lengths = self._scopes.get(scope)
        for length in sorted(lengths, reverse=True) if lengths else ():
            found = self.first(scope, ip & mask(length, bits), length)
            if found is not None:
                return found
        return None


class AddressTable:
    """The addresses of all devices, the oldest first."""

    def __init__(self) -> None:
        self._last = 0
        self._numbers: dict[tuple[str, int, int, int, int], int] = {}
        self._of_device: dict[str, dict[int, Address]] = {}
        self._shown: dict[str, dict[int, str]] = {}
        self._labelled: dict[str, dict[int, Address]] = {}
        self._of_ip: dict[tuple[int, int, str | None], dict[int, Address]] = {}
        self._of_broadcast: dict[int, dict[int, Address]] = {}
        self._networks: Prefixes[Address] = Prefixes()

    def __iter__(self) -> Iterator[Address]:
        pairs = sorted(pair for known in self._of_device.values() for pair in known.items())
        return iter([address for _, address in pairs])

    def add(self, address: Address) -> None:
        """A new address, last in the order. A device has each but once with one length."""
        self._last = number = self._last + 1
        self._numbers[_key(address)] = number
        for known in self._indexes(address):
            known[number] = address
        self._shown.setdefault(address.dev, {})[number] = str(address)
        self._networks.add((address.dev, address.version), address.network, address.length, number, address)

    def remove(self, address: Address) -> None:
        """It is gone, if it was not already."""
        number = self._numbers.pop(_key(address), None)
        if number is not None:
            for known in self._indexes(address):
                del known[number]
            del self._shown[address.dev][number]
            self._networks.discard((address.dev, address.version), address.network, address.length, number)

    def _indexes(self, address: Address) -> Iterator[dict[int, Address]]:
        yield self._of_device.setdefault(address.dev, {})
        yield self._of_ip.setdefault((address.version, address.ip, None), {})
        yield self._of_ip.setdefault((address.version, address.ip, address.dev), {})
        if address.label.startswith(f"{address.dev}:"):
            yield self._labelled.setdefault(address.dev, {})
        for ip in _broadcasts(address):
            yield self._of_broadcast.setdefault(ip, {})

    def of(self, dev: str) -> list[Address]:
        """Those of a device."""
        return list(self._of_device.get(dev, {}).values())

    def __contains__(self, address: Address) -> bool:
        """Whether the device of ADDRESS has one that is the same to the kernel."""
        return _key(address) in self._numbers

    def shown(self, dev: str) -> Iterable[str]:
        """Those of a device, as text."""
        return self._shown.get(dev, {}).values()

    def labelled(self, dev: str) -> Iterable[Address]:
        """Those of a device whose label is that of an alias."""
        return self._labelled.get(dev, {}).values()

    def first_of_ip(self, ip: int, version: int, dev: str | None = None) -> Address | None:
        """The oldest address that is IP, of any device or of DEV."""
        return next(iter(self._of_ip.get((version, ip, dev), {}).values()), None)

    def of_broadcast(self, ip: int) -> Iterable[Address]:
        """Every address that has IP for its broadcast address."""
        return self._of_broadcast.get(ip, {}).values()

    def in_network(self, address: Address) -> list[Address]:
        """Those of the device of ADDRESS that are in its network."""
        return self._networks.at((address.dev, address.version), address.network, address.length)

    def first_in_network(self, address: Address) -> Address | None:
        """The oldest of them."""
        return self._networks.first((address.dev, address.version), address.network, address.length)

    def is_near(self, dev: str, version: int, ip: int) -> bool:
        """Whether IP is in the network of an address of DEV."""
        return self._networks.longest((dev, version), ip, _BITS[version]) is not None


def _key(address: Address) -> tuple[str, int, int, int, int]:
    return address.dev, address.version, address.ip, address.length, address.network


def _broadcasts(address: Address) -> set[int]:
    """What a packet to all of the network of an address may be sent to."""
    if address.version == 6:
        return set()
    found = {address.network | mask(address.length) ^ 0xFFFFFFFF} if address.length < 31 else set()
    if address.broadcast is not None and address.broadcast != 0xFFFFFFFF:
        found.add(address.broadcast)
    return found


Slot = tuple[int, int]
"""Where a route stands in the order of all: behind which of those that were added last, and how many were put ahead."""
Scopes = Callable[[Route], Iterable[Hashable]]
"""The scopes in which a route is looked for; by each such function there is an index, once somebody asks for it."""


class RouteTable:
    """The routes of all tables, in their order."""

    def __init__(self) -> None:
        self._last = 0
        self._routes: dict[Slot, Route] = {}
        self._alike: dict[Hashable, list[Slot]] = {}
        self._same: dict[Route, int] = {}
        self._of_device: dict[str | None, dict[Slot, None]] = {}
        self._ways: dict[Scopes, Prefixes[Route]] = {}
        self._of_table: dict[int, int] = {}

    def __iter__(self) -> Iterator[Route]:
        return iter([self._routes[slot] for slot in sorted(self._routes)])

    def __contains__(self, route: Route) -> bool:
        return route in self._same

    def alike(self, route: Route) -> Route | None:
        """The first that there can be only one of, besides ROUTE."""
        slots = self._alike.get(route.key)
        return self._routes[slots[0]] if slots else None

    def append(self, route: Route) -> None:
        """A new route behind all others."""
        self._last += 1
        self._add((self._last, 0), route)

    def extend(self, routes: Iterable[Route]) -> None:
        """New routes behind all others; the indexes are made anew, once somebody asks for them."""
        self._ways.clear()
        for route in routes:
            self.append(route)

    def put_ahead(self, route: Route) -> None:
        """A new route before the first that is alike."""
        number, ahead = self._alike[route.key][0]
        self._add((number, ahead - 1), route)

    def replace(self, route: Route) -> None:
        """ROUTE in the place of the first that is alike."""
        slot = self._alike[route.key][0]
        self._remove(slot)
        self._add(slot, route)

    def remove(self, dev: str, wanted: Callable[[Route], bool] = lambda route: True) -> None:
        """The routes through DEV go, those that are WANTED."""
        for slot in [slot for slot in self._of_device.get(dev, ()) if wanted(self._routes[slot])]:
            self._remove(slot)

    def _add(self, slot: Slot, route: Route) -> None:
        self._routes[slot] = route
        insort(self._alike.setdefault(route.key, []), slot)
        self._same[route] = self._same.get(route, 0) + 1
        self._of_device.setdefault(route.dev, {})[slot] = None
        if route.version == 4:
            self._of_table[route.table] = self._of_table.get(route.table, 0) + 1
        for scopes, ways in self._ways.items():
            for scope in scopes(route):
                ways.add(scope, route.to, route.length, (route.metric, slot), route)

    def _remove(self, slot: Slot) -> None:
        route = self._routes.pop(slot)
        alike = self._alike[route.key]
        del alike[bisect_left(alike, slot)]
        self._same[route] -= 1
        if not self._same[route]:
            del self._same[route]
        del self._of_device[route.dev][slot]
        if route.version == 4:
            self._of_table[route.table] -= 1
        for scopes, ways in self._ways.items():
            for scope in scopes(route):
                ways.discard(scope, route.to, route.length, (route.metric, slot))

    def is_empty(self, table: int) -> bool:
        """Whether a TABLE has no IPv4 route."""
        return not self._of_table.get(table)

    def longest(self, scopes: Scopes, scope: Hashable, ip: int, version: int) -> Route | None:
        """Of the routes to IP in one of SCOPES that of the longest prefix, then the least metric, then the oldest."""
        ways = self._ways.get(scopes)
        if ways is None:
            ways = self._ways[scopes] = Prefixes()
            for slot, route in self._routes.items():
                for known in scopes(route):
                    ways.add(known, route.to, route.length, (route.metric, slot), route)
        return ways.longest(scope, ip, _BITS[version])


class RuleTable:
    """The rules of both families: those of IPv4 first, each family in the order of its priorities."""

    def __init__(self) -> None:
        self._of_family: dict[int, list[Rule]] = {4: [], 6: []}
        self._known = set(NATIVE_RULES)
        for rule in NATIVE_RULES:
            self._of_family[rule.version].append(rule)

    def __iter__(self) -> Iterator[Rule]:
        return iter([*self._of_family[4], *self._of_family[6]])

    def __contains__(self, rule: Rule) -> bool:
        return rule in self._known

    def add(self, rule: Rule) -> None:
        """A new rule, behind those of its priority."""
        rules = self._of_family[rule.version]
        rules.insert(bisect_right(rules, rule.priority, key=attrgetter("priority")), rule)
        self._known.add(rule)

    def remove(self, rule: Rule) -> None:
        """It is gone, if it was not already."""
        if rule in self._known:
            self._known.remove(rule)
            self._of_family[rule.version].remove(rule)

    def free_priority(self, version: int) -> int:
        """What a rule gets that names none: one before the second rule of the family."""
        return max(self._of_family[version][1].priority - 1, 0)
