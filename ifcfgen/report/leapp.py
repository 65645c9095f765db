"""The inhibitors of Leapp's report, each with the findings about it, and the findings that the report does not have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ifcfgen.facts.leapp import Inhibitor
from ifcfgen.lazy import NamedTuple
from ifcfgen.lint.finding import Finding, Report
from ifcfgen.report.style import Theme, amount, wrapped
from ifcfgen.report.visible import visible


class _Paired(NamedTuple):
    inhibitor: Inhibitor
    findings: Sequence[int]
    """The numbers of the findings about it."""
    unmet: Sequence[str]
    """The files that it names and none of these findings shows."""


def _paired(report: Report, findings: Sequence[Finding]) -> list[_Paired]:
    """Each inhibitor of REPORT with those of the FINDINGS whose rule has its title, at the files that it names."""
    paired = []
    for inhibitor in report.inhibitors or ():
        named = {_name(file): file for file in inhibitor.files}
        about: list[int] = []
        met: set[str] = set()
        for number, finding in enumerate(findings):
            of_host = finding.spot.path == finding.host
            shown = named.keys() if of_host else named.keys() & {_name(spot.path) for spot in finding.spots}
            if _is_about(report, finding, inhibitor) and (shown or not named):
                about.append(number)
                met |= shown
        paired.append(_Paired(inhibitor, about, [file for name, file in named.items() if name not in met]))
    return paired


def _is_about(report: Report, finding: Finding, inhibitor: Inhibitor) -> bool:
    rules = {finding.rule, *(rule for rule, _ in finding.hidden)}
    return any(inhibitor.title in report.rules[rule].leapp for rule in rules if rule in report.rules)


def _others(report: Report, findings: Sequence[Finding], paired: Sequence[_Paired]) -> list[int]:
    """The numbers of the FINDINGS about an upgrade that no inhibitor is about."""
    known = {number for pair in paired for number in pair.findings}
    return [
        number
        for number, finding in enumerate(findings)
        if number not in known and report.rules[finding.rule].upgrade is not None
    ]


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def text(report: Report, findings: Sequence[Finding], theme: Theme) -> Iterator[str]:
    """The lines about the inhibitors of REPORT, which has these FINDINGS: for people."""
    paired = _paired(report, findings)
    yield f"Leapp's report: {amount(len(paired), 'inhibitor')} about the network"
    for inhibitor, about, unmet in paired:
        yield ""
        yield from _indented(inhibitor.title, 2, theme, "bold")
        for number in about:
            yield from _finding(findings[number], theme)
        if unmet and about:
            yield from _indented(f"no finding about {', '.join(unmet)}", 4, theme)
        elif not about:
            yield from _indented(_unpaired(report, inhibitor), 4, theme)
            if inhibitor.remediation:
                yield from _indented(f"Leapp's remediation: {inhibitor.remediation}", 4, theme)
    others = _others(report, findings, paired)
    if others:
        yield ""
        yield f"Not in Leapp's report: {amount(len(others), 'finding')} about the upgrade"
        for number in others:
            yield from _finding(findings[number], theme)
    yield ""


def _unpaired(report: Report, inhibitor: Inhibitor) -> str:
    """Why there is no finding about INHIBITOR."""
    if any(inhibitor.title in rule.leapp for rule in report.rules.values()):
        at = f" about {', '.join(inhibitor.files)}" if inhibitor.files else ""
        return f"no finding{at}: these files, or what is known of the host, do not show it"
    return "no finding: ifcfgen has no rule about it"


def _finding(finding: Finding, theme: Theme) -> Iterator[str]:
    spot = finding.spot
    place = spot.path if spot.line is None else f"{spot.path}:{spot.line}"
    yield from _indented(f"{place}: {finding.rule}", 4, theme)
    if finding.fix:
        yield from _indented(f"fix: {finding.fix.text}", 6, theme)


def _indented(words: str, columns: int, theme: Theme, style: str = "") -> Iterator[str]:
    for line in wrapped(" " * columns + visible(words), theme.width, " " * (columns + 2)):
        yield theme.paint(line, style) if style else line


def document(report: Report, findings: Sequence[Finding]) -> dict[str, Any]:
    """The same for programs: `findings` and `others` are numbers of FINDINGS, the first is 0."""
    paired = _paired(report, findings)
    return {
        "inhibitors": [
            {**pair.inhibitor._asdict(), "findings": pair.findings, "without": pair.unmet} for pair in paired
        ],
        "others": _others(report, findings, paired),
    }
