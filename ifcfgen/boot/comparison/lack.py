"""What the end of a boot lacks of what each file asks for, and where the file asks for it."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from itertools import islice
from typing import Any

from ifcfgen.boot.comparison.mismatch import Kind, Mismatch, in_state, leased, under
from ifcfgen.boot.kernel.state import LOCAL, MAIN, Link
from ifcfgen.boot.kernel.state import Address as Held
from ifcfgen.boot.kernel.state import Route as Way
from ifcfgen.boot.kernel.wires import Way as Wire
from ifcfgen.boot.managers import is_native, own_addresses
from ifcfgen.boot.outcome import Outcome
from ifcfgen.ifcfg.ethtool import Ethtool
from ifcfgen.ifcfg.kinds import KEY_OF_PORT
from ifcfgen.ifcfg.routes import WrittenRoute, unread
from ifcfgen.ifcfg.switches import is_false
from ifcfgen.ifcfg.values import address as ip_of
from ifcfgen.ifcfg.values import integer, prefix_of
from ifcfgen.ifcfg.vocabulary import closest, foreign, lookup, without_number
from ifcfgen.initscripts import names
from ifcfgen.lazy import NamedTuple
from ifcfgen.model import Address, Device, Place, Route
from ifcfgen.reading import Reading
from ifcfgen.scripts.definition import Definition, KeyedAddress

_METHODS = frozenset({"", "none", "static", "dhcp", "bootp", "autoip", "shared", "ibft"})
"""What some reader has a meaning for in BOOTPROTO."""
_ADDRESS_KEY = re.compile(r"IPADDR\d*")
_ETHERNET = frozenset({"ethernet", "bond", "bridge", "vlan", "team"})
"""On whose link no neighbour answers for every address in the world."""
_WITHOUT_DEVICE = ("OVSBond", "OVSTunnel", "OVSPatchPort")
"""Ports of Open vSwitch that no device of the kernel stands for."""
_WITH_PORTS = ("bond", "bridge", "team")

_Way = tuple[int, int | None, int]
"""Family, gateway and table of a default route."""
_Goal = tuple[int, int, int, int]
"""Family, destination, its length and the table of a route."""


class Lack(NamedTuple):
    """What the end of a boot lacks, and where a file asks for it."""

    mismatch: Mismatch
    place: Place


class _End(NamedTuple):
    """The end of the boot of a reading, and where to look for something in it."""

    reading: Reading
    outcome: Outcome
    ways: Set[_Way]
    defaults: Set[tuple[int, int]]
    """The families and tables that have a default route, or may get one from a server that is not known."""
    goals: Set[_Goal]
    ways_out: Mapping[str, Way]
    """By device: its IPv4 default route."""
    holders: Mapping[tuple[int, int], str]
    """By family and address: the first device that has it, where there are others in its network."""
    wires: Mapping[str, Wire]
    """By link: its way to the cards."""
    unknown: Container[str | None]
    """The devices of which it is not known what becomes of them."""


def lacks(reading: Reading, outcome: Outcome, unknown: Container[str | None]) -> Mapping[str, Sequence[Lack]]:
    """How devices that are to come up differ in the end from what their files ask for, by name.

    A device that is UNKNOWN is left out, and so is a line whose effect cannot be predicted.
    """
    end = _end(reading, outcome, unknown)
    undecided = {event.place for event in outcome.remarkable if event.is_undecided}
    lines = {(place.path, place.line) for place in undecided if place and place.line}
    found: dict[str, list[Lack]] = {}
    for definition in reading.definitions:
        device = definition.device
        if not device.onboot:
            continue
        if definition.base is not None:
            lacking = list(_of_alias(definition, end))
        else:
            lacking = [] if device.name in unknown else [*_of_device(definition, end), *_wire(definition, end)]
        lacking = [lack for lack in lacking if (lack.place.path, lack.place.line) not in lines]
        if lacking:
            found.setdefault(device.name, []).extend(lacking)
    for lack in _of_network(end):
        found.setdefault(lack.mismatch.device, []).append(lack)
    return found


def _of_network(end: _End) -> Iterator[Lack]:
    """Whether the GATEWAY of /etc/sysconfig/network is that of some device which is up with an address, if any is."""
    file = end.reading.directory.file("network")
    gateway = ip_of(file.document.keys.get("GATEWAY", "")) if file else None
    if file is None or gateway is None or gateway.version != 4 or (4, MAIN) in end.defaults:
        return
    candidates = [d.device for d in end.reading.definitions if d.base is None and not is_false(d.keys.get("DEFROUTE"))]
    others = [device for device in candidates if device.kind != "loopback" and device.name not in end.unknown]
    up = [device for device in others if end.outcome.kernel.addresses_of(device.name, 4)]
    near = [device for device in up if any(a.network and gateway in a.network for a in device.addresses)]
    for device in (near or up)[:1]:
        expected = Route(None, gateway, gateway.version)
        yield Lack(Mismatch(device.name, "default-route", expected), file.place("GATEWAY"))


def _end(reading: Reading, outcome: Outcome, unknown: Container[str | None]) -> _End:
    kernel = outcome.kernel
    routes = list(kernel.routes)
    default = [route for route in routes if not route.length]
    defaults = {(route.version, route.table) for route in default}
    defaults |= {(4, MAIN) for known in outcome.unknown if known.fact.kind == "dhcp"}
    holders: dict[tuple[int, int], str] = {}
    for address in kernel.addresses:
        if address.scope == "global" and not _is_single(address):
            holders.setdefault((address.version, address.ip), address.dev)
    return _End(
        reading,
        outcome,
        {(route.version, route.via, route.table) for route in default},
        defaults,
        {(route.version, route.to, route.length, route.table) for route in routes},
        {route.dev or "": route for route in default if route.version == 4 and route.table == MAIN},
        holders,
        kernel.ways(),
        unknown,
    )


def _of_device(definition: Definition, end: _End) -> Iterator[Lack]:
    """How a device differs in the end from what its file asks for."""
    device = definition.device
    name = device.name.partition(":")[0]  # of an alias in a file whose name has no colon
    link = end.outcome.kernel.links.get(name)
    if device.kind == "ovs" and definition.keys.get("OVS_BRIDGE"):
        yield from _of_switch_port(definition, end)
        if definition.keys.get("TYPE") in _WITHOUT_DEVICE:
            return
    yield from _at(definition, in_state(device, link), "DEVICE")
    if device.controller_name:
        if link:
            yield from _of_port(definition, link, end)
            yield from _twice(definition, end)
        return
    for written in _own(definition):
        if not end.outcome.kernel.has_address(name, int(written.address.ip), written.address.version):
            yield _lack(definition, "address", written.key, expected=written.address)
    if link is None or not link.up:
        yield from _default_routes(definition, end)
    if device.kind == "ovs" and definition.keys.get("OVSBOOTPROTO") == "dhcp":
        device = replace(device, dhcp4=True)
    yield from _at(definition, leased(device, device.name, end.outcome, 4), "OVSBOOTPROTO", "BOOTPROTO")
    if link is not None and link.up:
        yield from _twice(definition, end)
        yield from _addressing(definition, link, end)
        yield from _routes(definition, end)
        if len(end.reading.topology.named(name)) == 1:  # else it cannot be as each of its files has it
            yield from _way_out(definition, link, end)
            yield from _settings(definition, link, end)


def _at(definition: Definition, mismatches: Iterable[Mismatch], *keys: str) -> Iterator[Lack]:
    for mismatch in mismatches:
        yield Lack(mismatch, definition.place(*keys))


def _lack(definition: Definition, kind: Kind, *keys: str, expected: object = None, found: object = None) -> Lack:
    """A lack of the device of DEFINITION, at the first of KEYS that its file sets."""
    return Lack(Mismatch(definition.device.name, kind, expected, found), definition.place(*keys))


def _own(definition: Definition) -> Iterator[KeyedAddress]:
    """The addresses of a file, but those that every kernel gives lo."""
    return (written for written in definition.addresses if not is_native(definition.device, written.address))


# -- the files --------------------------------------------------------------------------------------------------


def _twice(definition: Definition, end: _End) -> Iterator[Lack]:
    """Whether the file is one too many: a copy put aside, or the second of two for a device."""
    device, file = definition.device, definition.file
    if device.name == "lo" and not own_addresses(device):
        return  # to set it up twice changes nothing
    by_uuid = end.reading.directory.surroundings.keyfiles_by_uuid
    keyfiles = by_uuid.get(file.uuid, ()) if by_uuid else ()  # a UUID that the file does not set takes a digest
    if keyfiles and not file.is_backup and end.reading.manager(definition) == "NetworkManager":
        yield _lack(definition, "hides", "UUID", expected=keyfiles[0].name)
    twin = end.reading.topology.twin(device)
    if file.is_backup and definition.keys.get("DEVICE") != file.suffix:
        yield _lack(definition, "put-aside", expected=file.name)
    elif twin is not None and twin.onboot and twin.kind != "alias":
        yield _lack(definition, "twice", "DEVICE", expected=f"ifcfg-{twin.suffix}")


# -- ports --------------------------------------------------------------------------------------------------------


def _of_port(definition: Definition, link: Link, end: _End) -> Iterator[Lack]:
    """Of a port: its controller, and what its file has that no port gets, and that is nowhere on the host."""
    device, kernel = definition.device, end.outcome.kernel
    key = KEY_OF_PORT[definition.joins or "bond"]
    yield from _at(definition, under(device, link), f"{key}_UUID", key)
    others = (other for other in KEY_OF_PORT.values() if other != key and definition.keys.get(other))
    for other in others if link.master else ():
        wanted = end.reading.directory.name_of(definition.keys[other])
        if wanted != link.master:
            yield _lack(definition, "controller", other, expected=wanted, found=link.master)
    controller = kernel.links.get(link.master or "")
    if controller and not controller.up and not end.reading.topology.named(controller.name):
        yield _lack(definition, "controller-down", f"{key}_UUID", key, expected=controller.name)
    for written in _own(definition):
        if not kernel.is_local(int(written.address.ip), written.address.version):
            yield _lack(definition, "address", written.key, expected=written.address)
    yield from _routes(definition, end)


def _of_switch_port(definition: Definition, end: _End) -> Iterator[Lack]:
    """Of a port of Open vSwitch: its bridge."""
    wanted, found = definition.keys["OVS_BRIDGE"], end.outcome.kernel.switch_of(definition.device.name)
    if found != wanted:
        yield _lack(definition, "controller", "OVS_BRIDGE", expected=wanted, found=found)


# -- aliases ------------------------------------------------------------------------------------------------------


def _of_alias(definition: Definition, end: _End) -> Iterator[Lack]:
    """Of an alias or range file: whether its device has the addresses in the end."""
    keys, device = definition.keys, definition.device
    base = end.reading.defined(definition.base)
    if keys.get("ONPARENT") in ("no", "NO") or definition.file.is_backup:
        return
    if base is None or base.base is not None:  # so that nothing finds it by its name
        if device.name in end.unknown:
            return
        if ":" not in device.name and "DEVICE" in keys:
            yield from _at(definition, in_state(device, end.outcome.kernel.links.get(device.name)), "DEVICE")
            return
    elif not base.device.onboot or base.device.name in end.unknown or not _is_up(base.device, end):
        return  # which is said of that one
    written = [*definition.addresses, *_range(definition)]
    if device.dhcp4 and not written:
        yield _lack(definition, "dhcp", "BOOTPROTO", expected=4)
    for one in written:
        there = _held(one.address, definition.base or "", end)
        if there is None:
            yield _lack(definition, "address", one.key, expected=one.address)
        else:
            yield from _length(definition, one, there)


def _is_up(device: Device, end: _End) -> bool:
    link = end.outcome.kernel.links.get(device.name)
    return link is not None and link.up


def _range(definition: Definition) -> Iterator[KeyedAddress]:
    """The first address of a range file, which stands for all of them."""
    start = ip_of(definition.keys.get("IPADDR_START"))
    if start is not None:
        yield KeyedAddress(Address(start), "IPADDR_START")


# -- addresses ----------------------------------------------------------------------------------------------------


def _held(address: Address, dev: str, end: _End) -> Held | None:
    """ADDRESS as DEV has it in the end; or as any device, where DEV is but a port."""
    kernel = end.outcome.kernel
    link = kernel.links.get(dev)
    anywhere = link is not None and link.master is not None
    return kernel.addresses.first_of_ip(int(address.ip), address.version, None if anywhere else dev)


def _addressing(definition: Definition, link: Link, end: _End) -> Iterator[Lack]:
    """Whether the addresses are as the file has them, and whether they are all that it has."""
    for written in _own(definition):
        there = _held(written.address, link.name, end)
        if there is not None:
            yield from _length(definition, written, there)
            is_right = written.address.is_of_class_c and there.length == 24
            if there.version == 4 and not is_right and not _has_mask(definition, written, end):
                yield _lack(definition, "guessed", written.key, found=there)
            holder = end.holders.get((there.version, there.ip), there.dev)
            is_many = _is_single(there) or written.address.ip.is_link_local or written.address.ip.is_loopback
            if holder != there.dev and not is_many:  # those may be on as many devices as one likes
                yield _lack(definition, "shared-address", written.key, expected=written.address.ip, found=holder)
    yield from _method(definition)
    yield from _misspelled(definition, end)
    document = definition.file.document
    if definition.device.dhcp4 or end.outcome.kernel.addresses_of(link.name, 4):
        return
    for key in document.keys:
        if _ADDRESS_KEY.fullmatch(key) and ip_of(document.keys[key]) is None:
            item = document.assignment(key)
            if item and item.raw.strip("\"'"):
                yield _lack(definition, "address", key, expected=item.raw)


def _method(definition: Definition) -> Iterator[Lack]:
    """Whether BOOTPROTO means something to some reader."""
    known = definition.keys.get("BOOTPROTO", "").lower() in _METHODS
    item = None if known else definition.file.document.assignment("BOOTPROTO")
    if item and item.value and definition.device.kind != "ppp":
        read = {item.value.lower(), (item.nm or item.value).lower()}
        if read.isdisjoint(_METHODS):
            yield _lack(definition, "no-method", "BOOTPROTO", expected=item.value)


def _misspelled(definition: Definition, end: _End) -> Iterator[Lack]:
    """Addresses and gateways of unknown keys that are close enough to a known one."""
    for key, text in definition.keys.items():
        ip = ip_of(text.partition("/")[0]) if lookup(key) is None and not foreign(key) else None
        if ip is None:
            continue
        meant = {closest(key), *(near for _, near in without_number(key))}
        if not meant.isdisjoint(("GATEWAY", "IPV6_DEFAULTGW")) and (ip.version, MAIN) not in end.defaults:
            yield _lack(definition, "default-route", key, expected=Route(None, ip, ip.version))
        is_address = any(near and near.startswith(("IPADDR", "IPV6ADDR")) for near in meant)
        if is_address and not end.outcome.kernel.is_local(int(ip), ip.version):
            yield _lack(definition, "address", key, expected=text)


def _is_single(address: Held) -> bool:
    return address.length == (32 if address.version == 4 else 128)


def _has_mask(definition: Definition, written: KeyedAddress, end: _End) -> bool:
    """Whether something says how long the network of an IPv4 address is, under a key that was misspelled perhaps."""
    number, beside = written.key[6:], end.reading.directory.network
    return bool(written.mask or beside.get(f"PREFIX{number}") or beside.get(f"NETMASK{number}"))


def _length(definition: Definition, written: KeyedAddress, there: Held) -> Iterator[Lack]:
    """Whether the network of an address is as large as its file says, in each of the places that say so."""
    ip, keys = written.address.ip, definition.keys
    if there.peer is not None:
        return
    if ip.version == 6:
        asked = {written.key: written.address.prefix}
    else:
        number = "" if written.key == "IPADDR_START" else written.key[6:]
        prefix, netmask = keys.get(f"PREFIX{number}"), keys.get(f"NETMASK{number}")
        asked = {f"PREFIX{number}": integer(prefix), f"NETMASK{number}": prefix_of(netmask)}
        if not prefix and not netmask:
            asked[written.key] = prefix_of(written.mask) if integer(written.mask) is None else integer(written.mask)
    wrong = ((key, length) for key, length in asked.items() if length not in (None, there.length))
    for key, length in islice(wrong, 1):
        yield _lack(definition, "length", key, expected=Address(ip, length), found=there)


# -- routes -------------------------------------------------------------------------------------------------------


def _written(definition: Definition, end: _End) -> Iterator[WrittenRoute]:
    """The routes that the files of a device configure, including those that nothing reads."""
    for written in definition.routes:
        if not (written.key[:7] == "GATEWAY" and definition.device.dhcp4):  # where the lease says which route there is
            yield written
    for suffix in dict.fromkeys((definition.file.suffix, definition.device.name)):
        file = end.reading.directory.file_beside("route", suffix)
        if file:
            yield from unread(file.document)


def _table(definition: Definition, route: Route, end: _End) -> int | None:
    """The number of the table that is to hold ROUTE; None where it is called by a name that the host does not have."""
    if route.table_name:
        return end.outcome.tables.get(route.table_name)
    if route.table or route.type == "local":
        return route.table or LOCAL
    own = integer(definition.keys.get(f"IPV{route.version}_ROUTE_TABLE"))
    return own if own and end.reading.manager(definition) == "NetworkManager" else MAIN


def _routes(definition: Definition, end: _End) -> Iterator[Lack]:
    """Whether every route that is asked for is there; a default route also where another one is in its place."""
    kernel, name = end.outcome.kernel, definition.device.name
    own = {address.network for address in definition.device.addresses if address.prefix is not None}
    for written in _written(definition, end):
        route, table = written.route, _table(definition, written.route, end)
        if table is None:
            continue
        version = route.via.version if route.via else route.version
        kind: Kind = "route"
        if route.to is not None:
            is_there = (version, int(route.to.network_address), route.to.prefixlen, table) in end.goals
        else:
            is_there = (version, table) in end.defaults
            kind = "default-route" if route.via else "route"
        place = written.place or definition.place(written.key)
        if not is_there:
            yield Lack(Mismatch(name, kind, route), place)
        elif route.via and kernel.has_address(name, int(route.via), version) and route.to not in own:
            yield Lack(Mismatch(name, "own-gateway", route), place)


def _default_routes(definition: Definition, end: _End) -> Iterator[Lack]:
    """The default routes of a device that is not up, and that no other device has either."""
    for written in definition.routes:
        route = written.route
        table = _table(definition, route, end)
        if route.is_default and route.via and (route.version, int(route.via), table) not in end.ways:
            place = written.place or definition.place(written.key)
            yield Lack(Mismatch(definition.device.name, "default-route", route), place)


def _way_out(definition: Definition, link: Link, end: _End) -> Iterator[Lack]:
    """Whether the device has a default route that no file means: against DEFROUTE=no, or one without a router."""
    route, keys = end.ways_out.get(link.name), definition.keys
    if route is None or any(written.place and written.route.is_default for written in definition.routes):
        return
    if is_false(keys.get("DEFROUTE")):
        yield _lack(definition, "unasked-route", "DEFROUTE", found=route)
    if route.via is None and definition.device.kind in _ETHERNET:
        files = (definition.file, end.reading.directory.file("network"))
        places = (f.place("GATEWAYDEV") for f in files if f and f.document.keys.get("GATEWAYDEV") == link.name)
        yield from (Lack(Mismatch(definition.device.name, "no-gateway"), place) for place in islice(places, 1))


# -- settings of the link -----------------------------------------------------------------------------------------


def _settings(definition: Definition, link: Link, end: _End) -> Iterator[Lack]:
    device, keys = definition.device, definition.keys
    if device.mtu and link.mtu != device.mtu:
        yield _lack(definition, "mtu", "MTU", expected=device.mtu, found=link.mtu)
    words = Ethtool(keys["ETHTOOL_OPTS"], None).words if keys.get("ETHTOOL_OPTS") else ()
    wanted = integer(words[words.index("mtu") + 1]) if "mtu" in words[:-1] else None
    if wanted is not None and link.mtu != wanted:
        yield _lack(definition, "mtu", "ETHTOOL_OPTS", expected=wanted, found=link.mtu)
    if keys.get("SLAVE") == "yes" and not device.controller_name:
        yield _lack(definition, "controller", "SLAVE", expected="a bond")
    if device.kind == "vlan":
        yield from _of_vlan(definition, link, end)
    if device.kind == "bond" and link.bond is not None:
        yield from _of_bond(definition, link.bond)


def _of_vlan(definition: Definition, link: Link, end: _End) -> Iterator[Lack]:
    device = definition.device
    said = {key: definition.keys[key] for key in ("VID", "VLAN_ID") if definition.keys.get(key)}
    said = said or {"DEVICE": names.id_in(device.name) or ""}  # where a key says it, the name is only a name
    for key, text in said.items():
        wanted = integer(text)
        if wanted is not None and link.vlan_id is not None and wanted != link.vlan_id:
            yield _lack(definition, "vlan-id", key, expected=wanted, found=link.vlan_id)
    parent = end.reading.topology.parent(device)
    if parent and parent.named and link.parent != parent.name:
        yield _lack(definition, "parent", "PHYSDEV", "DEVICE", expected=parent.name, found=link.parent)


def _of_bond(definition: Definition, bond: Mapping[str, Any]) -> Iterator[Lack]:
    device = definition.device
    if "mode" in device.bond_options and device.bond_mode != bond["mode"]:  # else it may be that of the module
        yield _lack(definition, "mode", "BONDING_OPTS", expected=device.bond_mode, found=bond["mode"])
    primary = device.bond_options.get("primary")
    if primary and bond["primary"] != primary:
        found = bond["primary"] or "none"
        yield Lack(Mismatch(device.name, "option", primary, found, "primary"), definition.place("BONDING_OPTS"))
    if bond["arp_interval"] and not bond["arp_ip_target"]:
        yield _lack(definition, "no-target", "BONDING_OPTS")


# -- wires --------------------------------------------------------------------------------------------------------


def _wire(definition: Definition, end: _End) -> Iterator[Lack]:
    """Whether a device that is up leads to a wire."""
    device, kernel = definition.device, end.outcome.kernel
    link = kernel.links.get(device.name)
    if link is None or not link.up or link.kind == "loopback":
        return
    way, ports = end.wires[link.name], end.reading.topology.ports(device)
    if way.is_wired or any(port.name in end.unknown for port in ports):
        return
    if link.kind in _WITH_PORTS and end.reading.directory.unread:
        return  # which may be that of a port
    if link.kind in _WITH_PORTS and not kernel.ports_of(link.name):
        if link.kind != "bridge" or ports or _needs_others(device):
            yield _lack(definition, "no-ports", "DEVICE", found=tuple(port.name for port in ports))
    elif device.controller_name:
        return  # which is asked for all of its ports
    elif link.kind == "nic":
        if device.addresses or any(other.onboot for other in end.reading.topology.children(device)):
            yield _lack(definition, "no-carrier", "DEVICE")
    elif way.is_wired is False or _needs_others(device):
        yield _lack(definition, "no-carrier", "DEVICE", found=way.cards or tuple(filter(None, (device.parent_name,))))


def _needs_others(device: Device) -> bool:
    """Whether a device is of no use alone: it asks for a lease, or leads elsewhere."""
    return device.dhcp4 or device.dhcp6 or any(route.is_default for route in device.routes)
