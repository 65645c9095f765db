"""Every operand of every rule's `when` matters: negated, or left out, some example of the page comes out otherwise."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from operator import eq

import pytest
from test_rules import RULES, findings, line, rule_examples

from ifcfgen.facts import Condition
from ifcfgen.lint.engine import Linter
from ifcfgen.lint.examples import Example
from ifcfgen.lint.rule import Rule


def mutants(when: str) -> Iterator[tuple[str, str]]:
    """WHEN with one operand of an `and` or `or` (else all of it) negated or left out, and what was done."""
    tree = ast.parse(when.replace("\n", " ").strip(), mode="eval")
    groups = [node for node in ast.walk(tree) if isinstance(node, ast.BoolOp)]
    if not groups:
        yield f"not ({when})", f"{when} negated"
    for group in groups:
        for index, operand in enumerate(group.values):
            if isinstance(operand, ast.BoolOp):
                continue  # its own operands are negated one by one
            for done, put in (("negated", ast.UnaryOp(ast.Not(), operand)),
                              ("left out", ast.Constant(isinstance(group.op, ast.And)))):  # fmt: skip
                group.values[index] = put
                yield ast.unparse(ast.fix_missing_locations(tree)), f"{ast.unparse(operand)} {done}"
            group.values[index] = operand


def mutant(rule: Rule, when: str) -> Rule:
    front = re.sub(r"^when: .*(?:\n  .*)*$", lambda _: f"when: >-\n  {when}", rule.front, flags=re.M)
    changed = replace(rule, front=front)
    assert changed.fields["when"] == when
    return changed


Outcome = list[tuple[str, list[str], tuple[Condition, ...]]]


def outcomes(rule: Rule, cases: list[Example]) -> Iterator[Outcome]:
    """What RULE finds in each of the CASES."""
    others = [r for r in RULES.values() if r.name != rule.name] if rule.kind == "suppression" else []
    linter = Linter([*others, rule])
    for example in cases:
        found = [f for f in findings(rule, example, linter) if f.rule == rule.name]
        yield [(line(f), [f"{s.path}:{s.line}" for s in f.related], f.conditions) for f in found]


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_operand_is_proven(rule: Rule) -> None:
    cases = rule_examples(rule.page)
    told = list(outcomes(rule, cases))
    unproven = [
        change
        for when, change in mutants(rule.fields["when"])
        if all(map(eq, outcomes(mutant(rule, when), cases), told))  # up to the first that differs
    ]
    assert unproven == [], "no example notices"
