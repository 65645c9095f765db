"""The kernel as far as the network scripts touch it: links and addresses. What it would refuse is refused.

Followed: Linux 6.1, as the kernels of the releases do the same, except where one of them is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count

from ifcfgen.boot.kernel import bonding, bridging
from ifcfgen.boot.kernel.state import (
    MAIN,
    NATIVE_RULES,
    RANDOM_MAC,
    UNKNOWN_MAC,
    Address,
    Link,
    Refused,
    Route,
    Rule,
)
from ifcfgen.boot.words import mask
from ifcfgen.facts import RELEASES
from ifcfgen.ifcfg.values import is_interface_name
from ifcfgen.model.device import HIGHEST_STACK

LEAST_MTU, MOST_MTU = 68, 65535
LEAST_MTU_FOR_IPV6 = 1280
_HIGHEST_VLAN_ID = 4094
_MADE_UP = (RANDOM_MAC, UNKNOWN_MAC)


class Kernel:
    """Links by name, in the order of their index, and what stands on them."""

    def __init__(self, release: int = RELEASES[-1]):
        self.release = release
        self.links: dict[str, Link] = {}
        self.addresses: list[Address] = []
        self.routes: list[Route] = []
        self.rules: list[Rule] = list(NATIVE_RULES)
        self.modules: set[str] = set()
        self.disable_ipv6 = False
        self._last_index = 0
        self._add("lo", "loopback", "00:00:00:00:00:00").mtu = 65536

    # -- links ------------------------------------------------------------------------------------------

    def add(self, name: str, kind: str, mac: str = RANDOM_MAC) -> Link:
        """A new link. Raises Refused."""
        if not is_interface_name(name):
            raise Refused(f"{name!r} is no name for a device")
        if name in self.links:
            raise Refused(f"there is a device {name} already")
        return self._add(name, kind, mac)

    def _add(self, name: str, kind: str, mac: str) -> Link:
        self._last_index += 1
        link = self.links[name] = Link(name, self._last_index, kind, mac, disable_ipv6=self.disable_ipv6)
        if kind != "nic":
            link.mac_from = "kernel"
        if kind == "bond":
            link.bond = bonding.bond()
        elif kind == "bridge":
            link.bridge = bridging.bridge()
        return link

    def free_name(self, kind: str) -> str:
        """What a new device is called that nobody names."""
        return next(name for name in (f"{kind}{number}" for number in count()) if name not in self.links)

    def link(self, name: str) -> Link:
        """The link NAME. Raises Refused."""
        try:
            return self.links[name]
        except KeyError:
            raise Refused(f"there is no device {name}") from None

    def add_vlan(self, name: str, parent: str, vlan_id: int) -> Link:
        """`ip link add NAME link PARENT type vlan id ID`. Raises Refused."""
        above = self.link(parent)
        if vlan_id > _HIGHEST_VLAN_ID:
            raise Refused(f"{vlan_id} is no VLAN ID")
        if above.kind == "loopback" or not above.is_ethernet:
            raise Refused(f"{parent} cannot carry VLANs")
        for other in self.vlans_of(parent):
            if other.vlan_id == vlan_id:
                raise Refused(f"{parent} has VLAN {vlan_id} already, {other.name}")
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

    def vlans_of(self, name: str) -> list[Link]:
        """The VLANs on NAME."""
        return [link for link in self.links.values() if link.parent == name and link.kind == "vlan"]

    def ports_of(self, name: str) -> list[Link]:
        """The ports of NAME."""
        return [link for link in self.links.values() if link.master == name]

    def set_up(self, name: str) -> None:
        """`ip link set NAME up`. Raises Refused."""
        link = self.link(name)
        if link.up:
            return
        if link.kind == "vlan" and not self.links[link.parent or ""].up:
            raise Refused(f"{link.parent} below {name} is down")
        link.up = True
        for address in self.addresses:
            if address.dev == name:
                self._connect(address)
        for vlan in self.vlans_of(name):
            self.set_up(vlan.name)

    def set_down(self, name: str) -> None:
        """`ip link set NAME down`. Raises Refused."""
        link = self.link(name)
        if not link.up:
            return
        link.up = False
        self.addresses = [a for a in self.addresses if a.dev != name or a.version == 4]
        self.routes = [r for r in self.routes if r.dev != name]
        for vlan in self.vlans_of(name):
            self.set_down(vlan.name)

    def set_mac(self, name: str, mac: str) -> None:
        """`ip link set NAME address MAC`. Raises Refused."""
        link = self.link(name)
        if link.kind == "loopback" or not link.is_ethernet:
            raise Refused(f"{name} has no MAC address")
        self._take_mac(link, mac, "setting")

    def _take_mac(self, link: Link, mac: str, source: str) -> None:
        link.mac, link.mac_from = mac, source
        if link.bond is not None:
            for port in self.ports_of(link.name):
                if not _keeps_its_mac(link.bond):
                    self._take_mac(port, mac, "setting")
        if self.release >= 8:  # not before Linux 4.5
            for vlan in self.vlans_of(link.name):
                if vlan.mac_from == "parent":
                    self._take_mac(vlan, mac, "parent")
        if link.master and self.links[link.master].bridge is not None:
            self._settle_bridge(self.links[link.master])

    def set_mtu(self, name: str, mtu: int) -> None:
        """`ip link set NAME mtu MTU`. Raises Refused."""
        link = self.link(name)
        if not (LEAST_MTU <= mtu <= MOST_MTU or (link.kind == "vlan" and mtu <= MOST_MTU)):
            raise Refused(f"an MTU of {mtu} is out of range for {name}")
        if link.kind == "vlan" and mtu > self.links[link.parent or ""].mtu:
            raise Refused(f"an MTU of {mtu} is above that of {link.parent}, {self.links[link.parent or ''].mtu}")
        if link.bridge is not None:
            least = min([port.mtu for port in self.ports_of(name)], default=1500)
            if self.release <= 7 and mtu > least:  # before Linux 4.17
                raise Refused(f"an MTU of {mtu} is above that of its ports, {least}")
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

    def _keep_straight(self, name: str, master: str) -> None:
        """Raises Refused where NAME stands on MASTER, as a VLAN or the controller of a controller does."""
        above = {master: 1}
        for known in (waiting := [master]):
            owner = self.links[known].master
            for other in [*(vlan.name for vlan in self.vlans_of(known)), *([owner] if owner else [])]:
                if above.get(other, 0) <= above[known]:
                    above[other] = above[known] + 1
                    waiting.append(other)
        if name in above:
            raise Refused(f"{name} stands on {master}")
        self._keep_low(self.links[name], max(above.values()))

    def _keep_low(self, link: Link, above: int) -> None:
        """Raises Refused where as many as ABOVE cannot stand on LINK (__netdev_upper_dev_link)."""
        if self._height(link) + above > HIGHEST_STACK:
            raise Refused(f"more than {HIGHEST_STACK} devices would stand on one another")

    def _height(self, link: Link) -> int:
        """How many devices stand on one another up to LINK, itself included."""
        below = self.ports_of(link.name) if link.kind not in ("nic", "vlan") else []
        if link.kind == "vlan":
            below = [self.links[link.parent or ""]]
        return 1 + max(map(self._height, below), default=0)

    # -- bonds ------------------------------------------------------------------------------------------

    def join_bond(self, name: str, master: str) -> None:
        """`echo +NAME > bonding/slaves`. Raises Refused."""
        port, link = self.link(name), self.link(master)
        bond = link.bond
        if bond is None:
            raise Refused(f"{master} is no bond")
        if port is link or port.bridge is not None or port.kind == "loopback":
            raise Refused(f"{name} cannot be a port of a bond")
        if port.master:
            raise Refused(f"{name} is a port of {port.master} already")
        self._keep_straight(name, master)
        if port.up:
            raise Refused(f"{name} is up")
        if port.mtu != link.mtu:
            self.set_mtu(name, link.mtu)
        port.permanent_mac = port.mac
        port.master = master
        if not bond["slaves"] and link.mac_from == "kernel":
            self._take_mac(link, port.mac, "port")
        if not _keeps_its_mac(bond):
            self._take_mac(port, link.mac, "setting")
        bond["slaves"] = (*bond["slaves"], name)
        if name == link.awaited_primary and bond["mode"] in bonding.WITH_ACTIVE_PORT:
            bond["primary"] = name
        self.set_up(name)
        self.addresses = [a for a in self.addresses if a.dev != name or a.version == 4]
        self._choose_active(link)

    def set_primary(self, master: str, value: str) -> None:
        """`echo VALUE > bonding/primary`. Raises Refused."""
        link = self.link(master)
        if link.bond is None:
            raise Refused(f"{master} is no bond")
        bonding.write(link.bond, "primary", value)
        link.awaited_primary = value
        self._choose_active(link)
        if value and not link.bond["primary"]:
            raise Refused(f"{value} is no port of {master}")

    def _choose_active(self, link: Link) -> None:
        bond = link.bond
        assert bond is not None
        if bond["mode"] not in bonding.WITH_ACTIVE_PORT or bond["arp_interval"]:
            return  # with ARP monitoring it hinges on who answers
        able = [name for name in bond["slaves"] if not bond["miimon"] or self.carrier(name)]
        active = bond["primary"] if bond["primary"] in able else bond["active_slave"]
        bond["active_slave"] = active if active in able else able[0] if able else ""
        if not bond["active_slave"] or not _keeps_its_mac(bond):
            return
        new = self.links[bond["active_slave"]]
        if bond["mode"] == "active-backup" and bond["fail_over_mac"] == "active":
            self._take_mac(link, new.mac, "port")
        elif new.mac != link.mac:
            old = next((port for port in self.ports_of(link.name) if port.mac == link.mac), None)
            if old is not None:
                self._take_mac(old, new.mac, "setting")
            self._take_mac(new, link.mac, "setting")

    # -- bridges ----------------------------------------------------------------------------------------

    def join_bridge(self, name: str, master: str) -> None:
        """`ip link set NAME master BRIDGE`. Raises Refused."""
        port, link = self.link(name), self.link(master)
        if link.bridge is None:
            raise Refused(f"{master} is no bridge")
        if port.bridge is not None or port.kind == "loopback" or not port.is_ethernet:
            raise Refused(f"{name} cannot be a port of a bridge")
        if port.master == master:
            return
        if port.master:
            raise Refused(f"{name} is a port of {port.master} already")
        self._keep_straight(name, master)
        port.master = master
        self._settle_bridge(link)

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

    # -- the wire ---------------------------------------------------------------------------------------

    def carrier(self, name: str) -> bool:
        """Whether the link NAME has a carrier, or will have as soon as it is up."""
        link = self.links[name]
        if link.kind == "vlan":
            return self.carrier(link.parent or "")
        if link.bond is not None or link.bridge is not None:
            ports = self.ports_of(name)
            if link.bond is not None and not link.bond["miimon"]:
                return bool(ports)
            return any(port.up and self.carrier(port.name) for port in ports) or (link.bridge is not None and not ports)
        return link.carrier

    def seconds_to_carrier(self, name: str) -> float:
        """How long it takes from link up to a carrier: with STP a bridge first listens, then learns."""
        link = self.links[name]
        if link.kind == "vlan":
            return self.seconds_to_carrier(link.parent or "")
        if link.bridge is not None and link.bridge["stp_state"] and self.ports_of(name):
            delay: int = link.bridge["forward_delay"]
            return delay * 2 / 100
        return 0

    def wires(self, name: str, tags: tuple[int, ...] = ()) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Every wire that NAME reaches: its segment, or the card, and the VLAN IDs that frames carry there."""
        link = self.links[name]
        if link.kind == "vlan":
            yield from self.wires(link.parent or "", (link.vlan_id or 0, *tags))
        elif link.bond is not None and link.bond["active_slave"]:
            yield from self.wires(link.bond["active_slave"], tags)
        elif link.bond is not None or link.bridge is not None:
            for port in self.ports_of(name):
                if port.up:
                    yield from self.wires(port.name, tags)
        elif link.kind == "nic" and link.carrier and link.up:
            yield link.segment or f"the wire of {name}", tags

    # -- addresses --------------------------------------------------------------------------------------

    def add_address(self, address: Address) -> None:
        """A new address, last in its list. Raises Refused."""
        link = self.link(address.dev)
        if address.version == 6:
            self._add_ipv6(link, address)
            return
        if not address.ip:
            return  # 0.0.0.0 is taken without a word, and forgotten
        for other in self.addresses_of(address.dev, 4):
            if address.is_in_network_of(other):
                if other.ip == address.ip:
                    raise Refused(f"{link.name} has {address} already")
                if other.scope != address.scope:
                    raise Refused(f"{link.name} has {other} in the same network with another scope")
                address.secondary = True
        self.addresses.append(address)
        if link.up:
            self._connect(address)

    def _add_ipv6(self, link: Link, address: Address) -> None:
        if link.disable_ipv6 or link.mtu < LEAST_MTU_FOR_IPV6:
            raise Refused(f"IPv6 is disabled on {link.name}")
        if not address.ip or address.ip >> 120 == 0xFF or (address.ip == 1 and link.kind != "loopback"):
            raise Refused(f"{address} is no address of a single device")
        for other in self.addresses_of(link.name, 6):
            if other.ip == address.ip:
                raise Refused(f"{link.name} has {address} already")
        self.addresses.append(address)
        self._connect(address)

    def addresses_of(self, name: str, version: int | None = None) -> list[Address]:
        """The addresses of NAME."""
        return [a for a in self.addresses if a.dev == name and version in (None, a.version)]

    def is_local(self, ip: int, version: int) -> bool:
        """Whether IP is an address of this host."""
        return any(a.ip == ip and a.version == version for a in self.addresses)

    def is_broadcast(self, ip: int) -> bool:
        """Whether IP is a broadcast address of this host."""
        for address in self.addresses:
            if address.version == 4 and self.links[address.dev].up:
                if ip == address.broadcast and ip != 0xFFFFFFFF:
                    return True
                if address.length < 31 and ip == address.ip | mask(address.length) ^ 0xFFFFFFFF:
                    return True
        return False

    def flush_addresses(self, name: str) -> None:
        """`ip addr flush dev NAME`."""
        self.remove_addresses(self.addresses_of(name))

    def remove_addresses(self, gone: Iterable[Address]) -> None:
        """Addresses go: a primary one with its secondaries, and with the last of a device its IPv4 routes."""
        for address in gone:
            self.addresses = [
                other
                for other in self.addresses
                if other is not address
                and not (
                    other.secondary
                    and not address.secondary
                    and other.dev == address.dev
                    and address.is_in_network_of(other)
                )
            ]
            network = address.ip & mask(address.length, 32 if address.version == 4 else 128)
            last = address.version == 4 and not self.addresses_of(address.dev, 4)
            self.routes = [
                route
                for route in self.routes
                if route.dev != address.dev
                or route.version != address.version
                or not (
                    last
                    or (address.version == 4 and route.source == address.ip)
                    or (route.protocol == "kernel" and (route.to, route.length) == (network, address.length))
                )
            ]

    def _connect(self, address: Address) -> None:
        """The route to the network of an address, that comes with it."""
        bits = 32 if address.version == 4 else 128
        network = (address.ip if address.peer is None else address.peer) & mask(address.length, bits)
        if address.version == 6:
            metric = address.metric or 256
            route = Route(6, network, address.length, dev=address.dev, metric=metric, protocol="kernel")
        else:
            if address.secondary or not network or address.dev == "lo":
                return
            if address.length == bits and address.peer is None:
                return
            route = Route(
                4,
                network,
                address.length,
                None,
                address.dev,
                address.metric,
                "link",
                address.ip,
                MAIN,
                protocol="kernel",
            )
        if route not in self.routes:
            self.routes.append(route)


def _keeps_its_mac(bond: bonding.Bond) -> bool:
    """Whether the ports of a bond have each its own MAC, but for the active one."""
    mode = bond["mode"]
    return mode in ("balance-tlb", "balance-alb") or (mode == "active-backup" and bond["fail_over_mac"] != "none")
