"""Whether all that is to come up at boot does so, and as its files ask for it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence, Set

from ifcfgen.boot.comparison.lack import Lack, lacks
from ifcfgen.boot.comparison.mismatch import Kind, Mismatch, not_predicted
from ifcfgen.boot.managers import as_booted
from ifcfgen.boot.outcome import Outcome
from ifcfgen.boot.record import ActionKind, Cause, CauseKind, Event
from ifcfgen.lazy import NamedTuple
from ifcfgen.model import Place
from ifcfgen.reading import Reading

Shortfall = Mismatch | Event
"""What the end lacks; or what happened, where the end shows nothing of it."""

_NOT_THERE: Set[ActionKind] = frozenset(
    {"all-files", "configuration", "host", "make", "make-vlan", "profile", "run", "start", "team", "up"}
)
_ADDRESSES: Set[ActionKind] = frozenset({"address", "address-without-broadcast", "addresses", "alias", "ipv6", "range"})
_LEASES: Set[ActionKind] = frozenset({"dhcp", "lease"})
_ROUTES: Set[ActionKind] = frozenset({"default-route", "ipv6-default-route", "route", "routes", "rules-and-routes"})
_OPTIONS: Set[ActionKind] = frozenset({"option", "options"})
_SHOWN_BY: Mapping[Kind, Set[ActionKind]] = {
    "missing": _NOT_THERE,
    "down": _NOT_THERE,
    "address": _ADDRESSES,
    "length": _ADDRESSES,
    "controller": frozenset({"join", "leave-to-bond"}),
    "default-route": _ROUTES,
    "route": _ROUTES,
    "dhcp": _LEASES,
    "mtu": frozenset({"mtu", "options"}),
    "mode": _OPTIONS,
    "option": _OPTIONS,
    "no-target": _OPTIONS,
}
"""What must have failed for a mismatch of a kind to be what the end shows of it."""
_STATES: Set[Kind] = frozenset({"missing", "down"})
_BASE: Set[Kind] = _STATES | {"controller", "address", "dhcp"}
_LEADS_TO: Set[ActionKind] = _NOT_THERE | _ADDRESSES | _LEASES
"""What the rest of a device depends on: where that fails, what else is lacking follows."""
_FILE_OF: Mapping[CauseKind, int] = {"up-with": 1, "hidden": 0}
"""Where among its details a cause names the file that is in the way."""


class Failure(NamedTuple):
    """What the end lacks of `device`, why, and where that is written.

    `follows` is the device that brings it about, where that one has failed before.
    """

    device: str
    lacking: Shortfall
    cause: Cause | None
    place: Place
    follows: str | None = None

    @property
    def blames(self) -> str | None:
        """The name of another file that is the cause, if that is one."""
        at = _FILE_OF.get(self.cause.kind) if self.cause else None
        return str(self.cause.details[at]) if self.cause and at is not None else None


def failures(reading: Reading, outcome: Outcome) -> Sequence[Failure]:
    """Everything that fails in the boot of READING, in the order of the boot; nothing that is not predicted."""
    reading = as_booted(reading, outcome).naming(outcome.names)
    lacking = _lacking(reading, outcome)
    amiss = [one for one in outcome.remarkable if one.is_amiss and (one.cause is None or one.cause.is_predicted)]
    down = {name for name, lacks in lacking.items() if lacks[0].mismatch.kind in _STATES}
    failing = {_device(reading, event) for event in amiss} | down
    found: list[Failure] = []
    begun: dict[str, set[ActionKind]] = {}
    for event in amiss:
        name = _device(reading, event)
        shown = (lack.mismatch for lack in lacking.get(name, ()) if _is_shown(lack, (event.action.kind,)))
        place = event.place or _place(reading, name)
        found.append(Failure(name, next(shown, event), event.cause, place, _followed(event, failing, begun)))
        begun.setdefault(name, set()).add(event.action.kind)
    told = {failed.place.path for failed in found}
    for name in lacking:
        found += _unshown(reading, lacking, name, begun, told, failing)
    known = failing | lacking.keys() | not_predicted(outcome).keys()
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


def _is_shown(lack: Lack, failed: Iterable[ActionKind]) -> bool:
    """Whether it comes of what has FAILED that the end lacks this."""
    return not _SHOWN_BY.get(lack.mismatch.kind, frozenset()).isdisjoint(failed)


def _unshown(
    reading: Reading,
    lacking: Mapping[str, Sequence[Lack]],
    name: str,
    begun: Mapping[str, Set[ActionKind]],
    told: Set[str],
    failing: Set[str],
) -> Iterator[Failure]:
    """What is LACKING of the device NAME where no event shows it: one failure, where it is not there at all."""
    lacks, topology, failed = lacking[name], reading.topology, begun.get(name, frozenset())
    device = topology.get(name)
    assert device is not None  # of which something is lacking
    if lacks[0].mismatch.kind in (*_STATES, "controller"):
        if not failed:
            others = (device.controller_name, device.parent_name)
            follows = "" if "" in begun else next((other for other in others if other in failing), None)
            yield Failure(name, lacks[0].mismatch, None, lacks[0].place, follows)
        return
    is_bare = any(lack.mismatch.kind in _BASE for lack in lacks)
    for lack in lacks:
        kind = lack.mismatch.kind
        if _is_shown(lack, failed) or (device.kind == "alias" and lack.place.path in told):
            continue
        follows = None
        if kind in ("no-ports", "no-carrier"):
            below = (device.parent_name, *(lack.mismatch.found if isinstance(lack.mismatch.found, tuple) else ()))
            follows = next((other for other in below if other in failing or other in lacking), None)
        elif not failed.isdisjoint(_LEADS_TO) or (is_bare and kind in ("route", "default-route")):
            follows = name
        yield Failure(name, lack.mismatch, None, lack.place, follows)


def _place(reading: Reading, name: str) -> Place:
    """Where the device NAME is defined; the directory where no file defines it."""
    device = reading.topology.get(name)
    definition = reading.definition(device) if device else None
    return definition.place("DEVICE") if definition else Place(reading.directory.path)


def _followed(event: Event, failing: Set[str], begun: Container[str]) -> str | None:
    """The device whose failure brings about that of EVENT: it has BEGUN to fail, or is another one that is FAILING."""
    name = event.cause.of_device if event.cause else None
    if name is None:
        return None
    return name if name in begun or (name in failing and name != event.device) else None


def shortfalls(reading: Reading, outcome: Outcome) -> Mapping[str, Sequence[Shortfall]]:
    """What is amiss in the end, by device: nothing, where all that is ONBOOT comes up as configured."""
    reading = as_booted(reading, outcome).naming(outcome.names)
    found: dict[str, list[Shortfall]] = {name: [unknown] for name, unknown in not_predicted(outcome).items()}
    amiss: dict[str, list[Event]] = {}
    for event in outcome.remarkable:
        if event.is_amiss:
            amiss.setdefault(_device(reading, event), []).append(event)
    for name, lacking in _lacking(reading, outcome).items():
        failed = {event.action.kind for event in amiss.get(name, ())}
        told = [lack.mismatch for lack in lacking if not _is_told(lack, lacking, failed)]
        if told:
            found.setdefault(name, []).extend(told)
    for name, events in amiss.items():
        found.setdefault(name, [events[0]])
    return found | {name: [Mismatch(name, "ifup-fails")] for name in _without_reason(reading, outcome, found)}


def _is_told(lack: Lack, lacking: Sequence[Lack], failed: Set[ActionKind]) -> bool:
    """Whether what has FAILED says more of a LACK than the end does, which has neither device nor address to show."""
    if lack.mismatch.kind in _BASE or lacking[0].mismatch.kind in _STATES:
        return False
    return _is_shown(lack, failed) or not failed.isdisjoint(_LEADS_TO)


def _without_reason(reading: Reading, outcome: Outcome, known: Container[str]) -> Iterator[str]:
    """The devices whose ifup fails without any event that says why; what is KNOWN is left out."""
    failed = [name for name, verdict in outcome.verdicts.items() if verdict == "FAILED"]
    if not failed:
        return
    devices = {definition.file.suffix: definition.device.name for definition in reading.definitions}
    devices["loopback"] = "lo"
    complaining = {event.device for event in outcome.remarkable if event.result == "complaint"}
    for device in (devices.get(name.removeprefix("ifcfg-"), name) for name in failed):
        if device not in known and device not in complaining:
            yield device


def undecided(outcome: Outcome) -> Set[str]:
    """The devices that do not fail, and of which something is not known: which lease they get, which card they fit."""
    found = {event.device for event in outcome.remarkable if event.is_undecided}
    return found | {known.fact.name for known in outcome.unknown if known.fact.kind in ("dhcp", "dhcp6")}


def _without_card(outcome: Outcome) -> Set[str]:
    """The devices that cannot be predicted before the cards are known."""
    return {event.device for event in outcome.remarkable if event.is_undecided and event.action.kind == "start"}


def _lacking(reading: Reading, outcome: Outcome) -> Mapping[str, Sequence[Lack]]:
    """How devices that are to come up differ in the end from what their files ask for, by name."""
    left = (event for event in outcome.remarkable if event.cause and not event.cause.is_predicted)
    unknown: Set[str | None] = not_predicted(outcome).keys() | _without_card(outcome)
    unknown |= {_device(reading, event) for event in left}
    more = unknown
    while more:  # what is left to something that is not known, or stands on it
        devices = (d for d in reading.topology.devices if not more.isdisjoint((d.controller_name, d.parent_name)))
        more = {device.name for device in devices} - unknown
        unknown |= more
    return lacks(reading, outcome, unknown)
