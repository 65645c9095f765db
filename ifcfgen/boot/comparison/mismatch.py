"""One way in which a device is not what was asked for, and what the comparisons have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from ifcfgen.boot.comparison.settings import SettingKind
from ifcfgen.boot.initscripts.guards import is_guard
from ifcfgen.boot.kernel.state import LOCAL, MAIN, Link, Route
from ifcfgen.boot.outcome import Outcome
from ifcfgen.boot.record import Cause
from ifcfgen.lazy import NamedTuple
from ifcfgen.model import Device
from ifcfgen.model import Route as ExpectedRoute

Kind = (
    SettingKind
    | Literal[
        "missing", "down", "kind", "controller", "address", "dhcp", "default-route", "route", "rule",
        "unasked-link", "unasked-port", "unasked-address", "unasked-dhcp", "unasked-route", "unasked-rule",
        "not-predicted", "ifup-fails",
        "controller-down", "guessed", "hides", "length", "no-carrier", "no-gateway", "no-method", "no-ports",
        "no-target", "own-gateway", "put-aside", "shared-address", "twice",
    ]
)  # fmt: skip
"""*Unasked* is what is there, but not asked for."""
_THROUGH_A_DEVICE = ("unicast", "local")
"""The types of routes for which it matters through which device they lead."""
_ZEROCONF = (4, 0xA9FE0000, 16, None, MAIN)
"""The route that initscripts add to a device with an address."""


class Mismatch(NamedTuple):
    """What is EXPECTED of a device, and what is FOUND instead; without a name it is about the host."""

    device: str
    kind: Kind
    expected: object = None
    found: object = None
    option: str = ""
    """Which one, where the kind is `option`."""


def not_predicted(outcome: Outcome) -> Mapping[str, Mismatch]:
    """The devices of which it is not known what becomes of them, with the reason."""
    causes = {name: Cause("left") for name in outcome.left}
    for event in reversed(outcome.remarkable):
        if event.cause and not event.cause.is_predicted:
            causes[event.device] = event.cause
    return {name: Mismatch(name, "not-predicted", found=cause) for name, cause in causes.items()}


def in_state(device: Device, link: Link | None) -> Iterator[Mismatch]:
    """Whether DEVICE is there, and up."""
    if link is None:
        yield Mismatch(device.name, "missing")
    elif not link.up and device.name != "lo":
        yield Mismatch(device.name, "down")


def under(device: Device, link: Link) -> Iterator[Mismatch]:
    """Whether DEVICE is a port of the controller that it names."""
    if device.controller_name != link.master:
        yield Mismatch(device.name, "controller", device.controller_name, link.master)


def leased(device: Device, name: str, outcome: Outcome, version: int) -> Iterator[Mismatch]:
    """Whether a server answers, where DEVICE, which the kernel calls NAME, is to ask one."""
    if not (device.dhcp4 if version == 4 else device.dhcp6):
        return
    answered = (event.action for event in outcome.events_by_device.get(name, ()) if event.result == "ok")
    if not any(action.asks_by_dhcp(version) for action in answered):
        yield Mismatch(device.name, "dhcp", version)


def is_native(route: Route) -> bool:
    """Whether ROUTE is there without being asked for: the kernel's own, zeroconf's, and those of init.ipv6-global."""
    is_zeroconf = (route.version, route.to, route.length, route.via, route.table) == _ZEROCONF
    return route.protocol == "kernel" or (is_zeroconf and route.type == "unicast") or is_guard(route)


def is_same_route(expected: ExpectedRoute, route: Route, dev: str) -> bool:
    """Whether ROUTE is the EXPECTED one of the device DEV; a metric counts where one is expected."""
    via = None if expected.via is None else int(expected.via)
    return (
        route_key(route) == expected_key(expected, dev)
        and not route.tos
        and (expected.type not in _THROUGH_A_DEVICE or route.via == via)
        and (not expected.metric or route.metric == expected.metric)
        and (expected.source is None or route.source == int(expected.source))
    )


def way_of(route: Route) -> str | None:
    """The device that ROUTE leads through; None where it leads nowhere, or by several."""
    return route.dev if route.type in _THROUGH_A_DEVICE else None


def route_key(route: Route) -> tuple[object, ...]:
    """What is the same of a route and the expected one in any case."""
    return route.version, route.to, route.length, route.type, route.table, way_of(route)


def expected_key(route: ExpectedRoute, dev: str) -> tuple[object, ...]:
    """The same of an expected one of the device DEV."""
    to, length = (int(route.to.network_address), route.to.prefixlen) if route.to else (0, 0)
    table = route.table or (LOCAL if route.type == "local" else MAIN)
    return route.version, to, length, route.type, table, dev if route.type in _THROUGH_A_DEVICE else None
