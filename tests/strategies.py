"""Topologies for hypothesis: any that a manager of a release can be told through ifcfg files."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Any

from hypothesis import strategies as st

from ifcfgen.facts import Host
from ifcfgen.model import AccessPoint, Address, Device, Dhcp, Peer, Route, RoutingRule
from ifcfgen.netplan import Configuration

READERS = [(6, "initscripts"), (7, "initscripts"), (8, "initscripts")]
READERS += [(6, "NetworkManager"), (7, "NetworkManager"), (8, "NetworkManager"), (9, "NetworkManager")]

readers = st.sampled_from(READERS)
maybe_bool = st.sampled_from([None, True, False])
host_names = st.sampled_from(["a", "x9", "web01", "kvm.lab", "b2b.example", "host00001.local"])
macs = st.lists(st.integers(0, 255), min_size=5, max_size=5).map(lambda b: ":".join(f"{n:02X}" for n in [2, *b]))
ips4 = st.integers(0x0A000001, 0x0AFFFFFE).map(IPv4Address)
ips6 = st.integers(0xFD << 120, (0xFE << 120) - 1).map(IPv6Address)
offloads = st.dictionaries(st.sampled_from(["rx", "tx", "tso", "gro"]), st.booleans())

# A strategy that is made anew for each topology costs hypothesis more than what it draws.
integers = cache(st.integers)
lists = cache(st.lists)
one_of = cache(st.one_of)


@cache
def maybe(what: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | what


def maybe_int(least: int, most: int) -> st.SearchStrategy[int | None]:
    return maybe(integers(least, most))


@cache
def networks(ips: st.SearchStrategy[Any]) -> st.SearchStrategy[IPv4Network | IPv6Network]:
    return st.tuples(ips, integers(8, 32)).map(lambda pair: ip_network(pair, strict=False))


def host(release: int, manager: str) -> Host:
    """A host on which MANAGER, and no other, starts at boot."""
    states = {"NetworkManager": "NetworkManager", "network": "initscripts"}
    services = {service: "enabled" if manager == own else "disabled" for service, own in states.items()}
    return Host.of(name="h", release=release, services=services)


@cache
@st.composite
def topologies(draw: st.DrawFn, release: int, manager: str) -> Configuration:
    """A topology of cards, bonds, VLANs and bridges that MANAGER of RELEASE can have."""
    devices: list[dict[str, Any]] = [{"name": f"eth{n}"} for n in range(draw(integers(1, 5)))]
    free = list(devices)
    if (release, manager) != (6, "NetworkManager"):
        for n in range(draw(integers(0, 2))):
            bond = {"name": f"bond{n}", "kind": "bond", "bond_options": draw(_bond_options())}
            _enslave(draw, bond, [card for card in free if "kind" not in card])
            devices.append(bond)
            free.append(bond)
        for vlan_id in draw(lists(integers(1, 4094), max_size=3, unique=True)):
            parent = draw(st.sampled_from([d for d in devices if d.get("kind") != "vlan"]))
            vlan = {
                "name": f"{parent['name']}.{vlan_id}",
                "kind": "vlan",
                "vlan_id": vlan_id,
                "parent_name": parent["name"],
            }
            devices.append(vlan)
            free.append(vlan)
        for n in range(draw(integers(0, 2))):
            bridge = {"name": f"br{n}", "kind": "bridge", **draw(_bridge_parameters(manager))}
            for port in _enslave(draw, bridge, free):
                port["path_cost"] = draw(maybe_int(1, 65535))
                port["port_priority"] = draw(maybe_int(0, 63))
                port["hairpin"] = draw(maybe_bool)
            devices.append(bridge)
        devices += draw(_virtual(devices, release, manager))
    for fields in devices:
        fields.update(draw(_link(fields.get("kind", "ethernet"), release, manager)))
        if fields.get("kind") == "ipvlan":
            fields["mac"] = None
        if fields.get("kind") == "tunnel":
            fields.update(draw(_tunnelled(fields["mode"])))
            continue
        if "controller_name" not in fields:
            fields.update(draw(addressing(release, manager)))
        elif manager == "initscripts":
            fields["onboot"] = True
    names = [Device(suffix=fields["name"], nm_controlled=manager == "NetworkManager", **fields) for fields in devices]
    return Configuration(tuple(names), "h.yaml", host=host(release, manager))


@st.composite
def _virtual(draw: st.DrawFn, below: list[dict[str, Any]], release: int, manager: str) -> list[dict[str, Any]]:
    """Devices that no card is behind, on those BELOW."""
    devices: list[dict[str, Any]] = []
    if release >= 7 and draw(st.booleans()):
        team = {"name": "team0", "kind": "team", "team_config": '{"runner": {"name": "activebackup"}}'}
        _enslave(draw, team, [card for card in below if "kind" not in card])
        devices.append(team)
    if manager != "initscripts":
        return devices
    bare = [device["name"] for device in below if "controller_name" not in device]
    kinds = ["dummy", "veth", "macvlan", "macvtap", "tap", "tunnel"] + ["ipvlan", "vxlan"] * (release >= 7)
    for number, kind in enumerate(draw(st.lists(st.sampled_from(kinds), max_size=4))):
        fields: dict[str, Any] = {"name": f"v{number}", "kind": kind}
        if kind in ("macvlan", "macvtap", "ipvlan"):
            if not bare:
                continue
            modes = ["l2", "l3"] if kind == "ipvlan" else ["bridge", "private", "vepa", "passthru"]
            fields |= {"parent_name": bare.pop(), "mode": draw(st.sampled_from(modes))}
        elif kind == "tap":
            fields |= {"mode": "tap", "owner": draw(st.none() | st.sampled_from(["qemu", "107"]))}
        elif kind == "tunnel":
            fields |= draw(_tunnels(release))
        elif kind == "vxlan":
            fields |= {
                "vni": draw(st.integers(1, 2**24 - 1)),
                "parent_name": draw(st.none() | st.sampled_from([device["name"] for device in below])),
                "udp_port": draw(maybe_int(1, 65535)),
                "ttl": draw(maybe_int(1, 255)),
                "local": draw(maybe(ips4)),
                "remote": draw(maybe(ips4)),
            }
        elif kind == "veth":
            devices.append({"name": f"p{number}", "kind": kind, "peer_name": f"v{number}"})
            fields["peer_name"] = f"p{number}"
        devices.append(fields)
    return devices


@cache
@st.composite
def _tunnels(draw: st.DrawFn, release: int) -> dict[str, Any]:
    """What makes a tunnel, as a device of the kernel."""
    mode = draw(st.sampled_from(["gre", "ipip", "sit"] + ["ip6gre", "ipip6"] * (release >= 7)))
    ips: st.SearchStrategy[Any] = ips6 if "6" in mode else ips4
    key = draw(maybe_int(0, 2**32 - 1)) if "gre" in mode else None
    return {
        "mode": mode,
        "local": draw(maybe(ips)),
        "remote": draw(ips),
        "ttl": draw(maybe_int(1, 255)) if mode != "sit" else None,
        "input_key": key,
        "output_key": key,
    }


@cache
@st.composite
def _tunnelled(draw: st.DrawFn, mode: str) -> dict[str, Any]:
    """The addresses within a tunnel of MODE, and what its script cannot set."""
    inner = [Address(ip, draw(integers(8, 32))) for ip in draw(lists(ips4, max_size=int(mode != "sit")))]
    inner += [Address(ip, draw(integers(48, 128))) for ip in draw(lists(ips6, max_size=2, unique=True))]
    fields: dict[str, Any] = {"mac": None, "offloads": {}, "wakeonlan": None, "addresses": tuple(inner)}
    return fields | ({"mtu": None} if mode == "sit" else {})


def _enslave(draw: st.DrawFn, controller: dict[str, Any], free: list[dict[str, Any]]) -> list[dict[str, Any]]:
    # a VLAN's parent may be a port as well: nothing forbids it
    cards = [d for d in free if "controller_name" not in d]
    ports = draw(st.lists(st.sampled_from(cards), max_size=2, unique_by=id)) if cards else []
    for port in ports:
        port["controller_name"] = controller["name"]
    return ports


@cache
@st.composite
def _link(draw: st.DrawFn, kind: str, release: int, manager: str) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "onboot": draw(st.booleans()),
        "mac": draw(maybe(macs)),
        "mtu": draw(maybe_int(68, 65535)),
    }
    if kind == "ethernet":
        fields["hwaddr"] = draw(maybe(macs))
    if (release, manager) != (6, "NetworkManager"):
        fields["wakeonlan"] = draw(maybe_bool)
        fields["offloads"] = draw(offloads)
    return fields


@cache
@st.composite
def _bond_options(draw: st.DrawFn) -> dict[str, str]:
    options = {"mode": draw(st.sampled_from(["balance-rr", "active-backup", "802.3ad"]))}
    if draw(st.booleans()):
        options["miimon"] = str(draw(integers(0, 1000)))
    else:
        options |= {"arp_interval": "200", "arp_ip_target": "192.0.2.1,192.0.2.2"}
    return options


@cache
@st.composite
def _bridge_parameters(draw: st.DrawFn, manager: str) -> dict[str, Any]:
    stp = draw(maybe_bool)
    step = 0.01 if manager == "initscripts" else 1.0

    def seconds(least: int, most: int) -> st.SearchStrategy[float | None]:
        return maybe_int(round(least / step), round(most / step)).map(lambda n: n if n is None else round(n * step, 2))

    return {
        "stp": stp,
        "forward_delay": draw(seconds(2 if stp else 0, 30)),
        "hello_time": draw(seconds(1, 10)),
        "max_age": draw(seconds(6, 40)),
        "ageing_time": draw(seconds(0, 1000000)),
        "bridge_priority": draw(maybe_int(0, 65535)),
    }


@cache
@st.composite
def addressing(draw: st.DrawFn, release: int, manager: str) -> dict[str, Any]:
    """The fields of a device that concern IP."""
    scripts, old = manager == "initscripts", (release, manager) == (6, "NetworkManager")
    dhcp4 = draw(st.booleans())
    ipv4 = draw(lists(ips4, max_size=0 if dhcp4 and scripts else 4, unique=True))
    ipv6 = draw(lists(ips6, max_size=3, unique=True))
    has_ipv4, dhcp6 = bool(dhcp4 or ipv4), not old and draw(st.booleans())
    addresses = [Address(ip, draw(integers(8, 30))) for ip in ipv4]
    addresses += [Address(ip, draw(integers(48, 128))) for ip in ipv6]
    accept_ra = draw(maybe_bool)
    # NetworkManager has name servers of a family only where it has more than a link-local address of it
    families = [ips4] * (scripts or has_ipv4) + [ips6] * (scripts or dhcp6 or bool(ipv6) or accept_ra is not False)
    most = {6: 2}.get(release, 3) if scripts else 5
    nameservers = tuple(draw(lists(one_of(*families), max_size=most if families else 0)))
    fields: dict[str, Any] = {
        "dhcp4": dhcp4,
        "dhcp6": dhcp6,
        "addresses": tuple(addresses),
        "accept_ra": accept_ra,
        "ipv6_privacy": None if old else draw(maybe_bool),
        "nameservers": nameservers,
    }
    if has_ipv4 and (nameservers or not scripts or release > 6):
        fields["search"] = tuple(draw(lists(host_names, max_size=3)))
    if dhcp4:
        fields["dhcp4_options"] = draw(_lease(release, manager, bool(nameservers)))
    if dhcp6 and not scripts:
        fields["dhcp6_options"] = Dhcp(use_dns=draw(maybe_bool), route_metric=draw(maybe_int(0, 9999)))
    fields["routes"] = tuple(draw(_routes(addresses, has_ipv4, release, manager)))
    if not old:
        fields["rules"] = tuple(draw(lists(_rules(manager), max_size=3)))
    return fields


@cache
@st.composite
def _lease(draw: st.DrawFn, release: int, manager: str, has_nameservers: bool) -> Dhcp:
    scripts = manager == "initscripts"
    return Dhcp(
        use_dns=None if scripts and has_nameservers else draw(maybe_bool),
        use_routes=None if scripts else draw(maybe_bool),
        use_hostname=None if scripts or release < 8 else draw(maybe_bool),
        send_hostname=None if release == 6 else draw(maybe_bool),
        hostname=draw(maybe(host_names)),
        route_metric=None if (release, scripts) == (6, False) else draw(maybe_int(0, 9999)),
        identifier=None if scripts else draw(st.sampled_from([None, "mac"])),
    )


@st.composite
def _routes(
    draw: st.DrawFn, addresses: list[Address], has_ipv4: bool, release: int, manager: str
) -> list[Route]:  # fmt: skip
    limited = manager == "NetworkManager" and release < 8
    routes = []
    for address in addresses[:1]:
        if address.network and address.network.num_addresses > 4 and draw(st.booleans()):
            routes.append(Route(None, address.network[1], address.version))
    versions = [4, 6] if has_ipv4 or manager == "initscripts" else [6]
    for version in draw(st.lists(st.sampled_from(versions), max_size=3)):
        ips: st.SearchStrategy[Any] = ips4 if version == 4 else ips6
        length = draw(integers(8 if limited else 0, 32 if version == 4 else 128))
        to = ip_network((draw(ips), length), strict=False)
        numbers = maybe_int(1, 9999)
        attributes: dict[str, Any] = {"metric": draw(numbers)}
        if (release, manager) != (6, "NetworkManager"):
            attributes |= {"table": draw(numbers), "mtu": draw(numbers), "congestion_window": draw(numbers)}
            attributes |= {"source": draw(maybe(ips)), "receive_window": draw(numbers)}
            attributes |= {"on_link": draw(st.booleans()) and (version == 4 or release >= 8)}
            if not limited:
                attributes["advmss"] = draw(numbers)
                attributes["type"] = draw(st.sampled_from(["unicast", "blackhole", "unreachable"]))
        leads_on = attributes.get("type", "unicast") == "unicast"
        via = draw(ips if attributes.get("on_link") else maybe(ips)) if leads_on else None
        if length:
            routes.append(Route(to, via, version, **attributes))
        else:
            # with a metric, for one without could be held by GATEWAY just as well as by a route file
            routes.append(Route(None, draw(ips), version, **{**attributes, "metric": 7, "type": "unicast"}))
    return routes


@cache
@st.composite
def _rules(draw: st.DrawFn, manager: str) -> RoutingRule:
    version = draw(st.sampled_from([4, 6]))
    ips: st.SearchStrategy[Any] = ips4 if version == 4 else ips6
    numbers = integers(1, 30000)
    return RoutingRule(
        draw(maybe(networks(ips))),
        draw(maybe(networks(ips))),
        version,
        table=draw(maybe(numbers)),
        priority=draw(numbers if manager == "NetworkManager" else maybe(numbers)),
        mark=draw(maybe(numbers)),
        tos=draw(maybe_int(0, 255)),
    )


@cache
@st.composite
def sound_topologies(draw: st.DrawFn, release: int, manager: str) -> Configuration:
    """A topology without a mistake: all of it can be had at once, if MANAGER of RELEASE can have it at all."""
    cards: list[dict[str, Any]] = [{"name": f"eth{n}"} for n in range(draw(integers(1, 5)))]
    devices, free = list(cards), list(cards)
    for n in range(draw(integers(0, 2))):
        mode = draw(st.sampled_from(["balance-rr", "active-backup", "balance-xor", "802.3ad", "balance-tlb"]))
        bond = {"name": f"bond{n}", "kind": "bond", "bond_options": {"mode": mode, "miimon": "100"}}
        _join(draw, bond, [d for d in free if "kind" not in d], devices, free)
    for vlan_id in draw(lists(integers(1, 4094), max_size=3, unique=True)):
        parent = draw(st.sampled_from([d for d in free if d.get("kind") != "vlan"] or cards))
        if "controller_name" in parent:
            continue
        name = f"{parent['name']}.{vlan_id}"
        vlan = {"name": name, "kind": "vlan", "vlan_id": vlan_id, "parent_name": parent["name"]}
        parent["has_vlan"] = True
        devices.append(vlan)
        free.append(vlan)
    for n in range(draw(integers(0, 2))):
        bridge = {"name": f"br{n}", "kind": "bridge", "stp": draw(st.booleans())}
        if bridge["stp"]:
            bridge |= {"forward_delay": float(draw(integers(2, 30))), "bridge_priority": draw(integers(0, 65535))}
        _join(draw, bridge, [d for d in free if "has_vlan" not in d], devices, free)
    if manager == "initscripts":
        devices += draw(_sound_virtual(cards, free, release))
    for fields in devices:
        if fields.get("kind", "bridge") in _VIRTUAL:
            continue
        if fields.get("kind") != "bridge" and fields.get("controller_name", "")[:4] != "bond":
            below = next((d.get("mtu") or 1500 for d in devices if d["name"] == fields.get("parent_name")), 9000)
            fields["mtu"] = draw(st.sampled_from([None, *(mtu for mtu in (1400, 1500, 9000) if mtu <= below)]))
    for number, fields in enumerate(devices):
        fields.pop("has_vlan", None)
        if "controller_name" not in fields and draw(st.booleans()):
            fields |= _place(draw, number)
    made = [Device(suffix=fields["name"], nm_controlled=manager == "NetworkManager", **fields) for fields in devices]
    return Configuration(tuple(made), "h.yaml", host=host(release, manager))


_VIRTUAL = ("dummy", "veth", "macvlan", "macvtap", "ipvlan", "vxlan", "tap", "tunnel")


@st.composite
def _sound_virtual(
    draw: st.DrawFn, cards: list[dict[str, Any]], free: list[dict[str, Any]], release: int
) -> list[dict[str, Any]]:
    """Devices of scripts, each on a parent that carries nothing else, or on none."""
    devices: list[dict[str, Any]] = []
    parents = [card for card in free if "kind" not in card and "has_vlan" not in card]
    kinds = ["dummy", "veth", "tap", "tunnel"] + ["vxlan"] * (release >= 7)
    kinds += (["macvlan", "macvtap"] + ["ipvlan"] * (release >= 7)) * bool(parents)
    for number, kind in enumerate(draw(st.lists(st.sampled_from(kinds), max_size=3))):
        fields: dict[str, Any] = {"name": f"v{number}", "kind": kind}
        if kind in ("macvlan", "macvtap", "ipvlan"):
            if not parents:
                continue
            mode = "l2" if kind == "ipvlan" else draw(st.sampled_from(["bridge", "private", "passthru"]))
            fields |= {"parent_name": parents.pop()["name"], "mode": mode}
        elif kind == "vxlan":
            fields |= {"vni": number + 1, "parent_name": cards[0]["name"], "remote": IPv4Address("239.0.0.1")}
        elif kind == "veth":
            devices.append({"name": f"p{number}", "kind": kind, "peer_name": f"v{number}"})
            fields["peer_name"] = f"p{number}"
        elif kind == "tap":
            fields["mode"] = "tap"
        elif kind == "tunnel":
            remote = IPv4Address(f"203.0.113.{number + 1}")
            fields |= {"mode": draw(st.sampled_from(["gre", "ipip"])), "remote": remote}
        devices.append(fields)
    return devices


def _join(
    draw: st.DrawFn,
    controller: dict[str, Any],
    able: list[dict[str, Any]],
    devices: list[dict[str, Any]],
    free: list[dict[str, Any]],
) -> None:
    """A controller with one or two ports, where there are any left."""
    if not able:
        return
    for port in draw(st.lists(st.sampled_from(able), min_size=1, max_size=2, unique_by=id)):
        port["controller_name"] = controller["name"]
        free.remove(port)
    devices.append(controller)
    free.append(controller)


def _place(draw: st.DrawFn, number: int) -> dict[str, Any]:
    """Addresses in a network of its own, routes through it, and rules."""
    network = ip_network(f"10.{number}.0.0/{draw(integers(16, 29))}")
    addresses = [Address(network[index], network.prefixlen) for index in range(3, 3 + draw(integers(1, 2)))]
    routes = []
    if number == 0 and draw(st.booleans()):
        routes.append(Route(None, network[1], 4))
    if draw(st.booleans()):
        routes.append(Route(ip_network(f"172.16.{number}.0/24"), network[2], 4))
    if draw(st.booleans()):
        six = ip_network(f"fd00:{number + 1}::/64")
        addresses.append(Address(six[16], 64))
        if draw(st.booleans()):
            routes.append(Route(ip_network(f"fd01:{number + 1}::/64"), six[1], 6))
    rules = []
    if draw(st.booleans()):
        rules.append(RoutingRule(ip_network(network), None, 4, table=100 + number, priority=1000 + number))
        routes.append(Route(None, network[1], 4, table=100 + number))
    return {"addresses": tuple(addresses), "routes": tuple(routes), "rules": tuple(rules), "accept_ra": False}


@cache
@st.composite
def keyfile_topologies(draw: st.DrawFn, release: int) -> Configuration:
    """A topology that NetworkManager of RELEASE can be told through keyfiles, with the key of a WireGuard device as its only secret."""
    drawn = draw(topologies(release, "NetworkManager"))
    ports = {device.name for device in drawn if device.controller_name}
    bare = [device.name for device in drawn if device.kind == "ethernet" and device.name not in ports]
    more = [fields for fields in draw(_in_keyfiles(bare, release)) if fields["kind"] != "tunnel" or fields["remote"]]
    for number, fields in enumerate(more):
        if "controller_name" not in fields and fields["kind"] not in ("loopback", "modem"):
            fields |= draw(addressing(release, "NetworkManager")) if number % 2 else {}
        fields["mtu"] = draw(st.sampled_from([None, 1400]))
        fields["settings"] = draw(st.sampled_from(({}, {"connection.zone": "home", "ipv4.dns-priority": "5"})))
    devices = [*drawn, *(Device(suffix=fields["name"], nm_controlled=True, **fields) for fields in more)]
    if release == 10:
        devices = [device for device in devices if device.kind != "team"]
        names = {device.name for device in devices}
        devices = [d if d.controller_name in names else replace(d, controller_name=None) for d in devices]
    return Configuration(tuple(devices), "h.yaml", host=host(release, "NetworkManager"))


@st.composite
def _in_keyfiles(draw: st.DrawFn, below: list[str], release: int) -> list[dict[str, Any]]:
    """Devices that only keyfiles can have, on cards BELOW, which carry nothing else."""
    point = AccessPoint(draw(st.sampled_from(["home", "a b", "caf\u00e9; 5"])), band="5GHz", channel=36, hidden=True)
    peer = Peer("xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=", None, "192.0.2.7:51820", (), 25)
    tls = {"method": "tls", "identity": "x", "client-certificate": "/etc/cert.pem", "client-key": "/etc/key.pem"}
    able: list[dict[str, Any]] = [
        {"name": "dummy0", "kind": "dummy"},
        {"name": "tap0", "kind": "tap", "mode": draw(st.sampled_from(["tap", "tun"])), "owner": "107"},
        {"name": "gre1", "kind": "tunnel", **draw(_tunnels(release)), "mtu": None},
        {
            "name": "vx0",
            "kind": "vxlan",
            "vni": 7,
            "remote": draw(maybe(ips4)),
            "udp_port": 4789,
            "mac_learning": False,
        },
        {"name": "ib0", "kind": "infiniband", "infiniband_mode": draw(st.sampled_from(["datagram", "connected"]))},
        {"name": "wlan0", "kind": "wireless", "access_points": (point, AccessPoint("open"))},
        {
            "name": "wwan0",
            "kind": "modem",
            "modem": draw(st.sampled_from([{}, {"apn": "internet"}, {"number": "*99#"}])),
        },
        {"name": "pick", "kind": "ethernet", "named": False, "hwaddr": draw(macs)},
        {"name": "any", "kind": "ethernet", "named": False, "match_names": ("en*",)},
        {"name": "by-driver", "kind": "ethernet", "named": False, "match_drivers": ("e1000", "r8169")},
        {"name": "sure", "kind": "ethernet", "auth": tls},
        {"name": "cut", "kind": "ethernet", "virtual_functions": 4},
    ]
    able += [{"name": "vrf0", "kind": "vrf", "table": 9}] * (release >= 8)
    able += [{"name": "lo", "kind": "loopback"}] * (release >= 9)
    if below:
        kind = draw(st.sampled_from(["macvlan", "macvtap", *(["ipvlan"] if release >= 9 else [])]))
        mode = draw(st.sampled_from(["l2", "l3"] if kind == "ipvlan" else ["bridge", "private", "vepa", "passthru"]))
        able.append({"name": "on0", "kind": kind, "parent_name": below[0], "mode": mode})
    chosen = draw(st.lists(st.sampled_from(able), max_size=4, unique_by=lambda fields: str(fields["name"])))
    if release >= 8 and draw(st.booleans()):
        chosen += [{"name": end, "kind": "veth", "peer_name": other} for end, other in (("v0", "v1"), ("v1", "v0"))]
    if draw(st.booleans()):
        chosen.append({"name": "wg0", "kind": "wireguard", "udp_port": 51820, "mark": 3, "peers": (peer,)})
        chosen[-1]["private_key"] = "YAnz5TF+lXXJte14tji3zlMNftqL3n9cgn0p2I9dKlI="
    return chosen
