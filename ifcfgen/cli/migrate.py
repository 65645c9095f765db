"""`ifcfgen migrate`: ifcfg files to NetworkManager keyfiles."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Annotated, Literal, cast

import typer

from ifcfgen import api
from ifcfgen.boot.comparison.boots import Difference, difference
from ifcfgen.boot.nics import named_in
from ifcfgen.cli import facts, hosts
from ifcfgen.cli.terminal import directory, tell, theme
from ifcfgen.errors import IfcfgenError, did_you_mean
from ifcfgen.facts import Host, Supposition, Unknown, live, parse_release
from ifcfgen.facts.machine import Facts
from ifcfgen.migrate import migration as migrating
from ifcfgen.migrate.account import LOSSES, Loss
from ifcfgen.migrate.migration import CONFIGURATION, DISPATCHER, LINK, TARGETS, Migration
from ifcfgen.networkmanager import reader
from ifcfgen.networkmanager.profile import Profile
from ifcfgen.networkmanager.source import Version
from ifcfgen.reading import Reading
from ifcfgen.render.disk.layout import Destination, Layout
from ifcfgen.render.disk.plan import plan
from ifcfgen.render.disk.writer import apply, locked, refuse
from ifcfgen.render.header import headed, source
from ifcfgen.report import migration as report
from ifcfgen.report import profiles
from ifcfgen.report import render as written
from ifcfgen.scripts import disk
from ifcfgen.scripts.names import KEYFILE_SUFFIX

_VERSIONS: dict[str, tuple[Version, int]] = {"1.40": ((1, 40), 8), "1.52": ((1, 52), 9), "1.59": ((1, 59), 9)}
"""The versions of --as-networkmanager, and a release with an ifcfg reader of that time."""
_SOURCES = range(6, 10)
"""The releases whose files can be migrated."""
_OF_ALL = "network"
"""What stands for the source of a file that comes from no ifcfg file in particular."""
_LAYOUT = Layout(
    directory="etc/NetworkManager/system-connections",
    names=re.compile(
        rf".+{re.escape(KEYFILE_SUFFIX)}|70-.+{re.escape(LINK)}|{re.escape(CONFIGURATION)}|{re.escape(DISPATCHER)}",
        re.S,
    ),
    is_copy=lambda name: False,
    secrets=re.compile(rf".+{re.escape(KEYFILE_SUFFIX)}$", re.S),
    shared={},
    missing=lambda there, wanted: [],
    sources=re.compile(rf"ifcfg-.*|{_OF_ALL}"),
)


def migrate(
    path: Annotated[Path, typer.Argument(metavar="[DIR|ARCHIVE]", help="The files of a host.")] = Path(
        live.NETWORK_SCRIPTS
    ),
    output: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            parser=directory,
            help="Write the keyfiles, and the other files that the host needs, into DIR.",
        ),
    ] = None,
    target: Annotated[
        str | None,
        typer.Option(metavar="N", help="The release that will read the keyfiles: 7 to 10. [default: that of the host]"),
    ] = None,
    accept: Annotated[
        list[str] | None,
        typer.Option(metavar="LOSS", help="Accept this kind of loss, such as ethtool: no exit code 1 for it."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write nothing; list the files that would change.")
    ] = False,
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Write despite losses that cost connectivity, and overwrite files that are not ours."
        ),
    ] = False,
    as_networkmanager: Annotated[
        Literal["1.40", "1.52", "1.59"] | None,
        typer.Option(help="Print as JSON how NetworkManager of this version reads each file."),
    ] = None,
    show_secrets: Annotated[
        bool, typer.Option("--show-secrets", help="With --as-networkmanager: show passwords instead of ***.")
    ] = False,
    format: Annotated[Literal["text", "json"], typer.Option(help="How to show what comes of the files.")] = "text",
    release: facts.Release = None,
    services: facts.Services = None,
    packages: facts.Packages = None,
    without: facts.Without = None,
    packages_from: facts.PackagesFrom = None,
    host: facts.HostFile = None,
) -> int:
    """Write the ifcfg files of a host as NetworkManager keyfiles, without a running NetworkManager.

    A keyfile configures what the present manager of the device, NetworkManager or initscripts, reads from its files.
    The report lists everything that is lost, with file and line, its effect today, and what to do. Nothing is written
    without --output.

    Exit code 0: no loss that was not accepted; 1: such a loss, or nothing was written because a loss costs
    connectivity; 2: wrong usage, or a keyfile in DIR was not written by ifcfgen.

    \b
    Examples:
      ifcfgen migrate                                        what this host would lose
      ifcfgen migrate hosts/kvm01 --release 9 --target 10 --output keyfiles
      ifcfgen migrate hosts/kvm01 --release 7 --target 8 --output keyfiles --accept ethtool
      ifcfgen migrate hosts/kvm01 --as-networkmanager 1.52
    """
    if as_networkmanager and (output or target or accept or dry_run or force):
        raise IfcfgenError("--as-networkmanager: not together with options for writing keyfiles")
    if show_secrets and not as_networkmanager:
        raise IfcfgenError(
            "--show-secrets: only with --as-networkmanager; written keyfiles always contain the passwords"
        )
    accepted = _accepted(accept or ())
    said = facts.stated(release, services, packages, without, packages_from, host)
    read = _read(path, said)
    if as_networkmanager:
        version, el = _VERSIONS[as_networkmanager]
        found = _profiles(read.on(read.host.over(Host(el=el))), version)
        sys.stdout.write(profiles.document(found, version, None if show_secrets else read.directory.secrets))
        return 0
    to = _target(read, target)
    beside = disk.read_beside(Path(read.directory.path))
    read, migration, assumed = _migrated(read, to, beside)
    migration, boots = report.of_boots(read, migration, _between_boots(read, migration, to, beside))
    secrets, folder = read.directory.secrets, str(output or "DIR")
    if format == "json":
        steps = report.steps(migration, None if _is_in_place(output) else folder)
        sys.stdout.write(report.json(migration, to, accepted, assumed, secrets, steps, boots))
    else:
        sys.stdout.writelines(report.text(migration, to, accepted, assumed, secrets, theme(), boots))
    blocking = report.blocking(migration)
    if output and blocking and not force:
        many = f"{len(blocking)} losses cost" if len(blocking) > 1 else "1 loss costs"
        tell(f"{output}: nothing is written: {many} connectivity; --force writes anyway")
        return 1
    if output and migration.written:
        _write(migration, output, dry_run=dry_run, force=force)
        if format == "text":
            sys.stdout.writelines(report.closing(migration, None if _is_in_place(output) else folder))
    return int(bool(report.losses(migration, accepted)))


def _accepted(names: Sequence[str]) -> list[Loss]:
    strange = next((name for name in names if name not in LOSSES), None)
    if strange is not None:
        raise IfcfgenError(
            f"--accept {strange}: unknown loss; known: {', '.join(LOSSES)}{did_you_mean(strange, LOSSES)}"
        )
    return [cast(Loss, name) for name in names]


def _read(path: Path, said: Host) -> Reading:
    """The host at PATH, with the passwords that its keyfiles need. Raises `IfcfgenError`."""
    read = hosts.one(path, said)
    directory = read.directory
    sources = {_named(file.name) for file in directory.files if file.role == "ifcfg"}
    # what an earlier migration wrote is no other profile of the host: it is written again
    own = {k.path for k in directory.surroundings.keyfiles if source(k.document.data) in sources}
    directory = directory.without(own) if own else directory
    return Reading(directory.with_passwords(disk.read_passwords(Path(directory.path))), read.host)


def _named(source: str) -> str:
    """The name of a SOURCE in the first line of what is written."""
    return re.sub(r"[^\w.@+-]", "_", source)


def _target(read: Reading, text: str | None) -> int:
    """The release that the keyfiles are for. Raises `IfcfgenError`."""
    path, here = read.directory.path, read.host.el
    if here is None:
        raise IfcfgenError(f"{path}: unknown release; give it with --release (6 to 9)")
    if here not in _SOURCES:
        raise IfcfgenError(f"{path}: files of EL6 to EL9 can be migrated; --release gives the release that reads them")
    try:
        to = max(here, TARGETS[0]) if text is None else parse_release(text)
    except ValueError as error:
        raise IfcfgenError(f"--target: {error}") from None
    if to not in TARGETS:
        raise IfcfgenError(f"--target {text}: must be one of {', '.join(map(str, TARGETS))}")
    if to < here:
        raise IfcfgenError(f"--target {text}: earlier than the release of the host, EL{here}")
    return to


def _migrated(read: Reading, target: int, beside: Mapping[str, bytes]) -> tuple[Reading, Migration, list[Supposition]]:
    """The migration of READ, which has the facts that are assumed then: those of a default installation. Raises
    `IfcfgenError`."""
    assumed: list[Supposition] = []
    while True:
        try:
            return read, migrating.migrate(read, target, beside), assumed
        except Unknown as unknown:
            value = read.host.preset(unknown.fact)
            assumed.append((unknown.fact, value))
            read = read.supposing(unknown.fact, value)


def _between_boots(read: Reading, migration: Migration, target: int, beside: Mapping[str, bytes]) -> Difference:
    """What is different at the next boot after MIGRATION, on a machine with the same cards."""
    given = Facts(read.host, files=beside)
    after = migrating.switched(read, migration, target)
    then = replace(given, host=after.host, nics=named_in(read), knows_servers=False)
    return difference(api.predict_boot(read, given), api.predict_boot(after, then))


def _write(migration: Migration, output: Path, *, dry_run: bool, force: bool) -> None:
    """Write all files of MIGRATION into OUTPUT, or none. Raises `IfcfgenError`."""
    files = {file.name: headed(file.text, _named(next(iter(file.sources), _OF_ALL))) for file in migration.written}
    destination = _destination(migration, output)
    if dry_run:
        changes = plan(destination, files)
        for change in changes:
            if change.pending:
                tell(written.pending(change, force=force))
        if not force:
            refuse(changes)
        return
    with locked(destination) as held:
        if held.settled:
            tell(held.settled)
        changes = plan(destination, files)
        apply(held, changes, force=force)
    for change in changes:
        if change.kind == "stale":
            tell(f"{change.path}: left over from an earlier migration; remove it")
    tell(f"{output}: {written.done(changes)}")


def _is_in_place(output: Path | None) -> bool:
    """Whether OUTPUT is where the NetworkManager of a system looks for profiles."""
    return output is not None and output.parts[-3:] == PurePath(_LAYOUT.directory).parts


def _destination(migration: Migration, output: Path) -> Destination:
    """Where the files of MIGRATION go: into OUTPUT; in a system, what is no keyfile goes where its reader looks."""
    if not _is_in_place(output):
        return Destination.flat(_LAYOUT, output)
    root = output.parents[2]
    others = (file.name for file in migration.written if not file.name.endswith(KEYFILE_SUFFIX))
    return Destination(_LAYOUT, root, output, {name: root / report.home(name)[1:] / name for name in others})


def _profiles(read: Reading, version: Version) -> dict[str, Profile]:
    """How NetworkManager of VERSION reads each ifcfg file of READ, whatever manages the host."""
    while True:
        try:
            alone: dict[str, Profile] = {}
            files = [file for file in read.directory.files if file.role == "ifcfg"]
            return {file.name: reader.read(read.directory, file, read.host, version, alone) for file in files}
        except Unknown as unknown:
            read = read.supposing(unknown.fact, read.host.preset(unknown.fact))
