"""A file that NetworkManager rejects is one finding, and a file that it reads is none."""

from __future__ import annotations

import pytest
from test_profiles import LINE, cases

from ifcfgen import data, reading
from ifcfgen.facts import Host
from ifcfgen.lint.engine import Linter
from ifcfgen.lint.rule import load

RULES = load(data.rules())
EVERY = Linter(RULES.values())
HOST = Host.of(
    release=8, services={"NetworkManager": "enabled", "network": "absent"}, packages=["bridge-utils"], complete=True
)


@pytest.mark.parametrize("files, lines, version", [case for case in cases() if case.values[2] == "1.40"])
def test_rejected_files_are_told(files: dict[str, str], lines: list[str], version: str) -> None:
    findings = EVERY.check(reading.parse(files, HOST)).findings
    told = {finding.spot.path for finding in findings if finding.severity == "error"}
    general = {finding.spot.path for finding in findings if finding.rule == "profile-rejected"}
    for line in lines:
        match = LINE.fullmatch(line)
        assert match
        name, versions, status, _ = match.groups()
        if versions and version not in versions:
            continue
        if status == "error":
            assert name in told
        else:
            assert name not in general


def test_better_rules_exist() -> None:
    for rule in RULES.values():
        assert rule.yields <= RULES.keys()
