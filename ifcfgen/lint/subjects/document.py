"""A file as rules ask about it, without the devices of its host."""

from __future__ import annotations

from ifcfgen.facts import Manager
from ifcfgen.ifcfg.script import Statement
from ifcfgen.lazy import pattern
from ifcfgen.lint.subjects.relations import Relations
from ifcfgen.lint.subjects.setting import Setting, first_typographic, last_setting, settings, unfilled
from ifcfgen.model import Place
from ifcfgen.networkmanager.profile import Profile, Reason
from ifcfgen.scripts import leapp
from ifcfgen.scripts.file import File, Stanza

_ASKED_BY_SERVICE = ("DEVICE", "TYPE", "SLAVE", "NM_CONTROLLED")
_COMMENT = pattern(r"(^|\s)#")


class DocumentSubject:
    """A file of a host, with what its readers make of it."""

    def __init__(self, relations: Relations, file: File):
        self.relations = relations
        self.data = file

    def place(self, *keys: str) -> Place:
        """Where the first of KEYS that is set stands; the file where none is."""
        return self.data.place(*keys)

    # -- the name ---------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """The name in its directory."""
        return self.data.name

    @property
    def path(self) -> str:
        """The whole path."""
        return self.data.path

    @property
    def role(self) -> str:
        """What the file is: ifcfg, route, route6, rule, rule6 or network."""
        return self.data.role

    @property
    def suffix(self) -> str:
        """The name without its role."""
        return self.data.suffix

    @property
    def stem(self) -> str:
        """What stands before the colon, or before `-range`, in the name of an alias or range file; empty in others."""
        return self.data.stem

    @property
    def base(self) -> str | None:
        """The name of the device that this file adds addresses to, where it is an alias or range file."""
        return self.relations.reading.directory.base(self.data)

    @property
    def is_backup(self) -> bool:
        """Whether the name says that this is a backup copy, even if something reads it all the same."""
        return self.data.is_backup

    @property
    def is_ignored_by_networkmanager(self) -> bool:
        """Whether NetworkManager passes over a file of this name, whatever is in it."""
        return self.data.is_ignored_by_networkmanager

    @property
    def is_alias_to_networkmanager(self) -> bool:
        """Whether NetworkManager reads it with the file whose name it adds `:...` to."""
        return self.relations.reading.directory.is_alias_to_networkmanager(self.data)

    # -- the text ---------------------------------------------------------------------------------------

    @property
    def has_crlf(self) -> bool:
        """Whether lines end as on DOS."""
        return self.data.document.has_crlf

    @property
    def has_bom(self) -> bool:
        """Whether it begins with a byte order mark."""
        return self.data.document.has_bom

    @property
    def foreign(self) -> Setting | None:
        """The first assignment whose key belongs to another distribution's files."""
        key = self.data.foreign_key
        return last_setting(self.data, key) if key else None

    @property
    def stanza(self) -> Stanza | None:
        """The first line that only another program reads, where the file is one in that program's format."""
        return self.data.stanza

    @property
    def is_foreign(self) -> bool:
        """Whether the whole file is another distribution's, by itself or because most of the host's files are."""
        return self.relations.reading.directory.is_foreign(self.data)

    @property
    def misspelled(self) -> frozenset[str]:
        """The keys that misspelled ones mean."""
        return frozenset(setting.closest for setting in settings(self.data) if setting.closest)

    @property
    def unfilled(self) -> tuple[Setting, ...]:
        """The assignments that somebody or some template was to put a value into."""
        return unfilled(self.data)

    @property
    def typographic(self) -> Setting | None:
        """The first assignment whose value stands in the quotes of a word processor."""
        return first_typographic(self.data)

    @property
    def lines(self) -> tuple[Statement, ...]:
        """The lines that are neither assignment, comment nor blank; `KEY= value`, too, which is meant for one."""
        document = self.data.document
        if document.pairs is not None:
            return ()
        missed = [
            Statement(a.line, a.column, a.text.strip(), "space-around-equals")
            for a in document.assignments
            if a.fault == "space-after-equals"
        ]
        return (*document.statements, *missed)

    @property
    def leapp_stop(self) -> leapp.Stop | None:
        """Why Leapp stops the upgrade from EL8 to EL9 at an ifcfg file, where network-scripts is installed."""
        is_passed_over = self.role != "ifcfg" or self.suffix == "lo" or self._has_rules
        return None if is_passed_over else leapp.stop(self.data.document)

    @property
    def leapp_wep(self) -> leapp.Stop | None:
        """Where Leapp sees WEP in an ifcfg file, and stops the upgrade from EL8 to EL9."""
        return leapp.wep(self.data.document) if self.role == "ifcfg" else None

    @property
    def _has_rules(self) -> bool:
        directory = self.relations.reading.directory
        return any(directory.file_beside(role, self.suffix) for role in ("rule", "rule6"))

    @property
    def hidden_from_service(self) -> tuple[str, ...]:
        """The keys that the network service does not find: it joins all lines that name one, and a `#` ends the rest.

        From rc.d/init.d/network of initscripts; `ifup` reads the file as it stands.
        """
        text = self.data.document.text
        return tuple(key for key in _ASKED_BY_SERVICE if _is_hidden(key, text)) if "#" in text else ()

    # -- the readers ------------------------------------------------------------------------------------

    @property
    def is_loaded(self) -> bool:
        """Whether somebody reads a file of this name. Names that only some pass over need the facts to say so."""
        return self.relations.reading.is_loaded(self.data)

    @property
    def is_shell(self) -> bool:
        """Whether the file is one of assignments that somebody sources, and no copy put aside."""
        return self.data.has_keys and self.is_loaded

    @property
    def reader(self) -> str | None:
        """Who reads a file of this name at boot, whatever the name suggests; None: nothing does. Raises `Unknown`."""
        return self.relations.reading.reader(self.data)

    @property
    def manager(self) -> Manager | None:
        """Who makes use of the file at boot. Raises `Unknown`."""
        return self.relations.reading.manager_of_file(self.data)

    @property
    def profile(self) -> Profile | None:
        """What NetworkManager makes of an ifcfg file at boot; None where it reads none of them. Raises `Unknown`."""
        return self.relations.reading.verdict(self.data)

    @property
    def rejection(self) -> Reason | None:
        """Why NetworkManager rejects the file; None where it does not. Raises `Unknown`."""
        return self.relations.reading.rejection(self.data)

    @property
    def is_rejected_anywhere(self) -> bool:
        """Whether NetworkManager rejects the ifcfg file on whatever host, should it get to read it."""
        anywhere = self.relations.reading.profile_anywhere(self.data)
        return anywhere is not None and anywhere.status == "error"

    @property
    def rejected(self) -> Setting | None:
        """The assignment that makes NetworkManager reject the file; None where it is for want of one, or not."""
        rejection = self.rejection
        if rejection is None:
            return None
        is_route = rejection.kind == "route"
        written = self.relations.reading.directory.file_beside("route", self.suffix) if is_route else self.data
        found = reversed(settings(written)) if written else ()
        return next((s for s in found if s.key == rejection.key and s.nm is not None), None)


def _is_hidden(key: str, text: str) -> bool:
    joined = [line for line in text.splitlines() if f"{key}=" in line]
    comments = [index for index, line in enumerate(joined) if _COMMENT.search(line)]
    return bool(comments) and any(line.lstrip().startswith(f"{key}=") for line in joined[comments[0] + 1 :])
