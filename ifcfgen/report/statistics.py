"""How often each rule has found something, on all hosts and on each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ifcfgen.lazy import NamedTuple
from ifcfgen.lint.finding import Report
from ifcfgen.report.visible import as_json, visible


class _Statistics(NamedTuple):
    rules: list[tuple[int, str, str]]
    """Count, severity and rule, the most frequent first."""
    hosts: list[tuple[str, Counter[str]]]
    """Each host with findings, and how many of each rule, the host with most first."""


def text(report: Report) -> Iterator[str]:
    """The lines of a table: count, severity and rule; and of one of hosts and rules, where there are several hosts."""
    found = _counted(report)
    width = len(str(found.rules[0][0])) if found.rules else 0
    yield from (f"{count:{width}}  {severity:7}  {rule}\n" for count, severity, rule in found.rules)
    if report.hosts > 1 and found.hosts:
        yield "\n"
        for host, rules in found.hosts:
            listed = ", ".join(f"{rule} {count}" for rule, count in _in_order(rules))
            yield f"{rules.total():{width}}  {visible(host)}: {listed}\n"


def json(report: Report) -> Iterator[str]:
    """The same for programs, with what could not be read."""
    found = _counted(report)
    rows = [dict(zip(("count", "severity", "rule"), row, strict=True)) for row in found.rules]
    hosts = [{"host": host, "count": rules.total(), "rules": dict(_in_order(rules))} for host, rules in found.hosts]
    errors = [{"path": str(fault.place or ""), "message": fault.text} for fault in report.errors]
    yield as_json({"version": 1, "statistics": rows, "hosts": hosts, "errors": errors})


def _counted(report: Report) -> _Statistics:
    counts: Counter[tuple[str, str]] = Counter()
    hosts: dict[str, Counter[str]] = {}
    for finding in report.findings:
        counts[finding.severity, finding.rule] += 1
        hosts.setdefault(finding.host, Counter())[finding.rule] += 1
    rules = sorted(((count, *found) for found, count in counts.items()), key=lambda row: (-row[0], row[2]))
    return _Statistics(rules, sorted(hosts.items(), key=lambda host: (-host[1].total(), host[0])))


def _in_order(rules: Counter[str]) -> list[tuple[str, int]]:
    return sorted(rules.items(), key=lambda rule: (-rule[1], rule[0]))
