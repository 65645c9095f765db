"""`ifcfgen render`: topologies to ifcfg files or keyfiles, on the terminal or safely on disk."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from ifcfgen.cli import facts
from ifcfgen.cli.compose import Composed, compose
from ifcfgen.cli.terminal import directory, show, tell
from ifcfgen.errors import Fault, Faults, IfcfgenError
from ifcfgen.facts import Host, Manager, live
from ifcfgen.place import Place
from ifcfgen.render import target, targets
from ifcfgen.render.disk.layout import Destination
from ifcfgen.render.disk.plan import Change, plan, secrets_of
from ifcfgen.render.disk.writer import apply, locked, refuse
from ifcfgen.render.target import Target
from ifcfgen.report import render as report

_Topologies = Annotated[
    list[Path],
    typer.Argument(
        metavar="TOPOLOGY", help="Topologies in netplan's YAML, with a `host:`; `-` is stdin.", readable=False
    ),
]
_Manager = Annotated[Manager | None, typer.Option(help="What reads the files; overrides every `renderer`.")]
_Output = Annotated[
    Path | None,
    typer.Option(metavar="DIR", parser=directory, help="Write the files into DIR; several hosts into DIR/NAME."),
]
_Root = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        parser=directory,
        help="Write the files to their places in DIR/etc; several hosts into DIR/NAME/etc.",
    ),
]
_Format = Annotated[
    str | None,
    typer.Option(
        metavar="ifcfg|keyfile|libvirt",
        help="What the files are; libvirt: XML of guests and networks. [default: keyfile from EL9 on, else ifcfg]",
    ),
]
_Diff = Annotated[
    bool, typer.Option("--diff", help="Show changes as a diff without writing; exit with 1 if anything would change.")
]
_Check = Annotated[bool, typer.Option("--check", help="Write nothing; exit with 1 if anything would change.")]
_Prune = Annotated[bool, typer.Option("--prune", help="Remove files that ifcfgen wrote there and no longer renders.")]
_Force = Annotated[
    bool,
    typer.Option("--force", help="Write despite lint errors and a boot that differs, and replace files of others."),
]


def render(
    topologies: _Topologies,
    output: _Output = None,
    root: _Root = None,
    diff: _Diff = False,
    check: _Check = False,
    prune: _Prune = False,
    force: _Force = False,
    format: _Format = None,
    manager: _Manager = None,
    release: facts.Release = None,
    services: facts.Services = None,
    packages: facts.Packages = None,
    without: facts.Without = None,
    packages_from: facts.PackagesFrom = None,
    host: facts.HostFile = None,
) -> int:
    """Render topologies to ifcfg, route and rule files, or to NetworkManager keyfiles.

    Prints the files, unless --output or --root is given. Lints them and predicts their boot first: errors, and a boot
    that differs from the topology, stop it; warnings are shown. Facts about the host that are given here override the
    topology.

    Only --force replaces a file that ifcfgen did not write, or that was edited since. A `network` file of others stays
    if it sets what is needed.

    \b
    Examples:
      ifcfgen render kvm01.yaml
      ifcfgen render kvm01.yaml --release 8 --manager NetworkManager
      ifcfgen render kvm01.yaml --release 10 --manager NetworkManager
      ifcfgen render kvm01.yaml --root / --diff
      ifcfgen render hosts/*.yaml --output rendered --prune
    """
    where = root or output
    if root and output:
        raise IfcfgenError("--output and --root cannot be used together")
    if where is None and (diff or check or prune):
        option = "--diff" if diff else "--check" if check else "--prune"
        raise IfcfgenError(f"{option} requires --output or --root")

    def destination(to: Target, folder: Path) -> Destination:
        return (Destination.below if root else Destination.flat)(to.layout, folder, where)

    alone = len(topologies) == 1
    formats = map(target, [format] if format else targets())
    here = where is not None and alone and any(_is_live(destination(to, where)) for to in formats)
    said = facts.stated(release, services, packages, without, packages_from, host)
    hosts = _composed(topologies, said, manager, format, live=here, force=force)
    if not _boot_as_asked(hosts) and not force:
        tell("the next boot would differ from the topology: nothing is rendered; --force renders it")
        return 1
    if where is None:
        show(report.listing((composed.name, composed.files) for composed in hosts))
        return 0
    destinations = [destination(host.to, where if alone else where / host.name) for host in hosts]
    changes = _planned(hosts, destinations, prune)
    for change in changes:
        if change.kind == "stale":
            tell(report.stale(change))
    if diff or check:
        return _pending(changes, diff=diff, force=force)
    if not force:
        refuse(changes)
    for composed, place in zip(hosts, destinations, strict=True):
        _write(composed, place, prune=prune, force=force)
    return 0


def _boot_as_asked(hosts: Iterable[Composed]) -> bool:
    """Whether the next boot of each of HOSTS is predicted to be as its topology asks; where not is told."""
    differing = [fault for host in hosts for fault in host.differences]
    for fault in differing:
        tell(str(fault))
    return not differing


def _is_live(destination: Destination) -> bool:
    return os.path.realpath(destination.directory) in live.HOMES


def _composed(
    paths: Sequence[Path], said: Host, manager: Manager | None, format: str | None, *, live: bool, force: bool
) -> list[Composed]:
    """What PATHS ask for. Raises `Faults` with all that is wrong in any of them."""
    hosts: list[Composed] = []
    faults: list[Fault | str] = []
    for path in paths:
        try:
            host = compose(path, said, manager, format, live=live)
        except IfcfgenError as error:
            faults += error.faults
            continue
        hosts.append(host)
        faults += _judged(host, force=force)
    faults += _misnamed(hosts)
    if faults:
        raise Faults(faults)
    return hosts


def _judged(host: Composed, *, force: bool) -> list[Fault]:
    """The errors that refuse HOST; warnings, and errors that are overruled, are told."""
    refusing = [finding for finding in host.findings if finding.severity == "error" and not force]
    for finding in host.findings:
        if finding not in refusing and finding.severity != "info":
            tell(str(report.found(finding)))
    for warning in (*host.to.warnings(host.topology), *host.deviations):
        tell(str(warning._replace(text=f"warning: {warning.text}")))
    if not host.files:
        tell(f"{host.topology.path}: no devices")
    if host.to is not target("libvirt") and (host.topology.guest_interfaces or host.topology.virtual_networks):
        tell(f"{host.topology.path}: note: `--format libvirt` renders its guests and virtual networks")
    for undecided in host.undecided.values():
        tell(report.undecided(host.topology.path, undecided.fact, undecided.rules))
    return [report.found(finding) for finding in refusing]


def _misnamed(hosts: Sequence[Composed]) -> list[Fault]:
    """Of several hosts each needs a directory of its own."""
    if len(hosts) == 1:
        return []
    first: dict[str, str] = {}
    faults = []
    for host in hosts:
        path, name = host.topology.path, host.name
        if name in (".", "..") or "/" in name:
            text = f"{name!r} cannot be the name of a directory; give another `name:` under `host:`"
            faults.append(Fault(Place(path), text))
        elif name in first:
            text = f"a second host {name!r}, after {first[name]}; give another `name:` under `host:`"
            faults.append(Fault(Place(path), text))
        first.setdefault(name, path)
    return faults


def _planned(hosts: Iterable[Composed], destinations: Iterable[Destination], prune: bool) -> list[Change]:
    faults: list[Fault] = []
    changes: list[Change] = []
    for host, destination in zip(hosts, destinations, strict=True):
        try:
            changes += plan(destination, host.files, prune=prune)
        except Faults as error:
            faults += error.faults
    if faults:
        raise Faults(faults)
    return changes


def _pending(changes: Sequence[Change], *, diff: bool, force: bool) -> int:
    """Tell which of CHANGES are to be made; with DIFF show them. 1 if there are any."""
    pending = [change for change in changes if change.pending]
    for change in pending:
        tell(report.pending(change, force=force))
    if diff:
        held = secrets_of(changes)
        show("".join(change.diff(held) for change in pending))
    return int(bool(pending))


def _write(host: Composed, destination: Destination, *, prune: bool, force: bool) -> None:
    with locked(destination) as held:
        if held.settled:
            tell(held.settled)
        changes = plan(destination, host.files, prune=prune)
        apply(held, changes, force=force)
    tell(f"{destination.directory}: {report.done(changes)}")
    if _is_live(destination):
        for line in host.to.advice(host.topology, changes):
            tell(line)
