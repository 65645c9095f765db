"""One file of network-scripts: what its name and its text come to, and who reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ifcfgen.facts import Host, Manager, Unknown
from ifcfgen.ifcfg import routes
from ifcfgen.ifcfg.document import Document
from ifcfgen.ifcfg.script import Statement
from ifcfgen.ifcfg.vocabulary import foreign
from ifcfgen.lazy import cached_property
from ifcfgen.model import Device, Place
from ifcfgen.scripts import names
from ifcfgen.scripts.device import FileDevice
from ifcfgen.scripts.setting import Line, Setting

if TYPE_CHECKING:
    from ifcfgen.networkmanager.profile import Profile, Reason
    from ifcfgen.scripts.directory import Directory

_ASKED_BY_SERVICE = ("DEVICE", "TYPE", "SLAVE", "NM_CONTROLLED")
_COMMENT = re.compile(r"(^|\s)#")
_EXPANDED = re.compile(r"\$\{?(\w+)")


class File:
    """One file of a directory; `role` is ifcfg, route, route6, rule, rule6 or network."""

    name: str
    path: str
    role: str
    suffix: str
    document: Document

    def __init__(self, directory: Directory, name: str, data: bytes):
        self.directory = directory
        self.name = name
        self.path = f"{directory.path}/{name}" if directory.path else name
        self.document = Document.parse(data, self.path)
        self.role, self.suffix = names.role_and_suffix(name) or ("network", "")

    @cached_property
    def device(self) -> FileDevice | None:
        """The device that an ifcfg file makes; that of the ifcfg file beside a route or rule file."""
        if self.role == "ifcfg":
            return self.described if self.is_loaded else None
        return self.directory.device_of_suffix(self.suffix)

    @cached_property
    def described(self) -> FileDevice:
        """The device that an ifcfg file is about, read or not."""
        return FileDevice(self, self.document.keys)

    @property
    def serves(self) -> Device | None:
        """The device that a route or rule file is for: initscripts go by its name, too (el7 ifup-routes)."""
        return self.device or self.directory.get(self.suffix)

    @cached_property
    def base(self) -> str | None:
        """The name of the device that this file adds addresses to, where it is an alias or range file."""
        if self.role != "ifcfg":
            return None
        suffix = self.stem
        if not suffix:
            return None
        base = self.directory.device_of_suffix(suffix)
        return base.name if base else suffix

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
        return names.is_backup(self.suffix)

    @property
    def is_loaded(self) -> bool:
        """Whether somebody reads a file of this name. Names that only some pass over need the facts to say so."""
        if not names.is_passed_over_by_some(self.name):
            return True
        try:
            return self.reader is not None
        except Unknown:
            return False

    @property
    def is_ignored_by_networkmanager(self) -> bool:
        """Whether NetworkManager passes over a file of this name, whatever is in it."""
        return names.is_passed_over(self.name, "NetworkManager", 7)

    @property
    def is_alias_to_networkmanager(self) -> bool:
        """Whether NetworkManager reads it with the file whose name it adds `:...` to."""
        return self.directory.has_ifcfg(self.suffix.rpartition(":")[0])

    @property
    def profile(self) -> Profile | None:
        """What NetworkManager makes of an ifcfg file at boot; None where it reads none of them. Raises `Unknown`."""
        host = self.directory.host
        if self.role != "ifcfg" or not host.runs_networkmanager or not 7 <= host.release <= 9:
            return None
        if self.directory.surroundings.without_ifcfg:
            return None
        return self._profile_anywhere or self._profile_on(host)

    @cached_property
    def _profile_anywhere(self) -> Profile | None:
        """What every NetworkManager makes of the file; None where it hinges on the host."""
        try:
            return self._profile_on(Host())
        except Unknown:
            return None

    def _profile_on(self, host: Host) -> Profile:
        from ifcfgen.networkmanager import reader  # not needed where initscripts manage all

        return reader.read(self.directory, self, host)

    @property
    def rejection(self) -> Reason | None:
        """Why NetworkManager rejects the file; None where it does not. Raises `Unknown`."""
        anywhere = self._profile_anywhere if self.role == "ifcfg" else None
        if anywhere and anywhere.status != "error":
            return None  # so nothing need be known of the host
        profile = self.profile
        return profile.reason if profile and profile.status == "error" else None

    @property
    def is_rejected_anywhere(self) -> bool:
        """Whether NetworkManager rejects the ifcfg file on whatever host, should it get to read it."""
        return self._profile_anywhere is not None and self._profile_anywhere.status == "error"

    @property
    def rejected(self) -> Setting | None:
        """The assignment for whose sake NetworkManager rejects the file; None where it is for want of one, or not."""
        rejection = self.rejection
        if rejection is None:
            return None
        written = self if rejection.kind != "route" else self.directory.file_beside("route", self.suffix)
        settings = written.settings if written else ()
        return next((s for s in reversed(settings) if s.key == rejection.key and s.nm is not None), None)

    @property
    def has_keys(self) -> bool:
        """Whether the file is one of assignments, not of words for `ip`."""
        return self.role in ("ifcfg", "network") or (self.role == "route" and routes.is_key_format(self.document))

    @property
    def is_shell(self) -> bool:
        """Whether the file is one of assignments that somebody sources, and no copy put aside."""
        return self.has_keys and self.is_loaded

    @property
    def reader(self) -> str | None:
        """Who reads a file of this name at boot, whatever the name suggests; None: nobody. Raises `Unknown`."""
        host = self.directory.host
        if not self.is_ignored_by_networkmanager and host.runs_networkmanager:
            return "NetworkManager"
        if names.is_passed_over(self.name, "initscripts", 6) or (  # those of EL7 pass over these and more
            names.is_passed_over(self.name, "initscripts", 7) and host.release >= 7
        ):
            return None
        return "initscripts" if host.runs_network else None

    @property
    def hidden_from_service(self) -> tuple[str, ...]:
        """The keys that the network service does not find: it joins all lines that name one, and a `#` ends the rest.

        From rc.d/init.d/network of initscripts; `ifup` reads the file as it stands.
        """
        text = self.document.text
        return tuple(key for key in _ASKED_BY_SERVICE if _is_hidden(key, text)) if "#" in text else ()

    @property
    def has_crlf(self) -> bool:
        """Whether lines end as on DOS."""
        return self.document.has_crlf

    @property
    def has_bom(self) -> bool:
        """Whether it begins with a byte order mark."""
        return self.document.has_bom

    @cached_property
    def settings(self) -> tuple[Setting, ...]:
        """The assignments, in order."""
        return tuple(Setting(self, assignment) for assignment in self.document.assignments)

    @cached_property
    def undone(self) -> Mapping[tuple[int, int], Setting]:
        """By line and column of an assignment: the one of the same key before it, which it undoes."""
        found: dict[tuple[int, int], Setting] = {}
        last: dict[str, Setting] = {}
        if len(self.document.keys) < len(self.settings):
            for setting in self.settings:
                if setting.key in last:
                    found[setting.assignment.line, setting.assignment.column] = last[setting.key]
                last[setting.key] = setting
        return found

    @cached_property
    def expanded(self) -> frozenset[str]:
        """The keys and other variables that the text makes use of, as `$KEY`."""
        return frozenset(_EXPANDED.findall(self.document.text))

    def setting(self, key: str) -> Setting:
        """The last assignment of KEY, without reading all the others. Raises KeyError where there is none."""
        assignment = self.document.assignment(key)
        if assignment is None:
            raise KeyError(key)
        return Setting(self, assignment)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines that are neither assignment, comment nor blank; `KEY= value`, too, which is meant for one."""
        if self.document.pairs is not None:
            return ()
        missed = [
            Statement(s.assignment.line, s.assignment.column, s.assignment.text.strip(), "space-around-equals")
            for s in self.settings
            if s.fault == "space-after-equals"
        ]
        return tuple(Line(self, statement) for statement in (*self.document.statements, *missed))

    @property
    def entries(self) -> tuple[routes.Entry, ...]:
        """The lines of a route or rule file that `ip` gets; none in one of keys."""
        return tuple(routes.entries(self))

    @property
    def manager(self) -> Manager | None:
        """Who makes use of the file at boot. Raises `Unknown`."""
        if self.device is not None:
            return self.device.manager
        return "initscripts" if self.directory.host.runs_network else None

    @cached_property
    def foreign(self) -> Setting | None:
        """The first assignment whose key belongs to another distribution's files."""
        key = next((key for key in self.document.keys if foreign(key)), None) if self.has_keys else None
        return self.setting(key) if key else None

    @property
    def is_foreign(self) -> bool:
        """Whether the whole file is another distribution's, by itself or because most of the host's files are."""
        return self.directory.is_foreign or self.is_foreign_by_itself

    @property
    def is_foreign_by_itself(self) -> bool:
        """Whether it has a key of theirs, and none that every file of ours has."""
        return self.document.keys.keys().isdisjoint(("DEVICE", "ONBOOT", "HWADDR")) and self.foreign is not None

    @cached_property
    def unfilled(self) -> tuple[Setting, ...]:
        """The assignments that somebody or some template was to put a value into."""
        return tuple(setting for setting in self.settings if setting.placeholder)

    @cached_property
    def typographic(self) -> Setting | None:
        """The first assignment whose value stands in the quotes of a word processor."""
        return next((s for s in self.settings if s.typographic), None) if not self.document.text.isascii() else None

    def place(self, *keys: str) -> Place:
        """Where the first of KEYS that is set stands, its last assignment; the file where none is."""
        known = self.document.keys
        for key in keys:
            written = self.document.assignment(key) if key in known else None
            if written:
                return Place(self.path, written.line, written.column)
        return Place(self.path)


def _is_hidden(key: str, text: str) -> bool:
    joined = [line for line in text.splitlines() if f"{key}=" in line]
    comments = [index for index, line in enumerate(joined) if _COMMENT.search(line)]
    return bool(comments) and any(line.lstrip().startswith(f"{key}=") for line in joined[comments[0] + 1 :])
