"""One JSON document, for programs. Its `version` changes when a reader would have to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ifcfgen.lint.finding import Finding, Fix, Report
from ifcfgen.report import facts


def text(report: Report) -> Iterator[str]:
    """The document. Bytes that are not UTF-8 are the lone surrogates `\\udc80` to `\\udcff`, as Python keeps them."""
    findings = [_finding(finding) for finding in report.findings]
    document = {
        "version": 1,
        "findings": findings,
        "undecided": [{**one._asdict(), "fact": facts.text(one.fact)} for one in report.undecided],
        "suppressed": report.suppressed,
        "known": report.known,
        "errors": [{"path": str(fault.place or ""), "message": fault.text} for fault in report.errors],
        "files": report.files,
        "hosts": report.hosts,
    }
    yield json.dumps(document, indent=2) + "\n"


def _finding(finding: Finding) -> dict[str, Any]:
    spot = finding.spot
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "host": finding.host,
        "path": spot.path,
        "line": spot.line,
        "column": spot.column,
        "message": finding.message,
        "assumed": facts.assumed(finding.assumed),
        "fix": _fix(finding.fix) if finding.fix else None,
        "related": [
            {"path": other.path, "line": other.line, "column": other.column, "message": other.message}
            for other in finding.related
        ],
    }


def _fix(fix: Fix) -> dict[str, Any]:
    return {**fix._asdict(), "edits": [edit._asdict() for edit in fix.edits]}
