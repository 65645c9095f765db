"""Which profile a device may become active with, and what each needs before: nm-policy.c and nm-manager.c."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from heapq import merge
from operator import attrgetter

from ifcfgen.boot.kernel import Kernel
from ifcfgen.boot.kernel.state import Link
from ifcfgen.boot.networkmanager.connection import Connection
from ifcfgen.boot.values import mac
from ifcfgen.lazy import cached_property
from ifcfgen.networkmanager.values import is_uuid

_ANY = "any"
"""The key of profiles for any card."""


class Policy:
    """The profiles, the best first, and what has become of them.

    UNTOUCHED are the names and MAC addresses of devices that NetworkManager leaves alone, UNRECOGNIZED those that it
    makes up no profile for. ALLOWS says whether its settings let a link come up with a profile.
    """

    def __init__(
        self,
        kernel: Kernel,
        connections: Sequence[Connection],
        untouched: Sequence[str],
        unrecognized: Sequence[str],
        allows: Callable[[Link, Connection], bool] | None = None,
    ):
        self.kernel = kernel
        self._hardware = {name: link.mac for name, link in kernel.links.items()}
        self._cards = {hardware: name for name, hardware in self._hardware.items()}
        for connection in connections:
            card = self._cards.get(mac(connection.parent) or "")
            if card is not None:
                connection.stands_on(card)
        self.connections = sorted(connections, key=lambda connection: connection.rank)
        self._by_device = _grouped(self.connections, lambda c: (c.device,))
        self._by_hardware = _grouped(
            (c for c in self.connections if c.device is None),
            lambda c: (mac(c.hardware) if c.hardware and not c.is_virtual else _ANY,),
        )
        self._for_any = deque(self._by_hardware.get(_ANY, ()))
        """But for those at its head that no device will come up with any more."""
        self._controllers: dict[tuple[str, str], list[Connection]] = {}
        """By kind and reference, what ports name."""
        self.active: dict[str, Connection] = {}
        """By device; set by `activate` and `release` alone."""
        self._devices: Counter[Connection] = Counter()
        """How many are active with a profile."""
        self.failed: set[Connection] = set()
        self.tired: set[Connection] = set()
        """Of trying; a user may have them tried again."""
        self._has_loopback = any(connection.kind == "loopback" for connection in connections)
        self._untouched = frozenset(untouched)
        self._unrecognized = frozenset(unrecognized)
        self._allows = allows

    @cached_property
    def by_file(self) -> Mapping[str, Connection]:
        """By the name of its file."""
        return {connection.file.name: connection for connection in reversed(self.connections)}

    @cached_property
    def _by_uuid(self) -> Mapping[str, Connection]:
        return {connection.uuid: connection for connection in reversed(self.connections)}

    @cached_property
    def _by_name(self) -> Mapping[Hashable, list[Connection]]:
        """By type and device or UUID, as a port may name it."""
        return _grouped(self.connections, lambda c: ((c.type, c.device), (c.type, c.uuid)))

    @cached_property
    def _by_controller(self) -> Mapping[Hashable, list[Connection]]:
        """The ports, by type and name of their controller."""
        return _grouped(
            (c for c in self.connections if c.controller is not None),
            lambda c: {(c.port_type, c.controller), (c.port_type, (c.controller or "").lower())},
        )

    def hardware_of(self, link: Link) -> str:
        """The MAC address that LINK had before anybody set one."""
        return self._hardware.get(link.name, link.mac)

    def is_managed(self, link: Link) -> bool:
        """Whether NetworkManager touches LINK; the loopback only where it has a profile."""
        is_ours = link.name != "lo" or self._has_loopback
        return is_ours and self._untouched.isdisjoint((link.name, self.hardware_of(link)))

    def is_left_alone(self, name: str | None) -> bool:
        """Whether NetworkManager is to leave the device NAME alone, whether that is there or not."""
        return name in self._untouched

    def is_active(self, connection: Connection) -> bool:
        """Whether some device is active with CONNECTION."""
        return self._devices[connection] > 0

    def activate(self, name: str, connection: Connection) -> None:
        """The device NAME is active with CONNECTION from now on."""
        self.active[name] = connection
        self._devices[connection] += 1

    def release(self, name: str) -> Connection | None:
        """The device NAME is no longer active; with what it was."""
        connection = self.active.pop(name, None)
        if connection is not None:
            self._devices[connection] -= 1
        return connection

    def candidates(self, link: Link) -> Iterator[Connection]:
        """The profiles that LINK may become active with by itself, the best one first."""
        while self._for_any and self._is_spent(self._for_any[0]):
            self._for_any.popleft()
        return (c for c in self._for(link, self._for_any) if self.is_candidate(c, link))

    def _is_spent(self, connection: Connection) -> bool:
        """Whether no device will become active with CONNECTION by itself any more."""
        is_port = connection.controller is not None
        return not is_port and (self._is_taken(connection) or connection in self.failed or not connection.autoconnect)

    def _is_taken(self, connection: Connection) -> bool:
        """Whether a device is active with CONNECTION that no other one can be active with at the same time."""
        return self.is_active(connection) and not connection.is_for_several

    def is_candidate(self, connection: Connection, link: Link) -> bool:
        """Whether LINK may become active with CONNECTION by itself."""
        if not connection.autoconnect or self._is_taken(connection):
            return False
        if connection in self.failed or connection in self.tired:
            return False
        return connection.fits(link, self.hardware_of(link)) and self.is_allowed(connection, link)

    def is_allowed(self, connection: Connection, link: Link) -> bool:
        """Whether the settings let LINK come up with CONNECTION."""
        return self._allows is None or self._allows(link, connection)

    def _for(self, link: Link, for_any: Collection[Connection]) -> Iterator[Connection]:
        """FOR_ANY, and all that are for this device or this card; the best one first."""
        found = self._by_device.get(link.name), self._by_hardware.get(self.hardware_of(link)), for_any
        known = [connections for connections in found if connections]
        return merge(*known, key=attrgetter("rank")) if len(known) > 1 else iter(known[0] if known else ())

    def is_named(self, link: Link) -> bool:
        """Whether a profile is for LINK by its name or its MAC address."""
        return link.name in self._by_device or self.hardware_of(link) in self._by_hardware

    def has_profile(self, link: Link) -> bool:
        """Whether a profile is for LINK, by name."""
        return any(c.fits(link, self.hardware_of(link)) for c in self._by_device.get(link.name, ()))

    def lacks_profile(self, link: Link) -> bool:
        """Whether LINK is a card with a carrier for which there is no profile at all (have_connection_for_device)."""
        hardware = self.hardware_of(link)
        if link.kind != "nic" or link.master or not self._unrecognized.isdisjoint((link.name, hardware)):
            return False
        return self.kernel.carrier(link.name) and not any(
            c.fits(link, hardware) for c in self._for(link, self._by_hardware.get(_ANY, ()))
        )

    def can_be_made(self, connection: Connection) -> bool:
        """Whether all is there that the device of CONNECTION needs, and the device is not."""
        name = connection.device
        if name is None or name in self.kernel.links or name in self._untouched:
            return False
        if not connection.is_virtual or connection.kind is None or connection in self.failed:
            return False
        if connection.controller and self.controller_of(connection) is None:
            return False
        return not connection.has_parent or self.parent_of(connection) in self.kernel.links

    def parent_of(self, connection: Connection) -> str:
        """The device below a VLAN or its like; the file may name it by the UUID of its profile."""
        named = connection.parent
        other = self._by_uuid.get(named.lower()) if is_uuid(named) else None
        if other is None:
            return named
        return other.device or self._cards.get(mac(other.hardware or "") or "") or named

    def has_vpn(self, uuid: str) -> bool:
        """Whether there is a profile of a VPN with this UUID."""
        profile = self._by_uuid.get(uuid.lower())
        return profile is not None and profile.type == "vpn"

    def profile_of(self, device: str) -> Connection | None:
        """The best profile for a DEVICE, whether it is active or not."""
        return next(iter(self._by_device.get(device, ())), None)

    def controller_of(self, connection: Connection) -> Connection | None:
        """The profile that CONNECTION names as its controller: of the right type (find_controller)."""
        reference = connection.port_type or "", connection.controller or ""
        named = self._controllers.get(reference)
        if named is None:
            named = self._controllers[reference] = self._named(*reference)
        return next((c for c in named if self.is_active(c)), named[0] if named else None)

    def _named(self, kind: str, wanted: str) -> list[Connection]:
        """The profiles of a KIND that a port means by the name or UUID that is WANTED, the best first."""
        able = dict.fromkeys((*self._by_name.get((kind, wanted), ()), *self._by_name.get((kind, wanted.lower()), ())))
        return sorted((c for c in able if c.is_named(wanted)), key=attrgetter("rank"))

    def ports_of(self, controller: Connection) -> Iterator[Connection]:
        """The profiles that are to be ports of CONTROLLER."""
        names = controller.device, controller.uuid
        known = dict.fromkeys(c for name in names for c in self._by_controller.get((controller.type, name), ()))
        for connection in sorted(known, key=attrgetter("rank")):
            if self.controller_of(connection) is controller:
                yield connection


def _grouped(
    connections: Iterable[Connection], keys: Callable[[Connection], Iterable[Hashable]]
) -> dict[Hashable, list[Connection]]:
    """CONNECTIONS by each of their KEYS, in their order."""
    found: dict[Hashable, list[Connection]] = {}
    for connection in connections:
        for key in keys(connection):
            found.setdefault(key, []).append(connection)
    return found
