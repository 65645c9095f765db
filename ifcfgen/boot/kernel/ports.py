"""Ports of bonds, bridges and VRFs."""

from __future__ import annotations

from ifcfgen.boot.kernel import bonding
from ifcfgen.boot.kernel.links import Links
from ifcfgen.boot.kernel.state import Link, Refusal
from ifcfgen.boot.kernel.wires import Wires


class Ports(Links, Wires):
    """How a link joins a bond, a bridge or a VRF, and which port of a bond is the active one."""

    def join_bond(self, name: str, master: str) -> None:
        """`echo +NAME > bonding/slaves`. Raises Refusal."""
        port, link = self.link(name), self.link(master)
        bond = link.bond
        if bond is None:
            raise Refusal("no-bond", master)
        if port is link or port.kind == "loopback":
            raise Refusal("cannot-join-bond", name)
        if port.master:
            raise Refusal("port-already", name, port.master)
        self._keep_bare(port)
        self._keep_straight(port, link)
        if port.up:
            raise Refusal("is-up", name)
        if port.mtu != link.mtu:
            self.set_mtu(name, link.mtu)
        port.permanent_mac = port.mac
        self.attach(port, link)
        if not bond["slaves"] and link.mac_from == "kernel":
            self._take_mac(link, port.mac, "port")
        if not bonding.keeps_macs(bond):
            self._take_mac(port, link.mac, "setting")
        bond["slaves"] = (*bond["slaves"], name)
        if name == link.awaited_primary and bond["mode"] in bonding.WITH_ACTIVE_PORT:
            bond["primary"] = name
        self.set_up(name)
        self.remove_ipv6(name)
        self._choose_active(link)

    def _keep_bare(self, port: Link) -> None:
        """Raises Refusal where a macvlan or ipvlan on PORT takes what comes in, as a controller would."""
        for child in self.children_of(port.name):
            if child.kind != "vlan":
                raise Refusal("carries-other", port.name, child.kind, child.name)

    def set_primary(self, master: str, value: str) -> None:
        """`echo VALUE > bonding/primary`. Raises Refusal."""
        link = self.link(master)
        if link.bond is None:
            raise Refusal("no-bond", master)
        bonding.write(link.bond, "primary", value)
        link.awaited_primary = value
        self._choose_active(link)
        if value and not link.bond["primary"]:
            raise Refusal("no-port-of", value, master)

    def _choose_active(self, link: Link) -> None:
        bond = link.bond
        assert bond is not None
        if bond["mode"] not in bonding.WITH_ACTIVE_PORT:
            return
        is_watched = bond["miimon"] or bond["arp_interval"]

        def is_able(name: str) -> bool:
            return name in self._ports.get(link.name, ()) and (not is_watched or self.carrier(name))

        ports = (bond["primary"], bond["active_slave"], *bond["slaves"])
        active = next(filter(is_able, ports), "")
        if not bond["arp_interval"]:  # with ARP monitoring it depends on who answers which stays so
            bond["active_slave"] = active
        if not active or not bonding.keeps_macs(bond):
            return
        new = self.links[active]
        if bonding.has_mac_of_port(bond):
            self._take_mac(link, new.mac, "port")
        elif new.mac != link.mac:
            old = next((port for port in self.ports_of(link.name) if port.mac == link.mac), None)
            if old is not None:
                self._take_mac(old, new.mac, "setting")
            self._take_mac(new, link.mac, "setting")

    def join_bridge(self, name: str, master: str) -> None:
        """`ip link set NAME master BRIDGE`. Raises Refusal."""
        port, link = self.link(name), self.link(master)
        if link.bridge is None:
            raise Refusal("no-bridge", master)
        if port.bridge is not None or port.kind in ("loopback", "vrf") or not port.is_ethernet:
            raise Refusal("cannot-join-bridge", name)
        if port.master == master:
            return
        if port.master:
            raise Refusal("port-already", name, port.master)
        self._keep_bare(port)
        self.attach(port, link)
        self._settle_bridge(link, port)

    def join_vrf(self, name: str, master: str) -> None:
        """`ip link set NAME master VRF`, of a link that is down. Raises Refusal."""
        port, link = self.link(name), self.link(master)
        if port.kind in ("loopback", "vrf"):
            raise Refusal("cannot-join-vrf", name)
        if port.master:
            raise Refusal("port-already", name, port.master)
        self.attach(port, link)
