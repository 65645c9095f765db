"""What the keyfiles of a host configure, in NetworkManager's own names and notation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ifcfgen.intent.loss import Loss
from ifcfgen.model import Place
from ifcfgen.networkmanager.keyfile import keyfile
from ifcfgen.networkmanager.source import VERSIONS
from ifcfgen.reading import Reading

_NAMES = frozenset({"connection.id", "connection.uuid", "connection.interface-name"})
"""What tells one profile from another, and configures nothing."""


class Configured(NamedTuple):
    """The settings of a keyfile, by section and key."""

    device: str
    """The device that it is for, or the name of the profile where it is for any."""
    path: str
    settings: Mapping[str, str | tuple[str, ...]]


def configured(reading: Reading) -> Iterator[Configured]:
    """What each keyfile that counts on the host of READING configures. Raises `Unknown`."""
    for held, profile in reading.keyfiles.items():
        if profile.status == "connection":
            said = keyfile(profile, VERSIONS[reading.host.release])
            settings = {
                f"{section}.{key}": value if isinstance(value, str) else tuple(value)
                for section, values in said.items()
                for key, value in values.items()
                if f"{section}.{key}" not in _NAMES
            }
            yield Configured(profile.interface_name or profile.id or held.name, held.path, settings)


def lost(reading: Reading) -> Iterator[Loss]:
    """Each keyfile that counts on the host of READING: no topology is read from them. Raises `Unknown`."""
    return (Loss(Place(one.path), one.device, "keyfile") for one in configured(reading))
