"""A graph for programs."""

from __future__ import annotations

from typing import Any

from ifcfgen.graph import Graph, Node, Remark
from ifcfgen.graph.layout import Sort, layout
from ifcfgen.report.visible import as_json


def text(graph: Graph, sort: Sort) -> str:
    """Devices, with the layer of each from the wire upwards, what carries what, and how many edges cross."""
    placed = layout(graph, [1.0] * len(graph.nodes), 1.0, sort)
    names = {node.id: node.name for node in graph.nodes}
    document = {
        "version": 1,
        "devices": [{**_node(node), "layer": placed.places[node.id].layer} for node in graph.nodes],
        "edges": [{**edge._asdict(), "lower": names[edge.lower], "upper": names[edge.upper]} for edge in graph.edges],
        "findings": [_remark(remark) for remark in graph.remarks],
        "crossings": placed.crossings,
    }
    return as_json(document)


def _node(node: Node) -> dict[str, Any]:
    names = ("name", "kind", "state", "vlan_id", "mode", "mtu", "addresses", "dhcp", "files", "change", "changes")
    return {**{name: getattr(node, name) for name in names}, "findings": [_remark(remark) for remark in node.remarks]}


def _remark(remark: Remark) -> dict[str, Any]:
    place = remark.place
    return {
        "severity": remark.severity,
        "rule": remark.rule,
        "message": remark.text,
        "path": place and place.path,
        "line": place and place.line,
    }
