"""Two graphs as one: what the second has and the first has not, and the other way round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from ifcfgen.graph import ChangeKind, Edge, Graph, Node
from ifcfgen.graph.order import in_order


def merged(before: Graph, after: Graph, changes: Mapping[str, Sequence[str]]) -> Graph:
    """The nodes and edges of both, with what became of each; CHANGES says in words what changed of a device, by ID."""
    nodes = [_after(node, before, changes.get(node.id, ())) for node in after.nodes]
    nodes += (replace(node, change="removed") for node in before.nodes if node.id not in after.by_id)
    old, there = set(before.edges), {edge[:3] for edge in after.edges}
    edges = [edge._replace(change=_of_edge(edge, old)) for edge in after.edges]
    edges += (edge._replace(change="removed") for edge in before.edges if edge[:3] not in there)
    return Graph(tuple(in_order(nodes)), tuple(edges), after.remarks)


def _of_edge(edge: Edge, before: Set[Edge]) -> ChangeKind:
    was_there = edge._replace(missing=False) in before
    if edge.missing:
        return "removed" if was_there else ""
    return "" if was_there else "added"


def _after(node: Node, before: Graph, changes: Sequence[str]) -> Node:
    old = before.by_id.get(node.id)
    if old is None:
        return replace(node, change="added")
    is_changed = changes or _drawn(old) != _drawn(node)
    return replace(node, change="changed" if is_changed else "", changes=tuple(changes), was=old)


def _drawn(node: Node) -> tuple[object, ...]:
    return node.kind, node.state, node.vlan_id, node.mode, node.mtu, node.addresses, node.dhcp
