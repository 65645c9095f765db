"""The guests and networks that libvirt's XML defines (formatdomain, formatnetwork)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from ipaddress import ip_address, ip_interface

from ifcfgen.errors import Fault
from ifcfgen.lazy import cached_property, value_object
from ifcfgen.model import IP, Address, GuestInterface, LibvirtNetwork, Place
from ifcfgen.scripts import qemu
from ifcfgen.scripts.markup import Element, parse

_SOURCE = {"bridge": "bridge", "network": "network", "direct": "dev"}
"""The attribute of an interface's source that names what it is attached to, by the type of the interface."""
_PASSTHROUGH = "passthrough"
_ROUTED = ("nat", "route", "open")
"""The forward modes in which a device of the host only limits where packets go."""


@value_object
class Libvirt:
    """The network cards of the guests on a host, its networks, and the faults of files that could not be read."""

    interfaces: Sequence[GuestInterface] = ()
    networks: Sequence[LibvirtNetwork] = ()
    faults: Sequence[Fault] = ()

    @cached_property
    def networks_by_name(self) -> Mapping[str, LibvirtNetwork]:
        """The networks by name."""
        return {network.name: network for network in self.networks}

    @cached_property
    def networks_by_bridge(self) -> Mapping[str, LibvirtNetwork]:
        """The networks by the bridge that libvirt creates for them."""
        return {network.bridge: network for network in self.networks if network.bridge and network.owns_bridge}

    def owns(self, bridge: str) -> bool:
        """Whether libvirt creates BRIDGE: a network of it has the name, or it is a name such as virbr0."""
        return (bridge[:5] == "virbr" and bridge[5:].isdigit()) or bridge in self.networks_by_bridge

    def bridge_of(self, interface: GuestInterface) -> str | None:
        """The bridge that INTERFACE is attached to, by its own definition or by that of its network."""
        if interface.kind == "bridge":
            return interface.source
        network = self.network_of(interface)
        return network.bridge if network else None

    def is_on_openvswitch(self, interface: GuestInterface) -> bool:
        """Whether INTERFACE is attached to a bridge of Open vSwitch, by its own definition or its network's."""
        network = self.network_of(interface)
        return interface.is_openvswitch or (network is not None and network.is_openvswitch)

    def below(self, interface: GuestInterface) -> Sequence[str]:
        """The devices of the host that INTERFACE can be a macvtap on: more than one only by its network."""
        if interface.kind == "direct":
            return (interface.source,) if interface.source else ()
        network = self.network_of(interface)
        return network.devices if network else ()

    def passes_through(self, interface: GuestInterface) -> bool:
        """Whether INTERFACE takes all that the device below its macvtap receives."""
        network = self.network_of(interface)
        return interface.is_passthrough or (network is not None and network.forward == _PASSTHROUGH)

    def taken(self, interface: GuestInterface) -> Sequence[str]:
        """The addresses of the devices on the PCI bus of which INTERFACE takes one."""
        network = self.network_of(interface)
        return (interface.pci,) if interface.pci else network.pci if network else ()

    def network_of(self, interface: GuestInterface) -> LibvirtNetwork | None:
        """The network that INTERFACE is attached to, where that is defined."""
        return self.networks_by_name.get(interface.source or "") if interface.kind == "network" else None


def read(files: Iterable[tuple[str, str]]) -> Libvirt:
    """What the files, by path and text, define; those of libvirt that are about something else define nothing."""
    interfaces: list[GuestInterface] = []
    networks: list[LibvirtNetwork] = []
    faults: list[Fault] = []
    for path, text in files:
        root = parse(text, path)
        if isinstance(root, Fault):
            faults.append(root)
        elif root.name == "domain":
            guest = root.content("name") or path.rpartition("/")[2].removesuffix(".xml")
            devices = (*root.all("devices", "interface"), *root.all("devices", "hostdev"))
            interfaces += (_interface(element, guest, path) for element in devices)
            interfaces += qemu.interfaces(guest, path, _arguments(root))
        elif root.name == "network":
            networks.append(_network(root, path))
    return Libvirt(interfaces, networks, faults)


def _interface(element: Element, guest: str, path: str) -> GuestInterface:
    kind = "hostdev" if element.name == "hostdev" else element.attributes.get("type", "")
    mac = element.get("mac", "address")
    return GuestInterface(
        guest,
        kind,
        element.get("source", _SOURCE[kind]) if kind in _SOURCE else None,
        mac.upper() if mac else None,
        element.get("virtualport", "type") == "openvswitch",
        Place(path, element.line),
        _pci(next(iter(element.all("source", "address")), None)),
        is_passthrough=kind == "direct" and element.get("source", "mode") == _PASSTHROUGH,
    )


def _pci(address: Element | None) -> str | None:
    """The address of a device on the PCI bus as the kernel writes it; None where ADDRESS is none."""
    if address is None or not {"bus", "slot", "function"} <= address.attributes.keys():
        return None
    try:
        parts = [int(address.attributes.get(name, "0"), 0) for name in ("domain", "bus", "slot", "function")]
    except ValueError:
        return None
    return "{:04x}:{:02x}:{:02x}.{:x}".format(*parts)


def _network(element: Element, path: str) -> LibvirtNetwork:
    forward = element.get("forward", "mode") or ("nat" if element.all("forward") else None)
    addresses = (_address(ip.attributes) for ip in element.all("ip"))
    named = [one.attributes.get("dev") for one in (*element.all("forward", "interface"), *element.all("forward"))]
    devices = () if forward in _ROUTED else dict.fromkeys(filter(None, named))
    ports = (*element.all("virtualport"), *element.all("portgroup", "virtualport"))
    line = next((child.line for child in (*element.all("ip"), *element.all("bridge"))), element.line)
    return LibvirtNetwork(
        element.content("name"),
        element.get("bridge", "name"),
        forward,
        tuple(filter(None, addresses)),
        Place(path, line),
        next(filter(None, (_range(one.attributes) for one in element.all("ip", "dhcp", "range"))), None),
        tuple(devices),
        any(port.attributes.get("type") == "openvswitch" for port in ports),
        tuple(filter(None, map(_pci, element.all("forward", "address")))),
    )


def _arguments(domain: Element) -> Iterator[qemu.Argument]:
    """What DOMAIN has QEMU start with beside what libvirt says (drvqemu.html, "Pass-through of arbitrary commands")."""
    for child in domain.children:
        if child.name.endswith(":commandline"):
            for element in child.children:
                if element.name.endswith(":arg"):
                    yield qemu.Argument(element.attributes.get("value", ""), element.line)


def _address(said: dict[str, str]) -> Address | None:
    length = said.get("prefix") or said.get("netmask")
    try:
        found = ip_interface(f"{said.get('address')}/{length}") if length else None
    except ValueError:
        return None
    return Address(found.ip, found.network.prefixlen) if found else None


def _range(said: dict[str, str]) -> tuple[IP, IP] | None:
    try:
        return ip_address(said.get("start", "")), ip_address(said.get("end", ""))
    except ValueError:
        return None
