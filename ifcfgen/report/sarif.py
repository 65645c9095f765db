"""SARIF 2.1.0, for code scanning: findings with the page of their rule, related places and fixes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from ifcfgen.errors import Fault
from ifcfgen.lint.finding import Described, Edit, Finding, Report, Spot
from ifcfgen.lint.fingerprint import Fingerprints
from ifcfgen.report import facts
from ifcfgen.report.json import edit_without_secret
from ifcfgen.report.visible import as_json, visible

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def text(report: Report) -> Iterator[str]:
    """The document, with the page of every rule that a finding names."""
    fingerprints = Fingerprints()
    findings = list(report.findings)
    named = {name: index for index, name in enumerate(sorted({finding.rule for finding in findings}))}
    run = {
        "tool": {
            "driver": {
                "name": "ifcfgen",
                "semanticVersion": version("ifcfgen"),
                "rules": [_rule(report.rules[name], report.urls.get(name)) for name in named],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not report.errors,
                "toolExecutionNotifications": [_notification(fault) for fault in report.errors],
            }
        ],
        "results": [_result(finding, named[finding.rule], fingerprints.of(finding)) for finding in findings],
    }
    yield as_json({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(rule: Described, url: str | None) -> dict[str, Any]:
    return {
        "id": rule.name,
        **({"helpUri": url} if url else {}),
        "shortDescription": {"text": rule.summary},
        "help": {"text": rule.page, "markdown": rule.page},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [rule.name.partition("-")[0]]},
    }


def _result(finding: Finding, index: int, fingerprint: str) -> dict[str, Any]:
    assumed = f" (assumed: {', '.join(facts.assumed(finding.assumed))})" if finding.assumed else ""
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": visible(finding.message + facts.aside(finding.conditions) + assumed)},
        "locations": [_location(finding.spot)],
        "partialFingerprints": {"ifcfgen/v1": fingerprint},
    }
    if finding.related:
        result["relatedLocations"] = [
            {"id": number, **_location(spot), "message": {"text": visible(spot.message) or "see also"}}
            for number, spot in enumerate(finding.related, 1)
        ]
    properties: dict[str, Any] = {}
    if finding.conditions:
        properties["conditions"] = facts.conditions(finding.conditions)
    edits = finding.fix.edits if finding.fix else ()
    if finding.fix and any(edit.secret for edit in edits):
        properties["withheldEdits"] = [edit_without_secret(edit) for edit in edits if edit.secret]
    elif finding.fix and edits and all(map(_is_text, edits)):
        result["fixes"] = [
            {"description": {"text": visible(finding.fix.text)}, "artifactChanges": list(_changes(edits))}
        ]
    return {**result, "properties": properties} if properties else result


def _notification(fault: Fault) -> dict[str, Any]:
    notification: dict[str, Any] = {"level": "error", "message": {"text": visible(str(fault))}}
    if fault.place:
        notification["locations"] = [_location(Spot(*fault.place))]
    return notification


def _location(spot: Spot) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(spot.path)}}
    if spot.line is not None:
        column = spot.column or 1
        place["region"] = {"startLine": spot.line, "startColumn": column, "endColumn": column + max(spot.width, 0)}
        if spot.source:
            place["region"]["snippet"] = {"text": visible(spot.source)}
    return {"physicalLocation": place}


def _changes(edits: Iterable[Edit]) -> Iterator[dict[str, Any]]:
    by_path: dict[str, list[dict[str, Any]]] = {}
    for edit in edits:
        region = {"startLine": edit.line, "startColumn": 1, "endLine": edit.line, "endColumn": len(edit.old) + 1}
        if edit.new is None:
            region |= {"endLine": edit.line + 1, "endColumn": 1}
        replacement = {"deletedRegion": region, "insertedContent": {"text": edit.new or ""}}
        by_path.setdefault(edit.path, []).append(replacement)
    for path, replacements in by_path.items():
        yield {"artifactLocation": {"uri": _uri(path)}, "replacements": replacements}


def _is_text(edit: Edit) -> bool:
    """Whether JSON can carry it: bytes that are not UTF-8 have no code point."""
    return not any("\ud800" <= character <= "\udfff" for character in edit.old + (edit.new or ""))


def _uri(path: str) -> str:
    """A relative path as it is, seen from where the program runs; an absolute one as a file."""
    plain = quote(path.removeprefix("./").encode(errors="surrogateescape"))
    return f"file://{plain}" if plain.startswith("/") else plain
