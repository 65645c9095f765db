"""Addresses, and the routes that come and go with them."""

from __future__ import annotations

from collections.abc import Iterable

from ifcfgen.boot.kernel.devices import Devices
from ifcfgen.boot.kernel.state import LEAST_MTU_FOR_IPV6, MAIN, Address, Link, Refusal, Route
from ifcfgen.boot.values import mask


class Addresses(Devices):
    """The addresses of links."""

    def add_address(self, address: Address) -> None:
        """A new address, last in its list. Raises Refusal."""
        link = self.link(address.dev)
        if address.version == 6:
            self._add_ipv6(link, address)
            return
        if not address.ip:
            return  # 0.0.0.0 is taken without a word, and forgotten
        for other in self.addresses_of(address.dev, 4):
            if address.is_in_network_of(other):
                if other.ip == address.ip:
                    raise Refusal("address-exists", link.name, str(address))
                if other.scope != address.scope:
                    raise Refusal("other-scope", link.name, str(other))
                address.secondary = True
        self.addresses.append(address)
        if link.up:
            self._connect(address)

    def _add_ipv6(self, link: Link, address: Address) -> None:
        if link.disable_ipv6 or link.mtu < LEAST_MTU_FOR_IPV6:
            raise Refusal("ipv6-disabled-on", link.name)
        if not address.ip or address.ip >> 120 == 0xFF or (address.ip == 1 and link.kind != "loopback"):
            raise Refusal("no-single-address", str(address))
        for other in self.addresses_of(link.name, 6):
            if other.ip == address.ip:
                raise Refusal("address-exists", link.name, str(address))
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
