"""Virtual devices that NetworkManager has in keyfiles, and its ifcfg reader does not know: since when, and their modes.

Numbers of the modes: NMSettingMacvlanMode, NMSettingIPVlanMode, NMSettingTunMode and NMIPTunnelMode of libnm.
"""

from __future__ import annotations

from collections.abc import Mapping

from ifcfgen.networkmanager.source import Version

SINCE: Mapping[str, Version] = {
    **dict.fromkeys(("team", "dummy", "tap", "macvlan", "macvtap", "tunnel", "vxlan"), (1, 18)),
    "wireguard": (1, 18),
    "vrf": (1, 24),
    "veth": (1, 30),
    "ipvlan": (1, 52),
}
"""The kinds of virtual devices, each with the first version that has it; none older than that of EL7."""

KNOWS_ADDRESS_OVER_IPV6 = 9
"""The first release whose NetworkManager makes the link-local address of a tunnel over IPv6 of the one that the tunnel
has: before 1.52 it looks for a MAC address (get_ip_iface_identifier)."""

VXLAN_PORT = 8472
"""The UDP port of a VXLAN that names none, which is the kernel's as well."""

_MACVLAN = {"vepa": 1, "bridge": 2, "private": 3, "passthru": 4}
MODES: Mapping[str, Mapping[str, int]] = {
    # without those that hold anyway, `tun` of a tap
    "macvlan": _MACVLAN,
    "macvtap": _MACVLAN,
    "ipvlan": {"l2": 1, "l3": 2, "l3s": 3},
    "tap": {"tap": 2},
    "tunnel": {
        "ipip": 1, "gre": 2, "sit": 3, "isatap": 4, "vti": 5, "ip6ip6": 6, "ipip6": 7, "ip6gre": 8, "vti6": 9,
        "gretap": 10, "ip6gretap": 11,
    },
}  # fmt: skip
"""By kind: the number of each mode in a keyfile."""
