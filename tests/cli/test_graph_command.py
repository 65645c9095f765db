"""`ifcfgen graph`: files in, a picture out."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest
from runner import run

FACTS = ("--release", "7", "--service", "network=enabled", "--service", "NetworkManager=disabled")
PORT = "DEVICE={0}\nONBOOT=yes\nMASTER=bond0\nSLAVE=yes\n"
KVM = {
    "ifcfg-em1": PORT.format("em1"),
    "ifcfg-em2": PORT.format("em2"),
    "ifcfg-bond0": 'DEVICE=bond0\nTYPE=Bond\nONBOOT=yes\nMTU=9000\nBONDING_OPTS="mode=802.3ad miimon=100"\n',
    "ifcfg-bond0.20": "DEVICE=bond0.20\nVLAN=yes\nONBOOT=yes\nBRIDGE=br20\n",
    "ifcfg-br20": "DEVICE=br20\nTYPE=Bridge\nONBOOT=yes\nIPADDR=192.0.2.10\nPREFIX=24\n",
}
CARD = "DEVICE=eth0\nONBOOT=yes\n"
CASES: Mapping[str, tuple[dict[str, str], str]] = {
    "a bridge on a VLAN on a bond": (
        KVM,
        "em1  NIC\n"
        "└─ bond0  bond, 802.3ad, MTU 9000\n"
        "   └─ bond0.20  VLAN 20\n"
        "      └─ br20  bridge  192.0.2.10/24\n"
        "em2  NIC\n"
        "└─ bond0 (see above)\n"
        "5 devices\n",
    ),
    "an alias is an address of its device": (
        {
            "ifcfg-eth0": CARD + "IPADDR=192.0.2.1\nPREFIX=24\n",
            "ifcfg-eth0:1": "DEVICE=eth0:1\nIPADDR=192.0.2.2\nPREFIX=24\n",
        },
        "eth0  NIC  192.0.2.1/24, 192.0.2.2/24\n1 device\n",
    ),
    "a card that has no file": (
        {"ifcfg-eth0.5": "DEVICE=eth0.5\nVLAN=yes\nONBOOT=no\nBOOTPROTO=dhcp\n"},
        "eth0  no file of its own\n└─ eth0.5  VLAN 5  not started at boot  DHCP\n2 devices\n",
    ),
    "names by number": (
        {f"ifcfg-eth{number}": f"DEVICE=eth{number}\nONBOOT=yes\nBOOTPROTO=dhcp\n" for number in (10, 9)},
        "eth9  NIC  DHCP\neth10  NIC  DHCP\n2 devices\n",
    ),
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, files: Mapping[str, str]) -> str:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder.name


@pytest.mark.parametrize("case", CASES)
def test_text(case: str, home: Path) -> None:
    files, expected = CASES[case]
    done = run("graph", write(home / "h", files), *FACTS)
    assert (done.stdout, done.exit_code) == (expected, 0)


def test_a_finding_is_at_its_device_and_makes_no_exit_code(home: Path) -> None:
    files = {**KVM, "ifcfg-bond0.20": KVM["ifcfg-bond0.20"] + "MTU=9100\n"}
    done = run("graph", write(home / "h", files), *FACTS)
    found = "         error[vlan-mtu]: bond0.20 has MTU=9100, more than the MTU 9000 of its parent bond0\n"
    assert f"   └─ bond0.20  VLAN 20, MTU 9100\n{found.replace('         error', '      │  error')}" in done.stdout
    assert done.exit_code == 0


def test_a_finding_that_depends_on_facts_has_its_condition(home: Path) -> None:
    (home / "kvm").mkdir()
    (home / "kvm/ifcfg-br0").write_text("DEVICE=br0\nTYPE=bridge\nONBOOT=yes\nBOOTPROTO=none\n")
    condition = "(only if NetworkManager is disabled and the network service is enabled)"
    for format in ("text", "svg", "html", "json"):
        assert f"so initscripts do not create br0 {condition}" in run("graph", "kvm", "--format", format).stdout


def test_boot_marks_what_does_not_come_up(home: Path) -> None:
    path = write(
        home / "h", {"ifcfg-em1": CARD.replace("eth0", "em1") + "BRIDGE=br20\n", "ifcfg-br20": KVM["ifcfg-br20"]}
    )
    document = json.loads(run("graph", path, *FACTS, "--without", "bridge-utils", "--boot", "--format", "json").stdout)
    states = {device["name"]: device["state"] for device in document["devices"]}
    assert states == {"br20": "missing", "em1": ""}
    assert document["edges"] == [{"lower": "em1", "upper": "br20", "relation": "port", "missing": True, "change": ""}]
    messages = [finding["message"] for device in document["devices"] for finding in device["findings"]]
    assert "at boot: does not come up" in messages


def test_json(home: Path) -> None:
    document = json.loads(run("graph", write(home / "h", KVM), *FACTS, "--format", "json").stdout)
    assert document.keys() == {"version", "devices", "edges", "findings", "crossings"}
    assert {device["name"]: device["layer"] for device in document["devices"]} == {
        "bond0": 1, "bond0.20": 2, "br20": 3, "em1": 0, "em2": 0,
    }  # fmt: skip
    assert document["crossings"] == 0


def test_a_change(home: Path) -> None:
    before = write(home / "before", KVM)
    after = write(
        home / "after",
        {**KVM, "ifcfg-bond0": KVM["ifcfg-bond0"].replace("9000", "1500"), "ifcfg-em3": PORT.format("em3")},
    )
    (home / "after" / "ifcfg-em1").unlink()
    shown = run("graph", before, "--diff", after, *FACTS).stdout
    for line in ("- em1  NIC\n", "└─ ~ bond0  bond, 802.3ad\n", "~ MTU 9000 → 1500\n", "+ em3  NIC\n"):
        assert line in shown
    assert shown.endswith("1 added, 1 removed, 1 changed\n")
    page = run("graph", before, "--diff", after, *FACTS, "--format", "html").stdout
    assert page.count("<svg ") == 2
    assert "<li>MTU=9000</li>" in page
    assert "<li>MTU=1500</li>" in page


def test_a_topology_and_a_file(home: Path) -> None:
    (home / "t.yaml").write_text(
        "network:\n  renderer: NetworkManager\n  ethernets:\n    eth0: {addresses: [192.0.2.1/24]}\nhost: {release: 8}\n"
    )
    assert run("graph", "t.yaml").stdout == "eth0  NIC  192.0.2.1/24\n1 device\n"
    done = run("graph", "t.yaml", "--format", "svg", "--output", "t.svg")
    assert (done.output, done.exit_code) == ("", 0)
    titles = [each.text for each in ElementTree.parse(home / "t.svg").iter("{http://www.w3.org/2000/svg}title")]
    assert titles == ["t.yaml: 1 device", "eth0\nNIC\n192.0.2.1/24"]


def test_html_loads_nothing_and_is_escaped(home: Path) -> None:
    evil = "</script><script>alert(1)</script>"
    path = write(home / "h", {"ifcfg-eth0": f"{CARD}# {evil}\nIPADDR='\"><img src=x>'\n"})
    page = run("graph", path, *FACTS, "--format", "html").stdout
    assert page.count("<script>") == 1
    assert "<img" not in page
    assert "default-src 'none'" in page
    assert "http" not in page.replace("http-equiv", "")


def test_misuse(home: Path) -> None:
    assert run("graph", "nowhere").exit_code == 2
    path = write(home / "h", {"ifcfg-eth0": CARD})
    done = run("graph", path, "--boot")
    assert (done.exit_code, done.stderr) == (2, "h: unknown release; --boot needs --release, one of 6, 7, 8, 9, 10\n")
    assert run("graph", path, "--output", "no/such/file").exit_code == 2


@pytest.mark.skipif(not shutil.which("dot"), reason="needs Graphviz")
def test_dot_reads_it(home: Path) -> None:
    files = {"ifcfg-a": "DEVICE='a\"\\n<b>&amp;'\nONBOOT=yes\nBRIDGE=x]\n", **KVM}
    text = run("graph", write(home / "h", files), *FACTS, "--format", "dot").stdout
    drawn = subprocess.run(["dot", "-Tjson"], input=text, capture_output=True, text=True, check=True)
    assert drawn.stderr == ""
    assert len(json.loads(drawn.stdout)["objects"]) == 1 + 7


PROFILE = "[connection]\nid={0}\nuuid=00000000-0000-4000-8000-{1:012}\ntype={2}\ninterface-name={0}\n"
PORT = "master=br0\nslave-type=bridge\n"
KEYFILES = {
    "br0": PROFILE.format("br0", 1, "bridge") + "[ipv4]\nmethod=manual\naddress1=192.0.2.1/24\n",
    "eth0": PROFILE.format("eth0", 2, "ethernet") + PORT,
    "other": PROFILE.format("eth0", 3, "ethernet") + "autoconnect-priority=-1\n[ipv4]\nmethod=auto\n",
    "any": "[connection]\nid=any\nuuid=00000000-0000-4000-8000-000000000009\ntype=ethernet\n",
    "dummy0": PROFILE.format("dummy0", 4, "dummy") + "[dummy]\nx=1\n",
}


def _with_keyfiles(folder: Path) -> str:
    (folder / "system-connections").mkdir(parents=True)
    for name, text in KEYFILES.items():
        (folder / "system-connections" / f"{name}.nmconnection").write_text(text)
    return str(folder)


def test_keyfiles_are_drawn_with_their_findings(home: Path) -> None:
    path = _with_keyfiles(home / "k")
    for release in ((), ("--release", "10")):
        drawn = run("graph", path, *release).stdout
        assert "eth0  NIC\n└─ br0  bridge  192.0.2.1/24\n" in drawn
        assert "\neth0 (other.nmconnection)  NIC  DHCP\n" in drawn
        assert "dummy0  dummy\n   warning[keyfile-unknown-key]: NetworkManager knows no x" in drawn
    unread = run("graph", path, "--release", "9", "--service", "NetworkManager=disabled").stdout
    assert "br0" not in unread


def test_keyfiles_at_boot(home: Path) -> None:
    """A profile for any card is none that is missing; what is not predicted is not said to be missing."""
    path = _with_keyfiles(home / "k")
    (home / "k/system-connections/wlan0.nmconnection").write_text(
        PROFILE.format("wlan0", 5, "wifi") + "[wifi]\nssid=x\n"
    )
    drawn = json.loads(run("graph", path, "--release", "10", "--boot", "--format", "json").stdout)
    nodes = {node["name"]: node["state"] for node in drawn["devices"]}
    unlike = {"wlan0": "not-predicted", "eth0 (other.nmconnection)": "missing"}
    assert nodes == {"br0": "", "dummy0": "", "eth0": "", **unlike}


@pytest.mark.parametrize(
    ("card", "port"), [("", []), ("[ethernet]\nmac-address=52:54:00:0A:00:01\n", ["enx5254000a0001"])]
)
def test_a_port_that_names_no_device_at_boot(home: Path, card: str, port: list[str]) -> None:
    path = _with_keyfiles(home / "k")
    (home / "k/system-connections/any.nmconnection").write_text(KEYFILES["any"] + PORT + card)
    drawn = json.loads(run("graph", path, "--release", "10", "--boot", "--format", "json").stdout)
    assert {edge["lower"] for edge in drawn["edges"]} == {"eth0", *port}


def test_the_text_of_keyfiles_is_behind_their_devices(home: Path) -> None:
    assert (
        "autoconnect-priority=-1"
        in run("graph", _with_keyfiles(home / "k"), "--release", "10", "--format", "html").stdout
    )
