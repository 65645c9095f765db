"""Every section and property of netplan's version 2, and our `host:`: what each may be, means, and becomes.

Property names, values and defaults: netplan's doc/netplan-yaml.md and src/parse.c, version 1.1.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from typing import Any

from ifcfgen.facts import SERVICES
from ifcfgen.netplan import nodes, virtual
from ifcfgen.netplan.bonding import PARAMETERS as BOND_PARAMETERS
from ifcfgen.netplan.grammar import Anything, ListOf, Properties, Property, Reader, Value, Written, unmodelled
from ifcfgen.netplan.libvirt import GUESTS, VIRTUAL_NETWORKS
from ifcfgen.netplan.nodes import Node
from ifcfgen.netplan.values import (
    DESTINATION,
    DOMAIN,
    FLAG,
    FLAG_OR_ROUTE,
    HOST_NAME,
    INTERFACE_ADDRESS,
    IP4_ADDRESS,
    IP6_ADDRESS,
    IP6_TOKEN,
    IP_ADDRESS,
    LABEL,
    MAC,
    MAC_TO_SET,
    NAME,
    NETWORK,
    PACKAGE,
    PASSWORD,
    RELEASE,
    STATE,
    TEXT,
    VERSION,
    number,
    one_of,
    span,
)

UINT = number(0, 2**32 - 1)
POSITIVE = number(1, 2**32 - 1)
MTU = number(68, 65536)


def _unmodelled_section(name: str, meaning: str) -> Property:
    return Property(Properties(name, {}, Anything()), meaning, unmodelled=True)


class AddressItem:
    """`192.0.2.10/24`, or `192.0.2.10/24: {label: ..., lifetime: ...}`. Read as the address and its options."""

    options = Properties(
        "an address",
        {
            "label": Property(LABEL, "The label in the output of `ip address`, such as eth0:mail."),
            "lifetime": Property(
                one_of("forever", "0"), "How long the address is preferred; only `forever` is possible."
            ),
        },
    )

    def read(self, node: Node, name: str, reader: Reader) -> Written | None:
        if not isinstance(node, nodes.Mapping):
            return INTERFACE_ADDRESS.read(node, name, reader)
        if len(node.items) != 2:
            reader.fault(
                reader.place(node), f"{name}: must be one address with its options, such as 192.0.2.10/24: {{label: a}}"
            )
            return None
        address = INTERFACE_ADDRESS.read(node.items[0], name, reader)
        options = self.options.read(node.items[1], name, reader)
        if address is None or options is None:
            return None
        if options.value.value("lifetime") == "0":
            reader.keep("lifetime", options.value["lifetime"].place, "0")
        label = options.value.value("label")
        if label and address.value.version == 6:
            reader.fault(options.value["label"].place, "label: only IPv4 addresses can have a label")
        return Written(replace(address.value, label=label), address.place)

    def schema(self, defs: dict[str, Any]) -> dict[str, Any]:
        plain = INTERFACE_ADDRESS.schema(defs)
        labelled = {
            "type": "object",
            "additionalProperties": self.options.schema(defs),
            "minProperties": 1,
            "maxProperties": 1,
        }
        return {"anyOf": [plain, labelled]}


class OneOrMore:
    """A value, or a list of them; read as a list."""

    def __init__(self, item: Value, example: str):
        self._item, self._list = item, ListOf(item, example)

    def read(self, node: Node, name: str, reader: Reader) -> Written | None:
        if not isinstance(node, nodes.Scalar) or nodes.is_null(node):
            return self._list.read(node, name, reader)
        found = self._item.read(node, name, reader)
        return Written([found], found.place) if found else None

    def schema(self, defs: dict[str, Any]) -> dict[str, Any]:
        return {"anyOf": [self._item.schema(defs), self._list.schema(defs)]}


NAMESERVERS = Properties(
    "nameservers",
    {
        "addresses": Property(ListOf(IP_ADDRESS, "[192.0.2.53]"), "The DNS servers."),
        "search": Property(ListOf(DOMAIN, "[example.com]"), "The search domains for short names.", origin="search"),
    },
)

_ROUTE_TYPES = (
    "unicast", "anycast", "blackhole", "broadcast", "local", "multicast", "nat", "prohibit", "throw", "unreachable",
    "xresolve",
)  # fmt: skip
ROUTE = Properties(
    "a route",
    {
        "to": Property(DESTINATION, "The destination: `default` (also 0.0.0.0/0, ::/0) or a network."),
        "via": Property(IP_ADDRESS, "The gateway.", "via"),
        "from": Property(IP_ADDRESS, "The source address of packets on this route.", "source"),
        "on-link": Property(FLAG, "The gateway is on the link, although it is in no network of the device.", "on_link"),
        "metric": Property(UINT, "The priority among routes: the lowest metric wins.", "metric"),
        "table": Property(POSITIVE, "The number of the routing table (default: main).", "table"),
        "type": Property(
            one_of(*_ROUTE_TYPES),
            "The type of the route (default: unicast).",
            "type",
        ),
        "scope": Property(one_of("global", "link", "host"), "The scope of the destination; IPv4 only.", "scope"),
        "mtu": Property(MTU, "The MTU of the route, in bytes.", "mtu"),
        "advertised-mss": Property(POSITIVE, "The segment size to announce, in bytes.", "advmss"),
        "congestion-window": Property(POSITIVE, "The first congestion window, in segments.", "congestion_window"),
        "advertised-receive-window": Property(POSITIVE, "The first receive window, in segments.", "receive_window"),
    },
)

ROUTING_RULE = Properties(
    "a routing rule",
    {
        "from": Property(NETWORK, "Packets from this network.", "source"),
        "to": Property(NETWORK, "Packets to this network.", "destination"),
        "table": Property(POSITIVE, "The number of the routing table to use.", "table"),
        "priority": Property(UINT, "The priority among rules: the lowest number goes first.", "priority"),
        "mark": Property(POSITIVE, "Packets with this firewall mark.", "mark"),
        "type-of-service": Property(number(0, 255), "Packets with this type of service.", "tos"),
    },
)

DHCP_OVERRIDES = Properties(
    "dhcp overrides",
    {
        "use-dns": Property(FLAG, "Use the DNS servers of the lease.", "use_dns"),
        "use-domains": Property(
            FLAG_OR_ROUTE,
            "Use the search domain of the lease; `route`: only to choose the server.",
            origin="use_domains",
        ),
        "use-routes": Property(FLAG, "Use the routes of the lease.", "use_routes"),
        "use-hostname": Property(FLAG, "Use the host name of the lease.", "use_hostname"),
        "use-mtu": Property(FLAG, "Use the MTU of the lease.", "use_mtu"),
        "use-ntp": Property(FLAG, "Use the time servers of the lease.", "use_ntp"),
        "send-hostname": Property(FLAG, "Send a host name.", "send_hostname"),
        "hostname": Property(TEXT, "The host name to send.", "hostname"),
        "route-metric": Property(UINT, "The metric of the routes of the lease.", "route_metric"),
    },
)

_RENDERER = one_of("initscripts", "NetworkManager", "networkd", "sriov")
RENDERER = Property(
    _RENDERER,
    "What brings it up: initscripts or NetworkManager; networkd is ignored. sriov: the card tags the VLAN.",
    origin="nm_controlled",
)

_COMMON = {
    "renderer": RENDERER,
    "dhcp4": Property(FLAG, "Ask for an IPv4 address by DHCP.", "dhcp4"),
    "dhcp6": Property(FLAG, "Ask for an IPv6 address by DHCP.", "dhcp6"),
    "dhcp4-overrides": Property(DHCP_OVERRIDES, "What to use from an IPv4 lease.", origin="dhcp4_options"),
    "dhcp6-overrides": Property(DHCP_OVERRIDES, "What to use from an IPv6 lease.", origin="dhcp6_options"),
    "dhcp-identifier": Property(
        one_of("mac", "duid"), "What identifies the host to the DHCP server.", origin="dhcp4_options.identifier"
    ),
    "addresses": Property(
        ListOf(AddressItem(), "[192.0.2.10/24]"), "Static addresses, each with its prefix.", origin="addresses"
    ),
    "gateway4": Property(IP4_ADDRESS, "Deprecated; use a route `to: default`.", origin="routes"),
    "gateway6": Property(IP6_ADDRESS, "Deprecated; use a route `to: default`.", origin="routes"),
    "nameservers": Property(NAMESERVERS, "DNS servers and search domains.", origin="nameservers"),
    "routes": Property(ListOf(ROUTE, "[{to: default, via: 192.0.2.1}]"), "Static routes.", origin="routes"),
    "routing-policy": Property(
        ListOf(ROUTING_RULE, "[{from: 192.0.2.0/24, table: 100}]"), "Rules that choose a routing table.", origin="rules"
    ),
    "mtu": Property(MTU, "The largest packet, in bytes.", "mtu"),
    "ipv6-mtu": Property(number(1280, 65536), "The largest IPv6 packet, in bytes.", "ipv6_mtu"),
    "macaddress": Property(MAC_TO_SET, "The MAC address to set.", "mac"),
    "optional": Property(FLAG, "The boot does not wait for it.", "optional"),
    "critical": Property(FLAG, "Keep its addresses when the service restarts.", "critical"),
    "activation-mode": Property(one_of("manual", "off"), "Do not bring it up at boot.", origin="onboot"),
    "accept-ra": Property(FLAG, "Accept IPv6 router advertisements.", "accept_ra"),
    "link-local": Property(
        ListOf(one_of("ipv4", "ipv6"), "[ipv6]"), "The families that get a link-local address.", origin="link_local"
    ),
    "ipv6-privacy": Property(FLAG, "Use temporary IPv6 addresses, and prefer them.", "ipv6_privacy"),
    "ipv6-address-generation": Property(
        one_of("eui64", "stable-privacy"),
        "How the host part of IPv6 addresses is made.",
        "ipv6_address_generation",
    ),
    "ipv6-address-token": Property(IP6_TOKEN, "The host part of IPv6 addresses, e.g. ::10.", "ipv6_token"),
    "hairpin": Property(FLAG, "As a bridge port: send frames back through the port that they came from.", "hairpin"),
    "ifcfg": Property(
        Properties("ifcfg", {}, TEXT),
        "Keys for the file of the device that no property covers, such as ZONE.",
        origin="further",
    ),
    "keyfile": Property(
        Properties("keyfile", {}, TEXT),
        "Settings of NetworkManager that no property covers, such as `connection.zone: trusted`.",
        origin="settings",
    ),
    "neigh-suppress": unmodelled("As a bridge port: answer ARP for others."),
    "port-mac-learning": unmodelled("As a bridge port: learn MAC addresses."),
    "optional-addresses": unmodelled("Addresses that the boot does not wait for."),
    "ignore-carrier": unmodelled("Configure it even without carrier."),
    "ra-overrides": unmodelled("What to use from router advertisements."),
    "networkmanager": unmodelled("Settings for NetworkManager, unchanged."),
    "openvswitch": unmodelled("Settings of Open vSwitch.", whole=True),
}

OFFLOADS = {
    "receive-checksum-offload": "rx",
    "transmit-checksum-offload": "tx",
    "tcp-segmentation-offload": "tso",
    "tcp6-segmentation-offload": "tx-tcp6-segmentation",
    "generic-segmentation-offload": "gso",
    "generic-receive-offload": "gro",
    "large-receive-offload": "lro",
}
"""netplan's name to ethtool's."""

MATCH = Properties(
    "match",
    {
        "macaddress": Property(MAC, "The card with this burnt-in MAC address.", origin="hwaddr"),
        "name": Property(TEXT, "The card of this name, or cards by a glob such as `en*`.", origin="match_names"),
        "driver": Property(
            OneOrMore(TEXT, "[e1000, r8169]"), "The cards with this driver, or one of several.", origin="match_drivers"
        ),
    },
)

AUTH = Properties(
    "auth",
    {
        "key-management": Property(
            one_of("none", "psk", "psk-sha256", "eap", "eap-sha256", "eap-suite-b-192", "sae", "802.1x"),
            "802.1x for a wired card.",
        ),
        "method": Property(one_of("tls", "peap", "leap", "pwd", "ttls"), "The EAP method."),
        "identity": Property(TEXT, "The identity."),
        "anonymous-identity": Property(TEXT, "The identity outside of the tunnel."),
        "password": Property(PASSWORD, "The password."),
        "ca-certificate": Property(TEXT, "Path of the certificates to trust."),
        "client-certificate": Property(TEXT, "Path of the client certificate."),
        "client-key": Property(TEXT, "Path of the private key of the client."),
        "client-key-password": Property(PASSWORD, "The password of the private key."),
        "phase2-auth": Property(TEXT, "The method inside the tunnel."),
    },
)

_CARD = {
    **_COMMON,
    "match": Property(MATCH, "Which card it is, if the ID is not its name."),
    "set-name": Property(NAME, "The name that the matched card gets.", origin="name"),
    "wakeonlan": Property(FLAG, "Wake on a magic packet.", "wakeonlan"),
}
ETHERNET = Properties(
    "an ethernet",
    {
        **_CARD,
        **{
            name: Property(FLAG, f"Offload `{feature}` to the card.", origin=f"offloads.{feature}")
            for name, feature in OFFLOADS.items()
        },
        "auth": Property(AUTH, "802.1X of a wired card.", origin="auth"),
        "infiniband-mode": Property(
            one_of("datagram", "connected"), "The mode of an InfiniBand device.", "infiniband_mode"
        ),
        "emit-lldp": unmodelled("Send LLDP packets."),
        "link": Property(TEXT, "The ID of the card that this is a virtual function of.", origin="physical_function"),
        "virtual-function-count": Property(
            number(0, 65535), "How many virtual functions there are.", "virtual_functions"
        ),
        "embedded-switch-mode": Property(
            one_of("legacy", "switchdev"), "The mode of the switch between the virtual functions.", "switch_mode"
        ),
        "delay-virtual-functions-rebind": unmodelled("Bind virtual functions later."),
    },
)

ACCESS_POINT = Properties(
    "an access point",
    {
        "password": Property(PASSWORD, "The passphrase of the network, for WPA-PSK."),
        "auth": Property(AUTH, "How to join the network, if not by a passphrase alone."),
        "mode": Property(one_of("infrastructure", "adhoc", "ap"), "Join it, or be its access point.", "mode"),
        "band": Property(one_of("2.4GHz", "5GHz"), "The band to look in.", "band"),
        "channel": Property(number(1, 233), "The channel; needs the band.", "channel"),
        "bssid": Property(MAC, "The MAC address of the only access point to join.", "bssid"),
        "hidden": Property(FLAG, "The network does not announce its name.", "hidden"),
        "networkmanager": unmodelled("Settings for NetworkManager, unchanged."),
    },
)
WIFI = Properties(
    "a wifi",
    {
        **_CARD,
        "access-points": Property(
            Properties("access points", {}, ACCESS_POINT), "The networks to join, by name.", origin="access_points"
        ),
        "wakeonwlan": Property(
            ListOf(
                one_of(
                    "any", "disconnect", "magic_pkt", "gtk_rekey_failure", "eap_identity_req", "four_way_handshake",
                    "rfkill_release", "tcp", "default",
                ),
                "[magic_pkt]",
            ),
            "What wakes up the host by its wireless card.",
            origin="wake_on_wlan",
        ),
        "regulatory-domain": unmodelled("The country whose rules hold, for all cards."),
        "auth": Property(AUTH, "How to join each network that has no auth of its own.", origin="auth"),
    },
)  # fmt: skip
_MODEM = {
    "apn": Property(TEXT, "The access point name of the provider.", origin="modem.apn"),
    "auto-config": Property(FLAG, "Take APN, user name and password from a data base.", origin="modem.auto-config"),
    "device-id": Property(TEXT, "Only the modem of this ID.", origin="modem.device-id"),
    "network-id": Property(TEXT, "Only the network of this ID.", origin="modem.network-id"),
    "number": Property(TEXT, "The number to dial.", origin="modem.number"),
    "password": Property(PASSWORD, "The password.", origin="modem.password"),
    "pin": Property(PASSWORD, "The PIN of the SIM card.", origin="modem.pin"),
    "sim-id": Property(TEXT, "Only the SIM card of this ID.", origin="modem.sim-id"),
    "sim-operator-id": Property(TEXT, "Only SIM cards of this provider.", origin="modem.sim-operator-id"),
    "username": Property(TEXT, "The user name.", origin="modem.username"),
}
MODEM = Properties("a modem", {**_CARD, **_MODEM})
MODEM_ONLY = _MODEM.keys()
"""What no other card has."""

_INTERFACES = Property(ListOf(TEXT, "[em1, em2]"), "Its ports: IDs of other devices.")

BOND = Properties(
    "a bond",
    {
        **_COMMON,
        "interfaces": _INTERFACES,
        "parameters": Property(BOND_PARAMETERS, "How the bond works.", origin="bond_options"),
    },
)

# Ranges: the kernel's (net/bridge/br_private.h and br_stp.c); IEEE's for the three timers hold while STP is on only.
BRIDGE_PARAMETERS = Properties(
    "bridge parameters",
    {
        "stp": Property(FLAG, "Spanning tree (default: true if there are other parameters).", "stp"),
        "forward-delay": Property(span(1, 0, 30, step=0.01), "Seconds before a port forwards.", "forward_delay"),
        "hello-time": Property(span(1, 1, 10, step=0.01), "Seconds between hello packets.", "hello_time"),
        "max-age": Property(span(1, 6, 40, step=0.01), "Seconds after which a hello packet is stale.", "max_age"),
        "ageing-time": Property(
            span(1, 0, 1_000_000, step=0.01),
            "Seconds after which a MAC address is forgotten.",
            "ageing_time",
        ),
        "priority": Property(number(0, 65535), "The bridge with the lowest priority becomes root.", "bridge_priority"),
        "path-cost": Property(Properties("path-cost", {}, number(1, 65535)), "The cost of a port, by its ID."),
        "port-priority": Property(Properties("port-priority", {}, number(0, 63)), "The priority of a port, by its ID."),
    },
    spellings={"aging-time": "ageing-time"},
)

BRIDGE = Properties(
    "a bridge",
    {
        **_COMMON,
        "interfaces": _INTERFACES,
        "parameters": Property(BRIDGE_PARAMETERS, "How the bridge works.", origin="stp"),
    },
)

VLAN = Properties(
    "a vlan",
    {
        **_COMMON,
        "id": Property(number(0, 4094), "The VLAN ID.", "vlan_id"),
        "link": Property(TEXT, "The ID of the parent device.", origin="parent_name"),
    },
)

DUMMY = Properties("a dummy device", _COMMON)
VETH = Properties("a virtual ethernet", {**_COMMON, **virtual.VETH})
TUNNEL = Properties("a tunnel", {**_COMMON, **virtual.TUNNEL}, spellings={"keys": "key", "aging": "ageing"})
VRF = Properties("a vrf", {**_COMMON, **virtual.VRF, "interfaces": _INTERFACES})
TAP = Properties("a tap", {**_COMMON, **virtual.TAP})
MACVLAN = Properties("a macvlan", {**_COMMON, **virtual.MACVLAN})
MACVTAP = Properties("a macvtap", {**_COMMON, **virtual.MACVLAN})
IPVLAN = Properties("an ipvlan", {**_COMMON, **virtual.IPVLAN})
TEAM = Properties("a team", {**_COMMON, **virtual.TEAM, "interfaces": _INTERFACES})

KINDS = {
    "ethernets": ETHERNET, "wifis": WIFI, "modems": MODEM, "bonds": BOND, "bridges": BRIDGE, "vlans": VLAN,
    "dummy-devices": DUMMY, "virtual-ethernets": VETH, "tunnels": TUNNEL, "vrfs": VRF, "taps": TAP,
    "macvlans": MACVLAN, "macvtaps": MACVTAP,
    "ipvlans": IPVLAN, "teams": TEAM,
}  # fmt: skip
"""The sections whose devices are in the model. Netplan has none for those from `taps` on."""


def property_of(*fields: str) -> str:
    """The property of a topology that becomes one of FIELDS of a device, or has it within; of several, all of them."""
    wanted = {*fields, *(field.partition(".")[0] for field in fields)} - {""}
    if elsewhere := [text for field, text in _ELSEWHERE.items() if field in wanted]:
        return " or ".join(elsewhere)
    known = [pair for section in KINDS.values() for pair in section.known.items()]
    whole = (name for name, entry in known if _is_one_of(entry, wanted))
    parts = (name for name, entry in known if isinstance(entry.kind, Properties)
             and any(_is_one_of(part, wanted) for part in entry.kind.known.values()))  # fmt: skip
    names = dict.fromkeys(whole) or dict.fromkeys(parts)
    return " or ".join(f"`{name}:`" for name in names) or "`parameters:`"


_ELSEWHERE = {"controller_name": "`interfaces:` of the controller", "input_key": "`key:`", "private_key": "`key:`"}
"""By field, what becomes it and is not alone in that, or stands in another device."""


def _is_one_of(entry: Property, fields: Set[str]) -> bool:
    return entry.field in fields or entry.origin in fields


NETWORK_SECTION = Properties(
    "network",
    {
        "version": Property(VERSION, "The version, 2 (default: 2)."),
        "renderer": RENDERER,
        **{
            section: Property(
                Properties(section, {"renderer": RENDERER}, kind),
                f"{section.replace('-', ' ').replace('virtual', 'pairs of virtual').capitalize()} by ID.",
            )
            for section, kind in KINDS.items()
        },
        "nm-devices": _unmodelled_section("nm-devices", "Profiles for NetworkManager, unchanged."),
        "openvswitch": unmodelled("Settings of Open vSwitch."),
    },
)

HOST_SECTION = Properties(
    "host",
    {
        "name": Property(HOST_NAME, "The name of the host (default: that of the file)."),
        "release": Property(RELEASE, "The Enterprise Linux release: 7, el7, centos7, fedora28, ..."),
        "services": Property(
            Properties("services", {name: Property(STATE, f"The state of {name} at boot.") for name in SERVICES}),
            "The state of services at boot, by name.",
        ),
        "packages": Property(ListOf(PACKAGE, "[bridge-utils]"), "Packages that are installed."),
        "without": Property(ListOf(PACKAGE, "[bridge-utils]"), "Packages that are not installed."),
        "packages-complete": Property(FLAG, "Whether `packages` lists all installed packages."),
    },
)

FILE = Properties(
    "a topology",
    {
        "network": Property(NETWORK_SECTION, "The network, in netplan's version 2."),
        "host": Property(HOST_SECTION, "The host of the files."),
        "guests": GUESTS,
        "virtual-networks": VIRTUAL_NETWORKS,
    },
)
_BESIDES = {name: known for name, known in FILE.known.items() if name != "network"}
BARE = Properties("a topology without `network:`", {**NETWORK_SECTION.known, **_BESIDES})
"""As cloud-init has it: what else stands below `network:` stands at the top."""
