"""What lies beside the files counts for lint as for boot, wherever the path points."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.runner import run

UUID = "9b4f2f1e-5b52-4a35-9f3e-6d0b3a3c1f04"
ETH0 = f"DEVICE=eth0\nTYPE=Ethernet\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\nUUID={UUID}\n"
CARD = {"ifcfg-eth0": ETH0}
BY_CARD = {"ifcfg-eth0": ETH0 + "HWADDR=00:00:5E:00:53:02\n"}
BY_IPV6 = {"ifcfg-eth0": ETH0 + "IPV6INIT=yes\nIPV6_AUTOCONF=no\nIPV6ADDR=2001:db8::10/64\n"}
BY_RULE = {**CARD, "rule-eth0": "from 192.0.2.10 table blue\n", "route-eth0": "default via 192.0.2.1 table blue\n"}
BOND = {
    "ifcfg-bond7": "DEVICE=bond7\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\n",
    "ifcfg-eth0": "DEVICE=eth0\nTYPE=Ethernet\nONBOOT=yes\nBOOTPROTO=none\nMASTER=bond7\nSLAVE=yes\n",
}
MODULE = {**BOND, "ifcfg-bond7": BOND["ifcfg-bond7"] + "BONDING_MASTER=yes\nBONDING_OPTS='mode=1 miimon=100'\n"}
VLAN = {"ifcfg-eth0.5": f"VLAN=yes\n{ETH0.replace('eth0', 'eth0.5').replace('TYPE=Ethernet', 'TYPE=Vlan')}"}
NETWORKMANAGER = ["--release", "8"]
KEYFILE_FIRST = ["--release", "9"]
OLD = ["--release", "6", "--service", "NetworkManager=disabled", "--service", "network=enabled"]
NETWORK = ["--release", "7", "--service", "NetworkManager=disabled", "--service", "network=enabled"]

UNUSED = "[connection]\nid=a\ntype=ethernet\ninterface-name=eth7\nautoconnect=false\n"
PLUGINS = "[main]\nplugins=keyfile\n"
SNIPPET = "NetworkManager/conf.d/90-site.conf"
UDEV = 'SUBSYSTEM=="net", ATTR{address}=="00:00:5e:00:53:01", NAME="eth0"\n'
WITHOUT_IPV6 = "net.ipv6.conf.all.disable_ipv6 = 1\n"
PREVENTS = [
    (CARD, NETWORKMANAGER, "etc/NetworkManager/NetworkManager.conf", "NetworkManager.conf", PLUGINS),
    (CARD, NETWORKMANAGER, f"etc/{SNIPPET}", "conf.d/90-site.conf", PLUGINS),
    (CARD, NETWORKMANAGER, f"usr/lib/{SNIPPET}", f"usr/lib/{SNIPPET}", PLUGINS),
    (CARD, NETWORKMANAGER, f"run/{SNIPPET}", f"run/{SNIPPET}", PLUGINS),
    (CARD, NETWORKMANAGER, f"etc/{SNIPPET}", "conf.d/90-site.conf", "[keyfile]\nunmanaged-devices=eth0\n"),
    (CARD, NETWORKMANAGER, f"etc/{SNIPPET}", "conf.d/90-site.conf", "[device]\nmatch-device=eth0\nmanaged=0\n"),
    (
        CARD,
        KEYFILE_FIRST,
        "etc/NetworkManager/system-connections/a.nmconnection",
        "system-connections/a.nmconnection",
        f"[connection]\nuuid={UUID}\n",
    ),
    (MODULE, NETWORK, "etc/modprobe.d/a.conf", "modprobe.d/a.conf", "install bonding /bin/false\n"),
    (MODULE, NETWORK, "etc/modprobe.conf", "modprobe.conf", "install bonding /bin/false\n"),
    (MODULE, NETWORK, "usr/lib/modprobe.d/a.conf", "usr/lib/modprobe.d/a.conf", "install bonding /bin/false\n"),
    (MODULE, NETWORK, "etc/modprobe.d/a.conf", "modprobe.d/a.conf", "install bonding \\\n /bin/true # none\n"),
    (MODULE, NETWORKMANAGER, "etc/modprobe.d/a.conf", "modprobe.d/a.conf", "install bonding /usr/bin/false\n"),
    (VLAN, NETWORKMANAGER, "etc/modprobe.d/a.conf", "modprobe.d/a.conf", "blacklist 8021q\n"),
    (VLAN, NETWORK, "etc/modprobe.d/a.conf", "modprobe.d/a.conf", "install 8021q /bin/true\n"),
    (BY_IPV6, OLD, "etc/modprobe.d/a.conf", "modprobe.d/a.conf", "options ipv6 disable=1\n"),
    (BY_CARD, NETWORK, "etc/udev/rules.d/70-persistent-net.rules", "70-persistent-net.rules", UDEV),
    (BY_CARD, NETWORK, "etc/udev/rules.d/60-site.rules", "60-site.rules", UDEV),
    (BY_IPV6, NETWORK, "etc/sysctl.conf", "sysctl.conf", WITHOUT_IPV6),
    (BY_IPV6, NETWORK, "etc/sysctl.d/90-site.conf", "sysctl.d/90-site.conf", WITHOUT_IPV6),
    (BY_RULE, NETWORK, "etc/iproute2/rt_tables", "rt_tables", "100 red\n"),
]
"""Files, facts, a file beside them by its place in a system and in a flat directory, and its text: a device fails."""
ALLOWS = [
    (BOND, NETWORK, "etc/modprobe.d/a.conf", "modprobe.d/a.conf", "alias bond7 bonding\n"),
    (BOND, NETWORK, "etc/modprobe.d/a.conf", "modprobe.d/a.conf", "alias bond7 \\\n bonding\n"),
    (MODULE, NETWORK, "etc/modprobe.d/a.conf", "modprobe.d/a.conf", "blacklist bonding\n"),
    (MODULE, NETWORKMANAGER, "etc/modprobe.d/a.conf", "modprobe.d/a.conf", "blacklist bonding\n"),
    (MODULE, NETWORK, "etc/modprobe.d/a.conf", "modprobe.d/a.conf", "install bonding true && modprobe -i bonding\n"),
    (VLAN, NETWORK, "etc/modprobe.d/a.conf", "modprobe.d/a.conf", "blacklist 8021q\n"),
    (BY_IPV6, NETWORK, "etc/modprobe.d/a.conf", "modprobe.d/a.conf", "options ipv6 disable=1\n"),
    (BY_RULE, NETWORK, "etc/iproute2/rt_tables", "rt_tables", "100 blue\n"),
    (BY_RULE, NETWORK, "etc/iproute2/rt_tables.d/site.conf", "rt_tables.d/site.conf", "100 blue\n"),
]
"""The same: a device comes up that fails, or of which it is not known, without that file."""
POINTS_TO = ["flat", "scripts", "root", "repository", "here"]


def lay_out(tmp_path: Path, files: dict[str, str], of_system: str, flat: str, text: str, points_to: str) -> Path:
    """A host whose files lie as a path that POINTS_TO them wants; that path."""
    root = tmp_path / "hosts" / "kvm01"
    scripts = tmp_path / "flat" if points_to == "flat" else root / "etc/sysconfig/network-scripts"
    beside = scripts / flat if points_to == "flat" else root / of_system
    scripts.mkdir(parents=True)
    beside.parent.mkdir(parents=True, exist_ok=True)
    beside.write_text(text)
    for name, content in files.items():
        (scripts / name).write_text(content)
    return {"root": root, "repository": tmp_path}.get(points_to, scripts)


def judged(path: Path, facts: list[str], points_to: str) -> tuple[int, int]:
    """The exit codes of lint and of boot without lint, for a PATH or from within it."""
    words = [str(path)]
    if points_to == "here":
        os.chdir(path)
        words = ["."]
    return run("lint", *words, *facts).exit_code, run("boot", *words, *facts, "--no-lint").exit_code


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("points_to", POINTS_TO)
@pytest.mark.parametrize(
    "files, facts, of_system, flat, text, code", [(*case, 1) for case in PREVENTS] + [(*case, 0) for case in ALLOWS]
)
def test_what_prevents_a_device_and_what_it_needs(
    tmp_path: Path,
    files: dict[str, str],
    facts: list[str],
    of_system: str,
    flat: str,
    text: str,
    code: int,
    points_to: str,
) -> None:
    path = lay_out(tmp_path, files, of_system, flat, text, points_to)
    assert judged(path, facts, points_to) == (code, code)


@pytest.mark.parametrize("files, facts, of_system, flat, text", PREVENTS)
def test_without_it_all_comes_up(
    tmp_path: Path, files: dict[str, str], facts: list[str], of_system: str, flat: str, text: str
) -> None:
    harmless = {"rt_tables": "100 blue\n", "system-connections/a.nmconnection": UNUSED}.get(flat, "")
    path = lay_out(tmp_path, files, of_system, flat, harmless, "scripts")
    assert judged(path, facts, "scripts") == (0, 0)


def test_what_only_looks_like_etc_has_no_system_around_it(tmp_path: Path) -> None:
    """A copy of network-scripts somewhere says nothing of what lies two levels above."""
    path = tmp_path / "copies/kvm01/network-scripts"
    path.mkdir(parents=True)
    (path / "ifcfg-eth0").write_text(ETH0)
    around = tmp_path / "usr/lib/NetworkManager/conf.d/a.conf"
    around.parent.mkdir(parents=True)
    around.write_text(PLUGINS)
    assert judged(path, NETWORKMANAGER, "scripts") == (0, 0)


def test_a_snippet_is_shown_where_it_lies(tmp_path: Path) -> None:
    path = lay_out(tmp_path, CARD, f"usr/lib/{SNIPPET}", "", PLUGINS, "repository")
    found = json.loads(run("lint", str(path), *NETWORKMANAGER, "--format", "json").stdout)["findings"]
    paths = {spot["path"] for finding in found for spot in finding.get("related", [])}
    assert {str(tmp_path / "hosts/kvm01/usr/lib" / SNIPPET)} <= paths | {f["path"] for f in found}


def test_a_boot_is_one_hosts(tmp_path: Path) -> None:
    for name in ("kvm01", "kvm02"):
        scripts = tmp_path / "hosts" / name / "network-scripts"
        scripts.mkdir(parents=True)
        (scripts / "ifcfg-eth0").write_text(ETH0)
    result = run("boot", "hosts", *NETWORKMANAGER)
    assert (result.exit_code, result.stdout) == (2, "")
    told = "hosts: 2 hosts in it; give one of them, such as hosts/kvm01/network-scripts"
    assert told in result.stderr


def test_a_directory_of_files_may_have_others_below(tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir()
    for folder in (tmp_path, tmp_path / "backup"):
        (folder / "ifcfg-eth0").write_text(ETH0)
    assert run("boot", ".", *NETWORKMANAGER).exit_code == 0


@pytest.mark.parametrize(
    ("is_live", "mode", "found"), [(True, 0o644, True), (True, 0o600, False), (False, 0o644, False)]
)
def test_the_mode_of_a_keyfile_counts_on_a_running_system(
    is_live: bool, mode: int, found: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "etc" / "NetworkManager" / "system-connections"
    folder.mkdir(parents=True)
    keyfile = folder / "lan.nmconnection"
    keyfile.write_text("[connection]\nid=lan\nuuid=6d8b5d5e-1111-4a4a-8b8b-000000000001\ntype=ethernet\n")
    keyfile.chmod(mode)
    if is_live:
        monkeypatch.setattr("ifcfgen.scripts.disk._LIVE", str(tmp_path / "etc"))
    told = run("lint", str(folder), "--release", "9", "--format", "concise").stdout
    assert ("its mode is 0644, which is not for root alone" in told) == (found and not os.getuid())
    assert ("it belongs to the user" in told) == (is_live and bool(os.getuid()))


@pytest.mark.parametrize("is_repository", [True, False])
def test_a_secret_in_a_keyfile_is_found_in_a_repository(is_repository: bool, tmp_path: Path) -> None:
    folder = tmp_path / "hosts" / "kvm01" / "system-connections"
    folder.mkdir(parents=True)
    text = "[connection]\nid=x\nuuid=6d8b5d5e-1111-4a4a-8b8b-000000000001\ntype=ethernet\n[802-1x]\npassword=hush\n"
    (folder / "x.nmconnection").write_text(text)
    if is_repository:
        (tmp_path / ".git").mkdir()
    told = run("lint", str(tmp_path), "--format", "concise").stdout
    assert ("x.nmconnection has 802-1x.password in a git repository" in told) == is_repository
    assert "hush" not in told


def test_a_file_that_no_service_reads_by_a_slip_in_its_name_is_found(tmp_path: Path) -> None:
    (tmp_path / "ifcfg-eth0").write_text(ETH0)
    slips = {"ifconfig-eth1": "ifcfg-eth1", "ifcfg.eth2:0": "ifcfg-eth2:0", "Route-eth0": "route-eth0"}
    for name in (*slips, "ifcfg_eth0", "ifup-eth7", "notes-eth0", "ifcfg-eth0.bak"):
        (tmp_path / name).write_text("")
    for name, meant in sorted(slips.items()):
        told = run("lint", ".", *NETWORK, "--select", "file-name-slip", "--format", "concise").stdout
        assert f'nothing reads "{name}" at boot, because of its name; the name that is read is {meant}' in told
        (tmp_path / name).unlink()
    assert "nothing reads" not in run("lint", ".", *NETWORK, "--format", "concise").stdout
