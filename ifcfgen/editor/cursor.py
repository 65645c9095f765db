"""Where the cursor stands: what is written on its line, before and under it."""

from __future__ import annotations

import re

from ifcfgen.lazy import NamedTuple

_COMMENT = re.compile(r"\s*#\s*ifcfgen:\s*allow\s+(?:[\w-]+,\s*)*(?P<rule>[\w-]*)")
_SECTION = re.compile(r"\s*\[([^][]+)\]\s*")
_VALUE = re.compile(r"\s*(?:export\s+)?(?P<key>[\w.-]+)\s*=\s*[\"']?(?:[^\"']*[\s\"';])?(?P<value>[^\s\"';]*)")
_KEY = re.compile(r"\s*(?:export\s+)?(?P<key>[\w.-]*)")
_NAME = re.compile(r"[\w.@-]+(?::\w[\w.@-]*)*")


class Cursor(NamedTuple):
    """A place in a text; `line` and `column` count from 1, and the column may be that behind the last character."""

    text: str
    line: int
    column: int

    @property
    def whole(self) -> str:
        """The line."""
        lines = self.text.split("\n", self.line)
        return lines[self.line - 1].removesuffix("\r") if self.line <= len(lines) else ""

    @property
    def before(self) -> str:
        """What stands on the line before the cursor."""
        return self.whole[: self.column - 1]

    @property
    def word(self) -> str:
        """The name that the cursor is on, or behind."""
        at = self.column - 1
        return next((found[0] for found in _NAME.finditer(self.whole) if found.start() <= at <= found.end()), "")

    @property
    def key(self) -> str:
        """The key of the assignment on the line; empty where there is none."""
        found = _VALUE.match(self.whole)
        return found["key"] if found else ""

    @property
    def section(self) -> str:
        """The section of a keyfile that the line is in; empty before the first."""
        lines = self.text.split("\n")[: self.line]
        return next((found[1] for line in reversed(lines) if (found := _SECTION.fullmatch(line))), "")

    @property
    def begun_rule(self) -> str | None:
        """The beginning of the name of a rule, in a comment that allows it; None elsewhere."""
        found = _COMMENT.fullmatch(self.before)
        return found["rule"] if found else None

    @property
    def begun_key(self) -> str | None:
        """The beginning of a key, which may be empty; None elsewhere."""
        found = _KEY.fullmatch(self.before)
        return found["key"] if found else None

    @property
    def begun_value(self) -> str | None:
        """The beginning of a value, or of a further word of one; None elsewhere."""
        found = _VALUE.fullmatch(self.before)
        return found["value"] if found else None
