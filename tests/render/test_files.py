"""Topologies in, literal files out, for each release and manager that wants them otherwise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from ifcfgen import netplan, render
from ifcfgen.errors import IfcfgenError, Refused
from ifcfgen.netplan import Configuration

Target = tuple[int, str]
SCRIPTS = [(6, "initscripts"), (7, "initscripts"), (8, "initscripts")]
NM = [(7, "NetworkManager"), (8, "NetworkManager"), (9, "NetworkManager")]
EL6_NM = (6, "NetworkManager")


def topology(yaml: str, target: Target) -> Configuration:
    """What YAML, the part below `network:`, says for TARGET."""
    release, manager = target
    body = "".join(f"  {line}\n" for line in dedent(yaml).strip().splitlines())
    found = netplan.parse(f"network:\n{body}", "t.yaml")
    devices = [replace(device, nm_controlled=manager == "NetworkManager") for device in found]
    return replace(found, devices=tuple(devices), host=replace(found.host, el=release))


def files(yaml: str, target: Target) -> dict[str, str]:
    """The files that YAML becomes, without their first lines, and without what every file of a manager holds."""
    made = render.files(topology(yaml, target), source="t.yaml")
    return {name: text.partition("\n")[2] for name, text in made.items() if name != "network"}


def text(block: str) -> str:
    return dedent(block).lstrip("\n")


BOND = """
    ethernets: {em1: {}, em2: {}}
    bonds:
      bond0:
        interfaces: [em1, em2]
        parameters: {mode: active-backup, mii-monitor-interval: 100, primary: em1}
    bridges:
      br0:
        interfaces: [bond0]
        addresses: [192.0.2.10/24]
        routes: [{to: default, via: 192.0.2.1}]
"""


@pytest.mark.parametrize("target", SCRIPTS + NM)
def test_a_bridge_on_a_bond(target: Target) -> None:
    controlled = "yes" if target[1] == "NetworkManager" else "no"
    port = "DEVICE={}\nTYPE=Ethernet\nONBOOT=yes\nNM_CONTROLLED={}\nMASTER=bond0\nSLAVE=yes\nBOOTPROTO=none\n"
    assert files(BOND, target) == {
        "ifcfg-em1": port.format("em1", controlled),
        "ifcfg-em2": port.format("em2", controlled),
        "ifcfg-bond0": text(f"""
            DEVICE=bond0
            TYPE=Bond
            BONDING_MASTER=yes
            BONDING_OPTS="mode=active-backup miimon=100 primary=em1"
            ONBOOT=yes
            NM_CONTROLLED={controlled}
            BRIDGE=br0
            BOOTPROTO=none
        """),
        "ifcfg-br0": text(f"""
            DEVICE=br0
            TYPE=Bridge
            ONBOOT=yes
            NM_CONTROLLED={controlled}
            BOOTPROTO=none
            IPADDR=192.0.2.10
            PREFIX=24
            GATEWAY=192.0.2.1
        """),
    }


PARAMETERS = """
    ethernets: {em1: {}}
    bridges:
      br0:
        interfaces: [em1]
        parameters:
          stp: %s
          forward-delay: %s
          hello-time: 3
          max-age: 12
          ageing-time: 200
          priority: 4096
          path-cost: {em1: 50}
          port-priority: {em1: 20}
        %s
"""


@pytest.mark.parametrize(
    "target, stp, delay, more, lines",
    [
        # el6 and el7 hand seconds to brctl, sysfs counts in hundredths
        ((6, "initscripts"), "false", 0, "", 'STP=no DELAY=0 AGEING=200 PRIO=4096 BRIDGING_OPTS="hello_time=300 max_age=1200"'),
        ((7, "initscripts"), "true", 4, "", 'STP=yes DELAY=4 AGEING=200 PRIO=4096 BRIDGING_OPTS="hello_time=300 max_age=1200"'),
        # el8 hands hundredths to ip
        ((8, "initscripts"), "false", 4, "", 'STP=no DELAY=400 AGEING=20000 PRIO=4096 BRIDGING_OPTS="hello_time=300 max_age=1200"'),
        # ... and would sleep 807 seconds for DELAY=400 with STP
        ((8, "initscripts"), "true", 4, "", 'STP=yes AGEING=20000 PRIO=4096 BRIDGING_OPTS="hello_time=300 max_age=1200 forward_delay=400"'),
        # with DHCP, ifup of el7 and el8 must not have to work out the wait itself
        ((6, "initscripts"), "true", 4, "dhcp4: true", 'STP=yes DELAY=4 AGEING=200 PRIO=4096 BRIDGING_OPTS="hello_time=300 max_age=1200"'),
        ((7, "initscripts"), "true", 2.5, "dhcp4: true", 'STP=yes DELAY=2.5 AGEING=200 PRIO=4096 BRIDGING_OPTS="hello_time=300 max_age=1200" LINKDELAY=12'),
        ((8, "initscripts"), "true", 15, "dhcp4: true", 'STP=yes AGEING=20000 PRIO=4096 BRIDGING_OPTS="hello_time=300 max_age=1200 forward_delay=1500" LINKDELAY=37'),
        # NetworkManager reads seconds, and neither AGEING nor PRIO
        ((7, "NetworkManager"), "true", 4, "", 'STP=yes DELAY=4 BRIDGING_OPTS="priority=4096 hello_time=3 max_age=12 ageing_time=200"'),
        ((8, "NetworkManager"), "false", 0, "", 'STP=no DELAY=0 BRIDGING_OPTS="priority=4096 hello_time=3 max_age=12 ageing_time=200"'),
    ],
)  # fmt: skip
def test_bridge_parameters_in_the_units_of_the_reader(
    target: Target, stp: str, delay: float, more: str, lines: str
) -> None:
    made = files(PARAMETERS % (stp, delay, more), target)
    assert lines in made["ifcfg-br0"].replace("\n", " ")
    assert 'BRIDGING_OPTS="path_cost=50 priority=20"\n' in made["ifcfg-em1"]


@pytest.mark.parametrize("target", SCRIPTS + NM)
@pytest.mark.parametrize("name", ["em1.100", "vlan100", "vlan0100", "mgmt"])
def test_a_vlan_of_any_name_has_its_id(target: Target, name: str) -> None:
    made = files(
        f"ethernets: {{em1: {{}}}}\nvlans: {{{name}: {{id: 100, link: em1, addresses: [192.0.2.2/24]}}}}", target
    )
    key, controlled = ("VLAN_ID", "yes") if target[1] == "NetworkManager" else ("VID", "no")
    assert made[f"ifcfg-{name}"] == text(f"""
        DEVICE={name}
        TYPE=Vlan
        VLAN=yes
        PHYSDEV=em1
        {key}=100
        ONBOOT=yes
        NM_CONTROLLED={controlled}
        BOOTPROTO=none
        IPADDR=192.0.2.2
        PREFIX=24
    """)


STATIC = """
    ethernets:
      em1:
        addresses: [192.0.2.10/24, 198.51.100.7/25, 203.0.113.9/32, "2001:db8::10/64", "2001:db8::11/64"]
        nameservers: {addresses: [192.0.2.53, "2001:db8::53"], search: [example.com, example.net]}
        accept-ra: false
        routes:
          - {to: default, via: 192.0.2.1}
          - {to: default, via: "fe80::1"}
          - {to: 10.0.0.0/8, via: 192.0.2.254, metric: 50, table: 101, mtu: 1400, from: 192.0.2.10}
          - {to: 10.1.0.0/16, scope: link, type: unicast}
          - {to: "2001:db8:1::/48", via: "2001:db8::1"}
        mtu: 9000
        macaddress: 02:00:00:00:00:01
"""


@pytest.mark.parametrize("target", [*SCRIPTS, (8, "NetworkManager")])
def test_a_static_card(target: Target) -> None:
    made = files(STATIC, target)
    assert made["ifcfg-em1"].replace("NM_CONTROLLED=yes", "NM_CONTROLLED=no") == text("""
        DEVICE=em1
        TYPE=Ethernet
        MACADDR=02:00:00:00:00:01
        MTU=9000
        ONBOOT=yes
        NM_CONTROLLED=no
        BOOTPROTO=none
        IPADDR=192.0.2.10
        PREFIX=24
        IPADDR1=198.51.100.7
        PREFIX1=25
        IPADDR2=203.0.113.9
        PREFIX2=32
        GATEWAY=192.0.2.1
        IPV6INIT=yes
        IPV6_AUTOCONF=no
        IPV6ADDR=2001:db8::10/64
        IPV6ADDR_SECONDARIES=2001:db8::11/64
        IPV6_DEFAULTGW=fe80::1%em1
        DNS1=192.0.2.53
        DNS2=2001:db8::53
        DOMAIN="example.com example.net"
    """)
    assert made["route-em1"] == text("""
        10.0.0.0/8 via 192.0.2.254 dev em1 metric 50 table 101 src 192.0.2.10 mtu 1400
        10.1.0.0/16 dev em1 scope link
    """)
    assert made["route6-em1"] == "2001:db8:1::/48 via 2001:db8::1 dev em1\n"
    assert set(made) == {"ifcfg-em1", "route-em1", "route6-em1"}


def test_networkmanager_of_el6_counts_addresses_from_two() -> None:
    made = files("ethernets: {em1: {addresses: [192.0.2.10/24, 192.0.2.11/24, 192.0.2.12/24]}}", EL6_NM)
    assert [line for line in made["ifcfg-em1"].splitlines() if "ADDR" in line] == [
        "IPADDR=192.0.2.10",
        "IPADDR2=192.0.2.11",
        "IPADDR3=192.0.2.12",
    ]


@pytest.mark.parametrize(
    "yaml, target, expected",
    [
        # a gateway that GATEWAY cannot hold: outside the first network, or with a metric
        (
            "ethernets: {em1: {addresses: [192.0.2.10/24, 198.51.100.7/24], routes: [{to: default, via: 198.51.100.1}]}}",
            (7, "initscripts"),
            {"route-em1": "default via 198.51.100.1 dev em1\n"},
        ),
        (
            "ethernets: {em1: {addresses: [192.0.2.10/24], routes: [{to: 0.0.0.0/0, via: 192.0.2.1, metric: 100}]}}",
            (8, "NetworkManager"),
            {"route-em1": "default via 192.0.2.1 dev em1 metric 100\n"},
        ),
        (
            "ethernets: {em1: {addresses: [192.0.2.10/24], routes: [{to: default, via: 9.9.9.9, on-link: true}]}}",
            (7, "initscripts"),
            {"route-em1": "default via 9.9.9.9 dev em1 onlink\n"},
        ),
        # the kernel takes no device for a route that leads nowhere
        (
            "ethernets: {em1: {addresses: [192.0.2.10/24], routes: [{to: 10.0.0.0/8, type: blackhole}]}}",
            (7, "initscripts"),
            {"route-em1": "blackhole 10.0.0.0/8\n"},
        ),
        # without an IPv6 address, NetworkManager does not look at IPV6_DEFAULTGW
        (
            'ethernets: {em1: {dhcp6: true, routes: [{to: default, via: "fe80::1"}]}}',
            (8, "NetworkManager"),
            {"route6-em1": "default via fe80::1 dev em1\n"},
        ),
    ],
)
def test_routes(yaml: str, target: Target, expected: dict[str, str]) -> None:
    made = files(yaml, target)
    assert {name: text for name, text in made.items() if not name.startswith("ifcfg-")} == expected
    assert "GATEWAY" not in made["ifcfg-em1"]


RULES = """
    ethernets:
      em1:
        addresses: [192.0.2.10/24, "2001:db8::10/64"]
        routing-policy:
          - {from: 192.0.2.0/24, table: 101, priority: 32765}
          - {to: 10.0.0.0/8, table: 102, mark: 5, type-of-service: 16}
          - {from: "2001:db8::/32", table: 101}
"""


@pytest.mark.parametrize("target", SCRIPTS)
def test_rules_of_initscripts_are_files(target: Target) -> None:
    made = files(RULES, target)
    assert made["rule-em1"] == (
        "priority 32765 from 192.0.2.0/24 table 101\nfrom all to 10.0.0.0/8 fwmark 5 tos 0x10 table 102\n"
    )
    assert made["rule6-em1"] == "from 2001:db8::/32 table 101\n"


def test_rules_of_networkmanager_are_keys_with_a_priority_each() -> None:
    made = files(RULES, (8, "NetworkManager"))
    assert set(made) == {"ifcfg-em1"}
    assert [line for line in made["ifcfg-em1"].splitlines() if "RULE" in line] == [
        'ROUTING_RULE_1="priority 32765 from 192.0.2.0/24 table 101"',
        'ROUTING_RULE_2="priority 32764 from all to 10.0.0.0/8 fwmark 5 tos 0x10 table 102"',
        'ROUTING_RULE6_3="priority 32763 from 2001:db8::/32 table 101"',
    ]


@pytest.mark.parametrize(
    "yaml, target, lines",
    [
        ("{dhcp4: true, dhcp4-overrides: {route-metric: 100}}", (8, "initscripts"), ["BOOTPROTO=dhcp", "METRIC=100"]),
        (
            "{dhcp4: true, dhcp4-overrides: {route-metric: 100, use-dns: false, use-routes: false, hostname: h}}",
            (7, "NetworkManager"),
            ["BOOTPROTO=dhcp", "DHCP_HOSTNAME=h", "PEERDNS=no", "PEERROUTES=no", "IPV4_ROUTE_METRIC=100"],
        ),
        ("{dhcp4: true, dhcp-identifier: mac}", (8, "initscripts"), ["BOOTPROTO=dhcp"]),
        ("{dhcp4: true, dhcp-identifier: mac}", (8, "NetworkManager"), ["BOOTPROTO=dhcp", "DHCP_CLIENT_ID=mac"]),
        (
            "{dhcp4: true, addresses: [192.0.2.9/24]}",
            (8, "NetworkManager"),
            ["BOOTPROTO=dhcp", "IPADDR=192.0.2.9", "PREFIX=24"],
        ),
        ("{dhcp6: true}", (6, "initscripts"), ["BOOTPROTO=none", "IPV6INIT=yes", "DHCPV6C=yes"]),
        (
            "{dhcp6: true, accept-ra: false, ipv6-privacy: true, dhcp6-overrides: {use-dns: false}}",
            (8, "NetworkManager"),
            ["BOOTPROTO=none", "IPV6INIT=yes", "IPV6_AUTOCONF=no", "IPV6_PRIVACY=rfc3041", "DHCPV6C=yes", "IPV6_PEERDNS=no"],
        ),
        ("{link-local: []}", (8, "NetworkManager"), ["BOOTPROTO=none", "IPV6INIT=no", "IPV6_DISABLED=yes"]),
        ("{link-local: [ipv4, ipv6]}", (8, "NetworkManager"), ["BOOTPROTO=autoip", "IPV6INIT=yes"]),
        ("{activation-mode: manual}", (7, "initscripts"), ["BOOTPROTO=none"]),
        (
            "{wakeonlan: true, receive-checksum-offload: false, generic-receive-offload: true}",
            (7, "initscripts"),
            ["BOOTPROTO=none"],
        ),
    ],
)  # fmt: skip
def test_leases_and_ipv6(yaml: str, target: Target, lines: list[str]) -> None:
    made = files(f"ethernets: {{em1: {yaml}}}", target)["ifcfg-em1"].splitlines()
    assert made[made.index(lines[0]) :] == lines


@pytest.mark.parametrize(
    "yaml, target, line",
    [
        ("{activation-mode: manual}", (7, "initscripts"), "ONBOOT=no"),
        ("{wakeonlan: true}", (7, "NetworkManager"), 'ETHTOOL_OPTS="wol g"'),
        ("{wakeonlan: false}", (6, "initscripts"), 'ETHTOOL_OPTS="wol d"'),
        (
            "{wakeonlan: true, receive-checksum-offload: false, generic-receive-offload: true}",
            (8, "initscripts"),
            'ETHTOOL_OPTS="wol g; -K em1 rx off gro on"',
        ),
        ("{match: {macaddress: 'de:ad:be:ef:00:01'}, set-name: em1}", (7, "initscripts"), "HWADDR=DE:AD:BE:EF:00:01"),
    ],
)
def test_cards(yaml: str, target: Target, line: str) -> None:
    assert line in files(f"ethernets: {{em1: {yaml}}}", target)["ifcfg-em1"].splitlines()


def test_a_card_without_a_name() -> None:
    yaml = """
        ethernets:
          wan:
            match: {macaddress: "de:ad:be:ef:00:01"}
            addresses: [192.0.2.9/24]
            routes: [{to: 10.0.0.0/8, via: 192.0.2.1}]
    """
    for target in ((7, "initscripts"), (8, "NetworkManager")):
        made = files(yaml, target)
        assert made["ifcfg-wan"].startswith("TYPE=Ethernet\nHWADDR=DE:AD:BE:EF:00:01\n")
        assert "DEVICE" not in made["ifcfg-wan"]
        assert made["route-wan"] == "10.0.0.0/8 via 192.0.2.1\n"


def test_a_labelled_address_is_an_alias_also_beside_dhcp() -> None:
    made = files("ethernets: {em1: {dhcp4: true, addresses: [192.0.2.9/24: {label: 'em1:1'}]}}", (7, "initscripts"))
    assert made["ifcfg-em1:1"] == "DEVICE=em1:1\nIPADDR=192.0.2.9\nPREFIX=24\nONPARENT=yes\n"
    assert "IPADDR" not in made["ifcfg-em1"]


def test_loopback() -> None:
    made = files("ethernets: {lo: {match: {name: lo}, addresses: [7.7.7.7/32]}}", (8, "initscripts"))
    head = "DEVICE=lo\nONBOOT=yes\nNM_CONTROLLED=no\nBOOTPROTO=none\nIPADDR=127.0.0.1\nPREFIX=8\n"
    assert made == {"ifcfg-lo": head + "IPADDR1=7.7.7.7\nPREFIX1=32\n"}
    assert files("ethernets: {lo: {}}", (7, "initscripts")) == {"ifcfg-lo": head}
    again = files("ethernets: {lo: {addresses: ['::1/128', 127.0.0.1/8]}}", (7, "initscripts"))
    assert again["ifcfg-lo"].count("127.0.0.1") == 1


def test_infiniband() -> None:
    made = files("ethernets: {ib0: {dhcp4: true, infiniband-mode: connected}}", (8, "NetworkManager"))
    assert made["ifcfg-ib0"] == (
        "DEVICE=ib0\nTYPE=InfiniBand\nCONNECTED_MODE=yes\nONBOOT=yes\nNM_CONTROLLED=yes\nBOOTPROTO=dhcp\n"
    )


def test_secrets_are_in_a_file_of_their_own() -> None:
    yaml = """
        ethernets:
          em1:
            auth:
              key-management: 802.1x
              method: ttls
              identity: me
              anonymous-identity: someone
              password: it's secret
              client-key-password: pw
    """
    made = files(yaml, (8, "NetworkManager"))
    assert made["keys-em1"] == 'IEEE_8021X_PASSWORD="it\'s secret"\nIEEE_8021X_PRIVATE_KEY_PASSWORD=pw\n'
    assert made["ifcfg-em1"] == text("""
        DEVICE=em1
        TYPE=Ethernet
        ONBOOT=yes
        NM_CONTROLLED=yes
        KEY_MGMT=IEEE8021X
        IEEE_8021X_EAP_METHODS=TTLS
        IEEE_8021X_IDENTITY=me
        IEEE_8021X_ANON_IDENTITY=someone
        IEEE_8021X_INNER_AUTH_METHODS=MSCHAPV2
        BOOTPROTO=none
    """)


def test_initscripts_need_the_network_file() -> None:
    made = render.files(topology("ethernets: {em1: {}}", (7, "initscripts")), source="t.yaml")
    assert made["network"].partition("\n")[2] == "NETWORKING=yes\n"
    assert "network" not in render.files(topology("ethernets: {em1: {}}", (7, "NetworkManager")), source="t.yaml")


def test_an_empty_topology_has_no_files() -> None:
    assert render.files(topology("renderer: NetworkManager", (8, "NetworkManager")), source="t.yaml") == {}


def test_a_sites_template_goes_first_and_runs_in_a_sandbox(tmp_path: Path) -> None:
    network = topology("ethernets: {em1: {}}", (7, "initscripts"))
    folder = tmp_path / "ifcfg"
    folder.mkdir()
    own = folder / "ethernet.j2"
    own.write_text("DEVICE={{ device }}\nUSERCTL=no\n")
    made = render.files(network, source="t.yaml", templates=[tmp_path])
    assert made["ifcfg-em1"].partition("\n")[2] == "DEVICE=em1\nUSERCTL=no\n"
    for number, (template, fault) in enumerate(
        [
            ("DEVICE={{ devise }}\n", "'devise' is undefined"),
            ("DEVICE={{ device\n", "ethernet.j2:1: "),
            ("DEVICE={{ ().__class__.__base__.__subclasses__() }}\n", "unsafe"),
            ('DEVICE={{ "a\\nreboot" }}\n', "control character"),
        ]
    ):
        place = tmp_path / str(number)
        (place / "ifcfg").mkdir(parents=True)
        (place / "ifcfg" / "ethernet.j2").write_text(template)
        with pytest.raises(IfcfgenError, match=fault):
            render.files(network, source="t.yaml", templates=[place])


def test_who_and_which_release_must_be_said() -> None:
    with pytest.raises(Refused) as refused:
        render.files(netplan.parse("network: {ethernets: {em1: {}, em2: {}}}", "t.yaml"), source="t.yaml")
    release, manager = map(str, refused.value.faults)
    assert "--release" in release and "host.release" in release
    assert "--manager" in manager and "renderer" in manager and "em1, em2" in manager
