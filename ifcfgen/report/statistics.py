"""How often each rule has found something."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ifcfgen.lint.finding import Report


def text(report: Report) -> Iterator[str]:
    """The lines of a table: count, severity and rule, the most frequent first."""
    counts = Counter((finding.severity, finding.rule) for finding in report.findings)
    rows = sorted(((count, *found) for found, count in counts.items()), key=lambda row: (-row[0], row[2]))
    width = len(str(rows[0][0])) if rows else 0
    yield from (f"{count:{width}}  {severity:7}  {rule}\n" for count, severity, rule in rows)
