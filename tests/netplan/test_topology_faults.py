"""What is wrong with a topology is told with its place: the YAML, and every line that is printed."""

from __future__ import annotations

import os
from pathlib import Path
from textwrap import dedent

import pytest

from ifcfgen import netplan
from ifcfgen.errors import Faults


def faults(text: str) -> list[str]:
    with pytest.raises(Faults) as caught:
        netplan.parse(dedent(text), "t.yaml")
    return [str(fault) for fault in caught.value.faults]


NO_TOPOLOGY = {
    "": "t.yaml: an empty file; a topology begins with `network:`",
    "# nothing\n": "t.yaml: an empty file; a topology begins with `network:`",
    "- a\n": "t.yaml:1:1: not a topology, which begins with `network:`",
    "host: {release: 7}\n": "t.yaml:1:1: no `network:`, with which a topology must begin",
    "network: 7\n": "t.yaml:1:10: network: must be `name: value` lines, not a single value",
    "network:\n\tversion: 2\n": "t.yaml:2:1: not YAML: a tab; YAML is indented with blanks",
    "network: 'x\n": "t.yaml:2:1: not YAML: found unexpected end of stream",
    "network: {}\n---\nnetwork: {}\n": "t.yaml:2:1: a second document: one file is one host",
    "network:\n  \x01: {}\n": "t.yaml:2: not YAML: there is a character '\\x01' here",
    "network: *n\n": "t.yaml:1:10: not YAML: no anchor of this name above; put a text that begins with * in quotes",
    "network: !vault {}\n": "t.yaml:1:10: tags have no meaning here; put a text that begins with ! in quotes",
    "version: 3\nconfig: []\n": "t.yaml:1:10: this is network configuration version 3; versions 1 and 2 are supported",
    "network: {version: 3, config: []}\n": (
        "t.yaml:1:20: this is network configuration version 3; versions 1 and 2 are supported"
    ),
    "[" * 200_000: "t.yaml:1:65: more than 64 levels deep",
    "{a: " * 200_000: "t.yaml:1:257: more than 64 levels deep",
    "- " * 200_000: "t.yaml:1:129: more than 64 levels deep",
    "ä: " + "[" * 1001: "t.yaml:1:67: more than 64 levels deep",
}


@pytest.mark.parametrize(("text", "fault"), NO_TOPOLOGY.items(), ids=lambda text: repr(text[:20]))
def test_no_topology(text, fault):
    assert faults(text) == [fault]


VALUES = """\
network:
  version: 2
  ethernets:
    eth0:
      mtu: 9x
      dhcp4: maybe
      adresses: [192.0.2.1/24]
      addresses: [192.0.2.1, 192.0.2.1/33, 192.0.2.1/255.0.255.0, {192.0.2.2/24: {label: 'two words'}}, {x: {}}]
      gateway4: "2001:db8::1"
      macaddress: 01:00:5e:00:00:01
      nameservers: {addresses: 192.0.2.53}
      mtu: 1500
      <<: {optional: true}
    eth1:
      activation-mode: manuel
      dhcp4:
      match: [em1]
      addresses: [{192.0.2.2/24: {}, 192.0.2.3/24: {}}, {"2001:db8::1/64": {label: six}}]
      ? [a]
      : b
  bridges:
    br0:
      parameters: {forward-delay: 5 parsecs, hello-time: 2.5ms, max-age: 3, path-cost: {em1: 0}}
"""


def test_all_faults_are_told_at_once():
    assert faults(VALUES) == [
        "t.yaml:5:12: mtu: '9x' is not a number from 68 to 65536",
        "t.yaml:6:14: dhcp4: 'maybe' is not true or false",
        "t.yaml:7:7: adresses: unknown property of an ethernet; did you mean 'addresses'?",
        "t.yaml:8:19: addresses: 192.0.2.1 needs its prefix, e.g. 192.0.2.1/24",
        "t.yaml:8:30: addresses: 192.0.2.1/33: the prefix is a number from 1 to 32",
        "t.yaml:8:44: addresses: 192.0.2.1/255.0.255.0: the prefix is a number from 1 to 32",
        "t.yaml:8:90: label: 'two words' is not a label without blanks, of at most 15 bytes",
        "t.yaml:8:106: addresses: 'x' is not an address with its prefix, e.g. 192.0.2.10/24",
        "t.yaml:9:17: gateway4: '2001:db8::1' is not an IPv4 address",
        "t.yaml:10:19: macaddress: 01:00:5e:00:00:01 is a multicast address (its first byte is odd), which a device cannot have",
        "t.yaml:11:32: addresses: must be a list, such as [192.0.2.53]",
        "t.yaml:12:7: mtu: already in line 5",
        "t.yaml:13:7: <<: merge keys are not part of YAML 1.2; alias the whole value, or repeat the properties",
        "t.yaml:15:24: activation-mode: 'manuel' is not one of manual, off; did you mean 'manual'?",
        "t.yaml:16:13: dhcp4: no value; must be true or false",
        "t.yaml:17:14: match: must be `name: value` lines, not a list",
        "t.yaml:18:19: addresses: must be one address with its options, such as 192.0.2.10/24: {label: a}",
        "t.yaml:18:77: label: only IPv4 addresses can have a label",
        "t.yaml:19:9: there must be a name before the colon, not a list",
        "t.yaml:23:35: forward-delay: 'parsecs' is not a unit of time; one of us, ms, s, min, h, d",
        "t.yaml:23:58: hello-time: 2.5ms is too fine: the kernel counts in steps of 0.01 seconds",
        "t.yaml:23:74: max-age: 3 is out of range: 6 to 40 seconds",
        "t.yaml:23:94: em1: '0' is not a number from 1 to 65535",
    ]


STRUCTURE = {
    "ethernets: {a: {}}\nbonds: {b: {interfaces: [a]}}\nbridges: {c: {interfaces: [a]}}": [
        "t.yaml:3:28: c: interfaces: a is already a port of b (line 2)"
    ],
    "ethernets: {a: {}}\nbonds: {b: {interfaces: [a, a]}}": ["t.yaml:2:29: b: interfaces: a is listed twice (line 2)"],
    "bonds: {bond0: {interfaces: [em1]}}\nethernets: {em11: {}}": [
        "t.yaml:1:30: interfaces: no device 'em1' is defined here; did you mean 'em11'?"
    ],
    "bridges:\n  a: {interfaces: [b]}\n  b: {interfaces: [a]}": ["t.yaml:2:20: a on b on a: they form a cycle, line 3"],
    "bridges: {a: {interfaces: [a]}}": ["t.yaml:1:28: a on a: they form a cycle"],
    "bridges: {a: {interfaces: [b]}}\nvlans: {b: {id: 1, link: a}}": [
        "t.yaml:1:28: a on b on a: they form a cycle, line 2"
    ],
    "vlans:\n  a: {id: 4095, link: e}\nethernets: {e: {}}": ["t.yaml:2:11: id: '4095' is not a number from 0 to 4094"],
    "vlans:\n  a: {}": ["t.yaml:2:3: a: a VLAN needs its `id:`", "t.yaml:2:3: a: a VLAN needs its `link:`"],
    "vlans:\n  a: {id: 1, link: e}\n  b: {id: 1, link: e}\nethernets: {e: {}}": [
        "t.yaml:3:3: b: e already has VLAN 1: a (line 2)"
    ],
    "bonds: {em1: {}}\nethernets: {em1: {}}": ["t.yaml:1:9: em1 is defined twice, in line 2 (ethernets) before"],
    "ethernets:\n  em1: {}\n  lan: {match: {name: em1}}": [
        "t.yaml:3:3: em1 is defined twice, in line 2 (ethernets) before"
    ],
    "bridges: {br-of-the-third-floor: {}}": [
        "t.yaml:1:11: br-of-the-third-floor: the name of an interface has at most 15 bytes, not 21"
    ],
    "bridges: {'../br0': {}}": ["t.yaml:1:11: '../br0': the name of an interface has no '/'"],
    "bridges: {'br 0': {}}": ["t.yaml:1:11: 'br 0': the name of an interface has no ' '"],
    "ethernets: {'en*': {}}": [
        "t.yaml:1:13: 'en*' would be the name of one device; give `match: {name: 'en*'}` for several cards"
    ],
    "ethernets: {a: {match: {driver: []}}}": ["t.yaml:1:25: driver: the list is empty; remove it, or give a driver"],
    "ethernets: {all: {}}": ["t.yaml:1:13: 'all': reserved by the kernel"],
    "bridges: {b: {renderer: sriov}}": ["t.yaml:1:15: b: renderer: sriov is for VLANs only"],
    "ethernets: {e: {}}\nvlans: {v: {id: 1, link: e, renderer: sriov, mtu: 1400}}": [
        "t.yaml:2:20: v: renderer: sriov: e is no virtual function: it has no `link:`",
        "t.yaml:2:46: v: mtu: renderer: sriov makes no device that could have it; give it to its link",
    ],
    "ethernets: {e: {}, f: {link: e}}\nvlans: {v: {id: 1, link: f, renderer: sriov}, w: {id: 2, link: f, renderer: sriov}}\n"
    "bridges: {b: {interfaces: [v]}}": [
        "t.yaml:2:58: w: f already has VLAN 1; a card adds one tag",
        "t.yaml:3:28: interfaces: v is no device: renderer: sriov leaves the VLAN to the card",
    ],
    "bridges: {'br%d': {}}": ["t.yaml:1:11: 'br%d': the name of an interface has no '%'"],
    "bridges: {'br0:1': {}}": ["t.yaml:1:11: 'br0:1': the name of an interface has no ':'"],
    "bridges: {'br\\n0': {}}".replace("'", '"'): ["t.yaml:1:11: 'br\\n0': the name of an interface has no '\\n'"],
    "bridges: {'': {}}": ["t.yaml:1:11: '': the name of an interface is printable text"],
    "bridges: {..: {}}": ["t.yaml:1:11: '..': reserved by the kernel"],
    "bridges: {all: {}}": ["t.yaml:1:11: 'all': reserved by the kernel"],
    "ethernets: {a: {set-name: lan}}": ["t.yaml:1:17: set-name: needs `match: {macaddress: ...}` to find the card"],
    "ethernets: {a: {ipv6-address-token: '::1', ipv6-address-generation: eui64}}": [
        "t.yaml:1:17: a: ipv6-address-token and ipv6-address-generation exclude each other: give one of them"
    ],
    "bonds: {b: {parameters: {primary: em1, mode: active-backup}}}\nethernets: {em1: {}}": [
        "t.yaml:1:26: primary: em1 is not a port of b; list it in `interfaces:`"
    ],
    "bridges: {b: {parameters: {path-cost: {em1: 5}}}}\nethernets: {em1: {}}": [
        "t.yaml:1:40: path-cost: em1 is not a port of b; list it in `interfaces:`"
    ],
}


@pytest.mark.parametrize(("text", "lines"), STRUCTURE.items())
def test_what_cannot_work(text, lines):
    assert faults(text) == lines


OFF_LINK = {
    "addresses: [192.0.2.10/24], gateway4: 198.51.100.1": (
        "the gateway 198.51.100.1 is off-link, not in 192.0.2.0/24; if it is on the wire, say `on-link: true`"
    ),
    "addresses: [192.0.2.10/32], routes: [{to: default, via: 192.0.2.1}]": (
        "the gateway 192.0.2.1 is off-link, not in 192.0.2.10/32; if it is on the wire, say `on-link: true`"
    ),
    "routes: [{to: default, via: 192.0.2.1}]": (
        "the gateway 192.0.2.1 is off-link, and the device has no IPv4 address; if it is on the wire, say `on-link: true`"
    ),
    "accept-ra: no, addresses: ['2001:db8::2/64'], gateway6: '2001:db8:1::1'": (
        "the gateway 2001:db8:1::1 is off-link, not in 2001:db8::/64; if it is on the wire, say `on-link: true`"
    ),
    "addresses: [192.0.2.10/24], gateway4: 192.0.2.10": "the gateway 192.0.2.10 is this device's own address",
}


@pytest.mark.parametrize(("said", "fault"), OFF_LINK.items())
def test_a_gateway_off_link(said, fault):
    (line,) = faults(f"ethernets: {{a: {{{said}}}}}")
    assert line.partition(": ")[2] == f"a: {fault}"


@pytest.mark.parametrize(
    "said",
    [
        "addresses: [192.0.2.10/32], routes: [{to: default, via: 192.0.2.1, on-link: true}]",
        "addresses: [192.0.2.10/32], routes: [{to: 192.0.2.1/32, scope: link}, {to: default, via: 192.0.2.1}]",
        "dhcp4: true, routes: [{to: 10.0.0.0/8, via: 192.0.2.1}]",
        "link-local: [ipv4], routes: [{to: 10.0.0.0/8, via: 169.254.0.1}]",
        "accept-ra: no, addresses: ['2001:db8::2/64'], gateway6: 'fe80::1'",
        "addresses: ['2001:db8::2/64'], gateway6: '2001:db8:1::1'",  # an advertised prefix may hold it
    ],
)
def test_a_gateway_that_may_be_reached(said):
    assert netplan.parse(f"ethernets: {{a: {{{said}}}}}", "t.yaml").devices[0].routes


ROUTES = {
    "routes: [{via: 192.0.2.1}]": "a route needs its `to:`, a network or `default`",
    "routes: [{to: default}]": (
        "a default route needs its `via:`, or `to: 0.0.0.0/0` or `::/0` for a link without a gateway"
    ),
    "routes: [{to: 10.0.0.0/8, scope: global}]": "the route to 10.0.0.0/8 has global scope and needs its `via:`",
    "routes: [{to: 10.0.0.0/8, via: '2001:db8::1'}]": "the route to 10.0.0.0/8 mixes IPv4 and IPv6",
    "routes: [{to: 10.0.0.0/8, via: 192.0.2.1, metric: -1}]": "metric: '-1' is not a number from 0 to 4294967295",
    "routing-policy: [{from: 10.0.0.0/8, type-of-service: 256}]": (
        "type-of-service: '256' is not a number from 0 to 255"
    ),
    "nameservers: {search: ['a b']}": "search: 'a b' is not a domain such as example.com",
    "ipv6-address-token: 192.0.2.1": (
        "ipv6-address-token: '192.0.2.1' is not the lower half of an IPv6 address, e.g. ::10"
    ),
    "gateway6: fe80::1%eth0": "gateway6: 'fe80::1%eth0' is not an IPv6 address",
    'dhcp4-overrides: {hostname: "a\\tb"}': "hostname: 'a\\tb' is not a text of printable characters",
    "match: {macaddress: 52:54:00:00:00:01}, set-name: a/b": ("set-name: 'a/b': the name of an interface has no '/'"),
    "routing-policy: [{table: 5}]": "a routing rule needs its `from:` or `to:`",
    "routing-policy: [{from: 10.0.0.0/8, to: '2001:db8::/32'}]": "the routing rule mixes IPv4 and IPv6",
    "routes: [{to: 10.0.0.0/255.0.0.0, via: 192.0.2.1}]": (
        "to: '10.0.0.0/255.0.0.0' is not `default`, or a network such as 198.51.100.0/24"
    ),
}


@pytest.mark.parametrize(("said", "fault"), ROUTES.items())
def test_what_makes_no_sense(said, fault):
    (line,) = faults(f"ethernets: {{a: {{addresses: [192.0.2.10/24], {said}}}}}")
    assert line.partition(": ")[2] == fault


BONDS = {
    "mode: 4": "mode: '4': modes are given by name; did you mean '802.3ad'?",
    "mode: balance-tcp": "mode: balance-tcp is a mode of Open vSwitch; the kernel's are balance-rr, active-backup, "
    "balance-xor, broadcast, 802.3ad, balance-tlb, balance-alb",
    "mode: active-backp": "mode: 'active-backp' is not a bond mode: one of balance-rr, active-backup, balance-xor, "
    "broadcast, 802.3ad, balance-tlb, balance-alb; did you mean 'active-backup'?",
    "lacp-rate: fast": "b: lacp-rate: mode balance-rr refuses this option",
    "mode: 802.3ad, primary: a": "b: primary: mode 802.3ad refuses this option",
    "mode: 802.3ad, arp-interval: 100, arp-ip-targets: [192.0.2.1]": (
        "b: arp-interval: mode 802.3ad refuses this option"
    ),
    "mode: balance-alb, arp-interval: 100, arp-ip-targets: [192.0.2.1]": (
        "b: arp-interval: mode balance-alb refuses this option"
    ),
    "mode: active-backup, packets-per-member: 2": "b: packets-per-member: mode active-backup refuses this option",
    "arp-interval: 100": "b: arp-interval needs arp-ip-targets",
    "arp-ip-targets: [192.0.2.1]": "b: arp-ip-targets without arp-interval are never probed",
    "arp-interval: 100, arp-ip-targets: [192.0.2.1], mii-monitor-interval: 100": (
        "b: a bond monitors its links by mii-monitor-interval or by arp-interval, not both"
    ),
    "mii-monitor-interval: 0, up-delay: 100": ("b: up-delay needs mii-monitor-interval, which is 0"),
    "arp-ip-targets: [1.1.1.1, 1.1.1.2, 1.1.1.3, 1.1.1.4, 1.1.1.5, 1.1.1.6, 1.1.1.7, 1.1.1.8, 1.1.1.9, 1.1.1.10,"
    " 1.1.1.11, 1.1.1.12, 1.1.1.13, 1.1.1.14, 1.1.1.15, 1.1.1.16, 1.1.1.17]": "arp-ip-targets: at most 16 items, not 17",
    "up-delay: soon": "up-delay: 'soon' is not a time: a number of milliseconds, or with a unit such as 500ms or 2s",
    "mii-monitor-interval: 500us": (
        "mii-monitor-interval: 500us is too fine: the kernel counts in steps of 0.001 seconds"
    ),
}


@pytest.mark.parametrize(("said", "fault"), BONDS.items())
def test_a_bond_that_the_kernel_refuses(said, fault):
    (line,) = faults(f"bonds: {{b: {{interfaces: [a], parameters: {{{said}}}}}}}\nethernets: {{a: {{}}}}")
    assert line.partition(": ")[2] == fault


@pytest.mark.parametrize(
    "said",
    [
        "mode: 802.3ad, arp-interval: 0, arp-validate: none",
        "mode: active-backup, lacp-rate: slow",
        "mode: active-backup, arp-interval: 100, arp-ip-targets: [192.0.2.1], mii-monitor-interval: 0",
        "mode: active-backup, transmit-hash-policy: layer3+4",
    ],
)
def test_what_is_off_is_in_nobodys_way(said):
    assert netplan.parse(f"bonds: {{b: {{parameters: {{{said}}}}}}}", "t.yaml").get("b").bond_options


HOST = """\
network: {}
host:
  name: ../etc
  release: 12
  services: {network: on, NetworkManager: enabeld, NetworkManger: disabled}
  packages: [bridge-utils, ethtool]
  without: [ethtool]
  packges-complete: true
"""


def test_a_package_that_is_nearly_one_that_matters():
    text = "network: {}\nhost:\n  packages: [vim, bridge-util]\n"
    assert faults(text) == ["t.yaml:3:19: packages: unknown package 'bridge-util'; did you mean 'bridge-utils'?"]


def test_a_host():
    assert faults(HOST) == [
        "t.yaml:3:9: name: '../etc' is not a host name",
        "t.yaml:4:12: release: no release '12': a number from 5 to 10, or el7, centos7, fedora33, ...",
        "t.yaml:5:23: network: 'on' is not one of enabled, disabled, masked, absent",
        "t.yaml:5:43: NetworkManager: 'enabeld' is not one of enabled, disabled, masked, absent; did you mean 'enabled'?",
        "t.yaml:5:52: NetworkManger: unknown property of services; did you mean 'NetworkManager'?",
        "t.yaml:7:13: without: ethtool is stated as installed in line 6",
        "t.yaml:8:3: packges-complete: unknown property of host; did you mean 'packages-complete'?",
    ]


def test_a_small_file_cannot_ask_for_billions_of_values():
    routes = ", ".join(["*r"] * 2000)
    devices = ", ".join(f"e{number}: *d" for number in range(2000))
    text = f"ethernets: {{e: &d {{routes: [&r {{to: default, via: 192.0.2.1}}, {routes}]}}, {devices}}}"
    assert faults(text) == ["t.yaml: more than 100000 values, perhaps by aliases of aliases"]


def test_a_topology_may_not_refer_to_itself_without_end():
    assert faults("network: &n {network: *n}") == ["t.yaml:1:14: network: unknown property of network"]


def test_no_more_than_a_hundred_faults():
    assert len(faults("network: {" + ", ".join(f"x{number}: 1" for number in range(1000)) + "}")) == 100


FILES = {
    "missing.yaml": "No such file or directory",
    "loop.yaml": "Too many levels of symbolic links",
    "folder": "a directory, not a file: not read",
    "fifo": "a FIFO, not a file: not read",
    "large.yaml": "larger than 1 MiB: not read",
}


@pytest.mark.parametrize(("name", "fault"), FILES.items())
def test_a_file_that_is_none(tmp_path: Path, name, fault):
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "large.yaml").write_bytes(b"#" * (1 << 21))
    path = tmp_path / name
    with pytest.raises(Faults) as caught:
        netplan.load(path)
    assert str(caught.value) == f"{path}: {fault}"


def test_a_file_in_another_encoding(tmp_path: Path):
    path = tmp_path / "latin.yaml"
    path.write_bytes(b"network: {}\n# Stra\xdfe\n")
    with pytest.raises(Faults) as caught:
        netplan.load(path)
    assert str(caught.value) == f"{path}:2: not UTF-8"
