"""Puts a hazard that was met into words: message, places, cure. The only part of the linter that needs jinja2."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, partial
from typing import Any

from jinja2 import ChainableUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ifcfgen.ifcfg.directory import Directory
from ifcfgen.lint.edits import edits
from ifcfgen.lint.finding import Finding, Fix, Spot
from ifcfgen.lint.rule import Rule, RuleError
from ifcfgen.model import Address, Place, Route

_SHOWN_BESIDE = 3
"""How many related places a finding shows at most."""

# Rules may come with a repository that somebody has just cloned: its texts are not to be trusted either.
_jinja = ImmutableSandboxedEnvironment(undefined=ChainableUndefined, autoescape=False)
_jinja.globals.clear()


def finding(rule: Rule, subject: Any, directory: Directory, assumed: tuple[str, ...]) -> Finding:
    """The finding of RULE about SUBJECT."""
    names = {rule.kind: subject, "host": directory.host}
    shown = rule.shown(subject, directory.host) if rule.shown else subject
    return Finding(
        rule.name,
        rule.severity,  # type: ignore[arg-type]  # checked when the rule was read
        directory.host.name or directory.path or ".",
        _spot(directory, _place(shown, rule.at, directory), _text(rule, "note", names)),
        _text(rule, "message", names),
        assumed,
        _fix(rule, subject, directory, names),
        tuple(_related(rule, subject, directory, names)),
    )


def _related(rule: Rule, subject: Any, directory: Directory, names: dict[str, Any]) -> Iterator[Spot]:
    if rule.other is None:
        return
    found = rule.other.of(subject, directory.host)
    things = found if isinstance(found, tuple | list) else () if found is None else (found,)
    for thing in things[:_SHOWN_BESIDE]:
        note = _worded(rule, "with", rule.other.note, {**names, "other": thing})
        yield _spot(directory, _place(thing, rule.other.keys, directory), note)


def _place(thing: Any, keys: Iterable[str], directory: Directory) -> Place:
    if isinstance(thing, Address):
        return thing.device.place(thing.key)
    if isinstance(thing, Route):
        return thing.place or thing.device.place(thing.key)
    if isinstance(thing, Place):
        return thing
    return thing.place(*keys) if hasattr(thing, "place") else Place(directory.path)


def _spot(directory: Directory, place: Place, message: str) -> Spot:
    if place.line is None:
        return Spot(place.path, message=message)
    source = next((f.document.line(place.line) for f in directory.files if f.path == place.path), "")
    column = place.column or 1
    return Spot(place.path, place.line, column, source, len(source.rstrip()) - column + 1, message)


def _fix(rule: Rule, subject: Any, directory: Directory, names: dict[str, Any]) -> Fix | None:
    text = _text(rule, "fix", names)
    if not text:
        return None
    return Fix(text, rule.safe, edits(rule, subject, directory.host, partial(_rendered, rule, names)))


def _text(rule: Rule, field: str, names: dict[str, Any]) -> str:
    return _worded(rule, field, rule.fields.get(field, ""), names)


def _worded(rule: Rule, field: str, text: str, names: dict[str, Any]) -> str:
    return " ".join(_rendered(rule, names, field, text).split()) if "{" in text else text


def _rendered(rule: Rule, names: dict[str, Any], field: str, text: str) -> str:
    """TEXT with every blank as it stands."""
    try:
        return str(_template(text).render(names)) if "{" in text else text
    except TemplateError as error:
        raise RuleError(rule.path, rule.line_of(field), error.message or "not a Jinja text") from None


@cache
def _template(text: str) -> Any:
    return _jinja.from_string(text)
