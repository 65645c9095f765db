"""What is to be said after the findings: what could not be read, the facts that are missing, and the counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ifcfgen.lint.finding import SEVERITIES, Report, Undecided
from ifcfgen.report.visible import visible

_NAMED = 3
"""How many rules are named for a fact that they want."""


def closing(report: Report) -> Iterator[str]:
    """The closing lines of REPORT, its findings having ended."""
    yield from (visible(str(fault)) for fault in report.errors)
    if report.undecided:
        if report.errors:
            yield ""
        yield from _wanted(report)
        yield ""
    if report.hosts or not report.errors:  # or it would say that nothing was found where nobody looked
        yield _counts(report)


def _counts(report: Report) -> str:
    found = [_number(report.counts[severity], severity) for severity in SEVERITIES[:2] if report.counts[severity]]
    if report.counts["info"]:
        found.append(f"{report.counts['info']} info")
    if report.counts["conditional"]:
        found.append(f"{report.counts['conditional']} conditional")
    undecided = {rule for fact in report.undecided for rule in fact.rules}
    more = [
        f"{report.suppressed} suppressed" if report.suppressed else "",
        f"{report.known} known" if report.known else "",
        f"{_number(len(undecided), 'rule')} undecided" if undecided else "",
        f"{len(report.errors)} not read" if report.errors else "",
    ]
    said = f"{', '.join(found) or 'nothing found'} in {_number(report.files, 'file')}"
    said += f" of {_number(report.hosts, 'host')}" if report.hosts > 1 else ""
    return "; ".join(filter(None, [said, ", ".join(filter(None, more))]))


def _wanted(report: Report) -> Iterator[str]:
    """A `[[host]]` table to paste, the facts that nobody stated as comments."""
    yield "What some rules say depends on facts that nobody stated. State those you know in ifcfgen.toml, above other"
    yield "tables of hosts, or by --release, --service, --package and --without:"
    yield ""
    yield "[[host]]"
    yield f'path = "{visible(report.where)}"'
    wanted = sorted(report.undecided)
    packages = [undecided for undecided in wanted if undecided.fact.kind == "package"]
    for undecided in wanted:
        if undecided not in packages:
            fact = undecided.fact
            line = "release = 7" if fact.kind == "release" else f'services.{fact.name} = "enabled"'
            yield f"# {line}  # {_why([undecided], report.hosts)}"
    if packages:
        names = ", ".join(f'"{undecided.fact.name}"' for undecided in packages)
        why = _why(packages, report.hosts)
        yield f"# packages = [{names}]  # or without = [...]; {why}"


def _why(undecided: Sequence[Undecided], hosts: int) -> str:
    """For which rules, on how many of HOSTS."""
    rules = sorted({rule for fact in undecided for rule in fact.rules})
    named = ", ".join(rules[:_NAMED])
    more = f" and {len(rules) - _NAMED} more" if len(rules) > _NAMED else ""
    where = f", {_number(max(fact.hosts for fact in undecided), 'host')}" if hosts > 1 else ""
    return f"{named}{more}{where}"


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
