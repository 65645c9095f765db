"""An address of a device as rules ask about it."""

from __future__ import annotations

from ifcfgen.facts import Manager
from ifcfgen.lint.subjects.device import DeviceSubject, device_subject
from ifcfgen.lint.subjects.relations import Held, Relations
from ifcfgen.lint.subjects.written import WrittenAddress


class AddressSubject(WrittenAddress):
    """An address of a device, and who else has it."""

    def __init__(self, relations: Relations, held: Held):
        super().__init__(held)
        self.relations = relations

    def under(self, relations: Relations) -> AddressSubject:
        """The same address where other facts hold."""
        return AddressSubject(relations, self.held)

    @property
    def device(self) -> DeviceSubject:
        """The device that has it."""
        return device_subject(self.relations, self.held.definition)

    @property
    def manager(self) -> Manager | None:
        """Who brings the device up. Raises `Unknown`."""
        return self.relations.reading.manager(self.held.definition)

    @property
    def interface(self) -> str:
        """The name of the device that gets it: for an alias that of its parent."""
        return self.held.definition.base or self.held.definition.device.name

    @property
    def is_set(self) -> bool:
        """Whether it is set at all. Raises `Unknown`.

        A port and its aliases get no address; initscripts ignore an IPv4 address next to DHCP, and an alias with a
        label that they reject.
        """
        device, data = self.device, self.held.definition.device
        is_alias = data.kind == "alias"
        if data.controller_name or (is_alias and device.parent and device.parent.data.controller_name):
            return False
        is_rejected = is_alias and not device.has_proper_label and self.manager != "NetworkManager"
        return not is_rejected and self.relations.reading.takes(self.held.definition, self.data)

    @property
    def neighbour(self) -> AddressSubject | None:
        """The first address in the same network on another card, where that comes before this one."""
        same_network = self.relations.index.networks.get(self.data.network, ()) if self.data.network else ()
        first = next(iter(same_network), None)
        own = self.held.definition.device
        is_beside = first and own.onboot and first.definition.device.name != own.name
        return AddressSubject(self.relations, first) if first and is_beside else None

    @property
    def twin(self) -> AddressSubject | None:
        """The first other place where the address is given to a device, where that comes before this one."""
        first = self.relations.index.addresses[self.data.ip][0]
        return None if first == self.held else AddressSubject(self.relations, first)
