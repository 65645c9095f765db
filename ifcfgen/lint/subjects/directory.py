"""All of a host as rules ask about it."""

from __future__ import annotations

from ifcfgen.facts import Manager
from ifcfgen.lint.subjects.relations import Relations
from ifcfgen.model import Place


class DirectorySubject:
    """The files of a host as a whole."""

    manager: Manager | None = None
    """Who brings it up: no one manager does."""

    def __init__(self, relations: Relations):
        self.relations = relations

    def under(self, relations: Relations) -> DirectorySubject:
        """The same directory where other facts hold."""
        return DirectorySubject(relations)

    @property
    def ifup_local(self) -> Place | None:
        """The hook that initscripts run for each device, where it was there to be read."""
        return self.relations.reading.directory.surroundings.ifup_local

    @property
    def is_all_networkmanagers(self) -> bool:
        """Whether NetworkManager brings up whatever comes up at boot. Raises `Unknown`."""
        return self.relations.reading.is_all_networkmanagers

    def place(self, *_: str) -> Place:
        """The directory."""
        return Place(self.relations.reading.directory.path)
