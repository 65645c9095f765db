"""Hosts with ifcfg files and keyfiles, of which one names what the other defines: for each command they are one host."""

from __future__ import annotations

import pytest
import yaml

from ifcfgen import api, diff
from ifcfgen.boot.managers import predict
from ifcfgen.facts import Host
from ifcfgen.facts.machine import Facts
from ifcfgen.netplan.text import text as topology_text
from ifcfgen.read import recover
from ifcfgen.reading import Reading, parse
from ifcfgen.report.state import state

UUID = "6d8b5d5e-1111-4a4a-8b8b-00000000000"
STATIC = "[ipv4]\nmethod=manual\naddress1=192.0.2.10/24,192.0.2.1\n[ipv6]\nmethod=disabled\n"
OFF = "[ipv4]\nmethod=disabled\n[ipv6]\nmethod=disabled\n"
IPV4 = "BOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\nGATEWAY=192.0.2.1\nIPV6_DISABLED=yes\n"


def keyfile(kind: str, name: str, number: int, more: str = "") -> dict[str, str]:
    head = f"[connection]\nid={name}\nuuid={UUID}{number}\ntype={kind}\ninterface-name={name}\n"
    return {f"system-connections/{name}.nmconnection": head + more}


BRIDGE = keyfile("bridge", "br0", 1, f"[bridge]\nstp=false\n{STATIC}")
BOND = keyfile("bond", "bond0", 1, f"[bond]\nmode=active-backup\nmiimon=100\n{OFF}")
BOND_WITH_ADDRESS = keyfile("bond", "bond0", 1, f"[bond]\nmode=active-backup\nmiimon=100\n{STATIC}")
PORT_OF_BRIDGE = keyfile("ethernet", "eth0", 2, "master=br0\nslave-type=bridge\n")
PORT_OF_BOND = keyfile("ethernet", "eth0", 2, "master=bond0\nslave-type=bond\n")
VLAN = keyfile("vlan", "bond0.5", 3, f"[vlan]\nparent=bond0\nid=5\n{STATIC}")
IFCFG_BRIDGE = {"ifcfg-br0": f"DEVICE=br0\nTYPE=Bridge\nONBOOT=yes\nSTP=no\n{IPV4}"}
IFCFG_BOND = {
    "ifcfg-bond0": 'DEVICE=bond0\nTYPE=Bond\nBONDING_MASTER=yes\nONBOOT=yes\nBOOTPROTO=none\nIPV6_DISABLED=yes\n'
    'BONDING_OPTS="mode=active-backup miimon=100"\n'
}  # fmt: skip
IFCFG_PORT = "DEVICE=eth0\nTYPE=Ethernet\nONBOOT=yes\nBOOTPROTO=none\n"
IFCFG_VLAN = {"ifcfg-bond0.5": f"DEVICE=bond0.5\nVLAN=yes\nTYPE=Vlan\nPHYSDEV=bond0\nONBOOT=yes\n{IPV4}"}

HOSTS = {
    "a bridge in a keyfile": ({**BRIDGE, "ifcfg-eth0": f"{IFCFG_PORT}BRIDGE=br0\n"}, {**BRIDGE, **PORT_OF_BRIDGE}),
    "a bridge by UUID": ({**BRIDGE, "ifcfg-eth0": f"{IFCFG_PORT}BRIDGE_UUID={UUID}1\n"}, {**BRIDGE, **PORT_OF_BRIDGE}),
    "a port in a keyfile": ({**IFCFG_BRIDGE, **PORT_OF_BRIDGE}, {**BRIDGE, **PORT_OF_BRIDGE}),
    "a bond in a keyfile": (
        {**BOND_WITH_ADDRESS, "ifcfg-eth0": f"{IFCFG_PORT}MASTER=bond0\nSLAVE=yes\n"},
        {**BOND_WITH_ADDRESS, **PORT_OF_BOND},
    ),
    "a VLAN on a bond in a keyfile": ({**BOND, **PORT_OF_BOND, **IFCFG_VLAN}, {**BOND, **PORT_OF_BOND, **VLAN}),
    "a VLAN in a keyfile": ({**IFCFG_BOND, **PORT_OF_BOND, **VLAN}, {**BOND, **PORT_OF_BOND, **VLAN}),
}
MIXED, KEYED = ({name: files[index] for name, files in HOSTS.items()} for index in (0, 1))
FACTS = {"nics": [{"name": "eth0", "mac": "52:54:00:0a:00:01"}]}


def reading(files: dict[str, str], release: int = 9, **services: str) -> Reading:
    services = services or {"NetworkManager": "enabled"}
    return parse(files, Host.of(release=release, services=services, packages=["NetworkManager-config-server"]))


def rules(one: Reading) -> list[str]:
    return [f"{finding.rule} {finding.spot.path}" for finding in api.lint_host(one).findings]


@pytest.mark.parametrize("files", MIXED.values(), ids=MIXED)
def test_lint(files: dict[str, str]) -> None:
    assert rules(reading(files)) == []


@pytest.mark.parametrize("name", MIXED)
def test_boot(name: str) -> None:
    """It ends as that of the host that has keyfiles only."""
    kernels = []
    for files in (MIXED[name], KEYED[name]):
        one = reading(files)
        outcome = predict(one, Facts.of(FACTS, one.host))
        assert [event for event in outcome.events if event.result != "ok"] == []
        kernels.append(state(outcome))
    assert kernels[0] == kernels[1]


@pytest.mark.parametrize("name", MIXED)
def test_read_and_diff(name: str) -> None:
    mixed, keyed = (reading(files[name]) for files in (MIXED, KEYED))
    found = recover(mixed)
    assert found.losses == ()
    written = yaml.safe_load(topology_text(found.topology, mixed.host, {}).text)["network"]
    wanted = yaml.safe_load(topology_text(recover(keyed).topology, keyed.host, {}).text)["network"]
    assert written == wanted
    assert diff.compare(diff.of_reading(mixed), diff.of_reading(keyed)).differences == ()


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        ({"NetworkManager": "disabled", "network": "enabled"}, ["bridge-undefined ifcfg-eth0"]),
        ({"NetworkManager": "enabled", "network": "disabled"}, []),
    ],
)
def test_a_keyfile_counts_where_networkmanager_starts(services: dict[str, str], expected: list[str]) -> None:
    found = rules(reading(MIXED["a bridge in a keyfile"], 8, **services))
    assert [one for one in found if one.startswith("bridge-undefined")] == expected
