"""IPv6 of a profile: by which method, with which addresses and which gateway, and what it is rejected for.

make_ip6_setting(), which runs before make_ip4_setting(); both have run before anything that spans their keys is looked
at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from ipaddress import IPv6Address

from ifcfgen.networkmanager.family import (
    OFF,
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
from ifcfgen.networkmanager.values import enum_value, flag, ipv6, network, words

_SELDOM = frozenset(
    ("DHCPV6_IAID", "DHCPV6_HOSTNAME_FLAGS", "IPV6_TOKEN", "IPV6_ADDR_GEN_MODE", "DHCPV6_DUID", "DHCPV6_PD_HINT")
)
"""Keys that nearly no file has: most are spared the looking."""
_DUIDS = ("lease", "llt", "ll", "stable-llt", "stable-ll", "stable-uuid")
_HEX_DUID = re.compile(r"[0-9a-fA-F]{1,2}(?::[0-9a-fA-F]{1,2}){2,129}|(?:[0-9a-fA-F]{2}){3,130}")
_GEN_MODES = {"eui64": 0, "stable-privacy": 1, "default-or-eui64": 2, "default": 3}
"""The last two since 1.40."""
_KEYS = ("IPV6ADDR", "IPV6ADDR_SECONDARIES")
_USUAL_LENGTH = 64
_PRIVATE = ("rfc3041", "rfc4941")
_SAID = {"ignore": "IPv6 off", "disabled": "IPV6_DISABLED=yes", "link-local": "link-local addresses only"}


def read_ipv6(source: Source, servers: Sequence[Server]) -> Family:
    """IPv6. Raises `Rejected`."""
    keys = source.keys
    family = Family(*_method(source))
    family.is_read = True
    _read_never_default(source, family)
    off = family.method in OFF
    if not off:
        _read_addresses(source, family)
        if servers:
            family.dns = servers_of(servers, 6)
    if not source.has_rules:
        family.routes = read_routes(source, 6)
    if not off and "IPV6_DOMAIN" in keys:
        set_searches(source, family, "IPV6_DOMAIN")
    return family


def _method(source: Source) -> tuple[str, str]:
    """By which method, and the key that says so."""
    keys = source.keys
    if "IPV6_DISABLED" in keys and source.flag("IPV6_DISABLED") and source.may_be_since(1, 20):
        return "disabled", "IPV6_DISABLED"
    # /etc/sysconfig/network is asked only where the file itself says nothing
    own = keys.get("IPV6INIT")
    if not flag(own or source.of_network("IPV6INIT")):
        return "ignore", "IPV6INIT" if own else ""
    wanted = keys.get("IPV6_AUTOCONF")
    if wanted == "shared":
        return "shared", "IPV6_AUTOCONF"
    automatic = flag(wanted)
    if automatic or (automatic is None and not source.flag("IPV6FORWARDING")):
        return "auto", "IPV6_AUTOCONF" if automatic else "IPV6INIT" if own else ""
    if source.flag("DHCPV6C"):
        return "dhcp", "DHCPV6C"
    return "manual" if any(keys.get(key) for key in _KEYS) else "link-local", "IPV6_AUTOCONF"


def _read_never_default(source: Source, family: Family) -> None:
    network_, own = source.network, source.keys.get("DEVICE")
    of_gateway = (network_.nm.get("IPV6_DEFAULTGW") or "").partition("%")[2] if network_ else ""
    device = of_gateway or (network_.nm.get("IPV6_DEFAULTDEV") if network_ else None)
    if network_ and own and device:
        family.never_default = own != device
        family.never_default_by = Origin(network_, "IPV6_DEFAULTGW" if of_gateway else "IPV6_DEFAULTDEV")
    elif "IPV6_DEFROUTE" in source.keys:
        family.never_default = source.flag("IPV6_DEFROUTE") is False
        family.never_default_by = "IPV6_DEFROUTE"


def _read_addresses(source: Source, family: Family) -> None:
    keys = source.keys
    for key in _KEYS:
        for text in words(keys.get(key)):
            written, slash, length = text.partition("/")
            ip = ipv6(written)
            if not network(text, 6) or ip is None:
                raise Rejected("address", key, f"{text} in IPV6ADDR is not an IPv6 address")
            prefix = int(length) if slash else _USUAL_LENGTH
            family.add(Address(ip, prefix, Origin(source.document, key)))
    if family.addresses:
        _read_gateway(source, family)


def _read_gateway(source: Source, family: Family) -> None:
    own = source.keys.get("IPV6_DEFAULTGW")
    text = own or source.of_network("IPV6_DEFAULTGW")
    if not text:
        return
    gateway = ipv6(text.partition("%")[0])
    if not gateway:
        where = "" if own else " of /etc/sysconfig/network"
        raise Rejected("address", "IPV6_DEFAULTGW", f"IPV6_DEFAULTGW={text}{where} is not an IPv6 address")
    origin = "IPV6_DEFAULTGW" if own or not source.network else Origin(source.network, "IPV6_DEFAULTGW")
    family.gateway = Gateway(gateway, origin)


# -- what must hold --------------------------------------------------------------------------------------


def check_ipv6(source: Source, family: Family) -> None:
    """What must hold for IPv6. Raises `Rejected`."""
    keys, method = source.keys, family.method
    if family.searches:
        check_searches(source, family, "IPV6_DOMAIN" if keys.get("IPV6_DOMAIN") else "DOMAIN")
    if family.routes:
        check_routes(source, 6, family.routes)
    seldom = not _SELDOM.isdisjoint(source.rare)
    if seldom:
        check_iaid(keys, "DHCPV6_IAID")
        check_hostname_flags(source, "DHCPV6", send="DHCPV6_SEND_HOSTNAME")
    if method == "manual" and not family.addresses and not family.routes:
        raise Rejected("no-address", "IPV6ADDR", "IPV6_AUTOCONF=no needs an address in IPV6ADDR")
    if method in _SAID:
        if family.dns:
            raise Rejected("dns", "DNS1", f"an IPv6 name server cannot be combined with {_SAID[method]}")
        if family.searches:
            key = "IPV6_DOMAIN" if keys.get("IPV6_DOMAIN") and method == "link-local" else "DOMAIN"
            raise Rejected("domain", key, f"{key} belongs to IPv6 here, and cannot be combined with {_SAID[method]}")
    if seldom:
        _check_token(source)
        _check_dhcp(source)


def is_duid(text: str) -> bool:
    """Whether TEXT is a DUID, or says how to make one."""
    return text in _DUIDS or _HEX_DUID.fullmatch(text) is not None


def _check_dhcp(source: Source) -> None:
    duid, hint = source.keys.get("DHCPV6_DUID"), source.keys.get("DHCPV6_PD_HINT")
    if duid and not is_duid(duid):
        raise Rejected("dhcp", "DHCPV6_DUID", f"DHCPV6_DUID={duid} is not a DUID")
    if hint and source.since(1, 44) and not ("/" in hint and network(hint, 6) and not hint.endswith("/0")):
        raise Rejected("dhcp", "DHCPV6_PD_HINT", f"DHCPV6_PD_HINT={hint} is not an IPv6 prefix")


def _known_modes(source: Source) -> Mapping[str, int]:
    return _GEN_MODES if source.since(1, 40) else dict(list(_GEN_MODES.items())[:2])


def _check_token(source: Source) -> None:
    token, mode = source.keys.get("IPV6_TOKEN"), source.keys.get("IPV6_ADDR_GEN_MODE")
    chosen: int | None = 0
    if mode is not None:
        named = _known_modes(source)
        chosen = enum_value(mode, named)
        if chosen is not None and chosen not in named.values():
            raise Rejected("token", "IPV6_ADDR_GEN_MODE", f"IPV6_ADDR_GEN_MODE={mode} is not one of {', '.join(named)}")
    if not token:
        return
    if chosen != 0:
        raise Rejected("token", "IPV6_TOKEN", f"IPV6_TOKEN cannot be combined with IPV6_ADDR_GEN_MODE={mode}")
    found = ipv6(token)
    if found is None or int(found) >> 64 or not int(found):
        raise Rejected("token", "IPV6_TOKEN", f"IPV6_TOKEN={token} is not an interface identifier such as ::1")


# -- settings --------------------------------------------------------------------------------------------


def move_domain(source: Source, four: Family, six: Family) -> None:
    """DOMAIN goes to IPv6 where IPv4 holds no search domains, whatever IPv6 can do with it."""
    if not four.searches and "DOMAIN" in source.keys:
        set_searches(source, six, "DOMAIN")


def write_ipv6(source: Source, family: Family) -> None:
    """Put IPv6 into the settings, beside what single keys have said already."""
    write(source, "ipv6", family)
    if not source.rare:
        return
    values, keys = source.settings["ipv6"], source.keys
    if source.has_rules:
        values.pop("route-table", None)
    name = keys.get("DHCP_HOSTNAME", "")
    if "dhcp-hostname" not in values and "." in name and family.method in ("auto", "dhcp"):
        source.add("ipv6", "dhcp-hostname", name, "DHCP_HOSTNAME")  # as old files mean it
    _read_privacy(source)
    _read_gen_mode(source)
    read_dns_options(source, "ipv6", "IPV6_RES_OPTIONS")


def _read_privacy(source: Source) -> None:
    text = source.keys.get("IPV6_PRIVACY")
    if text:
        public = source.flag("IPV6_PRIVACY_PREFER_PUBLIC_IP")
        on = flag(text) or text in _PRIVATE
        word = "disabled" if not on else "prefer-public-addr" if public else "prefer-temp-addr"
        source.add("ipv6", "ip6-privacy", word, "IPV6_PRIVACY")


def _read_gen_mode(source: Source) -> None:
    token, text = source.keys.get("IPV6_TOKEN"), source.keys.get("IPV6_ADDR_GEN_MODE")
    if token:
        source.add("ipv6", "token", str(IPv6Address(token)), "IPV6_TOKEN")
    usual = "default-or-eui64" if source.may_be_since(1, 40) else "eui64"
    if text is None:
        chosen = "eui64" if token else usual  # a token cannot be combined with another
    else:
        found = enum_value(text, _known_modes(source))
        chosen = next((word for word, value in _GEN_MODES.items() if value == found), usual)
    if chosen != usual:
        source.add("ipv6", "addr-gen-mode", chosen, "IPV6_TOKEN" if text is None else "IPV6_ADDR_GEN_MODE")
