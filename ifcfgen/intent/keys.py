"""The keys and lines of a host's files that a topology has nothing for."""

from __future__ import annotations

from collections.abc import Iterator

from ifcfgen.facts import Manager
from ifcfgen.ifcfg import routes
from ifcfgen.ifcfg.ethtool import Ethtool
from ifcfgen.ifcfg.switches import flag
from ifcfgen.ifcfg.values import address, options
from ifcfgen.ifcfg.vocabulary import Key, lookup
from ifcfgen.intent.loss import Loss
from ifcfgen.model import Device, Place
from ifcfgen.netplan.text import section_of, unnamed_bond_options, unnamed_offloads
from ifcfgen.reading import Reading
from ifcfgen.scripts.definition import Definition
from ifcfgen.scripts.fields import KEYS_OF, OF_IDENTITY, stem_of

LAST_WITH_SCRIPTS = 8
"""The last release with network scripts."""
_IDLE = {"HOTPLUG": (7, 8)}
"""Keys that scripts read, and the releases on which nothing comes of it: there nothing sets IN_HOTPLUG."""
_CARRIED = frozenset(key for keys in KEYS_OF.values() for key in keys)
_AS_A_WHOLE = frozenset({"onboot", "addresses", "routes", "rules", "nameservers", "controller_name"})
"""Fields with several keys, or with parts in other files, that every manager reads."""
_METHODS = ("", "none", "static", "dhcp", "bootp", "autoip")
_BRIDGE_OPTIONS = frozenset({"forward_delay", "hello_time", "max_age", "ageing_time", "priority"})
_PORT_OPTIONS = frozenset({"path_cost", "priority", "hairpin_mode"})


def unread(reading: Reading, definition: Definition) -> Iterator[str]:
    """The fields of a device that its keys give a value and its manager does not read."""
    set_keys = {stem_of(key): entry for key in definition.keys if (entry := lookup(key))}
    for field, keys in KEYS_OF.items():
        entries = [set_keys[key] for key in keys if key in set_keys]
        if entries and field not in _AS_A_WHOLE and not any(_is_read(reading, definition, entry) for entry in entries):
            yield field


def lost_keys(reading: Reading, definition: Definition) -> Iterator[Loss]:
    """What the keys of a device's file ask for that no field of the device holds."""
    name = definition.device.parent_name if definition.device.kind == "alias" else definition.device.name
    for key, value in definition.keys.items():
        entry = lookup(key)
        if entry is None or not value or not _is_read(reading, definition, entry):
            continue
        stem = stem_of(key)
        if stem not in _CARRIED:
            is_derived = stem in OF_IDENTITY or (stem == "LINKDELAY" and definition.device.kind == "bridge")
            kept = is_derived or _says_default(definition, entry, value)
            found = [] if kept else [Loss(definition.place(key), name or "", "property", key)]
        else:
            found = [loss._replace(place=definition.place(key)) for loss in _lost_of(definition, key, stem, value)]
        yield from (loss._replace(device=name or "", value=loss.value or value) for loss in found)


def _is_read(reading: Reading, definition: Definition, entry: Key) -> bool:
    """Whether the manager of the device reads the key; if it has none, whether any does."""
    return _reads(reading, reading.manager(definition), entry)


def _reads(reading: Reading, manager: Manager | None, entry: Key) -> bool:
    if manager == "NetworkManager":
        return bool(entry.networkmanager)
    release = reading.host.release if manager else min(reading.host.release, LAST_WITH_SCRIPTS)
    by_scripts = release in entry.initscripts and release not in _IDLE.get(entry.name, ())
    return by_scripts or (manager is None and bool(entry.networkmanager))


def _says_default(definition: Definition, entry: Key, value: str) -> bool:
    """Whether VALUE is what holds without the key."""
    if entry.name == "BROADCAST":
        networks = (address.network for address in definition.device.addresses)
        return any(str(network.broadcast_address) == value for network in networks if network)
    default = "yes" if entry.name == "ARP" else entry.default.split(" ")[0].strip(",(")
    return value == default or (default in ("yes", "no") and flag(value) is (default == "yes"))


def _lost_of(definition: Definition, key: str, stem: str, value: str) -> Iterator[Loss]:
    """Of a key that a field is read from, what that field does not hold."""
    device, lost = definition.device, Loss(Place(""), "", "value", key)
    match stem:
        case "BOOTPROTO" if value.lower() not in _METHODS:
            yield lost
        case "BONDING_OPTS":
            unnamed = {option: device.bond_options[option] for option in unnamed_bond_options(device)}
            yield from (lost._replace(why="option", detail=option, value=text) for option, text in unnamed.items())
        case "BRIDGING_OPTS":
            known = _PORT_OPTIONS if device.controller_name else _BRIDGE_OPTIONS
            unknown = {option: text for option, text in options(value).items() if option not in known}
            yield from (lost._replace(why="option", detail=option, value=text) for option, text in unknown.items())
        case "ETHTOOL_OPTS" if _is_beyond_properties(device, Ethtool(value, device.name)):
            yield lost._replace(why="property")
        case "KEY_MGMT":
            yield lost._replace(why="passwords")
        case "DEFROUTE" if flag(value) is False and device.dhcp4:
            yield lost._replace(why="property")
        case _ if _is_no_value(definition, key, stem, value):
            yield lost


def _is_beyond_properties(device: Device, asked: Ethtool) -> bool:
    """Whether a topology has no property for some of what ETHTOOL_OPTS asks of DEVICE."""
    if asked.beyond_offloads or unnamed_offloads(device):
        return True
    return device.wakeonlan is not None and section_of(device) != "ethernets"


_ONE_VALUE = frozenset({"hwaddr", "mac", "mtu", "vlan_id", "ipv6_mtu", "infiniband_mode"})


def _is_no_value(definition: Definition, key: str, stem: str, value: str) -> bool:
    """Whether KEY has a value that cannot be read as what it should be."""
    device = definition.device
    match stem:
        case "IPADDR":
            return all(keyed.key != key for keyed in definition.addresses)
        case "IPV6ADDR" | "IPV6ADDR_SECONDARIES":
            return len(value.split()) != sum(keyed.key == key for keyed in definition.addresses)
        case "DNS":
            return address(value) is None
        case "GATEWAY" | "IPV6_DEFAULTGW":
            is_kept = any(written.key == key for written in definition.gateways)
            has_no_effect = stem == "GATEWAY" and flag(definition.keys.get("DEFROUTE")) is False
            return not (is_kept or has_no_effect)
    fields = (field for field, keys in KEYS_OF.items() if stem in keys and field in _ONE_VALUE)
    return any(getattr(device, field) is None for field in fields)


def device_of_gateway(reading: Reading) -> Definition | None:
    """The definition of the device that GATEWAY in the file `network` leads through."""
    via = address(reading.directory.network.get("GATEWAY"))
    if via is None or via.version == 6:
        return None
    named = reading.directory.network.get("GATEWAYDEV")
    for definition in reading.definitions:
        device = definition.device
        has_own = any(route.is_default and route.version == 4 for route in device.routes)
        if has_own or device.kind == "alias" or reading.manager(definition) is None:
            continue
        if device.name == named if named else any(a.network and via in a.network for a in device.addresses):
            return definition
    return None


def lost_globals(reading: Reading) -> Iterator[Loss]:
    """What the keys in the file `network` ask for."""
    file = reading.directory.file("network")
    managers = {reading.manager(definition) for definition in reading.definitions} if file else ()
    for key, value in file.document.keys.items() if file else ():
        entry = lookup(key)
        if entry is None or not value or not any(_reads(reading, manager, entry) for manager in managers):
            continue
        if file and not _is_carried(reading, key, value) and value != entry.default.split(" ")[0]:
            yield Loss(file.place(key), "", "property", key, value=value)


def _is_carried(reading: Reading, key: str, value: str) -> bool:
    """Whether a topology says the same without KEY of the file `network`."""
    match key:
        case "HOSTNAME" | "IPV6INIT":  # of the host and no device; the default of each device
            return True
        case "NETWORKING":
            return value != "no"
        case "GATEWAY":
            return device_of_gateway(reading) is not None
        case "GATEWAYDEV":
            routed = [d.device for d in reading.definitions if any(r.is_default for r in d.device.routes)]
            leased = [d.device for d in reading.definitions if d.device.dhcp4]
            return device_of_gateway(reading) is not None and not routed and not leased
    return False


def lost_lines(reading: Reading, definition: Definition) -> Iterator[Loss]:
    """The lines of the route and rule files of a device that cannot be read, and words that no property has."""
    for role in ("route", "route6", "rule", "rule6"):
        file = reading.directory.file_beside(role, definition.file.suffix)
        if file is None or (role == "route" and routes.is_key_format(file.document)):
            continue
        version = 6 if role.endswith("6") else 4
        read = routes.route_of if role.startswith("route") else routes.rule_of
        for number, column, words in routes.lines(file.document):
            place = Place(file.path, number, column)
            if read(words, version) is None:
                yield Loss(place, definition.device.name, "line", " ".join(words))
            else:
                beyond = routes.beyond(words, role.startswith("route"), definition.device.name)
                if beyond:
                    yield Loss(place, definition.device.name, "words", " ".join(words), " ".join(beyond))
