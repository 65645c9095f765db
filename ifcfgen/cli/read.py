"""`ifcfgen read`: the topology that a host's files stand for."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from ifcfgen import api, render
from ifcfgen import read as verb
from ifcfgen.boot.comparison.expectation import unmet
from ifcfgen.boot.comparison.mismatch import not_predicted
from ifcfgen.boot.managers import RELEASES
from ifcfgen.cli import facts, hosts
from ifcfgen.cli.terminal import show, tell
from ifcfgen.errors import IfcfgenError
from ifcfgen.facts import Unknown, live
from ifcfgen.netplan import Configuration
from ifcfgen.netplan.text import text
from ifcfgen.reading import Reading
from ifcfgen.render.target import Target
from ifcfgen.report import read as report


def read(
    path: Annotated[Path, typer.Argument(metavar="DIR|ARCHIVE", help="The files of a host.", readable=False)] = Path(
        live.NETWORK_SCRIPTS
    ),
    release: facts.Release = None,
    services: facts.Services = None,
    packages: facts.Packages = None,
    without: facts.Without = None,
    packages_from: facts.PackagesFrom = None,
    host: facts.HostFile = None,
) -> int:
    """Print the topology.yaml that matches the files of a host.

    What a topology cannot express is a loss: a comment in the topology, and a line on stderr. `render` turns the
    topology into files that mean the same.

    Exit code 0: nothing is lost; 1: something is; 2: wrong usage, or a file cannot be read.

    \b
    Examples:
      ifcfgen read > kvm01.yaml
      ifcfgen read hosts/kvm01 --release 7
      ifcfgen read hosts/kvm01 --release 7 | ifcfgen render - --release 8 --diff --output hosts/kvm01-el8
    """
    found = hosts.one(path, facts.stated(release, services, packages, without, packages_from, host))
    try:
        recovered = verb.recover(found, lambda topology: render.check(topology, _target(found, topology)))
    except Unknown as unknown:
        raise IfcfgenError(f"{path}: {report.unknown(unknown.fact)}") from None
    secrets = found.directory.secrets
    notes = {device: [secrets.without(note) for note in lines] for device, lines in report.notes(recovered).items()}
    show(text(recovered.topology, found.host, notes).text)
    sys.stdout.flush()
    tell(*(secrets.without(str(report.loss(loss))) for loss in recovered.losses))
    if found.host.el in RELEASES and _falls_short(recovered.topology, found):
        tell(report.NOT_AT_BOOT)
    return int(bool(recovered.losses))


def _falls_short(topology: Configuration, found: Reading) -> bool:
    """Whether the next boot lacks something of TOPOLOGY; devices that no boot is predicted for do not count, nor do
    those that are for any card: which one it is, a boot does not know."""
    outcome = api.predict_boot(found)
    unknown = {*not_predicted(outcome), *(device.name for device in topology if not device.named)}
    return any(mismatch.device not in unknown for mismatch in unmet(topology, outcome))


def _target(reading: Reading, topology: Configuration) -> Target:
    """The target for the TOPOLOGY of a host: files of the kind that it has."""
    has_keyfiles = reading.directory.surroundings.keyfiles and all(device.nm_controlled for device in topology)
    return render.target("keyfile" if has_keyfiles else "ifcfg")
