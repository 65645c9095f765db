"""The samples tell the truth: sound ones are clean and current, accidents have the findings that the README names."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parent.parent / "samples"
ROWS = re.findall(r"^\| \[`([\w-]+)`\]\(\1/\) \|.*\|(.*)\|$", (SAMPLES / "README.md").read_text(), re.M)
SOUND = sorted(path.parent.name for path in SAMPLES.glob("*/topology.yaml"))


def ifcfgen(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "ifcfgen", *arguments], cwd=SAMPLES, capture_output=True, text=True)


@cache
def findings() -> dict[str, set[str]]:
    """The rules that found something, by sample."""
    run = ifcfgen("lint", "--format", "json", ".")
    assert run.returncode == 1, run.stderr
    report = json.loads(run.stdout)
    assert not report["errors"]
    found = defaultdict(set)
    for finding in report["findings"]:
        found[Path(finding["path"]).parts[0]].add(finding["rule"])
    return found


def test_readme_tells_of_every_sample() -> None:
    assert sorted(name for name, _ in ROWS) == sorted(path.name for path in SAMPLES.iterdir() if path.is_dir())
    assert len(ROWS) >= 6


@pytest.mark.parametrize("name, told", ROWS, ids=[name for name, _ in ROWS])
def test_findings_are_those_that_the_readme_names(name: str, told: str) -> None:
    assert findings()[name] == set(re.findall(r"`([\w-]+)`", told))


@pytest.mark.parametrize("name", SOUND)
def test_sound_sample_is_clean_and_current(name: str) -> None:
    assert not findings()[name]
    current = ifcfgen("render", "--check", "--output", f"{name}/files", f"{name}/topology.yaml")
    assert current.returncode == 0, current.stdout + current.stderr


def test_lost_bridge_is_shown_with_its_port() -> None:
    shown = ifcfgen("lint", "el7-bridge-lost", "--format", "full").stdout
    assert "error[bridge-utils-missing]: br0" in shown
    assert 'TYPE="Bridge"' in shown
    assert 'BRIDGE="br0"' in shown
