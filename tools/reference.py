"""Writes the tables that end docs/topology.md and docs/configuration.md: `python -m tools.reference`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from ifcfgen.config.schema import schema
from ifcfgen.netplan.grammar import ListOf, Properties, Property, Value
from ifcfgen.netplan.properties import FILE, KINDS
from ifcfgen.report.formats import Format

DOCS = Path(__file__).parent.parent / "docs"
MARK = "<!-- Written by `python -m tools.reference`. -->\n"


def pages() -> Iterator[tuple[Path, str]]:
    """Each page with the text that it should have."""
    for name, tables in (("topology.md", _topology()), ("configuration.md", _configuration())):
        path = DOCS / name
        yield path, path.read_text().partition(MARK)[0] + MARK + "\n" + "\n".join(tables)


def _topology() -> Iterator[str]:
    kinds = list(KINDS.values())
    common = {
        name: known for name, known in kinds[0].known.items() if all(kind.known.get(name) == known for kind in kinds)
    }
    waiting, shown = [FILE], set()
    while waiting:
        block = waiting.pop(0)
        if block.title in shown:
            continue
        shown.add(block.title)
        if block is kinds[0]:
            yield from _section("Every device", common)
        own = {name: known for name, known in block.known.items() if block not in kinds or name not in common}
        yield from _section(_heading(block), own)
        waiting += [inner for known in block.known.values() for inner in _inner(known.kind)]


def _section(heading: str, known: Mapping[str, Property]) -> Iterator[str]:
    rows = [(f"`{name}`", _value(one.kind), one.meaning) for name, one in known.items() if not one.unmodelled]
    others = [f"`{name}`" for name, one in known.items() if one.unmodelled]
    if rows:
        yield f"## {heading}\n"
        yield _table(("property", "value", "meaning"), rows)
    if not known:
        yield f"## {heading}\n\nHas only what every device has.\n"
    if others:
        yield f"Also read, but refused by every target so far: {', '.join(others)}.\n"


def _inner(kind: object) -> Iterator[Properties]:
    """The blocks below a property; a section of devices is shown as one of its devices."""
    if isinstance(kind, ListOf):
        yield from _inner(getattr(kind.item, "options", kind.item))
    elif isinstance(kind, Properties):
        yield from _inner(kind.others) if isinstance(kind.others, Properties) else [kind]


def _heading(block: Properties) -> str:
    return block.title.removeprefix("a ").removeprefix("an ").capitalize()


def _value(kind: object) -> str:
    if isinstance(kind, Value):
        unnamed = kind.words and kind.words[0] not in kind.wanted
        return f"{kind.wanted}: {', '.join(kind.words)}" if unnamed else kind.wanted
    if isinstance(kind, ListOf):
        return f"a list, such as `{kind.example}`"
    for block in _inner(kind):
        if block.known:
            link = f"[{_heading(block).lower()}](#{_heading(block).lower().replace(' ', '-')})"
            return f"by name: {link}" if block is not kind else link
        return f"by name: {_value(block.others)}"
    return "any"


def _configuration() -> Iterator[str]:
    keys = schema(get_args(Format))["properties"]
    tables = keys["host"]["items"]["properties"]
    sites = keys["site"]["items"]["properties"]
    for heading, known in (
        ("Keys", keys), ("Keys of a `[[host]]` table", tables), ("Keys of a `[[site]]` table", sites),
    ):  # fmt: skip
        yield f"## {heading}\n"
        yield _table(("key", "value", "meaning"), ((f"`{k}`", _type(v), v["description"]) for k, v in known.items()))


def _type(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return ", ".join(f"`{word}`" for word in schema["enum"])
    if "properties" in schema:
        return "; ".join(f"`{name}`: {_type(known)}" for name, known in schema["properties"].items())
    if "anyOf" in schema:
        return ", or ".join(map(_type, schema["anyOf"]))
    if schema["type"] == "array":
        items = schema["items"]
        return "tables" if "properties" in items else "a list of these" if "enum" in items else "a list of strings"
    kinds = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    return " or ".join(kinds)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    cells = [[*head], ["---"] * 3, *([cell.replace("|", "&#124;") for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(row)} |\n" for row in cells)


if __name__ == "__main__":
    for path, text in pages():
        path.write_text(text)
