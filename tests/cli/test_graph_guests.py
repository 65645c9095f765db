"""`ifcfgen graph` of a host with guests: they stand on the bridges and devices that they are attached to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from runner import run

FACTS = ("--release", "7", "--service", "network=enabled", "--service", "NetworkManager=disabled")
FILES = {
    "ifcfg-br0": "DEVICE=br0\nTYPE=Bridge\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\nDELAY=0\n",
    "ifcfg-eth0": "DEVICE=eth0\nTYPE=Ethernet\nONBOOT=yes\nBRIDGE=br0\n",
    "ifcfg-eth1": "DEVICE=eth1\nTYPE=Ethernet\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=198.51.100.10\nPREFIX=24\n",
    "libvirt-networks/default.xml": "<network><name>default</name><forward mode='nat'/><bridge name='virbr0'/>"
    "<ip address='192.168.122.1' netmask='255.255.255.0'/></network>",
    "libvirt-networks/lan.xml": "<network><name>lan</name><forward mode='bridge'/><bridge name='br0'/></network>",
}
BRIDGE, LAN = "<interface type='bridge'><source bridge='br0'/>{}</interface>", "<interface type='network'><source network='lan'/></interface>"  # fmt: skip
NAT = "<interface type='network'><source network='default'/></interface>"
MACVTAP = "<interface type='direct'><source dev='eth1' mode='bridge'/></interface>"
USER = "<interface type='user'/>"
MAC = "<mac address='52:54:00:12:34:56'/>"


def write(folder: Path, guests: dict[str, str]) -> str:
    for name in ("libvirt-guests", "libvirt-networks"):
        (folder / name).mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text)
    for name, interfaces in guests.items():
        domain = f"<domain><name>{name}</name><devices>{interfaces}</devices></domain>"
        (folder / f"libvirt-guests/{name}.xml").write_text(domain)
    return str(folder)


def test_guests_stand_on_what_they_are_attached_to(tmp_path: Path) -> None:
    guests = {"db": BRIDGE.format(""), "mail": NAT + LAN, "web": MACVTAP, "lab": USER}
    assert run("graph", write(tmp_path, guests), *FACTS, "--package", "bridge-utils").stdout == (
        "eth0  NIC\n"
        "└─ br0  bridge  192.0.2.10/24\n"
        "   ├─ db  guest\n"
        "   └─ mail  guest\n"
        "eth1  NIC  198.51.100.10/24\n"
        "└─ web  guest\n"
        "virbr0  bridge  192.168.122.1/24\n"
        "└─ mail (see above)\n"
        "4 devices, 3 guests\n"
    )


def test_a_finding_is_at_its_guest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    home = write(tmp_path, {"db": BRIDGE.format(MAC), "web": BRIDGE.format(MAC)})
    lines = run("graph", home, *FACTS, "--package", "bridge-utils").stdout.splitlines()
    assert lines[3:5] == [
        "   └─ web  guest",
        "         warning[guest-mac-duplicate]: the guests db and web both have the MAC address 52:54:00:12:34:56 on br0",
    ]


@pytest.mark.parametrize(
    "packages, db, mail, missing",
    [
        (("--package", "bridge-utils"), "", "", []),
        (("--without", "bridge-utils"), "no-network", "", [("br0", "db"), ("br0", "mail")]),
    ],
)
def test_boot_marks_guests_without_network(
    tmp_path: Path, packages: tuple[str, str], db: str, mail: str, missing: list[tuple[str, str]]
) -> None:
    home = write(tmp_path, {"db": BRIDGE.format(""), "mail": NAT + LAN})
    document = json.loads(run("graph", home, *FACTS, *packages, "--boot", "--format", "json").stdout)
    states = {device["name"]: device["state"] for device in document["devices"] if device["kind"] == "guest"}
    assert states == {"db": db, "mail": mail}
    on_guests = [edge for edge in document["edges"] if edge["relation"] == "guest"]
    assert [(edge["lower"], edge["upper"]) for edge in on_guests if edge["missing"]] == missing


@pytest.mark.parametrize("format", ["mermaid", "svg", "html"])
def test_pictures_have_guests_and_escape_their_names(tmp_path: Path, format: str) -> None:
    home = write(tmp_path, {"web": BRIDGE.format("").replace("br0", "&lt;script>br9")})
    text = run("graph", home, *FACTS, "--format", format).stdout
    assert "guest" in text
    assert "<script>br9" not in text
