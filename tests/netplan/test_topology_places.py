"""A finding about a key of a rendered file can be shown at its line of the topology."""

from __future__ import annotations

import pytest

from ifcfgen import netplan

TEXT = """\
network:
  renderer: initscripts
  ethernets:
    em1:
      mtu: 9000
      match: {macaddress: "52:54:00:00:00:01"}
      set-name: em1
      macaddress: 52:54:00:00:00:02
      activation-mode: manual
    em2: {wakeonlan: true, accept-ra: no}
  bonds:
    bond0:
      interfaces:
      - em1
      - em2
      parameters:
        mode: active-backup
        mii-monitor-interval: 100
      dhcp6: true
  vlans:
    guests:
      id: 20
      link: bond0
  bridges:
    br0:
      interfaces: [guests]
      dhcp4: true
      dhcp4-overrides: {use-dns: false}
      addresses:
      - 192.0.2.10/24
      - "2001:db8::10/64"
      - 192.0.2.11/24
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
        path-cost:
          guests: 50
"""

PLACES = {
    ("em1", ""): (4, 5),
    ("em1", "MTU"): (5, 7),
    ("em1", "HWADDR"): (6, 15),
    ("em1", "DEVICE"): (7, 7),
    ("em1", "MACADDR"): (8, 7),
    ("em1", "ONBOOT"): (9, 7),
    ("em1", "MASTER"): (14, 9),
    ("em1", "SLAVE"): (14, 9),
    ("em1", "NM_CONTROLLED"): (2, 3),
    ("em2", ""): (10, 5),
    ("em2", "ETHTOOL_OPTS"): (10, 11),
    ("em2", "IPV6_AUTOCONF"): (10, 28),
    ("em2", "MASTER"): (15, 9),
    ("bond0", "BONDING_OPTS"): (16, 7),
    ("bond0", "DHCPV6C"): (19, 7),
    ("guests", "VLAN_ID"): (22, 7),
    ("guests", "PHYSDEV"): (23, 7),
    ("guests", "BRIDGE"): (26, 20),
    ("guests", "BRIDGING_OPTS"): (49, 11),
    ("br0", "BOOTPROTO"): (27, 7),
    ("br0", "PEERDNS"): (28, 25),
    ("br0", "IPADDR"): (30, 9),
    ("br0", "PREFIX"): (30, 9),
    ("br0", "IPADDR0"): (30, 9),
    ("br0", "IPV6ADDR"): (31, 9),
    ("br0", "IPADDR1"): (32, 9),
    ("br0", "NETMASK1"): (32, 9),
    ("br0", "IPV6ADDR_SECONDARIES"): (33, 9),
    ("br0", "IPV6_DEFAULTGW"): (34, 7),
    ("br0", "GATEWAY"): (38, 9),
    ("br0", "DNS1"): (43, 21),
    ("br0", "DNS2"): (43, 33),
    ("br0", "DOMAIN"): (44, 9),
    ("br0", "STP"): (46, 9),
    ("br0", "DELAY"): (47, 9),
    ("br0", "TYPE"): (25, 5),
}


@pytest.mark.parametrize(("device", "key"), PLACES)
def test_a_key_is_at_its_property(device, key):
    place = netplan.parse(TEXT, "t.yaml").get(device).place(key)
    assert (place.path, place.line, place.column) == ("t.yaml", *PLACES[device, key])


def test_routes_and_rules_are_where_they_begin():
    bridge = netplan.parse(TEXT, "t.yaml").get("br0")
    assert [route.place.line for route in bridge.routes] == [34, 36, 38]
    assert [rule.place.line for rule in bridge.rules] == [41]
