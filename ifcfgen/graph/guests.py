"""The guests of libvirt in a graph, on the bridges and devices that they are attached to."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from ifcfgen.graph import GUEST, Edge, Graph, Node
from ifcfgen.graph.order import in_order
from ifcfgen.model import GuestInterface
from ifcfgen.reading import Reading
from ifcfgen.scripts.libvirt import Libvirt

_NONE: Set[tuple[str, str]] = frozenset()


def with_guests(graph: Graph, reading: Reading, cut_off: Set[tuple[str, str]] = _NONE) -> Graph:
    """GRAPH with the guests of READING, and the bridges of libvirt that they use.

    CUT_OFF are those that a boot leaves without network: guest and bridge.
    """
    libvirt = reading.directory.surroundings.libvirt
    nodes = dict(graph.by_id)
    edges: dict[Edge, None] = {}
    for interface in libvirt.interfaces:
        lower = _carrier(libvirt, interface)
        if lower:
            nodes.setdefault(lower, _below(libvirt, lower))
            guest = _id(interface)
            nodes.setdefault(guest, Node(guest, interface.guest, GUEST, files=(interface.place.path,)))
            edges[Edge(lower, guest, "guest", (interface.guest, lower) in cut_off)] = None
    lost = {edge.upper for edge in edges if edge.missing} - {edge.upper for edge in edges if not edge.missing}
    shown = (replace(node, state="no-network") if node.id in lost else node for node in nodes.values())
    return Graph(tuple(in_order(shown)), (*graph.edges, *edges), graph.remarks)


def _id(interface: GuestInterface) -> str:
    return f"guest/{interface.guest}"  # no device has a slash in its name


def _carrier(libvirt: Libvirt, interface: GuestInterface) -> str | None:
    """The device of the host that INTERFACE is attached to."""
    below = libvirt.below(interface)
    return libvirt.bridge_of(interface) or (below[0] if len(below) == 1 else None)


def _below(libvirt: Libvirt, name: str) -> Node:
    """What guests are attached to, where no file of the network scripts defines it."""
    network = libvirt.networks_by_bridge.get(name)
    if network is None:
        return Node(name, name, "", "undefined")
    return Node(name, name, "bridge", addresses=tuple(map(str, network.addresses)), files=(network.place.path,))
