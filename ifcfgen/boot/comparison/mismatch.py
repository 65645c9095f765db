"""One way in which a device is not what was asked for, and what the comparisons have in common."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from ifcfgen.boot.kernel.state import LOCAL, MAIN, Link, Route
from ifcfgen.boot.outcome import Outcome
from ifcfgen.model import Device
from ifcfgen.model import Route as ExpectedRoute

Kind = Literal[
    "missing", "down", "kind", "controller", "parent", "vlan-id", "mtu", "mac",
    "mode", "option", "stp", "ageing-time", "forward-delay", "hello-time", "max-age", "priority",
    "path-cost", "port-priority", "hairpin", "address", "dhcp", "default-route", "route", "rule",
    "unasked-link", "unasked-address", "unasked-route", "unasked-rule", "not-predicted", "ifup-fails",
    "no-ports", "no-carrier",
]  # fmt: skip
"""*Unasked* is what is there, and nobody asked for it."""


class Mismatch(NamedTuple):
    """What is EXPECTED of a device, and what is FOUND instead; without a name it is about the host."""

    device: str
    kind: Kind
    expected: object = None
    found: object = None
    option: str = ""
    """Which one of a bond, where the kind is `option`."""


def in_state(device: Device, link: Link | None) -> Iterator[Mismatch]:
    """Whether DEVICE is there, and up."""
    if link is None:
        yield Mismatch(device.name, "missing")
    elif not link.up and device.name != "lo":
        yield Mismatch(device.name, "down")


def under(device: Device, link: Link) -> Iterator[Mismatch]:
    """Whether DEVICE is a port of what it is to be a port of."""
    if device.controller_name != link.master:
        yield Mismatch(device.name, "controller", device.controller_name, link.master)


def leased(device: Device, name: str, outcome: Outcome, version: int) -> Iterator[Mismatch]:
    """Whether a server answers, where DEVICE, which the kernel calls NAME, is to ask one."""
    answered = (event.action for event in outcome.events_by_device.get(name, ()) if event.result == "ok")
    if (device.dhcp4 if version == 4 else device.dhcp6) and not any(a.asks_by_dhcp(version) for a in answered):
        yield Mismatch(device.name, "dhcp", version)


def is_same_route(expected: ExpectedRoute, route: Route, dev: str) -> bool:
    """Whether ROUTE is the EXPECTED one; a metric counts where one is expected."""
    via = None if expected.via is None else int(expected.via)
    return (
        route_key(route) == expected_key(expected)
        and (expected.type not in ("unicast", "local") or (route.dev == dev and route.via == via))
        and (not expected.metric or route.metric == expected.metric)
        and (expected.source is None or route.source == int(expected.source))
    )


def route_key(route: Route) -> tuple[int, int, int, str, int]:
    """What is the same of a route and the expected one in any case."""
    return route.version, route.to, route.length, route.type, route.table


def expected_key(route: ExpectedRoute) -> tuple[int, int, int, str, int]:
    """The same of an expected one."""
    to, length = (int(route.to.network_address), route.to.prefixlen) if route.to else (0, 0)
    return route.version, to, length, route.type, route.table or (LOCAL if route.type == "local" else MAIN)
