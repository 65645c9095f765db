"""The guests of a host and libvirt's networks, as far as the network of the host has to do with them."""

from __future__ import annotations

from ifcfgen.lazy import NamedTuple
from ifcfgen.model.address import IP, Address, Network
from ifcfgen.place import Place

_OF_THE_HOST = frozenset(("bridge", "private", "vepa", "passthrough", "hostdev"))
"""The forward modes of networks for which libvirt makes no bridge (formatnetwork)."""


class GuestInterface(NamedTuple):
    """A network card of a guest, or a device on the PCI bus that it takes from the host. `kind` is bridge, network,
    direct, hostdev or another word of libvirt's, or `script` for a card that a script of QEMU attaches; `source` what
    it is attached to: a bridge, a network, the device below a macvtap, or by the script. `mac` is None where libvirt
    generates it; `pci` is the address of what is taken, 0000:01:00.0."""

    guest: str
    kind: str
    source: str | None
    mac: str | None
    """In capitals."""
    is_openvswitch: bool
    place: Place
    pci: str | None = None
    is_of_qemu: bool = False
    """Whether it is on the command line of QEMU, past libvirt."""
    is_passthrough: bool = False
    """Whether its macvtap takes all that the device below receives."""


class LibvirtNetwork(NamedTuple):
    """A network of libvirt. `forward` is its mode, None for one that leads nowhere."""

    name: str
    bridge: str | None
    forward: str | None
    addresses: tuple[Address, ...]
    """Those of its bridge."""
    place: Place
    leases: tuple[IP, IP] | None = None
    """The first and the last address that libvirt's DHCP server gives, of the first range."""
    devices: tuple[str, ...] = ()
    """Those of the host that guests get macvtaps on: libvirt picks one for each guest."""
    is_openvswitch: bool = False
    """Whether the bridge is one of Open vSwitch, which has a database of its own."""
    pci: tuple[str, ...] = ()
    """The addresses of the devices of the host of which each guest takes one."""

    @property
    def subnets(self) -> tuple[Network, ...]:
        """The networks of its addresses."""
        return tuple(address.network for address in self.addresses if address.network)

    @property
    def owns_bridge(self) -> bool:
        """Whether libvirt makes the bridge, and the host does not."""
        return self.bridge is not None and self.forward not in _OF_THE_HOST
