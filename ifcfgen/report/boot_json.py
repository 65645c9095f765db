"""A boot, or two compared, as JSON: the words of `ip -j` and sysfs, the events, and what was assumed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ifcfgen.boot.comparison.boots import Difference
from ifcfgen.boot.comparison.mismatch import Mismatch
from ifcfgen.boot.comparison.shortfall import undecided
from ifcfgen.boot.outcome import Outcome
from ifcfgen.boot.running import Present
from ifcfgen.lint.finding import Finding
from ifcfgen.report import comparison, events, facts
from ifcfgen.report.boot import worded
from ifcfgen.report.state import state
from ifcfgen.report.visible import as_json
from ifcfgen.scripts.earliest import Sign
from ifcfgen.verdict import NO_ERRORS, Errors, Prediction

Strike = Callable[[str], str]
"""Takes the secrets of the files out of a text."""


def text(
    outcome: Outcome, errors: Errors = NO_ERRORS, unmet: Sequence[Mismatch] | None = None, strike: Strike = str
) -> str:
    """One boot, the ERRORS that lint has of its files, and how it is UNMET what a topology asks for."""
    return as_json(_without(_judged(outcome, errors, unmet), strike))


def each(predictions: Sequence[Prediction], sign: Sign | None, strike: Strike = str) -> str:
    """The boots on several releases, and the SIGN that there are no earlier ones; each with whether it fails."""
    earliest = sign and {"release": sign.release, "path": sign.place.path, "line": sign.place.line, "key": sign.key}
    releases = [
        {"release": one.release, "fails": one.fails, **_judged(one.outcome, one.errors, one.unmet)}
        for one in predictions
    ]
    return as_json(_without({"version": 1, "earliest": earliest, "releases": releases}, strike))


def compared(found: Difference, given: Outcome, supposed: Outcome, strike: Strike = str) -> str:
    """Two boots, and what the second has other than the first."""
    document = {
        "given": _document(given),
        "supposed": _document(supposed),
        **worded(found),
        "not_predicted": [left.device for left in found.not_predicted],
    }
    return as_json(_without(document, strike))


def against_running(found: Difference, present: Present, predicted: Outcome, strike: Strike = str) -> str:
    """What runs, the next boot, and what that changes."""
    said = worded(found)
    document = {
        "running": state(present.outcome),
        "predicted": _document(predicted),
        "only_in_memory": said["lost"],
        "only_in_files": said["gained"],
        "changed": said["changed"],
        "not_predicted": [left.device for left in found.not_predicted],
        "not_compared": present.others,
        "not_understood": [{"path": place.path, "line": place.line} for place in present.not_understood],
    }
    return as_json(_without(document, strike))


def _judged(outcome: Outcome, errors: Errors, unmet: Sequence[Mismatch] | None) -> dict[str, Any]:
    document = _document(outcome)
    document["errors"] = [_finding(found) for found in errors.found]
    document["allowed"] = [{**_finding(found), "reason": reason} for found, reason in errors.allowed]
    if unmet is not None:
        document["unexpected"] = [comparison.unmet(found) for found in unmet]
    return document


def _finding(found: Finding) -> dict[str, Any]:
    return {"rule": found.rule, "path": found.spot.path, "line": found.spot.line, "message": found.message}


def _document(outcome: Outcome) -> dict[str, Any]:
    happened = [
        {
            "device": event.device,
            "action": events.action(event.action),
            "result": event.result,
            "reason": events.cause(event.cause),
            "script": event.script,
            "path": event.place.path if event.place else None,
            "line": event.place.line if event.place else None,
        }
        for event in outcome.events
    ]
    unknown = [
        {"fact": facts.text(known.fact), "value": known.value, "stake": events.stake(known.stake)}
        for known in outcome.unknown
    ]
    guests = [
        {
            "guest": one.guest,
            "bridge" if one.is_bridge else "device": one.device,
            "reason": events.cut_off(one),
            "autostart": one.autostarts,
        }
        for one in outcome.cut_off
    ]
    ended = {**state(outcome), **({"guests_without_network": guests} if guests else {})}
    return {**ended, "events": happened, "unknown": unknown, "not_predicted": sorted(undecided(outcome))}


def _without(value: Any, strike: Strike) -> Any:
    """VALUE with every text in it struck; names of fields are left alone."""
    if isinstance(value, dict):
        return {name: _without(item, strike) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without(item, strike) for item in value]
    return strike(value) if isinstance(value, str) else value
