"""What stands in a file of a host, as rules ask about it: an assignment, or a line that is none."""

from __future__ import annotations

import re
from bisect import bisect_right

from ifcfgen.facts import Manager
from ifcfgen.ifcfg import switches
from ifcfgen.ifcfg.script import Assignment, Statement
from ifcfgen.ifcfg.values import integer, prefix_of
from ifcfgen.ifcfg.vocabulary import Key, lookup
from ifcfgen.lazy import pattern
from ifcfgen.lint.subjects.device import DeviceSubject, device_subject
from ifcfgen.lint.subjects.file import FileSubject
from ifcfgen.lint.subjects.relations import Relations
from ifcfgen.lint.subjects.setting import CONTROLLERS, Setting, first_missing, local, template_tag, unfilled
from ifcfgen.model import Place
from ifcfgen.scripts.file import File

_SPACED = pattern(r"""([A-Za-z_]\w*)\s*=\s*([^\s"'$`\\;&|<>()#]+|"[^"$`\\]*"|'[^']*')""", re.A)
_NEARLY = pattern(
    r"""(?P<quote>["']?)(?P<key>[A-Z][A-Z0-9_]*)(?:=|:[ \t]*)(?P<value>[^\s"'$`\\;&|<>()#]+)(?P=quote)""", re.A
)
_VARIABLE = pattern(r"(?<!\\)\$(?:\{(?=\w+\}))?([A-Za-z_]\w*)", re.A)
_OF_BASH = frozenset(("HOSTNAME", "HOSTTYPE", "MACHTYPE", "OSTYPE", "PATH", "PWD", "RANDOM", "SECONDS", "UID", "EUID"))
_OF_ADDRESS = frozenset(("BROADCAST", "IPADDR", "NETMASK", "PREFIX"))
"""What an IPv4 address of a file is made of, each with the number of the address."""
_CLASS_C = 24
"""The prefix length of a network of class C."""


class AssignmentSubject(Setting):
    """An assignment, and who makes use of it on its host."""

    def __init__(self, relations: Relations, file: File, assignment: Assignment):
        super().__init__(file, assignment)
        self.relations = relations

    def under(self, relations: Relations) -> AssignmentSubject:
        """The same assignment where other facts hold."""
        return AssignmentSubject(relations, self.written_in, self.assignment)

    @property
    def file(self) -> FileSubject:
        """The file that it stands in."""
        return FileSubject(self.relations, self.written_in)

    @property
    def device(self) -> DeviceSubject | None:
        """The device that the file is for."""
        definition = self.relations.reading.served_by(self.written_in)
        return device_subject(self.relations, definition) if definition else None

    @local
    def unset_variable(self) -> str | None:
        """The first variable in it that neither the file nor /etc/sysconfig/network sets, nor bash by itself.

        A file whose document has `pairs` has no variables.
        """
        known = self.written_in.document.keys, self.relations.reading.directory.network, _OF_BASH
        names = _VARIABLE.findall(self.raw) if self.expands == ("variable",) else []
        return next((name for name in names if not any(name in some for some in known)), None)

    @property
    def is_sound(self) -> bool:
        """Whether the value counts as it stands: the last of its key, whole, with nothing to fill in, not SUSE's."""
        item, last = self.assignment, self.written_in.document.assignment(self.key)
        is_foreign = self.relations.reading.directory.is_foreign(self.written_in)
        counts = last is not None and (last.line, last.column) == (item.line, item.column) and not item.append
        whole = item.fault is None and not item.expands and not is_foreign
        return counts and whole and not self.typographic and not self.placeholder

    @property
    def manager(self) -> Manager | None:
        """Who makes use of the file at boot."""
        return self.relations.reading.manager_of_file(self.written_in)

    @property
    def reader(self) -> Manager | None:
        """Who makes use of the key at boot; None where it is nothing to who manages the device."""
        entry, host = self.entry, self.relations.reading.host
        if entry is None:
            return None
        if entry.name == "NM_CONTROLLED":
            return "NetworkManager" if host.runs_networkmanager else None
        manager = self.manager
        if manager == "NetworkManager":
            return manager if entry.networkmanager else None
        if manager == "initscripts":
            return manager if min(max(host.release, 6), 8) in entry.initscripts else None
        return None

    @property
    def taken(self) -> bool | None:
        """What its reader takes a value of yes or no for; None where it goes by a default."""
        entry, reader = self.entry, self.reader
        if entry is None or reader is None:
            return None
        return switches.taken(entry, self.value, reader, self.relations.reading.host.release)

    @property
    def is_of_no_address(self) -> bool:
        """Whether it belongs to an IPv4 address that nobody sets: the file has none of that number, or a gap before it,
        or uses DHCP and initscripts read it (initscripts expand_config; NetworkManager, make_ip4_setting)."""
        entry, keys = self.entry, self.written_in.document.keys
        if entry is None or entry.name not in _OF_ADDRESS or self.device is None:
            return False
        suffix = self.key.removeprefix(entry.name)
        number = integer(suffix) or 0
        if not keys.get(f"IPADDR{suffix}") or number > first_missing(keys, "IPADDR", 3):
            return True
        if number > 2 and not keys.get("IPADDR2"):
            return not (self.manager == "initscripts" and self.relations.reading.host.release < 7)
        return self.device.data.dhcp4 and self.manager == "initscripts"

    @property
    def changes_nothing(self) -> bool:
        """Whether the key, or the one that was probably meant, comes with this value to what holds without it."""
        key = self.entry or lookup(self.closest or "")
        if key is None:
            return False
        if not self.value or self._is_for_networkmanager_in_vain(key):
            return True
        if key.type == "netmask":
            return self.prefix is not None or bool(self.device and self.device.data.dhcp4) or self._is_usual_mask
        if key.type == "prefix":
            return self._is_usual_mask
        if key.name == "BOOTPROTO":
            return self.word in ("none", "static")
        if key.name == "TYPE":
            return self.kind == "ethernet" and bool(self.device and self.device.data.kind == "ethernet")
        usual = switches.usual(key)
        return key.default == "computed" or (usual is not None and self.meant is usual)

    def _is_for_networkmanager_in_vain(self, key: Key) -> bool:
        host = self.relations.reading.host
        is_for_it = key.name == "NM_CONTROLLED" or not key.initscripts
        return is_for_it and host.el is not None and not host.runs_networkmanager

    @property
    def _is_usual_mask(self) -> bool:
        """Whether the value is the mask that its readers take anyway: of class C, but for initscripts of EL8."""
        length = self.number if self.is_number else prefix_of(self.value)
        addresses = self.device.data.addresses if self.device and length == _CLASS_C else ()
        bare = [one for one in addresses if one.version == 4 and one.prefix is None]
        if not bare or not all(one.is_of_class_c for one in bare):
            return False
        return not (self.manager == "initscripts" and self.relations.reading.host.release == 8)

    @property
    def lone_controller(self) -> DeviceSubject | None:
        """The bond, bridge or team without ports that it would give its device to under the key that was meant."""
        found = self.relations.defined(self.value) if self.closest in CONTROLLERS else None
        device = device_subject(self.relations, found) if found else None
        return None if device and device.ports else device

    @local
    def following(self) -> Setting | None:
        """The next assignment on the same line."""
        on_line = self.written_in.document.assignments_on(self.assignment.line)
        index = bisect_right(on_line, self.assignment.column, key=lambda item: item.column)
        return Setting(self.written_in, on_line[index]) if index < len(on_line) else None

    @property
    def earlier_unfilled(self) -> Setting | None:
        """The first of the file that a value was to be put into, where that comes before this one."""
        first = next(iter(unfilled(self.written_in)), None)
        return first if first and first.place() < self.place() else None


class LineSubject:
    """A line that is neither assignment, comment nor blank, in its file."""

    def __init__(self, relations: Relations, file: File, statement: Statement):
        self.relations = relations
        self.data = file
        self.statement = statement

    def under(self, relations: Relations) -> LineSubject:
        """The same line where other facts hold."""
        return LineSubject(relations, self.data, self.statement)

    @property
    def file(self) -> FileSubject:
        """The file that it stands in."""
        return FileSubject(self.relations, self.data)

    @property
    def kind(self) -> str:
        """What the line is: `command`, `space-around-equals`, `export`, `source`, ..."""
        return self.statement.kind

    @property
    def text(self) -> str:
        """The line."""
        return self.statement.text

    @property
    def placeholder(self) -> str | None:
        """What a template was to put something in the place of."""
        return template_tag(self.text)

    @property
    def number(self) -> int:
        """The number of the line, from 1."""
        return self.statement.line

    @property
    def key(self) -> str:
        """The first word, before any blank or equals sign."""
        return re.split(r"[\s+=]", self.text, maxsplit=1)[0]

    @property
    def setting(self) -> Setting | None:
        """The assignment that stands before it on its line."""
        on_line = self.data.document.assignments_on(self.number)
        return next((Setting(self.data, item) for item in on_line if item.column < self.statement.column), None)

    @property
    def closed_up(self) -> str:
        """`KEY = value` without the blanks; empty where it is not plain what belongs to the value."""
        match = _SPACED.fullmatch(self.text)
        return f"{match[1]}={match[2]}" if match else ""

    @property
    def meant(self) -> str | None:
        """The assignment that was probably meant by `KEY: value` or `"KEY=value"`, where we know the key."""
        match = _NEARLY.fullmatch(self.text)
        return f"{match['key']}={match['value']}" if match and lookup(match["key"]) else None

    @property
    def manager(self) -> Manager | None:
        """Who makes use of the file at boot."""
        return self.relations.reading.manager_of_file(self.data)

    @property
    def device(self) -> DeviceSubject | None:
        """The device that the file is for."""
        return self.file.device

    def place(self, *_: str) -> Place:
        """Where the line begins."""
        return Place(self.data.path, self.statement.line, self.statement.column)


LOCAL = frozenset(
    name for cls in AssignmentSubject.__mro__ for name, member in vars(cls).items() if isinstance(member, local)
)
"""What any two assignments of the same text have in common, whatever file they are in, as far as its role goes."""
