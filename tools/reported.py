"""`python -m tools.reported DIR`: whether the linter finds what labelled reports of users say, and nothing besides.

DIR has a folder for each report: the files of a host, and a `case.json` with its `release`, `services`, `packages` and
`packages_missing`, the findings to `expect` (file, hazard, severity; of those in one `group` any will do), and the
hazards that `may` be found, too.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ifcfgen import data
from ifcfgen.facts import Host
from ifcfgen.lint.engine import Linter
from ifcfgen.lint.finding import Finding
from ifcfgen.lint.rule import load
from ifcfgen.reading import Reading
from ifcfgen.scripts import disk

RULES_OF = {
    "backup-present": ("backup-loaded",),
    "backup-suffix-nm": ("backup-loaded",),
    "bond-no-slaves": ("bond-no-ports", "bond-port-no-master", "bond-missing-slave-flag"),
    "bridge-delay-missing": ("bridge-stp-delay-guests",),
    "el9-network-scripts-gone": ("unowned-interface", "upgrade-network-scripts-gone"),
    "inline-comment-old-grep": ("comment-hides-key",),
    "ip-invalid": ("invalid-address",),
    "macaddr-invalid": ("invalid-mac",),
    "netmask-invalid": ("invalid-address", "prefix-invalid"),
    "nm-disabled-no-network": ("unowned-interface",),
    "shell-metachar": ("shell-metacharacter",),
    "stray-line": ("command-in-file",),
    "unknown-key": ("misspelled-key", "misspelled-default"),
}
"""The rules for the hazards that reports call otherwise."""


def main(place: str) -> int:
    """Check every report in PLACE; the number that come out otherwise is printed last."""
    linter = Linter(load(data.rules()).values())
    cases = [path.parent for path in sorted(Path(place).glob("*/case.json"))]
    amiss = {case.name: list(_amiss(case, linter)) for case in cases}
    for name, problems in amiss.items():
        sys.stdout.writelines(f"{name}: {problem}\n" for problem in problems)
    wrong = sum(bool(problems) for problems in amiss.values())
    print(f"{len(cases) - wrong} of {len(cases)} as reported")
    return int(wrong > 0)


def _amiss(case: Path, linter: Linter) -> Iterator[str]:
    label = json.loads((case / "case.json").read_text())
    left = linter.check(Reading(disk.read(str(case)), _host(label))).findings
    groups: dict[Any, list[list[Finding]]] = {}
    for number, expected in enumerate(label["expect"]):
        met = [finding for finding in left if _meets(finding, expected)]
        groups.setdefault(expected.get("group") or number, []).append(met)
        if not met and "group" not in expected:
            yield f"no {expected['severity']} {expected['hazard']} in {expected['file']}"
    for name, mets in groups.items():
        if isinstance(name, str) and not any(mets):
            yield f"nothing of the group {name}"
    told = [finding for mets in groups.values() for met in mets for finding in met]
    may = {rule for hazard in label["may"] for rule in _rules(hazard)}
    for finding in left:
        if finding not in told and finding.rule not in may:
            yield f"besides, {finding.severity} {finding.rule} in {finding.spot.path}: {finding.message}"


def _host(label: dict[str, Any]) -> Host:
    services = {name: state for name, state in (label["services"] or {}).items() if state != "unknown"}
    packages, missing = label["packages"] or (), label["packages_missing"] or ()
    return Host.of(release=label["release"], services=services, packages=packages, without=missing)


def _meets(finding: Finding, expected: dict[str, str]) -> bool:
    there = {Path(spot.path).name for spot in (finding.spot, *finding.related)}
    is_it = finding.rule in _rules(expected["hazard"]) and finding.severity == expected["severity"]
    return is_it and expected["file"] in there


def _rules(hazard: str) -> Sequence[str]:
    return (hazard, *RULES_OF.get(hazard, ()))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
