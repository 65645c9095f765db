"""The options by which a command is told what a host is like; the same ones everywhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from ifcfgen import config
from ifcfgen.config import Config
from ifcfgen.errors import Faults, IfcfgenError
from ifcfgen.facts import RELEASES, SERVICES, STATES, Host, fault_in_service, live, parse_release, rpm

Release = Annotated[str | None, typer.Option("--release", metavar="N", help="Its release: 7, el7, centos7, ...")]
Target = Annotated[
    str | None,
    typer.Option("--target", metavar="N", help="Say what an upgrade to this release will break, too: 8, 9 or 10."),
]
Services = Annotated[
    list[str] | None,
    typer.Option("--service", metavar="NAME=STATE", help=f"{' or '.join(SERVICES)} at boot: {', '.join(STATES)}."),
]
Packages = Annotated[list[str] | None, typer.Option("--package", metavar="NAME", help="A package known installed.")]
Without = Annotated[list[str] | None, typer.Option("--without", metavar="NAME", help="A package known missing.")]
PackagesFrom = Annotated[
    Path | None, typer.Option("--packages-from", metavar="FILE", help="All packages there are, as rpm -qa lists them.")
]
MachineFile = Annotated[
    Path | None,
    typer.Option(
        "--host",
        metavar="FILE",
        help="Facts in TOML or JSON: the keys of a [[host]] table, and nics, present, absent, neighbours, dhcp.",
    ),
]
HostFile = Annotated[
    Path | None, typer.Option("--host", metavar="FILE", help="Facts in TOML or JSON: the keys of a [[host]] table.")
]

_AS_SUPPOSED = {
    "--service ": "--what-if service.",
    "--package ": "--what-if package=",
    "--without ": "--what-if without=",
    "--release": "--what-if release",
}
"""How an option begins, and the same fact of --what-if."""
_OF_WHAT_IF = re.compile("|".join(_AS_SUPPOSED))
_TARGETS = range(8, RELEASES[-1] + 1)


def stated(
    release: str | None,
    services: Sequence[str] | None,
    packages: Sequence[str] | None,
    without: Sequence[str] | None,
    packages_from: Path | None,
    host_file: Path | None,
    target: str | None = None,
    machine: dict[str, Any] | None = None,
) -> Host:
    """What the command line says of the host, and beneath it --host FILE. Raises `Faults`.

    MACHINE takes what the file says of cards, programs and neighbours; without it the file cannot say any such thing.
    """
    faults: list[str] = []
    el = _release("--release", release, faults)
    upgraded = _release("--target", target, faults)
    if upgraded is not None and upgraded not in _TARGETS:
        faults.append(f"--target {target}: an upgrade is to one of {', '.join(map(str, _TARGETS))}")
    elif upgraded is not None and el is not None and upgraded <= el:
        faults.append(f"--target {target}: not later than --release {release}")
    states: dict[str, str] = {}
    for word in services or ():
        name, equals, state = word.partition("=")
        if not equals:
            faults.append(f"--service {word}: NAME=STATE is wanted, as network=enabled")
        elif fault := fault_in_service(name, state):
            faults.append(f"--service {word}: {fault}")
        elif states.setdefault(name, state) != state:
            faults.append(f"--service {word}: {name} is said to be {states[name]}, too")
    installed = set(packages or ())
    if packages_from is not None:
        installed |= _listed(packages_from, faults)
    for name in sorted(installed.intersection(without or ())):
        faults.append(f"--without {name}: said to be installed, too")
    beneath = Host()
    if host_file is not None:
        try:
            if machine is None:
                beneath = config.host(host_file)
            else:
                from ifcfgen.facts.machine import Facts  # few files say such things

                beneath, more = config.host_and_more(host_file)
                Facts.of(more, beneath)
                machine.update(more)
        except IfcfgenError as error:
            faults.append(str(error))
        except ValueError as error:
            faults.append(f"{host_file}: {error}")
    if faults:
        raise Faults(faults)
    complete = True if packages_from else None
    said = Host.of(
        release=el, services=states, packages=installed, without=without or (), complete=complete, target=upgraded
    )
    return said.over(beneath)


def supposed(words: Sequence[str]) -> Host:
    """What --what-if WORDS say of a host. Raises `Faults`."""
    options: dict[str, list[str]] = {"release": [], "service": [], "package": [], "without": []}
    faults = []
    for word in words:
        kind, _, value = word.partition("=")
        service = kind.removeprefix("service.")
        if value and service != kind:
            options["service"].append(f"{service}={value}")
        elif value and kind in options:
            options[kind].append(value)
        else:
            faults.append(
                f"--what-if {word}: one of package=NAME, without=NAME, service.NAME=STATE, release=N is wanted"
            )
    if len(options["release"]) > 1:
        faults.append(f"--what-if release={options['release'][1]}: one release is enough")
    release = options["release"][0] if options["release"] else None
    try:
        host = stated(release, options["service"], options["package"], options["without"], None, None)
    except Faults as error:
        faults += [_OF_WHAT_IF.sub(lambda option: _AS_SUPPOSED[option[0]], fault, count=1) for fault in error.faults]
    if faults:
        raise Faults(faults)
    return host


def known(said: Host, configured: Config | None, directory: Path) -> Host:
    """All that is known of the host whose files lie in DIRECTORY, which is resolved: SAID before what is configured,
    and this system's own facts where the files are its own."""
    if configured:
        said = said.over(configured.host(directory))
    return said.over(live.read()) if str(directory) == live.NETWORK_SCRIPTS else said


def _release(option: str, text: str | None, faults: list[str]) -> int | None:
    try:
        return None if text is None else parse_release(text)
    except ValueError as error:
        faults.append(f"{option}: {error}")
        return None


def _listed(path: Path, faults: list[str]) -> set[str]:
    try:
        names = set(rpm.names(path.read_text(errors="replace")))
    except OSError as error:
        faults.append(f"--packages-from {path}: {error.strerror}")
        return set()
    if not names:
        faults.append(f"--packages-from {path}: no packages in it")
    return names
