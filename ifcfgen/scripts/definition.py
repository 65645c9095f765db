"""What an ifcfg file and the route and rule files beside it define: a device, and where its parts are written.

What depends on the host is not in it: who brings the device up, and the timers of a bridge, whose unit depends on that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from ifcfgen.ifcfg import routes
from ifcfgen.ifcfg.ethtool import Ethtool
from ifcfgen.ifcfg.kinds import KEY_OF_PORT, KIND_OF_TYPE
from ifcfgen.ifcfg.routes import WrittenRoute
from ifcfgen.ifcfg.switches import flag, is_false, is_true
from ifcfgen.ifcfg.values import address, integer, mac, options, prefix_of
from ifcfgen.ifcfg.vocabulary import closest, lookup
from ifcfgen.lazy import NamedTuple, pattern, record
from ifcfgen.model import KINDS, Address, Device, Dhcp, Place, Route, RoutingRule
from ifcfgen.scripts.extensions import EXTENSIONS
from ifcfgen.scripts.fields import PARENT_KEY
from ifcfgen.scripts.file import File
from ifcfgen.scripts.names import is_dotted_vlan, is_of_card

_KIND_OF_NAME = {stem: kind.name for kind in KINDS.values() for stem in kind.stems}
_NUMBERED = re.compile(r"(.+)\.(\d+)")
"""Of a device that is a VLAN anyway: a number that is too long is still an attempt at an ID."""
_NAMED_VLAN = pattern(r"vlan0*(\d{1,4})")

_AUTH = {
    "method": "EAP_METHODS", "identity": "IDENTITY", "anonymous-identity": "ANON_IDENTITY",
    "phase2-auth": "INNER_AUTH_METHODS", "ca-certificate": "CA_CERT", "client-certificate": "CLIENT_CERT",
    "client-key": "PRIVATE_KEY",
}  # fmt: skip
"""netplan's names and what stands behind IEEE_8021X_; secrets are in keys- files, which are not opened."""

NameOf = Callable[[str], str]
"""The device that a name or a UUID stands for."""


class KeyedAddress(NamedTuple):
    """An address, the key that it is the value of, and what the file says of its length, as written."""

    address: Address
    key: str
    mask: str | None = None


@record
class Definition:
    """A device, and what its file says of it beside.

    `base` is the device that an alias or range file adds addresses to; `joins` what the file makes the device a port
    of (`bridge`, `bond` or `team`), whatever its controller says it is. `routes` begin with the `gateways`.
    """

    file: File
    device: Device
    is_foreign: bool = False
    base: str | None = None
    joins: str | None = None
    addresses: tuple[KeyedAddress, ...] = ()
    gateways: tuple[WrittenRoute, ...] = ()
    routes: tuple[WrittenRoute, ...] = ()

    @property
    def keys(self) -> Mapping[str, str]:
        """The text by key."""
        return self.file.document.keys

    def place(self, *keys: str) -> Place:
        """Where the first of KEYS that is set stands; the file where none is."""
        return self.file.place(*keys)


def define(
    file: File, name: str, base: str | None, is_foreign: bool, name_of: NameOf, beside: Iterable[File]
) -> Definition:
    """What FILE, which is for the device NAME, defines, with the route and rule files BESIDE it.

    IS_FOREIGN: it is another distribution's.
    """
    keys = file.document.keys
    kind = _kind(keys, name, base, is_foreign)
    joins, controller = (None, None) if kind == "ovs" or is_foreign else _controller(keys, name_of)
    addresses = () if is_foreign else (*_addresses4(keys), *_addresses6(keys))
    if kind == "tunnel" and "MY_INNER_IPADDR" in keys:
        addresses = (*_inner_address(keys["MY_INNER_IPADDR"]), *(a for a in addresses if a.address.version == 6))
    text = file.document.text  # to find out quickly what it cannot have
    gateways = tuple(_gateways(keys)) if not is_foreign and ("GATEWAY" in text or "_DEFAULTGW" in text) else ()
    more = list(beside) if kind != "alias" else []
    written = (*gateways, *_of_files(more, ("route", "route6"), routes.routes)) if more else gateways
    device = Device(
        name,
        kind,
        file.suffix,
        parent_name=_parent(keys, name, kind, base, name_of),
        vlan_id=_vlan_id(keys, name) if kind == "vlan" else None,
        controller_name=controller,
        named="DEVICE" in keys and bool(keys["DEVICE"]),
        addresses=tuple(found.address for found in addresses),
        routes=tuple(found.route for found in written),
        nm_controlled=_nm_controlled(file) if "NM_CONTROLLED" in text else None,
        rules=_rules(keys, more) if more or "ROUTING_RULE" in text else (),
        **_fields(keys, is_port=controller is not None),
        **_VIRTUAL[kind](keys, name) if kind in _VIRTUAL else {},
    )
    return Definition(file, device, is_foreign, base, joins, addresses, gateways, written)


def _kind(keys: Mapping[str, str], name: str, base: str | None, is_foreign: bool) -> str:
    if base is not None:
        return "alias"
    if is_foreign:
        return "other"
    word = keys.get("TYPE", "").lower()
    kind = KIND_OF_TYPE.get(word)
    devicetype = keys.get("DEVICETYPE", "").lower()
    if word.startswith("ovs") or devicetype == "ovs":
        return "ovs"
    if kind is None and keys.get("DEVICETYPE") in EXTENSIONS:
        return keys["DEVICETYPE"]
    if kind in (None, "ethernet"):
        if devicetype == "team" or (keys.get("TEAM_CONFIG") and "TEAM_MASTER" not in keys):
            return "team"
        is_port = bool(keys.get("MASTER")) and _KIND_OF_NAME.get(name.rstrip("0123456789")) != "bond"
        if ("BONDING_OPTS" in keys or is_true(keys.get("BONDING_MASTER"))) and not is_port:  # also copied to a port
            return "bond"
        is_stray = is_of_card(name) and not any(keys.get(key) for key in ("VID", "VLAN_ID", "PHYSDEV"))
        if is_true(keys.get("VLAN")) and not is_stray:
            return "vlan"
    if kind:
        # "ethernet" is what installers write on everything
        return "vlan" if kind == "ethernet" and is_dotted_vlan(name) else kind
    if word:
        return "other"
    if is_dotted_vlan(name) or _NAMED_VLAN.fullmatch(name):
        return "vlan"
    return _KIND_OF_NAME.get(name.rstrip("0123456789"), "ethernet")


def _controller(keys: Mapping[str, str], name_of: NameOf) -> tuple[str, str] | tuple[None, None]:
    for kind, key in KEY_OF_PORT.items():  # of several, NetworkManager takes the first
        named = keys.get(f"{key}_UUID") or keys.get(key)
        if named:
            return kind, name_of(named)
    return None, None


def _parent(keys: Mapping[str, str], name: str, kind: str, base: str | None, name_of: NameOf) -> str | None:
    if base is not None:
        return base
    named = keys.get(PARENT_KEY.get(kind, ""))
    if named:
        return name_of(named)
    if kind != "vlan":
        return None
    dotted = _NUMBERED.fullmatch(name)
    return dotted[1] if dotted else None


def _tap(keys: Mapping[str, str], name: str) -> dict[str, Any]:
    # initscripts of EL7 and later go by the name (ifup-eth); TYPE=Tun is no word of theirs
    return {"mode": "tun" if name.startswith("tun") else "tap", "owner": keys.get("OWNER") or None}


def _tunnel(keys: Mapping[str, str], name: str) -> dict[str, Any]:
    mode = _MODES.get(keys.get("TYPE", "sit").lower())
    local, remote = _SIT_ENDS if mode == "sit" else ("MY_OUTER_IPADDR", "PEER_OUTER_IPADDR")
    key = _tunnel_key(keys.get("KEY"))
    return {
        "mode": mode,
        "local": address(keys.get(local)),
        "remote": address(keys.get(remote)),
        "ttl": integer(keys.get("TTL")),
        "input_key": key,
        "output_key": key,
    }


def _tunnel_key(text: str | None) -> int | None:
    """A number, or a dotted quad that stands for one."""
    dotted = address(text) if text and "." in text else None
    return int(dotted) if dotted else integer(text)


def _vxlan(keys: Mapping[str, str], name: str) -> dict[str, Any]:
    return {
        "local": address(keys.get("VXLAN_LOCAL")),
        "remote": address(keys.get("VXLAN_REMOTE")),
        "ttl": integer(keys.get("VXLAN_TTL")),
        "vni": integer(keys.get("VXLAN_ID")),
        "udp_port": integer(keys.get("VXLAN_PORT")),
    }


_MODES = {"gre": "gre", "gre6": "ip6gre", "ipip": "ipip", "ipip6": "ipip6", "sit": "sit"}
"""By TYPE, in lower case: what `ip tunnel` calls it."""
_SIT_ENDS = ("IPV6TUNNELIPV4LOCAL", "IPV6TUNNELIPV4")
_VIRTUAL: Mapping[str, Callable[[Mapping[str, str], str], dict[str, Any]]] = {
    "tap": _tap,
    "tunnel": _tunnel,
    "vxlan": _vxlan,
    "veth": lambda keys, name: {"peer_name": keys.get("VETH_PEER") or None},
    **dict.fromkeys(("macvlan", "macvtap"), lambda keys, name: {"mode": keys.get("MACVLAN_MODE") or "bridge"}),
    "ipvlan": lambda keys, name: {"mode": keys.get("IPVLAN_MODE") or "l2"},
    "team": lambda keys, name: {"team_config": keys.get("TEAM_CONFIG") or None},
}
"""What the keys of a kind of device say of it beyond those that every kind has."""


def _vlan_id(keys: Mapping[str, str], name: str) -> int | None:
    written = keys.get("VID") or keys.get("VLAN_ID")
    return integer(written) if written else vlan_id_of(name)


def vlan_id_of(name: str) -> int | None:
    """The VLAN ID that the NAME of a device gives it."""
    match = _NUMBERED.fullmatch(name)
    if match:
        return integer(match[2])
    match = _NAMED_VLAN.fullmatch(name)
    return int(match[1]) if match else None


# -- fields of one key ----------------------------------------------------------------------------------


def _infiniband_mode(text: str) -> str | None:
    is_connected = flag(text)
    return None if is_connected is None else "connected" if is_connected else "datagram"


_FIELDS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "ONBOOT": ("onboot", lambda text: not is_false(text)),
    "HWADDR": ("hwaddr", mac),
    "MACADDR": ("mac", lambda text: mac(text) or text or None),
    "MTU": ("mtu", integer),
    "STP": ("stp", flag),
    "CONNECTED_MODE": ("infiniband_mode", _infiniband_mode),
    "SRIOV_TOTAL_VFS": ("virtual_functions", integer),
    "BONDING_OPTS": ("bond_options", lambda text: MappingProxyType(options(text))),
    "BOOTPROTO": ("dhcp4", lambda text: text.lower() in ("dhcp", "bootp")),
    "DHCPV6C": ("dhcp6", is_true),
    "DOMAIN": ("search", lambda text: tuple(text.split())),
    "IPV6_AUTOCONF": ("accept_ra", flag),
    "IPV6_PRIVACY": ("ipv6_privacy", lambda text: text.startswith("rfc")),
    "IPV6_ADDR_GEN_MODE": ("ipv6_address_generation", str),
    "IPV6_TOKEN": ("ipv6_token", str),
    "IPV6_MTU": ("ipv6_mtu", integer),
}
"""What one key says of a device: field and reading."""


def _nm_controlled(file: File) -> bool | None:
    # to NetworkManager off does not mean no, and nothing else reads the key
    text = file.document.nm.get("NM_CONTROLLED")
    return False if is_false(text, manager="NetworkManager") else flag(text) or None


def _fields(keys: Mapping[str, str], is_port: bool) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for key, text in keys.items():
        known = _FIELDS.get(key)
        if known:
            fields[known[0]] = known[1](text)
    if "DNS1" in keys:
        found = (address(keys.get(f"DNS{number}")) for number in range(1, 10))
        fields["nameservers"] = tuple(ip for ip in found if ip)
    if fields.get("dhcp4"):
        fields["dhcp4_options"] = _dhcp4_options(keys)
    if not _DHCP6_KEYS.isdisjoint(keys):
        fields["dhcp6_options"] = _dhcp6_options(keys)
    if "IPV6_DISABLED" in keys or keys.get("BOOTPROTO", "").lower() == "autoip":
        fields["link_local"] = _link_local(keys)
    if is_port and "BRIDGING_OPTS" in keys:
        bridging = options(keys["BRIDGING_OPTS"])
        fields["path_cost"] = integer(bridging.get("path_cost"))
        fields["port_priority"] = integer(bridging.get("priority"))
        fields["hairpin"] = flag(bridging.get("hairpin_mode"))
    if keys.get("ETHTOOL_OPTS"):
        ethtool = Ethtool(keys["ETHTOOL_OPTS"], keys.get("DEVICE"))
        fields["wakeonlan"], fields["offloads"] = ethtool.wakeonlan, ethtool.offloads
    if "KEY_MGMT" in keys:
        fields["auth"] = _auth(keys)
    return fields


def _dhcp4_options(keys: Mapping[str, str]) -> Dhcp:
    return Dhcp(
        use_dns=flag(keys.get("PEERDNS")),
        use_routes=flag(keys.get("PEERROUTES")),
        use_hostname=flag(keys.get("HOSTNAME_FROM_DHCP")),
        send_hostname=flag(keys.get("DHCP_SEND_HOSTNAME")),
        use_ntp={"no": False, "yes": True}.get(keys.get("PEERNTP", "")),  # as initscripts, which know no other word
        hostname=keys.get("DHCP_HOSTNAME"),
        route_metric=integer(keys.get("IPV4_ROUTE_METRIC") or keys.get("METRIC")),
        identifier=keys.get("DHCP_CLIENT_ID"),
    )


_DHCP6_KEYS = frozenset(
    ("IPV6_PEERDNS", "IPV6_PEERROUTES", "DHCPV6_SEND_HOSTNAME", "DHCPV6_HOSTNAME", "IPV6_ROUTE_METRIC")
)


def _dhcp6_options(keys: Mapping[str, str]) -> Dhcp:
    return Dhcp(
        use_dns=flag(keys.get("IPV6_PEERDNS")),
        use_routes=flag(keys.get("IPV6_PEERROUTES")),
        send_hostname=flag(keys.get("DHCPV6_SEND_HOSTNAME")),
        hostname=keys.get("DHCPV6_HOSTNAME"),
        route_metric=integer(keys.get("IPV6_ROUTE_METRIC")),
    )


def _link_local(keys: Mapping[str, str]) -> tuple[str, ...] | None:
    ipv4 = ("ipv4",) if keys.get("BOOTPROTO", "").lower() == "autoip" else ()
    ipv6 = () if is_true(keys.get("IPV6_DISABLED")) else ("ipv6",)
    return None if (ipv4, ipv6) == ((), ("ipv6",)) else (*ipv4, *ipv6)


def _auth(keys: Mapping[str, str]) -> Mapping[str, str]:
    found = {name: keys.get(f"IEEE_8021X_{key}", "") for name, key in _AUTH.items()}
    found["method"] = found["method"].lower()
    return {name: value for name, value in found.items() if value}


# -- addresses and routes -------------------------------------------------------------------------------


def _addresses4(keys: Mapping[str, str]) -> Iterator[KeyedAddress]:
    if not ("IPADDR" in keys or "IPADDR0" in keys or "IPADDR1" in keys or "IPADDR2" in keys):
        return
    numbers = sorted((integer(key[6:]) or 0, key[6:]) for key in keys if key[:6] == "IPADDR" and _is_number(key[6:]))
    misspelled: Mapping[str | None, str] | None = None  # which few files have, and takes long to find out
    for _, number in numbers:
        ip = address(keys["IPADDR" + number])
        if ip is not None and ip.version == 4:
            written = integer(keys.get("PREFIX" + number))
            prefix = prefix_of(keys.get("NETMASK" + number)) if written is None else written
            if prefix is not None and prefix > 32:
                prefix = None
            mask = keys.get("PREFIX" + number) or keys.get("NETMASK" + number)
            if not mask:
                if misspelled is None:
                    misspelled = {closest(key): text for key, text in keys.items() if not lookup(key)}
                mask = misspelled.get("PREFIX" + number) or misspelled.get("NETMASK" + number)
            yield KeyedAddress(Address(ip, prefix), "IPADDR" + number, mask)


def _addresses6(keys: Mapping[str, str]) -> Iterator[KeyedAddress]:
    for key in ("IPV6ADDR", "IPV6ADDR_SECONDARIES"):
        for word in keys[key].split() if key in keys else ():
            text, slash, length = word.partition("/")
            ip, prefix = address(text), integer(length) if slash else 64
            if ip is not None and ip.version == 6 and (prefix is None or prefix <= 128):
                yield KeyedAddress(Address(ip, prefix), key)


def _inner_address(text: str) -> Iterator[KeyedAddress]:
    """The address within a tunnel; without a prefix it is of one host."""
    written, slash, length = text.partition("/")
    ip = address(written)
    prefix = integer(length) if slash else ip.max_prefixlen if ip else None
    if ip is not None and (prefix is None or prefix <= ip.max_prefixlen):
        yield KeyedAddress(Address(ip, prefix), "MY_INNER_IPADDR", length or str(prefix))


def _gateways(keys: Mapping[str, str]) -> Iterator[WrittenRoute]:
    asking = [] if is_false(keys.get("DEFROUTE")) else [key for key in keys if "GATEWAY" in key]
    for key in asking:
        if key[:7] == "GATEWAY" and _is_number(key[7:]):
            via = address(keys[key])
            if via is not None:
                yield WrittenRoute(Route(None, via, 4, integer(keys.get("METRIC"))), key)
    via = address(keys.get("IPV6_DEFAULTGW", "").partition("%")[0])
    if via is not None and via.version == 6:
        yield WrittenRoute(Route(None, via, 6), "IPV6_DEFAULTGW")


def _rules(keys: Mapping[str, str], files: list[File]) -> tuple[RoutingRule, ...]:
    # NetworkManager reads the keys, initscripts the files
    return (*_keyed_rules(keys), *_of_files(files, ("rule", "rule6"), routes.rules))


def _keyed_rules(keys: Mapping[str, str]) -> Iterator[RoutingRule]:
    for key in routes.rule_keys(keys):
        rule = routes.rule_of(keys[key].split(), 6 if key[12] == "6" else 4)
        if rule:
            yield rule


def _of_files(files: list[File], roles: tuple[str, str], read: Callable[..., Iterator[Any]]) -> Iterator[Any]:
    for role in roles:
        for file in files:
            if file.role == role:
                yield from read(file.document, 6 if role[-1] == "6" else 4)


def _is_number(behind_key: str) -> bool:
    return not behind_key or behind_key.isdigit()
