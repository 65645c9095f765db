"""A route of a device as rules ask about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from ifcfgen.facts import Manager
from ifcfgen.lint.subjects.device import DeviceSubject, WrittenAddress
from ifcfgen.lint.subjects.relations import Held, Relations, is_leased
from ifcfgen.lint.subjects.shows import shows
from ifcfgen.model import Address, Place, Route
from ifcfgen.model.route import MAIN


@shows("data", Route)
class RouteSubject:
    """A route, and what it meets."""

    SHOWS: ClassVar[tuple[str, type]]
    key: str
    """The key that asks for it; empty where a line of a route file does."""

    def __init__(self, relations: Relations, held: Held):
        self.relations = relations
        self.held = held
        self._written = held.definition.routes[held.number]
        self.data = self._written.route
        self.key = self._written.key

    def under(self, relations: Relations) -> RouteSubject:
        """The same route where other facts hold."""
        return RouteSubject(relations, self.held)

    def __str__(self) -> str:
        return str(self.data)

    @property
    def device(self) -> DeviceSubject:
        """The device that it leads through."""
        return DeviceSubject(self.relations, self.held.definition)

    @property
    def manager(self) -> Manager | None:
        """Who brings the device up. Raises `Unknown`."""
        return self.relations.reading.manager(self.held.definition)

    def place(self, *_: str) -> Place:
        """Where it is written."""
        return self._written.place or self.held.definition.place(self.key)

    @property
    def is_covered(self) -> bool:
        """Whether another route of the device leads to `via`, or says the same as this one."""
        via, routes = self.data.via, self.held.definition.device.routes
        others = [route for route in routes if route is not self.data]
        return any(o.via == via if o.is_default else o.to and via in o.to for o in others)

    @property
    def is_read(self) -> bool:
        """Whether who manages the device reads the key: of the gateways, initscripts read the one without a number."""
        return self.key[-1:].isdigit() is False or self.manager == "NetworkManager"

    @property
    def is_near(self) -> bool:
        """Whether the next hop is in the network of some address of the device."""
        via, addresses = self.data.via, self.held.definition.device.addresses
        return any(a.network and via in a.network for a in addresses) if via else False

    @property
    def loop(self) -> WrittenAddress | None:
        """The address of the device itself that is to be the next hop."""
        return self._address(lambda address: address.ip == self.data.via) if self.data.via else None

    @property
    def connected(self) -> WrittenAddress | None:
        """The address of the device whose own network the route leads to."""
        return self._address(lambda address: address.network == self.data.to) if self.data.to else None

    def _address(self, fits: Callable[[Address], bool]) -> WrittenAddress | None:
        """The first address of the device that FITS."""
        definition = self.held.definition
        found = (index for index, address in enumerate(definition.device.addresses) if fits(address))
        first = next(found, None)
        return None if first is None else WrittenAddress(Held(definition, first))

    @property
    def twin(self) -> RouteSubject | None:
        """The first other route of the device to the same network, of one table and metric, where before this one."""
        definition = self.held.definition
        first = self.relations.index.first_route(definition, self.data.way)
        return None if first == self.held.number else RouteSubject(self.relations, Held(definition, first))

    @property
    def rival(self) -> RouteSubject | None:
        """The first default route of the same family, table and metric on another device, where it comes before."""
        route, definition = self.data, self.held.definition
        device = definition.device
        if not (route.is_default and device.onboot and not device.controller_name) or is_leased(definition, self.key):
            return None
        key = route.version, route.table or MAIN, route.metric or 0
        first = next(iter(self.relations.index.default_routes.get(key, ())), None)
        is_other = first is not None and first.definition.device.name != device.name
        return RouteSubject(self.relations, first) if first and is_other else None
