"""cloud-init's network configuration version 1: the same devices as of the same in version 2."""

from __future__ import annotations

import time
from textwrap import dedent

import pytest

from ifcfgen import netplan
from ifcfgen.errors import Faults

SAME = {
    "a card by its MAC address, addresses with netmask, prefix and neither": (
        """\
        - type: physical
          name: eth0
          mac_address: '52:54:00:00:53:01'
          mtu: 9000
          subnets:
            - {type: static, address: 192.0.2.10, netmask: 255.255.255.0, gateway: 192.0.2.1, dns_nameservers: [192.0.2.53], dns_search: [example.com]}
            - {type: static, address: 198.51.100.10}
            - {type: static6, address: '2001:db8::10/64', gateway: '2001:db8::1', metric: 5}
        """,
        """\
        ethernets:
          eth0:
            match: {macaddress: '52:54:00:00:53:01'}
            set-name: eth0
            mtu: 9000
            addresses: [192.0.2.10/24, 198.51.100.10/24, '2001:db8::10/64']
            routes: [{to: 0.0.0.0/0, via: 192.0.2.1}, {to: '::/0', via: '2001:db8::1', metric: 5}]
            nameservers: {addresses: [192.0.2.53], search: [example.com]}
        """,
    ),
    "leases, and what is not to come up": (
        """\
        - {type: physical, name: eth0, subnets: [{type: dhcp}, {type: dhcp6}]}
        - {type: physical, name: eth1, accept-ra: 'no', subnets: [{type: dhcp4, control: manual}]}
        - {type: physical, name: eth2, mtu: null, subnets: [{type: ipv6_slaac}]}
        - {type: physical, name: eth3, subnets: [{type: manual}]}
        - {type: loopback, name: lo, subnets: [{type: loopback}]}
        """,
        """\
        ethernets:
          eth0: {dhcp4: true, dhcp6: true}
          eth1: {dhcp4: true, accept-ra: false, activation-mode: manual}
          eth2: {accept-ra: true}
          eth3: {}
        """,
    ),
    "routes of a subnet and of the host": (
        """\
        - type: physical
          name: eth0
          subnets:
            - type: static
              address: 192.0.2.10/24
              routes:
                - {network: 0.0.0.0, netmask: 0.0.0.0, gateway: 192.0.2.1}
                - {network: 198.51.100.0, netmask: 255.255.255.0, gateway: 192.0.2.2, metric: 7}
                - {destination: 203.0.113.0/24, gateway: 192.0.2.3}
        - {type: physical, name: eth1, subnets: [{type: static, address: 10.0.0.1/8}]}
        - {type: route, destination: 172.16.0.0, netmask: 255.240.0.0, gateway: 10.9.9.9, metric: 3}
        """,
        """\
        ethernets:
          eth0:
            addresses: [192.0.2.10/24]
            routes:
            - {to: 0.0.0.0/0, via: 192.0.2.1}
            - {to: 198.51.100.0/24, via: 192.0.2.2, metric: 7}
            - {to: 203.0.113.0/24, via: 192.0.2.3}
          eth1:
            addresses: [10.0.0.1/8]
            routes: [{to: 172.16.0.0/12, via: 10.9.9.9, metric: 3}]
        """,
    ),
    "name servers of the host go to the devices with addresses of their family": (
        """\
        - {type: physical, name: eth0, subnets: [{type: static, address: 192.0.2.10/24, dns_nameservers: 192.0.2.53}]}
        - {type: physical, name: eth1, subnets: [{type: static6, address: '2001:db8::1/64'}]}
        - {type: physical, name: eth2}
        - {type: nameserver, address: [192.0.2.53, 192.0.2.54, '2001:db8::53'], search: lab.example}
        - {type: nameserver, interface: eth1, address: '2001:db8::54'}
        """,
        """\
        ethernets:
          eth0:
            addresses: [192.0.2.10/24]
            nameservers: {addresses: [192.0.2.53, 192.0.2.54], search: [lab.example]}
          eth1:
            addresses: ['2001:db8::1/64']
            nameservers: {addresses: ['2001:db8::53', '2001:db8::54'], search: [lab.example]}
          eth2: {}
        """,
    ),
    "a bond, a VLAN on it and a bridge": (
        """\
        - {type: physical, name: em1}
        - {type: physical, name: em2}
        - type: bond
          name: bond0
          bond_interfaces: [em1, em2]
          mac_address: '52:54:00:00:53:09'
          params: {bond-mode: 4, bond_miimon: 100, bond-xmit-hash-policy: layer3+4, bond-lacp-rate: fast}
        - {type: vlan, name: bond0.20, vlan_link: bond0, vlan_id: 20, mtu: 1400}
        - type: bridge
          name: br0
          bridge_interfaces: [bond0.20]
          params: {bridge_stp: 'on', bridge_fd: 4, bridge_bridgeprio: 22, bridge_pathcost: bond0.20 50, bridge_maxwait: 0, bridge_ports: bond0.20}
          subnets: [{type: static, address: 192.0.2.10/24}]
        - {type: bridge, name: br1, bridge_interfaces: [], params: null}
        """,
        """\
        ethernets: {em1: {}, em2: {}}
        bonds:
          bond0:
            interfaces: [em1, em2]
            macaddress: '52:54:00:00:53:09'
            parameters: {mode: 802.3ad, mii-monitor-interval: 100, transmit-hash-policy: layer3+4, lacp-rate: fast}
        vlans:
          bond0.20: {id: 20, link: bond0, mtu: 1400}
        bridges:
          br0:
            interfaces: [bond0.20]
            parameters: {stp: true, forward-delay: 4, priority: 22, path-cost: {bond0.20: 50}}
            addresses: [192.0.2.10/24]
          br1: {interfaces: [], parameters: {stp: false}}
        """,
    ),
    "the MTU of a subnet goes before that of the device": (
        "- {type: physical, name: eth0, mtu: 8999, subnets: [{type: static, address: 192.0.2.1/24, mtu: 9000}, "
        "{type: static6, address: '2001:db8::1/64', mtu: 1500}]}\n",
        "ethernets: {eth0: {mtu: 9000, ipv6-mtu: 1500, addresses: [192.0.2.1/24, '2001:db8::1/64']}}\n",
    ),
}


def _of(text: str, version: int) -> str:
    body = dedent(text).replace("\n", "\n  ").rstrip(" ")
    return f"network:\n  version: {version}\n  {'config:' if version == 1 else ''}\n  {body}"


@pytest.mark.parametrize("name", SAME)
def test_the_same_as_in_version_2(name: str) -> None:
    first, second = SAME[name]
    one, two = netplan.parse(_of(first, 1), "t.yaml"), netplan.parse(_of(second, 2), "t.yaml")
    assert {device.name: device.described() for device in one} == {device.name: device.described() for device in two}


def test_without_a_network_section_and_with_a_host() -> None:
    found = netplan.parse("version: 1\nconfig: [{type: physical, name: eth0}]\nhost: {release: 8}\n", "t.yaml")
    assert ([device.name for device in found], found.host.release) == (["eth0"], 8)


FAULTS = {
    "config: disabled": ["1:22: version 1 has a list of devices below `config:`"],
    "": ["1:1: version 1 has a list of devices below `config:`"],
    "config: [eth0, {name: eth1}, {type: physcal, name: a}, {type: physical}]": [
        "1:23: config: must be a list of mappings",
        "1:29: has no type",
        "1:50: type: 'physcal' is not one of physical, infiniband, bond, bridge, vlan, loopback, nameserver, route; "
        "did you mean 'physical'?",
        "1:69: physical: has no name",
    ],
    "config: [{type: physical, name: e, subnts: [], subnets: [{type: static}, {type: dhcpv6}, x, "
    "{type: static, address: 192.0.2.300/24}, {type: static, address: 192.0.2.1, netmask: 255.0.255.0}]}]": [
        "1:49: e: unknown property 'subnts'; did you mean 'subnets'?",
        "1:71: e: subnets: a static subnet has no address",
        "1:94: e: subnets: type: 'dhcpv6' is not one of dhcp, dhcp4, dhcp6, ipv6_dhcpv6-stateful, ipv6_slaac, "
        "ipv6_dhcpv6-stateless, static, static6, manual; did you mean 'dhcp6'?",
        "1:103: e: subnets: must be a list of mappings",
        "1:130: e: subnets: '192.0.2.300/24' is not an address with its prefix",
        "1:171: e: subnets: '192.0.2.1' is not an address with its prefix",
    ],
    "config: [{type: bond, name: b, bond_interfaces: [], params: {bond_mod: 1}}, {type: route, destination: 192.0.2.0/24, "
    "gateway: 198.51.100.1}, {type: nameserver, address: 192.0.2.1, interface: c}]": [
        "1:85: b: params: unknown option 'bond_mod'; did you mean 'bond_mode'?",
        "1:140: route: '198.51.100.1' is in no network of a static address",
        "1:205: nameserver: no device 'c' is defined here",
    ],
    "config: [{type: vlan, name: v, vlan_link: x, vlan_id: 5000}]": [
        "1:56: link: no device 'x' is defined here",
        "1:68: id: '5000' is not a number from 0 to 4094",
    ],
}


@pytest.mark.parametrize("text", FAULTS)
def test_faults(text: str) -> None:
    with pytest.raises(Faults) as raised:
        netplan.parse(f"{{version: 1, {text}}}", "t.yaml")
    assert [str(fault).removeprefix("t.yaml:") for fault in raised.value.faults] == FAULTS[text]


def test_aliases_of_aliases_end() -> None:
    routes = "[" + ", ".join(["&r {network: 192.0.2.0/24, gateway: 192.0.2.1}", *["*r"] * 999]) + "]"
    subnets = "[" + ", ".join([f"&s {{type: dhcp, routes: {routes}}}", *["*s"] * 999]) + "]"
    config = "[" + ", ".join([f"&d {{type: physical, name: e, subnets: {subnets}}}", *["*d"] * 999]) + "]"
    start = time.process_time()
    with pytest.raises(Faults, match="more than 100000 values"):
        netplan.parse(f"{{version: 1, config: {config}}}", "t.yaml")
    assert time.process_time() - start < 20
