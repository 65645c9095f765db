"""Every operand of every rule's `when` matters: negated, or left out, some example of the page comes out otherwise."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from test_rules import RULES, examples, findings, line

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


def outcome(rule: Rule, cases: list[Example]) -> list[list[tuple[str, list[str], tuple[Condition, ...]]]]:
    others = [r for r in RULES.values() if r.name != rule.name] if rule.kind == "suppression" else []
    linter = Linter([*others, rule])
    return [
        [
            (line(f), [f"{s.path}:{s.line}" for s in f.related], f.conditions)
            for f in findings(rule, example, linter)
            if f.rule == rule.name
        ]
        for example in cases
    ]


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_operand_is_proven(rule: Rule) -> None:
    cases = [
        case.values[1] for word in ("Bad", "Good", "Not here") for case in examples(word) if case.values[0] is rule
    ]
    told = outcome(rule, cases)  # type: ignore[arg-type]  # a parameter of pytest can be anything
    unproven = [
        change
        for when, change in mutants(rule.fields["when"])
        if outcome(mutant(rule, when), cases) == told  # type: ignore[arg-type]  # a parameter of pytest can be anything
    ]
    assert unproven == [], "no example notices"
