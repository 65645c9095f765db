"""Graphviz, where it is installed, orders what has crossings: no other program finds so few."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence

from ifcfgen.graph.layout import Layers, Order

_DOT = ("dot", "-Tjson")
_PATIENCE = 3.0
"""Seconds; our own order is there already."""


def sort(layers: Layers, orders: Sequence[Order]) -> Sequence[Order]:
    """ORDERS of components of LAYERS as dot has them; nothing where there is no dot, or it takes too long.

    It is given numbers only, no text of a file.
    """
    text = "\n".join(_lines(layers, orders))
    try:
        done = subprocess.run(_DOT, input=text.encode(), capture_output=True, timeout=_PATIENCE, check=True)
        found = json.loads(done.stdout)["objects"]
        along = {int(item["name"]): float(item["pos"].partition(",")[0]) for item in found if "pos" in item}
        return [[sorted(numbers, key=along.__getitem__) for numbers in order] for order in orders]
    except (OSError, subprocess.SubprocessError, ValueError, LookupError):
        return ()


def _lines(layers: Layers, orders: Sequence[Order]) -> Iterator[str]:
    yield "digraph {"
    yield "rankdir=BT; node [shape=point]; edge [dir=none]"
    for order in orders:
        for numbers in order:
            yield f"{{rank=same; {'; '.join(map(str, numbers))}}}"
            yield from (f"{number} -> {upper}" for number in numbers for upper in layers.above[number])
    yield "}"
