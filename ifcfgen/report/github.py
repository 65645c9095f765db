"""Workflow commands of GitHub Actions, which shows them at the lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ifcfgen.lint.finding import Finding, Report
from ifcfgen.report import facts
from ifcfgen.report.visible import visible

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
_IN_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def text(report: Report) -> Iterator[str]:
    """`::error file=..,line=..,col=..,title=..::message` for each finding and each input that could not be read."""
    for finding in report.findings:
        spot = finding.spot
        place = {"file": spot.path.removeprefix("./"), "line": spot.line, "col": spot.column, "title": finding.rule}
        yield _command(_COMMANDS[finding.severity], place, _message(finding))
    for fault in report.errors:
        place = {"file": str(fault.place or ""), "title": "cannot be linted"}
        yield _command("error", place, visible(fault.text))


def _message(finding: Finding) -> str:
    lines = [finding.message]
    if finding.conditions:
        lines.append(facts.only(finding.conditions))
    if finding.assumed:
        lines.append(f"assumed: {', '.join(facts.assumed(finding.assumed))}")
    if finding.fix:
        lines.append(f"fix: {finding.fix.text}")
    return "\n".join(visible(line) for line in lines)


def _command(name: str, properties: Mapping[str, str | int | None], message: str) -> str:
    given = {key: visible(str(value)) for key, value in properties.items() if value is not None}
    said = ",".join(f"{key}={value.translate(_IN_PROPERTY)}" for key, value in given.items())
    return f"::{name} {said}::{message.translate(_IN_DATA)}\n"
