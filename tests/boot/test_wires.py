"""What leads to no wire does not come up as configured: boot says so, and lint shows it once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from ifcfgen import api
from ifcfgen.facts import Host
from ifcfgen.facts.machine import Facts

PACKAGES = ("bridge-utils", "iputils", "dhclient", "ethtool")
WORLDS = {
    6: Host.of(release=6, services={"NetworkManager": "absent", "network": "enabled"}, packages=PACKAGES),
    7: Host.of(release=7, services={"NetworkManager": "disabled", "network": "enabled"}, packages=PACKAGES),
    8: Host.of(release=8, services={"NetworkManager": "enabled", "network": "absent"}, packages=PACKAGES),
}
IP = "IPADDR=192.0.2.10\nPREFIX=24\n"
BOND = "ONBOOT=yes\nTYPE=Bond\nBONDING_MASTER=yes\nBONDING_OPTS='mode=active-backup miimon=100'\n"
BRIDGE = "ONBOOT=yes\nTYPE=Bridge\n"
CARD = "ONBOOT=yes\nTYPE=Ethernet\n"
OF_BOND = CARD + "MASTER=bond0\nSLAVE=yes\n"
OF_BRIDGE = CARD + "BRIDGE=br0\n"
VLAN = "ONBOOT=yes\nVLAN=yes\n"
DHCP = "BOOTPROTO=dhcp\n"
GATEWAY = IP + "GATEWAY=192.0.2.1\n"

Case = tuple[Mapping[str, str], Mapping[str, bool], Mapping[str, Sequence[str]], Sequence[str]]
CASES: Mapping[str, Case] = {
    "a bond that nobody names": ({"bond0": BOND + IP}, {}, {"bond0": ["has no port"]}, ["bond-no-ports"]),
    "without an address, too": ({"bond0": BOND}, {}, {"bond0": ["has no port"]}, ["bond-no-ports"]),
    "a bond in a bridge": (
        {"br0": BRIDGE + IP, "bond0": BOND + "BRIDGE=br0\n"},
        {},
        {"bond0": ["has no port"]},
        ["bond-no-ports"],
    ),
    "a bond whose card is missing": (
        {"bond0": BOND + IP, "eth0": OF_BOND},
        {"eth7": True},
        {"bond0": ["has no port that comes up"], "eth0": ["does not come up"]},
        ["fails-at-boot"],
    ),
    "a bond with one of two cards": (
        {"bond0": BOND + IP, "eth0": OF_BOND, "eth1": OF_BOND},
        {"eth0": True},
        {"eth1": ["does not come up"]},
        ["fails-at-boot"],
    ),
    "a bond with one of two carriers": (
        {"bond0": BOND + IP, "eth0": OF_BOND, "eth1": OF_BOND},
        {"eth0": True, "eth1": False},
        {},
        [],
    ),
    "a bond without carriers": (
        {"bond0": BOND + IP, "eth0": OF_BOND, "eth1": OF_BOND},
        {"eth0": False, "eth1": False},
        {"bond0": ["has no carrier through eth0 and eth1"]},
        ["fails-at-boot"],
    ),
    "VLANs on a bond without carriers": (
        {"bond0": BOND, "eth0": OF_BOND, "bond0.5": VLAN + IP, "bond0.6": VLAN},
        {"eth0": False},
        {name: ["has no carrier through eth0"] for name in ("bond0", "bond0.5", "bond0.6")},
        ["fails-at-boot"],
    ),
    "a bridge whose port is not started": (
        {"br0": BRIDGE + IP, "eth0": OF_BRIDGE.replace("ONBOOT=yes", "ONBOOT=no")},
        {},
        {"br0": ["has no port that comes up"]},
        ["onboot-no-member"],
    ),
    "a bridge whose card is missing": (
        {"br0": BRIDGE + IP, "eth0": OF_BRIDGE},
        {"eth7": True},
        {"br0": ["has no port that comes up"], "eth0": ["does not come up"]},
        ["fails-at-boot"],
    ),
    "a bridge whose port has no carrier": (
        {"br0": BRIDGE + IP, "eth0": OF_BRIDGE},
        {"eth0": False},
        {"br0": ["has no carrier through eth0"]},
        ["fails-at-boot"],
    ),
    "a bridge with a gateway": ({"br0": BRIDGE + GATEWAY}, {}, {"br0": ["has no port"]}, ["bridge-no-ports"]),
    "a bridge of this host alone": ({"br0": BRIDGE + IP}, {}, {}, []),
    "a bridge for guests": ({"br0": BRIDGE}, {}, {}, []),
    "an address without a carrier": (
        {"eth0": CARD + IP},
        {"eth0": False},
        {"eth0": ["has no carrier"]},
        ["fails-at-boot"],
    ),
    "a card that nothing needs": ({"eth0": CARD}, {"eth0": False}, {}, []),
    "VLANs on a card without a carrier": (
        {"eth0": CARD, "eth0.5": VLAN + IP, "eth0.6": VLAN},
        {"eth0": False},
        {"eth0": ["has no carrier"], **{f"eth0.{n}": ["has no carrier through eth0"] for n in (5, 6)}},
        ["fails-at-boot"],
    ),
    "a bridge over a VLAN without a carrier": (
        {"br0": BRIDGE + IP, "eth0": CARD, "eth0.5": VLAN + "BRIDGE=br0\n"},
        {"eth0": False},
        {"eth0": ["has no carrier"], "br0": ["has no carrier through eth0"]},
        ["fails-at-boot"],
    ),
}


@pytest.mark.parametrize("release", WORLDS)
@pytest.mark.parametrize("case", CASES)
def test_what_leads_to_no_wire(case: str, release: int) -> None:
    devices, cards, amiss, rules = CASES[case]
    files = {f"ifcfg-{name}": f"DEVICE={name}\nBOOTPROTO=none\n{text}" for name, text in devices.items()}
    host = WORLDS[release]
    nics = {"nics": [{"name": name, "carrier": carrier} for name, carrier in cards.items()]} if cards else {}
    read, facts = api.parse_host(files, host), Facts.of(nics, host)
    found = api.shortfalls(read, api.predict_boot(read, facts))
    assert {name: [*map(api.describe_shortfall, lacking)] for name, lacking in found.items()} == amiss
    findings = api.lint_host(read, facts=facts).findings
    shown = [found.rule for found in findings if found.severity != "info" and found.rule != "no-address"]
    assert shown == rules


@pytest.mark.parametrize("release", [6, 7])
def test_a_bridge_that_asks_for_a_lease(release: int) -> None:
    """Whatever becomes of the lease: initscripts do not ask without a link."""
    read = api.parse_host({"ifcfg-br0": f"DEVICE=br0\n{BRIDGE}{DHCP}"}, WORLDS[release])
    found = api.shortfalls(read, api.predict_boot(read))
    assert [*map(api.describe_shortfall, found["br0"])] == ["has no port"]
    assert [finding.rule for finding in api.lint_host(read).findings] == ["bridge-no-ports"]


def test_many_cards_are_not_all_named() -> None:
    files = {f"ifcfg-eth{n}": f"DEVICE=eth{n}\nONBOOT=yes\nBRIDGE=br0\n" for n in range(9)}
    files["ifcfg-br0"] = f"DEVICE=br0\n{BRIDGE}{IP}"
    facts = Facts.of({"nics": [{"name": f"eth{n}", "carrier": False} for n in range(9)]}, WORLDS[7])
    read = api.parse_host(files, WORLDS[7])
    (lacking,) = api.shortfalls(read, api.predict_boot(read, facts))["br0"]
    assert api.describe_shortfall(lacking) == "has no carrier through eth0, eth1, eth2 and 6 more"
