"""Systems of ostree: a tree that is not deployed has its /etc in /usr, and a host has several deployments."""

from __future__ import annotations

from pathlib import Path

import pytest
from runner import run

SYSTEM = {
    "usr/lib/os-release": 'ID="rhel"\nVERSION_ID="9.4"\nPLATFORM_ID="platform:el9"\n',
    "usr/lib/systemd/system/NetworkManager.service": "",
    "usr/lib/NetworkManager/conf.d/10-plugins.conf": "[main]\nplugins=keyfile\n",
    "usr/sbin/NetworkManager": "",
}
FILES = {
    "NetworkManager/system-connections/em1.nmconnection": "[connection]\nid=em1\ntype=ethernet\ninterface-name=em1\nuuid=5fb06bd0-0bb0-7ffb-45f1-d6edd65f3e03\n[ipv4]\nmethod=manual\naddress1=192.0.2.10/24\ngateway=192.0.2.1\n",
    "sysconfig/network-scripts/ifcfg-em2": "DEVICE=em2\nTYPE=Ethernet\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=198.51.100.10\nPREFIX=24\n",
    "hostname": "web01\n",
}  # fmt: skip
WANTS = "systemd/system/multi-user.target.wants/NetworkManager.service"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def system(root: str, *etcs: str) -> None:
    for name, text in (SYSTEM | {f"{etc}/{name}": text for etc in etcs for name, text in FILES.items()}).items():
        Path(root, name).parent.mkdir(parents=True, exist_ok=True)
        Path(root, name).write_text(text)
    for etc in etcs:
        link = Path(root, etc, WANTS)
        link.parent.mkdir(parents=True)
        link.symlink_to("/usr/lib/systemd/system/NetworkManager.service")


@pytest.mark.parametrize("path", ["image", "image/usr/etc", "image/usr/etc/NetworkManager/system-connections", "."])
def test_a_tree_that_is_not_deployed(path: str) -> None:
    system("image", "usr/etc")
    assert {"release EL9 usr/lib/os-release", f"service NetworkManager enabled usr/etc/{WANTS}"} <= facts(path)


@pytest.mark.parametrize("path", ["image", "image/usr/etc/sysconfig/network-scripts"])
def test_the_files_of_a_tree_that_is_not_deployed(path: str) -> None:
    """The vendor's settings lie where they always do: with them no plugin reads ifcfg-em2."""
    system("image", "usr/etc")
    result = run("lint", path, "--format", "concise", "--select", "profile-rejected,unowned-interface")
    assert "facts found: EL9, NetworkManager enabled" in result.stderr
    assert "ifcfg-em2:3:1: error unowned-interface" in result.stdout
    assert "10-plugins.conf" in run("lint", path, "--select", "unowned-interface").stdout


def test_what_etc_was_made_of_is_no_host() -> None:
    system("host", "etc", "usr/etc")
    assert run("lint", "host").stdout.count("usr/etc") == 0
    assert f"service NetworkManager enabled etc/{WANTS}" in facts("host")
    assert "hosts in it" not in run("boot", "host").stderr


def test_each_deployment_is_a_system_and_no_other_host() -> None:
    for number in (0, 1):
        system(f"hosts/web01/ostree/deploy/rhel/deploy/{number}a.0", "etc")
        Path(f"hosts/web01/ostree/deploy/rhel/deploy/{number}a.0.origin").touch()
    objects = Path("hosts/web01/ostree/repo/objects/0a")
    objects.mkdir(parents=True)
    (objects / "ifcfg-eth0").touch()
    result = run("lint", "hosts", "--format", "concise")
    assert "facts found for 2 of 2 hosts" in result.stderr
    assert "-on-two-hosts" not in result.stdout
    for path in ("hosts", "hosts/web01"):
        heads = [line for line in run("facts", path).stdout.splitlines() if line and line[0] != " "]
        assert heads == [f"hosts/web01/ostree/deploy/rhel/deploy/{number}a.0" for number in (0, 1)]
    system("hosts/web02", "etc")
    Path("hosts/web02/etc/hostname").write_text("web02\n")
    assert (
        "web02 gives em1 the address 192.0.2.10, which web01 also gives"
        in run("lint", "hosts", "--format", "concise").stdout
    )


def facts(path: str) -> set[str]:
    return {" ".join(line.split()) for line in run("facts", path).stdout.splitlines()}
