"""Boots with Open vSwitch: what `ifcfgen boot` says of a device, and what it does not predict."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ifcfgen import reading
from ifcfgen.boot.comparison.shortfall import shortfalls
from ifcfgen.boot.managers import predict
from ifcfgen.boot.outcome import Outcome
from ifcfgen.facts import Host
from ifcfgen.facts.machine import Facts
from ifcfgen.report.comparison import shortfall

HOST = Host.of(
    release=7, services={"NetworkManager": "disabled", "network": "enabled"}, packages=["openvswitch", "dhclient"]
)
CARDS = [{"name": "eth0"}, {"name": "eth1"}]
STATIC = "IPADDR=192.0.2.10\nPREFIX=24\n"


def ovs(name: str, type_: str, more: str = "") -> dict[str, str]:
    return {f"ifcfg-{name}": f"DEVICE={name}\nDEVICETYPE=ovs\nTYPE={type_}\nONBOOT=yes\n{more}"}


BRIDGE = ovs("br0", "OVSBridge", STATIC)
PORT = ovs("eth0", "OVSPort", "OVS_BRIDGE=br0\n")
DHCP = ovs("br0", "OVSBridge", "OVSBOOTPROTO=dhcp\nOVSDHCPINTERFACES=eth0\n")


def booted(files: Mapping[str, str], leases: Mapping[str, str] | None = None) -> tuple[Outcome, dict[str, list[str]]]:
    """The end of the boot, and what each device lacks in words."""
    read = reading.parse(files, HOST)
    outcome = predict(read, Facts.of({"nics": CARDS, "dhcp": leases or {}, "present": ["ovs-vsctl"]}, HOST))
    return outcome, {name: [shortfall(each) for each in lacks] for name, lacks in shortfalls(read, outcome).items()}


@pytest.mark.parametrize(
    "files",
    [
        BRIDGE,
        BRIDGE | PORT,
        BRIDGE | PORT | ovs("vlan7", "OVSIntPort", "OVS_BRIDGE=br0\nOVS_OPTIONS=tag=7\nIPADDR=198.51.100.1\nPREFIX=24\n"),
        BRIDGE | ovs("b0", "OVSBond", "OVS_BRIDGE=br0\nBOND_IFACES='eth0 eth1'\n")
        | {f"ifcfg-{name}": f"DEVICE={name}\nONBOOT=yes\n" for name in ("eth0", "eth1")},
        BRIDGE | ovs("t0", "OVSTunnel", "OVS_BRIDGE=br0\nOVS_TUNNEL_TYPE=vxlan\nOVS_TUNNEL_OPTIONS=options:key=1\n"),
        BRIDGE | ovs("p0", "OVSPatchPort", "OVS_BRIDGE=br0\nOVS_PATCH_PEER=p1\n"),
        BRIDGE | ovs("eth0", "OVSPort", "OVS_BRIDGE=br0\nOVS_EXTRA=\"set Interface eth0 external-ids:x=$(hostname)\"\n"),
    ],
    ids=["bridge", "port", "internal", "bond", "tunnel", "patch", "command in OVS_EXTRA"],
)  # fmt: skip
def test_all_is_well(files: Mapping[str, str]) -> None:
    assert booted(files)[1] == {}


@pytest.mark.parametrize(
    ("files", "lacking"),
    [
        (PORT, {"eth0": ["br0 is not predicted, so this is not either"]}),
        (
            BRIDGE | ovs("int0", "OVSIntPort", "OVS_BRIDGE=br9\nIPADDR=198.51.100.1\nPREFIX=24\n"),
            {"int0": ["br9 is not predicted, so this is not either"]},
        ),
        (BRIDGE | ovs("eth7", "OVSPort", "OVS_BRIDGE=br0\n"), {"eth7": ["is not a port of br0", "does not come up"]}),
        (
            BRIDGE | ovs("eth0", "OVSPort", "OVS_BRIDGE=br0\nOVS_OPTIONS=tag=5000\n"),
            {"eth0": ["is not a port of br0"]},
        ),
        (
            BRIDGE | ovs("b0", "OVSBond", "OVS_BRIDGE=br0\nBOND_IFACES=eth0\n"),
            {"b0": ["is not a port of br0"]},
        ),
        (ovs("br0", "OVSbridge"), {"br0": ["does not come up"]}),
        (ovs("eth0", "OVSPort"), {"eth0": ["start: OVS_BRIDGE is not set"]}),
        (DHCP, {"br0": ["stays down", "gets no address by DHCP"]}),
        (DHCP | ovs("eth1", "OVSPort", "OVS_BRIDGE=br0\n"), {"br0": ["stays down", "gets no address by DHCP"]}),
    ],
    ids=["bridge missing", "bridge misspelled", "card", "tag", "bond of one", "type", "no bridge", "dhcp", "dhcp of another"],
)  # fmt: skip
def test_what_is_lacking(files: Mapping[str, str], lacking: Mapping[str, list[str]]) -> None:
    assert booted(files)[1] == lacking


def test_dhcp_after_its_port() -> None:
    outcome, lacking = booted(DHCP | PORT, {"br0": "192.0.2.50/24 192.0.2.1"})
    assert (lacking, [str(address) for address in outcome.kernel.addresses_of("br0", 4)]) == ({}, ["192.0.2.50/24"])


UNPREDICTED = "what this script does is not predicted"
BELOW = "br0 is not predicted, so this is not either"


@pytest.mark.parametrize(
    ("files", "lacking"),
    [
        (ovs("br0", "OVSUserBridge", STATIC) | PORT, {"br0": [UNPREDICTED], "eth0": [BELOW]}),
        (ovs("br0", "OVSBridge", STATIC + "DATAPATH=netdev\n") | PORT, {"br0": [UNPREDICTED], "eth0": [BELOW]}),
        (BRIDGE | ovs("dpdk0", "OVSDPDKPort", "OVS_BRIDGE=br0\n"), {"dpdk0": [UNPREDICTED]}),
    ],
)
def test_what_does_not_go_through_the_kernel_is_not_predicted(
    files: Mapping[str, str], lacking: Mapping[str, list[str]]
) -> None:
    assert booted(files)[1] == lacking


def test_a_circle_of_requirements_ends() -> None:
    files = ovs("br0", "OVSBridge", STATIC + "OVSREQUIRES=eth0\n")
    files |= ovs("eth0", "OVSPort", "OVS_BRIDGE=br0\nOVSREQUIRES=br0\n")
    outcome, lacking = booted(files)
    assert (lacking, outcome.kernel.links["eth0"].master) == ({}, "br0")


@pytest.mark.parametrize(("option", "tags"), [("", ()), ("OVS_OPTIONS=tag=7\n", (7,))])
def test_an_internal_port_reaches_the_wire_of_its_bridge(option: str, tags: tuple[int, ...]) -> None:
    files = BRIDGE | PORT | ovs("int0", "OVSIntPort", f"OVS_BRIDGE=br0\n{option}")
    assert list(booted(files)[0].kernel.wires("int0")) == [("the wire of eth0", tags)]


def test_a_bridge_asks_for_a_lease_before_it_has_a_port() -> None:
    files = {**ovs("br0", "OVSBridge", "BOOTPROTO=dhcp\n"), **PORT}
    _, lacks = booted(files, {"br0": "192.0.2.10/24"})
    assert lacks["br0"] == ["gets no address by DHCP"]
