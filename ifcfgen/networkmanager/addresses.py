"""IPv4 and IPv6 of a profile: by which method, with how many addresses, and what it is rejected for.

make_ip6_setting() runs before make_ip4_setting(); both have run before anything that spans their keys is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count

from ifcfgen.networkmanager.routes import check_routes, read_routes
from ifcfgen.networkmanager.source import (
    Refused,
    Source,
    choice,
    flag,
    ipv4,
    ipv6,
    is_profile_device_name,
    network,
    number,
    words,
)

_SUFFIXES = ("", "0", "1", "2")
"""Of the addresses that may come first; any of the first three may be missing."""
_FIRST = tuple(key + n for n in _SUFFIXES for key in ("IPADDR", "PREFIX", "NETMASK"))
_DHCP = ("bootp", "dhcp")
_SELDOM4 = frozenset(
    ("DHCP_IAID", "DHCP_HOSTNAME_FLAGS", "DHCP_REJECT_SERVERS", "DHCP_FQDN", "DHCP_VENDOR_CLASS_IDENTIFIER")
)
_SELDOM6 = frozenset(
    ("DHCPV6_IAID", "DHCPV6_HOSTNAME_FLAGS", "IPV6_TOKEN", "IPV6_ADDR_GEN_MODE", "DHCPV6_DUID", "DHCPV6_PD_HINT")
)
"""Keys that nearly no file has: most are spared the looking."""
_DNS_URI = re.compile(
    r"dns\+(?:tls(?=://[^#]*(?:#.|$))|udp(?!.*#))://(?:\[([^]%]+)(?:%[^]]*)?\]|([^:#[]+))(?::(\d+))?(?:#.*)?"
)
_LINK_LOCAL = {"default": 0, "auto": 1, "disabled": 2, "enabled": 3, "fallback": 4}
"""The last since 1.52."""
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(.))", re.S)
_DUIDS = ("lease", "llt", "ll", "stable-llt", "stable-ll", "stable-uuid")
_HEX_DUID = re.compile(r"[0-9a-fA-F]{1,2}(?::[0-9a-fA-F]{1,2}){2,129}|(?:[0-9a-fA-F]{2}){3,130}")
_GEN_MODES = {"eui64": 0, "stable-privacy": 1, "default-or-eui64": 2, "default": 3}
"""The last two since 1.40."""
_IAIDS = ("mac", "perm-mac", "ifname", "stable")
_FQDN_FLAGS = 0b1111


@dataclass(slots=True)
class Family:
    """What is read of one family of addresses."""

    method: str
    addresses: int = 0
    routes: Sequence[Mapping[str, str]] = ()
    dns: int = 0
    searches: tuple[str, ...] = ()
    gateway: bool = False
    never_default: bool = False
    is_read: bool = False
    """Whether the keys of this family were looked at, all but the method."""
    is_labelled: bool = False
    """Whether an alias has added an address."""


def has_rules(source: Source) -> bool:
    """Whether a rule file lies beside it: then it gets no routes at all."""
    return source.beside("rule") is not None or source.beside("rule6") is not None


# -- IPv6 ------------------------------------------------------------------------------------------------


def read_ipv6(source: Source) -> Family:
    """IPv6. Raises `Refused`."""
    keys = source.keys
    family = Family(_method6(source))
    off = family.method in ("ignore", "disabled")
    texts = words(keys.get("IPV6ADDR")) + words(keys.get("IPV6ADDR_SECONDARIES"))
    if texts and not off:
        for text in texts:
            if not network(text, 6):
                raise Refused("address", _key_of(keys, text), f"{text} in IPV6ADDR is no IPv6 address")
        family.addresses = len(texts)
        _read_gateway6(source)
    family.dns = _count_dns(source, 6, checked=not off)
    if not has_rules(source):
        family.routes = read_routes(source, 6)
    if not off:
        family.searches = tuple(words(keys.get("IPV6_DOMAIN")))
    return family


def _method6(source: Source) -> str:
    keys = source.keys
    if source.flag("IPV6_DISABLED"):
        return "disabled"
    # /etc/sysconfig/network is asked only where the file itself says nothing
    if not flag(keys.get("IPV6INIT") or source.network.get("IPV6INIT")):
        return "ignore"
    wanted = keys.get("IPV6_AUTOCONF")
    if wanted == "shared":
        return "shared"
    automatic = flag(wanted)
    if automatic or (automatic is None and not source.flag("IPV6FORWARDING")):
        return "auto"
    if source.flag("DHCPV6C"):
        return "dhcp"
    return "manual" if keys.get("IPV6ADDR") or keys.get("IPV6ADDR_SECONDARIES") else "link-local"


def _key_of(keys: Mapping[str, str], text: str) -> str:
    return "IPV6ADDR" if text in words(keys.get("IPV6ADDR")) else "IPV6ADDR_SECONDARIES"


def _read_gateway6(source: Source) -> None:
    own = source.keys.get("IPV6_DEFAULTGW")
    text = own or source.network.get("IPV6_DEFAULTGW")
    if text and not ipv6(text.partition("%")[0]):
        where = "" if own else " of /etc/sysconfig/network"
        raise Refused("address", "IPV6_DEFAULTGW", f"IPV6_DEFAULTGW={text}{where} is no IPv6 address")


def check_ipv6(source: Source, family: Family) -> None:
    """What must hold for IPv6. Raises `Refused`."""
    keys, method = source.keys, family.method
    _check_searches(source, family, "IPV6_DOMAIN" if keys.get("IPV6_DOMAIN") else "DOMAIN")
    check_routes(source, 6, family.routes)
    seldom = not _SELDOM6.isdisjoint(keys)
    if seldom:
        _check_iaid(keys, "DHCPV6_IAID")
        _check_hostname_flags(source, "DHCPV6", send="DHCPV6_SEND_HOSTNAME")
    if method == "manual" and not family.addresses and not family.routes:
        raise Refused("no-address", "IPV6ADDR", "IPV6_AUTOCONF=no asks for an address, and IPV6ADDR holds none")
    if method in ("ignore", "link-local", "disabled"):
        if family.dns:
            raise Refused("dns", "DNS1", f"an IPv6 name server cannot be had with {_SAID6[method]}")
        if family.searches:
            key = "IPV6_DOMAIN" if keys.get("IPV6_DOMAIN") and method == "link-local" else "DOMAIN"
            raise Refused("domain", key, f"{key} goes to IPv6 here, and cannot be had with {_SAID6[method]}")
    if seldom:
        _check_token(source)
        _check_dhcp6(source)


_SAID6 = {"ignore": "IPv6 off", "disabled": "IPV6_DISABLED=yes", "link-local": "link-local addresses only"}


def _check_dhcp6(source: Source) -> None:
    duid, hint = source.keys.get("DHCPV6_DUID"), source.keys.get("DHCPV6_PD_HINT")
    if duid and duid not in _DUIDS and not _HEX_DUID.fullmatch(duid):
        raise Refused("dhcp", "DHCPV6_DUID", f"DHCPV6_DUID={duid} is no DUID")
    if hint and source.since(1, 44) and not ("/" in hint and network(hint, 6) and not hint.endswith("/0")):
        raise Refused("dhcp", "DHCPV6_PD_HINT", f"DHCPV6_PD_HINT={hint} is no IPv6 prefix")


def _check_token(source: Source) -> None:
    token, mode = source.keys.get("IPV6_TOKEN"), source.keys.get("IPV6_ADDR_GEN_MODE")
    later = source.since(1, 40) if mode is not None else True
    named = _GEN_MODES if later else dict(list(_GEN_MODES.items())[:2])
    chosen = 0 if mode is None else choice(mode, named)
    if chosen is not None and chosen not in named.values():
        raise Refused("token", "IPV6_ADDR_GEN_MODE", f"IPV6_ADDR_GEN_MODE={mode} is none of {', '.join(named)}")
    if not token:
        return
    if chosen != 0:
        raise Refused("token", "IPV6_TOKEN", f"IPV6_TOKEN cannot be had with IPV6_ADDR_GEN_MODE={mode}")
    found = ipv6(token)
    if found is None or int(found) >> 64 or not int(found):
        raise Refused("token", "IPV6_TOKEN", f"IPV6_TOKEN={token} is no interface identifier, as ::1 is one")


# -- IPv4 ------------------------------------------------------------------------------------------------


def read_ipv4(source: Source) -> Family:
    """IPv4, without what aliases add. Raises `Refused`."""
    keys = source.keys
    family = Family(_method4(keys))
    family.never_default = _never_default(source)
    if family.method == "disabled":
        return family
    family.is_read = True
    family.addresses, family.gateway = _count_addresses(keys)
    if not family.gateway and (gateway := source.network.get("GATEWAY")):
        if not ipv4(gateway):
            raise Refused("address", "GATEWAY", f"GATEWAY={gateway} of /etc/sysconfig/network is no IPv4 address")
        family.gateway = family.addresses > 0
    if family.method != "shared":
        family.dns = _count_dns(source, 4, checked=True)
        family.searches = tuple(words(keys.get("DOMAIN")))
    if not has_rules(source):
        family.routes = read_routes(source, 4)
    if family.method != "shared" and not family.searches:
        family.searches = tuple(words(keys.get("SEARCH")))
    return family


def _method4(keys: Mapping[str, str]) -> str:
    written = keys.get("BOOTPROTO") or "none"
    word = written.lower()
    if word in ("none", "static"):
        return "manual" if any(key in keys and keys[key] for key in _FIRST) else "disabled"
    if word in _DHCP:
        return "auto"
    if word == "autoip":
        return "link-local"
    if word == "shared":
        return "shared"
    raise Refused("bootproto", "BOOTPROTO", f"BOOTPROTO={written} is nothing that it knows")


def _never_default(source: Source) -> bool:
    device, of_all = source.keys.get("DEVICE"), source.network.get("GATEWAYDEV")
    return device != of_all if device and of_all else source.flag("DEFROUTE") is False


def _count_addresses(keys: Mapping[str, str]) -> tuple[int, bool]:
    """How many addresses there are, and whether one has a gateway."""
    found, gateway = 0, False
    for suffix in chain(_SUFFIXES, map(str, count(3))):
        text = keys.get(f"IPADDR{suffix}")
        if not text:
            if suffix in _SUFFIXES[:3]:
                continue
            break
        gateway = read_address(keys, suffix, gateway) or gateway
        found += 1
    return found, gateway


def read_address(keys: Mapping[str, str], suffix: str, has_gateway: bool) -> bool:
    """IPADDR with SUFFIX, its gateway unless there is one, and its length: whether there is a gateway now."""
    _check_ipv4(keys, f"IPADDR{suffix}")
    gateway = not has_gateway and _check_ipv4(keys, f"GATEWAY{suffix}")
    if prefix := keys.get(f"PREFIX{suffix}"):
        if number(prefix, 0, 32) is None:
            raise Refused("prefix", f"PREFIX{suffix}", f"PREFIX{suffix}={prefix} is no prefix length")
    else:
        _check_ipv4(keys, f"NETMASK{suffix}")
    return gateway


def _check_ipv4(keys: Mapping[str, str], key: str) -> bool:
    """Whether KEY is set, and an address."""
    text = keys.get(key)
    if text and not ipv4(text):
        raise Refused("address", key, f"{key}={text} is no IPv4 address")
    return bool(text)


def add_aliases(source: Source, family: Family) -> None:
    """What the alias files beside a profile add to it. A bad one is passed over."""
    base = family.addresses
    takes_gateway = not family.gateway and source.flag("DEFROUTE") is None
    for keys in _aliases(source):
        gateway = False
        if keys.get("IPADDR") or base:  # else it adds nothing, not even what is wrong with it
            try:
                gateway = read_address(keys, "", has_gateway=not takes_gateway)
            except Refused:
                continue
            family.addresses += 1
            family.is_labelled = True
        if family.method == "disabled":
            family.method = "manual"
        if takes_gateway:
            family.gateway = gateway
            route = flag(keys.get("DEFROUTE"))
            if route is not None:
                family.never_default = not route
            takes_gateway = not gateway and route is None


def _aliases(source: Source) -> Iterator[Mapping[str, str]]:
    for file in source.directory.aliases_of(source.file.suffix):
        keys = file.document.nm
        behind = file.suffix.partition(":")[2]
        if keys.get("DEVICE") == file.suffix and re.fullmatch("[A-Za-z0-9_]*", behind):
            yield keys


def check_ipv4(source: Source, family: Family, is_port: bool) -> None:
    """What must hold for IPv4. Raises `Refused`."""
    keys, method = source.keys, family.method
    _check_searches(source, family, "DOMAIN" if keys.get("DOMAIN") else "SEARCH")
    if method == "disabled":
        _check_link_local(source, method)
        return
    seldom = family.is_read and not _SELDOM4.isdisjoint(keys)
    if seldom:
        _check_iaid(keys, "DHCP_IAID")
        _check_hostname_flags(source, "DHCP", send="DHCP_SEND_HOSTNAME")
        for server in keys.get("DHCP_REJECT_SERVERS", "").split():
            if not network(server, 4):
                raise Refused("dhcp", "DHCP_REJECT_SERVERS", f"{server} in DHCP_REJECT_SERVERS is no address")
    if family.is_labelled and not is_profile_device_name(source.file.suffix):
        text = f"the labels of its aliases begin with {source.file.suffix}, which no device can be called"
        raise Refused("alias", "", text)
    check_routes(source, 4, family.routes)
    if family.gateway and family.never_default and is_port:
        return  # is put right before anybody looks further, and a port has lost its addresses by then
    if method == "manual" and not family.addresses and not (family.routes and source.since(1, 46)):
        raise Refused("no-address", "IPADDR", "there is a mask, and no address that it belongs to")
    if method in ("link-local", "shared"):
        said = f"BOOTPROTO={keys['BOOTPROTO']}"
        if family.dns:
            raise Refused("dns", "DNS1", f"a name server cannot be had with {said}")
        if family.searches:
            raise Refused("domain", "DOMAIN", f"DOMAIN cannot be had with {said}")
        if method == "link-local" and family.addresses:
            raise Refused("method", "IPADDR", f"IPADDR cannot be had with {said}")
    _check_link_local(source, method)
    if seldom:
        _check_dhcp(source)


def _check_link_local(source: Source, method: str) -> None:
    if "IPV4_LINK_LOCAL" not in source.keys:
        return
    word = source.keys["IPV4_LINK_LOCAL"]
    named = _LINK_LOCAL
    if choice(word, named) == 4 and not source.since(1, 52):
        named = {name: value for name, value in named.items() if value < 4}
    found = choice(word, named)
    if found is not None and found not in named.values():
        raise Refused("method", "IPV4_LINK_LOCAL", f"IPV4_LINK_LOCAL={word} is none of {', '.join(named)}")
    if found in (3, 4) and method == "disabled":
        raise Refused("method", "IPV4_LINK_LOCAL", f"IPV4_LINK_LOCAL={word} cannot be had without IPv4")
    if found == 2 and method == "link-local":
        raise Refused("method", "IPV4_LINK_LOCAL", f"IPV4_LINK_LOCAL={word} cannot be had with BOOTPROTO=autoip")


def _check_dhcp(source: Source) -> None:
    keys = source.keys
    name = keys.get("DHCP_FQDN")
    if name and "." not in name:
        raise Refused("dhcp", "DHCP_FQDN", f"DHCP_FQDN={name} has no domain")
    flags = number(keys.get("DHCP_HOSTNAME_FLAGS") or "0", 0, 2**32 - 1) or 0
    if flags & _FQDN_FLAGS and not name:
        raise Refused("dhcp", "DHCP_HOSTNAME_FLAGS", "DHCP_HOSTNAME_FLAGS is about DHCP_FQDN, which is not set")
    vendor = _unescaped(keys.get("DHCP_VENDOR_CLASS_IDENTIFIER", ""))
    if len(vendor) > 255 or 0 in vendor:
        problem = "is longer than 255 bytes" if len(vendor) > 255 else "has a NUL in it"
        raise Refused("dhcp", "DHCP_VENDOR_CLASS_IDENTIFIER", f"DHCP_VENDOR_CLASS_IDENTIFIER {problem}")


def _unescaped(text: str) -> bytes:
    return _ESCAPE.sub(lambda m: bytes([int(m[1], 8) & 255]) if m[1] else m[2], text.encode())


# -- both ------------------------------------------------------------------------------------------------


def _count_dns(source: Source, family: int, checked: bool) -> int:
    """How many name servers of FAMILY there are, up to the first number that is missing."""
    found = 0
    for number_ in count(1):
        key = f"DNS{number_}"
        text = source.keys.get(key)
        if not text:
            return found
        version = _dns_family(source, text)
        if version is None and checked:
            raise Refused("address", key, f"{key}={text} is no address of a name server")
        found += version == family and checked
    raise AssertionError


def _dns_family(source: Source, text: str) -> int | None:
    if ipv4(text):
        return 4
    if ipv6(text):
        return 6
    if not ("#" in text or text.startswith("dns+")) or not source.since(1, 52):
        return None
    if uri := _DNS_URI.fullmatch(text):
        fits = not uri[3] or number(uri[3], 1, 65535) is not None
        return None if not fits else 6 if uri[1] and ipv6(uri[1]) else 4 if uri[2] and ipv4(uri[2]) else None
    written, _, server = text.partition("#")
    return None if not server else 4 if ipv4(written) else 6 if ipv6(written) else None


def _check_searches(source: Source, family: Family, key: str) -> None:
    for domain in family.searches:
        if ("," in domain or ";" in domain) and source.since(1, 56):
            raise Refused("domain", key, f"{key} names {domain}, which is no one domain: blanks separate them")


def _check_iaid(keys: Mapping[str, str], key: str) -> None:
    text = keys.get(key)
    if not text or text in _IAIDS or re.fullmatch(r"(?:[0-9a-fA-F]{1,2}:){3}[0-9a-fA-F]{1,2}", text):
        return
    if not re.fullmatch(r"[0-9a-fA-Fx:]+", text) or number(text, 0, 2**32 - 1, 0) is None:
        raise Refused("dhcp", key, f"{key}={text} is no IAID")


def _check_hostname_flags(source: Source, prefix: str, send: str) -> None:
    key = f"{prefix}_HOSTNAME_FLAGS"
    flags = number(source.keys.get(key) or "0", 0, 2**32 - 1) or 0
    if not flags:
        return
    if source.flag(send) is False:
        raise Refused("dhcp", key, f"{key} is set, and {send} says that no name is sent")
    served, encoded, none, clear = (bool(flags & bit) for bit in (1, 2, 4, 8))
    if (
        flags & ~_FQDN_FLAGS
        or (served and none)
        or (clear and (served or encoded or none))
        or (encoded and prefix == "DHCPV6")
    ):
        raise Refused("dhcp", key, f"{key}={flags} are flags that do not go together")


def move_domain(source: Source, four: Family, six: Family) -> None:
    """DOMAIN goes to IPv6 where IPv4 holds no search domains, whatever IPv6 can do with it."""
    if not four.searches and source.keys.get("DOMAIN"):
        six.searches += tuple(words(source.keys.get("DOMAIN")))
