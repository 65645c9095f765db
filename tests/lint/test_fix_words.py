"""What the words of a fix say can be done, and costs nothing that should stay."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ifcfgen import data, reading
from ifcfgen.facts import Host
from ifcfgen.lint.engine import Linter
from ifcfgen.lint.rule import load

RULES = load(data.rules())
HOST = Host.of(release=7, services={"NetworkManager": "disabled", "network": "enabled"}, packages=["bridge-utils"])
CARD = "DEVICE=eth0\nTYPE=Ethernet\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\n"
BRIDGE = "DEVICE=br0\nTYPE=Bridge\nONBOOT=yes\nBOOTPROTO=none\n"
PORT = CARD + "BRIDGE=br0\n"
NIC = "<qemu:arg value='-nic'/><qemu:arg value='bridge,br=br0'/>"
ALIAS = "DEVICE=eth0:{}\nIPADDR=192.0.2.{}\nPREFIX=24\n"


@pytest.mark.parametrize(
    ("rule", "files", "text"),
    [
        (
            "file-name-blank",
            {"ifcfg-eth0": CARD, "ifcfg-eth0 copy": CARD},
            "Keep one of the two files: ifcfg-eth0 already exists.",
        ),
        ("file-name-blank", {"ifcfg-eth0 copy": CARD}, "Rename the file to ifcfg-eth0."),
        (
            "unquoted-space",
            {"ifcfg-eth0": CARD + "GATEWAY='192.0.2.1'# the router\n"},
            "Write a space before the #, which otherwise begins no comment.",
        ),
        (
            "foreign-distro-key",
            {"ifcfg-eth0": CARD + "ETHTOOL_OPTIONS=x\n"},
            "Remove these keys, or set what they mean with the keys of this system; `ifcfgen explain KEY` shows what each "
            "of them means.",
        ),
        (
            "device-missing",
            {"ifcfg-Guest_Network_of_the_House": CARD.replace("DEVICE=eth0\n", "")},
            "Add DEVICE= with the name of the device.",
        ),
        (
            "device-missing",
            {"ifcfg-eth0": CARD, "ifcfg-eth1-compute": CARD.replace("DEVICE=eth0\n", "")},
            "Add DEVICE= with the name of the device.",
        ),
        (
            "zone-undefined",
            {"ifcfg-eth0": CARD + "ZONE=intrenal\n", "firewalld-zones/dmz.xml": "<zone/>"},
            "Correct the name to internal, or define the zone with firewall-cmd --permanent --new-zone=intrenal.",
        ),
        (
            "guest-mac-duplicate",
            {
                f"libvirt-guests/{name}.xml": f"<domain xmlns:qemu='x'><name>{name}</name><qemu:commandline>{NIC}</qemu:commandline></domain>"
                for name in "ab"
            },
            "Give the card of b an address of its own with virsh edit b, with mac= in -device or -nic, or macaddr= in -net nic.",
        ),
        (
            "ip-refuses-line",
            {"ifcfg-eth0": CARD, "route-eth0": "198.51.100.0/24 vai 192.0.2.1\n"},
            "Write via instead of vai.",
        ),
        (
            "bond-option-unknown",
            {"ifcfg-bond0": 'DEVICE=bond0\nTYPE=Bond\nONBOOT=yes\nBONDING_OPTS="mode=1 mimon=100"\n'},
            "Write miimon in BONDING_OPTS.",
        ),
        (
            "alias-number-twice",
            {"ifcfg-eth0": CARD, "ifcfg-eth0:0": ALIAS.format(0, 20), "ifcfg-eth0:5": ALIAS.format(0, 25)},
            "Set DEVICE=eth0:5.",
        ),
        (
            "alias-number-twice",
            {"ifcfg-eth0": CARD, "ifcfg-eth0:0": ALIAS.format(5, 20), "ifcfg-eth0:5": ALIAS.format(5, 25)},
            "Set DEVICE=eth0:0 in ifcfg-eth0:0.",
        ),
        (
            "gateway-indexed",
            {"ifcfg-eth0": CARD + "GATEWAY0=192.0.2.1\n"},
            "Rename GATEWAY0 to GATEWAY.",
        ),
        (
            "gateway-indexed",
            {"ifcfg-eth0": CARD.replace("IPADDR", "IPADDR0").replace("PREFIX", "PREFIX0") + "GATEWAY0=192.0.2.1\n"},
            "Rename GATEWAY0 to GATEWAY, and remove the number from the address and its mask as well: NetworkManager reads "
            "GATEWAY only next to IPADDR.",
        ),
        (  # a key of one word, and one that takes several
            "unquoted-space",
            {"ifcfg-eth0": CARD + "GATEWAY=192.0.2.1 // the router\n"},
            "Make a comment of what follows the space: GATEWAY=192.0.2.1 # // the router.",
        ),
        (
            "unquoted-space",
            {"ifcfg-eth0": CARD + "DOMAIN=example.com example.net\n"},
            'Quote the value: DOMAIN="example.com example.net".',
        ),
        ("command-in-file", {"ifcfg-eth0": CARD + "GATEWAY: 192.0.2.1\n"}, "Write GATEWAY=192.0.2.1."),
        ("command-in-file", {"ifcfg-eth0": CARD + '"GATEWAY=192.0.2.1"\n'}, "Write GATEWAY=192.0.2.1."),
        (
            "command-in-file",
            {"ifcfg-eth0": CARD + "Gateway: 192.0.2.1\n"},
            "Remove the line, or make it a comment; move a command that you need to /sbin/ifup-local, or under NetworkManager to a "
            "script in /etc/NetworkManager/dispatcher.d.",
        ),
        (
            "syntax-error",
            {"ifcfg-eth0": "<<<<<<< HEAD\n" + CARD + "=======\nBOOTPROTO=dhcp\n>>>>>>> web\n"},
            "Resolve the merge conflict, and remove its markers.",
        ),
        (
            "invalid-address",
            {"ifcfg-eth0": CARD + "GATEWAY=192.0.2.1\u00a0\n"},
            "Remove the invisible character U+00A0 from the value.",
        ),
        (
            "invalid-address",
            {"ifcfg-eth0": CARD + 'GATEWAY="192.0.2.1 "\n'},
            "Remove the space inside the quotes from the value.",
        ),
        (
            "ifname-invalid",
            {"ifcfg-eth0": CARD.replace("DEVICE=eth0", 'DEVICE="eth0 "')},
            "Remove the space inside the quotes from the value.",
        ),
        *(
            ("invalid-address", {"ifcfg-eth0": f"{CARD}GATEWAY={written}\n"}, "Set GATEWAY=192.0.2.1.")
            for written in ("l92.0.2.1", "192,0.2.1", "192.0.2.1.", "=192.0.2.1", "192.0.2.1/24")
        ),
        (
            "invalid-address",
            {"ifcfg-eth0": CARD.replace("PREFIX=24", "NETMASK=255.255.255.O")},
            "Set NETMASK=255.255.255.0.",
        ),
        ("invalid-address", {"ifcfg-eth0": CARD + "GATEWAY=192.0.2\n"}, "Correct GATEWAY, or remove the line."),
        (
            "invalid-address",
            {"ifcfg-eth0": CARD + 'DNS1="192.0.2.1,192.0.2.2"\n'},
            "Write one address per key: DNS1, DNS2 and DNS3.",
        ),
        (
            "invalid-address",
            {"ifcfg-eth0": CARD, "route-eth0": "ADDRESS0=198.51.100.0/24\nGATEWAY0=192.0.2.1\n"},
            "Set ADDRESS0=198.51.100.0, and NETMASK0 to the mask of /24.",
        ),
        (
            "bad-boolean",
            {"ifcfg-eth0": CARD + "DEFROUTE=no\u00a0\n"},
            "Remove the invisible character U+00A0 from the value.",
        ),
        (
            "route-via-beyond",
            {"ifcfg-eth0": CARD + "IPV6_AUTOCONF=no\nIPV6ADDR=2001:db8::2/64\nIPV6_DEFAULTGW=2001:db8:1::1\n"},
            "Correct the next hop, or the address or mask of the device that reaches it; if it answers nevertheless, replace the key "
            "by two lines in route6-eth0: 2001:db8:1::1 dev eth0 and default via 2001:db8:1::1.",
        ),
        ("misspelled-default", {"ifcfg-eth0": CARD + "GATEWY=\n"}, "Rename it to GATEWAY, or remove the line."),
        ("bridge-undefined", {"ifcfg-eth0": CARD + 'BRIDGE="br0 "\n'}, "Remove the space from br0."),
        ("bond-undefined", {"ifcfg-eth0": CARD + "MASTER=ifcfg-bond0\nSLAVE=yes\n"}, "Write bond0, without ifcfg-."),
        ("key-unread", {"ifcfg-eth0": CARD + "SEARCH=example.com\n"}, "Rename it to DOMAIN."),
        ("key-unread", {"ifcfg-eth0": CARD + "SEARCH=a.example\nDOMAIN=a.example\n"}, "Remove it: DOMAIN is set."),
        ("device-name-slip", {"ifcfg-eth0": CARD.replace("DEVICE=", "DEVICE==")}, "Set DEVICE=eth0."),
        (
            "route-no-address",
            {"ifcfg-eth0": CARD, "route-eth0": "ip route add 198.51.100.0/24 via 192.0.2.1\n"},
            "Write what follows `ip route add` only: the destination, via and the next hop.",
        ),
        (
            "route-no-address",
            {"ifcfg-eth0": CARD, "route-eth0": "ADDRESS=198.51.100.0\nNETMASK=255.255.255.0\nGATEWAY=192.0.2.1\n"},
            "Number the keys from 0: ADDRESS0, NETMASK0, GATEWAY0.",
        ),
        (  # a label of letters and digits alone is a number of an alias
            "alias-number-twice",
            {"ifcfg-eth0": CARD, "ifcfg-eth0:0": ALIAS.format(0, 20), "ifcfg-eth0:0.MASTER": ALIAS.format(0, 25)},
            "Give the alias another number, or move the file out of the directory if it is a copy.",
        ),
    ],
)
def test_a_fix_in_words(rule: str, files: Mapping[str, str], text: str) -> None:
    found = Linter([RULES[rule]]).check(reading.parse(files, HOST)).findings
    assert [finding.fix.text if finding.fix else None for finding in found] == [text]


@pytest.mark.parametrize(
    ("rule", "files", "text"),
    [
        ("alias-name", {"ifcfg-eth0": CARD, "ifcfg-eth0_1": ALIAS.format(1, 20)}, "Rename the file to ifcfg-eth0:1."),
        (  # which would be the file of no alias
            "alias-name",
            {"ifcfg-lan": CARD, "ifcfg-lan_1": ALIAS.format(1, 20)},
            "Set the address in the file of eth0 instead, and remove this file.",
        ),
        (  # which runs no ifup-local
            "command-in-file",
            {"ifcfg-eth0": CARD + "/usr/sbin/ethtool -K eth0 tso off\n"},
            "Remove the line, or make it a comment; move a command that you need to /sbin/ifup-local, or under "
            "NetworkManager to a script in /etc/NetworkManager/dispatcher.d.",
        ),
    ],
)
def test_a_fix_in_words_under_networkmanager(rule: str, files: Mapping[str, str], text: str) -> None:
    host = Host.of(release=8, services={"NetworkManager": "enabled", "network": "absent"})
    found = Linter([RULES[rule]]).check(reading.parse(files, host)).findings
    assert [finding.fix.text if finding.fix else None for finding in found] == [text]


@pytest.mark.parametrize(
    ("rule", "files", "is_made"),
    [
        ("device-missing", {"ifcfg-eth0": CARD.replace("DEVICE=eth0\n", "")}, True),
        ("device-missing", {"ifcfg-Guest_Network_of_the_House": CARD.replace("DEVICE=eth0\n", "")}, False),
        ("device-missing", {"ifcfg-eth1-compute": CARD.replace("DEVICE=eth0\n", "")}, False),
        ("vlan-missing-flag", {"ifcfg-eth0.5": CARD.replace("eth0", "eth0.5")}, True),
        ("vlan-missing-flag", {"ifcfg-vlan5": CARD.replace("eth0", "vlan5").replace("TYPE=Ethernet\n", "")}, False),
        ("bridge-port-ip", {"ifcfg-br0": BRIDGE, "ifcfg-eth0": PORT}, True),
        ("port-repeats-address", {"ifcfg-br0": BRIDGE + "IPADDR=192.0.2.10\nPREFIX=24\n", "ifcfg-eth0": PORT}, True),
        ("bridge-port-ip", {"ifcfg-br0": BRIDGE + "IPADDR=192.0.2.11\nPREFIX=24\n", "ifcfg-eth0": PORT}, False),
    ],
)
def test_a_fix_as_an_edit(rule: str, files: Mapping[str, str], is_made: bool) -> None:
    found = Linter([RULES[rule]]).check(reading.parse(files, HOST)).findings
    assert [bool(finding.fix and finding.fix.edits) for finding in found] == [is_made]
