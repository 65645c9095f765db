"""Links as NetworkManager makes and sets them, by the type of their profiles, and how a port joins.

nm-device-bond.c, nm-device-bridge.c, nm-device-vlan.c and nm-setting-bond.c.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from ifcfgen.boot.kernel import bonding, bridging, tunnelling
from ifcfgen.boot.kernel.state import RANDOM_MAC, Link, Refusal
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.networkmanager.connection import SCRIPT, Connection
from ifcfgen.boot.record import Action, Cause
from ifcfgen.boot.values import mac
from ifcfgen.networkmanager.links import LARGEST_MTU, MAC_WORDS
from ifcfgen.networkmanager.profile import ETHERNET, Profile
from ifcfgen.networkmanager.virtual import MODES, VXLAN_PORT

_WITHOUT_ARP = ("802.3ad", "balance-tlb", "balance-alb")
_NOT_WRITTEN = ("mode", "miimon", "primary", "active_slave", "arp_interval", "arp_ip_target", "updelay", "downdelay")
_HUNDREDTHS = ("forward_delay", "hello_time", "max_age", "ageing_time")
_USUAL_IF_ZERO = ("forward-delay", "hello-time", "max-age")
_BRIDGE = {
    "priority": "priority",
    "hello-time": "hello_time",
    "max-age": "max_age",
    "ageing-time": "ageing_time",
    "group-forward-mask": "group_fwd_mask",
    "multicast-snooping": "multicast_snooping",
    "multicast-querier": "multicast_querier",
    "multicast-router": "multicast_router",
    "vlan-filtering": "vlan_filtering",
    "forward-delay": "forward_delay",
}
"""The properties of which more is told, by the names of the kernel's files."""
_ROUTERS = {"disabled": "0", "auto": "1", "enabled": "2"}
_PORT = {"priority": ("priority", 32), "path_cost": ("path-cost", 100)}
"""The kernel's name, the property, and what stands for a zero as well."""
_PASSTHRU = MODES["macvlan"]["passthru"]
"""The mode of a macvlan that has its parent for itself."""
_TAP = MODES["tap"]["tap"]
_WITHOUT_LIMIT = 1
"""The flag of a tunnel over IPv6 whose head has no limit of encapsulations."""
_LENGTH_OF_LIMIT = 8
_VALIDATES = 8
"""The first release whose NetworkManager leaves out miimon for the sake of arp_validate."""


def make(machine: Machine, connection: Connection) -> bool:
    """The device of a virtual CONNECTION; whether there is one now."""
    device, kind = connection.device, connection.kind
    assert device is not None
    assert kind is not None
    action, keys = Action("make", kind), connection.keys("connection.type", "connection.interface-name")
    if kind == "vlan":
        action, keys = Action("make-vlan", connection.vlan_id, connection.parent), (connection.key_of("vlan", "id"),)
    add = partial(_ADD.get(connection.type, _add), machine, connection, device, kind)
    return machine.attempt(SCRIPT, connection.document, device, action, add, *keys)


def _add(machine: Machine, connection: Connection, device: str, kind: str) -> None:
    if kind == "bond" and "bonding" not in machine.modules.never:
        machine.kernel.modules.add("bonding")  # loaded with max_bonds=0, so that it makes none by itself
    machine.kernel.add(device, kind)


def _add_vlan(machine: Machine, connection: Connection, device: str, kind: str) -> None:
    machine.kernel.add_vlan(device, connection.parent, connection.vlan_id)


def _add_on_parent(machine: Machine, connection: Connection, device: str, kind: str) -> None:
    is_alone = connection.profile.number("macvlan", "mode") == _PASSTHRU
    machine.kernel.add_on(device, kind, connection.parent, is_alone)


def _add_tunnel(machine: Machine, connection: Connection, device: str, kind: str) -> None:
    mode, profile = connection.tunnel, connection.profile
    if mode is None:
        raise Refusal("tunnel-not-made", kind)
    if (profile.number("ip-tunnel", "flags") or 0) & _WITHOUT_LIMIT:
        mode = mode._replace(head=mode.head - _LENGTH_OF_LIMIT)
    machine.load_tunnels(mode)
    local, remote, came_in, goes_out = (
        profile.text(connection.type, name) or "" for name in ("local", "remote", "input-key", "output-key")
    )
    tunnelling.add(machine.kernel, device, mode, local, remote, (came_in, goes_out), connection.parent)


def _add_veth(machine: Machine, connection: Connection, device: str, kind: str) -> None:
    machine.kernel.add_pair(device, connection.peer)


def _add_vxlan(machine: Machine, connection: Connection, device: str, kind: str) -> None:
    profile = connection.profile
    number, port = profile.number("vxlan", "id") or 0, profile.number("vxlan", "destination-port") or VXLAN_PORT
    version = 6 if any(":" in (profile.text("vxlan", end) or "") for end in ("local", "remote")) else 4
    machine.kernel.add_vxlan(device, number, port, version, connection.parent)


def _add_tun(machine: Machine, connection: Connection, device: str, kind: str) -> None:
    machine.kernel.add_tap(device, is_tun=connection.profile.number("tun", "mode") != _TAP)


def _add_vrf(machine: Machine, connection: Connection, device: str, kind: str) -> None:
    machine.kernel.add_vrf(device, connection.profile.number("vrf", "table") or 0)


_ADD: Mapping[str, Callable[[Machine, Connection, str, str], None]] = {
    "vlan": _add_vlan,
    "macvlan": _add_on_parent,
    "ipvlan": _add_on_parent,
    "ip-tunnel": _add_tunnel,
    "veth": _add_veth,
    "vxlan": _add_vxlan,
    "tun": _add_tun,
    "vrf": _add_vrf,
}
"""How the device of a profile is made, by its type, where there is more to it than name and kind."""


def configure(machine: Machine, connection: Connection, link: Link) -> bool:
    """The link's own settings, before anything stands on it; False where it cannot have its MAC address."""
    if link.bond is not None:
        _set_bond(machine, connection, link.name, link.bond)
    if not _set_mac(machine, connection, link):
        return False
    if link.bridge is not None:
        _set_bridge(machine, connection, link.name, link.bridge)
    _set_mtu(machine, connection, link)
    for item in connection.profile.unread:
        if item.origin.key == "MTU":  # of an ifcfg file
            action, cause = Action("mtu", item.text), Cause("unreadable-mtu", LARGEST_MTU)
            machine.note(SCRIPT, connection.document, link.name, action, "failed", cause, *connection.keys_of_mtu)
    return True


def _set_mac(machine: Machine, connection: Connection, link: Link) -> bool:
    profile, kernel = connection.profile, machine.kernel
    own = link.bridge is not None and profile.text("bridge", "mac-address")
    keys = connection.keys("bridge.mac-address" if own else "802-3-ethernet.cloned-mac-address")
    written = own or profile.text(ETHERNET, "cloned-mac-address")
    if not written or written in MAC_WORDS[:2]:
        return True
    wanted = RANDOM_MAC if written in MAC_WORDS else mac(written)
    if wanted is None:
        machine.note(
            SCRIPT, connection.document, link.name, Action("mac"), "failed", Cause("no-device-mac", written), *keys
        )
        return False
    if wanted != link.mac or link.mac_from != "setting":

        def set_mac() -> None:
            kernel.set_mac(link.name, wanted)
            if link.mac != wanted:
                raise Refusal("mac-of-port", link.name)

        return machine.attempt(SCRIPT, connection.document, link.name, Action("mac", wanted), set_mac, *keys)
    return True


def _set_mtu(machine: Machine, connection: Connection, link: Link) -> None:
    mtu = connection.wanted_mtu
    if mtu is None and link.bridge is not None and connection.profile.number("ipv6", "mtu"):
        mtu = link.mtu  # which the bridge then keeps, whatever its ports have
    if mtu is None:
        return
    above = machine.kernel.links.get(link.parent or "")
    if above is not None and mtu > above.mtu:
        return  # follow_parent has the last word
    if mtu != link.mtu or (link.bridge is not None and not link.mtu_is_set):
        set_mtu = partial(machine.kernel.set_mtu, link.name, mtu)
        machine.attempt(SCRIPT, connection.document, link.name, Action("mtu", mtu), set_mtu, *connection.keys_of_mtu)


def follow_parent(machine: Machine, connection: Connection, link: Link) -> None:
    """A VLAN has the MAC address and the MTU of its parent, where it is given none of its own; a macvlan the MTU."""
    kernel, parent = machine.kernel, machine.kernel.links.get(link.parent or "")
    if parent is None:
        return
    own_mac = link.kind != "vlan" or connection.profile.text(ETHERNET, "cloned-mac-address") or link.master
    if not own_mac and link.mac != parent.mac:
        kernel.set_mac(link.name, parent.mac)
        link.mac_from = "parent"
    wanted = connection.wanted_mtu
    mtu = min(wanted or parent.mtu, parent.mtu)
    if link.mtu != mtu and mtu == wanted:
        set_mtu = partial(kernel.set_mtu, link.name, mtu)
        machine.attempt(SCRIPT, connection.document, link.name, Action("mtu", mtu), set_mtu, *connection.keys_of_mtu)
    elif link.mtu != mtu:
        kernel.set_mtu(link.name, mtu)


def note_mtu(machine: Machine, connection: Connection, link: Link) -> None:
    """Note that a device has another than its profile asks for: a VLAN less, one with IPv6 more."""
    said, wanted, parent = connection.said_mtu, connection.wanted_mtu, machine.kernel.links.get(link.parent or "")
    if wanted != said:
        action, cause = Action("mtu", said), Cause("mtu-for-ipv6", wanted)
        machine.note(SCRIPT, connection.document, link.name, action, "failed", cause, *connection.keys_of_mtu)
    if parent is not None and wanted is not None and wanted > parent.mtu:
        cause = Cause("parent-mtu", parent.name, parent.mtu)
        machine.note(
            SCRIPT, connection.document, link.name, Action("mtu", wanted), "failed", cause, *connection.keys_of_mtu
        )


# -- bonds -------------------------------------------------------------------------------------------------


def bond_options(options: Mapping[str, str], release: int) -> Iterator[tuple[str, str]]:
    """What is written into a bond, in order: _bond_get_option_normalized of nm-setting-bond.c."""
    yield "mode", options["mode"]
    miimon = options.get("miimon")
    with_arp = int(options.get("arp_interval", 0)) > 0 and not int(miimon or 0)
    with_validation = options.get("arp_validate", "none") not in ("none", "0")
    if with_arp:
        yield "arp_interval", options["arp_interval"]
        for target in options.get("arp_ip_target", "").split(","):
            if target.strip():
                yield "arp_ip_target", f"+{target.strip()}"
    elif release >= _VALIDATES and with_validation:
        yield "arp_validate", options["arp_validate"]  # which excludes miimon
    else:
        yield "miimon", miimon or "100"
        for delay in ("updelay", "downdelay"):
            if int(options.get(delay, 0)):
                yield delay, options[delay]
    for option, value in options.items():
        if option in _NOT_WRITTEN or (option.startswith("arp_") and not with_arp):
            continue
        if option == "num_unsol_na" and "num_grat_arp" in options:
            continue
        yield option, value


def _set_bond(machine: Machine, connection: Connection, name: str, bond: bonding.Bond) -> None:
    machine.kernel.set_down(name)
    options = connection.profile.options("bond")
    for option, value in bond_options(options, machine.release):
        if option not in bond and option not in ("num_unsol_na", "arp_ip_target"):
            continue  # newer options, of which no more is told
        try:
            bonding.write(bond, option, value)
        except Refusal as refusal:
            if option in options:
                action, keys = Action("option", option, value), connection.keys("bond.options")
                machine.note(SCRIPT, connection.document, name, action, "failed", refusal.cause, *keys)


def choose_primary(machine: Machine, connection: Connection) -> None:
    """The primary port, which the kernel takes as soon as it is a port."""
    options = connection.profile.options("bond")
    primary = options.get("primary") or options.get("active_slave")
    bond = machine.kernel.links[connection.name].bond
    if bond is None or bond["mode"] not in bonding.WITH_ACTIVE_PORT or bond["primary"] == primary:
        return
    if primary and primary in bond["slaves"]:
        machine.kernel.set_primary(connection.name, primary)


# -- bridges -----------------------------------------------------------------------------------------------


def bridge_options(profile: Profile) -> tuple[bool, Mapping[str, int | str]]:
    """Whether a bridge has STP, and what else is set of it, by the kernel's names; times are in seconds."""
    found: dict[str, int | str] = {}
    for name, value in profile.settings.get("bridge", {}).items():
        if name == "multicast-router":
            found[_BRIDGE[name]] = _ROUTERS[str(value)]
        elif name in _BRIDGE and isinstance(value, int) and (value or name not in _USUAL_IF_ZERO):
            found[_BRIDGE[name]] = int(value)
    return profile.flag("bridge", "stp", True), found


def _set_bridge(machine: Machine, connection: Connection, name: str, bridge: bridging.Bridge) -> None:
    stp, options = bridge_options(connection.profile)

    def set_all() -> None:
        bridging.set_stp(bridge, stp)
        for option, value in options.items():
            hundredths = int(value) * 100 if option in _HUNDREDTHS else value
            bridging.write(bridge, option, str(hundredths))

    machine.attempt(
        SCRIPT,
        connection.document,
        name,
        Action("bridge-options", stp, *options.items()),
        set_all,
        *connection.keys("bridge.stp"),
    )


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
        elif link.table is not None:
            kernel.set_down(name)
            kernel.join_vrf(name, controller)
        else:
            _join_team(machine, name, controller)
        kernel.set_up(name)

    key = connection.key_of("connection", "controller")
    if not machine.attempt(SCRIPT, connection.document, name, Action("join", controller), join, key):
        return False
    _set_mtu(machine, connection, kernel.links[name])  # again: a bond gives its ports its own
    if kernel.links[controller].bridge is not None:
        _set_port(kernel.links[name], connection.profile)
    return True


def _join_team(machine: Machine, name: str, controller: str) -> None:
    kernel = machine.kernel
    port, team = kernel.link(name), kernel.link(controller)
    if port.master:
        raise Refusal("port-already", name, port.master)
    if team.mac_from == "kernel":
        kernel.set_mac(controller, port.mac)
    kernel.attach(port, team)
    kernel.set_mac(name, team.mac)


def _set_port(port: Link, profile: Profile) -> None:
    for option, (name, usual) in _PORT.items():
        port.port[option] = profile.number("bridge-port", name) or usual
    port.port["hairpin_mode"] = int(profile.flag("bridge-port", "hairpin-mode", False))
