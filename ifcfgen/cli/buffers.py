"""The files that are open in an editor, and what is wrong with them and with the files of their hosts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

from ifcfgen import api, config, netplan
from ifcfgen.cli import hosts
from ifcfgen.cli.hosts import Located
from ifcfgen.cli.inspection import Inspection
from ifcfgen.errors import Fault, IfcfgenError
from ifcfgen.facts import Host
from ifcfgen.filesystem import tree
from ifcfgen.lazy import NamedTuple
from ifcfgen.lint.finding import Finding, Fix, Severity, Spot
from ifcfgen.lint.rule import Rule
from ifcfgen.place import Place
from ifcfgen.reading import Reading
from ifcfgen.report import facts
from ifcfgen.report.visible import visible
from ifcfgen.scripts import search
from ifcfgen.scripts.names import KEYFILE_SUFFIX, role_and_suffix

Format = Literal["ifcfg", "keyfile", "topology", "settings"]
_KEYFILES = "system-connections"
_TOPOLOGY = re.compile(r"^(?:network|renderer|ethernets|bonds|bridges|vlans):", re.M)


class Problem(NamedTuple):
    """What is wrong at a place. Without a rule, it is a fault of something that cannot be read."""

    spot: Spot
    severity: Severity
    message: str
    rule: str = ""
    related: tuple[Spot, ...] = ()
    fix: Fix | None = None


class Buffers:
    """The content of the open files, by path; it counts in the place of what is on the disk."""

    def __init__(self) -> None:
        self._contents: dict[str, bytes] = {}
        self._faults: list[Fault] = []
        self.renew()

    def renew(self) -> None:
        """Read every ifcfgen.toml and rule anew when it is needed next."""
        self._configure = hosts.configured(self._faults.append, config.find)
        self._inspection = Inspection(
            Host(), self._configure, assume="preset", select=(), ignore=(), fixes=None, machine={},
            contents=self._contents,
        )  # fmt: skip

    def put(self, path: str, text: str | None) -> None:
        """TEXT is the content of PATH from now on; None: what the disk has."""
        data = text.encode(errors="surrogatepass") if text is not None else None
        if data is None or len(data) > tree.LARGEST:
            self._contents.pop(path, None)
        else:
            self._contents[path] = data

    def format_of(self, path: str) -> Format | None:
        """What the file PATH is, by its name and content; None for nothing of ours."""
        name = Path(path).name
        if name == config.NAME:
            return "settings"
        if name.endswith(KEYFILE_SUFFIX):
            return "keyfile"
        if name.endswith((".yaml", ".yml")):
            return "topology" if _TOPOLOGY.search(self.text(path)) else None
        return "ifcfg" if role_and_suffix(name) or name == "network" else None

    def text(self, path: str) -> str:
        """The content of PATH, of the disk where it is not open; empty where that cannot be read."""
        try:
            data = self._contents[path] if path in self._contents else tree.read(Path(path))
        except (OSError, ValueError):  # a NUL in the path
            data = b""
        return data.decode(errors="surrogateescape")

    def owner(self, path: str) -> str:
        """What PATH is judged with: the directory of its host; itself where it is of none."""
        folder = Path(path).parent
        match self.format_of(path):
            case "ifcfg":
                scripts = folder / "network-scripts"
                return str(scripts if Path(path).name == "network" and scripts.is_dir() else folder)
            case "keyfile" if folder.parts[-2:] == ("NetworkManager", _KEYFILES):
                scripts = folder.parents[1] / "sysconfig" / "network-scripts"
                return str(scripts if any(search.find(str(scripts), lambda _: None)) else folder)
            case "keyfile" if folder.name == _KEYFILES:
                return str(folder.parent)
        return path

    def rules(self, path: str) -> Mapping[str, Rule]:
        """All rules that there are for PATH."""
        home = Path(path).parent.resolve()
        (settings,) = self._configure(home) or (None,)
        return self._inspection.ready(settings, home).rules

    def reading(self, path: str) -> Reading:
        """The host of the file PATH."""
        return self._inspection.read(_located(self.owner(path))).reading

    def problems(self, owner: str) -> list[Problem]:
        """What is wrong with OWNER, which is one of `owner`."""
        self._faults.clear()
        if owner not in self._contents:
            found = self._host(owner)
        elif self.format_of(owner) == "settings":
            found = _faults(self._settings, owner)
        elif self.format_of(owner) == "topology":
            found = _faults(self._topology, owner)
        else:
            found = []
        return [*found, *map(_of_fault, self._faults)]

    def _host(self, folder: str) -> list[Problem]:
        located = _located(folder)
        found = self._inspection.inspected(located)
        (settings,) = self._configure(located.home) or (None,)
        faults = (*found.faults, *self._inspection.ready(settings, located.path).faults)
        return [*map(_of_finding, found.findings), *map(_of_fault, faults)]

    def _settings(self, path: str) -> None:
        settings = config.load(Path(path), self._contents[path])
        ignored = [name for table in settings.hosts for name in table.ignore]
        api.make_linter(api.load_rules(settings), settings, ignored=ignored)

    def _topology(self, path: str) -> None:
        topology = netplan.parse(netplan.decoded(self._contents[path], path), path)
        if topology.host.el is not None:  # what renders it says the release otherwise
            api.render_topology(topology, config.nearest(Path(path).parent))


def _located(folder: str) -> Located:
    return Located(folder, folder, Path(folder).resolve(), None)


def _faults(check: Callable[[str], None], path: str) -> list[Problem]:
    try:
        check(path)
    except IfcfgenError as error:
        return [_of_fault(fault if fault.place else fault._replace(place=Place(path))) for fault in error.faults]
    return []


def _of_fault(fault: Fault) -> Problem:
    place = fault.place or Place("")
    return Problem(Spot(*place), "error", visible(fault.text))


def _of_finding(finding: Finding) -> Problem:
    message = visible(f"{finding.message}{facts.aside(finding.conditions)}")
    return Problem(finding.spot, finding.severity, message, finding.rule, finding.related, finding.fix)


def edits_of(problems: Iterable[Problem], path: str, line: int) -> Iterator[Problem]:
    """Those of PROBLEMS on LINE of PATH that a machine can fix; what holds a secret is left to `lint --fix`."""
    for problem in problems:
        is_here = problem.spot.path == path and problem.spot.line in (line, None)
        if is_here and problem.fix and problem.fix.edits and not any(edit.secret for edit in problem.fix.edits):
            yield problem
