"""Makes the fixes that a machine can make, and none that brings a new hazard."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from ifcfgen.lazy import value_object
from ifcfgen.lint.engine import Linter
from ifcfgen.lint.finding import Edit, Finding
from ifcfgen.lint.trials import Verdict, hazard, verdicts
from ifcfgen.reading import Reading

_Identity = tuple[str, str, str, str]

_FEW = 8
"""So many fixes are tried one by one, which takes no more lints than trials of all would."""


@value_object
class Fixed:
    """A host with its findings fixed. `refused` are those whose fix would have brought, or left, a hazard."""

    reading: Reading
    done: tuple[Finding, ...]
    refused: tuple[Finding, ...]


def fix(reading: Reading, linter: Linter, wanted: Callable[[Finding], bool]) -> Fixed:
    """READING with all findings fixed that are WANTED and have edits.

    A fix is made if it leaves less of its hazard in the file, and no more of any other in any file. What was refused
    is tried again once others are done. Fixes are made one by one, in the order of their findings; where there are
    many, first and together all that trials find not to depend on others, and then, where those may only need the ones
    before them, as many in a row as turn out well.
    """
    findings = linter.check(reading).findings
    done: list[Finding] = []
    refused: dict[_Identity, Finding] = {}
    entangled: dict[_Identity, Verdict] = {}
    progress, length = False, 1
    while True:
        fixable = [f for f in findings if f.edits and not f.conditions and wanted(f) and _identity(f) not in refused]
        if not fixable and not (progress and refused):
            return Fixed(reading, tuple(done), tuple(refused.values()))
        if not fixable:
            refused, entangled, progress = {}, {}, False
            continue
        good = _apart(f for f in fixable if _identity(f) not in entangled)
        if len(good) > _FEW:
            judged = _judged(reading, linter, findings, good)
            entangled |= {_identity(f): verdict for f, verdict in judged if verdict in ("alone", "in a row")}
            for finding in (f for f, verdict in judged if verdict == "bad"):
                refused.setdefault(_identity(finding), finding)
            good = [f for f, verdict in judged if verdict == "good" and _identity(f) not in refused]
            length = 1
        else:
            good = _row(_apart(fixable), entangled)[:length]
        if not good:
            continue
        attempt = _fixed(reading, good)
        after = linter.check(attempt).findings
        if _is_better(findings, after, good):
            reading, findings, progress = attempt, after, True
            done += good
            length *= 2
        elif len(good) == 1:
            refused[_identity(good[0])] = good[0]
        else:
            entangled |= dict.fromkeys(map(_identity, good), "in a row")
            length = len(good) // 2


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


def _judged(
    reading: Reading, linter: Linter, findings: Iterable[Finding], fixable: Sequence[Finding]
) -> list[tuple[Finding, Verdict]]:
    """The FIXABLE of FINDINGS, and what trials say of each."""

    def lint(fixed: Iterable[Finding]) -> Iterable[Finding]:
        return linter.check(_fixed(reading, fixed)).findings

    return list(zip(fixable, verdicts(findings, fixable, lint), strict=True))


def _row(findings: list[Finding], entangled: Mapping[_Identity, Verdict]) -> list[Finding]:
    """The first of FINDINGS, and those behind it that may be made with it."""
    in_a_row = itertools.takewhile(lambda finding: entangled.get(_identity(finding)) == "in a row", findings)
    return list(in_a_row) or findings[:1]


def _fixed(reading: Reading, findings: Iterable[Finding]) -> Reading:
    return edited(reading, (edit for finding in findings for edit in finding.edits))


def edited(reading: Reading, edits: Iterable[Edit]) -> Reading:
    """READING with EDITS made. Raises ValueError where something else stands in a line than an edit says."""
    by_path: dict[str, list[Edit]] = {}
    for edit in edits:
        by_path.setdefault(edit.path, []).append(edit)
    files = {file.path: file for file in reading.directory.files}
    return reading.revised(
        {files[path].name: edited_text(files[path].document.data, of) for path, of in by_path.items()}
    )


def edited_text(data: bytes, edits: Iterable[Edit]) -> bytes:
    """DATA, the content of one file, with EDITS made. Raises ValueError as `edited` does."""
    lines = data.decode(errors="surrogateescape").split("\n")
    for edit in sorted(edits, key=lambda edit: edit.line, reverse=True):
        there = lines[edit.line - 1]
        end = "\r" if there == edit.old + "\r" else ""  # the line keeps its end, unless that is what is edited
        if there != edit.old + end:
            raise ValueError(f"{edit.path}:{edit.line}: the line has changed")
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
    """Whether what is found AFTER is less than BEFORE by those FIXED at least, and nowhere more.

    What a finding hides was there before, whether or not it still shows.
    """
    there = Counter(itertools.chain.from_iterable((hazard(finding), *finding.hidden) for finding in before))
    return not Counter(map(hazard, after)) - (there - Counter(map(hazard, fixed)))
