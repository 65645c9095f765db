"""One run of the linter: over all hosts in some paths, each under the ifcfgen.toml that is nearest to it."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ifcfgen import api, config
from ifcfgen.cli import hosts
from ifcfgen.cli.hosts import Found
from ifcfgen.config import Config, HostTable
from ifcfgen.errors import Fault, IfcfgenError
from ifcfgen.facts import Fact, Host
from ifcfgen.filesystem import JOURNAL
from ifcfgen.lint.engine import Assume, Linter, Result
from ifcfgen.lint.finding import Finding, Report, Undecided
from ifcfgen.lint.selection import Names
from ifcfgen.lint.suppression import unknown
from ifcfgen.place import Place
from ifcfgen.reading import Reading
from ifcfgen.scripts.disk import NO_FILES
from ifcfgen.secrets import told

if TYPE_CHECKING:
    from ifcfgen.cli.fix import Fixes
    from ifcfgen.facts.machine import Facts

_REMEMBERED = 16
"""How many linters are kept ready, one for each ifcfgen.toml."""


class Run:
    """The linting of all hosts. `report` is whole when its findings have ended; no host is kept.

    KNOWN findings are counted and not shown; FIXES are made before a host is judged. MACHINE has further facts, of
    cards and programs, for the boot that is predicted for the rules. CONFIGURED_BY says which ifcfgen.toml holds where;
    CONTENTS has files by path that were not read from the disk.
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
        machine: Mapping[str, Any] | None = None,
        configured_by: Callable[[Path], Path | None] = config.find,
        contents: Mapping[str, bytes] = NO_FILES,
    ):
        self._paths = tuple(paths)
        self.report = Report(self._findings(said))
        self._configured_by = configured_by
        self._contents = contents
        self.notes: list[str] = []
        """What was settled of earlier runs, and which tables of an ifcfgen.toml say nothing."""
        self._assume = assume
        self._select = select
        self._ignore = ignore
        self._known = known
        self._fixes = fixes
        self._machine = machine
        self._linter = lru_cache(_REMEMBERED)(self._made)
        self._undecided: dict[Fact, Undecided] = {}
        self._unmatched: dict[Path, list[HostTable]] = {}
        """The tables of each ifcfgen.toml that no host so far is matched by."""
        self._where: set[str] = set()

    def _findings(self, said: Host) -> Iterator[Finding]:
        for found in hosts.find(self._paths, said, self._tell, self._configured_by, self._contents):
            self._match(found)
            for finding in self._checked(found):
                if self._known and self._known(finding):
                    self.report.known += 1
                    continue
                self.report.counts["conditional" if finding.conditions else finding.severity] += 1
                yield finding
        self.report.undecided = [self._undecided[fact] for fact in sorted(self._undecided)]
        if len(self._where) == 1:
            self.report.where = self._where.pop()
        self.notes += self._idle_tables()

    def _match(self, found: Found) -> None:
        """Strike the tables that are about the host that was FOUND off those that match none."""
        if found.settings:
            tables, parts = (
                self._unmatched.get(found.settings.path, found.settings.hosts),
                found.settings.parts(found.path),
            )
            self._unmatched[found.settings.path] = [table for table in tables if not table.matches(parts)]

    def _idle_tables(self) -> Iterator[str]:
        """What is to be said of tables that match no host, where all that lies below their ifcfgen.toml was linted."""
        searched = {Path(path).resolve() for path in self._paths if Path(path).is_dir()}
        for path, tables in self._unmatched.items():
            if tables and not searched.isdisjoint((path.parent, *path.parent.parents)):
                yield from (f"{table.place}: warning: this [[host]] table matches no host" for table in tables)

    def _checked(self, found: Found) -> Iterable[Finding]:
        """The findings in what is meant of the host that was FOUND."""
        try:
            self._settle(Path(found.reading.directory.path))
            made = self._linter(found.settings, found.settings.ignored(found.path) if found.settings else ())
            if made is None:
                return ()
            linter, names = made
            read = self._fixed(found, linter, names)
            result = api.lint_host(read, linter, self._facts(read) if linter.asks_for_failures else None)
        except IfcfgenError as error:
            self._tell(*error.faults, strike=found.reading.directory.secrets.without)
            return ()
        self._tell(*found.faults(), *itertools.chain(*result.faults.values()))
        self.report.hosts += 1
        self.report.files += len(found.files())
        self.report.suppressed += len(result.allowed)
        self._note(result, found)
        return [f for f in result.findings if any(found.is_meant(spot.path) for spot in f.spots)]

    def _settle(self, here: Path) -> None:
        """Settle what an earlier --fix or render began HERE, and note it. Raises `IfcfgenError` where it cannot."""
        if (self._fixes and here.is_dir()) or os.path.lexists(here / JOURNAL):
            from ifcfgen.cli.fix import settle  # brings what writes safely, and templates with it

            fixes = self._fixes is not None and self._fixes.writes
            said = settle(here, fixes=fixes, writes=fixes or self._fixes is None)
            self.notes += [said] if said else []

    def _fixed(self, found: Found, linter: Linter, rules: Set[str]) -> Reading:
        """The host with its fixes made; as it was FOUND where something keeps it from being fixed."""
        strange = list(unknown(found.reading.directory, rules))
        self._tell(*strange)
        if self._fixes is None or strange:
            return found.reading
        try:
            return self._fixes.of(found.reading, linter, lambda finding: found.is_meant(finding.spot.path))
        except IfcfgenError as error:
            self._tell(*error.faults)
            return found.reading

    def _facts(self, read: Reading) -> Facts:
        """What the boot of READ depends on. Raises `IfcfgenError` for facts that contradict what is known of it."""
        from ifcfgen.facts.machine import Facts
        from ifcfgen.scripts import disk

        try:
            return Facts.of(self._machine or {}, read.host, disk.read_beside(Path(read.directory.path)))
        except ValueError as error:
            raise IfcfgenError(Fault(Place(read.directory.path), str(error))) from None

    def _note(self, result: Result, found: Found) -> None:
        """Keep what could not be decided, and where."""
        for fact, undecided in result.undecided.items():
            known = self._undecided.get(fact)
            self._undecided[fact] = known.and_also(undecided) if known else undecided
        here, home = found.path, found.settings.path.parent if found.settings else Path.cwd()
        if result.undecided:
            self._where.add(str(here.relative_to(home)) if here.is_relative_to(home) else "**")

    def _made(self, settings: Config | None, ignored: tuple[str, ...]) -> tuple[Linter, Set[str]] | None:
        """The linter that SETTINGS ask for, less the rules that are IGNORED for a host, and the names of all rules
        there are; None where these are at fault."""
        try:
            rules = api.load_rules(settings)
            self.report.rules = {**self.report.rules, **rules}
            select = Names(self._select, Place("--select")) if self._select else None
            ignore = Names(self._ignore, Place("--ignore"))
            made = api.make_linter(rules, settings, select=select, ignore=ignore, assume=self._assume, ignored=ignored)
            return made, rules.keys()
        except IfcfgenError as error:
            self._tell(*error.faults)
            return None

    def _tell(self, *faults: Fault, strike: Callable[[str], str] = str) -> None:
        shown = (fault._replace(text=told(strike(fault.text))) for fault in faults)
        self.report.errors += [fault for fault in shown if fault not in self.report.errors]
