"""A file as bytes and as assignments with their places. Any bytes can be read, and stay as they are.

Nearly every file in the world is plain: only comments, blank lines, and lines of one assignment that bash
and NetworkManager's reader understand alike. One regular expression reads those; all others go through
`shell.read`, whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from ifcfgen.ifcfg.script import PLAIN_LINE, Assignment, Comment, GivesUp, Script, Statement
from ifcfgen.lazy import cached_property
from ifcfgen.place import Place

BOM = "\ufeff"

_Item = TypeVar("_Item", Assignment, Statement)


class Document:
    """One file. Lines count from 1; text is UTF-8, with other bytes as `surrogateescape` has them."""

    def __init__(self, data: bytes, path: str = ""):
        self.data = data
        self.path = path
        self.text = data.decode(errors="surrogateescape")

    @classmethod
    def parse(cls, data: bytes, path: str = "") -> Document:
        """The document that DATA is. Never fails."""
        return cls(data, path)

    # -- what it says ---------------------------------------------------------------------------------

    @cached_property
    def _plain(self) -> list[tuple[str, str]] | None:
        """Key and raw text by line, both empty where none is set; None for a file that is not plain."""
        # Every line of a plain file matches once, so that what is found is indexed by line.
        found = PLAIN_LINE.findall(self.text)
        return found if len(found) == self.text.count("\n") + 1 else None

    @cached_property
    def pairs(self) -> Sequence[tuple[str, str]] | None:
        """Key and raw text of every assignment, where that is all there is to say of each.

        None for a file that is not plain, that sets a key twice, or whose lines end the way of DOS.
        """
        if self._plain is None or self.has_crlf:
            return None
        pairs = [pair for pair in self._plain if pair[0]]
        return pairs if len(pairs) == len(self.keys) else None

    @cached_property
    def _script(self) -> Script:
        from ifcfgen.ifcfg import shell  # slow to load, and not needed for a plain file

        return shell.read(self.text)

    @cached_property
    def keys(self) -> Mapping[str, str]:
        """The effective text by key: what bash sets, else, that a key stands there being seen, the raw text.

        The last of several that bash sets wins, `KEY+=` appends. In a file of CRLF line ends the lone CR that is
        part of the value for bash is left out, or no value in it would be worth reading.
        """
        if self._plain is not None:
            return {key: raw[1:-1] if raw[:1] in ('"', "'") else raw for key, raw in self._plain if key}
        keys: dict[str, str] = {}
        dos = self.has_crlf
        for item in self.assignments:
            text = item.raw if item.value is None else item.value
            if dos:
                text = text.removesuffix("\r")
            if item.value is None and (item.fault or not item.expands):
                keys.setdefault(item.key, text)
            else:
                keys[item.key] = keys.get(item.key, "") + text if item.append else text
        return keys

    @cached_property
    def nm(self) -> Mapping[str, str]:
        """What NetworkManager's reader gets by key, from the last line that it takes for one; "" is badly quoted."""
        if self._plain is not None and self._is_utf8:
            return self.keys
        return {item.key: item.nm for item in self._script.assignments if item.nm is not None}

    @property
    def _is_utf8(self) -> bool:
        if self.text.isascii():
            return True
        try:
            self.data.decode()
        except UnicodeDecodeError:
            return False
        return True

    @cached_property
    def assignments(self) -> Sequence[Assignment]:
        """Every assignment that either reader sees, in the order written; not of functions that nothing calls."""
        if self._plain is None:
            return [item for item in self._script.assignments if item.fault != "uncalled"]
        return [self._assignment(line) for line, (key, _) in enumerate(self._plain, 1) if key]

    def assignment(self, key: str) -> Assignment | None:
        """The last assignment of KEY, the one that counts."""
        if self._plain is None:
            return self._last.get(key)
        line = self._last_lines.get(key)
        return self._assignment(line) if line else None

    def place(self, *keys: str) -> Place:
        """Where the first of KEYS that is set stands, its last assignment; the file where none is."""
        for key in keys:
            if key in self.keys and (item := self.assignment(key)):
                return Place(self.path, item.line, item.column)
        return Place(self.path)

    def assignments_on(self, line: int) -> Sequence[Assignment]:
        """The assignments that begin on LINE, in order."""
        return self._assignments_by_line.get(line, ())

    @cached_property
    def _assignments_by_line(self) -> Mapping[int, Sequence[Assignment]]:
        return _by_line(self.assignments)

    def statements_on(self, line: int) -> Sequence[Statement]:
        """All else that begins on LINE, in order."""
        return self._statements_by_line.get(line, ())

    @cached_property
    def _statements_by_line(self) -> Mapping[int, Sequence[Statement]]:
        return _by_line(self.statements)

    @cached_property
    def _last(self) -> Mapping[str, Assignment]:
        return {item.key: item for item in self.assignments}

    @cached_property
    def _last_lines(self) -> Mapping[str, int]:
        return {key: line for line, (key, _) in enumerate(self._plain or (), 1) if key}

    def _assignment(self, line: int) -> Assignment:
        assert self._plain is not None
        key, raw = self._plain[line - 1]
        text = self._lines[line - 1]
        column = text.index(key) + 1
        value_column = column + len(key) + 1
        behind = text[value_column - 1 :]
        quote = raw[:1] if raw[:1] in ('"', "'") else ""
        value = raw[1:-1] if quote else raw
        if behind.endswith("\r"):
            text = text[:-1]
            if behind == raw + "\r":
                value += "\r"
        return Assignment(key, line, column, value_column, raw, value, text, behind, False, (), quote)

    @cached_property
    def statements(self) -> Sequence[Statement]:
        """All else that bash would run."""
        return self._script.statements if self._plain is None else ()

    @property
    def gives_up(self) -> GivesUp | None:
        """Where bash reads no further."""
        return self._script.gives_up if self._plain is None else None

    @cached_property
    def comments(self) -> Sequence[Comment]:
        """Every comment that bash sees as one."""
        if self._plain is None:
            return self._script.comments
        comments = []
        for line, (text, (key, raw)) in enumerate(zip(self._lines, self._plain, strict=False), 1):
            if "#" in text:
                at = text.find("#", text.index(key) + len(key) + 1 + len(raw) if key else 0)
                if at >= 0:
                    comments.append(Comment(line, at + 1, text[at:].rstrip(" \t\r")))
        return comments

    # -- the text -------------------------------------------------------------------------------------

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")

    @cached_property
    def lines(self) -> Sequence[str]:
        """The text of every line without its end."""
        # behind the last line end there is no line, unless something stands there
        lines = self._lines if self._lines[-1] else self._lines[:-1]
        return [line.removesuffix("\r") for line in lines]

    def line(self, number: int) -> str:
        """The text of one line without its end; empty behind the last."""
        return self._lines[number - 1].removesuffix("\r") if 0 < number <= len(self._lines) else ""

    @cached_property
    def has_crlf(self) -> bool:
        """Whether any line ends the way of DOS."""
        return b"\r\n" in self.data

    @property
    def has_bom(self) -> bool:
        """Whether the file begins with a byte order mark, which hides its first key from both readers."""
        return self.text.startswith(BOM)

    def replace(self, line: int, new: str | None) -> Document:
        """This document with LINE reading NEW, or without it; every other byte stays, the line's own end too.

        NEW may be several lines: they all get that end. Raises IndexError where there is no such line.
        """
        if not 0 < line <= len(self.lines):
            raise IndexError(f"{self.path or 'the document'} has no line {line}")
        lines = self.data.split(b"\n")
        if new is not None:
            end = b"\r" if lines[line - 1].endswith(b"\r") else b""
            texts = new.encode(errors="surrogateescape").split(b"\n")
            lines[line - 1] = b"\n".join(text + end for text in texts)
        elif line == len(lines):
            lines[-1] = b""  # the line above keeps its end
        else:
            del lines[line - 1]
        return Document(b"\n".join(lines), self.path)


def _by_line(items: Sequence[_Item]) -> Mapping[int, Sequence[_Item]]:
    found: dict[int, list[_Item]] = {}
    for item in items:
        found.setdefault(item.line, []).append(item)
    return found
