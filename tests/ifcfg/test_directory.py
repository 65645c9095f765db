"""Reading a directory: which files it has, what they make together, and what is not followed or read."""

from __future__ import annotations

import os
from ipaddress import ip_address
from pathlib import Path

import pytest

from ifcfgen import reading
from ifcfgen.facts import Host
from ifcfgen.filesystem.tree import LARGEST
from ifcfgen.lint.subjects.relations import Relations
from ifcfgen.scripts import disk, search

NAMES = {
    "ifcfg-br0": "DEVICE=br0\nTYPE=Bridge\n",
    "ifcfg-eth0": "DEVICE=eth0\nBRIDGE=br0\n",
    "ifcfg-wan": "DEVICE=eth1\nIPADDR=192.0.2.1\nPREFIX=24\nGATEWAY=192.0.2.254\nIPADDR2=192.0.2.3\nNETMASK2=255.255.255.0\n",
    "ifcfg-wan:1": "DEVICE=eth1:1\nIPADDR=192.0.2.2\n",
    "ifcfg-wan-range0": "IPADDR_START=192.0.2.10\nIPADDR_END=192.0.2.12\n",
    "ifcfg-eth1.7": "DEVICE=eth1.7\nVLAN=yes\n",
    "route-wan": "198.51.100.0/24 via 192.0.2.254 metric 7\n# note\nnonsense\n",
    "route-eth1": "ADDRESS0=203.0.113.0\nNETMASK0=255.255.255.0\nGATEWAY0=192.0.2.254\n",
    "rule-wan": "from 192.0.2.0/24 table 7\n",
    "network": "NETWORKING=yes\n",
    "keys-wan": "KEY1=secret\n",
    "ifup-local": "reboot\n",
}


def test_a_directory_becomes_a_network() -> None:
    relations = Relations(reading.parse(NAMES))
    read = relations.reading.topology
    assert [(d.name, d.kind) for d in read] == [
        ("br0", "bridge"), ("eth0", "ethernet"), ("eth1.7", "vlan"), ("eth1", "ethernet"), ("wan-range0", "alias"), ("eth1:1", "alias"),
    ]  # fmt: skip
    br0, eth0, vlan, wan = (read.get(name) for name in ("br0", "eth0", "eth1.7", "eth1"))
    assert eth0 and br0 and wan and vlan
    assert (read.controller(eth0), read.ports(br0)) == (br0, (eth0,))
    assert (read.parent(vlan), vlan.vlan_id) == (wan, 7)
    assert [d.name for d in read.children(wan)] == ["eth1.7", "wan-range0", "eth1:1"]
    assert [str(a) for a in wan.addresses] == ["192.0.2.1/24", "192.0.2.3/24"]
    assert [str(r) for r in wan.routes] == [
        "default via 192.0.2.254", "198.51.100.0/24 via 192.0.2.254", "203.0.113.0/24 via 192.0.2.254",
    ]  # fmt: skip
    assert [(str(r.source), r.table) for r in wan.rules] == [("192.0.2.0/24", 7)]
    defined = relations.reading.definition(wan)
    assert defined and defined.place("GATEWAY") == ("ifcfg-wan", 4, 1)
    assert [held.definition.device.name for held in relations.index.addresses[ip_address("192.0.2.2")]] == ["eth1:1"]


def test_dangling_names_and_rings_are_represented() -> None:
    read = reading.parse(
        {
            "ifcfg-a": "DEVICE=a\nVLAN=yes\nVID=1\nPHYSDEV=b\n",
            "ifcfg-b": "DEVICE=b\nTYPE=Bridge\n",
            "ifcfg-c": "DEVICE=a\nBRIDGE=b\n",
            "ifcfg-d": "DEVICE=d\nBRIDGE=nowhere\n",
        }
    )
    d = read.topology.get("d")
    assert d and read.topology.controller(d) is None and d.controller_name == "nowhere"
    twins = map(read.definition, read.topology.named("a"))
    assert [twin.file.name for twin in twins if twin] == ["ifcfg-a", "ifcfg-c"]


@pytest.mark.parametrize(
    "reference, name",
    [("br0", "br0"), ("5FB06BD0-0bb0-7ffb-45f1-d6edd65f3e03", "br0"), ("5fb06bd0-0bb0-7ffb-45f1-000000000000", None)],
)
def test_a_controller_by_name_or_uuid(reference: str, name: str | None) -> None:
    bridge = "DEVICE=br0\nTYPE=Bridge\nUUID=5fb06bd0-0bb0-7ffb-45f1-d6edd65f3e03\n"
    read = reading.parse({"ifcfg-br0": bridge, "ifcfg-eth0": f"DEVICE=eth0\nBRIDGE={reference}\n"}).topology
    eth0 = read.get("eth0")
    controller = read.controller(eth0) if eth0 else None
    assert (controller.name if controller else None) == name


@pytest.mark.parametrize(
    "name, release, service, loaded",
    [
        ("ifcfg-eth0.old", 6, "network", True), ("ifcfg-eth0.old", 7, "network", False), ("ifcfg-eth0.old", 7, "NetworkManager", True),
        ("ifcfg-eth0.rpmsave", 7, "network", False), ("ifcfg-eth0.rpmsave", 8, "NetworkManager", True),
        ("ifcfg-eth0.rej", 7, "network", True), ("ifcfg-eth0.rej", 7, "NetworkManager", False),
        ("ifcfg-eth0-backup", 7, "network", True), ("ifcfg-eth0-backup", 7, "NetworkManager", True),
        ("ifcfg-eth0.bak", 7, "NetworkManager", False), ("ifcfg-eth0~", 6, "network", False),
    ],
)  # fmt: skip
def test_who_reads_which_copy(name: str, release: int, service: str, loaded: bool) -> None:
    states = dict.fromkeys(("NetworkManager", "network"), "disabled") | {service: "enabled"}
    read = reading.parse({name: "DEVICE=eth0\n"}, Host.of(release=release, services=states))
    assert bool(read.definitions) == loaded


def test_what_is_not_read_is_told(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("DEVICE=stolen\n")
    home = tmp_path / "network-scripts"
    home.mkdir()
    (tmp_path / "network").write_text("GATEWAY=192.0.2.1\n")
    (home / "ifcfg-eth0").write_text("DEVICE=eth0\n")
    (home / "ifcfg-inside").symlink_to("ifcfg-eth0")
    (home / "ifcfg-outside").symlink_to(outside)
    (home / "ifcfg-loop").symlink_to("ifcfg-loop")
    (home / "ifcfg-huge").write_bytes(b"A=1\n" * (LARGEST // 4 + 1))
    (home / "ifcfg-junk").write_bytes(b"DEVICE=eth1\n\x7fELF\0\0\n")
    (home / "ifcfg-folder").mkdir()
    os.mkfifo(home / "ifcfg-fifo")
    (home / "ifcfg-zero").symlink_to("/dev/zero")
    (home / "ifcfg-eth9.bak").write_text("DEVICE=eth9\n")
    (home / "ifcfg-eth8.bak").symlink_to(outside)
    read = disk.read(str(home))
    is_read = [file.name for file in read.files if not file.is_unread]
    assert is_read == ["ifcfg-eth0", "ifcfg-eth9.bak", "ifcfg-inside", "network"]
    assert read.irregular == {"ifcfg-fifo": "a FIFO", "ifcfg-folder": "a directory"}
    told = {Path(fault.place.path).name: fault.text for fault in read.problems if fault.place}
    assert sorted(told) == [
        "ifcfg-huge",
        "ifcfg-junk",
        "ifcfg-loop",
        "ifcfg-outside",
        "ifcfg-zero",
    ]
    assert "out of the directory" in told["ifcfg-outside"]
    assert "circular link" in told["ifcfg-loop"]
    assert "1 MiB" in told["ifcfg-huge"]
    assert sorted(told) == [file.name for file in read.unread]
    assert told["ifcfg-junk"] == "binary data, with NUL bytes: not a text file, not read"


def test_hosts_are_found_and_books_about_them_are_not(tmp_path: Path) -> None:
    for name in (
        "web/ifcfg-eth0",
        "db/etc/sysconfig/network-scripts/ifcfg-eth0",
        ".git/ifcfg-eth0",
        "docs/ifcfg-eth0.md",
        "empty/x",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text("")
    (tmp_path / "db/loop").symlink_to(tmp_path)
    found = [str(Path(folder).relative_to(tmp_path)) for folder in search.find(str(tmp_path), pytest.fail)]
    assert found == ["db/etc/sysconfig/network-scripts", "web"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/etc/NetworkManager/profiles", "etc/NetworkManager/profiles/b.nmconnection"),
        ("/etc/NetworkManager/../NetworkManager/profiles/", "etc/NetworkManager/profiles/b.nmconnection"),
        ("/srv/profiles", "srv/profiles/b.nmconnection"),
        ("/etc/NetworkManager/system-connections/", "etc/NetworkManager/system-connections/a.nmconnection"),
        ("/nowhere", None),
        ("/../outside", None),
        ("/etc/NetworkManager/link", None),
        ("", None),
    ],
)
def test_keyfiles_lie_where_the_settings_say_within_the_root(tmp_path: Path, path: str, expected: str | None) -> None:
    root = tmp_path / "root"
    for name in ("root/etc/NetworkManager/profiles", "root/srv/profiles", "outside"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "b.nmconnection").write_text("[connection]\nid=b\ntype=ethernet\n")
    usual = root / "etc/NetworkManager/system-connections"
    usual.mkdir()
    (usual / "a.nmconnection").write_text("[connection]\nid=a\ntype=ethernet\n")
    (root / "etc/NetworkManager/link").symlink_to(tmp_path / "outside")
    (root / "etc/NetworkManager/NetworkManager.conf").write_text(f"[keyfile]\npath={path}\n")
    scripts = root / "etc/sysconfig/network-scripts"
    scripts.mkdir(parents=True)
    (scripts / "ifcfg-eth0").write_text("DEVICE=eth0\n")
    found = disk.read(str(scripts), str(root)).surroundings.keyfiles
    assert [keyfile.path for keyfile in found] == ([str(root / expected)] if expected else [])
    assert list(search.find(str(root / "etc"), print)) == [str(scripts)]
