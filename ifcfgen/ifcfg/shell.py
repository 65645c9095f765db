"""What a text says to the bash that sources it, as initscripts do, and what NetworkManager sees of it.

bash reads one complete command after the other and runs it before it reads the next: at an error of
syntax the command at fault and all that follow are lost, what stands before counts. NetworkManager looks
at each line alone. Nothing is ever evaluated or run here.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate

from ifcfgen.ifcfg.commands import Parser
from ifcfgen.ifcfg.parts import Found, Ran
from ifcfgen.ifcfg.script import Assignment, Comment, GivesUp, Script, Statement

_SEEN_BY_NETWORKMANAGER = re.compile(r"[ \t\r\f]*([A-Za-z_][A-Za-z0-9_]*)=")


def read(text: str) -> Script:
    """All that stands in TEXT. Takes any text.

    bash skips a NUL, and refuses a file with one in its first line; for NetworkManager the file ends there.
    Columns do not count it.
    """
    refused = "\0" in text.partition("\n")[0]
    seen = text.partition("\0")[0].split("\n")
    lines = _Lines(text.replace("\0", ""), seen)
    parser = Parser("" if refused else lines.text)
    script = lines.script(parser)
    for number in range(lines.begun(parser.at) + 1, len(lines.texts) + 1):
        # What bash does not come to is read line by line, each for itself.
        alone = _Lines(lines.texts[number - 1], seen[number - 1 : number])
        unreached = alone.script(Parser(alone.text))
        script.assignments.extend(
            item._replace(line=number, value=None, fault="unreached") for item in unreached.assignments
        )
        script.comments.extend(item._replace(line=number) for item in unreached.comments)
    return script


class _Lines:
    """The lines of a text, and those of them that NetworkManager sees."""

    def __init__(self, text: str, seen: list[str]):
        self.text = text
        lines = text.split("\n")
        self.texts = [line.removesuffix("\r") for line in lines]
        self.seen = seen
        self.starts = list(accumulate((len(line) + 1 for line in lines), initial=0))

    def begun(self, at: int) -> int:
        """How many lines begin before an offset."""
        return min(bisect_left(self.starts, at), len(self.texts))

    def place(self, at: int) -> tuple[int, int]:
        """Line and column of an offset."""
        line = bisect_right(self.starts, at)
        return line, at - self.starts[line - 1] + 1

    def script(self, parser: Parser) -> Script:
        """What PARSER has found, with its places, and what NetworkManager sees on the lines that it read."""
        assignments: list[Assignment] = []
        for found in parser.found:
            line = self.place(found.start)[0]
            # only the first of a line is shown with all that follows
            first = not assignments or assignments[-1].line != line
            end = self._until(found.end, parser.comments) if first else found.end
            item = self._assignment(found, self.text[found.value_start : end].removesuffix("\r"))
            if item.fault != "uncalled" or item.behind is not None:
                assignments.append(item)
        known = {item.line for item in assignments if item.behind is not None}
        for number in range(1, min(self.begun(parser.at), len(self.seen)) + 1):
            if number not in known and (seen := _SEEN_BY_NETWORKMANAGER.match(self.seen[number - 1])):
                assignments.append(self._swallowed(number, seen))
        assignments.sort(key=lambda item: (item.line, item.column))
        return Script(
            assignments,
            sorted(
                Statement(*self.place(ran.start), self._shown(ran, parser.comments), ran.kind, ran.leaves, ran.reach)
                for ran in parser.ran
            ),
            [Comment(*self.place(at), self.text[at : self._until(at, [])]) for at in parser.comments],
            GivesUp(self.place(parser.gives_up[0])[0], parser.gives_up[1]) if parser.gives_up else None,
        )

    def _assignment(self, found: Found, raw: str) -> Assignment:
        line, column = self.place(found.start)
        value_line, value_column = self.place(found.value_start)
        fault_line, fault_column = self.place(found.fault_at) if found.fault_at is not None else (0, 0)
        seen = _SEEN_BY_NETWORKMANAGER.match(self.seen[line - 1]) if line <= len(self.seen) else None
        return Assignment(
            found.key,
            line,
            column,
            value_column,
            raw,
            found.value,
            self.texts[line - 1],
            self.seen[line - 1][seen.end() :]
            if seen and line == value_line and seen.end() == value_column - 1
            else None,
            found.append,
            found.expands,
            found.quote,
            found.fault,
            fault_column if fault_line == line else None,
        )

    def _swallowed(self, line: int, seen: re.Match[str]) -> Assignment:
        behind = self.seen[line - 1][seen.end() :]
        return Assignment(
            seen[1],
            line,
            seen.start(1) + 1,
            seen.end() + 1,
            behind.rstrip(" \t\r"),
            None,
            self.texts[line - 1],
            behind,
            fault="swallowed",
        )

    def _shown(self, ran: Ran, comments: list[int]) -> str:
        end = self._until(ran.start, comments)
        return self.text[ran.start : end if ran.end is None else min(end, ran.end)].rstrip(" \t\r")

    def _until(self, at: int, comments: list[int]) -> int:
        """Where what stands behind AT on its line ends: before a comment, blanks and the line end."""
        end = self.starts[bisect_right(self.starts, at)] - 1
        index = bisect_left(comments, at)
        if index < len(comments):
            end = min(end, comments[index])
        while end > at and self.text[end - 1] in " \t\r":
            end -= 1
        return end - self.text.endswith("\r", at - 1, end)
