"""What a boot depends on beside the files: network cards, programs, neighbours, leases."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import field, replace
from types import MappingProxyType
from typing import Any

from ifcfgen.facts.fact import Fact, Unknown
from ifcfgen.facts.host import PACKAGE_OF, Host
from ifcfgen.lazy import NamedTuple, pattern, value_object

PROGRAMS = ("arping", "brctl", "dhclient", "ethtool", "ovs-vsctl", "teamd", "tunctl")
"""What the network scripts make use of where it is there."""
KINDS_OF_NIC = ("veth", "dummy")
"""What a stand-in for a network card is made of; the same to a boot."""

_LONGEST_NAME = 15
_NOT_IN_A_NAME = pattern(r"[\s/:]")
_MAC = pattern(r"[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5,19}")  # 20 bytes has InfiniBand
_WITHOUT_EFFECT = {"description", "caveats", "settle_min", "settle_max", "sleep_cap"}
_NOT_OURS = {"actions": "commands to run instead of the service", "setup": "commands to run before the service"}
_KNOWN = {"nics", "neighbours", "present", "absent", "dhcp", "dhcp6", "users"}
FACTS = frozenset(_KNOWN | _WITHOUT_EFFECT | _NOT_OURS.keys())
"""The names of all that `Facts.of` takes, or refuses with a reason."""


class Nic(NamedTuple):
    """A network card. `segment` names the wire that it shares with others; alone on its own without."""

    name: str
    mac: str = ""
    carrier: bool = True
    mtu: int = 1500
    up: bool = False
    segment: str = ""


class Neighbour(NamedTuple):
    """Another host, on the wire of a card or on a segment, that answers for ADDRESS; tagged, where `vlan` is set."""

    address: str
    nic: str = ""
    segment: str = ""
    vlan: int | None = None


class Lease(NamedTuple):
    """What a DHCP server gives: an address with its prefix length, and perhaps a gateway."""

    address: str
    gateway: str = ""


@value_object
class Facts:
    """A host and its surroundings. `nics` is None if the cards are unknown.

    `files` are those beside the network scripts that a boot reads: modprobe.conf (beside what the reading has of
    modprobe.d), sysctl.conf, sysctl.d, rt_tables, rt_tables.d, static-routes, static-routes-ipv6, keys-NAME and
    NAME.route; sysctl.d and rt_tables.d are all files of that directory in one.
    """

    host: Host = field(default_factory=Host)
    nics: tuple[Nic, ...] | None = None
    present: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    neighbours: tuple[Neighbour, ...] = ()
    leases: Mapping[str, Lease] = field(default_factory=dict)
    leases6: Mapping[str, Lease] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    users: frozenset[str] | None = None
    """Those of the host besides root, by name; None if they are unknown."""
    knows_servers: bool = True
    """Whether the leases are all there are where the cards are known: not where a system shows these."""
    unanswered: frozenset[Fact] = frozenset()
    """Where no DHCP server is supposed to answer."""

    @classmethod
    def of(
        cls,
        data: Mapping[str, Any],
        host: Host | None = None,
        files: Mapping[str, bytes] | None = None,
        found: Mapping[str, Any] = MappingProxyType({}),
    ) -> Facts:
        """The facts as DATA from a file states them; what was FOUND on the system counts where it does not.

        Raises ValueError for what is none, or contradicts itself.
        """
        knows_servers = not found or not data.keys().isdisjoint(("nics", "dhcp", "dhcp6"))
        data = {**found, **data}
        for name, what in _NOT_OURS.items():
            if data.get(name):
                raise ValueError(f"{name}: {what} cannot be predicted")
        unknown = sorted(data.keys() - _KNOWN - _WITHOUT_EFFECT - _NOT_OURS.keys())
        if unknown:
            raise ValueError(f"unknown fact {unknown[0]!r}: must be one of {', '.join(sorted(_KNOWN))}")
        present, absent = (_programs(name, data.get(name, ())) for name in ("present", "absent"))
        if present & absent:
            raise ValueError(f"{min(present & absent)} is stated as both present and absent")
        host = host or Host()
        for stated, missing in ((present, host.without), (absent, host.installed)):
            for program in sorted(stated):
                if PACKAGE_OF.get(program) in missing:
                    states = ("present", "missing") if stated is present else ("absent", "installed")
                    raise ValueError(
                        f"{program} is stated as {states[0]}, its package {PACKAGE_OF[program]} as {states[1]}"
                    )
        nics = _nics(data["nics"]) if data.get("nics") is not None else None
        cards = frozenset(nic.name for nic in nics or ())
        neighbours = tuple(_neighbour(entry, cards) for entry in _list("neighbours", data.get("neighbours") or ()))
        if data.get("dhcp") is not None and "dhclient" not in absent:
            present |= {"dhclient"}
        users = frozenset(map(str, _list("users", data["users"]))) if data.get("users") is not None else None
        return cls(
            host,
            nics,
            present,
            absent,
            neighbours,
            _leases("dhcp", data.get("dhcp") or {}),
            _leases("dhcp6", data.get("dhcp6") or {}),
            dict(files or {}),
            users,
            knows_servers,
        )

    def has(self, program: str) -> bool:
        """Whether PROGRAM is there. Raises `Unknown`, with the package that would bring it."""
        if program in self.present or program in self.absent:
            return program in self.present
        try:
            return self.host.has(PACKAGE_OF[program])
        except Unknown:
            if self.nics is None:
                raise
        # who lists the cards describes the whole machine: what a minimal installation has, and no more
        return program in ("arping", "ethtool") or (program == "brctl" and self.host.release <= 7)

    @property
    def knows_neighbours(self) -> bool:
        """Whether the servers and routers that are stated are all there are: who lists the cards says who is there."""
        return self.nics is not None and self.knows_servers

    def may_lease(self, fact: Fact) -> bool:
        """Whether it is unknown if the DHCP server answers that FACT is about."""
        return not self.knows_neighbours and not self.leases and not self.leases6 and fact not in self.unanswered

    def has_user(self, name: str) -> bool:
        """Whether the host has the user NAME, which may be a number. Raises `Unknown`."""
        if name == "root" or name.isdecimal():
            return True
        if self.users is None:
            raise Unknown(Fact("user", name))
        return name in self.users

    def overruled(self, host: Host) -> Facts:
        """These facts, where HOST does not state others."""
        stated = {name for name, package in PACKAGE_OF.items() if package in host.installed | host.without}
        return replace(self, host=host.over(self.host), present=self.present - stated, absent=self.absent - stated)

    def supposing(self, fact: Fact, value: object) -> Facts:
        """These facts, were FACT VALUE."""
        if fact.kind in ("dhcp", "dhcp6"):
            return replace(self, unanswered=self.unanswered - {fact} if value else self.unanswered | {fact})
        return replace(self, host=self.host.supposing(fact, value))


def _list(name: str, value: Any) -> list[Any]:
    if isinstance(value, str | Mapping) or not hasattr(value, "__iter__"):
        raise ValueError(f"{name}: must be a list, not {value!r}")
    return list(value)


def _programs(name: str, value: Any) -> frozenset[str]:
    programs = frozenset(map(str, _list(name, value)))
    strange = sorted(programs - set(PROGRAMS))
    if strange:
        raise ValueError(f"{name}: unknown program {strange[0]!r}: must be one of {', '.join(PROGRAMS)}")
    return programs


def _nics(value: Any) -> tuple[Nic, ...]:
    found: dict[str, Nic] = {}
    for number, entry in enumerate(_list("nics", value), 1):
        known = _entry(
            "nics", entry, {"name", "mac", "carrier", "mtu", "up", "segment", "kind", "pci", "driver", "names"}
        )
        name, mac = known.get("name"), known.get("mac", f"52:54:00:0a:{number >> 8 & 255:02x}:{number & 255:02x}")
        if not isinstance(name, str) or not name:
            raise ValueError("nics: every network card needs a name")
        if len(name) > _LONGEST_NAME or _NOT_IN_A_NAME.search(name) or name in ("lo", ".", ".."):
            raise ValueError(f"nics: {name!r} is not a name for a network card")
        if name in found:
            raise ValueError(f"nics: two network cards are named {name}")
        if not _MAC.fullmatch(str(mac)):
            raise ValueError(f"nics: {name}: no MAC address {mac!r}")
        mtu = known.get("mtu", 1500)
        if not isinstance(mtu, int) or isinstance(mtu, bool) or not 0 < mtu < 1 << 31:
            raise ValueError(f"nics: {name}: no MTU {mtu!r}")
        if known.get("kind", "veth") not in KINDS_OF_NIC:
            raise ValueError(f"nics: {name}: no kind {known['kind']!r}: one of {', '.join(KINDS_OF_NIC)}")
        for switch in ("carrier", "up"):
            if not isinstance(known.get(switch, True), bool):
                raise ValueError(f"nics: {name}: {switch} must be true or false, not {known[switch]!r}")
        _check_hardware(name, known)
        carrier, up = known.get("carrier", True), known.get("up", False)
        found[name] = Nic(name, str(mac).lower(), carrier, mtu, up, str(known.get("segment") or ""))
    return tuple(found.values())


def _check_hardware(name: str, known: Mapping[str, Any]) -> None:
    """Raise ValueError for what is not known of the card NAME as `facts.card.Card` has it."""
    texts = (known.get("pci", ""), known.get("driver", ""), *_list(f"nics: {name}: names", known.get("names", ())))
    if not all(isinstance(text, str) for text in texts):
        raise ValueError(f"nics: {name}: pci and driver must be texts, names a list of texts")


def _neighbour(value: Any, cards: Set[str]) -> Neighbour:
    known = _entry("neighbours", value, {"nic", "segment", "address", "vlan"})
    nic, segment = str(known.get("nic") or ""), str(known.get("segment") or "")
    if not known.get("address") or not (nic or segment):
        raise ValueError("neighbours: each needs an address and a nic or segment")
    if nic and nic not in cards:
        raise ValueError(f"neighbours: unknown nic {nic!r}")
    vlan = known.get("vlan")
    if vlan is not None and (not isinstance(vlan, int) or isinstance(vlan, bool)):
        raise ValueError(f"neighbours: {vlan!r} is not a VLAN ID")
    if not _is_address(str(known["address"]), 4, 6):
        raise ValueError(f"neighbours: {known['address']!r} is not an address")
    return Neighbour(str(known["address"]).partition("/")[0], nic, segment, vlan or None)


def _leases(name: str, value: Any) -> dict[str, Lease]:
    if not isinstance(value, Mapping):
        raise ValueError(f'{name}: must be leases by device, such as {{"eth0": "192.0.2.9/24 192.0.2.1"}}')
    leases = {}
    for device, text in value.items():
        words = str(text).split()
        if not 1 <= len(words) <= 2 or "/" not in words[0]:
            raise ValueError(f"{name}: {device}: no lease {text!r}: must be ADDRESS/PREFIX or ADDRESS/PREFIX GATEWAY")
        version = 4 if name == "dhcp" else 6
        strange = [word for word in words if not _is_address(word, version)]
        if strange:
            raise ValueError(f"{name}: {device}: {strange[0]!r} is not an IPv{version} address")
        leases[str(device)] = Lease(*words)
    return leases


def _is_address(text: str, *versions: int) -> bool:
    """Whether TEXT is an address of one of VERSIONS, with a prefix length or without."""
    from ipaddress import ip_interface  # as costly as all of this module, and seldom wanted

    try:
        return ip_interface(text).version in versions
    except ValueError:
        return False


def _entry(name: str, value: Any, keys: set[str]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{name}: invalid entry {value!r}")
    strange = sorted(value.keys() - keys)
    if strange:
        raise ValueError(f"{name}: unknown key {strange[0]!r}: must be one of {', '.join(sorted(keys))}")
    return value
