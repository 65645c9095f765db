"""`python -m tools.reported`: labelled reports of users held against the linter."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tools.reported import main

BR0 = "DEVICE=br0\nTYPE=bridge\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\n"
LABEL: dict[str, Any] = {
    "release": "el7",
    "services": {"NetworkManager": "disabled", "network": "enabled"},
    "packages": ["bridge-utils"],
    "packages_missing": None,
    "expect": [{"file": "ifcfg-br0", "hazard": "type-bridge-case", "severity": "error"}],
    "may": [],
}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "1 of 1 as reported\n"),
        ({"expect": []}, "case: besides, error type-bridge-case in {place}/ifcfg-br0: "),
        ({"expect": [], "may": ["type-bridge-case"]}, "1 of 1 as reported\n"),
        (
            {"expect": [{"file": "ifcfg-br0", "hazard": "bond-no-monitor", "severity": "warning"}], "may": ["type-bridge-case"]},
            "case: no warning bond-no-monitor in ifcfg-br0\n0 of 1 as reported\n",
        ),
    ],
)  # fmt: skip
def test_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str], changes: dict[str, Any], told: str) -> None:
    case = tmp_path / "case"
    case.mkdir()
    (case / "ifcfg-br0").write_text(BR0)
    (case / "case.json").write_text(json.dumps(LABEL | changes))
    code = main(str(tmp_path))
    output = capsys.readouterr().out
    assert output.startswith(told.format(place=case))
    assert code == (0 if "1 of 1" in told else 1)
