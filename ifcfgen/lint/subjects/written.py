"""An address as its file has it, without the device that has it."""

from __future__ import annotations

from typing import ClassVar

from ifcfgen.lint.subjects.relations import Held
from ifcfgen.lint.subjects.shows import shows
from ifcfgen.model import Address, Place


@shows("data", Address)
class WrittenAddress:
    """An address as a file has it."""

    SHOWS: ClassVar[tuple[str, type]]
    key: str
    """The key that it is the value of."""
    mask: str | None
    """What the file says of its length, as written."""

    def __init__(self, held: Held):
        written = held.definition.addresses[held.number]
        self.held = held
        self.data = written.address
        self.key = written.key
        self.mask = written.mask

    def place(self, *_: str) -> Place:
        """Where its key stands."""
        return self.held.definition.place(self.key)

    def __str__(self) -> str:
        return str(self.data)
