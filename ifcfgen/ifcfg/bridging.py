"""BRIDGING_OPTS: initscripts write each option into sysfs as it stands, NetworkManager knows some and their units."""

from __future__ import annotations

from collections.abc import Mapping

from ifcfgen.lazy import NamedTuple

# Linux, net/bridge/br_sysfs_br.c and br_sysfs_if.c
_OF_A_BRIDGE = frozenset(
    ("ageing_time", "default_pvid", "flush", "forward_delay", "group_addr", "group_fwd_mask", "hash_elasticity",
     "hash_max", "hello_time", "max_age", "multicast_igmp_version", "multicast_last_member_count",
     "multicast_last_member_interval", "multicast_membership_interval", "multicast_mld_version", "multicast_querier",
     "multicast_querier_interval", "multicast_query_interval", "multicast_query_response_interval",
     "multicast_query_use_ifaddr", "multicast_router", "multicast_snooping", "multicast_startup_query_count",
     "multicast_startup_query_interval", "multicast_stats_enabled", "nf_call_arptables", "nf_call_ip6tables",
     "nf_call_iptables", "no_linklocal_learn", "priority", "stp_state", "vlan_filtering", "vlan_protocol",
     "vlan_stats_enabled", "vlan_stats_per_port")
)  # fmt: skip
_OF_A_PORT = frozenset(
    ("backup_port", "bpdu_guard", "broadcast_flood", "flush", "group_fwd_mask", "hairpin_mode", "isolated", "learning",
     "multicast_fast_leave", "multicast_flood", "multicast_router", "multicast_to_unicast", "neigh_suppress",
     "path_cost", "priority", "proxyarp", "proxyarp_wifi", "root_block", "unicast_flood")
)  # fmt: skip
# NetworkManager, nms-ifcfg-rh-reader.c, handle_bridge_option() and handle_bridge_port_option()
_OF_A_BRIDGE_FOR_NETWORKMANAGER = frozenset(
    ("priority", "hello_time", "max_age", "ageing_time", "multicast_snooping", "group_fwd_mask", "group_address",
     "multicast_router", "multicast_query_use_ifaddr", "multicast_querier", "multicast_hash_max",
     "multicast_last_member_count", "multicast_last_member_interval", "multicast_membership_interval",
     "multicast_querier_interval", "multicast_query_interval", "multicast_query_response_interval",
     "multicast_startup_query_count", "multicast_startup_query_interval", "vlan_filtering", "default_pvid",
     "vlan_protocol", "vlan_stats_enabled")
)  # fmt: skip
_WORDS_FOR_NETWORKMANAGER = frozenset(("group_address", "multicast_router", "vlan_protocol"))
_SWITCHES_FOR_NETWORKMANAGER = frozenset(
    ("multicast_snooping", "multicast_query_use_ifaddr", "multicast_querier", "vlan_filtering", "vlan_stats_enabled",
     "hairpin_mode")
)  # fmt: skip
_OF_A_PORT_FOR_NETWORKMANAGER = frozenset(("priority", "path_cost", "hairpin_mode"))


class Bridging(NamedTuple):
    """The OPTIONS of a bridge, or of a port of one."""

    options: Mapping[str, str]
    is_port: bool

    @property
    def unknown(self) -> tuple[str, ...]:
        """The options that the kernel has no file for."""
        known = _OF_A_PORT if self.is_port else _OF_A_BRIDGE
        return tuple(name for name in self.options if name not in known)

    @property
    def unread(self) -> tuple[str, ...]:
        """The options that NetworkManager does not know, or not with such a value."""
        known = _OF_A_PORT_FOR_NETWORKMANAGER if self.is_port else _OF_A_BRIDGE_FOR_NETWORKMANAGER
        return tuple(name for name in self.options if name not in known) or self.misread

    @property
    def misread(self) -> tuple[str, ...]:
        """The numbers that NetworkManager passes over, as they are not decimal."""
        known = _OF_A_PORT_FOR_NETWORKMANAGER if self.is_port else _OF_A_BRIDGE_FOR_NETWORKMANAGER
        numbers = known - _WORDS_FOR_NETWORKMANAGER - _SWITCHES_FOR_NETWORKMANAGER
        return tuple(name for name, value in self.options.items() if name in numbers and not value.isdecimal())
