"""What follows the findings: the facts that are missing, and the counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ifcfgen.facts import FactKind
from ifcfgen.lint.finding import SEVERITIES, Report, Undecided
from ifcfgen.report import facts
from ifcfgen.report.style import amount
from ifcfgen.report.visible import visible

_EXAMPLES: Mapping[FactKind, str] = {
    "argument": '# kernel-arguments = ["{0}"]  # or [] for a kernel that is not told so',
    "release": "# release = 7",
}
"""How a `[[host]]` table states a fact that is neither a service nor a package."""
_NAMED = 3
"""How many rules are named for a fact that they want."""


def closing(report: Report) -> Iterator[str]:
    """The closing lines of REPORT, its findings having ended."""
    if report.undecided or report.conditions:
        yield from _wanted(report)
        yield ""
    if report.hosts or not report.errors:  # or it would say "nothing found" of what was not read
        yield from _found(report)
        yield _counts(report)


def _found(report: Report) -> Iterator[str]:
    """What the systems show that the files are of."""
    if report.hosts == 1 and report.found:
        yield f"facts found: {visible(report.found)}"
    elif report.described:
        yield f"facts found for {report.described} of {amount(report.hosts, 'host')}"


def _counts(report: Report) -> str:
    found = [amount(report.counts[severity], severity) for severity in SEVERITIES[:2] if report.counts[severity]]
    if report.counts["info"]:
        found.append(f"{report.counts['info']} info")
    if report.counts["conditional"]:
        found.append(f"{report.counts['conditional']} conditional")
    undecided = {rule for fact in report.undecided for rule in fact.rules}
    more = [
        f"{report.suppressed} suppressed" if report.suppressed else "",
        f"{report.known} known" if report.known else "",
        f"{amount(len(undecided), 'rule')} undecided" if undecided else "",
        f"{len(report.errors)} not read" if report.errors else "",
    ]
    said = f"{', '.join(found) or 'nothing found'} in {amount(report.files, 'file')}"
    said += f" of {amount(report.hosts, 'host')}" if report.hosts > 1 else ""
    return "; ".join(filter(None, [said, ", ".join(filter(None, more))]))


def _wanted(report: Report) -> Iterator[str]:
    """What is at stake for each unknown fact, and a `[[host]]` table to paste with the facts as comments."""
    undecided = {one.fact: one for one in report.undecided}
    rules = {rule for one in report.undecided for rule in one.rules}
    conditional = report.counts["conditional"]
    wanting = [amount(len(rules), "rule")] if rules else []
    wanting += [amount(conditional, "conditional finding")] if report.conditions else []
    is_one = len(rules) + conditional == 1
    yield f"{' and '.join(wanting)} {'depends' if is_one else 'depend'} on unknown facts:"
    wanted = sorted(undecided.keys() | report.conditions.keys())
    for fact in wanted:
        about = list(_about(undecided[fact], report.hosts)) if fact in undecided else []
        about += [amount(report.conditions[fact], "conditional finding")] if report.conditions[fact] else []
        yield f"  {visible(facts.text(fact))}: {visible(', '.join(about))}"
    yield ""
    yield "Add the facts that you know to ifcfgen.toml, above other [[host]] tables, or use --release, --service,"
    kind, failing = ("undecided", "unknown facts") if rules else ("conditional", "conditional findings")
    yield f"--package and --without; with --fail-on {kind}, {failing} are exit code 1:"
    yield ""
    yield "[[host]]"
    yield f'path = "{visible(report.where)}"'
    names = ", ".join(f'"{fact.name}"' for fact in wanted if fact.kind == "package")
    for fact in (fact for fact in wanted if fact.kind != "package"):
        yield _EXAMPLES.get(fact.kind, '# services.{0} = "enabled"').format(fact.name)
    if names:
        yield f"# packages = [{names}]  # or without = [...]"


def _about(one: Undecided, hosts: int) -> Iterator[str]:
    """What is at stake, where that is so first, for which rules, and on how many of HOSTS."""
    stake = facts.at_stake(one)
    if stake:
        spot = one.spot
        place = "" if not spot or not spot.path else spot.path if spot.line is None else f"{spot.path}:{spot.line}"
        yield f"{stake} ({place})" if place else stake
    named = ", ".join(one.rules[:_NAMED])
    yield f"{named} and {len(one.rules) - _NAMED} more" if len(one.rules) > _NAMED else named
    if hosts > 1:
        yield amount(one.hosts, "host")
