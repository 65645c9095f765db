"""A graph in the language of Graphviz."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ifcfgen.graph import Edge, Graph, Node
from ifcfgen.report.graph import words
from ifcfgen.report.graph.palette import LIGHT, SEVERITIES, family
from ifcfgen.report.visible import visible


def text(graph: Graph) -> str:
    """A digraph from the wire to the guest; a warning or error is in the label, and its text in the tooltip."""
    return "\n".join((*_lines(graph), ""))


def _lines(graph: Graph) -> Iterator[str]:
    numbers = {node.id: number for number, node in enumerate(graph.nodes)}
    yield "digraph network {"
    yield f"  graph [rankdir={'LR' if words.is_wide(graph) else 'BT'}, nodesep=0.3, ranksep=0.6]"
    yield '  node [shape=box, style="rounded,filled", fillcolor=white, penwidth=2, fontname=sans, fontsize=11]'
    yield "  edge [dir=none, penwidth=1.5, color=gray40]"
    for node in graph.nodes:
        yield f"  n{numbers[node.id]} [{', '.join(f'{name}={value}' for name, value in _attributes(node))}]"
    yield f"  {{rank=same; {' '.join(f'n{numbers[node.id]};' for node in graph.nodes if not graph.layers[node.id])}}}"
    for edge in graph.edges:
        yield f"  n{numbers[edge.lower]} -> n{numbers[edge.upper]}{_style(edge)}"
    yield "}"


def _attributes(node: Node) -> Iterator[tuple[str, str]]:
    worst = next((severity for severity in SEVERITIES for one in node.remarks if one.severity == severity), None)
    about = (node.name, ", ".join(words.kind(node)), *words.addresses(node), words.state(node))
    marks = (f"{one.severity}: {one.rule}" if one.rule else one.severity for one in node.remarks)
    yield "label", _quoted("\n".join(filter(None, (*about, *dict.fromkeys(marks)))))
    yield "color", f'"{LIGHT[worst or family(node.kind)]}"'
    yield "tooltip", _quoted("\n".join(words.described(node)))
    if node.state or node.change == "removed":
        yield "style", '"rounded,dashed"'


def _style(edge: Edge) -> str:
    return " [style=dashed]" if edge.missing or edge.change == "removed" else ""


def _quoted(text: str) -> str:
    """TEXT as a string of dot, where a backslash begins an escape, and `&` an entity."""
    lines = (re.sub(r'[\\"]', r"\\\g<0>", visible(line).replace("&", "&amp;")) for line in text.split("\n"))
    return '"' + r"\n".join(lines) + '"'
