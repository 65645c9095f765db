"""Applies the cures that a machine can do: one after the other, and none that brings a new hazard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ifcfgen.lint.engine import Linter
from ifcfgen.lint.finding import Edit, Finding
from ifcfgen.reading import Reading


@dataclass(frozen=True)
class Mended:
    """A host after its cures. `refused` are those that would have brought, or left, a hazard."""

    reading: Reading
    cured: tuple[Finding, ...]
    refused: tuple[Finding, ...]


def mend(reading: Reading, linter: Linter, wanted: Callable[[Finding], bool]) -> Mended:
    """READING with the cures of all findings that are WANTED and have edits.

    The linter judges after each: it must find less of the hazard in the file that was cured of it, and no more of any
    other in any file. What was refused is tried again once others were cured.
    """
    findings = linter.check(reading).findings
    cured: list[Finding] = []
    refused: dict[tuple[str, ...], Finding] = {}
    got_on = False
    while True:
        finding = next((f for f in findings if _edits(f) and wanted(f) and _told(f) not in refused), None)
        if finding is None and not (got_on and refused):
            return Mended(reading, tuple(cured), tuple(refused.values()))
        if finding is None:
            refused, got_on = {}, False
            continue
        attempt = edited(reading, _edits(finding))
        after = linter.check(attempt).findings
        if _is_better(_counts(findings), _counts(after), finding):
            reading, findings, got_on = attempt, after, True
            cured.append(finding)
        else:
            refused[_told(finding)] = finding


def edited(reading: Reading, edits: Iterable[Edit]) -> Reading:
    """READING with EDITS made. Raises ValueError where something else stands in a line than an edit says."""
    by_path: dict[str, list[Edit]] = {}
    for edit in edits:
        by_path.setdefault(edit.path, []).append(edit)
    files = {file.path: file for file in reading.directory.files}
    return reading.revised({files[path].name: _text(files[path].document.data, of) for path, of in by_path.items()})


def _text(data: bytes, edits: Sequence[Edit]) -> bytes:
    lines = data.decode(errors="surrogateescape").split("\n")
    for edit in sorted(edits, key=lambda edit: edit.line, reverse=True):
        there = lines[edit.line - 1]
        end = "\r" if there == edit.old + "\r" else ""  # the line keeps its end, unless that is what is edited
        if there != edit.old + end:
            raise ValueError(f"{edit.path}:{edit.line}: not {edit.old!r}")
        if edit.new is not None:
            lines[edit.line - 1] = "\n".join(text + end for text in edit.new.split("\n"))
        elif edit.line == len(lines):
            lines[-1] = ""  # the line above keeps its end
        else:
            del lines[edit.line - 1]
    return "\n".join(lines).encode(errors="surrogateescape")


def _edits(finding: Finding) -> Sequence[Edit]:
    return finding.fix.edits if finding.fix else ()


def _told(finding: Finding) -> tuple[str, ...]:
    """What a finding says, wherever its line has got to."""
    return finding.rule, finding.spot.path, finding.spot.source or "", finding.message


def _counts(findings: Iterable[Finding]) -> Counter[tuple[str, str]]:
    return Counter((finding.rule, finding.spot.path) for finding in findings)


def _is_better(before: Counter[tuple[str, str]], after: Counter[tuple[str, str]], finding: Finding) -> bool:
    cured = finding.rule, finding.spot.path
    return after[cured] < before[cured] and not after - before
