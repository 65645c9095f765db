"""Commands that fail, and change nothing that is asked for: the end is as the files mean it."""

from __future__ import annotations

from collections.abc import Set

from ifcfgen.boot.kernel import Kernel, bonding
from ifcfgen.boot.kernel.fib import has_default
from ifcfgen.boot.outcome import Outcome
from ifcfgen.boot.record import CauseKind, Event
from ifcfgen.boot.values import ipv4, ipv6

_THERE: Set[CauseKind] = frozenset(
    {"address-exists", "address-twice", "no-file", "route-exists", "rule-exists", "target-exists"}
)
"""What these refuse is there already, or no file asks for it."""
_LINK_LOCAL = 0xFE80 >> 6
"""The first ten bits."""


def tell_complaints_apart(outcome: Outcome) -> None:
    """Record as a complaint whatever fails in OUTCOME and is there in the end all the same."""
    for number, event in enumerate(outcome.events):
        if event.result != "ok" and event.is_amiss and _is_as_asked(event, outcome.kernel):
            outcome.events[number] = event._replace(result="complaint")


def _is_as_asked(event: Event, kernel: Kernel) -> bool:
    if event.cause is not None and event.cause.kind in _THERE:
        return True
    link = kernel.links.get(event.device)
    match event.action:
        case ("join", controller):
            return link is not None and link.master == controller
        case ("mtu", mtu):
            return link is not None and str(link.mtu) == str(mtu)
        case ("mac", mac):
            return link is not None and link.mac == mac
        case ("option", name, value):
            return link is not None and link.bond is not None and bonding.has(link.bond, name, value)
        case ("default-route", gateway):
            via, via6 = ipv4(gateway), ipv6(gateway)
            if via6 is not None:  # a link-local one may be on another link
                return via6 >> 118 != _LINK_LOCAL and has_default(kernel, via6, 6)
            return via is not None and has_default(kernel, via)
    return False
