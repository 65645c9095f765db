"""The settings of a bridge and its ports as brctl, ip and sysfs take them. Times in hundredths of a second."""

from __future__ import annotations

from ifcfgen.boot.kernel.state import Refusal
from ifcfgen.boot.values import leading_number

LEAST_DELAY, MOST_DELAY = 200, 3000
_RANGES = {"hello_time": (100, 1000), "max_age": (600, 4000)}
_SWITCHES = ("multicast_snooping", "multicast_querier", "vlan_filtering")
_PORT_RANGES = {"path_cost": (1, 65535), "priority": (0, 63), "multicast_router": (0, 3)}
_PORT_SWITCHES = (
    "hairpin_mode", "bpdu_guard", "root_block", "learning", "unicast_flood", "multicast_fast_leave", "isolated",
)  # fmt: skip
_RESERVED_GROUPS = 0x7  # STP, PAUSE and LACP frames are never forwarded

Bridge = dict[str, int]


PORT = {
    "priority": 32,
    "hairpin_mode": 0,
    "bpdu_guard": 0,
    "root_block": 0,
    "learning": 1,
    "unicast_flood": 1,
    "multicast_router": 1,
    "multicast_fast_leave": 0,
    "isolated": 0,
}
"""What a port is set to before anybody sets anything; its path cost goes by the speed of the card."""


def bridge() -> Bridge:
    """A bridge that has just been made."""
    return {
        "stp_state": 0,
        "forward_delay": 1500,
        "hello_time": 200,
        "max_age": 2000,
        "ageing_time": 30000,
        "priority": 32768,
        "group_fwd_mask": 0,
        "multicast_snooping": 1,
        "multicast_router": 1,
        "multicast_querier": 0,
        "vlan_filtering": 0,
    }


def set_delay(bridge: Bridge, delay: int) -> None:
    """With STP on the kernel takes a delay of 2 to 30 seconds only. Raises Refusal."""
    if bridge["stp_state"] and not LEAST_DELAY <= delay <= MOST_DELAY:
        raise Refusal("delay-out-of-range", delay / 100)
    bridge["forward_delay"] = delay


def set_stp(bridge: Bridge, on: bool) -> None:
    """The moment that STP goes on, the kernel brings the delay into its range."""
    if on and not bridge["stp_state"]:
        bridge["forward_delay"] = min(max(bridge["forward_delay"], LEAST_DELAY), MOST_DELAY)
    bridge["stp_state"] = int(on)


def write(bridge: Bridge, name: str, value: str) -> None:
    """`echo VALUE > bridge/NAME`. Raises Refusal."""
    if name not in bridge and name not in _UNSHOWN:
        raise Refusal("no-bridge-setting", name)
    found = leading_number(value)
    if found is None:
        raise Refusal("option-no-number", name, value)
    if name in _RANGES and not _RANGES[name][0] <= found <= _RANGES[name][1]:
        raise Refusal("option-out-of-range", name, value, *_RANGES[name])
    if name == "forward_delay":
        set_delay(bridge, found)
    elif name == "stp_state":
        set_stp(bridge, bool(found))
    elif name == "group_fwd_mask" and found & _RESERVED_GROUPS:
        raise Refusal("reserved-groups", value)
    elif name == "multicast_router" and not 0 <= found <= 2:
        raise Refusal("option-out-of-range", name, value, 0, 2)
    elif name in _SWITCHES:
        bridge[name] = int(bool(found))
    elif name in bridge:
        bridge[name] = found & 0xFFFF if name == "priority" else found


_UNSHOWN = frozenset({
    "hash_elasticity", "hash_max", "multicast_last_member_count", "multicast_startup_query_count",
    "multicast_last_member_interval", "multicast_membership_interval", "multicast_querier_interval",
    "multicast_query_interval", "multicast_query_response_interval", "multicast_startup_query_interval",
    "multicast_query_use_ifaddr", "multicast_stats_enabled", "multicast_igmp_version", "multicast_mld_version",
    "nf_call_arptables", "nf_call_ip6tables", "nf_call_iptables", "vlan_protocol", "vlan_stats_enabled",
    "vlan_stats_per_port", "default_pvid", "group_addr", "flush", "no_linklocal_learn",
})  # fmt: skip
"""Settings that exist, and of which no more is told."""


def write_port(port: dict[str, int], name: str, value: str) -> None:
    """`echo VALUE > brport/NAME`. Raises Refusal."""
    found = leading_number(value)
    if name in _PORT_SWITCHES:
        if found is None:
            raise Refusal("option-no-number", name, value)
        port[name] = int(bool(found))
    elif name in _PORT_RANGES:
        low, high = _PORT_RANGES[name]
        if found is None or not low <= found <= high:
            raise Refusal("option-not-from", name, value, low, high)
        port[name] = found
    else:
        raise Refusal("no-port-setting", name)
