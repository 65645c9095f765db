"""What a profile asks of IPv4 and IPv6: by which method, with which addresses and which gateway.

`make_ip4_setting`, `read_aliases` and `make_ip6_setting` of nms-ifcfg-rh-reader.c.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain, count
from typing import NamedTuple

from ifcfgen.networkmanager.addresses import read_ipv4, read_ipv6
from ifcfgen.networkmanager.source import Source, ipv4, ipv6, number, words

OFF = ("disabled", "ignore")
_LABEL = re.compile(r"[A-Za-z0-9_]*", re.A)
_MOST = 0xFFFFFFFF


class Wanted(NamedTuple):
    """An address to be set, and the key that asks for it."""

    ip: int
    length: int
    key: str
    label: str = ""
    file: str = ""
    """The alias file that it stands in, where it does."""


@dataclass(slots=True)
class Family:
    """What is asked of one family of addresses."""

    version: int
    method: str
    addresses: list[Wanted] = field(default_factory=list)
    gateway: int | None = None
    never_default: bool = False
    metric: int | None = None
    """Of its routes; None: that of the device."""
    table: int = 0
    """Of its routes; 0: main."""
    may_fail: bool = True
    peer_routes: bool = True
    """Whether those of a lease are taken."""

    @property
    def is_on(self) -> bool:
        """Whether there is anything of it."""
        return self.method not in OFF


def ipv4_of(source: Source) -> Family:
    """IPv4 of a profile."""
    keys = source.keys
    read = read_ipv4(source)
    family = _family(source, 4, read.method)
    family.never_default = read.never_default
    if family.is_on:
        family.addresses, family.gateway = _addresses(keys)
        if family.gateway is None and family.addresses:
            family.gateway = _ipv4(source.network, "GATEWAY")
    _add_aliases(source, family)
    return family


def _family(source: Source, version: int, method: str) -> Family:
    def value(name: str) -> int | None:
        written = source.keys.get(f"IPV{version}_{name}")
        return number(written, 0, _MOST) if written else None

    fatal = source.flag(f"IPV{version}_FAILURE_FATAL") is True
    peer = source.flag("PEERROUTES" if version == 4 else "IPV6_PEERROUTES") is not False
    return Family(
        version,
        method,
        metric=value("ROUTE_METRIC"),
        table=value("ROUTE_TABLE") or 0,
        may_fail=not fatal,
        peer_routes=peer,
    )


def _addresses(keys: Mapping[str, str]) -> tuple[list[Wanted], int | None]:
    found: list[Wanted] = []
    gateway: int | None = None
    for suffix in chain(("", "0", "1"), map(str, count(2))):
        ip = _ipv4(keys, f"IPADDR{suffix}")
        if ip is None:
            if suffix in ("", "0", "1"):
                continue
            return found, gateway
        if gateway is None:
            gateway = _ipv4(keys, f"GATEWAY{suffix}")
        _add(found, Wanted(ip, _length(keys, suffix, ip), f"IPADDR{suffix}"))
    raise AssertionError


def _add(found: list[Wanted], new: Wanted) -> None:
    """A second time, an address is passed over."""
    if all((old.ip, old.length) != (new.ip, new.length) for old in found):
        found.append(new)


def _ipv4(keys: Mapping[str, str], key: str) -> int | None:
    written = keys.get(key)
    ip = ipv4(written) if written else None
    return None if ip is None else int(ip)


def _length(keys: Mapping[str, str], suffix: str, ip: int, usual: int | None = None) -> int:
    """The length of a prefix: of the key, of the mask, else what is USUAL or that of the address's class."""
    prefix = keys.get(f"PREFIX{suffix}")
    if prefix:
        return number(prefix, 0, 32) or 0
    mask = _ipv4(keys, f"NETMASK{suffix}")
    if mask is not None:
        return 32 - ((mask & -mask).bit_length() - 1) if mask else 0
    if usual is not None:
        return usual
    return 8 if ip >> 31 == 0 else 16 if ip >> 30 == 2 else 24


def _add_aliases(source: Source, family: Family) -> None:
    keys = source.keys
    asks = "DEFROUTE" not in keys or source.flag("DEFROUTE") is None
    asks = asks and family.gateway is None
    base = family.addresses[0] if family.addresses else None
    for file in source.directory.aliases_of(source.file.suffix):
        alias = file.document.nm
        if alias.get("DEVICE") != file.suffix or not _LABEL.fullmatch(file.suffix.partition(":")[2]):
            continue
        if any(alias.get(key) and not ipv4(alias[key]) for key in ("IPADDR", "GATEWAY", "NETMASK")):
            continue
        ip = _ipv4(alias, "IPADDR")
        ip = base.ip if ip is None and base else ip
        prefix = alias.get("PREFIX")
        if ip is None or (prefix and number(prefix, 0, 32) is None):
            continue
        length = _length(alias, "", ip, base.length if base else None)
        _add(family.addresses, Wanted(ip, length, "IPADDR", file.suffix, file.name))
        family.method = "manual" if family.method == "disabled" else family.method
        if asks:
            gateway, default = (
                _ipv4(alias, "GATEWAY"),
                Source(source.directory, file, alias, source.host).flag("DEFROUTE"),
            )
            asks = gateway is None and default is None
            family.gateway = family.gateway if gateway is None else gateway
            family.never_default = family.never_default if default is None else not default


def ipv6_of(source: Source) -> Family:
    """IPv6 of a profile."""
    keys = source.keys
    family = _family(source, 6, read_ipv6(source).method)
    family.never_default = _never_default6(source)
    if family.is_on:
        for key in ("IPV6ADDR", "IPV6ADDR_SECONDARIES"):
            for text in words(keys.get(key)):
                written, slash, length = text.partition("/")
                ip = ipv6(written)
                if ip is not None:
                    _add(family.addresses, Wanted(int(ip), int(length) if slash else 64, key))
        gateway = keys.get("IPV6_DEFAULTGW") or source.network.get("IPV6_DEFAULTGW")
        if family.addresses and gateway:
            via = ipv6(gateway.partition("%")[0])
            family.gateway = None if via is None else int(via)
    return family


def _never_default6(source: Source) -> bool:
    network = source.network
    device = network.get("IPV6_DEFAULTGW", "").partition("%")[2] or network.get("IPV6_DEFAULTDEV")
    own = source.keys.get("DEVICE")
    return own != device if own and device else source.flag("IPV6_DEFROUTE") is False
