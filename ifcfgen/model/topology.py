"""The devices of one host by name, and what spans them: ports, children, cycles, twins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address

from ifcfgen.facts.host import Host
from ifcfgen.lazy import cached_property
from ifcfgen.model.device import Address, Device, Network, Route


class Topology:
    """The devices of one host. Dangling names, twins and cycles are represented, not refused.

    `host` may be replaced: the linter supposes other facts for a moment where some are unknown, so what is
    remembered here must never hinge on it.
    """

    devices: tuple[Device, ...]
    host: Host
    path: str

    def __init__(self, devices: Iterable[Device] = (), host: Host | None = None, path: str = ""):
        self.devices = tuple(devices)
        self.host = host or Host()
        self.path = path
        for device in self.devices:
            device.join(self)

    def __iter__(self) -> Iterator[Device]:
        return iter(self.devices)

    def get(self, name: str | None) -> Device | None:
        """The device called NAME, the first of twins."""
        twins = self._by_name.get(name) if name else None
        return twins[0] if twins else None

    def named(self, name: str) -> tuple[Device, ...]:
        """Every device that is called NAME."""
        return tuple(self._by_name.get(name, ()))

    def ports_of(self, name: str) -> tuple[Device, ...]:
        """The devices that name NAME as their controller, defined or not."""
        return tuple(self._by_controller.get(name, ()))

    def children_of(self, name: str) -> tuple[Device, ...]:
        """The VLANs and aliases that name NAME as their parent, defined or not."""
        return tuple(self._by_parent.get(name, ()))

    def addresses_of(self, ip: IPv4Address | IPv6Address) -> tuple[Address, ...]:
        """Every place where IP is given to a device."""
        return tuple(self._by_address.get(ip, ()))

    def addresses_in(self, network: Network | None) -> tuple[Address, ...]:
        """Every address of a device started at boot whose network is NETWORK."""
        return tuple(self._by_network.get(network, ())) if network else ()

    @cached_property
    def way_out(self) -> Device | None:
        """The first device that has a default route, or may get one from a DHCP server."""
        leads = (d for d in self.devices if d.dhcp4 or any(r.is_default and r.version == 4 for r in d.routes))
        return next((device for device in leads if device.onboot and not device.controller_name), None)

    def first_with(self, key: str, text: str | None) -> Device | None:
        """The first device whose KEY has TEXT, whatever the case of its letters; not of aliases and VLANs."""
        if key not in self._firsts:
            firsts: dict[str, Device] = {}
            for device in self.devices:
                if device.keys.get(key) and device.kind not in ("alias", "vlan"):
                    firsts.setdefault(device.keys[key].lower(), device)
            self._firsts[key] = firsts
        return self._firsts[key].get(text.lower()) if text else None

    def first_claiming(self, hwaddr: str | None) -> Device | None:
        """The first device that is for the card with the address HWADDR, however it is written."""
        return self._by_card.get(hwaddr) if hwaddr else None

    def rivals_of(self, route: Route) -> list[Route]:
        """The default routes of all devices started at boot that only one of can hold, in order."""
        return self._default_routes.get((route.version, route.table or 254, route.metric or 0), [])

    def cycle_of(self, device: Device) -> tuple[Device, ...]:
        """The ring of ports and parents that DEVICE is part of, each on the next; empty where there is none."""
        return self._cycles.get(device.name, ())

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
    def _by_address(self) -> dict[IPv4Address | IPv6Address, list[Address]]:
        found: dict[IPv4Address | IPv6Address, list[Address]] = defaultdict(list)
        for device in self.devices:
            for address in device.addresses:
                found[address.ip].append(address)
        return found

    @cached_property
    def _by_network(self) -> dict[Network, list[Address]]:
        found: dict[Network, list[Address]] = defaultdict(list)
        for device in self.devices:
            if device.onboot:
                for address in device.addresses:
                    if address.network:
                        found[address.network].append(address)
        return found

    @cached_property
    def _by_card(self) -> dict[str, Device]:
        cards: dict[str, Device] = {}
        for device in self.devices:
            if device.hwaddr and device.kind not in ("alias", "vlan"):
                cards.setdefault(device.hwaddr, device)
        return cards

    @cached_property
    def _firsts(self) -> dict[str, dict[str, Device]]:
        return {}

    @cached_property
    def _default_routes(self) -> dict[tuple[int, int, int], list[Route]]:
        found: dict[tuple[int, int, int], list[Route]] = defaultdict(list)
        for device in self.devices:
            if device.onboot and not device.controller_name:  # a port's routes are not set
                for route in device.routes:
                    if route.is_default and not route.is_leased:
                        found[route.version, route.table or 254, route.metric or 0].append(route)
        return found

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
            for below in (*device.ports, device.parent):  # a controller stands on its ports, a VLAN on its parent
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
