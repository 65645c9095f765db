"""Makes the fixes that a machine can make: one after the other, and none that brings a new hazard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ifcfgen.lint.engine import Linter
from ifcfgen.lint.finding import Edit, Finding
from ifcfgen.reading import Reading


@dataclass(frozen=True)
class Fixed:
    """A host with its findings fixed. `refused` are those whose fix would have brought, or left, a hazard."""

    reading: Reading
    done: tuple[Finding, ...]
    refused: tuple[Finding, ...]


def fix(reading: Reading, linter: Linter, wanted: Callable[[Finding], bool]) -> Fixed:
    """READING with all findings fixed that are WANTED and have edits.

    The linter judges after each fix: it must find less of the hazard in the file that was fixed, and no more of any
    other in any file. What was refused is tried again once others are done.
    """
    findings = linter.check(reading).findings
    done: list[Finding] = []
    refused: dict[tuple[str, ...], Finding] = {}
    progress = False
    while True:
        finding = next((f for f in findings if _edits(f) and wanted(f) and _identity(f) not in refused), None)
        if finding is None and not (progress and refused):
            return Fixed(reading, tuple(done), tuple(refused.values()))
        if finding is None:
            refused, progress = {}, False
            continue
        attempt = edited(reading, _edits(finding))
        after = linter.check(attempt).findings
        if _is_better(_counts(findings), _counts(after), finding):
            reading, findings, progress = attempt, after, True
            done.append(finding)
        else:
            refused[_identity(finding)] = finding


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
            raise ValueError(f"{edit.path}:{edit.line}: not the line that was found")
        if edit.new is not None:
            lines[edit.line - 1] = "\n".join(text + end for text in edit.new.split("\n"))
        elif edit.line == len(lines):
            lines[-1] = ""  # the line above keeps its end
        else:
            del lines[edit.line - 1]
    return "\n".join(lines).encode(errors="surrogateescape")


def _edits(finding: Finding) -> Sequence[Edit]:
    return finding.fix.edits if finding.fix else ()


def _identity(finding: Finding) -> tuple[str, ...]:
    """What a finding says, wherever its line has got to."""
    return finding.rule, finding.spot.path, finding.spot.source or "", finding.message


def _counts(findings: Iterable[Finding]) -> Counter[tuple[str, str]]:
    return Counter((finding.rule, finding.spot.path) for finding in findings)


def _is_better(before: Counter[tuple[str, str]], after: Counter[tuple[str, str]], finding: Finding) -> bool:
    hazard = finding.rule, finding.spot.path
    return after[hazard] < before[hazard] and not after - before
