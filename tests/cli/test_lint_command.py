"""`ifcfgen lint` from the outside: what is asked of whom, what is shown where, and the exit codes."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from runner import Result, run

from ifcfgen.facts import Host, live

RULES = {
    "big-mtu": ("assignment", "warning", "assignment.value != '1500'", "keys: MTU\n"),
    "is-bridge": ("bridge", "error", "bridge.onboot", "at: TYPE\n"),
    "named-eth9": ("device", "info", "device.name == 'eth9'", "at: DEVICE\n"),
    "needs-brctl": ("bridge", "error", "'bridge-utils' not in host.packages", "at: DEVICE\n"),
    "needs-network": ("host", "error", "host.runs_network and host.release == 7", ""),
}
"""A site's own, so that these tests depend on no rule of ours: subject, severity, condition, where."""
ETH0 = "DEVICE=eth0\nONBOOT=yes\nMTU=9000\n"
BR0 = "DEVICE=br0\nTYPE=Bridge\nONBOOT=yes\n"
CLEAN = "DEVICE=eth0\nONBOOT=yes\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with the rules above; the first two are asked where nothing else is said."""
    for name in ("GITHUB_ACTIONS", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".git").mkdir()
    (tmp_path / "rules").mkdir()
    for name, (subject, severity, when, where) in RULES.items():
        front = f'summary: s\nfor: {subject}\nseverity: {severity}\nwhen: "{when}"\nmessage: said by {name}\n{where}'
        (tmp_path / "rules" / f"{name}.md").write_text(f"---\n{front}---\n# {name}\n")
    configure(tmp_path, 'select = ["big-mtu", "is-bridge"]\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path


def configure(home: Path, text: str) -> None:
    (home / "ifcfgen.toml").write_text(f'rules = ["rules"]\n{text}')


def host(home: Path, name: str, **files: str) -> None:
    (home / name).mkdir(parents=True, exist_ok=True)
    for suffix, text in files.items():
        (home / name / f"ifcfg-{suffix}").write_text(text)


def lint(*arguments: str) -> Result:
    return run("lint", *arguments)


def concise(*arguments: str) -> list[str]:
    """The findings as `path rule`."""
    lines = lint("--format", "concise", *arguments).stdout.splitlines()
    return [f"{line.split(':')[0]} {line.split(' ')[2]}" for line in lines]


def test_route_files_alone_are_a_host_s(home: Path) -> None:
    """In the directory that is named, and in one that is called as that of the scripts."""
    configure(home, 'select = ["route-orphan"]\n')
    for folder in ("a", "b/network-scripts", "c/other"):
        (home / folder).mkdir(parents=True)
        (home / folder / "route-eth0").write_text("198.51.100.0/24 via 192.0.2.1\n")
    (home / "c" / "route-maps").mkdir()
    assert concise("a") == ["a/route-eth0 route-orphan"]
    assert concise("b", "c/other") == ["b/network-scripts/route-eth0 route-orphan", "c/other/route-eth0 route-orphan"]
    assert (lint("c").exit_code, lint("c").stdout) == (2, "")


def test_paths_below_the_current_directory_have_no_prefix(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    host(home, "a", br0=BR0)
    host(home, ".b", br0=BR0)
    assert concise(".") == concise("./") == [".b/ifcfg-br0 is-bridge", "a/ifcfg-br0 is-bridge"]
    monkeypatch.chdir(home / "a")
    assert concise(".") == concise("ifcfg-br0") == ["ifcfg-br0 is-bridge"]


def test_every_directory_with_ifcfg_files_is_a_host(home: Path) -> None:
    host(home, "b/etc", eth0=ETH0)
    host(home, "a", eth0=ETH0, br0=BR0)
    host(home, ".git/x", eth0=ETH0)
    (home / "none").mkdir()
    (home / "linked").symlink_to("a")
    (home / "a" / "loop").symlink_to("..")
    result = lint("--format", "concise", ".")
    assert result.stdout == (
        "a/ifcfg-br0:2:1: error is-bridge said by is-bridge\n"
        "a/ifcfg-eth0:3:1: warning big-mtu said by big-mtu\n"
        "b/etc/ifcfg-eth0:3:1: warning big-mtu said by big-mtu\n"
    )
    assert result.stderr == "1 error, 2 warnings in 3 files of 2 hosts\n"
    assert result.exit_code == 1


def test_a_site_s_rules_and_templates_are_no_host(home: Path) -> None:
    configure(home, 'templates = ["templates"]\nselect = ["big-mtu"]\n')
    host(home, "a", eth0=ETH0)
    host(home, "templates/ifcfg", **{"eth0.j2": ETH0})
    (home / "rules" / "big-mtu.md").rename(home / "rules" / "ifcfg-big.md")
    assert concise(".", "--select", "ifcfg-big") == ["a/ifcfg-eth0 ifcfg-big"]


def test_a_single_file_shows_its_own_findings_with_its_directory_read(home: Path) -> None:
    host(home, "a", eth0=ETH0, br0=BR0, eth1=ETH0.replace("eth0", "eth1"))
    assert concise("a/ifcfg-br0") == ["a/ifcfg-br0 is-bridge"]
    assert concise("a/ifcfg-br0", "a/ifcfg-eth1") == ["a/ifcfg-br0 is-bridge", "a/ifcfg-eth1 big-mtu"]
    os.chdir("a")
    assert concise("ifcfg-eth0") == ["ifcfg-eth0 big-mtu"]
    assert "in 1 file" in lint("ifcfg-eth0").stdout


def test_paths_are_shown_as_given(home: Path) -> None:
    host(home, "a", eth0=ETH0)
    assert concise("a/") == ["a/ifcfg-eth0 big-mtu"]
    assert concise(f"{home}/a") == [f"{home}/a/ifcfg-eth0 big-mtu"]


@pytest.mark.parametrize(
    "paths",
    [["a", "a/"], ["a", "./a"], ["a/ifcfg-eth0", "a"], ["a", "a/ifcfg-eth0"], [".", "a"], ["a", "."], ["a", "link"]],
)
def test_a_host_that_several_paths_lead_to_is_linted_once(home: Path, paths: list[str]) -> None:
    host(home, "a", eth0=ETH0)
    (home / "link").symlink_to("a")
    result = lint("--format", "json", *paths)
    document = json.loads(result.stdout)
    assert (result.exit_code, document["hosts"], len(document["findings"])) == (1, 1, 1)


def test_where_nobody_looked_it_is_not_said_that_nothing_was_found(home: Path) -> None:
    host(home, "a", eth0=ETH0)
    result = lint("a", "--select", "big-mut")
    assert (result.stdout, result.faults) == ("", "--select: no rule 'big-mut'; did you mean 'big-mtu'?\n")


def test_a_system_without_files_of_its_own(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = str(home / "own")
    monkeypatch.setattr(live, "NETWORK_SCRIPTS", own)
    assert lint().stderr == f"{own}: No such file or directory; give the directory of a host\n"


def test_the_system_s_own_files_are_the_default_and_its_facts_are_taken(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "NETWORK_SCRIPTS", str(home / "own"))
    known = live.System(Host.of(release=7, services={"network": "enabled"}))
    monkeypatch.setattr(live, "around", lambda folder: known if folder == str(home / "own") else live.System())
    for name in ("own", "other"):
        host(home, name, eth0=CLEAN)
    assert concise("--select", "needs-network") == [f"{home}/own needs-network"]
    both = lint("--select", "needs-network", "own", "other", "--format", "concise").stdout.splitlines()
    assert [("(only" in line, line.partition(":")[0]) for line in both] == [(False, "own"), (True, "other")]
    assert concise("--select", "needs-network", "--release", "6") == []


@pytest.mark.parametrize(
    "arguments, found",
    [
        ((), ["big-mtu", "is-bridge"]),
        (("--select", "named-eth9"), ["named-eth9"]),
        (("--select", "named-*,big-mtu"), ["big-mtu", "named-eth9"]),
        (("--select", "named-*", "--select", "is-bridge"), ["is-bridge", "named-eth9"]),
        (("--ignore", "big-*"), ["is-bridge"]),
        (("--select", "*-eth9, big-mtu", "--ignore", "big-mtu"), ["named-eth9"]),
    ],
)
def test_which_rules_are_asked(home: Path, arguments: tuple[str, ...], found: list[str]) -> None:
    host(home, "a", eth9="DEVICE=eth9\nMTU=9000\n", br0=BR0)
    assert sorted(line.split()[1] for line in concise("a", *arguments)) == found


def test_ignored_by_the_configuration_but_selected_on_the_command_line(home: Path) -> None:
    configure(home, 'ignore = ["*-mtu"]\n')
    host(home, "a", eth0=ETH0)
    assert concise("a", "--ignore", "[!b]*,b[!i]*") == []
    assert concise("a", "--select", "big-mtu") == ["a/ifcfg-eth0 big-mtu"]


def test_an_unknown_rule_is_told_once(home: Path) -> None:
    host(home, "a", eth0=ETH0)
    host(home, "b", eth0=ETH0)
    result = lint(".", "--select", "big-mut", "--ignore", "x-*", "--format", "concise")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "ifcfgen: error: --select: no rule 'big-mut'; did you mean 'big-mtu'?",
        "ifcfgen: error: --ignore: no rule 'x-*'",
        "Try 'ifcfgen lint --help'.",
    ]


@pytest.mark.parametrize(
    "files, fail_on, code",
    [
        ({"eth0": CLEAN}, "warning", 0),
        ({"eth0": ETH0}, "info", 1),
        ({"eth0": ETH0}, "warning", 1),
        ({"eth0": ETH0}, "error", 0),
        ({"br0": BR0}, "error", 1),
        ({"eth9": "DEVICE=eth9\n"}, "warning", 0),
        ({"eth9": "DEVICE=eth9\n"}, "info", 1),
    ],
)
def test_exit_codes(home: Path, files: dict[str, str], fail_on: str, code: int) -> None:
    host(home, "a", **files)
    rules = "big-mtu,is-bridge,named-eth9"
    assert lint("a", "--select", rules, "--fail-on", fail_on).exit_code == code


KNOWN = ["--select", "needs-network"]


@pytest.mark.parametrize(
    "arguments, toml, hazard",
    [
        (["--release", "7", "--service", "network=enabled"], "", True),
        (["--release", "el6", "--service", "network=enabled"], "", False),
        (["--release", "7", "--service", "network=masked"], "", False),
        (["--service", "network=enabled"], "release = 7", True),
        # the command line before --host before ifcfgen.toml
        (["--release", "7"], "release = 6\nservices = {network = 'enabled'}", True),
        (["--host", "facts", "--service", "network=disabled"], "release = 6", False),
        (["--host", "facts"], "release = 6\nservices = {network = 'disabled'}", True),
    ],
)
def test_facts(home: Path, arguments: list[str], toml: str, hazard: bool) -> None:
    (home / "facts").write_text('{"release": 7, "services": {"network": "enabled"}}')
    configure(home, f"[[host]]\npath = 'a'\n{toml}\n")
    host(home, "a", eth0=CLEAN)
    assert lint("a", "--select", "needs-network", *arguments).exit_code == hazard


@pytest.mark.parametrize(
    "arguments, hazard",
    [
        (["--package", "bridge-utils"], False),
        (["--without", "bridge-utils"], True),
        (["--packages-from", "installed"], False),
        (["--packages-from", "others"], True),
        (["--packages-from", "others", "--package", "bridge-utils"], False),
        (["--assume", "worst"], True),
        (["--assume", "best"], False),
        ([], False),
    ],
)
def test_packages(home: Path, arguments: list[str], hazard: bool) -> None:
    (home / "installed").write_text("bash-4.2.46-34.el7.x86_64\nbridge-utils-1.5-9.el7.x86_64\n")
    (home / "others").write_text("bash-4.2.46-34.el7.x86_64\n")
    host(home, "a", br0=BR0)
    assert lint("a", "--select", "needs-brctl", *arguments).exit_code == hazard


@pytest.mark.parametrize(
    "arguments, faults",
    [
        (["--release", "seven"], ["--release: no release 'seven': a number from 5 to 10, or el7, centos7, fedora33, ..."]),
        (["--service", "network=on", "--service", "network"], [
            "--service network=on: service network cannot be 'on': must be one of enabled, disabled, masked, absent",
            "--service network: NAME=STATE is required, such as network=enabled",
        ]),
        (["--service", "network=enable"], ["--service network=enable: service network cannot be 'enable': must be one of enabled, disabled, masked, absent; did you mean 'enabled'?"]),
        (["--service", "NetworkManger=disabled"], ["--service NetworkManger=disabled: unknown service 'NetworkManger': must be NetworkManager or network; did you mean 'NetworkManager'?"]),
        (["--service", "network=enabled", "--service", "network=masked"], ["--service network=masked: network is stated as enabled, too"]),
        (["--package", "a", "--without", "a"], ["--without a: stated as installed, too"]),
        (["--packages-from", "nowhere"], ["--packages-from nowhere: No such file or directory"]),
        (["--packages-from", "/dev/null"], ["--packages-from /dev/null: a device node, not a file: not read"]),
        (["--host", "nowhere", "--release", "x"], ["--release: no release 'x': a number from 5 to 10, or el7, centos7, fedora33, ...", "nowhere: No such file or directory"]),
    ],
)  # fmt: skip
def test_misuse_is_one_line_each(home: Path, arguments: list[str], faults: list[str]) -> None:
    host(home, "a", eth0=CLEAN)
    result = run("lint", "a", *arguments)
    assert (result.exit_code, result.stdout, result.faults.splitlines()) == (2, "", faults)


def test_undecided_facts_are_printed_ready_to_paste(home: Path) -> None:
    host(home, "el7/kvm01", br0=BR0)
    result = lint(".", "--select", "needs-*", "--release", "7", "--service", "network=disabled")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-5:] == [
        "[[host]]",
        'path = "el7/kvm01"',
        '# packages = ["bridge-utils"]  # or without = [...]',
        "",
        "nothing found in 1 file; 1 rule undecided",
    ]
    host(home, "el7/kvm02", br0=BR0)
    assert 'path = "**"' in lint(".", "--select", "needs-brctl").stdout


def test_json_is_the_document_and_closing_lines_are_not_in_it(home: Path) -> None:
    host(home, "a", br0=BR0)
    result = lint("a", "--select", "is-bridge,needs-brctl", "--format", "json")
    document = json.loads(result.stdout)
    assert [finding["rule"] for finding in document["findings"]] == ["is-bridge"]
    assert document["undecided"] == [
        {
            "fact": "package bridge-utils",
            "rules": ["needs-brctl"],
            "hosts": 1,
            "stake": "if missing, said by needs-brctl",
            "path": "a/ifcfg-br0",
            "line": 1,
        }
    ]
    assert (document["files"], document["hosts"], document["errors"]) == (1, 1, [])
    assert result.stderr.endswith("1 error in 1 file; 1 rule undecided\n")


def test_in_github_actions_annotations_are_the_default(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    host(home, "a", br0=BR0)
    assert lint(".").stdout == "::error file=a/ifcfg-br0,line=2,col=1,title=is-bridge::said by is-bridge\n"
    assert lint(".", "--format", "concise").stdout == "a/ifcfg-br0:2:1: error is-bridge said by is-bridge\n"


def test_suppressed_findings_are_counted(home: Path) -> None:
    host(home, "a", eth0="DEVICE=eth0\n# ifcfgen: allow big-mtu - the switch takes it\nMTU=9000\n")
    assert lint("a").stdout == "nothing found in 1 file; 1 suppressed\n"


# -- bad input: a line each, and the other hosts are linted all the same ---------------------------------


def test_bad_input_does_not_hide_the_rest(home: Path) -> None:
    host(home, "a", eth0=ETH0, junk=bytes(range(128)).decode() * 99)
    host(home, "b", eth0=ETH0)
    os.mkfifo(home / "a" / "ifcfg-fifo")
    (home / "a" / "ifcfg-out").symlink_to("/etc/hostname")
    (home / "a" / "ifcfg-loop").symlink_to("ifcfg-loop")
    (home / "a" / "ifcfg-dir").mkdir()
    with (home / "a" / "ifcfg-huge").open("wb") as file:
        file.truncate(100 << 20)
    (home / "empty").mkdir()
    result = lint("a", "nowhere", "empty", "b", "--format", "json")
    document = json.loads(result.stdout)
    assert result.exit_code == 2
    assert [finding["path"] for finding in document["findings"]] == ["a/ifcfg-eth0", "b/ifcfg-eth0"]
    assert [error["path"] for error in document["errors"]] == [
        "nowhere", "a/ifcfg-huge", "a/ifcfg-junk", "a/ifcfg-loop", "a/ifcfg-out",
        "empty",
    ]  # fmt: skip
    assert (document["files"], document["hosts"]) == (2, 2)
    lines = result.stderr.splitlines()
    assert [line.split(": ")[0] for line in lines[-6:]] == [error["path"] for error in document["errors"]]


@pytest.mark.parametrize(
    "name, said",
    [
        ("nowhere", "nowhere: No such file or directory"),
        ("empty", "empty: no ifcfg files or keyfiles in it or below"),
        ("empty/README.md", "empty/README.md: neither initscripts nor NetworkManager reads such a file"),
        ("a/ifcfg-eth0~", "a/ifcfg-eth0~: neither initscripts nor NetworkManager reads such a file"),
        ("a/ifcfg-fifo", "a/ifcfg-fifo: a FIFO, not a file: not read"),
        ("/dev/null", "/dev/null: a device node, not a file: not read"),
        ("a/ifcfg-eth0/x", "a/ifcfg-eth0/x: Not a directory"),
    ],
)
def test_a_path_that_cannot_be_linted(home: Path, name: str, said: str) -> None:
    host(home, "a", eth0=ETH0)
    os.mkfifo(home / "a" / "ifcfg-fifo")
    (home / "a" / "ifcfg-eth0~").write_text(ETH0)
    (home / "empty").mkdir()
    (home / "empty" / "README.md").write_text("")
    result = lint(name)
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (2, said)


AS_OTHERS = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
"""Root reads everything, but for the capabilities that let it."""


@pytest.mark.parametrize("folder", ["a", "a/system-connections", "a/etc/NetworkManager/system-connections"])
def test_a_keyfile_that_may_not_be_read_is_told(home: Path, folder: str) -> None:
    keyfile = home / folder / "em1.nmconnection"
    keyfile.parent.mkdir(parents=True)
    keyfile.write_text("[connection]\ntype=ethernet\n")
    keyfile.chmod(0)
    for verb in ("lint", "boot", "graph"):
        done = subprocess.run([*AS_OTHERS, sys.executable, "-m", "ifcfgen", verb, "a"], capture_output=True, text=True)
        assert (done.returncode, done.stderr.splitlines()[-1]) == (2, f"{folder}/em1.nmconnection: Permission denied")


def test_what_may_not_be_read(home: Path) -> None:
    host(home, "a/deep", eth0=ETH0)
    host(home, "b", eth0=ETH0)
    (home / "a").chmod(0)
    command = [*AS_OTHERS, sys.executable, "-m", "ifcfgen"]
    result = subprocess.run([*command, "lint", ".", "--format", "concise"], capture_output=True, text=True)
    others = [subprocess.run([*command, verb, "a"], capture_output=True, text=True) for verb in ("boot", "read")]
    (home / "a").chmod(0o755)
    assert [(other.returncode, other.stderr) for other in others] == [(2, "a: Permission denied\n")] * 2
    assert result.returncode == 2
    assert result.stdout.startswith("b/ifcfg-eth0:3:1:")
    assert result.stderr.endswith("\na: Permission denied\n")


@pytest.mark.parametrize(
    "broken, said",
    [
        ({"ifcfgen.toml": "x = ]"}, "ifcfgen.toml:1:5: not TOML: invalid value"),
        ({"ifcfgen.toml": 'rules = ["rules"]', "rules/x.md": "---\nfor: bridge\n---\n"}, "rules/x.md:1: needs a text 'summary'"),
        (
            {"ifcfgen.toml": 'rules = ["rules"]', "rules/x.md": "---\nsummary: s\nfor: bridge\nseverity: error\nwhen: bridge.prots\nmessage: m\n---\n"},
            "rules/x.md:5: no attribute 'prots' of a device; did you mean 'ports'?",
        ),
        (
            {"ifcfgen.toml": 'rules = ["rules"]', "rules/x.md": "---\nsummary: s\nfor: device\nseverity: error\nwhen: device.onboot\nmessage: '{{ x'\n---\n"},
            "rules/x.md:6: ",
        ),
        ({"ifcfgen.toml": 'ignore = ["nothing"]'}, "ifcfgen.toml: ignore: no rule 'nothing'"),
    ],
)  # fmt: skip
def test_a_broken_configuration_concerns_the_hosts_below_it(home: Path, broken: dict[str, str], said: str) -> None:
    host(home, "bad/one", eth0=ETH0)
    host(home, "bad/two", eth0=ETH0)
    host(home, "good", eth0=ETH0)
    for name, text in broken.items():
        (home / "bad" / name).parent.mkdir(exist_ok=True)
        (home / "bad" / name).write_text(text)
    result = lint(".", "--format", "concise")
    assert result.exit_code == 2
    assert result.stdout == "good/ifcfg-eth0:3:1: warning big-mtu said by big-mtu\n"
    lines = result.stderr.splitlines()
    assert lines[1].startswith(f"{home}/bad/{said}")
    assert len(lines) == 2


def test_hostile_names_are_escaped_everywhere(home: Path) -> None:
    host(home, "a", **{"\x1b[2J": ETH0, "caf\udce9": "MTU=9000\n# \x1b]0;owned\x07\n"})
    for format in ("full", "concise", "json", "github"):
        result = lint("a", "\x1b[31m", "--format", format)
        text = result.stdout + result.stderr
        assert all(character.isprintable() or character == "\n" for character in text)
        assert "big-mtu" in result.stdout


SWAPPED = {"eth0": "DEVICE=eth0\nHWADDR=00:00:5E:00:53:0A\nTYPE=Ethernet\nONBOOT=yes\nIPADDR=192.0.2.10\nPREFIX=24\n"}
BY_INITSCRIPTS = ("--release", "7", "--service", "NetworkManager=disabled", "--service", "network=enabled")
CARDS = '{"nics": [{"name": "eth0", "mac": "00:00:5E:00:53:0B"}]}'


def test_who_says_which_cards_there_are_is_told_what_fails_at_boot(home: Path) -> None:
    configure(home, 'select = ["device-*", "fails-*"]')
    host(home, "a", **SWAPPED)
    (home / "cards.json").write_text(CARDS)
    assert concise("a", *BY_INITSCRIPTS) == []
    assert concise("a", *BY_INITSCRIPTS, "--host", "cards.json") == ["a/ifcfg-eth0 fails-at-boot"]
    places = [
        line.strip() for line in lint("a", *BY_INITSCRIPTS, "--host", "cards.json").stdout.splitlines() if "▶" in line
    ]
    assert places == ["──▶ a/ifcfg-eth0:2"]


def test_facts_of_a_machine_that_are_none(home: Path) -> None:
    host(home, "a", **SWAPPED)
    (home / "cards.json").write_text('{"nics": [{"name": "eth0", "mtu": "big"}]}')
    done = lint("a", "--release", "7", "--host", "cards.json")
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", "cards.json: nics: eth0: no MTU 'big'\n")


def system(home: Path, **files: str) -> Path:
    """/etc of a host; of each file the name with `__` for `/`."""
    host(home, "root/etc/sysconfig/network-scripts", eth0="DEVICE=eth0\nTYPE=Ethernet\nONBOOT=yes\nBOOTPROTO=dhcp\n")
    for name, text in files.items():
        path = home / "root/etc" / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return home / "root/etc"


@pytest.mark.parametrize(
    "path", [".", "root", "root/etc", "root/etc/sysconfig", "root/etc/sysconfig/network-scripts", "{home}/root"]
)
@pytest.mark.parametrize("format", ["concise", "json", "sarif"])
def test_network_is_shown_where_it_lies(home: Path, path: str, format: str) -> None:
    network = system(home, sysconfig__network="NETWORKING=no\n") / "sysconfig/network"
    options = ("--select", "global-networking-no", *BY_INITSCRIPTS, "--format", format)
    for folder, named in ((home, path.format(home=home)), (network.parent / "network-scripts", ".")):
        os.chdir(folder)
        done = lint(named, *options).stdout
        if format == "concise":
            shown = done.partition(":")[0]
        elif format == "json":
            shown = json.loads(done)["findings"][0]["path"]
        else:
            place = json.loads(done)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
            shown = place["artifactLocation"]["uri"]
            assert place["region"]["snippet"]["text"] == "NETWORKING=no"
        assert Path(shown.removeprefix("file://")).samefile(network)


def test_a_line_of_a_file_beside_is_shown_without_its_secrets(home: Path) -> None:
    system(home, **{"NetworkManager__conf.d__a.conf": "[main]\n plugins=keyfile,PSK=sesame1\n"})
    told = ("root", "--release", "8", "--service", "NetworkManager=enabled", "--without", "network-scripts")
    shown = lint(*told, "--select", "unowned-interface").stdout
    assert "root/etc/NetworkManager/conf.d/a.conf:2\n   2 │  plugins=keyfile,PSK=***\n" in shown


def test_network_beside_the_working_directory_is_fixed(home: Path) -> None:
    network = system(home, sysconfig__network="NETWORKING=yes\nNAME = x\n") / "sysconfig/network"
    os.chdir(network.parent / "network-scripts")
    assert lint(".", "--fix", "--select", "space-around-equals").exit_code == 0
    assert network.read_text() == "NETWORKING=yes\nNAME=x\n"


def test_what_fails_at_boot_is_told_where_it_is_asked_for(home: Path) -> None:
    host(home, "a", br0="DEVICE=br0\nTYPE=Bridge\nONBOOT=yes\nIPADDR=192.0.2.10\nPREFIX=24\n")
    missing = (*BY_INITSCRIPTS, "--without", "bridge-utils")
    assert concise("a", *missing, "--select", "fails-at-boot") == ["a/ifcfg-br0 fails-at-boot"]
    both = "fails-at-boot,bridge-utils-missing"
    assert concise("a", *missing, "--select", both) == ["a/ifcfg-br0 bridge-utils-missing"], "it says it better"


def test_what_fails_in_a_file_that_is_no_ifcfg_file_has_its_path(home: Path) -> None:
    """The network service of EL6 starts whatever begins with ifcfg."""
    host(home, "a", eth0=CLEAN)
    (home / "a/ifcfg.template").write_text("NAME=<IFACE>\n")
    asked = ("a", *BY_INITSCRIPTS, "--release", "6", "--select", "fails-at-boot", "--format", "concise")
    told = "ifcfg.template does not start at the next boot: neither DEVICE nor HWADDR is set"
    assert lint(*asked).stdout.splitlines()[0] == f"a/ifcfg.template: error fails-at-boot {told}"


def test_facts_of_a_machine_that_contradict_each_other(home: Path) -> None:
    host(home, "a", **SWAPPED)
    (home / "cards.json").write_text('{"present": ["brctl"], "without": ["bridge-utils"]}')
    done = lint("a", "--release", "7", "--host", "cards.json")
    assert done.exit_code == 2
    assert "brctl is stated as present, its package bridge-utils as missing" in done.stderr


def test_the_former_name_of_a_rule_still_counts(home: Path) -> None:
    said = (*BY_INITSCRIPTS, "--host", "cards.json")
    (home / "cards.json").write_text(CARDS)
    host(home, "a", **SWAPPED)
    named = concise("a", *said, "--select", "device-fails-at-boot")
    assert named == ["a/ifcfg-eth0 fails-at-boot"]
    configure(home, 'select = ["device-fails-at-boot"]')
    assert concise("a", *said) == named
    configure(home, 'select = ["fails-at-boot"]\nignore = ["device-fails-at-boot"]')
    assert concise("a", *said) == []
    configure(home, 'select = ["fails-at-boot"]')
    assert lint("a", *said, "--baseline", "known.json", "--write-baseline").exit_code == 0
    document = json.loads((home / "known.json").read_text())
    (finding,) = document["findings"]
    text = SWAPPED["eth0"].splitlines()[1]
    key = "\0".join(("device-fails-at-boot", "a/ifcfg-eth0", text, "0"))
    finding |= {"rule": "device-fails-at-boot", "fingerprint": hashlib.sha256(key.encode()).hexdigest()[:32]}
    (home / "known.json").write_text(json.dumps(document))
    assert concise("a", *said, "--baseline", "known.json") == []
    allow = "# ifcfgen: allow device-fails-at-boot - the card is on its way\n"
    host(home, "a", eth0=allow + SWAPPED["eth0"])
    assert concise("a", *said) == []


@pytest.mark.parametrize("named", ["bond0", "eth0", "eth4"])
def test_a_file_alone_is_shown_what_is_found_in_another_one_and_is_about_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ports = {f"eth{n}": f"DEVICE=eth{n}\nONBOOT=yes\nBOOTPROTO=none\nMASTER=bond0\nSLAVE=yes\n" for n in range(5)}
    host(
        tmp_path,
        "h",
        bond0="DEVICE=bond0\nTYPE=Bond\nONBOOT=yes\nBOOTPROTO=dhcp\n",
        **ports,
        eth9="DEVICE=eth9\nONBOOT=yes\nBOOTPROTO=dhcp\n",
    )
    facts = (
        "--release",
        "7",
        "--service",
        "NetworkManager=disabled",
        "--service",
        "network=enabled",
        "--package",
        "dhclient",
    )
    assert concise(f"h/ifcfg-{named}", *facts) == ["h/ifcfg-bond0 bond-not-made"]
    assert concise("h/ifcfg-eth9", *facts) == []


def test_the_second_file_of_another_distribution_alone_is_shown_the_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    host(tmp_path, "h", eth0="STARTMODE=auto\nBOOTPROTO=dhcp\n", eth1="STARTMODE=auto\nBOOTPROTO=dhcp\n")
    assert concise("h/ifcfg-eth1") == ["h/ifcfg-eth0 foreign-distro-key"]
