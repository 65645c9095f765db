"""The facts of a boot as people write them."""

from __future__ import annotations

from typing import Any

import pytest

from ifcfgen.facts import Fact, Host, Unknown
from ifcfgen.facts.machine import Facts, Lease, Neighbour, Nic

CARD = {"name": "eth0"}


def test_a_case_is_taken_as_it_stands() -> None:
    facts = Facts.of(
        {
            "description": "one card",
            "caveats": {"el6": "an old kernel"},
            "settle_min": 3,
            "sleep_cap": 1,
            "nics": [{"name": "eth0", "mac": "52:54:00:0A:00:01", "kind": "dummy"}, {"name": "eth1", "carrier": False}],
            "neighbours": [{"nic": "eth0", "address": "192.0.2.1/24", "vlan": 7}],
            "present": ["tunctl"],
            "absent": ["brctl"],
            "dhcp": {"eth0": "192.0.2.9/24 192.0.2.1"},
        }
    )
    assert facts.nics == (Nic("eth0", "52:54:00:0a:00:01"), Nic("eth1", "52:54:00:0a:00:02", carrier=False))
    assert facts.neighbours == (Neighbour("192.0.2.1", "eth0", vlan=7),)
    assert facts.leases == {"eth0": Lease("192.0.2.9/24", "192.0.2.1")}
    assert facts.present == {"tunctl", "dhclient"}


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ({"actions": ["/sbin/ifup eth0"]}, "actions: commands to run instead of the service"),
        ({"setup": ["ip link set eth0 up"]}, "setup: commands to run before"),
        ({"nic": []}, "unknown fact 'nic'"),
        ({"nics": "eth0"}, "nics: must be a list, not 'eth0'"),
        ({"nics": ["eth0"]}, "nics: invalid entry 'eth0'"),
        ({"nics": [{"mac": "52:54:00:0a:00:01"}]}, "nics: every network card needs a name"),
        ({"nics": [{"name": "eth 0"}]}, "'eth 0' is not a name for a network card"),
        ({"nics": [{"name": "lo"}]}, "'lo' is not a name for a network card"),
        ({"nics": [CARD, CARD]}, "two network cards are named eth0"),
        ({"nics": [{"name": "eth0", "speed": 10}]}, "unknown key 'speed'"),
        ({"nics": [{"name": "eth0", "mtu": "big"}]}, "no MTU 'big'"),
        ({"nics": [{"name": "eth0", "kind": "wifi"}]}, "no kind 'wifi'"),
        ({"nics": [{"name": "eth0", "pci": 5}]}, "nics: eth0: pci and driver must be texts, names a list of texts"),
        ({"nics": [{"name": "eth0", "names": ["eno1", 5]}]}, "names a list of texts"),
        ({"nics": [{"name": "eth0", "names": "eno1"}]}, "nics: eth0: names: must be a list, not 'eno1'"),
        ({"nics": [{"name": "eth0", "carrier": "no"}]}, "carrier must be true or false"),
        ({"present": ["brctl"], "absent": ["brctl"]}, "brctl is stated as both present and absent"),
        ({"absent": ["ip"]}, "unknown program 'ip'"),
        ({"neighbours": [{"address": "192.0.2.1"}]}, "each needs an address and a nic or segment"),
        ({"neighbours": [{"nic": "eth7", "address": "192.0.2.1"}]}, "unknown nic 'eth7'"),
        ({"neighbours": [{"segment": "a", "address": "192.0.2.1", "vlan": "7"}]}, "'7' is not a VLAN ID"),
        ({"dhcp": ["eth0"]}, "dhcp: must be leases by device"),
        ({"dhcp": {"eth0": "192.0.2.9"}}, "no lease '192.0.2.9'"),
    ],
)
def test_what_is_no_fact_is_refused(data: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint.replace("(", r"\(")):
        Facts.of(data)


@pytest.mark.parametrize(
    ("data", "host", "complaint"),
    [
        ({"present": ["brctl"]}, Host.of(without=["bridge-utils"]), "present, its package bridge-utils as missing"),
        ({"absent": ["brctl"]}, Host.of(packages=["bridge-utils"]), "absent, its package bridge-utils as installed"),
    ],
)
def test_facts_that_contradict_each_other(data: dict[str, Any], host: Host, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Facts.of(data, host)


@pytest.mark.parametrize(
    ("data", "host", "program", "there"),
    [
        ({"nics": [CARD]}, Host.of(release=7), "brctl", True),
        ({"nics": [CARD]}, Host.of(release=8), "brctl", False),
        ({"nics": [CARD]}, Host.of(release=7), "dhclient", False),
        ({"nics": [CARD]}, Host.of(release=7), "arping", True),
        ({"nics": [CARD], "absent": ["arping"]}, Host.of(release=7), "arping", False),
        ({"nics": [CARD]}, Host.of(release=7, without=["bridge-utils"]), "brctl", False),
        ({}, Host.of(release=7, packages=["dhclient"]), "dhclient", True),
        ({}, Host.of(release=7, packages=["bash"], complete=True), "dhclient", False),
    ],
)
def test_which_programs_are_there(data: dict[str, Any], host: Host, program: str, there: bool) -> None:
    assert Facts.of(data, host).has(program) is there


def test_nobody_has_said_what_is_installed() -> None:
    with pytest.raises(Unknown, match="package bridge-utils"):
        Facts.of({}, Host.of(release=7)).has("brctl")
    assert not Facts.of({}, Host.of(release=7)).supposing(Fact("package", "bridge-utils"), False).has("brctl")


@pytest.mark.parametrize(
    ("fact", "stated"),
    [
        (Fact("release"), True),
        (Fact("service", "network"), True),
        (Fact("service", "NetworkManager"), False),
        (Fact("package", "eth0"), True),
        (Fact("package", "dhclient"), False),
        (Fact("dhcp", "eth0"), False),
    ],
)
def test_which_facts_are_stated(fact: Fact, stated: bool) -> None:
    assert Host.of(release=7, services={"network": "enabled"}, packages=["eth0"]).states(fact) is stated
