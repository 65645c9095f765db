"""The settings of a bond as its sysfs files take them (drivers/net/bonding/bond_options.c)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ifcfgen.boot.kernel.state import Refusal
from ifcfgen.ifcfg.literals import ipv4
from ifcfgen.ifcfg.values import integer

MODES = ("balance-rr", "active-backup", "balance-xor", "broadcast", "802.3ad", "balance-tlb", "balance-alb")
WITH_ACTIVE_PORT = ("active-backup", "balance-tlb", "balance-alb")
_WITHOUT_ARP = ("802.3ad", "balance-tlb", "balance-alb")
_DEFAULT_MIIMON = 100
_MOST = 0x7FFFFFFF
_MOST_TARGETS = 16

_WORDS: dict[str, tuple[str, ...]] = {
    "mode": MODES,
    "xmit_hash_policy": ("layer2", "layer3+4", "layer2+3", "encap2+3", "encap3+4", "vlan+srcmac"),
    "arp_validate": ("none", "active", "backup", "all", "filter", "filter_active", "filter_backup"),
    "arp_all_targets": ("any", "all"),
    "fail_over_mac": ("none", "active", "follow"),
    "lacp_rate": ("slow", "fast"),
    "ad_select": ("stable", "bandwidth", "count"),
    "primary_reselect": ("always", "better", "failure"),
}
_SWITCHES = ("use_carrier", "all_slaves_active", "tlb_dynamic_lb")
_NUMBERS = {
    "miimon": (0, _MOST),
    "arp_interval": (0, _MOST),
    "updelay": (0, _MOST),
    "downdelay": (0, _MOST),
    "min_links": (0, _MOST),
    "num_grat_arp": (0, 255),
    "num_unsol_na": (0, 255),
    "resend_igmp": (0, 255),
    "packets_per_slave": (0, 65535),
    "lp_interval": (1, _MOST),
}
_OFF_OR_ONE = {"off": 0, "default": 1}
_NUMBER_WORDS = {
    "miimon": {"default": _DEFAULT_MIIMON},
    "num_grat_arp": _OFF_OR_ONE,
    "num_unsol_na": _OFF_OR_ONE,
    "resend_igmp": _OFF_OR_ONE,
    "packets_per_slave": {"default": 1},
    "lp_interval": {"minval": 1, "default": 1},
}
"""What may stand for a number, beside maxval; else off and default, which are 0."""
_ONLY_IN = {
    "packets_per_slave": ("balance-rr",),
    "lacp_rate": ("802.3ad",),
    "primary": WITH_ACTIVE_PORT,
    "active_slave": WITH_ACTIVE_PORT,
    "tlb_dynamic_lb": ("balance-tlb", "balance-alb"),
    "arp_validate": tuple(mode for mode in MODES if mode not in _WITHOUT_ARP),
    "arp_interval": tuple(mode for mode in MODES if mode not in _WITHOUT_ARP),
}
_WITHOUT_PORTS = ("mode", "fail_over_mac")
_DEFAULTS = {"num_grat_arp": 1, "resend_igmp": 1, "packets_per_slave": 1, "lp_interval": 1}

Bond = dict[str, Any]


def bond() -> Bond:
    """A bond that has just been made."""
    return {
        **{name: words[0] for name, words in _WORDS.items()},
        **{name: _DEFAULTS.get(name, low) for name, (low, _) in _NUMBERS.items() if name != "num_unsol_na"},
        "use_carrier": 1,
        "all_slaves_active": 0,
        "tlb_dynamic_lb": 1,
        "primary": "",
        "active_slave": "",
        "arp_ip_target": (),
        "slaves": (),
    }


def write(bond: Bond, name: str, value: str) -> None:
    """`echo VALUE > bonding/NAME`. Raises Refusal."""
    if name not in bond and name not in ("num_unsol_na", "arp_ip_target"):
        raise Refusal("no-bond-setting", name)
    if name in _WITHOUT_PORTS and bond["slaves"]:
        raise Refusal("bond-has-ports", name)
    if bond["mode"] not in _ONLY_IN.get(name, MODES):
        raise Refusal("not-in-mode", name, bond["mode"])
    if name in _WORDS:
        _set_word(bond, name, _word(name, value))
    elif name in _SWITCHES:
        bond[name] = _switch(name, value)
    elif name == "arp_ip_target":
        _set_target(bond, value)
    elif name == "primary":
        bond["primary"] = value if value in bond["slaves"] else ""
    elif name in _NUMBERS:
        _set_number(bond, name, _number(name, value))
    else:
        raise Refusal("read-only", name)


_CHECKED = ("mode", "ad_select", "fail_over_mac")


def refused_by_module(options: Iterable[tuple[str, str]]) -> tuple[str, str, Refusal] | None:
    """The first of the OPTIONS for which the module is not loaded at all, so that there are no bonds
    (bond_check_params of the kernel): words that it does not know, and numbers that are none."""
    for name, value in options:
        try:
            if name in _CHECKED:
                _word(name, value)
            elif name in _NUMBERS and integer(value) is None:
                raise Refusal("no-number", value)
        except Refusal as refusal:
            return name, value, refusal
    return None


_PORTS = ("active_slave", "primary")


def has(bond: Bond, name: str, value: str) -> bool:
    """Whether the setting NAME, a word, a number or a port, is VALUE already."""
    found = bond.get(name)
    if name in _PORTS:
        return bool(found) and found == value
    try:
        if name in _WORDS:
            return bool(found == _word(name, value))
        return name in _NUMBERS and bool(found == _number(name, value))
    except Refusal:
        return False


def has_mac_of_port(bond: Bond) -> bool:
    """Whether the bond has the MAC address of the port in use, whatever else is set."""
    return bool(bond["mode"] == "active-backup" and bond["fail_over_mac"] == "active")


def keeps_macs(bond: Bond) -> bool:
    """Whether the ports of a bond have each its own MAC, but for the active one."""
    mode = bond["mode"]
    return mode in ("balance-tlb", "balance-alb") or (mode == "active-backup" and bond["fail_over_mac"] != "none")


def _word(name: str, value: str) -> str:
    words = _WORDS[name]
    text = value.split()[0] if value.split() else ""
    if text == "default":
        return words[0]
    number = integer(text)
    if number is not None and number < len(words):
        return words[number]
    if text not in words:
        raise Refusal("not-one-of", name, value, words)
    return text


def _number(name: str, value: str) -> int:
    low, high = _NUMBERS[name]
    number = {"maxval": high, **_NUMBER_WORDS.get(name, {"off": 0, "default": 0})}.get(value.strip())
    if number is None:
        written = integer(value.strip())
        number = written if written is not None and low <= written <= high else None
    if number is None:
        raise Refusal("option-not-from", name, value, low, high)
    return number


def _switch(name: str, value: str) -> int:
    text = value.strip()
    if text not in ("0", "1", "off", "on", "default"):
        raise Refusal("option-no-switch", name, value)
    return int(text in ("1", "on") or (text == "default" and name != "all_slaves_active"))


def _set_word(bond: Bond, name: str, word: str) -> None:
    bond[name] = word
    if name == "mode":
        bond["arp_validate"] = "none"
        if word in _WITHOUT_ARP:
            bond["arp_interval"] = 0
            if not bond["miimon"]:
                _set_miimon(bond, _DEFAULT_MIIMON)
        if word == "balance-alb":
            bond["tlb_dynamic_lb"] = 1


def _set_number(bond: Bond, name: str, value: int) -> None:
    if name in ("updelay", "downdelay"):
        if not bond["miimon"]:
            raise Refusal("bond-needs-miimon", name)
        value -= value % bond["miimon"]
    if name == "miimon":
        _set_miimon(bond, value)
    else:
        bond["num_grat_arp" if name == "num_unsol_na" else name] = value
    if name == "miimon" and value and bond["arp_interval"]:
        bond["arp_interval"] = 0
        bond["arp_validate"] = "none"
    elif name == "arp_interval" and value:
        _set_miimon(bond, 0)


def _set_miimon(bond: Bond, value: int) -> None:
    """The delays are kept as so many looks at the link."""
    for name in ("updelay", "downdelay"):
        bond[name] = bond[name] // bond["miimon"] * value if bond["miimon"] else 0
    bond["miimon"] = value


def _set_target(bond: Bond, value: str) -> None:
    target = value.strip()[1:]
    if value.strip()[:1] != "+" or ipv4(target) in (None, 0, 0xFFFFFFFF) or target.count(".") != 3:
        raise Refusal("no-target", value)
    if target in bond["arp_ip_target"]:
        raise Refusal("target-exists", value)
    if len(bond["arp_ip_target"]) >= _MOST_TARGETS:
        raise Refusal("too-many-targets", _MOST_TARGETS)
    bond["arp_ip_target"] = (*bond["arp_ip_target"], target)
