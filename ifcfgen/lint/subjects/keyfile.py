"""Keyfiles as rules ask about them: what NetworkManager makes of one, and what it leaves out of it."""

from __future__ import annotations

from collections.abc import Iterator

from ifcfgen.errors import closest
from ifcfgen.facts import Manager
from ifcfgen.keyfile.document import Entry
from ifcfgen.keyfile.properties import SECTIONS, canonical, former, known_keys, spelled
from ifcfgen.lazy import pattern
from ifcfgen.lint.subjects.relations import Relations
from ifcfgen.model import Place
from ifcfgen.networkmanager.profile import Dropped, Profile, Reason
from ifcfgen.scripts.keyfile import Keyfile
from ifcfgen.scripts.names import KEYFILE_SUFFIX
from ifcfgen.secrets import is_secret

_NEWEST = (1, 99)
_WITH_SECRETS = frozenset(
    ("802-1x", "wifi-security", "802-11-wireless-security", "wireguard", "gsm", "cdma", "pppoe", "adsl", "vpn-secrets",
     "macsec")
)  # fmt: skip
_WITHOUT_ADDRESSES = ("bond", "bridge", "team")
"""The controllers whose ports have no addresses; those of a VRF have."""
_ADDRESSING = pattern(r"(address(es)?|routes?)\d*|gateway|dns")
_PLACEHOLDER = pattern(r"\{\{|\{%|\$\{|<%|@\w+@|\*\*\*")
_OF_NETWORKS = ("802-11-wireless", "gsm", "cdma", "vpn", "pppoe", "bluetooth")
"""The types of profiles of which a device may well have several: the network that is there decides."""


class KeyfileSubject:
    """A keyfile of a host."""

    manager: Manager | None = "NetworkManager"
    """Who reads it."""

    def __init__(self, relations: Relations, keyfile: Keyfile):
        self.relations = relations
        self.data = keyfile

    def under(self, relations: Relations) -> KeyfileSubject:
        """The same keyfile where other facts hold."""
        return KeyfileSubject(relations, self.data)

    def place(self, *keys: str) -> Place:
        """Where the first of KEYS stands; else where it says whose profile it is."""
        return self.data.document.place(*keys) if keys else self.data.place

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.data.name

    @property
    def _profile(self) -> Profile | None:
        return self.relations.reading.keyfiles.get(self.data)

    @property
    def is_read(self) -> bool:
        """Whether NetworkManager makes a profile of it, or tries to. Raises `Unknown`."""
        return self._profile is not None

    @property
    def has_suffix(self) -> bool:
        """Whether it is called as NetworkManager itself calls keyfiles."""
        return self.data.name.endswith(KEYFILE_SUFFIX)

    @property
    def secret(self) -> str | None:
        """The first key that holds a secret in a repository, as SECTION.KEY."""
        if not self.relations.reading.directory.surroundings.is_in_repository:
            return None
        return next((entry.name for entry in self.data.document.entries if _holds_secret(entry)), None)

    @property
    def secret_at(self) -> Place | None:
        """Where that stands."""
        return self.data.document.place(self.secret) if self.secret else None

    @property
    def wep_at(self) -> Place | None:
        """Where it says that the keys of a wireless network are those of WEP, fixed or by 802.1X."""
        places = (f"{section}.key-mgmt" for section in ("wifi-security", "802-11-wireless-security"))
        found = next((at for at in places if self.data.document.keys.get(at) in ("none", "ieee8021x")), None)
        return self.data.document.place(found) if found else None

    @property
    def rejection(self) -> Reason | None:
        """Why NetworkManager rejects it; None where it does not, or does not read it. Raises `Unknown`."""
        found = self._profile
        return found.reason if found else None

    @property
    def rejected_at(self) -> Place | None:
        """Where the reason stands."""
        found = self.rejection
        return self.data.document.place(found.key) if found else None

    @property
    def twin(self) -> Keyfile | None:
        """Another keyfile beside it with the same UUID, which NetworkManager uses instead. Raises `Unknown`.

        One in another directory hides it on purpose.
        """
        found = self._profile
        if found is None or found.status != "shadowed":
            return None
        reading = self.relations.reading
        others = reading.directory.surroundings.keyfiles_by_uuid.get(self.data.uuid or "", ())
        beside = (other for other in others if other.storage == self.data.storage)
        return next((other for other in beside if reading.keyfiles[other].status == "connection"), None)

    @property
    def deleted_at(self) -> Place | None:
        """Where it says that a keyfile of /etc is deleted, for a NetworkManager that reads it. Raises `Unknown`."""
        found = self._profile
        if found is None or found.status != "shadowed" or self.data.storage != "etc":
            return None
        return self.relations.reading.directory.surroundings.deleted.get(self.data.uuid or "")

    @property
    def rival(self) -> Keyfile | None:
        """Another keyfile that NetworkManager first uses for the same device, where only the UUIDs decide that.

        Both start by themselves with the same priority; networks and providers, of which a card has many, do not
        count. Raises `Unknown`.
        """
        found = self._profile
        if found is None or not _is_automatic(found):
            return None
        reading = self.relations.reading
        others = reading.directory.surroundings.keyfiles_by_device.get(self.data.interface_name or "", ())
        profiles = {other: reading.keyfiles[other] for other in others}
        rivals = (o for o, profile in profiles.items() if _is_automatic(profile) and _are_equal(profile, found))
        return next((rival for rival in rivals if profiles[rival].rank < found.rank), None)

    @property
    def unknown_controller(self) -> str | None:
        """The controller that it names, where no profile is of that device or has that UUID. Raises `Unknown`."""
        found = self._profile
        wanted = found.controller if found else None
        if wanted is None or found is None:
            return None
        reading = self.relations.reading
        if reading.directory.has_unread_keyfiles:
            return None
        known = {other.interface_name for other in reading.keyfiles.values()}
        uuids = {other.uuid.lower() for other in reading.keyfiles.values()}
        is_there = wanted in known or wanted.lower() in uuids or reading.defined(reading.directory.name_of(wanted))
        return None if is_there else wanted

    @property
    def ignored_addressing(self) -> str | None:
        """The first key for an address, a route or a name server of a port, as SECTION.KEY. Raises `Unknown`."""
        found = self._profile
        if found is None or found.text("connection", "port-type") not in _WITHOUT_ADDRESSES:
            return None
        said = (e for e in self.data.document.entries if e.section in ("ipv4", "ipv6") and e.raw.strip())
        return next((entry.name for entry in said if _ADDRESSING.fullmatch(entry.key)), None)

    @property
    def ignored_addressing_at(self) -> Place | None:
        """Where that stands."""
        return self.data.document.place(self.ignored_addressing) if self.ignored_addressing else None

    @property
    def controller(self) -> str | None:
        """The controller that it names. Raises `Unknown`."""
        return self._profile.controller if self._profile else None

    @property
    def device(self) -> str | None:
        """The device that it names."""
        return self.data.interface_name

    @property
    def device_at(self) -> Place:
        """Where it names its device."""
        return self.data.document.place("connection.interface-name")

    @property
    def uuid_at(self) -> Place:
        """Where its UUID stands."""
        return self.data.document.place("connection.uuid")

    @property
    def controller_at(self) -> Place:
        """Where it names its controller."""
        return self.data.document.place("connection.controller", "connection.master")


def _holds_secret(entry: Entry) -> bool:
    """Whether ENTRY has a secret itself: no path of one, and no placeholder."""
    is_of_section = entry.section in _WITH_SECRETS or entry.section.startswith("wireguard-peer.")
    said = entry.raw.strip()
    if not is_of_section or not is_secret(entry.key) or not said:
        return False
    return not said.startswith(("/", "file://")) and not _PLACEHOLDER.search(said)


def _is_automatic(profile: Profile) -> bool:
    """Whether PROFILE starts by itself on a device that it names, which is not one of many networks."""
    is_one = profile.type not in _OF_NETWORKS and profile.interface_name is not None
    return profile.status == "connection" and is_one and profile.flag("connection", "autoconnect", True)


def _are_equal(one: Profile, other: Profile) -> bool:
    """Whether nothing but its UUID, or when it was last used, puts one profile before the other."""
    return one.rank[0] == other.rank[0] and one.type == other.type


class DroppedSubject:
    """A section, a key, a value or a part of one that NetworkManager leaves out of a profile."""

    manager: Manager | None = "NetworkManager"

    def __init__(self, relations: Relations, keyfile: Keyfile, dropped: Dropped):
        self.relations = relations
        self._keyfile = keyfile
        self.data = dropped

    def under(self, relations: Relations) -> DroppedSubject:
        """The same where other facts hold."""
        return DroppedSubject(relations, self._keyfile, self.data)

    def place(self, *_: str) -> Place:
        """Where it stands."""
        return self.data.origin.place

    @property
    def file(self) -> KeyfileSubject:
        """The keyfile that it is in."""
        return KeyfileSubject(self.relations, self._keyfile)

    @property
    def is_unknown(self) -> bool:
        """Whether it is a section or a key that NetworkManager does not know."""
        return self.data.what in ("section", "key")

    @property
    def is_value(self) -> bool:
        """Whether the key is known, and only its value is not; or the section is of a peer whose key is not valid."""
        return self.data.what in ("value", "peer")

    @property
    def is_peer(self) -> bool:
        """Whether it is a peer of a WireGuard device, without a valid public key."""
        return self.data.what == "peer"

    @property
    def assumed_prefix(self) -> str | None:
        """The prefix length that NetworkManager takes for one that is missing or invalid."""
        return self.data.instead or None

    @property
    def is_section(self) -> bool:
        """Whether it is a section as a whole."""
        return self.data.what == "section"

    @property
    def _entry(self) -> Entry | None:
        return self._keyfile.document.assignment(self.data.origin.key)

    @property
    def section(self) -> str:
        """The section."""
        return self._entry.section if self._entry else self.data.origin.key

    @property
    def key(self) -> str:
        """The key; empty of a section."""
        return self._entry.key if self._entry else ""

    @property
    def is_younger(self) -> bool:
        """Whether a later NetworkManager than that of the host knows the key."""
        return not self.is_section and self.key in known_keys(canonical(self.section))

    @property
    def closest(self) -> str | None:
        """The section or the key that is meant, where one is spelled nearly so; of a younger key the older one."""
        if self.is_younger:
            return former(self.section, self.key)
        if self.is_section:
            return closest(self.section, map(spelled, SECTIONS))
        return closest(self.key, known_keys(canonical(self.section)))


def dropped(relations: Relations, keyfile: Keyfile) -> Iterator[DroppedSubject]:
    """All that NetworkManager of the release leaves out of KEYFILE; where that is unknown, what every one does."""
    from ifcfgen.networkmanager.keyfile_reader import read  # most hosts have none
    from ifcfgen.networkmanager.source import VERSIONS

    profile = read(keyfile.document, keyfile.name, VERSIONS.get(relations.reading.host.el or 0, _NEWEST))
    return (DroppedSubject(relations, keyfile, item) for item in profile.dropped)
