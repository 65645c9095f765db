"""Kinds of device in the words of ifcfg files."""

from __future__ import annotations

from collections.abc import Mapping

_TYPES: Mapping[str, tuple[str, ...]] = {
    "ethernet": ("ethernet", "ctc"),
    "bond": ("bond",),
    "bridge": ("bridge",),
    "vlan": ("vlan",),
    "infiniband": ("infiniband",),
    "wireless": ("wireless",),
    "team": ("team",),
    "tap": ("tap", "tun"),
    "tunnel": ("gre", "gre6", "ipip", "ipip6", "sit", "ipsec", "external"),
    "ppp": ("xdsl", "modem", "isdn", "ppp"),
}

KIND_OF_TYPE: Mapping[str, str] = {word: kind for kind, words in _TYPES.items() for word in words}
"""By the word in TYPE, in lower case. One that begins with `ovs` is for Open vSwitch; others are no kind's."""

KEY_OF_PORT: Mapping[str, str] = {"bridge": "BRIDGE", "bond": "MASTER", "team": "TEAM_MASTER"}
"""The key that makes a device a port, by the kind of its controller. Of several, NetworkManager takes the first."""
