"""The XML of other programs: elements with their lines, and nothing that a document type could bring in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifcfgen.errors import Fault
from ifcfgen.model import Place

if TYPE_CHECKING:
    from xml.sax.xmlreader import AttributesImpl, Locator

_LONGEST_TEXT = 1_000
"""Characters; only names are asked for."""


class Element:
    """An element, and what is in it."""

    def __init__(self, name: str, attributes: dict[str, str], line: int):
        self.name = name
        self.attributes = attributes
        self.line = line
        self.text = ""
        self.children: list[Element] = []

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


def parse(text: str, path: str) -> Element | Fault:
    """The outermost element of TEXT, which the file PATH holds, or why there is none."""
    from xml.sax import SAXException  # long to load, and few hosts have such files
    from xml.sax.handler import ContentHandler

    from defusedxml.common import DefusedXmlException
    from defusedxml.sax import parseString

    document = Element("", {}, 1)
    open_elements = [document]

    class Reader(ContentHandler):
        """Keeps the elements with their lines."""

        locator: Locator | None = None

        def setDocumentLocator(self, locator: Locator) -> None:
            self.locator = locator

        def startElement(self, name: str, attrs: AttributesImpl) -> None:
            line = self.locator.getLineNumber() if self.locator else None
            element = Element(name, dict(attrs.items()), line or 1)
            open_elements[-1].children.append(element)
            open_elements.append(element)

        def endElement(self, name: str) -> None:
            open_elements.pop()

        def characters(self, content: str) -> None:
            if len(open_elements[-1].text) < _LONGEST_TEXT:
                open_elements[-1].text += content

    try:
        parseString(text.encode(errors="surrogateescape"), Reader(), forbid_dtd=True)
    except DefusedXmlException:
        return Fault(Place(path), "has a document type declaration, which is not supported: not read")
    except SAXException as error:
        line = getattr(error, "getLineNumber", lambda: None)()
        return Fault(Place(path, line), f"no XML: {error.getMessage()}")
    except (LookupError, ValueError) as error:  # an encoding that Python does not know
        return Fault(Place(path), f"no XML: {error}")
    return document.children[0]
