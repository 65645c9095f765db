"""One way in which a device is not what was asked for, and what the comparisons have in common."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from ifcfgen.boot.kernel.state import LOCAL, MAIN, Link, Route
from ifcfgen.boot.outcome import Outcome
from ifcfgen.model import Device
from ifcfgen.model import Route as AskedRoute

Kind = Literal[
    "missing", "down", "kind", "controller", "parent", "vlan-id", "mtu", "mac",
    "mode", "option", "stp", "ageing-time", "forward-delay", "hello-time", "max-age", "priority",
    "path-cost", "port-priority", "hairpin", "address", "dhcp", "default-route", "route", "rule",
    "unasked-link", "unasked-address", "unasked-route", "unasked-rule", "not-predicted", "ifup-fails",
]  # fmt: skip
"""*Unasked* is what is there, and nobody asked for it."""


class Mismatch(NamedTuple):
    """What is ASKED of a device, and what is FOUND instead; without a name it is about the host."""

    device: str
    kind: Kind
    asked: object = None
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


def is_same_route(asked: AskedRoute, route: Route, dev: str) -> bool:
    """Whether ROUTE is the one that is ASKED for; a metric counts where one is asked for."""
    to, length = (int(asked.to.network_address), asked.to.prefixlen) if asked.to else (0, 0)
    via = None if asked.via is None else int(asked.via)
    usual = LOCAL if asked.type == "local" else MAIN
    return (
        (route.version, route.to, route.length, route.type) == (asked.version, to, length, asked.type)
        and route.table == (asked.table or usual)
        and (asked.type not in ("unicast", "local") or (route.dev == dev and route.via == via))
        and (not asked.metric or route.metric == asked.metric)
        and (asked.source is None or route.source == int(asked.source))
    )
