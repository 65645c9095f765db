"""Asks every rule of everything in a directory, and weighs what hinges on facts that nobody stated."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from typing import Any, Literal

from ifcfgen.facts import RELEASES, Host, Unknown, choices
from ifcfgen.lint.expression import Judge
from ifcfgen.lint.finding import Finding
from ifcfgen.lint.rule import ANY, Rule
from ifcfgen.lint.suppression import Suppression, suppressions
from ifcfgen.model import Device
from ifcfgen.scripts.device import FileDevice
from ifcfgen.scripts.directory import Directory
from ifcfgen.scripts.file import File
from ifcfgen.scripts.setting import Setting

Assume = Literal["preset", "worst", "best"]

_Asked = tuple[Judge, Rule]
_Case = tuple[int | None, int | None, Set[str | None]]
"""A host's release, the one that it is to be upgraded to, and who may turn out to manage the device in question."""
_NOBODY: Set[str | None] = frozenset((None,))
_Supposed = tuple[tuple[str, object], ...]
"""Facts with the values that were supposed, in the order in which they were wanted."""

_REMEMBERED = 50_000
"""How many distinct assignments are remembered: memory stays flat however many hosts there are."""


@dataclass(eq=False, repr=False)
class Result:
    """What the linter has to say of one directory. `undecided` names the rules by the fact that they wanted."""

    findings: list[Finding] = field(default_factory=list)
    undecided: dict[str, set[str]] = field(default_factory=dict)
    suppressed: int = 0
    harmless: dict[tuple[str, str], Host] = field(default_factory=dict)
    """By rule and the fact that it could not be decided for: a host on which it met no hazard."""
    met: set[tuple[str, str]] = field(default_factory=set)
    """Paths and the rules that met something there, allowed or not."""
    grave: set[str] = field(default_factory=set)
    """Paths at which something worse than a remark was met, allowed or not."""
    yielding: list[tuple[Rule, Finding]] = field(default_factory=list)
    """What is said only if no other rule says it better."""


class Linter:
    """Rules, made ready to be asked of one directory after the other.

    A rule is read no further than a host has need of it; where that shows it at fault, `RuleError` is raised.
    """

    def __init__(self, rules: Iterable[Rule], assume: Assume = "preset"):
        self._rules: dict[str, list[Rule]] = {}
        for rule in rules:
            self._rules.setdefault(rule.kind, []).append(rule)
        self._assume = assume
        self._of_kind: dict[tuple[_Case, str], list[_Asked]] = {}
        self._of_device: dict[tuple[_Case, str, bool, tuple[str, ...]], list[_Asked]] = {}
        self._of_key: dict[tuple[_Case, str], list[Rule]] = {}
        self._of_text: dict[tuple[_Case, str, tuple[str, str]], list[_Asked]] = {}

    def check(self, directory: Directory) -> Result:
        """The findings in DIRECTORY, in order of path and line."""
        try:
            return self._checked(directory)
        except AttributeError:
            for rule in itertools.chain.from_iterable(self._rules.values()):
                rule.verify()  # which nobody may have done: it says what rule asks for what is not there
            raise

    def _checked(self, directory: Directory) -> Result:
        result = Result()
        host = directory.host
        taken = [comment for file in directory.files for comment in suppressions(file)]

        def ask(case: _Case, kind: str, subjects: Iterable[Any]) -> None:
            rules = self._asked_of(case, kind)
            if rules:
                for subject in subjects:
                    self._ask(rules, subject, directory, taken, result)

        for file in directory.files:
            device = file.device
            case = _case(host, device)
            if file.role == "ifcfg" and device and not file.is_foreign:
                self._ask(self._asked_of_device(case, device), device, directory, taken, result)
                ask(case, "address", device.addresses)
                ask(case, "route", device.routes)
            ask(case, "file", (file,))
            ask(case, "entry", file.entries)
            if file.is_shell:
                self._check_settings(case, file, taken, result)
                ask(case, "line", file.lines)
        ask(_case(host, None), "host", (host,))
        ask(_case(host, None), "directory", (directory,))
        for rule, finding in result.yielding:
            if not _is_said_better(rule, finding, result):
                _keep(finding, taken, result)
        for comment in taken:
            if self._could_meet(host).isdisjoint(comment.names):
                continue  # nothing was asked that it could allow, so nobody can say that it is idle
            self._ask(self._asked_of(_case(host, comment.device), "suppression"), comment, directory, [], result)
        result.findings.sort(key=lambda f: (f.spot.path, f.spot.line or 0, f.spot.column or 0, f.rule))
        return result

    def _check_settings(self, case: _Case, file: File, taken: list[Suppression], result: Result) -> None:
        """Asks about every assignment; what was asked of the same text in another file is not asked again."""
        directory = file.directory
        pairs = file.document.pairs
        if pairs is None:
            for setting in file.settings:
                asked = [(_judge(rule, case), rule) for rule in self._wanting(case, setting.key)]
                self._ask(asked, setting, directory, taken, result)
            return
        for pair in pairs:
            rules = self._of_text.get((case, file.role, pair))
            if rules is None:
                rules = self._asked_of_text(case, pair, file.setting(pair[0]))
            if rules:
                self._ask(rules, file.setting(pair[0]), directory, taken, result)

    def _could_meet(self, host: Host) -> set[str]:
        """The rules that a comment can allow on HOST: an upgrade that nobody asks about makes none of them idle."""
        rules = [rule for rules in self._rules.values() for rule in rules]
        return {rule.name for rule in rules if rule.upgrade is None or rule.concerns(host.el, host.target)}

    def _asked_of(self, case: _Case, kind: str) -> list[_Asked]:
        """The rules that can matter to subjects of KIND, with what is left to be asked of each."""
        rules = self._of_kind.get((case, kind))
        if rules is None:
            rules = self._of_kind[case, kind] = [(_judge(rule, case), rule) for rule in self._concerning(case, kind)]
        return rules

    def _concerning(self, case: _Case, kind: str) -> list[Rule]:
        release, target, managers = case
        return [
            rule
            for rule in self._rules.get(kind, ())
            if rule.concerns(release, target) and (rule.manager is None or rule.manager in managers)
        ]

    def _asked_of_device(self, case: _Case, device: FileDevice) -> list[_Asked]:
        """The rules that a device of its kind with its keys leaves open."""
        is_port = device.controller_name is not None
        key = case, device.kind, is_port, tuple(device.keys)
        rules = self._of_device.get(key)
        if rules is None:
            kinds = ("device", device.kind, "port") if is_port else ("device", device.kind)
            concerning = [rule for kind in kinds for rule in self._concerning(case, kind)]
            open_ones = [rule for rule in concerning if not rule.needs or not rule.needs.isdisjoint(device.keys)]
            rules = [(_judge(rule, case), rule) for rule in open_ones]
            if len(self._of_device) < _REMEMBERED:
                self._of_device[key] = rules
        return rules

    def _wanting(self, case: _Case, name: str) -> list[Rule]:
        """The rules that want to be asked about assignments of the key NAME."""
        rules = self._of_key.get((case, name))
        if rules is None:
            rules = [rule for rule in self._concerning(case, "assignment") if rule.wants(name)]
            self._of_key[case, name] = rules
        return rules

    def _asked_of_text(self, case: _Case, pair: tuple[str, str], setting: Setting) -> list[_Asked]:
        """The rules that an assignment of this key and text leaves open."""
        host = setting.file.directory.host
        wanting = self._wanting(case, setting.key)
        still = [(_judge(r, case), r) for r in wanting if r.local is None or r.local(setting, host)]
        if len(self._of_text) < _REMEMBERED:
            self._of_text[case, setting.role, pair] = still
        return still

    def _ask(
        self, rules: list[_Asked], subject: Any, directory: Directory, taken: list[Suppression], result: Result
    ) -> None:
        host = directory.host
        for when, rule in rules:
            assumed: tuple[str, ...] = ()
            world = host
            try:
                if not when(subject, host):
                    continue
            except Unknown as unknown:
                harmless = result.harmless.get((rule.name, unknown.fact))
                if harmless and not _met(rule, subject, directory, harmless):
                    continue  # so this is no hazard on every host, and that the rule is undecided is known
                verdict = self._weigh(rule, subject, directory, unknown.fact, result)
                if verdict is None:
                    continue
                world, supposed = verdict
                assumed = tuple(_said(fact, value) for fact, value in supposed)
            finding = self._found(rule, subject, directory, world, assumed)
            result.met.add((finding.spot.path, rule.name))
            if rule.severity != "info" and ANY not in rule.yields:
                result.grave.update(spot.path for spot in (finding.spot, *finding.related))
            if rule.yields:
                result.yielding.append((rule, finding))
            else:
                _keep(finding, taken, result)

    def _found(self, rule: Rule, subject: Any, directory: Directory, world: Host, assumed: tuple[str, ...]) -> Finding:
        from ifcfgen.lint.wording import finding  # jinja2 is not loaded before there is something to say

        stated = directory.host
        try:
            while True:
                directory.host = world
                try:
                    return finding(rule, subject, directory, assumed)
                except Unknown as unknown:  # the words name a fact that the hazard does not hinge on
                    value = world.preset(unknown.fact)
                    world = world.supposing(unknown.fact, choices(unknown.fact)[0] if value is None else value)
        finally:
            directory.host = stated

    def _weigh(
        self, rule: Rule, subject: Any, directory: Directory, wanted: str, result: Result
    ) -> tuple[Host, _Supposed] | None:
        """The host on which RULE, which WANTED a fact, meets a hazard, and what was supposed for it; None: no hazard.

        Notes in RESULT for want of which fact it cannot be said.
        """
        stated = directory.host
        try:
            preset = _under_preset(rule, subject, directory, wanted) if self._assume == "preset" else None
            if isinstance(preset, tuple) and not preset[2]:
                return None
            directory.host = stated
            seen: dict[bool, tuple[Host, _Supposed]] = {}
            for host, supposed, hazard in _worlds(rule, subject, directory, wanted, ()):
                seen.setdefault(hazard, (host, supposed))
                if len(seen) == 2:
                    break
        finally:
            directory.host = stated
        if True not in seen:
            return None
        if False not in seen:
            return seen[True][0], ()
        if self._assume == "best" or rule.severity == "info":
            return None  # a mere remark is not worth an assumption
        if isinstance(preset, str):
            result.undecided.setdefault(preset, set()).add(rule.name)
            if preset == wanted:
                result.harmless[rule.name, wanted] = seen[False][0]
            return None
        return preset[:2] if preset else seen[True]


def _case(host: Host, device: Device | None) -> _Case:
    return host.el, host.target, _NOBODY if device is None else device.possible_managers


def _is_said_better(rule: Rule, finding: Finding, result: Result) -> bool:
    if ANY in rule.yields:
        return any(spot.path in result.grave for spot in (finding.spot, *finding.related))
    return any((finding.spot.path, better) in result.met for better in rule.yields)


def _judge(rule: Rule, case: _Case) -> Judge:
    """What is left to be asked of RULE, which concerns CASE."""
    release, _, managers = case
    of_any_release = rule.upgrade is None and len(rule.releases) == len(RELEASES)
    settled = (release is not None or of_any_release) and (rule.manager is None or len(managers) == 1)
    return rule.when if settled else rule.holds


def _met(rule: Rule, subject: Any, directory: Directory, host: Host) -> bool:
    """Whether RULE meets a hazard on HOST, or might."""
    stated, directory.host = directory.host, host
    try:
        return rule.holds(subject, host)
    except Unknown:
        return True
    finally:
        directory.host = stated


def _under_preset(rule: Rule, subject: Any, directory: Directory, wanted: str) -> tuple[Host, _Supposed, bool] | str:
    """The verdict on a default installation, with what was supposed; the fact that such a one leaves open."""
    supposed: _Supposed = ()
    while True:
        value = directory.host.preset(wanted)
        if value is None:
            return wanted
        directory.host = host = directory.host.supposing(wanted, value)
        supposed = (*supposed, (wanted, value))
        try:
            return host, supposed, rule.holds(subject, host)
        except Unknown as unknown:
            wanted = unknown.fact


def _worlds(
    rule: Rule, subject: Any, directory: Directory, wanted: str, supposed: _Supposed
) -> Iterator[tuple[Host, _Supposed, bool]]:
    """The verdict on every host that the directory's can turn out to be, as far as the rule asks."""
    stated = directory.host
    for value in choices(wanted):
        directory.host = host = stated.supposing(wanted, value)
        here = (*supposed, (wanted, value))
        try:
            hazard = rule.holds(subject, host)
        except Unknown as unknown:
            yield from _worlds(rule, subject, directory, unknown.fact, here)
        else:
            yield host, here, hazard


def _said(fact: str, value: object) -> str:
    if isinstance(value, bool):
        return f"{fact} {'installed' if value else 'missing'}"
    return f"{fact} {value}"


def _keep(finding: Finding, taken: list[Suppression], result: Result) -> None:
    if _is_taken(finding, taken):
        result.suppressed += 1
    else:
        result.findings.append(finding)


def _is_taken(finding: Finding, taken: list[Suppression]) -> bool:
    """Whether a suppression covers one of the places that FINDING shows; either will do. Marks those as used."""
    covering = [
        comment
        for comment in taken
        if any(comment.allows(finding.rule, spot.path, spot.line) for spot in (finding.spot, *finding.related))
    ]
    for comment in covering:
        comment.used = True
    return any(comment.reason for comment in covering)
