"""Which profiles of keyfiles count: of several with one UUID the one in the first directory (nm-settings.c,
_sett_conn_entry_sds_update_cmp_ascending; nms-keyfile-storage.c, cmp_fcn)."""

from __future__ import annotations

from collections.abc import Set

from ifcfgen.networkmanager.keyfile_reader import read
from ifcfgen.networkmanager.profile import Profile, Reason
from ifcfgen.networkmanager.source import Version
from ifcfgen.scripts.keyfile import Keyfile
from ifcfgen.scripts.surroundings import Surroundings

_WITH_OTHERS = (1, 20)
"""The first NetworkManager that reads profiles in /usr/lib and /run, and takes some for deleted."""


def profiles(surroundings: Surroundings, version: Version, taken: Set[str] = frozenset()) -> dict[Keyfile, Profile]:
    """What NetworkManager of VERSION makes at boot of the keyfiles in SURROUNDINGS.

    TAKEN are the UUIDs, in small letters, of ifcfg files that count before keyfiles; none counts before one in /run.
    """
    if version < _WITH_OTHERS:
        nobodys = Reason("directory", "", "this NetworkManager reads profiles in /etc alone")
        known = {k: Profile("ignored", nobodys, k.document) for k in surroundings.keyfiles if k.storage != "etc"}
        deleted: Set[str] = frozenset()
    else:
        known, deleted = {}, surroundings.deleted.keys()
    made = {k: known.get(k) or read(k.document, k.name, version, k.status) for k in surroundings.keyfiles}
    found: dict[Keyfile, Profile] = {}
    seen: set[str] = set()
    for keyfile, profile in reversed(made.items()):  # the last name wins where nothing is known of their age
        if profile.status == "connection":
            uuid = profile.uuid.lower()
            if uuid in seen or (keyfile.storage != "run" and (uuid in taken or uuid in deleted)):
                profile = Profile("shadowed", None, keyfile.document)
            seen.add(uuid)
        found[keyfile] = profile
    return dict(reversed(found.items()))
