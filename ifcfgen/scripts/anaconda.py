"""The network files that anaconda writes for the `network` commands of a kickstart.

EL6: loader/net.c and kickstart.py of its branch rhel6-branch. EL7 and EL8: dracut/parse-kickstart of rhel7-branch and
rhel-8, which writes ifcfg files before NetworkManager starts; ONBOOT is set at the end of the installation. From EL9
on: pyanaconda/modules/network/nm_client.py of rhel-9, and NetworkManager writes keyfiles.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping

from ifcfgen.ifcfg.values import prefix_of
from ifcfgen.scripts.embedded import Embedded, Line, Outer
from ifcfgen.scripts.kickstart import MAC, Network
from ifcfgen.scripts.names import KEYFILE_SUFFIX

_FIRST_WITH_KEYFILES = 9
_NOT_PLAIN = re.compile(r'[\\"$`]')
"""In double quotes of bash."""
_NO_ADDRESSING = {"ipv4.method": "disabled", "ipv6.method": "disabled"}

_Keys = dict[str, str]
_Made = dict[str, tuple[int, _Keys]]
"""By the suffix of an ifcfg file or the name of a profile: the line of its command, and its keys."""


def installed(outer: Outer, release: int) -> Outer:
    """OUTER with the files that anaconda of RELEASE writes, before %post, if it is a kickstart."""
    made: _Made = {}
    for number, network in enumerate(outer.kickstart.networks if outer.kickstart else ()):
        device = f"ksdev{number}" if MAC.fullmatch(network.device) else network.device
        if not device:
            continue
        if release >= _FIRST_WITH_KEYFILES:
            _add_profiles(made, network, device, release)
        else:
            _add_configs(made, network, device, release)
    versions = dict(outer.versions)
    for suffix, (number, keys) in made.items():
        is_ifcfg = release < _FIRST_WITH_KEYFILES
        name = f"ifcfg-{suffix}" if is_ifcfg else f"{suffix}{KEYFILE_SUFFIX}"
        lines = [Line(number, None, text) for text in (_assignments(keys) if is_ifcfg else _sections(keys))]
        if name not in versions:
            versions[name] = [Embedded(name, lines)]
        elif name in outer.appended:
            versions[name] = [Embedded(name, [*lines, *later.lines]) for later in versions[name]]
    return outer._replace(versions=versions, appended=outer.appended - {f"ifcfg-{suffix}" for suffix in made})


def _assignments(keys: Mapping[str, str]) -> Iterator[str]:
    for key, value in keys.items():
        quoted = _NOT_PLAIN.sub(r"\\\g<0>", value)
        yield f'{key}="{quoted}"'


def _sections(keys: Mapping[str, str]) -> Iterator[str]:
    """The lines of a keyfile with KEYS, which are called SECTION.KEY."""
    last = ""
    for name, value in sorted(keys.items(), key=lambda item: item[0].partition(".")[0]):
        section, _, key = name.partition(".")
        yield from [f"[{section}]"] if section != last else []
        yield f"{key}={value}"
        last = section


def _ports(network: Network) -> Iterator[tuple[str, str, str]]:
    """The kind of the controller that NETWORK makes, each of its ports, and the configuration of a port of a team."""
    for kind in ("bond", "bridge"):
        yield from ((kind, port, "") for port in _listed(network[f"{kind}slaves"]))
    parts = network["teamslaves"].split("'")  # eth1,eth2'{"prio": 100}',eth3
    for names, config in zip(parts[::2], [*parts[1::2], ""], strict=False):
        *plain, last = _listed(names) or [""]
        yield from (("team", port, "") for port in plain)
        if last and "/" not in last:
            yield "team", last, config


def _listed(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _pairs(text: str) -> list[tuple[str, str]]:
    """The options in TEXT, of a bond or a bridge."""
    options = [option.strip().partition("=") for option in text.split(";" if ";" in text else ",")]
    return [(name, value) for name, _, value in options if value]


def _uuid(name: str) -> str:
    """That of a profile; the one of anaconda is random."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, name))


# -- ifcfg files -------------------------------------------------------------------------------------------


def _add_configs(made: _Made, network: Network, device: str, release: int) -> None:
    """Add the ifcfg files of NETWORK, a command about DEVICE."""
    onboot = {"ONBOOT": "yes" if network.onboot else "no"}
    ports = list(_ports(network))
    kind = ports[0][0] if ports else ""
    keys = {"DEVICE": device, "UUID": _uuid(device), **onboot, **_of_kind(network, kind, device, release)}
    if MAC.fullmatch(network["device"]):
        keys["HWADDR"] = network["device"].upper()
    name = device
    if vlan := network["vlanid"]:
        if kind == "bond":
            made[device] = network.line, keys
        name = network["interfacename"] or f"{device}.{vlan}"
        keys = {"DEVICE": name, "UUID": _uuid(name), **onboot, "TYPE": "Vlan", "VLAN": "yes"}
        if release >= 7:
            keys |= {"VLAN_ID": vlan, "PHYSDEV": device, "NAME": f"VLAN connection {name}"}
    made[name] = network.line, keys | _addressing(network, release)
    for number, (of, port, config) in enumerate(ports, 1):
        if of == "bridge" and made.get(port, (0, {}))[1].get("BONDING_OPTS") is not None:
            made[port][1]["BRIDGE"] = device
            continue
        keys = {"DEVICE": port, "UUID": _uuid(port), **onboot}
        if release <= 6:
            made[port] = network.line, {**keys, "SLAVE": "yes", "MASTER": device, "ONBOOT": "yes"}
            continue
        keys |= {"DEVICETYPE" if of == "team" else "TYPE": "TeamPort" if of == "team" else "Ethernet"}
        keys |= {"NAME": f"{device} slave {number}"}
        keys |= {"bond": {"MASTER": _uuid(device)}, "team": {"TEAM_MASTER": device}, "bridge": {"BRIDGE": device}}[of]
        made[f"{device}_slave_{number}"] = network.line, keys | ({"TEAM_PORT_CONFIG": config} if config else {})


def _of_kind(network: Network, kind: str, device: str, release: int) -> _Keys:
    """The keys of a controller of this KIND, or a card."""
    if kind == "bond":
        options = _joined(dict(_pairs(network["bondopts"])))
        named = {"BONDING_MASTER": "yes", "NAME": f"Bond connection {device}"} if release >= 7 else {}
        return {"TYPE": "Bond", **named, "BONDING_OPTS": options}
    if kind == "team":
        return {"DEVICETYPE": "Team", "NAME": f"Team connection {device}", "TEAM_CONFIG": network["teamconfig"]}
    if kind == "bridge":
        others = {name.replace("-", "_"): value for name, value in _pairs(network["bridgeopts"])}
        own = {key: others.pop(name) for name, key in (("stp", "STP"), ("forward_delay", "DELAY")) if name in others}
        more = {"BRIDGING_OPTS": _joined(others)} if others else {}
        return {"TYPE": "Bridge", "NAME": f"Bridge connection {device}", **own, **more}
    return {"TYPE": "Ethernet"}


def _joined(options: Mapping[str, str]) -> str:
    return " ".join(f"{name}={value}" for name, value in options.items())


def _addressing(network: Network, release: int) -> _Keys:
    protocol = "none" if network["noipv4"] else network["bootproto"] or "dhcp"
    keys = {"BOOTPROTO": protocol}
    if protocol == "static":
        keys |= {"IPADDR": network["ip"], "NETMASK": network["netmask"], "GATEWAY": network["gateway"]}
    elif protocol == "dhcp":
        keys["DHCP_HOSTNAME"] = network["hostname"]
    ipv6 = network["ipv6"]
    if network["noipv6"]:
        keys["IPV6INIT"] = "no"
    else:
        keys["IPV6INIT"] = "yes"
        if ipv6 == "dhcp":
            keys |= {"IPV6_AUTOCONF": "no", "DHCPV6C": "yes"}
        elif ipv6 == "auto":
            keys["IPV6_AUTOCONF"] = "yes"
        elif ipv6:
            keys |= {"IPV6_AUTOCONF": "no", "IPV6ADDR": ipv6, "IPV6_DEFAULTGW": network["ipv6gateway"]}
    keys |= {f"DNS{number}": server for number, server in enumerate(_listed(network["nameserver"]), 1)}
    keys |= {"MTU": network["mtu"], "DEFROUTE": "no" if network["nodefroute"] else ""}
    keys |= {"ETHTOOL_OPTS": network["ethtool"] if release <= 6 else ""}
    return {key: value for key, value in keys.items() if value}


# -- keyfiles ----------------------------------------------------------------------------------------------


def _add_profiles(made: _Made, network: Network, device: str, release: int) -> None:
    """Add the profiles of NETWORK, a command about DEVICE."""
    ports = list(_ports(network))
    kind = ports[0][0] if ports else "ethernet"
    keys = {**_connection(device, kind, network), "connection.interface-name": device}
    if kind == "bond":
        keys |= {f"bond.{name}": value for name, value in _pairs(network["bondopts"])}
    elif kind == "team":
        keys["team.config"] = network["teamconfig"]
    elif kind == "bridge":
        keys |= {f"bridge.{name}": _of_bridge(value) for name, value in _pairs(network["bridgeopts"])}
    if MAC.fullmatch(network["device"]):
        keys["ethernet.mac-address"] = network["device"].upper()
    name = device
    if vlan := network["vlanid"]:
        if kind == "bond":
            made[device] = network.line, keys | _NO_ADDRESSING
        name = network["interfacename"] or f"{device}.{vlan}"
        keys = {**_connection(name, "vlan", network), "vlan.id": vlan, "vlan.parent": device}
        keys |= {"connection.interface-name": name} if network["interfacename"] else {}
    keys |= {"ethernet.mtu": network["mtu"]} if network["mtu"] else {}
    made[name] = network.line, keys | _families(network)
    for number, (of, port, config) in enumerate(ports, 1):
        controller, port_type = ("controller", "port-type") if release >= 10 else ("master", "slave-type")
        joins = {f"connection.{controller}": device, f"connection.{port_type}": of}
        if of == "bridge" and made.get(port, (0, {}))[1].get("connection.type") == "bond":
            made[port][1].update(joins)
            continue
        keys = _connection(f"{device}_slave_{number}", "ethernet", network)
        keys |= {"connection.interface-name": port, **joins, **({"team-port.config": config} if config else {})}
        made[f"{device}_slave_{number}"] = network.line, keys


def _connection(name: str, kind: str, network: Network) -> _Keys:
    found = {"connection.id": name, "connection.uuid": _uuid(name), "connection.type": kind}
    return found if network.onboot else {**found, "connection.autoconnect": "false"}


def _of_bridge(value: str) -> str:
    return {"yes": "true", "no": "false"}.get(value, value)


def _families(network: Network) -> _Keys:
    """The sections ipv4 and ipv6."""
    is_static = network["bootproto"] == "static"
    keys = {"ipv4.method": "disabled" if network["noipv4"] else "manual" if is_static else "auto"}
    if keys["ipv4.method"] == "manual":
        length = prefix_of(network["netmask"])
        keys["ipv4.address1"] = f"{network['ip']}/{network['netmask'] if length is None else length}"
        keys |= {"ipv4.gateway": network["gateway"]} if network["gateway"] else {}
    keys |= {"ipv4.never-default": "true"} if network["nodefroute"] else {}
    keys |= {"ipv4.dhcp-vendor-class-identifier": network["dhcpclass"]} if network["dhcpclass"] else {}
    ipv6 = network["ipv6"] or "auto"
    method = "ignore" if network["noipv6"] else ipv6 if ipv6 in ("auto", "dhcp") else "manual"
    keys |= {"ipv6.addr-gen-mode": "eui64", "ipv6.method": method}
    if method == "manual":
        keys["ipv6.address1"] = ipv6 if "/" in ipv6 else f"{ipv6}/64"
        keys |= {"ipv6.gateway": network["ipv6gateway"]} if network["ipv6gateway"] else {}
    for version, sign in ((4, "."), (6, ":")):
        servers = [server for server in _listed(network["nameserver"]) if sign in server]
        domains = _listed(network[f"ipv{version}-dns-search"])
        keys |= {f"ipv{version}.dns": "".join(f"{server};" for server in servers)} if servers else {}
        keys |= {f"ipv{version}.dns-search": "".join(f"{domain};" for domain in domains)} if domains else {}
        keys |= {f"ipv{version}.ignore-auto-dns": "true"} if network[f"ipv{version}-ignore-auto-dns"] else {}
    return keys
