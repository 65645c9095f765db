"""The wire behind a link: whether it has a carrier, when, and what it reaches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ifcfgen.boot.kernel.devices import Devices
from ifcfgen.boot.kernel.state import ON_PARENT, SWITCH, Link
from ifcfgen.lazy import NamedTuple


class Way(NamedTuple):
    """The way of a link to the wires: the cards below it, and whether one of them has a carrier.

    None: it is an island, for no card is below it.
    """

    cards: tuple[str, ...]
    is_wired: bool | None


class Wires(Devices):
    """What links reach by wire."""

    def carrier(self, name: str) -> bool:
        """Whether the link NAME has a carrier, or will have as soon as it is up."""
        link = self.links[name]
        if link.kind in ON_PARENT:
            return self.carrier(link.parent or "")
        if link.peer:
            return link.peer in self.links and self.links[link.peer].up
        if link.bond is not None or link.bridge is not None:
            ports = self._ports.get(name, {}).values()
            if link.bond is not None and not link.bond["miimon"]:
                return bool(ports)
            return any(port.up and self.carrier(port.name) for port in ports) or (link.bridge is not None and not ports)
        return link.carrier

    def ways(self) -> Mapping[str, Way]:
        """The way of every link, whatever the monitor of a bond makes of it."""
        found: dict[str, Way] = {}
        for link in sorted(self.links.values(), key=lambda link: link.below):
            found[link.name] = self._way(link, found)
        return found

    def _way(self, link: Link, below: Mapping[str, Way]) -> Way:
        if link.parent:
            return below[link.parent]
        ports = self.ports_of(link.name)
        if link.bond is None and link.bridge is None and not ports:
            return Way((link.name,), link.carrier) if link.kind == "nic" else Way((), True)
        ways = [below[port.name] for port in ports]
        known = {port.up and way.is_wired for port, way in zip(ports, ways, strict=True) if way.is_wired is not None}
        return Way(tuple(card for way in ways for card in way.cards), any(known) if known else None)

    def seconds_to_carrier(self, name: str) -> float:
        """How long it takes from link up to a carrier: with STP a bridge first listens, then learns."""
        link = self.links[name]
        if link.kind in ON_PARENT:
            return self.seconds_to_carrier(link.parent or "")
        if link.bridge is not None and link.bridge["stp_state"] and self._ports.get(name):
            delay: int = link.bridge["forward_delay"]
            return delay * 2 / 100
        return 0

    def wires(self, name: str, tags: tuple[int, ...] = ()) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Every wire that NAME reaches: its segment, or the card, and the VLAN IDs that frames carry there."""
        link = self.links[name]
        if link.kind in ON_PARENT:
            yield from self.wires(link.parent or "", (link.vlan_id or 0, *tags) if link.kind == "vlan" else tags)
        elif link.kind == SWITCH and link.parent:
            yield from self.wires(link.parent, tags)
        elif link.bond is not None and link.bond["active_slave"]:
            yield from self.wires(link.bond["active_slave"], tags)
        elif link.bond is not None or link.bridge is not None or link.kind == SWITCH:
            for port in self.ports_of(name):
                if port.up:
                    yield from self.wires(port.name, tags)
        elif link.kind == "nic" and link.carrier and link.up:
            yield link.wire, tags
