"""The scalars of a topology: numbers, bools, times, addresses, names. YAML 1.2 scalars, and netplan's spellings."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from ifcfgen.facts import STATES, fault_in_package, parse_release
from ifcfgen.model import IP, Address, Network
from ifcfgen.netplan.grammar import Value, Wrong

_TRUE, _FALSE = ("true", "yes", "on", "y"), ("false", "no", "off", "n")
_NUMBER = re.compile(r"\+?\d+|0x[0-9a-fA-F]+|0o[0-7]+", re.A)
_MAC = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}((:[0-9a-f]{2}){14})?", re.I)
_PREFIX = re.compile(r"\d{1,3}", re.A)
_BARE = re.compile(r"\d+(\.\d+)?", re.A)
_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]+)", re.A)
_SPANS = re.compile(r"(\d+(\.\d+)?\s*[a-z]+\s*)+", re.A)
_SECONDS = {
    **dict.fromkeys(("us", "usec"), 1e-6),
    **dict.fromkeys(("ms", "msec"), 1e-3),
    **dict.fromkeys(("s", "sec", "second", "seconds"), 1),
    **dict.fromkeys(("m", "min", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hr", "hour", "hours"), 3600),
    **dict.fromkeys(("d", "day", "days"), 86400),
}


def _text(text: str) -> str:
    if not text or not text.isprintable():
        raise ValueError
    return text


def _flag(text: str) -> bool:
    word = text.lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise ValueError


TEXT = Value("a text of printable characters", _text, {"type": ["string", "number"]})
PASSWORD = replace(TEXT, secret=True)
FLAG = Value(
    "true or false",
    _flag,
    {"enum": [True, False, *_TRUE[1:], *_FALSE[1:]]},  # a YAML 1.2 editor sees `yes` as a string
    (*_TRUE, *_FALSE),
)

FLAG_OR_ROUTE = Value(
    "true, false or route",
    lambda text: text if text == "route" else _flag(text),
    {"enum": [*FLAG.json["enum"], "route"]},
    (*FLAG.words, "route"),
)


def number(least: int, most: int) -> Value:
    """A whole number of that range."""

    def parse(text: str) -> int:
        if not _NUMBER.fullmatch(text) or len(text) > 20:
            raise ValueError
        value = int(text, 0) if text[1:2] in ("x", "o") else int(text)
        if not least <= value <= most:
            raise ValueError
        return value

    return Value(f"a number from {least} to {most}", parse, {"type": "integer", "minimum": least, "maximum": most})


def one_of(*words: str) -> Value:
    """One of WORDS, in any case, as netplan has it."""

    by_case = {word.lower(): word for word in words}

    def parse(text: str) -> str:
        if text.lower() not in by_case:
            raise ValueError
        return by_case[text.lower()]

    return Value("one of " + ", ".join(words), parse, {"enum": list(words)}, words)


def span(unit: float, least: float, most: float, step: float) -> Value:
    """A time, in seconds. UNIT is that of a bare number; `2s`, `500ms`, `1min 30s` have their own. The kernel counts
    in STEPs.
    """

    def parse(text: str) -> float:
        bare, spans = _BARE.fullmatch(text.strip()), _SPANS.fullmatch(text.strip().lower())
        if len(text) > 40 or not (bare or spans):
            raise ValueError
        seconds = float(text) * unit if bare else 0.0
        for amount, name in () if bare else _SPAN.findall(text.lower()):
            if name not in _SECONDS:
                raise Wrong(f"{name!r} is not a unit of time; one of us, ms, s, min, h, d")
            seconds += float(amount) * _SECONDS[name]
        if abs(seconds / step - round(seconds / step)) > 1e-6:
            raise Wrong(f"{text} is too fine: the kernel counts in steps of {step:g} seconds")
        seconds = round(seconds, 3)
        if not least <= seconds <= most:
            raise Wrong(f"{text} is out of range: {least:g} to {most:g} seconds")
        return seconds

    units = {0.001: "milliseconds", 1: "seconds"}[unit]
    return Value(
        f"a time: a number of {units}, or with a unit such as 500ms or 2s",
        parse,
        {"type": ["number", "string"], "pattern": r"^\s*\d"},
    )


@lru_cache(1024)
def _ip(text: str) -> IP:
    if "%" in text:
        raise ValueError
    return ip_address(text)


def _ip4(text: str) -> IPv4Address:
    return IPv4Address(text)


def _ip6(text: str) -> IPv6Address:
    ip = _ip(text)
    if not isinstance(ip, IPv6Address):
        raise ValueError
    return ip


def _address(text: str) -> Address:
    head, slash, length = text.partition("/")
    ip = _ip(head)
    if not slash:
        raise Wrong(f"{text} needs its prefix, e.g. {text}/{24 if ip.version == 4 else 64}")
    if ip.version == 4 and "." in length:  # a netmask, which cloud-init reads as well
        bits = f"{int(IPv4Address(length)):032b}"
        length = "" if "01" in bits else str(bits.count("1"))
    if not _PREFIX.fullmatch(length) or not 1 <= int(length) <= ip.max_prefixlen:
        raise Wrong(f"{text}: the prefix is a number from 1 to {ip.max_prefixlen}")
    return Address(ip, int(length))


def _network(text: str) -> Network:
    head, slash, length = text.partition("/")
    ip = _ip(head)
    if slash and not _PREFIX.fullmatch(length):
        raise ValueError
    return ip_network((ip, int(length) if slash else ip.max_prefixlen), strict=False)


def _destination(text: str) -> Network | None:
    return None if text == "default" else _network(text)


def _mac(text: str) -> str:
    if not _MAC.fullmatch(text):
        raise ValueError
    return text.upper()


def _mac_to_set(text: str) -> str:
    if text in _MAC_WORDS:
        return text
    mac = _mac(text)
    if len(mac) == len("00:00:00:00:00:00") and int(mac[:2], 16) & 1:
        raise Wrong(f"{text} is a multicast address (its first byte is odd), which a device cannot have")
    return mac


_MAC_WORDS = ("permanent", "random", "stable", "preserve")
_MAC_SHAPE = "six bytes such as 52:54:00:12:34:56 (InfiniBand: twenty)"

VERSION = Value("2", one_of("2").parse, {"enum": [2, "2"]})
IP_ADDRESS = Value("an IP address", _ip, {"type": "string"})
IP4_ADDRESS = Value("an IPv4 address", _ip4, {"type": "string", "format": "ipv4"})
IP6_TOKEN = Value("the lower half of an IPv6 address, e.g. ::10", lambda text: str(_ip6(text)), {"type": "string"})
IP6_ADDRESS = Value("an IPv6 address", _ip6, {"type": "string", "format": "ipv6"})
INTERFACE_ADDRESS = Value(
    "an address with its prefix, e.g. 192.0.2.10/24", _address, {"type": "string", "pattern": "/"}
)
DESTINATION = Value("`default`, or a network such as 198.51.100.0/24", _destination, {"type": "string"}, ("default",))
NETWORK = Value("a network such as 198.51.100.0/24", _network, {"type": "string"})
MAC = Value(_MAC_SHAPE, _mac, {"type": "string", "pattern": f"^{_MAC.pattern.replace('a-f', 'a-fA-F')}$"})
MAC_TO_SET = Value(f"{_MAC_SHAPE}, or one of {', '.join(_MAC_WORDS)}", _mac_to_set, {"type": "string"}, _MAC_WORDS)

NAME_LIMIT = 15
"""Bytes in the name of an interface: the kernel's IFNAMSIZ less its final NUL."""
_NOT_IN_NAMES = re.compile(r"[/%:\s\x00-\x1f\x7f]")
_WORD = re.compile(r"[!-~]+")  # printable ASCII, no blank
_RESERVED = ("all", "default", "bonding_masters")  # of /proc/sys/net/*/conf and /sys/class/net


def fault_of_id(id: str) -> str | None:
    """Why ID cannot stand for a card that is found by something else, None where it can."""
    bad = _NOT_IN_NAMES.search(id)
    if not id or not id.isprintable() or bad:
        return f"{id!r}: the name of an interface " + (f"has no {bad[0]!r}" if bad else "is printable text")
    return f"{id!r}: reserved by the kernel" if id in (".", "..") else None


def fault_of_name(name: str) -> str | None:
    """Why NAME cannot name an interface, None where it can."""
    if fault := fault_of_id(name):
        return fault
    if name in _RESERVED:
        return f"{name!r}: reserved by the kernel"
    if len(name.encode()) > NAME_LIMIT:
        return f"{name}: the name of an interface has at most {NAME_LIMIT} bytes, not {len(name.encode())}"
    return None


def _name(text: str) -> str:
    fault = fault_of_name(text)
    if fault:
        raise Wrong(fault)
    return text


def _label(text: str) -> str:
    if not _WORD.fullmatch(text) or len(text.encode()) > NAME_LIMIT:
        raise ValueError
    return text


def _domain(text: str) -> str:
    if not _WORD.fullmatch(text):
        raise ValueError
    return text


LABEL = Value(
    f"a label without blanks, of at most {NAME_LIMIT} bytes", _label, {"type": "string", "maxLength": NAME_LIMIT}
)
DOMAIN = Value("a domain such as example.com", _domain, {"type": "string"})
NAME = Value("the name of an interface", _name, {"type": "string", "maxLength": NAME_LIMIT})

_VIRTUAL_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,63}")


def _virtual_name(text: str) -> str:
    if not _VIRTUAL_NAME.fullmatch(text):
        raise ValueError
    return text


VIRTUAL_NAME = Value(
    "a name of letters, digits and `_.+-`", _virtual_name, {"type": "string", "pattern": f"^{_VIRTUAL_NAME.pattern}$"}
)
_HOST_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_.-]{0,252}[A-Za-z0-9])?")


def _host_name(text: str) -> str:
    if not _HOST_NAME.fullmatch(text):
        raise ValueError
    return text


def _release(text: str) -> int:
    try:
        return parse_release(text)
    except ValueError as error:
        raise Wrong(str(error)) from None


def _package(text: str) -> str:
    text = _text(text)
    if fault := fault_in_package(text):
        raise Wrong(fault)
    return text


_USER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")


def _user(text: str) -> str:
    if not _USER.fullmatch(text):
        raise ValueError
    return text


def _tunnel_key(text: str) -> int:
    return int(IPv4Address(text)) if "." in text else int(number(0, 2**32 - 1).parse(text))


def _json_object(text: str) -> str:
    if not text.isprintable() or not isinstance(json.loads(text), dict):
        raise ValueError
    return text


_CURVE25519 = re.compile(r"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=")
_ENDPOINT = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9][A-Za-z0-9.-]*):(\d{1,5})", re.A)


def _wireguard_key(text: str) -> str:
    if not _CURVE25519.fullmatch(text):
        raise ValueError
    return text


def _endpoint(text: str) -> str:
    match = _ENDPOINT.fullmatch(text)
    if not match or not 1 <= int(match[2]) <= 65535:
        raise ValueError
    return text


def _port(text: str) -> int | None:
    return None if text == "auto" else int(number(1, 65535).parse(text))


PUBLIC_KEY = Value("a key of WireGuard: 32 bytes in base64", _wireguard_key, {"type": "string"})
WIREGUARD_KEY = replace(PUBLIC_KEY, secret=True)
ENDPOINT = Value("a host and a port, such as 192.0.2.1:51820", _endpoint, {"type": "string"})
PORT = Value("a number from 1 to 65535, or auto", _port, {"type": ["integer", "string"]}, ("auto",))
USER = Value("the name or number of a user", _user, {"type": ["string", "integer"]})
TUNNEL_KEY = Value("a number from 0 to 4294967295, or a dotted quad", _tunnel_key, {"type": ["integer", "string"]})
JSON_OBJECT = Value("an object of JSON, on one line", _json_object, {"type": "string"})
HOST_NAME = Value("a host name", _host_name, {"type": "string"})
PACKAGE = replace(TEXT, parse=_package)
RELEASE = Value("a release", _release, {"type": ["integer", "number", "string"]})
STATE = one_of(*STATES)
