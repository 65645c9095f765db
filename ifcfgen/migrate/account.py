"""What becomes of each key, line and file on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, get_args

from ifcfgen.ifcfg.routes import lines
from ifcfgen.model import Place
from ifcfgen.scripts.file import File

Fate = Literal[
    "carried",  # NetworkManager reads the key, and so it says the same in the keyfile
    "translated",  # the keyfile, or a file beside it, says it in other words
    "without effect",  # nothing reads it today, or it changes nothing that outlasts the boot
    "lost",
]
Loss = Literal[
    "bond-option",  # an option that NetworkManager does not know, or refuses with the mode
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
"""What is lost: the names that a loss is accepted by."""

LOSSES: tuple[str, ...] = get_args(Loss)
COSTS_CONNECTIVITY = frozenset[Loss](("device", "password", "route", "rule", "shell"))


class Entry(NamedTuple):
    """What becomes of one key, one line, or one whole file."""

    place: Place
    what: str
    """The key, the text of the line, or the name of the file."""
    fate: Fate
    device: str = ""
    loss: Loss | None = None
    because: str = ""
    """Half a sentence, where more is to be said than that."""


def of_keys(file: File, fate: Fate, device: str, passed: Iterable[str] = ()) -> Iterator[Entry]:
    """One entry for each assignment of FILE, but for those of the keys that were PASSED."""
    done = frozenset(passed)
    for item in file.document.assignments:
        if item.key not in done:
            yield Entry(Place(file.path, item.line, item.column), item.key, fate, device)


def of_lines(file: File, fate: Fate, device: str, because: str = "") -> Iterator[Entry]:
    """One entry for each line of FILE, a route or rule file."""
    for line, column, words in lines(file.document):
        yield Entry(Place(file.path, line, column), " ".join(words), fate, device, because=because)


def of_file(file: File, fate: Fate, device: str = "", loss: Loss | None = None, because: str = "") -> Entry:
    """That of the whole FILE."""
    return Entry(Place(file.path), file.name, fate, device, loss, because)
