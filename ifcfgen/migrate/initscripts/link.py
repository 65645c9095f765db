"""The link: its kind, its controller, and the options of bonds, bridges and VLANs."""

from __future__ import annotations

from ifcfgen.ifcfg.bridging import Bridging
from ifcfgen.ifcfg.kinds import KEY_OF_PORT
from ifcfgen.ifcfg.values import integer, options
from ifcfgen.ifcfg.vocabulary import lookup
from ifcfgen.initscripts.names import id_for_ip
from ifcfgen.migrate.initscripts.draft import Draft, joined, yes_or_no
from ifcfgen.model import Device
from ifcfgen.networkmanager.values import is_mac, is_uuid
from ifcfgen.scripts.extensions import EXTENSIONS

TYPES = {
    "ethernet": "Ethernet", "bond": "Bond", "bridge": "Bridge", "vlan": "Vlan", "team": "Team",
    "infiniband": "InfiniBand", "wireless": "Wireless",
    **dict.fromkeys(("tap", "tunnel", "loopback", "other", *EXTENSIONS), "Ethernet"),
}  # fmt: skip
"""TYPE by kind. A kind that NetworkManager's reader does not support becomes Ethernet, corrected in the keyfile."""
_CARDS = ("ethernet", "infiniband", "wireless", "other")

SAME = (
    "NAME", "MTU", "DEVTIMEOUT", "ZONE", "ETHTOOL_OPTS", "SUBCHANNELS", "NETTYPE", "OPTIONS",
    "PORTNAME", "CTCPROT", "GVRP", "VLAN_EGRESS_PRIORITY_MAP", "TEAM_CONFIG", "TEAM_PORT_CONFIG", "CONNECTED_MODE",
    "PKEY", "PKEY_ID", "IPV6_PRIVACY", "DHCPV6C",
)  # fmt: skip
"""Keys with the same meaning for both readers."""
_SYSFS_NAMES = {"group_addr": "group_address", "hash_max": "multicast_hash_max"}
_SYSFS_WORDS = {
    "multicast_router": {"0": "disabled", "1": "auto", "2": "enabled"},
    "vlan_protocol": {"0x8100": "802.1Q", "0x88a8": "802.1ad"},
}
"""NetworkManager's names and words that differ from those of sysfs."""
_BRIDGE_TIMERS = ("forward_delay", "hello_time", "max_age", "ageing_time", "priority")
_TIMES_WITH_STP = {"hello_time": range(1, 11), "max_age": range(6, 41)}
"""Seconds: the values that the kernel accepts with the spanning tree protocol."""
_WITH_STP = range(2, 31)
"""Seconds: the range to which the kernel limits a forward delay with the spanning tree protocol."""


def write_link(draft: Draft) -> None:
    """Set the keys of the link."""
    device, keys = draft.device, draft.keys
    draft.said |= {"TYPE": TYPES[device.kind], "ONBOOT": yes_or_no(draft.comes_up)}
    if device.named or device.kind not in _CARDS:
        draft.said["DEVICE"] = device.name
    draft.copy(SAME)
    draft.copy_valid("UUID", lambda text: is_uuid(text) and len(draft.reading.directory.files_of_uuid(text)) == 1)
    draft.copy_valid("MACADDR", is_mac)
    if device.kind in _CARDS:
        draft.copy(("HWADDR",))
    else:
        draft.idle.add("HWADDR")
    if device.kind == "bond":
        kept = {name: text for name, text in device.bond_options.items() if name not in refused_options(device)}
        draft.said["BONDING_OPTS"] = joined(kept) or "mode=0"
    elif device.kind == "bridge":
        _bridge(draft)
    elif device.kind == "vlan":
        number = integer(keys["VID"]) if keys.get("VID") else id_for_ip(device.name)
        draft.said["VLAN_ID"] = "" if number is None else str(number)
        draft.said["PHYSDEV"] = device.parent_name or ""
        if not draft.takes("REORDER_HDR"):
            draft.said["VLAN_FLAGS"] = "NO_REORDER_HDR"
    elif device.kind == "infiniband":
        draft.copy(("PHYSDEV",))
    elif device.kind == "wireless":
        draft.copy([key for key in keys if (known := lookup(key)) and "wireless" in known.kinds])
    if draft.is_port:
        key = KEY_OF_PORT[draft.definition.joins or ""]
        draft.said[key] = device.controller_name or ""
        if key == "BRIDGE":
            draft.said |= {"BRIDGING_OPTS": joined(ported)} if (ported := _bridging(draft, is_port=True)) else {}


def _bridge(draft: Draft) -> None:
    device = draft.device
    given = _bridging(draft, is_port=False)
    stp = given.pop("stp_state", "0") == "1" or bool(device.stp)
    given = {name: text for name, text in given.items() if name not in _BRIDGE_TIMERS}
    timers = {
        "hello_time": device.hello_time, "max_age": device.max_age, "ageing_time": device.ageing_time,
        "priority": device.bridge_priority,
    }  # fmt: skip
    given |= {
        name: str(int(value))
        for name, value in timers.items()
        if value is not None and not (stp and int(value) not in _TIMES_WITH_STP.get(name, (int(value),)))
    }
    draft.said["STP"] = yes_or_no(stp)
    draft.said |= {"BRIDGING_OPTS": joined(given)} if given else {}
    if device.forward_delay is not None and stp:
        draft.said["DELAY"] = str(min(max(int(device.forward_delay), _WITH_STP[0]), _WITH_STP[-1]))


def _bridging(draft: Draft, *, is_port: bool) -> dict[str, str]:
    """BRIDGING_OPTS with NetworkManager's names and words instead of those of sysfs."""
    written = options(draft.keys.get("BRIDGING_OPTS"))
    refused = Bridging(written, is_port).unknown
    found = {
        _SYSFS_NAMES.get(name, name): _SYSFS_WORDS.get(name, {}).get(text, text)
        for name, text in written.items()
        if name not in refused
    }
    unread = [name for name in Bridging(found, is_port).unread if name not in (*_BRIDGE_TIMERS, "stp_state")]
    draft.unread_options = [f"{name}={found.pop(name)}" for name in unread]
    return found


def refused_options(device: Device) -> frozenset[str]:
    """The options of a bond that the kernel rejects in its mode, so that they have no effect."""
    return frozenset((*device.refused_bond_options, *device.rejected_bond_options))
