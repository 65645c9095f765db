"""Commands that fail, and change nothing that is asked for: the end is as the files mean it."""

from __future__ import annotations

from collections.abc import Set

from ifcfgen.boot.kernel import Kernel, bonding
from ifcfgen.boot.kernel.fib import has_default
from ifcfgen.boot.outcome import Outcome
from ifcfgen.boot.record import CauseKind, Event
from ifcfgen.boot.values import ipv4

_THERE: Set[CauseKind] = frozenset(
    {"address-exists", "address-twice", "no-file", "route-exists", "rule-exists", "target-exists"}
)
"""What these refuse is there already, or no file asks for it."""


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
        case ("option", name, value):
            return link is not None and link.bond is not None and bonding.has(link.bond, name, value)
        case ("default-route", gateway):
            via = ipv4(gateway)  # the same one of IPv6 may be on another link
            return via is not None and has_default(kernel, via)
    return False
