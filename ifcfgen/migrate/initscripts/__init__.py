"""Rewrites the files of initscripts so that NetworkManager's ifcfg reader gets the same configuration from them.

NetworkManager's checks then apply to the result, and all keyfiles have one writer. Keys that initscripts do not read
are left out, because they have no effect today.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ifcfgen.lazy import NamedTuple
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
"""The kinds of device that can be rewritten."""


class Rewritten(NamedTuple):
    """The rewritten files of one device by name, and the account of the original files."""

    files: Mapping[str, bytes]
    entries: Sequence[Entry]
    sources: Sequence[str]
    """The names of the original files."""


def rewritten(
    reading: Reading, definition: Definition, others: Sequence[File], target: int, rules: Rules, is_replaced: bool
) -> Rewritten:
    """The rewritten files of DEFINITION, whose kind is one of KINDS.

    OTHERS are its alias and range files. IS_REPLACED: the default route of a later device replaces that of this one.
    """
    draft, file = Draft(reading, definition, others, is_replaced), definition.file
    write_link(draft)
    write_addressing(draft, target)
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
    """Whether initscripts add an IPv4 default route for DEFINITION at boot that another device can replace."""
    is_asked_for = "GATEWAY" in definition.keys or "GATEWAY" in reading.directory.network
    is_known = definition.device.kind in KINDS
    return is_asked_for and is_known and addressing.has_default_route(Draft(reading, definition))


def is_member(reading: Reading, definition: Definition) -> bool:
    """Whether the file only adds addresses to another device: by its file name, or by a colon in DEVICE."""
    stem, colon, _ = definition.device.name.partition(":")
    return definition.base is not None or bool(colon and reading.defined(stem))


def members(reading: Reading) -> Mapping[str, Sequence[File]]:
    """The alias files by device, followed by the range files."""
    found: dict[str, list[File]] = {}
    for definition in reading.definitions:
        if is_member(reading, definition):
            name = definition.base or definition.device.name.partition(":")[0]
            found.setdefault(name, []).append(definition.file)
    return {n: sorted(files, key=lambda file: ("-range" in file.suffix, file.name)) for n, files in found.items()}


def _quoted(text: str) -> str:
    """TEXT quoted for NetworkManager's reader, whose values end with the line."""
    inside = text.replace("\n", " ").replace("'", "'\\''")
    return f"'{inside}'"
