"""Who answers on a wire: other hosts, and this one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ifcfgen.boot.kernel import Kernel
from ifcfgen.boot.kernel.state import Link
from ifcfgen.boot.machine import Machine


def is_taken(machine: Machine, dev: str, value: int) -> bool:
    """Whether somebody on a wire of DEV answers for the IPv4 address VALUE, another host or this one."""
    kernel, neighbours = machine.kernel, machine.neighbours.get(value, ())
    if not neighbours and not kernel.is_local(value, 4):
        return False
    wires = set(kernel.wires(dev))
    for neighbour in neighbours:
        nic = kernel.links.get(neighbour.nic)
        wire = neighbour.segment or (nic.wire if nic else f"the wire of {neighbour.nic}")
        if (wire, (neighbour.vlan,) if neighbour.vlan else ()) in wires:
            return True
    if not kernel.is_local(value, 4):
        return False
    # this host answers for any address of its own on any card, that of a probe on the same wire too
    others = (other.name for other in _on(machine, {wire for wire, _ in wires}) if other.up and not other.master)
    return any(
        name != dev and not wires.isdisjoint(kernel.wires(name)) and not _share_a_card(kernel, name, dev)
        for name in others
    )


def _on(machine: Machine, wires: Iterable[str]) -> Iterator[Link]:
    """The cards on WIRES, and what stands on them."""
    links = machine.kernel.links
    seen: set[str] = set()
    waiting = [links[card] for wire in wires for card in machine.cards_on.get(wire, ()) if card in links]
    for link in waiting:
        if link.name not in seen:
            seen.add(link.name)
            yield link
            waiting += machine.kernel.standing_on(link)


def _share_a_card(kernel: Kernel, one: str, other: str) -> bool:
    """Whether all cards below the one are below the other as well, so that no frame goes from it to the other."""
    cards = set(_cards(kernel, one)), set(_cards(kernel, other))
    return cards[0] <= cards[1] or cards[1] <= cards[0]


def _cards(kernel: Kernel, name: str) -> list[str]:
    link, ports = kernel.links[name], kernel.ports_of(name)
    if link.parent:
        return _cards(kernel, link.parent)
    return [card for port in ports for card in _cards(kernel, port.name)] if ports else [name]
