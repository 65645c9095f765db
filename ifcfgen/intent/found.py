"""A device as the files of a host configure it, and where they say what."""

from __future__ import annotations

from ifcfgen.intent.loss import Loss
from ifcfgen.lazy import value_object
from ifcfgen.model import Device, Place
from ifcfgen.networkmanager.device import Described
from ifcfgen.scripts.definition import Definition
from ifcfgen.scripts.fields import KEYS_OF, stem_of
from ifcfgen.scripts.keyfile import Keyfile


@value_object
class Found:
    """A device, where its addresses, routes and rules are written, and what was lost.

    `misfit` is there where a topology cannot have the device at all.
    """

    device: Device
    definition: Definition
    addresses: tuple[Place, ...] = ()
    routes: tuple[Place, ...] = ()
    rules: tuple[Place, ...] = ()
    losses: tuple[Loss, ...] = ()
    misfit: Loss | None = None

    @property
    def path(self) -> str:
        """The file that defines it."""
        return self.definition.file.path

    @property
    def file_name(self) -> str:
        """The name of that file."""
        return self.definition.file.name

    def place(self, field: str, item: int | str | None = None) -> Place:
        """Where the files say FIELD of the device, or one item of it."""
        places = {"addresses": self.addresses, "routes": self.routes, "rules": self.rules}.get(field, ())
        if isinstance(item, int) and item < len(places):
            return places[item]
        if field == "further":
            return self.definition.place(str(item))
        keys = KEYS_OF.get(field, ())
        return self.definition.place(*(key for key in self.definition.keys if stem_of(key) in keys))

    def key(self, field: str) -> str:
        """The key that says FIELD, or would."""
        keys = KEYS_OF.get(field, ())
        return next((key for key in self.definition.keys if stem_of(key) in keys), next(iter(keys), field))


@value_object
class FoundInKeyfile:
    """The same of a keyfile."""

    device: Device
    keyfile: Keyfile
    said: Described
    others: tuple[Keyfile, ...] = ()
    """Those of more wireless networks that the same card joins."""
    losses: tuple[Loss, ...] = ()
    misfit: Loss | None = None

    @property
    def path(self) -> str:
        """The file that defines it."""
        return self.keyfile.path

    @property
    def file_name(self) -> str:
        """The name of that file."""
        return self.keyfile.name

    def place(self, field: str, item: int | str | None = None) -> Place:
        """Where the file says FIELD of the device, or one item of it."""
        return self.said.place(field, item) or Place(self.path)

    def key(self, field: str) -> str:
        """The key that says FIELD, or would."""
        place = self.place(field)
        entries = (
            e
            for keyfile in (self.keyfile, *self.others)
            if keyfile.path == place.path
            for e in keyfile.document.entries
        )
        return next((entry.name for entry in entries if entry.line == place.line), field)


AnyFound = Found | FoundInKeyfile
