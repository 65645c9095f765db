"""What the network scripts make of a file, in the words of NetworkManager's ifcfg reader.

The rewritten files are read as NetworkManager reads any, so that whatever it refuses shows, and one writer makes the
keyfile. Keys that the network scripts do not read are left out: they have no effect today.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv4Address, ip_address
from typing import NamedTuple

from ifcfgen.ifcfg.ethtool import Ethtool
from ifcfgen.ifcfg.switches import is_false
from ifcfgen.ifcfg.values import integer, options, prefix_of
from ifcfgen.ifcfg.vocabulary import lookup
from ifcfgen.migrate import routes
from ifcfgen.migrate.account import Entry, of_keys
from ifcfgen.migrate.routes import Rules
from ifcfgen.model import Address, Device, Place
from ifcfgen.reading import Reading
from ifcfgen.scripts.definition import Definition
from ifcfgen.scripts.file import File

_TYPES = {
    "ethernet": "Ethernet", "bond": "Bond", "bridge": "Bridge", "vlan": "Vlan", "team": "Team",
    "infiniband": "InfiniBand",
}  # fmt: skip
"""What NetworkManager's reader calls the kinds that it knows, by ours."""
_PHYSICAL = ("ethernet", "infiniband")

_SAME = (
    "NAME", "UUID", "MACADDR", "MTU", "DEVTIMEOUT", "ZONE", "ETHTOOL_OPTS", "SUBCHANNELS", "NETTYPE", "OPTIONS",
    "PORTNAME", "CTCPROT", "GVRP", "VLAN_EGRESS_PRIORITY_MAP", "TEAM_CONFIG", "TEAM_PORT_CONFIG", "CONNECTED_MODE",
    "PKEY", "PKEY_ID", "IPV6_PRIVACY", "DHCPV6C",
)  # fmt: skip
"""Keys that say the same to both."""
_OF_DHCP = ("DHCP_HOSTNAME", "DHCP_FQDN", "DHCP_SEND_HOSTNAME", "IPV4_FAILURE_FATAL")
_REWRITTEN = (
    *_SAME, *_OF_DHCP, "DEVICE", "TYPE", "DEVICETYPE", "HWADDR", "ONBOOT", "NM_CONTROLLED", "BOOTPROTO", "IPADDR",
    "PREFIX", "NETMASK", "GATEWAY", "GATEWAYDEV", "DEFROUTE", "METRIC", "DHCLIENT_IGNORE_GATEWAY", "DNS1", "DOMAIN",
    "PEERDNS", "IPV6INIT", "IPV6ADDR", "IPV6ADDR_SECONDARIES", "IPV6_DEFAULTGW", "IPV6_DEFAULTDEV", "IPV6_AUTOCONF",
    "BONDING_OPTS", "MASTER", "SLAVE", "BRIDGE", "STP", "DELAY", "AGEING", "PRIO", "BRIDGING_OPTS", "VLAN", "PHYSDEV",
    "VID", "REORDER_HDR", "TEAM_MASTER", "ONPARENT", "IPADDR_START", "IPADDR_END", "CLONENUM_START", "BOOTP",
)  # fmt: skip
"""Keys, or the first of those that are numbered, that the keyfile has in its own words."""
_PASSING = (
    "USERCTL", "UID", "HOTPLUG", "IN_HOTPLUG", "LINKDELAY", "ETHTOOL_DELAY", "NETWORKDELAY", "IFDOWN_ON_SHUTDOWN",
    "BROADCAST", "NETWORK", "ARPCHECK", "ARPUPDATE", "ARPING_WAIT", "ARPING_UPDATE_WAIT", "NOZEROCONF", "REALDEVICE",
    "PARENTDEVICE", "SYSCTLDEVICE", "PERSISTENT_DHCLIENT", "DHCPRELEASE", "NO_ALIASROUTING", "RESOLV_MODS", "DEBUG",
    "IPV6_SET_SYSCTLS", "NO_DHCP_HOSTNAME", "DYNCONFIG", "LINKSTATUS", "NOROUTESET",
)  # fmt: skip
"""Keys about how the network scripts go about it, which change nothing that is there in the end."""
_BRIDGE_TIMERS = ("forward_delay", "hello_time", "max_age", "ageing_time", "priority")
_GAP = 3
"""The first number without which EL6 looks for no further address; later releases are stricter by one."""
_WITH_STP = range(2, 31)
"""Seconds: to which the kernel brings a forward delay when the spanning tree protocol goes on."""


class Rewritten(NamedTuple):
    """The files of one device for NetworkManager's reader, by name, and the account of what they say."""

    files: Mapping[str, bytes]
    entries: Sequence[Entry]
    sources: Sequence[str]
    """The names of the files that went into it."""


def rewritten(reading: Reading, definition: Definition, target: int, rules: Rules) -> Rewritten | None:
    """The files of DEFINITION in NetworkManager's words; None for a kind of device that its reader does not know."""
    if definition.device.kind not in _TYPES:
        return None
    return _Rewriting(reading, definition).done(target, rules)


class _Rewriting:
    """The rewriting of the files of one device."""

    def __init__(self, reading: Reading, definition: Definition):
        self.reading, self.definition = reading, definition
        self.file, self.keys = definition.file, definition.keys
        self.device: Device = reading.settled(definition)
        self.release = reading.host.release
        network = reading.directory.file("network")
        self.network: Mapping[str, str] = network.document.keys if network else {}
        self.is_dhcp = self.keys.get("BOOTPROTO") in ("dhcp", "bootp")
        self.said: dict[str, str] = {}
        self.routes: list[str] = []
        self.idle: set[str] = set()
        """Keys of the file that the network scripts read and have no use for."""
        self.others = _members(reading, definition)

    def done(self, target: int, rules: Rules) -> Rewritten:
        """All files, and the account."""
        self._link()
        if not self._is_port():
            self._ipv4()
            self._ipv6()
        beside = [file for file in self._beside() if not self._is_port()]
        said = routes.read(self.reading.directory, beside, self.device.name, self.release, target, rules)
        for version, key in ((4, "ROUTING_RULE"), (6, "ROUTING_RULE6")):
            self.said |= {f"{key}_{number}": text for number, text in enumerate(said.rules[version])}
        lines4, lines6 = [*self.routes, *said.routes[4]], said.routes[6]
        suffix = self.file.suffix
        files = {self.file.name: "".join(f"{key}={_quoted(text)}\n" for key, text in self.said.items())}
        files |= {
            f"{role}-{suffix}": "\n".join(lines) for role, lines in (("route", lines4), ("route6", lines6)) if lines
        }
        entries = [*self._account(), *said.entries]
        names = (self.file.name, *(file.name for file in (*self.others, *self._beside())))
        return Rewritten({name: text.encode(errors="surrogateescape") for name, text in files.items()}, entries, names)

    # -- link -------------------------------------------------------------------------------------------

    def _link(self) -> None:
        device, keys = self.device, self.keys
        self.said |= {"DEVICE": device.name, "TYPE": _TYPES[device.kind], "ONBOOT": _word(self._comes_up())}
        self._copy(_SAME)
        if device.kind in _PHYSICAL:
            self._copy(("HWADDR",))
        else:
            self.idle.add("HWADDR")
        if device.kind == "bond":
            self._copy(("BONDING_OPTS",))
        elif device.kind == "bridge":
            self._bridge()
        elif device.kind == "vlan":
            self.said["VLAN_ID"] = "" if device.vlan_id is None else str(device.vlan_id)
            self.said["PHYSDEV"] = device.parent_name or ""
            if keys.get("REORDER_HDR") in ("no", "0"):
                self.said["VLAN_FLAGS"] = "NO_REORDER_HDR"
        elif "PHYSDEV" in keys:
            self._copy(("PHYSDEV",))
        if self._is_port():
            key = {"bond": "MASTER", "bridge": "BRIDGE", "team": "TEAM_MASTER"}[self.definition.joins or ""]
            self.said[key] = device.controller_name or ""
            if key == "BRIDGE":
                self._copy(("BRIDGING_OPTS",))

    def _is_port(self) -> bool:
        """Whether the network scripts make it one: without SLAVE=yes a device does not join its bond."""
        joins = self.definition.joins
        return joins is not None and (joins != "bond" or self.keys.get("SLAVE") == "yes")

    def _comes_up(self) -> bool:
        """At boot: a port of a bond with its bond, whatever it says itself."""
        controller = self.reading.defined(self.device.controller_name) if self.definition.joins == "bond" else None
        return controller.device.onboot if controller and self._is_port() else self.device.onboot

    def _bridge(self) -> None:
        device = self.device
        self.said["STP"] = _word(bool(device.stp))
        given = {
            name: text for name, text in options(self.keys.get("BRIDGING_OPTS")).items() if name not in _BRIDGE_TIMERS
        }
        timers = {
            "hello_time": device.hello_time, "max_age": device.max_age, "ageing_time": device.ageing_time,
            "priority": device.bridge_priority,
        }  # fmt: skip
        given |= {name: str(int(value)) for name, value in timers.items() if value is not None}
        if given:
            self.said["BRIDGING_OPTS"] = " ".join(f"{name}={text}" for name, text in given.items())
        if device.forward_delay is not None and device.stp:
            self.said["DELAY"] = str(min(max(int(device.forward_delay), _WITH_STP[0]), _WITH_STP[-1]))

    def _copy(self, keys: Sequence[str]) -> None:
        self.said |= {key: self.keys[key] for key in keys if self.keys.get(key)}

    # -- IPv4 -------------------------------------------------------------------------------------------

    def _ipv4(self) -> None:
        self.said["BOOTPROTO"] = "dhcp" if self.is_dhcp else "none"
        own = self._addresses()
        if self.is_dhcp:
            self.idle |= {key for key in self.keys if key.startswith(("IPADDR", "PREFIX", "NETMASK", "GATEWAY"))}
            self._copy(_OF_DHCP)
            if (
                self.keys.get("DEFROUTE") == "no"
                or self.keys.get("DHCLIENT_IGNORE_GATEWAY")
                or self._gateway_is_elsewhere()
            ):
                self.said["DEFROUTE"] = "no"
            if is_false(self.keys.get("PEERDNS"), self.release):
                self.said["PEERDNS"] = "no"
        else:
            self._gateway(own)
        addresses = [*([] if self.is_dhcp else own), *self._further()]
        for number, address in enumerate(addresses):
            suffix = "" if not number else str(number)
            self.said |= {f"IPADDR{suffix}": str(address.ip), f"PREFIX{suffix}": str(address.prefix)}
        if (addresses or self.is_dhcp) and not is_false(self.keys.get("PEERDNS"), self.release):
            self._names()
        else:
            self.idle |= {"DOMAIN", *(key for key in self.keys if key.startswith("DNS"))}

    def _addresses(self) -> Sequence[Address]:
        """Those of the file itself, up to the first gap in their numbers."""
        by_key = {found.key: found.address for found in self.definition.addresses if found.address.version == 4}
        found = []
        for suffix in ("", *range(len(by_key) + _GAP)):
            address = by_key.pop(f"IPADDR{suffix}", None)
            if address:
                found.append(Address(address.ip, self._prefix(address)))
            elif suffix and int(suffix) >= (_GAP if self.release <= 6 else _GAP - 1):
                break
        self.idle |= by_key.keys()
        return found

    def _prefix(self, address: Address) -> int:
        """The length that initscripts give to what has none: that of its class, from EL8 on 32."""
        if address.prefix is not None:
            return address.prefix
        first = int(address.ip) >> 24
        return 32 if self.release >= 8 else 8 if first < 128 else 16 if first < 192 else 24

    def _gateway_is_elsewhere(self) -> bool:
        device = self.keys.get("GATEWAYDEV") or self.network.get("GATEWAYDEV")
        return bool(device) and device != self.device.name

    def _gateway(self, addresses: Sequence[Address]) -> None:
        """The default route, which there is only where the first address reaches the gateway."""
        text = self.keys.get("GATEWAY") or self.network.get("GATEWAY") or ""
        network = addresses[0].network if addresses else None
        if self.keys.get("DEFROUTE") == "no" or self._gateway_is_elsewhere() or network is None:
            self.idle |= {"GATEWAY"}
            return
        try:
            gateway = ip_address(text)
        except ValueError:
            gateway = None
        if gateway is None or gateway not in network:
            self.idle |= {"GATEWAY"}
            if self.keys.get("GATEWAYDEV") or self.network.get("GATEWAYDEV"):
                self.routes.append("0.0.0.0/0")
        elif metric := integer(self.keys.get("METRIC")):
            self.routes.append(f"0.0.0.0/0 via {gateway} metric {metric}")
        else:
            self.said["GATEWAY"] = str(gateway)

    def _names(self) -> None:
        found = [ip for ip in self.device.nameservers if ip.version == 4 or self._has_ipv6()]
        self.said |= {f"DNS{number}": str(ip) for number, ip in enumerate(found, 1)}
        self._copy(("DOMAIN",))

    # -- aliases and ranges -------------------------------------------------------------------------------

    def _further(self) -> Iterator[Address]:
        """The addresses of alias and range files that come up with the device."""
        own = self._addresses()
        for file in self.others:
            keys = file.document.keys
            if keys.get("ONPARENT") in ("no", "NO"):
                continue
            for ip in _ips(keys):
                text = keys.get("PREFIX")
                length = integer(text) if text else prefix_of(keys.get("NETMASK"))
                inherited = own[0].prefix if own else None
                yield Address(ip, self._prefix(Address(ip, inherited if length is None else length)))

    # -- IPv6 -------------------------------------------------------------------------------------------

    def _has_ipv6(self) -> bool:
        """Whether ifup-ipv6 goes on and there is something for it to do."""
        word = self.keys.get("IPV6INIT") or self.network.get("IPV6INIT")
        if self.release <= 6:
            return word == "yes"
        return not is_false(word, self.release) and bool(word or self.keys.get("IPV6ADDR"))

    def _ipv6(self) -> None:
        """Where it does not, NetworkManager leaves IPv6 to the kernel, as the network scripts do."""
        self.said["IPV6INIT"] = _word(self._has_ipv6())
        if not self._has_ipv6():
            self.idle |= {"IPV6ADDR", "IPV6ADDR_SECONDARIES", "IPV6_DEFAULTGW", "IPV6_AUTOCONF"}
            return
        for key in ("IPV6ADDR", "IPV6ADDR_SECONDARIES", "IPV6_AUTOCONF"):
            if text := self.keys.get(key) or self.network.get(key):
                self.said[key] = text
        device = self.network.get("IPV6_DEFAULTDEV") or self.keys.get("IPV6_DEFAULTDEV")
        gateway, _, scope = (self.keys.get("IPV6_DEFAULTGW") or self.network.get("IPV6_DEFAULTGW") or "").partition("%")
        if gateway and (scope or device or self.device.name) == self.device.name:
            self.said["IPV6_DEFAULTGW"] = gateway

    # -- account ----------------------------------------------------------------------------------------

    def _beside(self) -> Sequence[File]:
        return [
            file
            for suffix in dict.fromkeys((self.file.suffix, self.device.name))
            for role in ("route", "route6", "rule", "rule6")
            if (file := self.reading.directory.file_beside(role, suffix))
        ]

    def _account(self) -> Iterator[Entry]:
        name = self.device.name
        for file in (self.file, *self.others):
            yield from of_shell(file, name)
            idle = self.idle if file is self.file else set()
            for entry in of_keys(file, "translated", name):
                yield self._judged(entry, idle)
        if self._is_port():
            because = "a port has no routes and no addresses"
            yield from (
                Entry(Place(file.path), file.name, "without effect", name, because=because) for file in self._beside()
            )

    def _judged(self, entry: Entry, idle: set[str]) -> Entry:
        key = lookup(entry.what)
        if key is None or self.release not in key.initscripts or entry.what in idle or key.name in _PASSING:
            return entry._replace(fate="without effect")
        if key.name not in _REWRITTEN:
            return entry._replace(fate="lost", loss="key")
        if entry.what == "ETHTOOL_OPTS" and (switch := self._strange_switch()):
            return entry._replace(fate="lost", loss="ethtool", because=f"NetworkManager has no `ethtool {switch}`")
        same = self.said.get(entry.what) == self.keys.get(entry.what)
        return entry._replace(fate="carried" if same else "translated")

    def _strange_switch(self) -> str | None:
        return Ethtool(self.keys["ETHTOOL_OPTS"], self.device.name).unread_switch


def of_shell(file: File, device: str) -> Iterator[Entry]:
    """What of FILE only a shell works out: commands, and values that are made of something."""
    document = file.document
    for statement in document.statements:
        yield Entry(Place(file.path, statement.line, statement.column), statement.text, "lost", device, "shell")
    for item in document.assignments:
        key = lookup(item.key)
        if item.value is None and key and key.initscripts:
            yield Entry(Place(file.path, item.line, item.column), item.key, "lost", device, "shell")


def _members(reading: Reading, definition: Definition) -> Sequence[File]:
    """The alias files of a device, and behind them its range files."""
    found = [d.file for d in reading.definitions if d.base == definition.device.name and d is not definition]
    return sorted(found, key=lambda file: (":" not in file.suffix, file.name))


def _ips(keys: Mapping[str, str]) -> Iterator[IPv4Address]:
    """The address of an alias file, or all those of a range file."""
    for first, last in ((keys.get("IPADDR"),) * 2, (keys.get("IPADDR_START"), keys.get("IPADDR_END"))):
        try:
            low, high = IPv4Address(first or ""), IPv4Address(last or "")
        except ValueError:
            continue
        if int(low) >> 8 == int(high) >> 8:
            yield from map(IPv4Address, range(int(low), int(high) + 1))


def _word(value: bool) -> str:
    return "yes" if value else "no"


def _quoted(text: str) -> str:
    """TEXT as one value to NetworkManager's reader, which ends every value at the line end."""
    inside = text.replace("\n", " ").replace("'", "'\\''")
    return f"'{inside}'"
