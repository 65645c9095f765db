"""What rendering comes to, as text: the files, what would change or did, and what lint says of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from ifcfgen.errors import Fault
from ifcfgen.facts import Fact, FactKind
from ifcfgen.lint.finding import Finding
from ifcfgen.place import Place
from ifcfgen.render.disk.plan import Change, Kind
from ifcfgen.report import facts
from ifcfgen.secrets import Secrets, struck

_PAST: dict[Kind, str] = {"create": "created", "update": "updated", "remove": "removed", "unchanged": "unchanged"}

_SPOTS = 5
"""How many further places of a finding are shown."""

_STATED: Mapping[FactKind, str] = {
    "package": "`packages:` or `without:`",
    "service": "`services:`",
    "release": "`release:`",
}
"""Where a topology states a fact, by the kind of it."""


def listing(hosts: Iterable[tuple[str, Mapping[str, str]]]) -> str:
    """The files of HOSTS, each a name and its files, without secrets; the names are shown where there are several."""
    hosts = list(hosts)
    held = Secrets(text for _, files in hosts for text in files.values())
    return "\n".join(
        f"==> {f'{host}/' if len(hosts) > 1 else ''}{name} <==\n{held.without(struck(text))}"
        for host, files in hosts
        for name, text in files.items()
    )


def found(finding: Finding) -> Fault:
    """FINDING as a fault of the topology, with its fix and its further places."""
    spot = finding.spot
    place = Place(spot.path, spot.line, spot.column)
    assumed = f" (assumed: {', '.join(facts.assumed(finding.assumed))})" if finding.assumed else ""
    fix = f". {finding.fix.text}" if finding.fix else ""
    said = f"{finding.severity}[{finding.rule}]: {finding.message}{facts.aside(finding.conditions)}{assumed}{fix}"
    return Fault(place, said + _also(finding))


def _also(finding: Finding) -> str:
    """The further places of FINDING in the topology, each line once."""
    spots = {(spot.path, spot.line): spot for spot in reversed(finding.related) if spot.line}
    more = [spots[at] for at in reversed(spots) if at != (finding.spot.path, finding.spot.line)]
    told = [f"{spot.path}:{spot.line}{f' ({spot.message})' if spot.message else ''}" for spot in more[:_SPOTS]]
    told += [f"{len(more) - _SPOTS} more"] if len(more) > _SPOTS else []
    stop = "" if finding.fix else "."
    return f"{stop} See also {', '.join(told)}" if told else ""


def undecided(path: str, fact: Fact, rules: Collection[str]) -> str:
    """That the topology in PATH does not state FACT, which RULES depend on."""
    stated = _STATED[fact.kind]
    return f"{path}: {facts.text(fact)} is unknown; state {stated} under `host:` to check {', '.join(sorted(rules))}"


def stale(change: Change) -> str:
    """That the file of CHANGE is left over from an earlier run."""
    return f"{change.path}: ifcfgen wrote it, but no longer renders it; --prune removes it"


def pending(change: Change, *, force: bool) -> str:
    """What would be done to a file; FORCE: whatever the refusal."""
    refusal = f", but it {change.refusal}" if change.refusal and not force else ""
    return f"{change.path}: would be {_PAST[change.kind]}{refusal}"


def done(changes: Iterable[Change]) -> str:
    """How many files were changed, and how."""
    counts = Counter(change.kind for change in changes)
    return ", ".join(f"{counts[kind]} {past}" for kind, past in _PAST.items() if counts[kind])
