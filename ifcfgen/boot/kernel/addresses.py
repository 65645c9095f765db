"""Addresses, and the routes that come and go with them."""

from __future__ import annotations

from collections.abc import Collection

from ifcfgen.boot.kernel.devices import Devices
from ifcfgen.boot.kernel.state import LEAST_MTU_FOR_IPV4, LEAST_MTU_FOR_IPV6, MAIN, Address, Link, Refusal, Route
from ifcfgen.boot.record import CauseKind


class Addresses(Devices):
    """The addresses of links."""

    def add_address(self, address: Address) -> None:
        """A new address, last in its list. Raises Refusal."""
        link = self.link(address.dev)
        if address.version == 6:
            self._add_ipv6(link, address)
            return
        if link.mtu < LEAST_MTU_FOR_IPV4:  # of a VLAN, which may have it
            raise Refusal("mtu-below-ipv4", link.name, link.mtu, LEAST_MTU_FOR_IPV4)
        if not address.ip:
            return  # 0.0.0.0 is taken without a word, and forgotten
        other = self.addresses.first_in_network(address)
        if other is not None:
            # all of a network have one scope, so that the first may speak for the rest
            if other.scope != address.scope and other.ip != address.ip:
                raise Refusal("other-scope", link.name, str(other))
            if address in self.addresses:
                raise Refusal("address-exists", link.name, str(address))
            address.secondary = True
        self.addresses.add(address)
        if link.up:
            self._connect(address)

    def _add_ipv6(self, link: Link, address: Address) -> None:
        if link.disable_ipv6 or link.mtu < LEAST_MTU_FOR_IPV6:
            raise Refusal("ipv6-disabled-on", link.name)
        if not address.ip or address.ip >> 120 == 0xFF or (address.ip == 1 and link.kind != "loopback"):
            raise Refusal("no-single-address", str(address))
        other = self.addresses.first_of_ip(address.ip, 6, link.name)
        if other is not None:
            kind: CauseKind = "address-exists" if other.length == address.length else "address-of-other-length"
            raise Refusal(kind, link.name, str(other))
        self.addresses.add(address)
        self._connect(address)

    def addresses_of(self, name: str, version: int | None = None) -> list[Address]:
        """The addresses of NAME."""
        there = self.addresses.of(name)
        return list(there) if version is None else [a for a in there if a.version == version]

    def has_address(self, name: str, ip: int, version: int) -> bool:
        """Whether IP is an address of NAME."""
        return self.addresses.first_of_ip(ip, version, name) is not None

    def is_local(self, ip: int, version: int) -> bool:
        """Whether IP is an address of this host."""
        return self.addresses.first_of_ip(ip, version) is not None

    def is_source_in(self, address: Address, table: int) -> bool:
        """Whether IPv4 routes of TABLE may have ADDRESS as their source: that of a VRF is known in its table alone.

        fib_valid_prefsrc, which looks for those of main in the table local.
        """
        vrf = self.vrf_table(address.dev)
        return vrf is None or vrf == table != MAIN

    def is_broadcast(self, ip: int) -> bool:
        """Whether IP is a broadcast address of this host."""
        return any(self.links[address.dev].up for address in self.addresses.of_broadcast(ip))

    def flush_addresses(self, name: str) -> None:
        """`ip addr flush dev NAME`."""
        self.remove_addresses(name, self.addresses_of(name))

    def remove_addresses(self, name: str, gone: Collection[Address]) -> None:
        """Addresses of NAME go: a primary one with its secondaries, and with the last of a device its IPv4 routes."""
        if not gone:
            return
        for address in gone:
            if address.version == 4 and not address.secondary:
                for other in self.addresses.in_network(address):
                    if other.secondary:
                        self.addresses.remove(other)
            self.addresses.remove(address)
        families = {address.version for address in gone}
        is_last = 4 in families and not self.addresses_of(name, 4)
        sources = {address.ip for address in gone if address.version == 4}
        networks = {(a.version, a.network, a.length) for a in gone}

        def is_gone(route: Route) -> bool:
            if route.protocol == "kernel" and (route.version, route.to, route.length) in networks:
                return True
            return route.version == 4 and (is_last or route.source in sources)

        self.routes.remove(name, is_gone)

    def remove_ipv6(self, name: str) -> None:
        """The IPv6 addresses of NAME go, and the routes stay."""
        for address in self.addresses_of(name, 6):
            self.addresses.remove(address)

    def _connect(self, address: Address) -> None:
        """The route to the network of an address, that comes with it."""
        bits = 32 if address.version == 4 else 128
        network, table = address.network, address.table or self.table_of(address.dev)
        if address.version == 6:
            metric = address.metric or 256
            route = Route(6, network, address.length, dev=address.dev, metric=metric, table=table, protocol="kernel")
        else:
            if address.secondary or not network or address.dev == "lo":
                return
            if address.length == bits and address.peer is None:
                return
            if not self.is_source_in(address, table):
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
                table,
                protocol="kernel",
            )
        if route not in self.routes:
            self.routes.append(route)
