"""`ifcfgen explain`, `rules`, `schema`: what one can look up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

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
at: DEVICE
message: m
sources: [somebody said so]
---
# disliked-bridge

Nobody \x1b[2Jlikes it: `span` is odd.

## Bad

```toml
release = 7
services = {NetworkManager = "disabled"}
packages = ["bridge-utils"]
```

```sh ifcfg-br0
DEVICE=br0
TYPE=Bridge
ONBOOT=yes
```

```text
ifcfg-br0:1: m
```

## Good: another kind

```sh ifcfg-lo
DEVICE=lo
IPADDR=127.0.0.1
PREFIX=8
```

## Not here

```toml
release = 7
services = {NetworkManager = "disabled"}
```

```sh ifcfg-br0
DEVICE=br0
TYPE=Bridge
ONBOOT=no
```

## Remarks

Nothing else.
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
        "# disliked-bridge\n\nA bridge that nobody likes.\n\n*warning, for: bridge, EL6-7, initscripts*\n\n"
        "Nobody \\x1b[2Jlikes it: `span` is odd.\n\n## Remarks\n\nNothing else.\n\n"
        "## Sources\n\n- somebody said so\n\n3 examples: `ifcfgen explain disliked-bridge --examples`\n"
    )
    assert result.exit_code == 0


@pytest.mark.parametrize("name, title", [("DNS2", "# DNS1"), ("onboot", "# ONBOOT"), ("NM_USER_x", "# NM_USER_*")])
def test_the_page_of_a_key(name: str, title: str) -> None:
    assert run("explain", name).stdout.splitlines()[0] == title


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    "name, said",
    [
        ("disliked-brigde", "unknown rule or key 'disliked-brigde'; did you mean 'disliked-bridge'?"),
        ("bridge-utils-mising", "unknown rule or key 'bridge-utils-mising'; did you mean 'bridge-utils-missing'?"),
        ("NM_CONTROLED", "unknown rule or key 'NM_CONTROLED'; did you mean 'NM_CONTROLLED'?"),
        ("STARTMODE", "STARTMODE: a key of SUSE's network files; neither initscripts nor NetworkManager reads it"),
        ("\x1bqqq", "unknown rule or key '\\x1bqqq'; `ifcfgen rules` lists the rules"),
    ],
)
def test_an_unknown_name(name: str, said: str) -> None:
    result = run("explain", name)
    assert (result.exit_code, result.stdout, result.faults) == (2, "", f"{said}\n")


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
def test_examples_come_last_with_the_names_of_their_files() -> None:
    text = run("explain", "disliked-bridge", "--examples").stdout
    assert text.startswith(run("explain", "disliked-bridge").stdout.rpartition("3 examples")[0])
    assert "\n## Bad\n\nThe host:\n\n```toml\nrelease = 7\n" in text
    assert "\n`ifcfg-br0`:\n\n```sh\nDEVICE=br0\n" in text
    assert "\nFound:\n\n```text\nifcfg-br0:1: m\n```\n" in text


def listed(*arguments: str) -> list[str]:
    """The first word of each line."""
    return [line.split()[0] for line in run(*arguments).stdout.splitlines() if line]


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    "word, rules",
    [
        ("disliked-*", ["rule", "disliked-bridge"]),
        ("Disliked", ["rule", "disliked-bridge"]),
        ("nobody likes", ["rule", "disliked-bridge"]),
        ("span", ["span", "rule", "disliked-bridge"]),  # "span is mentioned in the pages of:"
        ("PERSISTENT_*", ["PERSISTENT_DHCLIENT"]),
    ],
)
def test_a_word_lists_what_is_about_it(word: str, rules: list[str]) -> None:
    assert listed("explain", word) == rules


@pytest.mark.usefixtures("site")
def test_rules_about_a_word_come_before_those_that_mention_it() -> None:
    about, _, mentioned = run("explain", "miimon").stdout.partition("miimon is also mentioned in the pages of:\n")
    assert "\nbond-delay-too-short " in about
    assert "\nbond-no-options " in mentioned
    assert "\nbond-no-options " not in about
    assert "disliked-bridge" not in about + mentioned


@pytest.mark.usefixtures("site")
def test_what_is_found_as_json() -> None:
    document = json.loads(run("explain", "disliked-bridge", "--format", "json").stdout)
    assert document["keys"] == []
    (rule,) = document["rules"]
    assert rule["page"].startswith("# disliked-bridge\n")
    assert "## Bad" in rule["page"]
    key = json.loads(run("explain", "mtu", "--format", "json").stdout)["keys"][0]
    assert (key["name"], key["unit"]) == ("MTU", "bytes")
    names = {rule["name"] for rule in json.loads(run("explain", "miimon", "--format", "json").stdout)["rules"]}
    assert {"bond-delay-too-short", "bond-no-options"} <= names


@pytest.mark.usefixtures("site")
def test_rules_as_a_table() -> None:
    header, *groups = run("rules").stdout.split("\n\n")
    assert header.split() == ["rule", "severity", "releases", "fix", "summary"]
    names = [[line.split()[0] for line in group.splitlines()] for group in groups]
    assert [name for group in names[:-1] for name in group] == sorted(name for group in names[:-1] for name in group)
    assert all(len({name.partition("-")[0] for name in group}) == 1 for group in names[:-1])
    assert all(len(group) > 1 for group in names[:-1])
    first_words = [name.partition("-")[0] for name in names[-1]]
    assert len(first_words) == len(set(first_words))
    rows = {line.split()[0]: line for group in groups for line in group.splitlines()}
    assert rows["disliked-bridge"].split(maxsplit=3)[1:] == ["warning", "EL6-7", "a bridge that nobody likes"]
    assert rows["space-around-equals"].split()[1:3] == ["error", "safe"]
    assert rows["bond-no-monitor"].split()[1:3] == ["warning", "unsafe"]


def kept(*arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("rules", "--format", "json", *arguments).stdout)
    return found


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    "options, is_listed",
    [
        (["--for", "bridge"], True),
        (["--for", "bond"], False),
        (["--release", "centos6"], True),
        (["--release", "8"], False),
        (["--manager", "initscripts"], True),
        (["--manager", "NetworkManager"], False),
        (["--fixable"], False),
        (["--for", "bridge", "--release", "7", "--manager", "initscripts"], True),
    ],
)
def test_some_rules(options: list[str], is_listed: bool) -> None:
    names = [rule["name"] for rule in kept(*options)]
    assert ("disliked-bridge" in names) == is_listed
    assert 0 < len(names) < len(kept())


def test_rules_of_an_upgrade_are_for_the_releases_before_it() -> None:
    assert not [rule for rule in kept("--release", "9") if rule["upgrade"] in (8, 9)]
    assert {rule["upgrade"] for rule in kept("--release", "8")} >= {9, 10}
    assert all(rule["manager"] in (None, "NetworkManager") for rule in kept("--manager", "NetworkManager"))
    edits = ("set", "unset", "move", "drop", "rename", "value", "line", "strip")
    assert all(any(rule[field] is not None for field in edits) for rule in kept("--fixable"))


@pytest.mark.parametrize(
    "options, said",
    [
        (["--for", "bnd"], ["--for: no subject 'bnd'; must be one of ", "; did you mean 'bond'?"]),
        (["--release", "70"], ["--release: no release '70'"]),
    ],
)
def test_a_filter_that_is_none(options: list[str], said: list[str]) -> None:
    result = run("rules", *options)
    assert result.exit_code == 2
    assert all(text in result.stderr for text in said)


@pytest.mark.usefixtures("site")
def test_rules_as_json_have_every_field() -> None:
    rules = {rule["name"]: rule for rule in kept()}
    absent = (
        "keys", "note", "with", "fix", "set", "unset", "move", "drop", "rename", "value", "line", "strip", "at-boot",
        "yields", "upgrade", "once", "stake", "leapp", "keyfiles",
    )  # fmt: skip
    assert rules["disliked-bridge"] == dict.fromkeys(absent) | {
        "name": "disliked-bridge",
        "summary": "a bridge that nobody likes",
        "for": "bridge",
        "severity": "warning",
        "releases": [6, 7],
        "manager": "initscripts",
        "when": "bridge.onboot",
        "at": "DEVICE",
        "message": "m",
        "safe": False,
        "sources": ["somebody said so"],
    }
    assert rules["bridge-as-port"]["set"] == {"TYPE": "Ethernet"}


# -- rules --check ----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("site")
def test_rules_that_find_what_their_examples_say() -> None:
    result = run("rules", "--check", "../rules")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "1 rule checked; nothing wrong\n")


BRIDGE_LINES = "DEVICE=br0\nTYPE=Bridge\nONBOOT=yes\n"


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    "old, new, wrong",
    [
        ("br0:1: m", "br0:2: m", ["31: not found: ifcfg-br0:2: m", "30: found, but not in the page: ifcfg-br0:1: m"]),
        ("br0:1: m\n", "br0:1: m\nifcfg-br0:1: n\n", ["32: not found: ifcfg-br0:1: n"]),
        ("```text\nifcfg-br0:1: m\n```\n", "", ["16: no ```text``` block lists what is found: ifcfg-br0:1: m"]),
        (BRIDGE_LINES, "DEVICE=br0\nTYPE=Bridge\nONBOOT=no\n", ["16: disliked-bridge finds nothing here"]),
        ("when: bridge.onboot", "when: not bridge.onboot", ["16: disliked-bridge finds nothing here", "42: disliked-bridge finds something here: ifcfg-br0:1: m"]),
        ("IPADDR=127.0.0.1", "IPADDR=127.0.0.1 x", ["34: unquoted-space finds something here: "]),
        ("## Good: another kind", "## Better", ["12: no example in section ## Good"]),
        ("release = 7", "relese = 7", ["19: unknown key 'relese'; did you mean 'release'?"]),
        ("release = 7", "nics = [{}]\nrelease = 7", ["16: nics: every network card needs a name"]),
        ("```text\n", "```diff\n-x\n```\n\n```text\n", ["31: not found: -x"]),
    ],
)  # fmt: skip
def test_a_wrong_example_is_told_with_its_line(old: str, new: str, wrong: list[str]) -> None:
    path = Path("../rules/disliked-bridge.md")
    assert old in SITE
    path.write_text(SITE.replace(old, new, 1))
    result = run("rules", "--check", "../rules")
    told = result.stdout.splitlines()
    assert result.exit_code == 1, result.stderr
    assert len(told) == len(wrong)
    assert all(line.startswith(f"{path}:{start}") for line, start in zip(told, wrong, strict=True)), told
    assert result.stderr == f"1 rule checked; {len(wrong)} wrong\n"


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    "old, new, said",
    [
        ("message: m", "message: '{{ brigde }}'", "9: no name 'brigde'"),
        ("when: bridge.onboot", "when: bridge.onbot", "7: no attribute 'onbot' of a device; did you mean 'onboot'?"),
        ("severity: warning", "severity: bad", "4: severity cannot be 'bad'"),
    ],
)
def test_a_rule_that_cannot_be_used_is_told(old: str, new: str, said: str) -> None:
    path = Path("../rules/disliked-bridge.md")
    path.write_text(SITE.replace(old, new, 1))
    Path("../rules/other.md").write_text("no front matter\n")
    result = run("rules", "--check", "../rules")
    assert (result.exit_code, result.stdout) == (2, "")
    first, second = result.stderr.splitlines()
    assert second == "../rules/other.md:1: a rule must begin with front matter between two lines of ---"
    assert first.startswith(f"{path}:{said}")


def test_a_directory_without_rules(tmp_path: Path) -> None:
    for path, said in ((tmp_path, "no rules, NAME.md, in it"), (tmp_path / "x", "No such file or directory")):
        result = run("rules", "--check", str(path))
        assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"{path}: {said}\n")


def test_the_schema_is_one() -> None:
    from jsonschema import Draft7Validator

    Draft7Validator.check_schema(json.loads(run("schema").stdout))


@pytest.mark.parametrize(
    "rule, fix",
    [
        ("route-orphan", "## Fix\n\nRename it to route- and the name of the device, or remove it.\n\n## Sources"),
        (
            "bridge-no-ports",
            "## Fix\n\n- Add BRIDGE=br0 to the file of its port.\n- Add controller=br0 and port-type=bridge to the file of",
        ),
        (
            "misspelled-key",
            "## Fix\n\n- Rename it to NETMASK.\n- Rename it to IPV6INIT.\n- Rename it to TYPE.\n\n`--fix` applies it.\n",
        ),
        ("duplicate-key", "\n\n`--fix --unsafe-fixes` applies it.\n"),
        ("suppression-unused", "## Fix\n\n"),
    ],
)
def test_the_page_of_a_rule_has_its_fix(rule: str, fix: str) -> None:
    assert fix in run("explain", rule).stdout
