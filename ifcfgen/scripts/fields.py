"""Which keys of an ifcfg file each field of a device is read from."""

from __future__ import annotations

from collections.abc import Mapping

from ifcfgen.ifcfg.vocabulary import Key, lookup
from ifcfgen.model import Device

KEYS_OF: Mapping[str, tuple[str, ...]] = {
    "hwaddr": ("HWADDR",), "mac": ("MACADDR",), "mtu": ("MTU",), "onboot": ("ONBOOT",), "stp": ("STP",),
    "parent_name": ("PHYSDEV", "MACVLAN_PARENT", "IPVLAN_PARENT", "VXLAN_PARENT"),
    "vlan_id": ("VID", "VLAN_ID"), "bond_options": ("BONDING_OPTS",),
    "forward_delay": ("DELAY", "BRIDGING_OPTS"), "hello_time": ("BRIDGING_OPTS",), "max_age": ("BRIDGING_OPTS",),
    "ageing_time": ("AGEING", "BRIDGING_OPTS"), "bridge_priority": ("PRIO", "BRIDGING_OPTS"),
    "path_cost": ("BRIDGING_OPTS",), "port_priority": ("BRIDGING_OPTS",), "hairpin": ("BRIDGING_OPTS",),
    "controller_name": ("MASTER", "BRIDGE", "MASTER_UUID", "BRIDGE_UUID", "TEAM_MASTER"), "dhcp4": ("BOOTPROTO",),
    "dhcp6": ("DHCPV6C",),
    "addresses": ("IPADDR", "PREFIX", "NETMASK", "IPV6ADDR", "IPV6ADDR_SECONDARIES", "MY_INNER_IPADDR"),
    "mode": ("MACVLAN_MODE", "IPVLAN_MODE"), "local": ("MY_OUTER_IPADDR", "IPV6TUNNELIPV4LOCAL", "VXLAN_LOCAL"),
    "remote": ("PEER_OUTER_IPADDR", "IPV6TUNNELIPV4", "VXLAN_REMOTE"), "ttl": ("TTL", "VXLAN_TTL"),
    "output_key": ("KEY",), "vni": ("VXLAN_ID",), "udp_port": ("VXLAN_PORT",), "peer_name": ("VETH_PEER",),
    "owner": ("OWNER",), "team_config": ("TEAM_CONFIG",),
    "routes": ("GATEWAY", "IPV6_DEFAULTGW", "DEFROUTE"), "rules": ("ROUTING_RULE_", "ROUTING_RULE6_"),
    "nameservers": ("DNS",), "search": ("DOMAIN",), "accept_ra": ("IPV6_AUTOCONF",),
    "link_local": ("IPV6_DISABLED", "BOOTPROTO"), "ipv6_privacy": ("IPV6_PRIVACY",),
    "ipv6_address_generation": ("IPV6_ADDR_GEN_MODE",), "ipv6_token": ("IPV6_TOKEN",), "ipv6_mtu": ("IPV6_MTU",),
    "wakeonlan": ("ETHTOOL_OPTS",), "offloads": ("ETHTOOL_OPTS",), "infiniband_mode": ("CONNECTED_MODE",),
    "virtual_functions": ("SRIOV_TOTAL_VFS",),
    "auth": ("KEY_MGMT", "IEEE_8021X_EAP_METHODS", "IEEE_8021X_IDENTITY", "IEEE_8021X_ANON_IDENTITY",
             "IEEE_8021X_INNER_AUTH_METHODS", "IEEE_8021X_CA_CERT", "IEEE_8021X_CLIENT_CERT",
             "IEEE_8021X_PRIVATE_KEY"),
    "dhcp4_options.use_dns": ("PEERDNS",), "dhcp4_options.use_routes": ("PEERROUTES",),
    "dhcp4_options.use_hostname": ("HOSTNAME_FROM_DHCP",), "dhcp4_options.send_hostname": ("DHCP_SEND_HOSTNAME",),
    "dhcp4_options.use_ntp": ("PEERNTP",),
    "dhcp4_options.hostname": ("DHCP_HOSTNAME",), "dhcp4_options.route_metric": ("IPV4_ROUTE_METRIC", "METRIC"),
    "dhcp4_options.identifier": ("DHCP_CLIENT_ID",), "dhcp6_options.use_dns": ("IPV6_PEERDNS",),
    "dhcp6_options.use_routes": ("IPV6_PEERROUTES",), "dhcp6_options.send_hostname": ("DHCPV6_SEND_HOSTNAME",),
    "dhcp6_options.hostname": ("DHCPV6_HOSTNAME",), "dhcp6_options.route_metric": ("IPV6_ROUTE_METRIC",),
}  # fmt: skip
"""The keys that each field of a device is read from, without their numbers."""

WITH_MORE = frozenset({"DEFROUTE", "ETHTOOL_OPTS"})
"""Keys that say more than their fields hold: no default route from a lease, and what is neither offload nor wakeup."""

PARENT_KEY: Mapping[str, str] = {
    "vlan": "PHYSDEV", "macvlan": "MACVLAN_PARENT", "macvtap": "MACVLAN_PARENT", "ipvlan": "IPVLAN_PARENT",
    "vxlan": "VXLAN_PARENT",
}  # fmt: skip
"""The key that names the device that one of this kind stands on."""

OF_IDENTITY = frozenset({
    "DEVICE", "NAME", "UUID", "TYPE", "DEVICETYPE", "NM_CONTROLLED", "ONPARENT", "SLAVE", "VLAN", "BONDING_MASTER",
    "IPV6INIT", "NETWORK", "NM_USER_*",
})  # fmt: skip
"""Keys that follow from the others, or change nothing of the network."""


def fits(entry: Key, device: Device) -> bool:
    """Whether a key belongs in the file of a device of this kind, or of a port."""
    ports = ("bond port", "bridge port") if device.controller_name else ()
    return not {"any", device.kind, *ports}.isdisjoint(entry.kinds)


def stem_of(key: str) -> str:
    """KEY without the number that it has as one of several; a name that is no key as it stands."""
    entry = lookup(key)
    return entry.name.rstrip("0123456789") if entry and entry.numbered else entry.name if entry else key
