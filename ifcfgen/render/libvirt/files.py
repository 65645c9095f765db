"""Which files the guests and virtual networks of a topology become."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator

from ifcfgen.errors import Fault
from ifcfgen.model import GuestInterface, Place
from ifcfgen.netplan import Configuration
from ifcfgen.render.disk.layout import Layout
from ifcfgen.render.target import Output


def refusals(topology: Configuration) -> Iterator[Fault]:
    """A topology without guests and virtual networks becomes nothing."""
    if not topology.guest_interfaces and not topology.virtual_networks:
        yield Fault(Place(topology.path), "no `guests:` and no `virtual-networks:`, which these files are made of")


def outputs(topology: Configuration) -> Iterator[Output]:
    """A file for each virtual network (`virsh net-define`), and for each card of a guest (`virsh attach-device`)."""
    for network in topology.virtual_networks:
        yield Output(f"network-{network.name}.xml", "libvirt/network.j2", {"network": network})
    for name, interface, mac in _cards(topology):
        yield Output(name, "libvirt/interface.j2", {"interface": interface, "mac": mac})


def origin(topology: Configuration, name: str, line: str) -> Place:
    """Where TOPOLOGY has the network or the card of the file NAME."""
    networks = ((f"network-{network.name}.xml", network.place) for network in topology.virtual_networks)
    cards = ((file, interface.place) for file, interface, _ in _cards(topology))
    return next((place for file, place in (*networks, *cards) if file == name), Place(topology.path))


def _cards(topology: Configuration) -> Iterator[tuple[str, GuestInterface, str]]:
    """The cards of all guests: the names of their files, and their MAC addresses, no two of which are the same."""
    taken = {interface.mac for interface in topology.guest_interfaces}
    taken |= {mac for device in topology for mac in (device.mac, device.hwaddr)}
    numbers: Counter[str] = Counter()
    attached: Counter[tuple[str, str, str | None]] = Counter()
    for interface in topology.guest_interfaces:
        numbers[interface.guest] += 1
        where = interface.guest, interface.kind, interface.source
        attached[where] += 1
        mac = interface.mac
        if mac is None:
            mac = next(made for made in _macs(topology.host.name, *where, attached[where]) if made not in taken)
            taken.add(mac)
        yield f"guest-{interface.guest}-{numbers[interface.guest]}.xml", interface, mac.lower()


def _macs(*seed: object) -> Iterator[str]:
    """MAC addresses with the prefix of QEMU and KVM, always the same for one SEED."""
    attempt = 0
    while True:
        digest = hashlib.sha256("\0".join(map(str, (*seed, attempt))).encode(errors="surrogateescape")).hexdigest()
        yield "52:54:00:" + ":".join(re.findall("..", digest[:6])).upper()
        attempt += 1


LAYOUT = Layout(
    directory="etc/ifcfgen/libvirt",
    names=re.compile(r"(network|guest)-[\w.+-]+\.xml"),
    is_copy=lambda name: False,
    secrets=re.compile(r"(?!)"),
    shared={},
    missing=lambda old, new: [],
)
