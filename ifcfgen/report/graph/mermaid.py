"""A graph as a flowchart of Mermaid, which GitHub and GitLab show in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ifcfgen.graph import Edge, Graph, Node
from ifcfgen.report.graph import words
from ifcfgen.report.graph.palette import LIGHT, SEVERITIES, family
from ifcfgen.report.visible import visible

_NOT_PLAIN = re.compile(r"[^A-Za-z0-9 .,:/_-]")
_WITHIN = re.compile(r"(?<=\$)(?=\$)|(?<=\\)(?=n)")
"""Inside of what Mermaid still reads behind its entities: `$$` begins a formula, `\\n` ends a line."""
_JOINER = "\u2060"


def text(graph: Graph) -> str:
    """A flowchart from the wire to the guest, with what is wrong in the labels: GitHub shows no tooltips."""
    return "\n".join((*_lines(graph), ""))


def _lines(graph: Graph) -> Iterator[str]:
    numbers = {node.id: number for number, node in enumerate(graph.nodes)}
    yield f"flowchart {'LR' if words.is_wide(graph) else 'BT'}"
    for node in graph.nodes:
        yield f'  n{numbers[node.id]}["{_label(node)}"]:::{_class(node)}'
    for edge in graph.edges:
        yield f"  n{numbers[edge.lower]} {_line(edge)} n{numbers[edge.upper]}"
    for name in sorted({_class(node) for node in graph.nodes}):
        dashed = ",stroke-dasharray:5 4" if name.endswith("-absent") else ""
        yield f"  classDef {name} stroke:{LIGHT[name.removesuffix('-absent')]},stroke-width:2px{dashed}"


def _label(node: Node) -> str:
    about = (node.name, ", ".join(words.kind(node)), *words.addresses(node), words.state(node))
    marks = (f"{one.severity}: {one.rule or one.text}" for one in node.remarks)
    return "<br/>".join(map(_escaped, filter(None, (*about, *dict.fromkeys(marks)))))


def _escaped(text: str) -> str:
    """TEXT with every sign that could mean something to Mermaid, Markdown or HTML as an entity of Mermaid's."""
    return _NOT_PLAIN.sub(lambda found: f"#{ord(found[0])};", _WITHIN.sub(_JOINER, visible(text)))


def _class(node: Node) -> str:
    worst = next((severity for severity in SEVERITIES for one in node.remarks if one.severity == severity), None)
    is_absent = bool(node.state) or node.change == "removed"
    return f"{worst or family(node.kind)}{'-absent' if is_absent else ''}"


def _line(edge: Edge) -> str:
    return "-.-" if edge.missing or edge.change == "removed" else "---"
