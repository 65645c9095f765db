"""Bonds as the kernel sees them: modes, and which options a mode refuses.

From the kernel's drivers/net/bonding/bond_options.c (`unsuppmodes`) and NetworkManager's nm-setting-bond.c.
"""

from __future__ import annotations

from collections.abc import Mapping

from ifcfgen.errors import closest
from ifcfgen.lazy import cached_property, pattern, record

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
"""The kernel's own defaults, so nothing is lost where they are refused."""

_MOST_TARGETS = 16
"""Of the ARP monitor (BOND_MAX_ARP_TARGETS); the kernel refuses what comes behind."""
_WORD = pattern(r"[\w.+-]+")
_KNOWN = frozenset(
    ("mode", "miimon", "updelay", "downdelay", "peer_notif_delay", "use_carrier", "arp_interval", "arp_ip_target",
     "ns_ip6_target", "arp_validate", "arp_all_targets", "arp_missed_max", "primary", "primary_reselect",
     "active_slave", "fail_over_mac", "all_slaves_active", "all_ports_active", "resend_igmp", "num_grat_arp",
     "num_unsol_na", "num_peer_notif", "xmit_hash_policy", "lacp_rate", "lacp_active", "ad_select", "min_links",
     "ad_actor_sys_prio", "ad_actor_system", "ad_user_port_key", "tlb_dynamic_lb", "packets_per_slave", "lp_interval",
     "queue_id", "slaves", "balance-slb", "coupled_control", "broadcast_neighbor")
)  # fmt: skip
"""What some kernel has in /sys/class/net/BOND/bonding, and NetworkManager besides."""

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


@record
class Bonding:
    """The options of a bond as written: by the kernel's names, in its units."""

    options: Mapping[str, str]

    @property
    def has_known_mode(self) -> bool:
        """Whether the mode is one of the kernel's, by name or number; true where none is given too,
        and where the word has still to be worked out."""
        return mode_of(self.options) in BOND_MODES or not _WORD.fullmatch(self.mode or "")

    @property
    def mode(self) -> str | None:
        """The mode as written."""
        return self.options.get("mode")

    @property
    def primary(self) -> str | None:
        """The port that is used as long as it has a link."""
        return self.options.get("primary")

    @property
    def has_mii_monitor(self) -> bool:
        """Whether miimon is above 0."""
        return self._is_set("miimon")

    @property
    def has_arp_monitor(self) -> bool:
        """Whether arp_interval is above 0."""
        return self._is_set("arp_interval")

    @property
    def targets(self) -> tuple[str, ...]:
        """Whom the ARP monitor asks."""
        names = ("arp_ip_target", "ns_ip6_target")
        return tuple(
            word.lstrip("+") for name in names for word in self.options.get(name, "").split(",") if word.lstrip("+")
        )

    @cached_property
    def hidden_targets(self) -> tuple[str, ...]:
        """The ARP targets that are part of the text of an earlier one, as 10.0.0.1 is of 10.0.0.12."""
        targets = self.targets[:_MOST_TARGETS]
        return tuple(t for i, t in enumerate(targets) if any(t in before and t != before for before in targets[:i]))

    @property
    def delays(self) -> tuple[str, ...]:
        """The delays that are asked for; they count in steps of miimon."""
        return tuple(name for name in ("updelay", "downdelay", "peer_notif_delay") if self._is_set(name))

    @property
    def lost_delays(self) -> tuple[str, ...]:
        """Those of the delays that are shorter than one step of miimon, which the kernel rounds down to none."""
        step = self.options.get("miimon", "")
        return tuple(name for name in self.delays if _is_less(self.options[name], step))

    @property
    def follows_its_ports(self) -> bool:
        """Whether the bond has the MAC address of the port in use (fail_over_mac), which one mode alone can have."""
        return mode_of(self.options) == "active-backup" and self.options.get("fail_over_mac", "0") not in ("0", "none")

    @cached_property
    def glued(self) -> tuple[str, ...]:
        """The options whose value has another separator in it, as in `mode=1,miimon=100` and `mode=1; miimon=100`."""
        return tuple(name for name, value in self.options.items() if "=" in value or value[-1:] in (",", ";"))

    @cached_property
    def unknown(self) -> tuple[str, ...]:
        """The options that no kernel has."""
        return tuple(name for name in self.options if name not in _KNOWN and _WORD.fullmatch(name))

    @property
    def meant(self) -> tuple[str, ...]:
        """The options that were probably meant by the unknown ones, as far as any is near."""
        return tuple(filter(None, (closest(name, _KNOWN) for name in self.unknown)))

    @property
    def meant_mode(self) -> str | None:
        """The mode that was probably meant by a word that is none."""
        return closest(self.mode or "", BOND_MODES)

    def _is_set(self, name: str) -> bool:
        return self.options.get(name, "0").strip("0") != ""


def _is_less(text: str, other: str) -> bool:
    numbers = [int(each) for each in (text, other) if each.isdecimal() and len(each) < 12]
    return len(numbers) == 2 and numbers[0] < numbers[1]
