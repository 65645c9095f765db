"""Facts in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ifcfgen.facts import Fact, FactKind, Supposition

TEXTS: Mapping[FactKind, str] = {
    "assignment": "{0.name} in {0.file}",
    "dhcp": "dhcp {0.name}",
    "dhcp6": "dhcp6 {0.name}",
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


def text(fact: Fact) -> str:
    """FACT as a report names it: `package bridge-utils`."""
    return TEXTS[fact.kind].format(fact)


def assumed(suppositions: Iterable[Supposition]) -> list[str]:
    """What a finding depends on: `package bridge-utils missing`."""
    return [f"{text(fact)} {_presence(value) if fact.kind == 'package' else value}" for fact, value in suppositions]


def sentence(fact: Fact, value: object) -> str:
    """That FACT is taken to have VALUE; empty where what depends on it says all."""
    match fact.kind:
        case "nics":
            return ""
        case "service":
            return f"service {fact.name} is {value}"
        case "package":
            return f"package {fact.name} is {_presence(value)}"
        case "user":
            return f"there is {'a' if value else 'no'} user {fact.name}"
        case "dhcp":
            return f"{'a' if value else 'no'} DHCP server answers {fact.name}"
        case "dhcp6":
            return f"{'a' if value else 'no'} DHCPv6 server answers {fact.name}"
    return text(fact)


def _presence(value: object) -> str:
    return "installed" if value else "missing"
