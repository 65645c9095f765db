"""`ifcfgen facts`, what the files of a system show; and the options by which a command is told what a host is like."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from ifcfgen import config
from ifcfgen.cli import stdin
from ifcfgen.cli.terminal import tell
from ifcfgen.errors import Fault, Faults, IfcfgenError
from ifcfgen.facts import (
    RELEASES,
    SERVICES,
    STATES,
    Host,
    fault_in_package,
    fault_in_service,
    live,
    parse_release,
    rpm,
)
from ifcfgen.filesystem.tree import is_folder, read
from ifcfgen.place import Place
from ifcfgen.report import system as report

Release = Annotated[
    str | None,
    typer.Option("--release", metavar="N", help="Release of the host: 7, el7, centos7, openEuler-22.03, ..."),
]
Target = Annotated[
    str | None,
    typer.Option("--target", metavar="N", help="Also report what breaks on an upgrade to EL 8, 9 or 10."),
]
Services = Annotated[
    list[str] | None,
    typer.Option("--service", metavar="NAME=STATE", help=f"{' or '.join(SERVICES)} at boot: {', '.join(STATES)}."),
]
Packages = Annotated[list[str] | None, typer.Option("--package", metavar="NAME", help="A package that is installed.")]
Without = Annotated[
    list[str] | None, typer.Option("--without", metavar="NAME", help="A package that is not installed.")
]
PackagesFrom = Annotated[
    Path | None,
    typer.Option("--packages-from", metavar="FILE", help="All installed packages, as listed by rpm -qa; `-` is stdin."),
]
MachineFile = Annotated[
    Path | None,
    typer.Option(
        "--host",
        metavar="FILE",
        help="Facts in TOML or JSON: the keys of a [[host]] table, nics, present, absent, neighbours, dhcp and users.",
    ),
]
Source = Annotated[
    str | None,
    typer.Option(
        "--facts",
        metavar="SOURCE",
        help="Facts of hosts by name, such as Ansible's fact cache; `ifcfgen facts SOURCE` shows them.",
    ),
]
HostFile = Annotated[
    Path | None, typer.Option("--host", metavar="FILE", help="Facts in TOML or JSON: the keys of a [[host]] table.")
]

_TARGETS = range(8, RELEASES[-1] + 1)

_Where = Callable[[str, str], Place]
"""The place of an option's fault, by the name of the option and what was given there."""

_SUPPOSED = {"release": "release", "service": "service.", "package": "package=", "without": "without="}
"""What stands before the value in --what-if, by the option that states the same fact."""


def _option(name: str, value: str = "") -> Place:
    return Place(f"--{name} {value}" if value else f"--{name}")


def _what_if(name: str, value: str = "") -> Place:
    return Place(f"--what-if {_SUPPOSED[name]}{value}")


def facts(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE",
            help="A directory, a root, an archive or `-` for one on stdin, a kickstart, Ansible's facts or inventory.",
        ),
    ] = "/",
    format: Annotated[
        Literal["text", "toml", "json"],
        typer.Option(
            help="Output format; toml is a [[host]] table for ifcfgen.toml, json has the facts for --host FILE."
        ),
    ] = "text",
) -> int:
    """Show which facts the files of a system, or Ansible, have of hosts, where, and what is unknown.

    lint, boot, read, diff and migrate use these facts by themselves; options and ifcfgen.toml take precedence.

    Exit code 0: every fact is known; 1: some are unknown; 2: wrong usage, or a source that cannot be read.

    \b
    Examples:
      ifcfgen facts
      ifcfgen facts /mnt/sysimage
      ifcfgen facts sosreport-kvm01.tar.xz
      ifcfgen facts hosts.tgz --format toml >> ifcfgen.toml
      ifcfgen facts ~/.ansible/facts --format toml >> ifcfgen.toml
    """
    from ifcfgen.facts import sources  # reads Ansible's facts, which few have

    faults: list[Fault] = []
    try:
        path = (stdin.archive() if source == "-" else source) or "-"
        systems = _of_kickstart(path) or sources.systems(path, faults.append)
    except OSError as error:
        raise IfcfgenError(Fault(Place(source), error.strerror or str(error))) from None
    if not (systems or faults):
        raise IfcfgenError(Fault(Place(source), "no system in it: no directory etc in it or directly below"))
    sys.stdout.write({"text": report.text_of, "toml": report.toml, "json": report.json}[format](systems))
    if faults:
        raise Faults(faults)
    return int(any(report.unknown(system) for _, system in systems))


def _of_kickstart(path: str) -> Sequence[tuple[str, live.System]]:
    """The system that the kickstart PATH installs; none where it is another file. Raises `OSError`."""
    if not Path(path).is_file() or is_folder(path):
        return ()
    from ifcfgen.cli import embedded  # long to load, and seldom needed
    from ifcfgen.scripts import kickstart

    data = read(Path(path))
    said = kickstart.parse(data.decode(errors="surrogateescape")) if kickstart.may_be_one(data) else None
    if said is None:
        return ()
    for problem in said.problems_on(said.release):
        tell(f"{path}:{problem.line}: {problem.text}")
    return [(path, embedded.system(said, path))]


def named(source: str | None) -> tuple[Mapping[str, Host], Sequence[Fault]]:
    """The facts of hosts by name that SOURCE has, and what cannot be read of it. Raises `IfcfgenError`."""
    faults: list[Fault] = []
    if source is None:
        return {}, faults
    from ifcfgen.facts import sources  # as in `facts`

    try:
        found = sources.systems(source, faults.append)
    except OSError as error:
        raise IfcfgenError(Fault(_option("facts", source), error.strerror or str(error))) from None
    return {system.name or live.name_of(root): system.host for root, system in found}, faults


@contextmanager
def raised_at_the_end(faults: Sequence[Fault]) -> Iterator[None]:
    """Raises `Faults` once all is done that could be done in spite of FAULTS."""
    yield
    if faults:
        raise Faults(faults)


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
    faults: list[Fault] = []
    el = _release(release, _option("release"), _option("release", release or ""), faults)
    upgraded = _target(target, release, el, faults)
    states = _states(_pairs(services or (), faults), _option, faults)
    installed = set(packages or ())
    if packages_from is not None:
        installed |= _listed(packages_from, faults)
    faults += _misspelt(packages or (), without or (), _option)
    faults += _contradictions(installed, without or (), _option)
    beneath = _beneath(host_file, machine, faults) if host_file else Host()
    if faults:
        raise Faults(faults)
    complete = True if packages_from else None
    said = Host.of(
        release=el, services=states, packages=installed, without=without or (), complete=complete, target=upgraded
    )
    return said.over(beneath)


def supposed(words: Sequence[str]) -> Host:
    """What --what-if WORDS say of a host. Raises `Faults`."""
    options: dict[str, list[str]] = {"release": [], "package": [], "without": []}
    services: list[tuple[str, str]] = []
    faults: list[Fault] = []
    for word in words:
        kind, _, value = word.partition("=")
        service = kind.removeprefix("service.")
        if value and service != kind:
            services.append((service, value))
        elif value and kind in options:
            options[kind].append(value)
        else:
            wanted = "one of package=NAME, without=NAME, service.NAME=STATE or release=N is required"
            faults.append(Fault(Place(f"--what-if {word}"), wanted))
    if len(options["release"]) > 1:
        faults.append(Fault(Place(f"--what-if release={options['release'][1]}"), "only one release is possible"))
    release = options["release"][0] if options["release"] else None
    el = _release(release, _what_if("release"), Place(f"--what-if release={release}"), faults)
    states = _states(services, _what_if, faults)
    faults += _misspelt(options["package"], options["without"], _what_if)
    faults += _contradictions(options["package"], options["without"], _what_if)
    if faults:
        raise Faults(faults)
    return Host.of(release=el, services=states, packages=options["package"], without=options["without"])


def _pairs(words: Iterable[str], faults: list[Fault]) -> Iterator[tuple[str, str]]:
    """Service and state of each of WORDS, as `network=enabled`."""
    for word in words:
        name, equals, state = word.partition("=")
        if equals:
            yield name, state
        else:
            faults.append(Fault(_option("service", word), "NAME=STATE is required, such as network=enabled"))


def _states(services: Iterable[tuple[str, str]], where: _Where, faults: list[Fault]) -> dict[str, str]:
    """The state of each of SERVICES, pairs of name and state."""
    states: dict[str, str] = {}
    for name, state in services:
        place = where("service", f"{name}={state}")
        if fault := fault_in_service(name, state):
            faults.append(Fault(place, fault))
        elif states.setdefault(name, state) != state:
            faults.append(Fault(place, f"{name} is stated as {states[name]}, too"))
    return states


def _misspelt(packages: Iterable[str], without: Iterable[str], where: _Where) -> Iterator[Fault]:
    """Each package by a name that is nearly one that matters; what `rpm -qa` lists is spelt as it is called."""
    for option, names in (("package", packages), ("without", without)):
        yield from (Fault(where(option, name), fault) for name in names if (fault := fault_in_package(name)))


def _contradictions(packages: Iterable[str], without: Iterable[str], where: _Where) -> list[Fault]:
    return [Fault(where("without", name), "stated as installed, too") for name in sorted({*packages} & {*without})]


def _target(text: str | None, release: str | None, el: int | None, faults: list[Fault]) -> int | None:
    """The release that --target TEXT means, which must be later than EL, which --release RELEASE means."""
    target = _release(text, _option("target"), _option("target", text or ""), faults)
    if target is not None and target not in _TARGETS:
        known = ", ".join(map(str, _TARGETS))
        faults.append(Fault(_option("target", str(text)), f"the target is one of {known}"))
    elif target is not None and el is not None and target <= el:
        faults.append(Fault(_option("target", str(text)), f"must be later than --release {release}"))
    return target


def _beneath(path: Path, machine: dict[str, Any] | None, faults: list[Fault]) -> Host:
    """What the file PATH states of the host; MACHINE takes the rest, or there may be none."""
    try:
        if machine is None:
            return config.host(path)
        from ifcfgen.facts.machine import Facts  # few files say such things

        host, more = config.host_and_more(path)
        Facts.of(more, host)
        machine.update(more)
        return host
    except IfcfgenError as error:
        faults += error.faults
    except ValueError as error:
        faults.append(Fault(Place(str(path)), str(error)))
    return Host()


def _release(text: str | None, place: Place, whole: Place, faults: list[Fault]) -> int | None:
    """The release that TEXT at PLACE means; where that does not show it, it is told, with the WHOLE option."""
    if text is None:
        return None
    try:
        el = parse_release(text)
    except ValueError as error:
        faults.append(Fault(place, str(error)))
        return None
    shown = re.search(r"\d+", text)
    if shown is None or int(shown[0]) != el:
        tell(f"{whole}: treated as EL{el}")
    return el


def _listed(path: Path, faults: list[Fault]) -> set[str]:
    place = _option("packages-from", str(path))
    try:
        data = stdin.read() if path == Path("-") else read(path, pipes=True)
        names = set(rpm.names(data.decode(errors="replace")))
    except OSError as error:
        faults.append(Fault(place, error.strerror or str(error)))
        return set()
    if not names:
        faults.append(Fault(place, "lists no packages"))
    return names
