"""`ifcfgen explain`, `rules`, `schema`: what one can look up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from runner import run

SITE = """\
---
summary: a bridge that nobody likes
for: bridge
severity: warning
releases: 6-7
manager: initscripts
when: bridge.onboot
message: m
sources: [somebody said so]
---
# disliked-bridge

Nobody \x1b[2Jlikes it.
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A repository with a rule of its own."""
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    (tmp_path / ".git").mkdir()
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "disliked-bridge.md").write_text(SITE)
    (tmp_path / "ifcfgen.toml").write_text('rules = ["rules"]\n')
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")


@pytest.mark.usefixtures("site")
def test_the_page_of_a_rule_is_markdown_in_a_pipe() -> None:
    result = run("explain", "disliked-bridge")
    assert result.stdout == (
        "# disliked-bridge\n\n*warning, for: bridge, EL6-7, initscripts*\n\nNobody \\x1b[2Jlikes it.\n"
        "\n## Sources\n\n- somebody said so\n"
    )
    assert result.exit_code == 0


@pytest.mark.parametrize("name, title", [("DNS2", "# DNS1"), ("onboot", "# ONBOOT"), ("NM_USER_x", "# NM_USER_*")])
def test_the_page_of_a_key(name: str, title: str) -> None:
    assert run("explain", name).stdout.splitlines()[0] == title


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    "name, said",
    [
        ("disliked-brigde", "no rule and no key 'disliked-brigde'; did you mean 'disliked-bridge'?"),
        ("bridge-utils", "no rule and no key 'bridge-utils'; did you mean 'bridge-utils-missing'?"),
        ("NM_CONTROLED", "no rule and no key 'NM_CONTROLED'; did you mean 'NM_CONTROLLED'?"),
        ("STARTMODE", "STARTMODE: a key of SUSE's network files; neither initscripts nor NetworkManager reads it"),
        ("\x1bqqq", "no rule and no key '\\x1bqqq'"),
    ],
)
def test_an_unknown_name(name: str, said: str) -> None:
    result = run("explain", name)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"{said}\n")


def test_a_page_is_drawn_where_there_are_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    text = run("explain", "MTU").stdout
    assert "\x1b[" in text
    assert "# MTU" not in text
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in run("explain", "MTU").stdout


@pytest.mark.usefixtures("site")
def test_rules_as_a_table() -> None:
    rows = {line.split()[0]: line for line in run("rules").stdout.splitlines()}
    assert rows["disliked-bridge"].split(maxsplit=3)[1:] == ["warning", "EL6-7", "a bridge that nobody likes"]
    assert "bridge-utils-missing" in rows
    assert list(rows) == sorted(rows)


@pytest.mark.usefixtures("site")
def test_rules_as_json() -> None:
    rules = {rule["name"]: rule for rule in json.loads(run("rules", "--format", "json").stdout)}
    assert rules["disliked-bridge"] == {
        "name": "disliked-bridge",
        "summary": "a bridge that nobody likes",
        "severity": "warning",
        "for": "bridge",
        "releases": [6, 7],
        "upgrade": None,
        "manager": "initscripts",
    }


def test_the_schema_is_one() -> None:
    from jsonschema import Draft202012Validator

    Draft202012Validator.check_schema(json.loads(run("schema").stdout))
