"""`ifcfgen render`: topologies to ifcfg files, on the terminal or safely on disk."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from ifcfgen import data
from ifcfgen.cli.compose import Composed, compose
from ifcfgen.errors import Faults, IfcfgenError
from ifcfgen.lint import rule
from ifcfgen.lint.engine import Linter
from ifcfgen.lint.finding import Finding
from ifcfgen.model import Manager, parse_release
from ifcfgen.render.advice import advice
from ifcfgen.render.plan import Change, Kind, Target, plan
from ifcfgen.render.writer import apply, locked

_LIVE = "/etc/sysconfig/network-scripts"
_SAID: dict[Kind, str] = {"create": "created", "update": "updated", "remove": "removed", "unchanged": "unchanged"}
_STYLES = {"==>": "bold", "# ": "dim", "---": "bold", "+++": "bold", "@@": "cyan", "-": "red", "+": "green"}
"""By how a line begins."""

_Output = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Write the files into DIR, with `network` in it; of several hosts into DIR/NAME."),
]
_Root = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Write below DIR/etc/sysconfig; of several hosts below DIR/NAME/etc/sysconfig."),
]


def render(
    topologies: Annotated[
        list[Path], typer.Argument(metavar="TOPOLOGY...", help="netplan's version 2 YAML, with a `host:`.")
    ],
    release: Annotated[
        str | None, typer.Option(metavar="N", help="Release to render for, as 7 or el7; overrules host.release.")
    ] = None,
    manager: Annotated[Manager | None, typer.Option(help="Who reads the files; overrules every `renderer`.")] = None,
    output: _Output = None,
    root: _Root = None,
    diff: Annotated[bool, typer.Option("--diff", help="Show what would change, and write nothing.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if anything would change.")] = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove what ifcfgen wrote there and no longer renders.")
    ] = False,
    force: Annotated[
        bool,
        typer.Option("--force", help="Write in spite of errors that lint finds, and over files that are not ours."),
    ] = False,
) -> int:
    """Render topologies to ifcfg, route and rule files.

    The files are printed, unless --output or --root says where to write them. What was rendered is linted first:
    errors refuse, warnings are told.

    \b
    Examples:
      ifcfgen render kvm01.yaml
      ifcfgen render kvm01.yaml --release 8 --manager NetworkManager
      ifcfgen render kvm01.yaml --root / --diff
      ifcfgen render hosts/*.yaml --output rendered --prune
    """
    if output and root:
        raise IfcfgenError("--output and --root: one of the two")
    where = output or root
    if where is None and (diff or check or prune):
        option = "--diff" if diff else "--check" if check else "--prune"
        raise IfcfgenError(f"{option} compares with what is on disk: say where, with --output or --root")
    hosts = _composed(topologies, release, manager, force=force)
    if where is None:
        _show(hosts)
        return 0
    targets = _targets(hosts, where, flat=root is None)
    changes = _planned(hosts, targets, prune)
    for change in changes:
        if change.kind == "stale":
            _tell(f"{change.path}: ifcfgen wrote it and renders it no longer; --prune removes it")
    if diff or check:
        pending = [change for change in changes if change.pending]
        if diff:
            _print("".join(change.diff() for change in pending))
        for change in pending:
            _tell(
                f"{change.path}: would be {_SAID[change.kind]}"
                + (f", but {change.refusal}" if change.refusal and not force else "")
            )
        return 1 if check and pending else 0
    refusals = [change.refusal for change in changes if change.refusal]
    if refusals and not force:
        raise Faults(refusals)
    for host, target in zip(hosts, targets, strict=True):
        _write(host, target, prune=prune, force=force)
    return 0


def _composed(paths: Sequence[Path], release: str | None, manager: Manager | None, *, force: bool) -> list[Composed]:
    """All that is rendered, or all the faults of all PATHS."""
    try:
        el = None if release is None else parse_release(release)
    except ValueError as error:
        raise IfcfgenError(f"--release: {error}") from None
    linter = Linter(rule.load([data.folder("rules")]).values())
    hosts: list[Composed] = []
    faults: list[str] = []
    for path in paths:
        try:
            host = compose(path, linter, release=el, manager=manager)
        except IfcfgenError as error:
            faults.append(str(error))
            continue
        hosts.append(host)
        faults += _judged(host, force=force)
    faults += _named_twice(hosts)
    if faults:
        raise Faults(faults)
    return hosts


def _judged(host: Composed, *, force: bool) -> list[str]:
    """The errors that refuse; what does not is told."""
    errors = [] if force else [finding for finding in host.findings if finding.severity == "error"]
    for finding in host.findings:
        if finding not in errors and finding.severity != "info":
            _tell(_line(finding))
    for fact, rules in host.undecided.items():
        _tell(f"{host.topology.path}: {fact} is not known, so nobody can say: {', '.join(sorted(rules))}")
    return [_line(finding) for finding in errors]


def _line(finding: Finding) -> str:
    spot = finding.spot
    place = ":".join(str(part) for part in (spot.path, spot.line, spot.column) if part is not None)
    assumed = f" (assumed: {', '.join(finding.assumed)})" if finding.assumed else ""
    cure = f". {finding.fix.text}" if finding.fix else ""
    return f"{place}: {finding.severity}[{finding.rule}]: {finding.message}{assumed}{cure}"


def _named_twice(hosts: Sequence[Composed]) -> list[str]:
    first: dict[str, Composed] = {}
    faults = []
    for host in hosts:
        if first.setdefault(host.name, host) is not host:
            other = first[host.name].topology.path
            faults.append(
                f"{host.topology.path}: a second host {host.name!r}, after {other}; say `name:` under `host:`"
            )
        if len(hosts) > 1 and (host.name in (".", "..") or "/" in host.name):
            faults.append(f"{host.topology.path}: no directory can be called {host.name!r}; say another host.name")
    return faults


def _targets(hosts: Sequence[Composed], where: Path, *, flat: bool) -> list[Target]:
    folders = [where / host.name for host in hosts] if len(hosts) > 1 else [where]
    return [Target.flat(folder) if flat else Target.root(folder) for folder in folders]


def _show(hosts: Sequence[Composed]) -> None:
    blocks = []
    for host in hosts:
        folder = f"{host.name}/" if len(hosts) > 1 else ""
        blocks += [f"==> {folder}{name} <==\n{text}" for name, text in host.files.items()]
    _print("\n".join(blocks))


def _planned(hosts: Sequence[Composed], targets: Sequence[Target], prune: bool) -> list[Change]:
    faults: list[str] = []
    changes: list[Change] = []
    for host, target in zip(hosts, targets, strict=True):
        try:
            changes += plan(target, host.files, prune=prune)
        except Faults as error:
            faults += error.faults
    if faults:
        raise Faults(faults)
    return changes


def _write(host: Composed, target: Target, *, prune: bool, force: bool) -> None:
    with locked(target) as undone:
        if undone:
            _tell(undone)
        changes = plan(target, host.files, prune=prune)
        apply(target, changes, force=force)
    counts = Counter(change.kind for change in changes)
    _tell(
        f"{target.directory}: " + (", ".join(f"{counts[kind]} {said}" for kind, said in _SAID.items() if counts[kind]))
    )
    if os.path.realpath(target.directory) == _LIVE:
        for line in advice(host.topology, changes):
            _tell(line)


def _print(text: str) -> None:
    """TEXT on stdout, in colour where that is a terminal or FORCE_COLOR is set."""
    if not (sys.stdout.isatty() or os.environ.get("FORCE_COLOR")):
        sys.stdout.write(text)
        return
    from rich.console import Console
    from rich.text import Text

    coloured = Text()
    for line in text.splitlines(keepends=True):
        coloured.append(line, next((style for start, style in _STYLES.items() if line.startswith(start)), ""))
    Console(soft_wrap=True).print(coloured, end="")


def _tell(text: str) -> None:
    typer.echo(text, err=True)
