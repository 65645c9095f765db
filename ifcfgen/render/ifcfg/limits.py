"""What ifcfg files cannot say to a reader. Nothing is dropped in silence: each such request is a fault.

A refusal is (path of the field, what is asked for and why not, who can have it).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from ifcfgen.errors import Fault
from ifcfgen.facts import Manager
from ifcfgen.model import Device, Dhcp, Place, Route, Topology, kinds
from ifcfgen.netplan import Configuration
from ifcfgen.networkmanager.cards import sets_switch_mode
from ifcfgen.networkmanager.methods import concerns_ipv6
from ifcfgen.render import functions
from ifcfgen.render.addressing import is_addressed, other_routes
from ifcfgen.render.ifcfg import further, unmodelled, virtual
from ifcfgen.render.ifcfg.reader import Reader, readers
from ifcfgen.render.ifcfg.routes import WITHOUT_DEVICE
from ifcfgen.render.ifcfg.support import KEYFILE, NEITHER, NM, NM_LATER, can_name_a_file
from ifcfgen.render.refusal import (
    HOST_NAME,
    NETWORKD,
    RENAME,
    SCRIPTS,
    SET_NAME,
    Refusal,
    without_dispensable,
    without_switch_mode,
)
from ifcfgen.scripts.extensions import EXTENSIONS
from ifcfgen.scripts.fields import PARENT_KEY
from ifcfgen.scripts.names import is_dotted_vlan

_RELEASES: dict[Manager, range] = {"initscripts": range(6, 9), "NetworkManager": range(6, 10)}
"""The releases whose managers read ifcfg files as we write them."""

_PORTS = {name: kind.ports for name, kind in kinds.KINDS.items() if kind.ports}
"""What the kernel takes as a port of each kind of controller."""

KINDS = ("ethernet", "infiniband", "bond", "bridge", "vlan", "loopback", "team", "tap", "tunnel", *EXTENSIONS)

_OF_SCRIPTS = ("tap", "tunnel", *EXTENSIONS)
"""The kinds that no ifcfg reader of NetworkManager knows."""

_NO_OPTIONS = Dhcp()

_WORD = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:,+/%-]*")
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


def refusals(topology: Configuration) -> Iterator[Fault]:
    """What of TOPOLOGY ifcfg files cannot say to the managers of its host, each with its place."""
    yield from unmodelled.refusals(topology)
    unsettled = list(_unsettled(topology))
    for text in unsettled:
        yield Fault(Place(topology.path), text)
    if not unsettled:
        reads = readers(topology.host.release)
        for device in topology:
            for field, what, who in _of_device(topology, device, reads[device.nm_controlled]):
                yield Fault(topology.origin(device, field), f"{device.name}: {what}; {who}")


def warnings(topology: Configuration) -> Iterator[Fault]:
    """What of TOPOLOGY ifcfg files do not say, though the host works without it."""
    yield from without_dispensable(topology)
    release = topology.host.el
    for device in topology:
        if device.switch_mode and release is not None and not sets_switch_mode(release):
            yield Fault(topology.origin(device, "switch_mode"), without_switch_mode(device, release))
        if device.optional and (device.dhcp4 or device.dhcp6):
            yield Fault(topology.origin(device, "optional"), f"{device.name}: optional: the boot waits for a lease")


def _unsettled(topology: Configuration) -> Iterator[str]:
    """What must be known before anything can be rendered, and is not."""
    release = topology.host.el
    if release is None:
        yield "unknown release: give `release:` under `host:` (host.release), or --release"
    undecided = [device for device in topology if device.nm_controlled is None]
    if undecided:
        names = ", ".join(device.name for device in undecided)
        yield f"unknown manager of {names}: give `renderer:` under `network:`, or --manager"
    if release is not None:
        managers = {device.nm_controlled for device in topology} - {None}
        for manager, releases in _RELEASES.items():
            if (manager == "NetworkManager") in managers and release not in releases:
                known = f"EL{releases[0]} to EL{releases[-1]}"
                yield f"{manager} of EL{release} does not read ifcfg files; that of {known} does"


def _of_device(topology: Topology, device: Device, reader: Reader) -> Iterator[Refusal]:
    """What of DEVICE cannot be said to READER."""
    kind, scripts = device.kind, reader.is_initscripts
    if kind not in KINDS:
        yield "", f"ifcfgen writes no ifcfg file for a {kind} device", KEYFILE
        return
    if not scripts:
        if kind in _OF_SCRIPTS:
            yield "", f"NetworkManager does not read ifcfg files of a {kind}", f"{SCRIPTS}, and {KEYFILE}"
            return
        if reader.release == 6:
            yield from _networkmanager_of_el6(device)
    yield from _name(device, scripts)
    yield from _link(device, scripts)
    if device.further:
        yield from further.refusals(device, reader)
    if device.settings:
        yield (
            f"settings.{next(iter(device.settings))}",
            "keyfile: is for keyfiles",
            "give --format keyfile, or use ifcfg:",
        )
    if device.controller_name:
        yield from _port(device, topology.controller(device), scripts)
    if kind == "vlan":
        yield from _vlan(topology, device, reader)
    elif kind in _OF_KIND:
        yield from _OF_KIND[kind](device, reader)
    else:
        yield from _card(topology, device, reader)
    if not device.named:
        yield from _nameless(topology, device, scripts)
    if is_addressed(device):
        yield from _addressing(device, reader)


def _addressing(device: Device, reader: Reader) -> Iterator[Refusal]:
    yield from _addresses(device, reader.is_initscripts)
    if device.nameservers or device.search:
        yield from _names(device, reader)
    if device.dhcp4 or device.dhcp6:
        yield from _dhcp(device, reader)
    if device.link_local is not None or device.ipv6_address_generation or device.ipv6_token:
        yield from _ipv6(device, reader)
    if device.routes:
        yield from _routes(device, reader)


def _networkmanager_of_el6(device: Device) -> Iterator[Refusal]:
    """What came after NetworkManager 0.8."""
    if device.kind in ("bond", "bridge", "vlan"):
        yield "", f"NetworkManager of EL6 does not support a {device.kind}", SCRIPTS
    if device.offloads or device.wakeonlan is not None:
        field = "offloads" if device.wakeonlan is None else "wakeonlan"
        yield field, "NetworkManager of EL6 does not read ETHTOOL_OPTS", SCRIPTS
    if device.dhcp4_options.route_metric is not None:
        yield "dhcp4_options.route_metric", "NetworkManager of EL6 has no route-metric for DHCP", SCRIPTS
    if device.dhcp6:
        yield "dhcp6", "NetworkManager of EL6 has no key for dhcp6", SCRIPTS
    for field, key, asked in (
        ("ipv6_privacy", "IPV6_PRIVACY", device.ipv6_privacy),
        ("ipv6_address_generation", "IPV6_ADDR_GEN_MODE", device.ipv6_address_generation),
        ("ipv6_token", "IPV6_TOKEN", device.ipv6_token),
    ):
        if asked is not None:
            yield field, f"NetworkManager of EL6 does not read {key}", "NetworkManager of EL7 and later supports it"
    if device.rules:
        yield "rules.0", "NetworkManager of EL6 does not support policy rules", SCRIPTS
    for number, route in enumerate(device.routes):
        if any((route.table, route.source, route.mtu, route.congestion_window, route.receive_window, route.on_link)):
            what = f"route {route}: NetworkManager of EL6 reads gateway and metric only"
            yield f"routes.{number}", what, SCRIPTS


def _name(device: Device, scripts: bool) -> Iterator[Refusal]:
    kind, name = device.kind, device.name
    if not can_name_a_file(name, device.named):
        yield "", f"{name!r} cannot name an ifcfg file: at most 15 letters, digits, _ . -, no backup suffix", RENAME
    elif scripts and kind in ("bond", "vlan", "bridge") and name.rstrip("0123456789") in _SCRIPT_OF_STEM:
        yield "", f"initscripts bring up a device of this name by ifup-{name.rstrip('0123456789')}", RENAME
    elif kind == "ethernet" and is_dotted_vlan(name):
        yield "", f"a card of this name is read as VLAN {name.rpartition('.')[2]} of another device", RENAME
    if kind == "loopback" and not scripts:
        yield "", "NetworkManager ignores ifcfg-lo", "initscripts, or a NetworkManager keyfile (1.42), supports it"


def _link(device: Device, scripts: bool) -> Iterator[Refusal]:
    if device.hwaddr and device.kind not in ("ethernet", "infiniband"):
        yield "hwaddr", f"HWADDR finds a card, which a {device.kind} is not", "set macaddress instead"
    elif device.hwaddr and not _MAC.fullmatch(device.hwaddr):
        yield "hwaddr", f"{device.hwaddr!r} is not a MAC address", NEITHER
    if device.mac and scripts and not _MAC.fullmatch(device.mac):
        yield "mac", f"macaddress {device.mac.lower()} is not a MAC address that initscripts accept", NM
    if device.ipv6_mtu is not None:
        yield "ipv6_mtu", "ipv6-mtu: IPV6_MTU is that of the whole link, or is not read", KEYFILE
    for feature in device.offloads:
        if not _WORD.fullmatch(feature):
            yield f"offloads.{feature}", f"no such offload: {feature!r}", NEITHER
    if device.critical and scripts:
        yield "critical", "critical: initscripts take everything down when the service restarts", NM


def _port(port: Device, controller: Device | None, scripts: bool) -> Iterator[Refusal]:
    above = controller.kind if controller else ""
    if above == "vrf":
        return  # which is refused itself
    if port.kind == "tap" and port.mode == "tun":
        yield "controller_name", "a tun carries no frames, so it cannot be a port", "make it a tap"
    if port.kind not in _PORTS.get(above, ()):
        what = f"a {above}" if above in _PORTS else "neither bond, bridge nor team here"
        yield "controller_name", f"a {port.kind} cannot be a port of {port.controller_name}, which is {what}", NEITHER
    elif above == "bond" and scripts and not port.onboot:
        yield "onboot", "initscripts bring a port up with its bond, ONBOOT=no or not", NM


def _card(topology: Topology, card: Device, reader: Reader) -> Iterator[Refusal]:
    scripts = reader.is_initscripts
    yield from _matched(card, reader)
    if (topology.virtual_functions(card) or card.physical_function) and (scripts or reader.release < 7):
        field = "physical_function" if card.physical_function else "virtual_functions"
        yield field, f"{reader.does('has')} no key for virtual functions", "NetworkManager of EL7 and later supports it"
    yield from functions.refusals(topology, card, "ifcfg: {{SRIOV_VFN: vlans={}}}")
    if card.switch_mode and sets_switch_mode(reader.release):
        yield "switch_mode", "embedded-switch-mode: no ifcfg key", KEYFILE
    if card.auth and (scripts or card.kind != "ethernet"):
        yield "auth", "initscripts do not support 802.1X on wired cards", NM
    elif card.auth.get("password", "").startswith("hash:"):
        yield "auth.password", "password: NetworkManager would send the text `hash:...` itself", "give the password"
    if card.auth.get("key-management", "802.1x") not in ("802.1x", "none"):
        what = f"key-management {card.auth['key-management']} is for wireless"
        yield "auth.key-management", what, KEYFILE
    if card.infiniband_mode and scripts:
        yield "infiniband_mode", "infiniband-mode needs a script that initscripts do not include", NM


def _matched(card: Device, reader: Reader) -> Iterator[Refusal]:
    """Cards that are found by a pattern or a driver."""
    if card.match_names and (reader.is_initscripts or reader.release < 7):
        what = "every network card" if card.match_names == ("*",) else f"name: {' '.join(card.match_names)}"
        yield "match_names", f"match: {what}: {reader.does('uses')} a file for one card only", "give name or macaddress"
    if card.match_drivers and (reader.is_initscripts or reader.release < 8):
        yield "match_drivers", f"match: driver: {reader.does('has')} no key for it", f"{NM_LATER}; or give macaddress"


def _nameless(topology: Topology, card: Device, scripts: bool) -> Iterator[Refusal]:
    """What is not to be had of a card that is known by its address alone."""
    for child in topology.children(card):
        yield "hwaddr", f"{child.name} on it needs the name of the card, for {PARENT_KEY[child.kind]}", SET_NAME
    controller = topology.controller(card)
    if controller and controller.bond_options.get("primary") == card.name:
        yield "hwaddr", f"{controller.name} needs the name of the card, for primary", SET_NAME
    if scripts and card.offloads:
        yield "offloads", "an offload needs the name of the card", SET_NAME
    if scripts and any(route.via is None or route.via.is_link_local for route in card.routes):
        yield "hwaddr", "a route without a gateway, or to one of link-local address, needs the name", SET_NAME


def _bond(bond: Device, reader: Reader) -> Iterator[Refusal]:
    for option, value in bond.bond_options.items():
        if _BOND_OPTIONS_SINCE.get(option, 0) > reader.release:
            who = f"EL{_BOND_OPTIONS_SINCE[option]} and later support it"
            yield f"bond_options.{option}", f"bond option {option} is not in EL{reader.release}", who
        if not _WORD.fullmatch(option) or not _WORD.fullmatch(value):
            yield f"bond_options.{option}", f"bond option {option}={value!r} is not one plain word", NEITHER


def _bridge(bridge: Device, reader: Reader) -> Iterator[Refusal]:
    delay = bridge.forward_delay
    if bridge.stp and delay is not None and delay < 2:
        yield "forward_delay", f"forward-delay of {delay:g} s: with STP it is at least 2 s", NEITHER
    step = 0.01 if reader.is_initscripts else 1
    for field, name, seconds in (
        ("forward_delay", "forward-delay", delay),
        ("hello_time", "hello-time", bridge.hello_time),
        ("max_age", "max-age", bridge.max_age),
        ("ageing_time", "ageing-time", bridge.ageing_time),
    ):
        if seconds is not None and abs(seconds / step - round(seconds / step)) > 1e-6:
            who = NEITHER if reader.is_initscripts else SCRIPTS
            yield field, f"{name} of {seconds:g} s: {reader.manager} counts in {step:g} s", who


_OF_KIND: Mapping[str, Callable[[Device, Reader], Iterator[Refusal]]] = {
    "bond": _bond, "bridge": _bridge, **virtual.REFUSALS,
}  # fmt: skip
"""What cannot be said of a device, by its kind."""


def _vlan(topology: Topology, vlan: Device, reader: Reader) -> Iterator[Refusal]:
    name, parent = vlan.name, topology.parent(vlan)
    if vlan.parent_name is None or vlan.vlan_id is None or not can_name_a_file(vlan.parent_name, True):
        yield "vlan_id", "a VLAN needs its link and its id", NEITHER
    elif reader.is_initscripts:
        if parent is not None and not _is_made_before(topology, parent, vlan):
            late = f"initscripts start it before its parent {parent.name} exists, and skip it"
            yield "parent_name", late, f"name it {f'{parent.name}.{vlan.vlan_id}'!r}, or let NetworkManager manage it"
    else:
        # NetworkManager before 1.20 lets the number in the name beat VLAN_ID, and initscripts do not know that key
        number = name.partition(".")[2] or (name[4:] if name.startswith("vlan") else "")
        if number.isdigit() and int(number) <= 4095 and int(number) != vlan.vlan_id:
            whose, who = (str(reader), SCRIPTS) if reader.release < 8 else ("another reader of the file", KEYFILE)
            yield "vlan_id", f"{whose} makes it VLAN {int(number)}, because of its name", f"{who}; or {RENAME}"


def _is_made_before(topology: Topology, parent: Device, vlan: Device) -> bool:
    return parent.kind in ("ethernet", "infiniband", "loopback") or _made(topology, parent) < _made(topology, vlan)


def _made(topology: Topology, device: Device) -> tuple[int, str, float]:
    """When the service `network` makes DEVICE: in which pass, and in a pass by name; a bridge is there with a port."""
    own = _turn(device.name, device.kind == "bridge")
    ports = topology.ports(device) if device.kind == "bridge" else ()
    return min([own, *(_made(topology, port) for port in ports if port.kind != "bridge")])


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
    for number, address in enumerate(device.addresses):
        label = address.label
        if label:
            base, _, word = label.partition(":")
            if address.version == 6 or base != device.name or not _LABEL.fullmatch(word):
                yield f"addresses.{number}", f"label {label!r}: an IPv4 address can have {device.name}:WORD", NETWORKD
        elif address.version == 4:
            ipv4 += 1
            if ipv4 == 1 and scripts and device.dhcp4:
                hint = (
                    f"initscripts with a label: `{address}: {{label: '{device.name}:1'}}`; or NetworkManager as it is"
                )
                yield f"addresses.{number}", "initscripts set no static address together with dhcp4", hint
    if ipv4 > 250:
        yield "addresses", f"{ipv4} IPv4 addresses: initscripts and NetworkManager read at most 250", KEYFILE


def _names(device: Device, reader: Reader) -> Iterator[Refusal]:
    servers, search = device.nameservers, device.search
    for domain in search:
        if not HOST_NAME.fullmatch(domain):
            yield "search", f"search domain {domain!r} is not one plain name", NEITHER
    if reader.is_initscripts:
        most = 2 if reader.release == 6 else 3
        if len(servers) > most:
            what = f"{reader.does('sets')} {most} name servers of a device, not {len(servers)}"
            yield f"nameservers.{most}", what, NM
        if search and not servers and reader.release == 6:
            yield (
                "search",
                f"{reader.does('sets')} search domains only together with a name server",
                "EL7 and later support it",
            )
        if servers and device.dhcp4_options.use_dns is False:
            yield "dhcp4_options.use_dns", "PEERDNS=no keeps initscripts from setting DNS1 as well", NM
        return
    for version, taken in ((4, _has_ipv4(device)), (6, _has_names_of_ipv6(device))):
        first = next((number for number, server in enumerate(servers) if server.version == version), None)
        if first is not None and not taken:
            only = f"NetworkManager reads IPv{version} name servers only of a device with IPv{version} addresses"
            yield f"nameservers.{first}", only, SCRIPTS
    if search and not _has_ipv4(device) and not _has_names_of_ipv6(device):
        yield "search", "NetworkManager reads search domains only of a device with addresses", SCRIPTS


def _dhcp(device: Device, reader: Reader) -> Iterator[Refusal]:
    dhcp, dhcp6 = device.dhcp4_options, device.dhcp6_options
    for field, options in (("dhcp4_options", dhcp), ("dhcp6_options", dhcp6)):
        if options != _NO_OPTIONS:
            yield from _lease(field, options, reader)
    if reader.is_initscripts:
        if dhcp.use_routes is False:
            what = "use-routes: the dhclient of initscripts uses the routes of its lease"
            yield "dhcp4_options.use_routes", what, NM
        if dhcp.identifier not in (None, "mac"):
            what = f"dhcp-identifier {dhcp.identifier}: initscripts have no key for it"
            yield "dhcp4_options.identifier", what, NM
        if device.dhcp6 and dhcp6 != _NO_OPTIONS:
            yield "dhcp6_options", "dhcp6-overrides: initscripts have no keys for them", NM
    elif device.dhcp6 and (dhcp6.use_hostname is not None or dhcp6.identifier):
        yield "dhcp6_options", "use-hostname and dhcp-identifier go with dhcp4", KEYFILE
    if dhcp.use_hostname is not None and (reader.is_initscripts or reader.release < 8):
        yield "dhcp4_options.use_hostname", f"use-hostname: {reader.does('has')} no key for it", NM_LATER
    if dhcp.send_hostname is False and reader.release == 6:
        yield "dhcp4_options.send_hostname", "send-hostname: EL6 always sends one", "EL7 and later support it"


def _lease(field: str, options: Dhcp, reader: Reader) -> Iterator[Refusal]:
    """What READER does not take of the OPTIONS of a lease; FIELD holds them."""
    if options.use_domains is not None:
        what = "use-domains: DNS and domains of a lease are used or not together"
        yield f"{field}.use_domains", what, NETWORKD
    if options.use_ntp is False and (field, reader.manager) != ("dhcp4_options", "initscripts"):
        who = SCRIPTS if field == "dhcp4_options" else NETWORKD
        yield f"{field}.use_ntp", "use-ntp: NetworkManager does not decide about it", who
    if options.use_mtu is False:
        yield f"{field}.use_mtu", "use-mtu: the MTU of a lease is always used", NETWORKD
    if options.hostname and not HOST_NAME.fullmatch(options.hostname):
        yield f"{field}.hostname", f"hostname {options.hostname!r} is not one plain name", NEITHER


def _ipv6(device: Device, reader: Reader) -> Iterator[Refusal]:
    if reader.is_initscripts:
        if device.ipv6_address_generation not in (None, "eui64"):
            yield "ipv6_address_generation", "ipv6-address-generation: initscripts leave it to the kernel, eui64", NM
        if device.ipv6_token:
            yield "ipv6_token", "ipv6-address-token: initscripts have no key for it", NM
    wanted = device.link_local
    if wanted is not None and "ipv4" in wanted:
        if reader.is_initscripts:
            yield "link_local", "link-local: initscripts give no such IPv4 address", NM
        elif _has_ipv4(device) or device.nameservers or device.search:
            yield (
                "link_local",
                "link-local: ipv4 cannot be combined with other IPv4 addresses or name servers",
                KEYFILE,
            )
    if wanted is not None and "ipv6" not in wanted:
        if reader.is_initscripts or reader.release < 8:
            yield "link_local", f"link-local: {reader.does('leaves')} the IPv6 one to the kernel", NM_LATER
        elif _has_ipv6(device):
            yield "link_local", "link-local: IPv6 does not work without ipv6", NEITHER


def _routes(device: Device, reader: Reader) -> Iterator[Refusal]:
    if not reader.is_initscripts and not _has_ipv4(device):
        first = next((number for number, route in enumerate(device.routes) if route.version == 4), None)
        if first is not None:
            only = "NetworkManager reads IPv4 routes only of a device with IPv4 addresses"
            yield f"routes.{first}", only, SCRIPTS
    in_files = {id(route) for route in other_routes(device)}
    for number, route in enumerate(device.routes):
        for what, who in _route(route, reader) if id(route) in in_files else ():
            yield f"routes.{number}", f"route {route}: {what}", who


def _route(route: Route, reader: Reader) -> Iterator[tuple[str, str]]:
    scripts, release = reader.is_initscripts, reader.release
    if route.on_link and route.version == 6 and release < 8:
        yield "on-link for IPv6 is not in EL6 and EL7", "EL8 supports it"
    if route.type in ("anycast", "xresolve") or (route.type in ("broadcast", "multicast", "nat") and not scripts):
        yield f"type {route.type} cannot be in a route file", NETWORKD if scripts else SCRIPTS
    if route.via and route.type in WITHOUT_DEVICE:
        yield f"a route of type {route.type} cannot have a gateway", NEITHER
    if scripts:
        return
    if route.type == "local" and route.version == 4 and route.scope not in (None, "host"):
        yield f"a local route is of scope host, not {route.scope}", NEITHER
    if release < 8:
        if route.is_default:
            yield f"{reader.does('takes')} a default route from GATEWAY only", f"initscripts, or {NM_LATER}"
        later = {"type": route.type != "unicast", "scope": route.scope, "advertised-mss": route.advmss}
        for name in (name for name, asked in later.items() if asked):
            yield f"{name} is not read by {reader}", f"initscripts, or {NM_LATER}"
