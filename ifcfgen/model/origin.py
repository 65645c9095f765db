"""Where an input says what the fields of a device hold, and what it says for which there is no field."""

from __future__ import annotations

from collections.abc import Mapping

from ifcfgen.lazy import NamedTuple
from ifcfgen.place import Place


class Origins(NamedTuple):
    """Where the input says what the fields of one device hold.

    The keys are paths of fields: `mtu`, `addresses.0`, `bond_options.miimon`; "" is the device itself.
    """

    places: Mapping[str, Place] = {}

    def place(self, *fields: str) -> Place | None:
        """The place of the first of FIELDS that the input says, by itself or as a part of something; else the device's.

        None where nothing is known of the device.
        """
        for path in fields:
            while path:
                if path in self.places:
                    return self.places[path]
                path = path.rpartition(".")[0]
        return self.places.get("")


class Unmodelled(NamedTuple):
    """What an input asks for and the model has no field for. A target that cannot have it refuses it."""

    name: str
    """The section or property, as the input calls it."""
    place: Place
    value: str = ""
    """The value, where other values of the property are in the model."""
