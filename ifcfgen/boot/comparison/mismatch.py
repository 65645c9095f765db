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
    answered = (event.action for event in outcome.events if event.device == name and event.result == "ok")
    if (device.dhcp4 if version == 4 else device.dhcp6) and not any(a.asks_by_dhcp(version) for a in answered):
        yield Mismatch(device.name, "dhcp", version)


def is_same_route(expected: ExpectedRoute, route: Route, dev: str) -> bool:
    """Whether ROUTE is the EXPECTED one; a metric counts where one is expected."""
    to, length = (int(expected.to.network_address), expected.to.prefixlen) if expected.to else (0, 0)
    via = None if expected.via is None else int(expected.via)
    usual = LOCAL if expected.type == "local" else MAIN
    return (
        (route.version, route.to, route.length, route.type) == (expected.version, to, length, expected.type)
        and route.table == (expected.table or usual)
        and (expected.type not in ("unicast", "local") or (route.dev == dev and route.via == via))
        and (not expected.metric or route.metric == expected.metric)
        and (expected.source is None or route.source == int(expected.source))
    )
