"""Asks every rule of everything on a host, and weighs what depends on unknown facts."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal

from ifcfgen.errors import Fault
from ifcfgen.facts import RELEASES, Fact, Host, Unknown
from ifcfgen.lazy import cached_property
from ifcfgen.lint import worlds
from ifcfgen.lint.expression import SWITCHES, Judge, trait
from ifcfgen.lint.finding import Finding, Spot, Undecided
from ifcfgen.lint.folding import Met, folded
from ifcfgen.lint.rule import Rule, RuleError
from ifcfgen.lint.subjects.address import AddressSubject
from ifcfgen.lint.subjects.assignment import AssignmentSubject, LineSubject
from ifcfgen.lint.subjects.device import device_subject
from ifcfgen.lint.subjects.directory import DirectorySubject
from ifcfgen.lint.subjects.entry import entries
from ifcfgen.lint.subjects.file import FileSubject
from ifcfgen.lint.subjects.relations import Consequence, Failure, Held, Relations
from ifcfgen.lint.subjects.route import RouteSubject
from ifcfgen.lint.suppression import Suppressions
from ifcfgen.reading import Reading
from ifcfgen.scripts.definition import Definition
from ifcfgen.scripts.directory import Directory
from ifcfgen.scripts.file import File

if TYPE_CHECKING:
    from ifcfgen.lint.subjects.conflict import Conflict
    from ifcfgen.lint.wording import Worded
    from ifcfgen.networkmanager.definition import KeyfileDefinition
    from ifcfgen.sandbox import Work

Assume = Literal["preset", "worst", "best"]

_Check = tuple[Judge, Rule]
_Case = tuple[int | None, int | None, Set[str | None]]
"""A host's release, the one of a planned upgrade, and who may turn out to manage the device in question."""
_NOBODY: Set[str | None] = frozenset((None,))

_switches = attrgetter(*SWITCHES)

_REMEMBERED = 50_000
"""How many distinct assignments are remembered: memory stays flat however many hosts there are."""


@dataclass(eq=False, repr=False)
class Result:
    """What the linter has to say of one directory. `undecided` are by fact what is unknown and rules wanted.

    `allowed` are the findings that a comment allows, with its reason. `faults` are by rule, of those that met something
    and cannot say what: each is asked no further.
    """

    findings: list[Finding] = field(default_factory=list)
    undecided: dict[Fact, Undecided] = field(default_factory=dict)
    allowed: list[tuple[Finding, str]] = field(default_factory=list)
    faults: dict[str, tuple[Fault, ...]] = field(default_factory=dict)

    def gravity(self) -> tuple[int, int]:
        """How many errors there are, and how many warnings."""
        counts = Counter(finding.severity for finding in self.findings)
        return counts["error"], counts["warning"]


class Linter:
    """Rules, made ready to be asked of one host after the other.

    A rule is read no further than a host has need of it; where that shows that it asks for what is not there, which
    `Rule.verify` would have found, `RuleError` is raised.
    """

    def __init__(self, rules: Iterable[Rule], assume: Assume = "preset"):
        self.assume: Assume = assume
        self._rules: dict[str, list[Rule]] = {}
        for rule in rules:
            self._rules.setdefault(rule.kind, []).append(rule)
        self._could_meet: dict[tuple[int | None, int | None, bool], Set[str]] = {}
        self._of_kind: dict[tuple[_Case, str], list[_Check]] = {}
        self._of_traits: dict[tuple[object, ...], list[_Check]] = {}
        self._of_key: dict[tuple[_Case, str], list[Rule]] = {}
        self._of_text: dict[tuple[_Case, str], dict[tuple[str, str], list[_Check]]] = {}
        self._texts = 0

    @property
    def asks_for_failures(self) -> bool:
        """Whether a rule is about what fails at boot."""
        return "failure" in self._rules

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of its rules."""
        return frozenset(rule.name for rules in self._rules.values() for rule in rules)

    @property
    def asks_for_conflicts(self) -> bool:
        """Whether a rule is about what hosts say together."""
        return "conflict" in self._rules

    def check(self, reading: Reading, failures: Sequence[Failure] | None = None) -> Result:
        """The findings in READING, in order of path and line; FAILURES are what its next boot does not bring about,
        None where that was not predicted.

        Raises `RuleError`.
        """
        try:
            if self.assume == "preset":
                return self._inspected(reading, failures, None)
            has_packages = self.assume == "best"
            guesses = worlds.guesses(reading.host, has_packages=has_packages)
            results = [self._inspected(reading, failures, guess) for guess in guesses]
            return (min if has_packages else max)(results, key=Result.gravity)
        except AttributeError:
            for rule in itertools.chain.from_iterable(self._rules.values()):
                rule.verify()  # perhaps for the first time: it reports the rule that uses an unknown name
            raise

    def check_conflicts(self, reading: Reading, conflicts: Iterable[Conflict], others: Iterable[Directory]) -> Result:
        """The findings in CONFLICTS of the host of READING with those of OTHERS, whose comments count as well.

        Raises `RuleError`.
        """
        with Relations(reading) as relations:
            return _Inspection(self, relations, None, others).result_of(conflicts)

    def _inspected(self, reading: Reading, failures: Sequence[Failure] | None, guess: worlds.Guess | None) -> Result:
        with Relations(reading) as relations:
            return _Inspection(self, relations, guess).result(failures)

    def could_meet(self, host: Host, *, failures: bool) -> Set[str]:
        """The rules that a comment can allow on HOST: an upgrade that is not asked about makes none of them idle, and
        neither do FAILURES that were not predicted, nor other hosts that are not here."""
        case = host.el, host.target, failures
        names = self._could_meet.get(case)
        if names is None:
            unasked = {"conflict"} if failures else {"conflict", "failure"}
            rules = [rule for kind, rules in self._rules.items() if kind not in unasked for rule in rules]
            concerned = (rule for rule in rules if rule.upgrade is None or rule.concerns(host.el, host.target))
            names = self._could_meet[case] = frozenset(rule.name for rule in concerned)
        return names

    def checks(self, case: _Case, kind: str) -> list[_Check]:
        """The rules that can matter to subjects of KIND, with what is left to be asked of each."""
        rules = self._of_kind.get((case, kind))
        if rules is None:
            rules = self._of_kind[case, kind] = [(judge(rule, case), rule) for rule in self._concerning(case, kind)]
        return rules

    def _concerning(self, case: _Case, kind: str) -> list[Rule]:
        release, target, managers = case
        return [
            rule
            for rule in self._rules.get(kind, ())
            if rule.concerns(release, target) and (rule.manager is None or rule.manager in managers)
        ]

    def device_checks(self, case: _Case, definition: Definition) -> list[_Check]:
        """The rules that a device of its kind with its keys leaves open."""
        device, keys = definition.device, definition.keys
        is_port = device.controller_name is not None
        words, switches = (device.kind, definition.joins, keys.get("TYPE")), _switches(device)
        known = (case, is_port, *words, *switches, *keys)
        rules = self._of_traits.get(known)
        if rules is None:
            kinds = ("device", device.kind, "port") if is_port else ("device", device.kind)
            traits = {*map(trait, ("kind", "joins", "TYPE"), words), *itertools.compress(SWITCHES, switches), *keys}
            rules = self._open_checks(case, kinds, traits)
            if len(self._of_traits) < _REMEMBERED:
                self._of_traits[known] = rules
        return rules

    def keyfile_checks(self, case: _Case, *kinds: str) -> list[_Check]:
        """The rules for subjects of KINDS that are asked of those in keyfiles as well."""
        return [(judge, rule) for kind in kinds for judge, rule in self.checks(case, kind) if rule.is_for_keyfiles]

    def file_checks(self, case: _Case, role: str) -> list[_Check]:
        """The rules that a file of ROLE leaves open."""
        rules = self._of_traits.get((case, role))
        if rules is None:
            rules = self._of_traits[case, role] = self._open_checks(case, ("file",), {trait("role", role)})
        return rules

    def _open_checks(self, case: _Case, kinds: Iterable[str], traits: Set[str]) -> list[_Check]:
        """The rules for subjects of KINDS that one with TRAITS leaves open."""
        concerning = (rule for kind in kinds for rule in self._concerning(case, kind))
        return [(judge(r, case), r) for r in concerning if not any(group.isdisjoint(traits) for group in r.needs)]

    def wanting(self, case: _Case, name: str) -> list[Rule]:
        """The rules that want to be asked about assignments of the key NAME."""
        rules = self._of_key.get((case, name))
        if rules is None:
            rules = [rule for rule in self._concerning(case, "assignment") if rule.wants(name)]
            self._of_key[case, name] = rules
        return rules

    def known_text_checks(self, case: _Case, role: str) -> dict[tuple[str, str], list[_Check]]:
        """By key and text, the rules that an assignment in a file of ROLE leaves open, where that is known already."""
        return self._of_text.setdefault((case, role), {})

    def text_checks(self, case: _Case, pair: tuple[str, str], assignment: AssignmentSubject) -> list[_Check]:
        """The rules that an assignment of this key and text leaves open."""
        host, wanting = assignment.relations.reading.host, self.wanting(case, assignment.key)
        rules = [(judge(r, case), r) for r in wanting if r.local is None or r.local(assignment, host)]
        if self._texts < _REMEMBERED:
            self._texts += 1
            self.known_text_checks(case, assignment.role)[pair] = rules
        return rules


class _Inspection:
    """All rules of a linter asked of one host; where there is a GUESS, as if the unknown facts were so.

    Comments in the files of OTHERS count as well.
    """

    def __init__(
        self, linter: Linter, relations: Relations, guess: worlds.Guess | None, others: Iterable[Directory] = ()
    ):
        self._linter = linter
        self._guess = guess
        self._relations = relations
        self._result = Result()
        self._suppressions = Suppressions(relations.reading.directory, *others)
        self._met: list[Met] = []
        """What was met and is not in the result yet."""
        self._works: dict[str, Work] = {}

    def result(self, failures: Sequence[Failure] | None) -> Result:
        """What the rules find; FAILURES that none of them explains are findings, too."""
        relations, linter = self._relations, self._linter
        host = relations.reading.host
        for file in relations.reading.directory.readable:
            self._inspect(file)
        directory = DirectorySubject(relations)
        of_nobody = host.el, host.target, _NOBODY
        self._ask_all(of_nobody, "host", (directory,))
        self._ask_all(of_nobody, "directory", (directory,))
        self._inspect_surroundings()
        self._settle()
        if failures:
            self._explain(failures)
        could_meet = linter.could_meet(host, failures=failures is not None) if self._suppressions.all else frozenset()
        for comment in self._suppressions.all:
            if could_meet.isdisjoint(comment.names):
                continue  # nothing was asked that it could allow, so it may be of use
            unused = tuple(name for name in self._suppressions.unused(comment) if name in could_meet)
            from ifcfgen.lint.subjects.suppression import SuppressionSubject  # few hosts have one

            subject = SuppressionSubject(relations, comment, unused)
            self._ask(linter.checks(self._case(comment.file), "suppression"), subject, allowed=False)
        self._settle()
        self._result.findings.sort(key=lambda f: (f.spot.path, f.spot.line or 0, f.spot.column or 0, f.rule))
        return self._result

    def result_of(self, conflicts: Iterable[Conflict]) -> Result:
        """What the rules find in CONFLICTS."""
        from ifcfgen.lint.subjects.conflict import ConflictSubject  # most hosts agree

        host = self._relations.reading.host
        subjects = (ConflictSubject(self._relations, conflict) for conflict in conflicts)
        self._ask_all((host.el, host.target, _NOBODY), "conflict", subjects)
        self._settle()
        return self._result

    def _inspect(self, file: File) -> None:
        relations, reading, case = self._relations, self._relations.reading, self._case(file)
        definition = reading.definition_in(file) if file.role == "ifcfg" else None
        if definition and definition.device.kind == "loopback" and case == (reading.host.el, None, _NOBODY):
            return  # NetworkManager has a loopback of its own, and reads no file of it
        if definition and not definition.is_foreign:
            device = definition.device
            self._ask(self._linter.device_checks(case, definition), device_subject(relations, definition))
            if device.addresses and self._linter.checks(case, "address"):
                places = range(len(device.addresses))
                self._ask_all(case, "address", (AddressSubject(relations, Held(definition, at)) for at in places))
            places = range(len(definition.routes))
            self._ask_all(case, "route", (RouteSubject(relations, Held(definition, at)) for at in places))
        subject = FileSubject(relations, file)
        self._ask(self._linter.file_checks(case, file.role), subject)
        if file.role not in ("ifcfg", "network"):
            self._ask_all(case, "entry", entries(relations, file))
        if subject.is_shell:
            self._inspect_assignments(case, file)
            if lines := subject.lines:
                self._ask_all(case, "line", (LineSubject(relations, file, line) for line in lines))

    def _inspect_keyed(self, definition: KeyfileDefinition) -> None:
        """Asks about the device of a keyfile."""
        relations, linter, device = self._relations, self._linter, definition.device
        host = relations.reading.host
        case = host.el, host.target, relations.reading.possible_managers(definition)
        kinds = ("device", device.kind, "port") if device.controller_name else ("device", device.kind)
        self._ask(linter.keyfile_checks(case, *kinds), device_subject(relations, definition))
        for index in range(len(device.addresses)):
            self._ask(linter.keyfile_checks(case, "address"), AddressSubject(relations, Held(definition, index)))
        for index in range(len(device.routes)):
            self._ask(linter.keyfile_checks(case, "route"), RouteSubject(relations, Held(definition, index)))

    def _inspect_surroundings(self) -> None:
        """Asks about the guests and networks of libvirt, and about keyfiles."""
        relations = self._relations
        host, surroundings = relations.reading.host, relations.reading.directory.surroundings
        libvirt, of_nobody = surroundings.libvirt, (host.el, host.target, _NOBODY)
        if libvirt.interfaces or libvirt.networks:
            from ifcfgen.lint.subjects.libvirt import InterfaceSubject, NetworkSubject  # few hosts have guests

            self._ask_all(of_nobody, "interface", (InterfaceSubject(relations, one) for one in libvirt.interfaces))
            self._ask_all(of_nobody, "network", (NetworkSubject(relations, one) for one in libvirt.networks))
        for keyfile in surroundings.keyfiles:
            from ifcfgen.lint.subjects.keyfile import KeyfileSubject, dropped  # few hosts have them and ifcfg files

            self._ask_all(of_nobody, "keyfile", (KeyfileSubject(relations, keyfile),))
            self._ask_all(of_nobody, "dropped", dropped(relations, keyfile))
        for definition in relations.reading.keyed:
            self._inspect_keyed(definition)

    def _inspect_assignments(self, case: _Case, file: File) -> None:
        """Asks about every assignment; what was asked of the same text in another file is not asked again."""
        relations, linter, document = self._relations, self._linter, file.document
        pairs = document.pairs
        if pairs is None:
            for assignment in document.assignments:
                checks = [(judge(rule, case), rule) for rule in linter.wanting(case, assignment.key)]
                self._ask(checks, AssignmentSubject(relations, file, assignment))
            return
        known = linter.known_text_checks(case, file.role)
        for pair in pairs:
            rules = known.get(pair)
            if rules is None or rules:
                item = document.assignment(pair[0])
                assert item is not None  # PAIR is of this document
                subject = AssignmentSubject(relations, file, item)
                self._ask(linter.text_checks(case, pair, subject) if rules is None else rules, subject)

    def _case(self, file: File) -> _Case:
        reading = self._relations.reading
        return reading.host.el, reading.host.target, reading.possible_managers_of_file(file)

    def _ask_all(self, case: _Case, kind: str, subjects: Iterable[Any]) -> None:
        rules = self._linter.checks(case, kind)
        if rules:
            for subject in subjects:
                self._ask(rules, subject)

    def _explain(self, failures: Sequence[Failure]) -> None:
        """Ask about the FAILURES that no finding explains; what follows from one is shown with its cause.

        An error explains what fails in its file, and so does a rule that the rule about failures yields to, which also
        explains what its file brings about in another one; a warning explains what fails at its line, or in its file
        where it is about the whole. One with conditions does so where the boot assumes that they hold.
        """
        host, findings = self._relations.reading.host, self._result.findings
        checks = self._linter.checks((host.el, host.target, _NOBODY), "failure")
        better = frozenset().union(*(rule.yields for _, rule in checks))
        seen: set[str] = set()
        explained: dict[Spot | str, int | None] = {}
        """By file or place the number of the finding that explains what fails there; None where a comment allows it."""
        blamed: dict[str, int | None] = {}
        """The same of what a file brings about in others."""
        together: dict[frozenset[str], int | None] = {}
        """The same of two files that a finding shows, of which one is in the way of the other."""
        allowed = ((None, finding) for finding, _ in self._result.allowed)
        assumed = dict(failures[0].assumed)  # which all of them have in common: those of one boot
        for number, finding in (*enumerate(findings), *allowed):
            if finding.severity != "info" and _is_met(finding, assumed):
                explains_file = finding.severity == "error" or finding.rule in better
                for spot in finding.spots:
                    together.setdefault(frozenset((finding.spot.path, spot.path)), number)
                    is_whole = explains_file or spot.line is None
                    explained.setdefault(spot.path if is_whole else Spot(spot.path, spot.line), number)
                    seen.add(spot.path)
                if finding.rule in better:
                    blamed.setdefault(finding.spot.path, number)
        for failure in dict.fromkeys(failures) if checks else ():  # a device of several files fails in each alike
            whole = () if failure.device else failure.consequences  # of a host: any of its devices tells why
            places = (failure.place, *(one.place for one in whole))
            looked_at = (at for place in places for at in (place.path, Spot(place.path, place.line)))
            causes = [explained[at] for at in looked_at if at in explained]
            if failure.blames and failure.blames.path in blamed:
                causes.append(blamed[failure.blames.path])
            pair = frozenset((failure.place.path, failure.blames.path)) if causes and failure.blames else None
            if pair in together:
                causes.insert(0, together[pair])
            index = causes[0] if causes else len(findings)
            if index is None:
                continue
            if not causes:
                from ifcfgen.lint.subjects.failure import FailureSubject  # a rule explains most

                self._ask(checks, FailureSubject(self._relations, failure), supposed=failure.assumed)
                self._settle()
                if len(findings) == index:
                    continue
                seen.add(failure.place.path)
            shown = Consequence(failure.text, failure.place), *failure.consequences
            unseen = [one for one in shown if one.place.path not in seen]
            if unseen:
                from ifcfgen.lint.wording import with_consequences  # as in `_worded`

                findings[index] = with_consequences(findings[index], unseen, self._relations.reading.directory)
                seen.update(one.place.path for one in unseen)

    def _ask(self, rules: list[_Check], subject: Any, allowed: bool = True, supposed: worlds.Supposed = ()) -> None:
        """Ask RULES of SUBJECT where facts are SUPPOSED; unless ALLOWED, no comment can allow what they meet."""
        relations = self._relations
        host = relations.reading.host
        for when, rule in rules:
            met: worlds.Met | None
            try:
                if not when(subject, host):
                    continue
                met = worlds.Met(relations, supposed)
            except Unknown as unknown:
                met = self._weigh(rule, subject, unknown.fact)
            if met is None or rule.name in self._result.faults:
                continue
            try:
                finding, cause, _ = _worded(rule, subject, met, self._works)
            except RuleError as error:
                self._result.faults[rule.name] = error.faults
                continue
            reason = self._suppressions.reason(finding) if allowed else None
            self._met.append(Met(rule, finding, cause, reason))

    def _weigh(self, rule: Rule, subject: Any, wanted: Fact) -> worlds.Met | None:
        """Where RULE, which WANTED a fact, meets a hazard; None: nowhere.

        Notes in the result for want of which fact it cannot be said.
        """
        if self._guess is not None:
            return worlds.guessed(rule, subject, wanted, self._guess)
        met = worlds.weigh(rule, subject, wanted)
        if isinstance(met, worlds.Question):
            if not self._allows(rule, subject, worlds.Met(met.relations)) and rule.severity != "info":
                self._leave_open(rule, subject, met)
            return None
        if met is not None and (met.conditions or met.assumed) and rule.severity == "info":
            self._allows(rule, subject, met)
            return None  # a mere remark is not worth an assumption
        return met

    def _allows(self, rule: Rule, subject: Any, met: worlds.Met) -> bool:
        """Whether a comment allows what RULE has MET in a world that may be; it is then of use."""
        if not self._suppressions.all:
            return False
        finding = _worded(rule, subject, met, self._works).finding
        return bool(self._suppressions.reason(finding))

    def _leave_open(self, rule: Rule, subject: Any, question: worlds.Question) -> None:
        """Note that RULE is undecided, and what is at stake where that is the first one for want of the fact."""
        fact, value, relations = question
        known = self._result.undecided.get(fact)
        if known is None:
            found, _, stake = _worded(rule, subject, worlds.Met(relations), self._works)
            known = Undecided(fact, (rule.name,), 1, value, stake, found.spot)
        elif rule.name not in known.rules:
            known = known._replace(rules=tuple(sorted((*known.rules, rule.name))))
        self._result.undecided[fact] = known

    def _settle(self) -> None:
        """Keep what was met: one finding a cause."""
        for met in folded(self._met):
            if met.allowed:
                self._result.allowed.append((met.finding, met.allowed))
            else:
                self._result.findings.append(met.finding)
        self._met.clear()


def _is_met(finding: Finding, assumed: Mapping[Fact, object]) -> bool:
    """Whether FINDING is met where facts are as ASSUMED; what is not assumed of its conditions may be otherwise."""
    return all(assumed.get(held.fact) in held.values for held in finding.conditions)


def judge(rule: Rule, case: _Case) -> Judge:
    """What is left to be asked of RULE, which concerns CASE."""
    release, _, managers = case
    of_any_release = rule.upgrade is None and len(rule.releases) == len(RELEASES)
    settled = (release is not None or of_any_release) and (rule.manager is None or len(managers) == 1)
    return rule.when if settled else rule.holds


def _worded(rule: Rule, subject: Any, met: worlds.Met, works: dict[str, Work]) -> Worded:
    """What RULE says of SUBJECT."""
    from ifcfgen.lint.wording import worded  # jinja2 is not loaded before there is something to say

    world = met.relations
    while True:
        try:
            said = worded(rule, subject.under(world), world, met.assumed, works)
        except Unknown as unknown:  # the words name a fact that the hazard does not depend on
            world = worlds.usual(world, unknown.fact)
        else:
            return said._replace(finding=said.finding.only_if(met.conditions)) if met.conditions else said
