"""What comes of a boot where the facts that it assumes are not so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ifcfgen.boot.comparison.boots import Difference
from ifcfgen.boot.record import Assumed
from ifcfgen.facts import Fact
from ifcfgen.facts.machine import Facts
from ifcfgen.lazy import NamedTuple

_KINDS = ("package", "service", "dhcp", "dhcp6")
_MOST_TRIED = 5_000
"""Facts assumed times boots: of seventy facts all are tried. A boot takes the longer the more it assumes."""
_OPPOSITES = {True: False, False: True, "enabled": "disabled", "disabled": "enabled", "absent": "enabled"}

Compare = Callable[[Facts], tuple[Difference, Sequence[Assumed]]]
"""What is different with some facts, and what else is assumed then."""


class Alternative(NamedTuple):
    """What is different where an assumed fact is not so, nor what is assumed only then, `besides`."""

    difference: Difference
    besides: Assumed | None = None
    """As it is not assumed to be."""


def alternatives(assumed: Sequence[Assumed], given: Facts, compare: Compare) -> Mapping[Fact, Sequence[Alternative]]:
    """By each fact that is ASSUMED beside what is GIVEN: what is different where it is not so; nothing where it is not
    tried, after as many boots as so many facts allow.

    Without NetworkManager there may be facts that did not matter with it, such as whether there is brctl.
    """
    facts_assumed = {known.fact for known in assumed}
    boots_left = _MOST_TRIED // max(len(assumed), 1)
    found: dict[Fact, list[Alternative]] = {}
    for known in filter(_has_opposite, assumed):
        if boots_left <= 0:
            found[known.fact] = []
            continue
        boots_left -= 1
        facts = given.supposing(known.fact, _OPPOSITES[known.value])
        difference, all_assumed = compare(facts)
        cases = [Alternative(difference)]
        for further in filter(_has_opposite, all_assumed):
            if further.fact not in facts_assumed and boots_left > 0:
                boots_left -= 1
                value = _OPPOSITES[further.value]
                difference, _ = compare(facts.supposing(further.fact, value))
                if difference != cases[0].difference:
                    cases.append(Alternative(difference, further._replace(value=value)))
        found[known.fact] = cases
    return found


def _has_opposite(known: Assumed) -> bool:
    return known.fact.kind in _KINDS
