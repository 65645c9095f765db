"""Addresses and the networks that they are in."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from ifcfgen.lazy import cached_property, value_object

IP = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


@lru_cache(4096)
def _network(version: int, number: int, prefix: int) -> Network:
    # ipaddress takes its time, and a fleet has many hosts in few networks
    return (IPv4Network if version == 4 else IPv6Network)((number, prefix))


@value_object
class Address:
    """An address of a device. `prefix` is None where nothing says how long it is."""

    ip: IP
    prefix: int | None = None
    label: str | None = None

    def __str__(self) -> str:
        return f"{self.ip}" if self.prefix is None else f"{self.ip}/{self.prefix}"

    @property
    def version(self) -> int:
        """4 or 6."""
        return self.ip.version

    @property
    def is_of_class_c(self) -> bool:
        """Whether its class makes it a /24, which is what nearly everybody means who writes no mask."""
        return self.ip.version == 4 and 192 <= int(self.ip) >> 24 < 224

    @cached_property
    def network(self) -> Network | None:
        """The network that the address is in, where its length is known."""
        if self.prefix is None:
            return None
        host_bits = self.ip.max_prefixlen - self.prefix
        return _network(self.ip.version, int(self.ip) >> host_bits << host_bits, self.prefix)
