"""A rule under facts that nobody stated: what it says of a default installation, and of every host that may be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ifcfgen.facts import Fact, Supposition, Unknown, choices
from ifcfgen.lint.rule import Rule
from ifcfgen.lint.subjects.relations import Relations

Supposed = tuple[Supposition, ...]
"""Facts with the values that were supposed, in the order in which they were wanted."""


class World(NamedTuple):
    """What a rule says where some facts are supposed."""

    relations: Relations
    supposed: Supposed
    hazard: bool


def meets(rule: Rule, subject: Any, relations: Relations) -> bool:
    """Whether RULE meets a hazard in SUBJECT where RELATIONS hold, or might."""
    try:
        return rule.holds(subject.under(relations), relations.reading.host)
    except Unknown:
        return True


def preset(rule: Rule, subject: Any, wanted: Fact) -> World | Fact:
    """What RULE, which WANTED a fact, says of a default installation; the fact that such a one leaves open."""
    relations: Relations = subject.relations
    supposed: Supposed = ()
    while True:
        value = relations.reading.host.preset(wanted)
        if value is None:
            return wanted
        relations, supposed = relations.supposing(wanted, value), (*supposed, (wanted, value))
        try:
            hazard = rule.holds(subject.under(relations), relations.reading.host)
        except Unknown as unknown:
            wanted = unknown.fact
        else:
            return World(relations, supposed, hazard)


def extremes(rule: Rule, subject: Any, wanted: Fact) -> dict[bool, World]:
    """The first world in which RULE meets a hazard, and the first in which it meets none."""
    seen: dict[bool, World] = {}
    for world in _worlds(rule, subject, subject.relations, wanted, ()):
        seen.setdefault(world.hazard, world)
        if len(seen) == 2:
            break
    return seen


def _worlds(rule: Rule, subject: Any, relations: Relations, wanted: Fact, supposed: Supposed) -> Iterator[World]:
    """What RULE says of every host that there can be, as far as it asks."""
    for value in choices(wanted):
        there, here = relations.supposing(wanted, value), (*supposed, (wanted, value))
        try:
            hazard = rule.holds(subject.under(there), there.reading.host)
        except Unknown as unknown:
            yield from _worlds(rule, subject, there, unknown.fact, here)
        else:
            yield World(there, here, hazard)


def usual(relations: Relations, fact: Fact) -> Relations:
    """RELATIONS where FACT is what a default installation has, or else the first value that it can have."""
    value = relations.reading.host.preset(fact)
    return relations.supposing(fact, choices(fact)[0] if value is None else value)
