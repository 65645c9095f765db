"""One line a finding, for editors, grep and people in a hurry."""

from __future__ import annotations

from collections.abc import Iterator

from ifcfgen.lint.finding import Report
from ifcfgen.report import facts
from ifcfgen.report.visible import visible


def text(report: Report) -> Iterator[str]:
    """`path:line:column: severity name message`, one line a finding."""
    for finding in report.findings:
        spot = finding.spot
        place = ":".join(str(part) for part in (spot.path, spot.line, spot.column) if part is not None)
        yield (
            visible(f"{place}: {finding.severity} {finding.rule} {finding.message}{facts.aside(finding.conditions)}")
            + "\n"
        )
