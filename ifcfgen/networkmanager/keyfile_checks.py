"""What must hold for a profile that a keyfile describes, and what NetworkManager puts right in it by itself.

The verify() and normalize functions of libnm's settings. A problem is about a key of the keyfile: SECTION.KEY.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ifcfgen.keyfile.properties import ELSEWHERE, SECTIONS, Property, spelled
from ifcfgen.networkmanager import bond, keyfile_links, keyfile_security
from ifcfgen.networkmanager.checked import Checked, Problem, Settings
from ifcfgen.networkmanager.connection import are_mptcp_flags, is_mud_url
from ifcfgen.networkmanager.enums import ENUMS, FLAGS
from ifcfgen.networkmanager.family import are_hostname_flags
from ifcfgen.networkmanager.ipv6 import is_duid
from ifcfgen.networkmanager.profile import Origin, Route, Value
from ifcfgen.networkmanager.routes import problem_of
from ifcfgen.networkmanager.source import Rejected, Version
from ifcfgen.networkmanager.values import ipv6, is_mac, is_profile_device_name, is_uuid, network, number

_NO_LINKS = {
    "802-1x", "802-11-wireless-security", "bond-port", "bridge-port", "connection", "dcb", "ethtool", "hostname",
    "ipv4", "ipv6", "link", "match", "ovs-dpdk", "ovs-external-ids", "ovs-other-config", "ovs-patch", "ppp",
    "prefix-delegation", "proxy", "serial", "sriov", "tc", "team-port", "user",
}  # fmt: skip
"""Settings that are not of a link: a profile cannot have one as its type."""
TYPES = frozenset({*SECTIONS, *ELSEWHERE} - _NO_LINKS)
"""What a profile can be of."""
_TYPES_SINCE: Mapping[str, Version] = {
    "geneve": (1, 58), "hsr": (1, 46), "ipvlan": (1, 52), "loopback": (1, 42), "veth": (1, 30), "vrf": (1, 24),
}  # fmt: skip
"""Those that the NetworkManager of a release does not know."""
PORT_TYPES: Mapping[str, str] = {
    "bond": "bond-port", "bridge": "bridge-port", "team": "team-port", "ovs-bridge": "ovs-port",
    "ovs-port": "ovs-interface", "vrf": "", "hsr": "",
}  # fmt: skip
"""What a profile can be a port of, and the setting of such ports."""
_PORT_SETTINGS = ("bond-port", "bridge-port", "team-port")
_NEED_A_NAME = ("bond", "bridge", "team", "veth", "vrf", "dummy", "ipvlan", "wireguard")
_NEED_THEIR_SECTION = ("adsl", "bluetooth", "cdma", "ovs-interface", "pppoe", "vpn")
_NO_PORTS = ("loopback", "ovs-bridge")
_OFF = ("disabled", "ignore")
_METHODS = {
    "ipv4": ("auto", "link-local", "manual", "shared", "disabled"),
    "ipv6": ("ignore", "auto", "dhcp", "link-local", "manual", "shared", "disabled"),
}
_OF_LOOPBACK = ("auto", "manual")
_BARE = ("link-local", "disabled", "ignore")
"""Methods that go with no address, server or domain."""
_PERMISSION = re.compile("user:[^:]+:?")
_UINT = 2**32 - 1
_LARGEST_OF_INFINIBAND = 65520


def check(settings: Settings, origins: dict[str, str | Origin], version: Version) -> None:
    """Put SETTINGS right as NetworkManager of VERSION does. Raises `Rejected` for what it rejects the profile for."""
    checked = Checked(settings, version)
    for key, text in _identity(checked):
        raise Rejected("identity", key, text)
    _complete(checked)
    for key, text in _problems(checked):
        raise Rejected(key.partition(".")[0], key, text)
    _normalize(checked, origins)


def _problems(checked: Checked) -> Iterator[Problem]:
    yield from _connection(checked)
    yield from _addressing(checked)
    yield from _values(checked)
    yield from _user_data(checked)
    yield from keyfile_links.problems(checked)
    yield from keyfile_security.problems(checked)


# -- identity --------------------------------------------------------------------------------------------


def _identity(checked: Checked) -> Iterator[Problem]:
    said = checked.settings["connection"]
    if not said["id"]:
        yield "connection.id", "id is empty"
    if not is_uuid(str(said["uuid"])):
        yield "connection.uuid", f"uuid={said['uuid']} is not a UUID"
    if "type" not in said:
        links = [name for name in checked.settings if name in TYPES]
        if len(links) != 1:
            yield "connection.type", "type is missing, and the sections do not imply one"
            return
        said["type"] = links[0]
    kind = str(said["type"])
    if kind not in TYPES:
        yield "connection.type", f"type={kind} is unknown"
    if _TYPES_SINCE.get(kind, checked.version) > checked.version:
        yield "connection.type", f"type={kind} is unknown before {'.'.join(map(str, _TYPES_SINCE[kind]))}"
    if kind in _NEED_THEIR_SECTION and kind not in checked.settings:
        yield "connection.type", f"type={kind} needs the section {kind}"
    name = said.get("interface-name")
    if name is not None and not (kind.startswith("ovs-") or is_profile_device_name(str(name))):
        yield "connection.interface-name", f"interface-name={name} is not a valid device name"
    need = next((need for need in _NEED_A_NAME if need in (kind, *checked.settings)), None)
    if need and name is None:
        yield "connection.interface-name", f"a {need} needs interface-name"
    yield from _port(checked)


def _port(checked: Checked) -> Iterator[Problem]:
    said = checked.settings["connection"]
    controller, kind = said.get("controller"), said.get("port-type")
    if kind is not None and kind not in PORT_TYPES:
        yield "connection.port-type", f"port-type={kind} is unknown"
    if kind is not None and controller is None:
        yield "connection.port-type", f"port-type={kind} is set without a controller"
    if controller is not None and said["type"] in _NO_PORTS:
        yield "connection.controller", f"a {said['type']} cannot be a port"
    for port_type, section in PORT_TYPES.items():
        if section in _PORT_SETTINGS and section in checked.settings and kind not in (None, port_type):
            yield "connection.port-type", f"the section {section} needs port-type={port_type}, not {kind}"
    if controller is not None and kind is None:
        found = next((kind for kind, section in PORT_TYPES.items() if section and section in checked.settings), None)
        if found is None:
            yield "connection.controller", f"controller={controller} is set without port-type"
            return
        said["port-type"] = found


def _complete(checked: Checked) -> None:
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


def _connection(checked: Checked) -> Iterator[Problem]:
    said = checked.settings["connection"]
    if not are_mptcp_flags(checked.flags("connection", "mptcp-flags"), checked.version):
        yield "connection.mptcp-flags", "mptcp-flags are flags that cannot be combined"
    url = said.get("mud-url")
    if url is not None and not is_mud_url(str(url)):
        yield "connection.mud-url", f"mud-url={url} is not an HTTPS address of at most 255 bytes"
    for item in checked.words("connection", "permissions"):
        if not _PERMISSION.fullmatch(item):
            yield "connection.permissions", f"{item} in permissions is not user:NAME:"
    proxy = checked.settings.get("proxy", {})
    for name in ("pac-url", "pac-script"):
        if name in proxy and proxy.get("method") != "auto":
            yield f"proxy.{name}", f"{name} needs method=1"
    if "FindProxyForURL" not in str(proxy.get("pac-script", "FindProxyForURL")):
        yield "proxy.pac-script", "pac-script has no function FindProxyForURL"


# -- addressing ------------------------------------------------------------------------------------------


def _addressing(checked: Checked) -> Iterator[Problem]:
    for section in ("ipv4", "ipv6"):
        said = checked.settings.get(section)
        if said is not None:
            yield from _of_both(checked, section, said)
            yield from _of_ipv4(checked, said) if section == "ipv4" else _of_ipv6(checked, said)


def _word_of_method(checked: Checked, section: str, said: Mapping[str, Value]) -> Iterator[Problem]:
    key, method = f"{section}.method", said.get("method")
    if method is None:
        yield key, f"{section} has no method"
    elif method not in _METHODS[section]:
        yield key, f"method={method} is unknown"
    elif method == "disabled" and section == "ipv6" and checked.version < (1, 20):
        yield key, "method=disabled is unknown before 1.20"
    elif "loopback" in (checked.settings["connection"]["type"], *checked.settings) and method not in _OF_LOOPBACK:
        yield key, f"method={method} is not supported for a loopback"


def _of_both(checked: Checked, section: str, said: Mapping[str, Value]) -> Iterator[Problem]:
    version = 4 if section == "ipv4" else 6
    yield from _word_of_method(checked, section, said)
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
    flags = checked.flags(section, "dhcp-hostname-flags")
    if flags and said.get("dhcp-send-hostname") is False:
        yield f"{section}.dhcp-hostname-flags", "dhcp-hostname-flags need dhcp-send-hostname"
    if not are_hostname_flags(flags, version):
        yield f"{section}.dhcp-hostname-flags", f"dhcp-hostname-flags={flags} cannot be combined"
    yield from _method(checked, section, said)


def _is_iaid(text: str) -> bool:
    return number(text, 0, _UINT, 0) is not None or is_mac(text, 4)


def _method(checked: Checked, section: str, said: Mapping[str, Value]) -> Iterator[Problem]:
    """What a method needs, and what it cannot have."""
    method, version = said.get("method"), section[-1]
    with_route = "routes" in said and (section == "ipv6" or checked.version >= (1, 46))
    if method == "manual" and "addresses" not in said and not with_route:
        yield f"{section}.method", f"method=manual needs an IPv{version} address"
    bare = method in _BARE or (method == "shared" and section == "ipv4")
    for name, text in (("dns", "a name server"), ("dns-search", "a search domain"), ("addresses", "an address")):
        if name in said and bare and not (name == "addresses" and method == "shared"):
            yield f"{section}.{name}", f"{text} cannot be combined with method={method}"


def _of_ipv4(checked: Checked, said: Mapping[str, Value]) -> Iterator[Problem]:
    link_local = said.get("link-local")
    if link_local == "fallback" and checked.version < (1, 52):
        yield "ipv4.link-local", "link-local=4 (fallback) is unknown before 1.52"
    if link_local in ("enabled", "fallback") and said["method"] == "disabled":
        yield "ipv4.link-local", f"link-local cannot be {link_local} with method=disabled"
    if link_local == "disabled" and said["method"] == "link-local":
        yield "ipv4.link-local", "link-local cannot be disabled with method=link-local"
    if said.get("dhcp-client-id") == "":
        yield "ipv4.dhcp-client-id", "dhcp-client-id is empty"
    if said.get("dhcp-vendor-class-identifier") == "":
        yield "ipv4.dhcp-vendor-class-identifier", "dhcp-vendor-class-identifier is empty"
    if checked.flags("ipv4", "dhcp-hostname-flags") and "dhcp-fqdn" not in said:
        yield "ipv4.dhcp-hostname-flags", "dhcp-hostname-flags need dhcp-fqdn"
    name = said.get("dhcp-fqdn")
    if isinstance(name, str) and "." not in name:
        yield "ipv4.dhcp-fqdn", f"dhcp-fqdn={name} has no domain"
    if name is not None and "dhcp-hostname" in said:
        yield "ipv4.dhcp-fqdn", "dhcp-fqdn cannot be combined with dhcp-hostname"
    servers = said.get("dhcp-reject-servers", ())
    for server in servers if isinstance(servers, tuple) else ():
        if not network(str(server), 4):
            yield "ipv4.dhcp-reject-servers", f"{server} is not an address"


def _of_ipv6(checked: Checked, said: Mapping[str, Value]) -> Iterator[Problem]:
    mode, token = said.get("addr-gen-mode"), said.get("token")
    if mode == "invalid":
        yield "ipv6.addr-gen-mode", "addr-gen-mode is unknown"
    if token is not None and mode != "eui64" and not (mode is None and checked.version < (1, 40)):
        yield "ipv6.token", "a token needs addr-gen-mode=eui64"
    if token is not None:
        address = ipv6(str(token))
        if address is None or int(address) >> 64 or not int(address):
            yield "ipv6.token", f"token={token} is not an interface identifier such as ::1"
    duid = said.get("dhcp-duid")
    if duid is not None and not is_duid(str(duid)):
        yield "ipv6.dhcp-duid", f"dhcp-duid={duid} is not a DUID"
    if said.get("dhcp-reject-servers"):
        yield "ipv6.dhcp-reject-servers", "dhcp-reject-servers is for IPv4"


# -- values ----------------------------------------------------------------------------------------------


def _values(checked: Checked) -> Iterator[Problem]:
    """What a section lacks, and values that a property cannot have."""
    for section, values in checked.settings.items():
        for name, known in _DEMANDING.get(section, {}).items():
            dotted = f"{spelled(section)}.{name}"
            if known.is_needed and values.get(name, ()) == ():
                yield dotted, f"{spelled(section)} has no {name}"
            said = values.get(name, ())
            strange = [word for word in (said if isinstance(said, tuple) else (said,)) if word not in known.words]
            if known.words and strange:
                yield dotted, f"{name}={strange[0]} is not one of {', '.join(known.words)}"
        for name, value in values.items():
            dotted = f"{section}.{name}"
            if isinstance(value, int) and (dotted in ENUMS or dotted in FLAGS) and dotted not in _UNCHECKED:
                yield f"{spelled(section)}.{name}", f"{name}={value} is unknown"


def _user_data(checked: Checked) -> Iterator[Problem]:
    data = checked.settings.get("user", {}).get("data")
    if not isinstance(data, Mapping):
        return
    from ifcfgen.networkmanager.seldom import USER_KEY  # hardly any profile has such data

    for name in data:
        if not USER_KEY.fullmatch(name):
            yield f"user.{name}", f"{name} is not a name of user data: two or more words with dots between them"


_DEMANDING: Mapping[str, Mapping[str, Property]] = {
    section: {name: known for name, known in properties.items() if known.words or known.is_needed}
    for section, properties in SECTIONS.items()
}
_UNCHECKED = (
    "connection.lldp", "802-3-ethernet.wake-on-lan", "802-11-wireless.powersave", "802-11-wireless-security.fils",
)  # fmt: skip
"""Of which NetworkManager accepts any number."""


# -- put right -------------------------------------------------------------------------------------------


def _normalize(checked: Checked, origins: dict[str, str | Origin]) -> None:
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


def _normalize_links(checked: Checked) -> None:
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
