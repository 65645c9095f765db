"""The sentences of comparisons: what is not as asked for, and what one boot has that another has not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ifcfgen.boot.comparison.boots import Change, Item, LeasedAddress
from ifcfgen.boot.comparison.mismatch import Mismatch
from ifcfgen.boot.comparison.shortfall import Failure, Shortfall
from ifcfgen.boot.record import ActionKind, Cause, Event
from ifcfgen.model import RoutingRule
from ifcfgen.report import events

_MOST_NAMED = 3
"""Of many devices or events."""
_SETTINGS = {
    "parent": "parent",
    "vlan-id": "VLAN ID",
    "mtu": "MTU",
    "mac": "MAC address",
    "ipv6": "IPv6",
    "arp": "ARP",
    "mode": "mode",
    "stp": "STP",
    "ageing-time": "ageing time",
    "forward-delay": "forward delay",
    "hello-time": "hello time",
    "max-age": "maximum age",
    "priority": "priority",
    "path-cost": "path cost",
    "port-priority": "port priority",
    "hairpin": "hairpin",
}
"""What has one value where another is asked for, or was before; an option has the kernel's name."""
_UNITS = {
    **dict.fromkeys(("ageing-time", "forward-delay", "hello-time", "max-age"), "s"),
    **dict.fromkeys(("miimon", "updelay", "downdelay", "arp_interval"), "ms"),
    "lp_interval": "s",
}
_SENTENCES: Mapping[str, str] = {
    "missing": "does not come up",
    "down": "stays down",
    "address": "has no address {expected}",
    "default-route": "has no default route via {expected.via}",
    "route": "has no route {expected}",
    "unasked-link": "is created unexpectedly",
    "unasked-port": "is unexpectedly a port of {found}",
    "unasked-address": "has the unexpected address {found}",
    "unasked-route": "{has} unexpected route {found}",
    "unasked-rule": "{has} unexpected rule {found}",
    "ifup-fails": "its ifup fails",
    "length": "has {found} instead of {expected}",
    "guessed": "guesses the prefix length of {found}",
    "shared-address": "shares the address {expected} with {found}",
    "no-method": "ignores the unknown BOOTPROTO={expected}",
    "own-gateway": "is its own next hop in the route {expected}",
    "no-gateway": "has a default route without a gateway",
    "controller-down": "is a port of {expected}, which stays down",
    "no-target": "monitors its links by ARP without arp_ip_target",
    "put-aside": "comes up with the backup file {expected}",
    "hides": "hides the keyfile {expected} of the same UUID",
    "twice": "is set up again after {expected}",
}
_FAILS: Mapping[ActionKind, str] = {
    "addresses": "has no address",
    "all-files": "does not use the ifcfg files",
    "alias": "does not come up",
    "configuration": "is not configured",
    "dhcp": "gets no address by {action}",
    "ipv6": "has no IPv6",
    "join": "is not a {action}",
    "key": "does not apply {action}",
    "lease": "does not get its {action}",
    "make": "is not created",
    "make-vlan": "is not created",
    "parent-up": "does not set its parent up",
    "profile": "has no profile",
    "range": "does not get a range of addresses",
    "routes": "does not get its routes",
    "rules-and-routes": "does not get its rules and routes",
    "start": "does not start",
    "team": "is no team",
    "up": "does not come up",
    **dict.fromkeys(("address", "address-without-broadcast", "default-route", "ipv6-default-route", "route", "rule"),
                    "has no {action}"),
    **dict.fromkeys(("bridge-options", "mac", "mtu", "option", "options"), "does not get {action}"),
}  # fmt: skip


def shortfall(lacking: Shortfall) -> str:
    """What is lacking of a device, as its files ask for it."""
    if isinstance(lacking, Event):
        return events.event(lacking)
    if lacking.kind == "controller":
        return f"is not a port of {lacking.expected}"
    return mismatch(lacking)


def failure(found: Failure) -> str:
    """What fails of a device at the next boot, and why, as a finding says it."""
    lacking, why = found.lacking, events.cause(found.cause)
    if not isinstance(lacking, Event):
        what = f"{found.device} {shortfall(lacking)}"
    elif lacking.action.kind == "host":
        what = events.action(lacking.action)
    else:
        fails = _FAILS.get(lacking.action.kind, "does not run {action}").format(action=events.action(lacking.action))
        what = f"{found.device or 'the network'} {fails}"
    return f"{what} at the next boot: {why}" if why else f"{what} at the next boot"


def unmet(found: Mismatch) -> str:
    """How something is not as a topology asks for it, behind its name."""
    return f"{found.device}: {mismatch(found)}" if found.device else mismatch(found)


def mismatch(found: Mismatch) -> str:
    """How something is not as a topology asks for it."""
    if found.kind in _SETTINGS or found.option:
        return _setting(found.kind, found.option, found.found, found.expected)
    if found.kind in _SENTENCES:
        has = "has the" if found.device else "there is an"
        return _SENTENCES[found.kind].format(has=has, expected=found.expected, found=found.found)
    match found.kind:
        case "kind":
            return f"is a {_kind(found.found)}, not a {found.expected}"
        case "controller":
            return _controller(found)
        case "dhcp":
            return f"gets no address by {_dhcp(found.expected)}"
        case "unasked-dhcp":
            return f"gets an unexpected address by {_dhcp(found.found)}"
        case "rule":
            return f"has no rule {_rule(found.expected)}"
        case "no-ports":
            return "has no port that comes up" if found.found else "has no port"
        case "no-carrier":
            assert isinstance(found.found, tuple | None)
            return f"has no carrier through {listed(found.found)}" if found.found else "has no carrier"
        case "not-predicted":
            return events.cause(found.found if isinstance(found.found, Cause) else Cause("left"))
    raise AssertionError(found.kind)


def _controller(found: Mismatch) -> str:
    if not found.found:
        return f"is not a port of {found.expected}"
    if not found.expected:
        return f"is unexpectedly a port of {found.found}"
    return f"is a port of {found.found} instead of {found.expected}"


def listed(names: Sequence[str]) -> str:
    """NAMES as a text, the first few of many."""
    first, more = names[:_MOST_NAMED], len(names) - _MOST_NAMED
    return ", ".join(first) + f" and {more} more" if more > 0 else " and ".join(first)


def _setting(kind: str, option: str, found: object, other: object) -> str:
    """That a setting has another value than the OTHER one."""
    unit = _UNITS.get(option or kind, "")
    return f"has {option or _SETTINGS[kind]} {_value(found, unit)} instead of {_value(other, unit)}"


def _value(value: object, unit: str = "") -> str:
    match value:
        case bool():
            return "on" if value else "off"
        case None:
            return "by speed"  # a path cost that nothing sets
        case "" | ():
            return "none"
        case tuple():
            return ",".join(map(str, value))
        case float() if value.is_integer():
            value = int(value)
    return f"{value} {unit}" if unit else str(value)


def _kind(kind: object) -> str:
    return "card" if kind == "nic" else str(kind)


def _dhcp(version: object) -> str:
    return "DHCP" if version == 4 else "DHCPv6"


def _rule(expected: Any) -> str:
    assert isinstance(expected, RoutingRule)
    words = (("from", expected.source), ("to", expected.destination), ("table", expected.table))
    return " ".join(f"{word} {value}" for word, value in words if value is not None)


# -- two boots ---------------------------------------------------------------------------------------------


def item(had: Item) -> str:
    """Something that one boot has, and the other has not."""
    match had.kind:
        case "device":
            return " with ".join([had.device, *([_listed(had)] if had.addresses else [])])
        case "addresses":
            return f"{_listed(had)} of {had.device}"
        case "port":
            return f"{had.device} as a port of {had.controller}"
        case "rule":
            return f"the rule {had.text}"
        case "guest":
            return f"the network of the guest {had.text} on {had.controller}"
    return f"the {_route(had)}"


def _route(route: Item) -> str:
    if route.kind == "route":
        return f"route {route.text}"
    family = "" if route.version == 4 else "IPv6 "
    return f"{family}default route" + (f" via {route.text}" if route.text else "")


def _listed(had: Item) -> str:
    texts = [_address(address) for address in had.addresses]
    return " and ".join([", ".join(texts[:-1]), texts[-1]]) if len(texts) > 1 else texts[0]


def _address(address: str | LeasedAddress) -> str:
    if isinstance(address, str):
        return address
    return f"address by {_dhcp(address.version)}"


def change(made: Change) -> str:
    """What becomes of a device that is up in both boots, or of the way out."""
    match made.kind:
        case "bare":
            return f"{made.device} comes up as an ordinary device without an address"
        case "joins":
            return f"{made.device} becomes a port of {made.after}"
        case "overtakes":
            assert isinstance(made.after, Item)
            assert isinstance(made.before, Item)
            return f"the {_route(made.after)} takes precedence over the {_route(made.before)}"
        case "kind":
            return f"{made.device} is a {_kind(made.after)} instead of a {_kind(made.before)}"
        case "peer" | "broadcast" | "scope" | "label" as kind:
            after, before = _value(made.after), _value(made.before)
            return f"{made.of} of {made.device} has {kind} {after} instead of {before}"
    return f"{made.device} {_setting(made.kind, made.of, made.after, made.before)}"
