"""What becomes of files that NetworkManager manages: the same profiles, from the same keys."""

from __future__ import annotations

from typing import Any

import pytest
from migrations import keyfiles, migrated

from ifcfgen.migrate.migration import Migration

STATIC = "DEVICE=eth0\nTYPE=Ethernet\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\n"


def of(files: dict[str, str], release: int = 9, target: int = 10, **facts: Any) -> Migration:
    return migrated(files, release, "NetworkManager", target, **facts)


def fates(found: Migration, path: str = "ifcfg-x") -> list[tuple[str, str]]:
    return [(entry.what, entry.fate) for entry in found.entries if entry.place.path == path]


def test_the_profile_is_networkmanagers() -> None:
    """With GATEWAY of another network, which only NetworkManager takes, and a rejected key of no use."""
    found = of({"ifcfg-x": STATIC + "GATEWAY=198.51.100.1\nMTU=many\nIPV4_DNS_PRIORITY=5\nARPCHECK=no\nMTU=9000\n"})
    said = keyfiles(found)["eth0"]
    assert said["ipv4"] == {"method": "manual", "address1": "192.0.2.10/24,198.51.100.1", "dns-priority": "5"}
    assert said["ethernet"] == {"mtu": "9000"}
    assert fates(found) == [
        *((key, "carried") for key in ("DEVICE", "TYPE", "BOOTPROTO", "IPADDR", "PREFIX", "GATEWAY")),
        ("MTU", "without effect"),  # a later line says it again
        ("IPV4_DNS_PRIORITY", "carried"),
        ("ARPCHECK", "without effect"),
        ("MTU", "carried"),
    ]
    assert found.losses == []


def test_values_without_effect() -> None:
    assert ("MTU", "without effect") in fates(of({"ifcfg-x": STATIC + "MTU=many\n"}))


@pytest.mark.parametrize(
    "text, ignored",
    [
        ("DEVICE=bond0\nTYPE=Bond\nBONDING_OPTS='mode=1 foo=1 miimon=x packets_per_slave=2'\n",
         ["foo=1", "miimon=x", "packets_per_slave=2"]),
        ("DEVICE=br0\nTYPE=Bridge\nBRIDGING_OPTS='nf_call_iptables=1 ageing_time=10'\n", ["nf_call_iptables=1"]),
        ("DEVICE=eth0\nETHTOOL_OPTS='-K eth0 gro off foo on; -N eth0 rx-flow-hash udp4 sdfn'\n",
         ["ethtool -N", "ethtool -K foo"]),
        ("DEVICE=eth0\nETHTOOL_OPTS='speed 100 duplex full autoneg off mdix auto'\n", ["ethtool mdix"]),
    ],
)  # fmt: skip
def test_parts_that_networkmanager_ignores(text: str, ignored: list[str]) -> None:
    entries = of({"ifcfg-x": text}).entries
    assert [(entry.what, entry.fate) for entry in entries if entry.because] == [
        (what, "without effect") for what in ignored
    ]


def test_an_alias_that_networkmanager_ignores() -> None:
    found = of({"ifcfg-eth0": STATIC, "ifcfg-eth0:1": "DEVICE=eth1\nIPADDR=192.0.2.11\n"})
    assert "address2" not in keyfiles(found)["eth0"]["ipv4"]
    assert fates(found, "ifcfg-eth0:1") == [("DEVICE", "without effect"), ("IPADDR", "without effect")]


def test_names_that_every_version_reads() -> None:
    """NetworkManager before 1.46, as in EL9.0 to 9.3, takes a port that says `controller` for none."""
    said = keyfiles(of({"ifcfg-x": "DEVICE=eth0\nMASTER=bond0\n"}))["eth0"]["connection"]
    assert (said["master"], said["slave-type"]) == ("bond0", "bond")


def test_routes_and_aliases() -> None:
    files = {
        "ifcfg-eth0": STATIC,
        "ifcfg-eth0:1": "DEVICE=eth0:1\nIPADDR=192.0.2.11\n",
        "route-eth0": "10.0.0.0/8 via 192.0.2.1\n10.1.0.0/16 nexthop via 192.0.2.1 nexthop via 192.0.2.2\n",
        "route6-eth0": "2001:db8::/32 via fe80::1\n",
    }
    found = of(files)
    said = keyfiles(found)["eth0"]
    assert said["ipv4"]["address2"] == "192.0.2.11/24"
    assert said["ipv4"]["route1"] == "10.0.0.0/8,192.0.2.1"
    assert said["ipv6"]["route1"] == "2001:db8::/32,fe80::1"
    assert [fate for _, fate in fates(found, "route-eth0")] == ["carried", "without effect"]
    assert [*found.written[0].sources] == ["ifcfg-eth0", "ifcfg-eth0:1", "route-eth0", "route6-eth0"]


@pytest.mark.parametrize("installed", [True, False])
def test_rule_files(installed: bool) -> None:
    """Nothing but the script of the dispatcher reads them, and the routes beside them."""
    package = ["NetworkManager-dispatcher-routing-rules"]
    files = {
        "network": "GATEWAY=192.0.2.254\n",
        "ifcfg-eth0": STATIC,
        "ifcfg-eth0:1": "DEVICE=eth0:1\nIPADDR=192.0.2.11\n",
        "rule-eth0": "from 192.0.2.10 table 7\n",
        "route-eth0": "default via 192.0.2.1 table 7\n",
    }
    found = of(files, packages=package if installed else (), without=() if installed else package)
    ipv4 = keyfiles(found)["eth0"]["ipv4"]
    assert (ipv4["address1"], ipv4["address2"]) == ("192.0.2.10/24,192.0.2.254", "192.0.2.11/24")
    written = {key: value for key, value in ipv4.items() if key.startswith("rout")}
    assert written == (
        {
            "route1": "0.0.0.0/0,192.0.2.1",
            "route1_options": "table=7",
            "routing-rule1": "priority 32765 from 192.0.2.10 table 7",
        }
        if installed
        else {}
    )
    expected = "translated" if installed else "without effect"
    assert [fate for path in ("rule-eth0", "route-eth0") for _, fate in fates(found, path)] == [expected] * 2


@pytest.mark.parametrize(
    "text, because",
    [
        (STATIC + "UUID=x\n", "UUID=x is not a UUID"),
        ("DEVICE=tap0\nTYPE=Tap\n", "nothing brings up its device"),
        ("DEVICE=lo\nIPADDR=127.0.0.1\n", "the kernel creates lo"),
    ],
)
def test_files_without_a_profile_stay(text: str, because: str) -> None:
    found = of({"ifcfg-x": text})
    assert (found.written, found.losses) == ([], [])
    assert [(left.file.name, left.because) for left in found.left] == [("ifcfg-x", because)]


def test_teams_are_teams_until_el9() -> None:
    files = {"ifcfg-x": 'DEVICE=team0\nDEVICETYPE=Team\nTEAM_CONFIG=\'{"runner": {"name": "lacp"}}\'\n'}
    assert keyfiles(of(files, target=9))["team0"]["team"] == {"config": '{"runner": {"name": "lacp"}}'}


@pytest.mark.parametrize(
    "config, options, lost",
    [
        ("", {"mode": "balance-rr", "miimon": "100"}, []),
        ('{"runner": {"name": "activebackup", "hwaddr_policy": "by_active"}, "link_watch": {"name": "ethtool", "delay_up": 5}}',
         {"mode": "active-backup", "miimon": "100", "updelay": "5"}, ["runner.hwaddr_policy"]),
        ('{"device": "team0", "runner": {"name": "lacp", "fast_rate": true, "tx_hash": ["eth", "ipv4", "ipv6"], "min_ports": 2}}',
         {"mode": "802.3ad", "miimon": "100", "lacp_rate": "fast", "min_links": "2", "xmit_hash_policy": "layer2+3"}, []),
        ('{"runner": {"name": "loadbalance", "tx_balancer": {"name": "basic"}}, "notify_peers": {"count": 3}}',
         {"mode": "balance-xor", "miimon": "100", "xmit_hash_policy": "layer2+3"}, ["runner.tx_balancer", "notify_peers"]),
        ('{"runner": {"name": "activebackup"}, "link_watch": {"name": "arp_ping", "interval": 500, "target_host": "192.0.2.1"}}',
         {"mode": "active-backup", "arp_interval": "500", "arp_ip_target": "192.0.2.1"}, []),
        ('{"runner": {"name": "random"}, "link_watch": {"name": "nsna_ping"}}',
         {"mode": "balance-rr", "miimon": "100"}, ["runner.name=random", "link_watch.name=nsna_ping"]),
        ('{"runner": [], "link_watch": "x", "ports": {"eth0": {}}}', {"mode": "balance-rr", "miimon": "100"}, []),
    ],
)  # fmt: skip
def test_teams_as_bonds(config: str, options: dict[str, str], lost: list[str]) -> None:
    files = {
        "ifcfg-team0": f"DEVICE=team0\nDEVICETYPE=Team\nBOOTPROTO=dhcp\nTEAM_CONFIG='{config}'\n",
        "ifcfg-eth0": "DEVICE=eth0\nDEVICETYPE=TeamPort\nTEAM_MASTER=team0\nTEAM_PORT_CONFIG='{\"prio\": 9}'\n",
    }
    found = of(files)
    said = keyfiles(found)
    assert said["team0"]["connection"]["type"] == "bond"
    assert said["team0"]["bond"] == options
    assert "team" not in said["team0"]
    assert said["eth0"]["connection"]["slave-type"] == "bond"
    assert "team-port" not in said["eth0"]
    assert sorted((entry.loss, entry.what) for entry in found.losses) == sorted(
        ("team-option", what) for what in (*lost, "prio")
    )
