"""The networks of libvirt beside network-scripts: whose bridges are not ours to make."""

from __future__ import annotations

from pathlib import Path

import pytest

from ifcfgen.lint.subjects.device import DeviceSubject
from ifcfgen.lint.subjects.relations import Relations
from ifcfgen.model import Place
from ifcfgen.reading import Reading
from ifcfgen.scripts import disk

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
