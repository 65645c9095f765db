"""A device as its template sees it: the values of one reader's keys, in that reader's units. None takes a line away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from math import ceil

from ifcfgen.model import Address, Device, Dhcp, Topology
from ifcfgen.networkmanager.methods import concerns_ipv6
from ifcfgen.render.addressing import gateway4, gateway6, is_addressed
from ifcfgen.render.functions import function_settings
from ifcfgen.render.ifcfg.reader import Reader
from ifcfgen.render.ifcfg.routes import rule_words
from ifcfgen.render.matching import multi_connect, priority

View = Mapping[str, object]

_LOOPBACK = Address(ip_address("127.0.0.1"), 8)


def view(topology: Topology, device: Device, reader: Reader, priorities: Mapping[int, int]) -> dict[str, object]:
    """What the template of the kind of DEVICE, which is part of TOPOLOGY, may ask for.

    PRIORITIES holds, by identity, those of policy rules that say none themselves (see `priorities`).
    """
    controller = topology.controller(device)
    above = controller.kind if controller else "bridge"
    values: dict[str, object] = {
        "device": device.name if device.named else None,
        "hwaddr": device.hwaddr,
        "mac": device.mac,
        "mtu": device.mtu,
        "ethtool_opts": _ethtool(device) if device.offloads or device.wakeonlan is not None else None,
        "onboot": device.onboot,
        "nm_controlled": not reader.is_initscripts,
        "bond": device.controller_name if above == "bond" else None,
        "bridge": device.controller_name if above == "bridge" else None,
        "team": device.controller_name if above == "team" else None,
        "port_opts": _port_options(device, reader) if device.controller_name and above == "bridge" else None,
        "bootproto": _bootproto(device),
        "auth": _auth(device.auth) if device.auth else None,
        "match_names": " ".join(device.match_names) or None,
        "match_drivers": " ".join(device.match_drivers) or None,
        "multi_connect": None if "MULTI_CONNECT" in device.further else multi_connect(device),
        "autoconnect_priority": None if "AUTOCONNECT_PRIORITY" in device.further else priority(topology, device),
        "virtual_functions": topology.virtual_functions(device) if device.kind == "ethernet" else None,
        "virtual_function": function_settings(topology, device),
        "addressed": False,
        "further": tuple(device.further.items()),
    }
    if device.kind == "bond":
        options = device.bond_options or {"mode": "balance-rr"}  # initscripts make no bond without options
        values["bonding_opts"] = _options(options)
    elif device.kind == "bridge":
        _add_bridge(values, device, reader)
    elif device.kind == "vlan":
        values["parent"] = device.parent_name
        # VID beats whatever the name looks like in initscripts; NetworkManager does not know it
        values["vid"], values["vlan_id"] = (
            (device.vlan_id, None) if reader.is_initscripts else (None, device.vlan_id)
        )  # fmt: skip
    elif device.kind == "infiniband":
        values["connected_mode"] = {"connected": True, "datagram": False}.get(device.infiniband_mode or "")
    elif device.kind != "ethernet":
        values.update(_virtual(device))
    if is_addressed(device):
        _add_addressing(values, device, reader, priorities)
    return values


TUNNEL_TYPES = {"gre": "GRE", "ip6gre": "GRE6", "ipip": "IPIP", "ipip6": "IPIP6", "sit": "sit"}
"""TYPE by the mode of a tunnel."""


def _virtual(device: Device) -> View:
    """What makes a virtual device what it is; its template has the keys of its kind."""
    return {
        "parent": device.parent_name,
        "peer": device.peer_name,
        "mode": device.mode,
        "owner": device.owner,
        "team_config": device.team_config,
        "tunnel_type": TUNNEL_TYPES.get(device.mode or ""),
        "local": device.local,
        "remote": device.remote,
        "ttl": device.ttl,
        "key": device.output_key,
        "inner": device.first_address,
        "vni": device.vni,
        "udp_port": device.udp_port,
    }


# -- link ---------------------------------------------------------------------------------------------------


def _options(options: Mapping[str, object]) -> str | None:
    return " ".join([f"{name}={value}" for name, value in options.items() if value is not None]) or None


def _ethtool(device: Device) -> str:
    parts = []
    if device.wakeonlan is not None:
        parts.append("wol g" if device.wakeonlan else "wol d")
    if device.offloads:
        switches = [f"{name} {'on' if on else 'off'}" for name, on in device.offloads.items()]
        parts.append(f"-K {device.name} {' '.join(switches)}")
    return "; ".join(parts)


def _port_options(device: Device, reader: Reader) -> str | None:
    if device.path_cost is device.port_priority is device.hairpin is None:
        return None
    # sysfs wants 0, which NetworkManager does not take for no
    off = "0" if reader.is_initscripts else "off"
    hairpin = None if device.hairpin is None else "1" if device.hairpin else off
    return _options({"path_cost": device.path_cost, "priority": device.port_priority, "hairpin_mode": hairpin})


def _add_bridge(values: dict[str, object], bridge: Device, reader: Reader) -> None:
    values["stp"] = bridge.stp
    values.update(delay=None, ageing=None, priority=None, linkdelay=None)
    if not reader.is_initscripts:
        values["delay"] = _plain(bridge.forward_delay)
        values["bridging_opts"] = _options(
            {
                "priority": bridge.bridge_priority,
                "hello_time": _plain(bridge.hello_time),
                "max_age": _plain(bridge.max_age),
                "ageing_time": _plain(bridge.ageing_time),
            }
        )
        return
    options = {"hello_time": _hundredths(bridge.hello_time), "max_age": _hundredths(bridge.max_age)}
    values["priority"] = bridge.bridge_priority
    if reader.release < 8:
        values["delay"], values["ageing"] = _plain(bridge.forward_delay), _plain(bridge.ageing_time)
    else:
        values["ageing"] = _hundredths(bridge.ageing_time)
        if bridge.stp:
            # el8 hands DELAY to `ip` as hundredths, then sleeps twice as many seconds before it goes on
            options["forward_delay"] = _hundredths(bridge.forward_delay)
        else:
            values["delay"] = _hundredths(bridge.forward_delay)
    values["bridging_opts"] = _options(options)
    if bridge.stp and bridge.dhcp4 and reader.release >= 7:
        # ifup works out this wait itself, as "37.00", on which its own arithmetic fails and DHCP is left out
        delay = 15 if bridge.forward_delay is None else bridge.forward_delay
        values["linkdelay"] = ceil(2 * delay + 7)


def _plain(seconds: float | None) -> str | None:
    return None if seconds is None else f"{seconds:.2f}".rstrip("0").rstrip(".")


def _hundredths(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds * 100)


def _auth(auth: Mapping[str, str]) -> View:
    method = auth.get("method")
    inner = auth.get("phase2-auth")
    if inner is None and method in ("ttls", "peap"):
        inner = "MSCHAPV2"  # NetworkManager takes no tunnel without one, and it is what servers speak
    return {
        "method": method and method.upper(),
        "identity": auth.get("identity"),
        "anonymous_identity": auth.get("anonymous-identity"),
        "inner": inner,
        "ca_certificate": auth.get("ca-certificate"),
        "client_certificate": auth.get("client-certificate"),
        "client_key": auth.get("client-key"),
        "password": auth.get("password"),
        "client_key_password": auth.get("client-key-password"),
    }


# -- addressing ---------------------------------------------------------------------------------------------


def _bootproto(device: Device) -> str:
    if device.dhcp4:
        return "dhcp"
    return "autoip" if device.link_local is not None and "ipv4" in device.link_local else "none"


def _add_addressing(values: dict[str, object], device: Device, reader: Reader, given: Mapping[int, int]) -> None:
    gateway = gateway4(device)
    values["addressed"] = True
    values["addresses"] = [(number, address.ip, address.prefix) for number, address in numbered(device, reader)]
    values["gateway"] = gateway and gateway.via
    values["dhcp4"] = _dhcp(device.dhcp4_options, reader) if device.dhcp4 else None
    values["ipv6"] = _ipv6(device, reader) if concerns_ipv6(device) else None
    values["nameservers"] = device.nameservers
    values["search"] = " ".join(device.search) or None
    values["rules"] = [] if reader.is_initscripts or not device.rules else list(_rule_keys(device, given))


def numbered(device: Device, reader: Reader) -> Iterator[tuple[object, Address]]:
    """The addresses that IPADDR, IPADDR1, ... hold, each with what stands behind the name of the key."""
    # IPADDR, IPADDR1, IPADDR2: both readers, all releases; NetworkManager 0.8 of EL6 goes from IPADDR to IPADDR2
    second = 2 if not reader.is_initscripts and reader.release == 6 else 1
    if device.kind == "tunnel":  # whose script reads none of them
        return
    ipv4 = [address for address in device.addresses if address.version == 4 and not address.label]
    if device.kind == "loopback" and not any(a.ip.is_loopback for a in device.addresses if a.version == 4):
        ipv4.insert(0, _LOOPBACK)  # the file that this one replaces has it, and it must stay
    for index, address in enumerate(ipv4):
        yield index - 1 + second if index else "", address


def _dhcp(dhcp: Dhcp, reader: Reader) -> View:
    scripts = reader.is_initscripts
    return {
        "hostname": dhcp.hostname,
        "send_hostname": dhcp.send_hostname if reader.release > 6 else None,
        # the dhclient of initscripts goes by the MAC address as it is
        "client_id": None if scripts else dhcp.identifier,
        "use_hostname": None if scripts else dhcp.use_hostname,
        "use_dns": dhcp.use_dns,
        "use_routes": None if scripts else dhcp.use_routes,
        "use_ntp": dhcp.use_ntp if scripts else None,  # read by the scripts that dhclient-script runs
        "metric": dhcp.route_metric if scripts else None,  # read by dhclient-script
        "route_metric": None if scripts else dhcp.route_metric,
    }


def _ipv6(device: Device, reader: Reader) -> View:
    addresses = [str(address) for address in device.addresses if address.version == 6]
    gateway = gateway6(device)
    via = gateway.via if gateway else None
    scope = f"%{device.name}" if via and via.is_link_local and device.named else ""
    disabled = device.link_local is not None and "ipv6" not in device.link_local
    dhcp = device.dhcp6_options
    return {
        # EL6 and NetworkManager leave IPv6 alone without it
        "init": not disabled,
        "disabled": disabled or None,
        "autoconf": device.accept_ra,
        "address": addresses[0] if addresses else None,
        "secondaries": " ".join(addresses[1:]) or None,
        "gateway": via and f"{via}{scope}",
        "privacy": {True: "rfc3041", False: "no", None: None}[device.ipv6_privacy],
        "generation": None if reader.is_initscripts else device.ipv6_address_generation,
        "token": device.ipv6_token,
        "dhcp": device.dhcp6 or None,
        "hostname": dhcp.hostname,
        "send_hostname": dhcp.send_hostname,
        "use_dns": dhcp.use_dns,
        "use_routes": dhcp.use_routes,
        "route_metric": dhcp.route_metric,
    }


def _rule_keys(device: Device, given: Mapping[int, int]) -> Iterator[tuple[str, str]]:
    for number, rule in enumerate(device.rules, 1):
        key = "ROUTING_RULE_" if rule.version == 4 else "ROUTING_RULE6_"
        words = rule_words(rule, given.get(id(rule), rule.priority))
        yield f"{key}{number}", " ".join(map(str, words))
