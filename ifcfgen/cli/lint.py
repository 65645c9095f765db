"""`ifcfgen lint`: what will go wrong on the hosts whose files lie somewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Annotated, Literal

import typer

from ifcfgen.cli import facts
from ifcfgen.cli.asked import names
from ifcfgen.cli.run import Run
from ifcfgen.host import live
from ifcfgen.lint.engine import Assume
from ifcfgen.lint.finding import SEVERITIES, Report, Severity

_Format = Literal["full", "concise", "json", "github"]


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
    host: facts.HostFile = None,
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
    format: Annotated[
        _Format | None, typer.Option(help="How to show it: full, or github in GitHub Actions.", show_default=False)
    ] = None,
) -> int:
    """Find what will go wrong on the hosts whose ifcfg, route and rule files lie in PATH.

    Every directory that holds ifcfg files is a host. Exit code 1: something was found; 2: something could not be read.

    \b
    Examples:
      ifcfgen lint
      ifcfgen lint . --release 7 --service NetworkManager=disabled
      ifcfgen lint hosts/kvm01 --release 7 --target 9 --select 'upgrade-*'
      ifcfgen lint hosts/kvm01/ifcfg-br0 --packages-from kvm01.rpms
      ifcfgen lint --select 'bridge-*,bond-*' --ignore bridge-no-ports --format concise
    """
    said = facts.stated(release, services, packages, without, packages_from, host, target)
    report = Run(paths or [live.NETWORK_SCRIPTS], said, assume, select or (), ignore or ()).report
    if format is None:
        format = "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "full"
    for text in _texts(report, format):
        sys.stdout.write(text)
    if format != "full":
        from ifcfgen.report.closing import closing

        sys.stdout.flush()
        sys.stderr.write("".join(f"{line}\n" for line in closing(report)))
    if report.errors:
        return 2
    return int(any(report.counts[severity] for severity in SEVERITIES[: SEVERITIES.index(fail_on) + 1]))


def _texts(report: Report, format: _Format) -> Iterator[str]:
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
