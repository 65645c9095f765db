"""What stops an upgrade, as Leapp's report has it: /var/log/leapp/leapp-report.json.

Leapp's schemas of that file are 1.0 to 1.2 (report-schema-v100.json to -v120.json), and the file does not say which it
has. Up to 1.1 an entry has `flags` and `tags`; in 1.2 both are `groups`.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

from ifcfgen.errors import Fault, IfcfgenError
from ifcfgen.facts import json
from ifcfgen.lazy import NamedTuple
from ifcfgen.notation import items, mapping
from ifcfgen.place import Place

_GROUPS = ("groups", "flags", "tags")


class Inhibitor(NamedTuple):
    """An entry about the network that keeps Leapp from upgrading, with the files and the remediation that it names."""

    title: str
    actor: str
    remediation: str
    files: tuple[str, ...]


def inhibitors(path: Path) -> tuple[Inhibitor, ...]:
    """Those about the network in the report PATH, in its order. Raises `IfcfgenError` where it is no such report."""
    place = Place(str(path))
    document = mapping(json.document(path))
    entries = document.get("entries")
    if not isinstance(entries, list) or "leapp_run_id" not in document:
        raise IfcfgenError(Fault(place, "not a report of Leapp: leapp_run_id and a list of entries are required"))
    fault = next(filter(None, map(_fault, count(1), entries)), None)  # those of one version are alike
    if fault:
        raise IfcfgenError(Fault(place, fault))
    return tuple(_inhibitor(entry) for entry in entries if {"inhibitor", "network"} <= _groups(entry))


def _fault(number: int, entry: Any) -> str:
    """What is wrong with an ENTRY; empty where nothing is."""
    lacking = next((name for name in ("title", "actor") if not isinstance(mapping(entry).get(name), str)), None)
    return f"entry {number} has no {lacking}; ifcfgen reads reports of the schemas 1.0 to 1.2" if lacking else ""


def _groups(entry: Mapping[str, Any]) -> set[str]:
    return {group for name in _GROUPS for group in items(entry.get(name)) if isinstance(group, str)}


def _inhibitor(entry: Mapping[str, Any]) -> Inhibitor:
    detail = mapping(entry.get("detail"))
    hints = _texts(detail, "remediations", "type", "hint", "context")
    files = _texts(detail, "related_resources", "scheme", "file", "title")
    return Inhibitor(entry["title"], entry["actor"], " ".join(hints), tuple(dict.fromkeys(files)))


def _texts(detail: Mapping[str, Any], name: str, key: str, kind: str, text: str) -> list[str]:
    """The value TEXT of each item of the list NAME whose KEY is KIND."""
    found = (item.get(text) for item in map(mapping, items(detail.get(name))) if item.get(key) == kind)
    return [value for value in found if isinstance(value, str)]
