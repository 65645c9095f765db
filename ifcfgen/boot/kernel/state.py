"""What a kernel holds: links, addresses, routes, rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ifcfgen.boot.record import Cause, CauseKind
from ifcfgen.boot.values import mask, text_of
from ifcfgen.lazy import NamedTuple

UNKNOWN_MAC = "unknown"
"""Of a card about which nothing is known."""
RANDOM_MAC = "random"
"""Made up by the kernel."""
LEAST_MTU_FOR_IPV4, LEAST_MTU_FOR_IPV6 = 68, 1280
MAIN = 254
LOCAL = 255
_NATIVE = ((4, 0x7F000001, 8), (6, 1, 128))
SWITCH = "openvswitch"
"""A bridge of Open vSwitch, or an internal port, which stands on one."""
MACVLANS = ("macvlan", "macvtap")
ON_PARENT = ("vlan", *MACVLANS, "ipvlan")
"""What stands on one other link, its parent."""
TUNNELS = ("gre", "ipip", "sit", "vti", "ip6gre", "ip6tnl", "vti6")
"""Those without a MAC address."""


class Refusal(Exception):
    """What the kernel, or the program that would ask it, answers instead of doing it."""

    def __init__(self, kind: CauseKind, *details: object):
        super().__init__(kind, *details)
        self.cause = Cause(kind, *details)


@dataclass(slots=True, eq=False, repr=False)
class Link:
    """A device. `mac_from` says whom the MAC came from: the card, the kernel, the parent, or a setting."""

    name: str
    index: int
    kind: str
    mac: str
    mtu: int = 1500
    up: bool = False
    carrier: bool = True
    mac_from: str = "card"
    mtu_is_set: bool = False
    master: str | None = None
    parent: str | None = None
    bound_to: str | None = None
    """The link that a tunnel sends through, where one is named."""
    vlan_id: int | None = None
    table: int | None = None
    """The routing table of a VRF."""
    peer: str = ""
    """The other end of a pair."""
    is_alone: bool = False
    """Whether nothing else of its kind can stand on its parent."""
    segment: str = ""
    bond: dict[str, Any] | None = None
    bridge: dict[str, Any] | None = None
    awaited_primary: str = ""
    """The port that becomes the primary one of a bond once it has joined."""
    port: dict[str, int] = field(default_factory=dict)
    permanent_mac: str = ""
    disable_ipv6: bool = False
    arp: bool = True
    above: int = 1
    below: int = 1
    """How many devices stand on one another from it on upwards, and downwards, itself included."""

    @property
    def wire(self) -> str:
        """What a card is on: its segment, or a wire of its own."""
        return self.segment or f"the wire of {self.name}"

    @property
    def is_ethernet(self) -> bool:
        """Whether it has a MAC address, and not that of a tunnel, or none."""
        return self.kind not in TUNNELS and self.mac != ""


@dataclass(slots=True, repr=False)
class Address:
    """An address of a device."""

    dev: str
    version: int
    ip: int
    length: int
    broadcast: int | None = None
    scope: str = "global"
    label: str = ""
    secondary: bool = False
    peer: int | None = None
    """The other end, where there is but one."""
    metric: int = 0
    """Of the route to its network that comes with it."""
    table: int = 0
    """Of the same; 0: that of the device."""

    def __str__(self) -> str:
        return f"{text_of(self.ip, self.version)}/{self.length}"

    @property
    def network(self) -> int:
        """Where its link leads: its own network, or that of the other end."""
        return (self.ip if self.peer is None else self.peer) & mask(self.length, 32 if self.version == 4 else 128)

    @property
    def is_native(self) -> bool:
        """Whether it is one that every kernel gives lo."""
        return self.dev == "lo" and (self.version, self.ip, self.length) in _NATIVE


class Route(NamedTuple):
    """A route. Of several next hops only the first is looked at; `dev` and `via` are None then."""

    version: int
    to: int
    length: int
    via: int | None = None
    dev: str | None = None
    metric: int = 0
    scope: str = "global"
    source: int | None = None
    table: int = MAIN
    type: str = "unicast"
    tos: int = 0
    protocol: str = "boot"
    onlink: bool = False
    hops: tuple[tuple[int | None, str | None], ...] = ()

    @property
    def key(self) -> tuple[int, int, int, int, int, int]:
        """What there can be one of."""
        return self.version, self.table, self.to, self.length, self.tos, self.metric

    def __str__(self) -> str:
        return " ".join(
            [
                *([self.type] if self.type != "unicast" else []),
                self.destination,
                *_way(self.version, self.via, self.dev),
                *(["metric", str(self.metric)] if self.metric else []),
                *(["table", str(self.table)] if self.table != MAIN else []),
                *(word for hop in self.hops for word in ("nexthop", *_way(self.version, *hop))),
            ]
        )

    @property
    def gateway(self) -> str:
        """As it is written; empty without one."""
        return "" if self.via is None else text_of(self.via, self.version)

    @property
    def destination(self) -> str:
        """As `ip route` shows it."""
        if not self.length:
            return "default"
        full = self.length == (32 if self.version == 4 else 128)
        return text_of(self.to, self.version) + ("" if full else f"/{self.length}")


def _way(version: int, via: int | None, dev: str | None) -> list[str]:
    """The words for where a route leads through."""
    return [*(["via", text_of(via, version)] if via is not None else []), *(["dev", dev] if dev else [])]


_BEHIND_THE_TABLE = ("suppress_prefixlength", "suppress_ifgroup", "realms", "protocol")


class Rule(NamedTuple):
    """A routing rule."""

    version: int
    priority: int
    src: tuple[int, int] | None = None
    dst: tuple[int, int] | None = None
    table: int = MAIN
    iif: str | None = None
    oif: str | None = None
    fwmark: tuple[int, int] | None = None
    tos: int = 0
    action: str = ""
    further: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """About as `ip rule` shows it."""
        further = dict(self.further)
        words = [f"{self.priority}:"]
        words += ["not"] if further.pop("not", None) is not None else []
        for name, network in (("from", self.src), ("to", self.dst)):
            if network is not None:
                words += [name, f"{text_of(network[0], self.version)}/{network[1]}"]
        words += [f"tos {self.tos:#x}"] if self.tos else []
        words += [f"iif {self.iif}"] if self.iif else []
        words += [f"oif {self.oif}"] if self.oif else []
        if self.fwmark:
            mark, bits = self.fwmark
            words += [f"fwmark {mark:#x}" + (f"/{bits:#x}" if bits != 0xFFFFFFFF else "")]
        behind = [f"{name} {further.pop(name)}" for name in _BEHIND_THE_TABLE if name in further]
        words += [f"{name} {text}" for name, text in further.items() if name != "goto"]
        target = f"goto {further['goto']}" if "goto" in further else self.action or f"lookup {self.table}"
        return " ".join([*words, target, *behind])


NATIVE_RULES = (
    Rule(4, 0, table=LOCAL),
    Rule(4, 32766),
    Rule(4, 32767, table=253),
    Rule(6, 0, table=LOCAL),
    Rule(6, 32766),
)
"""What every kernel begins with."""
