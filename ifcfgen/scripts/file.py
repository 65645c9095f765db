"""One file of network-scripts: what its name and its text come to by themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ifcfgen import secrets
from ifcfgen.ifcfg import routes
from ifcfgen.ifcfg.document import Document
from ifcfgen.ifcfg.vocabulary import foreign
from ifcfgen.lazy import NamedTuple, cached_property, pattern
from ifcfgen.place import Place
from ifcfgen.scripts import names

_STANZAS: Mapping[str, re.Pattern[str]] = {
    "Debian's ifupdown": pattern(r"^(?:iface[ \t]+\S+[ \t]+inet6?\b|(?:auto|allow-hotplug)[ \t]+\S+)", re.M),
    "NetworkManager's keyfiles": pattern(r"^\[(?:connection|ipv4|ipv6|ethernet|wifi|bond|bridge|vlan)\]", re.M),
    "systemd-networkd": pattern(r"^\[(?:Match|Network|NetDev|Link)\]", re.M),
    "netplan": pattern(r"^network:[ \t]*$", re.M),
}
"""By program: a line of its files that no ifcfg file has."""


class Stanza(NamedTuple):
    """A line in the format of another program."""

    program: str
    start: Place


class File:
    """One file of a directory. `role` is ifcfg, route, route6, rule, rule6 or network, `suffix` what follows it.

    `is_unread`: it is there and cannot be read, so nothing is known of it but its name.
    """

    def __init__(self, name: str, data: bytes, path: str, *, is_unread: bool = False):
        self.name = name
        self.path = path
        self.is_unread = is_unread
        self.document = Document.parse(data, path)
        self.role, self.suffix = names.role_and_suffix(name) or ("network", "")

    def revised(self, data: bytes) -> File:
        """The same file with other DATA."""
        return File(self.name, data, self.path)

    @property
    def uuid(self) -> str:
        """The UUID of the profile that NetworkManager makes of an ifcfg file, in small letters."""
        return self.document.nm.get("UUID", "").lower() or names.uuid_of_file(self.name)

    @property
    def stem(self) -> str:
        """What stands before the colon, or before `-range`, in the name of an alias or range file; empty in others."""
        suffix, colon, _ = self.suffix.rpartition(":")
        if not colon and "-range" in self.suffix:
            suffix = self.suffix.partition("-range")[0]
        return suffix

    @cached_property
    def is_backup(self) -> bool:
        """Whether the name says that this is a backup copy, even if something reads it all the same."""
        return names.is_backup(self.suffix)

    @cached_property
    def is_passed_over_by_some(self) -> bool:
        """Whether some reader passes over a file of this name, whatever is in it."""
        return names.is_passed_over_by_some(self.name)

    @property
    def is_ignored_by_networkmanager(self) -> bool:
        """Whether NetworkManager passes over a file of this name, whatever is in it."""
        return names.is_passed_over(self.name, "NetworkManager", 7)

    def is_ignored_by_initscripts(self, release: int) -> bool:
        """Whether the initscripts of RELEASE pass over a file of this name, whatever is in it."""
        return names.is_passed_over(self.name, "initscripts", release)

    @property
    def has_keys(self) -> bool:
        """Whether the file is one of assignments, not of words for `ip`."""
        if self.role == "ifcfg":
            return self.stanza is None
        return self.role == "network" or (self.role == "route" and routes.is_key_format(self.document))

    @cached_property
    def foreign_key(self) -> str | None:
        """The first key that belongs to another distribution's files.

        STARTMODE=auto or manual next to ONBOOT is none: cloud-init 18.5 to 20.1 writes both into every file.
        """
        keys: Mapping[str, str] = self.document.keys if self.has_keys else {}
        of_cloud_init = "STARTMODE" if "ONBOOT" in keys and keys.get("STARTMODE") in ("auto", "manual") else None
        return next((key for key in keys if foreign(key) and key != of_cloud_init), None)

    @cached_property
    def is_foreign(self) -> bool:
        """Whether it has a key of another distribution's, and none that every file of ours has."""
        return self.stanza is not None or (self._has_no_key_of_ours and self.foreign_key is not None)

    @property
    def _has_no_key_of_ours(self) -> bool:
        return self.document.keys.keys().isdisjoint(("DEVICE", "ONBOOT", "HWADDR"))

    @cached_property
    def stanza(self) -> Stanza | None:
        """What an ifcfg file holds in the place of assignments: the first line that only another program reads."""
        document = self.document
        if self.role != "ifcfg" or document.pairs is not None or not self._has_no_key_of_ours:
            return None
        text = document.text
        found = [(match.start(), program) for program, line in _STANZAS.items() if (match := line.search(text))]
        if not found:
            return None
        start, program = min(found)
        return Stanza(program, Place(self.path, text.count("\n", 0, start) + 1, 1))

    @cached_property
    def shown(self) -> Sequence[str]:
        """The text of every line as it may be shown: without secrets, and without its end."""
        return [line.removesuffix("\r") for line in secrets.struck(self.document.text).split("\n")]

    def place(self, *keys: str) -> Place:
        """Where the first of KEYS that is set stands, its last assignment; the file where none is."""
        return self.document.place(*keys)
