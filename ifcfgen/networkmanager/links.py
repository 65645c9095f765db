"""What makes a link of each type: Ethernet and what every other type has of it, VLANs, InfiniBand, teams, ports.

Each `read_` stops at what the reader of ifcfg files refuses, each `check_` at what the finished profile fails for;
NetworkManager does all of the first before any of the second. Both raise `Rejected`. Each `write_` puts what has passed
into the settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite

from ifcfgen.ifcfg.values import is_interface_name
from ifcfgen.lazy import pattern
from ifcfgen.networkmanager.bridge import check_vlans, write_bridge_port
from ifcfgen.networkmanager.profile import ETHERNET, Origin, Unread
from ifcfgen.networkmanager.source import Rejected, Source
from ifcfgen.networkmanager.values import escaped, is_mac, is_uuid, mac, number, words

MAC_WORDS = ("preserve", "permanent", "random", "stable")
"""What can stand in MACADDR instead of an address."""
LARGEST_MTU = 65535

_S390_OPTIONS = frozenset(
    ("bridge_role", "broadcast_mode", "buffer_count", "canonical_macaddr", "checksumming", "ctcprot", "fake_broadcast",
     "inter", "inter_jumbo", "ipato_add4", "ipato_add6", "ipato_enable", "ipato_invert4", "ipato_invert6", "isolation",
     "lancmd_timeout", "large_send", "layer2", "portname", "portno", "priority_queueing", "protocol", "route4",
     "route6", "rxip_add4", "rxip_add6", "sniffer", "total", "vipa_add4", "vipa_add6")
)  # fmt: skip
_ESCAPED_NUL = pattern(r"(?<!\\)(?:\\\\)*\\u0000")
_BRIDGE_ROLES = ("primary", "secondary", "none")
_S390_KEYS = frozenset(("PORTNAME", "CTCPROT", "OPTIONS"))
_OF_CHANNELS = _S390_KEYS | {"SUBCHANNELS", "NETTYPE"}
_ETHTOOL_KEYS = frozenset(("ETHTOOL_OPTS", "ETHTOOL_WAKE_ON_LAN"))
_ETHERNET_KEYS = _OF_CHANNELS | _ETHTOOL_KEYS | {
    "MTU", "HWADDR", "MACADDR", "GENERATE_MAC_ADDRESS_MASK", "HWADDR_BLACKLIST", "KEY_MGMT", "ACCEPT_ALL_MAC_ADDRESSES",
}  # fmt: skip
_S390_LONGEST = 200
_CHANNELS = pattern("[0-9a-fA-F,.]+")
_NETTYPES = ("qeth", "lcs", "ctc")
_LARGEST_OF_INFINIBAND = 65520
_UINT = 2**32 - 1
_OF_BOND_PORTS = (
    ("BOND_PORT_QUEUE_ID", "queue-id", 0, 65535, (1, 34)),
    ("BOND_PORT_PRIO", "prio", -(2**31), 2**31 - 1, (1, 44)),
)

# -- Ethernet --------------------------------------------------------------------------------------------


def read_ethernet(source: Source) -> None:
    """The Ethernet part of any link but a wireless or InfiniBand one."""
    method = source.keys.get("KEY_MGMT")
    if method:
        from ifcfgen.networkmanager.eap import read_8021x  # few links have it

        if method != "IEEE8021X":
            raise Rejected("802.1x", "KEY_MGMT", f"KEY_MGMT={method} is not valid for a wired link")
        read_8021x(source, method)


def check_ethernet(source: Source) -> None:
    """What must hold for that part."""
    keys = source.keys
    if address := keys.get("HWADDR"):
        check_mac(address.strip(), "HWADDR")
    if source.rare and not _S390_KEYS.isdisjoint(keys):
        _check_s390_options(keys)
    if (address := keys.get("MACADDR")) and address not in MAC_WORDS:
        check_mac(address, "MACADDR")
    if source.rare:
        check_mac_mask(source)


def check_mac(address: str, key: str, octets: int = 6) -> None:
    """ADDRESS, as KEY has it, must be one."""
    if not is_mac(address, octets):
        raise Rejected("mac", key, f"{key}={address} is not a MAC address")


def check_mac_mask(source: Source) -> None:
    """A mask, and the addresses that it is for."""
    for word in (source.keys.get("GENERATE_MAC_ADDRESS_MASK") or "").split():
        if not is_mac(word):
            raise Rejected(
                "mac", "GENERATE_MAC_ADDRESS_MASK", f"{word} in GENERATE_MAC_ADDRESS_MASK is not a MAC address"
            )


def _check_s390_options(keys: Mapping[str, str]) -> None:
    for name, (value, key) in _s390_options(keys).items():
        if problem := problem_of_s390_option(name, value):
            raise Rejected("s390-option", key, f"{key} {problem}")


def problem_of_s390_option(name: str, value: str) -> str | None:
    """What is wrong with an option of a channel device; None where nothing is."""
    if name not in _S390_OPTIONS:
        return f"names {name}, which is not an option of a channel device"
    if not 0 < len(value.encode()) <= _S390_LONGEST or (name == "bridge_role" and value not in _BRIDGE_ROLES):
        return f"has an invalid value for {name}"
    return None


def _s390_options(keys: Mapping[str, str]) -> Mapping[str, tuple[str, str]]:
    """By name, and by the key that says them."""
    options = {key.lower(): (keys[key], key) for key in ("PORTNAME", "CTCPROT") if keys.get(key)}
    for word in escaped(keys.get("OPTIONS") or ""):
        name, equals, value = word.partition("=")
        if equals:
            options[name] = value, "OPTIONS"
    return options


def write_ethernet(source: Source, in_any_case: bool) -> None:
    """Put the Ethernet part into the settings, IN_ANY_CASE or where a key asks for it."""
    keys, settings = source.keys, source.settings
    if not in_any_case and _ETHERNET_KEYS.isdisjoint(keys):
        return
    settings[ETHERNET] = {}
    if mtu := _mtu(source, ETHERNET):
        source.add(ETHERNET, "mtu", mtu, "MTU")
    if address := keys.get("HWADDR"):
        source.add(ETHERNET, "mac-address", mac(address.strip()), "HWADDR")
    if address := keys.get("MACADDR"):
        source.add(ETHERNET, "cloned-mac-address", address if address in MAC_WORDS else mac(address), "MACADDR")
    if not source.rare:
        return
    write_mac_policy(source, ETHERNET)
    on = source.flag("ACCEPT_ALL_MAC_ADDRESSES")
    if on is not None and source.may_be_since(1, 32):
        source.add(ETHERNET, "accept-all-mac-addresses", "yes" if on else "no", "ACCEPT_ALL_MAC_ADDRESSES")
    if not _OF_CHANNELS.isdisjoint(keys):
        _write_channels(source)
    if not _ETHTOOL_KEYS.isdisjoint(keys):
        from ifcfgen.networkmanager.ethtool import write_ethtool

        write_ethtool(source)


def _mtu(source: Source, section: str) -> int | None:
    """The MTU that the file asks for; one that is no number, or is too large, is passed over."""
    text = source.keys.get("MTU")
    if not text:
        return None
    mtu = number(text, 0, LARGEST_MTU, 0)
    if mtu is None:
        source.unread.append(Unread(section, text, Origin(source.document, "MTU")))
    return mtu


def write_mac_policy(source: Source, section: str) -> None:
    """Which MAC addresses a link makes up, and which devices it is not for."""
    if mask := source.keys.get("GENERATE_MAC_ADDRESS_MASK"):
        source.add(section, "generate-mac-address-mask", mask, "GENERATE_MAC_ADDRESS_MASK")
    found = tuple(mac(word) for word in words(source.keys.get("HWADDR_BLACKLIST"), " \t") if is_mac(word))
    if found:
        source.add(section, "mac-address-denylist", found, "HWADDR_BLACKLIST")


def _write_channels(source: Source) -> None:
    """Those of a mainframe."""
    keys = source.keys
    channels = words(keys.get("SUBCHANNELS"), ",")
    if _CHANNELS.fullmatch(keys.get("SUBCHANNELS", "")) and len(channels) in (2, 3):
        source.add(ETHERNET, "s390-subchannels", tuple(channels), "SUBCHANNELS")
    if keys.get("NETTYPE") in _NETTYPES:
        source.add(ETHERNET, "s390-nettype", keys["NETTYPE"], "NETTYPE")
    options = _s390_options(keys)
    if options:
        found = {name: value for name, (value, _) in options.items()}
        source.add(ETHERNET, "s390-options", found, next(key for _, key in options.values()))


# -- VLANs -----------------------------------------------------------------------------------------------


def read_vlan(source: Source) -> tuple[int, str]:
    """The ID and the parent of a VLAN. VLAN_ID and PHYSDEV go before what the name says."""
    keys = source.keys
    text, device = keys.get("VLAN_ID"), keys.get("DEVICE")
    written = None
    if text:
        written = number(text, 0, 4095)
        if written is None:
            raise Rejected("vlan-id", "VLAN_ID", f"VLAN_ID={text} is not a VLAN ID")
    if not device and written is None:
        raise Rejected("vlan-id", "VLAN_ID", "neither DEVICE nor VLAN_ID gives the VLAN ID")
    below, dot, behind = (device or "").partition(".")
    parent = keys.get("PHYSDEV") or (below if dot and not below.startswith("vlan") else None)
    if not dot and below.startswith("vlan"):
        behind = below[4:]
    found = number(behind, 0, 4095) if written is None else written
    if found is None:
        raise Rejected("vlan-id", "VLAN_ID", f"the name {device} has no VLAN ID, and VLAN_ID is not set")
    if parent is None:
        raise Rejected("vlan-parent", "PHYSDEV", f"the name {device} has no parent, and PHYSDEV is not set")
    return found, parent


def check_vlan(source: Source, vlan_id: int, parent: str) -> None:
    """What must hold for a VLAN."""
    if not is_uuid(parent) and not is_interface_name(parent):
        if parent.strip() != parent:
            raise Rejected("vlan-parent", "PHYSDEV", f"the parent '{parent}' has blanks around its name")
        raise Rejected("vlan-parent", "PHYSDEV", f"the parent {parent} is neither a device name nor a UUID")
    if vlan_id == 4095:
        raise Rejected("vlan-id", "VLAN_ID", "the VLAN ID 4095 is reserved")
    protocol = source.keys.get("VLAN_PROTOCOL")
    if protocol and protocol not in ("802.1Q", "802.1ad") and source.since(1, 42):
        raise Rejected("vlan-protocol", "VLAN_PROTOCOL", f"VLAN_PROTOCOL={protocol} is neither 802.1Q nor 802.1ad")


def write_vlan(source: Source, vlan_id: int, parent: str) -> None:
    """Put a VLAN into the settings."""
    keys = source.keys
    source.origins["vlan.id"] = key = "VLAN_ID" if keys.get("VLAN_ID") else "DEVICE"
    if vlan_id:
        source.add("vlan", "id", vlan_id, key)
    source.add("vlan", "parent", parent, "PHYSDEV" if keys.get("PHYSDEV") else "DEVICE")
    source.add("vlan", "flags", ("reorder-headers",))
    if not source.rare:
        return
    _write_flags(source)
    protocol = keys.get("VLAN_PROTOCOL")
    if protocol and protocol != "802.1Q" and source.may_be_since(1, 42):
        source.add("vlan", "protocol", protocol, "VLAN_PROTOCOL")
    for key, name, highest in (
        ("VLAN_INGRESS_PRIORITY_MAP", "ingress-priority-map", (7, _UINT)),
        ("VLAN_EGRESS_PRIORITY_MAP", "egress-priority-map", (_UINT, 7)),
    ):
        if found := _priorities(keys.get(key), highest):
            source.add("vlan", name, found, key)


def _write_flags(source: Source) -> None:
    key = next((key for key in ("VLAN_FLAGS", "GVRP", "MVRP") if key in source.keys), "")
    if key:
        flags = words(source.keys.get("VLAN_FLAGS"), " ,")
        gvrp = source.flag("GVRP")
        set_ = {
            "reorder-headers": "NO_REORDER_HDR" not in flags,
            "gvrp": gvrp or (gvrp is None and "GVRP" in flags),
            "loose-binding": "LOOSE_BINDING" in flags,
            "mvrp": source.flag("MVRP"),
        }
        source.add("vlan", "flags", tuple(name for name, on in set_.items() if on), key)


def _priorities(text: str | None, highest: tuple[int, int]) -> tuple[str, ...]:
    """From which priority to which; of several from the same the last counts."""
    found: dict[int, int] = {}
    for item in words(text, ","):
        first, colon, last = item.partition(":")
        low, high = number(first, 0, highest[0]), number(last, 0, highest[1])
        if colon and low is not None and high is not None:
            found[low] = high
    return tuple(f"{low}:{high}" for low, high in sorted(found.items()))


# -- InfiniBand ------------------------------------------------------------------------------------------


def read_infiniband(source: Source) -> tuple[int, str] | None:
    """Partition key and parent, where the link is one of a partition."""
    keys = source.keys
    if not source.flag("PKEY"):
        return None
    parent = keys.get("PHYSDEV")
    if not parent:
        raise Rejected("infiniband", "PHYSDEV", "PKEY=yes needs PHYSDEV")
    key = "PKEY_ID_NM" if keys.get("PKEY_ID_NM") and source.since(1, 44) else "PKEY_ID"
    text = keys.get(key)
    if not text:
        raise Rejected("infiniband", "PKEY_ID", "PKEY=yes needs PKEY_ID")
    partition = number(text, 0, 0xFFFF, 0)
    if partition is None:
        raise Rejected("infiniband", key, f"{key}={text} is not a partition key")
    # that of a full member has its highest bit set, in the names of 1.40 only where the file has it too
    return (partition | 0x8000 if key == "PKEY_ID" and source.since(1, 44) else partition), parent


def check_infiniband(source: Source, partition: tuple[int, str] | None) -> None:
    """What must hold for InfiniBand."""
    if address := source.keys.get("HWADDR"):
        check_mac(address.strip(), "HWADDR", 20)
    if partition:
        if not is_interface_name(partition[1]):
            raise Rejected("infiniband", "PHYSDEV", f"the parent {partition[1]} is not a valid device name")
        if partition[0] in (0, 0x8000):
            raise Rejected("infiniband", "PKEY_ID", f"the partition key {partition[0]:#x} is not valid for a link")


def write_infiniband(source: Source, partition: tuple[int, str] | None) -> None:
    """Put InfiniBand into the settings."""
    keys = source.keys
    if mtu := _mtu(source, "infiniband"):
        source.add("infiniband", "mtu", min(mtu, _LARGEST_OF_INFINIBAND), "MTU")
    if address := keys.get("HWADDR"):
        source.add("infiniband", "mac-address", mac(address.strip()), "HWADDR")
    connected = bool(source.flag("CONNECTED_MODE"))
    key = "CONNECTED_MODE" if "CONNECTED_MODE" in keys else ""
    source.add("infiniband", "transport-mode", "connected" if connected else "datagram", key)
    if partition:
        source.add("infiniband", "p-key", partition[0], "PKEY_ID_NM" if keys.get("PKEY_ID_NM") else "PKEY_ID")
        source.add("infiniband", "parent", partition[1], "PHYSDEV")
        identity = source.settings["connection"]
        if "interface-name" in identity:  # such a device has but one name
            identity["interface-name"] = f"{partition[1]}.{partition[0]:04x}"[:15]


# -- teams and ports -------------------------------------------------------------------------------------


def check_team_config(source: Source, key: str) -> None:
    """The JSON of TEAM_CONFIG, or of TEAM_PORT_CONFIG."""
    if not is_team_config(source.keys.get(key) or ""):
        raise Rejected("team-config", key, f"{key} is not a JSON object")


def is_team_config(text: str) -> bool:
    """Whether TEXT is empty, or a JSON object."""
    if not text:
        return True
    import json  # few hosts have a team

    try:
        found = json.loads(text, parse_constant=_refuse_number, parse_float=_number, parse_int=_integer)
        json.dumps(found, ensure_ascii=False).encode()  # half a surrogate pair is no character
    except (ValueError, RecursionError):
        found = None
    if _ESCAPED_NUL.search(text):
        found = None
    return isinstance(found, dict)


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
        if source.rare:
            check_team_config(source, "TEAM_PORT_CONFIG")
        return
    for key in ("BOND_PORT_QUEUE_ID", "BOND_PORT_PRIO"):
        if key in keys and port_type != "bond" and (key == "BOND_PORT_QUEUE_ID" or source.since(1, 44)):
            raise Rejected("port", key, f"{key} is for a port of a bond, not of a {port_type}")
    if port_type == "bridge":
        check_vlans(source, "BRIDGE_PORT_VLANS")
    if keys.get("TEAM_PORT_CONFIG"):
        if port_type != "team":
            raise Rejected(
                "port", "TEAM_PORT_CONFIG", f"TEAM_PORT_CONFIG is for a port of a team, not of a {port_type}"
            )
        check_team_config(source, "TEAM_PORT_CONFIG")


def write_team(source: Source) -> None:
    """Put a team into the settings."""
    source.settings["team"] = {}
    if config := source.keys.get("TEAM_CONFIG"):
        source.add("team", "config", config, "TEAM_CONFIG")


def write_ports(source: Source, port_type: str | None) -> None:
    """Put what a file says of itself as a port into the settings."""
    if port_type == "bridge":
        write_bridge_port(source)
    elif port_type == "team":
        source.settings["team-port"] = {}
    if not source.rare:
        return
    for key, name, low, high, since in _OF_BOND_PORTS:
        if key in source.keys and source.may_be_since(*since):
            value = number(source.keys[key], low, high)
            source.settings.setdefault("bond-port", {})
            if value:
                source.add("bond-port", name, value, key)
    if config := source.keys.get("TEAM_PORT_CONFIG"):
        source.add("team-port", "config", config, "TEAM_PORT_CONFIG")
