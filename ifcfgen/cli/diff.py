"""`ifcfgen diff`: two hosts compared by meaning."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal

import typer

from ifcfgen import diff as verb
from ifcfgen.cli import facts, hosts, revision, stdin
from ifcfgen.errors import Fault, Faults, IfcfgenError
from ifcfgen.facts import Host, Unknown
from ifcfgen.netplan import Configuration
from ifcfgen.reading import Reading
from ifcfgen.report import diff as report
from ifcfgen.report.read import unknown
from ifcfgen.report.visible import visible_lines
from ifcfgen.secrets import Secrets


def diff(
    first: Annotated[str, typer.Argument(metavar="A", help="A directory, an archive, a topology, or REV:PATH in git.")],
    second: Annotated[str, typer.Argument(metavar="B", help="The same, to compare A with.")],
    release: facts.Release = None,
    services: facts.Services = None,
    packages: facts.Packages = None,
    without: facts.Without = None,
    packages_from: facts.PackagesFrom = None,
    host: facts.HostFile = None,
    format: Annotated[Literal["text", "json"], typer.Option(help="Output format.")] = "text",
) -> int:
    """Compare two hosts by what their files mean.

    PREFIX=24 is NETMASK=255.255.255.0; order, quotes, spelling and defaults do not matter. The last line says which
    devices a restart concerns, in the order to bring them up.

    Exit code 0: both mean the same; 1: they do not; 2: wrong usage, or input that cannot be read.

    \b
    Examples:
      ifcfgen diff hosts/kvm01 hosts/kvm02 --release 7
      ifcfgen diff HEAD:hosts/kvm01 hosts/kvm01
      ifcfgen diff kvm01.yaml /etc/sysconfig/network-scripts
    """
    said = facts.stated(release, services, packages, without, packages_from, host)
    read = [*_read((first, second), said)]
    (one, held), (other, also_held) = map(_side, (first, second), read)
    compared = verb.compare(one, other)

    def strike(text: str) -> str:
        return also_held.without(held.without(text))

    if format == "json":
        sys.stdout.write(report.as_json(compared, strike))
    else:
        sys.stdout.write(visible_lines("".join(report.text(compared, strike))))
    return int(bool(compared.differences))


def _read(paths: Iterable[str], said: Host) -> Iterator[Configuration | Reading]:
    """The hosts at PATHS. Raises `IfcfgenError` with what is wrong with any of them, before facts are asked for."""
    faults: list[Fault | str] = []
    for path in paths:
        try:
            yield _host(path, said)
        except IfcfgenError as error:
            faults += error.faults
    if faults:
        raise Faults(dict.fromkeys(faults))


def _host(path: str, said: Host) -> Configuration | Reading:
    """The topology, or the files of a host, at PATH. Raises `IfcfgenError`."""
    if hosts.is_topology(path):
        from ifcfgen import netplan

        text = netplan.decoded(stdin.read(), "stdin") if path == "-" else netplan.text_of(Path(path))
        return netplan.parse(text, "stdin" if path == "-" else path)
    if revision.is_bare(path):
        raise IfcfgenError(
            f"{path}: a revision in git without a path; give {path}:PATH, or {path}:./ for this directory"
        )
    return revision.read(path, said) if revision.is_one(path) else hosts.one(Path(path), said)


def _side(path: str, host: Configuration | Reading) -> tuple[verb.Side, Secrets]:
    """What the HOST at PATH is asked for, and its secrets. Raises `IfcfgenError`."""
    if not isinstance(host, Reading):
        return verb.of_topology(host), Secrets(values=verb.secrets(host))
    try:
        return verb.of_reading(host), host.directory.secrets
    except Unknown as error:
        raise IfcfgenError(f"{path}: {unknown(error.fact)}") from None
