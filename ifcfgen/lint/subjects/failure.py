"""What fails at the next boot as rules ask about it."""

from __future__ import annotations

from ifcfgen.facts import Manager
from ifcfgen.lint.subjects.relations import Failure, Relations
from ifcfgen.model import Place


class FailureSubject:
    """Something that a file asks for, and that the next boot does not bring about."""

    manager: Manager | None = None
    """Who causes it: the whole boot is predicted, with every manager that has a part in it."""

    def __init__(self, relations: Relations, failure: Failure):
        self.relations = relations
        self.data = failure

    def under(self, relations: Relations) -> FailureSubject:
        """The same failure where other facts hold."""
        return FailureSubject(relations, self.data)

    @property
    def name(self) -> str:
        """The device that it is about; empty where it is about the host."""
        return self.data.device

    @property
    def text(self) -> str:
        """What fails, and why."""
        return self.data.text

    def place(self, *_: str) -> Place:
        """Where it is written."""
        return self.data.place
