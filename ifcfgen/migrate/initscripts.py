"""What the network scripts make of a file, in the words of NetworkManager's ifcfg reader.

The rewritten files are read as NetworkManager reads any, so that whatever it refuses shows, and one writer makes the
keyfile. Keys that the network scripts do not read are left out: they have no effect today.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from ipaddress import IPv4Address
from typing import NamedTuple

from ifcfgen.ifcfg.ethtool import Ethtool
from ifcfgen.ifcfg.switches import is_false, taken, usual
from ifcfgen.ifcfg.values import address, integer, options, prefix_of
from ifcfgen.ifcfg.vocabulary import KEYS, lookup
from ifcfgen.initscripts.names import id_for_ip
from ifcfgen.migrate import routes
from ifcfgen.migrate.account import Entry, of_keys
from ifcfgen.migrate.routes import Rules
from ifcfgen.model import Address, Device, Place
from ifcfgen.networkmanager.values import is_mac, is_uuid
from ifcfgen.reading import Reading
from ifcfgen.scripts.definition import Definition
from ifcfgen.scripts.file import File

_TYPES = {
    "ethernet": "Ethernet", "bond": "Bond", "bridge": "Bridge", "vlan": "Vlan", "team": "Team",
    "infiniband": "InfiniBand", "wireless": "Wireless",
    **dict.fromkeys(("tap", "tunnel", "loopback", "other"), "Ethernet"),
}  # fmt: skip
"""What NetworkManager's reader is told that the kinds are, by ours: what is virtual is put right in the keyfile."""
_CARDS = ("ethernet", "infiniband", "wireless", "other")

_SAME = (
    "NAME", "MTU", "DEVTIMEOUT", "ZONE", "ETHTOOL_OPTS", "SUBCHANNELS", "NETTYPE", "OPTIONS",
    "PORTNAME", "CTCPROT", "GVRP", "VLAN_EGRESS_PRIORITY_MAP", "TEAM_CONFIG", "TEAM_PORT_CONFIG", "CONNECTED_MODE",
    "PKEY", "PKEY_ID", "IPV6_PRIVACY", "DHCPV6C",
)  # fmt: skip
"""Keys that say the same to both."""
_OF_DHCP = ("DHCP_HOSTNAME", "DHCP_FQDN", "DHCP_SEND_HOSTNAME", "IPV4_FAILURE_FATAL")
_REWRITTEN = (
    *_SAME, *_OF_DHCP, "UUID", "MACADDR", "DEVICE", "TYPE", "DEVICETYPE", "HWADDR", "ONBOOT", "NM_CONTROLLED",
    "BOOTPROTO", "IPADDR", "PREFIX", "NETMASK", "GATEWAY", "GATEWAYDEV", "DEFROUTE", "METRIC",
    "DHCLIENT_IGNORE_GATEWAY", "DNS1", "DOMAIN", "PEERDNS", "IPV6INIT", "IPV6ADDR", "IPV6ADDR_SECONDARIES",
    "IPV6_DEFAULTGW", "IPV6_DEFAULTDEV", "IPV6_AUTOCONF", "BONDING_OPTS", "MASTER", "SLAVE", "BRIDGE", "STP",
    "DELAY", "AGEING", "PRIO", "BRIDGING_OPTS", "VLAN", "PHYSDEV", "VID", "REORDER_HDR", "TEAM_MASTER", "ONPARENT",
    "IPADDR_START", "IPADDR_END", "CLONENUM_START", "BOOTP", "OWNER", "MY_OUTER_IPADDR", "PEER_OUTER_IPADDR",
    "MY_INNER_IPADDR", "PEER_INNER_IPADDR", "TTL", "KEY", "IPV6TUNNELIPV4", "IPV6TUNNELIPV4LOCAL",
)  # fmt: skip
"""Keys, or the first of those that are numbered, that the keyfile has in its own words."""
_OF_ALIASES = ("DEVICE", "IPADDR", "PREFIX", "NETMASK", "IPADDR_START", "IPADDR_END", "IPV6ADDR", "ONPARENT")
_PASSING = (
    "USERCTL", "UID", "HOTPLUG", "IN_HOTPLUG", "LINKDELAY", "ETHTOOL_DELAY", "NETWORKDELAY", "IFDOWN_ON_SHUTDOWN",
    "BROADCAST", "NETWORK", "ARPCHECK", "ARPUPDATE", "ARPING_WAIT", "ARPING_UPDATE_WAIT", "NOZEROCONF", "REALDEVICE",
    "PARENTDEVICE", "SYSCTLDEVICE", "PERSISTENT_DHCLIENT", "DHCPRELEASE", "NO_ALIASROUTING", "RESOLV_MODS", "DEBUG",
    "IPV6_SET_SYSCTLS", "NO_DHCP_HOSTNAME", "DYNCONFIG", "LINKSTATUS", "NOROUTESET",
)  # fmt: skip
"""Keys about how the network scripts go about it, which change nothing that is there in the end."""
_ON_BY_ITSELF = ("ARP",)
"""Keys that are yes where they are not set; all others of that kind are no."""
_BRIDGE_TIMERS = ("forward_delay", "hello_time", "max_age", "ageing_time", "priority")
_TIMES_WITH_STP = {"hello_time": range(1, 11), "max_age": range(6, 41)}
"""Seconds: what the kernel takes with the spanning tree protocol."""
_MOST_ADDRESSES = 256
_LONGEST = 32
_PREFIX_AS_MASK = 8
"""The release whose ipcalc is the first to take NETMASK=24."""
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


def rewritten(
    reading: Reading, definition: Definition, others: Sequence[File], target: int, rules: Rules, is_replaced: bool
) -> Rewritten | None:
    """The files of DEFINITION in NetworkManager's words; None for a kind of device that has no profile.

    OTHERS are its alias and range files. IS_REPLACED: a device that comes up later has the default route in the end.
    """
    if definition.device.kind not in _TYPES or definition.is_foreign:
        return None
    return _Rewriting(reading, definition, others, is_replaced).done(target, rules)


class _Rewriting:
    """The rewriting of the files of one device."""

    def __init__(
        self, reading: Reading, definition: Definition, others: Sequence[File] = (), is_replaced: bool = False
    ):
        self.reading, self.definition, self.others, self.is_replaced = reading, definition, others, is_replaced
        self.file = definition.file
        self.device: Device = reading.settled(definition)
        self.release = reading.host.release
        self.keys = {**reading.directory.network, **definition.keys}
        """Those of /etc/sysconfig/network are defaults for every device."""
        self.is_dhcp = self.keys.get("BOOTPROTO") in ("dhcp", "bootp")
        self.said: dict[str, str] = {}
        self.routes: list[str] = []
        self.routes6: list[str] = []
        if self.device.kind == "tunnel":
            self._set_ends()
        self.idle: set[str] = set()
        """Keys of the file that the network scripts read and have no use for."""

    def _set_ends(self) -> None:
        """The address within a tunnel, and a route to the other end, which a profile does not have with the address."""
        written, outer = self.keys.get("MY_INNER_IPADDR", ""), self.keys.get("PEER_OUTER_IPADDR")
        ip, _, length = written.partition("/")
        peer = self.keys.get("PEER_INNER_IPADDR")
        if peer and peer != outer:
            length = ""
            self.routes.append(peer)
        self.keys |= {"IPADDR": ip, "PREFIX": length or str(_LONGEST)} if address(ip) else {}

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
        lines4, lines6 = [*self.routes, *said.routes[4]], [*self.routes6, *said.routes[6]]
        suffix = self.file.suffix
        files = {self.file.name: "".join(f"{key}={_quoted(text)}\n" for key, text in self.said.items())}
        files |= {
            f"{role}-{suffix}": "\n".join(lines) for role, lines in (("route", lines4), ("route6", lines6)) if lines
        }
        entries = [*self._account(), *said.entries]
        names = (self.file.name, *(file.name for file in (*self.others, *self._beside())))
        return Rewritten({name: text.encode(errors="surrogateescape") for name, text in files.items()}, entries, names)

    @property
    def has_default_route(self) -> bool:
        """Whether it makes a default route at boot, without a metric."""
        if self.is_dhcp or self._is_port() or not self._comes_up():
            return False
        self._gateway(self._addresses())
        return "GATEWAY" in self.said

    # -- link -------------------------------------------------------------------------------------------

    def _link(self) -> None:
        device, keys = self.device, self.keys
        self.said |= {"TYPE": _TYPES[device.kind], "ONBOOT": _word(self._comes_up())}
        if device.named or device.kind not in _CARDS:
            self.said["DEVICE"] = device.name
        self._copy(_SAME)
        self._copy_valid("UUID", is_uuid)
        self._copy_valid("MACADDR", is_mac)
        if device.kind in _CARDS:
            self._copy(("HWADDR",))
        else:
            self.idle.add("HWADDR")
        if device.kind == "bond":
            kept = {name: text for name, text in device.bond_options.items() if name not in refused_options(device)}
            self.said["BONDING_OPTS"] = " ".join(f"{name}={text}" for name, text in kept.items()) or "mode=0"
        elif device.kind == "bridge":
            self._bridge()
        elif device.kind == "vlan":
            number = integer(keys["VID"]) if keys.get("VID") else id_for_ip(device.name)
            self.said["VLAN_ID"] = "" if number is None else str(number)
            self.said["PHYSDEV"] = device.parent_name or ""
            if not self._takes("REORDER_HDR"):
                self.said["VLAN_FLAGS"] = "NO_REORDER_HDR"
        elif device.kind == "infiniband":
            self._copy(("PHYSDEV",))
        elif device.kind == "wireless":
            self._copy([key for key in keys if (known := lookup(key)) and "wireless" in known.kinds])
        if self._is_port():
            key = {"bond": "MASTER", "bridge": "BRIDGE", "team": "TEAM_MASTER"}[self.definition.joins or ""]
            self.said[key] = device.controller_name or ""
            if key == "BRIDGE":
                self._copy(("BRIDGING_OPTS",))

    def _is_port(self) -> bool:
        """Whether the network scripts make it one: without SLAVE=yes a device does not join its bond."""
        joins = self.definition.joins
        return joins is not None and (joins != "bond" or self._takes("SLAVE"))

    def _comes_up(self) -> bool:
        """At boot: a port of a bond with its bond, whatever it says itself."""
        controller = self.reading.defined(self.device.controller_name) if self.definition.joins == "bond" else None
        keys = controller.keys if controller and self._is_port() else self.keys
        return _takes(keys, "ONBOOT", self.release)

    def _takes(self, key: str) -> bool:
        """Whether the network scripts take KEY for a yes."""
        return _takes(self.keys, key, self.release)

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
        given |= {
            name: str(int(value))
            for name, value in timers.items()
            if value is not None and not (device.stp and int(value) not in _TIMES_WITH_STP.get(name, (int(value),)))
        }
        if given:
            self.said["BRIDGING_OPTS"] = " ".join(f"{name}={text}" for name, text in given.items())
        if device.forward_delay is not None and device.stp:
            self.said["DELAY"] = str(min(max(int(device.forward_delay), _WITH_STP[0]), _WITH_STP[-1]))

    def _copy(self, keys: Sequence[str]) -> None:
        self.said |= {key: self.keys[key] for key in keys if self.keys.get(key)}

    def _copy_valid(self, key: str, is_valid: Callable[[str], bool]) -> None:
        """Copy KEY; what is not valid has no effect today, where NetworkManager rejects the file for it."""
        if is_valid(self.keys.get(key, "")):
            self.said[key] = self.keys[key]
        else:
            self.idle.add(key)

    # -- IPv4 -------------------------------------------------------------------------------------------

    def _ipv4(self) -> None:
        self.said["BOOTPROTO"] = "dhcp" if self.is_dhcp else "none"
        own = self._addresses()
        if self.is_dhcp:
            self.idle |= {key for key in self.keys if key.startswith(("IPADDR", "PREFIX", "NETMASK", "GATEWAY"))}
            self._copy(_OF_DHCP)
            ignores = self.keys.get("DHCLIENT_IGNORE_GATEWAY")
            if not self._takes("DEFROUTE") or ignores or self._gateway_is_elsewhere():
                self.said["DEFROUTE"] = "no"
            if not self._takes("PEERDNS"):
                self.said["PEERDNS"] = "no"
        else:
            self._gateway(own)
        addresses = [*([] if self.is_dhcp else own), *self._further()]
        for number, found in enumerate(addresses):
            suffix = "" if not number else str(number)
            self.said |= {f"IPADDR{suffix}": str(found.ip), f"PREFIX{suffix}": str(found.prefix)}
        if (addresses or self.is_dhcp) and self._takes("PEERDNS"):
            self._names()
        else:
            self.idle |= {"DOMAIN", *(key for key in self.keys if key.startswith("DNS"))}

    def _addresses(self) -> Sequence[Address]:
        """Those of the file itself, up to the first gap in their numbers."""
        found, written = [], {key for key in self.keys if key.startswith("IPADDR")}
        for suffix in ("", *map(str, range(_MOST_ADDRESSES))):
            ip = address(self.keys.get(f"IPADDR{suffix}"))
            if isinstance(ip, IPv4Address):
                written.discard(f"IPADDR{suffix}")
                found.append(Address(ip, self._length(ip, self.keys, suffix)))
            elif suffix and int(suffix) >= (_GAP if self.release <= 6 else _GAP - 1):
                break
        self.idle |= written
        return found

    def _length(self, ip: IPv4Address, keys: Mapping[str, str], suffix: str = "", usual: int | None = None) -> int:
        """The prefix length that ipcalc makes of PREFIX or NETMASK; else the USUAL one, or by class, or 32."""
        prefix, mask = keys.get(f"PREFIX{suffix}"), keys.get(f"NETMASK{suffix}")
        try:
            written = int(prefix, 8 if prefix.startswith("0") else 10) if prefix else None
        except ValueError:
            written = None
        if written is None and mask:
            written = prefix_of(mask)
            if written is None and self.release >= _PREFIX_AS_MASK:
                written = integer(mask)
        if written is not None and written <= _LONGEST:
            return written
        first = int(ip) >> 24
        return usual or (_LONGEST if self.release >= 8 else 8 if first < 128 else 16 if first < 192 else 24)

    def _gateway_is_elsewhere(self) -> bool:
        device = self.keys.get("GATEWAYDEV")
        return bool(device) and device != self.device.name

    def _gateway(self, addresses: Sequence[Address]) -> None:
        """The default route, which there is only where the first address reaches the gateway."""
        gateway = address(self.keys.get("GATEWAY"))
        network = addresses[0].network if addresses else None
        if not self._takes("DEFROUTE") or self._gateway_is_elsewhere() or self.is_replaced:
            self.idle.add("GATEWAY")
        elif gateway is None or network is None or gateway not in network:
            self.idle.add("GATEWAY")
            if self.keys.get("GATEWAYDEV") and network:
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
        inherited = own[0].prefix if own else None
        for file in self.others:
            keys = file.document.keys
            if _takes(keys, "ONPARENT", self.release):
                yield from (Address(ip, self._length(ip, keys, usual=inherited)) for ip in _ips(keys))

    # -- IPv6 -------------------------------------------------------------------------------------------

    def _has_ipv6(self) -> bool:
        """Whether ifup-ipv6 goes on and there is something for it to do."""
        word = self.keys.get("IPV6INIT")
        if self.release <= 6:
            return word == "yes"
        return not is_false(word, self.release) and bool(word or self.keys.get("IPV6ADDR"))

    def _ipv6(self) -> None:
        """Where it does not, NetworkManager leaves IPv6 to the kernel, as the network scripts do."""
        if self.device.kind == "loopback":
            self.said |= {"IPV6INIT": "yes", "IPV6_AUTOCONF": "no", "IPV6ADDR": "::1/128"}
            return
        self.said["IPV6INIT"] = _word(self._has_ipv6())
        if not self._has_ipv6():
            self.idle |= {"IPV6ADDR", "IPV6ADDR_SECONDARIES", "IPV6_DEFAULTGW", "IPV6_AUTOCONF"}
            return
        self._copy(("IPV6_AUTOCONF",))
        members = (self.reading.definition_in(file) for file in self.others)
        found = [*self.definition.addresses, *(it for member in members if member for it in member.addresses)]
        addresses = [it.address for it in found if it.address.version == 6]
        self.said |= {"IPV6ADDR": " ".join(map(str, addresses))} if addresses else {}
        gateway, _, scope = self.keys.get("IPV6_DEFAULTGW", "").partition("%")
        if gateway and (scope or self.keys.get("IPV6_DEFAULTDEV") or self.device.name) == self.device.name:
            self.said["IPV6_DEFAULTGW"] = gateway
        elif self.keys.get("IPV6_DEFAULTDEV") == self.device.name:
            self.routes6.append("::/0")

    # -- account ----------------------------------------------------------------------------------------

    def _beside(self) -> Sequence[File]:
        return [
            file
            for suffix in dict.fromkeys((self.file.suffix, self.device.name, *(file.suffix for file in self.others)))
            for role in ("route", "route6", "rule", "rule6")
            if (file := self.reading.directory.file_beside(role, suffix))
        ]

    def _account(self) -> Iterator[Entry]:
        name = self.device.name
        for file in (self.file, *self.others):
            yield from of_shell(file, name)
            for entry in of_keys(file, "translated", name):
                yield self._judged(entry) if file is self.file else self._judged_of_alias(entry, file.document.keys)
        if self._is_port():
            because = "a port has no routes and no addresses"
            yield from (
                Entry(Place(file.path), file.name, "without effect", name, because=because) for file in self._beside()
            )

    def _judged_of_alias(self, entry: Entry, keys: Mapping[str, str]) -> Entry:
        """Of an alias or range file only the addresses are looked at, and a gateway of its own."""
        if entry.what == "GATEWAY" and keys["GATEWAY"] != self.keys.get("GATEWAY"):
            return entry._replace(fate="lost", loss="key", because="a profile has one gateway")
        stem = entry.what.rstrip("0123456789")
        return entry if stem in _OF_ALIASES else entry._replace(fate="without effect")

    def _judged(self, entry: Entry) -> Entry:
        key = lookup(entry.what)
        if key is None or self.release not in key.initscripts or entry.what in self.idle or key.name in _PASSING:
            return entry._replace(fate="without effect")
        if key.name not in _REWRITTEN and key.name not in self.said:
            asks = self.keys.get(entry.what) not in ("", "no" if key.name not in _ON_BY_ITSELF else "yes")
            return entry._replace(fate="lost", loss="key") if asks else entry._replace(fate="without effect")
        if entry.what == "OWNER" and not self.keys["OWNER"].isdecimal():
            return entry._replace(fate="lost", loss="key", because="a keyfile names the owner by number")
        if entry.what == "ETHTOOL_OPTS" and (switch := self._strange_switch()):
            return entry._replace(fate="lost", loss="ethtool", because=f"NetworkManager has no `ethtool {switch}`")
        same = self.said.get(entry.what) == self.keys.get(entry.what)
        return entry._replace(fate="carried" if same else "translated")

    def _strange_switch(self) -> str | None:
        return Ethtool(self.keys["ETHTOOL_OPTS"], self.device.name).unread_switch


def has_default_route(reading: Reading, definition: Definition) -> bool:
    """Whether DEFINITION makes a default route of IPv4 at boot, one that another device can replace."""
    return definition.device.kind in _TYPES and _Rewriting(reading, definition).has_default_route


def _takes(keys: Mapping[str, str], key: str, release: int) -> bool:
    """Whether the network scripts take KEY for a yes, or that is how it is where it is not set."""
    known = KEYS[key]
    return bool(taken(known, keys[key], "initscripts", release) if keys.get(key) else usual(known))


def refused_options(device: Device) -> frozenset[str]:
    """The options of a bond that the kernel refuses with its mode: they have no effect, whoever sets them."""
    return frozenset((*device.refused_bond_options, *device.rejected_bond_options))


def of_shell(file: File, device: str) -> Iterator[Entry]:
    """What of FILE only a shell works out: commands, and values that are made of something."""
    document = file.document
    for statement in document.statements:
        yield Entry(Place(file.path, statement.line, statement.column), statement.text, "lost", device, "shell")
    for item in document.assignments:
        key = lookup(item.key)
        if item.value is None and key and key.initscripts:
            yield Entry(Place(file.path, item.line, item.column), item.key, "lost", device, "shell")


def is_member(reading: Reading, definition: Definition) -> bool:
    """Whether the file only adds addresses to another device, by its name or by a DEVICE with a colon."""
    stem, colon, _ = definition.device.name.partition(":")
    return definition.base is not None or bool(colon and reading.defined(stem))


def members(reading: Reading) -> Mapping[str, Sequence[File]]:
    """By device: the alias files that add addresses to it, and behind them the range files."""
    found: dict[str, list[File]] = {}
    for definition in reading.definitions:
        if is_member(reading, definition):
            name = definition.base or definition.device.name.partition(":")[0]
            found.setdefault(name, []).append(definition.file)
    return {n: sorted(files, key=lambda file: ("-range" in file.suffix, file.name)) for n, files in found.items()}


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
