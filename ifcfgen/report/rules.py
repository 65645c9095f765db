"""Rules as text: a table of them, the page of one, and what programs are told."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any
from urllib.parse import unquote

from ifcfgen.facts import RELEASES
from ifcfgen.lint.examples import examples, split
from ifcfgen.lint.fields import FIELDS
from ifcfgen.lint.rule import ANY, Rule
from ifcfgen.report.visible import visible

_NARROWEST = 20
"""Columns that a summary is laid out in beside the name."""
_COLUMNS = ("rule", "severity", "releases", "fix", "summary")
_FENCE = re.compile(r"^```(\w+)(?: (\S+))?[^\n]*\n(?=.*?^```$)", re.M | re.S)
_CAPTIONS = {"toml": "The host:", "text": "Found:", "diff": "Fixed:"}
"""What stands above a fence that is no file."""


def table(rules: Iterable[Rule], width: int | None) -> Iterator[str]:
    """The lines of a table of RULES, in WIDTH columns; None: as long as they are.

    Rules whose names begin with the same word stand together, others at the end.
    """
    rows = {rule: (rule.name, rule.severity, _releases(rule), _edit(rule), visible(rule.summary)) for rule in rules}
    widths = [max(len(row[column]) for row in (_COLUMNS, *rows.values())) for column in range(len(_COLUMNS) - 1)]
    yield from _laid_out(_COLUMNS, widths, width)
    for group in _grouped(rows):
        yield "\n"
        for rule in group:
            yield from _laid_out(rows[rule], widths, width)


def _grouped(rules: Iterable[Rule]) -> list[list[Rule]]:
    """RULES by the first word of their names; those that are alone with theirs in one group at the end."""
    groups = [list(group) for _, group in groupby(rules, lambda rule: rule.name.partition("-")[0])]
    alone = [rule for group in groups if len(group) == 1 for rule in group]
    return [*(group for group in groups if len(group) > 1), *([alone] if alone else [])]


def _laid_out(row: Sequence[str], widths: Iterable[int], room: int | None) -> Iterator[str]:
    """One ROW of the table; the summary below where ROOM columns leave too little place beside the rest."""
    *words, summary = row
    head = "".join(f"{word:{width}}  " for word, width in zip(words, widths, strict=True))
    if room is None:
        lines = [head + summary]
    elif room < len(head) + _NARROWEST:
        lines = [head.rstrip(), *textwrap.wrap(summary, room, initial_indent="    ", subsequent_indent="    ")]
    else:
        lines = textwrap.wrap(summary, room, initial_indent=head, subsequent_indent=" " * len(head))
    yield from (f"{line}\n" for line in lines)


def fields(rule: Rule) -> dict[str, Any]:
    """What a program is told of RULE: every field of its front matter, None for those that it does not have."""
    given = {name: rule.fields.get(name) for name in FIELDS}
    upgrade = "any" if rule.upgrade == ANY else rule.upgrade
    read = {"releases": sorted(rule.releases), "upgrade": upgrade, "safe": rule.safe, "sources": rule.sources}
    return {"name": rule.name, **given, **read}


_APPLIES = {"safe": "`--fix` applies it.", "unsafe": "`--fix --unsafe-fixes` applies it."}


def page(rule: Rule, with_examples: bool, fixes: Sequence[str]) -> str:
    """The page of RULE, with what its front matter says of where it holds, and where its facts come from.

    FIXES are what it advises in its examples. WITH_EXAMPLES they come last, each file of theirs below its name.
    """
    text, shown = split(rule.page)
    title, _, rest = text.partition("\n")
    holds = ", ".join(filter(None, (rule.severity, f"for: {rule.kind}", _releases(rule), rule.manager)))
    parts = [title, f"{rule.summary[:1].upper()}{rule.summary[1:]}.", f"*{holds}*", rest.strip()]
    if fixes:
        advice = "\n".join(f"- {fix}" for fix in fixes) if len(fixes) > 1 else fixes[0]
        parts += ["## Fix", advice, _APPLIES.get(_edit(rule), "")]
    if rule.sources:
        parts.append("## Sources\n\n" + "\n".join(f"- {source}" for source in rule.sources))
    if with_examples:
        parts.append(_FENCE.sub(_captioned, shown).rstrip())
    elif count := len(examples(rule.page)):
        parts.append(f"{count} example{'s' * (count != 1)}: `ifcfgen explain {rule.name} --examples`")
    return "\n\n".join(filter(None, parts)) + "\n"


def _captioned(fence: re.Match[str]) -> str:
    """How FENCE begins, with what it is above it: where a page is drawn, a fence has no name."""
    language, name = fence.groups()
    caption = f"`{unquote(name)}`:" if name else _CAPTIONS.get(language, "")
    return f"{caption}\n\n```{language}\n".lstrip("\n")


def found(about: Sequence[Rule], mentioned: Sequence[Rule], word: str, width: int | None) -> Iterator[str]:
    """The lines of two tables: the rules that are ABOUT a word, and those where it is MENTIONED."""
    if about:
        yield from table(about, width)
    if mentioned:
        if about:
            yield "\n"
        yield f"{visible(word)} is {'also ' if about else ''}mentioned in the pages of:\n\n"
        yield from table(mentioned, width)


def _edit(rule: Rule) -> str:
    """Whether `--fix` makes the fix of RULE, only `--unsafe-fixes` does, or neither."""
    return "" if not rule.has_edit else "safe" if rule.safe else "unsafe"


def _releases(rule: Rule) -> str:
    """The releases that RULE holds for, as `EL5-7`, or the one an upgrade to which it is about; empty for all."""
    if rule.upgrade is not None:
        return f"to EL{rule.upgrade}" if rule.upgrade else "upgrade"
    first, last = min(rule.releases), max(rule.releases)
    if (first, last) == (RELEASES[0], RELEASES[-1]):
        return ""
    return f"EL{first}" if first == last else f"EL{first}+" if last == RELEASES[-1] else f"EL{first}-{last}"
