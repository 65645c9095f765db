"""What we predict against what the real scripts did to a real kernel."""

from __future__ import annotations

import json

import oracle_cases as oracle
import pytest

from ifcfgen.report.state import state

CASES = [(name, release) for name in oracle.names() for release in oracle.RELEASES if oracle.is_recorded(name, release)]


@pytest.mark.parametrize(("name", "release"), CASES, ids=[f"{name}-el{release}" for name, release in CASES])
def test_the_boot_comes_out_as_predicted(name: str, release: int) -> None:
    there = oracle.truth(name, release)
    if there["status"] != "truth":
        pytest.skip(there.get("caveat", there["status"]))
    ours = json.loads(json.dumps(state(oracle.predicted(name, release))))
    assert list(oracle.differences(ours, there)) == []


def test_the_comparer_sees_a_difference() -> None:
    there = oracle.truth("bond-in-bridge", 7)
    broken = json.loads(json.dumps(there))
    broken["links"][0]["mtu"] = 9000
    broken["links"][0]["bond"]["mode"] = "balance-rr"
    broken["addresses"].clear()
    broken["verdicts"]["bond0"] = "FAILED"
    assert [line.split(" predicted")[0] for line in oracle.differences(broken, there)] == [
        "link bond0: bond.mode",
        "link bond0: mtu",
        "addresses: not",
        "verdicts:",
    ]
