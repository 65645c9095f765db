"""What the files of one host say that its neighbours say as well: addresses, MACs, names, and what a network is like.

Two hosts must not claim the same address, but must claim the same MTU for the same network. Nothing is claimed that
others cannot notice: link-local addresses, a bridge without ports such as those of libvirt and Docker, a link of two
hosts, a device that is not started at boot.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Literal

from ifcfgen.facts import RELEASES, Unknown
from ifcfgen.ifcfg.values import address, mac
from ifcfgen.lazy import NamedTuple
from ifcfgen.model import IP, Address, Device, Network, Place
from ifcfgen.model.route import MAIN
from ifcfgen.networkmanager.profile import Profile
from ifcfgen.reading import Reading
from ifcfgen.scripts.definition import Definition
from ifcfgen.scripts.keyfile import Keyfile

Topic = Literal["address", "mac", "hostname", "uuid", "guest", "vlan", "mtu", "gateway", "key", "file"]
"""No two hosts have one of the first five; all have the same of the next three; all of a role have the last two."""

UNIQUE = frozenset({"address", "mac", "hostname", "uuid", "guest"})
OF_ROLE = frozenset({"key", "file"})

_ON_A_WIRE = frozenset({"ethernet", "bond", "team", "bridge", "vlan", "infiniband", "wireless", "macvlan", "ipvlan"})
_TYPES_ON_A_WIRE = frozenset({"802-3-ethernet", "bond", "team", "bridge", "vlan", "infiniband", "802-11-wireless"})
"""The same as NetworkManager calls them, but for devices on other ones."""
_HOST_BITS = 3
"""A smaller network is a link of two hosts, which may be numbered like any other, or an address that moves."""
_NO_NAMES = frozenset({"", "localhost", "localhost.localdomain", "localhost4", "localhost6", "(none)"})
_VRRP = ("00:00:5E:00:01:", "00:00:5E:00:02:")
"""MAC addresses of virtual routers, which wander between hosts (RFC 5798, 7.3)."""
_UUID = re.compile(r"(?=.*[1-9a-f])[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Not the nil UUID, which stands for no UUID."""
_NO_MACS = frozenset({"00:00:00:00:00:00", "FF:FF:FF:FF:FF:FF"})


class Key(NamedTuple):
    """What a claim is about: an address, a MAC, a VLAN ID, a network, a file; and the value that it has there.

    `among` is the role of the host, or the version of IP: what is compared with one another.
    """

    topic: Topic
    about: str
    value: str = ""
    among: str = ""


class Claim(NamedTuple):
    """What a host says, of which device or guest, and where."""

    key: Key
    device: str
    place: Place


def claims(reading: Reading, role: str | None = None) -> Iterator[Claim]:
    """All that READING says and other hosts must not say, or say as well; ROLE is what its host has in common with
    others that are to be configured alike."""
    yield from _of_hostname(reading)
    for definition in reading.definitions:
        if not definition.is_foreign:
            yield from _of_names(definition)
            if _is_on_a_wire(reading, definition):
                yield from _of_addresses(reading, definition)
    yield from _of_keyfiles(reading)
    yield from _of_guests(reading)
    if role is not None:
        yield from _of_role(reading, role)


def _of_hostname(reading: Reading) -> Iterator[Claim]:
    """The name in /etc/hostname, or else in /etc/sysconfig/network, where EL6 has it."""
    file = reading.directory.file("network")
    told = (file.document.keys.get("HOSTNAME", ""), file.place("HOSTNAME")) if file else None
    name, place = reading.directory.surroundings.hostname or told or ("", None)
    if place and name.lower() not in _NO_NAMES and "$" not in name:
        yield Claim(Key("hostname", name.lower()), "", place)


def _of_names(definition: Definition) -> Iterator[Claim]:
    """The MAC addresses and the UUID of a device."""
    device = definition.device
    if device.kind not in ("alias", "vlan"):  # which name the card of their parent
        for key, found in (("HWADDR", device.hwaddr), ("MACADDR", device.mac)):
            if found and mac(found) and _is_mac(found):
                yield Claim(Key("mac", found), device.name, definition.place(key))
    uuid = definition.keys.get("UUID", "").lower()
    if _UUID.fullmatch(uuid):
        yield Claim(Key("uuid", uuid), device.name, definition.place("UUID"))


def _of_guests(reading: Reading) -> Iterator[Claim]:
    """The MAC addresses of the guests that other hosts meet: on no bridge of libvirt's own."""
    libvirt = reading.directory.surroundings.libvirt
    for interface in libvirt.interfaces:
        bridge = libvirt.bridge_of(interface)
        is_met = not libvirt.owns(bridge) if bridge else bool(libvirt.below(interface))
        address = mac(interface.mac or "")
        if address and _is_mac(address) and is_met:
            yield Claim(Key("guest", address), interface.guest, interface.place)


def _is_mac(found: str) -> bool:
    """Whether it is the address of one card, and of no virtual router."""
    return found not in _NO_MACS and not found.startswith(_VRRP)


def _is_on_a_wire(reading: Reading, definition: Definition) -> bool:
    """Whether other hosts meet the addresses of a device once the host has booted."""
    topology, device = reading.topology, definition.device
    below = topology.parent(device) if device.kind == "alias" else device
    if below is None or not (device.onboot and below.onboot) or below.controller_name:
        return False
    return below.kind in _ON_A_WIRE and (below.kind != "bridge" or bool(topology.ports(below)))


def _of_addresses(reading: Reading, definition: Definition) -> Iterator[Claim]:
    device = definition.device
    networks: dict[Network, str] = {}
    for written in definition.addresses:
        found = written.address
        if not _is_known_to_others(found) or not _is_set(reading, definition, found):
            continue
        yield Claim(Key("address", str(found.ip)), device.name, definition.place(written.key))
        if found.network:
            networks.setdefault(found.network, written.key)
    if not networks:
        return
    mtu = reading.topology.link_mtu(device) if device.kind != "alias" else None
    for network, key in networks.items():
        if mtu is not None:
            yield Claim(Key("mtu", str(network), str(mtu)), device.name, definition.place("MTU", key))
    yield from _of_vlan(reading, definition, networks)
    yield from _of_gateways(reading, definition, networks)


def _is_known_to_others(found: Address) -> bool:
    ip = found.ip
    if ip.is_link_local or ip.is_loopback or ip.is_unspecified or ip.is_multicast:
        return False
    return found.prefix is None or ip.max_prefixlen - found.prefix >= _HOST_BITS


def _is_set(reading: Reading, definition: Definition, found: Address) -> bool:
    try:
        return reading.takes(definition, found)
    except Unknown:
        return False


def _of_vlan(reading: Reading, definition: Definition, networks: dict[Network, str]) -> Iterator[Claim]:
    """The networks in the VLAN of a device, or of the only port of a bridge: the first of each family."""
    device = definition.device
    ports = reading.topology.ports(device) if device.kind == "bridge" else (device,)
    first: dict[int, tuple[Network, str]] = {}
    for network, key in networks.items():
        first.setdefault(network.version, (network, key))
    if len(ports) == 1 and ports[0].kind == "vlan" and ports[0].vlan_id is not None:
        for network, key in first.values():
            said = Key("vlan", str(ports[0].vlan_id), str(network), str(network.version))
            yield Claim(said, device.name, definition.place(key))


def _of_gateways(reading: Reading, definition: Definition, networks: dict[Network, str]) -> Iterator[Claim]:
    """The next hop of the default route in each network, where there is one."""
    found: dict[Network, dict[IP, Place]] = {}
    written = (
        (one.route.via, one.place or definition.place(one.key))
        for one in definition.routes
        if one.route.is_default and one.route.table_held_in == MAIN
    )
    for via, place in chain(written, _global_gateway(reading, definition.device)):
        network = next((network for network in networks if via is not None and via in network), None)
        if network and via:
            found.setdefault(network, {}).setdefault(via, place)
    for network, hops in found.items():
        if len(hops) == 1:
            ((via, place),) = hops.items()
            yield Claim(Key("gateway", str(network), str(via)), definition.device.name, place)


def _global_gateway(reading: Reading, device: Device) -> Iterator[tuple[IP | None, Place]]:
    """The GATEWAY in /etc/sysconfig/network, unless it is for another device."""
    file = reading.directory.file("network")
    if file and "GATEWAY" in file.document.keys and file.document.keys.get("GATEWAYDEV", device.name) == device.name:
        yield address(file.document.keys["GATEWAY"]), file.place("GATEWAY")


def _of_keyfiles(reading: Reading) -> Iterator[Claim]:
    """The same of the profiles that NetworkManager makes of keyfiles, but for MTUs, which may depend on other files."""
    profiles = {k: profile for k, profile in _keyfiles(reading).items() if profile.status == "connection"}
    controllers = {name for profile in profiles.values() for name in _controllers(profile)}
    for keyfile, profile in profiles.items():
        device = profile.text("connection", "interface-name") or keyfile.suffix
        if keyfile.uuid and _UUID.fullmatch(keyfile.uuid):
            yield Claim(Key("uuid", keyfile.uuid), device, keyfile.document.place("connection.uuid"))
        for name in ("mac-address", "cloned-mac-address"):
            found = mac(profile.text("802-3-ethernet", name))
            if found and _is_mac(found):
                yield Claim(Key("mac", found), device, _place(profile, f"802-3-ethernet.{name}", keyfile))
        is_bridge = profile.text("connection", "type") == "bridge"
        has_ports = not controllers.isdisjoint((device, keyfile.uuid or device))
        if _brings_up(profile) and (has_ports or not is_bridge):
            yield from _of_profile(profile, device, keyfile)


def _keyfiles(reading: Reading) -> Mapping[Keyfile, Profile]:
    """The keyfiles, whose only reader is taken to start if that is unknown."""
    if not reading.directory.surroundings.keyfiles:
        return {}
    try:
        return reading.keyfiles
    except Unknown as unknown:
        supposed = "enabled" if unknown.fact.kind == "service" else RELEASES[-1]
        return _keyfiles(reading.supposing(unknown.fact, supposed))


def _controllers(profile: Profile) -> Iterator[str]:
    """What a profile names as its controller, under either name of the setting."""
    yield from filter(None, (profile.text("connection", name) for name in ("master", "controller")))


def _brings_up(profile: Profile) -> bool:
    """Whether the boot brings up addresses of a profile that other hosts meet."""
    is_port = any(_controllers(profile))
    autoconnects = profile.flag("connection", "autoconnect", True)
    return autoconnects and not is_port and profile.text("connection", "type") in _TYPES_ON_A_WIRE


def _of_profile(profile: Profile, device: str, keyfile: Keyfile) -> Iterator[Claim]:
    for version in (4, 6):
        if profile.text(f"ipv{version}", "method") not in ("manual", "auto"):  # a shared one is of guests alone
            continue
        given = [(Address(one.ip, one.prefix), one.origin.place) for one in profile.addresses(version)]
        known = [(one, place) for one, place in given if _is_known_to_others(one)]
        for one, place in known:
            yield Claim(Key("address", str(one.ip)), device, place)
        gateway, number = profile.gateway(version), profile.number("vlan", "id")
        for one, place in known:
            if gateway and one.network and gateway in one.network:
                at = keyfile.document.place(f"ipv{version}.gateway")
                yield Claim(Key("gateway", str(one.network), str(gateway)), device, at if at.line else place)
        if number is not None and known:
            yield Claim(Key("vlan", str(number), str(known[0][0].network), str(version)), device, known[0][1])


def _place(profile: Profile, setting: str, keyfile: Keyfile) -> Place:
    """Where the file says SETTING."""
    origin = profile.origins.get(setting, setting)
    return keyfile.document.place(origin) if isinstance(origin, str) else origin.place


def _of_role(reading: Reading, role: str) -> Iterator[Claim]:
    """That the host is one of ROLE, its ifcfg files, and the keys in each."""
    yield Claim(Key("file", "", among=role), "", Place(reading.directory.path))
    for definition in reading.definitions:
        file, device = definition.file, definition.device
        yield Claim(Key("file", "", file.name, role), device.name, file.place())
        for key in file.document.keys:
            yield Claim(Key("key", file.name, key, role), device.name, file.place(key))
