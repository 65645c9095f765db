"""A graph as a tree on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ifcfgen.graph import Graph, Node, Remark
from ifcfgen.report.graph import words
from ifcfgen.report.style import PLAIN, Theme, wrapped
from ifcfgen.report.tree import tree
from ifcfgen.report.visible import visible

_STYLES = {"error": "bold red", "warning": "bold yellow", "info": "bold cyan"}
_CHANGES = {"added": "bold green", "removed": "bold red", "changed": "bold yellow"}
_FADED = "dim"


def text(graph: Graph, theme: Theme = PLAIN) -> Iterator[str]:
    """The devices from the wire upwards, each with what is wrong with it below it; then what concerns the host."""
    names = {node.id: visible(node.name) for node in graph.nodes}

    def above(name: str) -> Sequence[str]:
        return [node.id for node in graph.above(graph.by_id[name])]

    def shown(name: str, room: int | None) -> Sequence[str]:
        return [*_node(graph.by_id[name], room, theme)]

    starts = [*(node.id for node in graph.lowest), *graph.by_id]
    yield from (f"{line}\n" for line in tree(starts, above, shown, theme, "", names.__getitem__))
    for remark in graph.remarks:
        yield from (f"{line}\n" for line in _remark(remark, theme.width, theme))
    yield f"{words.summary(graph)}\n"


def _node(node: Node, room: int | None, theme: Theme) -> Iterator[str]:
    sign = f"{words.SIGNS[node.change]} " if node.change else ""
    name = sign + visible(node.name)
    about = filter(None, (", ".join(words.kind(node)), words.STATES[node.state], ", ".join(words.addresses(node))))
    first, *more = wrapped(visible("  ".join((name, *about))), room, "  ") or [name]
    yield theme.paint(name, _CHANGES.get(node.change, "bold")) + first[len(name) :] if first.startswith(name) else first
    yield from more
    for change in node.changes:
        yield from wrapped(visible(change), room, "  ")
    for remark in node.remarks:
        yield from _remark(remark, room, theme)


def _remark(remark: Remark, room: int | None, theme: Theme) -> Iterator[str]:
    head = f"{remark.severity}[{remark.rule}]:" if remark.rule else f"{remark.severity}:"
    first, *more = wrapped(f"{head} {visible(remark.text)}", room, "  ")
    yield theme.paint(head, _STYLES.get(remark.severity, "")) + first[len(head) :]
    yield from more
