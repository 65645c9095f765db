"""Where each field of the model is said: by the path of the field, whatever it is rendered to."""

from __future__ import annotations

import pytest

from ifcfgen import netplan
from ifcfgen.model import Place, Topology

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
    em2: {wakeonlan: true, accept-ra: no, receive-checksum-offload: no}
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
    ("em1", "mtu"): (5, 7),
    ("em1", "hwaddr"): (6, 15),
    ("em1", "name"): (7, 7),
    ("em1", "mac"): (8, 7),
    ("em1", "onboot"): (9, 7),
    ("em1", "controller_name"): (14, 9),
    ("em1", "nm_controlled"): (2, 3),
    ("em2", ""): (10, 5),
    ("em2", "wakeonlan"): (10, 11),
    ("em2", "accept_ra"): (10, 28),
    ("em2", "offloads"): (10, 43),
    ("em2", "offloads.rx"): (10, 43),
    ("em2", "controller_name"): (15, 9),
    ("bond0", "bond_options"): (16, 7),
    ("bond0", "bond_options.mode"): (17, 9),
    ("bond0", "bond_options.miimon"): (18, 9),
    ("bond0", "bond_options.lacp_rate"): (16, 7),  # of which it would be a part
    ("bond0", "dhcp6"): (19, 7),
    ("guests", "vlan_id"): (22, 7),
    ("guests", "parent_name"): (23, 7),
    ("guests", "controller_name"): (26, 20),
    ("guests", "path_cost"): (49, 11),
    ("br0", "dhcp4"): (27, 7),
    ("br0", "dhcp4_options"): (28, 7),
    ("br0", "dhcp4_options.use_dns"): (28, 25),
    ("br0", "addresses"): (29, 7),
    ("br0", "addresses.0"): (30, 9),
    ("br0", "addresses.1"): (31, 9),
    ("br0", "addresses.3"): (33, 9),
    ("br0", "routes.0"): (34, 7),
    ("br0", "routes.1"): (36, 9),
    ("br0", "routes.2"): (38, 9),
    ("br0", "rules.0"): (41, 9),
    ("br0", "nameservers.0"): (43, 21),
    ("br0", "nameservers.1"): (43, 33),
    ("br0", "search"): (44, 9),
    ("br0", "stp"): (46, 9),
    ("br0", "forward_delay"): (47, 9),
    ("br0", "mtu"): (25, 5),
}


@pytest.mark.parametrize(("device", "field"), PLACES)
def test_a_field_is_where_its_property_is(device: str, field: str) -> None:
    topology = netplan.parse(TEXT, "t.yaml")
    found = topology.get(device)
    assert found
    assert topology.origin(found, field) == ("t.yaml", *PLACES[device, field])


def test_a_list_has_a_place_for_each_of_its_items() -> None:
    topology = netplan.parse(TEXT, "t.yaml")
    for device in topology:
        for field in ("addresses", "routes", "rules", "nameservers"):
            said = [path for path in topology.origins[device.name].places if path.startswith(f"{field}.")]
            assert said == [f"{field}.{number}" for number in range(len(getattr(device, field)))]


def test_what_is_said_nowhere_is_where_the_device_is() -> None:
    topology = netplan.parse(TEXT, "t.yaml")
    assert topology.origin(topology.devices[0], "hairpin", "ipv6_token").line == 4
    assert Topology(tuple(topology), path="t.yaml").origin(topology.devices[0], "mtu") == Place("t.yaml")
