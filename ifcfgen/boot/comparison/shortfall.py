"""Whether all that is to come up at boot does so, and as its files ask for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from ifcfgen.boot.comparison.mismatch import Mismatch, in_state, leased, not_predicted, under
from ifcfgen.boot.kernel.state import MAIN
from ifcfgen.boot.managers import own_addresses
from ifcfgen.boot.outcome import Outcome
from ifcfgen.boot.record import Cause, Event
from ifcfgen.facts.machine import Facts
from ifcfgen.model import Device, Place
from ifcfgen.reading import Reading

Shortfall = Mismatch | Event
"""What the end lacks; or what happened, where the end shows nothing of it."""
_Way = tuple[int, int | None, int]
"""Family, gateway and table of a default route."""


class Failure(NamedTuple):
    """What `device` does not come to though its file asks for it, why, and where that is written."""

    device: str
    mismatch: Mismatch
    cause: Cause | None
    place: Place | None


def failures(reading: Reading, facts: Facts, outcome: Outcome) -> Sequence[Failure]:
    """What the boot of READING with FACTS does not bring up, one a device; no guess."""
    found: dict[str, Failure] = {}
    ways = _ways(outcome)
    by_device = outcome.events_by_device
    of_host = next((event for event in by_device.get("", ()) if event.is_amiss), None)
    for device in _to_come_up(reading, outcome):
        mismatch = next(_mismatches(device, outcome, ways), None)
        event = next((event for event in by_device.get(device.name, ()) if event.is_amiss), of_host)
        if mismatch and device.kind != "other" and not (event and _is_a_guess(event, facts)):
            definition = reading.definition(device)
            place = event.place if event else None
            if place is None and definition:
                place = definition.place()
            found[device.name] = Failure(device.name, mismatch, event.cause if event else None, place)
    return list(found.values())


def _is_a_guess(event: Event, facts: Facts) -> bool:
    cause = event.cause
    return cause is not None and ((facts.nics is None and cause.is_about_cards) or not cause.is_predicted)


def shortfalls(reading: Reading, outcome: Outcome) -> Mapping[str, Sequence[Shortfall]]:
    """What is amiss in the end, by device: nothing, where all that is ONBOOT comes up as configured."""
    found: dict[str, list[Shortfall]] = {name: [not_predicted(name, outcome)] for name in outcome.left}
    ways = _ways(outcome)
    for device in _to_come_up(reading, outcome):
        found.setdefault(device.name, []).extend(_mismatches(device, outcome, ways))
    for event in outcome.events:
        known = found.setdefault(event.device, [])
        if event.is_amiss and not known:
            known.append(event)
    for name, verdict in outcome.verdicts.items():
        if verdict == "FAILED" and not found.setdefault(name, []):
            found[name].append(Mismatch(name, "ifup-fails"))
    return {name: what for name, what in found.items() if what}


def _to_come_up(reading: Reading, outcome: Outcome) -> Iterator[Device]:
    for device in reading.topology:
        if device.onboot and device.kind != "alias" and device.name not in outcome.left:
            yield device


def _ways(outcome: Outcome) -> Set[_Way]:
    """Those of the default routes that there are."""
    return {(route.version, route.via, route.table) for route in outcome.kernel.routes if not route.length}


def _mismatches(device: Device, outcome: Outcome, ways: Set[_Way]) -> Iterator[Mismatch]:
    """How DEVICE differs in the end from what its file asks for."""
    name = device.name.partition(":")[0]  # of an alias in a file whose name has no colon
    link = outcome.kernel.links.get(name)
    yield from in_state(device, link)
    if device.controller_name:  # whose addresses are not set
        if link:
            yield from under(device, link)
        return
    for address in own_addresses(device):
        if not outcome.kernel.has_address(name, int(address.ip), address.version):
            yield Mismatch(device.name, "address", address)
    if link is None or not link.up:
        yield from _default_routes(device, ways)
    yield from leased(device, device.name, outcome, 4)


def _default_routes(device: Device, ways: Set[_Way]) -> Iterator[Mismatch]:
    """The default routes of DEVICE that no other device has either."""
    for route in device.routes:
        if route.is_default and route.via and (route.version, int(route.via), route.table or MAIN) not in ways:
            yield Mismatch(device.name, "default-route", route)
