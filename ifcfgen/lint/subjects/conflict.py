"""What two hosts of a site say that does not go together, as rules ask about it."""

from __future__ import annotations

from typing import ClassVar

from ifcfgen.facts import Manager
from ifcfgen.lazy import NamedTuple, value_object
from ifcfgen.lint.claims import Topic
from ifcfgen.lint.subjects.relations import Relations
from ifcfgen.lint.subjects.shows import shows
from ifcfgen.model import Place


class Holder(NamedTuple):
    """A host that says something, of which device, and where."""

    host: str
    """Its name, or else its directory."""
    device: str
    value: str
    at: Place

    def place(self, *_: str) -> Place:
        """Where it is said."""
        return self.at


@value_object
class Conflict:
    """What is said of a thing by a host, its `own`, and by `count` others, of which a few are known."""

    topic: Topic
    about: str
    """The address, MAC, name, UUID, VLAN ID or network; the file, of a key."""
    among: str
    """The role of the hosts."""
    own: Holder
    others: tuple[Holder, ...]
    count: int

    @property
    def other(self) -> Holder:
        """The first of the others."""
        return self.others[0]


@shows("data", Conflict)
class ConflictSubject:
    """What two hosts of a site say that does not go together."""

    SHOWS: ClassVar[tuple[str, type]]
    manager: Manager | None = None
    """Who brings it up: it is about no device alone."""

    def __init__(self, relations: Relations, conflict: Conflict):
        self.relations = relations
        self.data = conflict

    def under(self, relations: Relations) -> ConflictSubject:
        """The same conflict where other facts hold."""
        return ConflictSubject(relations, self.data)

    def place(self, *_: str) -> Place:
        """Where the host says its part."""
        return self.data.own.at
