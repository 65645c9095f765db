"""Every rule's own Bad and Good examples, run as they stand in its page."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import pytest

from ifcfgen import data, reading, verdict
from ifcfgen.boot.managers import RELEASES as BOOTED
from ifcfgen.boot.managers import predict
from ifcfgen.cli.examples import findings_of_fleet
from ifcfgen.facts import RELEASES, Host
from ifcfgen.facts.card import cards
from ifcfgen.facts.machine import Facts
from ifcfgen.lint.engine import Linter
from ifcfgen.lint.examples import Example
from ifcfgen.lint.examples import examples as rule_examples
from ifcfgen.lint.expression import compile_expression, parsed
from ifcfgen.lint.finding import Finding
from ifcfgen.lint.releases import releases
from ifcfgen.lint.rule import ANY, Rule, load
from ifcfgen.lint.rule import read as read_rule
from ifcfgen.lint.subjects.relations import Failure
from ifcfgen.report.comparison import failure
from ifcfgen.report.visible import visible

RULES = load(data.rules())
EVERY = Linter(RULES.values())


def examples(kind: str) -> Iterator[pytest.ParameterSet]:
    for rule in RULES.values():
        for example in rule_examples(rule.page):
            if example.kind == kind:
                yield pytest.param(rule, example, id=f"{rule.name}: {example.title}")


@cache
def described(example: Example) -> tuple[reading.Reading, dict[str, Any]]:
    """The host of an example, and its machine."""
    stated = example.fence("toml")
    facts = tomllib.loads(stated.text if stated else "")
    machine = {name: facts.pop(name) for name in list(facts) if name in ("nics", "neighbours", "present", "absent")}
    words = {"packages-complete": "complete", "kernel-arguments": "arguments"}
    host = Host.of(**{words.get(k, k): v for k, v in facts.items()}, cards=cards(machine.get("nics")))
    return reading.parse(example.files, host), machine


def read(example: Example) -> reading.Reading:
    """The host of an example."""
    return described(example)[0]


@cache
def failures(example: Example) -> Sequence[Failure]:
    """What the boot of an example fails at."""
    read, machine = described(example)
    modules = {name: text.encode() for name, text in example.files.items() if name == "modprobe.conf"}
    known = Facts.of(machine, read.host, modules)
    return verdict.failures(read, predict(read, known), failure) if read.host.el in BOOTED else ()


@cache
def everything(example: Example) -> Sequence[Finding]:
    """What all rules find on the host of an example that is not booted."""
    return tuple(EVERY.check(read(example)).findings)


def findings(rule: Rule, example: Example, linter: Linter) -> list[Finding]:
    """What LINTER finds on the host of an example of RULE, or on and between its hosts."""
    return (
        findings_of_fleet(rule.path, example, linter)
        if rule.kind == "conflict"
        else linter.check(read(example), failures(example)).findings
    )


def shown(example: Example, language: str) -> list[str]:
    """The lines of the fence in LANGUAGE."""
    fence = example.fence(language)
    return fence.text.splitlines() if fence else []


def line(finding: Finding) -> str:
    return (
        ":".join(str(part) for part in (finding.spot.path or ".", finding.spot.line) if part) + f": {finding.message}"
    )


@pytest.mark.parametrize("rule, example", list(examples("Bad")))
def test_bad_example_is_found(rule: Rule, example: Example) -> None:
    linter = EVERY if rule.kind == "suppression" else Linter([rule])  # nothing can be idle that was not asked for
    found = [f for f in findings(rule, example, linter) if f.rule == rule.name]
    assert [line(f) for f in found] == shown(example, "text")
    for finding in found:
        assert finding.fix
        assert finding.fix.text.endswith("."), "the cure is a whole sentence"
        assert not finding.message.endswith(".")
    if example.fence("diff"):
        edits = [edit for f in found if f.fix for edit in f.fix.edits]
        changed = [
            text
            for e in edits
            for text in (f"-{e.old}", *(f"+{new}" for new in ([] if e.new is None else e.new.split("\n"))))
        ]
        assert [visible(text) for text in changed] == shown(example, "diff")


@pytest.mark.parametrize("rule, example", list(examples("Good")))
def test_good_example_is_clean(rule: Rule, example: Example) -> None:
    """Under all rules, so that no page recommends what another one warns about on every host."""
    found = [
        (f.rule, line(f))
        for f in findings(rule, example, EVERY)
        if (f.severity != "info" and not f.conditions) or f.rule == rule.name
    ]
    assert found == []


@pytest.mark.parametrize("rule, example", list(examples("Not here")))
def test_this_rule_leaves_it_to_others(rule: Rule, example: Example) -> None:
    assert [line(f) for f in findings(rule, example, Linter([rule]))] == []


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_page_is_whole(rule: Rule) -> None:
    assert rule.page.startswith(f"# {rule.name}\n")
    assert "\n## Bad" in rule.page
    assert "\n## Good" in rule.page
    assert rule.sources, "a rule says where its fact was learned"
    assert not rule.summary.endswith(".")
    assert not rule.fields["message"].endswith(".")


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_what_is_read_at_a_glance_is_what_yaml_reads(rule: Rule) -> None:
    fields = rule.fields
    rule = read_rule(rule.path, rule.path.read_bytes())  # of which no YAML was read
    keys = fields.get("keys", "*")
    assert rule.kind == fields["for"]
    assert rule.severity == fields["severity"]
    assert rule.manager == fields.get("manager")
    upgrade = fields.get("upgrade")
    assert rule.upgrade == (ANY if upgrade == "any" else int(upgrade) if upgrade else None)
    assert rule.keys == ((keys,) if isinstance(keys, str) else tuple(keys))
    assert rule.releases == (releases(fields["releases"]) if "releases" in fields else set(RELEASES))
    assert "fields" not in vars(rule)
    assert rule.condition == fields["when"]
    whole = compile_expression(parsed(fields["when"]), rule.kind)
    assert (rule.when.__code__.co_code, rule.when.__code__.co_consts) == (
        whole.__code__.co_code,
        whole.__code__.co_consts,
    )


def test_a_glance_is_enough() -> None:
    """Where nothing is found no rule is read further, and YAML is not needed: it takes a tenth of a lint's time."""
    linter = Linter(load(data.rules()).values())
    services, packages = {"NetworkManager": "disabled", "network": "enabled"}, ["dhclient", "iputils"]
    for release in (6, 7):
        host = Host.of(release=release, services=services, packages=packages)
        for text in ("DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=dhcp\n", "DEVICE=lo\nIPADDR=127.0.0.1\nPREFIX=8\n"):
            linter.check(reading.parse({"ifcfg-" + text[7:].split()[0]: text}, host))
    assert [rule.name for rules in linter._rules.values() for rule in rules if "fields" in vars(rule)] == []
