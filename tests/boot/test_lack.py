"""What the end of a boot lacks of what a file asks for, shown at the very key or line; and the same made good."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ifcfgen.boot.comparison.shortfall import failures, shortfalls
from ifcfgen.boot.managers import predict
from ifcfgen.facts import Host
from ifcfgen.facts.machine import Facts
from ifcfgen.reading import parse
from ifcfgen.report.comparison import failure

BRIDGE_UTILS = ["bridge-utils"]
EL6 = Host.of(release=6, services={"NetworkManager": "disabled", "network": "enabled"}, packages=BRIDGE_UTILS)
EL7 = Host.of(release=7, services={"NetworkManager": "disabled", "network": "enabled"}, packages=BRIDGE_UTILS)
EL8 = Host.of(release=8, services={"NetworkManager": "enabled", "network": "absent"})

UP = "ONBOOT=yes\nBOOTPROTO=none\n"
ETH0 = f"DEVICE=eth0\n{UP}IPADDR=192.0.2.10\nPREFIX=24\n"
ETH1 = f"DEVICE=eth1\n{UP}IPADDR=198.51.100.10\nPREFIX=24\n"
BR0 = f"DEVICE=br0\nTYPE=Bridge\n{UP}"
BOND0 = f"DEVICE=bond0\nTYPE=Bond\n{UP}BONDING_OPTS='mode=1 miimon=100'\nIPADDR=192.0.2.10\nPREFIX=24\n"
PORT = "DEVICE=eth0\nONBOOT=yes\nMASTER=bond0\nSLAVE=yes\n"
VLAN = "DEVICE=eth0.5\nVLAN=yes\nONBOOT=yes\nBOOTPROTO=none\n"
ALIAS = "DEVICE=eth0:1\nIPADDR=192.0.2.11\nPREFIX=24\n"
ROUTE = "198.51.100.0/24 via 192.0.2.1\n"
UUID = "2f3d1a52-6a35-4f43-8a43-5d4f2e0a9c01"
KEYFILE = f"[connection]\nid=eth0\nuuid={UUID}\ntype=ethernet\ninterface-name=eth0\n"

LACKS: list[tuple[Host, dict[str, str], dict[str, str], list[str]]] = [
    # -- addresses --
    (EL7, {"ifcfg-eth0": ETH0 + "NETMASK=255.255.252.0\n"}, {"ifcfg-eth0": ETH0 + "NETMASK=255.255.255.0\n"},
     ["ifcfg-eth0:6: eth0 has 192.0.2.10/24 instead of 192.0.2.10/22 at the next boot"]),
    (EL7, {"ifcfg-eth0": ETH0.replace("=24", "=024")}, {"ifcfg-eth0": ETH0},
     ["ifcfg-eth0:5: eth0 has 192.0.2.10/20 instead of 192.0.2.10/24 at the next boot"]),
    (EL7, {"ifcfg-eth0": ETH0.replace("PREFIX=24\n", "").replace("192.0.2.", "172.16.0.")}, {"network": "NETMASK=255.255.255.0\n"},
     ["ifcfg-eth0:4: eth0 guesses the prefix length of 172.16.0.10/16 at the next boot"]),
    (EL7, {"ifcfg-eth0": ETH0.replace("192.0.2.10", "<address>")}, {"ifcfg-eth0": ETH0},
     ["ifcfg-eth0:4: eth0 has no address <address> at the next boot: the script ends at a shell syntax error in the file"]),
    (EL7, {"ifcfg-eth0": ETH0.replace("IPADDR", "IPVADDR")}, {"ifcfg-eth0": ETH0},
     ["ifcfg-eth0:4: eth0 has no address 192.0.2.10 at the next boot"]),
    (EL7, {"ifcfg-eth0": ETH0, "ifcfg-eth1": ETH1.replace("198.51.100", "192.0.2")}, {"ifcfg-eth1": ETH1},
     ["ifcfg-eth1:4: eth1 shares the address 192.0.2.10 with eth0 at the next boot"]),
    (EL7, {"ifcfg-eth0": ETH0, "ifcfg-eth1": ETH1.replace("198.51.100", "192.0.2")},  # on as many as one likes
     {"ifcfg-eth1": ETH1.replace("198.51.100", "192.0.2").replace("24", "32")},
     ["ifcfg-eth1:4: eth1 shares the address 192.0.2.10 with eth0 at the next boot"]),
    (EL7, {"ifcfg-eth0": ETH0.replace("none", "manual")}, {"ifcfg-eth0": ETH0.replace("none", "static")},
     ["ifcfg-eth0:3: eth0 ignores the unknown BOOTPROTO=manual at the next boot"]),
    (EL7, {"ifcfg-eth0": "DEVICE=eth0\nONBOOT=yes\nfi\nBOOTPROTO=dhcp\n"},
     {"ifcfg-eth0": "DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=dhcp\n"},
     ["ifcfg-eth0:3: eth0 has no IPv6 at the next boot: the script ends at a shell syntax error in the file",
      "ifcfg-eth0:4: eth0 gets no address by DHCP at the next boot"]),
    (EL7, {"ifcfg-eth0": ETH0.replace("IPADDR", 'NAME="LAN\nIPADDR')}, {"ifcfg-eth0": ETH0},
     ["ifcfg-eth0:5: eth0 has no address 192.0.2.10/24 at the next boot"]),
    # -- aliases --
    (EL8, {"ifcfg-eth0": ETH0, "ifcfg-eth0:1": ALIAS.replace(":1", ":2")}, {"ifcfg-eth0:1": ALIAS},
     ["ifcfg-eth0:1:2: eth0:2 has no address 192.0.2.11/24 at the next boot"]),
    (EL7, {"ifcfg-lan": ETH0, "ifcfg-lan:1": ALIAS}, {"ifcfg-lan:1": "", "ifcfg-eth0:1": ALIAS},
     ["ifcfg-lan:1:2: eth0:1 has no address 192.0.2.11/24 at the next boot"]),
    (EL7, {"ifcfg-eth1": ETH1, "ifcfg-eth0:1": ALIAS}, {"ifcfg-eth0": ETH0},
     ["ifcfg-eth0:1:2: eth0:1 has no address 192.0.2.11/24 at the next boot"]),
    (EL7, {"ifcfg-eth0": ETH0, "ifcfg-eth0:1": "DEVICE=eth0:1\nBOOTPROTO=dhcp\n"}, {"ifcfg-eth0:1": ALIAS},
     ["ifcfg-eth0:1: eth0:1 does not come up at the next boot: IPADDR is not set"]),
    (EL7, {"ifcfg-eth0": ETH0, "ifcfg-eth0:1": ALIAS.replace("PREFIX=24", "NETMASK=255.255.255.255")},
     {"ifcfg-eth0:1": ALIAS.replace("24", "32")},
     ["ifcfg-eth0:1:3: eth0:1 has 192.0.2.11/24 instead of 192.0.2.11/32 at the next boot"]),
    (EL7, {"ifcfg-eth0": ETH0, "ifcfg-eth1-range0": "IPADDR_START=192.0.2.20\nIPADDR_END=192.0.2.21\nCLONENUM_START=0\n"},
     {"ifcfg-eth1-range0": "", "ifcfg-eth0-range0": "IPADDR_START=192.0.2.20\nIPADDR_END=192.0.2.21\nCLONENUM_START=0\n"},
     ["ifcfg-eth1-range0:1: eth1-range0 has no address 192.0.2.20 at the next boot"]),
    (EL8, {"ifcfg-eth0": ETH0, "ifcfg-eth0:1": "DEVICE=eth0:1\nIPV6ADDR=2001:db8::1/64\n"},
     {"ifcfg-eth0:1": "", "ifcfg-eth0": ETH0 + "IPV6INIT=yes\nIPV6ADDR=2001:db8::1/64\n"},
     ["ifcfg-eth0:1:2: eth0:1 has no address 2001:db8::1/64 at the next boot"]),
    (EL7, {"ifcfg-eth0": ETH0 + "GATEWAY=192.0.2.1\nDEFROUTE=no\n", "ifcfg-eth0:1": ALIAS},
     {"ifcfg-eth0:1": ALIAS + "NO_ALIASROUTING=yes\n"},
     ["ifcfg-eth0:7: eth0 has the unexpected route default via 192.0.2.1 dev eth0 at the next boot"]),
    # -- routes --
    (EL7, {"ifcfg-eth0": ETH0 + "GATEWAY0=192.0.2.1\n"}, {"ifcfg-eth0": ETH0 + "GATEWAY=192.0.2.1\n"},
     ["ifcfg-eth0:6: eth0 has no default route via 192.0.2.1 at the next boot"]),
    (EL7, {"ifcfg-eth0": ETH0 + "GATEWAY0=192.0.2.1\n"}, {"ifcfg-eth1": ETH1 + "GATEWAY=198.51.100.1\n"},
     ["ifcfg-eth0:6: eth0 has no default route via 192.0.2.1 at the next boot"]),
    (EL7, {"ifcfg-eth0": ETH0 + "IPV6INIT=yes\nIPV6ADDR=2001:db8::2/64\nGATEWAY=2001:db8::1\n"},
     {"ifcfg-eth0": ETH0 + "IPV6INIT=yes\nIPV6ADDR=2001:db8::2/64\nIPV6_DEFAULTGW=2001:db8::1\n"},
     ["ifcfg-eth0:8: eth0 has no default route via 2001:db8::1 at the next boot: 2001:db8::1 is not in the network of "
      "192.0.2.10, 192.0.2.0 (255.255.255.0)"]),
    (EL7, {"ifcfg-eth0": ETH0 + "GATEWAY=192.0.2.1\n", "network": "GATEWAYDEV=eth9\n"}, {"network": "GATEWAYDEV=eth0\n"},
     ["ifcfg-eth0:6: eth0 has no default route via 192.0.2.1 at the next boot"]),
    (EL7, {"ifcfg-eth0": ETH0, "network": "GATEWAYDEV=eth0\n"}, {"ifcfg-eth0": ETH0 + "GATEWAY=192.0.2.1\n"},
     ["network:1: eth0 has a default route without a gateway at the next boot"]),
    (EL7, {"ifcfg-eth0": ETH0 + "GATEWAY=192.0.2.10\n"}, {"ifcfg-eth0": ETH0 + "GATEWAY=192.0.2.1\n"},
     ["ifcfg-eth0:6: eth0 is its own next hop in the route default via 192.0.2.10 at the next boot"]),
    (EL8, {"ifcfg-lan": ETH0, "route-eth0": ROUTE}, {"route-lan": ROUTE},
     ["route-eth0:1: eth0 has no route 198.51.100.0/24 via 192.0.2.1 at the next boot"]),
    (EL7, {"ifcfg-eth0": ETH0, "route-eth0": "ADDRESS1=198.51.100.0\nNETMASK1=255.255.255.0\nGATEWAY1=192.0.2.1\n"},
     {"route-eth0": "ADDRESS0=198.51.100.0\nNETMASK0=255.255.255.0\nGATEWAY0=192.0.2.1\n"},
     ["route-eth0:1: eth0 has no route 198.51.100.0/24 via 192.0.2.1 at the next boot"]),
    (EL7, {"ifcfg-eth0": ETH0, "route-eth0": f"ADDRESS0=203.0.113.0\nNETMASK0=255.255.255.0\nGATEWAY0=192.0.2.1\n{ROUTE}"},
     {"route-eth0": f"203.0.113.0/24 via 192.0.2.1\n{ROUTE}"},
     ["route-eth0:4: eth0 has no route 198.51.100.0/24 via 192.0.2.1 at the next boot"]),
    (EL7, {"ifcfg-bond0": BOND0, "ifcfg-eth0": PORT, "route-eth0": ROUTE}, {"route-eth0": "", "route-bond0": ROUTE},
     ["route-eth0:1: eth0 has no route 198.51.100.0/24 via 192.0.2.1 at the next boot"]),
    # -- ports --
    (EL7, {"ifcfg-br0": BR0, "ifcfg-eth0": ETH0 + "BRIDGE=br0\n"},
     {"ifcfg-br0": BR0 + "IPADDR=192.0.2.10\nPREFIX=24\n"},
     ["ifcfg-eth0:4: eth0 has no address 192.0.2.10/24 at the next boot"]),
    (EL7, {"ifcfg-bond0": BOND0, "ifcfg-eth0": PORT, "ifcfg-eth0:1": ALIAS}, {"ifcfg-eth0:1": "", "ifcfg-bond0:1": ALIAS.replace("eth0", "bond0")},
     ["ifcfg-eth0:1:2: eth0:1 has no address 192.0.2.11/24 at the next boot"]),
    (EL7, {"ifcfg-br0": BR0, "ifcfg-eth0": f"DEVICE=eth0\n{UP}BRIDGE=br1\n"}, {"ifcfg-br1": BR0.replace("br0", "br1")},
     ["ifcfg-eth0:4: eth0 is a port of br1, which stays down at the next boot"]),
    (EL7, {"ifcfg-br0": BR0, "ifcfg-bond0": BOND0, "ifcfg-eth0": PORT + "BRIDGE=br0\n"}, {"ifcfg-eth0": PORT},
     ["ifcfg-br0:1: br0 has no port that comes up at the next boot",  # which follows
      "ifcfg-eth0:5: eth0 is not a port of br0 at the next boot"]),
    (EL7, {"ifcfg-br0": BR0, "ifcfg-eth0": "DEVICE=eth0\nONBOOT=no\nBRIDGE=br0\n"}, {"ifcfg-eth0": "DEVICE=eth0\nONBOOT=yes\nBRIDGE=br0\n"},
     ["ifcfg-br0:1: br0 has no port that comes up at the next boot"]),
    (EL8, {"ifcfg-eth0": ETH0 + "SLAVE=yes\n"}, {"ifcfg-eth0": ETH0 + "SLAVE=no\n"},
     ["ifcfg-eth0:6: eth0 is not a port of a bond at the next boot"]),
    # -- settings --
    (EL8, {"ifcfg-eth0": ETH0 + "ETHTOOL_OPTS='mtu 9000'\n"}, {"ifcfg-eth0": ETH0 + "MTU=9000\n"},
     ["ifcfg-eth0:6: eth0 has MTU 1500 instead of 9000 at the next boot"]),
    (EL7, {"ifcfg-eth0": ETH0 + "IPV6INIT=yes\nMTU=9000\nIPV6_MTU=1500\n"}, {"ifcfg-eth0": ETH0 + "IPV6INIT=yes\nMTU=9000\n"},
     ["ifcfg-eth0:7: eth0 has MTU 1500 instead of 9000 at the next boot"]),
    (EL7, {"ifcfg-eth0": ETH0, "ifcfg-eth0.5": VLAN + "VLAN_ID=6\n"}, {"ifcfg-eth0.5": VLAN + "VLAN_ID=5\n"},
     ["ifcfg-eth0.5:5: eth0.5 has VLAN ID 5 instead of 6 at the next boot"]),
    (EL8, {"ifcfg-eth0": ETH0, "ifcfg-eth0.5": VLAN + "VID=6\n"}, {"ifcfg-eth0.5": VLAN + "VLAN_ID=6\n"},
     ["ifcfg-eth0.5:5: eth0.5 has VLAN ID 5 instead of 6 at the next boot"]),
    (EL7, {"ifcfg-eth0": ETH0, "network": "NETWORKING=yes\nGATEWAY=198.51.100.1\n"}, {"network": "NETWORKING=yes\nGATEWAY=192.0.2.1\n"},
     ["network:2: eth0 has no default route via 198.51.100.1 at the next boot"]),
    (EL8, {"ifcfg-eth0": ETH0, "network": "GATEWAY=192.0.2.1\nGATEWAYDEV=eth1\n"}, {"network": "GATEWAY=192.0.2.1\nGATEWAYDEV=eth0\n"},
     ["network:1: eth0 has no default route via 192.0.2.1 at the next boot"]),
    (EL8, {"ifcfg-bond0": BOND0.replace("1 mii", "1\tmii"), "ifcfg-eth0": PORT}, {"ifcfg-bond0": BOND0},
     ["ifcfg-bond0:5: bond0 has mode balance-rr instead of active-backup at the next boot"]),
    (EL7, {"ifcfg-bond0": BOND0.replace("miimon=100", "arp_interval=100"), "ifcfg-eth0": PORT}, {"ifcfg-bond0": BOND0},
     ["ifcfg-bond0:5: bond0 monitors its links by ARP without arp_ip_target at the next boot"]),
    (EL7, {"ifcfg-bond0": BOND0.replace("100'", "100 primary=eth1'"), "ifcfg-eth0": PORT},
     {"ifcfg-bond0": BOND0.replace("100'", "100 primary=eth0'")},
     ["ifcfg-bond0:5: bond0 has primary none instead of eth1 at the next boot: eth1 is not a port of bond0"]),
    # -- files --
    (EL7, {"ifcfg-eth0": ETH0, "ifcfg-eth0-static": ETH0.replace(".10", ".11")},
     {"ifcfg-eth0-static": ETH0.replace(".10", ".11").replace("ONBOOT=yes", "ONBOOT=no")},
     ["ifcfg-eth0-static:1: eth0 is set up again after ifcfg-eth0 at the next boot"]),
    (EL8, {"ifcfg-eth0.old": ETH0}, {"ifcfg-eth0.old": "", "ifcfg-eth0": ETH0},
     ["ifcfg-eth0.old: eth0 comes up with the backup file ifcfg-eth0.old at the next boot"]),
    (EL8, {"ifcfg-eth0": f"{ETH0}UUID={UUID}\n", "system-connections/eth0.nmconnection": KEYFILE},
     {"ifcfg-eth0": ETH0, "system-connections/eth0.nmconnection": f"{KEYFILE}autoconnect=false\n"},
     ["ifcfg-eth0:6: eth0 hides the keyfile eth0.nmconnection of the same UUID at the next boot"]),
    (EL7, {"ifcfg-bond0": BOND0, "ifcfg-eth0": PORT, "ifcfg-eth0-other": PORT}, {"ifcfg-eth0-other": ""},
     ["ifcfg-eth0-other:1: eth0 is set up again after ifcfg-eth0 at the next boot"]),
    # -- cards that nobody has stated --
    (EL7, {"ifcfg-eno1": ETH0.replace("eth0", "en01")}, {"ifcfg-eno1": ETH0.replace("eth0", "eno1")},
     ["ifcfg-eno1:1: en01 does not come up at the next boot: en01 does not exist"]),
    (EL7, {"ifcfg-eth0": ETH0 + "HWADDR=00:00:5E:00:53:01\n", "ifcfg-eth1": ETH1 + "HWADDR=00:00:5e:00:53:01\n"},
     {"ifcfg-eth1": ETH1 + "HWADDR=00:00:5e:00:53:02\n"},
     ["ifcfg-eth0:1: eth0 does not come up at the next boot: eth0 does not exist"]),
    (EL6, {"ifcfg-eth0": ETH0 + "HWADDR=00:00:5E:00:53:01\n", "70-persistent-net.rules":
           'SUBSYSTEM=="net", ACTION=="add", ATTR{address}=="00:00:5e:00:53:02", KERNEL=="eth*", NAME="eth0"\n'},
     {"ifcfg-eth0": ETH0 + "HWADDR=00:00:5E:00:53:02\n"},
     ["ifcfg-eth0:6: eth0 stays down at the next boot: its MAC address is 00:00:5E:00:53:02, not 00:00:5E:00:53:01"]),
]  # fmt: skip


def lacking(files: Mapping[str, str], host: Host) -> list[str]:
    """What fails at boot, with its place; and whether boot shows it."""
    read = parse({name: text for name, text in files.items() if text}, host)
    outcome = predict(read, Facts.of({}, host))
    found = failures(read, outcome)
    assert bool(found) == bool(shortfalls(read, outcome))
    return [":".join(str(part) for part in one.place[:2] if part) + f": {failure(one)}" for one in found]


SOUND: list[dict[str, str]] = [
    {"ifcfg-eth0": ETH0.replace("PREFIX=24", "PREFIX=${P:-24}")},
    {"ifcfg-eth0": "N=192.0.2\n" + ETH0.replace("192.0.2.10", "$N.10")},
    {"ifcfg-eth0": ETH0 + "SCOPE='peer 192.0.2.1'\n"},
    {"ifcfg-eth0": ETH0 + "GATEWAY=192.0.2.1\n", "ifcfg-eth1": ETH1 + "GATEWAY=198.51.100.1\n"},  # one is enough
    {"ifcfg-eth0": "DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=dhcp\nGATEWAY=192.0.2.1\n"},  # the lease says which
    {"ifcfg-eth0": "DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=dhcp\n", "route-eth0": ROUTE},  # or what leads where
    {"ifcfg-eth0": ETH0, "route-eth0": "default via 192.0.2.1 table 5\nblackhole 10.9.0.0/16\n10.0.0.0/8 dev eth0\n"},
    {"ifcfg-bond0": "DEVICE=bond0\nONBOOT=yes\nBOOTPROTO=none\nTYPE=Bond\nIPADDR=192.0.2.10\nPREFIX=24\n", "ifcfg-eth0": PORT,
     "modprobe.conf": "alias bond0 bonding\noptions bond0 mode=1 miimon=100\n"},
    {"ifcfg-bond0": BOND0.replace("100'", "100 downdelay=50'"), "ifcfg-eth0": PORT},  # which the kernel rounds
    {"ifcfg-lo": "DEVICE=lo\nONBOOT=yes\nIPADDR=127.0.0.1\nNETMASK=255.0.0.0\n", "ifcfg-eth0": ETH0},
    {"ifcfg-br0": BR0 + "IPADDR=192.0.2.10\nPREFIX=24\n"},  # for guests alone
]  # fmt: skip


@pytest.mark.parametrize("files", SOUND)
def test_what_is_as_asked(files: dict[str, str]) -> None:
    assert lacking(files, EL7) == []


def test_a_default_route_in_the_table_of_the_device_is_there() -> None:
    """That initscripts do not read IPV4_ROUTE_TABLE leaves the route in the main table, as before."""
    files = {"ifcfg-eth0": ETH0 + "GATEWAY=192.0.2.1\nIPV4_ROUTE_TABLE=100\n"}
    assert lacking(files, EL8) == lacking(files, EL7) == []


@pytest.mark.parametrize("host, files, change, told", LACKS)
def test_what_is_lacking_is_told_where_it_is_asked_for(
    host: Host, files: dict[str, str], change: dict[str, str], told: list[str]
) -> None:
    assert lacking(files, host) == told
    assert lacking(files | change, host) == []


CARDS = [{"name": "em1", "mac": "52:54:00:0a:00:01"}, {"name": "em2", "mac": "52:54:00:0a:00:02"}]
NAMELESS = f"TYPE=Ethernet\nHWADDR=52:54:00:0A:00:01\n{UP}"
LAN = "IPADDR=192.0.2.10\nPREFIX=24\nGATEWAY=192.0.2.1\n"
ANY = f"TYPE=Ethernet\n{UP}{LAN}"
OTHER_GATEWAY = LAN.replace("192.0.2.1\n", "203.0.113.1\n")


@pytest.mark.parametrize("host", [EL6, EL7, EL8], ids=["EL6", "EL7", "EL8"])
@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"ifcfg-System_lan": NAMELESS + LAN}, []),
        ({"ifcfg-br0": BR0 + LAN, "ifcfg-System_lan": NAMELESS + "BRIDGE=br0\n"}, []),
        ({"ifcfg-System_lan": NAMELESS + LAN, "route-System_lan": ROUTE}, []),
        ({"ifcfg-System_lan": NAMELESS.replace("01\n", "07\n") + LAN}, ["System_lan"]),
        ({"ifcfg-System_lan": NAMELESS + LAN + "MTU=9000\n"}, []),
    ],
)
def test_a_file_without_a_device_is_for_the_card_of_its_address(
    host: Host, files: dict[str, str], expected: list[str]
) -> None:
    reading = parse(files, host)
    assert list(shortfalls(reading, predict(reading, Facts.of({"nics": CARDS}, host)))) == expected


def test_what_such_a_card_lacks_is_told_by_its_name() -> None:
    reading = parse({"ifcfg-System_lan": NAMELESS + OTHER_GATEWAY}, EL7)
    assert list(shortfalls(reading, predict(reading, Facts.of({"nics": CARDS}, EL7)))) == ["em1"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [({"ifcfg-lan": ANY}, []), ({"ifcfg-lan": ANY, "ifcfg-em1": NAMELESS + "DEVICE=em1\n"}, [])],
)
def test_a_profile_for_any_card_comes_up_on_one(files: dict[str, str], expected: list[str]) -> None:
    reading = parse(files, EL8)
    assert list(shortfalls(reading, predict(reading, Facts.of({"nics": CARDS}, EL8)))) == expected
