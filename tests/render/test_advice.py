"""What to do after writing: which devices, and in which order."""

from __future__ import annotations

from pathlib import Path

import pytest

from ifcfgen.facts import Host
from ifcfgen.model import Device
from ifcfgen.netplan import Configuration
from ifcfgen.render.disk.plan import Change, Kind
from ifcfgen.render.ifcfg.advice import advice

AT = Path("/etc/sysconfig/network-scripts")

# eth0, eth1 -> bond0 -> br0; a VLAN of bond0 in br5; eth2 by itself
STACK = (
    ("eth0", "ethernet", "bond0", None),
    ("eth1", "ethernet", "bond0", None),
    ("eth2", "ethernet", None, None),
    ("bond0", "bond", "br0", None),
    ("br0", "bridge", None, None),
    ("bond0.5", "vlan", "br5", "bond0"),
    ("br5", "bridge", None, None),
)


def host(release: int, *, scripts: bool, down: str = "") -> Configuration:
    devices = (
        Device(name, kind, controller_name=above, parent_name=below, nm_controlled=not scripts, onboot=name != down)
        for name, kind, above, below in STACK
    )
    return Configuration(tuple(devices), host=Host.of(release=release))


def changes(text: str) -> list[Change]:
    """`+ifcfg-br0 ifcfg-eth0 -ifcfg-br1 =ifcfg-br2`: created, updated, removed, unchanged."""
    kinds: dict[str, Kind] = {"+": "create", "-": "remove", "=": "unchanged"}
    made = []
    for word in text.split():
        name = word.lstrip("+-=")
        made.append(Change(kinds.get(word[0], "update"), name, AT / name, b"NM_CONTROLLED=no\n"))
    return made


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("=ifcfg-eth2 network", ""),
        ("ifcfg-eth2", "ifdown eth2, ifup eth2"),
        ("route-eth2", "ifdown eth2, ifup eth2"),
        ("+ifcfg-eth2:1", "ifdown eth2, ifup eth2"),
        ("+ifcfg-eth2", "ifup eth2"),
        ("ifcfg-br5", "ifdown br5, ifup br5"),
        # the last port takes its bridge along
        ("ifcfg-bond0.5", "ifdown br5, ifdown bond0.5, ifup bond0.5, ifup br5"),
        ("ifcfg-eth1", "ifdown eth1, ifup eth1"),
        (
            "ifcfg-bond0 ifcfg-eth0",
            "ifdown br5, ifdown br0, ifdown bond0.5, ifdown bond0, ifup bond0, ifup bond0.5, ifup br0, ifup br5",
        ),
        ("-ifcfg-br9 -route-br9", "ip link set br9 down; ip link delete br9"),
        ("-ifcfg-br9 ifcfg-eth2", "ifdown eth2, ip link set br9 down; ip link delete br9, ifup eth2"),
    ],
)
def test_initscripts_take_down_from_the_top_and_bring_up_from_the_ground(text: str, commands: str) -> None:
    lines = advice(host(7, scripts=True), changes(text))
    assert ", ".join(line.partition("#")[0].strip() for line in lines[2:]) == commands
    assert not lines or "from the console" in lines[0]


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("=ifcfg-eth2", ""),
        ("route-eth2", f"nmcli con load {AT}/ifcfg-eth2, nmcli con up id System\\ eth2"),
        (
            "+ifcfg-br5 ifcfg-bond0.5",
            f"nmcli con load {AT}/ifcfg-br5 {AT}/ifcfg-bond0.5, "
            "nmcli --wait 0 con up id Bridge\\ br5, nmcli con up id Vlan\\ bond0.5",
        ),
        (
            "ifcfg-bond0",
            f"nmcli con load {AT}/ifcfg-bond0, nmcli --wait 0 con up id Bond\\ bond0, "
            "nmcli con up id Vlan\\ bond0.5, nmcli con up id System\\ eth0, nmcli con up id System\\ eth1",
        ),
    ],
)
def test_networkmanager_takes_controllers_first(text: str, commands: str) -> None:
    assert ", ".join(line.strip() for line in advice(host(7, scripts=False), changes(text))[1:]) == commands


def test_a_checkpoint_where_nmcli_has_one() -> None:
    lines = advice(host(8, scripts=False), changes("ifcfg-eth2"))
    assert lines[2:] == [
        "  nmcli device checkpoint --timeout 120 -- sh -c 'set -e",
        f"    nmcli con load {AT}/ifcfg-eth2",
        "    nmcli con up id System\\ eth2'",
    ]


def test_networkmanager_forgets_a_profile_whose_file_is_gone() -> None:
    gone = Change("remove", "ifcfg-br9", AT / "ifcfg-br9", b"NM_CONTROLLED=yes\n")
    assert advice(host(7, scripts=False), [gone])[1:] == ["  nmcli con reload"]


def test_the_networkmanager_of_el6_sees_files_by_itself() -> None:
    assert advice(host(6, scripts=False), changes("ifcfg-eth2"))[1:] == ["  nmcli con up id System\\ eth2"]


@pytest.mark.parametrize("scripts", [True, False])
def test_what_the_boot_leaves_down_is_left_alone(scripts: bool) -> None:
    assert advice(host(7, scripts=scripts, down="eth2"), changes("ifcfg-eth2")) == []


def test_each_device_by_its_own_manager() -> None:
    devices = (Device("eth0", nm_controlled=True), Device("eth1", nm_controlled=False))
    lines = advice(Configuration(tuple(devices), host=Host.of(release=7)), changes("ifcfg-eth0 ifcfg-eth1"))
    assert [line.strip() for line in lines if line.startswith("  ")] == [
        f"nmcli con load {AT}/ifcfg-eth0", "nmcli con up id System\\ eth0", "ifdown eth1", "ifup eth1",
    ]  # fmt: skip


def test_a_cycle_has_no_order() -> None:
    ring = (Device("br0", "bridge", controller_name="br1"), Device("br1", "bridge", controller_name="br0"))
    assert advice(Configuration(tuple(ring), host=Host.of(release=7)), changes("ifcfg-br0")) == []
