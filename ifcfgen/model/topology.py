"""The devices of one host by name, and what spans them: ports, children, twins, cycles."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from fnmatch import fnmatchcase

from ifcfgen.lazy import cached_property, record
from ifcfgen.model.device import HIGHEST_STACK, Device
from ifcfgen.model.origin import Origins, Unmodelled
from ifcfgen.place import Place

_NO_ORIGINS = Origins()
_USUAL_MTU = ("ethernet", "bond", "team", "wireless", "tap", "dummy", "veth", "vxlan")
"""The kinds of devices that have 1500 by themselves."""


@record
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
        return self._by_name.get(name, ())

    def origin(self, device: Device, *fields: str) -> Place:
        """Where the input says the first of FIELDS (see `Origins`) of DEVICE, else DEVICE itself, else the input."""
        return self.origins.get(device.suffix or device.name, _NO_ORIGINS).place(*fields) or Place(self.path)

    def controller(self, device: Device) -> Device | None:
        """The bond, bridge or team that DEVICE is a port of, where it is defined."""
        return self.get(device.controller_name)

    def ports(self, device: Device) -> tuple[Device, ...]:
        """The devices that name DEVICE as their controller."""
        return self._by_controller.get(device.name, ())

    def is_controller(self, name: str) -> bool:
        """Whether a device names NAME as its controller."""
        return name in self._by_controller

    def parent(self, device: Device) -> Device | None:
        """The device that a VLAN or an alias stands on, where it is defined."""
        return self.get(device.parent_name)

    def children(self, device: Device) -> tuple[Device, ...]:
        """The VLANs and aliases that name DEVICE as their parent."""
        return self._by_parent.get(device.name, ())

    def rivals(self, device: Device) -> tuple[Device, ...]:
        """The devices of one card each whose card DEVICE, which is for all cards with some names, is for as well."""
        if not device.match_names or device.match_drivers:
            return ()
        others = (other for other in self.devices if other.named and other.kind == device.kind)
        return tuple(o for o in others if any(fnmatchcase(o.name, glob) for glob in device.match_names))

    def virtual_functions(self, card: Device) -> int | None:
        """How many virtual functions CARD is to have: what is said, else as many as devices say they are one."""
        named = sum(_names(device) for device in self.functions_of(card))
        return card.virtual_functions or named or None

    def functions_of(self, card: Device) -> tuple[Device, ...]:
        """The devices that say they are virtual functions of CARD."""
        return self._by_physical_function.get(card.name, ())

    def twin(self, device: Device) -> Device | None:
        """The first other device of the same name, where that comes before DEVICE."""
        first = self.get(device.name)
        return None if first is device else first

    def cycle(self, device: Device) -> tuple[Device, ...]:
        """The ring of ports and parents that DEVICE is part of, each on the next; empty if there is none.

        Of rings that have a device in common one is known.
        """
        ring = self._rings.get(device.name, ())
        start = next((index for index, member in enumerate(ring) if member.name == device.name), 0)
        return (*ring[start:], *ring[:start])

    def cycle_head(self, device: Device) -> Device | None:
        """The first by name of the ring that DEVICE is part of."""
        return next(iter(self._rings.get(device.name, ())), None)

    def link_mtu(self, device: Device) -> int | None:
        """The MTU that the link of DEVICE has once all is up; None where nothing says so, as on a tunnel or in a cycle.

        Looks at `HIGHEST_STACK` devices at the most, this one included.
        """
        return self._link_mtu(device, HIGHEST_STACK)

    def _link_mtu(self, device: Device, height: int) -> int | None:
        if (device, height) not in self._link_mtus:
            self._link_mtus[device, height] = self._link_mtu_on(device, height)
        return self._link_mtus[device, height]

    @cached_property
    def _link_mtus(self) -> dict[tuple[Device, int], int | None]:
        return {}

    def _link_mtu_on(self, device: Device, height: int) -> int | None:
        if not height or device.name in self._rings:
            return None
        controller = self.controller(device)
        parent = self.parent(device)
        below = self._link_mtu(parent, height - 1) if parent else None
        if device.kind in ("vlan", "macvlan", "macvtap"):
            return below if device.mtu is None or below is None else min(device.mtu, below)
        if controller and controller.kind == "bond":  # whose MTU each port gets
            return self._link_mtu(controller, height - 1)
        if device.mtu is not None:
            return device.mtu
        if device.kind == "bridge":  # follows its ports
            mtus = [self._link_mtu(port, height - 1) for port in self.ports(device)]
            return None if None in mtus else min((mtu for mtu in mtus if mtu), default=1500)
        if device.kind == "vxlan" and device.parent_name:
            return below - device.head if below else None
        if device.kind == "ipvlan":
            return below
        return 1500 if device.kind in _USUAL_MTU else None

    @cached_property
    def _by_name(self) -> Mapping[str | None, tuple[Device, ...]]:
        return _grouped(self.devices, lambda d: d.name)

    @cached_property
    def _by_controller(self) -> Mapping[str | None, tuple[Device, ...]]:
        return _grouped(self.devices, lambda d: d.controller_name)

    @cached_property
    def _by_parent(self) -> Mapping[str | None, tuple[Device, ...]]:
        return _grouped(self.devices, lambda d: d.parent_name)

    @cached_property
    def _by_physical_function(self) -> Mapping[str | None, tuple[Device, ...]]:
        return _grouped(self.devices, lambda d: d.physical_function)

    @cached_property
    def _rings(self) -> Mapping[str, tuple[Device, ...]]:
        """By name, the ring that a device is part of, from the first by name on."""
        rings: dict[str, tuple[Device, ...]] = {}
        for ring in self._search():
            first = min(range(len(ring)), key=lambda index: ring[index].name)
            rings |= dict.fromkeys((member.name for member in ring), (*ring[first:], *ring[:first]))
        return rings

    def _search(self) -> Iterator[list[Device]]:
        """Rings, no two with a device in common, until no other is left. Each device is met once."""
        way: dict[str, Device] = {}
        starts = (device for device in self.devices if device.parent_name or device.name in self._by_controller)
        ahead: list[Iterator[Device]] = [starts]
        seen: set[str] = set()
        while ahead:
            device = next(ahead[-1], None)
            if device is None:
                ahead.pop()
                if way:
                    way.popitem()
            elif device.name in way:
                ring = []
                while device.name in way:
                    ring.append(way.popitem()[1])
                    ahead.pop()
                yield ring[::-1]
            elif device.name not in seen:
                seen.add(device.name)
                way[device.name] = device
                ahead.append(self._below(device.name))

    def _below(self, name: str) -> Iterator[Device]:
        """What stands below NAME: the ports of a controller, the parent of a VLAN."""
        yield from self._by_controller.get(name, ())
        for twin in self.named(name):
            parent = self.parent(twin) if twin.kind != "alias" else None  # which is no device of its own
            if parent:
                yield parent


def _names(device: Device) -> int:
    """For how many names DEVICE stands: one, or those of `en[0-3]`; 0 where a glob fits any number of them."""
    count = 1
    for glob in device.match_names:
        if "*" in glob or "?" in glob:
            return 0
        for first, last, one in re.findall(r"\[(?:(\d)-(\d)|([^]]*))\]", glob):
            count *= len(one) or max(0, int(last) - int(first) + 1)
    return count


def _grouped(devices: Iterable[Device], by: Callable[[Device], str | None]) -> Mapping[str | None, tuple[Device, ...]]:
    groups: dict[str, list[Device]] = {}
    for device in devices:
        name = by(device)
        if name:
            groups.setdefault(name, []).append(device)
    return {name: tuple(group) for name, group in groups.items()}
