"""The devices that the keyfiles of a host configure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ifcfgen.intent.found import FoundInKeyfile
from ifcfgen.intent.loss import Loss
from ifcfgen.model import Device, Place
from ifcfgen.netplan.text import section_of, unnamed_bond_options, unnamed_offloads
from ifcfgen.networkmanager.definition import rank
from ifcfgen.networkmanager.device import Described, described, name_of
from ifcfgen.networkmanager.keyfile_checks import PORT_TYPES
from ifcfgen.networkmanager.profile import Profile
from ifcfgen.networkmanager.source import VERSIONS
from ifcfgen.reading import Reading
from ifcfgen.scripts.keyfile import Keyfile

_POINT = "access_points.0"


def names_of(reading: Reading) -> Mapping[str, str]:
    """The name of the device of each profile on the host of READING, by its UUID. Raises `Unknown`."""
    of_scripts = (reading.profile(definition.file) for definition in reading.definitions)
    profiles = (profile for profile in (*of_scripts, *reading.keyfiles.values()) if profile)
    return {profile.uuid.lower(): name_of(profile) for profile in profiles if profile.status == "connection"}


def devices(reading: Reading) -> Iterator[FoundInKeyfile]:
    """The devices of the keyfiles that count on the host of READING. Raises `Unknown`."""
    profiles = {keyfile: profile for keyfile, profile in reading.keyfiles.items() if profile.status == "connection"}
    names = names_of(reading)
    found = [
        _found(reading, keyfile, profiles[keyfile], names)
        for keyfile in sorted(profiles, key=lambda k: rank(profiles[k]))
    ]
    first: dict[str, FoundInKeyfile] = {}
    copies = []
    for item in found:
        known = first.get(item.device.name)
        joined = known and _with_networks(known, item)
        if joined or known is None:
            first[item.device.name] = joined or item
        else:
            copies.append(replace(item, misfit=Loss(Place(item.path), item.device.name, "copy")))
    kinds = {
        device.name: device.kind for device in (*(d.device for d in reading.definitions), *(f.device for f in found))
    }
    yield from (_in_relations(item, kinds) for item in first.values())
    yield from copies


def _found(reading: Reading, keyfile: Keyfile, profile: Profile, names: Mapping[str, str]) -> FoundInKeyfile:
    said = described(profile, names, VERSIONS[reading.host.release])
    device = said.device
    misfit = None
    if section_of(device) is None:
        place = said.place("kind") or Place(keyfile.path)
        misfit = Loss(place, device.name, "device", profile.type or device.kind)
    return FoundInKeyfile(
        with_named_offloads(device), keyfile, said, losses=tuple(_losses(said, profile)), misfit=misfit
    )


def with_named_offloads(device: Device) -> Device:
    """DEVICE with those offloads that a topology has no property for among its settings."""
    unnamed = unnamed_offloads(device)
    others = {f"ethtool.feature-{name}": str(device.offloads[name]).lower() for name in unnamed}
    offloads = {name: on for name, on in device.offloads.items() if name not in unnamed}
    return replace(device, offloads=offloads, settings={**device.settings, **others})


def _losses(said: Described, profile: Profile) -> Iterator[Loss]:
    """What of a keyfile neither a field nor a setting holds."""
    name = said.device.name
    for part in said.unheld:
        yield Loss(part.place, name, part.why, part.text, part.detail, part.detail)
    for unread in profile.unread:
        yield Loss(unread.origin.place, name, "line", unread.text, value=unread.text)
    place = said.place("bond_options") or Place("")
    for option in unnamed_bond_options(said.device):
        yield Loss(place, name, "option", "bond", option, said.device.bond_options[option])


def _with_networks(first: FoundInKeyfile, second: FoundInKeyfile) -> FoundInKeyfile | None:
    """FIRST with the wireless networks of SECOND; None where they differ in more than that."""
    one, other = first.device, second.device
    plain = [replace(device, access_points=()).described() for device in (one, other)]
    if one.kind != "wireless" or plain[0] != plain[1] or one.settings != other.settings:
        return None
    points = (*one.access_points, *other.access_points)
    if len({point.ssid for point in points}) < len(points):
        return None
    head = f"access_points.{len(one.access_points)}"
    places = {
        f"{head}{name.removeprefix(_POINT)}": place
        for name, place in second.said.places.items()
        if name.startswith(_POINT)
    }
    said = first.said._replace(places={**first.said.places, **places})
    device = replace(one, access_points=points)
    others = (*first.others, second.keyfile)
    return replace(first, device=device, said=said, others=others, losses=(*first.losses, *second.losses))


def _in_relations(found: FoundInKeyfile, kinds: Mapping[str, str]) -> FoundInKeyfile:
    """FOUND as no port where its controller is not defined, or is no controller, by the KINDS of the devices."""
    device = found.device
    if device.controller_name is None or kinds.get(device.controller_name) in PORT_TYPES:
        return found
    loss = Loss(found.place("controller_name"), device.name, "port", device.controller_name)
    device = replace(device, controller_name=None, path_cost=None, port_priority=None, hairpin=None)
    return replace(found, device=device, losses=(*found.losses, loss))
