"""The targets of the fuzzer hold on what they begin with; `make fuzz` lets them loose."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tools import fuzz

TARGETS = sorted({path.stem for path in Path(fuzz.__file__).parent.glob("*.py")} - {"__init__", "__main__", "material"})

ENOUGH = 300
"""Seeds to try of those that are alike, as most are examples of rules, which have tests of their own."""


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_holds_on_its_seeds(name: str) -> None:
    target: Any = import_module(f"tools.fuzz.{name}")
    seeds = list(target.seeds())
    assert seeds
    for seed in seeds[:: 1 + len(seeds) // ENOUGH]:
        target.one(seed)
