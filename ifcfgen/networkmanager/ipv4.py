"""IPv4 of a profile: by which method, with which addresses and which gateway, and what it is rejected for.

make_ip4_setting(), read_full_ip4_address() and read_aliases().
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from ipaddress import IPv4Address
from itertools import count

from ifcfgen.ifcfg.document import Document
from ifcfgen.networkmanager.enums import ENUMS
from ifcfgen.networkmanager.family import (
    FQDN_FLAGS,
    Family,
    Gateway,
    Server,
    check_hostname_flags,
    check_iaid,
    check_searches,
    read_dns_options,
    servers_of,
    set_searches,
    write,
)
from ifcfgen.networkmanager.profile import Address, Origin
from ifcfgen.networkmanager.routes import check_routes, read_routes
from ifcfgen.networkmanager.source import Rejected, Source
from ifcfgen.networkmanager.values import enum_value, flag, ipv4, is_profile_device_name, network, number
from ifcfgen.scripts.file import File

_Keys = tuple[str, str, str, str]


def _numbered(suffix: object) -> _Keys:
    """The keys of one address: itself, its gateway, and two that say its length."""
    return f"IPADDR{suffix}", f"GATEWAY{suffix}", f"PREFIX{suffix}", f"NETMASK{suffix}"


_FIRST = tuple(map(_numbered, ("", "0", "1")))
"""Of the addresses that may come first; any of them may be missing."""
_ANY = frozenset(key for keys in (*_FIRST, _numbered("2")) for key in keys if not key.startswith("GATEWAY"))
_DHCP = ("bootp", "dhcp")
_SELDOM = frozenset(
    ("DHCP_IAID", "DHCP_HOSTNAME_FLAGS", "DHCP_REJECT_SERVERS", "DHCP_FQDN", "DHCP_VENDOR_CLASS_IDENTIFIER")
)
"""Keys that nearly no file has: most are spared the looking."""
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(.))", re.S)
_LABEL = re.compile("[A-Za-z0-9_]*")
_LONGEST_DAD = 30_000


def read_ipv4(source: Source, servers: Sequence[Server]) -> Family:
    """IPv4, without what aliases add. Raises `Rejected`."""
    keys = source.keys
    family = Family(_method(keys), "BOOTPROTO" if "BOOTPROTO" in keys else "")
    _read_never_default(source, family)
    if family.method == "disabled":
        return family
    family.is_read = True
    _read_addresses(source, family)
    if not family.gateway and (text := source.of_network("GATEWAY")):
        gateway = ipv4(text)
        if not gateway:
            raise Rejected("address", "GATEWAY", f"GATEWAY={text} of /etc/sysconfig/network is not an IPv4 address")
        if family.addresses and source.network:
            family.gateway = Gateway(gateway, Origin(source.network, "GATEWAY"))
    if family.method != "shared":
        if servers:
            family.dns = servers_of(servers, 4)
        set_searches(source, family, "DOMAIN")
    if not source.has_rules:
        family.routes = read_routes(source, 4)
    if family.method != "shared" and not family.searches:
        set_searches(source, family, "SEARCH")
    return family


def _method(keys: Mapping[str, str]) -> str:
    written = keys.get("BOOTPROTO") or "none"
    word = written.lower()
    if word in ("none", "static"):
        return "manual" if any(map(keys.get, _ANY.intersection(keys))) else "disabled"
    if word in _DHCP:
        return "auto"
    if word == "autoip":
        return "link-local"
    if word == "shared":
        return "shared"
    raise Rejected("bootproto", "BOOTPROTO", f"BOOTPROTO={written} is an unknown value")


def _read_never_default(source: Source, family: Family) -> None:
    network = source.network
    device, of_all = source.keys.get("DEVICE"), network.nm.get("GATEWAYDEV") if network else None
    if network and device and of_all:
        family.never_default = device != of_all
        family.never_default_by = Origin(network, "GATEWAYDEV")
    elif "DEFROUTE" in source.keys:
        family.never_default = source.flag("DEFROUTE") is False
        family.never_default_by = "DEFROUTE"


# -- addresses -------------------------------------------------------------------------------------------


def _read_addresses(source: Source, family: Family) -> None:
    keys = source.keys
    for numbered in _FIRST:
        if keys.get(numbered[0]):
            _read_address(source.document, family, numbered, asks=family.gateway is None)
    if not keys.get("IPADDR2"):
        return
    for index in count(2):
        numbered = _numbered(index)
        if not keys.get(numbered[0]):
            return
        _read_address(source.document, family, numbered, asks=family.gateway is None)


def _read_address(
    document: Document, family: Family, numbered: _Keys, asks: bool, base: Address | None = None, label: str = ""
) -> bool:
    """The address of NUMBERED keys and its length, where there is none that of BASE; where it ASKS, its gateway, too.

    Whether there was one to be added. Raises `Rejected`, and has done nothing then.
    """
    keys = document.nm
    key, gateway_key, prefix_key, mask_key = numbered
    ip = _ipv4(keys, key) or (base.ip if base else None)
    if ip is None:
        return False
    gateway = _ipv4(keys, gateway_key) if asks else None
    if text := keys.get(prefix_key):
        prefix = number(text, 0, 32)
        if prefix is None:
            raise Rejected("prefix", prefix_key, f"{prefix_key}={text} is not a prefix length")
    elif mask := _ipv4(keys, mask_key):
        prefix = _length(int(mask))
    else:
        prefix = base.prefix if base else _usual_length(int(ip))
    if gateway:
        family.gateway = Gateway(gateway, Origin(document, gateway_key) if label else gateway_key)
    return family.add(Address(ip, prefix, Origin(document, key), label))


def _ipv4(keys: Mapping[str, str], key: str) -> IPv4Address | None:
    """The address that KEY says, where it says one. Raises `Rejected`."""
    text = keys.get(key)
    if not text:
        return None
    found = ipv4(text)
    if not found:
        raise Rejected("address", key, f"{key}={text} is not an IPv4 address")
    return found


def _length(mask: int) -> int:
    """That of a mask, which may have holes: up to its last bit."""
    return 32 - ((mask & -mask).bit_length() - 1) if mask else 0


def _usual_length(ip: int) -> int:
    """That of the class of an address."""
    return 8 if ip >> 31 == 0 else 16 if ip >> 30 == 2 else 24


def add_aliases(source: Source, family: Family) -> None:
    """What the alias files beside a profile add to it. A bad one is passed over."""
    files = source.directory.aliases_of(source.file.suffix)
    if not files:
        return
    base = family.addresses[0] if family.addresses else None
    asks = not (family.gateway and int(family.gateway.ip)) and source.flag("DEFROUTE") is None
    for label, document in _aliases(files):
        try:
            if _read_address(document, family, _FIRST[0], asks, base, label):
                family.is_labelled = True
        except Rejected:
            continue
        if family.method == "disabled":
            family.method = "manual"
        if asks:
            route = flag(document.nm.get("DEFROUTE"))
            if route is not None:
                family.never_default = not route
                family.never_default_by = Origin(document, "DEFROUTE")
            asks = not family.gateway and route is None


def _aliases(files: Iterable[File]) -> Iterator[tuple[str, Document]]:
    for file in files:
        behind = file.suffix.partition(":")[2]
        if file.document.nm.get("DEVICE") == file.suffix and _LABEL.fullmatch(behind):
            yield file.suffix, file.document


# -- what must hold --------------------------------------------------------------------------------------


def check_ipv4(source: Source, family: Family, is_port: bool) -> None:
    """What must hold for IPv4. Raises `Rejected`."""
    keys, method = source.keys, family.method
    if family.searches:
        check_searches(source, family, "DOMAIN" if keys.get("DOMAIN") else "SEARCH")
    if "IPV4_LINK_LOCAL" in source.rare and method == "disabled":
        _check_link_local(source, method)
    if method == "disabled":
        return
    seldom = family.is_read and not _SELDOM.isdisjoint(source.rare)
    if seldom:
        _check_seldom(source)
    if family.is_labelled and not is_profile_device_name(source.file.suffix):
        text = f"the labels of its aliases begin with {source.file.suffix}, which is not a valid device name"
        raise Rejected("alias", "", text)
    if family.routes:
        check_routes(source, 4, family.routes)
    if family.gateway and family.never_default and is_port:
        return  # is put right before anybody looks further, and a port has lost its addresses by then
    _check_method(source, family)
    if "IPV4_LINK_LOCAL" in source.rare:
        _check_link_local(source, method)
    if seldom:
        _check_dhcp(source)


def _check_method(source: Source, family: Family) -> None:
    """What a method needs, and what it cannot have."""
    if family.method == "manual" and not family.addresses and not (family.routes and source.since(1, 46)):
        raise Rejected("no-address", "IPADDR", "a mask without an address")
    if family.method not in ("link-local", "shared"):
        return
    said = f"BOOTPROTO={source.keys['BOOTPROTO']}"
    if family.dns:
        raise Rejected("dns", "DNS1", f"a name server cannot be combined with {said}")
    if family.searches:
        raise Rejected("domain", "DOMAIN", f"DOMAIN cannot be combined with {said}")
    if family.method == "link-local" and family.addresses:
        raise Rejected("method", "IPADDR", f"IPADDR cannot be combined with {said}")


def _check_seldom(source: Source) -> None:
    check_iaid(source.keys, "DHCP_IAID")
    check_hostname_flags(source, "DHCP", send="DHCP_SEND_HOSTNAME")
    for server in source.keys.get("DHCP_REJECT_SERVERS", "").split():
        if not network(server, 4):
            raise Rejected("dhcp", "DHCP_REJECT_SERVERS", f"{server} in DHCP_REJECT_SERVERS is not an address")


def _check_link_local(source: Source, method: str) -> None:
    word = source.keys["IPV4_LINK_LOCAL"]
    named = ENUMS["ipv4.link-local"]
    if enum_value(word, named) == 4 and not source.since(1, 52):
        named = {name: value for name, value in named.items() if value < 4}
    found = enum_value(word, named)
    if found is not None and found not in named.values():
        raise Rejected("method", "IPV4_LINK_LOCAL", f"IPV4_LINK_LOCAL={word} is not one of {', '.join(named)}")
    if found in (3, 4) and method == "disabled":
        raise Rejected("method", "IPV4_LINK_LOCAL", f"IPV4_LINK_LOCAL={word} needs IPv4")
    if found == 2 and method == "link-local":
        raise Rejected("method", "IPV4_LINK_LOCAL", f"IPV4_LINK_LOCAL={word} cannot be combined with BOOTPROTO=autoip")


def _check_dhcp(source: Source) -> None:
    keys = source.keys
    name = keys.get("DHCP_FQDN")
    if name and "." not in name:
        raise Rejected("dhcp", "DHCP_FQDN", f"DHCP_FQDN={name} has no domain")
    flags = number(keys.get("DHCP_HOSTNAME_FLAGS") or "0", 0, 2**32 - 1) or 0
    if flags & FQDN_FLAGS and not name:
        raise Rejected("dhcp", "DHCP_HOSTNAME_FLAGS", "DHCP_HOSTNAME_FLAGS needs DHCP_FQDN")
    vendor = _unescaped(keys.get("DHCP_VENDOR_CLASS_IDENTIFIER", ""))
    if len(vendor) > 255 or 0 in vendor:
        problem = "is longer than 255 bytes" if len(vendor) > 255 else "has a NUL in it"
        raise Rejected("dhcp", "DHCP_VENDOR_CLASS_IDENTIFIER", f"DHCP_VENDOR_CLASS_IDENTIFIER {problem}")


def _unescaped(text: str) -> bytes:
    return _ESCAPE.sub(lambda m: bytes([int(m[1], 8) & 255]) if m[1] else m[2], text.encode())


# -- settings --------------------------------------------------------------------------------------------


def write_ipv4(source: Source, family: Family) -> None:
    """Put IPv4 into the settings, beside what single keys have said already."""
    if family.method == "shared":
        family.addresses = family.addresses[:1]
    write(source, "ipv4", family)
    network = source.network
    if family.is_read and network and "RES_OPTIONS" in network.nm:
        read_dns_options(source, "ipv4", "RES_OPTIONS", Origin(network, "RES_OPTIONS"))
    if not source.rare:
        return
    values = source.settings["ipv4"]
    if source.has_rules:
        values.pop("route-table", None)
    if not family.is_read:
        return
    if "dhcp-fqdn" in values:
        values.pop("dhcp-hostname", None)
    if "dns-options" not in values:
        read_dns_options(source, "ipv4", "RES_OPTIONS")
    _read_dad_timeout(source)


def _read_dad_timeout(source: Source) -> None:
    """Milliseconds: for how long to look whether another host has the address already."""
    for key, factor in (("ACD_TIMEOUT", 1), ("ARPING_WAIT", 1000)):
        found = number(source.keys.get(key) or "", -1, _LONGEST_DAD // factor)
        if found is not None:
            if found >= 0:
                source.add("ipv4", "dad-timeout", found * factor, key)
            return
