"""Whether all that is to come up at boot does so, and as its files ask for it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from ifcfgen.boot.comparison.mismatch import Kind, Mismatch, in_state, leased, not_predicted, under
from ifcfgen.boot.kernel.state import MAIN
from ifcfgen.boot.kernel.wires import Way
from ifcfgen.boot.managers import own_addresses
from ifcfgen.boot.outcome import Outcome
from ifcfgen.boot.record import ActionKind, Cause, CauseKind, Event
from ifcfgen.model import Device, Place, Topology
from ifcfgen.reading import Reading

Shortfall = Mismatch | Event
"""What the end lacks; or what happened, where the end shows nothing of it."""
_Way = tuple[int, int | None, int]
"""Family, gateway and table of a default route."""

_WITH_PORTS = ("bond", "bridge", "team")
_NOT_THERE: Set[ActionKind] = frozenset(
    {"all-files", "configuration", "host", "make", "make-vlan", "profile", "run", "start", "team", "up"}
)
_SHOWN_BY: Mapping[Kind, Set[ActionKind]] = {
    "missing": _NOT_THERE,
    "down": _NOT_THERE,
    "address": frozenset({"address", "address-without-broadcast", "addresses", "alias"}),
    "controller": frozenset({"join"}),
    "default-route": frozenset({"default-route", "ipv6-default-route", "route"}),
    "dhcp": frozenset({"dhcp", "lease"}),
    "no-ports": frozenset(),
    "no-carrier": frozenset(),
}
"""What must have failed for a mismatch of a kind to be what the end shows of it."""
_CAUSED_BY: Mapping[CauseKind, int] = {
    "is-down": 0, "no-device": 0, "no-profile": 1, "not-up": 0, "parent-down": 0, "parent-is-down": 0,
    "parent-missing": 0, "parent-missing-silently": 0,
}  # fmt: skip
"""Where among its details a cause names the device that something else has kept down."""


class Failure(NamedTuple):
    """What the end lacks of `device`, why, and where that is written.

    `follows` is the device that brings it about, where that one has failed before.
    """

    device: str
    lacking: Shortfall
    cause: Cause | None
    place: Place
    follows: str | None = None


def failures(reading: Reading, outcome: Outcome) -> Sequence[Failure]:
    """Everything that fails in the boot of READING, in the order of the boot; nothing that is not predicted."""
    lacking = _lacking(reading, outcome)
    amiss = [event for event in outcome.events if event.is_amiss and (event.cause is None or event.cause.is_predicted)]
    failing = {_device(reading, event) for event in amiss} | lacking.keys()
    found: list[Failure] = []
    begun: set[str] = set()
    for event in amiss:
        name = _device(reading, event)
        shown = (m for m in lacking.get(name, ()) if event.action.kind in _SHOWN_BY[m.kind])
        place = event.place or _place(reading, name)
        found.append(Failure(name, next(shown, event), event.cause, place, _followed(event, failing, begun)))
        begun.add(name)
    for device in reading.topology:
        if device.name in lacking and device.name not in begun:
            first = lacking[device.name][0]
            others = (device.controller_name, device.parent_name, *_through(first))
            follows = "" if "" in begun else next((name for name in others if name in failing), None)
            found.append(Failure(device.name, first, None, _place(reading, device.name), follows))
    known = failing | not_predicted(outcome).keys()
    for name in _without_reason(reading, outcome, known):
        found.append(Failure(name, Mismatch(name, "ifup-fails"), None, _place(reading, name)))
    return found


def _device(reading: Reading, event: Event) -> str:
    """The device that EVENT is about; where no file has one of that name, such as one with a CR, that of the file."""
    if not event.device or reading.topology.get(event.device):
        return event.device
    file = reading.directory.file_at(event.place.path) if event.place else None
    definition = reading.definition_in(file) if file else None
    return definition.device.name if definition else event.device


def _place(reading: Reading, name: str) -> Place:
    """Where the device NAME is defined; the directory where no file defines it."""
    device = reading.topology.get(name)
    definition = reading.definition(device) if device else None
    return definition.place("DEVICE") if definition else Place(reading.directory.path)


def _followed(event: Event, failing: Set[str], begun: Set[str]) -> str | None:
    """The device whose failure brings about that of EVENT: it has BEGUN to fail, or is another one that is FAILING."""
    cause = event.cause
    at = _CAUSED_BY.get(cause.kind) if cause else None
    if cause is None or at is None:
        return None
    name = str(cause.details[at])
    return name if name in begun or (name in failing and name != event.device) else None


def shortfalls(reading: Reading, outcome: Outcome) -> Mapping[str, Sequence[Shortfall]]:
    """What is amiss in the end, by device: nothing, where all that is ONBOOT comes up as configured."""
    found: dict[str, list[Shortfall]] = {name: [unknown] for name, unknown in not_predicted(outcome).items()}
    for name, mismatches in _lacking(reading, outcome).items():
        found.setdefault(name, []).extend(mismatches)
    for event in outcome.events:
        if event.is_amiss:
            name = _device(reading, event)
            if not found.get(name):
                found[name] = [event]
    return found | {name: [Mismatch(name, "ifup-fails")] for name in _without_reason(reading, outcome, found)}


def _without_reason(reading: Reading, outcome: Outcome, known: Container[str]) -> Iterator[str]:
    """The devices whose ifup fails without any event that says why; of what is KNOWN no more is to be said."""
    failed = [name for name, verdict in outcome.verdicts.items() if verdict == "FAILED"]
    if not failed:
        return
    devices = {definition.file.suffix: definition.device.name for definition in reading.definitions}
    devices["loopback"] = "lo"
    complaining = {event.device for event in outcome.events if event.result == "complaint"}
    for device in (devices.get(name.removeprefix("ifcfg-"), name) for name in failed):
        if device not in known and device not in complaining:
            yield device


def undecided(outcome: Outcome) -> Set[str]:
    """The devices that do not fail, and of which something is not known: which lease they get, which card they fit."""
    found = {event.device for event in outcome.events if event.is_undecided}
    return found | {known.fact.name for known in outcome.unknown if known.fact.kind in ("dhcp", "dhcp6")}


def _without_card(outcome: Outcome) -> Set[str]:
    """The devices of which nobody can say what becomes of them before the cards are known."""
    return {event.device for event in outcome.events if event.is_undecided and event.action.kind == "start"}


def _lacking(reading: Reading, outcome: Outcome) -> Mapping[str, Sequence[Mismatch]]:
    """How devices that are to come up differ in the end from what their files ask for, by name."""
    ways = {(route.version, route.via, route.table) for route in outcome.kernel.routes if not route.length}
    unknown = not_predicted(outcome).keys() | _without_card(outcome)
    wires = outcome.kernel.ways()
    found: dict[str, list[Mismatch]] = {}
    for device in reading.topology:
        if device.onboot and device.kind != "alias" and device.name not in unknown:
            mismatches = list(_mismatches(device, outcome, ways))
            mismatches += _wire(reading.topology, device, outcome, wires, unknown)
            if mismatches:
                found.setdefault(device.name, []).extend(mismatches)
    return found


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


def _wire(
    topology: Topology, device: Device, outcome: Outcome, wires: Mapping[str, Way], unknown: Set[str]
) -> Iterator[Mismatch]:
    """Whether DEVICE, where it is up, leads to a wire; of UNKNOWN devices it is not known what becomes of them."""
    link = outcome.kernel.links.get(device.name)
    if link is None or not link.up or link.kind == "loopback":
        return
    way, ports = wires[link.name], topology.ports(device)
    if way.is_wired or not unknown.isdisjoint(port.name for port in ports):
        return
    if link.kind in _WITH_PORTS and not outcome.kernel.ports_of(link.name):
        if link.kind != "bridge" or ports or _needs_others(device):
            yield Mismatch(device.name, "no-ports", found=tuple(port.name for port in ports))
    elif device.controller_name:
        return  # which is asked for all of its ports
    elif link.kind == "nic":
        if device.addresses or any(other.onboot for other in topology.children(device)):
            yield Mismatch(device.name, "no-carrier")
    elif way.is_wired is False or _needs_others(device):
        yield Mismatch(device.name, "no-carrier", found=way.cards or (device.parent_name,))


def _needs_others(device: Device) -> bool:
    """Whether DEVICE is of no use alone: it asks for a lease, or leads elsewhere."""
    return device.dhcp4 or device.dhcp6 or any(route.is_default for route in device.routes)


def _through(lacking: Mismatch) -> Sequence[str]:
    """The devices through which that which is LACKING should have come."""
    return lacking.found if isinstance(lacking.found, tuple) else ()


def _default_routes(device: Device, ways: Set[_Way]) -> Iterator[Mismatch]:
    """The default routes of DEVICE that no other device has either."""
    for route in device.routes:
        if route.is_default and route.via and (route.version, int(route.via), route.table or MAIN) not in ways:
            yield Mismatch(device.name, "default-route", route)
