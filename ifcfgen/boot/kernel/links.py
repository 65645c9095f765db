"""Making, setting and removing links."""

from __future__ import annotations

from heapq import heappop, heappush

from ifcfgen.boot.kernel import bonding
from ifcfgen.boot.kernel.addresses import Addresses
from ifcfgen.boot.kernel.state import (
    LEAST_MTU_FOR_IPV4,
    LEAST_MTU_FOR_IPV6,
    MACVLANS,
    RANDOM_MAC,
    SWITCH,
    UNKNOWN_MAC,
    Link,
    Refusal,
)
from ifcfgen.facts import RELEASES
from ifcfgen.model.device import HEAD_OF_VXLAN

MOST_MTU = 65535
_HIGHEST_VLAN_ID = 4094
_MTU_OF_VRF = 65575
_MADE_UP = (RANDOM_MAC, UNKNOWN_MAC)


class Links(Addresses):
    """What `ip link` does. What is set of a link reaches those that stand on it, and its ports."""

    def __init__(self, release: int = RELEASES[-1]):
        super().__init__(release)
        self._holders: dict[tuple[object, ...], Link] = {}
        """By what only one link can be."""
        self._offers: dict[str, tuple[list[tuple[int, str, str]], list[tuple[int, str]]]] = {}
        """By bridge: the MAC addresses and MTUs that ports have had, as heaps; the least that is still so counts."""

    def holder(self, *what: object) -> Link | None:
        """The link that is WHAT only one can be: the VLAN of a number, a tunnel between two ends."""
        link = self._holders.get(what)
        return link if link is not None and self.links.get(link.name) is link else None

    def hold(self, link: Link, *what: object) -> None:
        """No other link than LINK can be WHAT, as long as it is there."""
        self._holders[what] = link

    def add_vlan(self, name: str, parent: str, vlan_id: int) -> Link:
        """`ip link add NAME link PARENT type vlan id ID`. Raises Refusal."""
        above = self.link(parent)
        if vlan_id > _HIGHEST_VLAN_ID:
            raise Refusal("no-vlan-id", vlan_id)
        if above.kind in ("loopback", "vrf") or not above.is_ethernet:
            raise Refusal("no-vlans", parent)
        other = self.holder("vlan", parent, vlan_id)
        if other is not None:
            raise Refusal("vlan-exists", parent, vlan_id, other.name)
        self._keep_low(above, 1)
        link = self.add(name, "vlan", above.mac)
        self.hold(link, "vlan", parent, vlan_id)
        link.vlan_id, link.mac_from = vlan_id, "parent"
        self._put_on(link, above)
        return link

    def _put_on(self, link: Link, parent: Link) -> None:
        link.parent, link.mtu = parent.name, parent.mtu
        self._children.setdefault(parent.name, {})[link.name] = link
        self._stack(parent, link)

    def add_on(self, name: str, kind: str, parent: str, is_alone: bool = False) -> Link:
        """`ip link add link PARENT name NAME type KIND`: a macvlan, a macvtap or an ipvlan. Raises Refusal.

        One that IS_ALONE (mode passthru) has the parent for itself.
        """
        below = self.link(parent)
        while kind in MACVLANS and below.kind in MACVLANS:  # they stand on the same link
            below = self.links[below.parent or ""]
        if below.kind == "loopback" or not below.is_ethernet:
            raise Refusal("carries-none", below.name, kind)
        if below.master:
            raise Refusal("port-already", below.name, below.master)
        for other in self.children_of(below.name):
            same = (kind in MACVLANS) == (other.kind in MACVLANS)
            if other.kind in ("ipvlan", *MACVLANS) and (not same or is_alone or other.is_alone):
                raise Refusal("carries-other", below.name, other.kind, other.name)
        self._keep_low(below, 1)
        shares_mac = kind == "ipvlan" or is_alone
        link = self.add(name, kind, below.mac if shares_mac else RANDOM_MAC)
        link.is_alone = is_alone
        link.mac_from = "parent" if shares_mac else "kernel"
        self._put_on(link, below)
        return link

    def add_pair(self, name: str, peer: str) -> None:
        """`ip link add NAME type veth peer name PEER`. Raises Refusal."""
        self.keep_free(name)
        self.add(peer, "veth").peer = name  # which the kernel registers first
        self.add(name, "veth").peer = peer

    def add_tap(self, name: str, is_tun: bool) -> Link:
        """`ip tuntap add NAME mode tap`, or `mode tun`. Raises Refusal.

        No program has opened it yet, so it is without a carrier.
        """
        link = self.add(name, "tun", "" if is_tun else RANDOM_MAC)
        link.carrier, link.arp = False, not is_tun
        return link

    def add_vrf(self, name: str, table: int) -> None:
        """`ip link add NAME type vrf table TABLE`. Raises Refusal."""
        link = self.add(name, "vrf")
        link.table, link.mtu = table, _MTU_OF_VRF

    def add_vxlan(self, name: str, number: int, port: int, version: int, parent: str = "") -> Link:
        """`ip link add NAME type vxlan id NUMBER dstport PORT`, whose ends are IPv4 or IPv6. Raises Refusal."""
        below = self.link(parent) if parent else None
        other = self.holder("vxlan", number, port, version)
        if other is not None:
            raise Refusal("vxlan-exists", number, other.name)
        link = self.add(name, "vxlan")
        self.hold(link, "vxlan", number, port, version)
        if below:
            link.mtu = below.mtu - HEAD_OF_VXLAN[version]
        return link

    def remove(self, name: str) -> None:
        """`ip link del NAME`, with what stands on it."""
        for child in self.children_of(name):
            self.remove(child.name)
        self.flush_addresses(name)
        self.routes.remove(name)
        link = self.links[name]
        master, parent = self.links.get(link.master or ""), self.links.get(link.parent or "")
        if master is not None:
            if master.bond is not None:
                master.bond["slaves"] = tuple(port for port in master.bond["slaves"] if port != name)
            self.detach(link)
        if parent is not None:
            del self._children[parent.name][name]
            self._unstack(parent, link)
        del self.links[name]
        self._offers.pop(name, None)
        self._least_free.clear()

    def set_up(self, name: str) -> None:
        """`ip link set NAME up`. Raises Refusal."""
        link = self.link(name)
        if link.up:
            return
        if link.kind == "vlan" and not self.links[link.parent or ""].up:
            raise Refusal("parent-down", link.parent, name)
        link.up = True
        for address in self.addresses_of(name):
            self._connect(address)
        for vlan in self.vlans_of(name):
            self.set_up(vlan.name)

    def set_down(self, name: str) -> None:
        """`ip link set NAME down`. Raises Refusal."""
        link = self.link(name)
        if not link.up:
            return
        link.up = False
        self.remove_ipv6(name)
        self.routes.remove(name)
        for vlan in self.vlans_of(name):
            self.set_down(vlan.name)

    def set_mac(self, name: str, mac: str) -> None:
        """`ip link set NAME address MAC`. Raises Refusal."""
        link = self.link(name)
        if link.kind in ("loopback", "ipvlan") or not link.is_ethernet:
            raise Refusal("no-mac-address", name)
        if link.bond is not None and bonding.has_mac_of_port(link.bond):
            return  # bond_set_mac_address says yes all the same
        self._take_mac(link, mac, "setting")

    def _take_mac(self, link: Link, mac: str, source: str) -> None:
        link.mac, link.mac_from = mac, source
        self._know_mac(link)
        if link.bond is not None:
            for port in self.ports_of(link.name):
                if not bonding.keeps_macs(link.bond):
                    self._take_mac(port, mac, "setting")
        if self.release >= 8:  # not before Linux 4.5
            for child in self.children_of(link.name):
                if child.mac_from == "parent":
                    self._take_mac(child, mac, "parent")
        if link.master and self.links[link.master].bridge is not None:
            self._settle_bridge(self.links[link.master], link)

    def set_mtu(self, name: str, mtu: int) -> None:
        """`ip link set NAME mtu MTU`. Raises Refusal."""
        link = self.link(name)
        if not (LEAST_MTU_FOR_IPV4 <= mtu <= MOST_MTU or (link.kind == "vlan" and mtu <= MOST_MTU)):
            raise Refusal("mtu-out-of-range", mtu, name)
        if link.kind in ("vlan", *MACVLANS) and mtu > self.links[link.parent or ""].mtu:
            raise Refusal("mtu-above-parent", mtu, link.parent, self.links[link.parent or ""].mtu)
        if link.bridge is not None:
            least = self._least_mtu(link) or 1500
            if self.release <= 7 and mtu > least:  # before Linux 4.17
                raise Refusal("mtu-above-ports", mtu, least)
            link.mtu_is_set = self.release >= 8
        if link.bond is not None:
            for port in self.ports_of(name):
                self.set_mtu(port.name, mtu)
        link.mtu = mtu
        if mtu < LEAST_MTU_FOR_IPV6:
            self.remove_ipv6(name)
            self.routes.remove(name, lambda route: route.version == 6)
        for child in self.children_of(name):
            if child.kind != SWITCH and (child.mtu > mtu or child.kind == "ipvlan"):
                self.set_mtu(child.name, mtu)
        if link.master and self.links[link.master].bridge is not None:
            self._settle_bridge(self.links[link.master], link)

    def _settle_bridge(self, link: Link, port: Link) -> None:
        """A bridge has the lowest MAC of its ports and their smallest MTU, where neither is set; PORT has changed."""
        macs, mtus = self._offers.setdefault(link.name, ([], []))
        heappush(macs, (_MADE_UP.index(port.mac) if port.mac in _MADE_UP else len(_MADE_UP), port.mac, port.name))
        heappush(mtus, (port.mtu, port.name))
        if link.mac_from != "setting":
            while (known := self.links.get(macs[0][2])) is None or (known.mac, known.master) != (macs[0][1], link.name):
                heappop(macs)
            if macs[0][1] != link.mac:
                self._take_mac(link, macs[0][1], "port")
        mtu = self._least_mtu(link)
        if not link.mtu_is_set and mtu is not None and mtu != link.mtu:
            self.set_mtu(link.name, mtu)
            link.mtu_is_set = False

    def _least_mtu(self, link: Link) -> int | None:
        """The smallest MTU of the ports of a bridge; None where it has none."""
        _, mtus = self._offers.get(link.name, ((), []))
        while mtus:
            mtu, name = mtus[0]
            port = self.links.get(name)
            if port is not None and (port.mtu, port.master) == (mtu, link.name):
                return mtu
            heappop(mtus)
        return None
