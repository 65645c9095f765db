"""JUnit's XML, for Jenkins and its like: a suite a host, and in it a failed case a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from ifcfgen.errors import Fault
from ifcfgen.lint.finding import Finding, Report
from ifcfgen.report import facts
from ifcfgen.report.visible import visible


def text(report: Report) -> Iterator[str]:
    """The document. A mere remark is a case that passed; what could not be read is an error."""
    yield '<?xml version="1.0" encoding="utf-8"?>\n<testsuites name="ifcfgen">\n'
    empty = True
    for host, findings in groupby(report.findings, lambda finding: finding.host):
        yield _suite(host, [(f.severity != "info", _case(f)) for f in findings])
        empty = False
    if report.errors:
        yield _suite("cannot be linted", [(False, _unread(fault)) for fault in report.errors], len(report.errors))
    elif empty:
        yield _suite("ifcfgen", [(False, f"    <testcase{_attributes(classname='ifcfgen', name='nothing found')}/>\n")])
    yield "</testsuites>\n"


def _suite(name: str, cases: list[tuple[bool, str]], errors: int = 0) -> str:
    """CASES say of each whether it failed."""
    failures = sum(failed for failed, _ in cases)
    counts = _attributes(name=name, tests=len(cases), failures=failures, errors=errors)
    return f"  <testsuite{counts}>\n{''.join(case for _, case in cases)}  </testsuite>\n"


def _case(finding: Finding) -> str:
    spot = finding.spot
    place = spot.path if spot.line is None else f"{spot.path}:{spot.line}"
    lines: Iterable[str] = (
        place,
        spot.source or "",
        spot.message,
        f"fix: {finding.fix.text}" if finding.fix else "",
        facts.only(finding.conditions),
        f"assumed: {', '.join(facts.assumed(finding.assumed))}" if finding.assumed else "",
    )
    said = escape("\n".join(visible(line) for line in lines if line))
    case = _attributes(classname=spot.path, name=f"{finding.rule} {place}", file=spot.path, line=spot.line or 1)
    if finding.severity == "info":
        return f"    <testcase{case}><system-out>{escape(visible(finding.message))}\n{said}</system-out></testcase>\n"
    failure = _attributes(type=finding.severity, message=finding.message)
    return f"    <testcase{case}><failure{failure}>{said}</failure></testcase>\n"


def _unread(fault: Fault) -> str:
    place = fault.place or ""
    case = _attributes(classname=place, name=place)
    return f"    <testcase{case}><error{_attributes(message=fault.text)}/></testcase>\n"


def _attributes(**values: object) -> str:
    return "".join(f" {name}={quoteattr(visible(str(value)))}" for name, value in values.items())
