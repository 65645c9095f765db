"""Virtual devices in a topology: what they need, and what cannot be."""

from __future__ import annotations

import pytest

from ifcfgen import netplan
from ifcfgen.errors import Faults

FAULTS = {
    "virtual-ethernets: {a: {}}": "t.yaml:1:21: a: a virtual ethernet needs its `peer:`",
    "virtual-ethernets: {a: {peer: b}, b: {peer: c}, c: {peer: b}}": (
        "t.yaml:1:25: a: peer: b is paired with c; each end names the other"
    ),
    "virtual-ethernets: {a: {peer: a}}": "t.yaml:1:25: a: peer: a is paired with a; each end names the other",
    "{dummy-devices: {d: {}}, virtual-ethernets: {a: {peer: d}}}": (
        "t.yaml:1:50: a: peer: d is no virtual ethernet with a peer; each end names the other"
    ),
    "macvlans: {m: {}}": "t.yaml:1:12: m: a macvlan needs its `link:`",
    "macvlans: {m: {link: eth0}}": "t.yaml:1:16: link: no device 'eth0' is defined here",
    "ipvlans: {i: {link: i}}": "t.yaml:1:15: i on i: they form a cycle",
    "{ethernets: {e: {}}, macvtaps: {m: {link: e, mode: brigde}}}": (
        "t.yaml:1:52: mode: 'brigde' is not one of bridge, private, vepa, passthru; did you mean 'bridge'?"
    ),
    "{ethernets: {e: {}}, macvlans: {m: {link: e}}, ipvlans: {i: {link: e}}}": (
        "t.yaml:1:62: i: e already has m (line 1), and a macvlan and an ipvlan share no parent"
    ),
    "{ethernets: {e: {}}, macvlans: {m: {link: e}}, macvtaps: {t: {link: e, mode: passthru}}}": (
        "t.yaml:1:63: t: e already has m (line 1), and with passthru there is but one"
    ),
    "{ethernets: {e: {}}, bridges: {b: {interfaces: [e]}}, macvlans: {m: {link: e}}}": (
        "t.yaml:1:70: m: e is a port of b; put it on b"
    ),
    "dummy-devices: {lo: {}}": "t.yaml:1:17: lo: this is the loopback device, which is always there",
    "vrfs: {v: {table: 5, routing-policy: [{from: 192.0.2.1, table: 6}]}}": (
        "t.yaml:1:39: table: 6: v has the routing table 5"
    ),
    "vrfs: {v: {table: 5, routes: [{to: default, via: 192.0.2.1}]}}": (
        "t.yaml:1:31: v: the gateway 192.0.2.1 is off-link, and the device has no IPv4 address; "
        "give the route to the port that reaches it"
    ),
    "vrfs: {v: {}}": "t.yaml:1:8: v: a vrf needs its `table:`",
    "tunnels: {t: {}}": "t.yaml:1:11: t: a tunnel needs its `mode:`",
    "tunnels: {t: {mode: gre}}": "t.yaml:1:11: t: a tunnel needs its `remote:`",
    "tunnels: {t: {mode: vxlan}}": "t.yaml:1:11: t: a tunnel needs its `id:`",
    "tunnels: {t: {mode: gre, remote: '2001:db8::1'}}": (
        "t.yaml:1:26: t: remote: the ends of a tunnel of mode gre are IPv4"
    ),
    "tunnels: {t: {mode: vxlan, id: 1, local: 192.0.2.1, remote: '2001:db8::1'}}": (
        "t.yaml:1:53: t: remote: the ends of a tunnel of mode vxlan are IPv4"
    ),
    "tunnels: {t: {mode: gre, remote: 192.0.2.1, id: 5}}": ("t.yaml:1:45: t: id: a tunnel of mode gre has none"),
    "tunnels: {t: {mode: gre, remote: 192.0.2.1, key: secret}}": (
        "t.yaml:1:50: t: key: the value is not a number from 0 to 4294967295, or a dotted quad"
    ),
    "tunnels: {t: {mode: wireguard, key: secret}}": (
        "t.yaml:1:37: t: key: the value is not a key of WireGuard: 32 bytes in base64"
    ),
    "tunnels: {t: {mode: wireguard, peers: [{keepalive: 5}]}}": (
        "t.yaml:1:40: a peer needs its public key: `keys: {public: ...}`"
    ),
    "teams: {t: {config: '[1]'}}": "t.yaml:1:21: config: '[1]' is not an object of JSON, on one line",
    "taps: {t: {owner: a b}}": "t.yaml:1:19: owner: 'a b' is not the name or number of a user",
}


@pytest.mark.parametrize(("text", "fault"), FAULTS.items())
def test_what_cannot_be(text: str, fault: str) -> None:
    with pytest.raises(Faults) as error:
        netplan.parse(text, "t.yaml")
    assert str(error.value) == fault


def test_a_vrf_routes_in_its_own_table() -> None:
    routed = "addresses: [192.0.2.1/24], routes: [{to: default, via: 192.0.2.9}], routing-policy: [{from: 192.0.2.1}]"
    vrf = netplan.parse(f"vrfs: {{v: {{table: 5, {routed}}}}}", "t.yaml").get("v")
    assert vrf
    assert [route.table for route in vrf.routes] == [rule.table for rule in vrf.rules] == [5]


def test_defaults() -> None:
    text = "{ethernets: {e: {}, f: {}}, macvlans: {m: {link: e}}, ipvlans: {i: {link: f}}, taps: {t: {}}}"
    found = netplan.parse(text, "t.yaml")
    assert {device.name: device.mode for device in found} == {
        "e": None,
        "f": None,
        "m": "bridge",
        "i": "l2",
        "t": "tap",
    }
    both, each = (
        netplan.parse(f"tunnels: {{t: {{mode: gre, remote: 192.0.2.1, {keys}}}}}", "t.yaml").get("t")
        for keys in ("key: 0.0.1.0", "keys: {input: 1, output: 2}")
    )
    assert both and each
    assert [(device.input_key, device.output_key) for device in (both, each)] == [(256, 256), (1, 2)]
