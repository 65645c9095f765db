"""The files of a host as a topology, and what of them a topology cannot say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from ifcfgen.intent.devices import devices, with_presets
from ifcfgen.intent.found import AnyFound
from ifcfgen.intent.keys import lost_globals
from ifcfgen.intent.loss import Loss
from ifcfgen.intent.secrets import secrets_of, without_secrets
from ifcfgen.lazy import NamedTuple
from ifcfgen.model import Device, Topology
from ifcfgen.model.bonding import mode_of
from ifcfgen.netplan import Configuration
from ifcfgen.netplan.text import Part, text, unnamed_bond_options
from ifcfgen.netplan.text import field as field_of
from ifcfgen.networkmanager.profile import BEHIND_RIVALS
from ifcfgen.reading import Reading

__all__ = ["Loss", "Recovered", "recover"]

_RANKS = ("connection.autoconnect-priority", "AUTOCONNECT_PRIORITY")


class Recovered(NamedTuple):
    """A topology, and the losses: what the files say and it does not, in the order of the files."""

    topology: Configuration
    losses: tuple[Loss, ...]


def recover(reading: Reading, check: Callable[[Configuration], object] | None = None) -> Recovered:
    """The topology that the files of READING stand for, as the present manager of each device reads them.

    CHECK raises `Faults` for what cannot be rendered for this host; that is a loss as well. Services that nobody
    stated are those of a default installation. Raises `Unknown` where the release is not known,
    and something depends on it.
    """
    now = with_presets(reading)
    every = list(devices(now))
    found = {one.device.name: one for one in every if one.misfit is None}
    asked = _without_ranks(Topology(tuple(one.device for one in found.values()), "topology.yaml"))
    written = text(asked, reading.host, {}, check)
    losses = [*lost_globals(now)]
    losses += (loss for one in every for loss in ((one.misfit,) if one.misfit else one.losses))
    losses += (_refused(found[part.device], part, why) for part, why in written.refused)
    losses += _unsaid(asked, written.topology, found, {part for part, _ in written.refused})
    losses += (
        Loss(found[device.name].place(held), device.name, "secret", found[device.name].key(held))
        for device in written.topology
        if device.name in found
        for held in secrets_of(device)
    )
    topology = replace(written.topology, devices=tuple(map(without_secrets, written.topology)))
    return Recovered(topology, tuple(sorted(set(losses), key=_order)))


def _without_ranks(topology: Topology) -> Topology:
    """TOPOLOGY without the ranks of profiles that it has anyway when it is rendered."""

    def plain(device: Device) -> Device:
        if not topology.rivals(device):
            return device
        settings, further = (
            {name: value for name, value in said.items() if name not in _RANKS or value != str(BEHIND_RIVALS)}
            for said in (device.settings, device.further)
        )
        return replace(device, settings=settings, further=further)

    return replace(topology, devices=tuple(map(plain, topology)))


def _order(loss: Loss) -> tuple[str, int, str]:
    return loss.place.path, loss.place.line or 0, loss.subject


def _refused(one: AnyFound, part: Part, why: str) -> Loss:
    return Loss(one.place(field_of(part), part.item), part.device, "refused", detail=why)


def _unsaid(asked: Topology, said: Topology, found: Mapping[str, AnyFound], refused: Iterable[Part]) -> Iterator[Loss]:
    """What devices ask for that netplan has no property for."""
    known = {(part.device, field_of(part)) for part in refused}
    for device in asked:
        other = said.get(device.name)
        if other is None:
            continue
        wanted, written = _comparable(device), _comparable(other)
        for field, value in wanted.items():
            if value != written[field] and (device.name, field) not in known:
                one = found[device.name]
                yield Loss(one.place(field), device.name, "property", one.key(field))


def _comparable(device: Device) -> dict[str, object]:
    """What DEVICE asks for, by field, where the same can be said in several ways."""
    named = device.bond_options.keys() - {*unnamed_bond_options(device)}
    return {
        **device.described(),
        "stp": bool(device.stp),
        "suffix": "",
        "bond_options": (named, mode_of(device.bond_options)),
        "routes": sorted(map(str, device.routes)),
        "rules": sorted(map(str, device.rules)),
    }
