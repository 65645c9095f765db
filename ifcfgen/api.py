"""The public face: read a host, lint it, predict its boot, render a topology. docs/api.md shows all of it at work.

Nothing is imported before it is needed. What is wrong with an input is an `IfcfgenError` with all of its `faults`, each
with its place where it has one; an unknown fact without which nothing can be said raises `Unknown`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module

TYPE_CHECKING = False  # as in `ifcfgen` itself

__all__ = [
    "Assume", "Assumed", "Cause", "Config", "Configuration", "Device", "Event", "Fact", "Facts", "Fault", "Finding",
    "Host", "IfcfgenError", "Kernel", "Linter", "Mismatch", "Names", "Outcome", "Place", "Reading", "Result", "Rule",
    "Spot", "Topology", "Unknown", "describe_event", "describe_fact", "describe_shortfall", "files_beside",
    "find_config", "lint_host", "load_rules", "make_linter", "parse_host", "parse_topology", "predict_boot",
    "read_host", "read_topology", "render_topology", "shortfalls", "topology_host",
]  # fmt: skip

if TYPE_CHECKING:
    from pathlib import Path

    from ifcfgen.boot.comparison.mismatch import Mismatch
    from ifcfgen.boot.comparison.shortfall import shortfalls
    from ifcfgen.boot.kernel import Kernel
    from ifcfgen.boot.outcome import Outcome
    from ifcfgen.boot.record import Assumed, Cause, Event
    from ifcfgen.config import Config
    from ifcfgen.config import nearest as find_config
    from ifcfgen.errors import Fault, IfcfgenError
    from ifcfgen.facts import Fact, Host, Unknown
    from ifcfgen.facts.machine import Facts
    from ifcfgen.lint.engine import Assume, Linter, Result
    from ifcfgen.lint.finding import Finding, Spot
    from ifcfgen.lint.rule import Rule
    from ifcfgen.lint.selection import Names
    from ifcfgen.model import Device, Topology
    from ifcfgen.netplan import Configuration
    from ifcfgen.netplan import load as read_topology
    from ifcfgen.netplan import parse as parse_topology
    from ifcfgen.place import Place
    from ifcfgen.reading import Reading
    from ifcfgen.reading import parse as parse_host
    from ifcfgen.report.comparison import shortfall as describe_shortfall
    from ifcfgen.report.events import event as describe_event
    from ifcfgen.report.facts import text as describe_fact
    from ifcfgen.scripts.disk import read_beside as files_beside
else:
    _HOMES = {
        "Assume": ("lint.engine", "Assume"),
        "Assumed": ("boot.record", "Assumed"),
        "Cause": ("boot.record", "Cause"),
        "Config": ("config", "Config"),
        "Configuration": ("netplan", "Configuration"),
        "Device": ("model", "Device"),
        "Event": ("boot.record", "Event"),
        "Fact": ("facts", "Fact"),
        "Facts": ("facts.machine", "Facts"),
        "Fault": ("errors", "Fault"),
        "Finding": ("lint.finding", "Finding"),
        "Host": ("facts", "Host"),
        "IfcfgenError": ("errors", "IfcfgenError"),
        "Kernel": ("boot.kernel", "Kernel"),
        "Linter": ("lint.engine", "Linter"),
        "Mismatch": ("boot.comparison.mismatch", "Mismatch"),
        "Names": ("lint.selection", "Names"),
        "Outcome": ("boot.outcome", "Outcome"),
        "Place": ("place", "Place"),
        "Reading": ("reading", "Reading"),
        "Result": ("lint.engine", "Result"),
        "Rule": ("lint.rule", "Rule"),
        "Spot": ("lint.finding", "Spot"),
        "Topology": ("model", "Topology"),
        "Unknown": ("facts", "Unknown"),
        "describe_event": ("report.events", "event"),
        "describe_fact": ("report.facts", "text"),
        "describe_shortfall": ("report.comparison", "shortfall"),
        "files_beside": ("scripts.disk", "read_beside"),
        "find_config": ("config", "nearest"),
        "parse_host": ("reading", "parse"),
        "parse_topology": ("netplan", "parse"),
        "read_topology": ("netplan", "load"),
        "shortfalls": ("boot.comparison.shortfall", "shortfalls"),
    }
    """What others define, by its public name: the module and the name there."""

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        module, attribute = _HOMES[name]
        return getattr(import_module(f"ifcfgen.{module}"), attribute)


# -- a host -------------------------------------------------------------------------------------------------


def read_host(path: Path, host: Host | None = None) -> Reading:
    """The host whose network scripts lie in the directory PATH.

    What HOST states goes before what the ifcfgen.toml that holds there does; what the system shows that the files are
    of counts last. Raises `IfcfgenError` for files that cannot be read, and for an ifcfgen.toml at fault.
    """
    from ifcfgen import config
    from ifcfgen.errors import Faults
    from ifcfgen.facts import Host, live
    from ifcfgen.reading import Reading
    from ifcfgen.scripts import disk

    read = disk.read(str(path))
    if read.problems:
        raise Faults(read.problems)
    here = path.resolve()
    stated = config.known(host or Host(), config.nearest(here), here)
    return Reading(read, stated.over(live.around(str(here)).host))


def topology_host(topology: Configuration) -> Host:
    """The host of TOPOLOGY: the service that is to bring up a device is taken to run, where nothing is stated of it.

    Raises `IfcfgenError` where it is stated not to run.
    """
    from dataclasses import replace

    from ifcfgen.errors import Fault, Refused

    stated = topology.host.services
    wanted = {"NetworkManager" if d.nm_controlled else "network": d for d in reversed(topology.devices)}
    faults = [
        Fault(
            topology.origin(device, "nm_controlled"),
            f"{device} depends on the service {service}, which is {stated[service]}",
        )
        for service, device in wanted.items()
        if stated.get(service, "enabled") != "enabled"
    ]
    if faults:
        raise Refused(faults)
    return replace(topology.host, services={**dict.fromkeys(wanted, "enabled"), **stated})


# -- lint ---------------------------------------------------------------------------------------------------


def load_rules(settings: Config | None = None) -> dict[str, Rule]:
    """All rules there are, by name: ours, and the site's own that SETTINGS name.

    Raises `IfcfgenError` for one of the site's that is at fault, whether it is selected or not.
    """
    from ifcfgen import config
    from ifcfgen.lint import rule

    rules = rule.load(config.site_rules(settings) if settings else (), _our_rules())
    for found in rules.values():
        if settings and found.path.parent in settings.rules:  # our own are tested
            found.verify()
    return rules


@cache
def _our_rules() -> Mapping[str, Rule]:
    """Those that come with the program: read once, for an editor asks again and again."""
    from ifcfgen import data
    from ifcfgen.lint import rule

    return rule.load(data.rules())


def make_linter(
    rules: Mapping[str, Rule],
    settings: Config | None = None,
    *,
    select: Names | None = None,
    ignore: Names | None = None,
    assume: Assume = "preset",
    ignored: Sequence[str] = (),
) -> Linter:
    """A linter for any number of hosts, with those of RULES that are wanted.

    SELECT overrules what SETTINGS select and ignore, but not what they add to either; without it all of these count,
    and IGNORE as well. IGNORED are the rules that SETTINGS ignore for a host (`Config.ignored`). ASSUME is what is
    assumed for unknown facts. Raises `IfcfgenError` for names that fit no rule.
    """
    from ifcfgen.lint.engine import Linter
    from ifcfgen.lint.selection import Names
    from ifcfgen.lint.selection import select as selected
    from ifcfgen.place import Place

    wanted = [select] if select else []
    unwanted = [ignore] if ignore else []
    if settings:
        place = Place(str(settings.path))
        if select is None:
            wanted = [Names(settings.select, place, "select")] if settings.select else []
            unwanted.insert(0, Names(settings.ignore, place, "ignore"))
        unwanted += [Names(settings.extend_ignore, place, "extend-ignore"), Names(ignored, place, "host.ignore")]
        if wanted:  # or all rules are
            wanted.append(Names(settings.extend_select, place, "extend-select"))
    return Linter(selected(rules, wanted, unwanted), assume)


def lint_host(
    reading: Reading, linter: Linter | None = None, facts: Facts | None = None, outcome: Outcome | None = None
) -> Result:
    """What LINTER, by default one with all rules of ours, finds in READING, in order of path and line.

    Where the release is known and a rule asks for what fails, the boot is predicted: with FACTS, or else of the host
    alone. OUTCOME is that boot where it is predicted already. Raises `IfcfgenError` for a rule at fault.
    """
    linter = linter or _with_our_rules()
    if reading.host.el is None or not linter.asks_for_failures:
        return linter.check(reading)
    from ifcfgen import verdict
    from ifcfgen.boot.comparison.shortfall import Failure
    from ifcfgen.boot.managers import RELEASES, predict
    from ifcfgen.facts.machine import Facts

    def worded(found: Failure) -> str:
        from ifcfgen.report.comparison import failure  # not before something fails

        return failure(found)

    if reading.host.el not in RELEASES:
        return linter.check(reading)
    outcome = outcome or predict(reading, facts or Facts(reading.host))
    return linter.check(reading, verdict.failures(reading, outcome, worded))


@cache
def _with_our_rules() -> Linter:
    return make_linter(load_rules())


# -- boot ---------------------------------------------------------------------------------------------------


def predict_boot(reading: Reading, facts: Facts | None = None) -> Outcome:
    """What comes of the files of READING at the next boot, with FACTS; of the host alone, where none are given.

    Services that are not stated are those of a default installation of the release; the outcome's `unknown` says what
    was assumed. Raises `Unknown` without a release, `IfcfgenError` for one whose boot cannot be predicted.
    """
    from ifcfgen.boot.managers import RELEASES, predict
    from ifcfgen.errors import IfcfgenError
    from ifcfgen.facts.machine import Facts

    facts = facts or Facts(reading.host)
    if facts.host.release not in RELEASES:
        numbers = f"{RELEASES[0]} to {RELEASES[-1]}"
        raise IfcfgenError(f"release {facts.host.release}: boot predicts only {numbers}")
    return predict(reading, facts)


# -- render -------------------------------------------------------------------------------------------------


def render_topology(
    topology: Configuration, settings: Config | None = None, format: str | None = None
) -> dict[str, str]:
    """The files of the topology's host, by name: ifcfg, route and rule files, or keyfiles from EL9 on.

    FORMAT is `ifcfg` or `keyfile` for one of them on any release, `libvirt` for XML of its guests. The templates that
    SETTINGS name go before ours.
    Raises `IfcfgenError`, with all faults at once, for what such files cannot have.
    """
    from pathlib import Path

    from ifcfgen import render

    source, templates = Path(topology.path).name, settings.templates if settings else ()
    return render.files(
        topology, source=source, templates=templates, to=render.target(format or render.usual(topology))
    )
