"""What every picture says of a device, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from ifcfgen.graph import GUEST, ChangeKind, Graph, Node, State

_KINDS = {
    "ethernet": "NIC", "infiniband": "InfiniBand", "wireless": "Wi-Fi", "vlan": "VLAN", "ppp": "PPP", "ovs": "OVS",
}  # fmt: skip
_DHCP = {4: "DHCP", 6: "DHCPv6"}
STATES: Mapping[State, str] = {
    "": "",
    "off": "not started at boot",
    "undefined": "no file of its own",
    "down": "down",
    "no-carrier": "no carrier",
    "missing": "does not come up",
    "not-predicted": "not predicted",
    "no-network": "no network",
}
SIGNS: Mapping[ChangeKind, str] = {"added": "+", "removed": "-", "changed": "~"}
WIDEST = 8
"""Devices side by side; a graph with more of them in a layer is drawn from left to right, a device a row."""


def kind(node: Node) -> tuple[str, ...]:
    """What NODE is, and how: `bond`, `802.3ad`; `VLAN 20`; `MTU 9000`."""
    name = _KINDS.get(node.kind, node.kind)
    if node.kind == "vlan" and node.vlan_id is not None:
        name = f"{name} {node.vlan_id}"
    mtu = f"MTU {node.mtu}" if node.mtu is not None else ""
    return tuple(filter(None, (name, node.mode, mtu)))


def addresses(node: Node) -> tuple[str, ...]:
    """Its addresses, and by which protocol it gets more."""
    return (*node.addresses, *(_DHCP[version] for version in node.dhcp))


def state(node: Node) -> str:
    """Its state, and what became of it; empty where all is as usual."""
    return ", ".join(filter(None, (STATES[node.state], node.change)))


def summary(graph: Graph) -> str:
    """How many devices there are, and how much is wrong: `5 devices, 1 guest, 2 errors`."""
    counts = Counter(remark.severity for remark in graph.all_remarks())
    changes = Counter(node.change for node in graph.nodes)
    guests = sum(node.kind == GUEST for node in graph.nodes)
    parts = [_counted(len(graph.nodes) - guests, "device"), *([_counted(guests, "guest")] if guests else [])]
    parts += [_counted(counts[word], word) for word in ("error", "warning") if counts[word]]
    parts += [f"{counts['info']} info"] if counts["info"] else []
    return ", ".join([*parts, *(f"{changes[word]} {word}" for word in SIGNS if changes[word])])


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"


def described(node: Node) -> Iterator[str]:
    """All of it, a part a line: name, kind, state, addresses, changes, what is wrong."""
    yield node.name
    yield from filter(None, (", ".join(kind(node)), state(node), *addresses(node), *node.changes))
    yield from (f"{remark.severity}: {remark.text}" for remark in node.remarks)


def is_wide(graph: Graph) -> bool:
    """Whether so much would be side by side that the picture is drawn from left to right."""
    return max(Counter(graph.layers.values()).values(), default=0) > WIDEST
