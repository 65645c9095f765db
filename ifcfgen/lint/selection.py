"""Which rules of many are meant: by names, and by globs of names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from ifcfgen.errors import Fault, Faults, did_you_mean
from ifcfgen.lint.rule import Rule
from ifcfgen.place import Place


class Names(NamedTuple):
    """Names and globs of rules, as they are written at `place`; a word may hold several with commas between them.

    `field` is the field they are in, where the place has more than one.
    """

    words: Sequence[str]
    place: Place
    field: str = ""


def select(rules: Mapping[str, Rule], wanted: Names | None, unwanted: Iterable[Names]) -> list[Rule]:
    """Those of RULES that are WANTED, all of them where that is None, less the UNWANTED.

    Raises `Faults` for names that fit no rule.
    """
    faults: list[Fault] = []
    names = set(rules) if wanted is None else _matching(rules, wanted, faults)
    for less in unwanted:
        names -= _matching(rules, less, faults)
    if faults:
        raise Faults(faults)
    return [rule for name, rule in rules.items() if name in names]


def _matching(rules: Mapping[str, Rule], names: Names, faults: list[Fault]) -> set[str]:
    """The names of RULES that NAMES stand for; for one that fits no rule a fault goes to FAULTS."""
    found: set[str] = set()
    for word in (part.strip() for listed in names.words for part in listed.split(",")):
        fitting = {word} if word in rules else {name for name in rules if fnmatchcase(name, word)}
        if not fitting:
            field = f"{names.field}: " if names.field else ""
            faults.append(Fault(names.place, f"{field}no rule {word!r}{did_you_mean(word, rules)}"))
        found |= fitting
    return found
