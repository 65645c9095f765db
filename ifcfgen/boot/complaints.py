"""Commands that fail, and change nothing that is asked for: the end is as the files mean it."""

from __future__ import annotations

from collections.abc import Set

from ifcfgen.boot.kernel import Kernel, bonding
from ifcfgen.boot.kernel.fib import has_default
from ifcfgen.boot.record import CauseKind, Event
from ifcfgen.boot.values import ipv4

_THERE: Set[CauseKind] = frozenset(
    {"address-exists", "address-twice", "no-file", "route-exists", "rule-exists", "target-exists"}
)
"""What these refuse is there already, or no file asks for it."""


def told_apart(events: list[Event], kernel: Kernel) -> list[Event]:
    """EVENTS, where what fails and is in KERNEL all the same in the end is a complaint."""
    return [
        event._replace(result="complaint") if event.is_amiss and _is_as_asked(event, kernel) else event
        for event in events
    ]


def _is_as_asked(event: Event, kernel: Kernel) -> bool:
    if event.cause is not None and event.cause.kind in _THERE:
        return True
    link = kernel.links.get(event.device)
    match event.action:
        case ("join", controller):
            return link is not None and link.master == controller
        case ("mtu", mtu):
            return link is not None and str(link.mtu) == str(mtu)
        case ("option", name, value):
            return link is not None and link.bond is not None and bonding.has(link.bond, name, value)
        case ("default-route", gateway):
            via = ipv4(gateway)  # the same one of IPv6 may be on another link
            return via is not None and has_default(kernel, via)
    return False
