"""The fate of each key of a rewritten device."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ifcfgen.ifcfg.ethtool import Ethtool
from ifcfgen.ifcfg.keys import virtual
from ifcfgen.ifcfg.vocabulary import lookup
from ifcfgen.migrate.account import Entry, of_keys
from ifcfgen.migrate.initscripts.addressing import ABBREVIATED, OF_DHCP
from ifcfgen.migrate.initscripts.draft import Draft, takes
from ifcfgen.migrate.initscripts.link import SAME
from ifcfgen.model import Place
from ifcfgen.networkmanager.ethtool import is_feature
from ifcfgen.scripts.file import File

_REWRITTEN = frozenset((
    *SAME, *OF_DHCP, "UUID", "MACADDR", "DEVICE", "TYPE", "DEVICETYPE", "HWADDR", "ONBOOT", "NM_CONTROLLED",
    "BOOTPROTO", "IPADDR", "PREFIX", "NETMASK", "GATEWAY", "GATEWAYDEV", "DEFROUTE", "METRIC",
    "DHCLIENT_IGNORE_GATEWAY", "DNS1", "DOMAIN", "PEERDNS", "IPV6INIT", "IPV6ADDR", "IPV6ADDR_SECONDARIES",
    "IPV6_DEFAULTGW", "IPV6_DEFAULTDEV", "IPV6_AUTOCONF", "BONDING_OPTS", "MASTER", "SLAVE", "BRIDGE", "STP",
    "DELAY", "AGEING", "PRIO", "BRIDGING_OPTS", "VLAN", "PHYSDEV", "VID", "REORDER_HDR", "TEAM_MASTER", "ONPARENT",
    "IPADDR_START", "IPADDR_END", "CLONENUM_START", "BOOTP", "OWNER", "MY_OUTER_IPADDR", "PEER_OUTER_IPADDR",
    "MY_INNER_IPADDR", "PEER_INNER_IPADDR", "TTL", "KEY", "IPV6TUNNELIPV4", "IPV6TUNNELIPV4LOCAL",
    *(key.name for key in virtual.KEYS),
))  # fmt: skip
"""Keys, or the first of numbered keys, that have an equivalent in the keyfile."""
_OF_ALIASES = ("DEVICE", "IPADDR", "PREFIX", "NETMASK", "IPADDR_START", "IPADDR_END", "IPV6ADDR", "ONPARENT")
_PASSING = frozenset((
    "USERCTL", "UID", "HOTPLUG", "IN_HOTPLUG", "LINKDELAY", "ETHTOOL_DELAY", "NETWORKDELAY", "IFDOWN_ON_SHUTDOWN",
    "BROADCAST", "NETWORK", "ARPCHECK", "ARPUPDATE", "ARPING_WAIT", "ARPING_UPDATE_WAIT", "NOZEROCONF", "REALDEVICE",
    "PARENTDEVICE", "SYSCTLDEVICE", "PERSISTENT_DHCLIENT", "DHCPRELEASE", "NO_ALIASROUTING", "RESOLV_MODS", "DEBUG",
    "IPV6_SET_SYSCTLS", "NO_DHCP_HOSTNAME", "DYNCONFIG", "LINKSTATUS", "NOROUTESET",
))  # fmt: skip
"""Keys that control how initscripts proceed, without an effect on the result."""
_ON_BY_ITSELF = ("ARP",)
"""Yes-no keys whose default is yes."""


def account(draft: Draft) -> Iterator[Entry]:
    """The account of the files of the device, without its routes and rules."""
    name = draft.device.name
    for file in (draft.file, *draft.others):
        yield from _of_shell(file, name)
        for entry in of_keys(file, "translated", name):
            yield _judged(draft, entry) if file is draft.file else _judged_of_alias(draft, entry, file.document.keys)
    place = draft.file.place("BRIDGING_OPTS")
    yield from (Entry(place, text, "lost", name, "bridge-option") for text in draft.unread_options)
    if draft.is_port:
        because = "a port has no routes and no addresses"
        yield from (
            Entry(Place(file.path), file.name, "without effect", name, because=because) for file in draft.beside
        )


def _judged_of_alias(draft: Draft, entry: Entry, keys: Mapping[str, str]) -> Entry:
    """Only addresses of an alias or range file have an effect, and a gateway that differs."""
    if not takes(keys, "ONPARENT", draft.release):
        return entry._replace(fate="without effect", because="ONPARENT=no: it does not come up at boot")
    if entry.what == "GATEWAY" and keys["GATEWAY"] != draft.keys.get("GATEWAY"):
        return entry._replace(fate="lost", loss="key", because="a profile has only one gateway")
    stem = entry.what.rstrip("0123456789")
    return entry if stem in _OF_ALIASES else entry._replace(fate="without effect")


def _judged(draft: Draft, entry: Entry) -> Entry:
    key = lookup(entry.what)
    is_read = key is not None and (draft.release in key.initscripts or entry.what in draft.said)
    if key is None or not is_read or entry.what in draft.idle or key.name in _PASSING:
        return entry._replace(fate="without effect")
    if key.name not in _REWRITTEN and key.name not in draft.said:
        asks = draft.keys.get(entry.what) not in ("", "no" if key.name not in _ON_BY_ITSELF else "yes")
        return entry._replace(fate="lost", loss="key") if asks else entry._replace(fate="without effect")
    if key.name == "IPADDR" and ABBREVIATED.fullmatch(draft.keys[entry.what]):
        return entry._replace(fate="lost", loss="key", because="NetworkManager reads only whole addresses")
    if entry.what == "OWNER" and not draft.keys["OWNER"].isdecimal():
        return entry._replace(fate="lost", loss="key", because="a keyfile needs the number of the user")
    if entry.what == "ETHTOOL_OPTS" and (unread := _unread_by_networkmanager(draft)):
        return entry._replace(
            fate="lost", loss="ethtool", because=f"NetworkManager does not support `ethtool {unread}`"
        )
    if draft.needs_router and key.name in ("IPV6ADDR", "IPV6ADDR_SECONDARIES"):
        because = "without a router that announces itself NetworkManager gives it up, unless IPV6_AUTOCONF=no is set"
        return entry._replace(fate="lost", loss="boot", because=because)
    same = draft.said.get(entry.what) == draft.keys.get(entry.what)
    return entry._replace(fate="carried" if same else "translated")


def _unread_by_networkmanager(draft: Draft) -> str | None:
    """The first part of ETHTOOL_OPTS that NetworkManager ignores."""
    said = Ethtool(draft.keys["ETHTOOL_OPTS"], draft.device.name)
    feature = next((name for name in said.offloads if not is_feature(name)), None)
    return said.unread_switch or said.unread_setting or (f"-K DEVICE {feature}" if feature else None)


def _of_shell(file: File, device: str) -> Iterator[Entry]:
    """The commands in FILE, and the values that only a shell can evaluate."""
    document = file.document
    for statement in document.statements:
        yield Entry(Place(file.path, statement.line, statement.column), statement.text, "lost", device, "shell")
    for item in document.assignments:
        if item.value is None and (key := lookup(item.key)) and key.initscripts:
            yield Entry(Place(file.path, item.line, item.column), item.key, "lost", device, "shell")
