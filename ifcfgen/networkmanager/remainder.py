"""The settings of a profile that nothing has taken yet."""

from __future__ import annotations

from typing import Literal

from ifcfgen.lazy import NamedTuple
from ifcfgen.model import Place
from ifcfgen.networkmanager.profile import Profile, Value


class Unheld(NamedTuple):
    """A part of a profile that a device has no field for, and that is no setting of its own."""

    why: Literal["words", "value", "property"]
    """Some words of it say more than a field holds, no field has such a value, or there is no field for it."""
    place: Place
    text: str
    detail: str = ""
    """The words of it that say more than a field holds."""


class Remainder:
    """What of a profile is left: each setting is taken once, and its place kept under the field that holds it."""

    def __init__(self, profile: Profile):
        self.profile = profile
        self.settings = {section: dict(values) for section, values in profile.settings.items()}
        self.places: dict[str, Place] = {}
        self.unheld: list[Unheld] = []

    def take(self, section: str, name: str, field: str) -> Value | None:
        """A setting, for FIELD; None where it is at its default."""
        value = self.settings.get(section, {}).pop(name, None)
        place = self.profile.place(section, name)
        if value is not None and place:
            self.places.setdefault(field, place)
        return value

    def text(self, section: str, name: str, field: str) -> str | None:
        """The same of a setting that is a text or a word."""
        value = self.take(section, name, field)
        assert value is None or isinstance(value, str)
        return value

    def words(self, section: str, name: str, field: str) -> tuple[str, ...]:
        """The same of a list; empty where it is at its default."""
        value = self.take(section, name, field)
        return tuple(map(str, value)) if isinstance(value, tuple) else ()
