"""The graph that files ask for, or a topology."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from ifcfgen.graph import Edge, Graph, Node
from ifcfgen.graph.guests import with_guests
from ifcfgen.graph.order import in_order
from ifcfgen.model import Device, Topology
from ifcfgen.reading import Reading

USUAL_MTU = 1500
_NO_FILES: Mapping[str, tuple[str, ...]] = {}


def of_reading(reading: Reading) -> Graph:
    """What the files of READING ask for, with the guests of its host."""
    return with_guests(of_topology(reading.topology, files(reading)), reading)


def files(reading: Reading) -> Mapping[str, tuple[str, ...]]:
    """The paths of the files of each node, by its ID; under "" those of no device."""
    found: dict[str, list[str]] = {}
    for file in reading.directory.files:
        definition = reading.definition_in(file)
        if definition or file.role != "ifcfg":  # of the others nobody reads the file
            name = node_id(reading.topology, definition.device) if definition else ""
            found.setdefault(name, []).append(file.path)
    return {name: tuple(paths) for name, paths in found.items()}


def node_id(topology: Topology, device: Device) -> str:
    """The ID of the node that shows DEVICE: of an alias that of its device."""
    parent = topology.parent(device) if device.kind == "alias" else None
    if parent and parent.kind != "alias":
        return node_id(topology, parent)
    return f"{device.name} (ifcfg-{device.suffix})" if topology.twin(device) else device.name


def of_topology(topology: Topology, files: Mapping[str, tuple[str, ...]] = _NO_FILES) -> Graph:
    """What TOPOLOGY asks for; FILES are the paths of the files by the ID of the node."""
    nodes: dict[str, Node] = {}
    edges: list[Edge] = []
    extra: dict[str, list[str]] = {}
    for device in topology:
        name = node_id(topology, device)
        if device.kind == "alias" and name != device.name:
            extra.setdefault(name, []).extend(map(str, device.addresses))
        elif device.kind != "loopback" or any(not address.ip.is_loopback for address in device.addresses):
            nodes.setdefault(name, _node(name, device, files.get(name, ())))
            edges += _edges(name, device)
    named = (name for edge in edges for name in (edge.lower, edge.upper))
    for name in dict.fromkeys(named):
        if name not in nodes:
            nodes[name] = Node(name, name, "", "undefined")
    return Graph(
        tuple(_with(node, extra.get(node.id, ())) for node in in_order(nodes.values())), tuple(dict.fromkeys(edges))
    )


def _with(node: Node, addresses: Iterable[str]) -> Node:
    more = tuple(addresses)
    return replace(node, addresses=node.addresses + more) if more else node


def _node(name: str, device: Device, files: tuple[str, ...]) -> Node:
    return Node(
        name,
        name,
        device.kind,
        "" if device.onboot else "off",
        device.vlan_id,
        device.bond_mode or "",
        None if device.mtu == USUAL_MTU else device.mtu,
        tuple(map(str, device.addresses)),
        tuple(version for version, asked in ((4, device.dhcp4), (6, device.dhcp6)) if asked),
        files,
    )


def _edges(name: str, device: Device) -> Iterator[Edge]:
    if device.controller_name:
        yield Edge(name, device.controller_name, "port")
    if device.parent_name:
        yield Edge(device.parent_name, name, "parent")
