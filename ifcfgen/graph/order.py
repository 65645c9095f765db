"""The order of the devices in a graph."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ifcfgen.graph import Node


def in_order(nodes: Iterable[Node]) -> list[Node]:
    """NODES by name, eth2 before eth10."""
    return sorted(nodes, key=lambda node: [_part(part) for part in re.split("([0-9]+)", node.id)])


def _part(text: str) -> tuple[int, str]:
    digits = text.lstrip("0")
    return (len(digits), digits) if text[:1].isdecimal() else (0, text)
