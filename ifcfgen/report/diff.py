"""What differs between two hosts, as text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ifcfgen.diff import Change, Compared, Difference
from ifcfgen.intent.secrets import holds_secret
from ifcfgen.model import Address, Route, RoutingRule
from ifcfgen.secrets import STRUCK

_NAMES = {
    "nm_controlled": "manager", "hwaddr": "MAC address of the card", "mac": "MAC address", "mtu": "MTU",
    "onboot": "starts at boot", "controller_name": "controller", "parent_name": "parent", "vlan_id": "VLAN ID",
    "dhcp4": "DHCPv4", "dhcp6": "DHCPv6", "stp": "STP", "nameservers": "name server", "addresses": "address",
    "routes": "route", "rules": "routing rule", "search": "search domain", "accept_ra": "router advertisements",
    "link_local": "link-local addresses", "wakeonlan": "wake-on-LAN", "ipv6_mtu": "IPv6 MTU",
}  # fmt: skip
_UNITS = dict.fromkeys(("forward_delay", "hello_time", "max_age", "ageing_time"), " s")


def text(compared: Compared, strike: Any) -> Iterator[str]:
    """The lines that say what differs, device by device, and what restarts."""
    for difference in compared.differences:
        yield f"{difference.device or 'the host'}:{_kind(difference)}\n"
        yield from (f"  {strike(line)}\n" for line in lines(difference))
    if compared.restarted:
        yield f"restart, in this order: {', '.join(compared.restarted)}\n"


def _kind(difference: Difference) -> str:
    return {"added": " only in the second", "removed": " only in the first", "changed": ""}[difference.kind]


def lines(difference: Difference) -> Iterator[str]:
    """What changed of a device, a line each."""
    return (line for change in difference.changes for line in _lines(change))


def _lines(change: Change) -> Iterator[str]:
    what = _NAMES.get(change.what) or _spelled(change.what)
    before, after = (shown(change.what, value) for value in (change.before, change.after))
    if change.what in (change.before, change.after):  # a line of a route or rule file
        yield f"- {before}" if change.after is None else f"+ {after}"
    elif change.before in (None, "", ()):
        yield f"+ {what} {after}"
    elif change.after in (None, "", ()):
        yield f"- {what} {before}"
    else:
        yield f"~ {what} {before} → {after}"


def _spelled(what: str) -> str:
    """A field in words; a key stays as it is."""
    return what if what != what.lower() else what.replace("_options.", " ").replace("_", " ")


def shown(what: str, value: object) -> str:
    """VALUE of the field WHAT as a person reads it."""
    match value:
        case None:
            return "not set"
        case bool() if what == "nm_controlled":
            return "NetworkManager" if value else "initscripts"
        case bool():
            return "yes" if value else "no"
        case Address():
            return f"{value} label {value.label}" if value.label else str(value)
        case Route():
            return _route(value)
        case RoutingRule():
            return _rule(value)
        case int() | float() if what in _UNITS:
            return f"{value:g}{_UNITS[what]}"
        case str() if holds_secret(what.rpartition(" ")[2], value):
            return STRUCK
        case tuple():
            return ", ".join(shown(what, item) for item in value) or "none"
    return str(value)


def _route(route: Route) -> str:
    words = [str(route)] if route.type == "unicast" else [route.type, str(route)]
    table = route.table_name or route.table
    more = {"table": table, "metric": route.metric, "src": route.source, "scope": route.scope, "mtu": route.mtu}
    words += [f"{name} {value}" for name, value in more.items() if value is not None and value != ""]
    return " ".join([*words, *(["onlink"] if route.on_link else [])])


def _rule(rule: RoutingRule) -> str:
    more = {
        "priority": rule.priority, "from": rule.source or "all", "to": rule.destination, "fwmark": rule.mark,
        "tos": rule.tos, "table": rule.table,
    }  # fmt: skip
    return " ".join(f"{name} {value}" for name, value in more.items() if value is not None)


def as_json(compared: Compared, strike: Any) -> str:
    """The same for programs."""

    def value(what: str, given: object) -> object:
        return given if given is None or isinstance(given, bool | int) else strike(shown(what, given))

    found = [
        {
            "device": difference.device,
            "kind": difference.kind,
            "changes": [
                {"what": strike(c.what), "before": value(c.what, c.before), "after": value(c.what, c.after)}
                for c in difference.changes
            ],
        }
        for difference in compared.differences
    ]
    return json.dumps({"version": 1, "differences": found, "restarted": list(compared.restarted)}, indent=2) + "\n"
