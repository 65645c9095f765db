"""The conflicts between the hosts of a run: what each of them claims is kept, and the few that clash are read again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from ifcfgen.cli.hosts import Located
from ifcfgen.cli.inspection import Inspection
from ifcfgen.config import Config
from ifcfgen.errors import Fault
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
        self._member = lru_cache(_REMEMBERED)(self._read)

    def add(self, located: Located, settings: Config | None, keys: Iterable[Key], *, is_meant: bool) -> None:
        """Note that the host that was LOCATED, where SETTINGS hold, claims KEYS; IS_MEANT as for `Fleet.add`."""
        if keys:
            self._fleet.add(len(self._hosts), site(settings, located.path), keys, is_meant=is_meant)
            self._hosts.append((located, settings))

    def results(self) -> Iterator[tuple[Located, Config | None, Result]]:
        """What rules find in each conflict, with the host that it is first about, in the order of these hosts.

        A rule that is ignored for all the others is not asked. Raises `RuleError`.
        """
        for clash in self._fleet.clashes():
            located, settings = self._hosts[clash.number]
            linter = self._inspection.ready(settings, located.path).linter
            if linter and not is_shared(clash, settings):
                result = judge(clash, linter, self._member)
                others = [self._hosts[other] for other in clash.others]
                asking = [self._inspection.ready(theirs, where.path).linter for where, theirs in others]
                result.findings = [f for f in result.findings if any(one and f.rule in one.names for one in asking)]
                yield located, settings, result

    def _read(self, number: int) -> Member | None:
        located, settings = self._hosts[number]
        found = self._inspection.read(located)
        for fault in found.faults():
            self._tell(fault)
        return Member(found.reading, settings.role(located.path) if settings else None)


def site(settings: Config | None, path: Path) -> Site:
    """The site of the host in PATH, where SETTINGS hold: each ifcfgen.toml has its own."""
    return (str(settings.path), settings.site(path)) if settings else ("", "")


def is_shared(clash: Clash, settings: Config | None) -> bool:
    """Whether SETTINGS say that the hosts share on purpose what CLASH is about."""
    about = clash.other_key.about or clash.other_key.value
    thing = f"vlan {about}" if clash.key.topic == "vlan" else about
    return settings is not None and settings.is_shared(clash.site[1], thing)
