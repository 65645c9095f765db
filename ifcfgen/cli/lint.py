"""`ifcfgen lint`: what will go wrong on the hosts whose files lie somewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from ifcfgen.cli import facts
from ifcfgen.cli.asked import names
from ifcfgen.cli.run import Run
from ifcfgen.errors import IfcfgenError
from ifcfgen.facts import live
from ifcfgen.lint.engine import Assume
from ifcfgen.lint.finding import SEVERITIES, Finding, Report, Severity
from ifcfgen.report.closing import closing
from ifcfgen.report.visible import visible

if TYPE_CHECKING:
    from ifcfgen.cli.cure import Cures
    from ifcfgen.facts import Host
    from ifcfgen.lint.rule import Rule

_Format = Literal["full", "concise", "json", "github", "sarif", "gitlab", "junit"]


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
    fail_on: Annotated[Severity, typer.Option(help="The mildest severity that makes exit code 1.")] = "warning",
    fix: Annotated[bool, typer.Option("--fix", help="Mend what can be mended safely, then lint.")] = False,
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
        _Format | None, typer.Option(help="How to show it: full, or github in GitHub Actions.", show_default=False)
    ] = None,
) -> int:
    """Find what will go wrong on the hosts whose ifcfg, route and rule files lie in PATH.

    Every directory that holds ifcfg files is a host. Exit code 1: something was found, or --diff has something to
    show; 2: something could not be read, or not be mended.

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
        return _only_managers(paths or [live.NETWORK_SCRIPTS], said)
    if unsafe and not (fix or diff):
        raise IfcfgenError("--unsafe-fixes: goes with --fix, or with --diff to see them first")
    if write_baseline and (baseline is None or fix or diff):
        raise IfcfgenError("--write-baseline: goes with --baseline FILE, and without --fix and --diff")
    known = _known(baseline) if baseline and not write_baseline else None
    cures = _cures(unsafe=unsafe, write=not diff) if fix or diff else None
    run = Run(
        paths or [live.NETWORK_SCRIPTS], said, assume, select or (), ignore or (), known, cures, machine=machine or None
    )
    report = run.report
    if baseline and write_baseline:
        return _renew(baseline, report)
    if cures and diff:
        return _only_cures(cures, report)
    if format is None:
        format = "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "full"
    for text in _texts(report, run.rules, format):
        sys.stdout.write(text)
    sys.stdout.flush()
    if format != "full":
        _tell(closing(report))
    if cures:
        _tell([cures.closing()])
    if report.errors:
        return 2
    return int(any(report.counts[severity] for severity in SEVERITIES[: SEVERITIES.index(fail_on) + 1]))


def _known(baseline: Path) -> Callable[[Finding], bool]:
    from ifcfgen.cli import ratchet  # brings hashlib and json

    return ratchet.known(baseline)


def _cures(*, unsafe: bool, write: bool) -> Cures:
    from ifcfgen.cli.cure import Cures  # brings what writes safely, and templates with it

    return Cures(unsafe=unsafe, write=write)


def _only_cures(cures: Cures, report: Report) -> int:
    """Let the cures be shown, and nothing else."""
    for _ in report.findings:
        pass
    sys.stdout.flush()
    _tell([*(f"{problem.path}: {problem.message}" for problem in report.errors), cures.closing()])
    return 2 if report.errors else int(cures.changes)


def _only_managers(paths: list[str], said: Host) -> int:
    """Show the managers of all hosts, and nothing else."""
    from ifcfgen.cli.managers import table

    report = Run(paths, said, "best", seen=lambda read: sys.stdout.writelines(table(read))).report
    for _ in report.findings:
        pass
    sys.stdout.flush()
    _tell(f"{problem.path}: {problem.message}" for problem in report.errors)
    return 2 if report.errors else 0


def _renew(path: Path, report: Report) -> int:
    """Make PATH know what REPORT finds; not where a host could not be read, whose findings it would forget."""
    from ifcfgen.cli import ratchet

    findings = list(report.findings)
    if report.errors:
        _tell(f"{problem.path}: {problem.message}" for problem in report.errors)
        _tell([f"{path}: not written, since not all could be read"])
        return 2
    count = ratchet.write(path, findings)
    _tell([f"{path}: knows {count} finding{'s' * (count != 1)} now"])
    return 0


def _tell(lines: Iterable[str]) -> None:
    sys.stderr.write("".join(f"{visible(line)}\n" for line in lines))


def _texts(report: Report, rules: Mapping[str, Rule], format: _Format) -> Iterator[str]:
    match format:
        case "full":
            from ifcfgen.cli.terminal import look
            from ifcfgen.report import full

            return full.text(report, look())
        case "concise":
            from ifcfgen.report import concise

            return concise.text(report)
        case "json":
            from ifcfgen.report import json

            return json.text(report)
        case "github":
            from ifcfgen.report import github

            return github.text(report)
        case "sarif":
            from ifcfgen.report import sarif

            return sarif.text(report, rules)
        case "gitlab":
            from ifcfgen.report import gitlab

            return gitlab.text(report)
        case "junit":
            from ifcfgen.report import junit

            return junit.text(report)
