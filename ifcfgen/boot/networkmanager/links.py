"""Links as NetworkManager makes and sets them: bonds, bridges, VLANs, teams, and how a port joins.

nm-device-bond.c, nm-device-bridge.c, nm-device-vlan.c and nm-setting-bond.c.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from ifcfgen.boot.kernel import bonding, bridging
from ifcfgen.boot.kernel.state import RANDOM_MAC, Link, Refused
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.networkmanager.connection import SCRIPT, Connection
from ifcfgen.boot.words import mac
from ifcfgen.ifcfg.switches import NETWORKMANAGER_HAIRPIN, NETWORKMANAGER_STP
from ifcfgen.model.bonding import BOND_MODES
from ifcfgen.networkmanager.bond import read_options
from ifcfgen.networkmanager.links import MAC_WORDS
from ifcfgen.networkmanager.source import number, words

_WITHOUT_ARP = ("802.3ad", "balance-tlb", "balance-alb")
_SWITCHES = ("use_carrier", "all_slaves_active", "tlb_dynamic_lb")
_NOT_WRITTEN = ("mode", "miimon", "primary", "active_slave", "arp_interval", "arp_ip_target", "updelay", "downdelay")
_HUNDREDTHS = ("forward_delay", "hello_time", "max_age", "ageing_time")
_ONLY_WITH_STP = ("forward_delay", "priority", "hello_time", "max_age")
_RANGES = {
    "forward_delay": (0, 30),
    "priority": (0, 65535),
    "hello_time": (0, 10),
    "max_age": (0, 40),
    "ageing_time": (0, 1_000_000),
    "group_fwd_mask": (0, 65535),
    "multicast_snooping": (0, 1),
    "multicast_querier": (0, 1),
    "vlan_filtering": (0, 1),
}
_ROUTERS = {"disabled": "0", "auto": "1", "enabled": "2"}
_PORT_RANGES = {"priority": (0, 63), "path_cost": (0, 65535)}
_PORT_DEFAULTS = {"priority": 32, "path_cost": 100}


def make(machine: Machine, connection: Connection) -> bool:
    """The device of a virtual CONNECTION; whether there is one now."""
    kernel, device, env = machine.kernel, connection.device, connection.env
    assert device is not None
    if connection.kind == "vlan":
        parent, vlan_id = connection.parent, connection.vlan_id
        add = partial(kernel.add_vlan, device, parent, vlan_id)
        return machine.attempt(SCRIPT, env, device, f"VLAN {vlan_id} on {parent} made", add, "VLAN_ID", "DEVICE")
    kind = connection.kind or ""
    if kind == "bond":
        kernel.modules.add("bonding")  # loaded with max_bonds=0, so that it makes none by itself
    add_link = partial(kernel.add, device, kind)
    return machine.attempt(SCRIPT, env, device, f"{kind} made", add_link, "TYPE", "DEVICE")


def configure(machine: Machine, connection: Connection, link: Link) -> None:
    """The link's own settings, before anything stands on it."""
    _set_mac(machine, connection, link)
    if link.bond is not None:
        _set_bond(machine, connection, link.name, link.bond)
    elif link.bridge is not None:
        _set_bridge(machine, connection, link.name, link.bridge)
    _set_mtu(machine, connection, link)


def _set_mac(machine: Machine, connection: Connection, link: Link) -> None:
    keys, kernel = connection.keys, machine.kernel
    key = "BRIDGE_MACADDR" if link.bridge is not None and keys.get("BRIDGE_MACADDR") else "MACADDR"
    written = keys.get(key)
    if not written or written in MAC_WORDS[:2]:
        return
    wanted = RANDOM_MAC if written in MAC_WORDS else mac(written.replace("-", ":"))
    if wanted is None:
        reason = f"{written} is no MAC address that a device can have"
        machine.note(SCRIPT, connection.env, link.name, "MAC address", "failed", reason, key)
    elif wanted != link.mac or link.mac_from != "setting":
        set_mac = partial(kernel.set_mac, link.name, wanted)
        machine.attempt(SCRIPT, connection.env, link.name, f"MAC address {wanted}", set_mac, key)


def wanted_mtu(connection: Connection) -> int | None:
    """The MTU that the profile asks for; None where it asks for none, or for nothing that NetworkManager takes."""
    written = connection.keys.get("MTU")
    return (number(written, 0, 0xFFFFFFFF) or None) if written else None


def _set_mtu(machine: Machine, connection: Connection, link: Link) -> None:
    mtu = wanted_mtu(connection)
    if mtu is None:
        return
    above = machine.kernel.links.get(link.parent or "")
    if above is not None and mtu > above.mtu:
        return  # follow_parent has the last word
    if mtu != link.mtu or (link.bridge is not None and not link.mtu_is_set):
        set_mtu = partial(machine.kernel.set_mtu, link.name, mtu)
        machine.attempt(SCRIPT, connection.env, link.name, f"MTU {mtu}", set_mtu, "MTU")


def follow_parent(machine: Machine, connection: Connection, link: Link) -> None:
    """A VLAN has the MAC address and the MTU of its parent, where it is given none of its own."""
    kernel, parent = machine.kernel, machine.kernel.links.get(link.parent or "")
    if parent is None:
        return
    if not connection.keys.get("MACADDR") and not link.master and link.mac != parent.mac:
        kernel.set_mac(link.name, parent.mac)
        link.mac_from = "parent"
    wanted = wanted_mtu(connection)
    mtu = min(wanted or parent.mtu, parent.mtu)
    if link.mtu != mtu and mtu == wanted:
        machine.attempt(SCRIPT, connection.env, link.name, f"MTU {mtu}", partial(kernel.set_mtu, link.name, mtu), "MTU")
    elif link.mtu != mtu:
        kernel.set_mtu(link.name, mtu)


def tell_of_mtu(machine: Machine, connection: Connection, link: Link) -> None:
    """Note that a VLAN has less than it is to have."""
    wanted, parent = wanted_mtu(connection), machine.kernel.links.get(link.parent or "")
    if parent is not None and wanted is not None and wanted > parent.mtu:
        reason = f"that of {parent.name} is {parent.mtu}, so it becomes that"
        machine.note(SCRIPT, connection.env, link.name, f"MTU {wanted}", "failed", reason, "MTU")


# -- bonds -------------------------------------------------------------------------------------------------


def bond_options(connection: Connection) -> Iterator[tuple[str, str]]:
    """What is written into a bond, in order: _bond_get_option_normalized of nm-setting-bond.c."""
    asked = read_options(connection.source)
    mode = asked.get("mode", BOND_MODES[0])
    mode = BOND_MODES[int(mode)] if mode.isdigit() else mode
    yield "mode", mode
    miimon = asked.get("miimon")
    with_arp = mode not in _WITHOUT_ARP and int(asked.get("arp_interval", 0)) > 0 and not int(miimon or 0)
    with_validation = mode not in _WITHOUT_ARP and asked.get("arp_validate", "none") not in ("none", "0")
    if with_arp:
        yield "arp_interval", asked["arp_interval"]
        for target in asked.get("arp_ip_target", "").split(","):
            if target.strip():
                yield "arp_ip_target", f"+{target.strip()}"
    elif connection.source.since(1, 40) and with_validation:
        yield "arp_validate", asked["arp_validate"]  # for whose sake miimon is left out
    else:
        yield "miimon", miimon or "100"
        for delay in ("updelay", "downdelay"):
            if int(asked.get(delay, 0)):
                yield delay, asked[delay]
    for option, value in asked.items():
        if option in _NOT_WRITTEN or (option.startswith("arp_") and not with_arp):
            continue
        if option == "num_unsol_na" and "num_grat_arp" in asked:
            continue
        yield option, value


def _set_bond(machine: Machine, connection: Connection, name: str, bond: bonding.Bond) -> None:
    machine.kernel.set_down(name)
    for option, value in bond_options(connection):
        if option not in bond and option not in ("num_unsol_na", "arp_ip_target"):
            continue  # newer options, of which no more is told
        try:
            bonding.write(bond, option, value)
        except Refused as refused:
            if option in read_options(connection.source) and not _is_left_out(option, bond["mode"]):
                action = f"{option}={value}"
                machine.note(SCRIPT, connection.env, name, action, "failed", str(refused), "BONDING_OPTS")


def _is_left_out(option: str, mode: str) -> bool:
    """Whether NetworkManager itself sets an option in some modes only (_nm_setting_bond_option_supported)."""
    return {
        "packets_per_slave": mode != "balance-rr",
        "lacp_rate": mode != "802.3ad",
        "tlb_dynamic_lb": mode not in ("balance-tlb", "balance-alb"),
        "arp_validate": mode in _WITHOUT_ARP,
    }.get(option, False)


def choose_primary(machine: Machine, connection: Connection) -> None:
    """The primary port, which the kernel takes as soon as it is a port."""
    asked = read_options(connection.source)
    primary = asked.get("primary") or asked.get("active_slave")
    bond = machine.kernel.links[connection.name].bond
    if bond is None or bond["mode"] not in bonding.WITH_ACTIVE_PORT or bond["primary"] == primary:
        return
    if primary and primary in bond["slaves"]:
        machine.kernel.set_primary(connection.name, primary)


# -- bridges -----------------------------------------------------------------------------------------------


def _options(text: str | None) -> Mapping[str, str]:
    pairs = (word.partition("=") for word in words(text))
    return {name: value for name, _, value in pairs if name and value}


def bridge_options(keys: Mapping[str, str]) -> tuple[bool, dict[str, int | str]]:
    """Whether a bridge has STP, and what else is set of it; times are in seconds (handle_bridge_option)."""
    stp = NETWORKMANAGER_STP.meaning(keys.get("STP", "")) is True
    asked = dict(_options(keys.get("BRIDGING_OPTS")))
    asked.pop("forward_delay", None)
    if delay := keys.get("DELAY"):
        asked["forward_delay"] = delay
    found: dict[str, int | str] = {}
    for name, text in asked.items():
        if name == "multicast_router":
            found[name] = _ROUTERS.get(text, "1")
        elif name in _RANGES and (stp or name not in _ONLY_WITH_STP):
            value = number(text, *_RANGES[name])
            if value is not None:
                found[name] = value
    return stp, found


def _set_bridge(machine: Machine, connection: Connection, name: str, bridge: bridging.Bridge) -> None:
    stp, asked = bridge_options(connection.keys)

    def set_all() -> None:
        bridging.set_stp(bridge, stp)
        for option, value in asked.items():
            hundredths = int(value) * 100 if option in _HUNDREDTHS else value
            bridging.write(bridge, option, str(hundredths))

    written = [f"{option}={value}" for option, value in asked.items()]
    machine.attempt(SCRIPT, connection.env, name, " ".join([f"STP {'on' if stp else 'off'}", *written]), set_all, "STP")


# -- ports -------------------------------------------------------------------------------------------------


def attach(machine: Machine, connection: Connection, name: str, controller: str) -> bool:
    """Make the device NAME a port of CONTROLLER, as the profile asks for; whether it is one then."""
    kernel = machine.kernel

    def join() -> None:
        link = kernel.link(controller)
        if link.bond is not None:
            kernel.set_down(name)
            kernel.join_bond(name, controller)
        elif link.bridge is not None:
            kernel.join_bridge(name, controller)
        else:
            _join_team(machine, name, controller)
        kernel.set_up(name)

    keys = ("BRIDGE", "BRIDGE_UUID", "MASTER", "MASTER_UUID", "TEAM_MASTER", "TEAM_MASTER_UUID")
    if not machine.attempt(SCRIPT, connection.env, name, f"port of {controller}", join, *keys):
        return False
    _set_mtu(machine, connection, kernel.links[name])  # again: a bond gives its ports its own
    if kernel.links[controller].bridge is not None:
        _set_port(kernel.links[name], _options(connection.keys.get("BRIDGING_OPTS")))
    return True


def _join_team(machine: Machine, name: str, controller: str) -> None:
    kernel = machine.kernel
    port, team = kernel.link(name), kernel.link(controller)
    if port.master:
        raise Refused(f"{name} is a port of {port.master} already")
    if team.mac_from == "kernel":
        kernel.set_mac(controller, port.mac)
    port.master = controller
    kernel.set_mac(name, team.mac)


def _set_port(port: Link, asked: Mapping[str, str]) -> None:
    for option, (low, high) in _PORT_RANGES.items():
        value = number(asked[option], low, high) if option in asked else None
        port.port[option] = value or _PORT_DEFAULTS[option]
    port.port["hairpin_mode"] = int(NETWORKMANAGER_HAIRPIN.meaning(asked.get("hairpin_mode", "")) is True)
