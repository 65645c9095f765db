"""Keys that a topology gives as they are, below `ifcfg:`: for what has no property of its own."""

from __future__ import annotations

from collections.abc import Iterator

from ifcfgen.errors import did_you_mean, quoted
from ifcfgen.ifcfg.vocabulary import KEYS, Key, lookup
from ifcfgen.model import Device
from ifcfgen.netplan.properties import property_of
from ifcfgen.render.ifcfg.reader import Reader
from ifcfgen.scripts.fields import KEYS_OF, OF_IDENTITY, WITH_MORE, fits, stem_of

_FIELD_OF = {key: field for field, keys in KEYS_OF.items() for key in keys if key not in WITH_MORE}


def refusals(device: Device, reader: Reader) -> Iterator[tuple[str, str, str]]:
    """The keys of DEVICE that cannot be written for READER: field, what is wrong, what to do."""
    for name in device.further:
        entry, field = lookup(name), f"further.{name}"
        if entry is None:
            yield (
                field,
                f"ifcfg: unknown key {quoted(name)}{did_you_mean(name, KEYS)}",
                "remove it, or correct its name",
            )
        elif entry.secret or "ifcfg" not in entry.files:
            yield field, f"ifcfg: {name} does not belong in an ifcfg file", "remove it"
        elif not fits(entry, device):
            yield field, f"ifcfg: {name} has no effect on a device of kind {device.kind}", "remove it"
        elif stem_of(name) in _FIELD_OF:
            yield field, f"ifcfg: {name} has a property of its own", f"use {property_of(_FIELD_OF[stem_of(name)])}"
        elif stem_of(name) in OF_IDENTITY or (name == "LINKDELAY" and device.kind == "bridge"):
            yield field, f"ifcfg: {name} follows from the rest of the topology", "remove it"
        elif not _is_read(entry, reader):
            yield field, f"ifcfg: {reader.does('does')} not read {name}", "remove it"
        elif name == "ETHTOOL_OPTS" and (device.wakeonlan is not None or device.offloads):
            yield field, f"ifcfg: {name} would replace wakeonlan and the offloads", "put all of it here, or none"
        elif name == "DEFROUTE" and any(route.is_default and route.version == 4 for route in device.routes):
            yield field, f"ifcfg: {name} would decide about the default route of the device", "remove one of them"


def _is_read(entry: Key, reader: Reader) -> bool:
    return reader.release in entry.initscripts if reader.is_initscripts else bool(entry.networkmanager)
