"""The graph that files ask for, or a topology."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ifcfgen.facts import RELEASE, Fact, Unknown
from ifcfgen.graph import Edge, Graph, Node
from ifcfgen.graph.guests import with_guests
from ifcfgen.graph.order import in_order
from ifcfgen.intent import keyfiles
from ifcfgen.intent.devices import with_presets
from ifcfgen.intent.found import FoundInKeyfile
from ifcfgen.model import Device, Topology
from ifcfgen.networkmanager.source import VERSIONS
from ifcfgen.reading import Reading
from ifcfgen.scripts.names import KEYFILE_SUFFIX

USUAL_MTU = 1500
_NO_FILES: Mapping[str, tuple[str, ...]] = {}


def of_reading(reading: Reading) -> Graph:
    """What the files of READING ask for, with the guests of its host."""
    return with_guests(of_files(reading), reading)


def of_files(reading: Reading) -> Graph:
    """What the files of READING ask for."""
    return of_topology(_topology(reading, _keyed(reading)), files(reading))


def _topology(reading: Reading, keyed: Iterable[FoundInKeyfile]) -> Topology:
    """The devices of the ifcfg files that somebody reads, and of keyfiles."""
    return Topology((*reading.topology, *(found.device for found in keyed)), reading.topology.path)


def _keyed(reading: Reading) -> Sequence[FoundInKeyfile]:
    """The devices of keyfiles; where it is not known who reads them, NetworkManager does."""
    if not reading.directory.surroundings.keyfiles:
        return ()
    try:
        found = [*keyfiles.devices(with_presets(reading))]
    except Unknown:
        newest = reading.supposing(Fact("service", "NetworkManager"), "enabled").supposing(RELEASE, max(VERSIONS))
        found = [*keyfiles.devices(newest)]
    return [replace(one, device=replace(one.device, suffix=one.file_name)) for one in found]


def unnamed(reading: Reading) -> frozenset[str]:
    """The IDs of the nodes that stand for no device in particular: what it is called comes out at boot."""
    return frozenset(keyed.device.name for keyed in _keyed(reading) if not keyed.device.named)


def files(reading: Reading) -> Mapping[str, tuple[str, ...]]:
    """The paths of the files of each node, by its ID; under "" those of no device."""
    found: dict[str, list[str]] = {}
    keyed = _keyed(reading)
    topology = _topology(reading, keyed)
    for file in reading.directory.files:
        definition = reading.definition_in(file)
        if definition or file.role != "ifcfg":  # nothing reads the other files
            name = node_id(topology, definition.device) if definition else ""
            found.setdefault(name, []).append(file.path)
    for one in keyed:
        paths = (one.path, *(other.path for other in one.others))
        found.setdefault(node_id(topology, one.device), []).extend(paths)
    return {name: tuple(paths) for name, paths in found.items()}


def node_id(topology: Topology, device: Device) -> str:
    """The ID of the node that shows DEVICE: of an alias that of its device."""
    parent = topology.parent(device) if device.kind == "alias" else None
    if parent and parent.kind != "alias":
        return node_id(topology, parent)
    if not topology.twin(device):
        return device.name
    file = device.suffix if device.suffix.endswith(KEYFILE_SUFFIX) else f"ifcfg-{device.suffix}"
    return f"{device.name} ({file})"


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
