"""`# ifcfgen: allow NAME[, NAME] - REASON`, on a line of its own: a hazard that somebody took knowingly."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Set

from ifcfgen.errors import Fault, did_you_mean
from ifcfgen.ifcfg.script import Comment
from ifcfgen.lazy import NamedTuple, pattern
from ifcfgen.lint.finding import FORMER_NAMES, Finding
from ifcfgen.place import Place
from ifcfgen.scripts.directory import Directory
from ifcfgen.scripts.file import File
from ifcfgen.scripts.keyfile import Keyfile

_ALLOW = pattern(r"#\s*ifcfgen:\s*allow\b")
_DASH = pattern(r"(?<!\s)\s++-++\s++(?=\S)")

PLACEHOLDER = "REASON"
"""What stands for a reason that has not been written yet."""

Allowed = tuple[str, int | None, str]
"""A path, a line or None for all of the file, and the name of a rule that may meet something there."""


class Suppression(NamedTuple):
    """One such comment. It holds for `covers` of the file: a line number, or None for all of the file.

    Without a reason it suppresses nothing.
    """

    file: File
    comment: Comment
    names: tuple[str, ...]
    reason: str | None
    covers: int | None

    @property
    def allowed(self) -> Iterable[Allowed]:
        """What it allows."""
        return ((self.file.path, self.covers, name) for name in self.names)

    def without(self, names: Iterable[str]) -> str | None:
        """The comment without NAMES; None where it then names no rule."""
        left = [name for name in self.names if name not in names]
        reason = f" - {self.reason}" if self.reason else ""
        return f"# ifcfgen: allow {', '.join(left)}{reason}" if left else None


class Suppressions:
    """The suppressions of a host, or of several, and which of them are of use."""

    def __init__(self, *directories: Directory):
        self.all = [comment for one in directories for file in one.files for comment in suppressions(file)]
        self._reasons: dict[Allowed, str | None] = {}
        spoken = [(allowed, comment.reason) for comment in self.all for allowed in comment.allowed]
        spoken += (pair for one in directories for keyfile in one.surroundings.keyfiles for pair in _allowed(keyfile))
        for allowed, reason in spoken:
            self._reasons[allowed] = self._reasons.get(allowed) or reason
        self._met: set[Allowed] = set()

    def reason(self, finding: Finding) -> str | None:
        """Why FINDING is suppressed, at one of the places that it shows; None if it is not."""
        if not self._reasons:
            return None
        covering = {(spot.path, line, finding.rule) for spot in finding.spots for line in (None, spot.line)}
        covering &= self._reasons.keys()
        self._met |= covering
        return next(filter(None, map(self._reasons.get, sorted(covering, key=str))), None)

    def unused(self, comment: Suppression) -> tuple[str, ...]:
        """The rules that COMMENT names and that met nothing where it holds."""
        return tuple(allowed[2] for allowed in comment.allowed if allowed not in self._met)


def unknown(directory: Directory, rules: Set[str]) -> Iterator[Fault]:
    """A fault for every name in a suppression that is not in RULES."""
    said = [(Place(f.path, c.comment.line), name) for f in directory.files for c in suppressions(f) for name in c.names]
    for keyfile in directory.surroundings.keyfiles:
        said += ((Place(keyfile.path, line), name) for line, (names, _) in _in_keyfile(keyfile) for name in names)
    for place, name in said:
        if name not in rules:
            text = f"no rule {name!r} to allow{did_you_mean(name, rules)}"
            yield Fault(place, directory.secrets.without(text))


def suppressions(file: File) -> Iterator[Suppression]:
    """The suppressions that FILE holds.

    One above the first assignment speaks for the whole file, a later one for the assignment or line that follows it.
    """
    data = file.document.data
    if b"ifcfgen:" not in data or b"allow" not in data:  # our own first line has the one, too
        return
    document = file.document
    written = written_lines(file)
    for comment in document.comments:
        spoken = _spoken(comment.text)
        if spoken:
            below = bisect_right(written, comment.line)
            covers = None if not below else written[below] if below < len(written) else 0
            yield Suppression(file, comment, *spoken, covers)


def _spoken(comment: str) -> tuple[tuple[str, ...], str | None] | None:
    """The rules that a COMMENT allows, and why; None where it is about something else."""
    match = _ALLOW.match(comment)
    listed, *reason = _DASH.split(comment[match.end() :], 1) if match else ("#",)
    if "#" in listed:
        return None
    names = tuple(FORMER_NAMES.get(name, name) for name in re.split(r"[,\s]+", listed.strip()) if name)
    given = bool(reason) and reason[0] != PLACEHOLDER
    return names, reason[0] if given else None


def _in_keyfile(keyfile: Keyfile) -> Iterator[tuple[int, tuple[tuple[str, ...], str | None]]]:
    """What the comments in KEYFILE say, each with its line."""
    if b"ifcfgen:" in keyfile.document.data:
        for line, text in enumerate(keyfile.document.lines, 1):
            spoken = _spoken(text.strip())
            if spoken:
                yield line, spoken


def _allowed(keyfile: Keyfile) -> Iterator[tuple[Allowed, str | None]]:
    """What the comments in KEYFILE allow, and why: one above the first section speaks for the whole file."""
    written = written_lines(keyfile)
    for line, (names, reason) in _in_keyfile(keyfile):
        below = bisect_right(written, line)
        covers = None if not below else written[below] if below < len(written) else 0
        yield from (((keyfile.path, covers, name), reason) for name in names)


def written_lines(file: File | Keyfile) -> list[int]:
    """The lines in which something else than a comment begins, in order."""
    if isinstance(file, Keyfile):
        return [number for number, text in enumerate(file.document.lines, 1) if text.strip()[:1] not in ("", "#")]
    return sorted([*(a.line for a in file.document.assignments), *(s.line for s in file.document.statements)])


def allowed_in(file: File | Keyfile) -> Iterator[Allowed]:
    """What the comments in FILE allow, with a reason or without."""
    if isinstance(file, Keyfile):
        return (allowed for allowed, _ in _allowed(file))
    return (allowed for comment in suppressions(file) for allowed in comment.allowed)
