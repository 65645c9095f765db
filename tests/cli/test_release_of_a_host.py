"""Which release a host is taken for: as somebody states it, or as a file beside the network scripts tells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ifcfgen import api
from tests.runner import run

ETH0 = "DEVICE=eth0\nTYPE=Ethernet\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\n"
SCRIPTS = "etc/sysconfig/network-scripts"


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


def lay_out(tmp_path: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text.startswith("-> "):
            path.symlink_to(text[3:])
        else:
            path.write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    "said, taken",
    [
        ("7", ""),
        ("7.9", ""),
        ("el8", ""),
        ("centos-stream-9", ""),
        ("Oracle-Linux-8.9", ""),
        ("virtuozzo7", ""),
        ("anolis8.8", ""),
        ("openEuler-22.03", "EL8"),
        ("openEuler-22.03-LTS-SP3", "EL8"),
        ("openeuler", "EL8"),
        ("kylinV10", "EL8"),
        ("fedora33", "EL8"),
        ("amzn2", "EL7"),
        ("alinux3", "EL8"),
        ("TencentOS-2.4", "EL7"),
        ("xcp-ng8.2", "EL7"),
        ("xenserver", "EL7"),
        ("uos20", "EL8"),
    ],
)
def test_a_release_is_taken_by_every_name(tmp_path: Path, said: str, taken: str) -> None:
    (tmp_path / "ifcfg-eth0").write_text(ETH0)
    result = run("lint", ".", "--release", said, "--service", "NetworkManager=enabled", "--service", "network=enabled")
    assert (result.exit_code, result.stderr) == (0, f"--release {said}: treated as {taken}\n" if taken else "")


@pytest.mark.parametrize(
    "said, fault",
    [
        ("centso7", "a number from 5 to 10, or el7, centos7, fedora33, ...; did you mean 'centos'?"),
        ("opneEuler-22.03", "a number from 5 to 10, or el7, centos7, fedora33, ...; did you mean 'openeuler'?"),
        ("anolis23", "anolis is known as 7, 8"),
        ("tencentos", "tencentos is known as 2, 3"),
        ("fedora12", "fedora is known as some versions from 13 to 99"),
        ("centos", "a number from 5 to 10, or el7, centos7, fedora33, ..."),
        ("sles15", "a number from 5 to 10, or el7, centos7, fedora33, ..."),
        ("-" * 5_000 + "!", "a number from 5 to 10, or el7, centos7, fedora33, ..."),
    ],
)
def test_what_is_no_release_is_told_with_what_is_known(tmp_path: Path, said: str, fault: str) -> None:
    (tmp_path / "ifcfg-eth0").write_text(ETH0)
    result = run("lint", ".", f"--release={said}")
    assert result.exit_code == 2
    assert fault in result.stderr


def test_boot_and_what_if_say_so_too(tmp_path: Path) -> None:
    (tmp_path / "ifcfg-eth0").write_text(ETH0)
    assert run("boot", ".", "--release", "7", "--what-if", "release=openEuler-22.03").stderr == (
        "--what-if release=openEuler-22.03: treated as EL8\n"
    )


OF_EL8 = 'NAME="Rocky Linux"\nVERSION_ID="8.9"\nID="rocky"\nPLATFORM_ID="platform:el8"\n'
OF_EL6 = "CentOS release 6.10 (Final)\n"
OF_EL9 = "ID=rhel\nVERSION_ID=9.4\n"
TOLD = [
    ({"ifcfg-eth0": ETH0, "os-release": OF_EL8}, ".", 8),
    ({"ifcfg-eth0": ETH0, "redhat-release": OF_EL6}, ".", 6),
    ({f"{SCRIPTS}/ifcfg-eth0": ETH0, "etc/os-release": OF_EL8}, ".", 8),
    ({f"{SCRIPTS}/ifcfg-eth0": ETH0, "etc/os-release": OF_EL8}, SCRIPTS, 8),
    ({f"{SCRIPTS}/ifcfg-eth0": ETH0, "etc/redhat-release": "-> centos-release", "etc/centos-release": OF_EL6}, ".", 6),
    ({f"{SCRIPTS}/ifcfg-eth0": ETH0, "etc/system-release": OF_EL6}, ".", 6),
    (
        {f"{SCRIPTS}/ifcfg-eth0": ETH0, "etc/os-release": "-> ../usr/lib/os-release", "usr/lib/os-release": OF_EL8},
        SCRIPTS,
        8,
    ),
    ({f"{SCRIPTS}/ifcfg-eth0": ETH0, "usr/lib/os-release": OF_EL8}, ".", 8),
    ({f"hosts/a/{SCRIPTS}/ifcfg-eth0": ETH0, "hosts/a/etc/os-release": OF_EL8}, "hosts", 8),
    ({f"{SCRIPTS}/ifcfg-eth0": ETH0, "etc/os-release": "ID=debian\nVERSION_ID=8\n"}, ".", None),
    ({f"{SCRIPTS}/ifcfg-eth0": ETH0, "etc/os-release": "\0"}, ".", None),
    ({f"{SCRIPTS}/ifcfg-eth0": ETH0, "etc/os-release": "-> os-release"}, ".", None),
    ({f"{SCRIPTS}/ifcfg-eth0": ETH0, "etc/os-release/x": ""}, ".", None),
    ({f"{SCRIPTS}/ifcfg-eth0": ETH0, "etc/os-release": "-> /etc/hostname"}, ".", None),
    ({"hosts/a/ifcfg-eth0": ETH0, "hosts/os-release": OF_EL8}, ".", None),
]


@pytest.mark.parametrize("files, path, release", TOLD)
def test_what_lies_beside_the_files_tells_the_release(
    tmp_path: Path, files: dict[str, str], path: str, release: int | None
) -> None:
    lay_out(tmp_path, files)
    host = tmp_path / next(iter(files))
    assert api.read_host(host.parent).host.el == release
    managers, boot = run("lint", path, "--show-managers"), run("boot", path, "--no-lint")
    assert managers.stderr == "", "what cannot be read is no fact, and no fault"
    assert ("Unknown release" in boot.stdout) == (release is None)
    assert "# release" not in run("lint", path).stdout or release is None, "nobody is asked for it"


@pytest.mark.parametrize(
    "toml, options, owner",
    [
        ("", [], "nobody"),
        ("release = 7\n", [], "depends on"),
        ("", ["--release", "7"], "depends on"),
        ("", ["--host", "facts"], "depends on"),
        ("release = 7\n", ["--release", "9"], "nobody"),
    ],
)
def test_what_somebody_states_goes_before_it(tmp_path: Path, toml: str, options: list[str], owner: str) -> None:
    """EL9 does not have the network service; on EL7 it is unknown whether it runs."""
    lay_out(tmp_path, {"a/ifcfg-eth0": ETH0, "a/os-release": OF_EL9, "facts": "release = 7\n"})
    if toml:
        (tmp_path / "ifcfgen.toml").write_text(f"[[host]]\n{toml}")
    without = ["--service", "NetworkManager=disabled"]
    assert owner in run("lint", "a", "--show-managers", *without, *options).stdout


PRESETS = [
    # a rule about a package, its files, a release, and whether it meets a default installation; None: it is open
    ("dhclient-missing", {"ifcfg-eth0": "DEVICE=eth0\nTYPE=Ethernet\nONBOOT=yes\nBOOTPROTO=dhcp\n"}, 6, False),
    ("dhclient-missing", {"ifcfg-eth0": "DEVICE=eth0\nTYPE=Ethernet\nONBOOT=yes\nBOOTPROTO=dhcp\n"}, 7, False),
    (
        "bridge-utils-missing",
        {"ifcfg-br0": "DEVICE=br0\nTYPE=Bridge\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\nDELAY=0\n"},
        7,
        None,
    ),
    (
        "team-missing",
        {"ifcfg-team0": "DEVICE=team0\nDEVICETYPE=Team\nONBOOT=yes\nBOOTPROTO=dhcp\nTEAM_CONFIG='{\"runner\": {}}'\n"},
        7,
        False,
    ),
    ("rule-files-under-nm", {"ifcfg-eth0": ETH0, "rule-eth0": "from 192.0.2.10 table 100\n"}, 8, True),
    ("rule-files-under-nm", {"ifcfg-eth0": ETH0, "rule-eth0": "from 192.0.2.10 table 100\n"}, 9, True),
]


@pytest.mark.parametrize("rule, files, release, meets", PRESETS)
def test_what_a_default_installation_has(
    tmp_path: Path, rule: str, files: dict[str, str], release: int, meets: bool | None
) -> None:
    lay_out(tmp_path, files)
    services = ["--service", "NetworkManager=disabled", "--service", "network=enabled"] if release <= 7 else []
    found = run("lint", ".", "--release", str(release), "--select", rule, *services, "--format", "concise")
    assert (rule in found.stdout, rule in found.stderr) == (meets is True, meets is None)


TABLES = """\
[[host]]
path = "hosts/a"
release = 8

[[host]]
path = "hosts/b"
release = 8

[[host]]
path = "*/[a-c]/etc"
release = 8
"""
IDLE = "ifcfgen.toml:5: warning: this [[host]] table matches no host"


@pytest.mark.parametrize(
    "paths, told",
    [
        (["."], True),
        (["hosts", "."], True),
        (["hosts"], False),
        (["hosts/a"], False),
        ([f"hosts/a/{SCRIPTS}/ifcfg-eth0"], False),
    ],
)
def test_a_table_that_matches_no_host_is_told(tmp_path: Path, paths: list[str], told: bool) -> None:
    lay_out(tmp_path, {f"hosts/a/{SCRIPTS}/ifcfg-eth0": ETH0, "ifcfgen.toml": TABLES})
    result = run("lint", *paths)
    assert result.exit_code == 0
    assert [line for line in result.stderr.splitlines() if "table" in line] == [f"{tmp_path}/{IDLE}"] * told


def test_a_table_of_an_outer_file_matches_no_host_of_an_inner_one(tmp_path: Path) -> None:
    lay_out(tmp_path, {"a/ifcfg-eth0": ETH0, "b/ifcfg-eth0": ETH0, "b/ifcfgen.toml": ""})
    lay_out(tmp_path, {"ifcfgen.toml": '[[host]]\nrelease = 8\n[[host]]\npath = "b"\nrelease = 8\n'})
    result = run("lint", ".")
    assert f"{tmp_path}/ifcfgen.toml:3: warning: this [[host]] table matches no host" in result.stderr


def test_a_host_of_suse_is_told_once_and_whose_tool_helps(tmp_path: Path) -> None:
    suse = "BOOTPROTO='static'\nSTARTMODE='auto'\nIPADDR='192.0.2.{}/24'\n"
    lay_out(tmp_path, {f"ifcfg-eth{number}": suse.format(number + 1) for number in range(4)})
    found = run("lint", ".", "--release", "8").stdout
    assert found.count("foreign-distro-key") == 1
    assert "wicked2nm" in found
    assert [name for number in range(1, 4) if (name := f"ifcfg-eth{number}") not in found] == []


DELAYED = "DEVICE=br0\nTYPE=Bridge\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\nSTP=yes\nDELAY=0\n"
ONLY_NM = ["if NetworkManager is enabled"]
LATER = ["release 7 or later"]
BOUNDS = [
    # what else the files hold, what is stated; conditions of the finding, and what is assumed
    ({}, [], ["from EL7 on", *ONLY_NM], []),
    ({"ifcfg-eth0": ETH0 + "PROXY_METHOD=none\n"}, [], ONLY_NM, LATER),
    ({"ifcfg-eth0": ETH0 + "IPV6_ADDR_GEN_MODE=eui64\n"}, [], ONLY_NM, LATER),
    ({"ifcfg-eth0": ETH0 + "#BROWSER_ONLY=no\n"}, [], ["from EL7 on", *ONLY_NM], []),
    ({"system-connections/a.nmconnection": "[connection]\nid=a\n"}, [], ONLY_NM, LATER),
    ({"ifcfg-eth0": ETH0 + "IPV6_DISABLED=yes\n"}, [], ONLY_NM, ["release 8 or later"]),
    ({"ifcfg-eth0": ETH0 + "PROXY_METHOD=none\n"}, ["--release", "7"], [], ["service NetworkManager enabled"]),
    ({"ifcfg-eth0": ETH0 + "PROXY_METHOD=none\n"}, ["--release", "6"], None, None),
]


@pytest.mark.parametrize("more, stated, conditions, assumed", BOUNDS)
def test_what_only_newer_releases_write_rules_out_older_ones(
    tmp_path: Path, more: dict[str, str], stated: list[str], conditions: list[str] | None, assumed: list[str] | None
) -> None:
    lay_out(tmp_path, {f"a/{name}": text for name, text in {"ifcfg-br0": DELAYED, **more}.items()})
    result = run("lint", "a", *stated, "--select", "bridge-delay-rejected", "--format", "json")
    found = [(one["conditions"], one["assumed"]) for one in json.loads(result.stdout)["findings"]]
    assert found == ([] if conditions is None else [(conditions, assumed)])


def test_what_only_releases_that_are_ruled_out_meet_is_not_found(tmp_path: Path) -> None:
    """EL6 has no teams."""
    team = "DEVICE=team0\nDEVICETYPE=Team\nONBOOT=yes\nBOOTPROTO=dhcp\nTEAM_CONFIG='{\"runner\": {}}'\n"
    lay_out(tmp_path, {"a/ifcfg-team0": team, "b/ifcfg-team0": team + "PROXY_METHOD=none\n"})
    found = [run("lint", name, "--select", "team-missing", "--format", "concise").stdout for name in "ab"]
    assert "up to EL6" in found[0]
    assert found[1] == ""
