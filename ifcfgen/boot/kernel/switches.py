"""Bridges of Open vSwitch and their ports, as `ovs-vsctl` asks for them and ovs-vswitchd creates them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ifcfgen.boot.kernel.ports import Ports
from ifcfgen.boot.kernel.state import RANDOM_MAC, SWITCH, UNKNOWN_MAC, Link, Refusal
from ifcfgen.facts import RELEASES

_USUAL_MTU = 1500
_LOCAL_BIT = 0x02
"""In the first byte of a MAC address that no manufacturer has given."""


@dataclass(slots=True)
class Switch:
    """A bridge of Open vSwitch."""

    tags: dict[str, int] = field(default_factory=dict)
    """By port, those without a device in the kernel included: its VLAN tag; 0 without one."""
    mtu: int = _USUAL_MTU
    """The least of its cards: its own, and that of its internal ports."""


class Switches(Ports):
    """Bridges of Open vSwitch: each is a device of its own name, and so is each internal port, which stands on it."""

    def __init__(self, release: int = RELEASES[-1]):
        super().__init__(release)
        self.switches: dict[str, Switch] = {}

    def add_switch(self, name: str) -> None:
        """`ovs-vsctl add-br NAME`. Raises Refusal."""
        self.keep_free(name)
        if not self.switches:
            self._last_index += 1  # for ovs-system, which all ports have in common
        self.add(name, SWITCH)
        self.switches[name] = Switch()

    def switch_of(self, port: str) -> str | None:
        """The bridge of Open vSwitch that has PORT."""
        return next((name for name, switch in self.switches.items() if port in switch.tags), None)

    def is_bare_switch(self, name: str) -> bool:
        """Whether NAME is a bridge of Open vSwitch that has no port yet."""
        return name in self.switches and not self.switches[name].tags

    def add_port(self, name: str, switch: str, tag: int = 0) -> None:
        """`ovs-vsctl --if-exists del-port -- add-port SWITCH NAME`, of a port without a device. Raises Refusal."""
        if switch not in self.switches:
            raise Refusal("no-bridge" if switch in self.links else "no-device", switch)
        other = self.switch_of(name)
        if other not in (None, switch):
            raise Refusal("port-already", name, other)
        self.switches[switch].tags[name] = tag

    def add_internal(self, name: str, switch: str, tag: int) -> None:
        """The same of an internal port: one that is there is created again. Raises Refusal."""
        self.add_port(name, switch, tag)
        if name in self.links and self.links[name].parent == switch:
            self.remove(name)
        link = self.add(name, SWITCH)
        self._put_on(link, self.links[switch])

    def add_device(self, name: str, switch: str, tag: int) -> None:
        """The same of the device NAME. Raises Refusal."""
        port = self.link(name)
        self.add_port(name, switch, tag)
        self.join_switch(port, switch)

    def join_switch(self, port: Link, switch: str) -> None:
        """What the kernel does as PORT becomes one of SWITCH, or of a bond that is. Raises Refusal."""
        if port.master == switch:
            return
        if port.kind in ("loopback", SWITCH) or not port.is_ethernet:
            raise Refusal("cannot-join-bridge", port.name)
        if port.master:
            raise Refusal("port-already", port.name, port.master)
        self.attach(port, self.links[switch])
        self._settle_switch(switch)

    def wires(self, name: str, tags: tuple[int, ...] = ()) -> Iterator[tuple[str, tuple[int, ...]]]:
        """As for every link; the tag of an internal port is on the frames of the cards."""
        link = self.links[name]
        tag = self.switches[link.parent].tags[name] if link.kind == SWITCH and link.parent else 0
        return super().wires(name, (tag, *tags) if tag else tags)

    def set_mtu(self, name: str, mtu: int) -> None:
        """`ip link set NAME mtu MTU`: none of Open vSwitch's own devices keeps more than its cards. Raises Refusal."""
        super().set_mtu(name, mtu)
        link = self.links[name]
        if link.kind == SWITCH:
            most = self.switches[link.parent or name].mtu
            if mtu > most:
                super().set_mtu(name, most)
        elif link.master in self.switches:
            self._settle_switch(link.master)

    def _take_mac(self, link: Link, mac: str, source: str) -> None:
        super()._take_mac(link, mac, source)
        if link.master in self.switches:
            self._settle_switch(link.master)

    def _settle_switch(self, name: str) -> None:
        """A switch has the lowest MAC address of its cards that is not a local one, and their smallest MTU."""
        link, switch, cards = self.links[name], self.switches[name], self.ports_of(name)
        macs = sorted(card.mac for card in cards if card.mac != RANDOM_MAC)
        known = UNKNOWN_MAC if UNKNOWN_MAC in macs else next((mac for mac in macs if not _is_local(mac)), link.mac)
        if link.mac_from != "setting" and known != link.mac:
            self._take_mac(link, known, "port")
        mtu = min((card.mtu for card in cards), default=_USUAL_MTU)
        if mtu != switch.mtu:
            switch.mtu = mtu
            for own in (link, *self.children_of(name)):
                if own.kind == SWITCH:
                    self.set_mtu(own.name, mtu)


def _is_local(mac: str) -> bool:
    return bool(int(mac[:2], 16) & _LOCAL_BIT)
