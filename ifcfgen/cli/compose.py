"""A topology file on its way to the files of its host: read, rendered, and what was rendered linted in memory."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import get_args

from ifcfgen import api, config, netplan, reading, render
from ifcfgen.boot.comparison.expectation import unmet
from ifcfgen.boot.comparison.mismatch import Mismatch
from ifcfgen.boot.comparison.settings import SettingKind
from ifcfgen.boot.managers import RELEASES
from ifcfgen.boot.outcome import Outcome
from ifcfgen.cli import stdin
from ifcfgen.errors import Fault, Faults
from ifcfgen.facts import Fact, Host, Manager
from ifcfgen.facts import live as system
from ifcfgen.lazy import value_object
from ifcfgen.lint.engine import Linter
from ifcfgen.lint.finding import Finding, Spot, Undecided
from ifcfgen.model import Device, Place
from ifcfgen.netplan import Configuration
from ifcfgen.reading import Reading
from ifcfgen.render.target import Target
from ifcfgen.report import comparison
from ifcfgen.secrets import struck

_SETTINGS = frozenset(get_args(SettingKind)) - {"parent", "vlan-id", "mode"}
"""Of a link; without those that make it what it is."""

_SERVICE_OF: Mapping[Manager, str] = {"NetworkManager": "NetworkManager", "initscripts": "network"}


@value_object
class Composed:
    """A topology, the files of its host by name, and what the linter says of them, at its places in the topology."""

    topology: Configuration
    to: Target
    files: Mapping[str, str]
    findings: tuple[Finding, ...]
    undecided: Mapping[Fact, Undecided]
    differences: tuple[Fault, ...] = ()
    """Where the next boot lacks something of the topology, or has more, as far as it is predicted."""
    deviations: tuple[Fault, ...] = ()
    """Which settings it has otherwise."""

    @property
    def name(self) -> str:
        """The host's name."""
        return self.topology.host.name or Path(self.topology.path).stem


def compose(
    path: Path, said: Host, manager: Manager | None = None, format: str | None = None, *, live: bool = False
) -> Composed:
    """The files that the topology in PATH asks for, in FORMAT or in what its host reads; `-` is stdin.

    What is SAID of the host, and MANAGER, overrule the topology. The ifcfgen.toml of PATH counts; LIVE: the files are
    for the system that this runs on, whose facts count last. Raises `Faults` for a topology that is wrong, `Refused`
    for one that the target cannot have.
    """
    topology, text = _topology(path, said, manager, live=live)
    files = _files(topology, path, format)
    to = render.target(format or render.usual(topology))
    if not files or to is render.target("libvirt"):
        return Composed(topology, to, files, (), {})  # guests start after the boot, and are no devices of it
    linter = _linter(path.absolute().parent.resolve())
    written = _written(topology, to, files)
    lines = struck(text).split("\n")
    outcome = _boot(written, linter)
    result = api.lint_host(written, linter, outcome=outcome)
    if result.faults:
        raise Faults(itertools.chain(*result.faults.values()))
    findings = [_in_topology(finding, files, to, topology, lines) for finding in result.findings]
    findings.sort(key=lambda finding: (finding.spot.line or 0, finding.spot.column or 0))
    composed = Composed(topology, to, files, tuple(findings), result.undecided)
    # a boot knows the cards that keyfiles name, not those of a MAC address alone
    is_predicted = to is render.target("ifcfg") or all(device.named for device in topology)
    return _predicted(composed, outcome) if is_predicted else composed


def read_back(path: Path, said: Host) -> tuple[Configuration, Reading]:
    """The topology in PATH, and its files as the host reads them: keyfiles if no ifcfg files can have it.

    Raises `Faults` and `Refused` as `compose` does.
    """
    topology, _ = _topology(path, said)
    needs_keyfiles = render.refuses(topology, "ifcfg") and not render.refuses(topology, "keyfile")
    to = "keyfile" if needs_keyfiles else "ifcfg"
    return topology, _written(topology, render.target(to), _files(topology, path, to))


def _files(topology: Configuration, path: Path, format: str | None) -> Mapping[str, str]:
    """The files of TOPOLOGY, which lies in PATH, in FORMAT."""
    return api.render_topology(topology, _configured(path.absolute().parent.resolve()), format)


def _written(topology: Configuration, to: Target, files: Mapping[str, str]) -> Reading:
    """The FILES that TO makes of TOPOLOGY, as its host reads them."""
    if to is render.target("ifcfg"):
        return reading.parse(files, api.topology_host(topology))
    managed = replace(topology, devices=_managed(topology.devices, "NetworkManager"))
    there = {f"system-connections/{name}": body for name, body in files.items()}
    return reading.parse(there, api.topology_host(managed))


def _topology(
    path: Path, said: Host, manager: Manager | None = None, *, live: bool = False
) -> tuple[Configuration, str]:
    """The topology in PATH with all that is known of its host, and its text."""
    folder = path.absolute().parent.resolve()
    settings = _configured(folder)
    if path == Path("-"):
        path = Path("stdin")
        text = netplan.decoded(stdin.read(), str(path))
    else:
        text = netplan.text_of(path)
    read = netplan.parse(text, str(path))
    host = said.over(read.host)
    host = host.over(settings.host(folder)) if settings else host
    host = host.over(system.read()) if live else host
    devices = _managed(read.devices, manager) if manager else _managed_by_one(read.devices, host)
    return replace(read, devices=devices, host=host), text


_configured = lru_cache(16)(config.nearest)


@lru_cache(16)
def _linter(folder: Path) -> Linter:
    """A linter with the rules that the ifcfgen.toml for FOLDER wants."""
    settings = _configured(folder)
    return api.make_linter(api.load_rules(settings), settings)


def _managed(devices: tuple[Device, ...], manager: Manager) -> tuple[Device, ...]:
    return tuple(replace(device, nm_controlled=manager == "NetworkManager") for device in devices)


def _managed_by_one(devices: tuple[Device, ...], host: Host) -> tuple[Device, ...]:
    """DEVICES; those without a renderer are for the service that runs, where HOST states that the other does not."""
    states = {manager: host.services.get(service) for manager, service in _SERVICE_OF.items()}
    running = [manager for manager, state in states.items() if state == "enabled"]
    if None in states.values() or len(running) != 1:
        return devices
    is_nms = running[0] == "NetworkManager"
    return tuple(replace(d, nm_controlled=is_nms) if d.nm_controlled is None else d for d in devices)


def _boot(written: Reading, linter: Linter) -> Outcome | None:
    """The boot of what was WRITTEN; None if it cannot be predicted.

    A site whose LINTER ignores what fails at boot wants no prediction.
    """
    return api.predict_boot(written) if linter.asks_for_failures and written.host.release in RELEASES else None


def _predicted(composed: Composed, outcome: Outcome | None) -> Composed:
    """COMPOSED with what its boot, of that OUTCOME, has otherwise."""
    found = [*_differences(composed.topology, outcome)] if outcome else []
    return replace(
        composed,
        differences=tuple(fault for is_setting, fault in found if not is_setting),
        deviations=tuple(fault for is_setting, fault in found if is_setting),
    )


def _differences(topology: Configuration, outcome: Outcome) -> Iterator[tuple[bool, Fault]]:
    """Where the OUTCOME of a boot differs from TOPOLOGY, each at the device, and whether it is a setting.

    None if the boot of a device is not predicted, as others may depend on it, or if it is not known which cards match.
    """
    if any(device.match_names or device.match_drivers for device in topology):
        return
    different = unmet(topology, outcome)
    if any(found.kind == "not-predicted" for found in different):
        return
    for found in different:
        device = topology.get(found.device)
        if device and _depends_on_lease(device, found):
            continue
        place = topology.origin(device) if device else Place(topology.path)
        yield found.kind in _SETTINGS, Fault(place, comparison.unmet(found))


def _depends_on_lease(device: Device, found: Mismatch) -> bool:
    """Whether what is FOUND depends on the network that DEVICE gets by DHCP, or on a router that announces DHCPv6."""
    if found.kind == "dhcp":
        return found.expected == 6
    return found.kind in ("route", "default-route") and (device.dhcp4 or device.dhcp6)


def _in_topology(
    finding: Finding, files: Mapping[str, str], to: Target, topology: Configuration, lines: list[str]
) -> Finding:
    def moved(spot: Spot) -> Spot:
        place = _place(spot, files, to, topology)
        source = lines[place.line - 1] if place.line else None
        column = place.column or 1
        return spot._replace(
            path=place.path, line=place.line, column=place.column, source=source,
            width=len(source) - column + 1 if source else 0,
        )  # fmt: skip

    cure = finding.fix._replace(edits=()) if finding.fix else None  # made in the topology, not in what comes of it
    related = tuple(moved(spot) for spot in finding.related)
    return finding._replace(spot=moved(finding.spot), related=related, fix=cure)


def _place(spot: Spot, files: Mapping[str, str], to: Target, topology: Configuration) -> Place:
    """The place in TOPOLOGY of what stands at SPOT of the FILES that TO makes of it."""
    name = Path(spot.path).name
    if name not in files:
        return Place(topology.path)
    # not the line that the spot shows, in which secrets are struck out
    return to.origin(topology, name, files[name].split("\n")[spot.line - 1] if spot.line else "")
