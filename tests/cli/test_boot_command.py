"""`ifcfgen boot` from the outside: what comes up, what is lost, who is left to whom, and the exit codes."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from runner import Result, run

ETH0 = "DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\nGATEWAY=192.0.2.1\n"
BR0 = ETH0.replace("eth0", "br0") + "TYPE=Bridge\n"
PORT = "DEVICE=eth0\nONBOOT=yes\nBRIDGE=br0\n"
BRIDGED = {"br0": BR0, "eth0": PORT}
BONDED = {
    "bond0": "DEVICE=bond0\nONBOOT=yes\nBONDING_OPTS='mode=1 miimon=100'\nBRIDGE=br0\n",
    "eth0": "DEVICE=eth0\nONBOOT=yes\nMASTER=bond0\nSLAVE=yes\n",
    "eth1": "DEVICE=eth1\nONBOOT=yes\nMASTER=bond0\nSLAVE=yes\n",
    "br0": BR0,
    "bond0.7": "DEVICE=bond0.7\nVLAN=yes\nONBOOT=yes\nIPADDR=198.51.100.7\nPREFIX=25\n",
}
LO = "DEVICE=lo\nONBOOT=yes\nIPADDR=127.0.0.1\nPREFIX=8\nIPADDR1=203.0.113.7\nPREFIX1=32\n"
OURS = ["--service", "NetworkManager=disabled", "--service", "network=enabled"]
THEIRS = ["--service", "NetworkManager=enabled", "--service", "network=enabled"]
NOBODYS = ["--service", "NetworkManager=disabled", "--service", "network=absent"]
NETWORKMANAGER = ["--service", "NetworkManager=enabled"]
EL7, EL8, EL9 = ["--release", "7"], ["--release", "8"], ["--release", "9"]
BRIDGE_UTILS = ["--package", "bridge-utils"]
CARD = {"nics": [{"name": "eth0", "mac": "52:54:00:0a:00:01"}]}
CARDS = {"nics": [{"name": f"eth{number}", "mac": f"52:54:00:0a:00:0{number + 1}"} for number in range(3)]}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(home: Path, name: str, files: Mapping[str, str]) -> None:
    (home / name).mkdir()
    for suffix, text in files.items():
        (home / name / f"ifcfg-{suffix}").write_text(text)


def boot(*arguments: str) -> Result:
    return run("boot", *arguments)


def document(*arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(boot(*arguments, "--format", "json").stdout)
    return found


def block(text: str, heading: str) -> list[str]:
    """The lines under HEADING."""
    return text.split(f"{heading}\n")[1].split("\n\n")[0].splitlines()


def test_the_bridge_that_is_lost(home: Path) -> None:
    """EL7, and bridge-utils is missing."""
    write(home, "kvm", BRIDGED)
    result = boot("kvm", *EL7, *OURS, "--without", "bridge-utils", "--host", _host(home, CARD))
    assert result.exit_code == 1
    assert result.stdout == (
        "eth0\n"
        "  1  skipped  port of br0: brctl not found (package bridge-utils)\n"
        "              ──▶ kvm/ifcfg-eth0:3\n"
        "  2  ok       set link up\n"
        "  3  ok       route 169.254.0.0/16\n"
        "\n"
        "br0\n"
        "  4  FAILED   create bridge: brctl not found (package bridge-utils)\n"
        "              ──▶ kvm/ifcfg-br0:7\n"
        "\n"
        "Final state\n"
        "  eth0\n"
        "\n"
        "Routes\n"
        "  169.254.0.0/16 dev eth0 metric 1002\n"
        "\n"
        "Lint errors in these files\n"
        "  error[bridge-utils-missing]: br0 is built by initscripts with brctl, but bridge-utils is not installed\n"
        "    ──▶ kvm/ifcfg-br0:7\n"
        "\n"
        "br0: does not come up, has no address 192.0.2.10/24, has no default route via 192.0.2.1 (see 4)\n"
        "eth0: is not a port of br0 (see 1)\n"
    )


def _host(home: Path, facts: Mapping[str, Any]) -> str:
    (home / "host.json").write_text(json.dumps(facts))
    return "host.json"


def test_what_stands_on_what(home: Path) -> None:
    write(home, "kvm", BONDED)
    result = boot("kvm", *EL7, *OURS, *BRIDGE_UTILS)
    assert block(result.stdout, "Final state") == [
        "  eth0",
        "  └─ bond0  bond, active-backup",
        "     ├─ br0  bridge  192.0.2.10/24",
        "     └─ bond0.7  VLAN 7  198.51.100.7/25",
        "  eth1",
        "  └─ bond0 (see above)",
    ]
    assert "  default via 192.0.2.1 dev br0" in block(result.stdout, "Routes")
    assert result.stdout.endswith("\neverything that starts at boot comes up as configured\n")
    assert result.exit_code == 0


EXITS = [
    (BRIDGED, [*EL7, *OURS, *BRIDGE_UTILS], 0, []),
    (BRIDGED, [*EL8, *OURS, "--without", "bridge-utils"], 0, []),  # which has ip make the bridge
    ({"eth0": ETH0 + "MTU=70000\n"}, [*EL7, *OURS], 1, ["eth0: MTU 70000: an MTU of 70000 is out of range for eth0"]),
    ({"eth0": ETH0.replace("0.2.1\n", "1.2.1\n")}, [*EL7, *OURS], 1,
     ["eth0: default route via 192.1.2.1: 192.1.2.1 is not in the network of 192.0.2.10, 192.0.2.0 (255.255.255.0)"]),
    ({"eth0": ETH0 + "DEFROUTE=no\n"}, [*EL7, *OURS], 0, []),
    ({"eth0": ETH0.replace("ONBOOT=yes", "ONBOOT=no")}, [*EL7, *OURS], 0, []),
    ({"eth0": "DEVICE=eth0\nONBOOT=yes\nMASTER=bond3\nSLAVE=yes\n"}, [*EL7, *OURS], 1,
     ["eth0: stays down, is not a port of bond3"]),
    ({"eth0": "DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=dhcp\n"}, [*EL7, *OURS, "--without", "dhclient"], 1,
     ["eth0: gets no address by DHCP (see 1)"]),
    ({"eth0": ETH0 + "IPV6ADDR=2001:db8::1/64\n"}, ["--release", "6", *OURS], 1,
     ["eth0: has no address 2001:db8::1/64 (see 5)"]),
    ({"eth0": ETH0}, [*EL7, *THEIRS], 0, []),
    ({"eth0": ETH0}, ["--release", "6", *THEIRS], 1, ["eth0: left to NetworkManager of EL6, which is not predicted"]),
    ({"eth0": ETH0.replace("0.2.1\n", "1.2.1\n")}, [*EL7, *THEIRS], 1,  # it makes a way to the gateway
     ["the prediction shows no failure, but lint finds 1 error in these files"]),
    ({"eth0": ETH0.replace("2.10", "2.256")}, [*EL9, *NETWORKMANAGER], 1,
     ["eth0: has no address 192.0.2.256 (see 1)"]),
    ({"eth0": ETH0 + "NM_CONTROLLED=no\n"}, [*EL9, *NETWORKMANAGER], 1,
     ["eth0: stays down, has no address 192.0.2.10/24, has no default route via 192.0.2.1 (see 1)"]),
    ({"eth0": ETH0 + "NM_CONTROLLED=no\n"}, [*EL8, "--package", "network-scripts"], 0, []),
    ({"eth0": PORT}, [*EL9, *NETWORKMANAGER], 1, ["eth0: is not a port of br0 (see 1)"]),
    ({"eth0": ETH0}, ["--release", "10", *NETWORKMANAGER], 1,
     ["network: ifcfg files: EL10 reads none: its NetworkManager reads only keyfiles, so nothing here has an effect",
      "eth0: stays down, has no address 192.0.2.10/24, has no default route via 192.0.2.1"]),
    ({"eth0": ETH0}, [*EL7, *NOBODYS], 1,
     ["network: nothing comes up: the network service is absent, NetworkManager is disabled",
      "eth0: stays down, has no address 192.0.2.10/24, has no default route via 192.0.2.1"]),
    ({"eth0": ETH0 + "NM_CONTROLLED=no\n"}, [*EL7, *THEIRS], 0, []),
    ({"eth0": ETH0 + "NM_CONTROLLED=no\n"}, [*EL8, *THEIRS[:2], "--without", "network-scripts"], 1,
     ["eth0: stays down, has no address 192.0.2.10/24, has no default route via 192.0.2.1 (see 1)"]),
    ({"bond0.7": BONDED["bond0.7"]}, [*EL7, *OURS], 1,  # of which no file tells
     ["bond0.7: does not come up, has no address 198.51.100.7/25 (see 1)"]),
    ({"bond0.7": BONDED["bond0.7"]}, [*EL9, *NETWORKMANAGER], 1,
     ["bond0.7: does not come up, has no address 198.51.100.7/25 (see 1)"]),
    ({"eth0.7": BONDED["bond0.7"].replace("bond0", "eth0")}, [*EL7, *OURS], 0, []),
    ({"br0": BR0.replace("TYPE=Bridge\n", "")}, [*EL7, *OURS], 1,
     ["br0: does not come up, has no address 192.0.2.10/24, has no default route via 192.0.2.1 (see 1)"]),
    ({"team1": ETH0.replace("eth0", "team1")}, [*EL9, *NETWORKMANAGER], 1,
     ["team1: does not come up, has no address 192.0.2.10/24, has no default route via 192.0.2.1 (see 1)"]),
    ({"eth0": ETH0.replace("eth0", "“eth0”")}, [*EL7, *OURS], 1,
     ["“eth0”: does not come up, has no address 192.0.2.10/24, has no default route via 192.0.2.1 (see 1)"]),
    ({"Wired_connection_of_a_long_name": ETH0.replace("DEVICE=eth0", "TYPE=Ethernet\nHWADDR=52:54:00:0a:00:01")},
     [*EL9, *NETWORKMANAGER], 0, []),
    ({"br0": BR0.replace("TYPE=Bridge", "HWADDR=52:54:00:0a:00:01")}, [*EL7, *OURS], 0, []),  # a card gets the name
    ({"lo": LO}, [*EL7, *OURS], 0, []),
    ({"lo": LO.replace("203.0.113.7", "127.0.0.1")}, [*EL9, *NETWORKMANAGER], 0, []),
    ({"lo": LO}, [*EL9, *NETWORKMANAGER], 1, ["lo: has no address 203.0.113.7/32 (see 1)"]),  # which reads no such file
    ({"lo": LO}, [*EL8, *NOBODYS], 1,
     ["network: nothing comes up: the network service is absent, NetworkManager is disabled",
      "lo: has no address 203.0.113.7/32"]),
]  # fmt: skip


@pytest.mark.parametrize("files, said, code, amiss", EXITS)
def test_what_is_amiss(home: Path, files: Mapping[str, str], said: list[str], code: int, amiss: list[str]) -> None:
    write(home, "host", files)
    result = boot("host", *said)
    closing = result.stdout.split("\n\n")[-1].splitlines()
    assert (result.exit_code, closing) == (code, amiss or ["everything that starts at boot comes up as configured"])


MASKED = ["--service", "NetworkManager=masked", "--service", "network=disabled"]
NOBODY = [
    (EL7, NOBODYS, "the network service is absent, NetworkManager is disabled"),
    (EL7, MASKED, "the network service is disabled, NetworkManager is masked"),
    (EL8, ["--service", "NetworkManager=disabled"], "the network service is absent, NetworkManager is disabled"),
    (EL9, ["--service", "NetworkManager=absent"], "EL9 does not have the network service, NetworkManager is absent"),
]


@pytest.mark.parametrize("release, said, reason", NOBODY)
def test_where_nobody_brings_anything_up(home: Path, release: list[str], said: list[str], reason: str) -> None:
    write(home, "kvm", BRIDGED)
    found = document("kvm", *release, *said, *BRIDGE_UTILS)
    assert [(e["device"], e["action"], e["result"], e["reason"]) for e in found["events"]] == [
        ("", "nothing comes up", "failed", reason),
    ]
    assert [(link["name"], link["up"]) for link in found["links"]] == [("eth0", False), ("lo", False)]


def test_one_device_of_each(home: Path) -> None:
    """NetworkManager comes first, then the network service with what is withheld from it."""
    withheld = "DEVICE=eth1\nONBOOT=yes\nNM_CONTROLLED=no\nIPADDR=198.51.100.1\n"
    write(home, "host", {"eth0": ETH0, "eth1": withheld, "eth1.5": "DEVICE=eth1.5\nVLAN=yes\nIPADDR=203.0.113.5\n"})
    result = boot("host", *EL7, *THEIRS)
    assert block(result.stdout, "Final state") == [
        "  eth0  192.0.2.10/24",
        "  eth1  198.51.100.1/24",
        "  └─ eth1.5  VLAN 5  203.0.113.5/24",
    ]
    found = document("host", *EL7, *THEIRS)
    assert found["verdicts"] == {"loopback": "OK", "eth0": "OK", "eth1": "OK", "eth1.5": "OK"}
    assert [(r["dst"], r["dev"], r.get("metric")) for r in found["routes"]] == [
        ("192.0.2.0/24", "eth0", 100),
        ("default", "eth0", 100),
        ("198.51.100.0/24", "eth1", None),
        ("169.254.0.0/16", "eth1", 1003),
        ("203.0.113.0/24", "eth1.5", 400),
    ]


ASKED = [
    ({"bond0": "DEVICE=bond0\nTYPE=Bond\nBONDING_OPTS=mode=1\nIPADDR=192.0.2.10\nPREFIX=24\n",
      "eth0": "DEVICE=eth0\nMASTER=bond0\nSLAVE=yes\n"}, {"bond0": "OK", "eth0": "OK"}),  # SLAVE=yes is not passed over
    ({"eth0": "DEVICE=eth0\nBRIDGE=br0\n", "br0": BR0 + "NM_CONTROLLED=no\n"}, {"eth0": "FAILED", "br0": "OK"}),
    ({"eth0": ETH0.replace("ONBOOT=yes", "ONBOOT=no")}, {}),
    ({"eth0": ETH0.replace("2.10", "2.256")}, {"eth0": "OK"}),  # rejected, so the script has no UUID to ask for
]  # fmt: skip


@pytest.mark.parametrize("files, verdicts", ASKED)
def test_ifup_asks_networkmanager(home: Path, files: Mapping[str, str], verdicts: Mapping[str, str]) -> None:
    write(home, "host", files)
    found = document("host", *EL7, *THEIRS, *BRIDGE_UTILS)["verdicts"]
    assert {name: verdict for name, verdict in found.items() if name != "loopback"} == verdicts


LOST_BRIDGE = [
    "lost: br0 with 192.0.2.10/24, the default route via 192.0.2.1",
    "changed: eth0 comes up as an ordinary device without an address",
    "cause: eth0: port of br0: brctl not found (package bridge-utils)",
    "  ──▶ kvm/ifcfg-eth0:3",
    "cause: br0: create bridge: brctl not found (package bridge-utils)",
    "  ──▶ kvm/ifcfg-br0:7",
]
WHAT_IFS = [
    ([*EL7, *OURS, *BRIDGE_UTILS], ["without=bridge-utils"], 1, LOST_BRIDGE),
    ([*EL7, *BRIDGE_UTILS], ["without=bridge-utils", "service.NetworkManager=disabled"], 1, LOST_BRIDGE),
    ([*EL7, *OURS, "--without", "bridge-utils"], ["package=bridge-utils"], 0,
     ["gained: br0 with 192.0.2.10/24, the default route via 192.0.2.1", "changed: eth0 becomes a port of br0"]),
    ([*EL7, *OURS, *BRIDGE_UTILS], ["release=8"], 0, ["nothing is lost, gained or changed"]),
    ([*EL7, *OURS, *BRIDGE_UTILS], ["service.network=disabled"], 1,
     ["lost: eth0, br0 with 192.0.2.10/24, the default route via 192.0.2.1",
      "cause: nothing comes up: the network service is disabled, NetworkManager is disabled"]),
    ([*EL7, *OURS, *BRIDGE_UTILS], ["service.NetworkManager=enabled"], 0,
     ["nothing is lost, gained or changed"]),
    ([*EL7, *BRIDGE_UTILS], ["release=9"], 0, ["nothing is lost, gained or changed"]),
    ([*EL7, *BRIDGE_UTILS], ["release=10"], 1,
     ["lost: eth0, br0 with 192.0.2.10/24, the default route via 192.0.2.1",
      "cause: ifcfg files: EL10 reads none: its NetworkManager reads only keyfiles, so nothing here has an effect"]),
]  # fmt: skip


@pytest.mark.parametrize("said, supposed, code, told", WHAT_IFS)
def test_what_if(home: Path, said: list[str], supposed: list[str], code: int, told: list[str]) -> None:
    write(home, "kvm", BRIDGED)
    result = boot("kvm", *said, *(word for fact in supposed for word in ("--what-if", fact)))
    assert (result.exit_code, result.stdout.split("\n\n")[0].splitlines()) == (code, told)


def test_a_program_may_be_supposed_away(home: Path) -> None:
    write(home, "kvm", BRIDGED)
    said = [*EL7, *OURS, "--host", _host(home, CARD | {"present": ["brctl"]})]
    assert boot("kvm", *said, "--what-if", "without=bridge-utils").stdout.splitlines() == LOST_BRIDGE


AGAINST = [
    (ETH0.replace("2.10", "2.11"), 1, ["lost: 192.0.2.10/24 of eth0", "gained: 192.0.2.11/24 of eth0"]),
    (ETH0 + "MTU=1400\n", 0, ["changed: eth0 has MTU 1400 instead of 1500"]),
    (ETH0 + "IPADDR1=192.0.2.11\n", 0, ["gained: 192.0.2.11/24 of eth0"]),
    (ETH0 + "DEFROUTE=no\n", 1, ["lost: the default route via 192.0.2.1"]),
]


@pytest.mark.parametrize("text, code, told", AGAINST)
def test_against_other_files(home: Path, text: str, code: int, told: list[str]) -> None:
    write(home, "old", {"eth0": ETH0})
    write(home, "new", {"eth0": text})
    result = boot("old", *EL7, *OURS, "--against", "new")
    assert (result.exit_code, result.stdout.splitlines()) == (code, told)


SLOW = BR0 + "DELAY=15\nSTP=yes\n"


@pytest.mark.parametrize("manager, told", [
    (OURS, "changed: br0 has forward delay 2 s instead of 15 s"),  # ip takes 0.15 s, which STP brings into its range
    (NETWORKMANAGER, "nothing is lost, gained or changed"),
])  # fmt: skip
def test_a_release_that_counts_in_other_units(home: Path, manager: list[str], told: str) -> None:
    write(home, "kvm", {"br0": SLOW, "eth0": PORT})
    result = boot("kvm", *EL7, *BRIDGE_UTILS, *manager, "--what-if", "release=8")
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, told)


BOND = "DEVICE=bond0\nONBOOT=yes\nIPADDR=192.0.2.10\nPREFIX=24\nBONDING_OPTS='mode=1 miimon=100'\n"
TWO_PORTS = {f"eth{number}": f"DEVICE=eth{number}\nONBOOT=yes\nMASTER=bond0\nSLAVE=yes\n" for number in range(2)}
VLAN = "DEVICE=vlan7\nVLAN=yes\nPHYSDEV=eth0\nVLAN_ID=7\nONBOOT=yes\nIPADDR=192.0.2.10\nPREFIX=24\n"
CARRIERS = {"eth0": "DEVICE=eth0\nONBOOT=yes\n", "eth1": "DEVICE=eth1\nONBOOT=yes\n"}
SETTINGS = [
    ({"br0": BR0}, {"br0": BR0 + "DELAY=4.5\n"}, ["br0 has forward delay 4.5 s instead of 15 s"]),
    ({"br0": SLOW}, {"br0": BR0}, ["br0 has STP off instead of on"]),
    ({"br0": BR0}, {"br0": BR0 + "AGEING=60\nPRIO=4096\n"},
     ["br0 has priority 4096 instead of 32768", "br0 has ageing time 60 s instead of 300 s"]),
    ({"br0": BR0}, {"br0": BR0 + "BRIDGING_OPTS='hello_time=300 max_age=1000 group_fwd_mask=8 multicast_snooping=0'\n"},
     ["br0 has hello time 3 s instead of 2 s", "br0 has maximum age 10 s instead of 20 s",
      "br0 has group_fwd_mask 8 instead of 0", "br0 has multicast_snooping 0 instead of 1"]),
    ({"br0": BR0, "eth0": PORT}, {"eth0": PORT + "BRIDGING_OPTS='path_cost=50 priority=4 hairpin_mode=1 learning=0'\n"},
     ["eth0 has path cost 50 instead of by speed", "eth0 has port priority 4 instead of 32",
      "eth0 has hairpin on instead of off", "eth0 has learning 0 instead of 1"]),
    ({"br0": BR0, "eth0": PORT}, {"eth0": PORT + "MTU=1400\n"},
     ["eth0 has MTU 1400 instead of 1500", "br0 has MTU 1400 instead of 1500"]),
    ({"bond0": BOND, **TWO_PORTS}, {"bond0": BOND.replace("mode=1", "mode=active-backup")}, []),
    ({"bond0": BOND, **TWO_PORTS}, {"bond0": BOND.replace("miimon=100", "miimon=50 updelay=200 primary=eth1")},
     ["bond0 has miimon 50 ms instead of 100 ms", "bond0 has updelay 200 ms instead of 0 ms",
      "bond0 has primary eth1 instead of none", "bond0 has active_slave eth1 instead of eth0"]),
    ({"bond0": BOND, **TWO_PORTS}, {"bond0": BOND.replace("miimon=100", "arp_interval=500 arp_ip_target=192.0.2.1,192.0.2.2")},
     ["bond0 has miimon 0 ms instead of 100 ms", "bond0 has arp_interval 500 ms instead of 0 ms",
      "bond0 has arp_ip_target 192.0.2.1,192.0.2.2 instead of none", "bond0 has active_slave none instead of eth0"]),
    ({"bond0": BOND, **TWO_PORTS}, {"bond0": BOND.replace("mode=1", "mode=4 lacp_rate=1 xmit_hash_policy=layer3+4")},
     ["bond0 has mode 802.3ad instead of active-backup", "bond0 has lacp_rate fast instead of slow",
      "bond0 has xmit_hash_policy layer3+4 instead of layer2", "bond0 has active_slave none instead of eth0"]),
    ({"vlan7": VLAN, **CARRIERS}, {"vlan7": VLAN.replace("PHYSDEV=eth0", "PHYSDEV=eth1")},
     ["vlan7 has parent eth1 instead of eth0",
      "vlan7 has MAC address 52:54:00:0a:00:02 instead of 52:54:00:0a:00:01"]),
    ({"eth0": ETH0}, {"eth0": ETH0 + "MTU=9000\nMACADDR=02:00:00:00:00:01\nARP=no\n"},
     ["eth0 has MTU 9000 instead of 1500", "eth0 has ARP off instead of on",
      "eth0 has MAC address 02:00:00:00:00:01 instead of 52:54:00:0a:00:01"]),
    ({"eth0": ETH0}, {"eth0": ETH0 + "BROADCAST=192.0.2.127\nSCOPE='scope site'\n"},
     ["192.0.2.10/24 of eth0 has broadcast 192.0.2.127 instead of 192.0.2.255",
      "192.0.2.10/24 of eth0 has scope site instead of global"]),
    ({"eth0": ETH0}, {"eth0": ETH0.replace("ONBOOT=yes", "ONBOOT=no") + "MTU=9000\n"}, []),  # lost, so no more is said
]  # fmt: skip


def test_a_vlan_with_another_id(home: Path) -> None:
    write(home, "old", {"eth0": CARRIERS["eth0"], "vlan": VLAN.replace("vlan7", "storage")})
    write(home, "new", {"eth0": CARRIERS["eth0"], "vlan": VLAN.replace("vlan7", "storage").replace("ID=7", "ID=8")})
    result = boot("old", *EL9, *NETWORKMANAGER, "--against", "new")
    assert result.stdout == "changed: storage has VLAN ID 8 instead of 7\n"


def test_a_device_of_another_kind(home: Path) -> None:
    write(home, "old", {"br0": BR0})
    write(home, "new", {"br0": BR0.replace("Bridge", "Bond")})
    changed = document("old", *EL8, *NETWORKMANAGER, "--against", "new")["changed"]
    assert changed == ["br0 is a bond instead of a bridge"]


@pytest.mark.parametrize("files, others, told", SETTINGS)
def test_every_setting_is_compared(
    home: Path, files: Mapping[str, str], others: Mapping[str, str], told: list[str]
) -> None:
    write(home, "old", files)
    write(home, "new", {**files, **others})
    said = [*EL7, *OURS, *BRIDGE_UTILS, "--host", _host(home, CARDS)]
    assert sorted(document("old", *said, "--against", "new")["changed"]) == sorted(told)
    assert len(document("new", *said, "--against", "old")["changed"]) == len(told)
    assert document("old", *said, "--against", "old")["changed"] == []


def test_ipv6_that_goes_off(home: Path) -> None:
    write(home, "old", {"eth0": ETH0})
    write(home, "new", {"eth0": ETH0})
    (home / "new/sysctl.conf").write_text("net.ipv6.conf.eth0.disable_ipv6 = 1\n")
    assert boot("old", *EL7, *OURS, "--against", "new").stdout == "changed: eth0 has IPv6 off instead of on\n"


def test_a_route_that_leads_nowhere_can_be_lost(home: Path) -> None:
    for name, text in (("old", "blackhole 203.0.113.0/24\n"), ("new", "prohibit 203.0.113.0/24\n")):
        write(home, name, {"eth0": ETH0})
        (home / name / "route-eth0").write_text(text)
        (home / name / "route6-eth0").write_text(text.replace("203.0.113.0/24", "2001:db8::/32"))
    found = document("old", *EL7, *OURS, "--against", "new")
    assert found["lost"] == [
        "the route blackhole 203.0.113.0/24", "the route blackhole 2001:db8::/32 dev lo metric 1024"
    ]  # fmt: skip
    assert found["gained"] == [
        "the route prohibit 203.0.113.0/24", "the route prohibit 2001:db8::/32 dev lo metric 1024"
    ]  # fmt: skip


def test_what_lo_has_beside_its_own(home: Path) -> None:
    """An address of a service, as a load balancer has it."""
    write(home, "old", {"eth0": ETH0, "lo": LO})
    write(home, "new", {"eth0": ETH0})
    assert "  lo  127.0.0.1/8, 203.0.113.7/32" in block(boot("old", *EL7, *OURS).stdout, "Final state")
    assert block(boot("new", *EL7, *OURS).stdout, "Final state") == ["  eth0  192.0.2.10/24"]
    assert boot("old", *EL7, *OURS, "--against", "new").stdout == "lost: 203.0.113.7/32 of lo\n"


def test_what_is_not_predicted_is_not_said_to_be_down(home: Path) -> None:
    write(home, "host", {"eth0": ETH0})
    result = boot("host", "--release", "6", *THEIRS)
    assert block(result.stdout, "Final state") == ["  eth0  left to NetworkManager of EL6, which is not predicted"]


def test_a_narrow_terminal(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(home, "kvm", BRIDGED)
    monkeypatch.setenv("COLUMNS", "40")
    said = [*EL7, "--service", "NetworkManager=disabled", "--without", "bridge-utils"]
    lines = boot("kvm", *said).stdout.splitlines()
    assert max(map(len, lines)) <= 40
    assert lines[:4] == [
        "eth0",
        "  1  skipped  port of br0: brctl not",
        "              found (package",
        "              bridge-utils)",
    ]
    assert block("\n".join(lines), "Assumed") == [
        "  all network cards named in the files",
        "    are present and have a carrier",
        "  service network is enabled (decides",
        "    whether anything brings up devices",
        "    that NetworkManager does not manage)",
        "    if not, lost: eth0",
    ]


def test_an_assumption_that_makes_no_difference(home: Path) -> None:
    write(home, "host", {"eth0": ETH0})
    assumed = block(boot("host", "--release", "10").stdout, "Assumed")
    assert "    if not, the same result" in assumed


def test_a_comparison_as_json(home: Path) -> None:
    write(home, "kvm", BRIDGED)
    found = document("kvm", *EL7, *OURS, *BRIDGE_UTILS, "--what-if", "without=bridge-utils")
    assert found["lost"] == ["br0 with 192.0.2.10/24", "the default route via 192.0.2.1"]
    assert (found["given"]["service"], found["supposed"]["service"]) == ({"exit": 0}, {"exit": 1})


def test_json_has_the_words_of_ip_and_sysfs(home: Path) -> None:
    write(home, "kvm", BRIDGED)
    found = document("kvm", *EL7, *OURS)
    assert list(found) == [
        "links", "addresses", "routes", "routes6", "rules", "rules6", "verdicts", "service", "dhclient_calls",
        "events", "unknown", "not_predicted", "errors", "allowed",
    ]  # fmt: skip
    assert found["verdicts"] == {"loopback": "OK", "eth0": "OK", "br0": "OK"}
    assert {"device": "eth0", "action": "port of br0", "result": "ok", "reason": "", "script": "ifup-eth",
            "path": "kvm/ifcfg-eth0", "line": 3} in found["events"]  # fmt: skip
    assert [(known["fact"], known["value"]) for known in found["unknown"]] == [
        ("nics", None),
        ("package bridge-utils", True),
    ]


def test_assumed_facts_are_named_with_the_other_outcome(home: Path) -> None:
    write(home, "kvm", BRIDGED)
    lost, changed, *_ = LOST_BRIDGE
    said = [*EL7, "--service", "NetworkManager=disabled"]
    assert block(boot("kvm", *said).stdout, "Assumed") == [
        "  all network cards named in the files are present and have a carrier",
        "  service network is enabled (decides whether anything brings up devices that NetworkManager does not manage)",
        "    if not, lost: eth0, br0 with 192.0.2.10/24, the default route via 192.0.2.1",
        "  package bridge-utils is installed (decides whether the bridge br0 is created)",
        f"    if not, {lost}",
        f"    if not, {changed}",
    ]
    write(home, "missing", BRIDGED)
    assert block(boot("missing", *EL7, "--without", "bridge-utils").stdout, "Assumed") == [
        "  all network cards named in the files are present and have a carrier",
        "  service NetworkManager is enabled (decides who brings up the devices)",
        f"    if not, {lost}",
        f"    if not, {changed}",
        "    if not, and service network is disabled, "
        "lost: eth0, br0 with 192.0.2.10/24, the default route via 192.0.2.1",
    ]


def test_what_is_assumed_only_where_something_else_is_not_so(home: Path) -> None:
    """NetworkManager makes bridges without brctl: whether it is there matters only without NetworkManager."""
    write(home, "kvm", BRIDGED)
    lost, changed, *_ = LOST_BRIDGE
    assert block(boot("kvm", *EL7, "--service", "network=enabled").stdout, "Assumed") == [
        "  all network cards named in the files are present and have a carrier",
        "  service NetworkManager is enabled (decides who brings up the devices)",
        "    if not, the same result",
        f"    if not, and package bridge-utils is missing, {lost}",
        f"    if not, and package bridge-utils is missing, {changed}",
    ]


def test_a_comparison_names_the_facts_that_it_depends_on(home: Path) -> None:
    write(home, "kvm", BRIDGED)
    lost, changed, *_ = LOST_BRIDGE
    result = boot("kvm", *EL7, "--service", "network=enabled", "--what-if", "service.NetworkManager=disabled")
    assert (result.exit_code, result.stdout.splitlines()) == (0, [
        "nothing is lost, gained or changed",
        "",
        "Assumed",
        "  package bridge-utils is installed (decides whether the bridge br0 is created)",
        f"    if not, {lost}",
        f"    if not, {changed}",
    ])  # fmt: skip


def test_a_lease_of_which_nothing_is_known_can_be_lost(home: Path) -> None:
    write(home, "host", {"eth0": "DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=dhcp\n"})
    lost = "lost: address by DHCP of eth0"
    assert block(boot("host", *EL7, *OURS).stdout, "Assumed")[1:] == [
        "  package dhclient is installed (decides whether eth0 gets an address by DHCP)",
        f"    if not, {lost}",
        "  a DHCP server answers eth0 (decides which address eth0 gets, and whether it comes up)",
        f"    if not, {lost}",
    ]
    result = boot("host", *EL7, *OURS, "--what-if", "without=dhclient")
    assert (result.exit_code, result.stdout.splitlines()[0]) == (1, lost)


def test_what_is_not_predicted_is_not_said_to_be_as_before(home: Path) -> None:
    write(home, "host", {"eth0": ETH0})
    result = boot("host", "--release", "6", *OURS, "--what-if", "service.NetworkManager=enabled")
    left = "eth0: not compared: left to NetworkManager of EL6, which is not predicted"
    assert (result.exit_code, result.stdout.split("\n\n")[0].strip()) == (1, left)


def test_why_a_device_is_not_compared(home: Path) -> None:
    write(home, "old", {"eth0": ETH0})
    write(home, "new", {"eth0": ETH0 + "MTU=$(cat /mtu)\n", "eth1": ETH0.replace("eth0", "eth1") + "set -u\n"})
    result = boot("old", *EL7, *OURS, "--against", "new")
    assert (result.exit_code, result.stdout.splitlines()[:2]) == (
        1,
        [
            "eth0: not compared: the value of MTU is unknown, so the device is not predicted",
            "eth1: not compared: what `set -u` does to the script is unknown, so the device is not predicted",
        ],
    )
    assert block(boot("new", *EL7, *OURS).stdout, "Final state")[0] == (
        "  eth0  the value of MTU is unknown, so the device is not predicted"
    )


HOST_FILES = [
    ("host.json", '{"description": "a case", "nics": [{"name": "eth0"}], "dhcp": {"eth0": "192.0.2.9/24"}}'),
    ("host.toml", 'release = 7\ndhcp = {eth0 = "192.0.2.9/24"}\n[[nics]]\nname = "eth0"\n'),
]


@pytest.mark.parametrize("name, text", HOST_FILES)
def test_facts_from_a_file(home: Path, name: str, text: str) -> None:
    write(home, "host", {"eth0": "DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=dhcp\n"})
    (home / name).write_text(text)
    result = boot("host", *EL7, *OURS, "--host", name)
    assert (result.exit_code, block(result.stdout, "Final state")) == (0, ["  eth0  192.0.2.9/24"])


@pytest.mark.parametrize("etc", [True, False])
def test_files_beside_the_scripts(home: Path, etc: bool) -> None:
    """Those of a system where the path shows them, those of a flat directory where not."""
    scripts, others = home / "etc/sysconfig/network-scripts", home / "etc"
    if not etc:
        scripts = others = home / "flat"
    scripts.mkdir(parents=True)
    (scripts / "ifcfg-eth0").write_text(ETH0)
    (scripts / "rule-eth0").write_text("from 192.0.2.0/24 lookup uplink\n")
    table = others / "iproute2/rt_tables" if etc else others / "rt_tables"
    table.parent.mkdir(exist_ok=True)
    table.write_text("100 uplink\n")
    found = document(str(scripts), *EL7, *OURS)
    assert [rule["table"] for rule in found["rules"] if "srclen" in rule] == ["uplink"]


@pytest.mark.parametrize(
    "place", ["etc/modprobe.d/bonding.conf", "etc/modprobe.conf", "flat/modprobe.d/x.conf", "flat/modprobe.conf"]
)
def test_an_alias_of_modprobe_makes_a_bond(home: Path, place: str) -> None:
    top = place.partition("/")[0]
    scripts = home / "etc/sysconfig/network-scripts" if top == "etc" else home / "flat"
    scripts.mkdir(parents=True)
    (scripts / "ifcfg-bond7").write_text("DEVICE=bond7\nONBOOT=yes\nIPADDR=192.0.2.10\nPREFIX=24\n")
    (scripts / "ifcfg-eth0").write_text("DEVICE=eth0\nONBOOT=yes\nMASTER=bond7\nSLAVE=yes\n")
    (home / place).parent.mkdir(exist_ok=True)
    (home / place).write_text("alias bond7 bonding\noptions bond7 mode=1 miimon=100\n")
    result = boot(str(scripts), *EL7, *OURS)
    assert (result.exit_code, "bond7  bond, active-backup  192.0.2.10/24" in result.stdout) == (0, True)


def test_ipv6_that_no_file_asks_for_is_no_failure(home: Path) -> None:
    """EL6 passes over each device without IPV6INIT, lo first, where /etc/sysconfig/network has the gateway."""
    lo = "DEVICE=lo\nIPADDR=127.0.0.1\nNETMASK=255.0.0.0\nONBOOT=yes\nIPV6ADDR=::1/128\n"
    write(home, "host", {"lo": lo, "eth0": ETH0})
    (home / "host/network").write_text("NETWORKING=yes\nNETWORKING_IPV6=yes\nIPV6_DEFAULTGW=2001:db8::1\n")
    assert boot("host", "--release", "6", *OURS).exit_code == 0


@pytest.mark.parametrize(("table", "is_lost"), [(100, False), (101, True)])
def test_a_default_route_of_another_table_is_another_route(home: Path, table: int, is_lost: bool) -> None:
    write(home, "host", {"eth0": ETH0, "eth1": ETH0.replace("eth0", "eth1") + "HWADDR=52:54:00:00:00:99\n"})
    (home / "host/route-eth0").write_text("default via 192.0.2.1 table 100\n")
    (home / "host/route-eth1").write_text(f"default via 192.0.2.1 table {table}\n")
    facts = {"nics": [{"name": name, "mac": f"52:54:00:00:00:0{name[-1]}"} for name in ("eth0", "eth1")]}
    (home / "host.json").write_text(json.dumps(facts))
    result = boot("host", *EL7, *OURS, "--host", "host.json")
    assert ("default route" in result.stdout.splitlines()[-1]) is is_lost


MISUSE = [
    (["--what-if", "release=8"], {},
     "kvm: unknown release; --what-if and --against need --release, one of 6, 7, 8, 9\n"),
    (["--release", "5"], {}, "release 5: boot predicts only 6 to 10\n"),
    ([*EL7, "--expect", "none.yaml"], {}, "none.yaml: No such file or directory\n"),
    ([*EL7, "--expect", "kvm.yaml", "--what-if", "release=8"], {}, "kvm.yaml: No such file or directory\n"),
    (["--release", "vista"], {}, "--release: no release 'vista': a number from 5 to 10, or el7, centos7, fedora33, ...\n"),
    ([*EL7, "--package", "x", "--without", "x"], {}, "--without x: stated as installed, too\n"),
    ([*EL7, *BRIDGE_UTILS, "--host", "host.json"], {"absent": ["brctl"]},
     "host.json: brctl is stated as absent, its package bridge-utils as installed\n"),
    ([*EL7, "--host", "host.json"], {"actions": ["/sbin/ifup eth0"]},
     "host.json: actions: commands to run instead of the service cannot be predicted\n"),
    ([*EL7, "--host", "host.json"], {"nic": []},
     "host.json:1: unknown key 'nic'; did you mean 'nics'?\n"),
    ([*EL7, "--what-if", "color=red", "--what-if", "service.network=of", "--what-if", "release=6", "--what-if", "release=8"], {},
     "--what-if color=red: one of package=NAME, without=NAME, service.NAME=STATE or release=N is required\n"
     "--what-if release=8: only one release is possible\n"
     "--what-if service.network=of: service network cannot be 'of': must be one of enabled, disabled, masked, absent\n"),
    ([*EL7, "--what-if", "service.NetworkManger=disabled", "--what-if", "without=x", "--what-if", "package=x"], {},
     "--what-if service.NetworkManger=disabled: unknown service 'NetworkManger': must be "
     "NetworkManager or network; did you mean 'NetworkManager'?\n"
     "--what-if without=x: stated as installed, too\n"),
    ([*EL7, "--what-if", "release=vista"], {},
     "--what-if release: no release 'vista': a number from 5 to 10, or el7, centos7, fedora33, ...\n"),
    (["--host", "host.json"], {"relase": 7}, "host.json:1: unknown key 'relase'; did you mean 'release'?\n"),
    (["--host", "host.json"], {"release": 7, "services": {"networkmanager": "disabled"}},
     "host.json:1: unknown service 'networkmanager': must be NetworkManager or network; "
     "did you mean 'NetworkManager'?\n"),
    ([*EL7, "--host", "host.json"], {"dhcp": {"eth0": "192.0.2.9/99"}},
     "host.json: dhcp: eth0: '192.0.2.9/99' is not an IPv4 address\n"),
]  # fmt: skip


@pytest.mark.parametrize("said, facts, told", MISUSE)
def test_misuse(home: Path, said: list[str], facts: Mapping[str, Any], told: str) -> None:
    write(home, "kvm", BRIDGED)
    _host(home, facts)
    result = boot("kvm", *said)
    assert (result.exit_code, result.stdout, result.faults) == (2, "", told)


MISSPELT = [
    ("bridge-util", "bridge-utils"), ("brige-utils", "bridge-utils"), ("bridgeutils", "bridge-utils"),
    ("bridge_utils", "bridge-utils"), ("birdge-utils", "bridge-utils"), ("Bridge-Utils", "bridge-utils"),
    ("iputil", "iputils"), ("iptuils", "iputils"), ("ethtoool", "ethtool"), ("ehttool", "ethtool"),
    ("dhcilent", "dhclient"), ("dhclinet", "dhclient"), ("dhclien", "dhclient"), ("temd", "teamd"), ("tunctrl", "tunctl"),
    ("vconfg", "vconfig"), ("firewall", "firewalld"), ("openvswich", "openvswitch"), ("dnsmask", "dnsmasq"),
    ("network-script", "network-scripts"), ("networkscripts", "network-scripts"),
    ("networkmanager-team", "NetworkManager-team"), ("NetworkManger-team", "NetworkManager-team"),
    ("NetworkManager-config-sever", "NetworkManager-config-server"),
    ("NetworkManager-dispatcher-routing-rule", "NetworkManager-dispatcher-routing-rules"),
]  # fmt: skip


@pytest.mark.parametrize("written, meant", MISSPELT)
def test_a_package_that_is_nearly_one_that_matters(home: Path, written: str, meant: str) -> None:
    write(home, "kvm", BRIDGED)
    for words in (["--what-if", f"without={written}"], ["--what-if", f"package={written}"]):
        result = boot("kvm", *EL7, *words)
        told = f"{' '.join(words)}: unknown package {written!r}; did you mean {meant!r}?\n"
        assert (result.exit_code, result.stdout, result.faults) == (2, "", told)
    for option in ("--package", "--without"):
        told = f"{option} {written}: unknown package {written!r}; did you mean {meant!r}?\n"
        assert boot("kvm", *EL7, option, written).faults == told
        assert run("lint", "kvm", option, written).faults == told


REAL_PACKAGES = """
    NetworkManager NetworkManager-adsl NetworkManager-bluetooth NetworkManager-cloud-setup
    NetworkManager-config-connectivity-redhat NetworkManager-config-server NetworkManager-config-routing-rules
    NetworkManager-dispatcher-routing-rules NetworkManager-initscripts-updown NetworkManager-l2tp NetworkManager-libnm
    NetworkManager-ovs NetworkManager-ppp NetworkManager-ssh NetworkManager-team NetworkManager-tui NetworkManager-vpnc
    NetworkManager-wifi NetworkManager-wwan arptables biosdevname bind-utils bridge-utils bridge-utils-devel cifs-utils
    coreutils dhclient dhcp-client dhcp-common dhcp-libs dhcp-relay dhcpcd dnf-utils dnsmasq dnsmasq-utils ebtables
    efibootmgr ethtool firewall-applet firewall-config firewalld firewalld-filesystem gputils id-utils initscripts
    initscripts-rename-device initscripts-service ipcalc ipmitool ipmiutil iproute iproute-tc iprutils iptables
    iptables-services iptraf-ng iputils iputils-ninfod ipvsadm keyutils libteam mtd-utils net-tools network-scripts
    network-scripts-openvswitch network-scripts-ppp network-scripts-team nfs-utils nftables nmstate openvswitch
    openvswitch-devel openvswitch-test openvswitch2.17 openvswitch3.1 pciutils pm-utils ppp psutils python3-dhcpd
    systemd-networkd tcpdump teamd teamd-devel teams tunctl tuned usbutils vconfig wireless-tools wpa_supplicant
    wireguard-tools xfsprogs yum-utils
"""


def test_packages_that_exist_are_taken_as_they_are(home: Path) -> None:
    write(home, "kvm", BRIDGED)
    names = REAL_PACKAGES.split()
    for option, start in (("--package", ""), ("--without", ""), ("--what-if", "package="), ("--what-if", "without=")):
        said = [word for name in names for word in (option, start + name)]
        assert (boot("kvm", *EL7, *said).stderr, len(names) > 60) == ("", True)


def test_a_directory_without_files(home: Path) -> None:
    (home / "empty").mkdir()
    assert (boot("empty", *EL7).exit_code, boot("none", *EL7).exit_code) == (2, 2)
    assert boot("empty", *EL7).stderr == "empty: no ifcfg files or keyfiles in it or below\n"
    assert boot("none", *EL7).stderr == "none: No such file or directory\n"


def test_what_is_no_host(home: Path) -> None:
    (home / "notes").write_text("")
    os.mkfifo(home / "pipe")
    for name in ("notes", "pipe", "/dev/null"):
        said = f"{name}: neither the directory, archive, keyfile or kickstart of a host nor a topology (.yaml, .yml)\n"
        for done in (boot(name, *EL7), run("graph", name), run("read", name), run("diff", name, name)):
            assert (done.exit_code, done.stderr) == (2, said)
    (home / "host.yaml").write_text("network: {version: 2}\n")
    assert run("read", "host.yaml").stderr == "host.yaml: a topology, not the files of a host\n"


# -- topologies -------------------------------------------------------------------------------------------

TOPOLOGY = """network:
  renderer: {renderer}
  ethernets: {{eth0: {{}}}}
  bridges:
    br0:
      interfaces: [eth0]
      parameters: {{stp: false}}
      addresses: [192.0.2.10/24]
      routes: [{{to: default, via: 192.0.2.1}}]
host: {{release: {release}}}
"""


@pytest.mark.parametrize("renderer", ["initscripts", "NetworkManager"])
@pytest.mark.parametrize("release", [7, 8])
def test_a_topology_is_rendered_and_booted(home: Path, renderer: str, release: int) -> None:
    (home / "kvm.yaml").write_text(TOPOLOGY.format(renderer=renderer, release=release))
    result = boot("kvm.yaml", "--expect", "kvm.yaml")
    assert block(result.stdout, "Final state") == ["  eth0", "  └─ br0  bridge  192.0.2.10/24"]
    assert result.stdout.endswith("\nthe boot matches kvm.yaml\n")
    assert result.exit_code == 0
    assert document("kvm.yaml", "--expect", "kvm.yaml")["unexpected"] == []


EXPECTATIONS = [
    ({}, []),
    ({"eth0": PORT + "BOOTPROTO=dhcp\n"}, []),  # which a port does not do
    ({"br0": BR0.replace("2.10", "2.11")}, ["br0: has no address 192.0.2.10/24", "br0: has the unexpected address 192.0.2.11/24"]),
    ({"br0": BR0.replace("2.1\n", "2.2\n")},
     ["br0: has no route default via 192.0.2.1",
      "br0: has the unexpected route default via 192.0.2.2 dev br0 metric 425"]),
    ({"br0": BR0 + "STP=yes\n"}, ["br0: has STP on instead of off"]),
    ({"eth0": ETH0}, ["eth0: is not a port of br0",
                      "eth0: has the unexpected address 192.0.2.10/24",
                      "eth0: has the unexpected route default via 192.0.2.1 dev eth0 metric 100"]),
    ({"br0": BR0.replace("Bridge", "bond")}, ["br0: is a bond, not a bridge", "eth0: is not a port of br0"]),
    ({"br0": BR0.replace("ONBOOT=yes", "ONBOOT=no"), "eth0": ""}, ["eth0: is not a port of br0", "br0: does not come up"]),
    ({"eth0.5": "DEVICE=eth0.5\nVLAN=yes\n"}, ["eth0.5: is created unexpectedly"]),
    ({"br0": BR0 + "ROUTING_RULE_0='priority 5 from 192.0.2.0/24 table 7'\n"},
     ["there is an unexpected rule 5: from 192.0.2.0/24 lookup 7"]),
]  # fmt: skip


@pytest.mark.parametrize("files, differences", EXPECTATIONS)
def test_what_is_not_as_expected(home: Path, files: Mapping[str, str], differences: list[str]) -> None:
    (home / "kvm.yaml").write_text(TOPOLOGY.format(renderer="NetworkManager", release=8))
    write(home, "kvm", {**BRIDGED, **files})
    found = document("kvm", "--expect", "kvm.yaml", "--host", _host(home, CARD))
    assert sorted(found["unexpected"]) == sorted(differences)
    result = boot("kvm", "--expect", "kvm.yaml", "--host", "host.json")
    assert result.exit_code == int(bool(differences))
    closing = sorted(result.stdout.split("\n\n")[-1].splitlines())
    assert closing == (sorted(differences) or ["the boot matches kvm.yaml"])


OF_A_PORT = """network:
  renderer: NetworkManager
  ethernets: {eth0: {neigh-suppress: true%s}}
  bridges: {br0: {interfaces: [eth0], addresses: [192.0.2.10/24]}}
host: {release: %d}
"""


@pytest.mark.parametrize("release", [8, 9, 10])
def test_what_a_host_works_without_is_no_difference(home: Path, release: int) -> None:
    (home / "t.yaml").write_text(OF_A_PORT % ("", release))
    assert run("render", "t.yaml", "--output", "made").exit_code == 0
    result = boot("made", "--expect", "t.yaml", "--service", "NetworkManager=enabled")
    assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.parametrize(("release", "text"), [(8, "only systemd-networkd"), (10, "only systemd-networkd")])
def test_what_no_files_can_have_is_refused_whatever_they_are(home: Path, release: int, text: str) -> None:
    (home / "t.yaml").write_text(OF_A_PORT % ("", release))
    assert run("render", "t.yaml", "--output", "made").exit_code == 0
    (home / "t.yaml").write_text(OF_A_PORT % (", port-mac-learning: true", release))
    result = boot("made", "--expect", "t.yaml")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"t.yaml:3:44: port-mac-learning: {text}")


@pytest.mark.parametrize("release", [6, 7, 8])
def test_a_bond_of_the_module_is_not_unexpected(home: Path, release: int) -> None:
    """Up to EL7 the module creates bond0 when it is loaded."""
    (home / "kvm.yaml").write_text(
        "network: {renderer: initscripts, ethernets: {eth0: {}}, bonds: {lan: {interfaces: [eth0], "
        "addresses: [192.0.2.1/24], parameters: {mode: active-backup, mii-monitor-interval: 100}}}}\n"
        f"host: {{release: {release}, services: {{NetworkManager: disabled, network: enabled}}}}\n"
    )
    result = boot("kvm.yaml", "--expect", "kvm.yaml")
    assert result.stdout.endswith("\nthe boot matches kvm.yaml\n")
    assert ("bond0" in result.stdout) is (release < 8)


SERVICES = {"initscripts": OURS, "NetworkManager": NETWORKMANAGER}
ASIDE = "DEVICE=eth1\nONBOOT=yes\nBOOTPROTO=none\n"
STATIC = f"{ASIDE}IPADDR=198.51.100.5\nPREFIX=24\n"
UNASKED = [
    ("ifcfg-eth1", ASIDE, []),
    ("ifcfg-eth1", STATIC, ["eth1: has the unexpected address 198.51.100.5/24"]),
    ("ifcfg-eth1", f"{ASIDE}IPV6INIT=yes\nIPV6_AUTOCONF=no\nIPV6ADDR=2001:db8::5/64\n",
     ["eth1: has the unexpected address 2001:db8::5/64"]),
    ("ifcfg-eth1", f"{ASIDE}IPV6INIT=yes\nIPV6_AUTOCONF=no\nIPV6ADDR=fe80::5/64\n",
     ["eth1: has the unexpected address fe80::5/64"]),
    ("ifcfg-eth1", f"{ASIDE}BRIDGE=br0\n", ["eth1: is unexpectedly a port of br0"]),
    ("ifcfg-br0.5", "DEVICE=br0.5\nVLAN=yes\nONBOOT=yes\nIPADDR=198.51.100.5\nPREFIX=24\n",
     ["br0.5: is created unexpectedly", "br0.5: has the unexpected address 198.51.100.5/24"]),
    ("route-br0", "198.51.100.0/24 via 192.0.2.9\n",
     ["br0: has the unexpected route 198.51.100.0/24 via 192.0.2.9 dev br0{metric}"]),
    ("route-br0", "default via 192.0.2.1 metric 9\n",
     ["br0: has the unexpected route default via 192.0.2.1 dev br0 metric 9"]),
    ("route-br0", "192.0.2.1/32 dev br0\n", ["br0: has the unexpected route 192.0.2.1 dev br0{metric}"]),
    ("route-br0", "default via 192.0.2.1 table 7\n",
     ["br0: has the unexpected route default via 192.0.2.1 dev br0{metric} table 7"]),
]  # fmt: skip
BY_NETWORKMANAGER = [
    ("ifcfg-eth1", f"{STATIC}GATEWAY=198.51.100.1\n",
     ["eth1: has the unexpected address 198.51.100.5/24",
      "eth1: has the unexpected route default via 198.51.100.1 dev eth1 metric 100"]),
    ("ifcfg-eth1", ASIDE.replace("none", "dhcp"),
     ["eth1: has the unexpected address 198.51.100.9/24",
      "eth1: has the unexpected route default via 198.51.100.1 dev eth1 metric 100"]),
]  # fmt: skip
BY_SCRIPTS = [  # whose last default route replaces the others
    ("ifcfg-br1", "DEVICE=br1\nTYPE=Bridge\nONBOOT=yes\nIPADDR=198.51.100.5\nPREFIX=24\nGATEWAY=198.51.100.1\n",
     ["br1: is created unexpectedly", "br1: has the unexpected address 198.51.100.5/24",
      "br1: has the unexpected route default via 198.51.100.1 dev br1",
      "br0: has no route default via 192.0.2.1"]),
    ("ifcfg-eth1", ASIDE.replace("none", "dhcp"), ["eth1: has the unexpected address 198.51.100.9/24"]),
    ("ifcfg-eth1", f"{STATIC}GATEWAY=198.51.100.1\n", ["eth1: has the unexpected address 198.51.100.5/24"]),
    ("route-br0", "blackhole 203.0.113.0/24\n", ["there is an unexpected route blackhole 203.0.113.0/24"]),
    ("route-br0", "198.51.100.0/24 nexthop via 192.0.2.8 dev br0 nexthop via 192.0.2.9\n",
     ["there is an unexpected route 198.51.100.0/24 nexthop via 192.0.2.8 dev br0 nexthop via 192.0.2.9"]),
    ("route6-br0", "unreachable 2001:db8::/32 table 9\n",
     ["there is an unexpected route unreachable 2001:db8::/32 dev lo metric 1024 table 9"]),
    ("route-br0", "169.254.0.0/16 via 192.0.2.9\n",
     ["br0: has the unexpected route 169.254.0.0/16 via 192.0.2.9 dev br0"]),
    ("rule-br0", "from 192.0.2.0/24 lookup 7 priority 5\n",
     ["there is an unexpected rule 5: from 192.0.2.0/24 lookup 7"]),
    ("rule-br0", "iif br0 lookup 7\n", ["there is an unexpected rule 32765: iif br0 lookup 7"]),
    ("rule6-br0", "from 2001:db8::/32 blackhole\n",
     ["there is an unexpected rule 32765: from 2001:db8::/32 blackhole"]),
    ("static-routes", "any net 203.0.113.0 netmask 255.255.255.0 gw 192.0.2.9\n",
     ["br0: has the unexpected route 203.0.113.0/24 via 192.0.2.9 dev br0"]),
    ("ifcfg-lo", LO, ["lo: has the unexpected address 203.0.113.7/32"]),
    ("ifcfg-eth1", "DEVICE=eth1\nONBOOT=yes\nIPADDR=$(cat /etc/address)\n",
     ["eth1: the value of IPADDR is unknown, so the device is not predicted"]),
]  # fmt: skip


@pytest.mark.parametrize(
    "renderer, name, text, differences",
    [
        *(("NetworkManager", *case) for case in [*UNASKED, *BY_NETWORKMANAGER]),
        *(("initscripts", *case) for case in [*UNASKED, *BY_SCRIPTS]),
    ],
)
def test_what_nobody_asked_for(home: Path, renderer: str, name: str, text: str, differences: list[str]) -> None:
    (home / "kvm.yaml").write_text(TOPOLOGY.format(renderer=renderer, release=8))
    write(home, "kvm", BRIDGED)
    (home / "kvm" / name).write_text(text)
    host = _host(
        home, {**CARDS, "dhcp": {"eth1": "198.51.100.9/24 198.51.100.1"}, "packages": ["NetworkManager-config-server"]}
    )
    said = ["--expect", "kvm.yaml", "--host", host, *SERVICES[renderer]]
    found = document("kvm", *said)["unexpected"]
    metrics = {"br0": " metric 425", "eth1": " metric 100"} if renderer == "NetworkManager" else {}
    assert sorted(found) == sorted(line.format(metric=metrics.get(line.partition(":")[0], "")) for line in differences)
    result = boot("kvm", *said)
    assert result.exit_code == int(bool(differences))
    assert ("the boot matches kvm.yaml\n" in result.stdout) is (not differences)


LEASES = """network:
  renderer: {renderer}
  ethernets:
    eth0: {{dhcp4: true}}
    eth1: {{addresses: [198.51.100.5/24]}}
    eth2: {{activation-mode: manual, addresses: [203.0.113.5/24]}}
host: {{release: 8}}
"""
DHCP = "DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=dhcp\n"
MANUAL = "DEVICE=eth2\nONBOOT=no\nIPADDR=203.0.113.5\nPREFIX=24\n"
BESIDE_A_LEASE = [
    ({}, []),
    ({"eth0": f"{DHCP}IPV6INIT=yes\nIPV6_AUTOCONF=no\nIPV6ADDR=2001:db8::5/64\nIPV6_DEFAULTGW=2001:db8::1\n"},
     ["eth0: has the unexpected address 2001:db8::5/64",
      "eth0: has the unexpected route default via 2001:db8::1 dev eth0 metric {metric}"]),
    ({"eth1": f"{STATIC}GATEWAY=198.51.100.1\n"},
     ["eth1: has the unexpected route default via 198.51.100.1 dev eth1{device}"]),
    ({"eth2": MANUAL.replace("=no", "=yes")}, ["eth2: has the unexpected address 203.0.113.5/24"]),
]  # fmt: skip


@pytest.mark.parametrize(
    "renderer, files, differences",
    [
        *((renderer, *case) for renderer in ("initscripts", "NetworkManager") for case in BESIDE_A_LEASE),
        ("NetworkManager", {"eth0": f"{DHCP}IPADDR=192.0.2.77\nPREFIX=24\n"},
         ["eth0: has the unexpected address 192.0.2.77/24"]),
        ("initscripts", {"eth0:1": "DEVICE=eth0:1\nONPARENT=yes\nIPADDR=192.0.2.77\nPREFIX=24\n"},
         ["eth0: has the unexpected address 192.0.2.77/24"]),
    ],
)  # fmt: skip
def test_what_is_beside_a_lease(home: Path, renderer: str, files: Mapping[str, str], differences: list[str]) -> None:
    (home / "host.yaml").write_text(LEASES.format(renderer=renderer))
    write(home, "host", {"eth0": DHCP, "eth1": STATIC, "eth2": MANUAL, **files})
    host = _host(home, {**CARDS, "dhcp": {"eth0": "192.0.2.9/24 192.0.2.1"}})
    metric, device = ("100", " metric 101") if renderer == "NetworkManager" else ("1", "")
    found = document("host", "--expect", "host.yaml", "--host", host, *SERVICES[renderer])["unexpected"]
    assert sorted(found) == sorted(line.format(metric=metric, device=device) for line in differences)


@pytest.mark.parametrize("manual, told", [
    ("bridge", []),  # its port brings it up
    ("both", ["br0: has the unexpected address 192.0.2.10/24",
              "br0: has the unexpected route default via 192.0.2.1 dev br0 metric 425"]),
])  # fmt: skip
def test_a_device_that_is_not_to_come_up(home: Path, manual: str, told: list[str]) -> None:
    text = TOPOLOGY.format(renderer="NetworkManager", release=8)
    text = text.replace("    br0:\n", "    br0:\n      activation-mode: manual\n")
    if manual == "both":
        text = text.replace("eth0: {}", "eth0: {activation-mode: manual}")
    (home / "kvm.yaml").write_text(text)
    write(home, "kvm", BRIDGED)
    assert document("kvm", *NETWORKMANAGER, "--expect", "kvm.yaml", "--host", _host(home, CARD))["unexpected"] == told


RULES = TOPOLOGY.replace(
    "host:",
    """      routing-policy:
        - {{from: 192.0.2.0/24, table: 7, priority: 5}}
        - {{from: 192.0.2.0/24, table: 8}}
host:""",
)
RULE_LINES = "from 192.0.2.0/24 lookup 7 priority 5\nfrom 192.0.2.0/24 lookup 8\n"
RULE_FILES = [
    (RULE_LINES, []),
    (RULE_LINES.replace("priority 5", "priority 6"),
     ["br0: has no rule from 192.0.2.0/24 table 7", "there is an unexpected rule 6: from 192.0.2.0/24 lookup 7"]),
    (RULE_LINES + "from 192.0.2.0/24 lookup 8 priority 9\n",
     ["there is an unexpected rule 9: from 192.0.2.0/24 lookup 8"]),
    (RULE_LINES.replace("lookup 8", "lookup 8 iif br0"),
     ["br0: has no rule from 192.0.2.0/24 table 8", "there is an unexpected rule 4: from 192.0.2.0/24 iif br0 lookup 8"]),
    (RULE_LINES.replace("lookup 8", "lookup 8 fwmark 1"),
     ["br0: has no rule from 192.0.2.0/24 table 8",
      "there is an unexpected rule 4: from 192.0.2.0/24 fwmark 0x1 lookup 8"]),
    (RULE_LINES.replace("lookup 8", "lookup 8 suppress_prefixlength 0"),
     ["br0: has no rule from 192.0.2.0/24 table 8",
      "there is an unexpected rule 4: from 192.0.2.0/24 lookup 8 suppress_prefixlength 0"]),
]  # fmt: skip


@pytest.mark.parametrize("lines, told", RULE_FILES)
def test_rules_with_more_to_them_than_was_asked_for(home: Path, lines: str, told: list[str]) -> None:
    (home / "kvm.yaml").write_text(RULES.format(renderer="initscripts", release=8))
    write(home, "kvm", BRIDGED)
    (home / "kvm/rule-br0").write_text(lines)
    found = document("kvm", *OURS, "--expect", "kvm.yaml", "--host", _host(home, CARD))["unexpected"]
    assert sorted(found) == sorted(told)


def test_an_address_of_an_unknown_lease_that_nobody_asked_for(home: Path) -> None:
    (home / "kvm.yaml").write_text(TOPOLOGY.format(renderer="NetworkManager", release=8))
    write(home, "kvm", {**BRIDGED, "eth1": ASIDE.replace("none", "dhcp")})
    result = boot("kvm", "--expect", "kvm.yaml")
    assert result.exit_code == 1
    assert result.stdout.endswith("\neth1: gets an unexpected address by DHCP\n")


def test_a_topology_at_fault(home: Path) -> None:
    (home / "kvm.yaml").write_text(
        TOPOLOGY.format(renderer="NetworkManager", release=8).replace("addresses", "adresses")
    )
    told = "kvm.yaml:8:7: adresses: unknown property of a bridge; did you mean 'addresses'?\n"
    write(home, "kvm", BRIDGED)
    for arguments in (["kvm.yaml"], ["kvm", *EL8, "--expect", "kvm.yaml"]):
        result = boot(*arguments)
        assert (result.exit_code, result.stdout, result.stderr) == (2, "", told)


def test_an_expectation_that_no_ifcfg_file_has(home: Path) -> None:
    text = TOPOLOGY.format(renderer="NetworkManager", release=8)
    (home / "kvm.yaml").write_text(text.replace("network:\n", "network:\n  nm-devices: {}\n"))
    write(home, "kvm", BRIDGED)
    result = boot("kvm", *EL8, "--expect", "kvm.yaml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("kvm.yaml:2:3: nm-devices: only NetworkManager keyfiles support these")


def test_an_expectation_is_of_one_boot(home: Path) -> None:
    (home / "kvm.yaml").write_text(TOPOLOGY.format(renderer="NetworkManager", release=8))
    result = boot("kvm.yaml", "--expect", "kvm.yaml", "--what-if", "release=9")
    told = "--expect: cannot be used with --what-if or --against\n"
    assert (result.exit_code, result.stdout, result.faults) == (2, "", told)


def test_the_file_of_lo_asks_nothing_of_the_services(tmp_path: Path) -> None:
    (tmp_path / "ifcfg-lo").write_text("DEVICE=lo\nIPADDR=127.0.0.1\nNETMASK=255.0.0.0\nONBOOT=yes\n")
    (tmp_path / "ifcfg-eth0").write_text("DEVICE=eth0\nTYPE=Ethernet\nONBOOT=yes\nIPADDR=192.0.2.1\nPREFIX=24\n")
    result = run("boot", str(tmp_path), "--release", "7")
    assert "if not, and service network is disabled, lost: eth0 with 192.0.2.1/24" in result.stdout
    assert "that decides whether anybody" not in result.stdout
