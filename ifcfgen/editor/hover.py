"""The page of what the cursor is on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ifcfgen.editor.cursor import Cursor
from ifcfgen.ifcfg import vocabulary
from ifcfgen.keyfile import properties
from ifcfgen.netplan.grammar import ListOf, Properties
from ifcfgen.netplan.properties import FILE


def of_key(cursor: Cursor) -> str:
    """The page of the key whose assignment CURSOR is in; empty where it is none."""
    key = vocabulary.lookup(cursor.key)
    return vocabulary.page(key) if key else ""


def of_keyfile(cursor: Cursor) -> str:
    """What the key of a keyfile holds, and since when NetworkManager reads it; empty for a key of another form."""
    section, key = properties.canonical(cursor.section), cursor.key
    found = properties.SECTIONS.get(section, {}).get(key)
    if found is None:
        return ""
    facts = {
        "Type": found.kind,
        "Range": f"{found.low} to {found.high}" if found.kind == "number" else "",
        "Values": ", ".join(map(str, found.values)),
        "Default": "" if found.default is None else str(found.default).lower(),
        "Read since": "" if found.first == (1, 0) else f"NetworkManager {found.first[0]}.{found.first[1]}",
    }
    lines = "\n".join(f"- {name}: {fact}" for name, fact in facts.items() if fact)
    return f"# {section}.{key}\n\n{lines}\n"


def of_property(cursor: Cursor) -> str:
    """What the property of a topology means that CURSOR is on, in each mapping that can have one of this name."""
    found = dict.fromkeys(f"- {title}: {meaning}" for title, meaning in _meanings(FILE, cursor.word))
    return f"# {cursor.word}\n\n" + "\n".join(found) + "\n" if found else ""


def _meanings(root: Properties, name: str) -> Iterator[tuple[str, str]]:
    left: list[object] = [root]
    seen: set[str] = set()
    while left:
        kind = left.pop()
        if isinstance(kind, ListOf):
            left.append(getattr(kind.item, "options", kind.item))
        elif isinstance(kind, Properties) and kind.title not in seen:
            seen.add(kind.title)
            if name in kind.known:
                yield kind.title, kind.known[name].meaning
            left += [kind.others, *(known.kind for known in kind.known.values())]


def of_setting(cursor: Cursor, schema: Mapping[str, Any]) -> str:
    """What the key of an ifcfgen.toml means that CURSOR is on, as SCHEMA says."""
    keys = schema["properties"]
    found = [known[cursor.word]["description"] for known in (keys, keys["host"]["items"]["properties"])
             if cursor.word in known]  # fmt: skip
    return f"# {cursor.word}\n\n" + "\n\n".join(found) + "\n" if found else ""
