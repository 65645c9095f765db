"""Keyfiles as rules ask about them: what NetworkManager makes of one, and what it leaves out of it."""

from __future__ import annotations

from collections.abc import Iterator

from ifcfgen.errors import closest
from ifcfgen.facts import Manager
from ifcfgen.keyfile.properties import SECTIONS, canonical, known_keys, spelled
from ifcfgen.lint.subjects.relations import Relations
from ifcfgen.model import Place
from ifcfgen.networkmanager.profile import Dropped, Profile, Reason
from ifcfgen.scripts.surroundings import Keyfile

_NEWEST = (1, 99)


class KeyfileSubject:
    """A keyfile of a host."""

    manager: Manager | None = "NetworkManager"
    """Who reads it."""

    def __init__(self, relations: Relations, keyfile: Keyfile):
        self.relations = relations
        self.data = keyfile

    def under(self, relations: Relations) -> KeyfileSubject:
        """The same keyfile where other facts hold."""
        return KeyfileSubject(relations, self.data)

    def place(self, *keys: str) -> Place:
        """Where the first of KEYS stands; else where it says whose profile it is."""
        return self.data.document.place(*keys) if keys else self.data.place

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.data.name

    @property
    def _profile(self) -> Profile | None:
        return self.relations.reading.keyfiles.get(self.data)

    @property
    def is_read(self) -> bool:
        """Whether NetworkManager makes a profile of it, or tries to. Raises `Unknown`."""
        return self._profile is not None

    @property
    def rejection(self) -> Reason | None:
        """Why NetworkManager rejects it; None where it does not, or does not read it. Raises `Unknown`."""
        found = self._profile
        return found.reason if found else None

    @property
    def rejected_at(self) -> Place | None:
        """Where the reason stands."""
        found = self.rejection
        return self.data.document.place(found.key) if found else None

    @property
    def twin(self) -> Keyfile | None:
        """Another keyfile with the same UUID."""
        others = self.relations.reading.directory.surroundings.keyfiles_by_uuid.get(self.data.uuid or "", ())
        return next((other for other in others if other is not self.data), None)

    @property
    def unknown_controller(self) -> str | None:
        """The controller that it names, where no profile is of that device or has that UUID. Raises `Unknown`."""
        found = self._profile
        wanted = found.controller if found else None
        if wanted is None or found is None:
            return None
        reading = self.relations.reading
        known = {other.interface_name for other in reading.keyfiles.values()}
        uuids = {other.uuid.lower() for other in reading.keyfiles.values()}
        is_there = wanted in known or wanted.lower() in uuids or reading.defined(reading.directory.name_of(wanted))
        return None if is_there else wanted

    @property
    def controller_at(self) -> Place:
        """Where it names its controller."""
        return self.data.document.place("connection.controller", "connection.master")


class DroppedSubject:
    """A section, a key or a value that NetworkManager leaves out of a profile."""

    manager: Manager | None = "NetworkManager"

    def __init__(self, relations: Relations, keyfile: Keyfile, dropped: Dropped):
        self.relations = relations
        self._keyfile = keyfile
        self.data = dropped

    def under(self, relations: Relations) -> DroppedSubject:
        """The same where other facts hold."""
        return DroppedSubject(relations, self._keyfile, self.data)

    def place(self, *_: str) -> Place:
        """Where it stands."""
        return self.data.origin.place

    @property
    def file(self) -> KeyfileSubject:
        """The keyfile that it is in."""
        return KeyfileSubject(self.relations, self._keyfile)

    @property
    def is_value(self) -> bool:
        """Whether the key is known, and only its value is not."""
        return self.data.what == "value"

    @property
    def is_section(self) -> bool:
        """Whether it is a section as a whole."""
        return self.data.what == "section"

    @property
    def section(self) -> str:
        """The section."""
        return self.data.origin.key if self.is_section else self.data.origin.key.partition(".")[0]

    @property
    def key(self) -> str:
        """The key; empty of a section."""
        return "" if self.is_section else self.data.origin.key.partition(".")[2]

    @property
    def closest(self) -> str | None:
        """The section or the key that is meant, where one is spelled nearly so."""
        if self.is_section:
            return closest(self.section, map(spelled, SECTIONS))
        return closest(self.key, known_keys(canonical(self.section)))


def dropped(relations: Relations, keyfile: Keyfile) -> Iterator[DroppedSubject]:
    """All that every NetworkManager leaves out of KEYFILE."""
    from ifcfgen.networkmanager.keyfile_reader import read  # most hosts have none

    profile = read(keyfile.document, keyfile.name, _NEWEST)
    return (DroppedSubject(relations, keyfile, item) for item in profile.dropped)
