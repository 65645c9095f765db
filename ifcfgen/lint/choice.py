"""Which rules are asked: by names, and by globs of names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

from ifcfgen.errors import did_you_mean
from ifcfgen.lint.rule import Rule


def matching(rules: Mapping[str, Rule], words: Iterable[str], faults: list[str], where: str) -> set[str]:
    """The names of RULES that WORDS stand for; each word is a name, a glob, or several with commas between them.

    For one that fits no rule a fault goes to FAULTS, after WHERE.
    """
    names: set[str] = set()
    for word in (part.strip() for listed in words for part in listed.split(",")):
        found = {word} if word in rules else {name for name in rules if fnmatchcase(name, word)}
        if not found:
            faults.append(f"{where}: no rule {word!r}{did_you_mean(word, rules)}")
        names |= found
    return names
