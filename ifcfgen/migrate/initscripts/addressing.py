"""Addresses, gateways and name servers of a device, as initscripts configure them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv4Address
from itertools import chain

from ifcfgen.ifcfg.switches import is_false
from ifcfgen.ifcfg.values import address, integer, prefix_of
from ifcfgen.lazy import pattern
from ifcfgen.migrate.initscripts.draft import Draft, takes, yes_or_no
from ifcfgen.model import Address

OF_DHCP = ("DHCP_HOSTNAME", "DHCP_FQDN", "DHCP_SEND_HOSTNAME", "IPV4_FAILURE_FATAL")
"""Keys with the same meaning for both readers if DHCP is used."""
_FOREVER, _KNOWS_FOREVER = "2147483647", 8
"""A timeout that never ends, and the first release whose NetworkManager reads one (1.24)."""
_OF_IPV6 = ("IPV6ADDR", "IPV6_AUTOCONF", "DHCPV6C")
"""Keys for which ifup-ipv6 configures something."""
_LAYER_3 = (
    "BOOTPROTO", "IPADDR", "PREFIX", "NETMASK", "GATEWAY", "DEFROUTE", "METRIC", "DNS", "DOMAIN", "PEERDNS", "DHCP",
    "IPV4", "IPV6",
)  # fmt: skip
"""The prefixes of keys that have no effect in the file of a port."""
_MOST_ADDRESSES = 256
_LONGEST = 32
_PREFIX_AS_MASK = 8
"""The first release whose ipcalc accepts NETMASK=24."""
_WITH_BOOTP = 6
"""The last release that reads BOOTP."""
ABBREVIATED = pattern(r"\d+(\.\d+){0,2}")
"""An address without its last octets: iproute2 reads 10.1 as 10.1.0.0, NetworkManager as none."""
_GAP = 3
"""EL6 ends its search for addresses at the first missing number from here on; later releases one earlier."""


def write_addressing(draft: Draft, target: int) -> None:
    """Set the keys of IPv4 and IPv6; a port has none."""
    if draft.is_port:
        draft.idle |= {key for key in draft.keys if key.startswith(_LAYER_3)}
        return
    if draft.device.kind == "tunnel":
        _set_ends(draft)
    _write_ipv4(draft)
    _write_ipv6(draft, target)


def _is_dhcp(draft: Draft) -> bool:
    """Whether DHCP is used; initscripts compare case-sensitively."""
    is_old = draft.release <= _WITH_BOOTP and draft.takes("BOOTP")
    return draft.keys.get("BOOTPROTO") in ("dhcp", "bootp") or is_old


def has_default_route(draft: Draft) -> bool:
    """Whether the device gets a default route without a metric at boot."""
    if _is_dhcp(draft) or draft.is_port or not draft.comes_up:
        return False
    _gateway(draft, _addresses(draft))
    return "GATEWAY" in draft.said


def _set_ends(draft: Draft) -> None:
    """Set the address of a tunnel, and a route to its peer, because a profile has no peer addresses."""
    written, outer = draft.keys.get("MY_INNER_IPADDR", ""), draft.keys.get("PEER_OUTER_IPADDR")
    ip, _, length = written.partition("/")
    peer = draft.keys.get("PEER_INNER_IPADDR")
    if peer and peer != outer:
        length = ""
        draft.routes.append(peer)
    draft.keys |= {"IPADDR": ip, "PREFIX": length or str(_LONGEST)} if address(ip) else {}


def _write_ipv4(draft: Draft) -> None:
    """With DHCP, initscripts ignore the addresses of the file itself."""
    own, is_dhcp = _addresses(draft), _is_dhcp(draft)
    draft.said["BOOTPROTO"] = "dhcp" if is_dhcp else "none"
    if is_dhcp:
        draft.idle |= {key for key in draft.keys if key.startswith(("IPADDR", "PREFIX", "NETMASK", "GATEWAY"))}
        draft.copy(OF_DHCP)
        ignores = draft.keys.get("DHCLIENT_IGNORE_GATEWAY")
        if not draft.takes("DEFROUTE") or ignores or _gateway_is_elsewhere(draft):
            draft.said["DEFROUTE"] = "no"
        if not draft.takes("PEERDNS"):
            draft.said["PEERDNS"] = "no"
    else:
        _gateway(draft, own)
    addresses = [*([] if is_dhcp else own), *_further(draft)]
    for number, found in enumerate(addresses):
        suffix = "" if not number else str(number)
        draft.said |= {f"IPADDR{suffix}": str(found.ip), f"PREFIX{suffix}": str(found.prefix)}
    if (addresses or is_dhcp) and draft.takes("PEERDNS"):
        _names(draft)
    else:
        draft.idle |= {"DOMAIN", *(key for key in draft.keys if key.startswith("DNS"))}


def _addresses(draft: Draft) -> Sequence[Address]:
    """The addresses of the file itself, up to the first gap in their numbers."""
    found, written = [], {key for key in draft.keys if key.startswith("IPADDR")}
    for suffix in chain(("",), map(str, range(_MOST_ADDRESSES))):
        ip = address(draft.keys.get(f"IPADDR{suffix}"))
        if isinstance(ip, IPv4Address):
            written.discard(f"IPADDR{suffix}")
            found.append(Address(ip, _length(draft, ip, draft.keys, suffix)))
        elif suffix and int(suffix) >= (_GAP if draft.release <= 6 else _GAP - 1):
            break
    draft.idle |= {key for key in written if not ABBREVIATED.fullmatch(draft.keys[key])}
    return found


def _length(draft: Draft, ip: IPv4Address, keys: Mapping[str, str], suffix: str = "", usual: int | None = None) -> int:
    """The prefix length from PREFIX or NETMASK, as ipcalc reads them; else USUAL, or the default of the release."""
    prefix, mask = keys.get(f"PREFIX{suffix}"), keys.get(f"NETMASK{suffix}")
    try:
        written = int(prefix, 8 if prefix.startswith("0") else 10) if prefix else None
    except ValueError:
        written = None
    if written is None and mask:
        written = prefix_of(mask)
        if written is None and draft.release >= _PREFIX_AS_MASK:
            written = integer(mask)
    if written is not None and written <= _LONGEST:
        return written
    first = int(ip) >> 24
    return usual or (_LONGEST if draft.release >= 8 else 8 if first < 128 else 16 if first < 192 else 24)


def _gateway_is_elsewhere(draft: Draft) -> bool:
    device = draft.keys.get("GATEWAYDEV")
    return bool(device) and device != draft.device.name


def _gateway(draft: Draft, addresses: Sequence[Address]) -> None:
    """Set the default route; initscripts add it only if the gateway is in the network of the first address."""
    gateway = address(draft.keys.get("GATEWAY"))
    network = addresses[0].network if addresses else None
    if not draft.takes("DEFROUTE") or _gateway_is_elsewhere(draft) or draft.is_replaced:
        draft.idle.add("GATEWAY")
    elif gateway is None or network is None or gateway not in network:
        draft.idle.add("GATEWAY")
        if draft.keys.get("GATEWAYDEV") and network:
            draft.routes.append("0.0.0.0/0")
    elif metric := integer(draft.keys.get("METRIC")):
        draft.routes.append(f"0.0.0.0/0 via {gateway} metric {metric}")
    else:
        draft.said["GATEWAY"] = str(gateway)


def _names(draft: Draft) -> None:
    found = [ip for ip in draft.device.nameservers if ip.version == 4 or _has_ipv6(draft)]
    draft.said |= {f"DNS{number}": str(ip) for number, ip in enumerate(found, 1)}
    draft.copy(("DOMAIN",))


def _further(draft: Draft) -> Iterator[Address]:
    """The addresses of alias and range files that come up with the device."""
    own = _addresses(draft)
    inherited = own[0].prefix if own else None
    for file in draft.others:
        keys = file.document.keys
        if takes(keys, "ONPARENT", draft.release):
            yield from (Address(ip, _length(draft, ip, keys, usual=inherited)) for ip in _ips(keys))


def _ips(keys: Mapping[str, str]) -> Iterator[IPv4Address]:
    """The addresses of an alias or range file."""
    for first, last in ((keys.get("IPADDR"),) * 2, (keys.get("IPADDR_START"), keys.get("IPADDR_END"))):
        try:
            low, high = IPv4Address(first or ""), IPv4Address(last or "")
        except ValueError:
            continue
        if int(low) >> 8 == int(high) >> 8:
            yield from map(IPv4Address, range(int(low), int(high) + 1))


def _has_ipv6(draft: Draft) -> bool:
    """Whether ifup-ipv6 configures something."""
    word = draft.keys.get("IPV6INIT")
    if draft.release <= 6:
        return word == "yes"
    return not is_false(word, draft.release) and bool(word or any(map(draft.keys.get, _OF_IPV6)))


def _listens(draft: Draft) -> bool:
    """Whether a device takes addresses that a router announces: that of a router only where its file says so."""
    word = draft.keys.get("IPV6_AUTOCONF")
    forwarding = draft.keys.get("IPV6FORWARDING") or draft.reading.directory.network.get("IPV6FORWARDING")
    return word == "yes" if forwarding == "yes" else word != "no"


def _write_ipv6(draft: Draft, target: int) -> None:
    """If ifup-ipv6 configures nothing, NetworkManager of TARGET leaves IPv6 to the kernel as well."""
    if draft.device.kind == "loopback":
        draft.said |= {"IPV6INIT": "yes", "IPV6_AUTOCONF": "no", "IPV6ADDR": "::1/128"}
        return
    draft.said["IPV6INIT"] = yes_or_no(_has_ipv6(draft))
    if not _has_ipv6(draft):
        draft.idle |= {"IPV6ADDR", "IPV6ADDR_SECONDARIES", "IPV6_DEFAULTGW", "IPV6_AUTOCONF"}
        return
    listens = _listens(draft)
    if "IPV6_AUTOCONF" in draft.keys or not listens:
        draft.said["IPV6_AUTOCONF"] = yes_or_no(listens)
    members = (draft.reading.definition_in(file) for file in draft.others)
    found = [*draft.definition.addresses, *(it for member in members if member for it in member.addresses)]
    addresses = [it.address for it in found if it.address.version == 6]
    draft.said |= {"IPV6ADDR": " ".join(map(str, addresses))} if addresses else {}
    has_ipv4 = draft.device.dhcp4 or any(it.address.version == 4 for it in found)
    if addresses and listens and not has_ipv4:
        # without a router NetworkManager gives the device up, and with it the address that initscripts would leave
        draft.needs_router = target < _KNOWS_FOREVER
        draft.said |= {} if draft.needs_router else {"IPV6_RA_TIMEOUT": _FOREVER}
    gateway, _, scope = draft.keys.get("IPV6_DEFAULTGW", "").partition("%")
    if gateway and (scope or draft.keys.get("IPV6_DEFAULTDEV") or draft.device.name) == draft.device.name:
        draft.said["IPV6_DEFAULTGW"] = gateway
    elif draft.keys.get("IPV6_DEFAULTDEV") == draft.device.name:
        draft.routes6.append("::/0")
