"""What the name of a device says by itself, as rules ask about it."""

from __future__ import annotations

import re

from ifcfgen.ifcfg.values import integer, is_interface_name
from ifcfgen.initscripts import names
from ifcfgen.lazy import pattern
from ifcfgen.model import Device
from ifcfgen.scripts.names import is_of_card, meant_name

_NAME_OF_A_CARD = pattern(r"(eth|em|ib|wlan|usb|hsi|lan78xx)\d+|(en|ib|sl|wl|ww)[a-z]*\d\w*|p\d+p\d+(_\d+)?")

_INFINIBAND = pattern(r"ib\d+")


class Named:
    """A device, as far as its name says what it is."""

    data: Device

    @property
    def stem(self) -> str:
        """The name without its number."""
        return self.data.name.rstrip("0123456789")

    @property
    def parent_in_name(self) -> str | None:
        """The parent that the name of a VLAN speaks of: eth0 in eth0.5."""
        return names.parent_in(self.data.name)

    @property
    def id_in_name(self) -> str | None:
        """The VLAN ID that the name speaks of, as written there."""
        return names.id_in(self.data.name)

    @property
    def vlan_id_in_name(self) -> int | None:
        """The same as a number."""
        return integer(self.id_in_name)

    @property
    def vlan_id_for_ip(self) -> int | None:
        """The VLAN ID that initscripts come to by the name alone."""
        return names.id_for_ip(self.data.name)

    @property
    def meant_name(self) -> str | None:
        """The card that the file is named after, where DEVICE differs from it in case, or by a 0 for an o, alone;
        or what is left of DEVICE without a comment that sticks to it, or a second equals sign before it."""
        return meant_name(self.data.suffix, self.data.name)

    @property
    def has_possible_suffix(self) -> bool:
        """Whether what the file is named after can be the name of the device: not so eth1-old, which says more."""
        card = re.split("[-_]", self.data.suffix)[0]
        return is_interface_name(self.data.suffix) and (card == self.data.suffix or not is_of_card(card))

    @property
    def is_infiniband_by_number(self) -> bool:
        """Whether the name is one that the kernel gives to InfiniBand cards in the order in which it finds them."""
        return _INFINIBAND.fullmatch(self.data.name) is not None

    @property
    def has_given_name(self) -> bool:
        """Whether the name is one that neither the kernel nor udev has for a card."""
        return _NAME_OF_A_CARD.fullmatch(self.data.name) is None
