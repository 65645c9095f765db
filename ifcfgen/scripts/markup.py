"""The XML of other programs: elements with their lines, and nothing that a document type could bring in."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DefusedXmlException
from defusedxml.sax import parseString

from ifcfgen.errors import Fault
from ifcfgen.model import Place

_LONGEST_TEXT = 1_000
"""Characters; only names are asked for."""


@dataclass
class Element:
    """An element, and what is in it."""

    name: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def all(self, *path: str) -> list[Element]:
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
        self.root = Element("", {}, 1)
        self._open = [self.root]

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802  # SAX calls it so
        line = self._locator.getLineNumber() if self._locator else None  # type: ignore[attr-defined]
        element = Element(name, dict(attrs.items()), line or 1)
        self._open[-1].children.append(element)
        self._open.append(element)

    def endElement(self, name: str) -> None:  # noqa: N802
        self._open.pop()

    def characters(self, content: str) -> None:
        if len(self._open[-1].text) < _LONGEST_TEXT:
            self._open[-1].text += content


def parse(data: bytes, path: str) -> Element | Fault:
    """The outermost element of DATA, which the file PATH holds, or why there is none."""
    reader = _Reader()
    try:
        parseString(data, reader, forbid_dtd=True)
    except DefusedXmlException:
        return Fault(Place(path), "has a document type, which nobody needs here: not read")
    except SAXException as error:
        line = getattr(error, "getLineNumber", lambda: None)()
        return Fault(Place(path, line), f"no XML: {error.getMessage()}")
    except (LookupError, ValueError) as error:  # an encoding that Python does not know
        return Fault(Place(path), f"no XML: {error}")
    return reader.root.children[0]
