"""A topology: faults with their places, or files that lint without a word and can be booted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import ifcfgen
from ifcfgen import netplan
from ifcfgen.boot.comparison.expectation import unmet
from ifcfgen.facts.machine import Facts

from . import material

OF_THE_TOPOLOGY = {
    "address-of-network", "bond-arp-no-target", "bond-arp-target-hidden", "bond-delay-too-short",
    "bond-delay-without-miimon", "bond-mac-ignored", "bond-mode-with-bridge", "bond-no-monitor", "bond-no-ports",
    "bond-option-mode", "bond-port-ip", "bond-port-mtu", "bond-primary-not-member", "bond-two-monitors",
    "bridge-ageing-units", "bridge-mtu", "bridge-no-ports", "bridge-port-gateway", "bridge-port-ip", "bridge-stp-dhcp",
    "default-route-mask", "default-route-refused", "default-route-twice", "dhcpv6-no-default-route",
    "dhcpv6-with-autoconf", "duplicate-ip", "gateway-broadcast-address", "gateway-own-address", "hwaddr-duplicate",
    "ifcfg-for-libvirt-bridge", "macvlan-mtu", "macvlan-on-port", "mtu-out-of-range", "mtu-too-small-for-ipv6",
    "multiple-gateways", "name-server-unreachable", "no-address", "onboot-no-controller", "onboot-no-member",
    "route-own-subnet", "route-twice", "route-via-beyond", "same-subnet-two-nics", "static-keys-with-dhcp",
    "tunnel-no-remote", "vlan-id-contradiction", "vlan-id-range", "vlan-mtu", "vlan-on-port",
    "vlan-parent-not-started", "vxlan-mtu",
}  # fmt: skip
"""What is wrong with what was asked for; never with how we wrote it."""

NAME = "kvm01.yaml"

_OWN = """\
network: {version: 2, ethernets: {em1: {dhcp4: true, dhcp6: true, accept-ra: false, mtu: 9000, wakeonlan: true}}}
====
network:
  renderer: NetworkManager
  ethernets:
    em1: {match: {macaddress: "00:00:5e:00:53:01"}, set-name: em1, addresses: [192.0.2.10/24, "2001:db8::10/64"],
      nameservers: {addresses: [192.0.2.53], search: [example.org]}, dhcp4-overrides: {route-metric: 50},
      routes: [{to: default, via: 192.0.2.1, metric: 10}, {to: 198.51.100.0/24, via: 192.0.2.2, table: 100}],
      routing-policy: [{from: 192.0.2.0/24, table: 100, priority: 5}]}
host: {release: 8}
====
network:
  renderer: initscripts
  ethernets: {em1: {}, em2: {}, em3: {optional: true, activation-mode: manual}}
  bonds:
    bond0: {interfaces: [em1, em2], parameters: {mode: active-backup, mii-monitor-interval: 100, primary: em1}}
  vlans: {bond0.7: {id: 7, link: bond0}, v8: {id: 8, link: em3, macaddress: "00:00:5e:00:53:08"}}
  bridges: {br0: {interfaces: [bond0.7], addresses: [192.0.2.10/24], parameters: {stp: true, forward-delay: 4}}}
host: {name: kvm01, release: 7, packages: [bridge-utils], services: {NetworkManager: disabled, network: enabled}}
====
bridges: {lock: {addresses: [192.0.2.70/24], routes: [{to: 198.51.100.0/24, scope: link, table: 100}]}}
renderer: NetworkManager
host: {release: 9}
====
vlans: {bond0.30: {id: 00, link: em1}}
ethernets: {em1: {match: {macaddress: "00:00:5e:00:53:01"}, set-name: virbr0}}
host: {release: 8, services: {NetworkManager: enabled}}
====
ethernets: {ib0: {infiniband-mode: datagram}, lo: {addresses: [192.0.2.1/32]}}
tunnels: {tun0: {mode: gre, local: 192.0.2.1, remote: 192.0.2.2}}
dummy-devices: {dm0: {addresses: [198.51.100.1/24]}}
vrfs: {vrf0: {table: 5, interfaces: [ib0]}}
====
renderer: initscripts
ethernets: {em1: {addresses: [192.0.2.10/24]}, em2: {}}
bridges: {br0: {interfaces: [veth0, tap0, d0]}}
virtual-ethernets: {veth0: {peer: veth1}, veth1: {peer: veth0, addresses: [198.51.100.1/24]}}
tunnels:
  gre1: {mode: gre, local: 192.0.2.10, remote: 192.0.2.20, key: 5, ttl: 9, addresses: [10.0.0.1/30]}
  sit1: {mode: sit, remote: 192.0.2.20, addresses: ["2001:db8::1/64"]}
  vx: {mode: vxlan, id: 42, link: em1, remote: 239.0.0.42, port: 4789}
taps: {tap0: {owner: qemu}}
macvlans: {mv0: {link: em2, mode: private, mtu: 1400}}
macvtaps: {mt0: {link: em2}}
ipvlans: {iv0: {link: veth1, mode: l3}}
dummy-devices: {d0: {}}
teams: {team0: {config: '{"runner": {"name": "activebackup"}}'}}
host: {release: 8, services: {NetworkManager: disabled, network: enabled}}
"""


def seeds() -> Iterator[bytes]:
    """The topologies of samples, and some of our own that have more."""
    for path in sorted(material.SAMPLES.glob("*/topology.yaml")):
        yield path.read_bytes()
    yield from (text.encode() for text in _OWN.split("====\n"))


def _named(schema: Any) -> Iterator[str]:
    """Names of properties and values in a part of a JSON Schema."""
    if isinstance(schema, Mapping):
        for key, value in schema.items():
            if key == "properties":
                yield from value
            if key == "enum":
                yield from map(str, value)
            yield from _named(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _named(value)


WORDS = (
    *dict.fromkeys(_named(netplan.schema())), *material.VALUES,
    *": ; - [ ] { } & * ! | > # --- << ? ~ true false null !!str &a *a".split(),
)  # fmt: skip


def one(data: bytes) -> None:
    """What can be rendered has no error that was not asked for; what cannot says where and why."""
    try:
        topology = ifcfgen.parse_topology(netplan.decoded(data, NAME), NAME)
        host = ifcfgen.topology_host(topology)
        files = ifcfgen.render_topology(topology)
    except ifcfgen.IfcfgenError as error:
        assert error.faults
        for fault in error.faults:
            assert fault.place and fault.place.path == NAME, fault
            assert fault.text.strip() and "\n" not in fault.text, fault
        return
    read = ifcfgen.parse_host(files, host)
    found = [f for f in ifcfgen.lint_host(read).findings if f.severity != "info" and f.rule not in OF_THE_TOPOLOGY]
    assert not found, [(f.rule, f.spot.path, f.message) for f in found]
    known = host.over(ifcfgen.Host.of(release=7))
    try:
        outcome = ifcfgen.predict_boot(read.on(known), Facts.of({}, known))
    except ifcfgen.IfcfgenError:
        return  # a release whose boot is not predicted
    unmet(topology, outcome)
    ifcfgen.shortfalls(read, outcome)
