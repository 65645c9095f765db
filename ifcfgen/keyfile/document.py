"""A keyfile as bytes and as keys with their places. Any bytes can be read, and stay as they are.

The syntax is that of GLib's GKeyFile (gkeyfile.c), which rejects a whole file for one line that it cannot read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ifcfgen.lazy import NamedTuple, cached_property, pattern
from ifcfgen.place import Place

_BLANKS = " \t\n\r\f\v"
_GROUP = pattern(r"\[([^][\x00-\x1f\x7f]+)\][ \t\r\f\v]*", re.A)
_KEY = pattern(r"([^][=]*[^][=\s])(?:\[([^][]*)\])?", re.A)
"""A name, and the language that a translation of its value is for."""
_ESCAPES = {"s": " ", "n": "\n", "t": "\t", "r": "\r", "\\": "\\"}
_ESCAPE = pattern(r"\\(.?)", re.S)


class Entry(NamedTuple):
    """A key and the raw text of its value. Line and columns count from 1."""

    section: str
    key: str
    raw: str
    line: int
    column: int
    value_column: int

    @property
    def name(self) -> str:
        """SECTION.KEY."""
        return f"{self.section}.{self.key}"

    @property
    def text(self) -> str | None:
        """The value as a string; None if an escape in it is invalid."""
        return unescaped(self.raw)

    @property
    def items(self) -> Sequence[str] | None:
        """The value as a list; None if an escape in it is invalid."""
        return split(self.raw)


class Section(NamedTuple):
    """A header line."""

    name: str
    line: int
    column: int


class Fault(NamedTuple):
    """The first line that GKeyFile cannot read, for which it rejects the file."""

    line: int
    text: str
    """Half a sentence: what is wrong."""


class Document:
    """One file. Text is UTF-8, with other bytes as `surrogateescape` has them."""

    def __init__(self, data: bytes, path: str = ""):
        self.data = data
        self.path = path
        self.text = data.decode(errors="surrogateescape")

    @cached_property
    def lines(self) -> Sequence[str]:
        """The text of every line without its end."""
        lines = self.text.split("\n")
        return [line.removesuffix("\r") for line in (lines if lines[-1] else lines[:-1])]

    def line(self, number: int) -> str:
        """The text of one line; empty behind the last."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    @cached_property
    def _read(self) -> tuple[Sequence[Section], Sequence[Entry], Fault | None]:
        sections: list[Section] = []
        entries: list[Entry] = []
        for number, line in enumerate(self.lines, 1):
            written = line.lstrip(_BLANKS)
            if not written or written.startswith("#"):
                continue
            column = len(line) - len(written) + 1
            if group := _GROUP.fullmatch(written):
                sections.append(Section(group[1], number, column))
                continue
            found = _entry(sections[-1].name if sections else "", written, number, column)
            if isinstance(found, Fault):
                return sections, entries, found
            if found:
                entries.append(found)
        return sections, entries, None

    @property
    def sections(self) -> Sequence[Section]:
        """Every header in the order written; a name may be there twice, and is one section then."""
        return self._read[0]

    @property
    def entries(self) -> Sequence[Entry]:
        """Every key in the order written, but translations; of several of one name in a section the last counts."""
        return self._read[1]

    @property
    def fault(self) -> Fault | None:
        """Why GKeyFile rejects the file; None where it does not."""
        return self._read[2]

    @cached_property
    def named(self) -> Mapping[str, Mapping[str, Entry]]:
        """The entries that count, by section and key."""
        found: dict[str, dict[str, Entry]] = {section.name: {} for section in self.sections}
        for entry in self.entries:
            found[entry.section][entry.key] = entry
        return found

    @cached_property
    def keys(self) -> Mapping[str, str]:
        """The values that count as strings, by SECTION.KEY; raw where an escape is invalid."""
        found = (entry for section in self.named.values() for entry in section.values())
        return {entry.name: entry.raw if entry.text is None else entry.text for entry in found}

    def assignment(self, key: str) -> Entry | None:
        """The entry of SECTION.KEY that counts."""
        return self._by_name.get(key)

    @cached_property
    def _by_name(self) -> Mapping[str, Entry]:
        return {entry.name: entry for entry in self.entries}

    def place(self, *keys: str) -> Place:
        """Where the first of KEYS (SECTION.KEY, or a section) that is there stands; the file where none is."""
        for key in keys:
            entry = self._by_name.get(key)
            if entry:
                return Place(self.path, entry.line, entry.column)
            section = self._headers.get(key)
            if section:
                return Place(self.path, section.line, section.column)
        return Place(self.path)

    @cached_property
    def _headers(self) -> Mapping[str, Section]:
        return {section.name: section for section in reversed(self.sections)}


def _entry(section: str, written: str, number: int, column: int) -> Entry | Fault | None:
    """The key on a line; None for a translation."""
    name, equals, value = written.partition("=")
    if not equals:
        return Fault(number, "the line is no comment, no section and sets no key")
    key = _KEY.fullmatch(name.rstrip(_BLANKS))
    if not section:
        return Fault(number, "the key stands before the first section")
    if key is None:
        return Fault(number, "the line has no valid key before its =")
    if key[2] is not None:
        return None
    raw = value.lstrip(_BLANKS)
    return Entry(section, key[1], raw, number, column, column + len(name) + 1 + len(value) - len(raw))


def unescaped(raw: str) -> str | None:
    r"""What \s, \n, \t, \r and \\ in RAW stand for; None if another escape is in it, or a byte that is not UTF-8."""
    if not _is_utf8(raw):
        return None
    if "\\" not in raw:
        return raw
    if any(found[1] not in _ESCAPES for found in _ESCAPE.finditer(raw)):
        return None
    return _ESCAPE.sub(lambda found: _ESCAPES[found[1]], raw)


def split(raw: str) -> Sequence[str] | None:
    r"""The items of a list: `;` ends one, and `\;` is part of it. None as for `unescaped`."""
    pieces = [""]
    for escape, letter in re.findall(r"(\\.?)|([^\\])", raw, re.S):
        if escape == "\\;":
            pieces[-1] += ";"
        elif letter == ";":
            pieces.append("")
        else:
            pieces[-1] += escape or letter
    if not pieces[-1]:
        pieces.pop()
    found = [unescaped(piece) for piece in pieces]
    return None if None in found else [piece for piece in found if piece is not None]


def _is_utf8(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
