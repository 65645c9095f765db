"""The guests and networks that libvirt's XML defines."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_interface

from ifcfgen.errors import Fault
from ifcfgen.model import GuestInterface, LibvirtNetwork, Network, Place
from ifcfgen.scripts.markup import Element, parse


@dataclass(frozen=True)
class Defined:
    """What a file defines, or the fault for which it defines nothing."""

    interfaces: tuple[GuestInterface, ...] = ()
    network: LibvirtNetwork | None = None
    fault: Fault | None = None


def read(data: bytes, path: str) -> Defined:
    """What the file PATH with DATA defines; files of libvirt that are about something else define nothing."""
    root = parse(data, path)
    if isinstance(root, Fault):
        return Defined(fault=root)
    if root.name == "domain":
        guest = root.content("name") or path.rpartition("/")[2].removesuffix(".xml")
        return Defined(tuple(_interface(element, guest, path) for element in root.all("devices", "interface")))
    return Defined(network=_network(root, path)) if root.name == "network" else Defined()


def _interface(element: Element, guest: str, path: str) -> GuestInterface:
    kind = element.attributes.get("type", "")
    attribute = {"bridge": "bridge", "network": "network", "direct": "dev"}.get(kind)
    mac = element.get("mac", "address")
    return GuestInterface(
        guest,
        kind,
        element.get("source", attribute) if attribute else None,
        mac.upper() if mac else None,
        element.get("virtualport", "type") == "openvswitch",
        Place(path, element.line),
    )


def _network(element: Element, path: str) -> LibvirtNetwork:
    forward = element.get("forward", "mode") or ("nat" if element.all("forward") else None)
    subnets = (_subnet(ip.attributes) for ip in element.all("ip"))
    line = next((child.line for child in (*element.all("ip"), *element.all("bridge"))), element.line)
    return LibvirtNetwork(
        element.content("name"),
        element.get("bridge", "name"),
        forward,
        tuple(subnet for subnet in subnets if subnet),
        Place(path, line),
    )


def _subnet(said: dict[str, str]) -> Network | None:
    length = said.get("prefix") or said.get("netmask")
    try:
        return ip_interface(f"{said.get('address')}/{length}").network if length else None
    except ValueError:
        return None
