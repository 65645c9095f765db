"""`# ifcfgen: allow NAME[, NAME] - REASON`, on a line of its own: a hazard that somebody took knowingly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass

from ifcfgen.errors import did_you_mean
from ifcfgen.ifcfg.directory import Directory, File
from ifcfgen.ifcfg.script import Comment
from ifcfgen.model import Device, Place

_ALLOW = re.compile(r"#\s*ifcfgen:\s*allow\b(?P<names>[^#]*?)(?:\s+-+\s+(?P<reason>\S.*?))?\s*$")


@dataclass(eq=False)
class Suppression:
    """One such comment. It holds for `covers` of the file: a line number, or None for all of the file.

    Without a reason it suppresses nothing. `used` is set when a finding was met that it covers.
    """

    file: File
    comment: Comment
    names: tuple[str, ...]
    reason: str | None
    covers: int | None
    used: bool = False

    @property
    def device(self) -> Device | None:
        """The device that the file is for."""
        return self.file.device

    def place(self, *_: str) -> Place:
        """Where the comment stands."""
        return Place(self.file.path, self.comment.line, self.comment.column)

    def allows(self, rule: str, path: str, line: int | None) -> bool:
        """Whether a finding of RULE at LINE of PATH is one that somebody took."""
        there = path == self.file.path and (self.covers is None or self.covers == line)
        return there and rule in self.names


def unknown(directory: Directory, rules: Set[str]) -> Iterator[tuple[str, str]]:
    """Path with line, and what is wrong, of every name in a suppression that is none of RULES."""
    for file in directory.files:
        for comment in suppressions(file):
            for name in comment.names:
                if name not in rules:
                    yield f"{file.path}:{comment.comment.line}", f"no rule {name!r} to allow{did_you_mean(name, rules)}"


def suppressions(file: File) -> Iterator[Suppression]:
    """The suppressions that FILE holds.

    One above the first assignment speaks for the whole file, a later one for the assignment or line that follows it.
    """
    data = file.document.data
    if b"ifcfgen:" not in data or b"allow" not in data:  # our own first line has the one, too
        return
    document = file.document
    written = sorted([*(a.line for a in document.assignments), *(s.line for s in document.statements)])
    for comment in document.comments:
        match = _ALLOW.match(comment.text)
        if match:
            names = tuple(re.split(r"[,\s]+", match["names"].strip())) if match["names"].strip() else ()
            below = next((line for line in written if line > comment.line), None)
            covers = None if not written or comment.line < written[0] else below or 0
            yield Suppression(file, comment, names, match["reason"], covers)
