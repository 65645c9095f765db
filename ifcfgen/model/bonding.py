"""Bonds as the kernel sees them: modes, and which options a mode refuses.

From the kernel's drivers/net/bonding/bond_options.c (`unsuppmodes`) and NetworkManager's nm-setting-bond.c.
"""

from __future__ import annotations

from collections.abc import Mapping

BOND_MODES = ("balance-rr", "active-backup", "balance-xor", "broadcast", "802.3ad", "balance-tlb", "balance-alb")
"""By number."""

_WITH_PRIMARY = ("active-backup", "balance-tlb", "balance-alb")
_WITH_ARP = ("balance-rr", "active-backup", "balance-xor", "broadcast")
_LACP = ("802.3ad",)

_ONLY_IN = {
    "primary": _WITH_PRIMARY, "active_slave": _WITH_PRIMARY,
    "arp_interval": _WITH_ARP, "arp_validate": _WITH_ARP, "arp_missed_max": _WITH_ARP,
    "lacp_rate": _LACP, "lacp_active": _LACP,
    "ad_actor_sys_prio": _LACP, "ad_actor_system": _LACP, "ad_user_port_key": _LACP,
    "packets_per_slave": ("balance-rr",), "tlb_dynamic_lb": ("balance-tlb", "balance-alb"),
}  # fmt: skip
_ASKS_NOTHING = {
    "arp_interval": ("0",), "arp_validate": ("0", "none"), "arp_missed_max": ("0",), "lacp_rate": ("0", "slow"),
    "packets_per_slave": ("1",), "tlb_dynamic_lb": ("1",),
}  # fmt: skip
"""Values that are the kernel's own, so nobody misses them where they are refused."""

_REJECTED = frozenset({"primary", "arp_interval", "arp_missed_max", "lacp_rate", "lacp_active"})


def mode_of(options: Mapping[str, str]) -> str:
    """The mode by name; a word that is no mode as it stands."""
    mode = options.get("mode", BOND_MODES[0])
    return BOND_MODES[int(mode)] if mode in ("0", "1", "2", "3", "4", "5", "6") else mode


def refused(options: Mapping[str, str]) -> tuple[str, ...]:
    """Those of OPTIONS that their mode refuses, in the order written."""
    mode = mode_of(options)
    return tuple(
        name
        for name, value in options.items()
        if mode in BOND_MODES
        and mode not in _ONLY_IN.get(name, BOND_MODES)
        and value not in _ASKS_NOTHING.get(name, ())
    )


def rejected(options: Mapping[str, str]) -> tuple[str, ...]:
    """Those of the refused for which NetworkManager rejects the whole profile; the others it drops."""
    dropped = "arp_interval" if mode_of(options) == "802.3ad" else None
    return tuple(name for name in refused(options) if name in _REJECTED and name != dropped)


def link_monitor(options: Mapping[str, str]) -> str | None:
    """What OPTIONS have the links watched by: `mii`, `arp` or nothing."""
    for option, monitor in (("arp_interval", "arp"), ("miimon", "mii")):
        if options.get(option, "0").strip("0"):
            return monitor
    return None
