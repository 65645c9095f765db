"""A YAML document as a tree of nodes, each with its place.

Scalars stay text: only the grammar knows whether `no` is a bool or a name, so `52:54:00:12:34:56` is never a number.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Scalar:
    """A word; `plain` where no quotes are around it."""

    line: int
    column: int
    value: str
    plain: bool = True


@dataclass(slots=True)
class Sequence:
    """A list."""

    line: int
    column: int
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    """Keys with their values, in order, twins included."""

    line: int
    column: int
    items: list[Node] = field(default_factory=list)

    @property
    def pairs(self) -> zip[tuple[Node, Node]]:
        """Each key with its value."""
        return zip(self.items[::2], self.items[1::2], strict=True)


Node = Scalar | Sequence | Mapping


def is_null(node: Node) -> bool:
    """Whether nothing is written here: `eth0:`, `eth0: ~`, `eth0: null`."""
    return isinstance(node, Scalar) and node.plain and node.value in ("", "~", "null", "Null", "NULL")
