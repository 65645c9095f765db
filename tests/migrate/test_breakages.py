"""What breaks on the way from EL9 to EL10, by those who met it: each either survives, or is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from migrations import keyfiles, migrated
from runner import run

ETH = "DEVICE=eth0\nTYPE=Ethernet\nBOOTPROTO=dhcp\nONBOOT=yes\n"
HWADDR = "HWADDR=52:54:00:12:34:56\n"
FROM_9 = ("--release", "9", "--target", "10")


@pytest.fixture
def etc(tmp_path: Path) -> Path:
    """The /etc of a host of EL9."""
    (tmp_path / "etc/sysconfig/network-scripts").mkdir(parents=True)
    (tmp_path / "etc/os-release").write_text('ID="almalinux"\nVERSION_ID="9.6"\n')
    return tmp_path / "etc"


def report(etc: Path, files: dict[str, str], *options: str, path: Path | None = None) -> dict[str, Any]:
    scripts = etc / "sysconfig/network-scripts"
    for name, text in files.items():
        (scripts / name).write_text(text)
    result = run("migrate", str(path or scripts), "--format", "json", "--target", "10", *options)
    assert result.exit_code in (0, 1), result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def losses(document: dict[str, Any]) -> list[tuple[str, str]]:
    return [(loss["loss"], loss["what"]) for loss in document["losses"]]


def test_01_hwaddr_names_no_card_any_more(etc: Path) -> None:
    document = report(etc, {"ifcfg-wan": HWADDR + ETH.replace("eth0", "wan0")})
    (link,) = (file["text"] for file in document["files"] if file["name"] == "70-wan0.link")
    assert link == "[Match]\nPermanentMACAddress=52:54:00:12:34:56\n\n[Link]\nName=wan0\n"
    assert any(step.startswith("install -m 0644") and "/etc/systemd/network/" in step for step in document["steps"])
    assert "dracut -f" in document["steps"]


def test_02_rule_files_are_not_migrated(etc: Path) -> None:
    files = {"ifcfg-eth0": ETH, "rule-eth0": "from 192.0.2.1 table 7\n", "rule6-eth0": "from 2001:db8::1 table 7\n"}
    document = report(etc, files, "--package", "NetworkManager-dispatcher-routing-rules")
    text = document["files"][0]["text"]
    assert "routing-rule1=priority 32765 from 192.0.2.1 table 7\n" in text
    assert "routing-rule1=priority 32765 from 2001:db8::1 table 7\n" in text


def test_03_teams_are_gone(etc: Path) -> None:
    team = 'DEVICE=team0\nDEVICETYPE=Team\nTEAM_CONFIG=\'{"runner": {"name": "lacp", "agg_select_policy": "bandwidth"}}\'\n'
    document = report(etc, {"ifcfg-team0": team, "ifcfg-eth0": "DEVICE=eth0\nTEAM_MASTER=team0\n"})
    text = "".join(file["text"] for file in document["files"])
    assert "type=bond" in text
    assert "team-port" not in text
    assert losses(document) == [("team-option", "runner.agg_select_policy")]


def test_04_dhclient_is_gone(etc: Path) -> None:
    (etc / "NetworkManager").mkdir()
    (etc / "NetworkManager/NetworkManager.conf").write_text("[main]\ndhcp=dhclient\n")
    document = report(etc, {"ifcfg-eth0": ETH})
    assert losses(document) == [("dhclient", "dhcp=dhclient")]
    assert document["losses"][0]["line"] == 2


def test_05_nm_controlled_no() -> None:
    files = {"ifcfg-eth0": ETH + "NM_CONTROLLED=no\n", "ifcfg-eth1": f"DEVICE=eth1\nNM_CONTROLLED=no\n{HWADDR}"}
    by_scripts = migrated(files, 8, "initscripts", 10, packages=["network-scripts"])
    assert keyfiles(by_scripts)["eth0"]["ipv4"]["method"] == "auto"
    by_nobody = migrated(files, 9, "NetworkManager", 10)
    assert [file.name for file in by_nobody.written] == ["90-ifcfgen.conf"]
    specs = "unmanaged-devices+=interface-name:eth0;mac:52:54:00:12:34:56\n"
    assert f"[keyfile]\n{specs}" in by_nobody.written[0].text


def test_06_networkmanager_is_disabled(etc: Path) -> None:
    options = ("--release", "8", "--service", "NetworkManager=disabled", "--service", "network=enabled")
    document = report(etc, {"ifcfg-eth0": ETH}, *options)
    assert "systemctl disable --now network; systemctl enable --now NetworkManager" in document["steps"]


def test_07_a_file_without_type(etc: Path) -> None:
    document = report(etc, {"ifcfg-eth0": ETH.replace("TYPE=Ethernet\n", "")})
    assert "\ntype=ethernet\n" in document["files"][0]["text"]


def test_08_scripts_of_the_network_scripts(etc: Path) -> None:
    (etc.parent / "sbin").mkdir()
    for name in ("ifup-local", "ifdown-local", "ifup-pre-local", "ifdown-pre-local"):
        (etc.parent / "sbin" / name).write_text("#!/bin/sh\n")
    options = ("--release", "8", "--service", "NetworkManager=disabled", "--service", "network=enabled")
    document = report(etc, {"ifcfg-eth0": ETH}, *options, path=etc.parent)
    assert losses(document) == [("hook", "ifup-pre-local"), ("hook", "ifdown-pre-local")]
    (script,) = (file["text"] for file in document["files"] if file["name"] == "90-ifcfgen.sh")
    assert 'up) exec /sbin/ifup-local "$1" ;;\ndown) exec /sbin/ifdown-local "$1" ;;\n' in script
    assert any("90-ifcfgen.sh /etc/NetworkManager/dispatcher.d/" in step for step in document["steps"])


def test_09_multipath_routes() -> None:
    files = {"ifcfg-eth0": ETH, "route-eth0": "10.0.0.0/8 nexthop via 192.0.2.1 nexthop via 192.0.2.2\n"}
    (loss,) = migrated(files, 8, "initscripts", 10, packages=["network-scripts"]).losses
    assert (loss.loss, loss.place.path, loss.place.line) == ("route", "route-eth0", 1)
    ignored = migrated(files, 9, "NetworkManager", 10)
    assert [entry.fate for entry in ignored.entries if entry.place.path == "route-eth0"] == ["without effect"]


def test_10_cloud_init_writes_them_again(etc: Path) -> None:
    written = "# Created by cloud-init on instance boot automatically, do not edit.\n#\n"
    step = "echo 'network: {config: disabled}' > /etc/cloud/cloud.cfg.d/99-ifcfgen.cfg"
    assert step not in report(etc, {"ifcfg-eth0": ETH})["steps"]
    steps = report(etc, {"ifcfg-eth0": written + ETH})["steps"]
    assert step in steps
    assert " /etc/cloud/cloud.cfg.d/99-ifcfgen.cfg; " in steps[1], "the way back takes it away"


def test_11_several_cards_with_names_of_the_kernel(etc: Path) -> None:
    other = ETH.replace("eth0", "eth1") + HWADDR.replace("56", "57")
    document = report(etc, {"ifcfg-eth0": ETH + HWADDR, "ifcfg-eth1": other})
    assert losses(document) == [("kernel-name", "HWADDR")] * 2
    assert losses(report(etc, {"ifcfg-eth1": other.replace("eth1", "net1")})) == []


def test_12_the_directory_stays(etc: Path) -> None:
    """Tools that write ifcfg files, as open-vm-tools, want it."""
    steps = report(etc, {"ifcfg-eth0": ETH})["steps"]
    assert not [step for step in steps if "rm " in step and "network-scripts" in step]


def test_13_no_daemon_is_needed(etc: Path, tmp_path: Path) -> None:
    """As in the %post of a kickstart, and in a chroot: whose release counts, not the one of the system that runs."""
    report(etc, {"ifcfg-eth0": ETH})
    output = etc / "NetworkManager/system-connections"
    assert run("migrate", str(etc.parent), "--output", str(output)).exit_code == 0
    assert [file.name for file in output.iterdir()] == ["System eth0.nmconnection"]


def test_14_two_profiles_for_one_card(etc: Path) -> None:
    connections = etc / "NetworkManager/system-connections"
    connections.mkdir(parents=True)
    (connections / "old.nmconnection").write_text("[connection]\nid=old\nuuid=1\ninterface-name=eth0\n")
    document = report(etc, {"ifcfg-eth0": ETH})
    assert losses(document) == [("other-profile", "old.nmconnection")]
    assert document["losses"][0]["path"].endswith("system-connections/old.nmconnection")


def test_15_a_card_is_matched_as_today(etc: Path) -> None:
    """By name and address together, as NetworkManager does today; the .link file keeps the name with the card."""
    text = report(etc, {"ifcfg-eth0": ETH + HWADDR})["files"][0]["text"]
    assert "interface-name=eth0\n" in text
    assert "mac-address=52:54:00:12:34:56\n" in text


def test_16_name_and_mode(etc: Path, tmp_path: Path) -> None:
    report(etc, {"ifcfg-eth0": ETH + "NAME=.uplink/1~\n"})
    output = tmp_path / "out"
    run("migrate", str(etc.parent), "--output", str(output))
    (file,) = output.iterdir()
    assert (file.name, file.stat().st_mode & 0o777) == ("_uplink_1~.nmconnection", 0o600)


def test_17_idle_cards_get_no_dhcp() -> None:
    found = migrated({"ifcfg-eth0": ETH}, 8, "initscripts", 10, packages=["network-scripts"])
    assert "no-auto-default=*\n" in next(file.text for file in found.written if file.name == "90-ifcfgen.conf")


def test_18_what_is_not_migrated_is_not_moved(etc: Path) -> None:
    document = report(
        etc, {"ifcfg-eth0": ETH, "ifcfg-tap0": "DEVICE=tap0\nTYPE=Tap\n", "ifcfg-bad": "UUID=x\nDEVICE=eth9\n"}
    )
    (step,) = (step for step in document["steps"] if " mv " in step)
    assert step.endswith("mv -- ifcfg-eth0 /root/ifcfg-migrated/")
    assert [left["path"].rpartition("/")[2] for left in document["not_migrated"]] == ["ifcfg-bad", "ifcfg-tap0"]
