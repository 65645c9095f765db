"""Whether all that is to come up at boot does so, and as it is configured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ifcfgen.boot.managers import LEFT, foretell, own_addresses
from ifcfgen.boot.outcome import NOT_FORETOLD, Event, Outcome
from ifcfgen.facts.machine import Facts
from ifcfgen.lint.subjects.relations import Failure
from ifcfgen.model import Device, Place
from ifcfgen.reading import Reading

_WILFUL = {"ONBOOT", "SLAVE", "ONPARENT", "NOROUTESET", "DEFROUTE", "GATEWAYDEV", "LINKSTATUS"}
"""What is passed over for the sake of these is meant to be."""


_FORETOLD = range(6, 10)


def is_wilful(event: Event) -> bool:
    """Whether the event is a skip that the files ask for."""
    return event.result == "skipped" and not _WILFUL.isdisjoint(event.keys[:1])


def failures(reading: Reading, facts: Facts) -> Mapping[str, Failure]:
    """What the boot does not bring up, by device; nothing where who brings it up has not been stated."""
    if not facts.host.states_services or facts.host.release not in _FORETOLD:
        return {}
    outcome = foretell(reading, facts)
    found = {}
    for device in _wanted(reading, outcome):
        what = next(_amiss(device, outcome), None)
        event = next((e for name in (device.name, "") for e in outcome.events if e.device == name and _counts(e)), None)
        if what and device.kind != "other" and not (event and _is_a_guess(event, facts)):
            place = event.place if event else None
            found[device.name] = Failure(what, event.reason if event else "", place or _place(reading, device))
    return found


def shortfalls(reading: Reading, outcome: Outcome) -> dict[str, list[str]]:
    """What is amiss in the end, by device: nothing, where all that is ONBOOT comes up as configured."""
    found: dict[str, list[str]] = {name: [LEFT] for name in outcome.left}
    for device in _wanted(reading, outcome):
        found.setdefault(device.name, []).extend(_amiss(device, outcome))
    for event in outcome.events:
        known = found.setdefault(event.device, [])
        if _counts(event) and not known:
            known.append(f"{event.action}: {event.reason}")
    for name, verdict in outcome.verdicts.items():
        if verdict == "FAILED" and not found.setdefault(name, []):
            found[name].append("its ifup fails")
    return {name: what for name, what in found.items() if what}


def _place(reading: Reading, device: Device) -> Place | None:
    definition = reading.definition(device)
    return definition.place() if definition else None


def _is_a_guess(event: Event, facts: Facts) -> bool:
    which_card = facts.nics is None and event.keys[:1] == ("HWADDR",)
    return which_card or event.reason.endswith(NOT_FORETOLD)


def _wanted(reading: Reading, outcome: Outcome) -> Iterator[Device]:
    for device in reading.topology:
        if device.onboot and device.kind != "alias" and device.name not in outcome.left:
            yield device


def _counts(event: Event) -> bool:
    return event.result != "ok" and not is_wilful(event)


def _amiss(device: Device, outcome: Outcome) -> Iterator[str]:
    """How DEVICE ends otherwise than its file asks for."""
    kernel, controller = outcome.kernel, device.controller_name
    name = device.name.partition(":")[0]  # of an alias in a file whose name has no colon
    link = kernel.links.get(name)
    if link is None:
        yield "does not come to be"
    elif not link.up and device.name != "lo":
        yield "stays down"
    if controller and link and link.master != controller:
        yield f"is no port of {controller}"
    if controller:
        return  # whose addresses are not set
    there = {str(address).partition("/")[0] for address in kernel.addresses if address.dev == name}
    for address in own_addresses(device):
        if str(address.ip) not in there:
            yield f"has no address {address}"
    if link is None or not link.up:
        ways = {(route.version, route.via) for route in kernel.routes if not route.length}
        for route in device.routes:
            if route.is_default and route.via and (route.version, int(route.via)) not in ways:
                yield f"has no default route via {route.via}"
    asked = [event for event in outcome.events if event.device == device.name and event.action.startswith("DHCP")]
    if device.dhcp4 and not any(event.result == "ok" for event in asked):
        yield "gets no address by DHCP"
