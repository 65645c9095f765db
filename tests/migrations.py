"""A migration of files in memory, and what its keyfiles say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ifcfgen.facts import Host, Unknown
from ifcfgen.migrate.migration import Migration, migrate
from ifcfgen.reading import parse


def migrated(files: Mapping[str, str | bytes], release: int, manager: str, target: int, **facts: Any) -> Migration:
    """The migration of FILES on a host where MANAGER alone brings up devices."""
    services = dict.fromkeys(("NetworkManager", "network"), "disabled")
    services["network" if manager == "initscripts" else manager] = "enabled"
    reading = parse(files, Host.of(release=release, services=services, **facts))
    while True:
        try:
            return migrate(reading, target)
        except Unknown as unknown:
            reading = reading.supposing(unknown.fact, reading.host.preset(unknown.fact))


def read(text: str) -> dict[str, dict[str, str]]:
    """What the keyfile TEXT says, by section and key."""
    said: dict[str, dict[str, str]] = {}
    for line in filter(None, text.split("\n")):
        if line.startswith("["):
            section = said.setdefault(line[1:-1], {})
        else:
            key, _, value = line.partition("=")
            section[key] = value
    return said


def keyfiles(migration: Migration) -> dict[str, dict[str, dict[str, str]]]:
    """What the keyfiles say, by the names of their devices."""
    found = [read(file.text) for file in migration.written if file.name.endswith(".nmconnection")]
    return {said["connection"].get("interface-name", said["connection"]["id"]): said for said in found}
