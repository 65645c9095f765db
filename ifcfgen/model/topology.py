"""The devices of one host by name, and what spans them: ports, children, twins, cycles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ifcfgen.lazy import cached_property
from ifcfgen.model.device import HIGHEST_STACK, Device
from ifcfgen.model.origin import Origins, Unmodelled
from ifcfgen.place import Place

_NO_ORIGINS = Origins()


@dataclass(frozen=True, eq=False, repr=False)
class Topology:
    """The devices of one host. Dangling names, twins and cycles are represented, not refused.

    `origins` holds, by a device's ID (its suffix, or else its name), where the input says what its fields hold.
    `unmodelled` is what the input asks for besides the devices.
    """

    devices: tuple[Device, ...] = ()
    path: str = ""
    origins: Mapping[str, Origins] = field(default_factory=dict)
    unmodelled: tuple[Unmodelled, ...] = ()

    def __iter__(self) -> Iterator[Device]:
        return iter(self.devices)

    def get(self, name: str | None) -> Device | None:
        """The device called NAME, the first of twins."""
        twins = self._by_name.get(name) if name else None
        return twins[0] if twins else None

    def named(self, name: str) -> tuple[Device, ...]:
        """Every device that is called NAME."""
        return tuple(self._by_name.get(name, ()))

    def origin(self, device: Device, *fields: str) -> Place:
        """Where the input says the first of FIELDS (see `Origins`) of DEVICE, else DEVICE itself, else the input."""
        return self.origins.get(device.suffix or device.name, _NO_ORIGINS).place(*fields) or Place(self.path)

    def controller(self, device: Device) -> Device | None:
        """The bond, bridge or team that DEVICE is a port of, where it is defined."""
        return self.get(device.controller_name)

    def ports(self, device: Device) -> tuple[Device, ...]:
        """The devices that name DEVICE as their controller."""
        return tuple(self._by_controller.get(device.name, ()))

    def parent(self, device: Device) -> Device | None:
        """The device that a VLAN or an alias stands on, where it is defined."""
        return self.get(device.parent_name)

    def children(self, device: Device) -> tuple[Device, ...]:
        """The VLANs and aliases that name DEVICE as their parent."""
        return tuple(self._by_parent.get(device.name, ()))

    def twin(self, device: Device) -> Device | None:
        """The first other device of the same name, where that comes before DEVICE."""
        first = self.get(device.name)
        return None if first is device else first

    def cycle(self, device: Device) -> tuple[Device, ...]:
        """The ring of ports and parents that DEVICE is part of, each on the next; empty where there is none."""
        return self._cycles.get(device.name, ())

    def link_mtu(self, device: Device, height: int = HIGHEST_STACK) -> int | None:
        """The MTU that the link of DEVICE has once all is up; None where nothing says so, as on a tunnel or in a cycle.

        Looks at HEIGHT devices at the most, this one included.
        """
        if not height or self.cycle(device):
            return None
        controller = self.controller(device)
        if device.kind == "vlan":
            parent = self.parent(device)
            below = self.link_mtu(parent, height - 1) if parent else None
            return below if device.mtu is None or below is None else min(device.mtu, below)
        if controller and controller.kind == "bond":  # whose MTU each port gets
            return self.link_mtu(controller, height - 1)
        if device.mtu is not None:
            return device.mtu
        if device.kind == "bridge":  # follows its ports
            mtus = [self.link_mtu(port, height - 1) for port in self.ports(device)]
            return None if None in mtus else min((mtu for mtu in mtus if mtu), default=1500)
        return 1500 if device.kind in ("ethernet", "bond", "team", "wireless", "tap") else None

    @cached_property
    def _by_name(self) -> dict[str | None, list[Device]]:
        return _grouped(self.devices, lambda d: d.name)

    @cached_property
    def _by_controller(self) -> dict[str | None, list[Device]]:
        return _grouped(self.devices, lambda d: d.controller_name)

    @cached_property
    def _by_parent(self) -> dict[str | None, list[Device]]:
        return _grouped(self.devices, lambda d: d.parent_name)

    @cached_property
    def _cycles(self) -> dict[str, tuple[Device, ...]]:
        # what stands on nothing that still stands on something cannot be part of a ring
        bases: dict[str, set[str]] = {}
        for device in self.devices:
            if device.controller_name:
                bases.setdefault(device.controller_name, set()).add(device.name)
            if device.parent_name and device.kind != "alias":  # which is no device of its own
                bases.setdefault(device.name, set()).add(device.parent_name)
        above: dict[str, list[str]] = defaultdict(list)
        for name, below in bases.items():
            for base in below:
                above[base].append(name)
        free = [name for name in above if name not in bases]
        for base in free:
            for name in above[base]:
                bases[name].discard(base)
                if not bases[name]:
                    del bases[name]
                    free.append(name)
        cycles: dict[str, tuple[Device, ...]] = {}
        for device in self.devices:
            if device.kind == "alias" or device.name not in bases or device.name in cycles:
                continue
            ring = self._way_back(device)
            for index, member in enumerate(ring):
                cycles[member.name] = (*ring[index:], *ring[:index])
        return cycles

    def _way_back(self, start: Device) -> tuple[Device, ...]:
        stack: list[tuple[Device, tuple[Device, ...]]] = [(start, (start,))]
        seen: set[str] = set()
        while stack:
            device, way = stack.pop()
            # a controller stands on its ports, a VLAN on its parent
            for below in (*self.ports(device), self.parent(device)):
                if below is None:
                    continue
                if below.name == start.name:
                    return way
                if below.name not in seen:
                    seen.add(below.name)
                    stack.append((below, (*way, below)))
        return ()


def _grouped(devices: Iterable[Device], by: Callable[[Device], str | None]) -> dict[str | None, list[Device]]:
    groups: dict[str | None, list[Device]] = {}
    for device in devices:
        name = by(device)
        if name:
            groups.setdefault(name, []).append(device)
    return groups
