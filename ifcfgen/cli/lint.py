"""`ifcfgen lint`: what will go wrong on the hosts whose files lie somewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ifcfgen.cli import facts
from ifcfgen.cli.ruleset import names
from ifcfgen.cli.run import Run
from ifcfgen.cli.terminal import tell, theme
from ifcfgen.errors import Fault, IfcfgenError
from ifcfgen.facts import live
from ifcfgen.lint.engine import Assume
from ifcfgen.lint.finding import SEVERITIES, Finding, Report
from ifcfgen.place import Place
from ifcfgen.report import formats
from ifcfgen.report.closing import closing

if TYPE_CHECKING:
    from ifcfgen.cli.fix import Fixes
    from ifcfgen.facts import Host


class FailOn(StrEnum):
    """What can make exit code 1."""

    error = "error"
    warning = "warning"
    info = "info"
    conditional = "conditional"
    undecided = "undecided"


def lint(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH]...",
            help=f"Directories to search for hosts, or files of a host; without any, {live.NETWORK_SCRIPTS}.",
        ),
    ] = None,
    release: facts.Release = None,
    target: facts.Target = None,
    services: facts.Services = None,
    packages: facts.Packages = None,
    without: facts.Without = None,
    packages_from: facts.PackagesFrom = None,
    host: facts.MachineFile = None,
    assume: Annotated[
        Assume, typer.Option(help="What to take for unknown facts: a default installation, or the worst, or the best.")
    ] = "preset",
    select: Annotated[
        list[str] | None,
        typer.Option(metavar="NAMES", help="Ask only these rules: names, globs, a,b,c.", autocompletion=names),
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(metavar="NAMES", help="Do not ask these rules.", autocompletion=names)
    ] = None,
    fail_on: Annotated[
        list[FailOn] | None,
        typer.Option(
            help="What makes exit code 1: the mildest severity, by default warning; also conditional findings, or "
            "facts that are undecided. May be repeated.",
            show_default=False,
        ),
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Fix what can be fixed safely, then lint.")] = False,
    unsafe: Annotated[
        bool, typer.Option("--unsafe-fixes", help="With --fix or --diff: also what may change what works.")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what --fix would change, and write nothing.")] = False,
    baseline: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Count the findings that FILE knows, and show the others only.")
    ] = None,
    write_baseline: Annotated[
        bool, typer.Option("--write-baseline", help="Make the --baseline know all that is found now.")
    ] = False,
    show_managers: Annotated[
        bool, typer.Option("--show-managers", help="Show who brings up each device, and why, and nothing else.")
    ] = False,
    format: Annotated[
        formats.Format | None,
        typer.Option(help="How to show it: full, or github in GitHub Actions.", show_default=False),
    ] = None,
) -> int:
    """Find what will go wrong on the hosts whose ifcfg, route and rule files lie in PATH.

    Every directory that holds ifcfg files is a host. Exit code 1: something was found, or --diff has something to
    show; 2: something could not be read, or not be fixed.

    \b
    Examples:
      ifcfgen lint
      ifcfgen lint . --release 7 --service NetworkManager=disabled
      ifcfgen lint hosts/kvm01 --release 7 --target 9 --select 'upgrade-*'
      ifcfgen lint hosts/kvm01/ifcfg-br0 --packages-from kvm01.rpms
      ifcfgen lint --select 'bridge-*,bond-*' --ignore bridge-no-ports --format concise
      ifcfgen lint hosts --diff --unsafe-fixes
      ifcfgen lint hosts --baseline known.json --format sarif
    """
    machine: dict[str, Any] = {}
    said = facts.stated(release, services, packages, without, packages_from, host, target, machine)
    if show_managers:
        return _show_managers(paths or [live.NETWORK_SCRIPTS], said)
    if unsafe and not (fix or diff):
        raise IfcfgenError(Fault(Place("--unsafe-fixes"), "goes with --fix, or with --diff to see them first"))
    if write_baseline and (baseline is None or fix or diff):
        raise IfcfgenError(Fault(Place("--write-baseline"), "goes with --baseline FILE, and without --fix and --diff"))
    known = _known(baseline) if baseline and not write_baseline else None
    fixes = _fixes(unsafe=unsafe, write=not diff) if fix or diff else None
    run = Run(
        paths or [live.NETWORK_SCRIPTS], said, assume, select or (), ignore or (), known, fixes, machine=machine or None
    )
    report = run.report
    if baseline and write_baseline:
        return _renew(baseline, report)
    if fixes and diff:
        return _show_fixes(fixes, run)
    if format is None:
        format = "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "full"
    for text in formats.text(format, report, theme()):
        sys.stdout.write(text)
    sys.stdout.flush()
    tell(*run.notes)
    if format != "full":
        tell(*closing(report))
    if fixes:
        tell(fixes.closing())
    if report.errors:
        return 2
    return int(_fails(report, fail_on or ()))


def _fails(report: Report, on: Sequence[str]) -> bool:
    """Whether REPORT has something of what is to make exit code 1."""
    mildest = max((SEVERITIES.index(word) for word in on if word in SEVERITIES), default=SEVERITIES.index("warning"))
    counted = [*SEVERITIES[: mildest + 1], *(["conditional"] if "conditional" in on else [])]
    return any(map(report.counts.get, counted)) or ("undecided" in on and bool(report.undecided))


def _known(path: Path) -> Callable[[Finding], bool]:
    from ifcfgen.cli import baseline  # brings hashlib and json

    return baseline.known(path)


def _fixes(*, unsafe: bool, write: bool) -> Fixes:
    from ifcfgen.cli.fix import Fixes  # brings what writes safely, and templates with it

    return Fixes(unsafe=unsafe, write=write)


def _show_fixes(fixes: Fixes, run: Run) -> int:
    """Let the fixes be shown, and nothing else."""
    for _ in run.report.findings:
        pass
    sys.stdout.flush()
    tell(*map(str, run.report.errors), *run.notes, fixes.closing())
    return 2 if run.report.errors else int(fixes.changes)


def _show_managers(paths: Iterable[str], said: Host) -> int:
    """Show the managers of all hosts, and nothing else."""
    from ifcfgen.cli import hosts
    from ifcfgen.report import managers

    faults: list[Fault] = []
    for found in hosts.find(paths, said, faults.append):
        strike = found.reading.directory.secrets.without
        sys.stdout.writelines(map(strike, managers.table(managers.rows(found.reading))))
        faults += found.faults()
    sys.stdout.flush()
    tell(*map(str, dict.fromkeys(faults)))
    return 2 if faults else 0


def _renew(path: Path, report: Report) -> int:
    """Make PATH know what REPORT finds; not where a host could not be read, whose findings it would forget."""
    from ifcfgen.cli import baseline

    findings = list(report.findings)
    if report.errors:
        tell(*map(str, report.errors), f"{path}: not written, since not all could be read")
        return 2
    count = baseline.write(path, findings)
    tell(f"{path}: knows {count} finding{'s' * (count != 1)} now")
    return 0
