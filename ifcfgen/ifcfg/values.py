"""What single values come to: numbers, addresses, names, masks, option lists. What cannot be read is None."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv4Address, ip_address

from ifcfgen.model import IP

_MAC = re.compile(r"[0-9A-Fa-f]{1,2}([:-])[0-9A-Fa-f]{1,2}(?:\1[0-9A-Fa-f]{1,2}){4}(?:(?:\1[0-9A-Fa-f]{1,2}){14})?")
_NOT_IN_NAMES = frozenset(b"/: \t\n\v\f\r\xa0\0")


def integer(text: str | None) -> int | None:
    """A decimal number of at most eleven digits."""
    return int(text) if text and len(text) < 12 and text.isascii() and text.isdigit() else None


def number(text: str | None) -> float | None:
    """A decimal number, with a fraction or not."""
    whole, _, fraction = (text or "").partition(".")
    return None if integer(whole) is None or (fraction and integer(fraction) is None) else float(text or 0)


@lru_cache(4096)
def address(text: str | None) -> IP | None:
    """An IP address of either family."""
    try:
        return ip_address(text) if text else None
    except ValueError:
        return None


def mac(text: str | None) -> str | None:
    """A MAC address, of a card or of InfiniBand, as initscripts write it: upper case, colons, two digits each."""
    if not text or not _MAC.fullmatch(text):
        return None
    return ":".join(octet.zfill(2) for octet in text.upper().replace("-", ":").split(":"))


LONGEST_NAME = 15
"""Of a device, in bytes. sysfs, brctl and tunctl cut what is longer, ip refuses it."""


@lru_cache(1024)
def is_interface_name(name: str) -> bool:
    """Whether the kernel takes NAME for a device (net/core/dev.c, dev_valid_name): 0xA0, too, is a blank to it."""
    written = name.encode(errors="surrogateescape")
    return 0 < len(written) <= LONGEST_NAME and name not in (".", "..") and _NOT_IN_NAMES.isdisjoint(written)


@lru_cache(256)
def prefix_of(netmask: str | None) -> int | None:
    """The length of a dotted NETMASK; a mask with a hole in it is none."""
    mask = address(netmask)
    if not isinstance(mask, IPv4Address):
        return None
    bits = f"{int(mask):032b}"
    return None if "01" in bits else bits.count("1")


def options(text: str | None) -> dict[str, str]:
    """The `name=value` words of BONDING_OPTS and its like, in order; words of another shape are left out."""
    pairs = (word.partition("=") for word in (text or "").split())
    return {name: value for name, equals, value in pairs if name and equals and value}
