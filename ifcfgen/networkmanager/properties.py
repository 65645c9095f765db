"""The keys that say one property each, whatever else is in the file: which one, and how their text is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from ifcfgen.networkmanager import enums
from ifcfgen.networkmanager.source import Source, Version
from ifcfgen.networkmanager.values import enum_value, escaped, flag, flags, is_uuid, number, words

_INT = 2**31 - 1
_UINT = 2**32 - 1
_SECONDS = re.compile(r"\s*\+?(\d+(?:\.\d*)?|\.\d+)\s*", re.A)

Found = bool | int | str | tuple[str, ...] | None
"""A value; None where it is the default, or cannot be read."""
_Reader = Callable[[str], Found]


def _no(text: str) -> Found:
    """Of what is on unless it is turned off."""
    return False if flag(text) is False else None


def _turned(text: str) -> Found:
    """Of what a key grants, and the property withholds."""
    return True if flag(text) is False else None


def _fatal(text: str) -> Found:
    return False if flag(text) else None


def _ternary(text: str) -> Found:
    found = flag(text)
    return None if found is None else "yes" if found else "no"


def _text(text: str) -> Found:
    return text or None


def _number(low: int, high: int, default: int) -> _Reader:
    def read(text: str) -> Found:
        found = number(text, low, high)
        return None if found == default else found

    return read


def _enum(name: str, default: int = 0) -> _Reader:
    def read(text: str) -> Found:
        found = enum_value(text, enums.ENUMS[name])
        return None if found is None or found == default else enums.word(name, found)

    return read


def _many(text: str) -> Found:
    """By its number only."""
    found = number(text, 1, 3)
    return enums.word("connection.multi-connect", found) if found else None


def _flags(name: str) -> _Reader:
    def read(text: str) -> Found:
        return enums.words(name, flags(text, enums.FLAGS[name]) or 0) or None

    return read


def _flag_bits(name: str) -> _Reader:
    """Flags that are written as one number."""

    def read(text: str) -> Found:
        return enums.words(name, number(text, 0, _UINT) or 0) or None

    return read


def _list(text: str, blanks: str = " ") -> Found:
    return tuple(dict.fromkeys(words(text, blanks))) or None


def _escaped(text: str) -> Found:
    return tuple(escaped(text)) or None


def _lldp(text: str) -> Found:
    on = True if text == "rx" else flag(text)
    return None if on is None else "enable-rx" if on else "disable"


def _ping(text: str) -> Found:
    found = number(text, 0, _INT - 1)
    return min(found, 600) or None if found is not None else None


def _device_timeout(text: str) -> Found:
    """Seconds, with a fraction or not, as milliseconds."""
    found = _SECONDS.fullmatch(text)
    milliseconds = int(float(found[1]) * 1000 + 0.5) if found else _INT + 1
    return milliseconds if milliseconds <= _INT else None


def _users(text: str) -> Found:
    return tuple(f"user:{name}:" for name in words(text) if ":" not in name) or None


def _secondaries(text: str) -> Found:
    return tuple(uuid for uuid in dict.fromkeys(words(text, " \t")) if is_uuid(uuid)) or None


_CONNECTION: Mapping[str, tuple[str, _Reader]] = {
    "ONBOOT": ("autoconnect", _no),
    "AUTOCONNECT_PRIORITY": ("autoconnect-priority", _number(-999, 999, 0)),
    "AUTOCONNECT_RETRIES": ("autoconnect-retries", _number(-1, _INT, -1)),
    "AUTOCONNECT_SLAVES": ("autoconnect-ports", _ternary),
    "AUTH_RETRIES": ("auth-retries", _number(-1, _INT, -1)),
    "CONNECTION_METERED": ("metered", _ternary),
    "DEVTIMEOUT": ("wait-device-timeout", _device_timeout),
    "DNS_OVER_TLS": ("dns-over-tls", _enum("connection.dns-over-tls", -1)),
    "GATEWAY_PING_TIMEOUT": ("gateway-ping-timeout", _ping),
    "LLDP": ("lldp", _lldp),
    "LLMNR": ("llmnr", _enum("connection.llmnr", -1)),
    "MDNS": ("mdns", _enum("connection.mdns", -1)),
    "MPTCP_FLAGS": ("mptcp-flags", _flags("connection.mptcp-flags")),
    "MUD_URL": ("mud-url", _text),
    "MULTI_CONNECT": ("multi-connect", _many),
    "SECONDARY_UUIDS": ("secondaries", _secondaries),
    "USERS": ("permissions", _users),
    "WAIT_ACTIVATION_DELAY": ("wait-activation-delay", _number(-1, _INT, -1)),
    "ZONE": ("zone", _text),
}
_FURTHER: Mapping[str, tuple[str, str, _Reader]] = {
    "HOSTNAME_FROM_DHCP": ("hostname", "from-dhcp", _ternary),
    "HOSTNAME_FROM_DNS_LOOKUP": ("hostname", "from-dns-lookup", _ternary),
    "HOSTNAME_ONLY_FROM_DEFAULT": ("hostname", "only-from-default", _ternary),
    "HOSTNAME_PRIORITY": ("hostname", "priority", _number(-(2**31), _INT, 0)),
    "MATCH_DRIVER": ("match", "driver", _escaped),
    "MATCH_INTERFACE_NAME": ("match", "interface-name", _escaped),
    "MATCH_KERNEL_COMMAND_LINE": ("match", "kernel-command-line", _escaped),
    "MATCH_PATH": ("match", "path", _escaped),
}
_IPV4: Mapping[str, tuple[str, _Reader]] = {
    "IPV4_AUTO_ROUTE_EXT_GW": ("auto-route-ext-gw", _ternary),
    "IPV4_FAILURE_FATAL": ("may-fail", _fatal),
    "IPV4_LINK_LOCAL": ("link-local", _enum("ipv4.link-local")),
    "IPV4_REPLACE_LOCAL_RULE": ("replace-local-rule", _ternary),
    "IPV4_ROUTE_METRIC": ("route-metric", _number(-1, _UINT, -1)),
    "IPV4_ROUTE_TABLE": ("route-table", _number(0, _UINT, 0)),
    "PEERDNS": ("ignore-auto-dns", _turned),
    "PEERROUTES": ("ignore-auto-routes", _turned),
}
_IPV4_WHERE_READ: Mapping[str, tuple[str, _Reader]] = {
    "DHCP_CLIENT_ID": ("dhcp-client-id", _text),
    "DHCP_FQDN": ("dhcp-fqdn", _text),
    "DHCP_HOSTNAME": ("dhcp-hostname", _text),
    "DHCP_HOSTNAME_FLAGS": ("dhcp-hostname-flags", _flag_bits("ipv4.dhcp-hostname-flags")),
    "DHCP_IAID": ("dhcp-iaid", _text),
    "DHCP_REJECT_SERVERS": ("dhcp-reject-servers", _escaped),
    "DHCP_SEND_HOSTNAME": ("dhcp-send-hostname", _no),
    "DHCP_VENDOR_CLASS_IDENTIFIER": ("dhcp-vendor-class-identifier", _text),
    "IPV4_DHCP_TIMEOUT": ("dhcp-timeout", _number(0, _INT, 0)),
    "IPV4_DNS_PRIORITY": ("dns-priority", _number(-(2**31), _INT, 0)),
    "IPV4_REQUIRED_TIMEOUT": ("required-timeout", _number(0, _INT, -1)),
}
"""Not read where there is no IPv4."""
_IPV6: Mapping[str, tuple[str, _Reader]] = {
    "DHCPV6_DUID": ("dhcp-duid", _text),
    "DHCPV6_HOSTNAME": ("dhcp-hostname", _text),
    "DHCPV6_HOSTNAME_FLAGS": ("dhcp-hostname-flags", _flag_bits("ipv6.dhcp-hostname-flags")),
    "DHCPV6_IAID": ("dhcp-iaid", _text),
    "DHCPV6_PD_HINT": ("dhcp-pd-hint", _text),
    "DHCPV6_SEND_HOSTNAME": ("dhcp-send-hostname", _no),
    "IPV6_AUTO_ROUTE_EXT_GW": ("auto-route-ext-gw", _ternary),
    "IPV6_DHCP_TIMEOUT": ("dhcp-timeout", _number(0, _INT, 0)),
    "IPV6_DNS_PRIORITY": ("dns-priority", _number(-(2**31), _INT, 0)),
    "IPV6_FAILURE_FATAL": ("may-fail", _fatal),
    "IPV6_PEERDNS": ("ignore-auto-dns", _turned),
    "IPV6_PEERROUTES": ("ignore-auto-routes", _turned),
    "IPV6_RA_TIMEOUT": ("ra-timeout", _number(0, _INT, 0)),
    "IPV6_REPLACE_LOCAL_RULE": ("replace-local-rule", _ternary),
    "IPV6_REQUIRED_TIMEOUT": ("required-timeout", _number(0, _INT, -1)),
    "IPV6_ROUTE_METRIC": ("route-metric", _number(-1, _UINT, -1)),
    "IPV6_ROUTE_TABLE": ("route-table", _number(0, _UINT, 0)),
}
_SINCE: Mapping[str, Version] = {
    "DHCPV6_PD_HINT": (1, 44),
    "DHCP_IAID": (1, 22),
    "DHCPV6_IAID": (1, 22),
    "DHCP_REJECT_SERVERS": (1, 28),
    "DHCP_VENDOR_CLASS_IDENTIFIER": (1, 28),
    "DNS_OVER_TLS": (1, 34),
    "HOSTNAME_FROM_DHCP": (1, 30),
    "HOSTNAME_FROM_DNS_LOOKUP": (1, 30),
    "HOSTNAME_ONLY_FROM_DEFAULT": (1, 30),
    "HOSTNAME_PRIORITY": (1, 30),
    "IPV4_AUTO_ROUTE_EXT_GW": (1, 42),
    "IPV4_LINK_LOCAL": (1, 40),
    "IPV4_REPLACE_LOCAL_RULE": (1, 44),
    "IPV4_REQUIRED_TIMEOUT": (1, 34),
    "IPV6_AUTO_ROUTE_EXT_GW": (1, 42),
    "IPV6_REPLACE_LOCAL_RULE": (1, 44),
    "IPV6_REQUIRED_TIMEOUT": (1, 34),
    "MATCH_DRIVER": (1, 26),
    "MATCH_KERNEL_COMMAND_LINE": (1, 26),
    "MATCH_PATH": (1, 26),
    "MPTCP_FLAGS": (1, 40),
    "WAIT_ACTIVATION_DELAY": (1, 40),
}
"""Where that is later than the NetworkManager of EL7."""

_Entry = tuple[str, str, str, _Reader, Version | None]


def _entries(section: str, properties: Mapping[str, tuple[str, _Reader]]) -> dict[str, _Entry]:
    return {
        key: (section, name, f"{section}.{name}", read, _SINCE.get(key)) for key, (name, read) in properties.items()
    }


_PORT: Mapping[str, _Entry] = _entries("connection", _CONNECTION) | {
    key: (section, name, f"{section}.{name}", read, _SINCE.get(key)) for key, (section, name, read) in _FURTHER.items()
}
_WITHOUT_IPV4 = {**_PORT, **_entries("ipv4", _IPV4), **_entries("ipv6", _IPV6)}
_ALL = {**_WITHOUT_IPV4, **_entries("ipv4", _IPV4_WHERE_READ)}
_HOSTNAME = frozenset(key for key in _FURTHER if key.startswith("HOSTNAME_"))


def read_properties(source: Source, is_port: bool, has_ipv4: bool) -> None:
    """All of them, in one pass over the keys that are there. A port has neither IPv4 nor IPv6."""
    table = _PORT if is_port else _ALL if has_ipv4 else _WITHOUT_IPV4
    keys, settings, origins = source.keys, source.settings, source.origins
    for key in [key for key in keys if key in table]:
        section, name, dotted, read, since = table[key]
        text = keys[key]
        value = read(text) if text else None
        if value is not None and (since is None or source.may_be_since(*since)):
            settings.setdefault(section, {})[name] = value
            origins[dotted] = key
    if not _HOSTNAME.isdisjoint(source.rare) and source.may_be_since(1, 30):
        settings.setdefault("hostname", {})  # is there as soon as one of its keys is
    if "STABLE_ID" in source.rare:  # where even an empty text is one
        source.add("connection", "stable-id", source.keys["STABLE_ID"], "STABLE_ID")
