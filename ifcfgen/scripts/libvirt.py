"""The guests and networks that libvirt's XML defines, as far as a host's network has to do with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_interface
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from ifcfgen.errors import Fault
from ifcfgen.model import GuestInterface, LibvirtNetwork, Network, Place

_LONGEST_TEXT = 1_000
"""Characters; only names are asked for."""


@dataclass(frozen=True)
class Defined:
    """What a file defines, or the fault for which it defines nothing."""

    interfaces: tuple[GuestInterface, ...] = ()
    network: LibvirtNetwork | None = None
    fault: Fault | None = None


@dataclass
class _Element:
    name: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list[_Element] = field(default_factory=list)

    def all(self, *path: str) -> list[_Element]:
        """The elements that PATH leads to."""
        found = [self]
        for name in path:
            found = [child for element in found for child in element.children if child.name == name]
        return found

    def get(self, *path: str) -> str | None:
        """The attribute at the end of PATH, of the first element that has it."""
        *elements, name = path
        return next((e.attributes[name] for e in self.all(*elements) if e.attributes.get(name)), None)

    def content(self, name: str) -> str:
        """The text of the first child called NAME."""
        return next((child.text.strip() for child in self.all(name)), "")


class _Reader(ContentHandler):
    """Keeps the elements with their lines."""

    def __init__(self) -> None:
        super().__init__()
        self.root = _Element("", {}, 1)
        self._open = [self.root]

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802  # SAX calls it so
        line = self._locator.getLineNumber() if self._locator else None  # type: ignore[attr-defined]
        element = _Element(name, dict(attrs.items()), line or 1)
        self._open[-1].children.append(element)
        self._open.append(element)

    def endElement(self, name: str) -> None:  # noqa: N802
        self._open.pop()

    def characters(self, content: str) -> None:
        if len(self._open[-1].text) < _LONGEST_TEXT:
            self._open[-1].text += content


def read(data: bytes, path: str) -> Defined:
    """What the file PATH with DATA defines; files of libvirt that are about something else define nothing."""
    from defusedxml.common import DefusedXmlException  # few hosts have such files
    from defusedxml.sax import parseString

    reader = _Reader()
    try:
        parseString(data, reader, forbid_dtd=True)
    except DefusedXmlException:
        return Defined(fault=Fault(Place(path), "has a document type, as no XML of libvirt has: not read"))
    except SAXException as error:
        line = getattr(error, "getLineNumber", lambda: None)()
        return Defined(fault=Fault(Place(path, line), f"no XML: {error.getMessage()}"))
    except (LookupError, ValueError) as error:  # an encoding that Python does not know
        return Defined(fault=Fault(Place(path), f"no XML: {error}"))
    root = reader.root.children[0]
    if root.name == "domain":
        guest = root.content("name") or path.rpartition("/")[2].removesuffix(".xml")
        return Defined(tuple(_interface(element, guest, path) for element in root.all("devices", "interface")))
    return Defined(network=_network(root, path)) if root.name == "network" else Defined()


def _interface(element: _Element, guest: str, path: str) -> GuestInterface:
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


def _network(element: _Element, path: str) -> LibvirtNetwork:
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
