"""`ifcfgen boot --against-running`: what is only in memory, and what the files change, as reports of hosts show it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from archives import tar
from runner import Result, run

SCRIPTS = "etc/sysconfig/network-scripts"
KEYFILES = "etc/NetworkManager/system-connections"
NETWORKING = "sos_commands/networking"
UNIT_FILES = "sos_commands/systemd/systemctl_list-unit-files"

# -- EL7, initscripts; iproute 4.11, sos 3.9 ---------------------------------------------------------------

LINKS = """\
1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00 promiscuity 0 addrgenmode eui64 numtxqueues 1 numrxqueues 1
2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP mode DEFAULT group default qlen 1000
    link/ether 52:54:00:aa:00:01 brd ff:ff:ff:ff:ff:ff promiscuity 0 addrgenmode eui64 numtxqueues 4 numrxqueues 4
    RX: bytes  packets  errors  dropped overrun mcast
    83172      612      0       0       0       0
    TX: bytes  packets  errors  dropped carrier collsns
    71002      488      0       0       0       0
3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP mode DEFAULT group default qlen 1000
    link/ether 52:54:00:aa:00:02 brd ff:ff:ff:ff:ff:ff promiscuity 0 addrgenmode eui64
4: virbr0: <NO-CARRIER,BROADCAST,MULTICAST,UP> mtu 1500 qdisc noqueue state DOWN mode DEFAULT group default qlen 1000
    link/ether 52:54:00:aa:00:03 brd ff:ff:ff:ff:ff:ff promiscuity 0
    bridge forward_delay 200 hello_time 200 max_age 2000 ageing_time 30000 stp_state 1 priority 32768 addrgenmode eui64
5: vnet0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc pfifo_fast master virbr0 state UNKNOWN mode DEFAULT
    link/ether fe:54:00:aa:00:04 brd ff:ff:ff:ff:ff:ff promiscuity 1
    tun
    bridge_slave state forwarding priority 32 cost 100 hairpin off guard off root_block off fastleave off learning on
6: docker0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default
    link/ether 02:42:11:22:33:44 brd ff:ff:ff:ff:ff:ff promiscuity 0
    bridge forward_delay 1500 hello_time 200 max_age 2000 ageing_time 30000 stp_state 0 priority 32768
7: lab0: <NO-CARRIER,BROADCAST,MULTICAST,UP> mtu 1500 qdisc noqueue state DOWN mode DEFAULT group default qlen 1000
    link/ether 52:54:00:aa:00:05 brd ff:ff:ff:ff:ff:ff promiscuity 0
    bridge forward_delay 200 hello_time 200 max_age 2000 ageing_time 30000 stp_state 1 priority 32768 addrgenmode eui64
8: veth1a2b3c4@if7: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue master docker0 state UP mode DEFAULT
    link/ether ae:11:22:33:44:55 brd ff:ff:ff:ff:ff:ff link-netnsid 0 promiscuity 1
    veth
    bridge_slave state forwarding priority 32 cost 2 hairpin off guard off root_block off
"""
ADDRESSES = r"""
1: lo    inet 127.0.0.1/8 scope host lo\       valid_lft forever preferred_lft forever
1: lo    inet6 ::1/128 scope host \       valid_lft forever preferred_lft forever
2: eth0    inet 192.0.2.10/24 brd 192.0.2.255 scope global eth0\       valid_lft forever preferred_lft forever
2: eth0    inet6 2001:db8::5054:ff:feaa:1/64 scope global mngtmpaddr dynamic \       valid_lft 86390sec preferred_lft 14390sec
2: eth0    inet6 fe80::5054:ff:feaa:1/64 scope link \       valid_lft forever preferred_lft forever
4: virbr0    inet 192.168.122.1/24 brd 192.168.122.255 scope global virbr0\       valid_lft forever preferred_lft forever
5: vnet0    inet6 fe80::fc54:ff:feaa:4/64 scope link \       valid_lft forever preferred_lft forever
6: docker0    inet 172.17.0.1/16 brd 172.17.255.255 scope global docker0\       valid_lft forever preferred_lft forever
""".lstrip()
ROUTES = """\
default via 192.0.2.1 dev eth0
192.0.2.0/24 dev eth0 proto kernel scope link src 192.0.2.10
169.254.0.0/16 dev eth0 scope link metric 1002
172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1
192.168.122.0/24 dev virbr0 proto kernel scope link src 192.168.122.1
broadcast 127.0.0.0 dev lo table local proto kernel scope link src 127.0.0.1
local 127.0.0.0/8 dev lo table local proto kernel scope host src 127.0.0.1
broadcast 192.0.2.0 dev eth0 table local proto kernel scope link src 192.0.2.10
local 192.0.2.10 dev eth0 table local proto kernel scope host src 192.0.2.10
"""
ROUTES6 = """\
unreachable ::/96 dev lo metric 1024 error -113 pref medium
unreachable ::ffff:0.0.0.0/96 dev lo metric 1024 error -113 pref medium
2001:db8::/64 dev eth0 proto kernel metric 256 expires 86390sec pref medium
fe80::/64 dev eth0 proto kernel metric 256 pref medium
default via fe80::1 dev eth0 proto ra metric 1024 expires 1790sec hoplimit 64 pref medium
local ::1 dev lo table local proto kernel metric 0 pref medium
local fe80::5054:ff:feaa:1 dev eth0 table local proto kernel metric 0 pref medium
multicast ff00::/8 dev eth0 table local proto kernel metric 256 pref medium
"""
RULES = "0:\tfrom all lookup local \n32766:\tfrom all lookup main \n32767:\tfrom all lookup default \n"
RULES6 = "0:\tfrom all lookup local \n32766:\tfrom all lookup main \n"
ETH0 = "DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\nGATEWAY=192.0.2.1\n"
EL7 = {
    "etc/redhat-release": "CentOS Linux release 7.9.2009 (Core)\n",
    "etc/libvirt/qemu/networks/lab.xml": "<network><bridge name='lab0'/></network>\n",
    UNIT_FILES: "NetworkManager.service masked\n",
    "sos_commands/services/chkconfig_--list": "network  0:off 1:off 2:on 3:on 4:on 5:on 6:off\n",
    "installed-rpms": "dhclient-4.2.5-83.el7.x86_64 Tue\nbridge-utils-1.5-9.el7.x86_64 Tue\niputils-20160308-10.el7.x86_64 Tue\n",
    f"{SCRIPTS}/ifcfg-eth0": ETH0,
    f"{NETWORKING}/ip_-s_-d_link": LINKS,
    f"{NETWORKING}/ip_-o_addr": ADDRESSES,
    f"{NETWORKING}/ip_route_show_table_all": ROUTES,
    f"{NETWORKING}/ip_-6_route_show_table_all": ROUTES6,
    f"{NETWORKING}/ip_-4_rule": RULES,
    f"{NETWORKING}/ip_-6_rule": RULES6,
}
MEMORY = "only in memory, lost at the next boot: "
FILES = "only in the files, new at the next boot: "
CHANGED = "changed at the next boot: "
NOTHING = "the next boot changes nothing\n"


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "1000")


def against_running(at: Path, report: Mapping[str, str], *options: str) -> Result:
    (at / "report.tar").write_bytes(tar({f"kvm01/{name}": text for name, text in report.items()}))
    return run("boot", str(at / "report.tar"), "--against-running", *options)


def test_what_comes_by_itself_is_no_difference(tmp_path: Path) -> None:
    """Link-local addresses, a router's, the kernel's routes, what libvirt and containers make."""
    result = against_running(tmp_path, EL7)
    assert (result.exit_code, result.stdout) == (0, NOTHING)
    assert "not compared, because no file makes them: docker0, lab0, veth1a2b3c4, virbr0, vnet0\n" in result.stderr


def with_lines(report: Mapping[str, str], name: str, more: str) -> dict[str, str]:
    return {**report, f"{NETWORKING}/{name}": report[f"{NETWORKING}/{name}"] + more}


def test_guests_that_lose_their_network(tmp_path: Path) -> None:
    """One is on a bridge that somebody made by hand; the bridge of the other is not there now either."""
    report = with_lines(
        EL7,
        "ip_-s_-d_link",
        "9: br1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT\n"
        "    link/ether 52:54:00:aa:00:09 brd ff:ff:ff:ff:ff:ff promiscuity 0\n"
        "    bridge forward_delay 200 hello_time 200 max_age 2000 ageing_time 30000 stp_state 0 priority 32768\n",
    )
    for guest, bridge in {"web": "br1", "db": "br7", "lab": "lab0"}.items():
        interface = f"<interface type='bridge'><source bridge='{bridge}'/></interface>"
        report[f"etc/libvirt/qemu/{guest}.xml"] = f"<domain><name>{guest}</name><devices>{interface}</devices></domain>"
    result = against_running(tmp_path, report)
    assert (result.exit_code, result.stdout) == (1, f"{MEMORY}br1, the network of the guest web on br1\n")


def test_what_is_only_in_memory(tmp_path: Path) -> None:
    report = with_lines(
        EL7, "ip_-o_addr", "2: eth0    inet 198.51.100.9/32 scope global eth0\\       valid_lft forever\n"
    )
    report = with_lines(report, "ip_route_show_table_all", "203.0.113.0/24 via 192.0.2.254 dev eth0 \n")
    report = with_lines(report, "ip_-4_rule", "100:\tfrom 198.51.100.9 lookup 100 \n")
    result = against_running(tmp_path, report)
    assert result.exit_code == 1
    assert result.stdout == (
        f"{MEMORY}198.51.100.9/32 of eth0, the route 203.0.113.0/24 via 192.0.2.254 dev eth0, "
        "the rule 100: from 198.51.100.9/32 lookup 100\n"
    )


def test_what_is_only_in_the_files(tmp_path: Path) -> None:
    files = {f"{SCRIPTS}/ifcfg-eth0.7": "DEVICE=eth0.7\nVLAN=yes\nONBOOT=yes\nIPADDR=198.51.100.7\nPREFIX=25\n",
             f"{SCRIPTS}/route-eth0": "203.0.113.0/24 via 192.0.2.254\n",
             f"{SCRIPTS}/rule-eth0": "from 192.0.2.10 lookup 100\n"}  # fmt: skip
    result = against_running(tmp_path, {**EL7, **files})
    assert result.exit_code == 1
    assert result.stdout == (
        f"{FILES}eth0.7 with 198.51.100.7/25, the route 203.0.113.0/24 via 192.0.2.254 dev eth0, "
        "the rule 32765: from 192.0.2.10/32 lookup 100\n"
    )
    found = json.loads(against_running(tmp_path, {**EL7, **files}, "--format", "json").stdout)
    assert found["only_in_files"][0] == "eth0.7 with 198.51.100.7/25"
    assert (found["only_in_memory"], found["changed"], found["not_predicted"]) == ([], [], [])
    assert found["not_compared"] == ["docker0", "lab0", "veth1a2b3c4", "virbr0", "vnet0"]
    assert {link["name"] for link in found["running"]["links"]} == {"lo", "eth0", "eth1"}
    assert {link["name"] for link in found["predicted"]["links"]} >= {"lo", "eth0", "eth0.7"}


BOND = """\
7: bond0: <BROADCAST,MULTICAST,MASTER,UP,LOWER_UP> mtu 9000 qdisc noqueue state UP mode DEFAULT group default qlen 1000
    link/ether 52:54:00:aa:00:01 brd ff:ff:ff:ff:ff:ff promiscuity 0
    bond mode active-backup active_slave eth1 miimon 100 updelay 0 downdelay 0 use_carrier 1 arp_interval 0 arp_validate \
none arp_all_targets any primary eth0 primary_reselect always fail_over_mac none xmit_hash_policy layer2 resend_igmp 1 \
num_grat_arp 1 all_slaves_active 0 min_links 0 lp_interval 1 packets_per_slave 1 lacp_rate slow ad_select stable
"""
BONDED = {
    f"{SCRIPTS}/ifcfg-bond0": ETH0.replace("eth0", "bond0")
    + "MTU=9000\nBONDING_OPTS='mode=1 miimon=100 primary=eth0'\n",
    f"{SCRIPTS}/ifcfg-eth0": "DEVICE=eth0\nONBOOT=yes\nMASTER=bond0\nSLAVE=yes\n",
    f"{SCRIPTS}/ifcfg-eth1": "DEVICE=eth1\nONBOOT=yes\nMASTER=bond0\nSLAVE=yes\n",
}


def bonded(*edits: tuple[str, str]) -> dict[str, str]:
    """EL7 with its cards in a bond, and EDITS in every text."""
    links = LINKS
    for name in ("eth0", "eth1"):
        head = f"{name}: <BROADCAST,MULTICAST,"
        links = links.replace(
            f"{head}UP,LOWER_UP> mtu 1500 qdisc mq", f"{head}SLAVE,UP,LOWER_UP> mtu 9000 qdisc mq master bond0"
        )
    report = {**EL7, **BONDED, f"{NETWORKING}/ip_-s_-d_link": links + BOND}
    for name in ("ip_-o_addr", "ip_route_show_table_all", "ip_-6_route_show_table_all"):
        report[f"{NETWORKING}/{name}"] = report[f"{NETWORKING}/{name}"].replace("eth0", "bond0").replace("1002", "1007")
    for old, new in edits:
        report = {name: text.replace(old, new) for name, text in report.items()}
    return report


OF_A_BOND = [
    ((), NOTHING),
    ((("bond mode active-backup", "bond mode 802.3ad"),), f"{CHANGED}bond0 has mode active-backup instead of 802.3ad\n"),
    ((("miimon 100 updelay 0", "miimon 100 updelay 2000"),), f"{CHANGED}bond0 has updelay 0 ms instead of 2000 ms\n"),
    ((("primary eth0 ", ""),), f"{CHANGED}bond0 has primary eth0 instead of none\n"),
    ((("active_slave eth1", "active_slave eth0"),), NOTHING),
    ((("mtu 9000", "mtu 1500"),), f"{CHANGED}eth0 has MTU 9000 instead of 1500, eth1 has MTU 9000 instead of 1500, "
     "bond0 has MTU 9000 instead of 1500\n"),
    ((("eth1: <BROADCAST,MULTICAST,SLAVE,UP,LOWER_UP> mtu 9000 qdisc mq master bond0", "eth1: <BROADCAST,MULTICAST> mtu 1500 qdisc mq"),),
     f"{FILES}eth1 as a port of bond0\n{CHANGED}eth1 becomes a port of bond0, eth1 has MTU 9000 instead of 1500\n"),
]  # fmt: skip


@pytest.mark.parametrize("edits, told", OF_A_BOND)
def test_a_bond(tmp_path: Path, edits: tuple[tuple[str, str], ...], told: str) -> None:
    result = against_running(tmp_path, bonded(*edits))
    assert (result.stdout, result.exit_code) == (told, int(told != NOTHING))


# -- EL6: no details of a device, no ports of a bridge; iproute 2.6.32 -----------------------------------------

EL6 = {
    "etc/redhat-release": "CentOS release 6.10 (Final)\n",
    "sos_commands/startup/chkconfig_--list": "network  0:off 1:off 2:on 3:on 4:on 5:on 6:off\n",
    "etc/rc.d/init.d/network": "",
    "installed-rpms": "bridge-utils-1.2-10.el6.x86_64 Tue\niputils-20071127-24.el6.x86_64 Tue\n",
    f"{SCRIPTS}/ifcfg-br0": ETH0.replace("eth0", "br0") + "TYPE=Bridge\nDELAY=0\n",
    f"{SCRIPTS}/ifcfg-eth0": "DEVICE=eth0\nONBOOT=yes\nBRIDGE=br0\n",
    f"{NETWORKING}/ip_link": "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN \n"
    "    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n"
    "2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc pfifo_fast state UP qlen 1000\n"
    "    link/ether 52:54:00:aa:00:01 brd ff:ff:ff:ff:ff:ff\n"
    "3: br0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UNKNOWN \n"
    "    link/ether 52:54:00:aa:00:01 brd ff:ff:ff:ff:ff:ff\n"
    "4: vnet0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc pfifo_fast state UNKNOWN qlen 500\n"
    "    link/ether fe:54:00:aa:00:09 brd ff:ff:ff:ff:ff:ff\n",
    f"{NETWORKING}/ip_-o_addr": "1: lo    inet 127.0.0.1/8 scope host lo\n1: lo    inet6 ::1/128 scope host \\       valid_lft forever\n"
    "3: br0    inet 192.0.2.10/24 brd 192.0.2.255 scope global br0\n",
    f"{NETWORKING}/ip_route_show_table_all": "default via 192.0.2.1 dev br0 \n169.254.0.0/16 dev br0  scope link  metric 1003 \n",
    f"{NETWORKING}/brctl_show": "bridge name\tbridge id\t\tSTP enabled\tinterfaces\n"
    "br0\t\t8000.525400aa0001\tno\t\teth0\n\t\t\t\t\t\t\tvnet0\n",
}  # fmt: skip


def test_el6_shows_a_bridge_by_brctl(tmp_path: Path) -> None:
    result = against_running(tmp_path, EL6)
    assert (result.exit_code, result.stdout) == (0, NOTHING)
    assert "IPv4 rules are not compared: no sos_commands/networking/ip_-4_rule_list\n" in result.stderr
    own = {**EL6, f"{NETWORKING}/brctl_show": EL6[f"{NETWORKING}/brctl_show"].replace("no\t\teth0\n\t\t", "yes\t\t")}
    found = against_running(tmp_path, own)
    assert "br0 has STP off instead of on" in found.stdout
    assert "eth0 becomes a port of br0" in found.stdout


# -- EL9: NetworkManager and keyfiles; iproute 6.2, sos 4.5 ----------------------------------------------------

EL9 = {
    "etc/libvirt/qemu/networks/lab.xml": EL7["etc/libvirt/qemu/networks/lab.xml"],
    "etc/os-release": 'ID="rhel"\nVERSION_ID="9.4"\n',
    UNIT_FILES: "NetworkManager.service enabled enabled\n",
    f"{KEYFILES}/eth0.nmconnection": "[connection]\nid=eth0\ntype=ethernet\ninterface-name=eth0\n\n[ipv4]\nmethod=auto\n",
    f"{NETWORKING}/ip_-s_-d_link": LINKS.replace(
        "tun\n", "tun type tap pi off vnet_hdr on persist off numtxqueues 1\n"
    ),
    f"{NETWORKING}/ip_-o_addr": ADDRESSES.replace(
        "global eth0\\       valid_lft forever preferred_lft forever",
        "global dynamic noprefixroute eth0\\       valid_lft 3000sec preferred_lft 3000sec",
    ),
    f"{NETWORKING}/ip_route_show_table_all": "default via 192.0.2.1 dev eth0 proto dhcp src 192.0.2.10 metric 100 \n"
    "203.0.113.0/24 via 192.0.2.253 dev eth0 proto dhcp src 192.0.2.10 metric 100 \n"
    "192.0.2.0/24 dev eth0 proto kernel scope link src 192.0.2.10 metric 100 \n",
    f"{NETWORKING}/ip_-6_route_show_table_all": "fe80::/64 dev eth0 proto kernel metric 1024 pref medium\n",
    f"{NETWORKING}/ip_-4_rule_list": RULES,
    f"{NETWORKING}/ip_-6_rule_list": RULES6,
}


def test_what_a_dhcp_server_gives_is_no_difference(tmp_path: Path) -> None:
    result = against_running(tmp_path, EL9)
    assert (result.exit_code, result.stdout) == (0, NOTHING)
    asked = against_running(tmp_path, {**EL7, f"{SCRIPTS}/ifcfg-eth0": "DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=dhcp\n"})
    assert MEMORY + "192.0.2.10/24 of eth0" in asked.stdout, "one that never ends is by no server of EL7"


def test_a_lease_in_the_place_of_a_static_address(tmp_path: Path) -> None:
    static = (
        "[connection]\nid=eth0\ntype=ethernet\ninterface-name=eth0\n\n[ipv4]\nmethod=manual\naddress1=192.0.2.11/24\n"
    )
    result = against_running(tmp_path, {**EL9, f"{KEYFILES}/eth0.nmconnection": static})
    assert result.stdout.startswith(f"{MEMORY}192.0.2.10/24 of eth0, the default route via 192.0.2.1, ")
    assert f"{FILES}192.0.2.11/24 of eth0\n" in result.stdout


def test_what_is_added_by_hand_beside_a_lease(tmp_path: Path) -> None:
    more = "2: eth0    inet 192.0.2.77/24 brd 192.0.2.255 scope global secondary eth0\\       valid_lft forever\n"
    report = with_lines(
        with_lines(EL9, "ip_-o_addr", more), "ip_route_show_table_all", "198.51.100.0/24 via 192.0.2.9 dev eth0\n"
    )
    result = against_running(tmp_path, report)
    assert result.stdout == f"{MEMORY}192.0.2.77/24 of eth0, the route 198.51.100.0/24 via 192.0.2.9 dev eth0\n"


def test_a_profile_that_was_added_by_hand_only(tmp_path: Path) -> None:
    report = {name: text for name, text in EL9.items() if "nmconnection" not in name}
    vlan = "[connection]\nid=v\ntype=vlan\ninterface-name=eth1.9\n\n[vlan]\nid=9\nparent=eth1\n\n[ipv4]\nmethod=manual\naddress1=198.51.100.1/24\n"
    report = with_lines({**report, f"{KEYFILES}/v.nmconnection": vlan}, "ip_-s_-d_link",
        "9: eth1.9@eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default\n"
        "    link/ether 52:54:00:aa:00:02 brd ff:ff:ff:ff:ff:ff promiscuity 0\n"
        "    vlan protocol 802.1Q id 10 <REORDER_HDR> addrgenmode none\n")  # fmt: skip
    report = with_lines(
        report, "ip_-o_addr", "9: eth1.9    inet 198.51.100.1/24 scope global noprefixroute eth1.9\\   valid_lft\n"
    )
    result = against_running(tmp_path, report)
    assert "eth1.9 has VLAN ID 9 instead of 10" in result.stdout


def test_a_report_through_a_pipe_has_its_facts(tmp_path: Path) -> None:
    report = tar({f"kvm01/{name}": text for name, text in EL7.items()})
    words = [sys.executable, "-m", "ifcfgen", "boot", "-", "--against-running"]
    done = subprocess.run(words, input=report, capture_output=True, check=False)
    assert (done.returncode, done.stdout.decode()) == (0, NOTHING)


# -- what cannot be compared ---------------------------------------------------------------------------------


def test_a_line_that_is_not_understood_is_told(tmp_path: Path) -> None:
    report = with_lines(EL7, "ip_route_show_table_all", "198.51.100.0/24 frobnicate 7 dev eth0\n")
    result = against_running(tmp_path, report)
    assert (result.exit_code, result.stdout) == (1, NOTHING)
    assert (
        f"report.tar/kvm01/{NETWORKING}/ip_route_show_table_all:10: not understood, so not compared\n" in result.stderr
    )


MISUSE = [
    (("--what-if", "release=8"), "--against-running: cannot be used with --what-if, --against or --expect\n"),
    (("--against", "."), "--against-running: cannot be used with --what-if, --against or --expect\n"),
    (("--expect", "x.yaml"), "--against-running: cannot be used with --what-if, --against or --expect\n"),
]


@pytest.mark.parametrize("options, told", MISUSE)
def test_misuse(tmp_path: Path, options: tuple[str, ...], told: str) -> None:
    result = against_running(tmp_path, EL7, *options)
    assert (result.exit_code, result.stdout, result.faults) == (2, "", told)


def test_without_a_running_state(tmp_path: Path) -> None:
    report = {name: text for name, text in EL7.items() if NETWORKING not in name}
    result = against_running(tmp_path, report)
    assert (result.exit_code, result.stdout) == (2, "")
    assert (
        "--against-running: nothing shows what runs there, for lack of sos_commands/networking/ip_-d_link and "
        in result.faults
    )
    (tmp_path / "ifcfg-eth0").write_text(ETH0)
    flat = run("boot", str(tmp_path), "--release", "7", "--against-running")
    assert (flat.exit_code, flat.stdout) == (2, "")
    unknown = {name: text for name, text in EL7.items() if name != "etc/redhat-release"}
    assert (
        "unknown release; --against-running needs --release, one of 6, 7" in against_running(tmp_path, unknown).faults
    )


# -- the real ip -----------------------------------------------------------------------------------------------

LIVE = """
mount -t tmpfs none /etc
mkdir -p /etc/sysconfig/network-scripts
cp {files}/ifcfg-br0 /etc/sysconfig/network-scripts
ip link set lo up
ip link add br0 type bridge stp_state 1 forward_delay 200
ip address add 192.0.2.10/24 brd + dev br0
ip link set br0 up
{more}
{python} -m ifcfgen boot {root} --against-running --release 8 --service NetworkManager=disabled --service network=enabled
"""
BRIDGE = "DEVICE=br0\nTYPE=Bridge\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\nSTP=yes\nDELAY=2\n"
ON_THIS_SYSTEM = [
    ("/", "", (0, NOTHING)),
    ("", "ip address add 192.0.2.9/32 dev br0\nip route add 203.0.113.0/24 via 192.0.2.1\nip rule add from 192.0.2.9 table 7",
     (1, f"{MEMORY}192.0.2.9/32 of br0, the route 203.0.113.0/24 via 192.0.2.1 dev br0, the rule 32765: from 192.0.2.9/32 lookup 7\n")),
    ("", "ip link set br0 mtu 1400 type bridge stp_state 0",
     (1, f"{CHANGED}br0 has MTU 1500 instead of 1400, br0 has STP on instead of off\n")),
]  # fmt: skip


@pytest.mark.parametrize("root, more, expected", ON_THIS_SYSTEM)
def test_this_system(tmp_path: Path, root: str, more: str, expected: tuple[int, str]) -> None:
    """In namespaces of its own."""
    if not (shutil.which("ip") and shutil.which("unshare")):
        pytest.skip("no ip or unshare")
    (tmp_path / "ifcfg-br0").write_text(BRIDGE)
    script = LIVE.format(files=tmp_path, more=more, python=sys.executable, root=root)
    done = subprocess.run(
        ["unshare", "-rnm", "sh", "-c", f"set -e{script}"], capture_output=True, check=False, text=True
    )
    if "unshare:" in done.stderr or "mount:" in done.stderr or "RTNETLINK" in done.stderr:
        pytest.skip(done.stderr)
    assert (done.returncode, done.stdout) == expected
