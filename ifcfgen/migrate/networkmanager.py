"""What becomes of the files that NetworkManager manages: it makes the profile, and so it is the same profile."""

from __future__ import annotations

from collections.abc import Iterator

from ifcfgen.ifcfg import routes
from ifcfgen.ifcfg.vocabulary import lookup
from ifcfgen.migrate.account import Entry, of_keys
from ifcfgen.model import Place
from ifcfgen.networkmanager.profile import Origin, Profile
from ifcfgen.reading import Reading
from ifcfgen.scripts.file import File


def account(reading: Reading, file: File, profile: Profile, device: str) -> Iterator[Entry]:
    """What becomes of all that FILE and those beside it say, of which NetworkManager makes PROFILE."""
    directory = reading.directory
    origins = [origin for origin in profile.origins.values() if origin]
    said = {origin for origin in origins if isinstance(origin, str)}
    yield from _of_keys(file, device, said, {item.origin.key for item in profile.unread if item.origin.key})
    for alias in directory.aliases_of(file.suffix):
        if directory.is_alias_to_networkmanager(alias):
            yield from _of_keys(alias, device, set(), set())
    read = {_line(route.origin) for version in (4, 6) for route in profile.routes(version)}
    for role in ("route", "route6"):
        if beside := directory.file_beside(role, file.suffix):
            yield from _of_routes(beside, device, read)


def _of_keys(file: File, device: str, said: set[str], unread: set[str]) -> Iterator[Entry]:
    """The keys: those that the profile has are carried over, and so are those that ask for its defaults."""
    for entry in of_keys(file, "without effect", device):
        item = file.document.assignment(entry.what)
        counts = item is not None and item.line == entry.place.line and entry.what in file.document.nm
        key = lookup(entry.what)
        is_read = entry.what in said or (key is not None and key.networkmanager and entry.what not in unread)
        yield entry._replace(fate="carried") if counts and is_read else entry


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
            yield Entry(place, " ".join(text), "without effect", device, because="NetworkManager ignores the line")


def _line(origin: Origin) -> tuple[str, int | None]:
    return origin.document.path, origin.place.line
