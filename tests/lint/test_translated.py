"""ifcfgen/lint/translated.py is what the rules say, and a rule that is not in it asks the same."""

import pytest

from ifcfgen import data
from ifcfgen.lint import rule as rules
from ifcfgen.lint.rule import Rule, load, read
from tools.expressions import MODULE, module

RULES = load(data.rules())


def test_module_is_current() -> None:
    assert MODULE.read_text() == module(RULES.values()), "out of date: run `python -m tools.expressions`"


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_that_is_not_translated_ahead_asks_the_same(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "TRANSLATED", {})
    slow = read(rule.path, rule.path.read_bytes())
    assert slow.when.__code__.co_code == rule.when.__code__.co_code
    if rule.kind == "assignment":
        assert (slow.local is None) == (rule.local is None)
    else:
        assert slow.needs == rule.needs
