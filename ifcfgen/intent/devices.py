"""The devices of a host as a topology has them: aliases are addresses of their device, timers are in seconds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from ifcfgen.facts import SERVICES, Fact
from ifcfgen.ifcfg.routes import lines, rule_keys, rule_of
from ifcfgen.ifcfg.switches import flag, taken
from ifcfgen.ifcfg.values import address, number
from ifcfgen.ifcfg.vocabulary import KEYS, lookup
from ifcfgen.intent import keyfiles
from ifcfgen.intent.found import AnyFound, Found, FoundInKeyfile
from ifcfgen.intent.keys import LAST_WITH_SCRIPTS, device_of_gateway, lost_keys, lost_lines, unread
from ifcfgen.intent.loss import Loss
from ifcfgen.model import Device, Place, Route
from ifcfgen.netplan.text import section_of
from ifcfgen.networkmanager.cards import GLOB
from ifcfgen.networkmanager.definition import rank
from ifcfgen.networkmanager.device import Described
from ifcfgen.networkmanager.enums import MULTIPLE
from ifcfgen.networkmanager.values import escaped
from ifcfgen.reading import READ_BY_NETWORKMANAGER, Reading
from ifcfgen.scripts.definition import Definition, vlan_id_of
from ifcfgen.scripts.fields import KEYS_OF, WITH_MORE, fits, stem_of

_CONTROLLERS = ("bond", "bridge", "team")
_OF_IPV6 = ("dhcp6", "dhcp6_options", "accept_ra", "ipv6_privacy", "ipv6_address_generation", "ipv6_token", "ipv6_mtu")
_WITH_PROPERTY = frozenset(key for keys in KEYS_OF.values() for key in keys) - WITH_MORE


def with_presets(reading: Reading) -> Reading:
    """READING on a host whose services, if they are not stated, are those of a default installation.

    EL6 has NetworkManager on desktops alone: there it is supposed to run where a file asks for it.
    """
    for service in SERVICES:
        fact = Fact("service", service)
        preset = reading.host.preset(fact)
        if preset is None and reading.host.el is not None:
            asked = any(definition.device.nm_controlled for definition in reading.definitions)
            preset = "enabled" if asked else "disabled"
        if preset is not None and not reading.host.states(fact):
            reading = reading.supposing(fact, preset)
    return reading


def devices(reading: Reading) -> Iterator[AnyFound]:
    """The devices of READING; one whose files define it twice is a misfit from the second on. Raises `Unknown`."""
    keyed = [*keyfiles.devices(reading)]
    by_name = {found.device.name: found for found in keyed if not found.misfit}
    named = set()
    for found in _of_scripts(reading, {name: item.device for name, item in by_name.items()}):
        other = by_name.get(found.device.name)
        if other and not found.misfit and _goes_before(reading, other, found.definition):
            found = replace(found, misfit=Loss(Place(found.path), found.device.name, "copy"))
        elif not found.misfit:
            named.add(found.device.name)
        yield found
    for item in keyed:
        is_copy = item.device.name in named and not item.misfit
        yield replace(item, misfit=Loss(Place(item.path), item.device.name, "copy")) if is_copy else item
    known = named | by_name.keys()
    missing = ((name, kind, item) for item in keyed for name, kind in _needed(item.device) if name not in known)
    for name, (kind, item) in {name: (kind, item) for name, kind, item in missing}.items():
        peer = item.device.name if kind == "veth" else None
        made = Device(name, kind, suffix=name, nm_controlled=True, peer_name=peer)
        yield FoundInKeyfile(made, item.keyfile, Described(made, {}))


def _goes_before(reading: Reading, found: FoundInKeyfile, definition: Definition) -> bool:
    """Whether the keyfile of a device counts, and not an ifcfg file for the same."""
    profile = reading.profile(definition.file)
    if profile is None:
        return reading.reader(definition.file) is None or reading.host.release > READ_BY_NETWORKMANAGER[-1]
    if profile.status == "shadowed":
        return True
    is_active = reading.manager(definition) == "NetworkManager" and profile.status == "connection"
    return is_active and found.device.onboot and rank(reading.keyfiles[found.keyfile]) < rank(profile)


def _needed(device: Device) -> Iterator[tuple[str, str]]:
    """The devices, and their kinds, that a topology has to name for DEVICE, though they need no file."""
    if device.parent_name:
        yield device.parent_name, "ethernet"
    if device.peer_name:
        yield device.peer_name, "veth"


def _of_scripts(reading: Reading, keyed: Mapping[str, Device]) -> Iterator[Found]:
    """The devices of the ifcfg files of READING; KEYED has those of its keyfiles, by name."""
    aliases: dict[str | None, list[Definition]] = {}
    for definition in reading.definitions:
        if definition.device.kind == "alias":
            aliases.setdefault(definition.device.parent_name, []).append(definition)
    for orphan in (one for of in aliases.values() for one in of if not _has_parent(reading, one)):
        subject = orphan.device.parent_name or ""
        yield Found(orphan.device, orphan, misfit=Loss(Place(orphan.file.path), orphan.device.name, "parent", subject))
    parents: dict[str, Definition] = {}
    gateway_of = device_of_gateway(reading)
    for definition in reading.definitions:
        device = definition.device
        if device.kind == "alias" or (_is_plain_loopback(device) and device.name not in aliases):
            continue
        if reading.defined(device.name) is definition:
            found = _found(reading, definition, aliases.get(device.name, []), keyed)
            yield _with_global_gateway(reading, found) if gateway_of is definition else found
        else:
            yield Found(device, definition, misfit=Loss(Place(definition.file.path), device.name, "copy"))
        is_known = reading.defined(device.parent_name) or device.parent_name in keyed
        if device.kind == "vlan" and device.parent_name and not is_known:
            parents.setdefault(device.parent_name, definition)
    for name, definition in parents.items():  # a card needs no file to carry a VLAN, but a topology names it
        manager = _is_networkmanagers(reading, definition)
        yield Found(Device(name, suffix=name, nm_controlled=manager), definition)


def _has_parent(reading: Reading, alias: Definition) -> bool:
    parent = reading.defined(alias.device.parent_name)
    return parent is not None and parent.device.kind != "alias"


def _with_global_gateway(reading: Reading, found: Found) -> Found:
    """FOUND with the default route that GATEWAY in the file `network` gives it."""
    network = reading.directory.file("network")
    via = address(reading.directory.network.get("GATEWAY"))
    if network is None or via is None:
        return found
    device = replace(found.device, routes=(Route(None, via), *found.device.routes))
    return replace(found, device=device, routes=(network.place("GATEWAY"), *found.routes))


def _is_plain_loopback(device: Device) -> bool:
    """Whether the device is `lo` with what it has without any file."""
    asked = (device.routes, device.rules, device.nameservers, device.mtu)
    return device.kind == "loopback" and not any(asked) and all(a.ip.is_loopback for a in device.addresses)


def _found(reading: Reading, definition: Definition, aliases: list[Definition], keyed: Mapping[str, Device]) -> Found:
    device = reading.settled(definition)
    misfit = None
    if section_of(device) is None:
        misfit = Loss(Place(definition.file.path), device.name, "device", device.kind)
    elif reading.host.release > LAST_WITH_SCRIPTS and reading.manager(definition) is None:
        misfit = Loss(definition.place("NM_CONTROLLED", "DEVICE"), device.name, "nobody")
    losses = [*lost_keys(reading, definition), *lost_lines(reading, definition)]
    unseen = {*unread(reading, definition)}
    device = without(device, unseen)
    if device.kind == "vlan" and "vlan_id" in unseen:
        device = replace(device, vlan_id=vlan_id_of(device.name))
    has_ipv6 = not _is_without_ipv6(reading, definition)
    if not has_ipv6:
        asks_still = device.dhcp6 and reading.manager(definition) == "initscripts" and reading.host.release <= 6
        device = replace(without(device, _OF_IPV6), dhcp6=asks_still)  # EL6 starts the client for DHCPV6C alone
    further = (
        {} if misfit else {loss.subject: definition.keys[loss.subject] for loss in losses if _is_further(loss, device)}
    )
    if further:
        losses = [loss for loss in losses if loss.subject not in further]
        device = replace(
            without(device, ("wakeonlan", "offloads") if "ETHTOOL_OPTS" in further else ()), further=further
        )
    if device.kind == "ethernet" and not device.named and _is_networkmanagers(reading, definition):
        device = _with_cards(device)
    losses += (loss for alias in aliases for loss in lost_keys(reading, alias))
    losses += (loss for alias in aliases if _waits(alias, reading) for loss in _on_demand(alias, device.name))
    labelled = [(alias, keyed) for alias in aliases if not _waits(alias, reading) for keyed in alias.addresses]
    controller = reading.topology.get(device.controller_name) or keyed.get(device.controller_name or "")
    if _is_no_slave(reading, definition):
        place = definition.place("MASTER", "MASTER_UUID")
        losses.append(Loss(place, device.name, "slave", "MASTER", value=device.controller_name or ""))
        device = replace(device, controller_name=None)
    elif device.controller_name and not (controller and controller.kind == definition.joins in _CONTROLLERS):
        place = definition.place("MASTER", "BRIDGE", "TEAM_MASTER", "MASTER_UUID", "BRIDGE_UUID")
        losses.append(Loss(place, device.name, "port", device.controller_name))
        device = replace(device, controller_name=None, path_cost=None, port_priority=None, hairpin=None)
    kept = [keyed for keyed in definition.addresses if has_ipv6 or keyed.address.version == 4]
    addresses = [definition.place(keyed.key) for keyed in kept]
    addresses += (alias.place(keyed.key) for alias, keyed in labelled)
    ways = [w for w in definition.routes if has_ipv6 or w.key != "IPV6_DEFAULTGW"]
    routes = [written.place or definition.place(written.key) for written in ways]
    device = replace(
        device,
        suffix=device.name,
        nm_controlled=_is_networkmanagers(reading, definition),
        onboot=_starts_at_boot(reading, definition),
        rules=device.rules[_unread_rules(reading, definition) :],
        routes=tuple(written.route for written in ways),
        addresses=(
            *(keyed.address for keyed in kept),
            *(replace(keyed.address, label=alias.device.name) for alias, keyed in labelled),
        ),
    )
    rules = tuple(_places_of_rules(reading, definition))[_unread_rules(reading, definition) :]
    return Found(device, definition, tuple(addresses), tuple(routes), rules, tuple(losses), misfit)


def _with_cards(device: Device) -> Device:
    """DEVICE, of a profile that names none, with the cards that it is for."""
    further = dict(device.further)
    names, drivers = (tuple(escaped(further.pop(key, ""))) for key in ("MATCH_INTERFACE_NAME", "MATCH_DRIVER"))
    if not all(map(GLOB.fullmatch, names)):
        return device  # some must not match, or match as they are: a topology has no word for that
    if device.hwaddr is None or names or drivers:
        if number(further.get("MULTI_CONNECT")) == MULTIPLE:
            del further["MULTI_CONNECT"]
        else:
            further.setdefault("MULTI_CONNECT", "0")  # a device of a topology stands for all such cards at once
    names = names or (() if drivers or device.hwaddr else ("*",))
    return replace(device, match_names=names, match_drivers=drivers, further=further)


def _is_without_ipv6(reading: Reading, definition: Definition) -> bool:
    """Whether IPV6INIT, or its default, keeps the manager of a device from all keys of IPv6."""
    manager = reading.manager(definition)
    text = definition.keys.get("IPV6INIT") or reading.directory.network.get("IPV6INIT")
    if manager == "NetworkManager":
        return not flag(text)
    if manager is None:
        return False
    if not text:
        return reading.host.release <= 6
    return not taken(KEYS["IPV6INIT"], text, manager, reading.host.release)


def _waits(alias: Definition, reading: Reading) -> bool:
    """Whether `ifup` of its device leaves an alias out."""
    return reading.manager(alias) == "initscripts" and alias.keys.get("ONPARENT") in ("no", "NO")


def _on_demand(alias: Definition, name: str) -> Iterator[Loss]:
    for keyed in alias.addresses:
        address = str(keyed.address)
        value = f"{address} (ONPARENT=no)"
        yield Loss(alias.place("ONPARENT"), name, "on-demand", alias.device.name, address, value)


def _is_no_slave(reading: Reading, definition: Definition) -> bool:
    """Whether MASTER makes a device no port, as initscripts ask for SLAVE=yes as well."""
    keys = definition.keys
    if definition.joins != "bond" or reading.manager(definition) != "initscripts":
        return False
    return keys.get("SLAVE") != "yes" or not keys.get("MASTER")


def _starts_at_boot(reading: Reading, definition: Definition) -> bool:
    text, manager = definition.keys.get("ONBOOT"), reading.manager(definition)
    if text is None or manager is None:
        return definition.device.onboot
    return taken(KEYS["ONBOOT"], text, manager, reading.host.release) is not False


def _unread_rules(reading: Reading, definition: Definition) -> int:
    """How many of the first rules of a device only NetworkManager would read: those by keys come before the others."""
    if reading.manager(definition) == "NetworkManager":
        return 0
    return len(rule_keys(definition.keys))


def _places_of_rules(reading: Reading, definition: Definition) -> Iterator[Place]:
    """Where each rule of the device is written, in their order."""
    for key in rule_keys(definition.keys):
        yield definition.place(key)
    for role, version in (("rule", 4), ("rule6", 6)):
        file = reading.directory.file_beside(role, definition.file.suffix)
        if file:
            found = ((line, column) for line, column, words in lines(file.document) if rule_of(words, version))
            yield from (Place(file.path, *at) for at in found)


def _is_further(loss: Loss, device: Device) -> bool:
    """Whether a topology can have the key of DEVICE as it is, below `ifcfg:`."""
    entry = lookup(loss.subject) if loss.why == "property" else None
    if entry is None or entry.secret or "ifcfg" not in entry.files:
        return False
    return fits(entry, device) and stem_of(loss.subject) not in _WITH_PROPERTY


def without(device: Device, fields: Iterable[str]) -> Device:
    """DEVICE, as if nothing were said of FIELDS; `dhcp4_options.use_dns` is one of those within a field."""
    plain = Device(device.name)
    for field in fields:
        outer, _, inner = field.partition(".")
        value = replace(getattr(device, outer), **{inner: None}) if inner else getattr(plain, outer)
        device = replace(device, **{outer: value})
    return device


def _is_networkmanagers(reading: Reading, definition: Definition) -> bool:
    """Whether NetworkManager brings the device up; if nothing does, whether it would be the one."""
    manager = reading.manager(definition)
    if manager is not None:
        return manager == "NetworkManager"
    wanted = definition.device.nm_controlled
    return not reading.host.runs_network if wanted is None else wanted
