"""The wire behind a link: whether it has a carrier, when, and what it reaches."""

from __future__ import annotations

from collections.abc import Iterator

from ifcfgen.boot.kernel.devices import Devices


class Wires(Devices):
    """What links reach by wire."""

    def carrier(self, name: str) -> bool:
        """Whether the link NAME has a carrier, or will have as soon as it is up."""
        link = self.links[name]
        if link.kind == "vlan":
            return self.carrier(link.parent or "")
        if link.bond is not None or link.bridge is not None:
            ports = self._ports.get(name, {}).values()
            if link.bond is not None and not link.bond["miimon"]:
                return bool(ports)
            return any(port.up and self.carrier(port.name) for port in ports) or (link.bridge is not None and not ports)
        return link.carrier

    def seconds_to_carrier(self, name: str) -> float:
        """How long it takes from link up to a carrier: with STP a bridge first listens, then learns."""
        link = self.links[name]
        if link.kind == "vlan":
            return self.seconds_to_carrier(link.parent or "")
        if link.bridge is not None and link.bridge["stp_state"] and self._ports.get(name):
            delay: int = link.bridge["forward_delay"]
            return delay * 2 / 100
        return 0

    def wires(self, name: str, tags: tuple[int, ...] = ()) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Every wire that NAME reaches: its segment, or the card, and the VLAN IDs that frames carry there."""
        link = self.links[name]
        if link.kind == "vlan":
            yield from self.wires(link.parent or "", (link.vlan_id or 0, *tags))
        elif link.bond is not None and link.bond["active_slave"]:
            yield from self.wires(link.bond["active_slave"], tags)
        elif link.bond is not None or link.bridge is not None:
            for port in self.ports_of(name):
                if port.up:
                    yield from self.wires(port.name, tags)
        elif link.kind == "nic" and link.carrier and link.up:
            yield link.wire, tags
