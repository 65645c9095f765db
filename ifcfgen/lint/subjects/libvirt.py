"""The guests and networks of libvirt on a host as rules ask about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ifcfgen.facts import Manager
from ifcfgen.lint.subjects.device import DeviceSubject, device_subject
from ifcfgen.lint.subjects.relations import Relations
from ifcfgen.lint.subjects.shows import shows
from ifcfgen.model import GuestInterface, LibvirtNetwork, Place

if TYPE_CHECKING:
    from ifcfgen.networkmanager.definition import AnyDefinition


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
    def below(self) -> DeviceSubject | None:
        """The device of the host that the card is a macvtap on, also by its network, where a file defines it."""
        reading = self.relations.reading
        return self._subject(self.relations.defined(reading.directory.surroundings.libvirt.below(self.data)))

    @property
    def taken(self) -> DeviceSubject | None:
        """The device of the host whose card the guest takes as a whole, where a file defines it and the addresses of
        the cards on the PCI bus are known."""
        reading = self.relations.reading
        cards = reading.host.cards if self.data.pci else {}
        name = next((name for name, card in cards.items() if card.pci == self.data.pci), None)
        return self._subject(self.relations.defined(name))

    @property
    def has_network(self) -> bool:
        """Whether anything defines the network of libvirt that the card is attached to, as far as files tell."""
        libvirt = self.relations.reading.directory.surroundings.libvirt
        return self.data.source in libvirt.networks_by_name or not libvirt.networks

    @property
    def has_bridge(self) -> bool:
        """Whether anything defines the bridge that the card is attached to, as far as files tell: Open vSwitch has
        bridges that are in none."""
        reading, name = self.relations.reading, self.bridge
        surroundings = reading.directory.surroundings
        if name is None or surroundings.libvirt.is_on_openvswitch(self.data):
            return True
        has_keyfile = name in surroundings.keyfiles_by_device or surroundings.has_keyfile_without_device
        # initscripts up to EL7 create the bridge that a port names
        return (
            surroundings.libvirt.owns(name)
            or has_keyfile
            or self.relations.defined(name) is not None
            or self.relations.topology.is_controller(name)
        )

    @property
    def bridge(self) -> str | None:
        """The bridge that the card is attached to, also through a network."""
        return self.relations.reading.directory.surroundings.libvirt.bridge_of(self.data)

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
