"""What must hold for a profile that a keyfile describes, and what NetworkManager puts right in it by itself.

The verify() and normalize functions of libnm's settings. A problem is about a key of the keyfile: SECTION.KEY.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from ifcfgen.ifcfg.values import is_interface_name
from ifcfgen.keyfile.properties import ELSEWHERE, SECTIONS
from ifcfgen.networkmanager import bond
from ifcfgen.networkmanager.bridge import is_group, problem_of_vlans
from ifcfgen.networkmanager.enums import ENUMS
from ifcfgen.networkmanager.links import is_team_config, problem_of_s390_option
from ifcfgen.networkmanager.profile import Origin, Route, Value
from ifcfgen.networkmanager.routes import problem_of
from ifcfgen.networkmanager.source import Rejected, Version
from ifcfgen.networkmanager.values import ipv4, ipv6, is_mac, is_profile_device_name, is_uuid, network, number

Settings = dict[str, dict[str, Value]]
Problem = tuple[str, str]
"""The key, and half a sentence: what is wrong."""

_NO_LINKS = {
    "802-1x", "802-11-wireless-security", "bond-port", "bridge-port", "connection", "dcb", "ethtool", "hostname",
    "ipv4", "ipv6", "link", "match", "ovs-dpdk", "ovs-external-ids", "ovs-other-config", "ovs-patch", "ppp",
    "prefix-delegation", "proxy", "serial", "sriov", "tc", "team-port", "user",
}  # fmt: skip
"""Settings that are none of a link: a profile cannot have one as its type."""
TYPES = frozenset({*SECTIONS, *ELSEWHERE} - _NO_LINKS)
"""What a profile can be of."""
PORT_TYPES: Mapping[str, str] = {
    "bond": "bond-port", "bridge": "bridge-port", "team": "team-port", "ovs-bridge": "ovs-port",
    "ovs-port": "ovs-interface", "vrf": "", "hsr": "",
}  # fmt: skip
"""What a profile can be a port of, and the setting of such ports."""
_PORT_SETTINGS = ("bond-port", "bridge-port", "team-port")
_NEED_A_NAME = ("bond", "bridge", "team", "veth", "vrf", "dummy", "ipvlan")
_OFF = ("disabled", "ignore")
_METHODS = {
    "ipv4": ("auto", "link-local", "manual", "shared", "disabled"),
    "ipv6": ("ignore", "auto", "dhcp", "link-local", "manual", "shared", "disabled"),
}
_BARE = ("link-local", "disabled", "ignore")
"""Methods that go with no address, server or domain."""
_TIMERS = {"forward-delay": (2, 30), "hello-time": (1, 10), "max-age": (6, 40), "ageing-time": (0, 1_000_000)}
_UINT = 2**32 - 1
_LARGEST_OF_INFINIBAND = 65520


class _Checked(NamedTuple):
    settings: Settings
    version: Version

    def text(self, section: str, name: str) -> str | None:
        value = self.settings.get(section, {}).get(name)
        return value if isinstance(value, str) else None

    def number(self, section: str, name: str, default: int = 0) -> int:
        value = self.settings.get(section, {}).get(name)
        return value if isinstance(value, int) else default


def check(settings: Settings, origins: dict[str, str | Origin], version: Version) -> None:
    """Put SETTINGS right as NetworkManager of VERSION does. Raises `Rejected` for what it rejects the profile for."""
    checked = _Checked(settings, version)
    for key, text in _identity(checked):
        raise Rejected("identity", key, text)
    _complete(checked)
    for find in _CHECKS:
        for key, text in find(checked):
            raise Rejected(key.partition(".")[0], key, text)
    _normalize(checked, origins)


# -- identity --------------------------------------------------------------------------------------------


def _identity(checked: _Checked) -> Iterator[Problem]:
    said = checked.settings["connection"]
    if not said["id"]:
        yield "connection.id", "id is empty"
    if not is_uuid(str(said["uuid"])):
        yield "connection.uuid", f"uuid={said['uuid']} is not a UUID"
    if "type" not in said:
        links = [name for name in checked.settings if name in TYPES]
        if len(links) != 1:
            yield "connection.type", "there is no type, and no one section that tells it"
            return
        said["type"] = links[0]
    kind = str(said["type"])
    if kind not in TYPES:
        yield "connection.type", f"type={kind} is unknown"
    name = said.get("interface-name")
    if name is not None and not (kind.startswith("ovs-") or is_profile_device_name(str(name))):
        yield "connection.interface-name", f"interface-name={name} is not a valid device name"
    need = next((need for need in _NEED_A_NAME if need in (kind, *checked.settings)), None)
    if need and name is None:
        yield "connection.interface-name", f"a {need} needs interface-name"
    yield from _port(checked)


def _port(checked: _Checked) -> Iterator[Problem]:
    said = checked.settings["connection"]
    controller, kind = said.get("controller"), said.get("port-type")
    if kind is not None and kind not in PORT_TYPES:
        yield "connection.port-type", f"port-type={kind} is unknown"
    if kind is not None and controller is None:
        yield "connection.port-type", f"port-type={kind} is set without a controller"
    if controller is not None and kind is None:
        found = next((kind for kind, section in PORT_TYPES.items() if section and section in checked.settings), None)
        if found is None:
            yield "connection.controller", f"controller={controller} is set without port-type"
            return
        said["port-type"] = found


def _complete(checked: _Checked) -> None:
    """Add the settings that a profile has anyway."""
    settings, identity = checked.settings, checked.settings["connection"]
    kind, port_type = str(identity["type"]), identity.get("port-type")
    settings.setdefault(kind, {})
    if kind == "bond":
        settings["bond"].setdefault("options", bond.normalized({}))
    if "vlan" in settings or "bridge" in settings:
        settings.setdefault("802-3-ethernet", {})
    for known, section in PORT_TYPES.items():
        if section in _PORT_SETTINGS and known != port_type:
            settings.pop(section, None)
        elif section in _PORT_SETTINGS and section != "bond-port":
            settings.setdefault(section, {})


# -- addressing ------------------------------------------------------------------------------------------


def _addressing(checked: _Checked) -> Iterator[Problem]:
    for section in ("ipv4", "ipv6"):
        said = checked.settings.get(section)
        if said is not None:
            yield from _of_both(checked, section, said)
            yield from _of_ipv4(said) if section == "ipv4" else _of_ipv6(checked, said)


def _of_both(checked: _Checked, section: str, said: Mapping[str, Value]) -> Iterator[Problem]:
    version = 4 if section == "ipv4" else 6
    if "method" not in said:
        yield f"{section}.method", f"{section} has no method"
    elif said["method"] not in _METHODS[section]:
        yield f"{section}.method", f"method={said['method']} is unknown"
    elif said["method"] == "disabled" and version == 6 and checked.version < (1, 20):
        yield "ipv6.method", "method=disabled is unknown before 1.20"
    if said.get("dhcp-hostname") == "":
        yield f"{section}.dhcp-hostname", "dhcp-hostname is empty"
    gateway = said.get("gateway")
    if gateway is not None and "addresses" not in said:
        yield f"{section}.gateway", f"gateway={gateway} needs an address"
    if isinstance(gateway, str):
        yield f"{section}.gateway", f"gateway={gateway} is not an IPv{version} address"
    routes = said.get("routes", ())
    for route in routes if isinstance(routes, tuple) else ():
        if isinstance(route, Route) and (problem := problem_of(route, version)):
            yield route.origin.key, f"it has {problem}"
    iaid = said.get("dhcp-iaid")
    if isinstance(iaid, str) and iaid not in ("mac", "perm-mac", "ifname", "stable") and not _is_iaid(iaid):
        yield f"{section}.dhcp-iaid", f"dhcp-iaid={iaid} is not an IAID"
    yield from _method(checked, section, said)


def _is_iaid(text: str) -> bool:
    return number(text, 0, _UINT, 0) is not None or is_mac(text, 4)


def _method(checked: _Checked, section: str, said: Mapping[str, Value]) -> Iterator[Problem]:
    """What a method needs, and what it cannot have."""
    method, version = said.get("method"), section[-1]
    with_route = "routes" in said and (section == "ipv6" or checked.version >= (1, 46))
    if method == "manual" and "addresses" not in said and not with_route:
        yield f"{section}.method", f"method=manual needs an IPv{version} address"
    bare = method in _BARE or (method == "shared" and section == "ipv4")
    for name, text in (("dns", "a name server"), ("dns-search", "a search domain"), ("addresses", "an address")):
        if name in said and bare and not (name == "addresses" and method == "shared"):
            yield f"{section}.{name}", f"{text} cannot be combined with method={method}"


def _of_ipv4(said: Mapping[str, Value]) -> Iterator[Problem]:
    link_local = said.get("link-local")
    if isinstance(link_local, int):
        yield "ipv4.link-local", f"link-local={link_local} is unknown"
    if link_local in ("enabled", "fallback") and said["method"] == "disabled":
        yield "ipv4.link-local", f"link-local cannot be {link_local} with method=disabled"
    if link_local == "disabled" and said["method"] == "link-local":
        yield "ipv4.link-local", "link-local cannot be disabled with method=link-local"
    if said.get("dhcp-client-id") == "":
        yield "ipv4.dhcp-client-id", "dhcp-client-id is empty"
    name = said.get("dhcp-fqdn")
    if isinstance(name, str) and "." not in name:
        yield "ipv4.dhcp-fqdn", f"dhcp-fqdn={name} has no domain"
    if name is not None and "dhcp-hostname" in said:
        yield "ipv4.dhcp-fqdn", "dhcp-fqdn cannot be combined with dhcp-hostname"
    servers = said.get("dhcp-reject-servers", ())
    for server in servers if isinstance(servers, tuple) else ():
        if not network(str(server), 4):
            yield "ipv4.dhcp-reject-servers", f"{server} is not an address"


def _of_ipv6(checked: _Checked, said: Mapping[str, Value]) -> Iterator[Problem]:
    mode, token = said.get("addr-gen-mode"), said.get("token")
    if mode == "invalid":
        yield "ipv6.addr-gen-mode", "addr-gen-mode is unknown"
    if token is not None and mode != "eui64" and not (mode is None and checked.version < (1, 40)):
        yield "ipv6.token", "a token needs addr-gen-mode=eui64"
    if token is not None:
        address = ipv6(str(token))
        if address is None or int(address) >> 64 or not int(address):
            yield "ipv6.token", f"token={token} is not an interface identifier such as ::1"
    if said.get("dhcp-reject-servers"):
        yield "ipv6.dhcp-reject-servers", "dhcp-reject-servers is for IPv4"


# -- links -----------------------------------------------------------------------------------------------


def _ethernet(checked: _Checked) -> Iterator[Problem]:
    said = checked.settings.get("802-3-ethernet", {})
    yield from _words(said, "ethernet", _WORDS_OF_ETHERNET)
    macs = said.get("mac-address-denylist", ())
    for address in macs if isinstance(macs, tuple) else ():
        if not is_mac(str(address)):
            yield "ethernet.mac-address-denylist", f"{address} is not a MAC address"
    channels = said.get("s390-subchannels")
    if isinstance(channels, tuple) and len(channels) not in (2, 3):
        yield "ethernet.s390-subchannels", "s390-subchannels must have 2 or 3 channels"
    options = said.get("s390-options", {})
    for name, value in options.items() if isinstance(options, Mapping) else ():
        if problem := problem_of_s390_option(name, value):
            yield f"ethernet-s390-options.{name}", f"the section {problem}"
    for word in (checked.text("802-3-ethernet", "generate-mac-address-mask") or "").split():
        if not is_mac(word):
            yield "ethernet.generate-mac-address-mask", f"{word} is not a MAC address"
    yield from _wake_on_lan(said)


_WORDS_OF_ETHERNET = {
    "port": ("tp", "aui", "bnc", "mii"), "duplex": ("half", "full"), "s390-nettype": ("qeth", "lcs", "ctc"),
}  # fmt: skip
_WORDS_OF_BRIDGES = {"vlan-protocol": ("802.1Q", "802.1ad"), "multicast-router": ("auto", "enabled", "disabled")}


def _words(said: Mapping[str, Value], section: str, words: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    for name, known in words.items():
        if name in said and said[name] not in known:
            yield f"{section}.{name}", f"{name}={said[name]} is not one of {', '.join(known)}"


def _wake_on_lan(said: Mapping[str, Value]) -> Iterator[Problem]:
    flags, password = said.get("wake-on-lan", ()), said.get("wake-on-lan-password")
    names = {*map(str, flags)} if isinstance(flags, tuple) else set()
    if len(names) > 1 and names & {"default", "ignore"}:
        yield "ethernet.wake-on-lan", "default and ignore stand alone"
    if password is not None and not ("magic" in names and is_mac(str(password))):
        yield "ethernet.wake-on-lan-password", "wake-on-lan-password needs wake-on-lan=64, and is a MAC address"


def _bridge(checked: _Checked) -> Iterator[Problem]:
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
    yield from _words(said, "bridge", _WORDS_OF_BRIDGES)
    size = checked.number("bridge", "multicast-hash-max", 4096)
    if size & (size - 1):
        yield "bridge.multicast-hash-max", f"multicast-hash-max={size} is not a power of two"


def _bridge_vlans(checked: _Checked) -> Iterator[Problem]:
    for section in ("bridge", "bridge-port"):
        vlans = checked.settings.get(section, {}).get("vlans")
        if isinstance(vlans, tuple) and (problem := problem_of_vlans(",".join(map(str, vlans)))):
            yield f"{section}.vlans", f"vlans has {problem}"


def _is_parent(text: str | None) -> bool:
    return text is None or is_uuid(text) or is_interface_name(text)


def _stacked(checked: _Checked) -> Iterator[Problem]:
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
    if vlan.get("protocol", "802.1Q") not in ("802.1Q", "802.1ad"):
        yield "vlan.protocol", f"protocol={vlan['protocol']} is neither 802.1Q nor 802.1ad"
    macvlan = checked.settings.get("macvlan", {})
    if macvlan.get("promiscuous") is False and macvlan.get("mode") != 4:
        yield "macvlan.promiscuous", "promiscuous=false needs mode=4"


def _virtual(checked: _Checked) -> Iterator[Problem]:
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


def _tunnels(checked: _Checked) -> Iterator[Problem]:
    if "ip-tunnel" in checked.settings:
        mode = checked.number("ip-tunnel", "mode")
        if not 1 <= mode <= 11:
            yield "ip-tunnel.mode", f"mode={mode} is unknown"
        address = ipv6 if mode in (6, 7, 8, 9, 11) else ipv4
        remote, local = checked.text("ip-tunnel", "remote"), checked.text("ip-tunnel", "local")
        if local is not None and not address(local):
            yield "ip-tunnel.local", f"local={local} is not an address of the tunnel's family"
        if remote is None or not address(remote):
            yield "ip-tunnel.remote", f"remote={remote or ''} is not an address of the tunnel's family"
        if checked.settings["ip-tunnel"].get("path-mtu-discovery") is False and checked.number("ip-tunnel", "ttl"):
            yield "ip-tunnel.ttl", "ttl needs path-mtu-discovery"
    if "vxlan" in checked.settings:
        low, high = checked.number("vxlan", "source-port-min"), checked.number("vxlan", "source-port-max")
        if low > high:
            yield "vxlan.source-port-min", f"source-port-min={low} is greater than source-port-max={high}"
        ends = [text for name in ("remote", "local") if (text := checked.text("vxlan", name)) is not None]
        if not (all(map(ipv4, ends)) or all(map(ipv6, ends))):
            yield "vxlan.remote", "remote and local are not addresses of one family"


def _infiniband(checked: _Checked) -> Iterator[Problem]:
    said = checked.settings.get("infiniband")
    if said is None:
        return
    if said.get("transport-mode") not in ("datagram", "connected"):
        yield "infiniband.transport-mode", "transport-mode is neither datagram nor connected"
    key, parent = checked.number("infiniband", "p-key", -1), checked.text("infiniband", "parent")
    if parent is not None and (key == -1 or not is_interface_name(parent)):
        yield "infiniband.parent", f"parent={parent} needs p-key, and is a device name"
    if key != -1 and parent is None and "mac-address" not in said:
        yield "infiniband.p-key", "p-key needs parent"
    if key in (0, 0x8000):
        yield "infiniband.p-key", f"p-key={key} is not valid"


def _user(checked: _Checked) -> Iterator[Problem]:
    if "user" not in checked.settings:
        return
    from ifcfgen.networkmanager.seldom import USER_KEY  # hardly any profile has such data

    for name in checked.settings["user"]:
        if not USER_KEY.fullmatch(name):
            yield f"user.{name}", f"{name} is not a name of user data: two or more words with dots between them"


def _enumerations(checked: _Checked) -> Iterator[Problem]:
    """A number that is none of an enumeration."""
    for section, values in checked.settings.items():
        for name, value in values.items():
            dotted = f"{section}.{name}"
            if dotted in ENUMS and isinstance(value, int):
                yield dotted, f"{name}={value} is unknown"


_CHECKS: tuple[Callable[[_Checked], Iterator[Problem]], ...] = (
    _addressing, _ethernet, _bridge, _bridge_vlans, _stacked, _virtual, _tunnels, _infiniband, _user,
    _enumerations,
)  # fmt: skip


# -- put right -------------------------------------------------------------------------------------------


def _normalize(checked: _Checked, origins: dict[str, str | Origin]) -> None:
    settings, identity = checked.settings, checked.settings["connection"]
    is_port = "controller" in identity and identity.get("port-type") != "vrf"
    method = "disabled" if identity["type"] in ("wireguard", "dummy") else "auto"
    for family in ("ipv4", "ipv6", "proxy"):
        if is_port:
            settings.pop(family, None)
        else:
            settings.setdefault(family, {} if family == "proxy" else {"method": method})
    for section in ("ipv4", "ipv6"):
        said = settings.get(section, {})
        if said.get("never-default") and said.pop("gateway", None):
            origins.pop(f"{section}.gateway", None)
        if said.get("method") in _OFF:
            said.pop("may-fail", None)
    addresses = settings.get("ipv4", {}).get("addresses")
    if settings.get("ipv4", {}).get("method") == "shared" and isinstance(addresses, tuple):
        settings["ipv4"]["addresses"] = addresses[:1]
    if token := checked.text("ipv6", "token"):
        settings["ipv6"]["token"] = str(ipv6(token))
    _normalize_links(checked)


def _normalize_links(checked: _Checked) -> None:
    settings, identity = checked.settings, checked.settings["connection"]
    ethernet = settings.get("802-3-ethernet", {})
    if not (ethernet.get("speed") and ethernet.get("duplex")):
        ethernet.pop("speed", None)
        ethernet.pop("duplex", None)
    infiniband = settings.get("infiniband", {})
    if checked.number("infiniband", "mtu") > _LARGEST_OF_INFINIBAND:
        infiniband["mtu"] = _LARGEST_OF_INFINIBAND
    if "p-key" in infiniband and "interface-name" in identity:
        if "parent" in infiniband:
            identity["interface-name"] = f"{infiniband['parent']}.{checked.number('infiniband', 'p-key'):04x}"[:15]
        else:
            del identity["interface-name"]
    if "ip-tunnel" in settings and checked.number("ip-tunnel", "mode") not in (10, 11):
        settings.pop("802-3-ethernet", None)
    if "vlan" in settings:
        settings["vlan"].setdefault("flags", ("reorder-headers",))
