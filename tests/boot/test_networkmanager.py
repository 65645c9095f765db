"""What we foretell of NetworkManager against what a real one did to a real kernel."""

from __future__ import annotations

import json

import networkmanager_cases as cases
import oracle_cases as oracle
import pytest


@pytest.mark.parametrize("name", cases.names())
def test_the_boot_comes_out_as_foretold(name: str) -> None:
    ours = json.loads(json.dumps(cases.foretold(name).as_truth()))
    ours |= {key: {"exit": 0} if key == "service" else {} for key in cases.OF_THE_NETWORK_SERVICE}
    assert list(oracle.differences(ours, cases.truth(name))) == []
