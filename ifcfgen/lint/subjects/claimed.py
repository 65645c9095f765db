"""What libvirt, firewalld and udev have to do with a device."""

from __future__ import annotations

from collections.abc import Mapping

from ifcfgen.lint.subjects.relations import Relations
from ifcfgen.model import Device, Place


class Claimed:
    """A device, as far as the files of such programs name it."""

    relations: Relations
    data: Device
    keys: Mapping[str, str]

    @property
    def libvirt_network(self) -> Place | None:
        """The definition of the libvirt network whose bridge bears this name, where it could be read."""
        network = self.relations.reading.directory.surroundings.libvirt_bridges.get(self.data.name)
        return Place(network.place.path) if network else None

    @property
    def is_libvirts(self) -> bool:
        """Whether libvirt makes a bridge of this name: it says so, or the name is of its own choosing, as virbr0."""
        name = self.data.name
        return (name[:5] == "virbr" and name[5:].isdigit()) or self.libvirt_network is not None

    @property
    def has_unknown_zone(self) -> bool:
        """Whether ZONE is none of firewalld's zones, as far as their files were there to be read."""
        zone, zones = self.keys.get("ZONE"), self.relations.reading.directory.surroundings.zones
        return bool(zone) and zones is not None and zone not in zones

    @property
    def other_zone(self) -> Place | None:
        """Where firewalld has the device in another zone than ZONE says."""
        zone, bound = self.keys.get("ZONE"), self.relations.reading.directory.surroundings.zones_by_device
        named, place = bound.get(self.data.name, (zone, None))
        return place if zone and named != zone else None

    @property
    def other_card_by_udev(self) -> Place | None:
        """Where udev's persistent names give this device's name to another card than HWADDR says."""
        cards, hwaddr = (
            self.relations.reading.directory.surroundings.cards_by_udev.get(self.data.name),
            self.data.hwaddr,
        )
        return next(iter(cards.values())) if cards and hwaddr and hwaddr not in cards else None
