"""What is written of one device -> the fields of the model, and where each of them is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Network, IPv6Network
from typing import Any

from ifcfgen.model import AccessPoint, Device, Dhcp, Network, Peer, Place, Route, RoutingRule, kinds
from ifcfgen.netplan import bonding
from ifcfgen.netplan.grammar import Block, Property, Reader, Written
from ifcfgen.netplan.properties import (
    ACCESS_POINT,
    BRIDGE_PARAMETERS,
    DHCP_OVERRIDES,
    KINDS,
    MODEM_ONLY,
    OFFLOADS,
    ROUTE,
    ROUTING_RULE,
)
from ifcfgen.netplan.values import TUNNEL_KEY, WIREGUARD_KEY, fault_of_id, fault_of_name
from ifcfgen.netplan.virtual import PEER, PEER_KEYS, TunnelKeys

_KIND_OF_SECTION = {kind.section: kind.name for kind in reversed([*kinds.KINDS.values()]) if kind.section}
"""The first of several: a tunnel may turn out to be of another kind."""
_LINK_LOCAL: dict[int, Network] = {4: IPv4Network("169.254.0.0/16"), 6: IPv6Network("fe80::/10")}
_EVERYTHING: dict[int, Network] = {4: IPv4Network("0.0.0.0/0"), 6: IPv6Network("::/0")}
_EMPTY = Block()


@dataclass
class Draft:
    """A device in the making: what the model gets, before it is known what other devices say of it.

    `places`: where each field is said, by the path of the field.
    """

    section: str
    id: str
    block: Block
    fields: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        """Where the device is defined."""
        return self.places[""]

    @property
    def kind(self) -> str:
        """The kind of device."""
        return str(self.fields["kind"])

    @property
    def name(self) -> str:
        """The name of the interface."""
        return str(self.fields["name"])

    @property
    def is_hardware_vlan(self) -> bool:
        """Whether it is no device, but a VLAN that a card puts its virtual function into."""
        return self.section == "vlans" and self.block.value("renderer") == "sriov"

    def device(self) -> Device:
        """The device of the model."""
        return Device(**self.fields)


def draft(section: str, id: str, written: Written, renderer: Written | None, reader: Reader) -> Draft:
    """The device ID of SECTION, but for what depends on other devices. RENDERER is the one that holds for it."""
    block: Block = written.value
    made = Draft(section, id, block, {"kind": _KIND_OF_SECTION[section]}, {"": written.place})
    _take_over(made, block, KINDS[section].known)
    _name(made, reader)
    if renderer:
        made.fields["nm_controlled"] = renderer.value == "NetworkManager"
        made.places["nm_controlled"] = renderer.place
    _addresses(made)
    _routes(made, reader)
    _ipv6(made, reader)
    _dhcp(made, reader)
    _take_over_further(made, "ifcfg", "further")
    _take_over_further(made, "keyfile", "settings")
    if "activation-mode" in block:
        made.fields["onboot"] = False
    if section in ("ethernets", "wifis", "modems"):
        _card(made)
    elif section == "bonds":
        parameters = block.value("parameters", _EMPTY)
        made.fields["bond_options"] = bonding.options(parameters)
        made.places |= {
            f"bond_options.{bonding.PARAMETERS.known[name].field}": place for name, (_, place) in parameters.items()
        }
        for place, fault in bonding.faults(id, parameters) if parameters.sound else ():
            reader.fault(place, fault)
    elif section == "bridges" and "parameters" in block:
        parameters = block.value("parameters")
        # netplan's handle_bridge() turns it on before it reads the parameters
        made.fields["stp"] = True
        _take_over(made, parameters, BRIDGE_PARAMETERS.known)
    elif section == "tunnels":
        _tunnel(made, reader)
    elif section in _DEFAULT_MODES:
        made.fields.setdefault("mode", _DEFAULT_MODES[section])
    elif section == "vrfs":
        _adopt_table(made, reader)
    _require(made, reader, _NEEDED.get(section, ()))
    for number, fault in _unreachable_gateways(made.device()) if block.sound and made.fields["routes"] else ():
        reader.fault(made.places[f"routes.{number}"], fault)
    return made


def _take_over(made: Draft, block: Block, known: Mapping[str, Property]) -> None:
    """What is the same in the model, and where all of it is written."""
    for name, (value, place) in block.items():
        entry = known[name]
        if entry.field:
            made.fields[entry.field] = value
        if entry.field or entry.origin:
            made.places[entry.field or entry.origin] = place


def _name(made: Draft, reader: Reader) -> None:
    # A card that is matched by anything but its name goes by its ID: whatever the kernel calls it.
    match, rename = made.block.value("match", _EMPTY), made.block.get("set-name")
    name, mac = match.get("name"), match.get("macaddress")
    if name and _is_glob(name.value):
        made.fields["match_names"] = (name.value,)
        made.places["match_names"] = name.place
        name = None
    if "driver" in match and not match.value("driver"):
        reader.fault(match["driver"].place, "driver: the list is empty; remove it, or give a driver")
    elif "driver" in match:
        made.fields["match_drivers"] = tuple(driver.value for driver in match.value("driver"))
        made.places["match_drivers"] = match["driver"].place
    elif "match" in made.block and match.sound and not match:
        made.fields["match_names"] = ("*",)
        made.places["match_names"] = made.block["match"].place
    if rename and not mac and not (name and name.value == rename.value):
        if "match" in made.block:
            reader.keep("set-name", rename.place)
        else:
            reader.fault(rename.place, "set-name: needs `match: {macaddress: ...}` to find the card")
    given = rename or name
    named = bool(given) or "match" not in made.block
    fault = fault_of_name(given.value if given else made.id) if named else fault_of_id(made.id)
    if made.section != "ethernets" and made.id == "lo":
        fault = "lo: this is the loopback device, which is always there"
    if named and not given and _is_glob(made.id):
        fault = f"{made.id!r} would be the name of one device; give `match: {{name: {made.id!r}}}` for several cards"
    if fault and not rename:  # that one's value was judged when it was read
        reader.fault(given.place if given else made.place, fault)
    made.fields["named"] = named
    made.fields["name"] = made.fields["suffix"] = given.value if given else made.id
    if mac:
        made.fields["hwaddr"] = mac.value
        made.places["hwaddr"] = mac.place
    if given:
        made.places["name"] = given.place


def _is_glob(name: str) -> bool:
    return any(sign in name for sign in "*?[")


def _addresses(made: Draft) -> None:
    _take_over_list(made, "addresses", made.block.value("addresses", ()))
    nameservers = made.block.value("nameservers", _EMPTY)
    _take_over_list(made, "nameservers", nameservers.value("addresses", ()))
    if "search" in nameservers:
        made.fields["search"] = tuple(written.value for written in nameservers.value("search"))
        made.places["search"] = nameservers["search"].place


def _take_over_list(made: Draft, name: str, items: Sequence[Written]) -> None:
    """ITEMS as the field NAME, and where each of them is written."""
    made.fields[name] = tuple(written.value for written in items)
    made.places |= {f"{name}.{number}": written.place for number, written in enumerate(items)}


def _take_over_further(made: Draft, name: str, field_name: str) -> None:
    """What is for the files of one target, unchanged, as the field FIELD_NAME."""
    for key, (value, place) in made.block.value(name, _EMPTY).items():
        made.fields.setdefault(field_name, {})[key] = value
        made.places[f"{field_name}.{key}"] = place


def _routes(made: Draft, reader: Reader) -> None:
    routes = [
        (Route(None, written.value, version), written.place)
        for version in (4, 6)
        if (written := made.block.get(f"gateway{version}"))
    ]
    for written in made.block.value("routes", ()):
        route = _route(written, reader)
        if route:
            routes.append((route, written.place))
    read = ((_rule(written, reader), written.place) for written in made.block.value("routing-policy", ()))
    rules = [(rule, place) for rule, place in read if rule]
    for name, found in (("routes", routes), ("rules", rules)):
        made.fields[name] = tuple(thing for thing, _ in found)
        made.places |= {f"{name}.{number}": place for number, (_, place) in enumerate(found)}


def _adopt_table(made: Draft, reader: Reader) -> None:
    """Routes and rules of a VRF are about its own routing table (netplan's adopt_and_validate_vrf_routes)."""
    table = made.fields.get("table")
    for name in ("routes", "rules"):
        for number, item in enumerate(made.fields[name] if table else ()):
            if item.table not in (None, table):
                text = f"table: {item.table}: {made.id} has the routing table {table}"
                reader.fault(made.places[f"{name}.{number}"], text)
        made.fields[name] = tuple(replace(item, table=item.table or table) for item in made.fields[name])


def _route(written: Written, reader: Reader) -> Route | None:
    block, place = written
    if not block.sound:
        return None
    if "to" not in block:
        reader.fault(place, "a route needs its `to:`, a network or `default`")
        return None
    to, via, source = block.value("to"), block.value("via"), block.value("from")
    versions = {thing.version for thing in (to, via, source) if thing is not None}
    if len(versions) > 1:
        reader.fault(place, f"the route to {to or 'default'} mixes IPv4 and IPv6")
        return None
    if via is None and block.value("type", "unicast") == "unicast" and block.value("scope", "link") == "global":
        reader.fault(place, f"the route to {to or 'default'} has global scope and needs its `via:`")
        return None
    if not versions:
        reader.fault(
            place, "a default route needs its `via:`, or `to: 0.0.0.0/0` or `::/0` for a link without a gateway"
        )
        return None
    if to is not None and to.prefixlen == 0:
        to = None
    (version,) = versions
    return Route(to, version=version, **_fields(block, ROUTE.known))


def _rule(written: Written, reader: Reader) -> RoutingRule | None:
    block, place = written
    networks = [block.value(name) for name in ("from", "to") if name in block]
    if not block.sound:
        return None
    if not networks:
        reader.fault(place, "a routing rule needs its `from:` or `to:`")
        return None
    if len({network.version for network in networks}) > 1:
        reader.fault(place, "the routing rule mixes IPv4 and IPv6")
        return None
    return RoutingRule(version=networks[0].version, **_fields(block, ROUTING_RULE.known))


def _fields(block: Block, known: Mapping[str, Property]) -> dict[str, Any]:
    return {known[name].field: written.value for name, written in block.items() if known[name].field}


def _ipv6(made: Draft, reader: Reader) -> None:
    block = made.block
    if "link-local" in block:
        made.fields["link_local"] = tuple(written.value for written in block.value("link-local"))
    if "ipv6-address-token" in block and "ipv6-address-generation" in block:
        reader.fault(
            block["ipv6-address-token"].place,
            f"{made.id}: ipv6-address-token and ipv6-address-generation exclude each other: give one of them",
        )


def _dhcp(made: Draft, reader: Reader) -> None:
    for version in (4, 6):
        overrides: Block = made.block.value(f"dhcp{version}-overrides", _EMPTY)
        options = _fields(overrides, DHCP_OVERRIDES.known)
        domains = overrides.get("use-domains")
        if domains and domains.value == "route":
            reader.keep("use-domains", domains.place, domains.value)
        elif domains and domains.value != options.get("use_dns", True):
            options["use_domains"] = domains.value
        if version == 4 and "dhcp-identifier" in made.block:
            options["identifier"] = made.block.value("dhcp-identifier")
        field = f"dhcp{version}_options"
        if options:
            made.fields[field] = Dhcp(**options)
        for name, (_, place) in overrides.items():
            entry = DHCP_OVERRIDES.known[name]
            made.places[f"{field}.{entry.field or entry.origin}"] = place


def _card(made: Draft) -> None:
    block = made.block
    mac = made.fields.get("hwaddr") or made.fields.get("mac") or ""
    if made.section == "wifis":
        _wifi(made)
    elif made.section == "modems":
        modem = {name: written for name, written in block.items() if (name in MODEM_ONLY)}
        made.fields["modem"] = {name: _text(written.value) for name, written in modem.items()}
        made.places |= {f"modem.{name}": written.place for name, written in modem.items()}
    elif made.name == "lo":
        made.fields["kind"] = "loopback"
    elif "infiniband-mode" in block or len(mac) > len("00:00:00:00:00:00"):
        made.fields["kind"] = "infiniband"
    offloads = {OFFLOADS[name]: written for name, written in block.items() if name in OFFLOADS}
    made.fields["offloads"] = {feature: written.value for feature, written in offloads.items()}
    if offloads:
        made.places["offloads"] = next(iter(offloads.values())).place
    auth: Block = block.value("auth", _EMPTY)
    made.fields["auth"] = _values(auth)
    made.places |= {f"auth.{name}": written.place for name, written in auth.items()}


def _values(block: Block) -> dict[str, str]:
    return {name: written.value for name, written in block.items()}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _wifi(made: Draft) -> None:
    points: list[AccessPoint] = []
    for ssid, (block, place) in made.block.value("access-points", _EMPTY).items():
        auth = _values(block.value("auth", made.block.value("auth", _EMPTY)))
        if "password" in block:  # netplan's short form
            auth = {"key-management": "psk", **auth, "password": block.value("password")}
        made.places[f"access_points.{len(points)}"] = place
        points.append(AccessPoint(ssid, auth=auth, **_fields(block, ACCESS_POINT.known)))
    made.fields["access_points"] = tuple(points)
    made.fields["wake_on_wlan"] = tuple(written.value for written in made.block.value("wakeonwlan", ()))


_NEEDED = {
    "vlans": ("id", "link"), "virtual-ethernets": ("peer",), "tunnels": ("mode",), "vrfs": ("table",),
    "macvlans": ("link",), "macvtaps": ("link",), "ipvlans": ("link",),
}  # fmt: skip
"""What no device of a section can be without."""
_NEEDED_IN_MODE = {"vxlan": ("id",), "wireguard": ()}
"""The same, by mode; every other tunnel needs its remote end (netplan, validate_tunnel_grammar)."""
_DEFAULT_MODES = {"taps": "tap", "macvlans": "bridge", "macvtaps": "bridge", "ipvlans": "l2"}
_OF_VXLAN = ("id", "link", "port")


def _require(made: Draft, reader: Reader, names: Iterable[str]) -> None:
    for name in names:
        if name not in made.block.names:
            what = KINDS[made.section].title.replace("vlan", "VLAN", made.section == "vlans")
            reader.fault(made.place, f"{made.id}: {what} needs its `{name}:`")


def _tunnel(made: Draft, reader: Reader) -> None:
    block, mode = made.block, made.fields.get("mode")
    if mode is None:
        return
    if mode in _NEEDED_IN_MODE:
        made.fields["kind"] = made.fields.pop("mode")
    _require(made, reader, _NEEDED_IN_MODE.get(mode, ("remote",)))
    for name in _OF_VXLAN if mode not in _NEEDED_IN_MODE else ():
        if name in block:
            reader.fault(block[name].place, f"{made.id}: {name}: a tunnel of mode {mode} has none")
    wanted = None if mode in _NEEDED_IN_MODE else 6 if "6" in mode else 4
    for name in ("local", "remote"):
        version = block.value(name).version if name in block else wanted
        if wanted not in (None, version):
            reader.fault(block[name].place, f"{made.id}: {name}: the ends of a tunnel of mode {mode} are IPv{wanted}")
        wanted = wanted or version
    if "key" in block:
        _tunnel_keys(made, block.value("key"), reader)
    found = ((_peer(written, reader), written.place) for written in block.value("peers", ()))
    peers = [(peer, place) for peer, place in found if peer]
    made.fields["peers"] = tuple(peer for peer, _ in peers)
    made.places |= {f"peers.{number}": place for number, (_, place) in enumerate(peers)}


def _tunnel_keys(made: Draft, keys: Block, reader: Reader) -> None:
    both = keys.get("both")
    if both is None:
        _take_over(made, keys, TunnelKeys.each.known)
        return
    is_private = made.kind == "wireguard"
    kind = WIREGUARD_KEY if is_private else TUNNEL_KEY
    try:
        key = kind.parse(both.value)
    except ValueError:
        reader.fault(both.place, f"{made.id}: key: the value is not {kind.wanted}")
        return
    made.fields |= {"private_key": key} if is_private else {"input_key": key, "output_key": key}


def _peer(written: Written, reader: Reader) -> Peer | None:
    block, place = written
    keys: Block = block.value("keys", _EMPTY)
    if not block.sound:
        return None
    if "public" not in keys:
        reader.fault(place, "a peer needs its public key: `keys: {public: ...}`")
        return None
    allowed = tuple(network.value for network in block.value("allowed-ips", ()))
    given = {**_fields(block, PEER.known), **_fields(keys, PEER_KEYS.known)}
    return Peer(allowed=allowed, **given)


def _unreachable_gateways(device: Device) -> Iterator[tuple[int, str]]:
    """Gateways that the kernel would not take, for nothing says that they are on the link, by number of the route."""
    for number, route in enumerate(device.routes):
        via = route.via
        if via is None:
            continue
        if any(address.ip == via for address in device.addresses):
            yield number, f"{device.name}: the gateway {via} is this device's own address"
        elif not route.on_link and not _may_reach(device, route):
            networks = ", ".join(str(a.network) for a in device.addresses if a.version == route.version)
            where = f"not in {networks}" if networks else f"and the device has no IPv{route.version} address"
            cure = (
                "give the route to the port that reaches it"
                if device.kind == "vrf"
                else "if it is on the wire, say `on-link: true`"
            )
            yield number, f"{device.name}: the gateway {via} is off-link, {where}; {cure}"


def _may_reach(device: Device, route: Route) -> bool:
    version, via = route.version, route.via
    is_announced = device.accept_ra is not False and device.kind != "wireguard"  # which carries no announcements
    learnt = device.dhcp4 if version == 4 else device.dhcp6 or is_announced
    direct = [address.network for address in device.addresses]
    direct += [r.to or _EVERYTHING[r.version] for r in device.routes if r.via is None and r.type == "unicast"]
    if version == 6 or "ipv4" in (device.link_local or ()):
        direct.append(_LINK_LOCAL[version])
    return learnt or any(via in network for network in direct if network and via is not None)
