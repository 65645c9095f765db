"""The conflicts between the hosts of a run: what each of them claims is kept, and the few that clash are read again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from ifcfgen.cli.hosts import Located
from ifcfgen.cli.inspection import Inspection
from ifcfgen.config import Config
from ifcfgen.errors import Fault
from ifcfgen.facts import live
from ifcfgen.filesystem.tree import archive_on
from ifcfgen.lint.claims import Key
from ifcfgen.lint.engine import Result
from ifcfgen.lint.fleet import Clash, Fleet, Member, Site, judge

_REMEMBERED = 16
"""How many hosts are kept ready: those of one conflict, and of the next."""


class Conflicts:
    """What the hosts of a run claim, which INSPECTION reads and judges; TELL takes what cannot be read again."""

    def __init__(self, inspection: Inspection, tell: Callable[[Fault], None]):
        self._inspection = inspection
        self._tell = tell
        self._fleet = Fleet()
        self._hosts: list[tuple[Located, Config | None]] = []
        self._machines: set[str] = set()
        """Those of which one system is among them, and the others say the same."""
        self._member = lru_cache(_REMEMBERED)(self._read)

    def add(self, located: Located, settings: Config | None, keys: Iterable[Key], *, is_meant: bool) -> None:
        """Note that the host that was LOCATED, where SETTINGS hold, claims KEYS; IS_MEANT as for `Fleet.add`."""
        where = site(settings, located.path) if keys else None
        root = live.root(str(located.path)) or ""
        machine = live.machine_of(root)
        if where and machine not in self._machines:
            if machine != root:
                self._machines.add(machine)
            self._fleet.add(len(self._hosts), where, keys, is_meant=is_meant)
            self._hosts.append((located, settings))

    def results(self) -> Iterator[tuple[Located, Config | None, Result]]:
        """What rules find in each conflict, with the host that it is first about, in the order of these hosts.

        A rule that is ignored for all the others is not asked. Raises `RuleError`.
        """
        for clashes in self._fleet.clashes():
            located, settings = self._hosts[clashes[0].number]
            linter = self._inspection.ready(settings, located.path).linter
            surprising = [clash for clash in clashes if not is_shared(clash, settings)]
            if linter and surprising:
                result = judge(surprising, linter, self._member)
                others = [self._hosts[other] for other in clashes[0].others]
                asking = [self._inspection.ready(theirs, where.path).linter for where, theirs in others]
                result.findings = [f for f in result.findings if any(one and f.rule in one.names for one in asking)]
                yield located, settings, result

    def _read(self, number: int) -> Member | None:
        located, settings = self._hosts[number]
        found = self._inspection.read(located)
        for fault in found.faults():
            self._tell(fault)
        return Member(found.reading, settings.role(located.path) if settings else None)


def site(settings: Config | None, path: Path) -> Site | None:
    """The hosts that the one in PATH is compared with: those of its site, where SETTINGS have a table about it, or the
    systems beside it. None: none, as a directory of loose files may be an example or a template."""
    name = settings.site(path) if settings else None
    if settings and name is not None:
        return Site(str(settings.path), name)
    home = str(path)
    above = live.root(home)
    return _beside(str(Path(live.machine_of(above)).parent)) if above else None


@lru_cache(_REMEMBERED)
def _beside(folder: str) -> Site:
    """The systems in FOLDER, and in the archives there, which may have one directory more."""
    archive = archive_on(folder)
    return Site(str(Path(archive).parent) if archive else folder, is_stated=False)


def is_shared(clash: Clash, settings: Config | None) -> bool:
    """Whether SETTINGS say that the hosts share on purpose what CLASH is about."""
    about = clash.other_key.about or clash.other_key.value
    thing = f"vlan {about}" if clash.key.topic == "vlan" else about
    return settings is not None and settings.is_shared(clash.site.name, thing)
