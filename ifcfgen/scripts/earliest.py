"""The first release that files can be of, by what older ones do not write: keys of newer NetworkManagers, keyfiles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from ifcfgen.ifcfg.vocabulary import KEYS
from ifcfgen.lazy import NamedTuple
from ifcfgen.model import Place
from ifcfgen.scripts.file import File
from ifcfgen.scripts.keyfile import Keyfile

_WITH_KEYFILES = 7
_LAST_OF_EL7 = (1, 18)
"""EL6 has NetworkManager 0.8.1, and EL7 began with 0.9.9. Later releases have later ones backported."""


class Sign(NamedTuple):
    """That files are of `release` or a later one, as `place` shows: it has `key`, or is a keyfile."""

    release: int
    place: Place
    key: str = ""


@cache
def _newer() -> Mapping[str, int]:
    """By key that NetworkManager alone reads, and that of EL6 does not know: the first release whose own does.

    The versions in the vocabulary are those of the tags of NetworkManager whose ifcfg-rh plugin has the key first.
    """
    found: dict[str, int] = {}
    for key in KEYS.values():
        version = key.networkmanager.split(".")
        if len(version) > 1 and not key.initscripts:
            found[key.name] = 7 if tuple(map(int, version)) <= _LAST_OF_EL7 else 8
    return found


def sign(files: Iterable[File], keyfiles: Iterable[Keyfile]) -> Sign | None:
    """What shows the latest first release of ifcfg FILES with KEYFILES beside them; None where nothing does.

    What EL6's NetworkManager has of keyfiles is not switched on (its NetworkManager.conf has plugins=ifcfg-rh).
    """
    newer = _newer()
    found = [Sign(_WITH_KEYFILES, keyfile.place) for keyfile in keyfiles]
    for file in files:
        found += (Sign(newer[key], file.place(key), key) for key in newer.keys() & file.document.keys.keys())
    return min(found, key=lambda one: (-one.release, one.place.path, one.place.line or 0), default=None)
