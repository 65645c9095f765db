"""The account of files that NetworkManager manages: the keyfile has the profile that it reads from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ifcfgen.ifcfg import routes
from ifcfgen.ifcfg.bridging import Bridging
from ifcfgen.ifcfg.ethtool import Ethtool
from ifcfgen.ifcfg.values import options
from ifcfgen.ifcfg.vocabulary import lookup
from ifcfgen.migrate.account import Entry, of_keys
from ifcfgen.model import Place
from ifcfgen.networkmanager.ethtool import is_feature
from ifcfgen.networkmanager.profile import Profile
from ifcfgen.reading import Reading
from ifcfgen.scripts.file import File

_IGNORED = "NetworkManager ignores it"


def account(reading: Reading, file: File, profile: Profile, device: str) -> Iterator[Entry]:
    """The account of FILE, from which NetworkManager reads PROFILE, and of its alias and route files."""
    directory = reading.directory
    said = {origin for origin in profile.origins.values() if isinstance(origin, str)}
    yield from _of_keys(file, device, said, {item.origin.key for item in profile.unread if item.origin.key})
    for key, part in _ignored(file.document.nm, profile, device):
        yield Entry(file.place(key), part, "without effect", device, because=_IGNORED)
    sources = {address.origin.document.path for address in profile.addresses(4)}
    for alias in directory.aliases_of(file.suffix):
        if directory.is_alias_to_networkmanager(alias):
            is_read = alias.path in sources
            for entry in of_keys(alias, "carried" if is_read else "without effect", device):
                yield entry if is_read else entry._replace(because="NetworkManager ignores the file")
    read = {(o.document.path, o.place.line) for version in (4, 6) for o in (r.origin for r in profile.routes(version))}
    for role in ("route", "route6"):
        beside = directory.file_beside(role, file.suffix)
        if beside and not directory.has_rules_beside(beside):  # else only the dispatcher script reads it
            yield from _of_routes(beside, device, read)


def _of_keys(file: File, device: str, said: set[str], unread: set[str]) -> Iterator[Entry]:
    """Keys that NetworkManager reads are carried over, also if they set the default."""
    for entry in of_keys(file, "without effect", device):
        item = file.document.assignment(entry.what)
        counts = item is not None and item.line == entry.place.line and entry.what in file.document.nm
        key = lookup(entry.what)
        is_read = entry.what in said or (key is not None and key.networkmanager and entry.what not in unread)
        yield entry._replace(fate="carried") if counts and is_read else entry


def _ignored(keys: Mapping[str, str], profile: Profile, device: str) -> Iterator[tuple[str, str]]:
    """The parts of a value that NetworkManager ignores silently, each with its key."""
    if profile.type == "bond":
        taken = profile.options("bond")
        written = options(keys.get("BONDING_OPTS"))
        yield from (("BONDING_OPTS", f"{name}={text}") for name, text in written.items() if name not in taken)
    bridging = options(keys.get("BRIDGING_OPTS"))
    for name in Bridging(bridging, profile.port_type == "bridge").unread:
        yield "BRIDGING_OPTS", f"{name}={bridging[name]}"
    ethtool = Ethtool(keys.get("ETHTOOL_OPTS", ""), device)
    features = [f"-K {name}" for name in ethtool.offloads if not is_feature(name)]
    for part in filter(None, (ethtool.unread_switch, ethtool.unread_setting, *features)):
        yield "ETHTOOL_OPTS", f"ethtool {part}"


def _of_routes(file: File, device: str, read: set[tuple[str, int | None]]) -> Iterator[Entry]:
    if routes.is_key_format(file.document) and file.role == "route":
        numbers = {written.key.removeprefix("ADDRESS") for written in routes.routes(file.document, 4)}
        for entry in of_keys(file, "without effect", device):
            stem = entry.what.rstrip("0123456789")
            yield entry._replace(fate="carried") if entry.what[len(stem) :] in numbers and read else entry
        return
    for line, column, text in routes.lines(file.document):
        place = Place(file.path, line, column)
        if (file.path, line) in read:
            yield Entry(place, " ".join(text), "carried", device)
        else:
            yield Entry(place, " ".join(text), "without effect", device, because=_IGNORED)
