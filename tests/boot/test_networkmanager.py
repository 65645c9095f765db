"""What we predict of NetworkManager against what a real one did to a real kernel; and what it says about it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import networkmanager_cases as cases
import oracle_cases as oracle
import pytest

from ifcfgen.boot.managers import predict
from ifcfgen.boot.outcome import Outcome
from ifcfgen.facts import Fact, Host
from ifcfgen.facts.machine import Facts
from ifcfgen.reading import parse
from ifcfgen.report import events
from ifcfgen.report.state import state

CASES = cases.cases() | {f"keyfiles/{name}": case for name, case in cases.of_keyfiles().items()}


@pytest.mark.parametrize(("case", "path"), CASES.values(), ids=CASES)
def test_the_boot_comes_out_as_predicted(case: Path, path: Path) -> None:
    ours = json.loads(json.dumps(state(cases.predicted(case)))) | cases.OF_THE_NETWORK_SERVICE
    assert list(oracle.differences(ours, cases.truth(path))) == []


ETH0 = "DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\n"
PORT = "DEVICE=eth0\nONBOOT=yes\nBRIDGE=br0\n"
BRIDGE = "DEVICE=br0\nTYPE=Bridge\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\n"
VLAN = "DEVICE=eth0.5\nVLAN=yes\nONBOOT=yes\n"
DHCP = "DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=dhcp\n"
CARD: dict[str, Any] = {"nics": [{"name": "eth0", "mac": "52:54:00:0a:00:01"}]}


def boot(files: Mapping[str, str], release: int = 8, packages: list[str] | None = None, **facts: Any) -> Outcome:
    services = {"NetworkManager": "enabled", "network": "absent"}
    host = Host.of(release=release, services=services, packages=packages or [], without=["network-scripts"])
    return predict(parse(files, host), Facts.of(facts, host))


def told(outcome: Outcome) -> list[str]:
    """Device, action, reason and place of what is not well."""
    return [
        f"{event.device}: {events.event(event)} [{event.place.path if event.place else ''}"
        f"{f':{event.place.line}' if event.place and event.place.line else ''}]"
        for event in outcome.events
        if event.result != "ok"
    ]


FAILURES = [
    ({"ifcfg-eth0": PORT}, CARD, ["eth0: start: no profile of a bridge is named br0 [ifcfg-eth0:3]"]),
    ({"ifcfg-eth0": PORT, "ifcfg-br0": BRIDGE.replace("Bridge", "Bond")}, CARD,
     ["eth0: start: no profile of a bridge is named br0 [ifcfg-eth0:3]"]),
    ({"ifcfg-eth0": ETH0.replace("ONBOOT=yes", "ONBOOT=no")}, CARD, ["eth0: start: ONBOOT=no [ifcfg-eth0:2]"]),
    ({"ifcfg-eth0": ETH0 + "HWADDR=52:54:00:0a:00:99\n"}, CARD,
     ["eth0: start: the MAC address of eth0 is 52:54:00:0A:00:01, not 52:54:00:0A:00:99 [ifcfg-eth0:6]"]),
    ({"ifcfg-eth0": ETH0 + "HWADDR=53:54:00:0a:00:99\n"}, {},
     ["eth0: start: no card has the MAC address 53:54:00:0A:00:99: its first byte is odd, or all are 0 [ifcfg-eth0:6]"]),
    ({"ifcfg-eth1": ETH0.replace("eth0", "eth1")}, CARD, ["eth1: start: device eth1 does not exist [ifcfg-eth1:1]"]),
    ({"ifcfg-eth7.5": VLAN.replace("eth0", "eth7")}, CARD, ["eth7.5: start: its parent eth7 does not exist [ifcfg-eth7.5:1]"]),
    ({"ifcfg-eth0": ETH0 + "NM_CONTROLLED=no\n", "ifcfg-eth0.5": VLAN}, CARD,
     ["eth0.5: start: its parent eth0 is down [ifcfg-eth0.5:1]",
      "eth0: start: nothing brings it up: the network service is absent, NetworkManager does not manage it (NM_CONTROLLED=no) [ifcfg-eth0:6]"]),
    ({"ifcfg-eth0": ETH0, "ifcfg-eth0-old": ETH0}, CARD, ["eth0: start: eth0 is already up with ifcfg-eth0 [ifcfg-eth0-old:1]"]),
    ({"ifcfg-eth0": ETH0.replace("=24", "=33")}, CARD,
     ["eth0: profile: NetworkManager rejects the file: PREFIX=33 is not a prefix length [ifcfg-eth0:5]"]),
    ({"ifcfg-eth0": ETH0, "route-eth0": "ADDRESS0=203.0.113.0\nNETMASK0=x\n"}, CARD,
     ["eth0: profile: NetworkManager rejects the file: NETMASK0=x in its route file is not an IPv4 address [route-eth0:2]"]),
    ({"ifcfg-tap0": "DEVICE=tap0\nTYPE=Tap\n"}, CARD,
     ["tap0: start: nothing brings it up: the network service is absent, NetworkManager does not know its TYPE [ifcfg-tap0:2]"]),
    ({"ifcfg-eth0": ETH0, "route-eth0": "# ours\n203.0.113.0/24 via 192.0.2.1 table blue\n"}, CARD,
     ["eth0: route 203.0.113.0/24 via 192.0.2.1 table blue: invalid: NetworkManager ignores it [route-eth0:2]"]),
    ({"ifcfg-eth0": ETH0 + "ROUTING_RULE_0='from all table blue'\n"}, CARD,
     ["eth0: ROUTING_RULE_0: 'from all table blue' is invalid: NetworkManager ignores it [ifcfg-eth0:6]"]),
    ({"ifcfg-eth0": ETH0, "rule-eth0": "from 192.0.2.10 table 7\n"}, CARD,
     ["eth0: rules and routes: NetworkManager does not read rule files, nor route files if rule-eth0 exists"
      " (package NetworkManager-dispatcher-routing-rules) [rule-eth0]"]),
    ({"ifcfg-eth0": DHCP}, CARD,
     ["eth0: DHCP: no server answers [ifcfg-eth0:3]", "eth0: start: the activation fails because it has no address [ifcfg-eth0:3]"]),
    ({"ifcfg-br0": BRIDGE.replace("none", "dhcp").replace("IPADDR", "#")}, CARD,
     ["br0: addresses: waits for a port with a carrier [ifcfg-br0:4]"]),
    ({"ifcfg-eth0": ETH0 + "MTU=9000\n", "ifcfg-eth0.5": VLAN + "MTU=9500\n"}, CARD,
     ["eth0.5: MTU 9500: the MTU of eth0 is 9000, so it becomes that [ifcfg-eth0.5:4]"]),
    ({"ifcfg-eth0": ETH0 + "MTU=70000\n"}, CARD,
     ["eth0: MTU 70000: not a number from 0 to 65535: NetworkManager ignores it [ifcfg-eth0:6]"]),
    ({"ifcfg-eth0": ETH0, "ifcfg-eth0.5": VLAN + "MTU=jumbo\n"}, CARD,
     ["eth0.5: MTU jumbo: not a number from 0 to 65535: NetworkManager ignores it [ifcfg-eth0.5:4]"]),
    ({"ifcfg-eth0": ETH0, "ifcfg-eth0.5": VLAN + "MTU=70000\nROUTING_RULE_0='from 192.0.2.7 table 7 priority 5'\n"}, CARD,
     ["eth0.5: MTU 70000: not a number from 0 to 65535: NetworkManager ignores it [ifcfg-eth0.5:4]"]),
    ({"ifcfg-eth0": ETH0 + "UUID=6d8b5d5e-1111-4a4a-8b8b-000000000001\n",
      "ifcfg-eth1": ETH0.replace("eth0", "eth1") + "UUID=6d8b5d5e-1111-4a4a-8b8b-000000000001\n"},
     {"nics": [{"name": "eth0"}, {"name": "eth1"}]},
     ["eth0: profile: ifcfg-eth1 has the same UUID and replaces it [ifcfg-eth0:6]"]),
    ({"ifcfg-eth0": ETH0 + "UUID=6d8b5d5e-1111-4a4a-8b8b-000000000001\n",
      "system-connections/lan.nmconnection": "[connection]\nuuid=6d8b5d5e-1111-4a4a-8b8b-000000000001\ntype=ethernet\n"}, {**CARD, "release": 9},
     ["eth0: DHCP: no server answers [system-connections/lan.nmconnection]",
      "eth0: start: the activation fails because it has no address [system-connections/lan.nmconnection]",
      "eth0: profile: lan.nmconnection has the same UUID and replaces it [ifcfg-eth0:6]"]),
    ({"ifcfg-wlan0": "DEVICE=wlan0\nTYPE=Wireless\nESSID=x\nMODE=Managed\n"}, CARD,
     ["wlan0: start: 802-11-wireless is not predicted [ifcfg-wlan0:2]"]),
]  # fmt: skip


@pytest.mark.parametrize(("files", "facts", "expected"), FAILURES)
def test_each_failure_and_silent_skip_says_why_and_where(
    files: dict[str, str], facts: dict[str, Any], expected: list[str]
) -> None:
    assert told(boot(files, **facts)) == expected


TEAM = {
    "ifcfg-eth0": "DEVICE=eth0\nDEVICETYPE=TeamPort\nTEAM_MASTER=team0\n",
    "ifcfg-team0": "DEVICE=team0\nDEVICETYPE=Team\nTEAM_CONFIG='{}'\nIPADDR=192.0.2.10\nPREFIX=24\nGATEWAY=192.0.2.1\n",
}


def test_a_team_and_its_ports() -> None:
    kernel = boot(TEAM, packages=["NetworkManager-team"], **CARD).kernel
    assert (kernel.links["team0"].mac, kernel.links["eth0"].master) == ("52:54:00:0a:00:01", "team0")
    assert [route.metric for route in kernel.routes if not route.length] == [350]


def test_rule_files_with_the_script_that_reads_them() -> None:
    files = {
        "ifcfg-eth0": ETH0,
        "rule-eth0": "from 192.0.2.10 table 7\n",
        "route-eth0": "203.0.113.0/24 via 192.0.2.1\n",
    }
    outcome = boot(files, packages=["NetworkManager-dispatcher-routing-rules"], **CARD)
    assert state(outcome)["rules"][1] == {"priority": 32765, "src": "192.0.2.10", "table": "7"}
    assert [r["gateway"] for r in state(outcome)["routes"] if r["dst"] == "203.0.113.0/24"] == ["192.0.2.1"]


@pytest.mark.parametrize("release", [7, 8, 9])
def test_no_bond_is_made_by_the_way(release: int) -> None:
    files = {
        "ifcfg-uplink": "DEVICE=uplink\nTYPE=Bond\nONBOOT=yes\nBONDING_OPTS=mode=1\nIPADDR=192.0.2.10\nPREFIX=24\n"
    }
    assert sorted(boot(files, release, **CARD).kernel.links) == ["eth0", "lo", "uplink"]


def test_a_gateway_of_an_alias_is_not_read_where_the_base_has_one() -> None:
    """Not even to find that it is none: the address stays."""
    alias = "DEVICE=eth0:1\nIPADDR=192.0.2.11\nPREFIX=24\nGATEWAY=foo\n"
    outcome = boot({"ifcfg-eth0": ETH0 + "GATEWAY=192.0.2.1\n", "ifcfg-eth0:1": alias}, **CARD)
    assert [str(a) for a in outcome.kernel.addresses_of("eth0", 4)] == ["192.0.2.10/24", "192.0.2.11/24"]
    outcome = boot({"ifcfg-eth0": ETH0, "ifcfg-eth0:1": alias}, **CARD)
    assert [str(a) for a in outcome.kernel.addresses_of("eth0", 4)] == ["192.0.2.10/24"]


def test_an_alias_is_not_left_to_the_network_service() -> None:
    host = Host.of(release=7, services={"NetworkManager": "enabled"})
    alias = "DEVICE=eth0:1\nIPADDR=192.0.2.11\nPREFIX=24\n"
    outcome = predict(parse({"ifcfg-eth0": ETH0, "ifcfg-eth0:1": alias}, host), Facts.of(CARD, host))
    assert (outcome.unknown, outcome.verdicts) == ([], {})
    assert [str(address) for address in outcome.kernel.addresses_of("eth0")] == ["192.0.2.10/24", "192.0.2.11/24"]


RELEASES = [
    (7, ("192.0.2.9/24", None)),
    (8, ("192.0.2.9/24", "192.0.2.9")),
    (9, ("192.0.2.9/24", "192.0.2.9")),
]


@pytest.mark.parametrize(("release", "expected"), RELEASES)
def test_a_lease(release: int, expected: tuple[str, str | None]) -> None:
    found = state(boot({"ifcfg-eth0": DHCP}, release, **CARD, dhcp={"eth0": "192.0.2.9/24 192.0.2.1"}))
    route = next(route for route in found["routes"] if route["dst"] == "default")
    assert (next(a["address"] for a in found["addresses"] if a["dev"] == "eth0"), route.get("prefsrc")) == expected


@pytest.mark.parametrize(("release", "there"), [(7, True), (8, True), (9, False)])
def test_an_address_that_is_taken(release: int, there: bool) -> None:
    neighbours = [{"nic": "eth0", "address": "192.0.2.10"}]
    kernel = boot({"ifcfg-eth0": ETH0}, release, **CARD, neighbours=neighbours).kernel
    assert bool(kernel.addresses_of("eth0", 4)) is there


UNKNOWN = [
    ({"ifcfg-eth0": DHCP}, {}, [(Fact("nics"), None), (Fact("dhcp", "eth0"), True)]),
    ({"ifcfg-eth0.5": VLAN}, {}, [(Fact("nics"), None), (Fact("package", "NetworkManager-config-server"), True)]),
    ({"ifcfg-eth0": ETH0}, {"nics": [{"name": "eth0", "carrier": False}]},
     [(Fact("package", "NetworkManager-config-server"), True)]),
    ({"ifcfg-eth0": ETH0, "ifcfg-old": ETH0}, CARD, [(Fact("profile", "eth0"), "ifcfg-eth0")]),
    ({"ifcfg-any": ETH0.replace("DEVICE=eth0", "TYPE=Ethernet")}, {"nics": [{"name": "eth0"}, {"name": "eth1"}]},
     [(Fact("card", "ifcfg-any"), "eth1")]),
    ({"ifcfg-eth0": ETH0, "rule-eth0": ""}, CARD, [(Fact("package", "NetworkManager-dispatcher-routing-rules"), False)]),
    (TEAM, CARD, [(Fact("package", "NetworkManager-team"), True)]),
    ({"ifcfg-eth0": "DEVICE=eth0\nONBOOT=yes\nIPV6INIT=yes\n"}, {}, [(Fact("nics"), None), (Fact("router", "eth0"), True)]),
    ({"ifcfg-eth0": ETH0 + "IPV6INIT=yes\n"}, {}, [(Fact("nics"), None)]),  # IPv4 is enough
    ({"ifcfg-eth0": "DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=autoip\n"}, CARD, [(Fact("link-local", "eth0"), None)]),
]  # fmt: skip


@pytest.mark.parametrize(("files", "facts", "unknown"), UNKNOWN)
def test_what_is_not_known_is_named(
    files: dict[str, str], facts: dict[str, Any], unknown: list[tuple[Fact, object]]
) -> None:
    assert [(known.fact, known.value) for known in boot(files, **facts).unknown] == unknown
