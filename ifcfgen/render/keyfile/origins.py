"""From a line of a rendered keyfile back to what the topology asks for there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ifcfgen.model import Device, Place
from ifcfgen.netplan import Configuration
from ifcfgen.netplan.properties import OFFLOADS
from ifcfgen.networkmanager.keyfile import ip_text
from ifcfgen.render.keyfile.files import outputs
from ifcfgen.render.keyfile.view import address_text, route_texts, rule_text

_OF_FAMILIES: Mapping[str, tuple[str, ...]] = {
    "method": ("dhcp{}", "link_local", "accept_ra"),
    "dns": ("nameservers",),
    "dns-search": ("search",),
    "dhcp-client-id": ("dhcp4_options.identifier",),
    "dhcp-hostname": ("dhcp{}_options.hostname",),
    "dhcp-send-hostname": ("dhcp{}_options.send_hostname",),
    "dhcp-send-hostname-deprecated": ("dhcp{}_options.send_hostname",),
    "ignore-auto-dns": ("dhcp{}_options.use_dns",),
    "ignore-auto-routes": ("dhcp{}_options.use_routes",),
    "route-metric": ("dhcp{}_options.route_metric",),
}
FIELDS: Mapping[str, tuple[str, ...]] = {
    "connection.id": ("name",),
    "connection.uuid": ("name",),
    "connection.type": ("",),
    "connection.interface-name": ("name",),
    "connection.autoconnect": ("onboot",),
    "connection.multi-connect": ("match_names", "match_drivers"),
    **dict.fromkeys(
        ("connection.master", "connection.controller", "connection.slave-type", "connection.port-type"),
        ("controller_name",),
    ),
    "match.interface-name": ("match_names",),
    "match.driver": ("match_drivers",),
    "ethernet.mac-address": ("hwaddr",),
    "ethernet.cloned-mac-address": ("mac",),
    "ethernet.mtu": ("mtu",),
    "ethernet.wake-on-lan": ("wakeonlan",),
    "sriov.total-vfs": ("virtual_functions",),
    "sriov.eswitch-mode": ("switch_mode",),
    "wifi.ssid": ("access_points",),
    "wifi.mode": ("access_points",),
    "wifi.band": ("access_points",),
    "wifi.channel": ("access_points",),
    "wifi.bssid": ("access_points",),
    "wifi.hidden": ("access_points",),
    "wifi.mac-address": ("hwaddr",),
    "wifi.cloned-mac-address": ("mac",),
    "wifi.mtu": ("mtu",),
    "wifi.wake-on-wlan": ("wake_on_wlan",),
    "wifi-security.key-mgmt": ("access_points",),
    "wifi-security.psk": ("access_points",),
    "infiniband.mac-address": ("hwaddr",),
    "infiniband.mtu": ("mtu",),
    "infiniband.transport-mode": ("infiniband_mode",),
    "loopback.mtu": ("mtu",),
    "vlan.id": ("vlan_id",),
    **dict.fromkeys(
        ("vlan.parent", "macvlan.parent", "ipvlan.parent", "ip-tunnel.parent", "vxlan.parent"), ("parent_name",)
    ),
    "macvlan.mode": ("mode",),
    "macvlan.tap": ("mode",),
    "ipvlan.mode": ("mode",),
    "ip-tunnel.mode": ("mode",),
    "ip-tunnel.local": ("local",),
    "ip-tunnel.remote": ("remote",),
    "ip-tunnel.ttl": ("ttl",),
    "ip-tunnel.input-key": ("input_key",),
    "ip-tunnel.output-key": ("output_key",),
    "ip-tunnel.mtu": ("mtu",),
    "vxlan.id": ("vni",),
    "vxlan.learning": ("mac_learning",),
    "vxlan.local": ("local",),
    "vxlan.remote": ("remote",),
    "vxlan.ttl": ("ttl",),
    "vxlan.destination-port": ("udp_port",),
    "wireguard.private-key": ("private_key",),
    "wireguard.listen-port": ("udp_port",),
    "wireguard.fwmark": ("mark",),
    "wireguard.mtu": ("mtu",),
    "veth.peer": ("peer_name",),
    "tun.mode": ("mode",),
    "tun.owner": ("owner",),
    "vrf.table": ("table",),
    "team.config": ("team_config",),
    "bridge.stp": ("stp",),
    "bridge.forward-delay": ("forward_delay",),
    "bridge.hello-time": ("hello_time",),
    "bridge.max-age": ("max_age",),
    "bridge.ageing-time": ("ageing_time",),
    "bridge.priority": ("bridge_priority",),
    "bridge-port.priority": ("port_priority",),
    "bridge-port.path-cost": ("path_cost",),
    "bridge-port.hairpin-mode": ("hairpin",),
    "802-1x.eap": ("auth.method",),
    "802-1x.identity": ("auth.identity",),
    "802-1x.anonymous-identity": ("auth.anonymous-identity",),
    "802-1x.ca-cert": ("auth.ca-certificate",),
    "802-1x.client-cert": ("auth.client-certificate",),
    "802-1x.private-key": ("auth.client-key",),
    "802-1x.private-key-password": ("auth.client-key-password",),
    "802-1x.password": ("auth.password",),
    "802-1x.phase2-auth": ("auth.phase2-auth",),
    **{f"ethtool.feature-{feature}": (f"offloads.{feature}",) for feature in OFFLOADS.values()},
    "hostname.from-dhcp": ("dhcp4_options.use_hostname",),
    **{
        f"ipv{version}.{key}": tuple(field.format(version) for field in fields)
        for version in (4, 6)
        for key, fields in _OF_FAMILIES.items()
    },
    "ipv4.link-local": ("link_local",),
    "ipv6.addr-gen-mode": ("ipv6_address_generation", "ipv6_token"),
    "ipv6.ip6-privacy": ("ipv6_privacy",),
    "ipv6.token": ("ipv6_token",),
    "ipv6.mtu": ("ipv6_mtu",),
}
"""By section and key, the fields of a device that the template writes there, the one that says most first."""
_NUMBERED = re.compile(r"(address|route|routing-rule)\d+(?:_options)?|(dns)")
LISTS = {"address": "addresses", "route": "routes", "routing-rule": "rules", "dns": "nameservers"}
"""By key without its number, the field whose items are written there."""


def origin(topology: Configuration, name: str, line: str) -> Place:
    """Where TOPOLOGY asks for LINE of the rendered file NAME; for the device, where no field says so."""
    for output in outputs(topology):
        if output.name == name and output.device:
            return topology.origin(output.device, *_fields(output.device, line))
    return Place(topology.path)


def _fields(device: Device, line: str) -> tuple[str, ...]:
    """The fields of DEVICE that LINE says."""
    key, _, value = line.partition("=")
    if key in device.bond_options:
        return (f"bond_options.{key}",)
    if key.startswith("feature-"):
        return (f"offloads.{key.removeprefix('feature-')}",)
    listed = _NUMBERED.fullmatch(key)
    if not listed:
        said = (fields for name, fields in FIELDS.items() if name.partition(".")[2] == key)
        return tuple(field for fields in said for field in fields)
    field = LISTS[listed[1] or listed[2]]
    texts: Mapping[str, Sequence[str | tuple[str, str | None]]] = {
        "addresses": [address_text(address) for address in device.addresses],
        "routes": [route_texts(route) for route in device.routes],
        "rules": [rule_text(rule, None) for rule in device.rules],
        "nameservers": [ip_text(server) for server in device.nameservers],
    }
    return tuple(f"{field}.{number}" for number, text in enumerate(texts[field]) if _says(value, text)) or (field,)


def _says(value: str, text: str | tuple[str, str | None]) -> bool:
    """Whether VALUE is TEXT, a part of it, or has it before what else the line adds."""
    if isinstance(text, tuple):
        return value in text
    return text in (*re.split("[,;]", value), re.sub(r"^priority \d+ ", "", value))
