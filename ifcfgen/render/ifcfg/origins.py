"""From a line of a rendered file back to what the topology asks for there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ifcfgen.ifcfg.document import Document
from ifcfgen.model import Device, Place
from ifcfgen.netplan import Configuration
from ifcfgen.render.addressing import gateway4, gateway6
from ifcfgen.render.ifcfg.files import outputs
from ifcfgen.render.ifcfg.reader import Reader, readers
from ifcfgen.render.ifcfg.routes import route_words, rule_words
from ifcfgen.render.ifcfg.view import numbered
from ifcfgen.render.ifcfg.words import word

FIELDS: Mapping[str, tuple[str, ...]] = {
    "DEVICE": ("name",),
    "HWADDR": ("hwaddr",),
    "MATCH_INTERFACE_NAME": ("match_names",),
    "MATCH_DRIVER": ("match_drivers",),
    "MULTI_CONNECT": ("match_names", "match_drivers"),
    "SRIOV_TOTAL_VFS": ("virtual_functions",),
    "SRIOV_VF0": ("virtual_functions",),
    "MACADDR": ("mac",),
    "MTU": ("mtu",),
    "ETHTOOL_OPTS": ("wakeonlan", "offloads"),
    "ONBOOT": ("onboot",),
    "NM_CONTROLLED": ("nm_controlled",),
    "MASTER": ("controller_name",),
    "SLAVE": ("controller_name",),
    "BRIDGE": ("controller_name",),
    "BONDING_OPTS": ("bond_options",),
    "STP": ("stp",),
    "DELAY": ("forward_delay",),
    "AGEING": ("ageing_time",),
    "PRIO": ("bridge_priority",),
    "TEAM_MASTER": ("controller_name",),
    "PHYSDEV": ("parent_name",),
    "MACVLAN_PARENT": ("parent_name",),
    "MACVLAN_MODE": ("mode",),
    "IPVLAN_PARENT": ("parent_name",),
    "IPVLAN_MODE": ("mode",),
    "VXLAN_ID": ("vni",),
    "VXLAN_PARENT": ("parent_name",),
    "VXLAN_REMOTE": ("remote",),
    "VXLAN_LOCAL": ("local",),
    "VXLAN_PORT": ("udp_port",),
    "VXLAN_TTL": ("ttl",),
    "VETH_PEER": ("peer_name",),
    "OWNER": ("owner",),
    "TEAM_CONFIG": ("team_config",),
    "IPV6TUNNELIPV4": ("remote",),
    "IPV6TUNNELIPV4LOCAL": ("local",),
    "PEER_OUTER_IPADDR": ("remote",),
    "MY_OUTER_IPADDR": ("local",),
    "TTL": ("ttl",),
    "KEY": ("output_key",),
    "VID": ("vlan_id",),
    "VLAN_ID": ("vlan_id",),
    "CONNECTED_MODE": ("infiniband_mode",),
    "KEY_MGMT": ("auth",),
    "IEEE_8021X_EAP_METHODS": ("auth.method",),
    "IEEE_8021X_IDENTITY": ("auth.identity",),
    "IEEE_8021X_ANON_IDENTITY": ("auth.anonymous-identity",),
    "IEEE_8021X_INNER_AUTH_METHODS": ("auth.phase2-auth",),
    "IEEE_8021X_CA_CERT": ("auth.ca-certificate",),
    "IEEE_8021X_CLIENT_CERT": ("auth.client-certificate",),
    "IEEE_8021X_PRIVATE_KEY": ("auth.client-key",),
    "IEEE_8021X_PASSWORD": ("auth.password",),
    "IEEE_8021X_PRIVATE_KEY_PASSWORD": ("auth.client-key-password",),
    "BOOTPROTO": ("dhcp4", "link_local"),
    "DHCP_HOSTNAME": ("dhcp4_options.hostname",),
    "DHCP_SEND_HOSTNAME": ("dhcp4_options.send_hostname",),
    "DHCP_CLIENT_ID": ("dhcp4_options.identifier",),
    "HOSTNAME_FROM_DHCP": ("dhcp4_options.use_hostname",),
    "PEERDNS": ("dhcp4_options.use_dns",),
    "PEERROUTES": ("dhcp4_options.use_routes",),
    "PEERNTP": ("dhcp4_options.use_ntp",),
    "METRIC": ("dhcp4_options.route_metric",),
    "IPV4_ROUTE_METRIC": ("dhcp4_options.route_metric",),
    "DOMAIN": ("search",),
    "IPV6INIT": ("link_local",),
    "IPV6_DISABLED": ("link_local",),
    "IPV6_AUTOCONF": ("accept_ra",),
    "IPV6_PRIVACY": ("ipv6_privacy",),
    "IPV6_ADDR_GEN_MODE": ("ipv6_address_generation",),
    "IPV6_TOKEN": ("ipv6_token",),
    "DHCPV6C": ("dhcp6",),
    "DHCPV6_HOSTNAME": ("dhcp6_options.hostname",),
    "DHCPV6_SEND_HOSTNAME": ("dhcp6_options.send_hostname",),
    "IPV6_PEERDNS": ("dhcp6_options.use_dns",),
    "IPV6_PEERROUTES": ("dhcp6_options.use_routes",),
    "IPV6_ROUTE_METRIC": ("dhcp6_options.route_metric",),
}
"""By key, the fields of a device that the template writes there, the one that says most first."""

_OF_BRIDGE = ("hello_time", "max_age", "ageing_time", "bridge_priority", "forward_delay", "stp")
_OF_PORT = ("path_cost", "port_priority", "hairpin")


def origin(topology: Configuration, name: str, line: str) -> Place:
    """Where TOPOLOGY asks for LINE of the rendered file NAME; for the device, where no field says so."""
    for output in outputs(topology):
        if output.name == name and output.device:
            return topology.origin(output.device, *_fields(output.device, topology.host.release, name, line))
    return Place(topology.path)


def _fields(device: Device, release: int, name: str, line: str) -> tuple[str, ...]:
    """The fields of DEVICE that LINE of the file NAME says."""
    for number, address in enumerate(device.addresses):
        if name == f"ifcfg-{address.label}":
            return (f"addresses.{number}",)
    known_as = device.name if device.named else None
    for number, route in enumerate(device.routes):
        if line == word(route_words(route, known_as)):
            return (f"routes.{number}",)
    for number, rule in enumerate(device.rules):
        if line == word(rule_words(rule, rule.priority)):
            return (f"rules.{number}",)
    keys = [assignment.key for assignment in Document.parse(line.encode(errors="surrogateescape")).assignments]
    listed = dict(_listed(device, readers(release)[device.nm_controlled]))
    return next((listed.get(key) or FIELDS.get(key, ()) for key in keys), ())


def _listed(device: Device, reader: Reader) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The keys of which there can be several, or that stand for other fields from device to device."""
    yield "BRIDGING_OPTS", _OF_BRIDGE if device.kind == "bridge" else _OF_PORT
    yield "LINKDELAY", ("forward_delay", "stp")
    for end, address in numbered(device, reader):
        field = _number(device.addresses, address, "addresses")
        yield f"IPADDR{end}", field
        yield f"PREFIX{end}", field
    first = _number(device.addresses, device.first_address, "addresses") if device.kind == "tunnel" else ()
    yield "MY_INNER_IPADDR", first
    six = [f"addresses.{number}" for number, address in enumerate(device.addresses) if address.version == 6]
    yield "IPV6ADDR", tuple(six[:1])
    yield "IPV6ADDR_SECONDARIES", tuple(six[1:])
    for key, route in (("GATEWAY", gateway4(device)), ("IPV6_DEFAULTGW", gateway6(device))):
        if route:
            yield key, _number(device.routes, route, "routes")
    for number in range(len(device.nameservers)):
        yield f"DNS{number + 1}", (f"nameservers.{number}",)
    for number, rule in enumerate(device.rules):
        yield f"ROUTING_RULE{'' if rule.version == 4 else '6'}_{number + 1}", (f"rules.{number}",)


def _number(things: tuple[object, ...], wanted: object, field: str) -> tuple[str, ...]:
    """The path of FIELD, which holds THINGS, where WANTED stands in it."""
    return tuple(f"{field}.{number}" for number, thing in enumerate(things) if thing is wanted)
