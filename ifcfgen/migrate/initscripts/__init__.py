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

__all__ = ["KINDS", "Rewritten", "has_default_route", "is_member", "members", "refused_options", "rewritten"]


KINDS = TYPES.keys()
"""The kinds of device that NetworkManager has a profile for."""


class Rewritten(NamedTuple):
    """The files of one device for NetworkManager's reader, by name, and the account of what they say."""

    files: Mapping[str, bytes]
    entries: Sequence[Entry]
    sources: Sequence[str]
    """The names of the files that went into it."""


def rewritten(
    reading: Reading, definition: Definition, others: Sequence[File], target: int, rules: Rules, is_replaced: bool
) -> Rewritten:
    """The files of DEFINITION, of one of the KINDS, in NetworkManager's words.

    OTHERS are its alias and range files. IS_REPLACED: a device that comes up later has the default route in the end.
    """
    draft, file = Draft(reading, definition, others, is_replaced), definition.file
    write_link(draft)
    write_addressing(draft)
    beside = [] if draft.is_port else draft.beside
    said = routes.read(reading.directory, beside, draft.device.name, draft.release, target, rules)
    keys = {**draft.said, **said.rules_by_key}
    text = "".join(f"{key}={_quoted(value)}\n" for key, value in keys.items()).encode(errors="surrogateescape")
    return Rewritten(
        {file.name: text, **said.files(file.suffix, draft.routes, draft.routes6)},
        [*account(draft), *said.entries],
        [file.name, *(other.name for other in (*others, *draft.beside))],
    )


def has_default_route(reading: Reading, definition: Definition) -> bool:
    """Whether DEFINITION makes a default route of IPv4 at boot, one that another device can replace."""
    return definition.device.kind in KINDS and addressing.has_default_route(Draft(reading, definition))


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
