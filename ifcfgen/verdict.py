"""Lint and boot of one Reading put together: the two verbs know nothing of each other."""

from __future__ import annotations

from collections.abc import Callable

from ifcfgen.boot.comparison import shortfall
from ifcfgen.boot.managers import predict_stated
from ifcfgen.facts.machine import Facts
from ifcfgen.lint.subjects.relations import Failure
from ifcfgen.reading import Reading


def failures(reading: Reading, facts: Facts, worded: Callable[[shortfall.Failure], Failure]) -> dict[str, Failure]:
    """What the boot of READING with FACTS does not bring up, by device, as a linter takes it.

    Nothing, where it is not stated who brings up what. WORDED says each failure in the words that a finding shows:
    `report.comparison.failure`.
    """
    outcome = predict_stated(reading, facts)
    found = shortfall.failures(reading, facts, outcome) if outcome else ()
    return {failed.device: worded(failed) for failed in found}
