"""The words of NetworkManager's enumerations and flags, and the numbers that they have in a keyfile."""

from __future__ import annotations

from collections.abc import Mapping

_RESOLVING = {"default": -1, "no": 0, "resolve": 1, "yes": 2}
MULTIPLE = 3
"""`multiple` of connection.multi-connect: one profile for many cards at once."""
_PROTECTION = {"default": 0, "disable": 1, "optional": 2, "required": 3}
_FQDN_FLAGS = {"fqdn-serv-update": 1, "fqdn-encoded": 2, "fqdn-no-update": 4, "fqdn-clear-flags": 8}
_SECRET = {"agent-owned": 1, "not-saved": 2, "not-required": 4}
_DCB = {"enable": 1, "advertise": 2, "willing": 4}
_TERNARY = {"default": -1, "no": 0, "yes": 1}

ENUMS: Mapping[str, Mapping[str, int]] = {
    "connection.dns-over-tls": {"default": -1, "no": 0, "opportunistic": 1, "yes": 2},
    "connection.lldp": {"default": -1, "disable": 0, "enable-rx": 1},
    "connection.llmnr": _RESOLVING,
    "connection.mdns": _RESOLVING,
    "connection.metered": {"unknown": 0, "yes": 1, "no": 2},
    "connection.multi-connect": {"default": 0, "single": 1, "manual-multiple": 2, "multiple": MULTIPLE},
    "connection.autoconnect-ports": _TERNARY,
    "802-3-ethernet.accept-all-mac-addresses": _TERNARY,
    "802-11-wireless.ap-isolation": _TERNARY,
    "802-11-wireless.mac-address-randomization": {"default": 0, "never": 1, "always": 2},
    "802-11-wireless.powersave": {"default": 0, "ignore": 1, "disable": 2, "enable": 3},
    "802-11-wireless-security.fils": _PROTECTION,
    "802-11-wireless-security.pmf": _PROTECTION,
    "802-11-wireless-security.wep-key-type": {"unknown": 0, "key": 1, "passphrase": 2},
    "hostname.from-dhcp": _TERNARY,
    "hostname.from-dns-lookup": _TERNARY,
    "hostname.only-from-default": _TERNARY,
    "ipv4.auto-route-ext-gw": _TERNARY,
    "ipv4.link-local": {"default": 0, "auto": 1, "disabled": 2, "enabled": 3, "fallback": 4},
    "ipv4.replace-local-rule": _TERNARY,
    "ipv6.auto-route-ext-gw": _TERNARY,
    "ipv6.ip6-privacy": {"unknown": -1, "disabled": 0, "prefer-public-addr": 1, "prefer-temp-addr": 2},
    "ipv6.replace-local-rule": _TERNARY,
    "proxy.method": {"none": 0, "auto": 1},
    "sriov.autoprobe-drivers": _TERNARY,
}
"""Of which a property has one."""

FLAGS: Mapping[str, Mapping[str, int]] = {
    "connection.mptcp-flags": {
        "disabled": 0x1, "enabled": 0x2, "also-without-sysctl": 0x4, "also-without-default-route": 0x8,
        "signal": 0x10, "subflow": 0x20, "backup": 0x40, "fullmesh": 0x80, "laminar": 0x100,
    },
    "802-3-ethernet.wake-on-lan": {
        "default": 0x1, "phy": 0x2, "unicast": 0x4, "multicast": 0x8, "broadcast": 0x10, "arp": 0x20, "magic": 0x40,
        "ignore": 0x8000,
    },
    "802-11-wireless-security.leap-password-flags": _SECRET,
    "802-11-wireless-security.psk-flags": _SECRET,
    "802-11-wireless-security.wep-key-flags": _SECRET,
    "802-11-wireless-security.wps-method": {
        "default": 0, "disabled": 0x1, "auto": 0x2, "pbc": 0x4, "pin": 0x8, "pin-display": 0x10,
    },
    "802-1x.phase1-auth-flags": {
        "tls-1-0-disable": 0x1, "tls-1-1-disable": 0x2, "tls-1-2-disable": 0x4, "tls-disable-time-checks": 0x8,
        "tls-1-3-disable": 0x10, "tls-1-0-enable": 0x20, "tls-1-1-enable": 0x40, "tls-1-2-enable": 0x80,
        "tls-1-3-enable": 0x100,
    },
    **{
        f"802-1x.{secret}-flags": _SECRET
        for secret in (
            "ca-cert-password", "client-cert-password", "password", "password-raw", "phase2-ca-cert-password",
            "phase2-client-cert-password", "phase2-private-key-password", "pin", "private-key-password",
        )
    },
    **{f"dcb.{name}-flags": _DCB for name in ("app-fcoe", "app-iscsi", "app-fip", "priority-flow-control",
                                              "priority-group")},
    "ipv4.dhcp-hostname-flags": _FQDN_FLAGS,
    "ipv6.dhcp-hostname-flags": _FQDN_FLAGS,
    "vlan.flags": {"reorder-headers": 0x1, "gvrp": 0x2, "loose-binding": 0x4, "mvrp": 0x8},
}  # fmt: skip
"""Of which a property has any number."""


def word(name: str, value: int) -> str | None:
    """The word for the VALUE of an enumeration; None if it is not one of its values."""
    return next((word for word, number in ENUMS[name].items() if number == value), None)


def words(name: str, value: int) -> tuple[str, ...]:
    """The words for the flags of VALUE."""
    return tuple(word for word, number in FLAGS[name].items() if number and value & number)
