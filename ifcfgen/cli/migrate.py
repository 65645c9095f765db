"""`ifcfgen migrate`: ifcfg files to NetworkManager's keyfiles, and what gets lost on the way."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, cast

import typer

from ifcfgen.cli import facts, hosts
from ifcfgen.cli.terminal import tell, theme
from ifcfgen.errors import IfcfgenError, did_you_mean
from ifcfgen.facts import Host, Supposition, Unknown, live, parse_release
from ifcfgen.migrate import migration as migrating
from ifcfgen.migrate.account import LOSSES, Loss
from ifcfgen.migrate.migration import CONFIGURATION, DISPATCHER, LINK, TARGETS, Migration
from ifcfgen.networkmanager import reader
from ifcfgen.networkmanager.keyfile import SUFFIX
from ifcfgen.networkmanager.profile import Profile
from ifcfgen.networkmanager.source import Version
from ifcfgen.reading import READ_BY_NETWORKMANAGER, Reading
from ifcfgen.render.disk.layout import Destination, Layout
from ifcfgen.render.disk.plan import plan
from ifcfgen.render.disk.writer import apply, locked, refuse
from ifcfgen.render.header import headed
from ifcfgen.report import migration as report
from ifcfgen.report import profiles
from ifcfgen.report import render as written
from ifcfgen.scripts import disk

_VERSIONS: dict[str, tuple[Version, int]] = {"1.40": ((1, 40), 8), "1.52": ((1, 52), 9), "1.59": ((1, 59), 9)}
"""The versions of NetworkManager that can be asked for, and a release that has an ifcfg reader of that time."""
_LAYOUT = Layout(
    directory="etc/NetworkManager/system-connections",
    names=re.compile(
        rf".+{re.escape(SUFFIX)}|70-.+{re.escape(LINK)}|{re.escape(CONFIGURATION)}|{re.escape(DISPATCHER)}", re.S
    ),
    is_copy=lambda name: False,
    secrets=re.compile(rf".+{re.escape(SUFFIX)}$", re.S),
    shared={},
    missing=lambda there, wanted: [],
)


def migrate(
    path: Annotated[Path, typer.Argument(metavar="[DIR]", help="The files of a host.")] = Path(live.NETWORK_SCRIPTS),
    output: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write the keyfiles, and what else the host needs, into DIR.")
    ] = None,
    target: Annotated[
        str | None,
        typer.Option(
            metavar="N", help="The release whose NetworkManager reads the keyfiles: 7 to 10; else the host's."
        ),
    ] = None,
    accept: Annotated[
        list[str] | None, typer.Option(metavar="LOSS", help="A loss that is no reason to exit 1, as `ethtool`.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; say what would be written.")] = False,
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Write in spite of losses that cost connectivity, and over files that are not ours."
        ),
    ] = False,
    as_networkmanager: Annotated[
        Literal["1.40", "1.52", "1.59"] | None,
        typer.Option(help="Show what NetworkManager of this version itself makes of each file, as JSON."),
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
    """Turn the ifcfg files of a host into NetworkManager keyfiles, without a running NetworkManager.

    What the present manager of each device makes of its files is what the keyfile says. The report names all that is
    lost, with file and line, what it did, and what to do about it. Without --output nothing is written.

    Exit code 0: nothing is lost but what was accepted; 1: something is, or nothing was written, as a loss costs
    connectivity and there is no --force; 2: misuse, or a keyfile that is not ours is in the way.

    \b
    Examples:
      ifcfgen migrate                                        what would be lost on this host
      ifcfgen migrate hosts/kvm01 --release 9 --target 10 --output keyfiles
      ifcfgen migrate hosts/kvm01 --release 7 --target 8 --output keyfiles --accept ethtool
      ifcfgen migrate hosts/kvm01 --as-networkmanager 1.52
    """
    if as_networkmanager and (output or target or accept or dry_run or force):
        raise IfcfgenError("--as-networkmanager: shows what is there; it writes nothing, and loses nothing")
    if show_secrets and not as_networkmanager:
        raise IfcfgenError(
            "--show-secrets: only with --as-networkmanager; the keyfiles that are written have them anyway"
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
    migration, assumed = _migrated(read, to)
    secrets, folder = read.directory.secrets, str(output or "DIR")
    if format == "json":
        steps = report.steps(migration, folder)
        sys.stdout.write(report.json(migration, to, accepted, assumed, secrets, steps))
    else:
        sys.stdout.writelines(report.text(migration, to, accepted, assumed, secrets, theme()))
    blocking = report.blocking(migration)
    if output and blocking and not force:
        many = f"{len(blocking)} losses cost" if len(blocking) > 1 else "1 loss costs"
        tell(f"{output}: nothing is written: {many} connectivity; --force writes all the same")
        return 1
    if output and migration.written:
        _write(migration, output, dry_run=dry_run, force=force)
        if format == "text":
            sys.stdout.writelines(report.closing(migration, folder))
    return int(bool(report.losses(migration, accepted)))


def _accepted(names: Sequence[str]) -> list[Loss]:
    strange = next((name for name in names if name not in LOSSES), None)
    if strange is not None:
        raise IfcfgenError(f"--accept {strange}: no loss; there are {', '.join(LOSSES)}{did_you_mean(strange, LOSSES)}")
    return [cast(Loss, name) for name in names]


def _read(path: Path, said: Host) -> Reading:
    """The host whose files lie at PATH, with its passwords, which a keyfile holds. Raises `IfcfgenError`."""
    if path.is_file():
        raise IfcfgenError(f"{path}: a single file; say the directory of the host that it belongs to")
    read = hosts.only(path, said, "a migration", "migrate")
    directory = read.directory
    return Reading(directory.with_passwords(disk.read_passwords(Path(directory.path))), read.host)


def _target(read: Reading, text: str | None) -> int:
    """The release that the keyfiles are for. Raises `IfcfgenError`."""
    path, here = read.directory.path, read.host.el
    if here is None:
        raise IfcfgenError(f"{path}: its release is not known: say --release, one of 6 to 9")
    if here not in READ_BY_NETWORKMANAGER and here != 6:
        raise IfcfgenError(f"{path}: nothing reads ifcfg files on EL{here}: say with --release which one they were for")
    try:
        to = max(here, TARGETS[0]) if text is None else parse_release(text)
    except ValueError as error:
        raise IfcfgenError(f"--target: {error}") from None
    if to not in TARGETS:
        raise IfcfgenError(f"--target {text}: keyfiles are for one of {', '.join(map(str, TARGETS))}")
    if to < here:
        raise IfcfgenError(f"--target {text}: earlier than the release of the host, EL{here}")
    return to


def _migrated(read: Reading, target: int) -> tuple[Migration, list[Supposition]]:
    """The migration of READ, and what was assumed of it: what a default installation has. Raises `IfcfgenError`."""
    assumed: list[Supposition] = []
    beside = disk.read_beside(Path(read.directory.path))
    while True:
        try:
            return migrating.migrate(read, target, beside), assumed
        except Unknown as unknown:
            value = read.host.preset(unknown.fact)
            assumed.append((unknown.fact, value))
            read = read.supposing(unknown.fact, value)


def _write(migration: Migration, output: Path, *, dry_run: bool, force: bool) -> None:
    """Write all files of MIGRATION into OUTPUT, or none. Raises `IfcfgenError`."""
    files = {
        file.name: headed(file.text, re.sub(r"[^\w.@+-]", "_", next(iter(file.sources), "network")))
        for file in migration.written
    }
    destination = Destination.flat(_LAYOUT, output)
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
            tell(f"{change.path}: left from an earlier migration, and comes of no file any more; remove it")
    tell(f"{output}: {written.done(changes)}")


def _profiles(read: Reading, version: Version) -> dict[str, Profile]:
    """What NetworkManager of VERSION makes of each ifcfg file of READ, whoever reads them on that host."""
    while True:
        try:
            alone: dict[str, Profile] = {}
            files = [file for file in read.directory.files if file.role == "ifcfg"]
            return {file.name: reader.read(read.directory, file, read.host, version, alone) for file in files}
        except Unknown as unknown:
            read = read.supposing(unknown.fact, read.host.preset(unknown.fact))
