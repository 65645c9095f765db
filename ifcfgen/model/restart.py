"""What a restart of devices takes down with them, and in which order they come up again."""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import TopologicalSorter

from ifcfgen.model.device import Device
from ifcfgen.model.topology import Topology


def with_dependants(topology: Topology, devices: Iterable[Device]) -> list[Device]:
    """DEVICES, and those that lose something while they restart. What the boot leaves down is left alone."""
    found: dict[str, Device] = {}
    waiting = list(devices)
    while waiting:
        device = waiting.pop()
        if device.name in found or not device.onboot:
            continue
        found[device.name] = device
        waiting += topology.children(device)
        controller = topology.controller(device)
        if device.nm_controlled is not False:
            waiting += topology.ports(device)  # NetworkManager: a controller activated anew lets go of its ports
        elif controller and controller.kind == "bridge":
            waiting.append(controller)  # ifdown deletes the bridge of which it takes the last port
    return list(found.values())


def ordered(topology: Topology, devices: Iterable[Device]) -> list[Device]:
    """DEVICES in the order to bring them up, else by name: parents first.

    Initscripts bring a controller up behind its ports, NetworkManager before them. There is no ring among them.
    """
    by_name = {device.name: device for device in sorted(devices, key=lambda device: device.name)}
    graph: dict[str, list[str]] = {}
    for name, device in by_name.items():
        is_networkmanagers = device.nm_controlled is not False
        others = [topology.controller(device)] if is_networkmanagers else topology.ports(device)
        before = (topology.parent(device), *others)
        graph[name] = [other.name for other in before if other and other.name in by_name]
    return [by_name[name] for name in TopologicalSorter(graph).static_order()]


def is_bond_port(topology: Topology, device: Device) -> bool:
    """Whether ifup and ifdown of a bond of initscripts see to DEVICE."""
    controller = topology.controller(device)
    return controller is not None and controller.kind == "bond"
