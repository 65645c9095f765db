"""How often each rule has found something."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ifcfgen.lint.finding import Report
from ifcfgen.report.visible import as_json


def text(report: Report) -> Iterator[str]:
    """The lines of a table: count, severity and rule, the most frequent first."""
    rows = _rows(report)
    width = len(str(rows[0][0])) if rows else 0
    yield from (f"{count:{width}}  {severity:7}  {rule}\n" for count, severity, rule in rows)


def json(report: Report) -> Iterator[str]:
    """The same for programs, with what could not be read."""
    rows = [dict(zip(("count", "severity", "rule"), row, strict=True)) for row in _rows(report)]
    errors = [{"path": str(fault.place or ""), "message": fault.text} for fault in report.errors]
    yield as_json({"version": 1, "statistics": rows, "errors": errors})


def _rows(report: Report) -> list[tuple[int, str, str]]:
    counts = Counter((finding.severity, finding.rule) for finding in report.findings)
    return sorted(((count, *found) for found, count in counts.items()), key=lambda row: (-row[0], row[2]))
