"""Many fixes tried with few lints: what each of them would do, were it made alone.

A lint for each fix takes too long where there are many. Here each fix is made in half of a few trials, and no fix in
all those of another. So what changes in exactly the trials of one fix is its doing, and it shows where one fix depends
on another: then something changes in other trials, too.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, count, islice
from math import comb
from typing import Literal

from ifcfgen.lint.finding import Edit, Finding

Verdict = Literal["good", "bad", "later", "in a row", "alone"]
"""Good: less of its own hazard, and no more of any. Later: an earlier one has to be made or refused first. In a row: it
may need those before it. Alone: it is entangled with others, and only a lint of its own can tell."""

_ENTANGLED = ("in a row", "alone")

Hazard = tuple[str, str]
"""A rule, and the path where it meets something."""

_Spot = tuple[Hazard, int]
"""A hazard and its line, by the numbers from before any fix; 0: the whole file."""


def hazard(finding: Finding) -> Hazard:
    """What FINDING is one of."""
    return finding.rule, finding.spot.path


def verdicts(
    findings: Iterable[Finding], fixable: Sequence[Finding], lint: Callable[[Sequence[Finding]], Iterable[Finding]]
) -> list[Verdict]:
    """What becomes of those of FINDINGS that are FIXABLE, whose edits are of different lines.

    LINT is asked for what is found once some of them are fixed.
    """
    trials = _trials(len(fixable))
    findings = list(findings)
    before = Counter((hazard(finding), finding.spot.line or 0) for finding in findings)
    hidden = {what for finding in findings for what in finding.hidden}
    changes: dict[_Spot, dict[int, int]] = {}
    for trial in sorted(frozenset().union(*trials)):
        fixed = [finding for finding, own in zip(fixable, trials, strict=True) if trial in own]
        after = Counter(_spots(lint(fixed), fixed))
        for spot in before.keys() | after.keys():
            if after[spot] != before[spot]:
                changes.setdefault(spot, {})[trial] = after[spot] - before[spot]
    outcome = _Outcome(fixable, trials)
    for spot, change in changes.items():
        if spot[0] not in hidden or min(change.values()) < 0:
            outcome.note(spot, change)
    return outcome.verdicts()


def _trials(number: int) -> list[frozenset[int]]:
    """Which trials each of NUMBER fixes is part of.

    They are equally many, and odd: so they are never those in which one or both of two others, or exactly one, is made.
    """
    size = next(size for size in count(1) if comb(size, size // 2 | 1) >= number)
    return [frozenset(own) for own in islice(combinations(range(size), size // 2 | 1), number)]


class _Outcome:
    """What trials have shown of fixes, which are known by their index."""

    def __init__(self, fixable: Sequence[Finding], trials: Sequence[frozenset[int]]):
        self._fixable = fixable
        self._trials = trials
        self._by_trials = {own: fix for fix, own in enumerate(trials)}
        self._by_spot = {(hazard(finding), finding.spot.line or 0): fix for fix, finding in enumerate(fixable)}
        self._by_path: dict[str, list[int]] = {}
        for fix, finding in enumerate(fixable):
            for path in {edit.path for edit in finding.edits}:
                self._by_path.setdefault(path, []).append(fix)
        self._effects: list[Counter[Hazard]] = [Counter() for _ in fixable]
        self._unclear: list[set[Hazard]] = [set() for _ in fixable]
        """Hazards of which there are fewer with others, and perhaps with the fix alone."""
        self._entangled: set[int] = set()
        self._before: dict[int, list[int]] = {}
        """By fix, the earlier ones that do away with its finding."""
        self._behind: dict[int, list[int]] = {}
        """By fix, the earlier ones whose finding it does away with."""

    def note(self, spot: _Spot, change: dict[int, int]) -> None:
        """At SPOT there was, by trial, a CHANGE in number."""
        what, _ = spot
        own = self._by_spot.get(spot)
        fix = self._by_trials.get(frozenset(change)) if len(set(change.values())) == 1 else None
        if fix is not None:
            suspects = [fix]
            self._effects[fix][what] += next(iter(change.values()))
        elif max(change.values()) > 0:
            self._entangled.update(self._suspects(change))
            self._entangled.update(self._by_path.get(what[1], range(len(self._fixable))))
            return
        else:
            suspects = self._suspects(change)
            for suspect in suspects:
                self._unclear[suspect].add(what)
            if own in suspects:
                self._effects[own][what] += max(change.values())
        if own is not None:
            self._before[own] = [suspect for suspect in suspects if suspect < own]
            for suspect in suspects:
                if suspect > own:
                    self._behind.setdefault(suspect, []).append(own)

    def _suspects(self, change: dict[int, int]) -> list[int]:
        """The fixes that may have changed something: it changed in all their trials."""
        return [fix for fix, own in enumerate(self._trials) if own <= change.keys()]

    def verdicts(self) -> list[Verdict]:
        """What becomes of each."""
        found: list[Verdict] = []
        for fix, finding in enumerate(self._fixable):
            if fix in self._entangled:
                found.append("alone" if self._before.get(fix) else "in a row")
            elif any(found[other] in ("good", *_ENTANGLED) for other in self._before.get(fix, ())) or any(
                found[other] in ("later", *_ENTANGLED) for other in self._behind.get(fix, ())
            ):
                found.append("later")
            else:
                found.append(self._verdict(self._effects[fix], hazard(finding), self._unclear[fix]))
        return found

    def _verdict(self, effect: Counter[Hazard], own: Hazard, unclear: set[Hazard]) -> Verdict:
        more = {what for what, number in effect.items() if number > 0}
        if not more and effect[own] < 0:
            return "good"
        return "alone" if unclear & (more | {own}) else "bad"


def _spots(findings: Iterable[Finding], fixed: Iterable[Finding]) -> Iterator[_Spot]:
    """Where FINDINGS are, by the line numbers from before some were FIXED."""
    by_path: dict[str, list[Edit]] = {}
    for edit in sorted(edit for finding in fixed for edit in finding.edits):
        by_path.setdefault(edit.path, []).append(edit)
    lines = {path: _Lines(made) for path, made in by_path.items()}
    for finding in findings:
        line = finding.spot.line or 0
        yield hazard(finding), lines[finding.spot.path].before(line) if finding.spot.path in lines else line


class _Lines:
    """The lines of a file that some edits were made in, from the first to the last."""

    def __init__(self, made: Iterable[Edit]):
        self._edits: list[tuple[int, int, int]] = []
        """The line that takes the place of an edited one, how many there are of it, and which it was."""
        moved = 0
        for edit in made:
            number = 0 if edit.new is None else edit.new.count("\n") + 1
            self._edits.append((edit.line + moved, number, edit.line))
            moved += number - 1

    def before(self, line: int) -> int:
        """Which line LINE was, or is in the place of."""
        index = bisect_right(self._edits, (line, float("inf"))) - 1
        if index < 0:
            return line
        start, number, old = self._edits[index]
        return old if line < start + number else old + 1 + line - (start + number)
