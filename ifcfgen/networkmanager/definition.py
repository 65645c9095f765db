"""The devices that keyfiles define, as ifcfg files do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import ClassVar

from ifcfgen.ifcfg.routes import WrittenRoute
from ifcfgen.lazy import cached_property, record
from ifcfgen.model import Device, Place
from ifcfgen.networkmanager.device import Described, described, name_of
from ifcfgen.networkmanager.profile import Profile
from ifcfgen.networkmanager.source import Version
from ifcfgen.networkmanager.storages import profiles as profiles_of
from ifcfgen.scripts.definition import Definition, KeyedAddress, NameOf
from ifcfgen.scripts.fields import KEYS_OF, stem_of
from ifcfgen.scripts.keyfile import Keyfile
from ifcfgen.scripts.surroundings import Surroundings

_SAID: Mapping[str, tuple[str, ...]] = {**KEYS_OF, "name": ("DEVICE",), "kind": ("TYPE",)}
_JOINED = ("bond", "bridge", "team")


@record
class KeyfileDefinition:
    """A device, and where its keyfile says what. A key of ifcfg files stands for the fields that are read from it."""

    file: Keyfile
    device: Device
    said: Described
    port_type: str | None = None
    base: ClassVar[None] = None
    is_foreign: ClassVar[bool] = False
    keys: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """It has none of those of ifcfg files."""

    def place(self, *keys: str) -> Place:
        """Where the first of KEYS, of an ifcfg file or as SECTION.KEY, stands; else where it names the device."""
        for key in keys:
            entry = self.file.document.assignment(key)
            places = (self.said.place(field) for field, stems in _SAID.items() if stem_of(key) in stems)
            place = self.file.document.place(key) if entry else next(filter(None, places), None)
            if place:
                return place
        return self.file.place

    @property
    def joins(self) -> str | None:
        """What the file makes the device a port of: `bridge`, `bond` or `team`, whatever its controller says it is."""
        return self.port_type if self.port_type in _JOINED else None

    @cached_property
    def addresses(self) -> tuple[KeyedAddress, ...]:
        """The addresses, each with its key."""
        return tuple(KeyedAddress(one, self._key("addresses", i)) for i, one in enumerate(self.device.addresses))

    @cached_property
    def routes(self) -> tuple[WrittenRoute, ...]:
        """The routes, each with its key."""
        return tuple(
            WrittenRoute(one, self._key("routes", i), self.said.place("routes", i))
            for i, one in enumerate(self.device.routes)
        )

    @property
    def gateways(self) -> tuple[WrittenRoute, ...]:
        """The default routes that are written as a gateway."""
        return tuple(one for one in self.routes if one.route.is_default and "route" not in one.key)

    def _key(self, field: str, index: int) -> str:
        """The key, as SECTION.KEY, that says an item of FIELD."""
        place = self.said.place(field, index)
        return self._by_line.get(place.line, "") if place else ""

    @cached_property
    def _by_line(self) -> Mapping[int | None, str]:
        return {entry.line: entry.name for entry in self.file.document.entries}


AnyDefinition = Definition | KeyfileDefinition


def rank(profile: Profile) -> tuple[bool, int, str]:
    """Of several profiles for one device the first of this order is the one that it gets at boot."""
    return not profile.flag("connection", "autoconnect", True), *profile.rank


def define(surroundings: Surroundings, version: Version, of_uuid: NameOf) -> tuple[KeyfileDefinition, ...]:
    """What the keyfiles in SURROUNDINGS define under NetworkManager of VERSION: of several for one device the first is
    the one that counts.

    OF_UUID has the device of an ifcfg file by its UUID.
    """
    made = profiles_of(surroundings, version)
    profiles = {keyfile: profile for keyfile, profile in made.items() if profile.status == "connection"}
    names = {profile.uuid.lower(): name_of(profile) for profile in profiles.values()}
    found: dict[str, KeyfileDefinition] = {}
    for keyfile in sorted(profiles, key=lambda keyfile: rank(profiles[keyfile])):
        said = described(profiles[keyfile], names, version)
        device = said.device
        if device.controller_name:
            device = replace(device, controller_name=of_uuid(device.controller_name))
        port_type = profiles[keyfile].text("connection", "port-type")
        found.setdefault(device.name, KeyfileDefinition(keyfile, device, said, port_type))
    return tuple(found.values())
