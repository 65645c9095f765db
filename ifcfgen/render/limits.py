"""What a reader cannot be told through ifcfg files. Nothing is dropped in silence: each such wish is a fault.

A limit is (key by which the place is found, what is asked for and why not, who can have it).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ifcfgen.model import Device, Route
from ifcfgen.render.ifcfg import file_routes, is_addressed
from ifcfgen.render.reader import Reader

Limit = tuple[str, str, str]

KINDS = ("ethernet", "infiniband", "bond", "bridge", "vlan", "loopback")

_NM = "NetworkManager can have it"
_NM_LATER = "NetworkManager of EL8 and later can have it"
_SCRIPTS = "initscripts can have it"
_KEYFILE = "a NetworkManager keyfile can have it"
_NETWORKD = "only systemd-networkd can have it"
_RENAME = "choose another name"
_NEITHER = "no ifcfg file can have it"

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}")
_UNREAD = re.compile(r"(\.(bak|orig|old|rej|rpmnew|rpmorig|rpmsave|augnew|augtmp)|-range.*)$")
_WORD = re.compile(r"[A-Za-z0-9_.:,+/%-]+")
_HOST_NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?")
_LABEL = re.compile(r"[0-9A-Za-z_]+")
_MAC = re.compile(r"[0-9A-F]{2}(:[0-9A-F]{2}){5,19}")

_SCRIPT_OF_STEM = frozenset({
    "aliases", "bnep", "ctc", "ib", "ippp", "ipv6", "isdn", "ovs", "plip", "plusb", "post", "ppp", "routes", "sit",
    "sl", "tunnel", "wireless", "Team", "TeamPort",
})  # fmt: skip
"""STEM of the scripts ifup-STEM: a device of such a name, without a TYPE that initscripts know, is handed to one."""

_BOND_OPTIONS_SINCE = {
    "arp_all_targets": 7, "packets_per_slave": 7, "lp_interval": 7, "tlb_dynamic_lb": 7, "ad_actor_system": 7,
    "ad_actor_sys_prio": 7, "ad_user_port_key": 7, "peer_notif_delay": 8, "arp_missed_max": 9, "lacp_active": 9,
    "ns_ip6_target": 9,
}  # fmt: skip
"""The first release whose kernel and NetworkManager have it; those not named are in all."""

_BRIDGE_SECONDS = (
    ("hello_time", "hello-time", 1, 10),
    ("max_age", "max-age", 6, 40),
    ("ageing_time", "ageing-time", 0, 1000000),
)


def limits(device: Device, reader: Reader) -> Iterator[Limit]:
    """What READER cannot be told of DEVICE."""
    if device.kind not in KINDS:
        yield "", f"a {device.kind} device is not for ifcfg files here", _KEYFILE
        return
    yield from _link(device, reader)
    if device.kind == "bond":
        yield from _bond(device, reader)
    elif device.kind == "bridge":
        yield from _bridge(device, reader)
    elif device.kind == "vlan":
        yield from _vlan(device, reader)
    if device.auth or device.infiniband_mode:
        yield from _card(device, reader)
    if is_addressed(device):
        yield from _addresses(device, reader)
        yield from _names(device, reader)
        if device.dhcp4 or device.dhcp6:
            yield from _dhcp(device, reader)
        yield from _ipv6(device, reader)
        if device.routes or device.rules:
            yield from _routes(device, reader)


def _link(device: Device, reader: Reader) -> Iterator[Limit]:
    scripts, name = reader.is_initscripts, device.name
    if not _NAME.fullmatch(name) or _UNREAD.search(name):
        yield (
            "",
            f"{name!r} can name no ifcfg file that is read: up to 15 letters, digits, _ . -",
            "choose another name",
        )
    elif scripts and device.kind in ("bond", "vlan", "bridge") and name.rstrip("0123456789") in _SCRIPT_OF_STEM:
        yield "", f"initscripts hand a device called {name} to ifup-{name.rstrip('0123456789')}", _RENAME
    if not scripts and device.kind == "loopback":
        yield "", "NetworkManager passes over ifcfg-lo", "initscripts, or a NetworkManager keyfile (1.42), can have it"
    if not scripts and reader.release == 6 and device.kind in ("bond", "bridge", "vlan"):
        yield "", f"NetworkManager of EL6 makes no {device.kind}", _SCRIPTS
    if device.hwaddr and device.kind not in ("ethernet", "infiniband"):
        yield "HWADDR", f"HWADDR finds a card, which a {device.kind} is not", "set macaddress instead"
    if device.mac and not _MAC.fullmatch(device.mac) and (scripts or reader.release < 8):
        yield "MACADDR", f"macaddress {device.mac.lower()} is not known to {reader}", _NM_LATER
    if device.ipv6_mtu is not None:
        yield "IPV6_MTU", "ipv6-mtu: IPV6_MTU sets the MTU of the whole link, or is not read", _KEYFILE
    controller = device.controller
    if device.controller_name and (controller is None or controller.kind not in ("bond", "bridge")):
        yield "BRIDGE", f"{device.controller_name}, whose port this is, is neither a bond nor a bridge here", _NEITHER
    if scripts and not device.onboot and controller is not None and controller.kind == "bond":
        yield "ONBOOT", f"initscripts bring a port up with its bond {controller.name}, ONBOOT=no or not", _NM
    if not scripts and reader.release == 6 and (device.offloads or device.wakeonlan is not None):
        yield "ETHTOOL_OPTS", "NetworkManager of EL6 does not read ETHTOOL_OPTS", _SCRIPTS
    if any(not _WORD.fullmatch(feature) for feature in device.offloads):
        yield "ETHTOOL_OPTS", "no such offload", _NEITHER
    if device.optional and (device.dhcp4 or device.dhcp6):
        yield "", "optional: the boot waits for a lease", _NETWORKD


def _bond(bond: Device, reader: Reader) -> Iterator[Limit]:
    for option, value in bond.bond_options.items():
        if _BOND_OPTIONS_SINCE.get(option, 0) > reader.release:
            since = _BOND_OPTIONS_SINCE[option]
            yield (
                "BONDING_OPTS",
                f"bond option {option} is not in EL{reader.release}",
                f"EL{since} and later can have it",
            )
        if not _WORD.fullmatch(option) or not _WORD.fullmatch(str(value)):
            yield "BONDING_OPTS", f"bond option {option}={value!r} is not one plain word", _NEITHER


def _bridge(bridge: Device, reader: Reader) -> Iterator[Limit]:
    delay = bridge.forward_delay
    if delay is not None and (delay < 0 or delay > 30 or (bridge.stp and delay < 2)):
        reason = "with STP it is 2 to 30 seconds" if bridge.stp else "it is 0 to 30 seconds"
        yield "DELAY", f"forward-delay of {delay:g} s: {reason}", _NEITHER
    for field, name, least, most in _BRIDGE_SECONDS:
        value = getattr(bridge, field)
        if value is not None and not least <= value <= most:
            yield "BRIDGING_OPTS", f"{name} of {value:g} s: it is {least} to {most} seconds", _NEITHER
    if bridge.bridge_priority is not None and not 0 <= bridge.bridge_priority <= 65535:
        yield "PRIO", f"priority {bridge.bridge_priority}: it is 0 to 65535", _NEITHER
    step = 0.01 if reader.is_initscripts else 1
    for value in (delay, bridge.hello_time, bridge.max_age, bridge.ageing_time):
        if value is not None and abs(value / step - round(value / step)) > 1e-6:
            who = _NEITHER if reader.is_initscripts else _SCRIPTS
            yield "BRIDGING_OPTS", f"{value:g} s: {reader.manager} counts in {step:g} s", who


def _vlan(vlan: Device, reader: Reader) -> Iterator[Limit]:
    if vlan.parent_name is None or vlan.vlan_id is None:
        yield "VLAN_ID", f"VLAN {vlan.name} lacks its link or its id", _NEITHER
    elif not reader.is_initscripts and reader.release < 8:
        # NetworkManager before 1.20 lets the number in the name beat VLAN_ID
        text = vlan.name.partition(".")[2] or (vlan.name[4:] if vlan.name.startswith("vlan") else "")
        if text.isdigit() and int(text) <= 4095 and int(text) != vlan.vlan_id:
            yield "VLAN_ID", f"{reader} makes VLAN {int(text)} of the name {vlan.name}", f"{_SCRIPTS}, or another name"
    elif reader.is_initscripts and vlan.parent is not None and not _is_made_before(vlan.parent, vlan):
        late = f"initscripts come to {vlan.name} before its parent {vlan.parent_name} is there, and leave it out"
        yield "PHYSDEV", late, f"call it {f'{vlan.parent_name}.{vlan.vlan_id}'!r}, or let NetworkManager have it"


def _is_made_before(parent: Device, vlan: Device) -> bool:
    return parent.kind in ("ethernet", "infiniband", "loopback") or _made(parent) < _made(vlan)


def _made(device: Device) -> tuple[int, str, float]:
    """When the service `network` makes DEVICE: its pass, and in a pass the name, split before its first digit.

    A bridge is there with its first port.
    """
    if device.kind == "bridge":
        own = (2, *_sort_key(device.name))
        return min([own, *(_made(port) for port in device.ports if port.kind != "bridge")])
    return (1 if "." in device.name or device.name.startswith("vlan") else 0, *_sort_key(device.name))


def _sort_key(name: str) -> tuple[str, float]:
    match = re.match(r"(\D*)(\d*\.?\d*)", name)
    assert match
    return match[1], float(match[2].rstrip(".") or 0)


def _card(device: Device, reader: Reader) -> Iterator[Limit]:
    if device.auth and (reader.is_initscripts or device.kind != "ethernet"):
        yield "KEY_MGMT", "initscripts know nothing of 802.1X on a wire", _NM
    if device.auth.get("key-management", "802.1x") not in ("802.1x", "none"):
        yield "KEY_MGMT", f"key-management {device.auth['key-management']} is for wireless", _KEYFILE
    if device.infiniband_mode and reader.is_initscripts:
        yield "CONNECTED_MODE", "infiniband-mode is for a script that initscripts do not bring", _NM


def _addresses(device: Device, reader: Reader) -> Iterator[Limit]:
    ipv4 = [address for address in device.addresses if address.version == 4 and not address.label]
    if ipv4 and device.dhcp4 and reader.is_initscripts:
        hint = f"NetworkManager can have both; initscripts with a label, e.g. `{ipv4[0]}: {{label: '{device.name}:1'}}`"
        yield ipv4[0].key, "initscripts set no addresses beside dhcp4", hint
    if len(ipv4) > 250:
        yield ipv4[250].key, "more than 250 IPv4 addresses on one device", _NEITHER
    for address in device.addresses:
        if address.label:
            base, _, label = address.label.partition(":")
            if address.version == 6 or base != device.name or not _LABEL.fullmatch(label):
                yield address.key, f"label {address.label!r}: an IPv4 address can have {device.name}:WORD", _NETWORKD
    wants = device.link_local
    if wants is not None and "ipv4" in wants:
        if reader.is_initscripts:
            yield "BOOTPROTO", "initscripts give no IPv4 link-local address", _NM
        elif ipv4 or device.dhcp4 or device.nameservers or device.search:
            yield "BOOTPROTO", "link-local: ipv4 goes with no other IPv4 addressing or name servers", _KEYFILE
    if wants is not None and "ipv6" not in wants:
        if reader.is_initscripts or reader.release < 8:
            yield "IPV6INIT", f"{reader} leaves the IPv6 link-local address to the kernel", _NM_LATER
        elif device.dhcp6 or device.accept_ra or any(address.version == 6 for address in device.addresses):
            yield "IPV6INIT", "IPv6 does not work without its link-local address", _NEITHER


def _has_ipv4(device: Device) -> bool:
    return device.dhcp4 or any(address.version == 4 for address in device.addresses)


def _names(device: Device, reader: Reader) -> Iterator[Limit]:
    servers, search = device.nameservers, device.search
    for domain in search:
        if not _HOST_NAME.fullmatch(domain):
            yield "DOMAIN", f"search domain {domain!r} is not one plain name", _NEITHER
    if reader.is_initscripts:
        most = 2 if reader.release == 6 else 3
        if len(servers) > most:
            yield f"DNS{most + 1}", f"{reader} sets {most} name servers of a device, not {len(servers)}", _NM
        if search and not servers and reader.release == 6:
            yield "DOMAIN", f"{reader} sets search domains beside a name server only", "EL7 and later can have it"
        if servers and device.dhcp4_options.use_dns is False:
            yield "PEERDNS", "PEERDNS=no keeps initscripts from setting DNS1 as well", _NM
    elif not _has_ipv4(device):
        if any(server.version == 4 for server in servers):
            yield "DNS1", "NetworkManager reads IPv4 name servers only of a device with IPv4 addresses", _SCRIPTS
        if search and not (device.dhcp6 or device.accept_ra or any(a.version == 6 for a in device.addresses)):
            yield "DOMAIN", "NetworkManager reads search domains only of a device with addresses", _SCRIPTS


def _dhcp(device: Device, reader: Reader) -> Iterator[Limit]:
    dhcp, dhcp6 = device.dhcp4_options, device.dhcp6_options
    scripts, release = reader.is_initscripts, reader.release
    for options in (dhcp, dhcp6):
        if options.use_domains is not None:
            yield "PEERDNS", "use-domains: DNS and domains of a lease are used or not together", _NETWORKD
        if options.use_ntp is not None:
            yield "BOOTPROTO", "use-ntp is not for the DHCP client to decide", _NETWORKD
        if options.use_mtu is False:
            yield "BOOTPROTO", "use-mtu: the MTU of a lease is always used", _NETWORKD
        if options.hostname and not _HOST_NAME.fullmatch(options.hostname):
            yield "DHCP_HOSTNAME", f"hostname {options.hostname!r} is not one plain name", _NEITHER
    if scripts:
        if dhcp.use_routes is False:
            yield "PEERROUTES", "use-routes: the dhclient of initscripts uses the routes of its lease", _NM
        if dhcp.identifier not in (None, "mac"):
            yield "DHCP_CLIENT_ID", f"dhcp-identifier {dhcp.identifier}: initscripts have no key for it", _NM
        if device.dhcp6 and dhcp6 != type(dhcp6)():
            yield "DHCPV6C", "dhcp6-overrides: initscripts have no keys for them", _NM
    elif device.dhcp6 and (dhcp6.use_hostname is not None or dhcp6.identifier):
        yield "DHCPV6C", "use-hostname and dhcp-identifier go with dhcp4", _KEYFILE
    if dhcp.use_hostname is not None and (scripts or release < 8):
        yield "HOSTNAME_FROM_DHCP", f"use-hostname: {reader} has no key for it", _NM_LATER
    if dhcp.send_hostname is False and release == 6:
        yield "DHCP_SEND_HOSTNAME", "send-hostname: EL6 always sends one", "EL7 and later can have it"
    if not scripts and release == 6 and (dhcp.route_metric is not None or device.dhcp6):
        yield "BOOTPROTO", "route-metric and dhcp6 are not for NetworkManager of EL6", _SCRIPTS


def _ipv6(device: Device, reader: Reader) -> Iterator[Limit]:
    if reader.is_initscripts:
        if device.ipv6_address_generation not in (None, "eui64"):
            yield "IPV6_ADDR_GEN_MODE", "ipv6-address-generation: initscripts leave it to the kernel, eui64", _NM
        if device.ipv6_token:
            yield "IPV6_TOKEN", "ipv6-address-token: initscripts have no key for it", _NM
    elif reader.release == 6 and (
        device.ipv6_privacy is not None or device.ipv6_address_generation or device.ipv6_token
    ):  # fmt: skip
        yield "IPV6_PRIVACY", "NetworkManager of EL6 leaves IPv6 privacy and tokens to the kernel", _NM_LATER


def _routes(device: Device, reader: Reader) -> Iterator[Limit]:
    scripts, release = reader.is_initscripts, reader.release
    if not scripts and not _has_ipv4(device) and any(route.version == 4 for route in device.routes):
        yield "GATEWAY", "NetworkManager reads IPv4 routes only of a device with IPv4 addresses", _SCRIPTS
    if not scripts and device.rules and release == 6:
        yield "", "NetworkManager of EL6 knows no policy rules", _SCRIPTS
    for route in file_routes(device):
        for what, who in _route(route, reader):
            yield route.key, f"route {route}: {what}", who


def _route(route: Route, reader: Reader) -> Iterator[tuple[str, str]]:
    scripts, release = reader.is_initscripts, reader.release
    if route.on_link and route.version == 6 and release < 8:
        yield "on-link for IPv6 is not in EL6 and EL7", "EL8 can have it"
    if route.type in ("anycast", "xresolve") or (route.type in ("broadcast", "multicast", "nat") and not scripts):
        yield f"type {route.type} is none that a route file can have", _NETWORKD if scripts else _SCRIPTS
    if scripts:
        return
    if release < 8:
        if route.is_default:
            yield f"{reader} takes a default route from GATEWAY only", f"initscripts, or {_NM_LATER}"
        later = {"type": route.type != "unicast", "scope": route.scope, "advertised-mss": route.advmss}
        for name in (name for name, asked in later.items() if asked):
            yield f"{name} is not read by {reader}", f"initscripts, or {_NM_LATER}"
    if release == 6 and any((route.table, route.source, route.mtu, route.congestion_window, route.on_link)):
        yield "NetworkManager of EL6 reads the gateway and metric only", _SCRIPTS
