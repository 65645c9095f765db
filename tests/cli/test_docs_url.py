"""`docs-url` in ifcfgen.toml: findings lead to the pages of their rules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from runner import run
from test_program import on_a_terminal

URL = "https://docs.example.com/ifcfgen"
PAGE = f"{URL}/rules/misspelled-key/"
OWN = """\
---
summary: a rule of the site
for: device
severity: warning
when: device.onboot
message: "{{ device }} starts"
fix: Stop it.
---
# site-rule
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "site-rule.md").write_text(OWN)
    (tmp_path / "ifcfgen.toml").write_text(f'docs-url = "{URL}"\nrules = ["site"]\n')
    (tmp_path / "h").mkdir()
    (tmp_path / "h" / "ifcfg-em1").write_text("DEVICE=em1\nONBOOT=yes\nIPADR=192.0.2.1\n")
    return tmp_path


def lint(format: str) -> str:
    return run("lint", "h", "--select", "misspelled-key,site-rule", "--format", format).stdout


def test_json_and_sarif() -> None:
    findings: list[dict[str, Any]] = json.loads(lint("json"))["findings"]
    assert {finding["rule"]: finding.get("url") for finding in findings} == {"misspelled-key": PAGE, "site-rule": None}
    rules = json.loads(lint("sarif"))["runs"][0]["tool"]["driver"]["rules"]
    assert {rule["id"]: rule.get("helpUri") for rule in rules} == {"misspelled-key": PAGE, "site-rule": None}


def test_html() -> None:
    assert f'<a href="{PAGE}">unknown key, probably a typo</a>' in lint("html")


def test_a_terminal_gets_links_and_a_pipe_none() -> None:
    shown = ("lint", "h", "--select", "misspelled-key,site-rule", "--format", "full")
    seen = on_a_terminal(*shown)
    assert f"\x1b]8;;{PAGE}\x1b\\\x1b[1;31merror[misspelled-key]:\x1b[0m\x1b]8;;\x1b\\" in seen
    assert seen.count("\x1b]8;;") == 2
    assert "\x1b" not in on_a_terminal(*shown, NO_COLOR="1")
    assert "\x1b" not in run(*shown).stdout
    assert "\x1b]8" not in run(*shown, "--color", "always").stdout


def test_without_it_there_are_none(home: Path) -> None:
    (home / "ifcfgen.toml").write_text('rules = ["site"]\n')
    for format in ("json", "sarif", "html"):
        assert "misspelled-key/" not in lint(format)
