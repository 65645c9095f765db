"""A route of a device as rules ask about it."""

from __future__ import annotations

from typing import ClassVar

from ifcfgen.facts import Manager
from ifcfgen.lint.subjects.device import DeviceSubject, device_subject
from ifcfgen.lint.subjects.relations import Held, Relations, Routing, is_leased, rivalry
from ifcfgen.lint.subjects.shows import shows
from ifcfgen.lint.subjects.written import WrittenAddress
from ifcfgen.model import IP, Network, Place, Route


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
        return device_subject(self.relations, self.held.definition)

    @property
    def manager(self) -> Manager | None:
        """Who brings the device up. Raises `Unknown`."""
        return self.relations.reading.manager(self.held.definition)

    def place(self, *_: str) -> Place:
        """Where it is written."""
        return self._written.place or self.held.definition.place(self.key)

    @property
    def is_gateway(self) -> bool:
        """Whether it is written as the gateway of a device: in GATEWAY, or in a keyfile."""
        return self.key == "GATEWAY" or (self.device.is_in_keyfile and self._written in self.held.definition.gateways)

    @property
    def is_covered(self) -> bool:
        """Whether another route of the device leads to `via`, or says the same as this one."""
        via, to = self.data.via, self.data.to
        if self.data.is_default:
            return self._routing.default_hops[via] > 1 or self._routing.destinations.holding(via) > 0
        itself = to is not None and via is not None and via in to
        return self._routing.default_hops[via] > 0 or self._routing.destinations.holding(via) > itself

    @property
    def is_read(self) -> bool:
        """Whether who manages the device reads it: initscripts no numbered gateway, NetworkManager not every file."""
        place, reading = self._written.place, self.relations.reading
        if place:
            file = reading.directory.file_at(place.path)
            return file is None or not reading.is_left_out(file)
        return not self.key[-1:].isdigit() or self.manager == "NetworkManager"

    @property
    def is_beyond(self) -> bool:
        """Whether the next hop is in no network of the host, as far as the files tell of all of them."""
        return not self.data.on_link and self.relations.index.is_beyond(self.data.via)

    @property
    def is_near(self) -> bool:
        """Whether the next hop is in the network of some address of the device."""
        return self._routing.networks.holding(self.data.via) > 0

    @property
    def loop(self) -> WrittenAddress | None:
        """The device's own address, if the route has it as the next hop."""
        return self._address(self.data.via)

    @property
    def connected(self) -> WrittenAddress | None:
        """The address of the device whose own network the route leads to."""
        return self._address(self.data.to)

    def _address(self, wanted: IP | Network | None) -> WrittenAddress | None:
        """The first address of the device that is, or is in, what is WANTED."""
        first = self._routing.addresses.get(wanted) if wanted else None
        return None if first is None else WrittenAddress(Held(self.held.definition, first))

    @property
    def _routing(self) -> Routing:
        return self.relations.index.routing(self.held.definition)

    @property
    def twin(self) -> RouteSubject | None:
        """The first other route of the device to the same network, of one table and metric, where before this one."""
        first = self._routing.routes[self.data.way]
        return None if first == self.held.number else RouteSubject(self.relations, Held(self.held.definition, first))

    @property
    def rival(self) -> RouteSubject | None:
        """The first default route of the same family, table and metric on another device, where it comes before."""
        definition = self.held.definition
        device = definition.device
        if not (self.data.is_default and device.onboot and not device.controller_name) or is_leased(
            definition, self.key
        ):
            return None
        first = next(iter(self.relations.index.default_routes.get(rivalry(self._written), ())), None)
        is_other = first is not None and first.definition.device.name != device.name
        return RouteSubject(self.relations, first) if first and is_other else None
