"""Makes the fixes that a machine can make, and none that brings a new hazard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ifcfgen.lint.engine import Linter
from ifcfgen.lint.finding import Edit, Finding
from ifcfgen.lint.trials import Verdict, hazard, verdicts
from ifcfgen.reading import Reading

_Identity = tuple[str, str, str, str]

_FEW = 8
"""So many fixes are tried one by one, which takes no more lints than trials of all would."""


@dataclass(frozen=True)
class Fixed:
    """A host with its findings fixed. `refused` are those whose fix would have brought, or left, a hazard."""

    reading: Reading
    done: tuple[Finding, ...]
    refused: tuple[Finding, ...]


def fix(reading: Reading, linter: Linter, wanted: Callable[[Finding], bool]) -> Fixed:
    """READING with all findings fixed that are WANTED and have edits.

    A fix is made if it alone leaves less of its hazard in the file, and no more of any other in any file. What was
    refused is tried again once others are done. Fixes that are in each other's way are made in the order of the
    findings, except that where there are many those that are not in another's way come first.
    """
    findings = linter.check(reading).findings
    done: list[Finding] = []
    refused: dict[_Identity, Finding] = {}
    entangled: set[_Identity] = set()
    progress = False
    while True:
        fixable = [f for f in findings if f.edits and wanted(f) and _identity(f) not in refused]
        if not fixable and not (progress and refused):
            return Fixed(reading, tuple(done), tuple(refused.values()))
        if not fixable:
            refused, entangled, progress = {}, set(), False
            continue
        good: list[Finding] = []
        together = _apart(f for f in fixable if _identity(f) not in entangled)
        if len(together) <= _FEW:
            together = fixable[:1]
        for finding, verdict in zip(together, _verdicts(reading, linter, findings, together), strict=True):
            if verdict == "alone":
                entangled.add(_identity(finding))
            elif verdict == "bad":
                refused.setdefault(_identity(finding), finding)
            elif verdict == "good" and _identity(finding) not in refused:
                good.append(finding)
        if not good:
            continue
        attempt = _fixed(reading, good)
        after = linter.check(attempt).findings
        if _is_better(findings, after, good):
            reading, findings, progress = attempt, after, True
            done += good
        elif len(good) == 1:
            refused[_identity(good[0])] = good[0]
        else:
            entangled.update(map(_identity, good))


def _apart(findings: Iterable[Finding]) -> list[Finding]:
    """The first of FINDINGS and all whose edits are of other lines than those of any before."""
    taken: set[tuple[str, int]] = set()
    apart = []
    for finding in findings:
        lines = {(edit.path, edit.line) for edit in finding.edits}
        if taken.isdisjoint(lines):
            apart.append(finding)
        taken |= lines
    return apart


def _verdicts(
    reading: Reading, linter: Linter, findings: Iterable[Finding], fixable: Sequence[Finding]
) -> Sequence[Verdict]:
    if len(fixable) == 1:  # the lint that follows tells
        return ["good"]
    return verdicts(findings, fixable, lambda fixed: linter.check(_fixed(reading, fixed)).findings)


def _fixed(reading: Reading, findings: Iterable[Finding]) -> Reading:
    return edited(reading, (edit for finding in findings for edit in finding.edits))


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


def _identity(finding: Finding) -> _Identity:
    """What a finding says, wherever its line has got to."""
    return finding.rule, finding.spot.path, finding.spot.source or "", finding.message


def _is_better(before: Iterable[Finding], after: Iterable[Finding], fixed: Iterable[Finding]) -> bool:
    """Whether what is found AFTER is less than BEFORE by those FIXED at least, and nowhere more."""
    return not Counter(map(hazard, after)) - (Counter(map(hazard, before)) - Counter(map(hazard, fixed)))
