"""A network card of a host, and the names that it can have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ifcfgen.lazy import NamedTuple
from ifcfgen.notation import items, mapping


class Card(NamedTuple):
    """A network card. `pci` is its PCI address, such as 0000:01:00.0; what is not known is empty, or None.

    `names` are those that udev has for it, the one that it prefers first: by the database of hardware, the index of the
    firmware, the slot, the path (systemd.net-naming-scheme(7)).
    """

    mac: str = ""
    pci: str = ""
    driver: str = ""
    names: tuple[str, ...] | None = None

    def stated(self, name: str) -> dict[str, Any]:
        """What is known of it under NAME, as an entry of `nics` in a file for --host."""
        return {key: value for key, value in {"name": name, **self._asdict()}.items() if value not in ("", None)}


Cards = Mapping[str, Card]
"""By the name that each has now."""


def cards(nics: Any) -> dict[str, Card]:
    """The cards that NICS, a list of such entries, has; what is none is left out."""
    found = {}
    for entry in map(mapping, items(nics)):
        if isinstance(entry.get("name"), str):
            mac, pci, driver = (str(entry.get(key) or "").lower() for key in ("mac", "pci", "driver"))
            names = tuple(map(str, items(entry["names"]))) if "names" in entry else None
            found[entry["name"]] = Card(mac, pci, driver, names)
    return found
