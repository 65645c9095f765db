"""What a release or manager cannot have is refused, each with its place and who can have it; all at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifcfgen import netplan, render
from ifcfgen.errors import Refused
from ifcfgen.facts import Host
from ifcfgen.model import KINDS, Device, Origins, Place
from ifcfgen.netplan import Configuration
from ifcfgen.render.ifcfg import limits
from ifcfgen.render.ifcfg.words import word
from ifcfgen.render.template import environment

EL6_NM, EL7_NM, EL8_NM, EL9_NM = ((release, "NetworkManager") for release in (6, 7, 8, 9))
EL6, EL7, EL8 = ((release, "initscripts") for release in (6, 7, 8))


def faults(network: str, target: tuple[int, str]) -> tuple[str, ...]:
    """What is refused of NETWORK, the flow mapping behind `network:`, for TARGET; nothing where it renders."""
    found = netplan.parse(f"network:\n  {network}\n", "t.yaml")
    devices = [replace(device, nm_controlled=target[1] == "NetworkManager") for device in found]
    try:
        host = replace(found.host, el=target[0])
        render.files(replace(found, devices=tuple(devices), host=host), source="t.yaml")
    except Refused as refused:
        return tuple(map(str, refused.faults))
    return ()


def card(properties: str) -> str:
    return f"ethernets: {{em1: {{{properties}}}}}"


def bridge(parameters: str) -> str:
    return f"bridges: {{br0: {{parameters: {{{parameters}}}}}}}"


@pytest.mark.parametrize(
    "network, refused, accepted, fault",
    [
        (card("dhcp4: true, addresses: [192.0.2.1/24]"), [EL7], [EL8_NM], "t.yaml:2:46: em1: initscripts set no static address together with dhcp4"),
        (card("nameservers: {addresses: [192.0.2.1, 192.0.2.2, 192.0.2.3]}"), [EL6], [EL7, EL8], "initscripts of EL6 set 2 name servers of a device, not 3; NetworkManager supports it"),
        (card("dhcp4: true, nameservers: {addresses: [1.1.1.1, 1.1.1.2, 1.1.1.3, 1.1.1.4]}"), [EL7, EL8], [EL8_NM], "not 4"),
        (card("nameservers: {search: [example.com]}"), [EL6, EL7_NM], [EL7, EL8], "search domains"),
        (card("nameservers: {addresses: [192.0.2.1]}"), [EL8_NM], [EL8], "IPv4 name servers only of a device with IPv4"),
        (card("dhcp4: true, dhcp4-overrides: {use-dns: false}, nameservers: {addresses: [192.0.2.1]}"), [EL7], [EL7_NM], "PEERDNS=no"),
        (card("dhcp4: true, dhcp4-overrides: {use-routes: false}"), [EL8], [EL8_NM], "use-routes"),
        (card("dhcp4: true, dhcp4-overrides: {use-hostname: false}"), [EL8, EL7_NM], [EL8_NM], "use-hostname"),
        (card("dhcp4: true, dhcp4-overrides: {use-ntp: false}"), [EL8_NM], [EL6, EL8], "use-ntp: NetworkManager does not decide about it; initscripts support it"),
        (card("dhcp4: true, dhcp4-overrides: {use-ntp: true}"), [], [EL8, EL8_NM], ""),
        (card("neigh-suppress: true"), [], [EL8, EL8_NM], ""),
        (card("dhcp4: true, dhcp4-overrides: {use-mtu: false}"), [EL8, EL8_NM], [], "use-mtu"),
        (card("dhcp4: true, dhcp4-overrides: {use-domains: false}"), [EL8, EL8_NM], [], "use-domains"),
        (card("dhcp4: true, dhcp4-overrides: {send-hostname: false}"), [EL6], [EL7, EL7_NM], "send-hostname"),
        (card("dhcp4: true, dhcp4-overrides: {route-metric: 5}"), [EL6_NM], [EL6, EL7_NM], "route-metric"),
        (card("dhcp6: true, dhcp6-overrides: {use-dns: false}"), [EL8], [EL8_NM], "dhcp6-overrides"),
        (card("dhcp4: true, dhcp-identifier: duid"), [EL8], [EL8_NM], "dhcp-identifier duid"),
        (card("dhcp4: true, optional: true"), [], [EL8, EL8_NM], ""),
        (card("match: {name: 'en*'}"), [EL7, EL8], [EL7_NM, EL8_NM], "t.yaml:2:29: em1: match: name: en*: initscripts of EL"),
        (card("match: {}"), [EL7, EL8], [EL7_NM, EL8_NM], "match: every network card: initscripts of EL"),
        (card("match: {driver: ixgbe}"), [EL8, EL7_NM], [EL8_NM], "match: driver: "),
        (card("match: {driver: [ixgbe, 'e1*']}"), [EL8, EL7_NM], [EL8_NM], "match: driver: "),
        (card("virtual-function-count: 4"), [EL8, EL6_NM], [EL7_NM, EL8_NM], "virtual functions"),
        ("ethernets: {em1: {}, vf0: {link: em1}}", [EL8, EL6_NM], [EL7_NM, EL8_NM], "virtual functions"),
        ("ethernets: {em1: {}, vf: {link: em1, match: {name: 'vf*'}}}", [EL8_NM], [], "does not say how many virtual functions"),
        ("{ethernets: {em1: {}, v: {link: em1}, w: {link: em1}}, vlans: {t: {id: 5, link: w, renderer: sriov}}}", [EL7_NM, EL8_NM], [], "w: which of the 2 virtual functions of em1 it is does not follow from its name; give em1 `ifcfg: {SRIOV_VFN: vlans=5}`"),
        ("{ethernets: {em1: {ifcfg: {SRIOV_VF0: trust=yes}}, v: {link: em1}}, vlans: {t: {id: 5, link: v, renderer: sriov}}}", [EL7_NM, EL8_NM], [], "v: em1 has SRIOV_VF0 as well; give one of them"),
        (card("embedded-switch-mode: switchdev"), [EL9_NM], [EL8, EL8_NM], "embedded-switch-mode: no ifcfg key; a NetworkManager keyfile supports it"),
        (card("auth: {method: peap, identity: a, password: 'hash:83ab'}"), [EL8_NM], [], "password: NetworkManager would send the text"),
        (card("keyfile: {connection.zone: home}"), [EL8, EL8_NM], [], "keyfile: is for keyfiles"),
        ("modems: {cdc-wdm0: {apn: a}}", [EL8, EL8_NM], [], "ifcfgen writes no ifcfg file for a modem device"),
        (card("critical: true"), [EL8], [EL8_NM], "critical"),
        (card("link-local: []"), [EL8, EL7_NM], [EL8_NM], "link-local"),
        (card("link-local: [ipv4]"), [EL8, EL7_NM], [EL8_NM], "link-local"),
        (card("link-local: [ipv4, ipv6], addresses: [192.0.2.1/24]"), [EL8, EL8_NM], [], "link-local"),
        (card("link-local: [], addresses: ['2001:db8::1/64']"), [EL8, EL8_NM], [], "link-local"),
        (card("ipv6-address-generation: stable-privacy"), [EL8, EL6_NM], [EL7_NM], "t.yaml:2:21: em1: "),
        (card("ipv6-address-token: '::5'"), [EL8], [EL8_NM], "ipv6-address-token"),
        (card("ipv6-mtu: 1300"), [EL8, EL8_NM], [], "ipv6-mtu"),
        (card("macaddress: random"), [EL8], [EL8_NM], "macaddress random"),
        (card("wakeonlan: true"), [EL6_NM], [EL6, EL7_NM], "ETHTOOL_OPTS"),
        (card("auth: {key-management: 802.1x, method: peap, identity: me, password: p}"), [EL8], [EL8_NM], "802.1X"),
        (card("addresses: [192.0.2.1/24: {label: wan}]"), [EL8, EL8_NM], [], "label 'wan'"),
        (card("addresses: [192.0.2.1/24], routes: [{to: default, via: 192.0.2.254, metric: 5}]"), [EL7_NM], [EL7, EL8_NM], "t.yaml:2:57: em1: route default via 192.0.2.254"),
        (card("addresses: [192.0.2.1/24], routes: [{to: 10.0.0.0/8, via: 192.0.2.254, advertised-mss: 9}]"), [EL7_NM], [EL7, EL8_NM], "advertised-mss"),
        (card("addresses: [192.0.2.1/24], routes: [{to: 10.0.0.0/8, type: blackhole}]"), [EL7_NM], [EL6, EL8_NM], "type"),
        (card("addresses: [192.0.2.1/24], routes: [{to: 10.0.0.0/8, via: 192.0.2.2, type: blackhole}]"), [EL6, EL8_NM], [], "cannot have a gateway"),
        (card("addresses: [192.0.2.1/24], routes: [{to: 10.0.0.0/8, type: local, scope: link}]"), [EL8_NM], [EL8], "scope host"),
        (card("addresses: [192.0.2.1/24], routes: [{to: 10.0.0.0/8, via: 192.0.2.254, table: 5}]"), [EL6_NM], [EL6, EL7_NM], "gateway and metric only"),
        (card("nameservers: {addresses: ['2001:db8::53']}, accept-ra: false"), [EL7_NM, EL8_NM], [EL8], "t.yaml:2:47: em1: NetworkManager reads IPv6 name servers only of a device with IPv6"),
        (card("dhcp4: true, nameservers: {addresses: [192.0.2.1, '2001:db8::53']}, link-local: []"), [EL8_NM], [], "IPv6 name servers only"),
        (card("nameservers: {addresses: ['2001:db8::53'], search: [example.com]}"), [], [EL7_NM, EL8_NM, EL8], ""),
        (card("nameservers: {addresses: ['2001:db8::53']}, accept-ra: false, dhcp6: true"), [], [EL7_NM, EL8_NM], ""),
        (card("dhcp6: true"), [EL6_NM], [EL6, EL7_NM], "dhcp6"),
        (card("routes: [{to: 10.0.0.0/8, scope: link}]"), [EL8_NM], [EL8], "IPv4 routes only of a device with IPv4"),
        (card("addresses: ['2001:db8::1/64'], routes: [{to: '::/0', via: '2001:db9::1', on-link: true}]"), [EL7, EL7_NM], [EL8, EL8_NM], "on-link"),
        (card("addresses: [192.0.2.1/24], routing-policy: [{from: 192.0.2.1, table: 5}]"), [EL6_NM], [EL6, EL8_NM], "policy rules"),
        ("ethernets: {lo: {match: {name: lo}, addresses: [192.0.2.1/32]}}", [EL8_NM], [EL8], "lo: NetworkManager ignores ifcfg-lo"),
        ("ethernets: {ib0: {infiniband-mode: datagram}}", [EL8], [EL8_NM], "infiniband-mode"),
        (bridge("forward-delay: 1"), [EL8, EL8_NM], [], "forward-delay of 1 s: with STP it is at least 2 s"),
        (bridge("forward-delay: 1, stp: false"), [], [EL8, EL8_NM], ""),
        (bridge("max-age: 6.5"), [EL8_NM], [EL8], "NetworkManager counts in 1 s; initscripts support it"),
        (bridge("stp: true"), [EL6_NM], [EL6, EL7_NM], "NetworkManager of EL6 does not support a bridge"),
        ("tunnels: {t1: {mode: gre, local: 192.0.2.1, remote: 192.0.2.2, addresses: [10.0.0.1/30: {label: 't1:1'}]}}", [EL6, EL7], [], "t.yaml:2:78: t1: label 't1:1'"),
        ("{ethernets: {em1: {}}, bonds: {bond0: {interfaces: [em1], parameters: {learn-packet-interval: 2}}}}", [EL6], [EL7, EL7_NM], "lp_interval"),
        ("{ethernets: {em1: {activation-mode: 'off'}}, bonds: {bond0: {interfaces: [em1]}}}", [EL7], [EL7_NM], "port up with its bond"),
        ("bonds: {post0: {}}", [EL7], [EL7_NM], "ifup-post"),
        ("ethernets: {em1: {match: {macaddress: '02:00:00:00:00:01'}, set-name: lan.7}}", [EL7, EL7_NM], [], "lan.7: a card of this name is read as VLAN 7"),
        ("ethernets: {lan.x7: {}}", [], [EL7, EL7_NM], ""),
        ("bonds: {bond0.bak: {}}", [EL7, EL7_NM], [], "'bond0.bak' cannot name an ifcfg file"),
        ("{bonds: {bond0: {}}, vlans: {app: {id: 5, link: bond0}}}", [EL7], [EL7_NM], "app: initscripts start it before its parent bond0"),
        ("{bonds: {bond0: {}}, vlans: {web: {id: 5, link: bond0}}}", [], [EL7], ""),
        ("{ethernets: {em1: {}}, bridges: {br0: {interfaces: [em1]}}, vlans: {br0.5: {id: 5, link: br0}}}", [], [EL7], ""),
        ("{bridges: {br0: {}}, vlans: {br0.5: {id: 5, link: br0}}}", [EL7], [EL7_NM], "br0.5: initscripts start it before"),
        ("{ethernets: {em1: {}}, vlans: {vlan7: {id: 5, link: em1}}}", [EL7_NM, EL8_NM], [EL7], "VLAN 7, because of its name"),
        ("{ethernets: {wan: {match: {macaddress: '02:00:00:00:00:01'}}}, vlans: {v5: {id: 5, link: wan}}}", [EL7, EL8_NM], [], "needs the name of the card, for PHYSDEV; give set-name"),
        ("{ethernets: {wan: {match: {macaddress: '02:00:00:00:00:01'}, generic-receive-offload: true}}}", [EL7], [EL8_NM], "needs the name of the card"),
    ],
)  # fmt: skip
def test_limits(network: str, refused: list[tuple[int, str]], accepted: list[tuple[int, str]], fault: str) -> None:
    for target in refused:
        told = faults(network, target)
        assert any(fault in line for line in told), (target, told)
        assert all(line.startswith("t.yaml:2:") and "; " in line for line in told)
    for target in accepted:
        assert faults(network, target) == ()


def test_all_faults_at_once() -> None:
    network = "ethernets: {em1: {dhcp4: true, addresses: [192.0.2.1/24], link-local: []}, em2: {macaddress: random}}"
    assert len(faults(network, EL7)) == 3


@pytest.mark.parametrize("release, manager", [(5, "initscripts"), (9, "initscripts"), (10, "NetworkManager")])
def test_releases_without_such_files(release: int, manager: str) -> None:
    assert f"{manager} of EL{release}" in faults("ethernets: {em1: {}}", (release, manager))[0]


def test_a_value_with_a_line_end_is_refused_with_its_place() -> None:
    auth = {"key-management": "802.1x", "method": "pwd", "identity": "a\nreboot"}
    card = Device("em1", nm_controlled=True, auth=auth)
    origins = {"em1": Origins({"": Place("t.yaml", 2, 15)})}
    with pytest.raises(Refused) as refused:
        render.files(Configuration((card,), "t.yaml", origins, host=Host.of(release=8)), source="t.yaml")
    (fault,) = map(str, refused.value.faults)
    assert fault.startswith("t.yaml:2:15: em1: 'a\\nreboot' holds a control character; ")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_template_or_is_refused(kind: str) -> None:
    devices = [Device("x0", kind=kind, nm_controlled=False, parent_name="x1", vlan_id=1)]
    if kind in limits.KINDS:
        assert environment(word).get_template(f"ifcfg/{kind}.j2")
    else:
        with pytest.raises(Refused, match="keyfile supports it"):
            render.files(Configuration(tuple(devices), "t.yaml", host=Host.of(release=7)), source="t.yaml")


@given(st.permutations(["em1", "bond0", "vlan7", "app", "br0"]), st.booleans())
def test_any_stack_is_rendered_or_refused_never_a_crash(names: list[str], is_bridge: bool) -> None:
    kinds = ["ethernet", "bond", "vlan", "vlan", "bridge"]
    devices = [
        Device(name, kind=kind, nm_controlled=False, vlan_id=7, parent_name=above, controller_name=below)
        for name, kind, above, below in zip(
            names, kinds, names[1:] + names[:1], names[2:] + names[:2] if is_bridge else [None] * 5, strict=True
        )
    ]
    try:
        assert render.files(Configuration(tuple(devices), "t.yaml", host=Host.of(release=7)), source="t.yaml")
    except Refused as refused:
        assert refused.faults
