"""Puts a hazard that was met into words: message, places, cure. The only part of the linter that needs jinja2."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from typing import Any

from ifcfgen.facts import Host, Supposition
from ifcfgen.lint.edits import edits
from ifcfgen.lint.expression import ExpressionError
from ifcfgen.lint.finding import Finding, Fix, Spot
from ifcfgen.lint.rule import Rule, RuleError
from ifcfgen.lint.subjects.relations import Relations
from ifcfgen.lint.texts import filled_in
from ifcfgen.place import Place
from ifcfgen.scripts.directory import Directory

_SHOWN_BESIDE = 3
"""How many related places a finding shows at most."""

_SECRET = re.compile(
    r"\s*(?:export\s+)?(?:\w*(?:PASSWORD|PASSPHRASE|PSK)(?!\w*_FLAGS)\w*|KEY[1-4]?|\w+_PIN)\s*\+?=\s*(.*\S)", re.I
)
_TELLING = 4
"""Characters; a shorter piece of a secret gives nothing away, and would be struck out of every other word."""


def finding(rule: Rule, subject: Any, relations: Relations, assumed: tuple[Supposition, ...]) -> Finding:
    """The finding of RULE about SUBJECT."""
    directory, host = relations.reading.directory, relations.reading.host
    names = {rule.kind: subject, "host": host}
    shown = rule.shown(subject, host) if rule.shown else subject
    fix = _fix(rule, subject, host, names)
    return Finding(
        rule.name,
        rule.severity,  # type: ignore[arg-type]  # checked when the rule was read
        host.name or directory.path or ".",
        _spot(directory, _place(shown, rule.at, directory), _text(rule, "note", names)),
        _unsaid(directory, _text(rule, "message", names)),
        assumed,
        fix._replace(text=_unsaid(directory, fix.text)) if fix else None,
        tuple(_related(rule, subject, relations, names)),
    )


def _related(rule: Rule, subject: Any, relations: Relations, names: dict[str, Any]) -> Iterator[Spot]:
    if rule.other is None:
        return
    directory = relations.reading.directory
    found = rule.other.of(subject, relations.reading.host)
    is_one = isinstance(found, Place) or not isinstance(found, tuple | list)  # a place is a tuple, too
    things = () if found is None else (found,) if is_one else found
    for thing in things[:_SHOWN_BESIDE]:
        note = _worded(rule, "with", rule.other.note, {**names, "other": thing})
        yield _spot(directory, _place(thing, rule.other.keys, directory), note)


def _place(thing: Any, keys: Iterable[str], directory: Directory) -> Place:
    if isinstance(thing, Place):
        return thing
    return thing.place(*keys) if hasattr(thing, "place") else Place(directory.path)


def _spot(directory: Directory, place: Place, message: str) -> Spot:
    message = _unsaid(directory, message)
    if place.line is None:
        return Spot(place.path, message=message)
    file = directory.file_at(place.path)
    source = _unsaid(directory, file.document.line(place.line) if file else "")
    column = place.column or 1
    return Spot(place.path, place.line, column, source, len(source.rstrip()) - column + 1, message)


def _unsaid(directory: Directory, text: str) -> str:
    """TEXT without the secrets of DIRECTORY: what is found is shown in public logs. Edits alone keep them."""
    for secret in _secrets(directory):
        text = text.replace(secret, "***")
    return text


@lru_cache(1)
def _secrets(directory: Directory) -> list[str]:
    """The values of passwords and keys, and their words: bash may see a command in each. The longest first."""
    values = [found[1] for file in directory.files for line in file.document.lines if (found := _SECRET.match(line))]
    pieces = {piece.strip("\"'") for value in values for piece in (value, *value.split())}
    return sorted((piece for piece in pieces if len(piece) >= _TELLING), key=lambda piece: (-len(piece), piece))


def _fix(rule: Rule, subject: Any, host: Host, names: dict[str, Any]) -> Fix | None:
    text = _text(rule, "fix", names)
    if not text:
        return None
    return Fix(text, rule.safe, edits(rule, subject, host, partial(_rendered, rule, names)))


def _text(rule: Rule, field: str, names: dict[str, Any]) -> str:
    return _worded(rule, field, rule.fields.get(field, ""), names)


def _worded(rule: Rule, field: str, text: str, names: dict[str, Any]) -> str:
    return " ".join(_rendered(rule, names, field, text).split()) if "{" in text else text


def _rendered(rule: Rule, names: dict[str, Any], field: str, text: str) -> str:
    """TEXT with every blank as it stands."""
    try:
        return filled_in(text, names)
    except ExpressionError as error:
        raise RuleError(rule.path, rule.line_of(field), str(error)) from None
