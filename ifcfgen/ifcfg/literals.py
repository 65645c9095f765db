"""Numbers and addresses as iproute2 and the kernel read them, which take more than `values` does."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv6Address

from ifcfgen.lazy import pattern

_NUMBER = re.compile(r"[ \t\n]*\+?(0[xX][0-9a-fA-F]+|[0-9]+)")
_C_LONG = pattern(r"[ \t\n]*([+-]?)(0[xX][0-9a-fA-F]+|[0-9]+)")
_MOST_DIGITS = 63
"""More than any number has that a tool takes."""
_ANYWHERE = frozenset({"default", "any", "all"})


def number(text: str, most: int = 0xFFFFFFFF) -> int | None:
    """A number as iproute2 takes it: decimal, 0x hexadecimal or 0 octal, up to MOST."""
    match = _NUMBER.fullmatch(text)
    value = _of_base(match[1]) if match else None
    return value if value is not None and value <= most else None


def leading_number(text: str) -> int | None:
    """The number that TEXT begins with, as simple_strtoul of the kernel takes it; None where it begins with none."""
    match = _C_LONG.match(text)
    if not match:
        return None
    digits = re.match("0[0-7]*", match[2]) if match[2][:1] == "0" and match[2][1:2] not in ("x", "X") else None
    value = _of_base(digits[0] if digits else match[2])
    return -value if value is not None and match[1] == "-" else value


def _of_base(digits: str) -> int | None:
    if len(digits) > _MOST_DIGITS:
        return None
    try:
        if digits[:2] in ("0x", "0X"):
            return int(digits, 16)
        return int(digits, 8 if digits[0] == "0" else 10)
    except ValueError:  # 089
        return None


@lru_cache(4096)
def ipv4(text: str) -> int | None:
    """An IPv4 address as iproute2 takes it: `10.1` is 10.1.0.0, a leading 0 makes an octet octal."""
    octets = [number(octet, 255) for octet in text.split(".")]
    value = 0
    for octet in octets:
        if octet is None:
            return None
        value = value << 8 | octet
    return value << 8 * (4 - len(octets)) if len(octets) <= 4 else None


@lru_cache(4096)
def ipv6(text: str) -> int | None:
    """An IPv6 address."""
    try:
        return int(IPv6Address(text)) if "%" not in text else None
    except ValueError:
        return None


@lru_cache(4096)
def address(text: str, version: int) -> int | None:
    """An address of either family."""
    return ipv4(text) if version == 4 else ipv6(text)


@lru_cache(4096)
def prefix(text: str, version: int) -> tuple[int, int] | None:
    """`address/length` as iproute2 takes it; for IPv4 the length may be a mask. All of it without a length."""
    bits = 32 if version == 4 else 128
    host, slash, length = text.partition("/")
    value = 0 if host in _ANYWHERE else address(host, version)
    if value is None:
        return None
    if not slash:
        return value, 0 if host in _ANYWHERE else bits
    count = number(length, bits)
    if count is None and version == 4 and "." in length:
        mask = ipv4(length)
        count = None if mask is None else length_of_mask(mask)
    return None if count is None else (value, count)


def length_of_mask(mask: int) -> int | None:
    """The length of a mask of 32 bits; None where it has holes."""
    inverse = mask ^ 0xFFFFFFFF
    return None if inverse & (inverse + 1) else 32 - inverse.bit_length()
