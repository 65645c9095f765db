"""What a run of the linter does with one host, whatever it has done with others."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Mapping, Sequence, Set
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ifcfgen import api
from ifcfgen.cli import hosts
from ifcfgen.cli.hosts import Configure, Found, Located
from ifcfgen.config import Config
from ifcfgen.errors import Fault, IfcfgenError
from ifcfgen.facts import Fact, Host, live
from ifcfgen.filesystem import JOURNAL
from ifcfgen.filesystem.tree import archive_on
from ifcfgen.lazy import NamedTuple
from ifcfgen.lint.claims import Key, claims
from ifcfgen.lint.engine import Assume, Linter, Result
from ifcfgen.lint.finding import Finding, Undecided
from ifcfgen.lint.rule import Rule
from ifcfgen.lint.selection import Names
from ifcfgen.lint.suppression import unknown
from ifcfgen.place import Place
from ifcfgen.reading import Reading
from ifcfgen.report import system as report

if TYPE_CHECKING:
    from ifcfgen.cli.fix import Fixes
    from ifcfgen.facts.machine import Facts
    from ifcfgen.graph import Graph

NEVER_CHANGED = "an archive is never changed; unpack it, or use --diff"
_REMEMBERED = 16
"""How many linters are kept ready, one for each ifcfgen.toml."""


class Ready(NamedTuple):
    """All rules that there are for some hosts, and the linter for these; None where something is at fault with it."""

    linter: Linter | None = None
    rules: Mapping[str, Rule] = {}
    faults: Sequence[Fault] = ()


class Inspected(NamedTuple):
    """What there is to say of one host. `files` is None where it could not be linted.

    `asked` are the rules that a comment could allow there; `note` is what was settled of an earlier run.
    """

    findings: Sequence[Finding] = ()
    undecided: Mapping[Fact, Undecided] = {}
    faults: Sequence[Fault] = ()
    note: str = ""
    files: int | None = None
    suppressed: int = 0
    asked: Set[str] = frozenset()
    found: str = ""
    """The facts that the files of its system show."""
    claims: Sequence[Key] = ()
    """What other hosts must not say, or must say as well."""
    is_changed: bool = True
    """Whether there is anything to say of it but for what it claims."""
    graph: Graph | None = None
    """Its devices, if a picture is wanted and it has findings."""


class Inspection:
    """Lints one host after the other, as it is SAID of all of them; CONFIGURE says what their ifcfgen.toml has.

    MACHINE has further facts, of cards and programs, for the boot that is predicted for the rules. FIXES are made
    before a host is judged. CONTENTS has files by path that were not read from the disk. Of a host that is not CHANGED
    nothing is said but what it claims. The graphs of hosts are made if they are to be DRAWN.
    """

    def __init__(
        self,
        said: Host,
        configure: Configure,
        *,
        assume: Assume,
        select: Sequence[str],
        ignore: Sequence[str],
        fixes: Fixes | None,
        machine: Mapping[str, Any],
        contents: Mapping[str, bytes],
        changed: Callable[[Reading, Config | None], bool] | None = None,
        drawn: bool = False,
    ):
        self._said = said
        self._configure = configure
        self._assume = assume
        self._select = select
        self._ignore = ignore
        self._fixes = fixes
        self._machine = machine
        self._contents = contents
        self._changed = changed
        self._drawn = drawn
        self._ready = lru_cache(_REMEMBERED)(self._made_ready)

    def read(self, located: Located) -> Found:
        """The host that was LOCATED."""
        (settings,) = self._configure(located.home) or (None,)
        return hosts.read(located, settings, self._said, self._contents)

    def ready(self, settings: Config | None, path: Path) -> Ready:
        """The linter for the host in PATH, where SETTINGS hold."""
        return self._ready(settings, settings.ignored(path) if settings else ())

    def inspected(self, located: Located) -> Inspected:
        """What there is to say of the host that was LOCATED, but for the faults of its linter."""
        found = self.read(located)
        faults: list[Fault] = []
        note = ""
        linter, rules, _ = self.ready(found.settings, found.path)
        if self._changed and not self._changed(found.reading, found.settings):
            asked = linter is not None and linter.asks_for_conflicts
            return Inspected(claims=self._claims(found, found.reading) if asked else (), is_changed=False)
        try:
            note = self._settle(Path(found.reading.directory.path))
            if linter is None:
                return Inspected(note=note)
            read = self._fixed(found, linter, rules.keys(), faults.append)
            lint = partial(self._lint, linter, found.beside)
            if found.outer:
                from ifcfgen.cli import embedded  # as in `hosts.read`

                result = embedded.lint(read, found.outer, lint, rules)
            else:
                result = lint(read)
        except IfcfgenError as error:
            strike = found.reading.directory.secrets.without
            faults += (fault._replace(text=strike(fault.text)) for fault in error.faults)
            return Inspected(faults=faults, note=note)
        findings = [f for f in result.findings if any(found.is_meant(spot.path) for spot in f.spots)]
        return Inspected(
            findings,
            result.undecided,
            [*faults, *found.faults(), *itertools.chain(*result.faults.values())],
            note,
            len(found.files()),
            len(result.allowed),
            linter.could_meet(read.host, failures=read.host.el is not None),
            report.found(found.system),
            self._claims(found, read) if linter.asks_for_conflicts else (),
            graph=_graph(read) if self._drawn and findings and not found.outer else None,
        )

    def _claims(self, found: Found, read: Reading) -> Sequence[Key]:
        """What the files that are meant of a host claim; nothing, where a script writes them on any number of hosts."""
        if found.outer:
            return ()
        role = found.settings.role(found.path) if found.settings else None
        said = (
            claim
            for claim in claims(read, role)
            if claim.place.path == read.directory.path or found.is_meant(claim.place.path)
        )
        return tuple(dict.fromkeys(claim.key for claim in said))

    def _lint(self, linter: Linter, beside: Mapping[str, bytes], read: Reading) -> Result:
        return api.lint_host(read, linter, self._facts(read, beside) if linter.asks_for_failures else None)

    def _settle(self, here: Path) -> str:
        """Settle what an earlier --fix or render began HERE, and say so. Raises `IfcfgenError` where it cannot."""
        if not ((self._fixes and here.is_dir()) or os.path.lexists(here / JOURNAL)):
            return ""
        from ifcfgen.cli.fix import settle  # brings what writes safely, and templates with it

        fixes = self._fixes is not None and self._fixes.writes
        return settle(here, fixes=fixes, writes=fixes or self._fixes is None)

    def _fixed(self, found: Found, linter: Linter, rules: Set[str], tell: Callable[[Fault], None]) -> Reading:
        """The host with its fixes made; as it was FOUND where something keeps it from being fixed."""
        strange = list(unknown(found.reading.directory, rules))
        for fault in strange:
            tell(fault)
        if self._fixes is None or strange or found.outer:  # no edit can harm a script that is not made
            return found.reading
        archive = archive_on(found.reading.directory.path) if self._fixes.writes else None
        if archive:
            tell(Fault(Place(archive), NEVER_CHANGED))
            return found.reading
        try:
            return self._fixes.of(found.reading, linter, lambda finding: found.is_meant(finding.spot.path))
        except IfcfgenError as error:
            for fault in error.faults:
                tell(fault)
            return found.reading

    def _facts(self, read: Reading, beside: Mapping[str, bytes]) -> Facts:
        """What the boot of READ depends on, with what lies BESIDE its files.

        Raises `IfcfgenError` for facts that contradict what is known of it.
        """
        from ifcfgen.facts.machine import Facts

        try:
            return Facts.of(self._machine, read.host, beside, live.machine(read.host))
        except ValueError as error:
            raise IfcfgenError(Fault(Place(read.directory.path), str(error))) from None

    def _made_ready(self, settings: Config | None, ignored: tuple[str, ...]) -> Ready:
        """The linter that SETTINGS ask for, less the rules that are IGNORED for a host."""
        rules: Mapping[str, Rule] = {}
        try:
            rules = api.load_rules(settings)
            select = Names(self._select, Place("--select")) if self._select else None
            ignore = Names(self._ignore, Place("--ignore"))
            made = api.make_linter(rules, settings, select=select, ignore=ignore, assume=self._assume, ignored=ignored)
            return Ready(made, rules)
        except IfcfgenError as error:
            return Ready(None, rules, error.faults)


def _graph(reading: Reading) -> Graph:
    from ifcfgen.graph.asked import of_reading  # only one format shows it

    return of_reading(reading).struck(reading.directory.secrets.without)
