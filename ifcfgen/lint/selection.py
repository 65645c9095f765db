"""Which rules of many are meant: by names, and by globs of names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

from ifcfgen.errors import Fault, Faults, did_you_mean, first
from ifcfgen.lazy import NamedTuple
from ifcfgen.lint.finding import FORMER_NAMES
from ifcfgen.lint.rule import MAGIC, Rule
from ifcfgen.place import Place

_MOST_GLOBS = 1_000
_LONGEST_GLOB = 200
"""Characters; no name of a rule is as long."""


class Names(NamedTuple):
    """Names and globs of rules, as they are written at `place`; a word may hold several with commas between them.

    `field` is the field they are in, where the place has more than one.
    """

    words: Sequence[str]
    place: Place
    field: str = ""


def select(rules: Mapping[str, Rule], wanted: Sequence[Names], unwanted: Iterable[Names]) -> list[Rule]:
    """Those of RULES that are WANTED, all of them where nothing is, less the UNWANTED.

    Raises `Faults` for names that fit no rule.
    """
    faults: list[Fault] = []
    names = set() if wanted else set(rules)
    for more in wanted:
        names |= _matching(rules, more, faults)
    for less in unwanted:
        names -= _matching(rules, less, faults)
    if faults:
        raise Faults(faults)
    return [rule for name, rule in rules.items() if name in names]


def about(rules: Mapping[str, Rule], word: str) -> tuple[list[Rule], list[Rule]]:
    """Those of RULES that are about WORD, and those that only mention it.

    A rule is about a glob that fits its name, and about a word of its name or summary. It mentions a key or an option
    that stands in its front matter or the text of its page as `WORD=` or in a fence of its own.
    """
    from ifcfgen.lint.examples import split  # a lint has no use for it

    if not MAGIC.isdisjoint(word):
        fits = len(word) <= _LONGEST_GLOB
        return [rule for name, rule in rules.items() if fits and fnmatchcase(name, word)], []
    escaped = re.escape(word)
    named = re.compile(rf"(?<![^\W_]){escaped}(?![^\W_])", re.I)
    mentioned = re.compile(rf"(?<![\w-]){escaped}=|([`*]){escaped}\1", re.I)
    about = [rule for rule in rules.values() if named.search(rule.name) or named.search(rule.summary)]
    rest = [rule for rule in rules.values() if rule not in about]
    return about, [rule for rule in rest if mentioned.search(rule.front) or mentioned.search(split(rule.page)[0])]


def _matching(rules: Mapping[str, Rule], names: Names, faults: list[Fault]) -> set[str]:
    """The names of RULES that NAMES stand for; for one that fits no rule a fault goes to FAULTS."""
    field = f"{names.field}: " if names.field else ""
    parts = (part.strip() for listed in names.words for part in listed.split(","))
    words = dict.fromkeys(FORMER_NAMES.get(part, part) for part in parts)
    globs = [word for word in words if len(word) <= _LONGEST_GLOB and not MAGIC.isdisjoint(word)]
    if len(globs) > _MOST_GLOBS:
        faults.append(Fault(names.place, f"{field}more than {_MOST_GLOBS} globs"))
        return set()
    fitting = {glob: {name for name in rules if fnmatchcase(name, glob)} for glob in globs}
    idle = [word for word in words if word not in rules and not fitting.get(word)]
    faults += first(idle, lambda word: Fault(names.place, f"{field}no rule {word!r}{did_you_mean(word, rules)}"))
    return (words.keys() & rules).union(*fitting.values())
