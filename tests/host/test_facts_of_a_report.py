"""What `ifcfgen facts` shows of a system, a root, a report and an archive; and that other commands use it."""

from __future__ import annotations

import json
import sqlite3
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from archives import tar
from runner import run

SCRIPTS = "etc/sysconfig/network-scripts"
BRIDGE = {
    f"{SCRIPTS}/ifcfg-br0": "DEVICE=br0\nTYPE=Bridge\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.1\nPREFIX=24\n",
    f"{SCRIPTS}/ifcfg-eth0": "DEVICE=eth0\nONBOOT=yes\nBRIDGE=br0\n",
}
REPORT = {
    **BRIDGE,
    "etc/redhat-release": "CentOS Linux release 7.9.2009 (Core)\n",
    "sos_commands/systemd/systemctl_list-unit-files": "UNIT FILE              STATE\nNetworkManager.service masked\n",
    "sos_commands/services/chkconfig_--list": "netconsole\t0:off\t3:off\nnetwork        \t0:off\t1:off\t2:on\t3:on\t4:on\t5:on\t6:off\n",
    "installed-rpms": "-> sos_commands/rpm/sh_-c_rpm",
    "sos_commands/rpm/sh_-c_rpm": "NetworkManager-1:1.18.8-2.el7_9.x86_64    Tue Jan  5 10:00:00 2021\niputils-20160308-10.el7.x86_64   Tue\n",
    "sos_commands/networking/ethtool_-i_eth0": "driver: virtio_net\nversion: 1.0.0\nbus-info: 0000:00:03.0\n",
    "sos_commands/networking/ethtool_-P_eth0": "Permanent address: 52:54:00:AA:00:01\n",
    "sos_commands/networking/ethtool_-i_br0": "driver: bridge\nversion: 2.3\nbus-info: N/A\n",
    "sos_commands/networking/ethtool_-i_eth1": "driver: igb\nbus-info: 0000:01:00.0\n",
    "sos_commands/networking/ip_-s_-d_link": "3: eth1: <BROADCAST,UP> mtu 1500 qdisc mq state UP\n    link/ether 52:54:00:aa:00:02 brd ff:ff:ff:ff:ff:ff\n",
}


def packed(at: Path, files: dict[str, str], above: str = "sosreport-kvm01/") -> str:
    at.write_bytes(tar({above + name: text for name, text in files.items()}))
    return str(at)


def facts(path: str) -> dict[str, Any]:
    shown = json.loads(run("facts", path, "--format", "json").stdout)
    (system,) = shown["systems"]
    assert isinstance(system, dict)
    return system


def test_a_report_in_an_archive(tmp_path: Path) -> None:
    path = packed(tmp_path / "report.tar", REPORT)
    system = facts(path)
    assert system["path"] == f"{path}/sosreport-kvm01"
    assert system["facts"] == {
        "release": 7,
        "services": {"NetworkManager": "masked", "network": "enabled"},
        "packages": ["iputils"],
        "without": [
            "NetworkManager-config-server", "NetworkManager-dispatcher-routing-rules", "NetworkManager-team", "biosdevname",
            "bridge-utils", "dhclient", "dnsmasq", "ethtool", "firewalld", "network-scripts", "openvswitch", "teamd", "tunctl", "vconfig",
        ],
        "nics": [
            {"name": "eth0", "mac": "52:54:00:aa:00:01", "pci": "0000:00:03.0", "driver": "virtio_net"},
            {"name": "eth1", "mac": "52:54:00:aa:00:02", "pci": "0000:01:00.0", "driver": "igb"},
        ],
    }  # fmt: skip
    assert system["networkmanager"] == "1.18.8"
    assert system["unknown"] == []
    assert system["sources"] == {
        "release": "etc/redhat-release",
        "service NetworkManager": "sos_commands/systemd/systemctl_list-unit-files",
        "service network": "sos_commands/services/chkconfig_--list",
        "packages": "installed-rpms",
        "nics": "sos_commands/networking",
        "NetworkManager": "installed-rpms",
    }


def test_the_text_and_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    packed(tmp_path / "a.tar", {"etc/redhat-release": "CentOS release 6.10 (Final)\n", "usr/sbin/brctl": ""}, "a/")
    result = run("facts", "a.tar")
    assert result.exit_code == 1
    assert [line.split() for line in result.stdout.splitlines()[:3]] == [
        ["a.tar/a"], ["release", "EL6", "etc/redhat-release"], ["packages", "bridge-utils", "usr/sbin"],
    ]  # fmt: skip
    assert result.stdout.splitlines()[-1] == "  unknown: service NetworkManager, service network, nics"
    table = tomllib.loads(run("facts", "a.tar", "--format", "toml").stdout)
    assert table["host"][0].pop("without")
    assert table == {"host": [{"path": "a.tar/a", "release": 6, "packages": ["bridge-utils"]}]}
    (tmp_path / "ifcfgen.toml").write_text(run("facts", "a.tar", "--format", "toml").stdout)
    packed(tmp_path / "a.tar", {f"{SCRIPTS}/ifcfg-eth0": "DEVICE=eth0\n"}, "a/")
    assert "matches no host" not in run("lint", "a.tar").output


def test_lint_and_boot_use_what_is_found_and_say_so(tmp_path: Path) -> None:
    path = packed(tmp_path / "report.tar", REPORT)
    linted = run("lint", path, "--format", "concise")
    assert "bridge-utils-missing" in linted.stdout
    assert "(only" not in linted.stdout
    told = "facts found: EL7, NetworkManager masked, network enabled, 2 packages, 2 NICs\n"
    assert told in linted.stderr
    booted = run("boot", path, "--no-lint")
    assert "brctl not found (package bridge-utils)" in booted.stdout
    assert "assumed" not in booted.stdout.lower()
    assert booted.stderr == told
    stated = run("lint", path, "--package", "bridge-utils", "--format", "concise")
    assert "bridge-utils-missing" not in stated.stdout


def test_cards_that_are_found_count(tmp_path: Path) -> None:
    more = {f"{SCRIPTS}/ifcfg-eth9": "DEVICE=eth9\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=203.0.113.1\nPREFIX=24\n"}
    result = run("boot", packed(tmp_path / "report.tar", {**REPORT, **more}), "--no-lint")
    assert "eth9" in result.stdout
    assert result.exit_code == 1
    fewer = {name: text for name, text in REPORT.items() if "rpm" not in name}
    assert "nics" not in facts(packed(tmp_path / "b.tar", fewer))["facts"]


def test_cards_that_are_found_do_not_say_which_dhcp_servers_answer(tmp_path: Path) -> None:
    more = {
        f"{SCRIPTS}/ifcfg-eth1": "DEVICE=eth1\nONBOOT=yes\nBOOTPROTO=dhcp\n",
        "sos_commands/rpm/sh_-c_rpm": "dhclient-4.2.5-83.el7.x86_64 Tue\niputils-1.x86_64\nbridge-utils-1.5-9.el7.x86_64\n",
    }
    path = packed(tmp_path / "report.tar", {**REPORT, **more})
    result = run("boot", path, "--no-lint")
    assert "a DHCP server answers eth1" in result.stdout
    assert result.exit_code == 0
    (tmp_path / "host.json").write_text(json.dumps({"dhcp": {"eth0": "192.0.2.9/24"}}))
    stated = run("boot", path, "--no-lint", "--host", str(tmp_path / "host.json"))
    assert "eth1: gets no address by DHCP" in stated.stdout


def test_keyfiles_lie_in_a_system_as_well(tmp_path: Path) -> None:
    files = {
        "etc/os-release": 'ID="rhel"\nVERSION_ID="10.0"\n',
        "etc/NetworkManager/system-connections/a.nmconnection": "[connection]\nid=a\ntype=ethernet\ninterface-name=eth0\n",
        "installed-rpms": "NetworkManager-1.52.0-1.el10.x86_64 Tue\n",
    }
    result = run("lint", packed(tmp_path / "report.tar", files))
    assert "facts found: EL10, 1 package" in result.stdout


def test_what_a_site_adds_is_not_all_there_is(tmp_path: Path) -> None:
    files = {
        **BRIDGE,
        "README": "",
        "etc/systemd/system/x.target.wants/other.service": "-> /usr/lib/systemd/system/other.service",
    }
    assert "services" not in facts(packed(tmp_path / "a.tar", files))["facts"]


@pytest.mark.parametrize(
    "presets, state",
    [
        ({"usr/lib/systemd/system-preset/90-default.preset": "enable NetworkManager.service\n"}, "enabled"),
        ({"usr/lib/systemd/system-preset/90-default.preset": "disable *\n"}, "disabled"),
        (
            {
                "usr/lib/systemd/system-preset/90-default.preset": "disable *\n",
                "etc/systemd/system-preset/10-site.preset": "# enable x\nenable Network*\n",
            },
            "enabled",
        ),
    ],
)
def test_presets_count_before_the_first_boot(tmp_path: Path, presets: dict[str, str], state: str) -> None:
    image = {"usr/lib/systemd/system/NetworkManager.service": "", "etc/machine-id": "uninitialized\n", **presets}
    found = facts(packed(tmp_path / "a.tar", image))["facts"]
    assert isinstance(found, dict)
    assert found["services"]["NetworkManager"] == state
    image["etc/machine-id"] = "0123\n"
    found = facts(packed(tmp_path / "a.tar", image))["facts"]
    assert isinstance(found, dict)
    assert found["services"]["NetworkManager"] == "disabled"


def database(path: Path, *statements: str) -> None:
    path.parent.mkdir(parents=True)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


NAME = "CREATE TABLE 'Name' (key 'TEXT' NOT NULL, hnum INTEGER NOT NULL, idx INTEGER NOT NULL)"


@pytest.mark.parametrize(
    "place", ["var/lib/rpm/rpmdb.sqlite", "usr/lib/sysimage/rpm/rpmdb.sqlite", "usr/share/rpm/rpmdb.sqlite"]
)
@pytest.mark.parametrize("is_packed", [False, True])
def test_the_database_of_rpm(tmp_path: Path, place: str, is_packed: bool) -> None:
    root = tmp_path / "root"
    database(
        root / place,
        NAME,
        "INSERT INTO Name VALUES ('teamd', 1, 0), ('kernel', 2, 0), ('kernel', 3, 0), ('gpg-pubkey', 4, 0)",
    )
    (root / "etc").mkdir()
    before = (root / place).read_bytes()
    path = str(root)
    if is_packed:
        path = str(tmp_path / "root.tar")
        Path(path).write_bytes(tar([(f"root/{place}", before), ("root/etc", "!5")]))
    assert run("facts", path).stdout.splitlines()[1].split(None, 1)[1].startswith("2 packages: teamd ")
    assert (root / place).read_bytes() == before


@pytest.mark.parametrize(
    "statements",
    [
        [
            "CREATE VIEW Name AS WITH RECURSIVE c(key) AS (SELECT 'a' UNION ALL SELECT key || 'a' FROM c) SELECT key FROM c"
        ],
        [NAME.replace("key", "other")],
        [],
    ],
    ids=["endless", "no key", "no table"],
)
def test_what_only_looks_like_a_database_of_rpm(tmp_path: Path, statements: list[str]) -> None:
    database(tmp_path / "var/lib/rpm/rpmdb.sqlite", *statements)
    (tmp_path / "etc").mkdir()
    assert "packages" in facts(str(tmp_path))["unknown"]
    (tmp_path / "var/lib/rpm/rpmdb.sqlite").write_bytes(b"SQLite format 3\0junk")
    assert "packages" in facts(str(tmp_path))["unknown"]


def test_cards_in_sys(tmp_path: Path) -> None:
    for name, hardware, address in (
        ("eth0", True, "52:54:00:aa:00:01"),
        ("br0", False, "52:54:00:aa:00:01"),
        ("eth1", True, "00:00:00:00:00:00"),
    ):
        real = tmp_path / f"sys/devices/{name}"
        real.mkdir(parents=True)
        (real / "address").write_text(f"{address}\n")
        if hardware:
            (real / "device").symlink_to("../pci0")
        (tmp_path / "sys/class/net").mkdir(parents=True, exist_ok=True)
        (tmp_path / f"sys/class/net/{name}").symlink_to(f"../../devices/{name}")
    (tmp_path / "sys/devices/eth1/bonding_slave").mkdir()
    (tmp_path / "sys/devices/eth1/bonding_slave/perm_hwaddr").write_text("52:54:00:aa:00:02\n")
    (tmp_path / "etc").mkdir()
    (tmp_path / "sbin").mkdir()
    found = facts(str(tmp_path))["facts"]
    assert isinstance(found, dict)
    assert found["nics"] == [{"name": "eth0", "mac": "52:54:00:aa:00:01"}, {"name": "eth1", "mac": "52:54:00:aa:00:02"}]


def test_several_systems_and_where_they_may_lie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("b", "a"):
        (tmp_path / name / SCRIPTS).mkdir(parents=True)
        (tmp_path / name / "etc/redhat-release").write_text("CentOS release 6.10 (Final)\n")
    assert run("facts", ".").stdout.count("release  EL6") == 2
    for path in ("a", "a/etc", "a/etc/sysconfig", f"a/{SCRIPTS}", f"a/{SCRIPTS}/"):
        assert run("facts", path).stdout.splitlines()[0] == "a"


@pytest.mark.parametrize(
    "make, told",
    [
        (lambda home: None, "x: No such file or directory\n"),
        (lambda home: (home / "x").mkdir(), "x: no system in it: no directory etc in it or directly below\n"),
        (lambda home: (home / "x").write_text("text"), "x: no system, archive, kickstart or facts of Ansible\n"),
        (lambda home: (home / "x").write_bytes(tar({"etc/x": "x"})[:1024]), "x: truncated, as the blocks that end a tar are missing: not read\n"),
    ],
    ids=["missing", "empty", "text", "truncated"],
)  # fmt: skip
def test_what_is_no_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], object], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    make(tmp_path)
    result = run("facts", "x")
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", told)
