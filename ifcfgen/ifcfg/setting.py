"""What stands in a file, as a rule is asked about it: an assignment, or a line that is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifcfgen.ifcfg.shell import Assignment, Statement
from ifcfgen.ifcfg.values import address, flag
from ifcfgen.ifcfg.vocabulary import Key, closest, foreign, lookup
from ifcfgen.model import IP, Device, Place

if TYPE_CHECKING:
    from ifcfgen.ifcfg.directory import File


class Setting:
    """An assignment in its file, as a rule is asked about it."""

    def __init__(self, file: File, assignment: Assignment):
        self.file = file
        self.assignment = assignment
        self.key = assignment.key

    @property
    def value(self) -> str:
        """The text that the key comes to; the raw text where bash sets none."""
        value = self.assignment.value
        return self.assignment.raw if value is None else value.rstrip("\r") if self.file.has_crlf else value

    @property
    def raw(self) -> str:
        """What stands behind the equals sign."""
        return self.assignment.raw

    @property
    def nm(self) -> str | None:
        """What NetworkManager's reader gets; None where it does not see the assignment."""
        return self.assignment.nm

    @property
    def fault(self) -> str | None:
        """What keeps bash from getting the whole value: `unquoted-space`, `metacharacter`, ..."""
        return self.assignment.fault

    @property
    def expands(self) -> tuple[str, ...]:
        """What bash would work out here, and we do not: `variable`, `command substitution`, ..."""
        return self.assignment.expands

    @property
    def device(self) -> Device | None:
        """The device that the file is for."""
        return self.file.device

    @property
    def entry(self) -> Key | None:
        """The key in the vocabulary."""
        return lookup(self.key)

    @property
    def closest(self) -> str | None:
        """The key that was probably meant, where nobody knows this one."""
        return None if self.entry else closest(self.key)

    @property
    def dialect(self) -> str | None:
        """Whose key this is, where it belongs to another distribution's files."""
        return None if self.entry else foreign(self.key)

    @property
    def earlier(self) -> Setting | None:
        """The assignment of the same key before this one, which this one undoes."""
        before: Setting | None = None
        for setting in self.file.settings:
            if setting.assignment is self.assignment:
                break
            if setting.key == self.key:
                before = setting
        return before

    @property
    def truth(self) -> bool | None:
        """The value as yes or no; None where it is no such word."""
        return flag(self.value)

    @property
    def ip(self) -> IP | None:
        """The value as an address."""
        return address(self.value)

    def place(self, *_: str) -> Place:
        """Where the key stands."""
        return Place(self.file.path, self.assignment.line, self.assignment.column)


class Line:
    """A line that is neither assignment, comment nor blank, in its file."""

    def __init__(self, file: File, statement: Statement):
        self.file = file
        self.statement = statement

    @property
    def kind(self) -> str:
        """What the line is: `command`, `space-around-equals`, `export`, `source`, ..."""
        return self.statement.kind

    @property
    def text(self) -> str:
        """The line."""
        return self.statement.text

    @property
    def device(self) -> Device | None:
        """The device that the file is for."""
        return self.file.device

    def place(self, *_: str) -> Place:
        """Where the line begins."""
        return Place(self.file.path, self.statement.line, self.statement.column)
