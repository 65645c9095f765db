"""What the network scripts make of a file, as a keyfile says it, and what it cannot say."""

from __future__ import annotations

import pytest
from migrations import keyfiles, migrated

from ifcfgen.migrate.account import Entry
from ifcfgen.migrate.migration import Migration

ETH = "DEVICE=eth0\nONBOOT=yes\n"
STATIC = ETH + "IPADDR=192.0.2.10\nPREFIX=24\n"
DHCP = ETH + "BOOTPROTO=dhcp\n"
BOND = "DEVICE=bond0\nBONDING_OPTS='mode=1 miimon=100'\n"
BRIDGE = "DEVICE=br0\nTYPE=Bridge\n"
GRE = "DEVICE=gre1\nTYPE=GRE\nMY_OUTER_IPADDR=192.0.2.1\nPEER_OUTER_IPADDR=192.0.2.2\nMY_INNER_IPADDR=10.0.0.1/30\n"
SIT = "DEVICE=sit1\nTYPE=SIT\nIPV6TUNNELIPV4=192.0.2.2\nIPV6INIT=yes\nIPV6ADDR=2001:db8::1/64\n"
VLAN = "DEVICE=eth0.5\nVLAN=yes\n"


def of(files: dict[str, str], release: int = 7, target: int = 9) -> Migration:
    return migrated(files, release, "initscripts", target)


def fates(found: Migration, path: str = "ifcfg-x") -> dict[str, str]:
    """By key, or line, what becomes of it."""
    return {entry.what: entry.fate for entry in found.entries if entry.place.path == path}


def lost(found: Migration) -> list[tuple[str, str, str]]:
    """Where something is lost, which kind of loss, and what."""
    return [(str(entry.place), str(entry.loss), entry.what) for entry in found.losses]


@pytest.mark.parametrize(
    "text, release, section, expected",
    [
        # IPv4
        (STATIC, 7, "ipv4", {"method": "manual", "address1": "192.0.2.10/24"}),
        (ETH, 7, "ipv4", {"method": "disabled"}),
        (DHCP, 7, "ipv4", {"method": "auto"}),
        (ETH + "BOOTP=yes\n", 6, "ipv4", {"method": "auto"}),
        (ETH + "BOOTPROTO=DHCP\n", 7, "ipv4", {"method": "disabled"}),  # ifup takes small letters only
        (DHCP + "IPADDR=192.0.2.10\nDEFROUTE=no\nPEERDNS=no\n", 7, "ipv4",
         {"method": "auto", "never-default": "true", "ignore-auto-dns": "true"}),
        (ETH + "IPADDR=10.0.0.1\n", 7, "ipv4", {"method": "manual", "address1": "10.0.0.1/8"}),
        (ETH + "IPADDR=10.0.0.1\n", 8, "ipv4", {"method": "manual", "address1": "10.0.0.1/32"}),
        (ETH + "IPADDR=10.0.0.1\nNETMASK=24\n", 8, "ipv4", {"method": "manual", "address1": "10.0.0.1/24"}),
        (STATIC + "IPADDR1=192.0.2.11\nPREFIX1=24\nIPADDR3=192.0.2.13\n", 7, "ipv4",
         {"method": "manual", "address1": "192.0.2.10/24", "address2": "192.0.2.11/24"}),
        (STATIC + "GATEWAY=192.0.2.1\n", 7, "ipv4", {"method": "manual", "address1": "192.0.2.10/24,192.0.2.1"}),
        (STATIC + "GATEWAY=198.51.100.1\n", 7, "ipv4", {"method": "manual", "address1": "192.0.2.10/24"}),
        (STATIC + "GATEWAY=192.0.2.1\nDEFROUTE=no\n", 7, "ipv4", {"method": "manual", "address1": "192.0.2.10/24"}),
        (STATIC + "GATEWAY=192.0.2.1\nMETRIC=5\n", 7, "ipv4",
         {"method": "manual", "address1": "192.0.2.10/24", "route1": "0.0.0.0/0,192.0.2.1,5"}),
        (STATIC + "DNS1=192.0.2.53\nDOMAIN='a.example b.example'\n", 7, "ipv4",
         {"method": "manual", "address1": "192.0.2.10/24", "dns": "192.0.2.53;", "dns-search": "a.example;b.example;"}),
        (STATIC + "DNS1=192.0.2.53\nPEERDNS=no\n", 7, "ipv4", {"method": "manual", "address1": "192.0.2.10/24"}),
        (ETH + "DOMAIN=a.example\n", 7, "ipv4", {"method": "disabled"}),
        # IPv6
        (STATIC, 7, "ipv6", {"method": "ignore"}),
        (STATIC + "IPV6INIT=yes\n", 7, "ipv6", {"method": "auto"}),
        (STATIC + "IPV6ADDR=2001:db8::1/64\nIPV6_DEFAULTGW=2001:db8::f%eth0\nIPV6_AUTOCONF=no\n", 7, "ipv6",
         {"method": "manual", "address1": "2001:db8::1/64,2001:db8::f"}),
        (DHCP + "IPV6_AUTOCONF=no\nDHCPV6C=yes\n", 7, "ipv6", {"method": "dhcp"}),
        (STATIC + "IPV6ADDR=2001:db8::1/64\n", 6, "ipv6", {"method": "ignore"}),  # EL6 wants IPV6INIT=yes
        (ETH + "IPV6INIT=yes\nIPV6ADDR=2001:db8::1/64\n", 6, "ipv6",
         {"method": "auto", "address1": "2001:db8::1/64", "ra-timeout": "2147483647"}),
        (ETH + "IPV6ADDR=2001:db8::1/64\n", 8, "ipv6",  # it keeps its address where no router announces itself
         {"method": "auto", "address1": "2001:db8::1/64", "ra-timeout": "2147483647"}),
        (STATIC + "IPV6ADDR=2001:db8::1/64\nIPV6_AUTOCONF=No\n", 8, "ipv6",  # the scripts compare with "no"
         {"method": "auto", "address1": "2001:db8::1/64"}),
        # links
        (ETH + "MTU=9000\nHWADDR=52:54:00:00:00:01\nMACADDR=nonsense\n", 7, "ethernet",
         {"mtu": "9000", "mac-address": "52:54:00:00:00:01"}),
        (ETH + "UUID=nonsense\nIPV4_DNS_PRIORITY=5\nAUTOCONNECT_PRIORITY=5\n", 7, "connection",
         {"id": "System x", "uuid": "29f7f6e2-6ac7-6bc3-d4c0-7b1d5a2a1c70", "type": "ethernet", "interface-name": "eth0"}),
        (BOND + "HWADDR=52:54:00:00:00:01\n", 7, "bond", {"mode": "active-backup", "miimon": "100"}),
        ("DEVICE=bond0\nBONDING_OPTS='mode=1 lacp_rate=1'\n", 7, "bond", {"mode": "active-backup"}),
        (BRIDGE + "STP=no\nDELAY=0\n", 7, "bridge", {"stp": "false"}),
        (BRIDGE + "STP=on\nDELAY=0\nPRIO=4096\n", 7, "bridge", {"forward-delay": "2", "priority": "4096"}),
        (BRIDGE + "STP=yes\nDELAY=400\nAGEING=20000\n", 8, "bridge", {"forward-delay": "4", "ageing-time": "200"}),
        (BRIDGE + "STP=yes\nBRIDGING_OPTS='hello_time=300 multicast_snooping=0'\n", 8, "bridge",
         {"hello-time": "3", "multicast-snooping": "false"}),
        (BRIDGE + "BRIDGING_OPTS='multicast_router=2 hash_max=1024 nonsense=1 stp_state=1'\n", 7, "bridge",
         {"multicast-router": "enabled", "multicast-hash-max": "1024"}),
        (VLAN + "REORDER_HDR=no\n", 7, "vlan", {"id": "5", "parent": "eth0", "flags": "0"}),
        ("DEVICE=dmz\nVLAN=yes\nVID=7\nPHYSDEV=eth1\nGVRP=yes\n", 7, "vlan", {"id": "7", "parent": "eth1", "flags": "3"}),
        ("DEVICE=tap0\nTYPE=Tap\nOWNER=107\n", 7, "tun", {"mode": "2", "owner": "107"}),
        ("DEVICE=tun0\nTYPE=Tap\n", 7, "tun", {}),
        (GRE + "MTU=1400\nKEY=7\nTTL=64\n", 7, "ip-tunnel",
         {"mode": "2", "remote": "192.0.2.2", "local": "192.0.2.1", "input-key": "7", "output-key": "7", "ttl": "64",
          "mtu": "1400"}),
        (GRE + "PEER_INNER_IPADDR=10.0.0.2\n", 7, "ipv4",
         {"method": "manual", "address1": "10.0.0.1/32", "route1": "10.0.0.2/32"}),
        (GRE, 7, "ipv4", {"method": "manual", "address1": "10.0.0.1/30"}),
        (SIT, 7, "ip-tunnel", {"mode": "3", "remote": "192.0.2.2"}),
        ("DEVICE=v0\nDEVICETYPE=veth\nVETH_PEER=v1\n", 7, "veth", {"peer": "v1"}),
        ("DEVICE=m0\nDEVICETYPE=macvtap\nMACVLAN_PARENT=em1\nMACVLAN_MODE=vepa\n", 7, "macvlan",
         {"mode": "1", "parent": "em1", "tap": "true"}),
        ("DEVICE=i0\nDEVICETYPE=ipvlan\nIPVLAN_PARENT=em1\n", 7, "ipvlan", {"mode": "1", "parent": "em1"}),
        ("DEVICE=x0\nDEVICETYPE=vxlan\nVXLAN_ID=5\nVXLAN_REMOTE=192.0.2.9\nVXLAN_TTL=4\n", 8, "vxlan",
         {"id": "5", "remote": "192.0.2.9", "ttl": "4"}),
        ("DEVICE=d0\nDEVICETYPE=dummy\nMTU=9000\n", 7, "ethernet", {"mtu": "9000"}),
        (SIT + "IPV6_DEFAULTDEV=sit1\n", 7, "ipv6",
         {"method": "auto", "address1": "2001:db8::1/64", "addr-gen-mode": "stable-privacy", "route1": "::/0", "ra-timeout": "2147483647"}),
    ],
)  # fmt: skip
def test_one_file(text: str, release: int, section: str, expected: dict[str, str]) -> None:
    found = of({"ifcfg-x": text}, release)
    (said,) = keyfiles(found).values()
    said["connection"] = {**said["connection"], "uuid": expected.get("uuid", "")} if section == "connection" else {}
    assert said[section] == expected
    assert lost(found) == []


def test_defaults_for_all_devices() -> None:
    network = "NETWORKING=yes\nGATEWAY=192.0.2.1\nIPV6INIT=yes\nIPV6_AUTOCONF=no\nNISDOMAIN=x\n"
    found = of({"ifcfg-x": STATIC, "network": network})
    assert keyfiles(found)["eth0"]["ipv4"]["address1"] == "192.0.2.10/24,192.0.2.1"
    assert keyfiles(found)["eth0"]["ipv6"] == {"method": "link-local"}
    assert fates(found, "network") == {
        "NETWORKING": "without effect",
        "GATEWAY": "translated",
        "IPV6INIT": "translated",
        "IPV6_AUTOCONF": "translated",
        "NISDOMAIN": "lost",
    }


@pytest.mark.parametrize(("own", "method"), [("", "manual"), ("IPV6_AUTOCONF=yes\n", "auto")])
def test_a_router_listens_to_no_other_unless_its_file_says_so(own: str, method: str) -> None:
    text = ETH + "IPV6ADDR=2001:db8::1/64\n" + own
    found = of({"ifcfg-x": text, "network": "NETWORKING=yes\nIPV6FORWARDING=yes\n"})
    waits = {"ra-timeout": "2147483647"} if method == "auto" else {}
    assert keyfiles(found)["eth0"]["ipv6"] == {"method": method, "address1": "2001:db8::1/64", **waits}


def test_aliases_and_ranges() -> None:
    files = {
        "ifcfg-eth0": STATIC,
        "ifcfg-eth0:1": "DEVICE=eth0:1\nIPADDR=192.0.2.11\nBROADCAST=192.0.2.255\n",
        "ifcfg-eth0:2": "DEVICE=eth0:2\nIPADDR=192.0.2.12\nONPARENT=no\n",
        "ifcfg-eth0-range0": "IPADDR_START=198.51.100.1\nIPADDR_END=198.51.100.3\nPREFIX=32\nCLONENUM_START=5\n",
    }
    found = of(files)
    ipv4 = keyfiles(found)["eth0"]["ipv4"]
    assert [value for key, value in ipv4.items() if key != "method"] == [
        "192.0.2.10/24", "192.0.2.11/24", "198.51.100.1/32", "198.51.100.2/32", "198.51.100.3/32",
    ]  # fmt: skip
    assert set(fates(found, "ifcfg-eth0:2").values()) == {"without effect"}
    assert fates(found, "ifcfg-eth0:1") == {
        "DEVICE": "translated",
        "IPADDR": "translated",
        "BROADCAST": "without effect",
    }
    assert not lost(found)


def test_no_two_profiles_have_one_uuid() -> None:
    """NetworkManager would load one of them; to the network scripts it does not matter."""
    uuid = "UUID=2b51f4f6-6f3f-4d57-9b6a-1d3b6bb2a001\n"
    found = of({"ifcfg-eth0": ETH + uuid, "ifcfg-eth1": ETH.replace("eth0", "eth1") + uuid.upper()})
    assert len({said["connection"]["uuid"] for said in keyfiles(found).values()}) == 2
    assert fates(found, "ifcfg-eth1")["UUID"] == "without effect"


def test_the_last_default_route_wins() -> None:
    other = STATIC.replace("eth0", "eth1").replace("192.0.2", "198.51.100")
    files = {"ifcfg-eth0": STATIC + "GATEWAY=192.0.2.1\n", "ifcfg-eth1": other + "GATEWAY=198.51.100.1\n"}
    found = of(files)
    assert keyfiles(found)["eth0"]["ipv4"]["address1"] == "192.0.2.10/24"
    assert keyfiles(found)["eth1"]["ipv4"]["address1"] == "198.51.100.10/24,198.51.100.1"
    assert fates(found, "ifcfg-eth0")["GATEWAY"] == "without effect"


def test_ports() -> None:
    files = {
        "ifcfg-bond0": BOND,
        "ifcfg-eth0": "DEVICE=eth0\nMASTER=bond0\nSLAVE=yes\nONBOOT=no\nIPADDR=192.0.2.1\n",
        "ifcfg-eth1": "DEVICE=eth1\nMASTER=bond0\nIPADDR=192.0.2.1\nPREFIX=24\n",
        "ifcfg-br0": BRIDGE,
        "ifcfg-eth2": "DEVICE=eth2\nBRIDGE=br0\nBRIDGING_OPTS='path_cost=7 priority=5'\n",
        "route-eth2": "10.0.0.0/8 via 192.0.2.1\n",
    }
    found = of(files)
    said = keyfiles(found)
    assert (said["eth0"]["connection"]["master"], said["eth0"]["connection"]["slave-type"]) == ("bond0", "bond")
    assert "autoconnect" not in said["eth0"]["connection"]  # the bond brings it up, whatever it says
    assert "ipv4" not in said["eth0"]
    assert "master" not in said["eth1"]["connection"]  # without SLAVE=yes it is no port
    assert said["eth1"]["ipv4"]["address1"] == "192.0.2.1/24"
    assert said["eth2"]["bridge-port"] == {"path-cost": "7", "priority": "5"}
    assert fates(found, "ifcfg-eth0")["IPADDR"] == "without effect"
    assert fates(found, "route-eth2") == {"route-eth2": "without effect"}


def test_routes_and_rules() -> None:
    routes = (
        "10.0.0.0/8 via 192.0.2.1 metric 5 table lan mtu lock 1400\nblackhole 10.9.0.0/16\ndefault via 192.0.2.1 table 7\n"
        "nonsense\n10.1.0.0/16 nexthop via 192.0.2.1 nexthop via 192.0.2.2\n10.2.0.0/16 via 192.0.2.1 dev eth1\n"
        "10.3.0.0/16 via 192.0.2.1 hoplimit 5\n"
    )
    rules = (
        "from 192.0.2.0/24 table lan\nfwmark 1 lookup 7 pref 100\nfrom 10.0.0.0/8 goto 200\nnot to 10.0.0.0/8 table 7\n"
    )
    files = {"ifcfg-x": STATIC, "route-x": routes, "rule-eth0": rules, "rt_tables": "100 lan\n"}
    found = of(files)
    ipv4 = keyfiles(found)["eth0"]["ipv4"]
    assert {key: value for key, value in ipv4.items() if key.startswith("rout")} == {
        "route1": "10.0.0.0/8,192.0.2.1,5",
        "route1_options": "lock-mtu=true,mtu=1400,table=100",
        "route2": "10.9.0.0/16",
        "route2_options": "type=blackhole",
        "route3": "0.0.0.0/0,192.0.2.1",
        "route3_options": "table=7",
        "route4": "10.3.0.0/16,192.0.2.1",
        # those without a priority get one from the kernel: before all that there are, but for that of the table local
        "routing-rule1": "priority 32765 from 192.0.2.0/24 table 100",
        "routing-rule2": "priority 100 from 0.0.0.0/0 fwmark 0x1 table 7",
        "routing-rule3": "priority 98 not to 10.0.0.0/8 table 7",
    }
    assert lost(found) == [
        ("route-x:5:1", "route", "10.1.0.0/16 nexthop via 192.0.2.1 nexthop via 192.0.2.2"),
        ("route-x:6:1", "route", "10.2.0.0/16 via 192.0.2.1 dev eth1"),
        ("route-x:7:1", "route-option", "10.3.0.0/16 via 192.0.2.1 hoplimit 5"),
        ("rule-eth0:3:1", "rule", "from 10.0.0.0/8 goto 200"),
    ]
    assert fates(found, "route-x")["nonsense"] == "without effect"
    without = of({name: text for name, text in files.items() if name != "rt_tables"})
    assert ("route-x:1:1", "route") in [entry[:2] for entry in lost(without)]


def test_routes_by_keys() -> None:
    keyed = "ADDRESS0=10.0.0.0\nNETMASK0=255.0.0.0\nGATEWAY0=192.0.2.1\nADDRESS2=10.2.0.0\nNETMASK2=255.255.0.0\n"
    found = of({"ifcfg-eth0": STATIC, "route-eth0": keyed})
    assert keyfiles(found)["eth0"]["ipv4"]["route1"] == "10.0.0.0/8,192.0.2.1"
    assert fates(found, "route-eth0") == {
        "ADDRESS0": "translated", "NETMASK0": "translated", "GATEWAY0": "translated",
        "ADDRESS2": "without effect", "NETMASK2": "without effect",
    }  # fmt: skip


@pytest.mark.parametrize(
    "files, expected",
    [
        ({"ifcfg-x": STATIC + ". /etc/more\n"}, ("ifcfg-x:5:1", "shell", ". /etc/more")),
        ({"ifcfg-x": STATIC + "MTU=$(cat /mtu)\n"}, ("ifcfg-x:5:1", "shell", "MTU")),
        ({"ifcfg-x": STATIC + "DHCLIENTARGS=-4\n"}, ("ifcfg-x:5:1", "key", "DHCLIENTARGS")),
        ({"ifcfg-x": "DEVICE=ovs0\nTYPE=OVSBridge\n"}, ("ifcfg-x:2:1", "device", "ifcfg-x")),
        ({"ifcfg-x": GRE.replace("192.0.2.2", "192.0.2.300")}, ("ifcfg-x:2:1", "device", "ifcfg-x")),
        ({"ifcfg-x": "DEVICE=gre1\nTYPE=GRE\n"}, ("ifcfg-x:2:1", "device", "ifcfg-x")),
        ({"ifcfg-x": "DEVICE=a-name-far-too-long\n"}, ("ifcfg-x:1:1", "device", "ifcfg-x")),
        ({"ifcfg-x": BOND[:-2] + " foo=1'\n"}, ("ifcfg-x:2:1", "bond-option", "foo=1")),
        ({"ifcfg-x": BRIDGE + "BRIDGING_OPTS=nf_call_iptables=1\n"},
         ("ifcfg-x:3:1", "bridge-option", "nf_call_iptables=1")),
        ({"ifcfg-x": ETH + "ETHTOOL_OPTS='-K eth0 gro off tx-lso-magic on'\n"}, ("ifcfg-x:3:1", "ethtool", "ETHTOOL_OPTS")),
        ({"ifcfg-x": ETH + "ETHTOOL_OPTS='speed 100 duplex full mdix auto'\n"}, ("ifcfg-x:3:1", "ethtool", "ETHTOOL_OPTS")),
        ({"ifcfg-x": ETH + "DEVICE=tap0\nTYPE=Tap\nOWNER=qemu\n"}, ("ifcfg-x:5:1", "key", "OWNER")),
        ({"ifcfg-x": STATIC, "ifcfg-y": DHCP}, ("ifcfg-y:1:1", "device", "ifcfg-y")),
        ({"ifcfg-x": STATIC, "ifup-pre-local": "#!/bin/sh\n"}, ("ifup-pre-local", "hook", "ifup-pre-local")),
        ({"ifcfg-eth0": STATIC, "ifcfg-eth0:1": "IPADDR=192.0.2.2\nGATEWAY=192.0.2.9\n"},
         ("ifcfg-eth0:1:2:1", "key", "GATEWAY")),
        ({"ifcfg-x": ETH + "BRIDGE=br0\n"}, ("ifcfg-x:3:1", "device", "ifcfg-x")),  # ifup-eth creates br0
        ({"ifcfg-lo:1": "DEVICE=lo:1\nIPADDR=192.0.2.80\nNETMASK=255.255.255.255\n"},
         ("ifcfg-lo:1:2:1", "device", "ifcfg-lo:1")),
    ],
)  # fmt: skip
def test_losses(files: dict[str, str], expected: tuple[str, str, str]) -> None:
    assert lost(of(files)) == [expected]


@pytest.mark.parametrize(
    "text, fate",
    [
        (STATIC + "ARP=yes\n", "without effect"),
        (STATIC + "USERCTL=yes\n", "without effect"),
        (STATIC + "IPV4_DNS_PRIORITY=1\n", "without effect"),
        (STATIC + "NONSENSE=1\n", "without effect"),
        (STATIC + "MTU=1400\n", "carried"),
        (STATIC + "NM_CONTROLLED=no\n", "translated"),
        (STATIC + "ARP=no\n", "lost"),
    ],
)
def test_fates(text: str, fate: str) -> None:
    assert fates(of({"ifcfg-x": text}))[text.split("\n")[-2].partition("=")[0]] == fate


def test_loopback() -> None:
    files = {"ifcfg-lo": "DEVICE=lo\nIPADDR=127.0.0.1\nNETMASK=255.0.0.0\n"}
    found = of(files)
    assert (keyfiles(found), lost(found)) == ({}, [])
    assert [left.file.name for left in found.left] == ["ifcfg-lo"]
    files["ifcfg-lo:1"] = "DEVICE=lo:1\nIPADDR=192.0.2.100\nNETMASK=255.255.255.255\n"
    said = keyfiles(of(files))["lo"]
    assert said["connection"]["type"] == "loopback"
    assert said["ipv4"] == {"method": "manual", "address1": "127.0.0.1/8", "address2": "192.0.2.100/32"}
    assert [entry[1:] for entry in lost(of(files, target=8))] == [("device", "ifcfg-lo"), ("device", "ifcfg-lo:1")]


def test_a_card_keeps_its_name() -> None:
    found = of({"ifcfg-x": STATIC + "HWADDR=52:54:00:00:00:01\n"})
    link = next(file for file in found.written if file.name == "70-eth0.link")
    assert link.text == "[Match]\nPermanentMACAddress=52:54:00:00:00:01\n\n[Link]\nName=eth0\n"
    older = of({"ifcfg-x": STATIC + "HWADDR=52:54:00:00:00:01\n"}, target=8)
    assert "\nMACAddress=52:54" in next(file.text for file in older.written if file.name.endswith(".link"))


def test_idle_cards_stay_idle() -> None:
    (configuration,) = (file.text for file in of({"ifcfg-x": STATIC}).written if file.name.endswith(".conf"))
    assert "[main]\n" in configuration
    assert "\nno-auto-default=*\n" in configuration


def test_values_reach_the_keyfile_as_bash_reads_them() -> None:
    found = of({"ifcfg-x": STATIC + 'NAME="it\'s"\' "me"\'\n'})
    assert keyfiles(found)["eth0"]["connection"]["id"] == 'it\'s "me"'


def test_every_key_and_line_is_accounted_for() -> None:
    files = {"ifcfg-x": STATIC + "FOO=1\nFOO=2\n", "route-x": "10.0.0.0/8 via 192.0.2.1\n", "ifcfg-y": "NOTHING\n"}
    found = of(files)
    lines: list[Entry] = [entry for entry in found.entries if entry.place.path in ("ifcfg-x", "route-x")]
    assert [(entry.place.path, entry.place.line) for entry in lines] == [
        *(("ifcfg-x", line) for line in range(1, 7)), ("route-x", 1),
    ]  # fmt: skip


def test_each_family_has_priorities_of_its_own() -> None:
    files = {"ifcfg-x": STATIC + "IPV6INIT=yes\nIPV6ADDR=2001:db8::1/64\n"}
    files |= {"rule-x": "from 192.0.2.1 table 7\nto 10.0.0.0/8 table 7 prio 0\nto 10.9.0.0/16 table 7\n"}
    files |= {"rule6-x": "from 2001:db8::1 table 7\nto 2001:db8:1::/48 table 7\n"}
    found = keyfiles(of(files))["eth0"]
    four, six = ([found[ip][f"routing-rule{n}"].split()[1] for n in (1, 2)] for ip in ("ipv4", "ipv6"))
    assert (four, six) == (["32765", "0"], ["32765", "32764"])
    assert found["ipv4"]["routing-rule3"].startswith("priority 0 ")


@pytest.mark.parametrize(("target", "losses"), [(7, ["ifcfg-x:4:1"]), (8, []), (10, [])])
def test_ipv6_alone_that_needs_a_router_only_afterwards(target: int, losses: list[str]) -> None:
    """NetworkManager 1.18 of EL7 knows no end of waiting for a router."""
    text = ETH + "IPV6INIT=yes\nIPV6ADDR=2001:db8::1/64\n"
    found = of({"ifcfg-x": text}, 6, target)
    assert lost(found) == [(place, "boot", "IPV6ADDR") for place in losses]
    assert lost(of({"ifcfg-x": text + "IPV6_AUTOCONF=no\n"}, 6, target)) == []
    assert lost(of({"ifcfg-x": text + "IPADDR=192.0.2.10\nPREFIX=24\n"}, 6, target)) == []


def test_a_card_of_a_mainframe_is_no_vlan() -> None:
    text = "DEVICE=enccw0.0.0600\nSUBCHANNELS=0.0.0600,0.0.0601,0.0.0602\nNETTYPE=qeth\nOPTIONS='layer2=1'\n"
    of_vlan = "DEVICE=enccw0.0.0600.5\nVLAN=yes\n"
    found = of({"ifcfg-x": text, "ifcfg-y": of_vlan})
    card, vlan = (keyfiles(found)[name] for name in ("enccw0.0.0600", "enccw0.0.0600.5"))
    assert (card["connection"]["type"], vlan["connection"]["type"]) == ("ethernet", "vlan")
    assert card["ethernet"] == {"s390-subchannels": "0.0.0600;0.0.0601;0.0.0602;", "s390-nettype": "qeth"}
    assert vlan["vlan"]["parent"] == "enccw0.0.0600"
    assert set(fates(found).values()) == {"carried"}


def test_what_is_beside_the_file_of_a_device_that_is_lost_is_lost_with_it() -> None:
    files = {"ifcfg-lo": "DEVICE=lo\nIPADDR=127.0.0.1\nNETMASK=255.0.0.0\n"}
    files |= {"ifcfg-lo:1": "DEVICE=lo:1\nIPADDR=203.0.113.1\nPREFIX=32\n", "ifcfg-ppp0": "DEVICE=ppp0\nTYPE=xDSL\n"}
    files |= {"route-ppp0": "10.0.0.0/8 dev ppp0\n", "ifcfg-old.bak": "", "ifcfg-tap": "DEVICE=tap\nONBOOT=no\n"}
    found = of(files, target=8)
    assert [entry[1:] for entry in lost(found)] == [
        ("device", "ifcfg-lo"), ("device", "ifcfg-ppp0"), ("device", "ifcfg-lo:1"), ("route", "route-ppp0"),
    ]  # fmt: skip
    because = {left.file.name: left.because for left in found.left}
    assert because["ifcfg-lo:1"] == because["ifcfg-lo"]
    assert because["ifcfg-old.bak"] == "nothing reads it"
