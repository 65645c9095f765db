"""The keys and peers of a WireGuard device in a keyfile (_read_setting_wireguard_peer() of nm-keyfile.c)."""

from __future__ import annotations

import re
from binascii import Error, a2b_base64, b2a_base64
from collections.abc import Callable, Mapping

from ifcfgen.keyfile.document import Entry
from ifcfgen.networkmanager.values import network, number

PEER = "wireguard-peer."
"""What the section of a peer begins with; its public key follows."""
_OCTETS = 32
_ENDPOINT = re.compile(r"\s*(?:\[[^]]+\]|[^\[].*):([0-9]+)\s*", re.A)


def is_key(text: str) -> bool:
    """Whether TEXT is a key: 32 bytes in base64."""
    return _octets(text) is not None


def is_public_key(text: str) -> bool:
    """Whether TEXT is a key as it is written: a section is found by it."""
    octets = _octets(text)
    return octets is not None and b2a_base64(octets, newline=False).decode() == text


def _octets(text: str) -> bytes | None:
    try:
        octets = a2b_base64(text.encode(errors="surrogateescape"), strict_mode=True)
    except Error:
        return None
    return octets if len(octets) == _OCTETS else None


def _is_endpoint(text: str) -> bool:
    found = _ENDPOINT.fullmatch(text)
    return found is not None and number(found[1], 1, 65535) is not None


KEYS_OF_PEERS: Mapping[str, Callable[[Entry], bool]] = {
    "allowed-ips": lambda entry: all(network(item, 4) or network(item, 6) for item in entry.items or ()),
    "endpoint": lambda entry: not entry.text or _is_endpoint(entry.text),
    "persistent-keepalive": lambda entry: number(entry.raw, 0, 2**32 - 1, 0) is not None,
    "preshared-key": lambda entry: is_key(entry.text or ""),
    "preshared-key-flags": lambda entry: number(entry.raw, 0, 2, 0) is not None,
}
"""Whether NetworkManager takes what a key of a peer says."""
