"""`ifcfgen migrate`: ifcfg files to NetworkManager's keyfiles, and what gets lost on the way."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from ifcfgen.cli import facts, hosts
from ifcfgen.facts import Host, Unknown, live
from ifcfgen.networkmanager import reader
from ifcfgen.networkmanager.profile import Profile
from ifcfgen.networkmanager.source import Version
from ifcfgen.reading import Reading
from ifcfgen.report import profiles
from ifcfgen.scripts import disk

_VERSIONS: dict[str, tuple[Version, int]] = {"1.40": ((1, 40), 8), "1.52": ((1, 52), 9), "1.59": ((1, 59), 9)}
"""The versions of NetworkManager that can be asked for, and a release that has an ifcfg reader of that time."""


def migrate(
    path: Annotated[Path, typer.Argument(metavar="[DIR]", help="The files of a host.")] = Path(live.NETWORK_SCRIPTS),
    as_networkmanager: Annotated[
        Literal["1.40", "1.52", "1.59"] | None,
        typer.Option(help="Show what NetworkManager of this version itself makes of each file, as JSON."),
    ] = None,
    show_secrets: Annotated[bool, typer.Option("--show-secrets", help="Show passwords instead of ***.")] = False,
    format: Annotated[Literal["text", "json"], typer.Option(help="How to show what comes of the files.")] = "text",
    release: facts.Release = None,
    services: facts.Services = None,
    packages: facts.Packages = None,
    without: facts.Without = None,
    packages_from: facts.PackagesFrom = None,
    host: facts.HostFile = None,
) -> int:
    """Turn the ifcfg files of a host into NetworkManager keyfiles.

    \b
    Examples:
      ifcfgen migrate hosts/kvm01 --as-networkmanager 1.52
    """
    said = facts.stated(release, services, packages, without, packages_from, host)
    read = _read(path, said)
    assert as_networkmanager
    version, el = _VERSIONS[as_networkmanager]
    found = _profiles(read.on(read.host.over(Host(el=el))), version)
    sys.stdout.write(profiles.document(found, version, None if show_secrets else read.directory.secrets))
    return 0


def _read(path: Path, said: Host) -> Reading:
    """The host whose files lie at PATH, with its passwords, which a keyfile holds. Raises `IfcfgenError`."""
    read = hosts.only(path, said, "a migration", "migrate")
    directory = read.directory
    return Reading(directory.with_passwords(disk.read_passwords(Path(directory.path))), read.host)


def _profiles(read: Reading, version: Version) -> dict[str, Profile]:
    """What NetworkManager of VERSION makes of each ifcfg file of READ, whoever reads them on that host."""
    while True:
        try:
            alone: dict[str, Profile] = {}
            files = [file for file in read.directory.files if file.role == "ifcfg"]
            return {file.name: reader.read(read.directory, file, read.host, version, alone) for file in files}
        except Unknown as unknown:
            read = read.supposing(unknown.fact, read.host.preset(unknown.fact))
