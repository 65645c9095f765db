"""GitLab's code quality report, which is a subset of Code Climate's."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from ifcfgen.errors import Fault
from ifcfgen.lint.finding import Finding, Report
from ifcfgen.lint.fingerprint import Fingerprints
from ifcfgen.report import facts
from ifcfgen.report.visible import as_json, visible

_SEVERITIES = {"error": "critical", "warning": "major", "info": "info"}


def text(report: Report) -> Iterator[str]:
    """One list of findings, and of inputs that could not be read."""
    fingerprints = Fingerprints()
    entries = [_entry(finding, fingerprints.of(finding)) for finding in report.findings]
    yield as_json([*entries, *map(_unread, report.errors)])


def _entry(finding: Finding, fingerprint: str) -> dict[str, Any]:
    cure = f". {finding.fix.text}" if finding.fix else ""
    assumed = f" (assumed: {', '.join(facts.assumed(finding.assumed))})" if finding.assumed else ""
    return {
        "description": visible(f"{finding.message}{facts.aside(finding.conditions)}{assumed}{cure}"),
        "check_name": finding.rule,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": visible(finding.spot.path.removeprefix("./")), "lines": {"begin": finding.spot.line or 1}},
    }


def _unread(fault: Fault) -> dict[str, Any]:
    told = visible(str(fault))
    return {
        "description": told,
        "check_name": "cannot-be-linted",
        "fingerprint": hashlib.sha256(told.encode()).hexdigest()[:32],
        "severity": "blocker",
        "location": {"path": visible(str(fault.place or "").removeprefix("./")), "lines": {"begin": 1}},
    }
