"""Puts a hazard that was met into words: message, places, cure. The only part of the linter that needs jinja2."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from ifcfgen import secrets
from ifcfgen.facts import Host, Supposition
from ifcfgen.lazy import NamedTuple
from ifcfgen.lint.edits import edits
from ifcfgen.lint.expression import ExpressionError
from ifcfgen.lint.finding import Edit, Finding, Fix, Spot
from ifcfgen.lint.rule import Rule, RuleError
from ifcfgen.lint.subjects.relations import Consequence, Relations
from ifcfgen.lint.texts import filled_in
from ifcfgen.place import Place
from ifcfgen.sandbox import Work, counted
from ifcfgen.scripts.directory import Directory

_LONGEST = 10_000
"""Characters of a text: a finding is kept until all of its host are known."""


class Worded(NamedTuple):
    """A finding; what it shares with others of its rule that have the same cause, if anything; and what is at stake
    where a fact decides whether it is met."""

    finding: Finding
    cause: str
    stake: str


def worded(
    rule: Rule, subject: Any, relations: Relations, assumed: tuple[Supposition, ...], works: dict[str, Work]
) -> Worded:
    """What RULE says of SUBJECT. WORKS has, by rule, what its texts may still do on this host."""
    directory, host = relations.reading.directory, relations.reading.host
    names = counted({rule.kind: subject, "host": host}, works.setdefault(rule.name, Work()))
    shown = rule.shown(subject, host) if rule.shown else subject
    fix = _fix(rule, subject, host, names, directory)
    spot = _spot(directory, _place(shown, rule.at, directory), _text(rule, "note", names))
    found = Finding(
        rule.name,
        rule.severity,
        host.name or directory.path or ".",
        spot,
        _unsaid(directory, _text(rule, "message", names)),
        assumed,
        fix,
        tuple(_related(rule, subject, relations, names, spot)),
    )
    stake = _unsaid(directory, _text(rule, "stake", names))
    return Worded(found, _text(rule, "once", names), stake or found.message)


def with_consequences(found: Finding, more: Iterable[Consequence], directory: Directory) -> Finding:
    """The finding that was FOUND, which also shows what fails because of it."""
    return found._replace(related=(*found.related, *(_spot(directory, one.place, one.text) for one in more)))


def _related(rule: Rule, subject: Any, relations: Relations, names: dict[str, Any], shown: Spot) -> Iterator[Spot]:
    if rule.other is None:
        return
    directory = relations.reading.directory
    found = rule.other.of(subject, relations.reading.host)
    is_one = isinstance(found, Place) or not isinstance(found, tuple | list)  # a place is a tuple, too
    things = () if found is None else (found,) if is_one else found
    for thing in things:
        note = _worded(rule, "with", rule.other.note, {**names, "other": thing})
        spot = _spot(directory, _place(thing, rule.other.keys, directory), note)
        if spot[:3] != shown[:3] or note:  # in a keyfile one line can have an address and a gateway
            yield spot


def _place(thing: Any, keys: Iterable[str], directory: Directory) -> Place:
    if isinstance(thing, Place):
        return thing
    return thing.place(*keys) if hasattr(thing, "place") else Place(directory.path)


def _spot(directory: Directory, place: Place, message: str) -> Spot:
    message = _unsaid(directory, message)
    if place.line is None:
        return Spot(place.path, message=message)
    column = place.column or 1
    shown = _shown(directory, place.path, place.line)
    if shown is None:
        return Spot(place.path, place.line, column, message=message)
    source = directory.secrets.without(shown)
    return Spot(place.path, place.line, column, source, len(source.rstrip()) - column + 1, message)


def _shown(directory: Directory, path: str, line: int) -> str | None:
    """LINE of the file PATH, which is one of DIRECTORY or lies beside it; None where there is no such line."""
    file, beside = directory.file_at(path), directory.surroundings.by_path.get(path)
    lines = file.shown if file else beside.lines if beside else ()
    return lines[line - 1] if line <= len(lines) else None


def _unsaid(directory: Directory, text: str) -> str:
    """TEXT without the secrets of DIRECTORY: what is found is shown in public logs."""
    return secrets.told(directory.secrets.without(text))


def _fix(rule: Rule, subject: Any, host: Host, names: dict[str, Any], directory: Directory) -> Fix | None:
    text = _text(rule, "fix", names)
    if not text:
        return None
    made = edits(rule, subject, host, partial(_rendered, rule, names))
    marked = tuple(edit._replace(secret=_holds_secret(edit, directory)) for edit in made)
    return Fix(_unsaid(directory, text), rule.safe, marked)


def _holds_secret(edit: Edit, directory: Directory) -> bool:
    file = directory.file_at(edit.path)
    assert file
    old, new = file.document.line(edit.line), edit.new or ""
    return any(
        text != directory.secrets.without(shown)
        for text, shown in ((old, file.shown[edit.line - 1]), (new, secrets.struck(new)))
    )


def _text(rule: Rule, field: str, names: dict[str, Any]) -> str:
    return _worded(rule, field, rule.fields.get(field, ""), names)


def _worded(rule: Rule, field: str, text: str, names: dict[str, Any]) -> str:
    return " ".join(_rendered(rule, names, field, text).split())[:_LONGEST] if "{" in text else text


def _rendered(rule: Rule, names: dict[str, Any], field: str, text: str) -> str:
    """TEXT with every blank as it stands."""
    try:
        return filled_in(text, names)
    except ExpressionError as error:
        raise RuleError(rule.path, rule.line_of(field), secrets.told(str(error))) from None
