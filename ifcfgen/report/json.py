"""One JSON document, for programs. Its `version` changes when a reader would have to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from ifcfgen.lint.finding import Edit, Finding, Fix, Report, Undecided
from ifcfgen.report import facts, leapp
from ifcfgen.report.visible import as_json


def text(report: Report) -> Iterator[str]:
    """The document. Bytes that are not UTF-8 are the lone surrogates `\\udc80` to `\\udcff`, as Python keeps them."""
    found = list(report.findings)
    document = {
        "version": 1,
        "findings": [_finding(finding, report.urls) for finding in found],
        "undecided": [_undecided(one) for one in report.undecided],
        "suppressed": report.suppressed,
        "known": report.known,
        "errors": [{"path": str(fault.place or ""), "message": fault.text} for fault in report.errors],
        "files": report.files,
        "hosts": report.hosts,
        **({"leapp": leapp.document(report, found)} if report.inhibitors is not None else {}),
    }
    yield as_json(document)


def _finding(finding: Finding, urls: Mapping[str, str]) -> dict[str, Any]:
    spot = finding.spot
    url = urls.get(finding.rule)
    return {
        "rule": finding.rule,
        **({"url": url} if url else {}),
        "severity": finding.severity,
        "host": finding.host,
        "path": spot.path,
        "line": spot.line,
        "column": spot.column,
        "message": finding.message,
        "assumed": facts.assumed(finding.assumed),
        "conditions": facts.conditions(finding.conditions),
        "fix": _fix(finding.fix) if finding.fix else None,
        "related": [
            {"path": other.path, "line": other.line, "column": other.column, "message": other.message}
            for other in finding.related
        ],
    }


def _undecided(one: Undecided) -> dict[str, Any]:
    return {
        "fact": facts.text(one.fact),
        "rules": one.rules,
        "hosts": one.hosts,
        "stake": facts.at_stake(one),
        "path": one.spot.path if one.spot else None,
        "line": one.spot.line if one.spot else None,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    return {**fix._asdict(), "edits": [edit_without_secret(edit) for edit in fix.edits]}


def edit_without_secret(edit: Edit) -> dict[str, Any]:
    """EDIT; where a secret stands in it with the SHA-256 of each text instead: only --fix can make it."""
    texts = {"old": edit.old, "new": edit.new}
    if edit.secret:
        texts = {f"{name}_sha256": text if text is None else _digest(text) for name, text in texts.items()}
    return {"path": edit.path, "line": edit.line, **texts}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()
