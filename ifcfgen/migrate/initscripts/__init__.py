"""What the network scripts make of a file, in the words of NetworkManager's ifcfg reader.

The rewritten files are read as NetworkManager reads any, so that whatever it refuses shows, and one writer makes the
keyfile. Keys that the network scripts do not read are left out: they have no effect today.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ifcfgen.migrate import routes
from ifcfgen.migrate.account import Entry
from ifcfgen.migrate.initscripts import addressing
from ifcfgen.migrate.initscripts.addressing import write_addressing
from ifcfgen.migrate.initscripts.draft import Draft
from ifcfgen.migrate.initscripts.fates import account
from ifcfgen.migrate.initscripts.link import TYPES, refused_options, write_link
from ifcfgen.migrate.routes import Rules
from ifcfgen.reading import Reading
from ifcfgen.scripts.definition import Definition
from ifcfgen.scripts.file import File

__all__ = ["Rewritten", "has_default_route", "is_member", "members", "refused_options", "rewritten"]


class Rewritten(NamedTuple):
    """The files of one device for NetworkManager's reader, by name, and the account of what they say."""

    files: Mapping[str, bytes]
    entries: Sequence[Entry]
    sources: Sequence[str]
    """The names of the files that went into it."""


def rewritten(
    reading: Reading, definition: Definition, others: Sequence[File], target: int, rules: Rules, is_replaced: bool
) -> Rewritten | None:
    """The files of DEFINITION in NetworkManager's words; None for a kind of device that has no profile.

    OTHERS are its alias and range files. IS_REPLACED: a device that comes up later has the default route in the end.
    """
    if definition.device.kind not in TYPES or definition.is_foreign:
        return None
    draft = Draft(reading, definition, others, is_replaced)
    write_link(draft)
    write_addressing(draft)
    beside = [] if draft.is_port else draft.beside
    said = routes.read(reading.directory, beside, draft.device.name, draft.release, target, rules)
    for version, key in ((4, "ROUTING_RULE"), (6, "ROUTING_RULE6")):
        draft.said |= {f"{key}_{number}": text for number, text in enumerate(said.rules[version])}
    file = definition.file
    files = {file.name: "".join(f"{key}={_quoted(text)}\n" for key, text in draft.said.items())}
    for role, lines in (("route", [*draft.routes, *said.routes[4]]), ("route6", [*draft.routes6, *said.routes[6]])):
        if lines:
            files[f"{role}-{file.suffix}"] = "\n".join(lines)
    return Rewritten(
        {name: text.encode(errors="surrogateescape") for name, text in files.items()},
        [*account(draft), *said.entries],
        [file.name, *(other.name for other in (*others, *draft.beside))],
    )


def has_default_route(reading: Reading, definition: Definition) -> bool:
    """Whether DEFINITION makes a default route of IPv4 at boot, one that another device can replace."""
    return definition.device.kind in TYPES and addressing.has_default_route(Draft(reading, definition))


def is_member(reading: Reading, definition: Definition) -> bool:
    """Whether the file only adds addresses to another device, by its name or by a DEVICE with a colon."""
    stem, colon, _ = definition.device.name.partition(":")
    return definition.base is not None or bool(colon and reading.defined(stem))


def members(reading: Reading) -> Mapping[str, Sequence[File]]:
    """By device: the alias files that add addresses to it, and behind them the range files."""
    found: dict[str, list[File]] = {}
    for definition in reading.definitions:
        if is_member(reading, definition):
            name = definition.base or definition.device.name.partition(":")[0]
            found.setdefault(name, []).append(definition.file)
    return {n: sorted(files, key=lambda file: ("-range" in file.suffix, file.name)) for n, files in found.items()}


def _quoted(text: str) -> str:
    """TEXT as one value to NetworkManager's reader, which ends every value at the line end."""
    inside = text.replace("\n", " ").replace("'", "'\\''")
    return f"'{inside}'"
