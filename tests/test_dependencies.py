"""docs/dependencies.md lists what an installation brings, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import metadata, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PAGE = Path(__file__).parent.parent / "docs" / "dependencies.md"
ROWS = {
    canonicalize_name(cells[0]): cells[1:]
    for line in PAGE.read_text().splitlines()
    if len(cells := line.strip("| ").split(" | ")) == 7 and cells[0] not in ("distribution", "---")
}
"""By the name of a distribution: versions, brought by, licence, and what else is said of it."""


def needed(name: str) -> Iterator[Requirement]:
    """What the installed distribution NAME needs here, without its extras."""
    for requirement in map(Requirement, requires(name) or ()):
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield requirement


def closure(name: str) -> dict[str, set[str]]:
    """What comes with NAME, each with those that need it."""
    found: dict[str, set[str]] = {}
    left = [name]
    while left:
        one = left.pop()
        for other in (canonicalize_name(requirement.name) for requirement in needed(one)):
            if other not in found:
                left.append(other)
            found.setdefault(other, set()).add(one)
    return found


BROUGHT = closure("ifcfgen")


def test_what_is_brought_is_listed_and_what_is_listed_is_brought() -> None:
    conditional = {name for name, cells in ROWS.items() if re.search(r"\b(before|from) \d", cells[1])}
    assert BROUGHT.keys() <= ROWS.keys()
    assert ROWS.keys() - conditional <= BROUGHT.keys()


def test_the_versions_are_those_that_ifcfgen_asks_for_and_typer_alone_has_an_upper_bound() -> None:
    asked = {canonicalize_name(requirement.name): str(requirement.specifier) for requirement in needed("ifcfgen")}
    assert asked == {name: cells[0].strip("`") for name, cells in ROWS.items() if cells[0].startswith("`")}
    assert [name for name, versions in asked.items() if re.search(r"<|==|~", versions)] == ["typer"]


@pytest.mark.parametrize("name", BROUGHT)
def test_who_brings_it_and_under_which_licence(name: str) -> None:
    _, by, licence, *_ = ROWS[name]
    parents = {canonicalize_name(re.sub(r" (before|from) .*", "", word)) for word in by.split(", ")}
    assert parents <= closure("ifcfgen").keys() | {"ifcfgen"}
    assert parents & (BROUGHT[name] | closure_above(name))
    assert metadata(name).get("License-Expression", licence) == licence


def closure_above(name: str) -> set[str]:
    """All that need NAME, directly or through others."""
    above = set(BROUGHT[name])
    while more := {parent for one in above for parent in BROUGHT.get(one, ())} - above:
        above |= more
    return above
