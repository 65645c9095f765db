"""`ifcfgen diff`: two hosts in, what differs in meaning out."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from runner import run
from strategies import READERS, sound_topologies

from ifcfgen import diff, reading, render
from ifcfgen.errors import Refused
from ifcfgen.netplan import Configuration
from ifcfgen.read import recover

PAGE = Path(__file__).parents[2] / "docs" / "read-and-diff.md"
SCRIPTS = ("--release", "7", "--service", "NetworkManager=disabled", "--service", "network=enabled")
CARD = "DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=none\n"
KVM = {
    "ifcfg-em1": "DEVICE=em1\nONBOOT=yes\nBOOTPROTO=none\nBRIDGE=br0\n",
    "ifcfg-br0": "DEVICE=br0\nTYPE=Bridge\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\n",
    "ifcfg-br0.5": "DEVICE=br0.5\nVLAN=yes\nONBOOT=yes\nBOOTPROTO=dhcp\n",
}


def _write(folder: Path, files: dict[str, str]) -> str:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)
    return str(folder)


SAME = {
    "a netmask is a prefix": (CARD + "IPADDR=192.0.2.1\nPREFIX=24\n", CARD + "NETMASK=255.255.255.0\nIPADDR=192.0.2.1\n"),
    "quotes, comments, order and unknown keys": (CARD + "MTU=9000\n", "# x\nBOOTPROTO='none'\nONBOOT=\"yes\"\nDEVICE=eth0\nMTU=9000\nFOO=1\n"),
    "spelling of IPv6": (CARD + "IPV6INIT=yes\nIPV6ADDR=2001:db8::1/64\n", CARD + "IPV6INIT=yes\nIPV6ADDR=2001:DB8:0:0::1/64\n"),
    "yes is the default of ONBOOT and PEERDNS": ("DEVICE=eth0\nBOOTPROTO=dhcp\n", "DEVICE=eth0\nBOOTPROTO=dhcp\nONBOOT=yes\nPEERDNS=yes\n"),
    "keys that the network service does not read": (CARD, CARD + "AUTOCONNECT_PRIORITY=3\nIPV6_ADDR_GEN_MODE=eui64\n"),
    "words and numbers of a bond": ('DEVICE=bond0\nBONDING_OPTS="mode=4 lacp_rate=1 xmit_hash_policy=1"\n', 'DEVICE=bond0\nBONDING_OPTS="mode=802.3ad lacp_rate=fast xmit_hash_policy=layer3+4"\n'),
    "the order of probes": ('DEVICE=bond0\nBONDING_OPTS="mode=1 arp_interval=9 arp_ip_target=192.0.2.1,192.0.2.2"\n', 'DEVICE=bond0\nBONDING_OPTS="mode=1 arp_interval=9 arp_ip_target=192.0.2.2,192.0.2.1"\n'),
    "a mode by number": ('DEVICE=bond0\nTYPE=Bond\nBONDING_OPTS="mode=1 miimon=100"\n', 'DEVICE=bond0\nTYPE=Bond\nBONDING_OPTS="miimon=100 mode=active-backup"\n'),
}  # fmt: skip


@pytest.mark.parametrize("name", SAME)
def test_the_same_in_other_words(name: str, tmp_path: Path) -> None:
    first, second = (_write(tmp_path / side, {"ifcfg-a": text}) for side, text in zip("xy", SAME[name], strict=True))
    result = run("diff", first, second, *SCRIPTS)
    assert (result.exit_code, result.output) == (0, "")


DIFFERENT = {
    "an address and what stands on the bridge": (
        KVM | {"ifcfg-br0": KVM["ifcfg-br0"].replace(".10", ".11") + "STP=yes\nGATEWAY=192.0.2.1\n"},
        "br0:\n  - address 192.0.2.10/24\n  + address 192.0.2.11/24\n  + route default via 192.0.2.1\n"
        "  ~ STP no → yes\nrestart, in this order: br0, br0.5\n",
    ),
    "a key that no field holds": (
        KVM | {"ifcfg-em1": KVM["ifcfg-em1"] + "ETHTOOL_OPTS='speed 100 duplex full'\n"},
        "em1:\n  + ETHTOOL_OPTS speed 100 duplex full\nrestart, in this order: em1, br0, br0.5\n",
    ),
    "devices": (
        {name: text for name, text in KVM.items() if name != "ifcfg-br0.5"}
        | {"ifcfg-em2": CARD.replace("eth0", "em2")},
        "br0.5: only in the first\nem2: only in the second\nrestart, in this order: em2\n",
    ),
    "another manager": (
        {name: text + "NM_CONTROLLED=no\n" if name == "ifcfg-em1" else text for name, text in KVM.items()},
        "",
    ),
    "lines of a route file": (
        KVM | {"route-br0": "198.51.100.0/24 via 192.0.2.9\nfrom nowhere\n"},
        "br0:\n  + route 198.51.100.0/24 via 192.0.2.9\n  + from nowhere\nrestart, in this order: br0, br0.5\n",
    ),
    "an alias of its own": (
        KVM | {"ifcfg-br0:1": "DEVICE=br0:1\nIPADDR=192.0.2.20\nPREFIX=24\n"},
        "br0:\n  + address 192.0.2.20/24 label br0:1\nrestart, in this order: br0, br0.5\n",
    ),
    "an alias on demand": (
        KVM | {"ifcfg-br0:1": "DEVICE=br0:1\nIPADDR=192.0.2.20\nPREFIX=24\nONPARENT=no\n"},
        "br0:\n  + br0:1 192.0.2.20/24 (ONPARENT=no)\nrestart, in this order: br0, br0.5\n",
    ),
    "an alias without its device": (
        KVM | {"ifcfg-br9:1": "DEVICE=br9:1\nIPADDR=192.0.2.20\nPREFIX=24\n"},
        "br9:1: only in the second\n",
    ),
    "a range of addresses": (
        KVM | {"ifcfg-br0-range0": "IPADDR_START=192.0.2.20\nIPADDR_END=192.0.2.30\n"},
        "br0:\n  + br0-range0 IPADDR_START 192.0.2.20\n  + br0-range0 IPADDR_END 192.0.2.30\n"
        "restart, in this order: br0, br0.5\n",
    ),
    "a second file for a device": (
        KVM | {"ifcfg-x": KVM["ifcfg-br0"].replace(".10", ".11")},
        "br0 (ifcfg-x): only in the second\nrestart, in this order: br0, br0.5\n",
    ),
    "routes that are named as the main table has them": (
        KVM | {"route-br0": "198.51.100.0/24 via 192.0.2.9 table main metric 0\n198.51.100.0/24 via 192.0.2.9\n"},
        "br0:\n  + route 198.51.100.0/24 via 192.0.2.9\nrestart, in this order: br0, br0.5\n",
    ),
    "IPv6 that is off": (
        KVM | {"ifcfg-br0": KVM["ifcfg-br0"] + "IPV6INIT=no\nIPV6ADDR=2001:db8::1/64\nIPV6_DEFAULTGW=2001:db8::9\n"},
        "",
    ),
    "an option of a bond that netplan does not have": (
        KVM | {"ifcfg-bond0": 'DEVICE=bond0\nBONDING_OPTS="mode=1 use_carrier=1"\n'},
        "bond0: only in the second\nrestart, in this order: bond0\n",
    ),
    "keys of the file network that nobody reads": (KVM | {"network": "NETWORKING_IPV6=no\n"}, ""),
    "no network at all": (KVM | {"network": "NETWORKING=no\n"}, "the host:\n  + NETWORKING no\n"),
    "the device of the gateway": (
        {
            **KVM,
            "ifcfg-br0.5": KVM["ifcfg-br0.5"].replace("dhcp", "none"),
            "network": "GATEWAY=192.0.2.1\nGATEWAYDEV=br0\n",
        },
        "br0:\n  + route default via 192.0.2.1\nbr0.5:\n  ~ DHCPv4 yes → no\nrestart, in this order: br0, br0.5\n",
    ),
    "the file network": (KVM | {"network": "NETWORKING=yes\nNOZEROCONF=yes\n"}, "the host:\n  + NOZEROCONF yes\n"),
}


BOND = {"ifcfg-bond0": "DEVICE=bond0\nTYPE=Bond\nBOOTPROTO=none\n", "ifcfg-eth0": CARD + "MASTER=bond0\nSLAVE=yes\n"}
RULES = {"ifcfg-eth0": CARD, "rule-eth0": "from 192.0.2.1 table 100\nfrom 192.0.2.2 table 101\n"}
BY_FILE = {
    "a port that only NetworkManager takes": (
        BOND,
        BOND | {"ifcfg-eth0": CARD + "MASTER=bond0\n"},
        "eth0:\n  - controller bond0\n  + MASTER bond0\nrestart, in this order: eth0\n",
    ),
    "the order of rules without a priority": (
        RULES,
        RULES | {"rule-eth0": "from 192.0.2.2 table 101\nfrom 192.0.2.1 table 100\n"},
        "eth0:\n  ~ routing rule from 192.0.2.1/32 table 100, from 192.0.2.2/32 table 101"
        " → from 192.0.2.2/32 table 101, from 192.0.2.1/32 table 100\nrestart, in this order: eth0\n",
    ),
    "the end of a range": (
        {"ifcfg-eth0": CARD, "ifcfg-eth0-range0": "IPADDR_START=192.0.2.1\nIPADDR_END=192.0.2.9\n"},
        {"ifcfg-eth0": CARD, "ifcfg-eth0-range0": "IPADDR_START=192.0.2.1\nIPADDR_END=192.0.2.8\n"},
        "eth0:\n  ~ eth0-range0 IPADDR_END 192.0.2.9 → 192.0.2.8\nrestart, in this order: eth0\n",
    ),
    "an option of a bond that netplan does not have": (
        {"ifcfg-bond0": 'DEVICE=bond0\nBONDING_OPTS="mode=1"\n'},
        {"ifcfg-bond0": 'DEVICE=bond0\nBONDING_OPTS="mode=1 use_carrier=1"\n'},
        "bond0:\n  + BONDING_OPTS use_carrier 1\nrestart, in this order: bond0\n",
    ),
}


@pytest.mark.parametrize("name", BY_FILE)
def test_what_differs_of_two(name: str, tmp_path: Path) -> None:
    first, second, told = BY_FILE[name]
    result = run("diff", _write(tmp_path / "a", first), _write(tmp_path / "b", second), *SCRIPTS)
    assert (result.exit_code, result.stdout, result.stderr) == (1, told, "")


def test_networkmanager_has_ipv6_only_where_it_is_asked_for(tmp_path: Path) -> None:
    files = {"ifcfg-eth0": CARD + "IPV6ADDR=2001:db8::1/64\n"}
    first, second = _write(tmp_path / "a", files), _write(tmp_path / "b", {"ifcfg-eth0": CARD})
    manager = ("--release", "8", "--service", "NetworkManager=enabled")
    assert run("diff", first, second, *manager).output == ""
    assert run("diff", first, second, *SCRIPTS).exit_code == 1


def test_many_addresses_and_routes(tmp_path: Path) -> None:
    """A list that differs in every item is compared in one pass: seconds, not minutes."""

    def host(last: int) -> dict[str, str]:
        addresses = "".join(f"IPADDR{n}=10.{n // 250}.{n % 250}.{last}\nPREFIX{n}=24\n" for n in range(3000))
        routes = "".join(f"172.16.{n // 250}.{n % 250}/32 via 10.0.0.{last + 7}\n" for n in range(3000))
        return {"ifcfg-eth0": CARD + addresses, "route-eth0": routes}

    begun = time.process_time()
    result = run("diff", _write(tmp_path / "a", host(1)), _write(tmp_path / "b", host(2)), *SCRIPTS)
    assert result.stdout.count("\n") == 12_002
    assert time.process_time() - begun < 20


def test_no_secret_of_a_topology_is_shown(tmp_path: Path) -> None:
    auth = "{key-management: 802.1x, method: tls, identity: u, password: s3cret99}"
    text = f"network: {{ethernets: {{eth0: {{dhcp4: true, auth: {auth}, dhcp4-overrides: {{hostname: s3cret99}}}}}}}}"
    (tmp_path / "t.yaml").write_text(text)
    for form in ("text", "json"):
        shown = run(
            "diff", str(tmp_path / "t.yaml"), _write(tmp_path / form, {"ifcfg-eth0": CARD}), *SCRIPTS, "--format", form
        )
        assert shown.exit_code == 1 and "s3cret" not in shown.output and "dhcp4" in shown.output


@pytest.mark.parametrize("name", DIFFERENT)
def test_what_differs(name: str, tmp_path: Path) -> None:
    files, told = DIFFERENT[name]
    result = run("diff", _write(tmp_path / "a", KVM), _write(tmp_path / "b", files), *SCRIPTS)
    assert (result.exit_code, result.stdout, result.stderr) == (int(bool(told)), told, "")


def test_a_topology_is_compared_with_files(tmp_path: Path) -> None:
    folder = _write(tmp_path / "a", KVM)
    (tmp_path / "t.yaml").write_text(run("read", folder, *SCRIPTS).stdout)
    assert run("diff", str(tmp_path / "t.yaml"), folder, *SCRIPTS).output == ""
    (tmp_path / "t.yaml").write_text((tmp_path / "t.yaml").read_text().replace("192.0.2.10", "192.0.2.77"))
    assert run("diff", str(tmp_path / "t.yaml"), folder, *SCRIPTS).exit_code == 1


def test_a_secret_of_two_letters_is_not_shown_either(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("network: {modems: {w: {apn: a, password: qx, pin: 12}}}\n")
    (tmp_path / "b.yaml").write_text("network: {modems: {w: {apn: a}}}\n")
    first, second = str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml")
    assert run("diff", first, second).stdout.splitlines()[1:3] == ["  - modem.password ***", "  - modem.pin ***"]
    changes = json.loads(run("diff", first, second, "--format", "json").stdout)["differences"][0]["changes"]
    assert {change["before"] for change in changes} == {"***"}


def test_json(tmp_path: Path) -> None:
    files = KVM | {"ifcfg-br0": KVM["ifcfg-br0"] + "DELAY=0\n"}
    result = run("diff", _write(tmp_path / "a", KVM), _write(tmp_path / "b", files), *SCRIPTS, "--format", "json")
    change = {"what": "forward_delay", "before": "15 s", "after": "0 s"}
    assert json.loads(result.stdout) == {
        "version": 1,
        "differences": [{"device": "br0", "kind": "changed", "changes": [change]}],
        "restarted": ["br0", "br0.5"],
    }


def test_no_secret_is_shown(tmp_path: Path) -> None:
    first, second = (_write(tmp_path / side, {"ifcfg-w": f"DEVICE=w\nTYPE=Tap\nKEY=s3cret{side}\n"}) for side in "ab")
    assert "s3cret" not in run("diff", first, second, *SCRIPTS).output


def test_a_revision_without_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ifcfg-eth0").write_text(CARD)
    _git(tmp_path, "init", "-b", "main")
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "-m", "x")
    result = run("diff", "main", "HEAD", *SCRIPTS)
    assert result.exit_code == 2
    assert "main: a revision in git without a path; give main:PATH, or main:./ for this directory" in result.stderr
    assert "No such file or directory" in run("diff", "mian", "HEAD", *SCRIPTS).stderr
    assert run("diff", "main:./", ".", *SCRIPTS).exit_code == 0


def _git(folder: Path, *words: str) -> None:
    settings = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *settings, *words], cwd=folder, check=True, capture_output=True)


def test_a_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scripts = tmp_path / "hosts/kvm01/etc/sysconfig/network-scripts"
    scripts.parent.mkdir(parents=True)
    _write(scripts, KVM)
    (scripts.parent / "network").write_text("GATEWAY=192.0.2.1\n")
    (scripts / "ifcfg-link").symlink_to("/etc/passwd")
    _git(tmp_path, "init")
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "-m", "x")
    (scripts / "ifcfg-link").unlink()
    monkeypatch.chdir(tmp_path)
    assert run("diff", "HEAD:hosts/kvm01", "hosts/kvm01", *SCRIPTS).output == ""
    (scripts / "ifcfg-br0").write_text(KVM["ifcfg-br0"].replace(".10", ".11"))
    result = run("diff", "HEAD:hosts/kvm01", "hosts/kvm01", *SCRIPTS)
    assert result.stdout.startswith("br0:\n  - address 192.0.2.10/24\n  + address 192.0.2.11/24\n")
    monkeypatch.chdir(tmp_path / "hosts")
    assert run("diff", "HEAD:./kvm01", "HEAD:hosts/kvm01", *SCRIPTS).output == ""
    monkeypatch.chdir(tmp_path)
    for bad in ("HEAD~7:hosts", "HEAD:nowhere", "HEAD:hosts/kvm01/etc/sysconfig/network", ":x", "--exec=x:y"):
        result = run("diff", "--", bad, "hosts/kvm01")
        assert (result.exit_code, result.stdout) == (2, ""), bad
        assert result.stderr.count("\n") <= 2


@pytest.mark.parametrize(
    "inside, revision", [("", "HEAD:hosts/kvm01"), ("hosts", "HEAD:./kvm01"), ("hosts", "HEAD:hosts")]
)
def test_the_configuration_states_facts_of_a_revision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: str, revision: str
) -> None:
    scripts = tmp_path / "hosts/kvm01"
    scripts.parent.mkdir()
    _write(scripts, KVM)
    _git(tmp_path, "init")
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "-m", "x")
    facts = 'release = 7\nservices = {NetworkManager = "disabled", network = "enabled"}\npackages = ["bridge-utils"]\n'
    (tmp_path / "ifcfgen.toml").write_text(f'[[host]]\npath = "hosts/kvm01"\n{facts}')
    monkeypatch.chdir(tmp_path / inside)
    result = run("diff", revision, str(scripts))
    assert (result.exit_code, result.output) == (0, "")


def test_a_revision_has_the_facts_of_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path / "kvm01", KVM)
    (tmp_path / "ifcfgen.toml").write_text(
        '[[host]]\npath = "kvm01"\nrelease = 8\nservices = {NetworkManager = "enabled"}\n'
    )
    _git(tmp_path, "init")
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "-m", "x")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kvm01/ifcfg-br0").write_text(KVM["ifcfg-br0"] + "AUTOCONNECT_PRIORITY=9\n")
    told = "br0:\n  + AUTOCONNECT_PRIORITY 9\nrestart, in this order: br0, br0.5, em1\n"
    assert run("diff", "HEAD:kvm01", "kvm01").output == told
    monkeypatch.chdir(tmp_path / "kvm01")
    assert run("diff", "HEAD:./", ".").output == told


def test_git_runs_nothing_that_a_repository_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path / "kvm01", KVM)
    _write(tmp_path / "kvm02", KVM)
    _git(tmp_path, "init")
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "-m", "x")
    trap = f"touch {tmp_path}/run"
    for key, value in {
        "core.fsmonitor": trap, "alias.ls-tree": f"!{trap}", "core.pager": trap, "remote.origin.promisor": "true",
        "extensions.partialClone": "origin", "remote.origin.url": f"ext::{trap}", "protocol.ext.allow": "always",
    }.items():  # fmt: skip
        _git(tmp_path, "config", key, value)
    monkeypatch.chdir(tmp_path)
    assert run("diff", "HEAD:kvm01", "HEAD:kvm02", *SCRIPTS).output == ""
    assert run("diff", "HEAD:", "kvm01").stderr == "HEAD:: 2 hosts in it; give one of them, such as HEAD:kvm01\n"
    blob = subprocess.run(["git", "rev-parse", "HEAD:kvm01/ifcfg-br0"], capture_output=True, text=True).stdout.strip()
    (tmp_path / ".git/objects" / blob[:2] / blob[2:]).unlink()
    result = run("diff", "HEAD:kvm01", "kvm01")
    assert (result.exit_code, result.stderr) == (2, f"HEAD:kvm01: git: the object {blob} is missing\n")
    assert not (tmp_path / "run").exists()


@settings(max_examples=40)
@given(st.sampled_from(READERS).flatmap(lambda reader: sound_topologies(*reader)))
def test_what_is_read_and_rendered_again_does_not_differ(topology: Configuration) -> None:
    try:
        files = reading.parse(render.files(topology, source="h.yaml"), topology.host)
    except Refused:
        reject()
    again = reading.parse(render.files(recover(files, render.check).topology, source="x.yaml"), topology.host)
    assert diff.compare(diff.of_reading(files), diff.of_reading(again)).differences == ()
    assert diff.compare(diff.of_topology(topology), diff.of_reading(files)).differences == ()


KEYFILE = """[connection]
id=eth0
uuid=2f3d1a52-6a35-4f43-8a43-5d4f2e0a9c01
type=ethernet
interface-name=eth0

[ipv4]
method=manual
address1=192.0.2.10/24
"""


def test_keyfiles_are_compared_by_their_settings(tmp_path: Path) -> None:
    for name, text in {
        "a": KEYFILE,
        "same": KEYFILE.replace("id=eth0", "id=other").replace("manual\n", "manual\n# a comment\n"),
        "other": KEYFILE.replace("2.10", "2.11") + "\n[wifi-security]\nkey-mgmt=wpa-psk\npsk=hush-hush\n",
    }.items():
        (tmp_path / name / "system-connections").mkdir(parents=True)
        (tmp_path / name / "system-connections" / "eth0.nmconnection").write_text(text)

    def diff(other: str, *facts: str) -> tuple[int, str]:
        result = run("diff", str(tmp_path / "a"), str(tmp_path / other), "--release", "10", *facts)
        return result.exit_code, result.stdout

    assert diff("same") == (0, "")
    code, told = diff("other")
    assert code == 1
    assert "eth0:\n" in told
    assert "- address 192.0.2.10/24" in told
    assert "+ address 192.0.2.11/24" in told
    assert "hush" not in told
    assert diff("other", "--service", "NetworkManager=disabled") == (0, "")  # nobody reads them


def test_what_is_not_there_is_told_before_facts_are_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "k/system-connections").mkdir(parents=True)
    (tmp_path / "k/system-connections/a.nmconnection").write_text("[connection]\nid=a\ntype=ethernet\n")
    monkeypatch.chdir(tmp_path)
    for paths, faults in (
        (("k", "nosuch"), "nosuch: No such file or directory\n"),
        (("nosuch", "k"), "nosuch: No such file or directory\n"),
        (("no", "such"), "no: No such file or directory\nsuch: No such file or directory\n"),
    ):
        told = run("diff", *paths)
        assert (told.exit_code, told.stdout, told.stderr) == (2, "", faults)
    assert "service NetworkManager is unknown" in run("diff", "k", "k").stderr


TOPOLOGY = "network:\n  version: 2\n  renderer: NetworkManager\n  ethernets:\n    em1: {addresses: [192.0.2.10/24]}\nhost: {release: 9}\n"
EM1 = "[connection]\nid=a\ntype=ethernet\ninterface-name=em1\n\n[ipv4]\nmethod=manual\naddress1=192.0.2.10/24\n"


def test_the_drivers_of_the_documentation_in_git(tmp_path: Path) -> None:
    """docs/read-and-diff.md: topologies by an external diff, keyfiles by textconv."""
    ours = f"{shlex.quote(sys.executable)} -m ifcfgen "
    commands = re.findall(r"^git config (diff\.\S+) '(.*)'$", PAGE.read_text(), re.M)
    assert [name for name, _ in commands] == ["diff.topology.command", "diff.keyfile.textconv"]
    (tmp_path / ".gitattributes").write_text("*.yaml diff=topology\n*.nmconnection diff=keyfile\n")
    for name, text in (("kvm01.yaml", TOPOLOGY), ("gone.yaml", TOPOLOGY), ("em1.nmconnection", EM1)):
        (tmp_path / name).write_text(text)
    _git(tmp_path, "init")
    for name, command in commands:
        _git(tmp_path, "config", name, command.replace("ifcfgen ", ours))
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "-m", "x")
    (tmp_path / "gone.yaml").unlink()
    for name in ("kvm01.yaml", "em1.nmconnection"):
        (tmp_path / name).write_text((tmp_path / name).read_text().replace("2.10", "2.11"))
    environment = {**os.environ, "PYTHONPATH": str(PAGE.parent.parent)}
    shown = subprocess.run(["git", "diff"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert "em1:\n  - address 192.0.2.10/24\n  + address 192.0.2.11/24\nrestart, in this order: em1\n" in shown.stdout
    assert "gone.yaml: added or deleted\n" in shown.stdout
    assert "-      - 192.0.2.10/24\n+      - 192.0.2.11/24\n" in shown.stdout, "the keyfile, as a topology"
    assert "address1" not in shown.stdout
