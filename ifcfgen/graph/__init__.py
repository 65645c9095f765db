"""The network of a host as a graph: devices, and what carries what. Does no I/O and draws nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from ifcfgen.lazy import NamedTuple, cached_property, record, value_object
from ifcfgen.model import KINDS
from ifcfgen.place import Place

State = Literal["", "off", "undefined", "down", "no-carrier", "missing", "not-predicted", "no-network"]
"""Undefined: files name the device and none is its own; missing: the files ask for it, and a boot lacks it; no-network:
a guest, and a boot lacks what it is attached to."""

Relation = Literal["port", "parent", "guest"]
"""The lower device is a port of the upper one, or what a VLAN or tunnel stands on; or the upper one is a guest."""

GUEST = "guest"
"""The kind of a guest, which is no device."""

ChangeKind = Literal["", "added", "removed", "changed"]


class Remark(NamedTuple):
    """What is wrong with a device: a finding of a rule, or, where `rule` is empty, what its boot lacks."""

    severity: str
    rule: str
    text: str
    place: Place | None = None


@value_object
class Node:
    """One device. `id` tells it from others, `name` is what is shown: with the file where several define the device."""

    id: str
    name: str
    kind: str
    """As in `model.KINDS`, or `GUEST`; empty where nothing tells."""
    state: State = ""
    vlan_id: int | None = None
    mode: str = ""
    """Of a bond."""
    mtu: int | None = None
    """None: the usual one, or unknown."""
    addresses: tuple[str, ...] = ()
    dhcp: tuple[int, ...] = ()
    """4, 6: the versions for which the device is to get addresses by DHCP."""
    files: tuple[str, ...] = ()
    """The paths of the files that configure it, its own first."""
    remarks: tuple[Remark, ...] = ()
    change: ChangeKind = ""
    changes: tuple[str, ...] = ()
    """What changed, in words."""
    was: Node | None = None
    """The device before the change, of two graphs as one; None where it was not there."""


class Edge(NamedTuple):
    """The device `lower` carries `upper`; both are IDs. `missing`: the files ask for it, and a boot lacks it."""

    lower: str
    upper: str
    relation: Relation
    missing: bool = False
    change: ChangeKind = ""


@record
class Graph:
    """The devices of one host. `remarks` are those that are about no device of it."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Node]:
        """The nodes by their IDs."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def _above(self) -> Mapping[str, Sequence[Node]]:
        found: dict[str, dict[str, Node]] = {}
        for edge in self.edges:
            found.setdefault(edge.lower, {})[edge.upper] = self.by_id[edge.upper]
        return {lower: tuple(uppers.values()) for lower, uppers in found.items()}

    def above(self, node: Node) -> Sequence[Node]:
        """What stands on NODE."""
        return self._above.get(node.id, ())

    @cached_property
    def lowest(self) -> tuple[Node, ...]:
        """The nodes that stand on nothing."""
        standing = {edge.upper for edge in self.edges if edge.upper != edge.lower}
        return tuple(node for node in self.nodes if node.id not in standing)

    @cached_property
    def layers(self) -> Mapping[str, int]:
        """For each node, by ID, the length of the longest path to it from the wire, where cards are at 0.

        An edge that closes a ring does not count.
        """
        uppers: dict[str, list[str]] = {node.id: [] for node in self.nodes}
        for edge in self.edges:
            uppers[edge.lower].append(edge.upper)
        rank = {name: number for number, name in enumerate(_upwards(uppers))}
        heights = {node.id: int(not _is_card(node.kind)) for node in self.nodes}
        for name in rank:
            for upper in uppers[name]:
                if rank[upper] > rank[name]:
                    heights[upper] = max(heights[upper], heights[name] + 1)
        return heights

    def struck(self, strike: Callable[[str], str]) -> Graph:
        """This graph with STRIKE applied to all its texts; the IDs, which are never shown, stay as they are."""
        nodes = tuple(_struck(node, strike) for node in self.nodes)
        return Graph(nodes, self.edges, tuple(_remark_struck(remark, strike) for remark in self.remarks))

    def all_remarks(self) -> Iterator[Remark]:
        """Those of the host first."""
        yield from self.remarks
        for node in self.nodes:
            yield from node.remarks

    def marked(self, remarks: Mapping[str, Sequence[Remark]]) -> Graph:
        """This graph with further REMARKS, by ID; those for an ID that it lacks are about the host."""
        nodes = tuple(
            replace(node, remarks=(*node.remarks, *remarks[node.id])) if node.id in remarks else node
            for node in self.nodes
        )
        rest = (remark for name, found in remarks.items() if name not in self.by_id for remark in found)
        return Graph(nodes, self.edges, (*self.remarks, *rest))


def _is_card(kind: str) -> bool:
    return not kind or (kind in KINDS and KINDS[kind].kernel in ("nic", "loopback"))


def _upwards(uppers: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """The names in UPPERS, each before those above it, but for rings."""
    finished: dict[str, None] = {}
    met: set[str] = set()
    for start in uppers:
        ahead = [start]
        while ahead:
            name = ahead[-1]
            if name not in met:
                met.add(name)
                ahead += (upper for upper in uppers[name] if upper not in met)
            else:
                finished.setdefault(ahead.pop())
    return [*reversed(finished)]


def _struck(node: Node, strike: Callable[[str], str]) -> Node:
    return replace(
        node,
        name=strike(node.name),
        mode=strike(node.mode),
        addresses=tuple(map(strike, node.addresses)),
        files=tuple(map(strike, node.files)),
        remarks=tuple(_remark_struck(remark, strike) for remark in node.remarks),
        changes=tuple(map(strike, node.changes)),
        was=node.was and _struck(node.was, strike),
    )


def _remark_struck(remark: Remark, strike: Callable[[str], str]) -> Remark:
    place = remark.place and remark.place._replace(path=strike(remark.place.path))
    return Remark(remark.severity, strike(remark.rule), strike(remark.text), place)
