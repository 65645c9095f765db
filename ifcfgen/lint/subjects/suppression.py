"""A comment that allows a hazard, as rules ask about it."""

from __future__ import annotations

from ifcfgen.facts import Manager
from ifcfgen.lint.subjects.device import DeviceSubject, device_subject
from ifcfgen.lint.subjects.relations import Relations
from ifcfgen.lint.suppression import Suppression
from ifcfgen.model import Place


class SuppressionSubject:
    """A suppression."""

    unused: tuple[str, ...]
    """The rules that it names, that were asked, and that met nothing where it holds."""

    def __init__(self, relations: Relations, suppression: Suppression, unused: tuple[str, ...]):
        self.relations = relations
        self.data = suppression
        self.unused = unused

    def under(self, relations: Relations) -> SuppressionSubject:
        """The same comment where other facts hold."""
        return SuppressionSubject(relations, self.data, self.unused)

    @property
    def names(self) -> tuple[str, ...]:
        """The rules that it names."""
        return self.data.names

    @property
    def reason(self) -> str | None:
        """Why they are allowed."""
        return self.data.reason

    @property
    def device(self) -> DeviceSubject | None:
        """The device that the file is for."""
        definition = self.relations.reading.definition_in(self.data.file)
        return device_subject(self.relations, definition) if definition else None

    @property
    def manager(self) -> Manager | None:
        """Who makes use of the file at boot. Raises `Unknown`."""
        return self.relations.reading.manager_of_file(self.data.file)

    def place(self, *_: str) -> Place:
        """Where the comment stands."""
        return Place(self.data.file.path, self.data.comment.line, self.data.comment.column)
