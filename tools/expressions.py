"""Writes ifcfgen/lint/translated.py, the `when` of all rules as Python: `python -m tools.expressions`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ifcfgen import data
from ifcfgen.lint import expression, translated
from ifcfgen.lint.expression import COMPARISONS, parsed
from ifcfgen.lint.rule import Rule, load
from ifcfgen.lint.subjects import KEY_BEHIND
from ifcfgen.lint.subjects.assignment import LOCAL

MODULE = Path(translated.__file__)

HEAD = """\
\"\"\"The `when` of our rules as functions, by subject and text: to compile them takes a seventh of a lint.

Written by `python -m tools.expressions`. A rule that is not here is translated when it is asked.
\"\"\"

from __future__ import annotations

from collections.abc import Mapping

from ifcfgen.lint.expression import COMPARISONS, Translated

"""


def module(rules: Iterable[Rule]) -> str:
    """The module for RULES."""
    names = "".join(f'{name} = COMPARISONS["{name}"]\n' for name in COMPARISONS)
    entries = dict.fromkeys(map(_entry, rules))
    return f"{HEAD}{names}\nTRANSLATED: Mapping[tuple[str, str], Translated] = {{\n{''.join(entries)}}}\n"


def _entry(rule: Rule) -> str:
    tree = parsed(rule.condition)
    local, needs = None, []
    if rule.kind == "assignment":
        local = expression.local_part(tree, rule.kind, LOCAL)
    else:
        needs = [sorted(group) for group in expression.needed_traits(tree, rule.kind, KEY_BEHIND)]
    parts = (
        expression.translated(tree, rule.kind),
        expression.translated(local, rule.kind) if local else "None",
        f"[{', '.join(f'frozenset({group})' for group in needs)}]",
    )
    return f"    {(rule.kind, rule.condition)}: Translated({', '.join(parts)}),\n"


if __name__ == "__main__":
    MODULE.write_text(module(load(data.rules()).values()))
