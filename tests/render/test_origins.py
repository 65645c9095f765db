"""A line of a rendered file is shown at the line of the topology that asks for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ifcfgen import data, netplan, render
from ifcfgen.netplan import Configuration
from ifcfgen.render.ifcfg.origins import FIELDS

TEXT = """\
network:
  ethernets:
    em1:
      mtu: 9000
      match: {macaddress: "52:54:00:00:00:01"}
      set-name: em1
      macaddress: 52:54:00:00:00:02
    em2: {wakeonlan: true}
    em3:
      auth: {key-management: 802.1x, method: pwd, identity: me, password: secret}
      dhcp4: true
      dhcp6: true
      dhcp4-overrides: {use-dns: false, route-metric: 5}
      dhcp6-overrides:
        use-dns: false
      activation-mode: manual
      accept-ra: no
  bonds:
    bond0:
      interfaces:
      - em1
      - em2
      parameters:
        mode: active-backup
        mii-monitor-interval: 100
  vlans:
    guests:
      id: 20
      link: bond0
  bridges:
    br0:
      interfaces: [guests]
      addresses:
      - 192.0.2.10/24
      - "2001:db8::10/64"
      - 192.0.2.11/24
      - 192.0.2.12/24: {label: "br0:mail"}
      - "2001:db8::11/64"
      gateway6: 2001:db8::1
      routes:
      - to: 198.51.100.0/24
        via: 192.0.2.254
      - to: default
        via: 192.0.2.1
      routing-policy:
      - {from: 192.0.2.0/24, table: 7}
      nameservers:
        addresses: [192.0.2.53, 192.0.2.54]
        search: [example.com]
      parameters:
        stp: true
        forward-delay: 4
        hello-time: 2
        path-cost:
          guests: 50
"""

LINES = {
    ("ifcfg-em1", "DEVICE"): 6,
    ("ifcfg-em1", "TYPE"): 3,
    ("ifcfg-em1", "HWADDR"): 5,
    ("ifcfg-em1", "MACADDR"): 7,
    ("ifcfg-em1", "MTU"): 4,
    ("ifcfg-em1", "ONBOOT"): 3,
    ("ifcfg-em1", "MASTER"): 21,
    ("ifcfg-em1", "SLAVE"): 21,
    ("ifcfg-em2", "ETHTOOL_OPTS"): 8,
    ("ifcfg-em3", "KEY_MGMT"): 10,
    ("ifcfg-em3", "ONBOOT"): 16,
    ("ifcfg-em3", "BOOTPROTO"): 11,
    ("ifcfg-em3", "PEERDNS"): 13,
    ("ifcfg-em3", "IPV4_ROUTE_METRIC"): 13,
    ("ifcfg-em3", "DHCPV6C"): 12,
    ("ifcfg-em3", "IPV6_PEERDNS"): 15,
    ("ifcfg-em3", "IPV6_AUTOCONF"): 17,
    ("keys-em3", "IEEE_8021X_PASSWORD"): 10,
    ("ifcfg-bond0", "BONDING_OPTS"): 23,
    ("ifcfg-guests", "VLAN_ID"): 28,
    ("ifcfg-guests", "PHYSDEV"): 29,
    ("ifcfg-guests", "BRIDGE"): 32,
    ("ifcfg-guests", "BRIDGING_OPTS"): 55,
    ("ifcfg-br0", "IPADDR"): 34,
    ("ifcfg-br0", "PREFIX"): 34,
    ("ifcfg-br0", "IPADDR1"): 36,
    ("ifcfg-br0", "PREFIX1"): 36,
    ("ifcfg-br0:mail", "IPADDR"): 37,
    ("ifcfg-br0", "IPV6ADDR"): 35,
    ("ifcfg-br0", "IPV6ADDR_SECONDARIES"): 38,
    ("ifcfg-br0", "IPV6_DEFAULTGW"): 39,
    ("ifcfg-br0", "GATEWAY"): 43,
    ("ifcfg-br0", "ROUTING_RULE_1"): 46,
    ("ifcfg-br0", "DNS1"): 48,
    ("ifcfg-br0", "DNS2"): 48,
    ("ifcfg-br0", "DOMAIN"): 49,
    ("ifcfg-br0", "STP"): 51,
    ("ifcfg-br0", "DELAY"): 52,
    ("ifcfg-br0", "BRIDGING_OPTS"): 53,
    ("ifcfg-br0", "BOOTPROTO"): 31,
    ("route-br0", "198.51.100.0/24"): 41,
}


def topology(manager: str) -> Configuration:
    found = netplan.parse(TEXT, "t.yaml")
    devices = [replace(device, nm_controlled=manager == "NetworkManager") for device in found]
    return replace(found, devices=tuple(devices), host=replace(found.host, el=8))


@pytest.mark.parametrize(("file", "key"), LINES)
def test_a_line_is_where_it_is_asked_for(file: str, key: str) -> None:
    asked = topology("NetworkManager")
    (line,) = (
        line
        for line in render.files(asked, source="t.yaml")[file].splitlines()
        if line.startswith((f"{key}=", f"{key} "))
    )
    assert render.target().origin(asked, file, line)[:2] == ("t.yaml", LINES[file, key])


def test_a_rule_in_a_file_of_its_own() -> None:
    text = "ethernets: {em1: {addresses: [192.0.2.1/24], routing-policy: [{from: 192.0.2.0/24, table: 7}]}}"
    found = netplan.parse(text, "t.yaml")
    devices = tuple(replace(device, nm_controlled=False) for device in found)
    asked = replace(found, devices=devices, host=replace(found.host, el=7))
    rule = render.files(asked, source="t.yaml")["rule-em1"].splitlines()[1]
    assert render.target().origin(asked, "rule-em1", rule) == ("t.yaml", 1, 63)


@pytest.mark.parametrize(
    ("file", "line", "place"),
    [
        ("ifcfg-em1", "# a comment", ("t.yaml", 3, 5)),
        ("ifcfg-em1", "", ("t.yaml", 3, 5)),
        ("ifcfg-em1", "OUR_OWN=key", ("t.yaml", 3, 5)),
        ("network", "NETWORKING=yes", ("t.yaml", None, None)),
        ("ifcfg-em9", "MTU=9000", ("t.yaml", None, None)),
    ],
)
def test_what_no_field_says_is_where_the_device_is(file: str, line: str, place: tuple[object, ...]) -> None:
    assert render.target().origin(topology("initscripts"), file, line) == place


def test_every_key_of_our_templates_has_a_field_or_is_always_the_same() -> None:
    numbered = {
        "IPADDR",
        "PREFIX",
        "DNS",
        "GATEWAY",
        "IPV6ADDR",
        "MY_INNER_IPADDR",
        "IPV6ADDR_SECONDARIES",
        "IPV6_DEFAULTGW",
    }
    of_the_kind = {
        "AUTOCONNECT_PRIORITY",
        "TYPE",
        "DEVICETYPE",
        "BONDING_MASTER",
        "VLAN",
        "ONPARENT",
        "NETWORKING",
        "BRIDGING_OPTS",
        "LINKDELAY",
    }
    keys = {
        line.partition("=")[0].partition("{")[0]
        for path in Path(str(data.folder("templates"))).glob("ifcfg/*.j2")
        for line in path.read_text().splitlines()
        if "=" in line and line[0].isupper()
    }
    assert keys - FIELDS.keys() <= numbered | of_the_kind
