"""What makes a link of each type: Ethernet and what every other type has of it, VLANs, InfiniBand, teams, ports.

Each `read_` stops at what the reader of ifcfg files refuses, each `check_` at what the finished profile fails for;
NetworkManager does all of the first before any of the second. Both raise `Refused`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from math import isfinite

from ifcfgen.ifcfg.switches import NETWORKMANAGER_STP
from ifcfgen.ifcfg.values import is_interface_name
from ifcfgen.networkmanager.eap import read_8021x
from ifcfgen.networkmanager.source import Refused, Source, is_mac, is_uuid, number, words

MAC_WORDS = ("preserve", "permanent", "random", "stable")
"""What can stand in MACADDR instead of an address."""

_S390_OPTIONS = frozenset(
    ("bridge_role", "broadcast_mode", "buffer_count", "canonical_macaddr", "checksumming", "ctcprot", "fake_broadcast",
     "inter", "inter_jumbo", "ipato_add4", "ipato_add6", "ipato_enable", "ipato_invert4", "ipato_invert6", "isolation",
     "lancmd_timeout", "large_send", "layer2", "portname", "portno", "priority_queueing", "protocol", "route4",
     "route6", "rxip_add4", "rxip_add6", "sniffer", "total", "vipa_add4", "vipa_add6")
)  # fmt: skip
_ESCAPED_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
_BRIDGE_ROLES = ("primary", "secondary", "none")
_S390_KEYS = frozenset(("PORTNAME", "CTCPROT", "OPTIONS"))
_S390_LONGEST = 200

# -- Ethernet --------------------------------------------------------------------------------------------


def read_ethernet(source: Source) -> None:
    """The Ethernet part of any link but a wireless or InfiniBand one."""
    method = source.keys.get("KEY_MGMT")
    if method:
        if method != "IEEE8021X":
            raise Refused("802.1x", "KEY_MGMT", f"KEY_MGMT={method} is nothing that a wired link can have")
        read_8021x(source, method)


def check_ethernet(source: Source) -> None:
    """What must hold for that part."""
    keys = source.keys
    if address := keys.get("HWADDR"):
        check_mac(address.strip(), "HWADDR")
    if not _S390_KEYS.isdisjoint(keys):
        _check_s390_options(keys)
    if (address := keys.get("MACADDR")) and address not in MAC_WORDS:
        check_mac(address, "MACADDR")
    check_mac_mask(source)


def check_mac(address: str, key: str, octets: int = 6) -> None:
    """ADDRESS, as KEY has it, must be one."""
    if not is_mac(address, octets):
        raise Refused("mac", key, f"{key}={address} is no MAC address")


def check_mac_mask(source: Source) -> None:
    """A mask, and the addresses that it is for."""
    for word in (source.keys.get("GENERATE_MAC_ADDRESS_MASK") or "").split():
        if not is_mac(word):
            raise Refused("mac", "GENERATE_MAC_ADDRESS_MASK", f"{word} in GENERATE_MAC_ADDRESS_MASK is no MAC address")


def _check_s390_options(keys: Mapping[str, str]) -> None:
    options = {key.lower(): (keys[key], key) for key in ("PORTNAME", "CTCPROT") if keys.get(key)}
    for word in words(keys.get("OPTIONS"), " \n\t\r\f"):
        name, equals, value = word.partition("=")
        if equals:
            options[name] = value, "OPTIONS"
    for name, (value, key) in options.items():
        if name not in _S390_OPTIONS:
            raise Refused("s390-option", key, f"{key} names {name}, which is no option of a channel device")
        if not 0 < len(value.encode()) <= _S390_LONGEST or (name == "bridge_role" and value not in _BRIDGE_ROLES):
            raise Refused("s390-option", key, f"{key} has no value for {name} that it can have")


# -- VLANs -----------------------------------------------------------------------------------------------


def read_vlan(source: Source) -> tuple[int, str]:
    """The ID and the parent of a VLAN. VLAN_ID and PHYSDEV go before what the name says."""
    keys = source.keys
    text, device = keys.get("VLAN_ID"), keys.get("DEVICE")
    written = None
    if text:
        written = number(text, 0, 4095)
        if written is None:
            raise Refused("vlan-id", "VLAN_ID", f"VLAN_ID={text} is no VLAN ID")
    if not device and written is None:
        raise Refused("vlan-id", "VLAN_ID", "neither DEVICE nor VLAN_ID says which VLAN it is")
    below, dot, behind = (device or "").partition(".")
    parent = keys.get("PHYSDEV") or (below if dot and not below.startswith("vlan") else None)
    if not dot and below.startswith("vlan"):
        behind = below[4:]
    found = number(behind, 0, 4095) if written is None else written
    if found is None:
        raise Refused("vlan-id", "VLAN_ID", f"the name {device} says no VLAN ID, and there is no VLAN_ID")
    if parent is None:
        raise Refused("vlan-parent", "PHYSDEV", f"the name {device} says no parent, and there is no PHYSDEV")
    return found, parent


def check_vlan(source: Source, vlan_id: int, parent: str) -> None:
    """What must hold for a VLAN."""
    if not is_uuid(parent) and not is_interface_name(parent):
        raise Refused("vlan-parent", "PHYSDEV", f"the parent {parent} is neither a device name nor a UUID")
    if vlan_id == 4095:
        raise Refused("vlan-id", "VLAN_ID", "the VLAN ID 4095 is reserved")
    protocol = source.keys.get("VLAN_PROTOCOL")
    if protocol and protocol not in ("802.1Q", "802.1ad") and source.since(1, 42):
        raise Refused("vlan-protocol", "VLAN_PROTOCOL", f"VLAN_PROTOCOL={protocol} is neither 802.1Q nor 802.1ad")


# -- InfiniBand ------------------------------------------------------------------------------------------


def read_infiniband(source: Source) -> tuple[int, str] | None:
    """Partition key and parent, where the link is one of a partition."""
    keys = source.keys
    if not source.flag("PKEY"):
        return None
    parent = keys.get("PHYSDEV")
    if not parent:
        raise Refused("infiniband", "PHYSDEV", "PKEY=yes asks for a partition, and there is no PHYSDEV")
    key = "PKEY_ID_NM" if keys.get("PKEY_ID_NM") and source.since(1, 44) else "PKEY_ID"
    text = keys.get(key)
    if not text:
        raise Refused("infiniband", "PKEY_ID", "PKEY=yes asks for a partition, and there is no PKEY_ID")
    partition = number(text, 0, 0xFFFF, 0)
    if partition is None:
        raise Refused("infiniband", key, f"{key}={text} is no partition key")
    # that of a full member has its highest bit set, in the names of 1.40 only where the file has it too
    return (partition | 0x8000 if key == "PKEY_ID" and source.since(1, 44) else partition), parent


def check_infiniband(source: Source, partition: tuple[int, str] | None) -> None:
    """What must hold for InfiniBand."""
    if address := source.keys.get("HWADDR"):
        check_mac(address.strip(), "HWADDR", 20)
    if partition:
        if not is_interface_name(partition[1]):
            raise Refused("infiniband", "PHYSDEV", f"the parent {partition[1]} is no name of a device")
        if partition[0] in (0, 0x8000):
            raise Refused("infiniband", "PKEY_ID", f"the partition key {partition[0]:#x} is none that a link can have")


# -- teams and ports -------------------------------------------------------------------------------------


def check_team_config(source: Source, key: str) -> None:
    """The JSON of TEAM_CONFIG, or of TEAM_PORT_CONFIG."""
    text = source.keys.get(key)
    if not text:
        return
    try:
        found = json.loads(text, parse_constant=_refuse_number, parse_float=_number, parse_int=_integer)
        json.dumps(found, ensure_ascii=False).encode()  # half a surrogate pair is no character
    except (ValueError, RecursionError):
        found = None
    if _ESCAPED_NUL.search(text):
        found = None
    if not isinstance(found, dict):
        raise Refused("team-config", key, f"{key} is no JSON object")


def _refuse_number(text: str) -> None:
    raise ValueError(text)


def _number(text: str) -> float:
    found = float(text)
    if not isfinite(found):
        raise ValueError(text)
    return found


def _integer(text: str) -> int:
    if len(text) > 20 or not -(2**63) <= int(text) < 2**63:
        raise ValueError(text)
    return int(text)


def check_ports(source: Source, port_type: str | None) -> None:
    """What a file says of itself as a port must suit what it is a port of."""
    keys = source.keys
    if port_type is None:
        check_team_config(source, "TEAM_PORT_CONFIG")
        return
    for key in ("BOND_PORT_QUEUE_ID", "BOND_PORT_PRIO"):
        if key in keys and port_type != "bond" and (key == "BOND_PORT_QUEUE_ID" or source.since(1, 44)):
            raise Refused("port", key, f"{key} is for a port of a bond, and this is one of a {port_type}")
    if port_type == "bridge":
        check_bridge_vlans(source, "BRIDGE_PORT_VLANS")
    if keys.get("TEAM_PORT_CONFIG"):
        if port_type != "team":
            raise Refused(
                "port", "TEAM_PORT_CONFIG", f"TEAM_PORT_CONFIG is for a team, and this is a port of a {port_type}"
            )
        check_team_config(source, "TEAM_PORT_CONFIG")


def check_bridge_vlans(source: Source, key: str) -> None:
    """VLANs of a bridge or a port of one: no ID twice, one of them at most for what comes untagged."""
    ids: set[int] = set()
    untagged = 0
    for item in (source.keys.get(key) or "").split(","):
        span, *options = item.split() or [""]
        first, dash, last = span.partition("-")
        low = number(first, 1, 4094)
        high = number(last, 1, 4094) if dash else low
        if low is None or high is None or high < low or not set(options) <= {"pvid", "untagged"}:
            continue  # a warning in the log, and no more
        if "pvid" in options:
            if low != high:
                continue
            untagged += 1
        twice = ids.intersection(range(low, high + 1))
        if twice:
            raise Refused("bridge-vlans", key, f"{key} has the VLAN {min(twice)} twice")
        ids.update(range(low, high + 1))
    if untagged > 1:
        raise Refused("bridge-vlans", key, f"{key} has more than one pvid")


# -- bridges ---------------------------------------------------------------------------------------------

_HIGHEST = {"hello_time": 10, "max_age": 40, "ageing_time": 1_000_000, "group_fwd_mask": 0xFFFF,
            "multicast_hash_max": 0xFFFFFFFF}  # fmt: skip
"""Above this an option is dropped, with a warning."""
_LOWEST = {"hello_time": 1, "max_age": 6}
_WORDS = {"vlan_protocol": ("802.1Q", "802.1ad"), "multicast_router": ("auto", "enabled", "disabled")}
_RESERVED_GROUP = re.compile(r"0?1([:-])80\1[cC]2(?:\1(?:00?)){2}\1(0?[0-9a-fA-F])")


def check_bridge(source: Source) -> None:
    """What must hold for a bridge."""
    keys = source.keys
    if address := keys.get("BRIDGE_MACADDR"):
        check_mac(address, "BRIDGE_MACADDR")
    stp = NETWORKMANAGER_STP.meaning(keys.get("STP") or "") is True
    if stp and (text := keys.get("DELAY")):
        delay = number(text, 0, 30)
        if delay is not None and delay < 2:
            raise Refused("bridge-option", "DELAY", f"with STP a DELAY of {delay} s is too short: 2 to 30 s")
    pairs = (word.partition("=") for word in words(keys.get("BRIDGING_OPTS")))
    options = {name: value for name, _, value in pairs if value}
    for name, lowest in _LOWEST.items():
        seconds = _number_of(options, name) if stp else None
        if seconds is not None and seconds < lowest:
            raise Refused("bridge-option", "BRIDGING_OPTS", f"with STP a {name} of {seconds} s is too short")
    if (_number_of(options, "group_fwd_mask") or 0) & 7:
        raise Refused("bridge-option", "BRIDGING_OPTS", "group_fwd_mask can have none of the bits 0, 1 and 2")
    check_bridge_vlans(source, "BRIDGE_VLANS")
    group = options.get("group_address")
    if group:
        found = _RESERVED_GROUP.fullmatch(group)
        if not found or int(found[2], 16) in (1, 2, 3):
            raise Refused("bridge-option", "BRIDGING_OPTS", f"group_address={group} is no link-local MAC address")
    for name, known in _WORDS.items():
        if name in options and options[name] not in known:
            raise Refused("bridge-option", "BRIDGING_OPTS", f"{name}={options[name]} is none of {', '.join(known)}")
    size = _number_of(options, "multicast_hash_max")
    if size is not None and size & (size - 1):
        raise Refused("bridge-option", "BRIDGING_OPTS", f"multicast_hash_max={size} is no power of two")


def _number_of(options: dict[str, str], name: str) -> int | None:
    return number(options[name], 0, _HIGHEST[name]) if name in options else None
