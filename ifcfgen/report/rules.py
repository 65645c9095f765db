"""Rules as text: a table of them, the page of one, and what programs are told."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from ifcfgen.facts import RELEASES
from ifcfgen.lint.rule import Rule
from ifcfgen.report.visible import visible

_NARROWEST = 20
"""Columns that a summary is laid out in beside the name."""


def table(rules: Iterable[Rule], width: int | None) -> Iterator[str]:
    """The lines of a table of RULES, in WIDTH columns; None: as long as they are."""
    rows = [((rule.name, rule.severity, _releases(rule)), rule.summary) for rule in rules]
    widths = [max(len(words[column]) for words, _ in rows) for column in range(3)]
    for words, summary in rows:
        head = "".join(f"{word:{width}}  " for word, width in zip(words, widths, strict=True))
        yield from (f"{line}\n" for line in _laid_out(head, visible(summary), width))


def _laid_out(head: str, summary: str, room: int | None) -> list[str]:
    """One row of the table; the summary below where ROOM columns leave too little place beside HEAD."""
    if room is None:
        return [head + summary]
    if room < len(head) + _NARROWEST:
        return [head.rstrip(), *textwrap.wrap(summary, room, initial_indent="    ", subsequent_indent="    ")]
    return textwrap.wrap(summary, room, initial_indent=head, subsequent_indent=" " * len(head))


def fields(rule: Rule) -> dict[str, Any]:
    """What a program is told of RULE."""
    return {
        "name": rule.name,
        "summary": rule.summary,
        "severity": rule.severity,
        "for": rule.kind,
        "releases": sorted(rule.releases),
        "upgrade": rule.upgrade,
        "manager": rule.manager,
    }


def page(rule: Rule) -> str:
    """The page of RULE, with what its front matter says of where it holds, and where its facts come from."""
    title, _, rest = rule.page.partition("\n")
    holds = ", ".join(filter(None, (rule.severity, f"for: {rule.kind}", _releases(rule), rule.manager)))
    sources = "".join(f"- {source}\n" for source in rule.sources)
    return f"{title}\n\n*{holds}*\n{rest.rstrip()}\n" + (f"\n## Sources\n\n{sources}" if sources else "")


def _releases(rule: Rule) -> str:
    """The releases that RULE holds for, as `EL5-7`, or the one an upgrade to which it is about; empty for all."""
    if rule.upgrade:
        return f"to EL{rule.upgrade}"
    first, last = min(rule.releases), max(rule.releases)
    if (first, last) == (RELEASES[0], RELEASES[-1]):
        return ""
    return f"EL{first}" if first == last else f"EL{first}+" if last == RELEASES[-1] else f"EL{first}-{last}"
