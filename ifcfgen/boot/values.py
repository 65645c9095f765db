"""MAC addresses, masks, and addresses as they are written."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv6Address

from ifcfgen.lazy import pattern

_MAC = pattern(r"[0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}")


@lru_cache(4096)
def mac(text: str) -> str | None:
    """A MAC address that a device may have."""
    text = text.lower()
    if not _MAC.fullmatch(text):
        return None
    octets = [int(octet, 16) for octet in text.split(":")]
    return None if octets[0] & 1 or not any(octets) else ":".join(f"{octet:02x}" for octet in octets)


def is_of_no_card(text: str) -> bool:
    """Whether TEXT is a MAC address by its form, and one that no card has: that of a group, or all zeros."""
    return _MAC.fullmatch(text.lower()) is not None and mac(text) is None


def mask(length: int, bits: int = 32) -> int:
    """The mask of a prefix LENGTH."""
    return (1 << bits) - (1 << bits - length)


@lru_cache(4096)
def text_of(value: int, version: int) -> str:
    """An address as it is written."""
    if version == 6:
        # as the C library writes what holds an IPv4 address
        if value >> 32 in (0, 0xFFFF) and (value >> 16 & 0xFFFF or value >> 32):
            return ("::ffff:" if value >> 32 else "::") + text_of(value & 0xFFFFFFFF, 4)
        return str(IPv6Address(value))
    return f"{value >> 24}.{value >> 16 & 255}.{value >> 8 & 255}.{value & 255}"
