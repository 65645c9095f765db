"""Which profile a device may become active with, and what each needs before: nm-policy.c and nm-manager.c."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ifcfgen.boot.kernel import Kernel
from ifcfgen.boot.kernel.state import Link
from ifcfgen.boot.networkmanager.connection import Connection
from ifcfgen.networkmanager.values import is_uuid


class Policy:
    """The profiles, the best first, and what has become of them.

    UNTOUCHED are the names and MAC addresses of devices that NetworkManager leaves alone, UNRECOGNIZED those that it
    makes up no profile for.
    """

    def __init__(
        self, kernel: Kernel, connections: Sequence[Connection], untouched: Sequence[str], unrecognized: Sequence[str]
    ):
        self.kernel = kernel
        self.connections = sorted(connections, key=lambda connection: connection.rank)
        self._of_type: dict[str, list[Connection]] = {}
        for connection in self.connections:
            self._of_type.setdefault(connection.type, []).append(connection)
        self.active: dict[str, Connection] = {}
        """By device."""
        self.failed: set[Connection] = set()
        self.tired: set[Connection] = set()
        """Of trying; a user may have them tried again."""
        self._untouched = frozenset(untouched)
        self._unrecognized = frozenset(unrecognized)
        self._hardware = {name: link.mac for name, link in kernel.links.items()}

    def hardware_of(self, link: Link) -> str:
        """The MAC address that LINK had before anybody set one."""
        return self._hardware.get(link.name, link.mac)

    def is_managed(self, link: Link) -> bool:
        """Whether NetworkManager touches LINK."""
        return link.name != "lo" and self._untouched.isdisjoint((link.name, self.hardware_of(link)))

    def is_active(self, connection: Connection) -> bool:
        """Whether some device is active with CONNECTION."""
        return connection in self.active.values()

    def candidates(self, link: Link) -> Iterator[Connection]:
        """The profiles that LINK may become active with by itself, the best one first."""
        hardware = self.hardware_of(link)
        for connection in self.connections:
            if connection.device not in (None, link.name) or not connection.autoconnect:
                continue
            if connection in self.failed or connection in self.tired or self.is_active(connection):
                continue
            if connection.fits(link, hardware):
                yield connection

    def lacks_profile(self, link: Link) -> bool:
        """Whether LINK is a card with a carrier for which there is no profile at all (have_connection_for_device)."""
        hardware = self.hardware_of(link)
        if link.kind != "nic" or link.master or not self._unrecognized.isdisjoint((link.name, hardware)):
            return False
        return self.kernel.carrier(link.name) and not any(c.fits(link, hardware) for c in self.connections)

    def can_be_made(self, connection: Connection) -> bool:
        """Whether all is there that the device of CONNECTION needs, and the device is not."""
        name = connection.device
        if not connection.is_virtual or name is None or connection.kind is None or connection in self.failed:
            return False
        if name in self.kernel.links or name in self._untouched:
            return False
        if connection.controller and self.controller_of(connection) is None:
            return False
        return connection.kind != "vlan" or self.parent_of(connection) in self.kernel.links

    def parent_of(self, connection: Connection) -> str:
        """The device below a VLAN; PHYSDEV may be the UUID of its profile."""
        named = connection.parent
        other = next((c for c in self.connections if c.uuid == named.lower()), None) if is_uuid(named) else None
        return other.device if other is not None and other.device else named

    def controller_of(self, connection: Connection) -> Connection | None:
        """The profile of what CONNECTION is to be a port of: of the right type (find_controller)."""
        wanted = connection.controller or ""
        able = [c for c in self._of_type.get(connection.port_type or "", ()) if c.is_named(wanted)]
        if len(able) < 2:
            return able[0] if able else None
        return next((c for c in able if self.is_active(c)), able[0])

    def ports_of(self, controller: Connection) -> Iterator[Connection]:
        """The profiles that are to be ports of CONTROLLER."""
        for connection in self.connections:
            if connection.controller is not None and self.controller_of(connection) is controller:
                yield connection
