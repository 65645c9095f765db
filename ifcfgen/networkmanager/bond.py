"""BONDING_OPTS as NetworkManager reads it: what it drops with a warning, and what it rejects the whole file for.

The options and their values: nm-setting-bond.c.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from ifcfgen.ifcfg.values import is_interface_name
from ifcfgen.lazy import NamedTuple
from ifcfgen.model.bonding import BOND_MODES
from ifcfgen.networkmanager.source import Rejected, Since, Source, Version
from ifcfgen.networkmanager.values import ipv4, ipv6, is_mac, words

_MAX = 2**31 - 1


class _Option(NamedTuple):
    """What an option can be: a number, one of some words (whose numbers do as well), or text of a kind."""

    low: int = 0
    high: int = -1
    words: tuple[str, ...] = ()
    kind: str = ""
    since: Version = (1, 0)


def _one_of(*named: str, since: Version = (1, 0)) -> _Option:
    return _Option(0, len(named) - 1, named, since=since)


_OPTIONS: Mapping[str, _Option] = {
    "mode": _one_of(*BOND_MODES),
    "miimon": _Option(0, _MAX),
    "updelay": _Option(0, _MAX),
    "downdelay": _Option(0, _MAX),
    "peer_notif_delay": _Option(0, _MAX),
    "arp_interval": _Option(0, _MAX),
    "arp_ip_target": _Option(kind="ipv4"),
    "ns_ip6_target": _Option(kind="ipv6", since=(1, 44)),
    "arp_validate": _one_of("none", "active", "backup", "all", "filter", "filter_active", "filter_backup"),
    "arp_all_targets": _one_of("any", "all"),
    "arp_missed_max": _Option(0, 255, since=(1, 44)),
    "primary": _Option(kind="device"),
    "active_slave": _Option(kind="device"),
    "primary_reselect": _one_of("always", "better", "failure"),
    "fail_over_mac": _one_of("none", "active", "follow"),
    "use_carrier": _Option(0, 1),
    "all_slaves_active": _Option(0, 1),
    "tlb_dynamic_lb": _Option(0, 1),
    "balance-slb": _Option(0, 1, since=(1, 42)),
    "ad_select": _one_of("stable", "bandwidth", "count"),
    "xmit_hash_policy": _one_of("layer2", "layer3+4", "layer2+3", "encap2+3", "encap3+4", "vlan+srcmac"),
    "resend_igmp": _Option(0, 255),
    "num_grat_arp": _Option(0, 255),
    "num_unsol_na": _Option(0, 255),
    "lacp_rate": _one_of("slow", "fast"),
    "lacp_active": _one_of("off", "on", since=(1, 44)),
    "ad_actor_sys_prio": _Option(1, 65535),
    "ad_actor_system": _Option(kind="mac"),
    "ad_user_port_key": _Option(0, 1023),
    "packets_per_slave": _Option(0, 65535),
    "min_links": _Option(0, _MAX),
    "lp_interval": _Option(1, _MAX),
}
OPTIONS_SINCE: Mapping[str, Version] = {name: option.since for name, option in _OPTIONS.items()}
"""The options of NetworkManager, each with the first version that has it."""
_WITH_PRIMARY = ("active-backup", "balance-tlb", "balance-alb")
_WITHOUT_ARP = ("balance-tlb", "balance-alb")
_ARP_MODES = ("balance-rr", "active-backup", "balance-xor", "broadcast")
_MODES_OF: Mapping[str, Sequence[str]] = {
    "active_slave": _WITH_PRIMARY,
    "primary": _WITH_PRIMARY,
    **dict.fromkeys(("ad_actor_sys_prio", "ad_actor_system", "ad_user_port_key", "lacp_rate"), ("802.3ad",)),
    **dict.fromkeys(("arp_interval", "arp_ip_target", "arp_validate"), _ARP_MODES),
    "packets_per_slave": ("balance-rr",),
    "tlb_dynamic_lb": _WITHOUT_ARP,
}
"""Of the options that not every mode has."""


def read_options(source: Source) -> dict[str, str]:
    """The options that NetworkManager takes; others it drops with a warning. They are separated by spaces only."""
    taken = {}
    for word in words(source.keys.get("BONDING_OPTS")):
        name, _, value = word.partition("=")
        if name == "arp_ip_target":
            value = value.translate(_QUOTES)
        if is_option(name, value, source.since):
            taken[name] = value
    return taken


_QUOTES = dict.fromkeys(map(ord, "+-'\""))


def is_option(name: str, value: str, since: Since) -> bool:
    """Whether a bond can have the option NAME with VALUE (_nm_setting_bond_validate_option)."""
    return is_option_name(name, since) and bool(value) and _fits(_OPTIONS[name], value)


def is_option_name(name: str, since: Since) -> bool:
    """Whether there is a bond option NAME."""
    option = _OPTIONS.get(name)
    return option is not None and (option.since == (1, 0) or since(*option.since))


def _fits(option: _Option, value: str) -> bool:
    match option.kind:
        case "ipv4" | "ipv6":
            family = ipv4 if option.kind == "ipv4" else ipv6
            addresses = [word.strip() for word in value.split(",") if word.strip()]
            return bool(addresses) and all(family(word) for word in addresses)
        case "device":
            return is_interface_name(value)
        case "mac":
            return is_mac(value)
    if value.isascii() and value.isdigit():
        return len(value) < 20 and option.low <= int(value) <= option.high
    return value in option.words


def check_bond(source: Source, options: Mapping[str, str]) -> None:
    """What must hold for the OPTIONS of a bond together. Raises `Rejected` for the first that does not."""
    for problem in problems(options, source.since):
        raise Rejected("bond-option", "BONDING_OPTS", problem)


def problems(options: Mapping[str, str], since: Since) -> Iterator[str]:
    """All that is wrong with OPTIONS together, in the order in which NetworkManager looks."""
    if not options:
        return
    written = options.get("mode", BOND_MODES[0])
    mode = _mode(written)
    if written not in (mode, str(BOND_MODES.index(mode))):
        yield f"mode={written} has an extra zero"
    yield from chain(_in_mode(since, mode, options), _monitoring(options), _in_last_place(mode, options))


def write_bond(source: Source, options: Mapping[str, str]) -> None:
    """Put the OPTIONS into the settings."""
    source.add("bond", "options", normalized(options), "BONDING_OPTS" if "BONDING_OPTS" in source.keys else "")


def normalized(options: Mapping[str, str]) -> Mapping[str, str]:
    """OPTIONS with the mode by its name, and without what that mode does not have."""
    mode = _mode(options.get("mode", BOND_MODES[0]))
    kept = {name: value for name, value in options.items() if mode in _MODES_OF.get(name, BOND_MODES)}
    return {**kept, "mode": mode}


def _mode(written: str) -> str:
    return BOND_MODES[int(written)] if written.isdigit() else written


def _value(options: Mapping[str, str], name: str, unset: int = 0) -> int:
    return int(options.get(name, unset))


def _in_mode(since: Since, mode: str, options: Mapping[str, str]) -> Iterator[str]:
    if mode in _WITHOUT_ARP and _value(options, "arp_interval"):
        yield f"the mode {mode} has no arp_interval"
    missed = _value(options, "arp_missed_max")
    if missed and (mode in _WITHOUT_ARP or (mode == "802.3ad" and since(1, 58))):
        yield f"the mode {mode} has no arp_missed_max"
    if "primary" in options and mode not in _WITH_PRIMARY:
        yield f"the mode {mode} has no primary"


def _monitoring(options: Mapping[str, str]) -> Iterator[str]:
    miimon, interval = _value(options, "miimon", 100), _value(options, "arp_interval")
    for delay in ("updelay", "downdelay", "peer_notif_delay"):
        if _value(options, delay) and not miimon:
            yield f"{delay} counts in steps of miimon, which is 0"
    notify = _value(options, "peer_notif_delay")
    if notify and miimon and notify % miimon and not interval:
        yield f"peer_notif_delay={notify} is not a multiple of miimon, which is {miimon}"
    targets = [name for name in ("arp_ip_target", "ns_ip6_target") if name in options]
    if interval and not targets:
        yield "arp_interval is set without arp_ip_target"
    if targets and not interval:
        yield f"{targets[0]} is set without arp_interval"


def _in_last_place(mode: str, options: Mapping[str, str]) -> Iterator[str]:
    if options.get("lacp_rate", "slow") not in ("0", "slow") and mode != "802.3ad":
        yield f"the mode {mode} has no lacp_rate"
    if "lacp_active" in options and mode != "802.3ad":
        yield f"the mode {mode} has no lacp_active"
    numbers = {_value(options, name) for name in ("num_grat_arp", "num_unsol_na") if name in options}
    if len(numbers) > 1:
        yield "num_grat_arp and num_unsol_na are one option, but have two values"
    if _value(options, "balance-slb"):
        if mode != "balance-xor":
            yield f"balance-slb is for the mode balance-xor, not {mode}"
        if options.get("xmit_hash_policy", "5") not in ("5", "vlan+srcmac"):
            yield "balance-slb wants xmit_hash_policy=vlan+srcmac"
