"""`ifcfgen boot`: what the network service will make of the files at the next boot."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from ifcfgen import config
from ifcfgen.boot import Outcome
from ifcfgen.boot.difference import Difference, difference
from ifcfgen.boot.managers import RELEASES, foretell
from ifcfgen.boot.shortfall import shortfalls
from ifcfgen.cli import facts
from ifcfgen.cli.terminal import look
from ifcfgen.errors import Faults, IfcfgenError
from ifcfgen.host import beside, live
from ifcfgen.ifcfg import directory
from ifcfgen.ifcfg.directory import Directory
from ifcfgen.model import Host
from ifcfgen.model.facts import Facts
from ifcfgen.report import boot as report

_HostFile = Annotated[
    Path | None,
    typer.Option(
        "--host",
        metavar="FILE",
        help="Facts in TOML or JSON: the keys of a [[host]] table, and nics, present, absent, neighbours, dhcp.",
    ),
]
_WhatIf = Annotated[
    list[str] | None,
    typer.Option(
        "--what-if",
        metavar="FACT",
        help="Compare with this: package=NAME, without=NAME, service.NAME=STATE, release=N.",
    ),
]
_Against = Annotated[Path | None, typer.Option(metavar="DIR", help="Compare with the files in this directory.")]


def boot(
    path: Annotated[Path, typer.Argument(metavar="[DIR]", help="The network-scripts of a host.")] = Path(
        live.NETWORK_SCRIPTS
    ),
    release: facts.Release = None,
    services: facts.Services = None,
    packages: facts.Packages = None,
    without: facts.Without = None,
    packages_from: facts.PackagesFrom = None,
    host: _HostFile = None,
    what_if: _WhatIf = None,
    against: _Against = None,
    format: Annotated[Literal["text", "json"], typer.Option(help="How to show it.")] = "text",
) -> int:
    """Foretell what the network service of EL6, EL7 or EL8 makes of the files in DIR at the next boot.

    Exit code 0: all that is ONBOOT comes up as configured; 1: not, or it is left to NetworkManager, which is not
    foretold; 2: misuse. With --what-if or --against, 1: something is lost.

    \b
    Examples:
      ifcfgen boot
      ifcfgen boot hosts/kvm01 --release 7 --service NetworkManager=disabled
      ifcfgen boot hosts/kvm01 --host kvm01.toml --format json
      ifcfgen boot hosts/kvm01 --release 7 --package bridge-utils --what-if without=bridge-utils
      ifcfgen boot hosts/kvm01 --release 7 --what-if release=8
      ifcfgen boot hosts/kvm01 --release 7 --against /tmp/kvm01
    """
    said = facts.stated(release, services, packages, without, packages_from, None)
    supposed = facts.supposed(what_if or ())
    read, given = _read(path), _facts(path, said, host)
    if not what_if and against is None:
        return _show(read, given, format)
    other = _read(against) if against else read
    first = _foretold(read, given)
    files = beside.read(against) if against else given.files
    second = _foretold(other, replace(given.overruled(supposed), files=files))
    found = difference(first, second)
    if format == "json":
        outcomes = {"given": _document(first), "supposed": _document(second)}
        _write(outcomes | {"lost": found.lost, "gained": found.gained, "changed": found.changed,
                           "unforetold": found.unforetold})  # fmt: skip
    else:
        sys.stdout.writelines(report.compared(found, look()))
    return int(bool(found.lost))


def _read(path: Path) -> Directory:
    """The host whose files lie at PATH. Raises `Faults`."""
    read = directory.read(str(path))
    if read.problems:
        raise Faults([f"{place}: {what}" for place, what in read.problems])
    if not any(file.role == "ifcfg" for file in read.files):
        raise IfcfgenError(f"{path}: no ifcfg files here: nothing to foretell")
    return read


def _facts(path: Path, said: Host, host_file: Path | None) -> Facts:
    """All that is known of the host at PATH, what is SAID before what HOST_FILE has. Raises `IfcfgenError`."""
    here = path.resolve()
    found = config.find(here)
    stated, more = config.host_and_more(host_file) if host_file else (Host(), {})
    host = facts.known(said.over(stated), config.load(found) if found else None, here)
    try:
        return Facts.of(more, host, beside.read(path))
    except ValueError as error:
        raise IfcfgenError(f"{host_file or path}: {error}") from None


def _foretold(read: Directory, given: Facts) -> Outcome:
    numbers = ", ".join(map(str, RELEASES))
    if given.host.el is None:
        raise IfcfgenError(f"{read.path}: its release is not known: say --release, one of {numbers}")
    if given.host.el not in RELEASES:
        raise IfcfgenError(f"release {given.host.el}: its boot cannot be foretold, only that of {numbers}")
    return foretell(read, given)


def _show(read: Directory, given: Facts, format: str) -> int:
    outcome = _foretold(read, given)
    amiss = shortfalls(read, outcome)
    if format == "json":
        _write(_document(outcome))
    else:
        sys.stdout.writelines(report.text(outcome, amiss, _otherwise(read, given, outcome), look()))
    return int(bool(amiss))


_OPPOSITES = {True: False, "enabled": "disabled", "disabled": "enabled"}


def _otherwise(read: Directory, given: Facts, outcome: Outcome) -> dict[str, Difference]:
    """What would be different, were an assumed fact not so."""
    return {
        known.fact: difference(outcome, foretell(read, given.supposing(known.fact, _OPPOSITES[known.value])))
        for known in outcome.unknown
        if known.fact.startswith(("package ", "service ", "dhcp ", "dhcp6 "))
    }


def _document(outcome: Outcome) -> dict[str, Any]:
    events = [
        {
            "device": event.device,
            "action": event.action,
            "result": event.result,
            "reason": event.reason,
            "script": event.script,
            "path": event.place.path if event.place else None,
            "line": event.place.line if event.place else None,
        }
        for event in outcome.events
    ]
    return {**outcome.as_truth(), "events": events, "unknown": [known._asdict() for known in outcome.unknown]}


def _write(document: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(document, indent=2) + "\n")
