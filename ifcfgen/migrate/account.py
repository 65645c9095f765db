"""The account of a migration: the fate of each key, line and file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, get_args

from ifcfgen.ifcfg.routes import lines
from ifcfgen.lazy import NamedTuple
from ifcfgen.model import Place
from ifcfgen.scripts.file import File

Fate = Literal[
    "carried",  # NetworkManager reads the key and has a setting for it
    "translated",  # the keyfile, or another file that is written, has an equivalent
    "without effect",  # it changes nothing today
    "lost",
]
Loss = Literal[
    "bond-option",  # an option that NetworkManager does not know, or refuses with the mode
    "boot",  # what the next boot has today and not after the migration, though no other loss says why
    "bridge-option",  # an option of a bridge, or of a port of one, that NetworkManager does not know
    "device",  # a whole device
    "dhclient",  # NetworkManager is told to use dhclient, which the target does not have
    "ethtool",  # a command of ethtool that NetworkManager has no setting for
    "hook",  # a script that the network scripts run
    "kernel-name",  # a name that the kernel may give to another card before udev can
    "key",  # a key of the network scripts that NetworkManager has no setting for
    "other-profile",  # one of two profiles for a device: a keyfile for it was there already
    "password",  # a password that is in no file that was read
    "route",  # a route
    "route-option",  # a part of a route
    "rule",  # a policy rule
    "shell",  # what only a shell works out
    "team-option",  # a setting of a team that a bond does not have
]
"""The kinds of loss, by the names that --accept takes."""

LOSSES: tuple[str, ...] = get_args(Loss)
COSTS_CONNECTIVITY = frozenset[Loss](("boot", "device", "password", "route", "rule", "shell"))


class Entry(NamedTuple):
    """The fate of one key, line or file."""

    place: Place
    what: str
    """The key, the text of the line, or the name of the file."""
    fate: Fate
    device: str = ""
    loss: Loss | None = None
    because: str = ""
    """The reason, as half a sentence; may be empty."""


def of_keys(file: File, fate: Fate, device: str) -> Iterator[Entry]:
    """One entry for each assignment in FILE."""
    for item in file.document.assignments:
        yield Entry(Place(file.path, item.line, item.column), item.key, fate, device)


def of_lines(file: File, fate: Fate, device: str, because: str = "") -> Iterator[Entry]:
    """One entry for each line of FILE, a route or rule file."""
    for line, column, words in lines(file.document):
        yield Entry(Place(file.path, line, column), " ".join(words), fate, device, because=because)


def of_file(file: File, fate: Fate, device: str = "", loss: Loss | None = None, because: str = "") -> Entry:
    """The entry of a whole FILE."""
    return Entry(Place(file.path), file.name, fate, device, loss, because)
