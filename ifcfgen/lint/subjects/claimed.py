"""What libvirt, firewalld and udev have to do with a device."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifcfgen.lint.subjects.relations import Relations
from ifcfgen.model import Device, Place
from ifcfgen.scripts.firewalld import Firewalld
from ifcfgen.scripts.keyfile import Keyfile

if TYPE_CHECKING:
    from ifcfgen.networkmanager.definition import AnyDefinition


class Claimed:
    """A device, as far as the files of such programs name it."""

    relations: Relations
    data: Device
    definition: AnyDefinition

    @property
    def libvirt_network(self) -> Place | None:
        """The definition of the libvirt network whose bridge bears this name, where it could be read."""
        network = self.relations.reading.directory.surroundings.libvirt.networks_by_bridge.get(self.data.name)
        return Place(network.place.path) if network else None

    @property
    def is_libvirts(self) -> bool:
        """Whether libvirt creates a bridge of this name."""
        return self.relations.reading.directory.surroundings.libvirt.owns(self.data.name)

    @property
    def _firewalld(self) -> Firewalld:
        return self.relations.reading.directory.surroundings.firewalld

    @property
    def zone(self) -> str | None:
        """The zone of firewalld that its file names; the default one, where that is empty or None."""
        file = self.definition.file
        if isinstance(file, Keyfile):
            return file.document.keys.get("connection.zone")
        return self.definition.keys.get("ZONE")

    @property
    def zone_at(self) -> Place:
        """Where its file names that; else where it names the device."""
        return self.definition.place("ZONE", "connection.zone", "DEVICE")

    @property
    def has_unknown_zone(self) -> bool:
        """Whether firewalld rejects the zone, as far as its zones are known."""
        return self._firewalld.rejects(self.zone)

    @property
    def closest_zone(self) -> str | None:
        """A zone of firewalld whose name looks like that of the zone."""
        return self._firewalld.closest(self.zone) if self.zone else None

    @property
    def given_zone(self) -> str | None:
        """The zone that the device gets when it comes up, by its file or by default; None where that is not known."""
        return self._firewalld.given(self.zone)

    @property
    def bound_zone(self) -> str | None:
        """The zone that a file of firewalld puts the device into."""
        binding = self._firewalld.bindings.get(self.data.name)
        return binding.zone if binding else None

    @property
    def overridden_zone(self) -> Place | None:
        """Where a file of firewalld puts the device into another zone than it gets when it comes up."""
        binding, given = self._firewalld.bindings.get(self.data.name), self.given_zone
        return binding.place if binding and given and given != binding.zone else None

    @property
    def other_card_by_udev(self) -> Place | None:
        """Where udev's persistent names give this device's name to another card than HWADDR says."""
        cards, hwaddr = (
            self.relations.reading.directory.surroundings.cards_by_udev.get(self.data.name),
            self.data.hwaddr,
        )
        return next(iter(cards.values())) if cards and hwaddr and hwaddr not in cards else None
