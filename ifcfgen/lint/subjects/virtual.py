"""What rules ask about a virtual device alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifcfgen.lint.subjects.relations import Relations
from ifcfgen.model import Device
from ifcfgen.networkmanager.virtual import KNOWS_ADDRESS_OVER_IPV6
from ifcfgen.scripts.extensions import EXTENSIONS, foreign_script
from ifcfgen.scripts.names import is_of_card

if TYPE_CHECKING:
    from ifcfgen.networkmanager.definition import AnyDefinition

_OVER_IPV6 = ("ip6ip6", "ipip6", "ip6gre", "vti6")


class Virtual:
    """A device, as far as it is a virtual one."""

    relations: Relations
    data: Device
    definition: AnyDefinition

    @property
    def mtu_through_parent(self) -> int | None:
        """The largest MTU with which the packets of a VXLAN fit through its parent."""
        below = self.relations.topology.parent(self.data) if self.data.head else None
        mtu = self.relations.topology.link_mtu(below) if below else None
        return mtu and mtu - self.data.head

    @property
    def brings_up_ports(self) -> bool:
        """Whether NetworkManager brings up its ports with it, even those that do not start by themselves."""
        said = self.data.settings
        in_keyfile = (said.get(f"connection.autoconnect-{name}") for name in ("ports", "slaves"))
        return self.definition.keys.get("AUTOCONNECT_SLAVES") in ("yes", "1") or "1" in in_keyfile

    @property
    def lacks_identifier(self) -> bool:
        """Whether NetworkManager has no address to make its IPv6 link-local address of, and is to. Raises `Unknown`.

        That of a GRE tunnel will do; since 1.52 it knows of an address that tunnels over IPv6 have.
        """
        device = self.data
        generation = device.ipv6_address_generation or device.settings.get("ipv6.addr-gen-mode", "eui64")
        if device.has_mac or device.mode == "gre" or generation != "eui64":
            return False
        return device.mode not in _OVER_IPV6 or self.relations.reading.host.release < KNOWS_ADDRESS_OVER_IPV6

    @property
    def missing_script(self) -> str | None:
        """The kind of the script ifup-KIND that makes it, where neither initscripts nor the files have that script."""
        kind = self.data.kind if self.data.kind in EXTENSIONS else self._foreign_script
        return kind if kind and f"ifup-{kind}" not in self.relations.reading.directory.scripts else None

    @property
    def can_be_rendered(self) -> bool:
        """Whether there is a script for its kind that `ifcfgen render` writes."""
        return self.data.kind in EXTENSIONS

    @property
    def _foreign_script(self) -> str:
        keys = self.definition.keys
        if is_of_card(self.data.name):
            return ""
        return foreign_script(keys.get("DEVICETYPE", ""), keys.get("TYPE", ""))
