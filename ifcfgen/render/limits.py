"""What a reader cannot be told through ifcfg files. Nothing is dropped in silence: each such wish is a fault.

A refusal is (place, or key by which it is found, what is asked for and why not, who can have it).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ifcfgen.model import Device, Place, Route, kinds
from ifcfgen.render.ifcfg import concerns_ipv6, file_routes, is_addressed
from ifcfgen.render.reader import Reader
from ifcfgen.render.routes import WITHOUT_DEVICE
from ifcfgen.scripts.names import has_ending_of_a_copy

Refusal = tuple[str | Place | None, str, str]

_PORTS = {name: kind.ports for name, kind in kinds.KINDS.items() if kind.ports}

KINDS = ("ethernet", "infiniband", "bond", "bridge", "vlan", "loopback")

_NM = "NetworkManager can have it"
_NM_LATER = "NetworkManager of EL8 and later can have it"
_SCRIPTS = "initscripts can have it"
_KEYFILE = "a NetworkManager keyfile can have it"
_NETWORKD = "only systemd-networkd can have it"
_SET_NAME = "give set-name"
_RENAME = "choose another name"
_NEITHER = "no ifcfg file can have it"

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_WORD = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:,+/%-]*")
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


def refusals(device: Device, reader: Reader) -> Iterator[Refusal]:
    """What READER cannot be told of DEVICE."""
    kind, scripts = device.kind, reader.is_initscripts
    if kind not in KINDS:
        yield "", f"a {kind} device is not for ifcfg files here", _KEYFILE
        return
    if not scripts and reader.release == 6:
        yield from _networkmanager_of_el6(device)
    yield from _link(device, scripts)
    if kind == "bond":
        yield from _bond(device, reader)
    elif kind == "bridge":
        yield from _bridge(device, reader)
    elif kind == "vlan":
        yield from _vlan(device, reader)
    elif device.auth or device.infiniband_mode or not device.named:
        yield from _card(device, scripts)
    if is_addressed(device):
        yield from _addresses(device, scripts)
        if device.nameservers or device.search:
            yield from _names(device, reader)
        if device.dhcp4 or device.dhcp6:
            yield from _dhcp(device, reader)
        if device.link_local is not None or device.ipv6_address_generation or device.ipv6_token:
            yield from _ipv6(device, reader)
        if device.routes:
            yield from _routes(device, reader)


@lru_cache(1024)
def _can_name_a_file(name: str, is_interface: bool) -> bool:
    if not _NAME.fullmatch(name) or has_ending_of_a_copy(name) or "-range" in name:
        return False
    return len(name) < 16 or not is_interface


def _networkmanager_of_el6(device: Device) -> Iterator[Refusal]:
    """What came after NetworkManager 0.8."""
    if device.kind in ("bond", "bridge", "vlan"):
        yield "", f"NetworkManager of EL6 makes no {device.kind}", _SCRIPTS
    if device.offloads or device.wakeonlan is not None:
        yield "ETHTOOL_OPTS", "NetworkManager of EL6 does not read ETHTOOL_OPTS", _SCRIPTS
    if device.dhcp4_options.route_metric is not None:
        yield "BOOTPROTO", "NetworkManager of EL6 takes no route-metric of DHCP", _SCRIPTS
    if device.dhcp6:
        yield "BOOTPROTO", "NetworkManager of EL6 is not told of dhcp6", _SCRIPTS
    for key, asked in (
        ("IPV6_PRIVACY", device.ipv6_privacy),
        ("IPV6_ADDR_GEN_MODE", device.ipv6_address_generation),
        ("IPV6_TOKEN", device.ipv6_token),
    ):
        if asked is not None:
            yield key, f"NetworkManager of EL6 does not read {key}", "NetworkManager of EL7 and later can have it"
    if device.rules:
        yield device.rules[0].place, "NetworkManager of EL6 knows no policy rules", _SCRIPTS
    for route in device.routes:
        if any((route.table, route.source, route.mtu, route.congestion_window, route.receive_window, route.on_link)):
            yield route.place, f"route {route}: NetworkManager of EL6 reads gateway and metric only", _SCRIPTS


def _link(device: Device, scripts: bool) -> Iterator[Refusal]:
    kind, name = device.kind, device.name
    if not _can_name_a_file(name, device.named):
        yield "", f"{name!r} can name no ifcfg file: 15 letters, digits, _ . - at most, no suffix of a copy", _RENAME
    elif scripts and kind in ("bond", "vlan", "bridge") and name.rstrip("0123456789") in _SCRIPT_OF_STEM:
        yield "", f"initscripts hand a device of this name to ifup-{name.rstrip('0123456789')}", _RENAME
    if kind == "loopback" and not scripts:
        yield "", "NetworkManager passes over ifcfg-lo", "initscripts, or a NetworkManager keyfile (1.42), can have it"
    if device.hwaddr and kind not in ("ethernet", "infiniband"):
        yield "HWADDR", f"HWADDR finds a card, which a {kind} is not", "set macaddress instead"
    elif device.hwaddr and not _MAC.fullmatch(device.hwaddr):
        yield "HWADDR", f"{device.hwaddr!r} is no MAC address", _NEITHER
    if device.mac and scripts and not _MAC.fullmatch(device.mac):
        yield "MACADDR", f"macaddress {device.mac.lower()} is no address, as initscripts want it", _NM
    if device.ipv6_mtu is not None:
        yield "IPV6_MTU", "ipv6-mtu: IPV6_MTU is that of the whole link, or is not read", _KEYFILE
    for feature in device.offloads:
        if not _WORD.fullmatch(feature):
            yield "ETHTOOL_OPTS", f"no such offload: {feature!r}", _NEITHER
    if device.optional and (device.dhcp4 or device.dhcp6):
        yield "", "optional: the boot waits for a lease", _NETWORKD
    if device.critical and scripts:
        yield "", "critical: initscripts take everything down when the service restarts", _NM
    if device.controller_name:
        controller = device.controller
        above = controller.kind if controller else None
        if kind not in _PORTS.get(above or "", ()):
            what = f"a {above}" if above in _PORTS else "neither bond nor bridge here"
            yield "BRIDGE", f"a {kind} cannot be a port of {device.controller_name}, which is {what}", _NEITHER
        elif above == "bond" and scripts and not device.onboot:
            yield "ONBOOT", "initscripts bring a port up with its bond, ONBOOT=no or not", _NM


def _card(device: Device, scripts: bool) -> Iterator[Refusal]:
    if device.auth and (scripts or device.kind != "ethernet"):
        yield "KEY_MGMT", "initscripts know nothing of 802.1X on a wire", _NM
    if device.auth.get("key-management", "802.1x") not in ("802.1x", "none"):
        yield "KEY_MGMT", f"key-management {device.auth['key-management']} is for wireless", _KEYFILE
    if device.infiniband_mode and scripts:
        yield "CONNECTED_MODE", "infiniband-mode is for a script that initscripts do not bring", _NM
    if device.named:
        return
    for child in device.children:
        yield "HWADDR", f"{child.name} on it needs the name of the card, for PHYSDEV", _SET_NAME
    controller = device.controller
    if controller and controller.bond_options.get("primary") == device.name:
        yield "HWADDR", f"{controller.name} needs the name of the card, for primary", _SET_NAME
    if scripts and device.offloads:
        yield "ETHTOOL_OPTS", "an offload needs the name of the card", _SET_NAME
    if scripts and any(route.via is None or route.via.is_link_local for route in device.routes):
        yield "HWADDR", "a route without a gateway, or to one of link-local address, needs the name", _SET_NAME


def _bond(bond: Device, reader: Reader) -> Iterator[Refusal]:
    for option, value in bond.bond_options.items():
        if _BOND_OPTIONS_SINCE.get(option, 0) > reader.release:
            who = f"EL{_BOND_OPTIONS_SINCE[option]} and later can have it"
            yield "BONDING_OPTS", f"bond option {option} is not in EL{reader.release}", who
        if not _WORD.fullmatch(option) or not _WORD.fullmatch(value):
            yield "BONDING_OPTS", f"bond option {option}={value!r} is not one plain word", _NEITHER


def _bridge(bridge: Device, reader: Reader) -> Iterator[Refusal]:
    delay = bridge.forward_delay
    if bridge.stp and delay is not None and delay < 2:
        yield "DELAY", f"forward-delay of {delay:g} s: with STP it is at least 2 s", _NEITHER
    step = 0.01 if reader.is_initscripts else 1
    for key, name, seconds in (
        ("DELAY", "forward-delay", delay),
        ("BRIDGING_OPTS", "hello-time", bridge.hello_time),
        ("BRIDGING_OPTS", "max-age", bridge.max_age),
        ("AGEING", "ageing-time", bridge.ageing_time),
    ):
        if seconds is not None and abs(seconds / step - round(seconds / step)) > 1e-6:
            who = _NEITHER if reader.is_initscripts else _SCRIPTS
            yield key, f"{name} of {seconds:g} s: {reader.manager} counts in {step:g} s", who


def _vlan(vlan: Device, reader: Reader) -> Iterator[Refusal]:
    name, parent = vlan.name, vlan.parent
    if vlan.parent_name is None or vlan.vlan_id is None or not _can_name_a_file(vlan.parent_name, True):
        yield "VLAN_ID", "a VLAN needs its link and its id", _NEITHER
    elif reader.is_initscripts:
        if parent is not None and not _is_made_before(parent, vlan):
            late = f"initscripts come to it before its parent {parent.name} is there, and leave it out"
            yield "PHYSDEV", late, f"call it {f'{parent.name}.{vlan.vlan_id}'!r}, or let NetworkManager have it"
    elif reader.release < 8:
        # NetworkManager before 1.20 lets the number in the name beat VLAN_ID
        number = name.partition(".")[2] or (name[4:] if name.startswith("vlan") else "")
        if number.isdigit() and int(number) <= 4095 and int(number) != vlan.vlan_id:
            yield "VLAN_ID", f"{reader} makes it VLAN {int(number)}, for its name", f"{_SCRIPTS}; or {_RENAME}"


def _is_made_before(parent: Device, vlan: Device) -> bool:
    return parent.kind in ("ethernet", "infiniband", "loopback") or _made(parent) < _made(vlan)


def _made(device: Device) -> tuple[int, str, float]:
    """When the service `network` makes DEVICE: in which pass, and in a pass by name; a bridge is there with a port."""
    own = _turn(device.name, device.kind == "bridge")
    ports = device.ports if device.kind == "bridge" else ()
    return min([own, *(_made(port) for port in ports if port.kind != "bridge")])


@lru_cache(1024)
def _turn(name: str, is_bridge: bool) -> tuple[int, str, float]:
    # the service sorts by what stands before the first digit, then by the number
    match = re.match(r"(\D*)(\d*\.?\d*)", name)
    assert match
    late = 2 if is_bridge else 1 if "." in name or name.startswith("vlan") else 0
    return late, match[1], float(match[2].rstrip(".") or 0)


def _has_ipv4(device: Device) -> bool:
    return device.dhcp4 or any(address.version == 4 for address in device.addresses)


def _has_ipv6(device: Device) -> bool:
    return bool(device.dhcp6 or device.accept_ra or any(address.version == 6 for address in device.addresses))


def _has_names_of_ipv6(device: Device) -> bool:
    """Whether NetworkManager takes name servers and domains with the IPv6 of DEVICE: link-local only will not do."""
    off = device.link_local is not None and "ipv6" not in device.link_local
    return concerns_ipv6(device) and not off and (device.accept_ra is not False or _has_ipv6(device))


def _addresses(device: Device, scripts: bool) -> Iterator[Refusal]:
    ipv4 = 0
    for address in device.addresses:
        label = address.label
        if label:
            base, _, word = label.partition(":")
            if address.version == 6 or base != device.name or not _LABEL.fullmatch(word):
                yield address.key, f"label {label!r}: an IPv4 address can have {device.name}:WORD", _NETWORKD
        elif address.version == 4:
            ipv4 += 1
            if ipv4 == 1 and scripts and device.dhcp4:
                hint = (
                    f"initscripts with a label: `{address}: {{label: '{device.name}:1'}}`; or NetworkManager as it is"
                )
                yield address.key, "initscripts set no address beside dhcp4", hint
    if ipv4 > 250:
        yield "IPADDR250", f"{ipv4} IPv4 addresses: initscripts and NetworkManager end at 250", _KEYFILE


def _names(device: Device, reader: Reader) -> Iterator[Refusal]:
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
        return
    for version, taken in ((4, _has_ipv4(device)), (6, _has_names_of_ipv6(device))):
        first = next((number for number, server in enumerate(servers, 1) if server.version == version), None)
        if first and not taken:
            only = f"NetworkManager reads IPv{version} name servers only of a device with IPv{version} addresses"
            yield f"DNS{first}", only, _SCRIPTS
    if search and not _has_ipv4(device) and not _has_names_of_ipv6(device):
        yield "DOMAIN", "NetworkManager reads search domains only of a device with addresses", _SCRIPTS


def _dhcp(device: Device, reader: Reader) -> Iterator[Refusal]:
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


def _ipv6(device: Device, reader: Reader) -> Iterator[Refusal]:
    if reader.is_initscripts:
        if device.ipv6_address_generation not in (None, "eui64"):
            yield "IPV6_ADDR_GEN_MODE", "ipv6-address-generation: initscripts leave it to the kernel, eui64", _NM
        if device.ipv6_token:
            yield "IPV6_TOKEN", "ipv6-address-token: initscripts have no key for it", _NM
    wanted = device.link_local
    if wanted is not None and "ipv4" in wanted:
        if reader.is_initscripts:
            yield "BOOTPROTO", "link-local: initscripts give no such IPv4 address", _NM
        elif _has_ipv4(device) or device.nameservers or device.search:
            yield "BOOTPROTO", "link-local: ipv4 goes with no other IPv4 addresses or name servers", _KEYFILE
    if wanted is not None and "ipv6" not in wanted:
        if reader.is_initscripts or reader.release < 8:
            yield "IPV6INIT", f"link-local: {reader} leaves the IPv6 one to the kernel", _NM_LATER
        elif _has_ipv6(device):
            yield "IPV6INIT", "link-local: IPv6 does not work without", _NEITHER


def _routes(device: Device, reader: Reader) -> Iterator[Refusal]:
    if not reader.is_initscripts and not _has_ipv4(device) and any(route.version == 4 for route in device.routes):
        yield "GATEWAY", "NetworkManager reads IPv4 routes only of a device with IPv4 addresses", _SCRIPTS
    for route in file_routes(device):
        for what, who in _route(route, reader):
            yield route.place, f"route {route}: {what}", who


def _route(route: Route, reader: Reader) -> Iterator[tuple[str, str]]:
    scripts, release = reader.is_initscripts, reader.release
    if route.on_link and route.version == 6 and release < 8:
        yield "on-link for IPv6 is not in EL6 and EL7", "EL8 can have it"
    if route.type in ("anycast", "xresolve") or (route.type in ("broadcast", "multicast", "nat") and not scripts):
        yield f"type {route.type} is none that a route file can have", _NETWORKD if scripts else _SCRIPTS
    if route.via and route.type in WITHOUT_DEVICE:
        yield f"a route of type {route.type} leads nowhere, and can have no via", _NEITHER
    if scripts:
        return
    if route.type == "local" and route.version == 4 and route.scope not in (None, "host"):
        yield f"a local route is of scope host, not {route.scope}", _NEITHER
    if release < 8:
        if route.is_default:
            yield f"{reader} takes a default route from GATEWAY only", f"initscripts, or {_NM_LATER}"
        later = {"type": route.type != "unicast", "scope": route.scope, "advertised-mss": route.advmss}
        for name in (name for name, asked in later.items() if asked):
            yield f"{name} is not read by {reader}", f"initscripts, or {_NM_LATER}"
