"""Making, setting and removing links."""

from __future__ import annotations

from ifcfgen.boot.kernel import bonding
from ifcfgen.boot.kernel.addresses import Addresses
from ifcfgen.boot.kernel.state import LEAST_MTU_FOR_IPV6, RANDOM_MAC, UNKNOWN_MAC, Link, Refusal

LEAST_MTU, MOST_MTU = 68, 65535
_HIGHEST_VLAN_ID = 4094
_MADE_UP = (RANDOM_MAC, UNKNOWN_MAC)


class Links(Addresses):
    """What `ip link` does. What is set of a link reaches those that stand on it, and its ports."""

    def add_vlan(self, name: str, parent: str, vlan_id: int) -> Link:
        """`ip link add NAME link PARENT type vlan id ID`. Raises Refusal."""
        above = self.link(parent)
        if vlan_id > _HIGHEST_VLAN_ID:
            raise Refusal("no-vlan-id", vlan_id)
        if above.kind == "loopback" or not above.is_ethernet:
            raise Refusal("no-vlans", parent)
        for other in self.vlans_of(parent):
            if other.vlan_id == vlan_id:
                raise Refusal("vlan-exists", parent, vlan_id, other.name)
        self._keep_low(above, 1)
        link = self.add(name, "vlan", above.mac)
        link.parent, link.vlan_id, link.mtu, link.mac_from = parent, vlan_id, above.mtu, "parent"
        return link

    def remove(self, name: str) -> None:
        """`ip link del NAME`, with the VLANs on it."""
        for vlan in self.vlans_of(name):
            self.remove(vlan.name)
        self.flush_addresses(name)
        self.routes = [route for route in self.routes if route.dev != name]
        link = self.links.pop(name)
        master = self.links.get(link.master or "")
        if master is not None and master.bond is not None:
            master.bond["slaves"] = tuple(port for port in master.bond["slaves"] if port != name)

    def set_up(self, name: str) -> None:
        """`ip link set NAME up`. Raises Refusal."""
        link = self.link(name)
        if link.up:
            return
        if link.kind == "vlan" and not self.links[link.parent or ""].up:
            raise Refusal("parent-down", link.parent, name)
        link.up = True
        for address in self.addresses:
            if address.dev == name:
                self._connect(address)
        for vlan in self.vlans_of(name):
            self.set_up(vlan.name)

    def set_down(self, name: str) -> None:
        """`ip link set NAME down`. Raises Refusal."""
        link = self.link(name)
        if not link.up:
            return
        link.up = False
        self.addresses = [a for a in self.addresses if a.dev != name or a.version == 4]
        self.routes = [r for r in self.routes if r.dev != name]
        for vlan in self.vlans_of(name):
            self.set_down(vlan.name)

    def set_mac(self, name: str, mac: str) -> None:
        """`ip link set NAME address MAC`. Raises Refusal."""
        link = self.link(name)
        if link.kind == "loopback" or not link.is_ethernet:
            raise Refusal("no-mac-address", name)
        self._take_mac(link, mac, "setting")

    def _take_mac(self, link: Link, mac: str, source: str) -> None:
        link.mac, link.mac_from = mac, source
        if link.bond is not None:
            for port in self.ports_of(link.name):
                if not bonding.keeps_macs(link.bond):
                    self._take_mac(port, mac, "setting")
        if self.release >= 8:  # not before Linux 4.5
            for vlan in self.vlans_of(link.name):
                if vlan.mac_from == "parent":
                    self._take_mac(vlan, mac, "parent")
        if link.master and self.links[link.master].bridge is not None:
            self._settle_bridge(self.links[link.master])

    def set_mtu(self, name: str, mtu: int) -> None:
        """`ip link set NAME mtu MTU`. Raises Refusal."""
        link = self.link(name)
        if not (LEAST_MTU <= mtu <= MOST_MTU or (link.kind == "vlan" and mtu <= MOST_MTU)):
            raise Refusal("mtu-out-of-range", mtu, name)
        if link.kind == "vlan" and mtu > self.links[link.parent or ""].mtu:
            raise Refusal("mtu-above-parent", mtu, link.parent, self.links[link.parent or ""].mtu)
        if link.bridge is not None:
            least = min([port.mtu for port in self.ports_of(name)], default=1500)
            if self.release <= 7 and mtu > least:  # before Linux 4.17
                raise Refusal("mtu-above-ports", mtu, least)
            link.mtu_is_set = self.release >= 8
        if link.bond is not None:
            for port in self.ports_of(name):
                self.set_mtu(port.name, mtu)
        link.mtu = mtu
        if mtu < LEAST_MTU_FOR_IPV6:
            self.addresses = [a for a in self.addresses if a.dev != name or a.version == 4]
            self.routes = [r for r in self.routes if r.dev != name or r.version == 4]
        for vlan in self.vlans_of(name):
            if vlan.mtu > mtu:
                self.set_mtu(vlan.name, mtu)
        if link.master and self.links[link.master].bridge is not None:
            self._settle_bridge(self.links[link.master])

    def _settle_bridge(self, link: Link) -> None:
        """A bridge has the lowest MAC of its ports and their smallest MTU, where neither is set."""
        ports = self.ports_of(link.name)
        if not ports:
            return
        if link.mac_from != "setting":
            macs = [port.mac for port in ports]
            lowest = next((mac for mac in _MADE_UP if mac in macs), None) or min(macs)
            if lowest != link.mac:
                self._take_mac(link, lowest, "port")
        mtu = min(port.mtu for port in ports)
        if not link.mtu_is_set and mtu != link.mtu:
            self.set_mtu(link.name, mtu)
            link.mtu_is_set = False
