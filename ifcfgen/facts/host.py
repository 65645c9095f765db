"""The machine that files are for: release, services, packages. An unknown fact is never *no*."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from difflib import get_close_matches
from itertools import takewhile
from operator import eq
from types import MappingProxyType
from typing import Literal, get_args

from ifcfgen.errors import did_you_mean
from ifcfgen.facts.card import Cards
from ifcfgen.facts.fact import KERNEL_NAMES, RELEASE, Fact, FactKind, Supposition, Unknown
from ifcfgen.facts.release import RELEASES, parse_release
from ifcfgen.lazy import cached_property, value_object
from ifcfgen.model.kinds import Manager

State = Literal["enabled", "disabled", "masked", "absent"]

MANAGERS: tuple[str, ...] = get_args(Manager)
STATES: tuple[str, ...] = get_args(State)
SERVICES = ("NetworkManager", "network")
"""The services that bring up a network."""

PACKAGE_OF = {
    "brctl": "bridge-utils",
    "tunctl": "tunctl",
    "dhclient": "dhclient",
    "arping": "iputils",
    "ethtool": "ethtool",
    "teamd": "teamd",
    "vconfig": "vconfig",
    "ifenslave": "iputils",
    "firewall-cmd": "firewalld",
    "ovs-vsctl": "openvswitch",
    "biosdevname": "biosdevname",
    "network": "network-scripts",
    "ifup": "network-scripts",
}
"""Which package brings a program or a service; before EL8 `network` and `ifup` are initscripts' own."""

CONFIG_SERVER = "NetworkManager-config-server"
"""The package that has NetworkManager leave cards without a profile alone, and not wait for a carrier."""
ROUTING_RULES = "NetworkManager-dispatcher-routing-rules"
"""The package whose script reads rule files, and the route files beside them."""
TEAM_PLUGIN = "NetworkManager-team"
"""The package without which NetworkManager makes no team."""
DNSMASQ = "dnsmasq"
"""The package without which NetworkManager shares no connection."""
PACKAGES = frozenset({*PACKAGE_OF.values(), CONFIG_SERVER, ROUTING_RULES, TEAM_PLUGIN, DNSMASQ})
"""All packages on which a boot or a rule depends."""

_OTHER_PACKAGES = {"iprutils"}
"""Packages that exist, whose names are as close to one of `PACKAGES` as a slip of the finger."""
_CLOSE = 0.85
"""As difflib counts: one letter of seven is wrong, or two are missing of twelve."""

_IN_ANY_INSTALLATION = {
    "dhclient": range(6, 8),
    "ethtool": range(5, 9),
    "iputils": range(5, 10),
    "teamd": range(7, 10),
    TEAM_PLUGIN: range(7, 10),
}
_IN_NO_DEFAULT_INSTALLATION = {"network-scripts": RELEASES, ROUTING_RULES: RELEASES, TEAM_PLUGIN: range(10, 11)}


def fault_in_service(name: str, state: object) -> str:
    """What is wrong with a service NAME that is said to be STATE at boot, in words; empty where nothing is."""
    if name not in SERVICES:
        return f"unknown service {name!r}: must be {' or '.join(SERVICES)}{did_you_mean(name, SERVICES)}"
    if state not in STATES:
        return (
            f"service {name} cannot be {state!r}: must be one of {', '.join(STATES)}{did_you_mean(str(state), STATES)}"
        )
    return ""


def fault_in_package(name: str) -> str:
    """What is wrong with NAME, in words: that it is nearly one of `PACKAGES`; empty for every other name.

    A package is another one where the first letter or a digit differs (gputils, openvswitch3.1). The words in which the
    names begin alike do not count: NetworkManager-tui is not nearly NetworkManager-team.
    """
    if name in PACKAGES or name in _OTHER_PACKAGES or any(letter.isdigit() for letter in name):
        return ""
    words = name.lower().split("-")
    for known in sorted(PACKAGES):
        meant = known.lower().split("-")
        alike = sum(takewhile(bool, map(eq, words, meant)))
        written, wanted = "-".join(words[alike:]), "-".join(meant[alike:])
        if name[:1].lower() == meant[0][0] and get_close_matches(written, [wanted], cutoff=_CLOSE):
            return f"unknown package {name!r}; did you mean {known!r}?"
    return ""


class _Packages:
    """`'bridge-utils' in host.packages`: yes, no, or Unknown."""

    def __init__(self, host: Host):
        self._host = host

    def __contains__(self, name: object) -> bool:
        return self._host.has(str(name))


@value_object
class Host:
    """What is known of a host. Each fact can be unknown; asking for an unknown one raises `Unknown`.

    `without` lists packages known to be missing; `complete` says whether `installed` lists all there are. `target` is
    the release of a planned upgrade, if the user asks about one: no fact, so never unknown.
    `earliest` is the first release that it can be of, as its files show: a guess, which does not hold against a
    release that is stated. `cards` are its network cards; none where these are not known. `arguments` are those of the
    kernel by which names of cards are given.
    """

    name: str | None = None
    el: int | None = None
    services: Mapping[str, str] = field(default_factory=dict)
    installed: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    complete: bool | None = None
    target: int | None = None
    earliest: int | None = None
    cards: Cards = field(default_factory=dict)
    arguments: frozenset[str] | None = None

    @classmethod
    def of(
        cls,
        *,
        name: str | None = None,
        release: int | str | None = None,
        services: Mapping[str, str] | None = None,
        packages: Iterable[str] = (),
        without: Iterable[str] = (),
        complete: bool | None = None,
        target: int | None = None,
        cards: Cards = MappingProxyType({}),
        arguments: Iterable[str] | None = None,
    ) -> Host:
        """A host from the facts as people write them. Raises ValueError for nonsense or contradiction."""
        for service, state in (services or {}).items():
            if fault := fault_in_service(service, state):
                raise ValueError(fault)
        both = sorted(set(packages) & set(without))
        if both:
            raise ValueError(f"package {both[0]} is stated as both installed and missing")
        el = release if release is None or isinstance(release, int) else parse_release(release)
        if el is not None and el not in RELEASES:
            raise ValueError(f"no release {el}: a number from {RELEASES[0]} to {RELEASES[-1]}")
        return cls(
            name, el, dict(services or {}), frozenset(packages), frozenset(without), complete, target,
            cards=cards, arguments=None if arguments is None else frozenset(arguments),
        )  # fmt: skip

    def over(self, other: Host) -> Host:
        """This host, and where nothing is stated of it, what is stated of OTHER: fact by fact."""
        if other == _UNKNOWN:
            return self  # and all that was supposed of it
        listed = Host() if self.complete else other
        return Host(
            other.name if self.name is None else self.name,
            other.el if self.el is None else self.el,
            {**other.services, **self.services},
            self.installed | (listed.installed - self.without),
            self.without | (listed.without - self.installed),
            other.complete if self.complete is None else self.complete,
            other.target if self.target is None else self.target,
            other.earliest if self.earliest is None else self.earliest,
            self.cards or other.cards,
            other.arguments if self.arguments is None else self.arguments,
        )

    @property
    def release(self) -> int:
        """The Enterprise Linux number."""
        if self.el is None:
            raise Unknown(RELEASE)
        return self.el

    @property
    def releases(self) -> range:
        """The Enterprise Linux numbers that it can have: the one that is stated, or all that are left."""
        return range(self.earliest or RELEASES[0], RELEASES[-1] + 1) if self.el is None else range(self.el, self.el + 1)

    def choices(self, fact: Fact) -> Sequence[object]:
        """Every value that FACT can have on it."""
        return self.releases if fact == RELEASE else choices(fact)

    @property
    def packages(self) -> _Packages:
        """To be asked with `in`."""
        return _Packages(self)

    def has(self, package: str) -> bool:
        """Whether PACKAGE is installed."""
        if package in self.installed:
            return True
        if package in self.without or self.complete:
            return False
        raise Unknown(Fact("package", package))

    def service(self, name: str) -> str:
        """The state of service NAME at boot."""
        if name in self.services:
            return self.services[name]
        if name == "network" and self._has_no_network_service():
            return "absent"
        raise Unknown(Fact("service", name))

    def _has_no_network_service(self) -> bool:
        # network-scripts is a package of its own in EL8 and gone in EL9
        if self.el == 8:
            missing = self.complete and "network-scripts" not in self.installed
            return missing or "network-scripts" in self.without
        return self.el is not None and self.el >= 9

    @property
    def runs_networkmanager(self) -> bool:
        """Whether NetworkManager starts at boot."""
        return self.service("NetworkManager") == "enabled"

    @cached_property
    def possible_managers(self) -> frozenset[Manager | None]:
        """Who may bring up a device, going by the services that are known not to start at boot; None: nobody."""
        found: set[Manager | None] = {None}
        services: tuple[tuple[Manager, str], ...] = (("initscripts", "network"), ("NetworkManager", "NetworkManager"))
        for manager, service in services:
            try:
                starts = self.service(service) == "enabled"
            except Unknown:
                starts = True
            if starts:
                found.add(manager)
        return frozenset(found)

    @property
    def states_services(self) -> bool:
        """Whether it is known which of the two managers start at boot, and on which release."""
        stated = "network" in self.services or self._has_no_network_service()
        return self.el is not None and "NetworkManager" in self.services and bool(stated)

    @property
    def network_service(self) -> str:
        """The state of the `network` service of initscripts at boot."""
        return self.service("network")

    @property
    def runs_network(self) -> bool:
        """Whether the `network` service of initscripts starts at boot."""
        return self.service("network") == "enabled"

    @property
    def keeps_kernel_names(self) -> bool:
        """Whether the kernel is told that udev must not name cards: these are eth0, eth1 in the order of its search."""
        if self.arguments is None:
            raise Unknown(KERNEL_NAMES)
        return KERNEL_NAMES.name in self.arguments

    def states(self, fact: Fact) -> bool:
        """Whether FACT is stated."""
        match fact.kind:
            case "release":
                return self.el is not None
            case "service":
                return fact.name in self.services
            case "package":
                return fact.name in self.installed | self.without
            case "argument":
                return self.arguments is not None
        return False

    @cached_property
    def _supposed(self) -> dict[Supposition, Host]:
        return {}

    def supposing(self, fact: Fact, value: object) -> Host:
        """This host, were FACT VALUE; the same one at each asking."""
        key = fact, value
        if key not in self._supposed:
            self._supposed[key] = self._with(fact, value)
        return self._supposed[key]

    def _with(self, fact: Fact, value: object) -> Host:
        if fact.kind == "release":
            assert isinstance(value, int)
            return replace(self, el=value)
        if fact.kind == "service":
            return replace(self, services={**self.services, fact.name: str(value)})
        if fact == KERNEL_NAMES:
            return replace(self, arguments=frozenset({fact.name} if value else ()))
        if value:
            return replace(self, installed=self.installed | {fact.name})
        return replace(self, without=self.without | {fact.name})

    def preset(self, fact: Fact) -> object:
        """What a default installation of the release has for FACT; None where that cannot be said, or differs.

        Packages: comps.xml of EL6 to EL9. The group `core`, which no installation is without, has iputils in all of
        them, dhclient up to EL7, NetworkManager-team from EL7 on, and with it teamd, whose library it needs, and tuned,
        which requires ethtool, in EL7 and EL8; initscripts.spec requires iputils up to EL7 and ethtool up to EL6. EL10
        builds no NetworkManager-team. No group has the dispatcher for rule files, nor network-scripts. What only some
        installations have is no preset: bridge-utils comes with `base`, which a minimal EL7 is without, and
        NetworkManager-config-server with an EL8 "Server", not with a "Minimal Install".

        Services: EL5 and EL6 have NetworkManager on desktops alone.
        """
        if self.el is None:
            return None
        match fact:
            case ("service", "network", _):
                return "enabled" if self.el <= 7 else "absent"
            case ("service", "NetworkManager", _):
                return "enabled" if self.el >= 7 else "disabled"
            case ("package", name, _) if self.el in _IN_ANY_INSTALLATION.get(name, ()):
                return True
            case ("package", name, _) if self.el in _IN_NO_DEFAULT_INSTALLATION.get(name, ()):
                return False
        return None

    def usual(self, fact: Fact) -> object:
        """The same as one of `choices`: a service that is absent comes to the same as one that is disabled."""
        preset = self.preset(fact)
        return "disabled" if preset == "absent" else preset


_UNKNOWN = Host()
"""Of which nothing is stated."""

_CHOICES: Mapping[FactKind, tuple[object, ...]] = {"release": tuple(RELEASES), "service": ("enabled", "disabled")}


def choices(fact: Fact) -> tuple[object, ...]:
    """Every value that FACT can have on some host, as far as anything depends on it."""
    return _CHOICES.get(fact.kind, (True, False))
