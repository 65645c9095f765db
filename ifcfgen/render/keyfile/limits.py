"""What keyfiles cannot say to the NetworkManager of a release. Each such request is a fault, so nothing is dropped.

A refusal is (path of the field, what is asked for and why not, who can have it).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ifcfgen.errors import Fault
from ifcfgen.keyfile.properties import SECTIONS
from ifcfgen.model import Device, Dhcp, Place, Route, Topology, kinds
from ifcfgen.netplan import Configuration
from ifcfgen.networkmanager.bond import OPTIONS_SINCE
from ifcfgen.networkmanager.cards import sets_switch_mode
from ifcfgen.networkmanager.ethtool import is_feature
from ifcfgen.networkmanager.methods import method4, method6
from ifcfgen.networkmanager.source import VERSIONS, Version
from ifcfgen.networkmanager.values import is_mac, is_profile_device_name
from ifcfgen.networkmanager.virtual import SINCE
from ifcfgen.render import functions
from ifcfgen.render.addressing import is_addressed
from ifcfgen.render.keyfile import further, unmodelled, virtual
from ifcfgen.render.keyfile.further import is_set
from ifcfgen.render.keyfile.origins import FIELDS
from ifcfgen.render.keyfile.view import has_no_addresses, searching
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

KINDS: Mapping[str, Version] = {
    **dict.fromkeys(("ethernet", "wireless", "modem", "infiniband", "bond", "bridge", "vlan"), (1, 18)),
    "loopback": (1, 42),
    **SINCE,
}
"""The kinds of devices that keyfiles are rendered for, each with the first version that has it."""

_PORTS = {name: kind.ports for name, kind in kinds.KINDS.items() if kind.ports}

_NEITHER = "no keyfile supports it"

_OF_NETWORKMANAGER = ("unicast", "local", "blackhole", "unreachable", "prohibit", "throw")
_WITHOUT_GATEWAY = ("blackhole", "unreachable", "prohibit", "throw")
_ROUTE_TYPES_SINCE: Version = (1, 36)
_NO_OPTIONS = Dhcp()
_LATER = ("match.driver", "hostname.from-dhcp", "ipv6.mtu")
"""Settings of fields that any device can have, which NetworkManager of EL7 does not read."""
_PSK = re.compile(r"[ -~]{8,63}|[0-9a-fA-F]{64}")
_LONGEST_SSID = 32
_LONGEST_NAME = 200
"""Bytes; what is hidden and temporary beside a file has a longer name, and the limit is 255."""


def refusals(topology: Configuration) -> Iterator[Fault]:
    """What of TOPOLOGY keyfiles cannot say to the NetworkManager of its host, each with its place."""
    yield from unmodelled.refusals(topology)
    release = topology.host.el
    if release is None:
        text = "unknown release: give `release:` under `host:` (host.release), or --release"
        yield Fault(Place(topology.path), text)
        return
    if release not in VERSIONS:
        text = f"NetworkManager of EL{release} does not read these keyfiles; that of EL7 and later does"
        yield Fault(Place(topology.path), text)
        return
    found = [(device, refusal) for device in topology for refusal in _of_device(topology, device, release)]
    for device, (field, what, who) in found or further.conflicts(topology, VERSIONS[release]):
        yield Fault(topology.origin(device, field), f"{device.name}: {what}; {who}")


def warnings(topology: Configuration) -> Iterator[Fault]:
    """What of TOPOLOGY keyfiles do not say, though the host works without it."""
    yield from without_dispensable(topology)
    renamed = [device for device in topology if device.hwaddr and device.named]
    if renamed:
        names = ", ".join(device.name for device in renamed)
        what = "NetworkManager renames no card: if the kernel gives another name, add a .link file for systemd-udevd"
        yield Fault(topology.origin(renamed[0], "name"), f"{names}: set-name: {what}")
    release = topology.host.el
    for device in topology:
        if device.switch_mode and release is not None and not sets_switch_mode(release):
            yield Fault(topology.origin(device, "switch_mode"), without_switch_mode(device, release))
        if device.optional and (device.dhcp4 or device.dhcp6):
            yield Fault(topology.origin(device, "optional"), f"{device.name}: optional: the boot waits for a lease")


def _of_device(topology: Topology, device: Device, release: int) -> Iterator[Refusal]:
    if device.kind not in KINDS:
        yield "", f"ifcfgen writes no keyfile for a {device.kind} device", "remove it"
        return
    if VERSIONS[release] < KINDS[device.kind]:
        yield "", f"NetworkManager of EL{release} has no {device.kind} devices", _later(KINDS[device.kind])
    if device.nm_controlled is False:
        scripts = "initscripts read no keyfiles"
        yield "nm_controlled", scripts, "use `renderer: NetworkManager`, or ifcfg files on EL8 and before"
    if device.further:
        yield "further", "ifcfg: is for ifcfg files", "remove it"
    if device.settings:
        yield from further.refusals(device, VERSIONS[release])
    yield from _unread(device, release)
    yield from _link(topology, device, release)
    if device.controller_name:
        yield from _port(device, topology.controller(device))
    if is_addressed(device) and not has_no_addresses(topology.controller(device)):
        yield from _addressing(device, release)


def _unread(device: Device, release: int) -> Iterator[Refusal]:
    """What NetworkManager of RELEASE does not read yet."""
    for setting in _LATER:
        section, _, key = setting.partition(".")
        field, first = FIELDS[setting][0], SECTIONS[section][key].first
        if first > VERSIONS[release] and is_set(device, field):
            yield field, f"NetworkManager of EL{release} does not read {setting}", _later(first)


def _later(since: Version) -> str:
    """Who has what is there SINCE a version."""
    first = next((release for release, version in VERSIONS.items() if version >= since), None)
    return f"that of EL{first} and later does" if first else f"NetworkManager {since[0]}.{since[1]} and later does"


# -- link -------------------------------------------------------------------------------------------------


def _link(topology: Topology, device: Device, release: int) -> Iterator[Refusal]:
    if device.named and not is_profile_device_name(device.name):
        yield "", f"{device.name!r} cannot name a device of NetworkManager", RENAME
    elif device.name.startswith(".") or "/" in device.name or len(device.name.encode()) > _LONGEST_NAME:
        yield "", f"{device.name!r} cannot name a keyfile", RENAME
    if device.hwaddr and not is_mac(device.hwaddr, 20 if device.kind == "infiniband" else 6):
        yield "hwaddr", f"{device.hwaddr!r} is not a MAC address of {_an(device.kind)}", "correct it"
    if device.mac and device.kind in ("infiniband", "loopback"):
        yield "mac", f"macaddress: NetworkManager cannot set that of {_an(device.kind)}", _NEITHER
    for feature in device.offloads:
        if not is_feature(feature):
            yield f"offloads.{feature}", f"NetworkManager has no offload {feature!r}", _NEITHER
    yield from functions.refusals(topology, device, "keyfile: {{sriov.vf.N: vlans={}}}")
    controller = topology.controller(device)
    if not device.named and controller and controller.bond_options.get("primary") == device.name:
        yield "hwaddr", f"{controller.name} needs the name of the card, for primary", SET_NAME
    if device.kind in SINCE:
        yield from virtual.refusals(device, release, VERSIONS[release])
    if device.kind in _OF_KIND:
        yield from _OF_KIND[device.kind](device, release)
    elif device.auth:
        yield from _auth(device)


def _an(kind: str) -> str:
    return f"a{'n' if kind[0] in 'aeio' else ''} {kind} device"


def _bond(bond: Device, release: int) -> Iterator[Refusal]:
    for option in bond.bond_options:
        since = OPTIONS_SINCE.get(option)
        if since is None:
            yield f"bond_options.{option}", f"NetworkManager has no bond option {option}", SCRIPTS
        elif since > VERSIONS[release]:
            what = f"NetworkManager of EL{release} has no bond option {option}"
            yield f"bond_options.{option}", what, _later(since)
    for option in bond.refused_bond_options:
        yield (
            f"bond_options.{option}",
            f"mode {bond.bond_mode} does not have {option}",
            _NEITHER,
        )


def _bridge(bridge: Device, release: int) -> Iterator[Refusal]:
    delay = bridge.forward_delay
    if delay is not None and delay < 2 and (bridge.stp or delay):
        yield "forward_delay", f"forward-delay of {delay:g} s: it is at least 2 s, or 0 without STP", _NEITHER
    for field, name, seconds in (
        ("forward_delay", "forward-delay", delay),
        ("hello_time", "hello-time", bridge.hello_time),
        ("max_age", "max-age", bridge.max_age),
        ("ageing_time", "ageing-time", bridge.ageing_time),
    ):
        if seconds is not None and seconds != round(seconds):
            yield field, f"{name} of {seconds:g} s: NetworkManager counts in seconds", SCRIPTS


def _vlan(vlan: Device, release: int) -> Iterator[Refusal]:
    if vlan.vlan_id is None or not vlan.parent_name:
        yield "vlan_id", "a VLAN needs its link and its id", _NEITHER


def _auth(card: Device) -> Iterator[Refusal]:
    management = card.auth.get("key-management", "802.1x")
    if card.kind != "ethernet":
        yield "auth", "802.1X is for Ethernet and wireless cards", _NEITHER
    elif management == "802.1x":
        yield from _eap(card.auth)
    elif management != "none":
        yield "auth.key-management", f"key-management {management} is for wireless cards", "use 802.1x"


def _card(card: Device, release: int) -> Iterator[Refusal]:
    if card.auth:
        yield from _auth(card)


def _wifi(card: Device, release: int) -> Iterator[Refusal]:
    if not card.access_points:
        yield "", "a wireless card needs its access-points", "add them"
    for number, point in enumerate(card.access_points):
        field, management = f"access_points.{number}", point.auth.get("key-management", "none")
        if len(point.ssid.encode()) > _LONGEST_SSID:
            yield field, f"{point.ssid!r} has more than {_LONGEST_SSID} bytes", "correct it"
        if point.channel is not None and not point.band:
            yield field, f"channel {point.channel} needs its band", "give band"
        if management in ("psk", "psk-sha256", "sae") and "password" not in point.auth:
            yield field, f"key-management {management} needs a password", "give password"
        elif management == "psk" and not _PSK.fullmatch(point.auth["password"]):
            yield field, "a passphrase of WPA has 8 to 63 characters, or 64 hexadecimal digits", "correct it"
        elif management not in ("none", "psk", "psk-sha256", "sae"):
            yield from ((field, what, who) for _, what, who in _eap(point.auth))
        if point.mode == "ap" and not _has_addresses(card):
            yield field, "an access point needs an address", "give addresses"


def _has_addresses(card: Device) -> bool:
    return any(address.version == 4 for address in card.addresses)


def _eap(auth: Mapping[str, str]) -> Iterator[Refusal]:
    """What 802.1X lacks, and what NetworkManager would misunderstand of it."""
    if auth.get("password", "").startswith("hash:"):
        yield (
            "auth.password",
            "NetworkManager would send the text `hash:...` itself as the password",
            "give the password",
        )
    method = auth.get("method")
    if method is None:
        yield "auth", "802.1X needs a method", "give method, such as peap"
    elif "identity" not in auth:
        yield "auth", f"802.1X with {method} needs an identity", "give identity"
    elif method == "tls" and not {"client-key", "client-certificate"} <= auth.keys():
        yield "auth", "802.1X with tls needs a client-key and a client-certificate", "give both; they can be one file"


_OF_ADDRESSING = (
    "addresses.0", "dhcp4", "dhcp6", "routes.0", "rules.0", "nameservers.0", "search", "accept_ra", "ipv6_privacy",
    "ipv6_address_generation", "ipv6_token", "ipv6_mtu",
)  # fmt: skip
"""Fields that ask for something of IP."""
_OF_KIND = {"bond": _bond, "bridge": _bridge, "ethernet": _card, "vlan": _vlan, "wireless": _wifi}
"""What only devices of a kind cannot have."""


def _port(port: Device, controller: Device | None) -> Iterator[Refusal]:
    above = controller.kind if controller else ""
    if above == "vrf":
        return
    if port.kind == "tap" and port.mode == "tun":
        yield "controller_name", "a tun carries no frames, so it cannot be a port", "make it a tap"
    if port.kind not in _PORTS.get(above, ()):
        what = f"a {above}" if above in _PORTS else "neither bond, bridge, team nor VRF here"
        yield "controller_name", f"a {port.kind} cannot be a port of {port.controller_name}, which is {what}", _NEITHER
    for field in _OF_ADDRESSING:
        if getattr(port, field.partition(".")[0]):
            yield field, "NetworkManager gives a port no addresses", f"give them to {port.controller_name}"
            return


# -- addressing -------------------------------------------------------------------------------------------


def _addressing(device: Device, release: int) -> Iterator[Refusal]:
    for number, address in enumerate(device.addresses):
        if address.label:
            yield f"addresses.{number}", f"label {address.label!r}: a keyfile has no labels", "ifcfg files support them"
    yield from _methods(device, release)
    for field, options in (("dhcp4_options", device.dhcp4_options), ("dhcp6_options", device.dhcp6_options)):
        if options != _NO_OPTIONS:
            yield from _lease(field, options)
    for number, route in enumerate(device.routes):
        for what, who in _route(device, route, release):
            yield f"routes.{number}", f"route {route}: {what}", who


def _methods(device: Device, release: int) -> Iterator[Refusal]:
    """What does not go together with the method of a family."""
    four, six = method4(device), method6(device)
    version = VERSIONS[release]
    if "ipv4" in (device.link_local or ()) and four != "link-local" and version < (1, 40):
        what = f"link-local: NetworkManager of EL{release} combines ipv4 with no other IPv4 address"
        yield "link_local", what, _later((1, 40))
    if six == "disabled":
        if version < (1, 20):
            what = f"link-local: NetworkManager of EL{release} leaves the IPv6 one to the kernel"
            yield "link_local", what, _later((1, 20))
        if device.dhcp6 or device.accept_ra or any(address.version == 6 for address in device.addresses):
            yield "link_local", "link-local: IPv6 does not work without ipv6", _NEITHER
    for of, method, lame in ((4, four, ("disabled", "link-local")), (6, six, ("disabled", "ignore", "link-local"))):
        if method not in lame:
            continue
        first = next((n for n, server in enumerate(device.nameservers) if server.version == of), None)
        if first is not None:
            what = f"NetworkManager takes IPv{of} name servers only for a device with IPv{of} addresses"
            yield f"nameservers.{first}", what, "give it addresses, or the other family's name servers"
        if device.search and searching(device) == of:
            yield "search", "NetworkManager takes search domains only for a device with addresses", "give it addresses"
    if device.ipv6_token and device.ipv6_address_generation not in (None, "eui64"):
        yield "ipv6_token", "ipv6-address-token needs ipv6-address-generation eui64", _NEITHER


def _lease(field: str, options: Dhcp) -> Iterator[Refusal]:
    """What NetworkManager does not take of the OPTIONS of a lease; FIELD holds them."""
    if options.use_domains is not None and options.use_domains != (options.use_dns is not False):
        what = "use-domains: NetworkManager uses DNS servers and domains of a lease together or not at all"
        yield f"{field}.use_domains", what, NETWORKD
    if options.use_ntp is False:
        who = SCRIPTS if field == "dhcp4_options" else NETWORKD
        yield f"{field}.use_ntp", "use-ntp: NetworkManager does not decide about it", who
    if options.use_mtu is False:
        yield f"{field}.use_mtu", "use-mtu: NetworkManager always uses the MTU of a lease", NETWORKD
    if options.hostname and not HOST_NAME.fullmatch(options.hostname):
        yield f"{field}.hostname", f"hostname {options.hostname!r} is not one plain name", _NEITHER
    if field == "dhcp6_options" and (options.use_hostname is not None or options.identifier):
        yield field, "use-hostname and dhcp-identifier go with dhcp4", _NEITHER


def _route(device: Device, route: Route, release: int) -> Iterator[tuple[str, str]]:
    method = method4(device) if route.version == 4 else method6(device)
    if method in ("disabled", "ignore"):
        of = f"IPv{route.version}"
        yield f"NetworkManager sets {of} routes only on a device with {of} addresses", SCRIPTS
    if route.type not in _OF_NETWORKMANAGER:
        yield f"NetworkManager has no routes of type {route.type}", NETWORKD
    elif route.type != "unicast" and VERSIONS[release] < _ROUTE_TYPES_SINCE:
        yield f"NetworkManager of EL{release} has no routes of type {route.type}", _later(_ROUTE_TYPES_SINCE)
    if route.via and route.type in _WITHOUT_GATEWAY:
        yield f"a route of type {route.type} cannot have a gateway", _NEITHER
    if route.table_name:
        yield f"table {route.table_name} has no number", "give its number"
    if route.type == "local" and route.version == 4 and route.scope not in (None, "host"):
        yield f"a local route is of scope host, not {route.scope}", _NEITHER
