"""Facts in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ifcfgen.facts import RELEASE, RELEASES, Condition, Fact, FactKind, Supposition
from ifcfgen.lint.finding import Undecided

TEXTS: Mapping[FactKind, str] = {
    "argument": "kernel argument {0.name}",
    "assignment": "{0.name} in {0.file}",
    "card": "card of {0.name}",
    "dhcp": "dhcp {0.name}",
    "dhcp6": "dhcp6 {0.name}",
    "drivers": "drivers",
    "keyfiles": "keyfiles",
    "link-local": "link-local {0.name}",
    "nics": "nics",
    "package": "package {0.name}",
    "profile": "profile {0.name}",
    "release": "release",
    "router": "router {0.name}",
    "rt_tables": "rt_tables",
    "script": "ifup-{0.name}",
    "service": "service {0.name}",
    "user": "user {0.name}",
    "uuid": "UUID {0.name}",
}

_PRESENT: tuple[FactKind, ...] = ("argument", "package")
"""What is there or missing."""


def text(fact: Fact) -> str:
    """FACT as a report names it: `package bridge-utils`."""
    return TEXTS[fact.kind].format(fact)


def assumed(suppositions: Iterable[Supposition]) -> list[str]:
    """What a finding depends on: `package bridge-utils missing`."""
    return [_assumption(fact, value) for fact, value in suppositions]


def _assumption(fact: Fact, value: object) -> str:
    if isinstance(value, range):
        return f"{text(fact)} {value[0]} or later"
    return f"{text(fact)} {_presence(fact, value) if fact.kind in _PRESENT else value}"


def conditions(held: Iterable[Condition]) -> list[str]:
    """What a finding is met under, a text each: `on EL6`, `if NetworkManager is disabled`; releases first."""
    return [_condition(one) for one in sorted(held, key=lambda one: one.fact != RELEASE)]


def only(held: Iterable[Condition]) -> str:
    """All of them as one text: `only on EL6, if NetworkManager is disabled`; empty where there are none."""
    said = conditions(held)
    first_if = next((number for number, one in enumerate(said) if one[:3] == "if "), len(said))
    parts = [*said[:first_if], " and ".join(said[first_if:]).replace(" and if ", " and ")]
    return "only " + ", ".join(filter(None, parts)) if said else ""


def aside(held: Iterable[Condition]) -> str:
    """The same behind a message, in parentheses."""
    said = only(held)
    return f" ({said})" if said else ""


def at_stake(undecided: Undecided) -> str:
    """What happens where an undecided fact has the wrong value: `if missing, br0 is not made`."""
    value = undecided.value
    state = _presence(undecided.fact, value) if isinstance(value, bool) else value
    return f"if {state}, {undecided.stake}" if undecided.stake else ""


def _condition(held: Condition) -> str:
    fact, values = held
    if fact == RELEASE:
        return _releases([release for release in RELEASES if release in values])
    what = "the network service" if fact.name == "network" else fact.name
    if fact.kind in _PRESENT:
        return f"if {what if fact.kind == 'package' else text(fact)} is {_presence(fact, values[0])}"
    return f"if {what} is {' or '.join(map(str, values))}"


def _releases(found: Sequence[int]) -> str:
    if len(found) > 1 and found[-1] - found[0] == len(found) - 1:
        if found[0] == RELEASES[0]:
            return f"up to EL{found[-1]}"
        if found[-1] == RELEASES[-1]:
            return f"from EL{found[0]} on"
    return "on " + " or ".join(f"EL{release}" for release in found)


def sentence(fact: Fact, value: object) -> str:
    """That FACT is taken to have VALUE; empty where what depends on it says all."""
    match fact.kind:
        case "assignment" | "drivers" | "keyfiles" | "nics" | "rt_tables":
            return ""
        case "service":
            return f"service {fact.name} is {value}"
        case "package":
            return f"package {fact.name} is {_presence(fact, value)}"
        case "user":
            return f"there is {'a' if value else 'no'} user {fact.name}"
        case "dhcp":
            return f"{'a' if value else 'no'} DHCP server answers {fact.name}"
        case "dhcp6":
            return f"{'a' if value else 'no'} DHCPv6 server answers {fact.name}"
    return text(fact)


def _presence(fact: Fact, value: object) -> str:
    return ("set" if fact.kind == "argument" else "installed") if value else "missing"
