"""One file of network-scripts: what its name and its text come to by themselves."""

from __future__ import annotations

import re

from ifcfgen.ifcfg import routes
from ifcfgen.ifcfg.document import Document
from ifcfgen.ifcfg.vocabulary import foreign
from ifcfgen.lazy import cached_property
from ifcfgen.model import Place

_BACKUP = re.compile(
    r"""( ~ | ;[0-9a-f]{8}
        | [.](bak|orig|old|saved?|backup|bkp|copy|rej|rpmnew|rpmsave|rpmorig|augnew|augtmp|swp|tmp|disabled?|off)
        | [-_.](bak|bkp|backup|old|orig|save|copy|disabled)
        | [-_.]?(19|20)\d\d[-_.]?\d\d[-_.]?\d\d([-_.T]?\d{4,6})?
        )(?:[.\d]*)$""",
    re.X | re.I,
)
_IGNORED_BY_NETWORKMANAGER = re.compile(r"(\.bak|~|\.orig|\.rej|\.rpmnew|\.augnew|\.augtmp|;[0-9a-f]{8})$", re.I)
_IGNORED_BY_INITSCRIPTS = re.compile(r"(~|\.bak|\.orig|\.rpmnew|\.rpmorig|\.rpmsave|\.old)$")
NAME = re.compile(r"(ifcfg|route6?|rule6?)-(.+)", re.S)
"""What the files are called that some network service reads, but for `network`: role and suffix."""


class File:
    """One file of a directory. `role` is ifcfg, route, route6, rule, rule6 or network, `suffix` what follows it."""

    def __init__(self, name: str, data: bytes, folder: str = ""):
        self.name = name
        self.path = f"{folder}/{name}" if folder else name
        self.document = Document.parse(data, self.path)
        match = NAME.fullmatch(name)
        self.role, self.suffix = (match[1], match[2]) if match else ("network", "")

    @property
    def stem(self) -> str:
        """What stands before the colon, or before `-range`, in the name of an alias or range file; empty in others."""
        suffix, colon, _ = self.suffix.rpartition(":")
        if not colon and "-range" in self.suffix:
            suffix = self.suffix.partition("-range")[0]
        return suffix

    @property
    def is_backup(self) -> bool:
        """Whether the name says that this is a copy put aside, whoever may read it all the same."""
        return _BACKUP.search(self.suffix) is not None

    @cached_property
    def is_passed_over_by_some(self) -> bool:
        """Whether some reader passes over a file of this name, whatever is in it."""
        return self.is_ignored_by_networkmanager or self.is_ignored_by_initscripts(7)

    @property
    def is_ignored_by_networkmanager(self) -> bool:
        """Whether NetworkManager passes over a file of this name, whatever is in it."""
        return _IGNORED_BY_NETWORKMANAGER.search(self.suffix) is not None

    def is_ignored_by_initscripts(self, release: int) -> bool:
        """Whether the initscripts of RELEASE pass over a file of this name, whatever is in it."""
        ignored = _IGNORED_BY_INITSCRIPTS.search(self.suffix)
        return ignored is not None and (ignored[1] != ".old" or release >= 7)  # initscripts el6 do read .old

    @property
    def has_keys(self) -> bool:
        """Whether the file is one of assignments, not of words for `ip`."""
        return self.role in ("ifcfg", "network") or (self.role == "route" and routes.is_key_format(self.document))

    @cached_property
    def foreign_key(self) -> str | None:
        """The first key that belongs to another distribution's files."""
        return next((key for key in self.document.keys if foreign(key)), None) if self.has_keys else None

    @property
    def is_foreign(self) -> bool:
        """Whether it has a key of another distribution's, and none that every file of ours has."""
        return self.document.keys.keys().isdisjoint(("DEVICE", "ONBOOT", "HWADDR")) and self.foreign_key is not None

    def place(self, *keys: str) -> Place:
        """Where the first of KEYS that is set stands, its last assignment; the file where none is."""
        known = self.document.keys
        for key in keys:
            written = self.document.assignment(key) if key in known else None
            if written:
                return Place(self.path, written.line, written.column)
        return Place(self.path)
