"""Keyfiles as they stand in keyfiles.md, and the text of one: both as plain dicts."""

from __future__ import annotations

import re

Keyfile = dict[str, dict[str, str]]


def parse(text: str) -> Keyfile:
    """What a keyfile says of which every section is one line."""
    found: Keyfile = {}
    for line in text.splitlines():
        section, _, rest = line.partition("] ")
        pairs = (item.partition("=") for item in rest.split(" | ") if item)
        found[section.strip("[]")] = {name: value for name, _, value in pairs}
    return found


def read(text: str) -> Keyfile:
    """What TEXT says as GLib reads it; each line is a section, or a key with its value."""
    found: Keyfile = {}
    said: dict[str, str] = {}
    for line in filter(None, text.split("\n")):
        if section := re.fullmatch(r"\[([^][]+)\]", line):
            assert section[1] not in found
            said = found.setdefault(section[1], {})
        else:
            key, equals, value = line.partition("=")
            assert equals and key.strip() == key and key not in said
            said[key] = value
    return found
