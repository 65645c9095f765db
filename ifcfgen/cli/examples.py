"""The examples in the pages of rules: whether rules find there what is said, and how that is fixed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import get_args

from ifcfgen import api, config, reading
from ifcfgen.cli.conflicts import is_shared, site
from ifcfgen.errors import Fault, Faults, IfcfgenError
from ifcfgen.facts.machine import Facts
from ifcfgen.lint.engine import Linter
from ifcfgen.lint.examples import Example, ExampleKind, Fence, examples
from ifcfgen.lint.finding import Finding
from ifcfgen.lint.fleet import Fleet, Member, Site, judge
from ifcfgen.lint.rule import Rule, RuleError, read
from ifcfgen.place import Place
from ifcfgen.report.visible import visible
from ifcfgen.scripts.directory import is_ours

_NEEDED: tuple[ExampleKind, ...] = get_args(ExampleKind)[:2]
"""A rule without one that it finds, or one that it does not, is not tested."""


def check(folder: Path) -> tuple[int, list[Fault]]:
    """How many rules FOLDER has, and where their examples are wrong. Raises `IfcfgenError` for rules at fault."""
    rules: dict[Rule, int] = {}
    faults: list[Fault] = []
    for path, data in config.rules_in(folder):
        try:
            rule = read(path, data)
            rule.verify()
        except RuleError as error:
            faults += error.faults
        else:
            text = data.decode()
            rules[rule] = text.count("\n", 0, len(text) - len(rule.page)) + 1
    if not (rules or faults):
        faults.append(Fault(Place(str(folder)), "no rules, NAME.md, in it"))
    if faults:
        raise Faults(faults)
    ours = {name: rule for name, rule in api.load_rules().items() if rule.path.resolve() not in {
        theirs.path.resolve() for theirs in rules}}  # fmt: skip
    every = api.make_linter({**ours, **{rule.name: rule for rule in rules}})
    return len(rules), [fault for rule, line in rules.items() for fault in _wrong(rule, line, every)]


def fixes(rule: Rule, rules: Mapping[str, Rule]) -> list[str]:
    """What RULE, one of RULES, says for the examples that it finds something in, each text once."""
    text = rule.fields.get("fix", "")
    if "{" not in text:
        return [text] if text else []
    linter = _linter(rule, rules)
    told: list[str] = []
    for example in examples(rule.page):
        if example.kind == "Bad":
            with suppress(IfcfgenError):  # `rules --check` tells what is wrong with an example
                found = [it.fix for it in _findings(rule, example, linter) if it.rule == rule.name]
                told += [fix.text for fix in found[:1] if fix]
    return list(dict.fromkeys(told))


def _linter(rule: Rule, rules: Mapping[str, Rule]) -> Linter:
    """What finds what RULE alone finds, of RULES: no comment is unused by a rule that is not asked."""
    return api.make_linter(rules) if rule.kind == "suppression" else Linter([rule])


def _wrong(rule: Rule, first_line: int, every: Linter) -> Iterator[Fault]:
    """What is wrong with the examples of RULE, whose page begins at FIRST_LINE; EVERY asks all rules."""
    found = examples(rule.page, first_line)
    for kind in _NEEDED:
        if not any(example.kind == kind for example in found):
            yield Fault(Place(str(rule.path), first_line), f"no example in section ## {kind}")
    for example in found:
        try:
            yield from _wrong_in(rule, example, every)
        except IfcfgenError as error:
            yield from error.faults


def _wrong_in(rule: Rule, example: Example, every: Linter) -> Iterator[Fault]:
    """What is wrong with one EXAMPLE of RULE. Raises `IfcfgenError` for facts that are none."""
    asks_all = example.kind == "Good" or rule.kind == "suppression"  # no comment is unused by a rule that is not asked
    findings = _findings(rule, example, every if asks_all else Linter([rule]))
    if example.kind == "Good":
        findings = [it for it in findings if it.rule == rule.name or (it.severity != "info" and not it.conditions)]
    else:
        findings = [it for it in findings if it.rule == rule.name]
    if example.kind != "Bad":
        for finding in findings:
            text = f"{finding.rule} finds something here: {_line(finding)}"
            yield Fault(Place(str(rule.path), example.line), text)
        return
    stated = example.fence("text")
    if not findings:
        yield Fault(Place(str(rule.path), example.line), f"{rule.name} finds nothing here")
    elif stated is None:
        lines = "; ".join(map(_line, findings))
        yield Fault(Place(str(rule.path), example.line), f"no ```text``` block lists what is found: {lines}")
    else:
        yield from _differences(rule.path, stated, list(map(_line, findings)))
    edits = example.fence("diff")
    if findings and edits:
        yield from _differences(rule.path, edits, list(_edits(findings)))


def _findings(rule: Rule, example: Example, linter: Linter) -> list[Finding]:
    """What LINTER finds on the hosts of an EXAMPLE of RULE. Raises `IfcfgenError` for facts that are none."""
    if rule.kind == "conflict":
        return findings_of_fleet(rule.path, example, linter)
    path = rule.path
    stated = example.fence("toml")
    text = "\n" * stated.line + stated.text if stated else ""  # faults have the lines of the page
    host, more = config.host_and_more_in(text, path, ["target"])
    files = example.files
    beside = {name: text.encode() for name, text in files.items() if not is_ours(name)}
    target = more.pop("target", None)
    try:
        facts = Facts.of(more, replace(host, target=target), beside)
    except ValueError as error:
        raise IfcfgenError(Fault(Place(str(path), example.line), str(error))) from None
    return list(api.lint_host(reading.parse(files, facts.host), linter, facts).findings)


def findings_of_fleet(path: Path, example: Example, linter: Linter) -> list[Finding]:
    """What LINTER finds on the hosts of EXAMPLE in PATH, and between them. Raises `IfcfgenError` for wrong facts.

    The name of a file begins with the directory of its host; a fence `toml ifcfgen.toml` has what is stated of them.
    """
    stated, files = example.fence("toml"), example.files
    settings = config.parse(files[config.NAME], path.parent / config.NAME) if config.NAME in files else None
    said, _ = config.host_and_more_in(stated.text if stated else "", path, ["target"])
    members: list[Member] = []
    fleet, findings = Fleet(), []
    for name, held in example.hosts.items():
        here = path.parent / name
        read = reading.parse(held, config.known(said, settings, here), name)
        members.append(Member(read, settings.role(here) if settings else None))
        fleet.add(len(members) - 1, (site(settings, here) if settings else None) or Site(""), members[-1].keys)
        findings += api.lint_host(read, linter).findings
    for clashes in fleet.clashes():
        surprising = [clash for clash in clashes if not is_shared(clash, settings)]
        if surprising:
            findings += judge(surprising, linter, members.__getitem__).findings
    return findings


def _differences(path: Path, stated: Fence, found: list[str]) -> Iterator[Fault]:
    """Where the lines that a fence has STATED are not those that were FOUND."""
    lines = stated.text.splitlines()
    for number, line in enumerate(lines, stated.line + 1):
        if line not in found:
            yield Fault(Place(str(path), number), f"not found: {line}")
    more = [line for line in found if line not in lines]
    for line in more:
        yield Fault(Place(str(path), stated.line), f"found, but not in the page: {line}")
    if not more and len(found) == len(lines) and found != lines and set(found) == set(lines):
        yield Fault(Place(str(path), stated.line), "found in another order")


def _line(finding: Finding) -> str:
    """FINDING as a ```text``` fence has it."""
    place = f"{finding.spot.path or '.'}:{finding.spot.line}" if finding.spot.line else finding.spot.path or "."
    return f"{place}: {finding.message}"


def _edits(findings: Iterable[Finding]) -> Iterator[str]:
    """The edits of FINDINGS as a ```diff``` fence has them."""
    for finding in findings:
        for edit in finding.edits:
            yield visible(f"-{edit.old}")
            yield from (visible(f"+{line}") for line in (edit.new.split("\n") if edit.new is not None else ()))
