"""What `ip addr`, `ip link`, `ip route` and `ip rule` print, read back.

The forms of all releases are read: with and without `-o`, `-d` and `-s`, in any order and number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from ifcfgen.boot.kernel import iproute
from ifcfgen.boot.kernel.state import LOCAL, Address, Refusal, Route, Rule
from ifcfgen.ifcfg.literals import address, prefix

_HEAD = re.compile(r"(\d+): ([^\s@:]+)(?:@(\S+?))?:? +(\S.*)")
_KINDS = frozenset({
    "bond", "bridge", "dummy", "erspan", "geneve", "gre", "gretap", "ifb", "ip6gre", "ip6tnl", "ipip", "ipoib",
    "ipvlan", "macsec", "macvlan", "macvtap", "nlmon", "openvswitch", "sit", "team", "tun", "veth", "vlan", "vrf",
    "vti", "vti6", "vxlan", "wireguard", "xfrm",
})  # fmt: skip
"""What the line with the details of a device begins with, where that is no card."""
_PORTS = ("bridge_slave", "bond_slave", "vrf_slave")
_ONLY_SHOWN = frozenset({"linkdown", "dead", "offload", "trap", "rt_offload", "rt_trap", "pervasive", "notify"})
_ONLY_SHOWN_WITH_VALUE = frozenset({"error", "expires", "users", "used", "age", "iif", "nhid", "pref"})
_OF_THE_KERNEL = ("broadcast", "multicast", "anycast")


@dataclass
class Shown:
    """A device as `ip` shows it. `details` and `port` are the words about its kind and about it as a port."""

    name: str
    flags: frozenset[str] = frozenset()
    kind: str = ""
    """Empty where it is not shown, as of a card."""
    mac: str = ""
    mtu: int = 0
    master: str | None = None
    parent: str | None = None
    details: dict[str, str] = field(default_factory=dict)
    port: dict[str, str] = field(default_factory=dict)
    addresses: list[Address] = field(default_factory=list)
    dynamic: set[str] = field(default_factory=set)
    """The addresses that end by themselves: of a DHCP server or a router."""


def devices(*texts: str) -> dict[str, Shown]:
    """The devices in TEXTS, what `ip link` and `ip addr` print, in the order of the first that has each."""
    found: dict[str, Shown] = {}
    for text in texts:
        link = Shown("")
        for line in text.replace("\\", "\n").split("\n"):
            head = _HEAD.fullmatch(line.strip()) if line[:1].isdigit() else None
            if head:
                link = found.setdefault(head[2], Shown(head[2]))
                link.parent = head[3] if head[3] and not re.fullmatch(r"if\d+|NONE", head[3]) else link.parent
                line = head[4]
            if line.strip():
                _read(link, line.split())
    return found


def add_bridges(found: Mapping[str, Shown], text: str) -> None:
    """Add to the devices FOUND what TEXT, of `brctl show`, has: on EL6 and EL7 `ip` shows neither ports nor STP."""
    bridge = ""
    for line in text.split("\n")[1:]:
        words = line.split()
        if words and not line[:1].isspace():
            bridge = words[0]
            if bridge in found and len(words) > 2:
                found[bridge].details.setdefault("stp_state", str(int(words[2] == "yes")))
            words = words[3:]
        for port in filter(found.__contains__, words):
            found[port].master = found[port].master or bridge


def _read(link: Shown, words: list[str]) -> None:
    """Add to LINK what a line of WORDS says of it."""
    values = dict(pairwise(words))
    first = words[0]
    if first.startswith("<"):
        link.flags = frozenset(first.strip("<>").split(","))
        link.mtu = int(values["mtu"]) if values.get("mtu", "").isdigit() else link.mtu
        link.master = values.get("master", link.master)
    elif first.startswith("link/"):
        if first in ("link/ether", "link/infiniband"):
            link.mac = words[1].lower()
        link.kind = "loopback" if first == "link/loopback" else link.kind
    elif first in ("inet", "inet6") and len(words) > 1:
        _read_address(link, 4 if first == "inet" else 6, words, values)
    elif first in _PORTS:
        link.port = values
    elif first in _KINDS and not link.details:
        link.kind, link.details = first, values


def _read_address(link: Shown, version: int, words: list[str], values: Mapping[str, str]) -> None:
    own, other = words[1], values.get("peer")
    read = prefix(other or own, version)
    ip = address(own.partition("/")[0], version)
    if read is None or ip is None:
        return
    scope = values.get("scope", "global")
    behind = words[words.index(scope) + 1 :] if scope in words else []
    label = next((word for word in behind if word.partition(":")[0] == link.name), "")
    peer = address(other.partition("/")[0], version) if other else None
    broadcast = address(values["brd"], version) if "brd" in values else None
    found = Address(link.name, version, ip, read[1], broadcast, scope, label, "secondary" in behind, peer)
    if not any(str(found) == str(known) for known in link.addresses):
        link.addresses.append(found)
    if "dynamic" in behind:
        link.dynamic.add(str(found))


def routes(text: str, version: int, tables: Mapping[str, int]) -> Iterator[tuple[int, Route | None]]:
    """The number of each line of TEXT, what `ip route` prints, and its route; None where that is not understood.

    What the kernel, a router or the cache has put there is left out. Without a sign of IPv6 the VERSION counts.
    """
    for number, words in _joined(text):
        if "cache" in words or not words:
            continue
        version_of = 6 if any(":" in word or word == "pref" for word in words) else version
        values = dict(pairwise(words))
        protocol = values.get("proto", "boot")
        if words[0] in _OF_THE_KERNEL or protocol in ("kernel", "ra", "redirect", "none"):
            continue
        kept = list(_asked(words))
        try:
            read = iproute.route(kept, version_of, tables)._replace(protocol=protocol)
        except Refusal:
            yield number, None
            continue
        if not (read.type == "local" and read.table in (LOCAL, 0)):
            yield number, read


def _joined(text: str) -> Iterator[tuple[int, list[str]]]:
    """The words of each entry, with those of the indented lines below, and the number of its line."""
    entry: list[str] = []
    start = 0
    for number, line in enumerate(text.replace("\\", " ").split("\n"), 1):
        if line[:1] not in (" ", "\t"):
            if entry:
                yield start, entry
            entry, start = [], number
        entry += line.split()
    if entry:
        yield start, entry


def _asked(words: list[str]) -> Iterator[str]:
    """WORDS without those that `ip route` only prints."""
    rest = iter(words)
    for word in rest:
        if word in _ONLY_SHOWN_WITH_VALUE:
            next(rest, None)
        elif word not in _ONLY_SHOWN:
            yield word


def rules(text: str, version: int, tables: Mapping[str, int]) -> Iterator[tuple[int, Rule | None]]:
    """The number of each line of TEXT, what `ip rule` prints, and its rule; None where that is not understood.

    The protocol, which tells who added it, is left out, and so is the rule that the kernel has for VRFs.
    """
    for number, line in enumerate(text.split("\n"), 1):
        priority, _, rest = line.partition(":")
        words = [word for word in rest.split() if word != "[detached]"]
        if not words or "[l3mdev-table]" in words:
            continue
        if "proto" in words:
            at = words.index("proto")
            del words[at : at + 2]
        try:
            yield number, iproute.rule([*words, "priority", priority], version, tables)[0]
        except Refusal:
            yield number, None
