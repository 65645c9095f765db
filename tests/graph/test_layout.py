"""Laws of the graph of a host and of its layout, for any files and any edges."""

from __future__ import annotations

import random
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ifcfgen import reading
from ifcfgen.cli import graphviz
from ifcfgen.graph import Edge, Graph, Node, Remark
from ifcfgen.graph.asked import of_reading
from ifcfgen.graph.difference import merged
from ifcfgen.graph.layout import Layers, crossings, layout, ordered
from ifcfgen.report.graph import svg

NAMES = [f"d{number}" for number in range(8)]
KINDS = st.lists(st.sampled_from(["ethernet", "bond", "vlan", "bridge", ""]), min_size=1, max_size=8)
TEXTS = st.text(st.characters(min_codepoint=32, exclude_categories=("C", "Z")), max_size=60)
ADDRESSES = st.lists(TEXTS, max_size=6)


def unsorted(layers: object, orders: object) -> tuple[()]:
    """Graphviz is not there."""
    return ()


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Any graph, with rings and devices that stand on themselves."""
    kinds = draw(KINDS)
    names = NAMES[: len(kinds)]
    nodes = tuple(
        Node(
            name,
            draw(TEXTS),
            kind,
            addresses=tuple(draw(ADDRESSES)),
            remarks=(Remark("error", "r", draw(TEXTS)),),
        )
        for name, kind in zip(names, kinds, strict=True)
    )
    ends = st.sampled_from(names)
    pairs = draw(st.lists(st.tuples(ends, ends), max_size=16, unique=True))
    return Graph(nodes, tuple(Edge(lower, upper, "port") for lower, upper in pairs))


def is_above(graph: Graph, start: str, end: str) -> bool:
    ahead, met = [start], set()
    while ahead:
        name = ahead.pop()
        if name == end:
            return True
        if name not in met:
            met.add(name)
            ahead += (node.id for node in graph.above(graph.by_id[name]))
    return False


@given(graphs())
def test_every_device_has_one_place_and_layers_follow_the_edges(graph: Graph) -> None:
    placed = layout(graph, [10.0] * len(graph.nodes), 4.0, unsorted)
    assert placed.places.keys() == graph.by_id.keys()
    for edge in graph.edges:
        if not is_above(graph, edge.upper, edge.lower):  # no ring
            assert placed.places[edge.lower].layer < placed.places[edge.upper].layer
    by_layer: dict[int, list[float]] = {}
    for point in placed.places.values():
        by_layer.setdefault(point.layer, []).append(point.along)
    for along in map(sorted, by_layer.values()):
        assert all(right - left >= 13.99 for left, right in pairwise(along))
        assert along[0] >= 4.99
        assert along[-1] <= placed.extent - 4.99


@given(graphs())
@settings(max_examples=50)
def test_a_graph_is_drawn_as_xml_each_time_alike(graph: Graph) -> None:
    text = svg.text(graph, "a & b", unsorted)
    assert text == svg.text(graph, "a & b", unsorted)
    root = ElementTree.fromstring(text)
    drawn = [each for each in root.iter("{http://www.w3.org/2000/svg}g") if each.get("class") == "device"]
    assert len(drawn) == len(graph.nodes)


@given(graphs(), graphs())
def test_two_graphs_as_one_have_each_device_once(before: Graph, after: Graph) -> None:
    both = merged(before, after, {})
    assert sorted(node.id for node in both.nodes) == sorted(before.by_id.keys() | after.by_id.keys())
    assert {node.id for node in both.nodes if node.change != "removed"} == after.by_id.keys()
    assert {edge[:2] for edge in both.edges} == {edge[:2] for edge in (*before.edges, *after.edges)}


def tree(size: int) -> Graph:
    """A forest with its devices in disorder: each but a few cards on one of those before it."""
    chance = random.Random(size)
    pairs = [(f"n{chance.randrange(number)}", f"n{number}") for number in range(4, size)]
    nodes = [Node(f"n{number}", f"n{number}", "ethernet" if number < 4 else "vlan") for number in range(size)]
    chance.shuffle(nodes)
    return Graph(tuple(nodes), tuple(Edge(lower, upper, "parent") for lower, upper in pairs))


@pytest.mark.parametrize("size", [5, 20, 60, 200])
def test_a_forest_has_no_crossings(size: int) -> None:
    assert layout(tree(size), [1.0] * size, 1.0, unsorted).crossings == 0


def test_of_two_orders_that_with_fewer_crossings_counts() -> None:
    chance = random.Random(1)
    nodes = tuple(Node(f"{row}.{n}", "", "ethernet" if not row else "bridge") for row in range(2) for n in range(8))
    pairs = {(f"0.{chance.randrange(8)}", f"1.{chance.randrange(8)}") for _ in range(20)}
    graph = Graph(nodes, tuple(Edge(lower, upper, "port") for lower, upper in sorted(pairs)))
    ours = layout(graph, [1.0] * 16, 1.0, unsorted).crossings
    assert (
        0
        < ours
        == layout(graph, [1.0] * 16, 1.0, lambda layers, orders: [order[:] for order in layers.components()]).crossings
    )
    assert layout(graph, [1.0] * 16, 1.0, graphviz.sort).crossings <= ours
    layers = Layers(graph)
    first = max(layers.components(), key=lambda order: crossings(layers, order))
    assert crossings(layers, ordered(layers, first)) <= crossings(layers, first)


def test_without_dot_our_order_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert graphviz.sort(Layers(tree(8)), []) == ()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(NAMES), st.sampled_from(["", *NAMES]), st.sampled_from(["BRIDGE", "MASTER", "PHYSDEV"])
        ),
        min_size=1,
        max_size=8,
    )
)
def test_every_device_of_some_files_is_one_node(devices: list[tuple[str, str, str]]) -> None:
    files = {
        f"ifcfg-{number}": f"DEVICE={name}\nONBOOT=yes\n{key}={other}\n" + "VLAN=yes\n" * (key == "PHYSDEV")
        for number, (name, other, key) in enumerate(devices)
    }
    read = reading.parse(files)
    graph = of_reading(read)
    assert len(graph.by_id) == len(graph.nodes)
    assert sum(node.state != "undefined" for node in graph.nodes) == len(read.topology.devices)
    assert {end for edge in graph.edges for end in edge[:2]} <= graph.by_id.keys()
