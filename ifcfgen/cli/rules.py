"""`ifcfgen rules`: all hazards that the linter knows."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from pathlib import Path
from typing import Annotated, Literal

import typer

from ifcfgen import config
from ifcfgen.cli import asked
from ifcfgen.facts import RELEASES
from ifcfgen.lint.rule import Rule
from ifcfgen.report.visible import visible

_NARROWEST = 20
"""Columns that a summary is laid out in beside the name."""


def rules(format: Annotated[Literal["table", "json"], typer.Option(help="How to show them.")] = "table") -> None:
    """List the rules: name, severity, releases, what is asked, and the hazard; a site's own rules included.

    \b
    Examples:
      ifcfgen rules
      ifcfgen rules --format json
    """
    path = config.find(Path.cwd())
    known = asked.known(config.load(path) if path else None).values()
    if format == "json":
        sys.stdout.write(json.dumps([_fields(rule) for rule in known], indent=2) + "\n")
        return
    rows = [((rule.name, rule.severity, releases(rule)), rule.summary) for rule in known]
    widths = [max(len(words[column]) for words, _ in rows) for column in range(3)]
    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for words, summary in rows:
        head = "".join(f"{word:{width}}  " for word, width in zip(words, widths, strict=True))
        sys.stdout.write("".join(f"{line}\n" for line in _laid_out(head, visible(summary), room)))


def _laid_out(head: str, summary: str, room: int | None) -> list[str]:
    """One row of the table; the summary below where ROOM columns leave too little place beside HEAD."""
    if room is None:
        return [head + summary]
    if room < len(head) + _NARROWEST:
        return [head.rstrip(), *textwrap.wrap(summary, room, initial_indent="    ", subsequent_indent="    ")]
    return textwrap.wrap(summary, room, initial_indent=head, subsequent_indent=" " * len(head))


def releases(rule: Rule) -> str:
    """The releases that RULE holds for, as `EL5-7`, or the one an upgrade to which it is about; empty for all."""
    if rule.upgrade:
        return f"to EL{rule.upgrade}"
    first, last = min(rule.releases), max(rule.releases)
    if (first, last) == (RELEASES[0], RELEASES[-1]):
        return ""
    return f"EL{first}" if first == last else f"EL{first}+" if last == RELEASES[-1] else f"EL{first}-{last}"


def _fields(rule: Rule) -> dict[str, object]:
    return {
        "name": rule.name,
        "summary": rule.summary,
        "severity": rule.severity,
        "for": rule.kind,
        "releases": sorted(rule.releases),
        "upgrade": rule.upgrade,
        "manager": rule.manager,
    }
