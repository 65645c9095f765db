"""A baseline: findings that are known and will be fixed some day, so that only new ones fail."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from ifcfgen import notation
from ifcfgen.errors import Fault, Faults, IfcfgenError
from ifcfgen.lazy import NamedTuple
from ifcfgen.lint.finding import Finding
from ifcfgen.lint.fingerprint import Fingerprints
from ifcfgen.place import Place

_VERSION = 1


class Entry(NamedTuple):
    """A finding that a baseline knows; `path` is that of its file as seen from the baseline's."""

    rule: str
    path: str
    fingerprint: str


def entries(findings: Iterable[Finding], place: Callable[[str], str]) -> list[Entry]:
    """Those of all FINDINGS; PLACE is a file's path from the baseline's."""
    fingerprints = Fingerprints(place)
    return [Entry(found.rule, _readable(place(found.spot.path)), fingerprints.of(found)) for found in findings]


def written(entries: Iterable[Entry]) -> str:
    """The baseline that has ENTRIES."""
    known = sorted(entries, key=lambda entry: (entry.path, entry.rule, entry.fingerprint))
    document = {"version": _VERSION, "findings": [entry._asdict() for entry in known]}
    return json.dumps(document, indent=2) + "\n"


def _readable(path: str) -> str:
    """PATH for people, also where it has bytes that are no text, which no JSON can hold."""
    return path.encode(errors="surrogateescape").decode(errors="backslashreplace")


def read(text: str, path: str) -> list[Entry]:
    """The entries of the baseline in PATH. Raises IfcfgenError for one that cannot be used."""

    def fault(text: str) -> IfcfgenError:
        return IfcfgenError(Fault(Place(path), text))

    try:
        document = notation.json(text, path)
    except IfcfgenError as error:
        raise Faults(wrong._replace(text=f"no baseline: {wrong.text}") for wrong in error.faults) from None
    version = document.get("version") if isinstance(document, dict) else None
    if type(version) is not int:
        raise fault("not a baseline: it has no version; --write-baseline creates one")
    if version != _VERSION:
        raise fault(f"a baseline of version {version}; this ifcfgen reads {_VERSION}; --write-baseline renews it")
    found = document.get("findings")
    whole = isinstance(found, list) and all(
        isinstance(entry, dict) and all(isinstance(entry.get(key), str) for key in Entry._fields) for entry in found
    )
    if not whole:
        raise fault(f"not a baseline: each finding needs {', '.join(Entry._fields)}; --write-baseline renews it")
    return [Entry(*(entry[key] for key in Entry._fields)) for entry in found]
