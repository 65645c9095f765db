"""The fields of a rule: what each can hold, and the one check of them all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal

from ifcfgen.errors import did_you_mean
from ifcfgen.facts import MANAGERS, RELEASES
from ifcfgen.ifcfg.keys.key import TYPES
from ifcfgen.ifcfg.vocabulary import lookup
from ifcfgen.lazy import NamedTuple
from ifcfgen.lint.expression import no_key
from ifcfgen.lint.finding import SEVERITIES
from ifcfgen.lint.front import FrontError, Text
from ifcfgen.lint.releases import releases
from ifcfgen.lint.subjects import SUBJECTS

Kind = Literal["text", "template", "expression", "words", "place", "templates", "parts", "expression or parts"]

_IN_WORDS: Mapping[Kind, str] = {
    "text": "a text", "template": "a text", "expression": "an expression", "words": "a word or a list of words",
    "place": "an expression, a key or a list of keys", "templates": "a list of `KEY: text`",
    "parts": "a list of `name: value`", "expression or parts": "an expression or a list of `name: value`",
}  # fmt: skip

_RULE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_VARIABLE = re.compile(r"[A-Za-z_]\w*", re.A)
_GLOB = re.compile(r"[A-Za-z_*?\[][\w*?\[\]!-]*", re.A)
_NOT_AT_BOOT = re.compile(r"no, \S.*", re.S)
_TITLE = re.compile(r"(?=.*[^\W\d_])\S.*\S")
_WORDING = re.compile(r"[^\W\d_]")

_MOST_WORDS = 500
_LONGEST_GLOB = 100

Fault = Callable[[str], str]
"""What is wrong with a word; empty where nothing is."""


class Field(NamedTuple):
    """What a field can hold: `fault` judges a text or each word, `subjects` are those that it is for."""

    kind: Kind
    needed: bool = False
    fault: Fault | None = None
    subjects: tuple[str, ...] = SUBJECTS
    parts: Mapping[str, Field] = {}


class Part(NamedTuple):
    """A text of a rule to be parsed, and the field that it is from: `with.note`."""

    field: str
    kind: Kind
    text: Text


def _one_of(*known: object) -> Fault:
    words = [str(word) for word in known]

    def fault(word: str) -> str:
        return "" if word in words else f"cannot be {word!r}: {', '.join(words)}{did_you_mean(word, words)}"

    return fault


def _like(pattern: re.Pattern[str], what: str) -> Fault:
    return lambda word: "" if pattern.fullmatch(word) else f"cannot be {word!r}: {what}"


def _fault_in_range(text: str) -> str:
    return "" if releases(text) else f"{text!r}: must be a range such as 5-7 or 8-"


def _fault_in_key(word: str) -> str:
    return "" if lookup(word) else f"has {no_key(word)}"


def _fault_in_glob(word: str) -> str:
    if word.startswith("<"):
        return _one_of(*(f"<{name}>" for name in TYPES))(word)
    fits = _GLOB.fullmatch(word) and len(word) <= _LONGEST_GLOB
    return "" if fits else f"cannot be {word!r}: a key, a glob of keys, or <type>"


def _fault_in_strip(text: str) -> str:
    is_seen = any(character.isprintable() and not character.isspace() for character in text)
    return f"cannot be {text!r}: blanks, and invisible characters" if is_seen else ""


def _fault_in_source(text: str) -> str:
    return "" if _WORDING.search(text) else f"cannot be {text!r}: must be the source of the fact"


OF_DEVICES = ("device", "ethernet", "bond", "bridge", "vlan", "port", "address", "route")
"""The subjects that keyfiles can have as well."""

_variable = _like(_VARIABLE, "the name of a key")

FIELDS: Mapping[str, Field] = {
    "summary": Field("text", needed=True),
    "for": Field("text", needed=True, fault=_one_of(*SUBJECTS)),
    "severity": Field("text", needed=True, fault=_one_of(*SEVERITIES)),
    "releases": Field("text", fault=_fault_in_range),
    "upgrade": Field("text", fault=_one_of(*RELEASES, "any")),
    "manager": Field("text", fault=_one_of(*MANAGERS)),
    "when": Field("expression", needed=True),
    "keys": Field("words", fault=_fault_in_glob, subjects=("assignment",)),
    "at": Field("place", fault=_fault_in_key),
    "note": Field("template"),
    "with": Field(
        "expression or parts",
        parts={
            "of": Field("expression", needed=True),
            "at": Field("words", fault=_fault_in_key),
            "note": Field("template"),
        },
    ),
    "message": Field("template", needed=True),
    "stake": Field("template"),
    "fix": Field("template"),
    "set": Field("templates", fault=_variable),
    "unset": Field("words", fault=_variable),
    "move": Field(
        "parts",
        parts={"to": Field("expression", needed=True), "keys": Field("words", needed=True, fault=_variable)},
    ),
    "drop": Field("expression"),
    "rename": Field("template"),
    "value": Field("template", subjects=("assignment",)),
    "line": Field("template", subjects=("assignment", "line")),
    "strip": Field("text", fault=_fault_in_strip, subjects=("file",)),
    "keyfiles": Field("text", fault=_one_of("true"), subjects=OF_DEVICES),
    "safe": Field("text", fault=_one_of("true", "false")),
    "at-boot": Field("text", fault=_like(_NOT_AT_BOOT, "no, then a comma and why no boot can show it")),
    "once": Field("template"),
    "yields": Field("words", fault=_like(_RULE, "the name of a rule")),
    "leapp": Field("words", fault=_like(_TITLE, "must be the title of an entry in Leapp's report")),
    "sources": Field("words", fault=_fault_in_source),
}
"""By name, in the order in which they are usually written."""


def parts(fields: Mapping[Any, Any]) -> Iterator[Part]:
    """The expressions and templates of FIELDS, which are checked on the way. Raises FrontError."""
    return _parts(fields, FIELDS, str(fields.get("for", "")), "", 1)


def is_expression(place: object) -> bool:
    """Whether a PLACE, as `at` has it, is an expression, and no key or list of keys."""
    return isinstance(place, str) and not place.isupper()


def _parts(
    given: Mapping[Any, Any], known: Mapping[str, Field], subject: str, within: str, line: int
) -> Iterator[Part]:
    for name in given:
        if name not in known:
            raise FrontError(f"no field {name!r}{did_you_mean(name, known)}", name.line)
    for needed, field in known.items():
        if field.needed and not given.get(needed):
            raise FrontError(f"needs {_IN_WORDS[field.kind]} {needed!r}", line)
    for name, value in given.items():
        yield from _parts_of(name, value, known[name], subject, within)


def _parts_of(name: Text, value: Any, field: Field, subject: str, within: str) -> Iterator[Part]:
    kind = field.kind
    if kind == "place":
        kind = "expression" if is_expression(value) else "words"
    elif kind == "expression or parts":
        kind = "expression" if isinstance(value, str) else "parts"
    if subject in SUBJECTS and subject not in field.subjects:
        raise FrontError(f"{name} is for {' or '.join(field.subjects)}, not for {subject}", name.line)
    words = _words(value, kind)
    if words is None:
        raise FrontError(f"needs {_IN_WORDS[field.kind]} {name!r}", name.line)
    if len(value) > _MOST_WORDS and not isinstance(value, str):
        raise FrontError(f"{name} has more than {_MOST_WORDS} words", name.line)
    if field.fault and kind != "expression":
        for word in words:
            if fault := field.fault(word):
                raise FrontError(f"{name} {fault}", word.line)
    if kind == "parts":
        yield from _parts(value, field.parts, subject, f"{name}.", name.line)
    elif kind == "templates":
        yield from (Part(f"{within}{name}", "template", text) for text in value.values())
    elif kind in ("template", "expression"):
        yield Part(f"{within}{name}", kind, value)


def _words(value: Any, kind: Kind) -> Iterable[Text] | None:
    """The texts in VALUE that are to be judged one by one; None where it is not of that KIND."""
    if kind == "parts":
        return () if isinstance(value, dict) else None
    if kind == "templates":
        return value if isinstance(value, dict) and all(isinstance(text, Text) for text in value.values()) else None
    if isinstance(value, Text):
        return (value,)
    is_list = kind == "words" and isinstance(value, list) and all(isinstance(word, Text) for word in value)
    return value if is_list else None
