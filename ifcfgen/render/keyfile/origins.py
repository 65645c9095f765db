"""From a line of a rendered keyfile back to what the topology asks for there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ifcfgen.model import Device, Place
from ifcfgen.netplan import Configuration
from ifcfgen.networkmanager.keyfile import ip_text
from ifcfgen.render.keyfile.files import outputs
from ifcfgen.render.keyfile.view import address_text, route_texts, rule_text

FIELDS: Mapping[str, tuple[str, ...]] = {
    "id": ("name", "vlan_id", "vni"),
    "interface-name": ("name",),
    "autoconnect": ("onboot",),
    "master": ("controller_name",),
    "slave-type": ("controller_name",),
    "mac-address": ("hwaddr",),
    "cloned-mac-address": ("mac",),
    "mtu": ("mtu", "ipv6_mtu"),
    "wake-on-lan": ("wakeonlan",),
    "transport-mode": ("infiniband_mode",),
    "parent": ("parent_name",),
    "mode": ("mode",),
    "tap": ("mode",),
    "peer": ("peer_name",),
    "owner": ("owner",),
    "local": ("local",),
    "remote": ("remote",),
    "ttl": ("ttl",),
    "input-key": ("input_key",),
    "output-key": ("output_key",),
    "destination-port": ("udp_port",),
    "table": ("table",),
    "config": ("team_config",),
    "private-key": ("private_key", "auth.client-key"),
    "listen-port": ("udp_port",),
    "fwmark": ("mark",),
    "stp": ("stp",),
    "forward-delay": ("forward_delay",),
    "hello-time": ("hello_time",),
    "max-age": ("max_age",),
    "ageing-time": ("ageing_time",),
    "priority": ("bridge_priority", "port_priority"),
    "path-cost": ("path_cost",),
    "hairpin-mode": ("hairpin",),
    "eap": ("auth.method",),
    "identity": ("auth.identity",),
    "anonymous-identity": ("auth.anonymous-identity",),
    "ca-cert": ("auth.ca-certificate",),
    "client-cert": ("auth.client-certificate",),
    "private-key-password": ("auth.client-key-password",),
    "password": ("auth.password",),
    "phase2-auth": ("auth.phase2-auth",),
    "from-dhcp": ("dhcp4_options.use_hostname",),
    "dns-search": ("search",),
    "addr-gen-mode": ("ipv6_address_generation", "ipv6_token"),
    "ip6-privacy": ("ipv6_privacy",),
    "token": ("ipv6_token",),
    "link-local": ("link_local",),
    "method": ("dhcp4", "dhcp6", "link_local", "accept_ra"),
    "dhcp-client-id": ("dhcp4_options.identifier",),
    "dhcp-hostname": ("dhcp4_options.hostname", "dhcp6_options.hostname"),
    "dhcp-send-hostname": ("dhcp4_options.send_hostname", "dhcp6_options.send_hostname"),
    "ignore-auto-dns": ("dhcp4_options.use_dns", "dhcp6_options.use_dns"),
    "ignore-auto-routes": ("dhcp4_options.use_routes", "dhcp6_options.use_routes"),
    "route-metric": ("dhcp4_options.route_metric", "dhcp6_options.route_metric"),
}
"""By key, the fields of a device that the template writes there, the one that says most first."""
_NUMBERED = re.compile(r"(address|route|routing-rule)\d+(?:_options)?|(dns)")
_LISTS = {"address": "addresses", "route": "routes", "routing-rule": "rules", "dns": "nameservers"}
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
        return FIELDS.get(key, ())
    field = _LISTS[listed[1] or listed[2]]
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
