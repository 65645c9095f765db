"""One cause is one finding: what follows from another finding becomes a further place of that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ifcfgen.facts import Condition
from ifcfgen.lazy import NamedTuple
from ifcfgen.lint.finding import SEVERITIES, Finding, Spot
from ifcfgen.lint.rule import Rule


class Met(NamedTuple):
    """A hazard met by `rule`. Findings of a rule with the same `cause` come of one thing; empty: of none.

    `allowed` is the reason of a comment that allows it.
    """

    rule: Rule
    finding: Finding
    cause: str = ""
    allowed: str | None = None


def folded(met: Sequence[Met]) -> Iterator[Met]:
    """Those of MET that have a cause of their own, in their order, each with the places of all that follows from it.

    What a comment allows is folded into nothing. It still explains what its rule says better.
    """
    causes, explained = _causes(met)
    following: dict[int, list[Met]] = {}
    parts: dict[int, list[Finding]] = {}
    for index, cause in enumerate(causes):
        if cause != index:
            following.setdefault(cause, []).append(met[index])
            if index not in explained:
                parts.setdefault(cause, [met[cause].finding]).append(met[index].finding)
    for index, one in enumerate(met):
        if causes[index] == index:
            whole = _with(one.finding, following.get(index, ()))
            yield one._replace(finding=whole._replace(parts=tuple(parts.get(index, ()))))


def _causes(met: Sequence[Met]) -> tuple[list[int], set[int]]:
    """For each of MET the index of the one that it follows from in the end, its own where it follows from none.

    And those of them that another one explains even if a comment allows that.
    """
    at: dict[tuple[str, str | None], list[int]] = {}
    """By rule, and by the file of the finding or None for any, which were met there."""
    for index, one in enumerate(met):
        for path in (one.finding.spot.path, None):
            at.setdefault((one.rule.name, path), []).append(index)
    first: dict[tuple[str, str, tuple[Condition, ...]], int] = {}
    above = list(range(len(met)))
    explained: set[int] = set()
    for index, one in enumerate(met):
        if one.allowed:
            continue
        better = list(_better(one, met, at))
        certain = next((other for other in better if _is_as_sure(met[other].finding, one.finding)), None)
        if certain is not None:
            above[index] = certain
            explained.add(index)
            continue
        for other in better:
            found = met[other].finding
            if above[other] == other and _is_as_sure(one.finding, found) and not _is_graver(found, one.finding):
                above[other] = index
        if one.cause:
            above[index] = first.setdefault((one.rule.name, one.cause, one.finding.conditions), index)
    return [_root(index, above) for index in range(len(met))], explained


def _better(one: Met, met: Sequence[Met], at: dict[tuple[str, str | None], list[int]]) -> Iterator[int]:
    """The indices of what says better what ONE says, in the files that ONE shows: of each rule and file the first."""
    if not one.rule.yields:
        return
    is_of_host = one.rule.kind in ("host", "directory")
    for path in (None,) if is_of_host else dict.fromkeys(spot.path for spot in one.finding.spots):
        for rule in sorted(one.rule.yields):
            there = at.get((rule, path), ())
            yield from [next((i for i in there if not met[i].finding.conditions), there[0])] if there else ()


def _is_as_sure(one: Finding, other: Finding) -> bool:
    """Whether ONE is met wherever OTHER is, as far as their conditions say."""
    where = {condition.fact: condition.values for condition in other.conditions}
    return all({*where.get(held.fact, (None,))} <= {*held.values} for held in one.conditions)


def _is_graver(one: Finding, other: Finding) -> bool:
    return SEVERITIES.index(one.severity) < SEVERITIES.index(other.severity)


def _root(index: int, above: Sequence[int]) -> int:
    """Where the way up from INDEX ends; rules that yield to each other end it."""
    way = {index}
    while above[index] not in way:
        index = above[index]
        way.add(index)
    return index


def _with(found: Finding, following: Sequence[Met]) -> Finding:
    """FOUND, which also shows the places of what is FOLLOWING from it, and the further files of that.

    The fix of several that are one is that of each.
    """
    places = {(spot.path, spot.line) for spot in found.spots}
    paths = {spot.path for spot in found.spots}
    more: list[Spot] = []
    edits = list(found.edits)
    lines = {(edit.path, edit.line) for edit in edits}
    for one in following:
        other = one.finding
        is_told = other.rule != found.rule and other.conditions == found.conditions
        if (other.spot.path, other.spot.line) not in places:
            more.append(other.spot._replace(message=other.message) if is_told else other.spot)
        more += (spot for spot in other.related if spot.path not in paths)
        places.update((spot.path, spot.line) for spot in other.spots)
        paths.update(spot.path for spot in other.spots)
        if other.rule == found.rule and lines.isdisjoint((edit.path, edit.line) for edit in other.edits):
            edits += other.edits
            lines.update((edit.path, edit.line) for edit in other.edits)
    fix = found.fix and found.fix._replace(edits=tuple(edits))
    hidden = tuple((other.rule, other.spot.path) for _, other, *_ in following if other.rule != found.rule)
    return found._replace(related=(*found.related, *more), fix=fix, hidden=hidden)
