"""The guests and networks of libvirt on a host as rules ask about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ifcfgen.facts import Manager
from ifcfgen.lint.subjects.device import DeviceSubject, device_subject
from ifcfgen.lint.subjects.relations import Relations
from ifcfgen.lint.subjects.shows import shows
from ifcfgen.model import GuestInterface, LibvirtNetwork, Place

if TYPE_CHECKING:
    from ifcfgen.lint.subjects.relations import Pool
    from ifcfgen.networkmanager.definition import AnyDefinition
    from ifcfgen.scripts.libvirt import Libvirt


class _OfLibvirt:
    manager: Manager | None = None
    """Who brings it up: libvirt does, once the network is up."""

    def __init__(self, relations: Relations):
        self.relations = relations

    def _subject(self, definition: AnyDefinition | None) -> DeviceSubject | None:
        return device_subject(self.relations, definition) if definition else None


@shows("data", GuestInterface)
class InterfaceSubject(_OfLibvirt):
    """A network card of a guest."""

    SHOWS: ClassVar[tuple[str, type]]

    def __init__(self, relations: Relations, data: GuestInterface):
        super().__init__(relations)
        self.data = data

    def under(self, relations: Relations) -> InterfaceSubject:
        """The same card where other facts hold."""
        return InterfaceSubject(relations, self.data)

    def place(self, *_: str) -> Place:
        """Where it is defined."""
        return self.data.place

    @property
    def port_below(self) -> DeviceSubject | None:
        """The first device of the host that the card can be a macvtap on, also by its network, and that is a port."""
        return self._subject(self._pool.port)

    @property
    def passed_through(self) -> DeviceSubject | None:
        """The first device of the host whose frames a macvtap in passthrough mode can take, and that has addresses of
        its own at boot."""
        return self._subject(self._pool.addressed) if self._libvirt.passes_through(self.data) else None

    @property
    def taken(self) -> DeviceSubject | None:
        """The first device of the host that is up at boot and whose card the guest can take as a whole, where a file
        defines it and the addresses of the cards on the PCI bus are known."""
        return self._subject(self._pool.card)

    @property
    def taken_pci(self) -> str | None:
        """The address of that card on the PCI bus."""
        return self._pool.pci

    @property
    def _pool(self) -> Pool:
        network = self._libvirt.network_of(self.data)
        if network:
            return self.relations.pools[network.name]
        return self.relations.pool(self._libvirt.below(self.data), self._libvirt.taken(self.data))

    @property
    def has_choice(self) -> bool:
        """Whether libvirt picks what the card gets of several devices."""
        return max(len(self._libvirt.below(self.data)), len(self._libvirt.taken(self.data))) > 1

    @property
    def _libvirt(self) -> Libvirt:
        return self.relations.reading.directory.surroundings.libvirt

    @property
    def has_network(self) -> bool:
        """Whether anything defines the network of libvirt that the card is attached to, as far as files tell."""
        return self._libvirt.network_of(self.data) is not None or not self._libvirt.networks

    @property
    def autostarts(self) -> bool:
        """Whether the guest is known to start with the host."""
        name = self.data.place.path.rpartition("/")[2].removesuffix(".xml")
        return name in self.relations.reading.directory.surroundings.autostarted

    @property
    def libvirtd_mask(self) -> Place | None:
        """Where libvirtd is masked."""
        return self.relations.reading.directory.surroundings.libvirt_masks.get("libvirtd")

    @property
    def virtqemud_mask(self) -> Place | None:
        """Where virtqemud is masked, which from EL9 on starts guests in the place of libvirtd."""
        return self.relations.reading.directory.surroundings.libvirt_masks.get("virtqemud")

    @property
    def network_starts(self) -> bool:
        """Whether the network of libvirt that the card is attached to starts with the host, as far as files tell."""
        started = self.relations.reading.directory.surroundings.autostarted_networks
        network = self._libvirt.network_of(self.data)
        return network is None or started is None or network.name in started

    @property
    def has_bridge(self) -> bool:
        """Whether anything defines the bridge that the card is attached to, as far as files tell: Open vSwitch has
        bridges that are in none."""
        reading, name = self.relations.reading, self.bridge
        surroundings = reading.directory.surroundings
        if name is None or self._libvirt.is_on_openvswitch(self.data):
            return True
        has_keyfile = name in surroundings.keyfiles_by_device or surroundings.has_keyfile_without_device
        # initscripts up to EL7 create the bridge that a port names
        return (
            self._libvirt.owns(name)
            or has_keyfile
            or self.relations.defined(name) is not None
            or self.relations.topology.is_controller(name)
        )

    @property
    def bridge(self) -> str | None:
        """The bridge that the card is attached to, also through a network."""
        return self._libvirt.bridge_of(self.data)

    @property
    def card(self) -> DeviceSubject | None:
        """The bridge that the card is attached to, or a port of it, where that has the same MAC address by its file."""
        found = self.relations.index.first_with_address(self.data.mac) if self.bridge else None
        is_on_it = found and self.bridge in (found.device.name, found.device.controller_name)
        return self._subject(found) if is_on_it else None

    @property
    def mac_twin(self) -> InterfaceSubject | None:
        """The first card of another guest with the same MAC address in the same network."""
        first = self.relations.first_guest_like(self.data)
        return InterfaceSubject(self.relations, first) if first and first.guest != self.data.guest else None


@shows("data", LibvirtNetwork)
class NetworkSubject(_OfLibvirt):
    """A network of libvirt."""

    SHOWS: ClassVar[tuple[str, type]]

    def __init__(self, relations: Relations, data: LibvirtNetwork):
        super().__init__(relations)
        self.data = data

    def under(self, relations: Relations) -> NetworkSubject:
        """The same network where other facts hold."""
        return NetworkSubject(relations, self.data)

    def place(self, *_: str) -> Place:
        """Where it is defined."""
        return self.data.place

    @property
    def overlapping(self) -> DeviceSubject | None:
        """A device at boot, no bridge of libvirt's, with an address in a subnet that overlaps."""
        found = map(self.relations.overlapping, self.data.subnets if self.data.owns_bridge else ())
        return self._subject(next((one for one in found if one), None))
