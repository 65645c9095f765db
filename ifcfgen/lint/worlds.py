"""A rule under unknown facts: what it says of a default installation, and of every host that may be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from ifcfgen.facts import KERNEL_NAMES, RELEASE, RELEASES, SERVICES, Condition, Fact, Host, Supposition, Unknown
from ifcfgen.lazy import NamedTuple
from ifcfgen.lint.rule import Rule
from ifcfgen.lint.subjects.device import DeviceSubject
from ifcfgen.lint.subjects.relations import Relations

Supposed = tuple[Supposition, ...]
"""Facts with the values that were supposed, in the order in which they were wanted."""

_ABOUT_READERS = frozenset({RELEASE, KERNEL_NAMES, Fact("package", "network-scripts")})
"""Beside the services: the facts on which it depends who reads a file, how, and for which card."""
_SERVICES = tuple(Fact("service", name) for name in SERVICES)
_NETWORK_SCRIPTS = 8
"""The release whose network service is a package of its own."""


class Guess(NamedTuple):
    """A whole world: the facts about readers, and whether everything else that is asked for is there."""

    facts: Mapping[Fact, object]
    has_packages: bool


class World(NamedTuple):
    """What a rule says where some facts are supposed, in the order in which it wanted them."""

    relations: Relations
    supposed: Mapping[Fact, object]
    hazard: bool

    @property
    def assumed(self) -> Supposed:
        """What is supposed, in words of people: the network service of EL8 is absent, not disabled."""
        services, supposed = self.relations.reading.host.services, self.supposed.items()
        return tuple((fact, services[fact.name] if fact.kind == "service" else value) for fact, value in supposed)

    def usual(self, fact: Fact) -> object:
        """What FACT is in a default installation of the release; None where that cannot be said."""
        return self.relations.reading.host.usual(fact)


class Met(NamedTuple):
    """A hazard that depends on facts: words for it hold in `relations`, where facts are `assumed`.

    It is met only where all of `conditions` hold, or as well as for certain where there are none.
    """

    relations: Relations
    assumed: Supposed = ()
    conditions: tuple[Condition, ...] = ()


class Question(NamedTuple):
    """A fact of the host that decides whether a hazard is met: it is where the fact has `value`, as in `relations`."""

    fact: Fact
    value: object
    relations: Relations


def weigh(rule: Rule, subject: Any, wanted: Fact) -> Met | Question | None:
    """Where RULE, which WANTED a fact, meets a hazard in SUBJECT; what of the host decides it; None: nowhere.

    Whether it is met in a default installation is what counts. Where the release is open, that is one with any reader
    or none, and what every reader meets is met as well. Assumed is what such an installation settles; the rest makes no
    difference. What is met elsewhere is reported with its conditions if these are about who reads the file or about the
    release.
    """
    host = subject.relations.reading.host
    releases = host.releases
    found: list[World] = []
    others: list[World] = []
    for world in _worlds(rule, subject, subject.relations, wanted, {}):
        (found if world.supposed.get(RELEASE, releases[0]) in releases else others).append(world)
    hazards = [world for world in found if world.hazard]
    if not hazards:
        return None
    if len(hazards) == len(found):
        return Met(_typical(hazards).relations, _bound(host, others))
    is_open = host.el is None
    expected = [world for world in found if _is_usual(world, is_open)]
    met = [world for world in expected if world.hazard]
    if len(met) == len(expected):
        shown = _typical(met)
        settled = (one for one in shown.assumed if not (is_open and _is_about_readers(one[0])))
        return Met(shown.relations, tuple(one for one in settled if shown.usual(one[0]) is not None))
    readers = [world for world in found if _is_read(subject, world)]
    if is_open and readers and all(world.hazard for world in readers):
        return Met(readers[0].relations, _bound(host, [world for world in others if _is_read(subject, world)]))
    read = [world for world in readers if world.hazard]
    conditions = _conditions(host, read, [world for world in found if not world.hazard])
    if conditions:
        bound = _bound(host, [world for world in others if _holds(conditions, world)])
        return Met(next(world for world in hazards if _holds(conditions, world)).relations, bound, conditions)
    asked = next((world for world in met if _is_common(world)), None)
    if asked is None:
        return None
    relations, supposed, _ = asked
    fact = next((fact for fact in supposed if not _is_about_readers(fact)), wanted)
    return Question(fact, supposed[fact], relations)


def _is_usual(world: World, is_open: bool) -> bool:
    """Whether WORLD is a default installation of its release; where that IS_OPEN, one with any reader or none."""
    host = world.relations.reading.host
    return all(
        (is_open and _is_about_readers(fact)) or host.usual(fact) in (None, value)
        for fact, value in world.supposed.items()
    )


def _bound(host: Host, excluded: Iterable[World]) -> Supposed:
    """That HOST is of no release that its files rule out, where one of these EXCLUDED worlds has no hazard."""
    return () if all(world.hazard for world in excluded) else ((RELEASE, host.releases),)


def guesses(host: Host, *, has_packages: bool) -> Iterator[Guess]:
    """Every release and state of the services that HOST can have where they are unknown, as whole worlds.

    HAS_PACKAGES: whether the packages, and all else that may be there, are taken to be.
    """
    possible = [[host.services.get(name)] if name in host.services else ["enabled", "disabled"] for name in SERVICES]
    worlds = [states for states in product(*possible) if "enabled" in states] or [*product(*possible)]
    for release, states in product(host.releases, worlds):
        if release > _NETWORK_SCRIPTS and states[0] != "enabled" and any(other[0] == "enabled" for other in worlds):
            continue  # which has no network service
        facts: dict[Fact, object] = dict(zip(_SERVICES, states, strict=True))
        facts[RELEASE] = release
        facts[Fact("package", "network-scripts")] = release == _NETWORK_SCRIPTS and states[1] == "enabled"
        yield Guess(facts, has_packages)


def guessed(rule: Rule, subject: Any, wanted: Fact, guess: Guess) -> Met | None:
    """Whether RULE, which WANTED a fact, meets a hazard in SUBJECT where unknown facts are as in GUESS."""
    relations: Relations = subject.relations
    supposed: Supposed = ()
    while True:
        value = guess.facts.get(wanted, guess.has_packages)
        relations, supposed = relations.supposing(wanted, value), (*supposed, (wanted, value))
        try:
            hazard = rule.holds(subject.under(relations), relations.reading.host)
        except Unknown as unknown:
            wanted = unknown.fact
        else:
            return Met(relations, supposed) if hazard else None


def _worlds(
    rule: Rule, subject: Any, relations: Relations, wanted: Fact, supposed: Mapping[Fact, object]
) -> Iterator[World]:
    """What RULE says of every host that there can be, as far as it asks: that of a default installation first."""
    for value, there in relations.alternatives(wanted):
        here = {**supposed, wanted: value}
        try:
            hazard = rule.holds(subject.under(there), there.reading.host)
        except Unknown as unknown:
            yield from _worlds(rule, subject, there, unknown.fact, here)
        else:
            yield World(there, here, hazard)


def _conditions(stated: Host, hazards: Sequence[World], safe: Sequence[World]) -> tuple[Condition, ...]:
    """What is enough for a hazard, in facts about readers alone: on as many releases, in as few facts as can be.

    What a default installation of the release that is STATED has goes without saying. Nothing where more decides it.
    """
    known, met = ([world.supposed for world in worlds] for worlds in (safe, hazards))
    best: list[Condition] = []
    for facts in met:
        enough = {fact: value for fact, value in facts.items() if _is_about_readers(fact)}
        if _fits_any(enough, known):
            continue
        for fact in tuple(enough):
            fewer = {other: value for other, value in enough.items() if other != fact}
            if not _fits_any(fewer, known):
                enough = fewer
        found = [Condition(fact, _values(stated, fact, enough, met, known)) for fact in enough]
        best = min(best, found, key=_narrowness) if best else found
    return tuple(one for one in best if len(best) == 1 or stated.preset(one.fact) not in one.values)


def _values(
    stated: Host,
    fact: Fact,
    enough: Mapping[Fact, object],
    met: Sequence[Mapping[Fact, object]],
    safe: Sequence[Mapping[Fact, object]],
) -> tuple[object, ...]:
    """What else FACT can be for ENOUGH to be so: a hazard in one of the worlds that are MET, and in no SAFE one."""
    others = [{**enough, fact: value} for value in stated.choices(fact)]
    return tuple(one[fact] for one in others if _fits_any(one, met) and not _fits_any(one, safe))


def _narrowness(conditions: Sequence[Condition]) -> tuple[int, int]:
    releases = next((len(one.values) for one in conditions if one.fact == RELEASE), len(RELEASES))
    return -releases, len(conditions)


def _typical(worlds: Sequence[World]) -> World:
    """The one of WORLDS whose words suit the most hosts."""
    return next(filter(_is_common, worlds), worlds[0])


def _is_common(world: World) -> bool:
    """Whether there are many hosts as in WORLD: one of the services starts, on EL5 and EL6 the network service."""
    facts = world.supposed
    networkmanager, network = map(facts.get, _SERVICES)
    if networkmanager == network == "disabled":
        return False
    return world.relations.reading.host.el not in (5, 6) or networkmanager != "enabled"


def _is_read(subject: Any, world: World) -> bool:
    """Whether somebody makes use of the file in WORLD, and there are many such hosts.

    Whether anything does depends on the host.
    """
    if not _is_common(world):
        return False
    there = subject.under(world.relations)
    device = getattr(there, "device", there)
    try:
        return not isinstance(device, DeviceSubject) or device.manager is not None
    except Unknown:
        return True


def _fits_any(some: Mapping[Fact, object], worlds: Iterable[Mapping[Fact, object]]) -> bool:
    """Whether SOME can hold in one of WORLDS: nothing contradicts."""
    for facts in worlds:
        for fact, value in some.items():
            if facts.get(fact, value) != value:
                break
        else:
            return True
    return False


def _holds(conditions: Iterable[Condition], world: World) -> bool:
    facts = world.supposed
    return all(facts.get(condition.fact, condition.values[0]) in condition.values for condition in conditions)


def _is_about_readers(fact: Fact) -> bool:
    return fact.kind == "service" or fact in _ABOUT_READERS


def usual(relations: Relations, fact: Fact) -> Relations:
    """RELATIONS where FACT is what a default installation has, or else the first value that it can have."""
    host = relations.reading.host
    value = host.preset(fact)
    return relations.supposing(fact, host.choices(fact)[0] if value is None else value)
