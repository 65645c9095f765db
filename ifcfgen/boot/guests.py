"""The guests of a host that are without network after its boot."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Literal

from ifcfgen.boot.kernel import Kernel
from ifcfgen.lazy import NamedTuple
from ifcfgen.reading import Reading

Lack = Literal["missing", "down", "without-port"]


class CutOff(NamedTuple):
    """A guest, the bridge that it is attached to or the device below its macvtap, and what that lacks."""

    guest: str
    device: str
    is_bridge: bool
    lack: Lack
    autostarts: bool
    """Whether it is known to start with the host."""


def cut_off(reading: Reading, kernel: Kernel, left: Collection[str]) -> Iterator[CutOff]:
    """The guests on bridges that do not work in KERNEL, or that nothing creates, and those with macvtaps on devices
    that are missing or down; of those LEFT nothing is known."""
    libvirt = reading.directory.surroundings.libvirt
    autostarted = reading.directory.surroundings.autostarted
    lacks: dict[tuple[str, bool], Lack | None] = {}
    for interface in libvirt.interfaces:
        bridge = None if libvirt.is_on_openvswitch(interface) else libvirt.bridge_of(interface)
        below = libvirt.below(interface)
        name = bridge or (below[0] if len(below) == 1 else None)
        if name and not libvirt.owns(name):
            key = name, bridge is not None
            if key not in lacks:
                lacks[key] = _lack(reading, kernel, name, left) if bridge else _lack_below(reading, kernel, name, left)
            if lack := lacks[key]:
                file = interface.place.path.rpartition("/")[2].removesuffix(".xml")
                yield CutOff(interface.guest, *key, lack, file in autostarted)


def _lack_below(reading: Reading, kernel: Kernel, name: str, left: Collection[str]) -> Lack | None:
    """What the device NAME lacks for a macvtap; None also if that is unknown, as of a card without a file."""
    if name in left or reading.topology.get(name) is None:
        return None
    link = kernel.links.get(name)
    return "missing" if link is None else None if link.up else "down"


def _lack(reading: Reading, kernel: Kernel, name: str, left: Collection[str]) -> Lack | None:
    """What the bridge NAME lacks; None also if that is unknown."""
    device = reading.topology.get(name)
    ports = reading.topology.ports(device) if device else ()
    link = kernel.links.get(name)
    if any(one in left for one in (name, *(port.name for port in ports))):
        return None
    if device is None and (link or reading.directory.surroundings.has_keyfile_without_device):
        return None
    if link is None:
        return "missing"
    if not link.up:
        return "down"
    works = any(port.up and port.carrier for port in kernel.links.values() if port.master == name)
    return "without-port" if ports and not works else None
