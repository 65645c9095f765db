"""Writes suppressions for what is found, each with a reason that somebody has yet to give."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterable, Mapping, Set

from ifcfgen.lazy import NamedTuple
from ifcfgen.lint.finding import Edit, Finding
from ifcfgen.lint.fix import edited_text
from ifcfgen.lint.suppression import PLACEHOLDER, Allowed, allowed_in, suppressions, written_lines
from ifcfgen.reading import Reading
from ifcfgen.scripts.file import File
from ifcfgen.scripts.keyfile import Keyfile

_Above = Mapping[int, Set[str]]
"""By line: the rules whose comments are to stand above it."""


class Suppressed(NamedTuple):
    """A host with a comment for each of the findings `done`; no comment can be written for those that are `left`."""

    reading: Reading
    done: tuple[Finding, ...]
    left: tuple[Finding, ...]


def suppress(reading: Reading, findings: Iterable[Finding]) -> Suppressed:
    """READING with a comment for each of FINDINGS, but for those that have one, and those about a comment.

    A comment stands above the line that is found. Above the first of a file, and for what is about a whole file, it
    holds for all of the file.
    """
    files: dict[str, File | Keyfile] = {file.path: file for file in reading.directory.files}
    files |= {keyfile.path: keyfile for keyfile in reading.directory.surroundings.keyfiles}
    there = [comment for file in reading.directory.files for comment in suppressions(file)]
    comments = {(comment.file.path, comment.comment.line) for comment in there}
    covered = {allowed for file in files.values() for allowed in allowed_in(file)}
    by_path: dict[str, list[Finding]] = {}
    for finding in (part for one in findings for part in one.met):
        spots = {(spot.path, line, finding.rule) for spot in finding.spots for line in (None, spot.line)}
        if finding.spot[:2] not in comments and covered.isdisjoint(spots):
            by_path.setdefault(finding.spot.path, []).append(finding)
    done: list[Finding] = []
    left: list[Finding] = []
    texts: dict[str, bytes] = {}  # by name; those of keyfiles by path
    for path, found in by_path.items():
        file = files.get(path)
        lines = written_lines(file) if file else []
        if not file or not lines:
            left += found
            continue
        first = lines[0]
        above: dict[int, set[str]] = {first: {f.rule for f in found if (f.spot.line or 0) <= first}}
        for finding in found:
            if finding.rule not in above[first]:
                above.setdefault(finding.spot.line or first, set()).add(finding.rule)
        placed = _placed(file, {line: rules for line, rules in above.items() if rules}, whole=first)
        texts[file.name if isinstance(file, File) else path] = _text(file, placed)
        for finding in found:
            has_place = any(finding.rule in placed.get(line, ()) for line in (first, finding.spot.line or first))
            (done if has_place else left).append(finding)
    return Suppressed(reading.revised(texts) if texts else reading, tuple(done), tuple(left))


def _placed(file: File | Keyfile, above: _Above, whole: int) -> _Above:
    """As many of the comments ABOVE lines of FILE as are read as such and change nothing else of it.

    One above the line WHOLE is to hold for all of the file.
    """
    if not above or _holds(file, above, whole):
        return above
    lines = sorted(above)
    if len(lines) == 1:
        return {}
    halves = lines[: len(lines) // 2], lines[len(lines) // 2 :]
    return {
        line: rules
        for half in halves
        for line, rules in _placed(file, {line: above[line] for line in half}, whole).items()
    }


def _holds(file: File | Keyfile, above: _Above, whole: int) -> bool:
    after = file.revised(_text(file, above))
    expected: set[Allowed] = set()
    added = 0
    for line, rules in sorted(above.items()):
        added += len(rules)
        expected |= {(file.path, None if line == whole else line + added, rule) for rule in rules}
    return expected <= set(allowed_in(after)) and _content(file) == _content(after)


def _content(file: File | Keyfile) -> object:
    """All of FILE but its comments, wherever it stands; a byte order mark is one at the beginning alone, and a
    carriage return ends a line before a line feed alone."""
    if isinstance(file, Keyfile):
        return [file.document.line(line) for line in written_lines(file)]
    document = file.document
    assignments = [a._replace(line=0, fault_column=None) for a in document.assignments]
    statements = [statement._replace(line=0) for statement in document.statements]
    return assignments, statements, document.data.startswith(BOM_UTF8), document.has_crlf


def _text(file: File | Keyfile, above: _Above) -> bytes:
    edits = []
    for line, rules in above.items():
        old = file.document.line(line)
        new = [f"# ifcfgen: allow {rule} - {PLACEHOLDER}" for rule in sorted(rules)]
        edits.append(Edit(file.path, line, old, "\n".join((*new, old))))
    return edited_text(file.document.data, edits)
