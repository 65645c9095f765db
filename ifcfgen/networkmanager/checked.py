"""The settings of a keyfile while they are checked, and what is wrong with them."""

from __future__ import annotations

from ifcfgen.lazy import NamedTuple
from ifcfgen.networkmanager.enums import FLAGS
from ifcfgen.networkmanager.profile import Value
from ifcfgen.networkmanager.source import Version

Settings = dict[str, dict[str, Value]]
Problem = tuple[str, str]
"""The key, and half a sentence: what is wrong."""


class Checked(NamedTuple):
    """The settings of a profile, for NetworkManager of a version."""

    settings: Settings
    version: Version

    def text(self, section: str, name: str) -> str | None:
        """A setting that is a text."""
        value = self.settings.get(section, {}).get(name)
        return value if isinstance(value, str) else None

    def number(self, section: str, name: str, default: int = 0) -> int:
        """A setting that is a number."""
        value = self.settings.get(section, {}).get(name)
        return value if isinstance(value, int) else default

    def words(self, section: str, name: str) -> tuple[str, ...]:
        """A setting that is a list, or flags that are all known."""
        value = self.settings.get(section, {}).get(name)
        return tuple(map(str, value)) if isinstance(value, tuple) else ()

    def flags(self, section: str, name: str) -> int:
        """The bits of a setting that has flags."""
        known = FLAGS[f"{section}.{name}"]
        return self.number(section, name) or sum(known[word] for word in self.words(section, name))
