"""`ifcfgen boot`: what will come of the files at the next boot."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ifcfgen import api, verdict
from ifcfgen.boot.alternatives import alternatives
from ifcfgen.boot.comparison.boots import Difference, difference
from ifcfgen.boot.comparison.expectation import unmet
from ifcfgen.boot.comparison.shortfall import shortfalls
from ifcfgen.boot.managers import possible_releases
from ifcfgen.boot.outcome import Outcome
from ifcfgen.boot.record import Assumed
from ifcfgen.boot.running import present
from ifcfgen.cli import facts, machines, running
from ifcfgen.cli.terminal import tell, theme
from ifcfgen.errors import IfcfgenError, Refused
from ifcfgen.facts import RELEASE, Fact, Host, live
from ifcfgen.facts.machine import Facts
from ifcfgen.reading import Reading
from ifcfgen.report import boot as report
from ifcfgen.report import boot_json, releases, system
from ifcfgen.report.boot_json import Strike
from ifcfgen.report.visible import visible
from ifcfgen.verdict import NO_ERRORS, Errors, Prediction

if TYPE_CHECKING:
    from ifcfgen.netplan import Configuration

_WhatIf = Annotated[
    list[str] | None,
    typer.Option(
        "--what-if",
        metavar="FACT",
        help="Compare with another fact: package=NAME, without=NAME, service.NAME=STATE or release=N. May be repeated.",
    ),
]
_Expect = Annotated[
    Path | None,
    typer.Option(metavar="TOPOLOGY", help="Report where the boot differs from this topology."),
]
_Against = Annotated[Path | None, typer.Option(metavar="DIR", help="Compare with the files in this directory.")]
_AgainstRunning = Annotated[
    bool, typer.Option(running.OPTION, help="Compare what runs now, here or as a report shows it, with the next boot.")
]


_Boots = Callable[[Facts], tuple[Outcome, Outcome]]
"""What there is before and after, with some facts."""


def boot(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="DIR|ARCHIVE|KICKSTART|TOPOLOGY",
            help="The files of a host, a kickstart or a topology.",
            readable=False,
        ),
    ] = Path(live.NETWORK_SCRIPTS),
    release: facts.Release = None,
    services: facts.Services = None,
    packages: facts.Packages = None,
    without: facts.Without = None,
    packages_from: facts.PackagesFrom = None,
    host: facts.MachineFile = None,
    source: facts.Source = None,
    what_if: _WhatIf = None,
    against: _Against = None,
    against_running: _AgainstRunning = False,
    expect: _Expect = None,
    no_lint: Annotated[bool, typer.Option("--no-lint", help="Do not lint the files.")] = False,
    format: Annotated[Literal["text", "json"], typer.Option(help="Output format.")] = "text",
) -> int:
    """Predict which devices of a host come up at its next boot.

    A topology is rendered first, in memory. Unknown services are assumed as in a default installation of the release.
    If the release is unknown, boot predicts each that is possible, from EL6 to EL9, and shows where they differ.

    Exit code 0: everything predicted comes up as configured, and lint finds no error in the files; 1: something fails,
    lint finds an error, or a file cannot be predicted, on any possible release; 2: wrong usage. With --what-if or
    --against, 1: something is lost or not predicted; with --expect, 1: the boot differs from the topology; with
    --against-running, 1: the next boot changes something, or something could not be compared.

    \b
    Examples:
      ifcfgen boot
      ifcfgen boot hosts/kvm01
      ifcfgen boot hosts/kvm01 --release 7 --service NetworkManager=disabled
      ifcfgen boot hosts/kvm01 --host kvm01.toml --format json
      ifcfgen boot hosts/kvm01 --release 7 --package bridge-utils --what-if without=bridge-utils
      ifcfgen boot hosts/kvm01 --release 7 --what-if release=8
      ifcfgen boot hosts/kvm01 --release 7 --against /tmp/kvm01
      ifcfgen boot kvm01.yaml
      ifcfgen boot hosts/kvm01 --release 7 --expect kvm01.yaml
      ifcfgen boot --against-running
      ifcfgen boot sosreport-kvm01.tar.xz --against-running
    """
    if against_running and (what_if or against or expect):
        raise IfcfgenError(f"{running.OPTION}: cannot be used with --what-if, --against or --expect")
    said = facts.stated(release, services, packages, without, packages_from, None)
    supposed = facts.supposed(what_if or ())
    expected = _topology(expect) if expect else None
    named, unread = facts.named(source)
    with facts.raised_at_the_end(unread):
        read, given = machines.read(path, said, host, expected.host if expected else None, named)
        if expected:
            _refuse_unmodelled(expected, read)
        if not what_if and against is None and not against_running:
            return _show(read, given, format, expected, lints=not no_lint)
        if expected:
            raise IfcfgenError("--expect: cannot be used with --what-if or --against")
        if given.host.el is None:
            numbers = ", ".join(map(str, possible_releases(given.host, _has_keyfiles(read))))
            needing = f"{running.OPTION} needs" if against_running else "--what-if and --against need"
            raise IfcfgenError(f"{read.directory.path}: unknown release; {needing} --release, one of {numbers}")
        if against_running:
            return _against_running(read, given, format)
        other, second_facts = (read, given) if against is None else machines.read(against, said, host, named=named)

        def boots(facts: Facts) -> tuple[Outcome, Outcome]:
            second = replace(facts.overruled(supposed), files=second_facts.files)
            return api.predict_boot(read, facts), api.predict_boot(other, second)

        return _compare(boots, given, supposed, format, machines.strike((read, given), (other, second_facts)))


def _topology(path: Path) -> Configuration:
    """The topology in PATH. Raises `Faults`."""
    from ifcfgen import netplan  # for this option alone

    return netplan.load(path)


def _refuse_unmodelled(expected: Configuration, read: Reading) -> None:
    """Raise `Refused` for what of EXPECTED no boot of files such as those of READ can come to."""
    from ifcfgen.render.ifcfg import unmodelled as of_ifcfg
    from ifcfgen.render.keyfile import unmodelled as of_keyfiles

    refusals = list((of_keyfiles if _has_keyfiles(read) else of_ifcfg).refusals(expected))
    if refusals:
        raise Refused(refusals)


def _has_keyfiles(read: Reading) -> bool:
    return bool(read.directory.surroundings.keyfiles)


def _against_running(read: Reading, given: Facts, format: str) -> int:
    """Show what the next boot of READ changes of what runs."""
    now = running.of(read.directory.path)
    facts = replace(given, leases={}, leases6={}, knows_servers=False)  # what a server gives is no difference

    def boots(facts: Facts) -> tuple[Outcome, Outcome]:
        predicted = api.predict_boot(read, facts)
        return present(now, predicted, read).outcome, predicted

    strike, predicted = machines.strike((read, given)), api.predict_boot(read, facts)
    found = present(now, predicted, read)
    changes = difference(found.outcome, predicted)
    if format == "json":
        sys.stdout.write(boot_json.against_running(changes, found, predicted, strike))
    else:
        leased = {known.fact for known in found.outcome.unknown}
        _show_difference(boots, facts, leased.__contains__, strike, report.RUNNING)
        if found.others:
            tell(f"not compared, because no file makes them: {', '.join(found.others)}")
    tell(*(f"{place}: not understood, so not compared" for place in found.not_understood))
    return int(bool(changes or found.not_understood))


def _compare(boots: _Boots, given: Facts, supposed: Host, format: str, strike: Strike) -> int:
    """Show what one of two BOOTS has and the other has not."""
    first, second = boots(given)
    found = difference(first, second)
    if format == "json":
        sys.stdout.write(boot_json.compared(found, first, second, strike))
    else:
        _show_difference(boots, given, supposed.states, strike)
    return int(bool(found.lost or found.not_predicted))


def _show_difference(
    boots: _Boots,
    given: Facts,
    is_known: Callable[[Fact], bool],
    strike: Strike,
    words: report.Words = report.TWO_BOOTS,
) -> None:
    """Show what BOOTS with the facts GIVEN do not have in common, and what would be with others than are assumed.

    A fact of which that IS KNOWN is not tried in another way.
    """

    def assumed(*outcomes: Outcome) -> list[Assumed]:
        by_fact = {known.fact: known for outcome in outcomes for known in outcome.unknown}
        return [known for known in by_fact.values() if not is_known(known.fact)]

    def judge(facts: Facts) -> tuple[Difference, Sequence[Assumed]]:
        one, two = boots(facts)
        return difference(one, two), assumed(one, two)

    first, second = boots(given)
    known = assumed(second, first)
    cases = alternatives(known, given, judge)
    found = difference(first, second)
    sys.stdout.writelines(map(strike, report.compared(found, first, second, known, cases, theme(), words)))


def _show(read: Reading, given: Facts, format: str, expected: Configuration | None, lints: bool) -> int:
    strike, path = machines.strike((read, given)), expected.path if expected else None
    if given.host.el is not None:
        one = _prediction(read, given, expected, lints)
        if format == "json":
            sys.stdout.write(boot_json.text(one.outcome, one.errors, one.unmet, strike))
        else:

            def judge(facts: Facts) -> tuple[Difference, Sequence[Assumed]]:
                other = api.predict_boot(read, facts)
                return difference(one.outcome, other), other.unknown

            others = alternatives(one.outcome.unknown, given, judge)
            lines = report.text(one.outcome, one.shortfalls, others, one.errors, theme(), path, one.unmet)
            sys.stdout.writelines(map(strike, lines))
            _tell(read)
        return int(one.fails)
    cases = [given.supposing(RELEASE, release) for release in possible_releases(given.host, _has_keyfiles(read))]
    predictions = [_prediction(read, case, expected, lints) for case in cases]
    sign = read.directory.earliest
    if format == "json":
        sys.stdout.write(boot_json.each(predictions, sign, strike))
    else:
        sys.stdout.writelines(map(strike, releases.text(releases.grouped(predictions), sign, theme(), path)))
    return int(any(one.fails for one in predictions))


def _tell(read: Reading) -> None:
    """What was found of the host besides its files."""
    told = system.found(live.around(os.path.realpath(read.directory.path))) if read.directory.path else ""
    if told:
        tell(f"facts found: {visible(told)}")


def _prediction(read: Reading, given: Facts, expected: Configuration | None, lints: bool) -> Prediction:
    """The boot on the host that is GIVEN, which has a release. Raises `IfcfgenError`."""
    read = read.on(given.host)
    outcome = api.predict_boot(read, given)
    errors = _errors(read, outcome) if lints and not expected else NO_ERRORS
    differences = unmet(expected, outcome) if expected else None
    return Prediction(given.host.release, outcome, shortfalls(read, outcome), errors, differences)


def _errors(read: Reading, outcome: Outcome) -> Errors:
    """The errors that our own rules have of READ. What a site selects, ignores or adds is not asked for."""
    rules = api.load_rules()
    return verdict.errors(read, outcome, api.make_linter(rules), rules)
