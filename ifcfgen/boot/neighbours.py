"""Who answers on a wire: other hosts, and this one."""

from __future__ import annotations

from ifcfgen.boot.kernel import Kernel
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.values import ipv4


def is_taken(machine: Machine, dev: str, value: int) -> bool:
    """Whether somebody on a wire of DEV answers for the IPv4 address VALUE, another host or this one."""
    kernel, link = machine.kernel, machine.kernel.links[dev]
    wires = set(kernel.wires(dev))
    for neighbour in machine.facts.neighbours:
        nic = kernel.links.get(neighbour.nic)
        wire = neighbour.segment or (nic.segment if nic else "") or f"the wire of {neighbour.nic}"
        if ipv4(neighbour.address) == value and (wire, (neighbour.vlan,) if neighbour.vlan else ()) in wires:
            return True
    if not kernel.is_local(value, 4):
        return False
    # this host answers for any address of its own on any card, that of a probe on the same wire too
    others = (other.name for other in kernel.links.values() if other.up and not other.master and other is not link)
    return any(wires & set(kernel.wires(name)) for name in others if not _share_a_card(kernel, name, dev))


def _share_a_card(kernel: Kernel, one: str, other: str) -> bool:
    """Whether all cards below the one are below the other as well, so that no frame goes from it to the other."""
    cards = set(_cards(kernel, one)), set(_cards(kernel, other))
    return cards[0] <= cards[1] or cards[1] <= cards[0]


def _cards(kernel: Kernel, name: str) -> list[str]:
    link, ports = kernel.links[name], kernel.ports_of(name)
    if link.parent:
        return _cards(kernel, link.parent)
    return [card for port in ports for card in _cards(kernel, port.name)] if ports else [name]
