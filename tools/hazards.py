"""Writes docs/hazards.md, the table of all rules: `python -m tools.hazards`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ifcfgen import data
from ifcfgen.facts import RELEASES
from ifcfgen.lint.rule import Rule, load

PAGE = Path(__file__).parent.parent / "docs" / "hazards.md"

HEAD = """\
# Hazards

Every rule of ifcfgen, written by `python -m tools.hazards`. `ifcfgen explain NAME` shows the page of a rule. What is
known but not linted, and why, is in [not-linted.md](not-linted.md).

| rule | hazard | severity | releases | manager |
| --- | --- | --- | --- | --- |
"""


def table(rules: Iterable[Rule]) -> str:
    """The page for RULES."""
    rows = (
        [f"[{rule.name}](../rules/{rule.name}.md)", rule.summary, rule.severity, _releases(rule), rule.manager or "any"]
        for rule in rules
    )
    return HEAD + "".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |\n" for row in rows)


def _releases(rule: Rule) -> str:
    if rule.upgrade is not None:
        return f"upgrade to EL{rule.upgrade}" if rule.upgrade else "any upgrade"
    first, last = min(rule.releases), max(rule.releases)
    if (first, last) == (RELEASES[0], RELEASES[-1]):
        return "all"
    return f"EL{first}" if first == last else f"EL{first} to EL{last}"


if __name__ == "__main__":
    PAGE.write_text(table(load(data.rules()).values()))
