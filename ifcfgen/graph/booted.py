"""The graph that a boot leaves, and what of the graph that its files ask for it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ifcfgen.boot.comparison.mismatch import not_predicted
from ifcfgen.boot.kernel.state import Link
from ifcfgen.boot.kernel.tunnelling import MODES
from ifcfgen.boot.outcome import Outcome
from ifcfgen.graph import Edge, Graph, Node, State
from ifcfgen.graph.asked import USUAL_MTU, of_files, unnamed
from ifcfgen.graph.guests import with_guests
from ifcfgen.graph.order import in_order
from ifcfgen.model import KINDS
from ifcfgen.reading import Reading

_KINDS = {kind.kernel: kind.name for kind in reversed([*KINDS.values()]) if kind.kernel} | {
    mode.kind: "tunnel" for mode in MODES.values()
}


def of_boot(reading: Reading, outcome: Outcome) -> Graph:
    """What comes up in OUTCOME, the boot of READING. What the files ask for besides is there as missing."""
    asked = of_files(reading)
    links = {link.name: link for link in outcome.kernel.links.values() if link.kind != "loopback"}
    known = asked.by_id
    there = [_node(outcome, link, known.get(link.name) or Node(link.name, link.name, "")) for link in links.values()]
    nameless = unnamed(reading)
    absent = (node for node in asked.nodes if node.id not in links and node.id not in nameless)
    nodes = in_order((*there, *(replace(node, state=_absent(outcome, node)) for node in absent)))
    real = [edge for link in links.values() for edge in _edges(link)]
    by_id = {node.id: node for node in nodes}
    there_are = set(real)
    lacking = [
        edge._replace(missing=not {by_id[edge.lower].state, by_id[edge.upper].state} & {"off", "not-predicted"})
        for edge in asked.edges
        if edge not in there_are and edge.lower in by_id and edge.upper in by_id
    ]
    cut_off = {(one.guest, one.device) for one in outcome.cut_off}
    return with_guests(Graph(tuple(nodes), (*real, *lacking)), reading, cut_off)


def _absent(outcome: Outcome, node: Node) -> State:
    if node.state:
        return node.state
    return "not-predicted" if node.name in not_predicted(outcome) else "missing"


def _node(outcome: Outcome, link: Link, asked: Node) -> Node:
    kernel = outcome.kernel
    return replace(
        asked,
        kind=asked.kind or _KINDS.get(link.kind, "other"),
        state=_state(outcome, link, asked),
        vlan_id=link.vlan_id,
        mode=link.bond["mode"] if link.bond is not None else "",
        mtu=None if link.mtu == USUAL_MTU else link.mtu,
        addresses=tuple(map(str, kernel.addresses_of(link.name))),
        dhcp=asked.dhcp if link.up else (),
    )


def _state(outcome: Outcome, link: Link, asked: Node) -> State:
    if link.name in outcome.left:
        return "not-predicted"
    if not link.up:
        return "off" if asked.state == "off" else "down"
    return "" if link.carrier or link.kind != "nic" else "no-carrier"


def _edges(link: Link) -> Iterator[Edge]:
    if link.master:
        yield Edge(link.name, link.master, "port")
    if link.parent:
        yield Edge(link.parent, link.name, "parent")
