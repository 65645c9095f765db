"""Whatever files, names and arguments hold: no command lets it command a terminal, hide itself, or start a job's command."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import get_args
from xml.etree import ElementTree

import pytest
from runner import run as call
from test_program import on_a_terminal

from ifcfgen.report.formats import Format
from ifcfgen.report.graph import Drawing
from ifcfgen.report.visible import as_json, visible, visible_lines

FORMATS: tuple[Format, ...] = get_args(Format)
FACTS = ("--release", "7", "--service", "network=enabled", "--service", "NetworkManager=disabled")
HOSTILE = {
    "escape": "\x1b]0;x\x07\x1b[2J",
    "C0": "\b\v\f\x01",
    "DEL": "\x7f",
    "C1": "\x85\x9b31m",
    "bidi": "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c",
    "separators": "\u2028\u2029\xa0\u3000",
    "zero width": "\u200b\u200c\u200d\u2060\ufeff\xad\u034f\u3164\uffa0\ufe0f\u2800\U000e0041\U000e0101",
    "bytes": "\udce9\udcff",
    "command": "::error file=a::b",
    "old command": "x##[error]b ##vso[task.setvariable]c",
    "return": "a\r::set-output name=x::b",
}
_BAD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\xa0\xad\u034f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3000\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\U000e0000-\U000e0fff\ud800-\udfff]|##(?:vso)?\\["
)
_COMMAND = re.compile(r"^\s*::[a-z]", re.M)


def check(output: str, *, commands: bool = False) -> None:
    """OUTPUT has nothing of the kind; COMMANDS: those are ours."""
    found = _BAD.search(output)
    assert not found, ascii(output[max(0, found.start() - 80) : found.end() + 80])
    assert commands or not _COMMAND.search(output), output


def run(*arguments: str) -> str:
    result = call(*arguments)
    assert result.exit_code in (0, 1, 2), result.output
    assert "ifcfgen itself" not in result.output, result.output
    return result.output


@pytest.fixture(params=HOSTILE)
def bad(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A hostile text; the program runs in an empty repository, as in a job of GitHub."""
    for name in ("FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return HOSTILE[request.param]


def named(folder: Path, name: str) -> Path:
    """A path of that name, as far as there can be one."""
    return folder / name.replace("/", "")


@pytest.fixture
def host(bad: str, tmp_path: Path) -> str:
    """The name of a directory with hostile files; it has one itself."""
    folder = named(tmp_path, bad)
    folder.mkdir()
    text = (
        f"DEVICE={bad}\nTYPE=Ethernet\nONBOOT=yes\nIPADR=1 # {bad}\nFOO={bad}\nBOOTPROTO={bad}\nMTU={bad}\n{bad}\n"
        f"MASTER={bad}\n{bad}=1\nBONDING_OPTS=mode={bad}\nIPADDR={bad}\n# ifcfgen: allow {bad}\n"
    ).encode(errors="surrogateescape")
    for name in ("eth0", bad, f"eth0:{bad}", f"{bad}.bak"):
        named(folder, f"ifcfg-{name}").write_bytes(text)
    (folder / "route-eth0").write_bytes(f"default via {bad}\n{bad}\n".encode(errors="surrogateescape"))
    (folder / "rule-eth0").write_bytes(f"from {bad} table {bad}\n".encode(errors="surrogateescape"))
    (folder / "network").write_bytes(
        f"NETWORKING={bad}\nGATEWAYDEV={bad}\nVLAN={bad}\n".encode(errors="surrogateescape")
    )
    os.mkfifo(named(folder, f"ifcfg-fifo{bad}"))
    return folder.name


@pytest.mark.parametrize("format", FORMATS)
def test_lint(host: str, format: Format) -> None:
    output = run("lint", host, ".", *FACTS, "--format", format)
    check(output, commands=format == "github")
    assert output.count("not read") > 0


def test_documents_stay_what_they_are(host: str) -> None:
    def document(format: str) -> str:
        return call("lint", host, *FACTS, "--format", format).stdout

    for format in ("json", "sarif", "gitlab"):
        assert json.loads(document(format))
    assert ElementTree.fromstring(document("junit")).tag == "testsuites"
    assert all(line.startswith("::") for line in document("github").splitlines())


def test_what_else_lint_shows(host: str) -> None:
    for options in (
        ["--diff"],
        ["--diff", "--unsafe-fixes"],
        ["--show-managers"],
        ["--baseline", "k", "--write-baseline"],
    ):
        check(run("lint", host, *FACTS, *options))


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"FORCE_COLOR": "1"}])
def test_a_diff_in_any_environment(host: str, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    for command in (["lint", host, "--diff"], ["lint", host, "--format", "full"], ["boot", host], ["lint", host, "--show-managers"]):  # fmt: skip
        check(re.sub(r"\x1b\[[0-9;]*m", "", run(*command, *FACTS)))


@pytest.mark.parametrize("format", ["text", "json"])
def test_boot(host: str, format: str) -> None:
    for options in ([], ["--what-if", "release=8"], ["--against", host]):
        check(run("boot", host, *FACTS, *options, "--format", format))
    check(run("boot", host, "--release", "8", "--format", format))


def test_graph(host: str, tmp_path: Path) -> None:
    next((tmp_path / host).glob("ifcfg-fifo*")).unlink()
    ways = (["--boot"], ["--diff", host], ["--boot", "--diff", host])
    for number, format in enumerate(get_args(Drawing)):
        output = run("graph", host, *FACTS, *ways[number % len(ways)], "--format", format)
        check(output)
        assert "error" in output
        if format == "svg":
            assert ElementTree.fromstring(output).tag.endswith("svg")
    check(run("graph", host, *FACTS, "--output", host))


@pytest.mark.parametrize("format", ["text", "json"])
def test_migrate(host: str, format: str, tmp_path: Path) -> None:
    for service in ("network", "NetworkManager"):
        facts = (
            "--release",
            "8",
            "--service",
            f"{service}=enabled",
            "--package",
            "network-scripts",
            "--format",
            format,
        )
        check(run("migrate", host, *facts))
        check(run("migrate", host, *facts, "--output", str(tmp_path / "out"), "--force"))
    for version in ("1.40", "1.52", "1.59"):
        check(run("migrate", host, "--as-networkmanager", version))


def test_arguments(bad: str) -> None:
    for arguments in (
        ["lint", bad], ["lint", f"--{bad}"], ["lint", "--format", bad], ["lint", "--release", bad], ["lint", "--select", bad],
        ["lint", "--service", bad], ["lint", "--package", bad, "--without", bad], ["lint", "--host", bad],
        ["lint", "--packages-from", bad], ["lint", "--baseline", bad], ["lint", "--fail-on", bad], ["boot", bad],
        ["boot", "--what-if", bad], ["boot", "--expect", bad], ["boot", "--against", bad], ["render", bad], ["render", f"{bad}.yaml"],
        ["render", "--manager", bad, "x"], ["render", "x", "--output", bad, "--root", bad], ["explain", bad], ["rules", bad],
        ["rules", "--format", bad], ["schema", bad], ["migrate", bad], ["migrate", "--accept", bad],
        ["migrate", "--target", bad], ["migrate", "--output", bad], ["graph", bad],
        ["graph", "--format", bad], ["graph", "--diff", bad], ["graph", ".", "--output", bad], ["migrate", "--as-networkmanager", bad], [bad], [f"--{bad}"],
    ):  # fmt: skip
        check(
            run(*arguments, *(["--format", "full"] if arguments[0] == "lint" and "--format" not in arguments else []))
        )


TOPOLOGIES = [
    "network: {{ethernets: {{? {0} : {{dhcp4: true}}}}}}",
    "network: {{ethernets: {{eth0: {{{1}: 1, mtu: {0}, addresses: [{0}]}}}}}}",
    "network: {{ethernets: {{eth0: {{addresses: [192.0.2.1/24], nameservers: {{search: [{0}]}}, set-name: {0}}}}}}}",
    "network: {{bonds: {{bond0: {{interfaces: [{0}], parameters: {{mode: {0}}}}}}}}}",
    "network: {{version: {0}}}",
    "host: {{name: {0}, release: {0}, packages: [{0}], services: {{network: {0}}}}}",
    "{0}",
]


@pytest.mark.parametrize("text", TOPOLOGIES)
def test_topologies(bad: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quoted = json.dumps(bad)
    raw = text.format(quoted, quoted).encode(errors="surrogateescape")
    direct = text.format(bad, bad).encode(errors="surrogateescape")
    for number, data in enumerate((raw, direct)):
        path = named(tmp_path, f"{bad}{number}.yaml")
        path.write_bytes(data)
        for options in ([], ["--output", named(tmp_path, bad).name, "--diff"], ["--root", "r", "--check"]):
            check(run("render", path.name, *options))
        check(run("boot", path.name))
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        check(run("render", "-"))


@pytest.mark.parametrize("name", ["ifcfgen.toml", "facts.toml", "facts.json", "known.json"])
def test_other_files(bad: str, name: str, tmp_path: Path) -> None:
    (tmp_path / "ifcfg-eth0").write_text("DEVICE=eth0\n")
    written = json.dumps(bad)
    for text in (bad, f"{written} = {written}", f"select = [{written}]\nrules = [{written}]", f"release = {written}",
                 f"{{{written}: {written}}}", f"[services]\nnetwork = {written}", f"[nics]\n{written} = {{}}"):  # fmt: skip
        (tmp_path / name).write_bytes(text.encode(errors="surrogateescape"))
        check(run("lint", ".", *(["--baseline", name] if name == "known.json" else ["--host", name] if "facts" in name else [])), commands=True)  # fmt: skip
        if name != "known.json":
            for command in (["boot", "--host", name] if "facts" in name else ["boot"], ["rules"], ["explain", "MTU"]):
                check(run(*command))


RULE = """\
---
summary: a {0} site
for: file
severity: warning
when: file.name == "ifcfg-eth0"
message: bad {1} text
fix: cure {1}
note: note {1}
sources:
  - learned {1}
---
# {2}

Page {2}

## Bad

```sh ifcfg-eth0
{2}
```
"""


def test_rules_of_a_site(bad: str, tmp_path: Path) -> None:
    (tmp_path / "ifcfgen.toml").write_text('rules = ["r"]\n')
    (tmp_path / "ifcfg-eth0").write_text("DEVICE=eth0\nONBOOT=yes\n")
    (tmp_path / "r").mkdir()
    rule = (
        RULE.replace("{0}", json.dumps(bad)[1:-1]).replace("{1}", f'{{{{ "{ascii(bad)[1:-1]}" }}}}').replace("{2}", bad)
    )
    for name, text in (("site-own", rule), ("site-own", rule.replace("summary: a", 'summary: "a').replace(" site", ' site"')), (bad, rule)):  # fmt: skip
        path = named(tmp_path / "r", f"{name}.md")
        path.write_bytes(text.encode(errors="surrogateescape"))
        for format in FORMATS:
            check(run("lint", ".", *FACTS, "--format", format), commands=format == "github")
        for command in (["rules"], ["rules", "--format", "json"], ["explain", "site-own"], ["explain", bad]):
            check(run(*command))


def test_a_page_that_is_drawn(tmp_path: Path) -> None:
    """Where Markdown has its own ways of writing what cannot be seen."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "ifcfgen.toml").write_text('rules = ["r"]\n')
    (tmp_path / "r").mkdir()
    page = (
        RULE.replace("{0}", "x").replace("{1}", "x").replace("{2}", "a&#x202e;b&#27;[2Jc&rlm;d ::error::x ##[group]y")
    )
    (tmp_path / "r" / "site-own.md").write_text(page)
    done = subprocess.run(
        [sys.executable, "-m", "ifcfgen", "explain", "site-own"],
        cwd=tmp_path, env={**os.environ, "FORCE_COLOR": "1"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "\\u202e" in done.stdout
    check(re.sub(r"\x1b\[[0-9;]*m", "", done.stdout))


def test_on_a_terminal(tmp_path: Path) -> None:
    bad = "".join(HOSTILE.values()).replace("\n", "")
    (tmp_path / "ifcfg-eth0").write_bytes(f"DEVICE=eth0\nDEFROUT=no\nFOO={bad}\n".encode(errors="surrogateescape"))
    for command in (["lint", str(tmp_path)], ["lint", str(tmp_path), "--diff"], ["boot", str(tmp_path)]):
        check(re.sub(r"\x1b\[[0-9;]*m", "", on_a_terminal(*command, "--release", "7")))


@pytest.mark.parametrize(
    "text, shown",
    [
        ("plain Büro 網路", "plain Büro 網路"),
        ("a\tb\n", "a\\x09b\\x0a"),
        ("\x1b\x9b\udce9\u202e", "\\x1b\\x9b\\xe9\\u202e"),
        ("a\ufe0f\U000e0101", "a\\ufe0f\\U000e0101"),
        ("::error::x", "\\x3a:error::x"),
        ("at ::add-mask::x", "at \\x3a:add-mask::x"),
        (" ::error file=a,line=1::x", " \\x3a:error file=a,line=1::x"),
        ("::1 is ::ffff:192.0.2.1, not a::b", "::1 is ::ffff:192.0.2.1, not a::b"),
        ("route ::a via fe80::1", "route ::a via fe80::1"),
        ("###[a] ## b", "#\\x23#[a] ## b"),
        ("##vso[a]", "\\x23#vso[a]"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_of_a_file_lines_and_tabs_stay() -> None:
    assert visible_lines("A=1\t# b\r\n ::error::x\n") == "A=1\t# b\\x0d\n \\x3a:error::x\n"


def test_json_escapes_in_its_own_way() -> None:
    text = "\x7f ##[error] ##vso[x] \u202e"
    assert json.loads(as_json({"a": text})) == {"a": text}
    check(as_json({"a": text}))
