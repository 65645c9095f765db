"""The guests of a host that are without network after its boot."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Literal, NamedTuple

from ifcfgen.boot.kernel import Kernel
from ifcfgen.model import GuestInterface
from ifcfgen.reading import Reading

Lack = Literal["missing", "down", "without-port"]


class CutOff(NamedTuple):
    """A guest, the bridge that it is attached to, and what the bridge lacks."""

    guest: str
    bridge: str
    lack: Lack


def cut_off(reading: Reading, kernel: Kernel, left: Collection[str]) -> Iterator[CutOff]:
    """The guests on bridges that files define and that do not work in KERNEL; of those LEFT nothing is known."""
    for interface in reading.directory.surroundings.guest_interfaces:
        name = _bridge(reading, interface)
        device = reading.topology.get(name)
        if name and device and name not in left:
            ports = {port.name for port in reading.topology.ports(device)}
            lack = _lack(kernel, name, bool(ports)) if ports.isdisjoint(left) else None
            if lack:
                yield CutOff(interface.guest, name, lack)


def _bridge(reading: Reading, interface: GuestInterface) -> str | None:
    """The bridge of the host that a guest is attached to, by itself or through a network of libvirt."""
    if interface.kind == "bridge":
        return interface.source
    networks = reading.directory.surroundings.libvirt_networks
    network = networks.get(interface.source or "") if interface.kind == "network" else None
    return network.bridge if network and not network.owns_bridge else None


def _lack(kernel: Kernel, name: str, has_ports: bool) -> Lack | None:
    link = kernel.links.get(name)
    if link is None:
        return "missing"
    if not link.up:
        return "down"
    works = any(port.up and port.carrier for port in kernel.links.values() if port.master == name)
    return "without-port" if has_ports and not works else None
