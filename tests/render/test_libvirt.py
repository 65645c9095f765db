"""`guests:` and `virtual-networks:` of a topology: XML for virsh out, faults with their places."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from runner import run

from ifcfgen import netplan, render
from ifcfgen.errors import Faults
from ifcfgen.netplan import Configuration
from ifcfgen.scripts import libvirt

HOST = """
network:
  ethernets: {em1: {macaddress: "52:54:00:11:22:33"}, em2: {}}
  bridges: {br0: {interfaces: [em1]}}
host: {name: kvm01, release: 8, services: {NetworkManager: enabled}}
"""
GUESTS = """
guests:
  web: {interfaces: [{bridge: br0}, {network: lab}]}
  db: {interfaces: [{network: lan, macaddress: "52:54:00:AA:BB:CC"}, {link: em2}]}
  empty: {}
virtual-networks:
  lan: {bridge: br0}
  lab: {addresses: [192.168.150.1/24, "2001:db8:150::1/64"], leases: [192.168.150.100, 192.168.150.199]}
  closed: {forward: isolated}
"""
FILES = {
    "network-lan.xml": '<network>\n  <name>lan</name>\n  <forward mode="bridge"/>\n  <bridge name="br0"/>\n</network>\n',
    "network-lab.xml": (
        '<network>\n  <name>lab</name>\n  <forward mode="nat"/>\n'
        '  <ip family="ipv4" address="192.168.150.1" prefix="24">\n'
        '    <dhcp>\n      <range start="192.168.150.100" end="192.168.150.199"/>\n    </dhcp>\n  </ip>\n'
        '  <ip family="ipv6" address="2001:db8:150::1" prefix="64">\n  </ip>\n</network>\n'
    ),
    "network-closed.xml": "<network>\n  <name>closed</name>\n</network>\n",
    "guest-web-1.xml": (
        '<interface type="bridge">\n  <mac address="52:54:00:9e:3e:1a"/>\n  <source bridge="br0"/>\n'
        '  <model type="virtio"/>\n</interface>\n'
    ),
    "guest-web-2.xml": (
        '<interface type="network">\n  <mac address="52:54:00:b1:16:7d"/>\n  <source network="lab"/>\n'
        '  <model type="virtio"/>\n</interface>\n'
    ),
    "guest-db-1.xml": (
        '<interface type="network">\n  <mac address="52:54:00:aa:bb:cc"/>\n  <source network="lan"/>\n'
        '  <model type="virtio"/>\n</interface>\n'
    ),
    "guest-db-2.xml": (
        '<interface type="direct">\n  <mac address="52:54:00:09:91:8e"/>\n  <source dev="em2" mode="bridge"/>\n'
        '  <model type="virtio"/>\n</interface>\n'
    ),
}


def parse(text: str) -> Configuration:
    return netplan.parse(text, "t.yaml")


def files(text: str) -> dict[str, str]:
    return render.files(parse(text), source="t.yaml", to=render.target("libvirt"))


def macs(text: str) -> dict[str, str]:
    """The MAC addresses by guest and what they are attached to."""
    found = {}
    for name, body in files(text).items():
        if name.startswith("guest-"):
            interface = ElementTree.fromstring(body)
            source, mac = interface.find("source"), interface.find("mac")
            assert source is not None
            assert mac is not None
            found[f"{name.rpartition('-')[0]} {next(iter(source.attrib.values()))}"] = mac.attrib["address"]
    return found


def test_files() -> None:
    rendered = files(HOST + GUESTS)
    assert {name: text.partition("\n")[2] for name, text in rendered.items()} == FILES
    assert {text.partition(" sha256")[0] for text in rendered.values()} == {"<!-- ifcfgen: from t.yaml,"}


def test_what_is_rendered_is_read_as_it_was() -> None:
    topology = parse(HOST + GUESTS)
    networks = libvirt.read((name, text) for name, text in files(HOST + GUESTS).items()).networks
    assert [(one.name, one.bridge, one.forward, one.addresses, one.leases) for one in networks] == [
        (one.name, one.bridge, one.forward, one.addresses, one.leases) for one in topology.virtual_networks
    ]


@pytest.mark.skipif(not shutil.which("virt-xml-validate"), reason="libvirt's schemas are not installed")
def test_libvirts_own_schemas_accept_it(tmp_path: Path) -> None:
    rendered = files(HOST + GUESTS)
    cards = "".join(text for name, text in rendered.items() if name.startswith("guest-"))
    domain = f"<domain type='kvm'><name>x</name><memory>1048576</memory><os><type>hvm</type></os><devices>{cards}</devices></domain>"  # fmt: skip
    documents = {"domain.xml": domain} | {n: text for n, text in rendered.items() if n.startswith("network-")}
    for name, text in documents.items():
        (tmp_path / name).write_text(text)
        schema = "domain" if name == "domain.xml" else "network"
        done = subprocess.run(["virt-xml-validate", tmp_path / name, schema], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


@given(st.permutations(["{bridge: br0}", "{network: lab}", "{network: lan}", "{link: em2}"]), st.integers(1, 4))
def test_an_address_stays_whatever_else_the_guest_has(interfaces: list[str], count: int) -> None:
    networks = GUESTS[GUESTS.index("virtual-networks:") :]
    text = f"guests:\n  web: {{interfaces: [{', '.join(interfaces[:count])}]}}\n"
    every = "guests:\n  web: {interfaces: [{bridge: br0}, {network: lab}, {network: lan}, {link: em2}]}\n"
    assert macs(HOST + text + networks).items() <= macs(HOST + every + networks).items()


def test_no_two_cards_have_one_address() -> None:
    interfaces = ", ".join(["{bridge: br0}"] * 300)
    first = files(f"{HOST}guests: {{web: {{interfaces: [{interfaces}]}}}}")
    addresses = {line for text in first.values() for line in text.split("\n") if "<mac" in line}
    assert len(addresses) == len(first) == 300
    other = files(f"{HOST.replace('kvm01', 'kvm02')}guests: {{web: {{interfaces: [{interfaces}]}}}}")
    assert addresses.isdisjoint(line for text in other.values() for line in text.split("\n"))
    taken = macs(f"{HOST}guests: {{web: {{interfaces: [{{bridge: br0}}]}}}}")["guest-web br0"]
    card = HOST.replace("52:54:00:11:22:33", taken)
    assert macs(f"{card}guests: {{web: {{interfaces: [{{bridge: br0}}]}}}}")["guest-web br0"] != taken


FAULTS = {
    "guests:\n  '../web': {interfaces: [{bridge: br0}]}": "7:3: ../web: is not a name of letters, digits and `_.+-`",
    "guests: {db: {interfaces: [{bridge: br00}]}}": "6:29: bridge: no bridge 'br00' is defined here; did you mean 'br0'?",
    "guests: {db: {interfaces: [{bridge: em1}]}}": "6:29: bridge: no bridge 'em1' is defined here",
    "guests: {db: {interfaces: [{link: em1}]}}": "6:29: link: em1 is a port of br0, and cannot have a macvtap; use br0",
    "guests: {db: {interfaces: [{link: em9}]}}": "6:29: link: no device 'em9' is defined here; did you mean 'em2'?",
    "guests: {db: {interfaces: [{network: lan}]}}": "6:29: network: no virtual network 'lan' is defined here",
    "guests: {db: {interfaces: [{}]}}": "6:28: db: an interface has one of `bridge`, `network` and `link`",
    "guests: {db: {interfaces: [{bridge: br0, link: em2}]}}": (
        "6:28: db: an interface has one of `bridge`, `network` and `link`"
    ),
    "guests: {db: {interfaces: [{brigde: br0}]}}": (
        "6:29: brigde: unknown property of an interface of a guest; did you mean 'bridge'?"
    ),
    'guests: {db: {interfaces: [{bridge: br0, macaddress: "FE:54:00:00:00:01"}]}}': (
        "6:42: macaddress: libvirt rejects FE:54:00:00:00:01: a guest needs six bytes, not multicast, not beginning with FE"
    ),
    'guests: {db: {interfaces: [{bridge: br0, macaddress: "52:54:00:11:22:33"}]}}': (
        "6:42: macaddress: 52:54:00:11:22:33 is the address of em1 (line 3)"
    ),
    "virtual-networks: {lan: {bridge: br0, forward: nat}}": "6:39: lan: a network on a bridge of the host has nothing else",
    "virtual-networks: {lab: {addresses: [192.0.2.1/24], leases: [192.0.2.9]}}": (
        "6:53: lab: leases: must be the first and the last address of a range"
    ),
    "virtual-networks: {lab: {addresses: [192.0.2.1/24], leases: [192.0.3.8, 192.0.3.9]}}": (
        "6:53: lab: leases: 192.0.3.8 to 192.0.3.9 are in no network of `addresses`"
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", FAULTS)
def test_faults(text: str) -> None:
    with pytest.raises(Faults) as raised:
        parse(HOST + text)
    assert [str(fault) for fault in raised.value.faults] == [f"t.yaml:{FAULTS[text]}"]


def test_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("t.yaml").write_text(HOST + GUESTS)
    words = ("render", "t.yaml", "--format", "libvirt", "--output", "xml")
    assert run(*words).exit_code == 0
    assert {path.name for path in Path("xml").iterdir()} >= FILES.keys()
    assert run(*words, "--check").exit_code == 0
    Path("xml/network-lan.xml").write_text("<network/>\n")
    assert run(*words).exit_code == 2
    assert Path("xml/network-lan.xml").read_text() == "<network/>\n"


def test_other_formats_say_what_they_leave_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("t.yaml").write_text(HOST + GUESTS)
    done = run("render", "t.yaml", "--manager", "NetworkManager")
    assert done.exit_code == 0
    assert "t.yaml: note: `--format libvirt` renders its guests and virtual networks\n" in done.stderr
    Path("t.yaml").write_text(HOST)
    assert "note:" not in run("render", "t.yaml", "--manager", "NetworkManager").stderr
    done = run("render", "t.yaml", "--format", "libvirt")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "t.yaml: no `guests:` and no `virtual-networks:`, which these files are made of\n"


@pytest.mark.parametrize("line", ["<script path='/tmp/x'/>", "<!DOCTYPE x>", "<backend vhost='/dev/x'/>"])
def test_a_template_of_a_site_has_libvirt_run_nothing(tmp_path: Path, line: str) -> None:
    (tmp_path / "libvirt").mkdir()
    ours = Path(__file__).parents[2].joinpath("templates/libvirt/interface.j2").read_text()
    (tmp_path / "libvirt/interface.j2").write_text(ours.replace("</interface>", f"  {line}\n</interface>"))
    with pytest.raises(Faults, match="a template gives comments and values, no commands"):
        render.files(parse(HOST + GUESTS), source="t.yaml", templates=(tmp_path,), to=render.target("libvirt"))
