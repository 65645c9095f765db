"""`ifcfgen lint`: what is shown and where it goes, which ifcfgen.toml counts, and a file on stdin."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from runner import Result, run

ETH0 = "DEVICE=eth0\nONBOOT = yes\nBOOTPROTO=dhcp\nMTU=9 000\n"
SPACES = ["--select", "unquoted-space,space-around-equals"]
FOUND = "./{0}ifcfg-eth0:2:1: error space-around-equals ", "./{0}ifcfg-eth0:4:1: error unquoted-space "


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with two hosts and two hazards in each."""
    for name in ("GITHUB_ACTIONS", "FORCE_COLOR", "NO_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".git").mkdir()
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "ifcfg-eth0").write_text(ETH0)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lint(*arguments: str) -> Result:
    return run("lint", *arguments)


def rules(*arguments: str) -> list[str]:
    """The rules that find something in each file, as `a/space-around-equals`."""
    findings = json.loads(lint(*arguments, "--format", "json").stdout)["findings"]
    return [f"{Path(finding['path']).parent.name}/{finding['rule']}" for finding in findings]


# -- what is shown ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["full", "concise", "json", "github"])
def test_quiet_leaves_the_closing_lines_out(home: Path, format: str) -> None:
    whole = lint("a", "nowhere", *SPACES, "--format", format)
    quiet = lint("a", "nowhere", *SPACES, "--format", format, "-q")
    assert (quiet.exit_code, quiet.stderr) == (2, "nowhere: No such file or directory\n")
    assert whole.stdout.startswith(quiet.stdout)
    assert "2 errors" in whole.output
    assert "2 errors" not in quiet.output.replace('"2 errors"', "")
    assert "space-around-equals" in quiet.stdout
    assert lint("a", *SPACES, "--diff", "-q").stderr == ""
    clean = lint("a", "--quiet", "--select", "route-*")
    assert (clean.exit_code, clean.output) == (0, "")


def test_exit_zero_is_about_findings_alone(home: Path) -> None:
    assert [lint("a", *SPACES, *more).exit_code for more in ([], ["--exit-zero"])] == [1, 0]
    assert [lint("a", *SPACES, "--diff", *more).exit_code for more in ([], ["--exit-zero"])] == [1, 0]
    assert lint("nowhere", "--exit-zero").exit_code == 2
    assert lint("nowhere", "--exit-zero", "--diff").exit_code == 2


def test_statistics_count_by_rule(home: Path) -> None:
    (home / "b" / "ifcfg-eth0").write_text("DEVICE=eth0\nONBOOT = yes\n")
    result = lint(".", *SPACES, "--statistics")
    assert result.stdout == (
        "2  error    space-around-equals\n1  error    unquoted-space\n\n"
        "2  a: space-around-equals 1, unquoted-space 1\n1  b: space-around-equals 1\n"
    )
    assert result.stderr == "3 errors in 2 files of 2 hosts\n"
    assert result.exit_code == 1
    assert lint(".", "--select", "route-*", "--statistics", "-q").output == ""
    document = json.loads(lint(".", "nowhere", *SPACES, "--statistics", "--format", "json").stdout)
    assert document["statistics"] == [
        {"count": 2, "severity": "error", "rule": "space-around-equals"},
        {"count": 1, "severity": "error", "rule": "unquoted-space"},
    ]
    assert document["hosts"][1:] == [{"host": "b", "count": 1, "rules": {"space-around-equals": 1}}]
    assert document["errors"] == [{"path": "nowhere", "message": "No such file or directory"}]


def test_a_report_in_a_file(home: Path) -> None:
    (home / "report").symlink_to("a/ifcfg-eth0")
    result = lint("a", *SPACES, "--output-file", "report")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "2 errors in 1 file\n"
    assert (home / "report").read_text() == lint("a", *SPACES, "-q").stdout
    assert (home / "a" / "ifcfg-eth0").read_text() == ETH0, "a link is replaced, not followed"
    lint("a", *SPACES, "--output-file", "report", "--format", "json")
    assert len(json.loads((home / "report").read_text())["findings"]) == 2


def test_a_device_or_a_fifo_is_written_to_and_never_replaced(home: Path) -> None:
    os.mkfifo(home / "pipe")
    reader = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
    assert lint("a", *SPACES, "--output-file", "pipe", "--format", "concise").exit_code == 1
    assert len(os.read(reader, 10_000).splitlines()) == 2
    os.close(reader)
    assert (home / "pipe").is_fifo()
    command = [sys.executable, "-m", "ifcfgen", "lint", "a", *SPACES, "--format", "concise"]
    result = subprocess.run([*command, "--output-file", "/dev/stdout"], capture_output=True, text=True)
    assert len(result.stdout.splitlines()) == 2
    assert Path("/dev/stdout").is_symlink()
    assert lint("a", "--baseline", "pipe", "--write-baseline").faults == "pipe: not a file: not replaced\n"


def test_a_file_that_cannot_be_written(home: Path) -> None:
    result = lint("a", "--output-file", "nowhere/report")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.faults == "--output-file nowhere/report: No such file or directory\n"


@pytest.mark.parametrize(
    "option, environment, coloured",
    [
        ([], {}, False),
        (["--color", "auto"], {"FORCE_COLOR": "1"}, True),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colours(
    home: Path, monkeypatch: pytest.MonkeyPatch, option: list[str], environment: dict[str, str], coloured: bool
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert ("\x1b[" in lint("a", *SPACES, *option).stdout) == coloured
    assert ("\x1b[" in lint("a", *SPACES, *option, "--diff").stdout) == coloured
    lint("a", *SPACES, *option, "--output-file", "report")
    assert ("\x1b[" in (home / "report").read_text()) == (option == ["--color", "always"])


# -- which configuration ----------------------------------------------------------------------------------


def test_another_configuration_or_none(home: Path) -> None:
    (home / "ifcfgen.toml").write_text('select = ["unquoted-space"]\n')
    (home / "site").mkdir()
    (home / "site" / "strict.toml").write_text(
        'select = ["space-around-equals"]\n[[host]]\nignore = ["*"]\npath = "b"\n'
    )
    (home / "strict.toml").write_text((home / "site" / "strict.toml").read_text())
    assert rules("a", "b") == ["a/unquoted-space", "b/unquoted-space"]
    assert rules("a", "b", "--config", "strict.toml") == ["a/space-around-equals"]
    # no table is about a host elsewhere
    assert rules("a", "b", "--config", "site/strict.toml") == ["a/space-around-equals", "b/space-around-equals"]
    assert {"a/unquoted-space", "a/space-around-equals"} <= set(rules("a", "--no-config"))
    assert lint("a", "--config", "x", "-q").stderr == f"{home}/x: No such file or directory\n"
    assert lint("a", "--config", "x", "--no-config").faults == "--no-config: cannot be used with --config\n"
    (home / "ifcfgen.toml").write_text("broken")
    assert lint("a", "--no-config", "--show-managers").exit_code == 0


@pytest.mark.parametrize(
    "settings, options, found",
    [
        ('select = ["unquoted-*"]\nextend-select = ["space-*"]', [], ["unquoted-space", "space-around-equals"]),
        ('select = ["unquoted-*"]\nextend-select = ["space-*"]', ["--select", "open-quote"], ["space-around-equals"]),
        ('select = ["space-*"]\nextend-select = ["unquoted-*"]', ["--ignore", "unquoted-space"], ["space-around-equals"]),
        ('ignore = ["unquoted-*"]', SPACES, ["unquoted-space", "space-around-equals"]),
        ('extend-ignore = ["unquoted-*"]', SPACES, ["space-around-equals"]),
        ('select = ["unquoted-*", "space-*"]\nignore = ["x*"]\nextend-ignore = ["space-*"]', [], ["unquoted-space"]),
        ('[[host]]\npath = "a"\nignore = ["unquoted-*"]', SPACES, ["space-around-equals"]),
        ('[[host]]\nignore = ["unquoted-*"]\n[[host]]\npath = "a"\nignore = ["space-*"]', SPACES, []),
        ('[[host]]\npath = "b"\nignore = ["unquoted-*"]', SPACES, ["unquoted-space", "space-around-equals"]),
    ],
)  # fmt: skip
def test_what_is_added_to_what_is_selected_and_ignored(
    home: Path, settings: str, options: list[str], found: list[str]
) -> None:
    text = settings.replace('ignore = ["x*"]\n', "")
    (home / "ifcfgen.toml").write_text(text)
    assert sorted(rules("a", *options)) == sorted(f"a/{rule}" for rule in found)


@pytest.mark.parametrize(
    "text, fault",
    [
        ('format = "consise"', ":1: format: 'consise' is not one of full, concise, json, github, sarif, gitlab, junit, html; did you mean 'concise'?"),
        ("format = 3", ":1: format: must be a string"),
        ('extend-ignor = ["x"]', ":1: unknown key 'extend-ignor'; did you mean 'extend-ignore'?"),
        ('extend-select = ["unquoted-spac"]\nselect = ["bond-*"]', ": extend-select: no rule 'unquoted-spac'; did you mean 'unquoted-space'?"),
        ('[[host]]\nignore = ["unquoted-spac"]', ": host.ignore: no rule 'unquoted-spac'; did you mean 'unquoted-space'?"),
        ('fail-on = ["error", "conditionl"]', ":1: fail-on: 'conditionl' is not one of error, warning, info, conditional, undecided; did you mean 'conditional'?"),
        ("fail-on = {}", ":1: fail-on: must be a string or a list of strings, each one of error, warning, info, conditional, undecided"),
        ('[[host]]\nignore = "x"', ':2: ignore: must be a list of strings such as ["..."]'),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_configuration(home: Path, text: str, fault: str) -> None:
    (home / "ifcfgen.toml").write_text(text)
    result = lint("a", "-q")
    assert (result.exit_code, result.output) == (2, f"{home}/ifcfgen.toml{fault}\n")


def test_the_format_of_the_configuration(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert lint("a", *SPACES).stdout.startswith("::error file=")
    (home / "ifcfgen.toml").write_text('format = "concise"')
    assert lint("a", *SPACES).stdout.startswith("a/ifcfg-eth0:2:1: error")
    assert lint("a", *SPACES, "--format", "full").stdout.startswith("error[")
    assert lint("a", *SPACES, "--no-config").stdout.startswith("::error file=")


@pytest.mark.parametrize(
    "settings, options, code",
    [
        ("", [], 1),
        ('fail-on = "error"', [], 0),
        ('fail-on = ["error"]', [], 0),
        ("fail-on = []", [], 1),
        ('fail-on = ["error", "warning"]', [], 1),
        ('fail-on = "error"', ["--fail-on", "warning"], 1),
        ('fail-on = "warning"', ["--fail-on", "error"], 0),
        ('fail-on = "warning"', ["--exit-zero"], 0),
        ('fail-on = "error"', ["--no-config"], 1),
    ],
)
def test_what_the_configuration_makes_fail(home: Path, settings: str, options: list[str], code: int) -> None:
    """A warning, where it holds; another directory has another ifcfgen.toml."""
    (home / "a" / "ifcfg-eth0").write_text("DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=none\nBOOTPROTO=dhcp\n")
    (home / "a" / "ifcfgen.toml").write_text(settings)
    duplicates = ("--select", "duplicate-key", *options)
    assert lint("a", *duplicates).exit_code == code
    assert lint(".", *duplicates).exit_code == code
    (home / "b" / "ifcfg-eth0").write_text((home / "a" / "ifcfg-eth0").read_text())
    assert lint(".", *duplicates).exit_code == (0 if {"--exit-zero", "error"} & set(options) else 1)


def test_undecided_facts_make_fail_where_the_configuration_says_so(home: Path) -> None:
    for name in ("a", "b"):
        (home / name / "ifcfg-eth0").write_text("DEVICE=br0\nTYPE=Bridge\nONBOOT=yes\nNM_CONTROLLED=no\n")
    (home / "a" / "ifcfgen.toml").write_text('fail-on = "undecided"')
    asked = ("--select", "bridge-utils-missing", "--release", "7")
    assert [lint(name, *asked).exit_code for name in ("a", "b", ".")] == [1, 0, 1]


# -- stdin ------------------------------------------------------------------------------------------------


def on_stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))


@pytest.mark.parametrize("name", ["a/ifcfg-eth0", "a/ifcfg-new", "{home}/a/ifcfg-eth0", "nowhere/ifcfg-eth0"])
def test_a_file_on_stdin_counts_as_the_one_that_is_named(
    home: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    name = name.format(home=home)
    on_stdin(monkeypatch, b"DEVICE=eth9\nBOOTPROTO = dhcp\n")
    result = lint("-", "--stdin-filename", name, *SPACES, "--format", "concise", "-q")
    assert result.exit_code == 1
    assert [line.partition(": ")[0] for line in result.output.splitlines()] == [f"{name}:2:1"]
    assert (home / "a" / "ifcfg-eth0").read_text() == ETH0
    on_stdin(monkeypatch, b"DEVICE=eth9\nBOOTPROTO = dhcp\n")
    shown = lint("-", "--stdin-filename", name, *SPACES, "--diff")
    assert "-BOOTPROTO = dhcp\n+BOOTPROTO=dhcp\n" in shown.stdout


def test_a_file_on_stdin_is_judged_beside_the_files_that_are_there(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "a" / "ifcfg-br0").write_text("DEVICE=br0\nTYPE=Bridge\nONBOOT=yes\n")
    told = ("--select", "bridge-port-ip", "--format", "concise", "-q")
    on_stdin(monkeypatch, b"DEVICE=eth0\nONBOOT=yes\nBRIDGE=br0\nIPADDR=192.0.2.1\nPREFIX=24\n")
    assert "bridge-port-ip" in lint("-", "--stdin-filename", "a/ifcfg-eth0", *told).stdout
    on_stdin(monkeypatch, b"DEVICE=eth0\nONBOOT=yes\nBRIDGE=br0\n")
    assert lint("-", "--stdin-filename", "a/ifcfg-eth0", *told).output == ""


@pytest.mark.parametrize(
    "data, arguments, said",
    [
        (b"", ["-"], "stdin: is empty; see what the command before the pipe says; a single file needs --stdin-filename"),
        (b"DEVICE=eth0\n", ["-"], "stdin: is no archive; a single file needs --stdin-filename"),
        (b"", ["-", "a", "--stdin-filename", "x"], "--stdin-filename: is required with the path `-`, which must be the only path"),
        (b"", ["a", "--stdin-filename", "x"], "--stdin-filename: requires the path `-` (stdin)"),
        (b"", ["-", "--stdin-filename", "x", "--fix"], "--fix: cannot write stdin; use --diff"),
        (b"A\0", ["-", "--stdin-filename", "x"], "x: binary data, with NUL bytes: not a text file, not read"),
        ("A".encode("utf-16"), ["-", "--stdin-filename", "x"], "x: UTF-16 text, as some Windows editors save it: not read; save it as UTF-8"),
        (b"#" * (1 << 20) + b"#", ["-", "--stdin-filename", "x"], "x: over 1 MiB: not read"),
        (b"A=1\n", ["-", "--stdin-filename", "a/README", "-q"], "a/README: neither initscripts nor NetworkManager reads such a file"),
    ],
    ids=lambda value: str(value)[:30],
)  # fmt: skip
def test_what_cannot_come_on_stdin(
    home: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, arguments: list[str], said: str
) -> None:
    on_stdin(monkeypatch, data)
    result = lint(*arguments)
    assert (result.exit_code, result.stdout, result.faults) == (2, "", f"{said}\n")


def test_packages_and_a_topology_on_stdin(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on_stdin(monkeypatch, b"bash-4.2.46-34.el7.x86_64\n")
    told = ("--release", "7", "--service", "NetworkManager=disabled", "--select", "bridge-utils-missing", "-q")
    (home / "a" / "ifcfg-br0").write_text("DEVICE=br0\nTYPE=Bridge\nONBOOT=yes\n")
    assert "bridge-utils-missing" in lint("a", *told, "--packages-from", "-").stdout
    on_stdin(
        monkeypatch,
        b"network: {renderer: NetworkManager, ethernets: {eth0: {addresses: [192.0.2.1/24]}}}\nhost: {release: 8}\n",
    )
    result = run("boot", "-")
    assert "eth0  192.0.2.1/24\n" in result.stdout
    monkeypatch.setattr("sys.stdin", None)
    assert lint("-", "--stdin-filename", "a/ifcfg-eth0").stderr == "stdin: is closed\n"
