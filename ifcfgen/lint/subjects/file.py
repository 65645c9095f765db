"""A file as rules ask about it, with the devices that it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifcfgen.lint.subjects.device import DeviceSubject, device_subject
from ifcfgen.lint.subjects.document import DocumentSubject
from ifcfgen.lint.subjects.relations import Relations

if TYPE_CHECKING:
    from ifcfgen.networkmanager.definition import AnyDefinition


class FileSubject(DocumentSubject):
    """A file of a host, and what it defines there."""

    def under(self, relations: Relations) -> FileSubject:
        """The same file where other facts hold."""
        return FileSubject(relations, self.data)

    def _subject(self, definition: AnyDefinition | None) -> DeviceSubject | None:
        return device_subject(self.relations, definition) if definition else None

    @property
    def device(self) -> DeviceSubject | None:
        """The device that an ifcfg file makes; that of the ifcfg file beside a route or rule file."""
        return self._subject(self.relations.reading.definition_in(self.data))

    @property
    def described(self) -> DeviceSubject | None:
        """The device that an ifcfg file is about, read or not."""
        return self._subject(self.relations.reading.directory.definitions.get(self.name))

    @property
    def serves(self) -> DeviceSubject | None:
        """The device that a route or rule file is for: initscripts go by its name, too (el7 ifup-routes)."""
        return self._subject(self.relations.reading.served_by(self.data))
