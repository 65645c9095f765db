"""One run of the linter: over all hosts in some paths, each under the ifcfgen.toml that is nearest to it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ifcfgen import config
from ifcfgen.cli import facts
from ifcfgen.cli.asked import asked, known
from ifcfgen.config import Config
from ifcfgen.errors import IfcfgenError
from ifcfgen.facts import Host, live
from ifcfgen.lint.engine import Assume, Linter, Result
from ifcfgen.lint.finding import Finding, Problem, Report, Undecided
from ifcfgen.lint.rule import Rule
from ifcfgen.lint.subjects.relations import Failure
from ifcfgen.lint.suppression import unknown
from ifcfgen.reading import Reading
from ifcfgen.scripts import directory

if TYPE_CHECKING:
    from ifcfgen.cli.cure import Cures

FORETOLD = "device-fails-at-boot"
_REMEMBERED = 16
"""How many ifcfgen.toml are kept ready: one is usual, ten thousand shall not fill the memory."""


class Run:
    """What is asked of every host. `report` is whole when its findings have ended; no host is kept.

    KNOWN findings are counted and not shown; CURES are made before a host is judged. `rules` are all there are.
    SEEN is given every host before that. MACHINE has further facts, of cards and programs: with those, on the system
    that this runs on, or where the rule `FORETOLD` is selected by name, the boot is foretold for the rules.
    """

    def __init__(
        self,
        paths: Iterable[str],
        said: Host,
        assume: Assume,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        known: Callable[[Finding], bool] | None = None,
        cures: Cures | None = None,
        seen: Callable[[Reading], None] | None = None,
        machine: Mapping[str, Any] | None = None,
    ):
        self.report = Report(self._findings(paths))
        self._said = said
        self._assume = assume
        self._select = select
        self._ignore = ignore
        self._known = known
        self._cures = cures
        self._seen = seen
        self._machine = machine
        self.rules: dict[str, Rule] = {}
        self._linter = lru_cache(_REMEMBERED)(self._made)
        self._undecided: dict[str, tuple[set[str], int]] = {}
        self._where: set[str] = set()

    def _findings(self, paths: Iterable[str]) -> Iterator[Finding]:
        for folder, wanted in self._hosts(paths):
            for finding in self._checked(folder, wanted):
                if self._known and self._known(finding):
                    self.report.known += 1
                    continue
                self.report.counts[finding.severity] += 1
                yield finding
        self.report.undecided = [
            Undecided(fact, tuple(sorted(rules)), hosts) for fact, (rules, hosts) in sorted(self._undecided.items())
        ]
        if len(self._where) == 1:
            self.report.where = self._where.pop()

    def _hosts(self, paths: Iterable[str]) -> Iterator[tuple[str, set[str] | None]]:
        """The directory of each host, once, and the files in it that are meant; None for all."""
        files: dict[str, set[str]] = {}
        folders = []
        for path in dict.fromkeys(paths):
            try:
                if Path(path).is_dir():
                    folders.append(str(Path(path)))
                else:
                    Path(path).lstat()
                    folder, name = os.path.split(path)
                    files.setdefault(folder, set()).add(name)
            except OSError as error:
                self._fault(path, error.strerror or str(error))
        roots = [os.path.realpath(folder) for folder in folders]
        for folder, names in files.items():
            if not _lies_below(folder, roots):
                yield folder, names
        for number, folder in enumerate(folders):
            before = len(self.report.errors)
            is_empty = True
            for host in directory.find(folder, self._unread):
                is_empty = False
                if not _lies_below(host, roots[:number]):
                    yield host, None
            if is_empty and before == len(self.report.errors):
                self._fault(folder, "no ifcfg files here or below: nothing to lint")

    def _checked(self, folder: str, wanted: set[str] | None) -> Iterable[Finding]:
        """The findings of the host in FOLDER, those of the files WANTED."""
        try:
            here = Path(folder).resolve()
            configured = self._linter(config.find(here))
            if configured is None:
                return ()
            settings, linter, names = configured
            if settings and any(here.is_relative_to(own) for own in (*settings.rules, *settings.templates)):
                return ()  # a rule or template may be called ifcfg-something, too
            read = Reading(directory.read(folder), facts.known(self._said, settings, here))
            if self._seen:
                self._seen(read)
            read = self._cured(read, linter, names, wanted)
            selected = (*self._select, *(settings.select if settings else ()))
            by_name = any(FORETOLD in word for word in selected)
            if by_name or self._machine is not None or str(here) == live.NETWORK_SCRIPTS:
                result = linter.check(read, self._failures(read, here))
            else:
                result = linter.check(read)
        except IfcfgenError as error:
            self._faults(error)
            return ()
        meant = {file.path for file in read.directory.files}
        problems = dict(read.directory.problems)
        if wanted is not None:
            named = {f"{folder}/{name}" if folder else name for name in wanted}
            strange = named - meant - problems.keys()
            problems = {path: what for path, what in problems.items() if path in named or path == folder}
            problems |= dict.fromkeys(sorted(strange), "no file that a network service reads: nothing to lint")
            meant &= named
        for path, what in problems.items():
            self._fault(path, what)
        self.report.hosts += 1
        self.report.files += len(meant)
        self.report.suppressed += result.suppressed
        self._note(result, here, settings)
        return result.findings if wanted is None else [f for f in result.findings if f.spot.path in meant]

    def _cured(self, read: Reading, linter: Linter, rules: Set[str], wanted: set[str] | None) -> Reading:
        """READ after its cures, those for the files WANTED; as it was where something keeps it from being cured."""
        strange = list(unknown(read.directory, rules))
        for path, what in strange:
            self._fault(path, what)
        if self._cures is None or strange:
            return read
        files = {file.path: file.name for file in read.directory.files}
        try:
            return self._cures.of(read, linter, lambda f: wanted is None or files.get(f.spot.path) in wanted)
        except IfcfgenError as error:
            self._faults(error)
            return read

    def _failures(self, read: Reading, here: Path) -> Mapping[str, Failure]:
        """What the boot of READ fails at. Raises `IfcfgenError` for facts that contradict what is known of it."""
        # few runs ask for it, and it costs as much as the linting
        from ifcfgen.boot.shortfall import failures
        from ifcfgen.facts.machine import Facts
        from ifcfgen.scripts import system as beside

        machine = dict(self._machine or {})
        try:
            return failures(read, Facts.of(machine, read.host, beside.read(here)))
        except ValueError as error:
            raise IfcfgenError(f"{read.directory.path}: {error}") from None

    def _note(self, result: Result, here: Path, settings: Config | None) -> None:
        """Keep what could not be decided, and where."""
        for fact, rules in result.undecided.items():
            known, hosts = self._undecided.get(fact, (set(), 0))
            self._undecided[fact] = known | rules, hosts + 1
        home = settings.path.parent if settings else Path.cwd()
        if result.undecided:
            self._where.add(str(here.relative_to(home)) if here.is_relative_to(home) else "**")

    def _made(self, path: Path | None) -> tuple[Config | None, Linter, Set[str]] | None:
        """The configuration in PATH, the linter that it asks for, and the names of all rules there are.

        None where they are at fault, which is told.
        """
        try:
            settings = config.load(path) if path else None
            rules = known(settings)
            self.rules |= rules
            return settings, Linter(asked(rules, settings, self._select, self._ignore), self._assume), rules.keys()
        except IfcfgenError as error:
            self._faults(error)
            return None

    def _unread(self, error: OSError) -> None:
        self._fault(str(error.filename), error.strerror or str(error))

    def _faults(self, error: IfcfgenError) -> None:
        for fault in str(error).split("\n"):
            place, _, what = fault.partition(": ")
            self._fault(place, what)

    def _fault(self, path: str, message: str) -> None:
        problem = Problem(path, message)
        if problem not in self.report.errors:
            self.report.errors.append(problem)


def _lies_below(path: str, roots: Sequence[str]) -> bool:
    """Whether PATH is one of ROOTS, which are real paths, or below one."""
    return bool(roots) and any(Path(os.path.realpath(path)).is_relative_to(root) for root in roots)
