"""What a topology comes to in the model, property by property: a device's YAML, and the fields that it sets."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from pathlib import Path
from textwrap import dedent, indent

import pytest

from ifcfgen import netplan
from ifcfgen.model import Address, Dhcp, Route, RoutingRule, Topology

KVM_HOST = """\
network:
  version: 2
  renderer: initscripts
  ethernets:
    em1: {}
    em2:
  bonds:
    bond0:
      interfaces: [em1, em2]
      parameters: {mode: active-backup, mii-monitor-interval: 100, primary: em2}
  vlans:
    bond0.20: {id: 20, link: bond0}
  bridges:
    br20:
      interfaces: [bond0.20]
      addresses: [192.0.2.10/24, "2001:db8::10/64"]
      routes: [{to: default, via: 192.0.2.1}]
      nameservers: {addresses: [192.0.2.53], search: [example.com, lab]}
host:
  name: kvm01.example.com
  release: centos7
  services: {NetworkManager: disabled, network: enabled}
  packages: [bridge-utils]
  without: [tunctl]
"""


def read(text: str) -> Topology:
    return netplan.parse(dedent(text), "host.yaml")


def ip(text):
    return ip_address(text)


def net(text):
    return ip_network(text)


def test_a_whole_host():
    topology = read(KVM_HOST)
    by_name = {device.name: device for device in topology}
    assert {name: device.kind for name, device in by_name.items()} == {
        "em1": "ethernet",
        "em2": "ethernet",
        "bond0": "bond",
        "bond0.20": "vlan",
        "br20": "bridge",
    }
    assert [port.name for port in topology.ports(by_name["bond0"])] == ["em1", "em2"]
    assert by_name["bond0"].bond_options == {"mode": "active-backup", "miimon": "100", "primary": "em2"}
    assert topology.parent(by_name["bond0.20"]) is by_name["bond0"]
    assert topology.controller(by_name["bond0.20"]) is by_name["br20"]
    assert by_name["br20"].addresses == (Address(ip("192.0.2.10"), 24), Address(ip("2001:db8::10"), 64))
    assert by_name["br20"].routes == (Route(None, ip("192.0.2.1")),)
    assert by_name["br20"].nameservers == (ip("192.0.2.53"),)
    assert by_name["br20"].search == ("example.com", "lab")
    assert {device.nm_controlled for device in topology} == {False}


def test_its_host():
    host = read(KVM_HOST).host
    assert (host.name, host.release) == ("kvm01.example.com", 7)
    assert host.service("network") == "enabled"
    assert host.has("bridge-utils")
    assert not host.has("tunctl")


def test_a_host_without_a_name_is_called_after_its_file():
    assert netplan.parse("network: {}", "hosts/kvm02.yaml").host.name == "kvm02"


ETHERNET = {
    "dhcp4: yes": {"dhcp4": True},
    "dhcp4: 'no'": {"dhcp4": False},
    "dhcp6: On": {"dhcp6": True},
    "mtu: 9000": {"mtu": 9000},
    "mtu: '1500'": {"mtu": 1500},
    "mtu: 0x5dc": {"mtu": 1500},
    "mtu: 01500": {"mtu": 1500},
    "ipv6-mtu: 1280": {"ipv6_mtu": 1280},
    "macaddress: 52:54:00:12:34:56": {"mac": "52:54:00:12:34:56"},
    "macaddress: 00:11:22:33:44:55": {"mac": "00:11:22:33:44:55"},
    "macaddress: random": {"mac": "random"},
    "optional: true": {"optional": True},
    "critical: true": {"critical": True},
    "activation-mode: manual": {"onboot": False},
    "activation-mode: 'off'": {"onboot": False},
    "accept-ra: no": {"accept_ra": False},
    "link-local: []": {"link_local": ()},
    "link-local: [ipv4, ipv6]": {"link_local": ("ipv4", "ipv6")},
    "ipv6-privacy: true": {"ipv6_privacy": True},
    "ipv6-address-generation: stable-privacy": {"ipv6_address_generation": "stable-privacy"},
    "ipv6-address-token: '::10'": {"ipv6_token": "::10"},
    "wakeonlan: true": {"wakeonlan": True},
    "hairpin: true": {"hairpin": True},
    "infiniband-mode: connected": {"infiniband_mode": "connected", "kind": "infiniband"},
    "{receive-checksum-offload: false, tcp-segmentation-offload: true}": {"offloads": {"rx": False, "tso": True}},
    "auth: {key-management: 802.1x, method: tls, password: 12345}": {
        "auth": {"key-management": "802.1x", "method": "tls", "password": "12345"}
    },
    "renderer: NetworkManager": {"nm_controlled": True},
    "renderer: networkmanager": {"nm_controlled": True},
    "renderer: networkd": {"nm_controlled": None},
    "dhcp-identifier: mac": {"dhcp4_options": Dhcp(identifier="mac")},
    "dhcp4-overrides: {use-dns: no, route-metric: 100, hostname: a, use-domains: yes}": {
        "dhcp4_options": Dhcp(use_dns=False, route_metric=100, hostname="a", use_domains=True)
    },
    "dhcp6-overrides: {use-routes: false}": {"dhcp6_options": Dhcp(use_routes=False)},
    "match: {macaddress: 52:54:00:aa:bb:cc}": {"name": "eth0", "hwaddr": "52:54:00:AA:BB:CC", "named": False},
    "{match: {macaddress: 52:54:00:aa:bb:cc}, set-name: lan}": {
        "name": "lan",
        "suffix": "lan",
        "hwaddr": "52:54:00:AA:BB:CC",
        "named": True,
    },
    "match: {macaddress: 52:54:00:aa:bb:cc, name: em1, driver: [virtio_net]}": {"name": "em1", "named": True},
    "match: {name: lo}": {"name": "lo", "kind": "loopback"},
    "match: {name: 'en*'}": {"name": "eth0", "named": False},
    "match: {driver: virtio_net}": {"name": "eth0", "named": False},
    "match: {}": {"name": "eth0", "named": False},
    "match: {macaddress: '80:00:00:48:fe:80:00:00:00:00:00:00:00:02:c9:03:00:00:0f:65'}": {"kind": "infiniband"},
    "addresses: [192.0.2.10/24: {label: eth0:mail, lifetime: forever}]": {
        "addresses": (Address(ip("192.0.2.10"), 24, "eth0:mail"),)
    },
    "addresses: [192.0.2.10/255.255.255.0]": {"addresses": (Address(ip("192.0.2.10"), 24),)},
    "addresses:": {"addresses": ()},
    "{addresses: [192.0.2.2/24, '2001:db8::2/64'], gateway4: 192.0.2.1, gateway6: '2001:db8::1'}": {
        "routes": (Route(None, ip("192.0.2.1")), Route(None, ip("2001:db8::1"), 6))
    },
}


@pytest.mark.parametrize(("said", "fields"), ETHERNET.items())
def test_an_ethernet(said, fields):
    (device,) = read(f"network:\n  ethernets:\n    eth0:\n{indent(said, ' ' * 6)}\n")
    assert {name: getattr(device, name) for name in fields} == fields


ROUTES = {
    "{to: default, via: 192.0.2.1, metric: 100}": Route(None, ip("192.0.2.1"), metric=100),
    "{to: 0.0.0.0/0, via: 192.0.2.1}": Route(None, ip("192.0.2.1")),
    "{to: '::/0', via: 'fe80::1'}": Route(None, ip("fe80::1"), 6),
    "{to: default, via: 198.51.100.1, on-link: true}": Route(None, ip("198.51.100.1"), on_link=True),
    "{to: 198.51.100.7/24, via: 192.0.2.1}": Route(net("198.51.100.0/24"), ip("192.0.2.1")),
    "{to: 198.51.100.7, via: 192.0.2.1, table: 101}": Route(net("198.51.100.7/32"), ip("192.0.2.1"), table=101),
    "{to: 198.51.100.0/24, scope: link, from: 192.0.2.10}": Route(
        net("198.51.100.0/24"), scope="link", source=ip("192.0.2.10")
    ),
    "{to: 198.51.100.0/24, type: blackhole}": Route(net("198.51.100.0/24"), type="blackhole"),
    "{to: 198.51.100.0/24, via: 192.0.2.1, mtu: 1400, advertised-mss: 1360, congestion-window: 10,"
    " advertised-receive-window: 20}": Route(
        net("198.51.100.0/24"), ip("192.0.2.1"), mtu=1400, advmss=1360, congestion_window=10, receive_window=20
    ),
}  # fmt: skip


@pytest.mark.parametrize(("said", "route"), ROUTES.items())
def test_a_route(said, route):
    (device,) = read(f"network: {{ethernets: {{eth0: {{addresses: [192.0.2.10/24], routes: [{said}]}}}}}}")
    assert device.routes == (route,)


def test_routing_rules():
    (device,) = read(
        """\
        ethernets:
          eth0:
            routing-policy:
            - {from: 192.0.2.0/24, table: 101, priority: 10}
            - {to: "2001:db8::/32", from: "2001:db8:1::1", mark: 7, type-of-service: 8}
        """
    )
    assert device.rules == (
        RoutingRule(net("192.0.2.0/24"), table=101, priority=10),
        RoutingRule(net("2001:db8:1::1/128"), net("2001:db8::/32"), 6, mark=7, tos=8),
    )


BOND_PARAMETERS = {
    "{}": {},
    "{mii-monitor-interval: 100ms, mode: balance-rr}": {"mode": "balance-rr", "miimon": "100"},
    "{mii-monitor-interval: 1s, up-delay: 200, down-delay: 0.5s}": {
        "miimon": "1000",
        "updelay": "200",
        "downdelay": "500",
    },
    "{mode: 802.3ad, lacp-rate: fast, ad-select: bandwidth, min-links: 2, transmit-hash-policy: layer3+4}": {
        "mode": "802.3ad",
        "lacp_rate": "fast",
        "ad_select": "bandwidth",
        "min_links": "2",
        "xmit_hash_policy": "layer3+4",
    },
    "{arp-interval: 200, arp-ip-targets: [192.0.2.1, 192.0.2.2], arp-validate: all, arp-all-targets: any}": {
        "arp_interval": "200",
        "arp_ip_target": "192.0.2.1,192.0.2.2",
        "arp_validate": "all",
        "arp_all_targets": "any",
    },
    "{gratuitious-arp: 5, all-slaves-active: true, packets-per-slave: 8}": {
        "num_grat_arp": "5",
        "all_slaves_active": "1",
        "packets_per_slave": "8",
    },
    "{gratuitous-arp: 5, all-members-active: false, packets-per-member: 8}": {
        "num_grat_arp": "5",
        "all_slaves_active": "0",
        "packets_per_slave": "8",
    },
    "{mode: balance-alb, primary: lan, primary-reselect-policy: better, learn-packet-interval: 2, resend-igmp: 3}": {
        "mode": "balance-alb",
        "primary": "em1",
        "primary_reselect": "better",
        "lp_interval": "2",
        "resend_igmp": "3",
    },
    "{arp-ip-targets: []}": {},
    "{mode: active-backup, fail-over-mac-policy: follow}": {"mode": "active-backup", "fail_over_mac": "follow"},
}


@pytest.mark.parametrize(("said", "options"), BOND_PARAMETERS.items())
def test_bond_parameters(said, options):
    topology = read(
        f"""\
        bonds: {{bond0: {{interfaces: [lan], parameters: {said}}}}}
        ethernets: {{lan: {{match: {{name: em1}}}}}}
        """
    )
    assert topology.get("bond0").bond_options == options


def test_the_mode_is_the_first_option_since_others_depend_on_it():
    (bond,) = read("bonds: {b: {parameters: {lacp-rate: fast, mode: 802.3ad}}}")
    assert list(bond.bond_options) == ["mode", "lacp_rate"]


BRIDGE_PARAMETERS = {
    "{stp: false}": {"stp": False},
    "{priority: 4096}": {"stp": True, "bridge_priority": 4096},
    "{forward-delay: 4, hello-time: 2, max-age: 20s}": {"forward_delay": 4, "hello_time": 2, "max_age": 20},
    "{forward-delay: 1500ms}": {"forward_delay": 1.5},
    "{ageing-time: 5min}": {"ageing_time": 300},
    "{aging-time: 1min 30s}": {"ageing_time": 90},
}


@pytest.mark.parametrize(("said", "fields"), BRIDGE_PARAMETERS.items())
def test_bridge_parameters(said, fields):
    (bridge,) = read(f"bridges: {{br0: {{parameters: {said}}}}}")
    assert {name: getattr(bridge, name) for name in fields} == fields


def test_a_bridge_without_parameters_leaves_spanning_tree_to_its_manager():
    (bridge,) = read("bridges: {br0: {}}")
    assert bridge.stp is None


def test_what_a_bridge_says_of_its_ports():
    topology = read(
        """\
        bridges:
          br0: {interfaces: [a, b], parameters: {path-cost: {a: 50}, port-priority: {a: 8, b: 9}}}
        ethernets: {a: {}, b: {}}
        """
    )
    ports = topology.ports(topology.get("br0"))
    assert [(port.path_cost, port.port_priority) for port in ports] == [(50, 8), (None, 9)]


def test_devices_are_referred_to_by_id_and_known_by_their_interface():
    topology = read(
        """\
        ethernets:
          lan: {match: {macaddress: "52:54:00:00:00:01"}, set-name: em1}
        vlans:
          guests: {id: 0, link: lan}
        """
    )
    assert topology.get("guests").parent_name == "em1"
    assert topology.get("guests").vlan_id == 0


def test_the_innermost_renderer_holds():
    topology = read(
        """\
        network:
          renderer: initscripts
          bridges:
            renderer: NetworkManager
            br0: {}
            br1: {renderer: initscripts}
            br2: {renderer: networkd}
          ethernets: {em1: {}}
        """
    )
    managed = {device.name: device.nm_controlled for device in topology}
    assert managed == {"br0": True, "br1": False, "br2": True, "em1": False}


def test_anchors_are_followed():
    topology = read("ethernets: {a: &a {mtu: 9000, dhcp4: true}, b: *a}")
    assert [(device.name, device.mtu, device.dhcp4) for device in topology] == [("a", 9000, True), ("b", 9000, True)]


def test_a_file_is_read_with_a_byte_order_mark_and_windows_line_ends(tmp_path: Path):
    path = tmp_path / "kvm03.yaml"
    path.write_bytes(b"\xef\xbb\xbfnetwork:\r\n  ethernets:\r\n    em1: {mtu: 9000}\r\n")
    topology = netplan.load(path)
    assert (topology.path, topology.host.name, topology.get("em1").mtu) == (str(path), "kvm03", 9000)
