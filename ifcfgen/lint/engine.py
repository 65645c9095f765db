"""Asks every rule of everything in a directory, and weighs what hinges on facts that nobody stated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from ifcfgen.ifcfg.directory import Directory
from ifcfgen.ifcfg.setting import Setting
from ifcfgen.lint.expression import Judge
from ifcfgen.lint.finding import Finding
from ifcfgen.lint.rule import Rule
from ifcfgen.lint.suppression import Suppression, suppressions
from ifcfgen.model import RELEASES, Device, Host, Unknown, choices

Assume = Literal["preset", "worst", "best"]

_Asked = tuple[Judge, Rule]
_Era = tuple[int | None, int | None]
"""A host's release, and the one that it is to be upgraded to."""
_Supposed = tuple[tuple[str, object], ...]
"""Facts with the values that were supposed, in the order in which they were wanted."""

_REMEMBERED = 50_000
"""How many distinct assignments are remembered: memory stays flat however many hosts there are."""


@dataclass
class Result:
    """What the linter has to say of one directory. `undecided` names the rules by the fact that they wanted."""

    findings: list[Finding] = field(default_factory=list)
    undecided: dict[str, set[str]] = field(default_factory=dict)
    suppressed: int = 0
    harmless: dict[tuple[str, str], Host] = field(default_factory=dict)
    """By rule and the fact that it could not be decided for: a host on which it met no hazard."""
    met: set[tuple[str, str]] = field(default_factory=set)
    """Paths and the rules that met something there, allowed or not."""
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
        self._of_kind: dict[tuple[_Era, str], list[_Asked]] = {}
        self._of_keys: dict[tuple[_Era, str, tuple[str, ...]], list[_Asked]] = {}
        self._of_key: dict[tuple[_Era, str], list[_Asked]] = {}
        self._of_text: dict[tuple[_Era, tuple[str, str]], list[_Asked]] = {}

    def check(self, directory: Directory) -> Result:
        """The findings in DIRECTORY, in order of path and line."""
        result = Result()
        taken = [comment for file in directory.files for comment in suppressions(file)]
        for kind in self._rules:
            if kind == "assignment":
                self._check_settings(directory, taken, result)
            elif kind != "suppression":
                for subject in _subjects(directory, kind):
                    if isinstance(subject, Device):
                        rules = self._asked_of_device(directory.host, kind, tuple(subject.keys))
                    else:
                        rules = self._asked_of(directory.host, kind)
                    self._ask(rules, subject, directory, taken, result)
        for rule, finding in result.yielding:
            if not any((finding.spot.path, better) in result.met for better in rule.yields):
                _keep(finding, taken, result)
        for comment in taken:
            if self._could_meet(directory.host).isdisjoint(comment.names):
                continue  # nothing was asked that it could allow, so nobody can say that it is idle
            self._ask(self._asked_of(directory.host, "suppression"), comment, directory, [], result)
        result.findings.sort(key=lambda f: (f.spot.path, f.spot.line or 0, f.spot.column or 0, f.rule))
        return result

    def _check_settings(self, directory: Directory, taken: list[Suppression], result: Result) -> None:
        """Asks about every assignment; what was asked of the same text in another file is not asked again."""
        host, era = directory.host, _era(directory.host)
        for file in directory.files:
            if not file.is_shell:
                continue
            pairs = file.document.pairs
            if pairs is None:
                for setting in file.settings:
                    self._ask(self._asked_of_key(host, setting.key), setting, directory, taken, result)
                continue
            for index, pair in enumerate(pairs):
                rules = self._of_text.get((era, pair))
                if rules is None:
                    rules = self._asked_of_text(pair, file.settings[index])
                if rules:
                    self._ask(rules, file.settings[index], directory, taken, result)

    def _could_meet(self, host: Host) -> set[str]:
        """The rules that a comment can allow on HOST: an upgrade that nobody asks about makes none of them idle."""
        rules = [rule for rules in self._rules.values() for rule in rules]
        return {rule.name for rule in rules if rule.upgrade is None or rule.concerns(host)}

    def _asked_of(self, host: Host, kind: str) -> list[_Asked]:
        """The rules that can matter to subjects of KIND on HOST."""
        key = _era(host), kind
        if key not in self._of_kind:
            self._of_kind[key] = [(r.when, r) for r in self._rules.get(kind, ()) if r.concerns(host)]
        return self._of_kind[key]

    def _asked_of_device(self, host: Host, kind: str, keys: tuple[str, ...]) -> list[_Asked]:
        """The rules that a device with these KEYS leaves open."""
        key = _era(host), kind, keys
        rules = self._of_keys.get(key)
        if rules is None:
            asked = self._asked_of(host, kind)
            rules = [(when, rule) for when, rule in asked if not rule.needs or not rule.needs.isdisjoint(keys)]
            if len(self._of_keys) < _REMEMBERED:
                self._of_keys[key] = rules
        return rules

    def _asked_of_key(self, host: Host, name: str) -> list[_Asked]:
        key = _era(host), name
        if key not in self._of_key:
            rules = [r for r in self._rules.get("assignment", ()) if r.concerns(host) and r.wants(name)]
            self._of_key[key] = [(rule.when, rule) for rule in rules]
        return self._of_key[key]

    def _asked_of_text(self, pair: tuple[str, str], setting: Setting) -> list[_Asked]:
        """The rules that an assignment of this key and text leaves open."""
        host = setting.file.directory.host
        wanting = self._asked_of_key(host, setting.key)
        still = [(when, rule) for when, rule in wanting if rule.local is None or rule.local(setting, host)]
        if len(self._of_text) < _REMEMBERED:
            self._of_text[_era(host), pair] = still
        return still

    def _ask(
        self, rules: list[_Asked], subject: Any, directory: Directory, taken: list[Suppression], result: Result
    ) -> None:
        host = directory.host
        for when, rule in rules:
            try:
                if rule.manager and host.states_services and not _applies(rule, subject, host):
                    continue  # the cheaper question first, where it has an answer
                if not when(subject, host) or not _applies(rule, subject, host):
                    continue
                assumed: tuple[str, ...] = ()
                world = host
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


def _era(host: Host) -> _Era:
    return host.el, host.target


def _met(rule: Rule, subject: Any, directory: Directory, host: Host) -> bool:
    """Whether RULE meets a hazard on HOST, or might."""
    stated, directory.host = directory.host, host
    try:
        return bool(rule.when(subject, host) and _applies(rule, subject, host))
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
            return host, supposed, bool(rule.when(subject, host) and _applies(rule, subject, host))
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
            hazard = bool(rule.when(subject, host) and _applies(rule, subject, host))
        except Unknown as unknown:
            yield from _worlds(rule, subject, directory, unknown.fact, here)
        else:
            yield host, here, hazard


def _said(fact: str, value: object) -> str:
    if isinstance(value, bool):
        return f"{fact} {'installed' if value else 'missing'}"
    return f"{fact} {value}"


def _applies(rule: Rule, subject: Any, host: Host) -> bool:
    """Whether RULE holds for the release, and for who manages the device that SUBJECT is or belongs to."""
    if len(rule.releases) < len(RELEASES) and host.release not in rule.releases:
        return False
    if rule.upgrade is not None and not rule.concerns(host):
        return False
    if rule.manager is None:
        return True
    device = getattr(subject, "device", subject)
    return device is not None and device.manager == rule.manager


def _subjects(directory: Directory, kind: str) -> Iterable[Any]:
    match kind:
        case "device":
            return directory.devices
        case "port":
            return [d for d in directory.devices if d.controller_name]
        case "address":
            return [a for d in directory.devices for a in d.addresses]
        case "route":
            return [r for d in directory.devices for r in d.routes]
        case "line":
            return [line for file in directory.files if file.is_shell for line in file.lines]
        case "entry":
            return [entry for file in directory.files for entry in file.entries]
        case "file":
            return directory.files
        case "host":
            return [directory.host]
        case _:
            return [d for d in directory.devices if d.kind == kind]


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
