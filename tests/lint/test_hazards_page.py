"""docs/hazards.md is what the rules say."""

from __future__ import annotations

from ifcfgen import data
from ifcfgen.lint.rule import load
from tools.hazards import PAGE, table


def test_the_table_of_hazards_is_that_of_the_rules() -> None:
    assert PAGE.read_text() == table(load(data.rules()).values()), "out of date: run `python -m tools.hazards`"
