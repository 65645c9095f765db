"""The sentences of comparisons: what is not as asked for, and what one boot has that another has not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ifcfgen.boot.comparison.boots import Change, Item, LeasedAddress
from ifcfgen.boot.comparison.mismatch import Mismatch
from ifcfgen.boot.comparison.shortfall import Failure, Shortfall
from ifcfgen.boot.record import Cause, Event
from ifcfgen.model import RoutingRule
from ifcfgen.report import events

_MOST_NAMED = 3
"""Of many devices."""
_SETTINGS = {
    "parent": "parent",
    "vlan-id": "VLAN ID",
    "mtu": "MTU",
    "mac": "MAC address",
    "mode": "mode",
    "ageing-time": "ageing time",
    "forward-delay": "forward delay",
    "hello-time": "hello time",
    "max-age": "maximum age",
    "priority": "priority",
    "path-cost": "path cost",
    "port-priority": "port priority",
    "hairpin": "hairpin",
}
"""What has one value where another is asked for."""
_SENTENCES: Mapping[str, str] = {
    "missing": "does not come to be",
    "down": "stays down",
    "address": "has no address {expected}",
    "default-route": "has no default route via {expected.via}",
    "route": "has no route {expected}",
    "unasked-link": "is made, and nobody asked for it",
    "unasked-address": "has the address {found}, which nobody asked for",
    "unasked-route": "has the route {found}, which nobody asked for",
    "unasked-rule": "there is the rule {found}, which nobody asked for",
    "ifup-fails": "its ifup fails",
    "option": "has {option} {found} instead of {expected}",
}


def shortfall(lacking: Shortfall) -> str:
    """What is lacking of a device, as its files ask for it."""
    if isinstance(lacking, Event):
        return events.event(lacking)
    if lacking.kind == "controller":
        return f"is no port of {lacking.expected}"
    return mismatch(lacking)


def failure(found: Failure) -> str:
    """What fails of a device at the next boot, and why, as a finding says it."""
    lacking, why = found.lacking, events.cause(found.cause)
    what = f"{events.action(lacking.action)} fails" if isinstance(lacking, Event) else shortfall(lacking)
    said = f"{found.device or 'the network'} {what} at the next boot"
    return f"{said}: {why}" if why else said


def unmet(found: Mismatch) -> str:
    """How something is not as a topology asks for it, behind its name."""
    return f"{found.device}: {mismatch(found)}" if found.device else mismatch(found)


def mismatch(found: Mismatch) -> str:
    """How something is not as a topology asks for it."""
    if found.kind in _SETTINGS:
        return f"has {_SETTINGS[found.kind]} {found.found} instead of {found.expected}"
    if found.kind in _SENTENCES:
        return _SENTENCES[found.kind].format(expected=found.expected, found=found.found, option=found.option)
    match found.kind:
        case "kind":
            return f"is a {'card' if found.found == 'nic' else found.found}, and no {found.expected}"
        case "controller":
            return f"is a port of {found.found or 'nothing'} instead of {found.expected or 'nothing'}"
        case "stp":
            return f"has STP {_switch(found.found)} instead of {_switch(found.expected)}"
        case "dhcp":
            return f"gets no address by {'DHCP' if found.expected == 4 else 'DHCPv6'}"
        case "rule":
            return f"has no rule {_rule(found.expected)}"
        case "no-ports":
            return "has no port that comes up" if found.found else "has no port"
        case "no-carrier":
            return f"has no carrier through {_names(found.found)}" if found.found else "has no carrier"
        case "not-predicted":
            return events.cause(found.found if isinstance(found.found, Cause) else Cause("left"))
    raise AssertionError(found.kind)


def _names(found: object) -> str:
    assert isinstance(found, tuple)
    first, more = found[:_MOST_NAMED], len(found) - _MOST_NAMED
    return ", ".join(first) + f" and {more} more" if more > 0 else " and ".join(first)


def _switch(on: object) -> str:
    return "on" if on else "off"


def _rule(expected: Any) -> str:
    assert isinstance(expected, RoutingRule)
    words = (("from", expected.source), ("to", expected.destination), ("table", expected.table))
    return " ".join(f"{word} {value}" for word, value in words if value is not None)


# -- two boots ---------------------------------------------------------------------------------------------


def item(had: Item) -> str:
    """Something that one boot has, and the other has not."""
    match had.kind:
        case "device":
            return " and its ".join([had.device, *([_listed(had)] if had.addresses else [])])
        case "addresses":
            return f"{_listed(had)} of {had.device}"
        case "port":
            return f"{had.device} as a port of {had.controller}"
        case "rule":
            return f"the rule {had.text}"
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
    return f"address by {'DHCP' if address.version == 4 else 'DHCPv6'}"


def change(made: Change) -> str:
    """What becomes of a device that is up in both boots, or of the way out."""
    match made.kind:
        case "bare":
            return f"{made.device} comes up bare"
        case "joins":
            return f"{made.device} becomes a port of {made.after}"
        case "overtakes":
            assert isinstance(made.after, Item)
            assert isinstance(made.before, Item)
            return f"the {_route(made.after)} goes before {_route(made.before)}"
    return f"{made.device} has {_SETTINGS[made.kind]} {made.after} instead of {made.before}"
