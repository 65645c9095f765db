"""What follows for a link from what it stands on."""

from __future__ import annotations

import pytest

from ifcfgen.model import Device, Topology


@pytest.mark.parametrize(
    "devices, mtu",
    [
        ([Device("x")], 1500),
        ([Device("x", mtu=9000)], 9000),
        ([Device("x", "bond"), Device("eth0", controller_name="x", mtu=9000)], 1500),
        ([Device("x", controller_name="bond0", mtu=9000), Device("bond0", "bond")], 1500),
        ([Device("x", "bridge")], 1500),
        ([Device("x", "bridge"), Device("a", mtu=9000, controller_name="x")], 9000),
        ([Device("x", "bridge"), Device("a", mtu=9000, controller_name="x"), Device("b", controller_name="x")], 1500),
        ([Device("x", "bridge", mtu=1400), Device("a", mtu=9000, controller_name="x")], 1400),
        ([Device("x", "bridge"), Device("a", "tunnel", controller_name="x")], None),
        ([Device("x", "vlan", parent_name="a"), Device("a", mtu=9000)], 9000),
        ([Device("x", "vlan", parent_name="a", mtu=9000), Device("a")], 1500),
        ([Device("x", "vlan", parent_name="gone", mtu=9000)], None),
        ([Device("x", "infiniband")], None),
        ([Device("x", "vlan", parent_name="br0", controller_name="br0"), Device("br0", "bridge")], None),
    ],
)
def test_mtu_of_the_link(devices: list[Device], mtu: int | None) -> None:
    assert Topology(tuple(devices)).link_mtu(devices[0]) == mtu


def test_a_cycle_is_the_same_ring_from_each_of_its_devices() -> None:
    topology = Topology(
        (
            Device("b", "bridge", controller_name="c"),
            Device("c", "bridge", controller_name="a"),
            Device("a", "bridge", controller_name="b"),
            Device("d", controller_name="a"),
        )
    )
    rings = {device.name: [member.name for member in topology.cycle(device)] for device in topology}
    assert rings == {"b": ["b", "a", "c"], "c": ["c", "b", "a"], "a": ["a", "c", "b"], "d": []}


@pytest.mark.parametrize(
    "options, mode, refused, rejected",
    [
        ({}, "balance-rr", "", ""),
        ({"mode": "4", "lacp_rate": "fast"}, "802.3ad", "", ""),
        ({"mode": "1", "lacp_rate": "fast"}, "active-backup", "lacp_rate", "lacp_rate"),
        ({"mode": "1", "lacp_rate": "slow"}, "active-backup", "", ""),
        ({"mode": "802.3ad", "primary": "eth0"}, "802.3ad", "primary", "primary"),
        ({"mode": "802.3ad", "arp_interval": "100"}, "802.3ad", "arp_interval", ""),
        ({"mode": "6", "arp_interval": "100"}, "balance-alb", "arp_interval", "arp_interval"),
        ({"mode": "6", "arp_interval": "0"}, "balance-alb", "", ""),
        ({"mode": "2", "packets_per_slave": "2"}, "balance-xor", "packets_per_slave", ""),
        ({"mode": "lacp", "primary": "eth0"}, "lacp", "", ""),
    ],
)
def test_what_a_bond_mode_refuses(options: dict[str, str], mode: str, refused: str, rejected: str) -> None:
    bond = Device("bond0", "bond", bond_options=options)
    assert bond.bond_mode == mode
    assert " ".join(bond.refused_bond_options) == refused
    assert " ".join(bond.rejected_bond_options) == rejected


@pytest.mark.parametrize(
    "options, monitor",
    [
        ({}, None),
        ({"miimon": "100"}, "mii"),
        ({"miimon": "0"}, None),
        ({"arp_interval": "100"}, "arp"),
        ({"miimon": "0", "arp_interval": "00"}, None),
    ],
)
def test_what_watches_the_links(options: dict[str, str], monitor: str | None) -> None:
    assert Device("bond0", "bond", bond_options=options).link_monitor == monitor
