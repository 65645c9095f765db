"""What a boot tells: events with their places, what is not known, and that no input is too strange."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from typing import Any

import networkmanager_cases as networkmanager
import oracle_cases as oracle
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle_cases import boot

from ifcfgen.boot.expansion import NotEvaluated
from ifcfgen.boot.managers import RELEASES
from ifcfgen.boot.managers import predict as predict_all
from ifcfgen.boot.outcome import Outcome
from ifcfgen.boot.variables import Script, sourced
from ifcfgen.facts import Fact, Host, Unknown, dhcp
from ifcfgen.facts.machine import Facts
from ifcfgen.ifcfg.document import Document
from ifcfgen.reading import parse
from ifcfgen.report import events
from ifcfgen.report.state import state

ETH0 = "DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\n"
PORT = "DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=none\nBRIDGE=br0\n"
BRIDGE = "DEVICE=br0\nTYPE=Bridge\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\n"
BOND = "DEVICE=bond0\nONBOOT=yes\nBOOTPROTO=none\n"
SLAVE = "DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=none\nMASTER=bond0\nSLAVE=yes\n"


def predict(
    files: Mapping[str, str],
    release: int = 7,
    host: Mapping[str, Any] | None = None,
    beside: Mapping[str, str] | None = None,
    **facts: Any,
) -> Outcome:
    known = Host.of(release=release, **(host or {}))
    texts = {name: text.encode() for name, text in (beside or {}).items()}
    return boot(parse(files, known), Facts.of(facts, known, texts))


def told(outcome: Outcome, *results: str) -> list[str]:
    """Device, action, reason and place of each event with one of RESULTS."""
    lines = []
    for event in outcome.events:
        if event.result in results:
            place = event.place
            where = f"{place.path}:{place.line}" if place and place.line else place.path if place else "-"
            lines.append(f"{event.device}: {events.event(event)} [{event.script}, {where}]")
    return lines


CARD = {"nics": [{"name": "eth0", "mac": "52:54:00:0a:00:01"}]}

FAILURES = [
    (7, {"ifcfg-br0": BRIDGE, "ifcfg-eth0": PORT}, {"absent": ["brctl"]},
     ["eth0: port of br0: brctl not found (package bridge-utils) [ifup-eth, ifcfg-eth0:4]",
      "br0: create bridge: brctl not found (package bridge-utils) [ifup-eth, ifcfg-br0:2]"]),
    (7, {"ifcfg-br0": BRIDGE.replace("Bridge", "bridge")}, {},
     ["br0: start: br0 does not exist: initscripts create a bridge only with TYPE=Bridge, not TYPE=bridge [ifup-eth, ifcfg-br0:2]"]),
    (7, {"ifcfg-bond0": BOND, "ifcfg-eth0": SLAVE}, {},
     ["bond0: start: bond0 does not exist: initscripts create a bond only with BONDING_OPTS [ifup-eth, ifcfg-bond0:1]",
      "eth0: left to its bond: SLAVE=yes [network, ifcfg-eth0:5]"]),
    (7, {"ifcfg-eth0": ETH0 + "GATEWAY=198.51.100.1\n"}, {},
     ["eth0: default route via 198.51.100.1: 198.51.100.1 is not in the network of 192.0.2.10, 192.0.2.0 (255.255.255.0) [ifup-eth, ifcfg-eth0:6]"]),
    (7, {"ifcfg-eth0": ETH0}, {"neighbours": [{"nic": "eth0", "address": "192.0.2.10"}]},
     ["eth0: address 192.0.2.10/24: another host answers for it [ifup-eth, ifcfg-eth0:4]"]),
    (6, {"ifcfg-eth0": ETH0}, {"absent": ["arping"]},
     ["eth0: address 192.0.2.10/24: arping fails, which ifup takes for an answer [ifup-eth, ifcfg-eth0:4]"]),
    (7, {"ifcfg-eth0": ETH0.replace("yes", "no")}, {},
     ["eth0: start: ONBOOT=no [network, ifcfg-eth0:2]"]),
    (7, {"ifcfg-eth0.5": "DEVICE=eth0.5\nVLAN=yes\n"}, {"nics": []},
     ["eth0.5: create VLAN: its parent eth0 does not exist; ifup prints nothing and succeeds [ifup, ifcfg-eth0.5:2]"]),
    (7, {"ifcfg-eth0.4095": "DEVICE=eth0.4095\nVLAN=yes\n"}, {},
     ["eth0.4095: create VLAN 4095 on eth0: 4095 is not a VLAN ID [ifup, ifcfg-eth0.4095:1]"]),
    (7, {"ifcfg-eth0": ETH0 + "HWADDR=52:54:00:0a:00:99\n"}, {},
     ["eth0: start: its MAC address is 52:54:00:0A:00:01, not 52:54:00:0A:00:99 [ifup-eth, ifcfg-eth0:6]"]),
    (7, {"ifcfg-eth0": ETH0 + "HWADDR=01:00:5e:00:00:01\n"}, {"nics": None},
     ["eth0: start: no card has the MAC address 01:00:5E:00:00:01: its first byte is odd, or all are 0 [ifup-eth, ifcfg-eth0:6]"]),
    (7, {"ifcfg-eth0": "DEVICE=eth0\nBOOTPROTO=dhcp\n"}, {"dhcp": {}},
     ["eth0: DHCP: no server answers [ifup-eth, ifcfg-eth0:2]"]),
    (7, {"ifcfg-eth0": "DEVICE=eth0\nBOOTPROTO=dhcp\n"}, {},
     ["eth0: DHCP: dhclient not found [ifup-eth, ifcfg-eth0:2]"]),
    (7, {"ifcfg-eth0": ETH0, "route-eth0": "203.0.113.0/24 via 198.51.100.1\n"}, {},
     ["eth0: route 203.0.113.0/24 via 198.51.100.1: the gateway 198.51.100.1 is not on a network of this host [ifup-routes, route-eth0:1]"]),
    (6, {"ifcfg-eth0": ETH0 + "IPV6ADDR=2001:db8::1/64\n"}, {},
     ["eth0: IPv6: IPV6INIT=yes is missing [ifup-ipv6, ifcfg-eth0:6]"]),
    (7, {"ifcfg-bond0": BOND + 'BONDING_OPTS="mode=9 colour=blue"\n'}, {},
     ["bond0: mode=9: mode=9 is not one of balance-rr, active-backup, balance-xor, broadcast, 802.3ad, balance-tlb, balance-alb [network-functions, ifcfg-bond0:4]",
      "bond0: colour=blue: a bond has no setting colour [network-functions, ifcfg-bond0:4]"]),
    (7, {"ifcfg-bond0": BOND + "BONDING_OPTS=mode=1\nMASTER=bond0\n"}, {},
     ["bond0: start: ifcfg-bond0 starts itself endlessly [ifup, ifcfg-bond0:5]"]),
]  # fmt: skip


@pytest.mark.parametrize(("release", "files", "facts", "expected"), FAILURES)
def test_each_failure_and_silent_skip_says_why_and_where(
    release: int, files: dict[str, str], facts: dict[str, Any], expected: list[str]
) -> None:
    known = {name: fact for name, fact in {**CARD, **facts}.items() if fact is not None}
    assert told(predict(files, release, **known), "failed", "skipped") == expected


def test_without_cards_every_one_that_a_file_names_is_there() -> None:
    outcome = predict(
        {
            "ifcfg-br0": BRIDGE,
            "ifcfg-eth0": PORT + "HWADDR=52:54:00:0A:00:01\n",
            "ifcfg-eth1.5": "DEVICE=eth1.5\nVLAN=yes\n",
            "ifcfg-bond0": BOND + "BONDING_OPTS=mode=1\n",
        }
    )
    links = outcome.kernel.links
    assert [(name, links[name].kind, links[name].mac) for name in ("eth0", "eth1", "br0", "eth1.5")] == [
        ("eth0", "nic", "52:54:00:0a:00:01"),
        ("eth1", "nic", "unknown"),
        ("br0", "bridge", "52:54:00:0a:00:01"),
        ("eth1.5", "vlan", "unknown"),
    ]
    assert outcome.exit == 0
    assert [known.fact for known in outcome.unknown] == [Fact("nics"), Fact("package", "bridge-utils")]


def test_a_port_of_open_vswitch_is_a_card() -> None:
    """ifup-ovs creates every other device that it knows."""
    ovs = "DEVICE=eth1\nDEVICETYPE=ovs\nTYPE={}\nOVS_BRIDGE=br0\nONBOOT=yes\n"
    vlan = ETH0.replace("eth0", "eth1.5") + "VLAN=yes\n"
    for type_, is_made in (("OVSPort", True), ("OVSIntPort", False)):
        outcome = predict({"ifcfg-eth1": ovs.format(type_), "ifcfg-eth1.5": vlan})
        assert ("eth1.5" in outcome.kernel.links) == is_made


def test_what_depends_on_an_unknown_fact_can_be_supposed() -> None:
    host = Host.of(release=7)
    directory = parse({"ifcfg-br0": BRIDGE, "ifcfg-eth0": PORT}, host)
    facts = Facts(host)
    unknown = boot(directory, facts).unknown[1]
    assert (unknown.fact, unknown.value, events.stake(unknown.stake)) == (
        Fact("package", "bridge-utils"),
        True,
        "whether the bridge br0 is created",
    )
    assert "br0" in boot(directory, facts).kernel.links
    assert "br0" not in boot(directory, facts.supposing(unknown.fact, False)).kernel.links


def test_a_server_that_nobody_has_told_of() -> None:
    host = Host.of(release=7, packages=["dhclient"])
    directory = parse({"ifcfg-eth0": "DEVICE=eth0\nBOOTPROTO=dhcp\n"}, host)
    outcome = boot(directory, Facts(host))
    assert (outcome.exit, [known.fact for known in outcome.unknown]) == (0, [Fact("nics"), dhcp("eth0", 4)])
    assert outcome.dhclient_calls == [
        "-1 -q -lf /var/lib/dhclient/dhclient--eth0.lease -pf /var/run/dhclient-eth0.pid eth0"
    ]
    assert boot(directory, Facts(host).supposing(dhcp("eth0", 4), False)).exit == 1


@pytest.mark.parametrize(
    ("network", "eth0", "eth1", "defaults"),
    [
        ("", "", "", [("198.51.100.1", "eth1", None)]),  # the later one replaces the other
        ("GATEWAYDEV=eth1\n", "", "", [("198.51.100.1", "eth1", None)]),
        ("GATEWAYDEV=eth0\n", "", "", [("192.0.2.1", "eth0", None)]),
        ("", "", "DEFROUTE=no\n", [("192.0.2.1", "eth0", None)]),
        ("", "", "DEFROUTE=No\n", [("198.51.100.1", "eth1", None)]),
        ("GATEWAYDEV=eth9\n", "", "", []),
        ("", "METRIC=7\n", "", [("192.0.2.1", "eth0", 7), ("198.51.100.1", "eth1", None)]),
        ("", "", "GATEWAY=198.51.100.9\n", [("198.51.100.9", "eth1", None)]),
        ("", "", "GATEWAY=198.51.100.9\nDHCLIENT_IGNORE_GATEWAY=yes\n", [("198.51.100.1", "eth1", None)]),
    ],
)
def test_which_lease_sets_the_default_route(network: str, eth0: str, eth1: str, defaults: list[Any]) -> None:
    outcome = predict(
        {
            "network": f"NETWORKING=yes\n{network}",
            "ifcfg-eth0": f"DEVICE=eth0\nBOOTPROTO=dhcp\n{eth0}",
            "ifcfg-eth1": f"DEVICE=eth1\nBOOTPROTO=dhcp\n{eth1}",
        },
        nics=[{"name": "eth0"}, {"name": "eth1"}],
        dhcp={"eth0": "192.0.2.15/24 192.0.2.1", "eth1": "198.51.100.20/24 198.51.100.1"},
    )
    routes = state(outcome)["routes"]
    assert [(r["gateway"], r["dev"], r.get("metric")) for r in routes if r["dst"] == "default"] == defaults
    assert told(outcome, "failed") == []


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ("gro off lro off ", "gro"),
        ("speed 1000 duplex full autoneg off; tso off", "tso"),
        ("speed 1000 duplex", "duplex"),
        ("autoneg no", "no"),
        ("speed 1000 duplex full autoneg off", None),
        ("-K eth0 gro off; wol g", None),
        ("msglvl drv on probe off", None),
        ("advertise 0x20", None),
    ],
)
def test_what_ethtool_refuses(options: str, word: str | None) -> None:
    outcome = predict({"ifcfg-eth0": f'{ETH0}ETHTOOL_OPTS="{options}"\n'}, **CARD)
    failed = [f"eth0: ETHTOOL_OPTS: ethtool -s does not know {word!r} [ifup-eth, ifcfg-eth0:6]"] if word else []
    assert (told(outcome, "failed"), outcome.exit) == (failed, 0)


@pytest.mark.parametrize(
    ("owner", "users", "verdict", "assumed"),
    [
        ("openvpn", None, "OK", True),
        ("openvpn", ["openvpn"], "OK", False),
        ("openvpn", [], "FAILED", False),
        ("root", [], "OK", False),
        ("1000", [], "OK", False),
    ],
)
@pytest.mark.parametrize("release", oracle.RELEASES)
def test_a_tap_wants_its_owner(release: int, owner: str, users: list[str] | None, verdict: str, assumed: bool) -> None:
    files = {"ifcfg-tap0": f"DEVICE=tap0\nTYPE=Tap\nOWNER={owner}\nONBOOT=yes\n"}
    facts = {"present": ["tunctl"], **({} if users is None else {"users": users})}
    outcome = predict(files, release, nics=[], **facts)
    assert outcome.verdicts["tap0"] == verdict
    assert ("tap0" in outcome.kernel.links) is (verdict == "OK")
    assert (Fact("user", owner) in [known.fact for known in outcome.unknown]) is assumed


def test_a_team_and_its_ports() -> None:
    files = {
        "ifcfg-eth0": "DEVICE=eth0\nDEVICETYPE=TeamPort\nTEAM_MASTER=team0\n",
        "ifcfg-team0": "DEVICE=team0\nDEVICETYPE=Team\nTEAM_CONFIG='{}'\nIPADDR=192.0.2.10\nPREFIX=24\n",
    }
    links = predict(files, host={"packages": ["teamd"]}, **CARD).kernel.links
    assert (links["team0"].kind, links["team0"].mac, links["eth0"].master) == ("team", "52:54:00:0a:00:01", "team0")
    without = predict(files, host={"without": ["teamd"]}, **CARD)
    assert without.verdicts == {"loopback": "OK", "eth0": "OK", "team0": "FAILED"}
    without = predict(files, release=6, host={"packages": ["teamd"]}, **CARD)
    assert without.verdicts == {"loopback": "OK", "eth0": "OK", "team0": "FAILED"}


def test_the_release_must_be_known() -> None:
    with pytest.raises(Unknown, match="release"):
        boot(parse({"ifcfg-eth0": ETH0}), Facts())


@pytest.mark.parametrize("nm", ["enabled", "disabled"])
@pytest.mark.parametrize("count", [6, 12, 400])
def test_no_more_than_eight_devices_stand_on_one_another(nm: str, count: int) -> None:
    files = {"ifcfg-v0": "DEVICE=v0\nONBOOT=yes\n"}
    for number in range(1, count + 1):
        files[f"ifcfg-v{number}"] = (
            f"DEVICE=v{number}\nTYPE=Vlan\nVLAN=yes\nPHYSDEV=v{number - 1}\nVLAN_ID=5\nONBOOT=yes\n"
        )
    host = Host.of(release=7, services={"NetworkManager": nm, "network": "disabled" if nm == "enabled" else "enabled"})
    links = predict_all(parse(files), Facts.of({"nics": [{"name": "v0"}]}, host)).kernel.links
    assert links.keys() - {"lo"} <= {f"v{number}" for number in range(8)}
    assert nm == "disabled" or len(links) == min(count, 7) + 2


def test_bridges_that_are_ports_without_an_end() -> None:
    files = {f"ifcfg-br{n}": f"DEVICE=br{n}\nTYPE=Bridge\nBRIDGE=br{n + 1}\nONBOOT=yes\n" for n in range(400)}
    host = Host.of(release=7, services={"NetworkManager": "enabled", "network": "disabled"})
    assert not any(link.master for link in predict_all(parse(files), Facts.of({}, host)).kernel.links.values())


def test_networking_is_off() -> None:
    outcome = predict({"ifcfg-eth0": ETH0, "network": "NETWORKING=no\n"}, **CARD)
    assert (outcome.exit, outcome.verdicts, outcome.kernel.links["eth0"].up) == (6, {}, False)


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("IPADDR=$NET.7", "192.0.2.7/24"),
        ('IPADDR="${NET}.7"', "192.0.2.7/24"),
        ("IPADDR='$NET.7'", None),
        ("IPADDR=192.0.2.$(echo 7)", None),
        ("IPADDR=192.0.2.7 up", None),
        ("IPADDR=192.0.2.\nIPADDR+=7", "192.0.2.7/24"),
        ("IPADDR=192.0.2.7\r", None),
        ("IPADDR=192.0.2.7;NAME=x", "192.0.2.7/24"),
        ("IPADDR=$NET.7;NAME=x", "192.0.2.7/24"),
        ("IPADDR=$NET.7 && NAME=x", "192.0.2.7/24"),
        ("IPADDR=$NET.7 > /dev/null", "192.0.2.7/24"),
        ("IPADDR=192.0.2.7 &", None),
        ("IPADDR=$NET.7 &", None),
        ("IPADDR=192.0.2.7 | cat", None),
        ("IPADDR=$NET.7 | cat", None),
        ("IPADDR=$NET.7\r", None),
        ("IPADDR=192.0.2.7\nunset NAME IPADDR # none", None),
        ("unset IPADDR\nIPADDR=192.0.2.7", "192.0.2.7/24"),
    ],
)
def test_values_are_what_bash_makes_of_them(line: str, address: str | None) -> None:
    outcome = predict({"ifcfg-eth0": f"DEVICE=eth0\nNET=192.0.2\nPREFIX=24\n{line}\n"}, **CARD)
    found = [str(a) for a in outcome.kernel.addresses_of("eth0")]
    assert found == ([address] if address else [])


@pytest.mark.parametrize(
    "text",
    [
        "IPADDR=$(hostname -i)\n",
        "IPADDR=`hostname -i`\n",
        "PREFIX=$(( $(id -u) + 24 ))\n",
        "[ -e /x ] && IPADDR=192.0.2.11\n",
        "if [ -e /x ]; then PREFIX=25; fi\n",
        "IPADDR=${IPADDR:?is not set}\n",
        "N=$(id -u)\nMTU=140${N}\n",
        ": ${NOTE:?is not set}\n",
        "NOTE=${MY NOTE}\n",
        "NOTE=$((1 +))\n",
        "NOTE=(1\n",
        "cd /etc\n",
        "set -u\n",
        "CONFIG=ifcfg-eth1\n",
        "IFS=.\n",
        "IPADDR[0]=192.0.2.11\n",
        ": ${PREFIX:=25}\n",
        ". ./common\n",
        "ip() { :; }\n",
        "function check_link_down\n{ return 0; }\n",
        "f() { PREFIX=25; }\nf\n",
        "DEVICE=$(cat /x)\n",
        "ONBOOT=$(cat /x)\n",
        "[ -e /x ] && exit\n",
        "{ return 1; }\n",
        "command exit 1\n",
        "builtin set -e\n",
        "[[ x\n",
        "unset -x\n",
        "unset IFS\n",
        "[ -e /x ] && unset IPADDR\n",
        "trap 'echo done' EXIT\n",
        "readonly REALDEVICE\n",
        "declare -r HWADDR=52:54:00:00:00:01\n",
        "readonly IPADDR\nIPADDR=192.0.2.12\n",
        "declare -i PREFIX\nPREFIX=20+5\n",
        "declare -n REF=IPADDR\nREF=192.0.2.12\n",
        "export -f ip\n",
        "enable -n test\n",
        "kill $$\n",
        "/sbin/ip addr add 192.0.2.12/24 dev eth0\n",
        "(ifup eth1)\n",
        "$HELPER eth0\n",
        "/opt/site/net.sh &\n",
        "echo 1 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6\n",
        "IPADDR=192.0.2.$((RANDOM % 200 + 1))\n",
        "IPADDR=192.0.2.${#PATH}\n",
        "IPADDR=192.0.2.${SHLVL}\n",
    ],
)
@pytest.mark.parametrize("release", oracle.RELEASES)
def test_what_is_not_evaluated_is_not_predicted(text: str, release: int) -> None:
    """And never as if it were empty."""
    outcome = predict(
        {"ifcfg-eth0": ETH0 + text, "ifcfg-eth1": ETH0.replace("eth0", "eth1").replace(".10", ".11")}, release
    )
    assert outcome.left[0] in ("eth0", "$(cat /x)")
    causes = [event.cause.kind for event in outcome.events if event.device in outcome.left and event.cause]
    assert causes in (["not-evaluated"], ["not-followed"])
    assert outcome.kernel.addresses_of("eth1", 4) != []


@pytest.mark.parametrize(
    "text",
    [
        "check_link_down() { return 1; }\n",
        "check_link_down() {\n return 1;\n}\n",
        "function f {\n PREFIX=25\n exit 1\n}\n",
        "f()\n{\n if [ -e /x ]; then PREFIX=$(id); fi\n . ./common\n}\n",
    ],
)
@pytest.mark.parametrize("release", oracle.RELEASES)
def test_a_function_that_nothing_calls_makes_no_difference(text: str, release: int) -> None:
    outcome, plain = predict({"ifcfg-eth0": text + ETH0}, release), predict({"ifcfg-eth0": ETH0}, release)
    assert (outcome.left, outcome.exit) == ([], 0)
    assert state(outcome) == state(plain)


@pytest.mark.parametrize(
    "text",
    [
        "(exit 1)\n",
        "(set -e; unset IPADDR)\n",
        "unset IPADDR | logger\n",
        "unset -f IPADDR\n",
        "readonly IPADDR\n",
        "export IPADDR\n",
        "umask 077\n",
        "logger eth0 is read\n",
        "/usr/bin/logger eth0 is read > /dev/null\n",
        "the card of the rack\n",
        "alias-of eth0\n",
        "alias ll='ls -l' l.=\"ls -d .*\"\nalias rm='rm -i'\n",
        "alias grep='grep --color=auto'\nunalias -a\n",
        "https://example.com/net.html\n",
        "echo ip route > /dev/null\n",
    ],
)
@pytest.mark.parametrize("release", oracle.RELEASES)
def test_a_command_that_changes_nothing_makes_no_difference(text: str, release: int) -> None:
    outcome, plain = predict({"ifcfg-eth0": ETH0 + text}, release), predict({"ifcfg-eth0": ETH0}, release)
    assert (outcome.left, outcome.exit) == ([], 0)
    assert state(outcome) == state(plain)


@pytest.mark.parametrize(("release", "is_predicted"), [(6, False), (7, False), (8, True)])
def test_an_alias_counts_where_sh_runs_the_script(release: int, is_predicted: bool) -> None:
    """In bash's POSIX mode alone: EL6 and EL7 have ifup-ipv6 run by /bin/sh."""
    outcome = predict(
        {"ifcfg-eth0": ETH0 + "IPV6INIT=yes\nIPV6ADDR=2001:db8::1/64\nalias ip='ip -4'\n"}, release, **CARD
    )
    assert (outcome.left == []) == is_predicted
    assert (outcome.kernel.addresses_of("eth0", 6) != []) == is_predicted


@pytest.mark.parametrize("release", oracle.RELEASES)
def test_a_card_is_there_whatever_its_type_says(release: int) -> None:
    """ifup finds no script for such a TYPE, and goes by the name of the device."""
    outcome = predict({"ifcfg-eth0": ETH0 + "TYPE=Eth\n"}, release)
    assert (outcome.exit, len(outcome.kernel.addresses_of("eth0", 4))) == (0, 1)


def test_the_command_that_a_prediction_stops_at_is_its_place() -> None:
    outcome = predict({"ifcfg-eth0": ETH0 + "# hm\nreturn\nX=1\n", "ifcfg-eth1": "DEVICE=eth1\ntrue\nshift\n"}, 7)
    assert [(event.device, event.cause.kind, event.place.line) for event in outcome.events if event.cause] == [
        ("eth1", "not-followed", 3)
    ]


def test_what_a_boot_does_not_depend_on_may_be_unknown() -> None:
    outcome = predict(
        {"ifcfg-eth0": ETH0 + "DHCP_HOSTNAME=$(hostname)\nNAME=$(id)\nIPADDR=$(id)\nIPADDR=192.0.2.9\n"}, **CARD
    )
    assert (outcome.left, outcome.exit, len(outcome.kernel.addresses_of("eth0", 4))) == ([], 0, 1)


@pytest.mark.parametrize(
    "network", ["GATEWAY=$(cat /x)\n", "NETWORKING=$(cat /x)\n", ". /x\n", "VLAN=`cat /x`\n", "HOSTNAME=`hostname`\n"]
)
def test_what_the_network_file_leaves_open(network: str) -> None:
    outcome = predict({"ifcfg-eth0": ETH0, "network": network}, **CARD)
    assert ("eth0" in outcome.left) is ("HOSTNAME" not in network)


EXPANSIONS = [
    "${V}", "${V%%.*}", "${V%.*}", "${V#*.}", "${V##*.}", "${V:-x}", "${V-x}", "${V:+x$N}", "${V+x}", "${E:-d}", "${E-d}",
    "${U-$N}", "${U:-${N}}", "${E:+x}", "${#V}", "${V/a/b}", "${V//a/b}", "${V^^}", "${V^}", "${V,,}", "${V:2}", "${V:1:3}",
    "$((N*3+1))", "$(( -7 / 2 ))", "$((-7 % 3))", "$((1 << 4 | 3))", "$((O + 0x10))", "$((N > 3 ? 8 : 9))", "$((!N || 2 ** 3 == 8))",
    "$(($N + ${N}))", "$((~5 & 255))", "$((2 - 3 - 4))", "$((2 * (3 + N)))", '"x ${V%%.*}-$((N+1))"', "a$N${V#?}b", "${V%[!a]*}", "$((U))",
]  # fmt: skip


@pytest.mark.parametrize("written", EXPANSIONS)
def test_an_expansion_is_worked_out_as_bash_does(written: str) -> None:
    text = f"V=alpha.beta.gAmma\nN=5\nO=010\nE=\nRESULT={written}\n"
    command = ["bash", "-c", text + 'printf %s "$RESULT"']
    assert sourced(Script("x", Document.parse(text.encode())))["RESULT"] == subprocess.check_output(command, text=True)


@pytest.mark.parametrize(
    "written",
    ["$((1/0))", "$((2**99))", "$((N++))", "$((9x))", "${V=x}", "${V:?x}", "${V/[a]/b}", "${!V}", "${V@Q}"],
)
def test_an_expansion_that_is_not_worked_out(written: str) -> None:
    script = Script("x", Document.parse(f"V=a\nN=1\nRESULT={written}\n".encode()))
    with pytest.raises(NotEvaluated):
        assert sourced(script)["RESULT"] != ""


def test_the_names_of_routing_tables_are_a_fact() -> None:
    files = {"ifcfg-eth0": ETH0, "rule-eth0": "from 192.0.2.10 table blue\n"}
    outcome = predict(files, host={"packages": ["iputils"]})
    assert [known.fact for known in outcome.unknown] == [Fact("nics"), Fact("rt_tables")]
    assert told(outcome, "failed") == []
    assert told(outcome, "skipped") == [
        "eth0: rule from 192.0.2.10 table blue: whether rt_tables has a table 'blue' is unknown, so this is not predicted "
        "[ifup-routes, rule-eth0:1]"
    ]


@pytest.mark.parametrize(
    ("words", "since", "text", "json"),
    [
        ("not from 10.9.0.0/16 table 100", 6, "not from 10.9.0.0/16 lookup 100", {"not": None, "table": "100"}),
        ("from 10.0.0.0/24 tos 0x10 table 100", 6, "from 10.0.0.0/24 tos 0x10 lookup 100", {"tos": "0x10"}),
        ("fwmark 1/0xff table 100", 6, "fwmark 0x1/0xff lookup 100", {"fwmark": "0x1", "fwmask": "0xff"}),
        (
            "from 10.0.0.7 table 100 realms 2/5",
            6,
            "from 10.0.0.7/32 lookup 100 realms 2/5",
            {"flow_from": "2", "flow_to": "5"},
        ),
        ("from all goto 32766", 6, "goto 32766", {"goto": 32766}),
        ("from 10.0.0.7 nop", 6, "from 10.0.0.7/32 nop", {"nop": None}),
        ("suppress_prefixlength 0 table main", 7, "lookup 254 suppress_prefixlength 0", {"suppress_prefixlen": 0}),
        ("sup_group 5 table main", 7, "lookup 254 suppress_ifgroup 5", {"suppress_ifgroup": "5"}),
        ("uidrange 0-99 table 100", 7, "uidrange 0-99 lookup 100", {"uid_start": 0, "uid_end": 99}),
        ("ipproto tcp dport 443 table 100", 8, "ipproto tcp dport 443 lookup 100", {"ipproto": "tcp", "dport": 443}),
        ("sport 1000-2000 table 100", 8, "sport 1000-2000 lookup 100", {"sport_start": 1000, "sport_end": 2000}),
        (
            "from 10.0.0.7 protocol static table 100",
            8,
            "from 10.0.0.7/32 lookup 100 protocol static",
            {"protocol": "static"},
        ),
    ],
)
def test_the_words_of_a_rule(words: str, since: int, text: str, json: dict[str, Any]) -> None:
    for release in oracle.RELEASES:
        outcome = predict({"ifcfg-eth0": ETH0, "rule-eth0": f"{words} pref 100\n"}, release, **CARD)
        rules = [rule for rule in outcome.kernel.rules if rule.priority == 100]
        assert list(map(str, rules)) == ([f"100: {text}"] if release >= since else [])
        assert all(json.items() <= shown.items() for shown in state(outcome)["rules"] if shown["priority"] == 100)
        assert len(told(outcome, "failed")) == (release < since)


@pytest.mark.parametrize(("words", "since"), [("quickack 1", 7), ("ttl-propagate enabled", 8), ("window 4096", 6)])
def test_the_words_of_a_route(words: str, since: int) -> None:
    for release in oracle.RELEASES:
        outcome = predict({"ifcfg-eth0": ETH0, "route-eth0": f"10.0.0.0/8 via 192.0.2.1 {words}\n"}, release, **CARD)
        assert len(told(outcome, "failed")) == (release < since)


@pytest.mark.parametrize(
    ("name", "line", "routes"),
    [
        ("route-eth0", "10.0.0.0/8 via 0.0.0.0 dev eth0", ["10.0.0.0/8 dev eth0"]),
        ("route-eth0", "10.0.0.0/8 via 0.0.0.0", []),
        ("route-eth0", "ADDRESS0=10.0.0.0\nNETMASK0=255.0.0.0\nGATEWAY0=0.0.0.0", ["10.0.0.0/8 dev eth0"]),
        ("route6-eth0", "2001:db8:1::/48 via :: dev eth0", []),
    ],
)
def test_a_next_hop_of_zeros(name: str, line: str, routes: list[str]) -> None:
    """To the kernel 0.0.0.0 is none, and it rejects :: (run in Linux 6.18)."""
    outcome = predict({"ifcfg-eth0": ETH0 + "IPV6INIT=yes\n", name: f"{line}\n"}, **CARD)
    assert [text for text in map(str, outcome.kernel.routes) if text.startswith(("10.", "2001:"))] == routes
    assert bool(told(outcome, "failed")) == (not routes)


@pytest.mark.parametrize(
    ("files", "verdicts", "status", "addresses"),
    [
        ({"ifcfg-eth0": ETH0 + "exit\n"}, {"eth0": "OK"}, 0, 0),
        ({"ifcfg-eth0": "RC=4\nexit $RC\n" + ETH0}, {"eth0": "FAILED"}, 1, 0),
        ({"ifcfg-eth0": ETH0 + "return 3\nIPADDR=\n"}, {"eth0": "OK"}, 0, 1),
        ({"ifcfg-eth0": ETH0 + "(exit 3)\nf() { exit 3; }\n"}, {"eth0": "OK"}, 0, 1),
        ({"ifcfg-eth0": ETH0, "network": "NETWORKING=yes\nexit 9\n"}, {}, 9, 0),
        (
            {"ifcfg-eth0": ETH0, "ifcfg-eth0:1": "IPADDR=192.0.2.11\nexit 1\n", "ifcfg-eth0:2": "IPADDR=192.0.2.12\n"},
            {"eth0": "OK"},
            0,
            1,
        ),
    ],
)
def test_exit_ends_whoever_sources_the_file(
    files: dict[str, str], verdicts: dict[str, str], status: int, addresses: int
) -> None:
    outcome = predict(files, 7, **CARD)
    assert {name: text for name, text in outcome.verdicts.items() if name != "loopback"} == verdicts
    assert (outcome.exit, len(outcome.kernel.addresses_of("eth0", 4))) == (status, addresses)


def test_files_beside_the_network_scripts() -> None:
    outcome = predict(
        {"ifcfg-eth0": ETH0 + "IPV6INIT=yes\nIPV6ADDR=2001:db8::1\n", "rule-eth0": "from 192.0.2.10 table blue\n"},
        beside={
            "rt_tables": "# ours\n100 blue\n",
            "sysctl.conf": "net.ipv6.conf.all.disable_ipv6 = 1\n",
            "static-routes": "any net 203.0.113.0 netmask 255.255.255.0 gw 192.0.2.1\n",
        },
        **CARD,
    )
    truth = state(outcome)
    assert truth["rules"][1] == {"priority": 32765, "src": "192.0.2.10", "table": "blue"}
    assert [a["address"] for a in truth["addresses"] if a["dev"] == "eth0"] == ["192.0.2.10/24"]
    assert [r["gateway"] for r in truth["routes"] if r["dst"] == "203.0.113.0/24"] == ["192.0.2.1"]


@pytest.mark.parametrize(
    ("release", "conf", "bonds"),
    [
        (6, "", {"bond0": "balance-rr"}),
        (8, "", {}),
        (8, "options bonding max_bonds=2 mode=1\n", {"bond0": "active-backup", "bond1": "active-backup"}),
        (7, "options bonding max_bonds=0\n", {}),
        (7, "install bonding /bin/false\n", {}),
        (7, "options bonding mode=nonsense miimon=100\n", {}),
        (6, "options bonding miimon=100ms\n", {}),
        (6, "options bonding mode=6 fail_over_mac=2\n", {"bond0": "balance-alb"}),
    ],
)
def test_the_bonds_that_the_driver_makes_by_itself(release: int, conf: str, bonds: dict[str, str]) -> None:
    files = {"ifcfg-uplink": "DEVICE=uplink\nBONDING_OPTS=mode=4\nIPADDR=192.0.2.10\nPREFIX=24\n"}
    outcome = predict(files, release, beside={"modprobe.conf": conf}, nics=[])
    found = {name: link.bond["mode"] for name, link in outcome.kernel.links.items() if link.bond and name != "uplink"}
    assert found == bonds
    assert outcome.verdicts["uplink"] == ("OK" if bonds or "max_bonds" in conf or not conf else "FAILED")


def test_a_bond_by_alias_as_of_old() -> None:
    conf = "alias bond0 bonding\noptions bond0 mode=1 miimon=100\n"
    outcome = predict({"ifcfg-bond0": BOND, "ifcfg-eth0": SLAVE}, 6, beside={"modprobe.conf": conf}, **CARD)
    bond = outcome.kernel.links["bond0"].bond
    assert bond is not None
    assert (bond["mode"], bond["miimon"], bond["slaves"]) == ("active-backup", 100, ("eth0",))


@pytest.mark.parametrize(
    "release, conf, made",
    [
        (7, "install bridge /bin/true\n", False),
        (7, "blacklist bridge\n", True),  # brctl: the kernel asks for the module by its name
        (8, "blacklist bridge\n", False),  # ip: it asks for what makes a bridge
        (8, "blacklist bonding\n", True),
    ],
)
def test_a_module_that_is_kept_out_makes_no_device(release: int, conf: str, made: bool) -> None:
    outcome = predict({"ifcfg-br0": BRIDGE, "ifcfg-eth0": PORT}, release, beside={"modprobe.conf": conf}, **CARD)
    assert ("br0" in outcome.kernel.links) == made
    assert any("prevents the module bridge" in line for line in told(outcome, "failed")) != made


@pytest.mark.parametrize("conf, natives", [("install ipip :\n", False), ("blacklist ipip\n", True), ("", True)])
def test_the_module_of_a_tunnel(conf: str, natives: bool) -> None:
    files = {"ifcfg-tun1": "DEVICE=tun1\nTYPE=IPIP\nMY_OUTER_IPADDR=192.0.2.1\nPEER_OUTER_IPADDR=192.0.2.2\n"}
    outcome = predict(files, beside={"modprobe.conf": conf})
    assert {name in outcome.kernel.links for name in ("tunl0", "tun1")} == {natives}


def test_a_card_whose_file_says_vlan() -> None:
    outcome = predict({"ifcfg-eth0": ETH0 + "VLAN=yes\n"})
    assert outcome.verdicts["eth0"] == "OK"
    assert [str(address).split()[0] for address in outcome.kernel.addresses_of("eth0", 4)] == ["192.0.2.10/24"]


# -- laws -------------------------------------------------------------------------------------------------

CASES = (oracle.HOME / "cases", networkmanager.HOME / "cases")
FILES = [path for home in CASES for path in home.glob("*/*") if path.name != "case.json"]
LINES = sorted({line for path in FILES for line in path.read_text(errors="surrogateescape").split("\n")})
NAMES = sorted({path.name for path in FILES})
STRANGE = [
    "MASTER=bond0", "MASTER=eth0", "BRIDGE=br0", "BRIDGE=eth0", "BRIDGE=' '", "MASTER=' '", "VLAN=yes", "PHYSDEV=eth0.5", "DEVICE=lo", "DEVICE=eth0:1",
    "DEVICE=bond0", "DEVICE=br0.5", "TYPE=Bridge", "TYPE=Tap", "TYPE=GRE", "TYPE=OVSBridge", "DEVICE=post0", "DEVICE=sit1",
    "DEVICE=routes1", "DEVICE=ipv61", "DEVICE=aliases1", "DEVICE=ppp0", "TEAM_CONFIG=x", "TEAM_MASTER=team0", "MTU=-1",
    "MTU=99999999999999999999", "IPADDR=::1", "PREFIX=089", "NETMASK=255.0.255.0", "IPADDR_START=192.0.2.7",
    "IPADDR_END=192.0.2.9", "DEVICE=eth0 eth1", 'DEVICE="', "IPADDR=$(", "\0", "\udcff", "a\\", "ADDRESS0=x", "default",
    "2001:db8::/200 via x", "from all table 999999999999", "nexthop via", "SLAVE=yes", "BOOTPROTO=dhcp", "DHCPV6C=yes",
    "IPV6ADDR=x", "IPV6_DEFAULTGW=%", "LINKDELAY=1.5", "STP=yes", "DELAY=-5", "GATEWAYDEV=eth0", "PARENTDEVICE=eth1",
    "NM_CONTROLLED=no", "ONBOOT=no", "TYPE=Bond", "TYPE=Vlan", "TYPE=Ethernet", "PHYSDEV=br0", "VLAN_ID=5", "AUTOCONNECT_SLAVES=yes",
    "exit 3", "IPADDR=$(x)", ". /x", "GATEWAY=`x`", "DEVICE=${X%%.*}", "BONDING_OPTS=$(x)", "A=$((A*3))", "TYPE=Wireless", "ESSID=x", "TYPE=InfiniBand", "TYPE=Team", "DEVICETYPE=TeamPort", "ROUTING_RULE_0=priority 5 from all", "MASTER=eth0.5",
]  # fmt: skip
texts = st.lists(st.sampled_from(LINES) | st.sampled_from(STRANGE) | st.text(max_size=12), max_size=8).map("\n".join)
directories = st.dictionaries(
    st.sampled_from(NAMES)
    | st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=6).map(
        "ifcfg-{}".format
    ),
    texts.map(
        lambda text: text.encode(errors="surrogateescape") if _can_be_bytes(text) else text.encode(errors="replace")
    ),
    max_size=7,
)
CARDS = st.none() | st.just([{"name": name} for name in ("eth0", "eth1", "eth2")])


def _can_be_bytes(text: str) -> bool:
    return all(not "\ud800" <= char <= "\udfff" or "\udc80" <= char <= "\udcff" for char in text)


SERVICES = st.dictionaries(st.sampled_from(["NetworkManager", "network"]), st.sampled_from(["enabled", "disabled"]))
hosts = st.builds(
    lambda release, services: Host.of(release=release, services=services), st.sampled_from(RELEASES), SERVICES
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(directories, hosts, CARDS, st.randoms())
def test_no_input_is_too_strange_and_the_order_of_a_listing_never_matters(
    files: dict[str, bytes], host: Host, nics: list[dict[str, str]] | None, random: Any
) -> None:
    beside = {name: files[name] for name in files if name in oracle.BESIDE or name.endswith(".route")}
    facts = Facts.of({"nics": nics}, host, beside)
    scripts = [(name, data) for name, data in files.items() if name not in beside]
    outcome = predict_all(parse(dict(scripts), host), facts)
    truth = json.dumps(state(outcome))
    assert all(event.place is None or event.place.path for event in outcome.events)
    random.shuffle(scripts)
    again = predict_all(parse(dict(scripts), host), facts)
    assert json.dumps(state(again)) == truth
    assert [event[:5] for event in again.events] == [event[:5] for event in outcome.events]


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(directories, hosts)
def test_what_the_kernel_holds_hangs_together(files: dict[str, bytes], host: Host) -> None:
    kernel = predict_all(parse(files, host), Facts.of({"nics": [{"name": "eth0"}, {"name": "eth1"}]}, host)).kernel
    for name, link in kernel.links.items():
        assert link.name == name
        assert {link.master, link.parent} - {None} <= kernel.links.keys()
        if link.kind == "vlan":
            assert link.mtu <= kernel.links[link.parent or ""].mtu
            assert not link.up or kernel.links[link.parent or ""].up
        if link.bond is not None:
            assert {port.name for port in kernel.ports_of(name)} == set(link.bond["slaves"])
    for address in kernel.addresses:
        assert address.dev in kernel.links
    for route in kernel.routes:
        assert route.dev is None or kernel.links[route.dev].up or route.dev == "lo"


def by_networkmanager(files: Mapping[str, str], facts: Mapping[str, Any]) -> Outcome:
    """The boot of EL8 by NetworkManager as it is on a workstation."""
    services, without = {"NetworkManager": "enabled"}, ["NetworkManager-config-server"]
    known = Host.of(release=8, services=services, without=without)
    return predict_all(parse(files, known), Facts.of(facts, known))


@pytest.mark.parametrize(
    "settings, is_up, has_address",
    [
        ("[main]\n", True, True),
        ("[main]\nno-auto-default=eth1\n", True, False),
        ("[main]\nno-auto-default=*,except:eth1\n", True, True),
        ("[keyfile]\nunmanaged-devices=eth1\n", False, False),
        ("[device]\nmatch-device=mac:52:54:00:0a:00:02\nmanaged=0\n", False, False),
    ],
)
def test_a_card_without_a_profile(settings: str, is_up: bool, has_address: bool) -> None:
    """NetworkManager makes one up, unless its settings tell it not to, or to leave the card alone."""
    facts = {"nics": [{"name": "eth0"}, {"name": "eth1"}], "dhcp": {"eth1": "192.0.2.9/24"}}
    files = {"ifcfg-eth0": ETH0, "NetworkManager.conf": settings}
    outcome = by_networkmanager(files, facts)
    assert outcome.kernel.links["eth1"].up == is_up
    assert any(address.dev == "eth1" and address.version == 4 for address in outcome.kernel.addresses) == has_address


@pytest.mark.parametrize(
    "settings, is_active", [("[main]\n", False), ("[main]\nignore-carrier=interface-name:eth*\n", True)]
)
def test_a_carrier_that_the_settings_ignore(settings: str, is_active: bool) -> None:
    files = {"ifcfg-eth0": ETH0, "NetworkManager.conf": settings}
    facts = {"nics": [{"name": "eth0", "carrier": False}]}
    outcome = by_networkmanager(files, facts)
    assert any(address.dev == "eth0" and address.version == 4 for address in outcome.kernel.addresses) == is_active
