"""One run of the linter: over all hosts in some paths, each under the ifcfgen.toml that is nearest to it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ifcfgen import config
from ifcfgen.cli import hosts
from ifcfgen.cli.conflicts import Conflicts
from ifcfgen.cli.hosts import Located
from ifcfgen.cli.inspection import Inspected, Inspection
from ifcfgen.config import Config
from ifcfgen.config.tables import HostTable
from ifcfgen.errors import Fault, IfcfgenError
from ifcfgen.facts import Fact, Host
from ifcfgen.filesystem.tree import is_folder
from ifcfgen.lazy import NamedTuple
from ifcfgen.lint.engine import Assume
from ifcfgen.lint.finding import SEVERITIES, Finding, Report, Undecided
from ifcfgen.lint.rule import Rule
from ifcfgen.reading import Reading
from ifcfgen.report.visible import visible
from ifcfgen.scripts.disk import NO_FILES
from ifcfgen.secrets import told

if TYPE_CHECKING:
    from ifcfgen.cli.fix import Fixes
    from ifcfgen.graph import Graph

_MILDEST = SEVERITIES.index("warning")
"""What makes exit code 1 by default."""

_FEW = 40
"""So many hosts are linted sooner than processes are started for them."""

_FIRST = 4
"""So many of more hosts are linted before: the processes then know the rules."""

_MOST_DEVICES = 100
"""In a picture of a report; `ifcfgen graph` draws more."""

_MOST_DRAWN = 20_000
"""Devices in all pictures of a report."""


class _Task(NamedTuple):
    """A host to lint, what its ifcfgen.toml says, and what was wrong on the way to it."""

    located: Located
    settings: Config | None
    faults: Sequence[Fault]


class Run:
    """The linting of all hosts. `report` is whole when its findings have ended; no host is kept.

    KNOWN findings are counted and not shown; FIXES are made before a host is judged. FAIL_ON goes before what the
    ifcfgen.toml of a host says; SUPPRESS takes what was found on a host and is not known. MACHINE has further facts, of
    cards and programs, for the boot that is predicted for the rules. CONFIGURED_BY says which ifcfgen.toml holds where;
    CONTENTS has files by path that were not read from the disk; CHANGED says of a host whether it is to be linted, or
    only compared with those that are. DRAWN hosts with findings have a picture in the report, as far as there is room.
    NAMED has facts of hosts by name. PROGRESS is called after each host. JOBS is how many processes lint, by default
    one for each core where there are many hosts; whatever writes or shows changes does that from this one.
    """

    def __init__(
        self,
        paths: Iterable[str],
        said: Host,
        assume: Assume,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        known: Callable[[Finding], bool] | None = None,
        fixes: Fixes | None = None,
        fail_on: Sequence[str] = (),
        suppress: Callable[[Reading, Sequence[Finding]], None] | None = None,
        machine: Mapping[str, Any] | None = None,
        configured_by: Callable[[Path], Path | None] = config.find,
        contents: Mapping[str, bytes] = NO_FILES,
        jobs: int | None = None,
        changed: Callable[[Reading, Config | None], bool] | None = None,
        drawn: bool = False,
        progress: Callable[[Report], None] | None = None,
        named: Mapping[str, Host] | None = None,
    ):
        self._paths = tuple(paths)
        self.report = Report(self._findings())
        self.notes: list[str] = []
        """What was settled of earlier runs, and which tables of an ifcfgen.toml say nothing."""
        self.fails = False
        """Whether there was something so far that is to make exit code 1."""
        self._faults: list[Fault] = []
        """Of the search for the next host."""
        self._contents = contents
        self._configure = hosts.configured(self._faults.append, configured_by, named or {})
        self._inspection = Inspection(
            said, self._configure, assume=assume, select=select, ignore=ignore, fixes=fixes,
            machine=machine or {}, contents=contents, changed=changed, drawn=drawn,
        )  # fmt: skip
        self._progress = progress
        self._jobs = 1 if fixes else jobs
        self._asked: set[str] = set()
        self._fail_on = fail_on
        self._suppress = suppress
        self._known = known
        self._undecided: dict[Fact, Undecided] = {}
        self._unmatched: dict[Path, list[HostTable]] = {}
        """The tables of each ifcfgen.toml that no host so far is matched by."""
        self._where: set[str] = set()
        self._room = _MOST_DRAWN

    def judged(self, rule: str) -> bool:
        """Whether RULE was asked so far and no fact was wanting; one that is no rule any more finds nothing."""
        wanting = {name for undecided in self._undecided.values() for name in undecided.rules}
        return rule not in wanting and (rule in self._asked or rule not in self.report.rules)

    def is_of_one_host(self) -> bool:
        """Whether no second host lies in the paths; what cannot be read is told by the run itself."""
        located = hosts.locate(self._paths, lambda _: None, lambda _: (None,), self._contents)
        return len(list(islice(located, 2))) < 2

    def _findings(self) -> Iterator[Finding]:
        conflicts = Conflicts(self._inspection, self._tell)
        for task, inspected in self._inspected():
            self._tell(*task.faults)
            self._match(task)
            self._note(task, inspected)
            conflicts.add(task.located, task.settings, inspected.claims, is_meant=inspected.is_changed)
            yield from self._new(inspected.findings, task.located, task.settings)
            if self._progress:
                self._progress(self.report)
        for located, settings, result in conflicts.results():
            self._tell(*chain(*result.faults.values()))
            self.report.suppressed += len(result.allowed)
            yield from self._new(result.findings, located, settings)
        self._tell(*self._faults)
        self.report.undecided = [self._undecided[fact] for fact in sorted(self._undecided)]
        if len(self._where) == 1:
            self.report.where = self._where.pop()
        self.notes += self._idle_tables()

    def _new(self, findings: Sequence[Finding], located: Located, settings: Config | None) -> Iterator[Finding]:
        """Those of the FINDINGS on a host that are not known, each counted."""
        failing = self._failing(settings)
        new = [finding for finding in findings if not (self._known and self._known(finding))]
        self.report.known += len(findings) - len(new)
        if self._suppress:
            self._suppressed(located, new)
        for finding in new:
            kind = "conditional" if finding.conditions else finding.severity
            self.report.counts[kind] += 1
            self.fails = self.fails or kind in failing
            self._count(finding, located, settings)
            yield finding

    def _inspected(self) -> Iterator[tuple[_Task, Inspected]]:
        """Each host and what is to say of it, in order."""
        tasks = self._tasks()
        few = list(islice(tasks, _FEW if self._jobs is None else 1))
        jobs = self._jobs or (1 if len(few) < _FEW else len(os.sched_getaffinity(0)))
        everything = chain(few, tasks)
        alone = everything if jobs == 1 else islice(everything, _FIRST)
        yield from ((task, self._inspection.inspected(task.located)) for task in alone)
        rest = next(everything, None)
        if rest:
            from ifcfgen.cli.parallel import in_order  # takes as long as a few hosts

            work = ((task, task.located) for task in chain((rest,), everything))
            yield from in_order(self._inspection.inspected, work, jobs)

    def _tasks(self) -> Iterator[_Task]:
        for located, settings in hosts.locate(self._paths, self._faults.append, self._configure, self._contents):
            faults = tuple(self._faults)
            self._faults.clear()
            yield _Task(located, settings, faults)

    def _suppressed(self, located: Located, findings: Sequence[Finding]) -> None:
        assert self._suppress
        found = self._inspection.read(located)
        try:
            self._suppress(found.reading, [f for one in findings for f in one.met if found.is_meant(f.spot.path)])
        except IfcfgenError as error:
            self._tell(*error.faults)

    def _failing(self, settings: Config | None) -> Set[str]:
        """What is to make exit code 1 on a host where SETTINGS hold: severities, `conditional`, `undecided`."""
        words = self._fail_on or (settings.fail_on if settings else ())
        mildest = max((SEVERITIES.index(word) for word in words if word in SEVERITIES), default=_MILDEST)
        return {*SEVERITIES[: mildest + 1], *words}

    def _match(self, task: _Task) -> None:
        """Strike the tables that are about the host of TASK off those that match none."""
        settings = task.settings
        if settings:
            tables = self._unmatched.get(settings.path, settings.hosts)
            parts = settings.parts(task.located.path) if tables else ()
            self._unmatched[settings.path] = [table for table in tables if not table.matches(parts)]

    def _idle_tables(self) -> Iterator[str]:
        """A line for each table that matches no host, where all that lies below their ifcfgen.toml was linted."""
        searched = {Path(path).resolve() for path in self._paths if is_folder(path)}
        for path, tables in self._unmatched.items():
            if tables and not searched.isdisjoint((path.parent, *path.parent.parents)):
                yield from (f"{table.place}: warning: this [[host]] table matches no host" for table in tables)

    def _note(self, task: _Task, inspected: Inspected) -> None:
        """Keep what there is to say of the host of TASK beside its findings."""
        ready = self._inspection.ready(task.settings, task.located.path)
        if not ready.rules.keys() <= self.report.rules.keys():
            self.report.rules = {**self.report.rules, **ready.rules}
            self.report.urls.update(_urls(ready.rules, task.settings))
        self._tell(*ready.faults, *inspected.faults)
        self.notes += [inspected.note] if inspected.note else []
        if inspected.files is None:
            return
        self.report.hosts += 1
        if inspected.graph and len(inspected.graph.nodes) <= min(_MOST_DEVICES, self._room):
            self._room -= len(inspected.graph.nodes)
            self.report.pictures[inspected.findings[0].host] = partial(_picture, inspected.graph)
        if inspected.found:
            self.report.described += 1
            self.report.found = inspected.found
        self.report.files += inspected.files
        self.report.suppressed += inspected.suppressed
        self._asked |= inspected.asked
        for fact, undecided in inspected.undecided.items():
            known = self._undecided.get(fact)
            self._undecided[fact] = known.and_also(undecided) if known else undecided
        if inspected.undecided:
            self.fails = self.fails or "undecided" in self._failing(task.settings)
            self._where.add(_glob(task.located, task.settings))

    def _count(self, finding: Finding, located: Located, settings: Config | None) -> None:
        """Note which facts decide whether FINDING of a host is met."""
        if finding.conditions:
            self.report.conditions.update(condition.fact for condition in finding.conditions)
            self._where.add(_glob(located, settings))

    def _tell(self, *faults: Fault) -> None:
        shown = (fault._replace(text=told(fault.text)) for fault in faults)
        self.report.errors += [fault for fault in shown if fault not in self.report.errors]


def _glob(located: Located, settings: Config | None) -> str:
    """The host as a `[[host]]` table names it."""
    here, home = located.path, settings.path.parent if settings else Path.cwd()
    return str(here.relative_to(home)) if here.is_relative_to(home) else "**"


def _urls(rules: Mapping[str, Rule], settings: Config | None) -> Iterator[tuple[str, str]]:
    """The names of RULES, and the URLs of their pages; a site's own have none."""
    if settings and settings.docs_url:
        ours = (name for name, rule in rules.items() if rule.path.parent not in settings.rules)
        yield from ((name, f"{settings.docs_url}rules/{name}/") for name in ours)


def _picture(graph: Graph, findings: Iterable[Finding]) -> str:
    from ifcfgen.report.graph import svg  # only one format shows it
    from ifcfgen.report.graph.remarks import marked

    shown = marked(graph, findings).struck(visible)
    return "".join(svg.Picture(shown, lambda *_: ()).element())
