"""What udev calls the cards of a host after an upgrade, as findings say it: with facts from each source, and without."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from runner import run

SCRIPTS = "etc/sysconfig/network-scripts"
EL8 = ("--service", "NetworkManager=enabled", "--without", "network-scripts", "--without", "biosdevname")
NAMES = ("--select", "upgrade-*name*")


def ethernet(name: str, more: str = "") -> str:
    return f"DEVICE={name}\nTYPE=Ethernet\nONBOOT=yes\nBOOTPROTO=dhcp\n{more}"


def report(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def found(path: Path, *words: str) -> list[dict[str, Any]]:
    findings = json.loads(run("lint", str(path), *words, *NAMES, "--format", "json").stdout)["findings"]
    assert isinstance(findings, list)
    return findings


def stated(path: Path, nics: list[dict[str, Any]], arguments: list[str] | None = None) -> tuple[str, str]:
    path.write_text(
        json.dumps({"release": 8, "nics": nics} | ({} if arguments is None else {"kernel-arguments": arguments}))
    )
    return "--host", str(path)


SOSREPORT = {
    f"{SCRIPTS}/ifcfg-eth0": ethernet("eth0"),
    "etc/redhat-release": "Red Hat Enterprise Linux release 8.10 (Ootpa)\n",
    "proc/cmdline": "BOOT_IMAGE=/vmlinuz quiet\n",
    "sos_commands/networking/ethtool_-i_eth0": "driver: igb\nbus-info: 0000:03:00.0\n",
    "sos_commands/devices/udevadm_info_--export-db": (
        "P: /devices/pci0000:00/0000:03:00.0\nE: DRIVER=igb\n\n"
        "P: /devices/pci0000:00/0000:03:00.0/net/eth0\nE: DEVPATH=/devices/x\nE: INTERFACE=eth0\n"
        "E: ID_NET_NAME_PATH=enp3s0\nE: ID_NET_NAME_SLOT=ens1\nE: ID_PATH=pci-0000:03:00.0\n"
    ),
}


def test_a_report_has_the_names_of_udev(tmp_path: Path) -> None:
    (finding,) = found(report(tmp_path / "sos", SOSREPORT), *EL8, "--target", "9")
    assert finding["message"] == "without net.ifnames=0, EL9 calls the card that is eth0 now ens1"
    assert finding["conditions"] == []


def test_without_facts_the_finding_has_a_condition(tmp_path: Path) -> None:
    here = report(tmp_path / "host", {"ifcfg-eth0": ethernet("eth0")})
    (finding,) = found(here, "--release", "8", *EL8, "--target", "9")
    assert finding["conditions"] == ["if kernel argument net.ifnames=0 is missing"]
    assert (
        finding["message"] == "without net.ifnames=0, EL9 calls the card that is eth0 now by its place, such as enp1s0"
    )
    assert run("lint", str(here), "--release", "8", *EL8, "--target", "9", *NAMES).exit_code == 0
    assert found(here, "--release", "8", *EL8) == []


@pytest.mark.parametrize(
    "nics, said",
    [
        ([{"name": "eth0", "pci": "0000:3b:00.1"}], "by its place, such as enp59s0f1"),
        ([{"name": "eth0", "pci": "0001:00:05.0"}], "by its place, such as enP1p0s5"),
        ([{"name": "eth0", "names": ["eno1", "enp3s0"]}], "eno1"),
        ([{"name": "eth0", "driver": "vif", "names": []}], "enX0"),
        ([{"name": "eth0", "driver": "hv_netvsc", "names": []}], None),
        ([{"name": "eth0", "names": ["eth0"]}], None),
    ],
)
def test_what_is_known_of_the_card_decides(tmp_path: Path, nics: list[dict[str, Any]], said: str | None) -> None:
    here = report(tmp_path / "host", {"ifcfg-eth0": ethernet("eth0")})
    findings = found(here, *stated(tmp_path / "facts.json", nics, []), *EL8, "--target", "9")
    assert [finding["message"].partition("now ")[2] for finding in findings] == ([] if said is None else [said])


@pytest.mark.parametrize(
    "release, target, rules", [(8, 9, []), (8, 10, ["upgrade-name-lost"]), (9, 10, ["upgrade-name-lost"])]
)
def test_hwaddr_gives_the_name_up_to_el9(tmp_path: Path, release: int, target: int, rules: list[str]) -> None:
    here = report(tmp_path / "host", {"ifcfg-eth0": ethernet("eth0", "HWADDR=00:00:5e:00:53:01\n")})
    host = tmp_path / "facts.toml"
    host.write_text(f'release = {release}\nkernel-arguments = []\nnics = [{{name = "eth0", names = ["enp1s0"]}}]\n')
    words = "--host", str(host), *EL8, "--target", str(target)
    assert [finding["rule"] for finding in found(here, *words)] == rules
    shown = run("lint", str(here), *words, *NAMES).stdout
    assert ("the card is called enp1s0 after the upgrade" in shown) == bool(rules)


def test_biosdevname_is_asked_for_where_only_it_gives_the_name(tmp_path: Path) -> None:
    here = report(tmp_path / "host", {"ifcfg-em1": ethernet("em1"), "ifcfg-p3p1": ethernet("p3p1")})
    known = ("--release", "7", "--target", "9", "--service", "NetworkManager=enabled", "--service", "network=disabled")
    document = json.loads(run("lint", str(here), *known, *NAMES, "--format", "json").stdout)
    assert document["findings"] == []
    assert [(one["fact"], one["rules"]) for one in document["undecided"]] == [
        ("package biosdevname", ["upgrade-biosdevname"])
    ]
    (finding,) = found(here, *known, "--package", "biosdevname")
    assert finding["message"] == "biosdevname gives the names em1, p3p1; without it, EL9 calls the cards otherwise"
    assert found(here, *known, "--without", "biosdevname") == []


def test_the_names_in_ansible_facts(tmp_path: Path) -> None:
    """The PCI address and the kernel arguments of `setup` count with --facts."""
    report(tmp_path / "hosts", {"web01/ifcfg-eth0": ethernet("eth0")})
    card = {"macaddress": "00:00:5e:00:53:01", "pciid": "0000:03:00.0", "module": "igb"}
    setup = {
        "ansible_distribution": "RedHat", "ansible_distribution_version": "8.10", "ansible_interfaces": ["eth0"],
        "ansible_eth0": card, "ansible_cmdline": {"quiet": True, "BOOT_IMAGE": "/vmlinuz"},
    }  # fmt: skip
    cache = report(tmp_path / "cache", {"web01": json.dumps(setup)})
    (finding,) = found(tmp_path / "hosts", "--facts", str(cache), *EL8, "--target", "9")
    assert finding["message"].endswith("now by its place, such as enp3s0")
    setup["ansible_cmdline"] = {"net.ifnames": "0"}
    report(tmp_path / "cache", {"web01": json.dumps(setup)})
    assert found(tmp_path / "hosts", "--facts", str(cache), *EL8, "--target", "9") == []
