"""Commands that fail without harm: the result is as the files mean it, or depends on unknown facts."""

from __future__ import annotations

from collections.abc import Set

from ifcfgen.boot.kernel import Kernel, bonding
from ifcfgen.boot.kernel.fib import has_default
from ifcfgen.boot.outcome import Outcome
from ifcfgen.boot.record import Cause, CauseKind, Event
from ifcfgen.facts import Fact, dhcp
from ifcfgen.ifcfg.literals import ipv4, ipv6
from ifcfgen.reading import Reading

_THERE: Set[CauseKind] = frozenset(
    {"address-exists", "address-twice", "no-file", "route-exists", "rule-exists", "target-exists"}
)
"""What these refuse is there already, or no file asks for it."""
_NETWORKMANAGER = "NetworkManager"
_LINK_LOCAL = 0xFE80 >> 6
"""The first ten bits."""


def tell_complaints_apart(reading: Reading, outcome: Outcome) -> None:
    """Record as a complaint whatever fails in OUTCOME and is there in the end all the same.

    What would not fail with another lease or another card, of which nothing is stated, is not predicted.
    """
    left = {*outcome.left}
    for number, event in enumerate(outcome.events):
        if event.result == "ok" or not event.is_amiss:
            continue
        base = event.cause.of_device if event.cause else None
        is_perhaps_there = reading.directory.has_unread_keyfiles and event.script == _NETWORKMANAGER
        if base is not None and (base in left or is_perhaps_there) and event.device not in outcome.left:
            left.add(event.device)
            unpredicted = Cause("stands-on-unpredicted", base)
            outcome.events[number] = event._replace(result="skipped", cause=unpredicted)
            continue
        if _is_as_asked(event, outcome.kernel):
            outcome.events[number] = event._replace(result="complaint")
        elif (unknown := _unknown(event, reading, outcome)) is not None:
            outcome.events[number] = event._replace(result="skipped", cause=unknown)


def _unknown(event: Event, reading: Reading, outcome: Outcome) -> Cause | None:
    """What is not known about the failure of EVENT, where that decides it."""
    match event.cause:
        case ("gateway-unreachable", gateway, *_):
            leased = dhcp("", 6 if ":" in gateway else 4).kind
            if any(known.fact.kind == leased for known in outcome.unknown):
                return Cause("unknown-network", gateway)
        case ("no-device", device) if event.action.kind == "route" and any(
            known.fact == Fact("nics") for known in outcome.unknown
        ):
            if any(d.device.hwaddr and not d.device.named for d in reading.definitions):
                return Cause("unknown-card", device)
    return None


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
