"""Lint and boot of one Reading put together: the two verbs know nothing of each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ifcfgen.boot.comparison import shortfall
from ifcfgen.boot.comparison.mismatch import Mismatch
from ifcfgen.boot.managers import STAKES, as_booted
from ifcfgen.boot.outcome import Outcome
from ifcfgen.boot.record import Cause
from ifcfgen.lazy import NamedTuple
from ifcfgen.lint.engine import Linter
from ifcfgen.lint.finding import Finding
from ifcfgen.lint.rule import Rule
from ifcfgen.lint.subjects.relations import Consequence, Failure
from ifcfgen.reading import Reading

_OF_HOST = frozenset(
    {"all-of", "module-kept-out", "network-is", "no-network-service", "no-package", "no-program", "no-reader",
     "no-team-plugin", "nobody", "networkmanager-is"}
)  # fmt: skip
"""The causes that have nothing to do with the device: one of them is one failure, however many devices it hits."""


def failures(reading: Reading, outcome: Outcome, worded: Callable[[shortfall.Failure], str]) -> Sequence[Failure]:
    """What fails in OUTCOME, the boot of READING, as a linter takes it: one a cause, with what follows from it.

    WORDED says a failure in the words that a finding shows: `report.comparison.failure`.
    """
    found = shortfall.failures(reading, outcome)
    consequences: dict[int, list[Consequence]] = {}
    for index, root in enumerate(_roots(found)):
        others = consequences.setdefault(root, [])
        if index != root:
            others.append(Consequence(worded(found[index]), found[index].place))
    supposed = tuple((known.fact, known.value) for known in outcome.unknown if known.fact in STAKES)
    roots = [(found[root], tuple(others)) for root, others in consequences.items()]
    return [
        Failure(root.device, worded(root), root.place, others, supposed, reading.directory.file(root.blames or ""))
        for root, others in roots
    ]


class Errors(NamedTuple):
    """The errors that a linter has of a host and that its boot shows; those that a comment allows, with the reason."""

    found: tuple[Finding, ...]
    allowed: tuple[tuple[Finding, str], ...]


NO_ERRORS = Errors((), ())


def errors(reading: Reading, outcome: Outcome, linter: Linter, rules: Mapping[str, Rule]) -> Errors:
    """The errors that LINTER, with RULES, has of READING where the facts are those that OUTCOME assumes.

    Left out is what no boot shows, such as a secret in a repository. Raises `RuleError`.
    """
    result = linter.check(as_booted(reading, outcome))

    def counts(finding: Finding) -> bool:
        return finding.severity == "error" and rules[finding.rule].shows_at_boot

    return Errors(
        tuple(filter(counts, result.findings)), tuple(allowed for allowed in result.allowed if counts(allowed[0]))
    )


class Prediction(NamedTuple):
    """A boot on `release`, what is amiss in its end, and the errors that a linter has of its files.

    `unmet` is how it is not as a topology asks for it; None where none is compared with.
    """

    release: int
    outcome: Outcome
    shortfalls: Mapping[str, Sequence[shortfall.Shortfall]]
    errors: Errors = NO_ERRORS
    unmet: Sequence[Mismatch] | None = None

    @property
    def fails(self) -> bool:
        """Whether the host does not come back as it is to, with the guests that start with it."""
        if self.unmet is not None:
            return bool(self.unmet)
        return bool(self.shortfalls or self.errors.found) or any(one.autostarts for one in self.outcome.cut_off)


def _roots(found: Sequence[shortfall.Failure]) -> Sequence[int]:
    """For each of the failures FOUND the one that it comes of, itself where there is no such."""
    of_device: dict[str, int] = {}
    of_cause: dict[Cause, int] = {}
    for index, failed in enumerate(found):
        of_device.setdefault(failed.device, index)
        if failed.cause:
            of_cause.setdefault(failed.cause, index)
    above: list[int] = []
    for index, failed in enumerate(found):
        if failed.follows is not None:
            above.append(of_device.get(failed.follows, index))
        else:
            above.append(of_cause[failed.cause] if failed.cause and failed.cause.kind in _OF_HOST else index)
    roots: dict[int, int] = {}
    for index in range(len(found)):
        way: dict[int, None] = {}
        while index not in roots and index not in way:
            way[index] = None
            index = above[index]
        root = roots.get(index, index)
        roots.update(dict.fromkeys(way, root))
    return [roots[index] for index in range(len(found))]
