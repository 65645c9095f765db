"""What the keys of an ifcfg file come to: a device whose typed values are read only when somebody asks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from ipaddress import IPv4Address, ip_network
from types import MappingProxyType
from typing import TYPE_CHECKING

from ifcfgen.ifcfg import routes
from ifcfgen.ifcfg.bridging import Bridging
from ifcfgen.ifcfg.ethtool import Ethtool
from ifcfgen.ifcfg.kinds import KEY_OF_PORT, KIND_OF_TYPE
from ifcfgen.ifcfg.switches import flag, is_false, is_true
from ifcfgen.ifcfg.values import address, integer, mac, number, options, prefix_of
from ifcfgen.ifcfg.vocabulary import KEYS, closest, lookup
from ifcfgen.initscripts import names
from ifcfgen.lazy import cached_property
from ifcfgen.model import IP, KINDS, Address, Device, Dhcp, Failure, Network, Place, Route, RoutingRule
from ifcfgen.scripts.surroundings import NOTHING, Keyfile

if TYPE_CHECKING:
    from ifcfgen.ifcfg.document import Document
    from ifcfgen.scripts.file import File

_KIND_OF_NAME = {stem: kind.name for kind in KINDS.values() for stem in kind.stems}
_TYPES = frozenset(word.lower() for word in KEYS["TYPE"].values)
_DOTTED_VLAN = re.compile(r"(.+)\.(\d{1,4})")
_NUMBERED = re.compile(r"(.+)\.(\d+)")
"""Of a device that is a VLAN anyway: a number that is too long is still an attempt at an ID."""
_LABEL = re.compile(r"[^:]+:[0-9A-Za-z_]*")
_NAMED_VLAN = re.compile(r"vlan0*(\d{1,4})")
_NAME_OF_A_CARD = re.compile(r"(eth|em|ib|wlan|usb|hsi|lan78xx)\d+|(en|ib|sl|wl|ww)[a-z]*\d\w*|p\d+p\d+(_\d+)?")
_UDEV_NAME = re.compile(r"eth\d+|em\d+|en[ospxP][a-zA-Z]*\d\w*|wl[ospxP][a-zA-Z]*\d\w*|p\d+p\d+")

_AUTH = {
    "method": "EAP_METHODS", "identity": "IDENTITY", "anonymous-identity": "ANON_IDENTITY",
    "phase2-auth": "INNER_AUTH_METHODS", "ca-certificate": "CA_CERT", "client-certificate": "CLIENT_CERT",
    "client-key": "PRIVATE_KEY",
}  # fmt: skip
"""netplan's names and what stands behind IEEE_8021X_; secrets are in keys- files, which nobody opens."""


class FileDevice(Device):
    """A device as its ifcfg file, and the route and rule files beside it, ask for it."""

    file: File

    def __init__(self, file: File, keys: Mapping[str, str]):
        # Past the dataclass: its forty fields are the properties below.
        self.__dict__["file"] = file
        self.__dict__["keys"] = keys
        self.__dict__["suffix"] = file.suffix

    def join(self, topology: object) -> None:
        self.__dict__["topology"] = topology

    def place(self, *keys: str) -> Place:
        """Where the first of KEYS that is set stands; the file where none is."""
        return self.file.place(*keys)

    # -- identity ---------------------------------------------------------------------------------------

    @cached_property
    def name(self) -> str:
        return self.keys.get("DEVICE") or self.suffix

    @cached_property
    def kind(self) -> str:
        keys = self.keys
        if self.file.base is not None:
            return "alias"
        if self.file.is_foreign:
            return "other"
        word = keys.get("TYPE", "").lower()
        kind = KIND_OF_TYPE.get(word)
        if word.startswith("ovs") or keys.get("DEVICETYPE", "").lower() == "ovs":
            return "ovs"
        if kind in (None, "ethernet"):
            if keys.get("DEVICETYPE", "").lower() == "team" or (keys.get("TEAM_CONFIG") and "TEAM_MASTER" not in keys):
                return "team"
            if "BONDING_OPTS" in keys or is_true(keys.get("BONDING_MASTER")):
                return "bond"
            if is_true(keys.get("VLAN")):
                return "vlan"
        if kind:
            # "ethernet" is what installers write on everything
            return "vlan" if kind == "ethernet" and _DOTTED_VLAN.fullmatch(self.name) else kind
        if word:
            return "other"
        if _DOTTED_VLAN.fullmatch(self.name) or _NAMED_VLAN.fullmatch(self.name):
            return "vlan"
        return _KIND_OF_NAME.get(self.stem, "ethernet")

    @property
    def has_known_type(self) -> bool:
        """Whether TYPE is a word that some reader has a meaning for; also where there is none."""
        word = self.keys.get("TYPE", "").lower()
        return not word or word in KIND_OF_TYPE or word in _TYPES or word.startswith("ovs")

    @cached_property
    def onboot(self) -> bool:
        return not is_false(self.keys.get("ONBOOT"))

    @cached_property
    def nm_controlled(self) -> bool | None:
        text = self.keys.get("NM_CONTROLLED")  # off is no word for no to NetworkManager, and nobody else is asked
        return False if is_false(text, manager="NetworkManager") else flag(text) or None

    @cached_property
    def hwaddr(self) -> str | None:
        return mac(self.keys.get("HWADDR"))

    @cached_property
    def mac(self) -> str | None:
        return self.keys.get("MACADDR", "").upper() or None

    @cached_property
    def mtu(self) -> int | None:
        return integer(self.keys.get("MTU"))

    @cached_property
    def optional(self) -> bool:
        return False

    # -- the stack --------------------------------------------------------------------------------------

    @cached_property
    def joins(self) -> str | None:
        """What the file makes the device a port of: `bridge`, `bond` or `team`, whatever the controller says it is."""
        for kind, key in KEY_OF_PORT.items():
            if self.keys.get(key) or self.keys.get(f"{key}_UUID"):
                return None if self.kind == "ovs" or self.file.is_foreign else kind
        return None

    @property
    def taken_for(self) -> str | None:
        """What the files of its ports take the device for: `bridge`, `bond` or `team`, whatever its own says."""
        return next((port.joins for port in self.ports if isinstance(port, FileDevice)), None)

    @cached_property
    def controller_name(self) -> str | None:
        for kind, key in KEY_OF_PORT.items():
            if kind == self.joins:
                return self.file.directory.name_of(self.keys.get(f"{key}_UUID") or self.keys[key])
        return None

    @cached_property
    def parent_name(self) -> str | None:
        if self.file.base is not None:
            return self.file.base
        if self.kind != "vlan":
            return None
        dotted = _NUMBERED.fullmatch(self.name)
        named = self.keys.get("PHYSDEV")
        if named:
            return self.file.directory.name_of(named)
        return dotted[1] if dotted else None

    @cached_property
    def vlan_id(self) -> int | None:
        if self.kind != "vlan":
            return None
        written = self.keys.get("VID") or self.keys.get("VLAN_ID")
        if written:
            return integer(written)
        match = _NUMBERED.fullmatch(self.name)
        if match:
            return integer(match[2])
        match = _NAMED_VLAN.fullmatch(self.name)
        return int(match[1]) if match else None

    @property
    def parent_in_name(self) -> str | None:
        """The parent that the name of a VLAN speaks of: eth0 in eth0.5."""
        return names.parent_in(self.name)

    @property
    def id_in_name(self) -> str | None:
        """The VLAN ID that the name speaks of, as written there."""
        return names.id_in(self.name)

    @property
    def vlan_id_in_name(self) -> int | None:
        """The same as a number."""
        return integer(self.id_in_name)

    @property
    def vlan_id_for_ip(self) -> int | None:
        """The VLAN ID that initscripts come to by the name alone."""
        return names.id_for_ip(self.name)

    @property
    def stem(self) -> str:
        """The name without its number."""
        return self.name.rstrip("0123456789")

    @property
    def boot_order(self) -> tuple[int, str, float, str]:
        """When initscripts come to it at boot, to be compared."""
        return names.boot_order(self.suffix, self.name, self.keys.get("TYPE") == "Bridge")

    @property
    def named(self) -> bool:
        return bool(self.keys.get("DEVICE"))

    @property
    def meant_name(self) -> str | None:
        """The card that the file is named after, where DEVICE differs from it in case, or by a 0 for an o, alone;
        or what is left of DEVICE without a comment that sticks to it."""
        card, written = self.suffix, self.name
        slipped = card != written and _plain(card) == _plain(written) and _UDEV_NAME.fullmatch(card)
        return card if slipped else written.partition("#")[0] or None if "#" in written else None

    @property
    def has_given_name(self) -> bool:
        """Whether the name is one that neither the kernel nor udev has for a card."""
        return _NAME_OF_A_CARD.fullmatch(self.name) is None

    @cached_property
    def bond_options(self) -> Mapping[str, str]:
        return MappingProxyType(options(self.keys.get("BONDING_OPTS")))

    @property
    def boot_failure(self) -> Failure | None:
        """What fails of it at the next boot, where somebody has foretold that."""
        return self.file.directory.failures.get(self.name)

    @property
    def network_file(self) -> Document | None:
        """/etc/sysconfig/network, whose keys initscripts take for those that the device's own file lacks."""
        found = self.file.directory.file("network")
        return found.document if found else None

    @property
    def global_gateway(self) -> IP | None:
        """The GATEWAY of /etc/sysconfig/network."""
        return address(self.network_file.keys.get("GATEWAY")) if self.network_file else None

    @property
    def gateway_device(self) -> Device | None:
        """The device that the GATEWAYDEV of /etc/sysconfig/network names, where a file defines one."""
        name = self.network_file.keys.get("GATEWAYDEV") if self.network_file else None
        return self.topology.get(name) if name else None

    @property
    def libvirt_network(self) -> Place | None:
        """The definition of the libvirt network whose bridge bears this name, where it could be read."""
        path = self.file.directory.surroundings.libvirt_networks.get(self.name)
        return Place(path) if path else None

    @cached_property
    def unmanaged_by(self) -> Place | None:
        """Where NetworkManager's own settings tell it to leave the device alone, or to read no ifcfg files at all."""
        surroundings = self.file.directory.surroundings
        if surroundings is NOTHING:
            return None
        return surroundings.without_ifcfg or surroundings.unmanaged(self)

    @property
    def is_unmanaged(self) -> bool:
        return self.unmanaged_by is not None

    @property
    def ifcfg_is_off(self) -> bool:
        """Whether NetworkManager's settings leave out what reads ifcfg files."""
        return self.file.directory.surroundings.without_ifcfg is not None

    @property
    def keyfile_of_same_uuid(self) -> Keyfile | None:
        """The keyfile beside that is the same profile to NetworkManager."""
        uuid = self.keys.get("UUID", "").lower()
        keyfiles = self.file.directory.surroundings.keyfiles if uuid else ()
        return next((keyfile for keyfile in keyfiles if keyfile.uuid == uuid), None)

    @property
    def keyfile(self) -> Keyfile | None:
        """The keyfile beside that is another profile for the same device, and comes up by itself."""
        uuid = self.keys.get("UUID", "").lower()
        keyfiles = self.file.directory.surroundings.keyfiles
        return next((k for k in keyfiles if k.interface_name == self.name and k.autoconnect and k.uuid != uuid), None)

    @property
    def options_in_modprobe(self) -> Place | None:
        """Where the bonding module is loaded with options that a bond should have of its own."""
        loaded = self.file.directory.surroundings.module_options
        named = ("bonding", self.name)
        return next((place for module, options, place in loaded if module in named and options - {"max_bonds"}), None)

    @property
    def other_card_by_udev(self) -> Place | None:
        """Where udev's persistent names give this device's name to another card than HWADDR says."""
        named = [(mac, at) for mac, name, at in self.file.directory.surroundings.names_by_udev if name == self.name]
        return named[0][1] if self.hwaddr and named and self.hwaddr not in [mac for mac, _ in named] else None

    @property
    def is_libvirts(self) -> bool:
        """Whether libvirt makes a bridge of this name: it says so, or the name is of its own choosing, as virbr0."""
        return (self.name[:5] == "virbr" and self.name[5:].isdigit()) or self.libvirt_network is not None

    # -- aliases ----------------------------------------------------------------------------------------

    @property
    def has_proper_label(self) -> bool:
        """Whether an alias bears a name that initscripts and the kernel take for a label (ifup-aliases)."""
        return _LABEL.fullmatch(self.name) is not None and len(self.name) < 16

    @property
    def mask_length(self) -> int | None:
        """The length that NETMASK comes to."""
        return prefix_of(self.keys.get("NETMASK"))

    @property
    def link_delay(self) -> float | None:
        """How long initscripts wait for the link, in seconds (LINKDELAY)."""
        return number(self.keys.get("LINKDELAY"))

    @property
    def range_start(self) -> IP | None:
        """The first address of a range file."""
        return address(self.keys.get("IPADDR_START"))

    @property
    def range_end(self) -> IP | None:
        """The last address of a range file."""
        return address(self.keys.get("IPADDR_END"))

    @property
    def range_network(self) -> Network | None:
        """The 256 addresses that a range cannot leave (ifup-aliases)."""
        return ip_network((self.range_start, 24), strict=False) if isinstance(self.range_start, IPv4Address) else None

    @property
    def numbers(self) -> range:
        """The numbers behind the colon that an alias or range file takes under initscripts (ifup-aliases)."""
        first, last = self.range_start, self.range_end
        number: int | None
        if self.kind != "alias" or self.keys.get("ONPARENT") in ("no", "NO"):
            return range(0)
        if first and last and self.range_network and last in self.range_network:
            number, count = integer(self.keys.get("CLONENUM_START")), int(last) - int(first) + 1
        else:
            label = self.name.rpartition(":")[2]  # eth0:01 is another label than eth0:1
            number, count = integer(label) if label == "0" or label[:1] != "0" else None, 1
        return range(0) if number is None else range(number, number + count)

    @property
    def number_taken(self) -> int | None:
        """The first of its numbers that another alias or range of the device has taken."""
        owners = self.file.directory.alias_owners
        return next((n for n in self.numbers if owners[self.parent_name, n] is not self), None)

    @property
    def number_twin(self) -> FileDevice | None:
        """The alias or range that has taken one of its numbers, where that comes before this one."""
        taken = self.number_taken
        return None if taken is None else self.file.directory.alias_owners[self.parent_name, taken]

    # -- bridges: units hinge on who reads the file, so nothing is remembered here ------------------------

    @property
    def _bridging(self) -> dict[str, str]:
        return options(self.keys.get("BRIDGING_OPTS"))

    @property
    def bridging(self) -> Bridging | None:
        """What BRIDGING_OPTS comes to, where it is set."""
        is_set = self.keys.get("BRIDGING_OPTS")
        return Bridging(self._bridging, self.controller_name is not None) if is_set else None

    @cached_property
    def stp(self) -> bool | None:
        return flag(self.keys.get("STP"))

    @property
    def forward_delay(self) -> float | None:
        delay = number(self.keys.get("DELAY"))
        if delay is not None:
            return delay / 100 if self._in_centiseconds else delay
        return self._bridge_seconds("forward_delay")

    @property
    def hello_time(self) -> float | None:
        return self._bridge_seconds("hello_time")

    @property
    def max_age(self) -> float | None:
        return self._bridge_seconds("max_age")

    @property
    def ageing_time(self) -> float | None:
        ageing = number(self.keys.get("AGEING"))
        if ageing is not None and self.manager != "NetworkManager":
            return ageing / 100 if self._in_centiseconds else ageing
        return self._bridge_seconds("ageing_time")

    @property
    def bridge_priority(self) -> int | None:
        if self.kind != "bridge":
            return None
        if "PRIO" in self.keys and self.manager != "NetworkManager":
            return integer(self.keys["PRIO"])
        return integer(self._bridging.get("priority"))

    @property
    def _in_centiseconds(self) -> bool:
        # initscripts el8 ifup-eth hands DELAY and AGEING to `ip link`, which counts in hundredths
        return self.manager != "NetworkManager" and self.topology.host.release >= 8

    def _bridge_seconds(self, option: str) -> float | None:
        seconds = number(self._bridging.get(option)) if self.kind == "bridge" else None
        # initscripts write the text into sysfs, which counts in hundredths
        return seconds if seconds is None or self.manager == "NetworkManager" else seconds / 100

    @cached_property
    def path_cost(self) -> int | None:
        return integer(self._bridging.get("path_cost")) if self.controller_name else None

    @cached_property
    def port_priority(self) -> int | None:
        return integer(self._bridging.get("priority")) if self.controller_name else None

    @cached_property
    def hairpin(self) -> bool | None:
        return flag(self._bridging.get("hairpin_mode")) if self.controller_name else None

    # -- the card ------------------------------------------------------------------------------------------

    @property
    def ethtool(self) -> Ethtool | None:
        """What ETHTOOL_OPTS comes to, where it is set."""
        text = self.keys.get("ETHTOOL_OPTS")
        return Ethtool(text, self.keys.get("DEVICE")) if text else None

    @cached_property
    def wakeonlan(self) -> bool | None:
        return self.ethtool.wakeonlan if self.ethtool else None

    @cached_property
    def offloads(self) -> Mapping[str, bool]:
        return self.ethtool.offloads if self.ethtool else {}

    @cached_property
    def infiniband_mode(self) -> str | None:
        connected = flag(self.keys.get("CONNECTED_MODE"))
        return None if connected is None else "connected" if connected else "datagram"

    @cached_property
    def auth(self) -> Mapping[str, str]:
        if "KEY_MGMT" not in self.keys:
            return {}
        found = {name: self.keys.get(f"IEEE_8021X_{key}", "") for name, key in _AUTH.items()}
        found["method"] = found["method"].lower()
        return {name: value for name, value in found.items() if value}

    # -- addresses ----------------------------------------------------------------------------------------

    @cached_property
    def dhcp4(self) -> bool:
        return self.keys.get("BOOTPROTO", "").lower() in ("dhcp", "bootp")

    @cached_property
    def dhcp6(self) -> bool:
        return is_true(self.keys.get("DHCPV6C"))

    @cached_property
    def addresses(self) -> tuple[Address, ...]:
        return () if self.file.is_foreign else tuple(self._addresses4()) + tuple(self._addresses6())

    def _addresses4(self) -> Iterator[Address]:
        keys = self.keys
        if "IPADDR" in keys or "IPADDR0" in keys or "IPADDR1" in keys or "IPADDR2" in keys:
            numbers = sorted(
                (integer(key[6:]) or 0, key[6:]) for key in keys if key[:6] == "IPADDR" and _is_number(key[6:])
            )
            for _, number in numbers:
                ip = address(keys["IPADDR" + number])
                if ip is not None and ip.version == 4:
                    written = integer(keys.get("PREFIX" + number))
                    prefix = prefix_of(keys.get("NETMASK" + number)) if written is None else written
                    if prefix is not None and prefix > 32:
                        prefix = None
                    mask = keys.get("PREFIX" + number) or keys.get("NETMASK" + number) or self._misspelled_mask(number)
                    yield Address(ip, prefix, key="IPADDR" + number, mask=mask, device=self)

    def _misspelled_mask(self, number: str) -> str | None:
        return self._misspelled.get("PREFIX" + number) or self._misspelled.get("NETMASK" + number)

    @cached_property
    def _misspelled(self) -> Mapping[str | None, str]:
        return {closest(key): text for key, text in self.keys.items() if not lookup(key)}

    def _addresses6(self) -> Iterator[Address]:
        for key in ("IPV6ADDR", "IPV6ADDR_SECONDARIES"):
            for word in self.keys.get(key, "").split():
                text, slash, length = word.partition("/")
                ip, prefix = address(text), integer(length) if slash else 64
                if ip is not None and ip.version == 6 and (prefix is None or prefix <= 128):
                    yield Address(ip, prefix, key=key, device=self)

    @cached_property
    def nameservers(self) -> tuple[IP, ...]:
        found = (address(self.keys.get(f"DNS{number}")) for number in range(1, 10)) if "DNS1" in self.keys else ()
        return tuple(ip for ip in found if ip)

    @cached_property
    def search(self) -> tuple[str, ...]:
        return tuple(self.keys.get("DOMAIN", "").split())

    @cached_property
    def accept_ra(self) -> bool | None:
        return flag(self.keys.get("IPV6_AUTOCONF"))

    @cached_property
    def dhcp4_options(self) -> Dhcp:
        keys = self.keys
        if not self.dhcp4:
            return Dhcp()
        return Dhcp(
            use_dns=flag(keys.get("PEERDNS")),
            use_routes=flag(keys.get("PEERROUTES")),
            use_hostname=flag(keys.get("HOSTNAME_FROM_DHCP")),
            send_hostname=flag(keys.get("DHCP_SEND_HOSTNAME")),
            hostname=keys.get("DHCP_HOSTNAME"),
            route_metric=integer(keys.get("IPV4_ROUTE_METRIC") or keys.get("METRIC")),
            identifier=keys.get("DHCP_CLIENT_ID"),
        )

    @cached_property
    def dhcp6_options(self) -> Dhcp:
        keys = self.keys
        return Dhcp(
            use_dns=flag(keys.get("IPV6_PEERDNS")),
            use_routes=flag(keys.get("IPV6_PEERROUTES")),
            send_hostname=flag(keys.get("DHCPV6_SEND_HOSTNAME")),
            hostname=keys.get("DHCPV6_HOSTNAME"),
            route_metric=integer(keys.get("IPV6_ROUTE_METRIC")),
        )

    @property
    def ipv6init(self) -> bool | None:
        """What the device's own file says of IPv6; None where it says nothing."""
        return flag(self.keys.get("IPV6INIT"))

    @cached_property
    def link_local(self) -> tuple[str, ...] | None:
        ipv4 = ("ipv4",) if self.keys.get("BOOTPROTO", "").lower() == "autoip" else ()
        ipv6 = () if is_true(self.keys.get("IPV6_DISABLED")) else ("ipv6",)
        return None if (ipv4, ipv6) == ((), ("ipv6",)) else (*ipv4, *ipv6)

    @cached_property
    def ipv6_privacy(self) -> bool | None:
        word = self.keys.get("IPV6_PRIVACY")
        return None if word is None else word.startswith("rfc")

    @cached_property
    def ipv6_address_generation(self) -> str | None:
        return self.keys.get("IPV6_ADDR_GEN_MODE")

    @cached_property
    def ipv6_token(self) -> str | None:
        return self.keys.get("IPV6_TOKEN")

    @cached_property
    def ipv6_mtu(self) -> int | None:
        return integer(self.keys.get("IPV6_MTU"))

    # -- routes -------------------------------------------------------------------------------------------

    @cached_property
    def gateways(self) -> tuple[Route, ...]:
        """The default routes that keys of the ifcfg file ask for, without those of route files."""
        return tuple(self._gateways())

    def _gateways(self) -> Iterator[Route]:
        keys = self.keys
        asking = [key for key in keys if "GATEWAY" in key or key == "IPV6_DEFAULTGW"]
        if not asking or is_false(keys.get("DEFROUTE")) or self.file.is_foreign:
            return
        for key in asking:
            if key[:7] == "GATEWAY" and _is_number(key[7:]):
                via = address(keys[key])
                if via is not None:
                    metric = integer(keys.get("METRIC"))
                    yield Route(None, via, 4, metric, key=key, place=self.place(key), device=self)
        via = address(keys.get("IPV6_DEFAULTGW", "").partition("%")[0])
        if via is not None and via.version == 6:
            yield Route(None, via, 6, key="IPV6_DEFAULTGW", place=self.place("IPV6_DEFAULTGW"), device=self)

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        return (*self.gateways, *self.file.directory.routes_of(self))

    @cached_property
    def rules(self) -> tuple[RoutingRule, ...]:
        # NetworkManager reads these keys, initscripts the files
        keyed = (routes.rule_of(self.keys[k].split(), 6 if k[12] == "6" else 4, self.place(k)) for k in self._rule_keys)
        return (*(replace(rule, device=self) for rule in keyed if rule), *self.file.directory.rules_of(self))

    @property
    def _rule_keys(self) -> list[str]:
        return sorted(key for key in self.keys if key.startswith(("ROUTING_RULE_", "ROUTING_RULE6_")))

    @property
    def leaves_resolver_alone(self) -> bool:
        """Whether initscripts pass over DNSn: for PEERDNS=no, which those of EL6 compare exactly (ifup-post)."""
        word = self.keys.get("PEERDNS")
        return word == "no" or (is_false(word) and self.topology.host.release >= 7)


def _plain(name: str) -> str:
    return name.lower().replace("o", "0").replace("l", "1")


def _is_number(behind_key: str) -> bool:
    return not behind_key or behind_key.isdigit()
