"""The guests and networks of libvirt beside network-scripts: whose bridges are not ours to make."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from runner import run

from ifcfgen.lint.subjects.device import DeviceSubject
from ifcfgen.lint.subjects.relations import Relations
from ifcfgen.model import Place
from ifcfgen.reading import Reading
from ifcfgen.scripts import disk, libvirt

NAT = (
    b"<network>\n  <name>lab</name>\n  <forward mode='nat'/>\n  <bridge name='lab0' stp='on' delay='0'/>\n</network>\n"
)
HOSTS_OWN = b'<network>\n<name>lan</name>\n<forward mode="bridge"/>\n<bridge name="br0"/>\n</network>\n'


@pytest.fixture
def etc(tmp_path: Path) -> Path:
    etc = tmp_path / "etc"
    (etc / "sysconfig/network-scripts").mkdir(parents=True)
    for name in ("lab0", "br0", "virbr7"):
        (etc / f"sysconfig/network-scripts/ifcfg-{name}").write_text(f"DEVICE={name}\nTYPE=Bridge\n")
    networks = etc / "libvirt/qemu/networks"
    networks.mkdir(parents=True)
    (networks / "lab.xml").write_bytes(NAT)
    (networks / "lan.xml").write_bytes(HOSTS_OWN)
    (networks / "broken.xml").write_bytes(b"\xff<bridge")
    (networks / "elsewhere.xml").symlink_to("/etc/passwd")
    return etc


def of_libvirt(path: Path) -> dict[str, Place | None]:
    """The devices of the directory that libvirt makes, and where it says so."""
    relations = Relations(Reading(disk.read(str(path))))
    devices = [DeviceSubject(relations, definition) for definition in relations.reading.definitions]
    return {str(device): device.libvirt_network for device in devices if device.is_libvirts}


def test_a_host_tree_shows_them(etc: Path) -> None:
    assert of_libvirt(etc / "sysconfig/network-scripts") == {
        "lab0": (str(etc / "libvirt/qemu/networks/lab.xml"), None, None),
        "virbr7": None,
    }


def test_a_flat_directory_has_them_in_a_folder(etc: Path) -> None:
    flat = etc / "flat"
    (etc / "sysconfig/network-scripts").rename(flat)
    assert of_libvirt(flat) == {"virbr7": None}
    (etc / "libvirt/qemu/networks").rename(flat / "libvirt-networks")
    assert of_libvirt(flat) == {"lab0": (str(flat / "libvirt-networks/lab.xml"), None, None), "virbr7": None}


ETH0 = "DEVICE=eth0\nTYPE=Ethernet\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\n"
GUEST = "<domain>\n<name>web</name>\n<devices>\n<interface type='bridge'><source bridge='br7'/></interface>\n</devices>\n</domain>"
UNREADABLE = {
    "an entity bomb": (b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><domain><name>&b;</name></domain>', "", "has a document type declaration, which is not supported: not read"),
    "an entity of a file": (b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><domain>&a;</domain>', "", "has a document type declaration, which is not supported: not read"),
    "an unknown encoding": (b'<?xml version="1.0" encoding="klingon"?><domain/>', "", "no XML: unknown encoding: klingon"),
    "bytes of no encoding": (b"<domain>\n\xff</domain>", ":2", "no XML: not well-formed (invalid token)"),
    "UTF-16": ("<domain/>".encode("utf-16"), "", "UTF-16 text, as some Windows editors save it: not read; save it as UTF-8"),
    "nothing": (b"", ":1", "no XML: no element found"),
    "half a file": (b"<domain>\n<name>web", ":2", "no XML: no element found"),
}  # fmt: skip


@pytest.mark.parametrize("data, line, text", UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_xml_of_libvirt_is_said_and_the_rest_is_linted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, line: str, text: str
) -> None:
    monkeypatch.chdir(tmp_path)
    guests = tmp_path / "h/libvirt-guests"
    guests.mkdir(parents=True)
    (tmp_path / "h/ifcfg-eth0").write_text(ETH0)
    (guests / "bad.xml").write_bytes(data)
    (guests / "web.xml").write_text(GUEST)
    result = run("lint", "h", "--format", "concise", "--release", "8")
    assert result.exit_code == 2
    assert f"h/libvirt-guests/bad.xml{line}: {text}\n" in result.output
    assert (
        result.stdout.count(
            "h/libvirt-guests/web.xml:4:1: error guest-bridge-undefined the guest web is attached to the bridge br7"
        )
        == 1
    )
    assert "root:" not in result.output


def test_xml_about_something_else_defines_nothing(tmp_path: Path) -> None:
    guests = tmp_path / "libvirt-guests"
    guests.mkdir()
    (tmp_path / "ifcfg-eth0").write_text(ETH0)
    (guests / "pool.xml").write_text("<pool><name>web</name><devices><interface type='bridge'/></devices></pool>")
    read = disk.read(str(tmp_path))
    assert read.problems == ()
    assert (read.surroundings.libvirt.interfaces, read.surroundings.libvirt.networks) == ([], [])


def test_a_zone_file_that_is_no_xml_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "h/firewalld-zones").mkdir(parents=True)
    (tmp_path / "h/ifcfg-eth0").write_text(ETH0 + "ZONE=bad\n")
    (tmp_path / "h/firewalld-zones/bad.xml").write_text("<zone>")
    result = run("lint", "h", "--format", "concise", "--release", "8")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "h/firewalld-zones/bad.xml:1: no XML: no element found\n" in result.stderr


def test_a_guest_can_use_a_bridge_of_a_keyfile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("libvirt-guests", "system-connections"):
        (tmp_path / "h" / folder).mkdir(parents=True)
    (tmp_path / "h/ifcfg-eth0").write_text(ETH0)
    (tmp_path / "h/libvirt-guests/web.xml").write_text(GUEST)
    profile = tmp_path / "h/system-connections/b.nmconnection"
    for line, found in (("interface-name=br7\n", 0), ("", 0), ("interface-name=br8\n", 1)):
        profile.write_text(f"[connection]\nid=b\ntype=bridge\nuuid=9b4f2f1e-5b52-4a35-9f3e-6d0b3a3c1f04\n{line}")
        result = run("lint", "h", "--format", "concise", "--release", "8", "--select", "guest-bridge-undefined")
        assert result.stdout.count("guest-bridge-undefined") == found, line


@pytest.mark.parametrize(
    "arguments, cards",
    [
        ("-net nic,model=virtio -net bridge,br=br1", [("bridge", "br1", "56")]),
        ("-net nic -net bridge", [("bridge", "br0", "56")]),
        ("--net nic -net nic -net bridge,br=br1", [("bridge", "br1", "56"), ("bridge", "br1", "57")]),
        ("-net nic,vlan=1 -net nic,vlan=2 -net bridge,vlan=2,br=br2", [("bridge", "br2", "57")]),
        ("-net nic,macaddr=52:54:00:12:34:56 -net nic -net bridge", [("bridge", "br0", "56"), ("bridge", "br0", "57")]),
        ("-nic bridge,br=br1,model=e1000 -nic tap", [("bridge", "br1", "56"), ("script", "/etc/qemu-ifup", "57")]),
        ("-nic user -nic bridge", [("bridge", "br0", "57")]),
        ("-netdev bridge,id=a -device e1000,netdev=a,mac=52:54:00:aa:bb:cc", [("bridge", "br0", "CC")]),
        ("-device e1000,netdev=a -netdev bridge,id=a -nic bridge,br=br1", [("bridge", "br1", "56"), ("bridge", "br0", "57")]),
        ("-netdev tap,id=a,br=br3 -device e1000,netdev=a", [("bridge", "br3", "56")]),
        ("-netdev tap,id=a,script=/x -device e1000,netdev=a", [("script", "/x", "56")]),
        ("-netdev tap,id=a,ifname=tap7,script=no -device e1000,netdev=a", []),
        ("-netdev tap,fd=5,id=a -device e1000,netdev=a -net none -net", []),
        ("-device pci-bridge,id=x -device e1000,netdev=nowhere", []),
    ],
)  # fmt: skip
def test_cards_on_the_command_line_of_qemu(arguments: str, cards: list[tuple[str, str, str]]) -> None:
    words = "".join(f'<q:arg value="{word}"/>\n' for word in arguments.split())
    text = f'<domain xmlns:q="x"><name>web</name>\n<q:commandline>\n{words}</q:commandline></domain>'
    found = libvirt.read([("web.xml", text)]).interfaces
    assert [(one.kind, one.source, one.mac and one.mac[-2:]) for one in found] == cards


@pytest.mark.parametrize(
    "link, found",
    [("/dev/null", True), ("/usr/lib/systemd/system/libvirtd.service", False), (None, False)],
)
@pytest.mark.parametrize("sent", [False, True])
def test_a_masked_libvirtd(tmp_path: Path, link: str | None, found: bool, sent: bool) -> None:
    etc = tmp_path / "host/etc"
    for name in ("sysconfig/network-scripts", "libvirt/qemu/autostart", "systemd/system"):
        (etc / name).mkdir(parents=True)
    (etc / "sysconfig/network-scripts/ifcfg-eth0").write_text(ETH0)
    (etc / "libvirt/qemu/web.xml").write_text(GUEST.replace("br7", "virbr0"))
    (etc / "libvirt/qemu/autostart/web.xml").symlink_to("/etc/libvirt/qemu/web.xml")
    if link:
        (etc / "systemd/system/libvirtd.service").symlink_to(link)
    place = tmp_path / "host"
    if sent:
        script = run("collect").stdout
        place = tmp_path / "sent.tar"
        done = subprocess.run(
            ["sh", "-s", str(tmp_path / "host")], input=script.encode(), stdout=subprocess.PIPE, check=True
        )
        place.write_bytes(done.stdout)
    result = run("lint", str(place), "--release", "8", "--select", "guest-libvirt-masked", "--format", "concise")
    assert ("and libvirtd is masked" in result.stdout) == found
