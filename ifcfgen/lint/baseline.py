"""A baseline: findings that are known and will be fixed some day, so that only new ones fail."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from ifcfgen import notation
from ifcfgen.errors import Fault, Faults, IfcfgenError
from ifcfgen.lint.finding import Finding
from ifcfgen.lint.fingerprint import Fingerprints
from ifcfgen.place import Place

_VERSION = 1
_LEAST = ("rule", "path", "fingerprint")


def written(findings: Iterable[Finding], place: Callable[[str], str]) -> tuple[str, int]:
    """The baseline that knows all FINDINGS, and how many these are; PLACE is a file's path from the baseline's."""
    fingerprints = Fingerprints(place)
    known = [
        dict(zip(_LEAST, (finding.rule, _readable(place(finding.spot.path)), fingerprints.of(finding)), strict=True))
        for finding in findings
    ]
    known.sort(key=lambda entry: (entry["path"], entry["rule"], entry["fingerprint"]))
    return json.dumps({"version": _VERSION, "findings": known}, indent=2) + "\n", len(known)


def _readable(path: str) -> str:
    """PATH for people, also where it has bytes that are no text, which no JSON can hold."""
    return path.encode(errors="surrogateescape").decode(errors="backslashreplace")


def read(text: str, path: str) -> frozenset[str]:
    """The fingerprints that the baseline in PATH knows. Raises IfcfgenError for one that cannot be used."""

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
    entries = document.get("findings")
    whole = isinstance(entries, list) and all(
        isinstance(entry, dict) and all(isinstance(entry.get(key), str) for key in _LEAST) for entry in entries
    )
    if not whole:
        raise fault(f"not a baseline: each finding needs {', '.join(_LEAST)}; --write-baseline renews it")
    return frozenset(entry["fingerprint"] for entry in entries)
