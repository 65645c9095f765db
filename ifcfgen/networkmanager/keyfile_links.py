"""What must hold for the links that a keyfile describes: the verify() functions of libnm's settings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from ifcfgen.ifcfg.values import is_interface_name
from ifcfgen.keyfile.properties import spelled
from ifcfgen.networkmanager.bridge import is_group, problem_of_vlans
from ifcfgen.networkmanager.checked import Checked, Problem
from ifcfgen.networkmanager.links import is_team_config, problem_of_s390_option
from ifcfgen.networkmanager.sriov import problem_of_function, read_function
from ifcfgen.networkmanager.values import ipv4, ipv6, is_mac, is_profile_device_name, is_uuid, number

_TIMERS = {"forward-delay": (2, 30), "hello-time": (1, 10), "max-age": (6, 40), "ageing-time": (0, 1_000_000)}
_WAKES_ALONE, _MAGIC = 0x8001, 0x40
_UINT = 2**32 - 1
_OVER_IPV6 = (6, 7, 8, 9, 11)
"""Modes of tunnels: ip6ip6, ipip6, ip6gre, vti6, ip6gretap."""
_VTI = (5, 9)
_WITH_KEYS = (2, 8, 10, 11, *_VTI)
_WITH_FLAGS = (6, 7, 8, 11)
_FLAGS_OF_TUNNELS = 0x3F
_PORTS_OF_OVS = {"ovs-port": "ovs-bridge", "ovs-interface": "ovs-port"}


def _macs(checked: Checked) -> Iterator[Problem]:
    """The addresses of cards, in lists."""
    for section in ("802-3-ethernet", "802-11-wireless"):
        for address in checked.words(section, "mac-address-denylist"):
            if not is_mac(address):
                yield f"{spelled(section)}.mac-address-denylist", f"{address} is not a MAC address"
        for word in (checked.text(section, "generate-mac-address-mask") or "").split():
            if not is_mac(word):
                yield f"{spelled(section)}.generate-mac-address-mask", f"{word} is not a MAC address"


def _ethernet(checked: Checked) -> Iterator[Problem]:
    said = checked.settings.get("802-3-ethernet", {})
    channels = said.get("s390-subchannels")
    if isinstance(channels, tuple) and len(channels) not in (2, 3):
        yield "ethernet.s390-subchannels", "s390-subchannels must have 2 or 3 channels"
    options = said.get("s390-options", {})
    for name, value in options.items() if isinstance(options, Mapping) else ():
        if problem := problem_of_s390_option(name, value):
            yield f"ethernet-s390-options.{name}", f"the section {problem}"
    yield from _wake_on_lan(checked)


def _wake_on_lan(checked: Checked) -> Iterator[Problem]:
    bits, password = (
        checked.flags("802-3-ethernet", "wake-on-lan"),
        checked.text("802-3-ethernet", "wake-on-lan-password"),
    )
    if bits & _WAKES_ALONE and bits & (bits - 1):
        yield "ethernet.wake-on-lan", "default and ignore stand alone"
    if password is not None and not (bits & _MAGIC and is_mac(password)):
        yield "ethernet.wake-on-lan-password", "wake-on-lan-password needs wake-on-lan=64, and is a MAC address"


def _bridge(checked: Checked) -> Iterator[Problem]:
    said = checked.settings.get("bridge")
    if said is None:
        return
    stp = said.get("stp") is not False
    for name, (low, high) in _TIMERS.items():
        value = said.get(name)
        if isinstance(value, int) and not (low <= value <= high or (not stp and value == 0)):
            yield f"bridge.{name}", f"{name}={value} is out of range: {low} to {high} s"
    if checked.number("bridge", "group-forward-mask") & 7:
        yield "bridge.group-forward-mask", "group-forward-mask must not have the bits 0, 1 and 2"
    group = checked.text("bridge", "group-address")
    if group is not None and not is_group(group):
        yield "bridge.group-address", f"group-address={group} is not a link-local MAC address"
    size = checked.number("bridge", "multicast-hash-max", 4096)
    if size & (size - 1):
        yield "bridge.multicast-hash-max", f"multicast-hash-max={size} is not a power of two"


def _bridge_vlans(checked: Checked) -> Iterator[Problem]:
    for section in ("bridge", "bridge-port"):
        vlans = checked.settings.get(section, {}).get("vlans")
        if isinstance(vlans, tuple) and (problem := problem_of_vlans(",".join(map(str, vlans)))):
            yield f"{section}.vlans", f"vlans has {problem}"


def _is_parent(text: str | None) -> bool:
    return text is None or is_uuid(text) or is_interface_name(text)


def _stacked(checked: Checked) -> Iterator[Problem]:
    """A device on another."""
    by_mac = "mac-address" in checked.settings.get("802-3-ethernet", {})
    for section in ("vlan", "macvlan", "ipvlan", "vxlan", "ip-tunnel", "macsec"):
        if section not in checked.settings:
            continue
        parent = checked.text(section, "parent")
        if not _is_parent(parent):
            yield f"{section}.parent", f"parent={parent} is neither a device name nor a UUID"
        if parent is None and not by_mac and section not in ("vxlan", "ip-tunnel"):
            yield f"{section}.parent", f"a {section} needs a parent"
    vlan = checked.settings.get("vlan", {})
    if vlan.get("id") == 4095:
        yield "vlan.id", "the VLAN ID 4095 is reserved"
    macvlan = checked.settings.get("macvlan", {})
    if macvlan.get("promiscuous") is False and macvlan.get("mode") != 4:
        yield "macvlan.promiscuous", "promiscuous=false needs mode=4"


def _virtual(checked: Checked) -> Iterator[Problem]:
    settings = checked.settings
    if "veth" in settings and not is_interface_name(checked.text("veth", "peer") or ""):
        yield "veth.peer", "a veth needs peer, the name of its other end"
    if "vrf" in settings and not checked.number("vrf", "table"):
        yield "vrf.table", "a vrf needs table"
    if "team" in settings and not is_team_config(checked.text("team", "config") or ""):
        yield "team.config", "config is not a JSON object"
    if "tun" not in settings:
        return
    if checked.number("tun", "mode", 1) not in (1, 2):
        yield "tun.mode", f"mode={checked.number('tun', 'mode')} is neither 1 (tun) nor 2 (tap)"
    for name in ("owner", "group"):
        text = checked.text("tun", name)
        if text is not None and number(text, 0, _UINT - 1) is None:
            yield f"tun.{name}", f"{name}={text} is not a number"


def _tunnels(checked: Checked) -> Iterator[Problem]:
    said = checked.settings.get("ip-tunnel")
    if said is None:
        return
    mode = checked.number("ip-tunnel", "mode")
    if not 1 <= mode <= 11:
        yield "ip-tunnel.mode", f"mode={mode} is unknown"
    address = ipv6 if mode in _OVER_IPV6 else ipv4
    remote, local = checked.text("ip-tunnel", "remote"), checked.text("ip-tunnel", "local")
    if local is not None and not address(local):
        yield "ip-tunnel.local", f"local={local} is not an address of the tunnel's family"
    if remote is None or not address(remote):
        yield "ip-tunnel.remote", f"remote={remote or ''} is not an address of the tunnel's family"
    for name in ("input-key", "output-key"):
        key = checked.text("ip-tunnel", name)
        if key and mode not in _WITH_KEYS:
            yield f"ip-tunnel.{name}", f"{name}={key} is for GRE and VTI only"
        if key and number(key, 0, _UINT) is None:
            yield f"ip-tunnel.{name}", f"{name}={key} is not a number"
    if said.get("path-mtu-discovery") is False and checked.number("ip-tunnel", "ttl"):
        yield "ip-tunnel.ttl", "ttl needs path-mtu-discovery"
    flags = checked.number("ip-tunnel", "flags")
    if flags & ~(_FLAGS_OF_TUNNELS if mode in _WITH_FLAGS else 0):
        yield "ip-tunnel.flags", f"flags={flags} are not flags of a tunnel of mode {mode}"
    if checked.number("ip-tunnel", "fwmark") and mode not in _VTI:
        yield "ip-tunnel.fwmark", "fwmark is for VTI only"


def _vxlan(checked: Checked) -> Iterator[Problem]:
    if "vxlan" not in checked.settings:
        return
    low, high = checked.number("vxlan", "source-port-min"), checked.number("vxlan", "source-port-max")
    if low > high:
        yield "vxlan.source-port-min", f"source-port-min={low} is greater than source-port-max={high}"
    ends = [text for name in ("remote", "local") if (text := checked.text("vxlan", name)) is not None]
    if not (all(map(ipv4, ends)) or all(map(ipv6, ends))):
        yield "vxlan.remote", "remote and local are not addresses of one family"


def _infiniband(checked: Checked) -> Iterator[Problem]:
    said = checked.settings.get("infiniband")
    if said is None:
        return
    key, parent = checked.number("infiniband", "p-key", -1), checked.text("infiniband", "parent")
    if parent is not None and (key == -1 or not is_interface_name(parent)):
        yield "infiniband.parent", f"parent={parent} needs p-key, and is a device name"
    if key != -1 and parent is None and "mac-address" not in said:
        yield "infiniband.p-key", "p-key needs parent"
    if key in (0, 0x8000):
        yield "infiniband.p-key", f"p-key={key} is not valid"


def _virtual_functions(checked: Checked) -> Iterator[Problem]:
    total, functions = checked.number("sriov", "total-vfs"), checked.settings.get("sriov", {}).get("vfs", {})
    for index, text in functions.items() if isinstance(functions, Mapping) else ():
        said = read_function(str(text))
        if said is not None and (problem := problem_of_function(int(index), said, total)):
            yield f"sriov.vf.{index}", f"vf.{index} {problem}"


def _dcb(checked: Checked) -> Iterator[Problem]:
    for name in ("app-fcoe", "app-iscsi", "app-fip", "priority-flow-control", "priority-group"):
        flags = checked.words("dcb", f"{name}-flags")
        if flags and "enable" not in flags:
            yield f"dcb.{name}-flags", f"{name}-flags are set without 1, which enables it"
        if not flags and checked.number("dcb", f"{name}-priority", -1) >= 0:
            yield f"dcb.{name}-priority", f"{name}-priority needs {name}-flags=1"
    if checked.words("dcb", "priority-group-flags"):
        shares = checked.words("dcb", "priority-group-bandwidth")
        if sum(map(int, shares)) != 100:
            yield "dcb.priority-group-bandwidth", "priority-group-bandwidth does not add up to 100"


def _open_vswitch(checked: Checked) -> Iterator[Problem]:
    settings, identity = checked.settings, checked.settings["connection"]
    kind, name = identity["type"], checked.text("connection", "interface-name")
    for section, port_type in _PORTS_OF_OVS.items():
        if section in settings and identity.get("port-type") != port_type:
            yield "connection.port-type", f"an {section} needs port-type={port_type}"
    for section in ("ovs-bridge", "ovs-port"):
        if section == kind and not _is_ovs_name(name or ""):
            yield "connection.interface-name", f"interface-name={name or ''} is not a valid name of an {section}"
    if checked.number("ovs-port", "tag") == 4095:
        yield "ovs-port.tag", "the VLAN ID 4095 is reserved"
    if "ovs-interface" in settings:
        yield from _ovs_interface(checked, str(kind), name)


def _ovs_interface(checked: Checked, kind: str, name: str | None) -> Iterator[Problem]:
    made, peer = checked.text("ovs-interface", "type"), checked.text("ovs-patch", "peer")
    is_patch = "ovs-patch" in checked.settings
    if made and (made == "system") == (kind == "ovs-interface"):
        yield "ovs-interface.type", f"type={made} is not for a profile of type={spelled(kind)}"
    if made and is_patch != (made == "patch"):
        yield "ovs-interface.type", "type=patch and the section ovs-patch need each other"
    is_valid = _is_ovs_name if is_patch else is_profile_device_name
    if kind == "ovs-interface" and name is not None and not is_valid(name):
        yield "connection.interface-name", f"interface-name={name} is not a valid name of an ovs-interface"
    if peer is not None and not _is_ovs_name(peer):
        yield "ovs-patch.peer", f"peer={peer} is not a valid name of an ovs-interface"


def _is_ovs_name(text: str) -> bool:
    return re.fullmatch(r"[^\s/\\]+", text) is not None


def problems(checked: Checked) -> Iterator[Problem]:
    """All that is wrong with the links of a profile."""
    for find in _CHECKS:
        yield from find(checked)


_CHECKS: tuple[Callable[[Checked], Iterator[Problem]], ...] = (
    _macs, _ethernet, _bridge, _bridge_vlans, _stacked, _virtual, _tunnels, _vxlan, _infiniband, _virtual_functions,
    _dcb, _open_vswitch,
)  # fmt: skip
