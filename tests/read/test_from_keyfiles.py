"""Topologies read from keyfiles: what has a property, what is passed through, and what is lost, with its line."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from ifcfgen import reading, render
from ifcfgen.facts import Host
from ifcfgen.netplan.text import text
from ifcfgen.read import Recovered, recover
from ifcfgen.report.read import loss

KEYFILE = render.target("keyfile")
UUID = "00000000-0000-4000-8000-{:012}"
OFF = "[ipv4]\nmethod=disabled\n[ipv6]\nmethod=ignore\n"


def keyfile(number: int, kind: str, name: str, more: str = OFF, connection: str = "") -> str:
    named = f"interface-name={name}\n" if name else ""
    uuid = UUID.format(number)
    return f"[connection]\nid=profile {number}\nuuid={uuid}\ntype={kind}\n{named}{connection}{more}"


def read(*texts: str, release: int = 9) -> tuple[dict[str, Any], Recovered]:
    """The network of the topology that keyfiles stand for."""
    files = {f"system-connections/{number}.nmconnection": text for number, text in enumerate(texts, 1)}
    host = Host.of(release=release, services={"NetworkManager": "enabled", "network": "disabled"})
    found = recover(reading.parse(files, host), lambda topology: render.check(topology, KEYFILE))
    written = text(found.topology, host, {}).text
    render.files(found.topology, source="t.yaml", to=KEYFILE) if not found.losses else None
    network = yaml.safe_load(written)["network"]
    return {section: devices for section, devices in network.items() if section not in ("version", "renderer")}, found


V4 = "[ipv4]\nmethod=manual\naddress1=192.0.2.10/24"
NO_V6 = "\n[ipv6]\nmethod=ignore\n"
CARDS = [
    (OFF, {}),
    ("[ipv4]\nmethod=auto\n[ipv6]\nmethod=auto\n", {"dhcp4": True, "accept-ra": True}),
    ("", {"dhcp4": True, "accept-ra": True}),
    ("[ipv4]\nmethod=auto\n[ipv6]\nmethod=dhcp\n", {"dhcp4": True, "dhcp6": True, "accept-ra": False}),
    ("[ipv4]\nmethod=auto\n[ipv6]\nmethod=disabled\naddr-gen-mode=stable-privacy\n", {"dhcp4": True, "link-local": []}),
    ("[ipv4]\nmethod=link-local\n[ipv6]\nmethod=disabled\n", {"link-local": ["ipv4"]}),
    (
        f"{V4},192.0.2.1\n[ipv6]\nmethod=manual\naddress1=2001:db8::1/64\n",
        {"addresses": ["192.0.2.10/24", "2001:db8::1/64"], "routes": [{"to": "default", "via": "192.0.2.1"}], "accept-ra": False},
    ),
    (
        f"{V4}\ngateway=198.51.100.1{NO_V6}",
        {"addresses": ["192.0.2.10/24"], "routes": [{"to": "default", "via": "198.51.100.1", "on-link": True}]},
    ),
    (
        f"{V4}\ndns=192.0.2.53;\ndns-search=example.com;\nroute1=198.51.100.0/24,192.0.2.2,5\nroute1_options=table=7,mtu=1400{NO_V6}",
        {
            "addresses": ["192.0.2.10/24"],
            "nameservers": {"addresses": ["192.0.2.53"], "search": ["example.com"]},
            "routes": [{"to": "198.51.100.0/24", "via": "192.0.2.2", "metric": 5, "table": 7, "mtu": 1400}],
        },
    ),
    (
        f"{V4}\nrouting-rule1=priority 5 from 192.0.2.0/24 table 7\nrouting-rule2=priority 6 from 0.0.0.0/0 fwmark 0x3 table 254{NO_V6}",
        {
            "addresses": ["192.0.2.10/24"],
            "routing-policy": [
                {"from": "192.0.2.0/24", "table": 7, "priority": 5}, {"from": "0.0.0.0/0", "priority": 6, "mark": 3},
            ],
        },
    ),
    (
        f"[ipv4]\nmethod=auto\nignore-auto-dns=true\nroute-metric=5\ndhcp-client-id=mac{NO_V6}",
        {"dhcp4": True, "dhcp4-overrides": {"use-dns": False, "route-metric": 5}, "dhcp-identifier": "mac"},
    ),
    (
        "[802-3-ethernet]\nmac-address=52:54:00:12:34:56\nmtu=9000\nwake-on-lan=64\n[ethtool]\nfeature-tso=false\n" + OFF,
        {
            "match": {"macaddress": "52:54:00:12:34:56"}, "set-name": "eth0", "mtu": 9000, "wakeonlan": True,
            "tcp-segmentation-offload": False,
        },
    ),
    # what has no property is passed through
    (f"[ipv4]\nmethod=auto\nmay-fail=false{NO_V6}", {"dhcp4": True, "keyfile": {"ipv4.may-fail": "false"}}),
    (f"[ipv4]\nmethod=auto\ndhcp-client-id=a:b{NO_V6}", {"dhcp4": True, "keyfile": {"ipv4.dhcp-client-id": "a:b"}}),
    (f"[ipv4]\nmethod=auto\ndns-options=rotate;edns0;{NO_V6}", {"dhcp4": True, "keyfile": {"ipv4.dns-options": "rotate;edns0;"}}),
    (
        f"{V4.replace('manual', 'shared')}{NO_V6}",
        {"addresses": ["192.0.2.10/24"], "keyfile": {"ipv4.method": "shared"}},
    ),
    ("[ethtool]\nfeature-ntuple=true\nring-rx=512\n" + OFF, {"keyfile": {"ethtool.ring-rx": "512", "ethtool.feature-ntuple": "true"}}),
    ("[match]\ninterface-name=!a;eth*;\n" + OFF, {"keyfile": {"match.interface-name": "!a;eth*;"}}),
    ("[ethernet]\nwake-on-lan=8\n" + OFF, {"keyfile": {"ethernet.wake-on-lan": "8"}}),
]  # fmt: skip


@pytest.mark.parametrize(("more", "asked"), CARDS)
def test_a_card(more: str, asked: dict[str, object]) -> None:
    network, found = read(keyfile(1, "ethernet", "eth0", more))
    assert (network, found.losses) == ({"ethernets": {"eth0": asked}}, ())


VIRTUAL = [
    ("dummy", "", "dummy-devices", {}),
    ("veth", "[veth]\npeer=x1\n", "virtual-ethernets", {"peer": "x1"}),
    ("vrf", "[vrf]\ntable=7\n", "vrfs", {"table": 7}),
    ("tun", "[tun]\nmode=2\nowner=107\nvnet-hdr=true\n", "taps", {"mode": "tap", "owner": "107", "keyfile": {"tun.vnet-hdr": "true"}}),
    ("tun", "[tun]\n", "taps", {"mode": "tun"}),
    ("macvlan", "[macvlan]\nmode=2\nparent=eth9\n", "macvlans", {"link": "eth9", "mode": "bridge"}),
    ("macvlan", "[macvlan]\nmode=4\nparent=eth9\ntap=true\n", "macvtaps", {"link": "eth9", "mode": "passthru"}),
    ("ipvlan", "[ipvlan]\nmode=1\nparent=eth9\n", "ipvlans", {"link": "eth9", "mode": "l2"}),
    ("ip-tunnel", "[ip-tunnel]\nmode=2\nremote=192.0.2.9\ninput-key=16909060\n", "tunnels", {"mode": "gre", "remote": "192.0.2.9", "key": {"input": 16909060}}),
    ("vxlan", "[vxlan]\nid=5\nremote=192.0.2.9\nlearning=false\n", "tunnels", {"mode": "vxlan", "id": 5, "remote": "192.0.2.9", "mac-learning": False}),
    ("infiniband", "[infiniband]\ntransport-mode=connected\n", "ethernets", {"infiniband-mode": "connected"}),
    ("gsm", "[gsm]\napn=internet\nmtu=1400\n", "modems", {"apn": "internet", "mtu": 1400}),
    ("bridge", "[bridge]\nstp=false\npriority=5\nvlan-filtering=true\n", "bridges", {"parameters": {"stp": False, "priority": 5}, "keyfile": {"bridge.vlan-filtering": "true"}}),
    ("vlan", "[vlan]\nid=7\nparent=eth9\n", "vlans", {"id": 7, "link": "eth9"}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "more", "section", "asked"), VIRTUAL)
def test_a_device_of_each_kind(kind: str, more: str, section: str, asked: dict[str, object]) -> None:
    network, found = read(keyfile(1, kind, "x0", more + OFF))
    assert found.losses == ()
    assert network[section]["x0"] == asked


def test_wireless_networks_of_one_card_are_its_access_points() -> None:
    wifi = "[wifi]\nssid={}\n{}[ipv4]\nmethod=auto\n[ipv6]\nmethod=auto\n"
    network, found = read(
        keyfile(1, "wifi", "wlan0", wifi.format("open", "mode=adhoc\n")),
        keyfile(2, "wifi", "wlan0", wifi.format("home", "[wifi-security]\nkey-mgmt=sae\npsk=geheimgeheim\n")),
    )
    points = {"open": {"mode": "adhoc"}, "home": {"mode": "infrastructure", "auth": {"key-management": "sae"}}}
    assert network == {"wifis": {"wlan0": {"access-points": points, "dhcp4": True, "accept-ra": True}}}
    assert [str(loss(lost)) for lost in found.losses] == [
        "system-connections/2.nmconnection:10:1: lost: wlan0: ifcfgen shows no secrets: add that of wifi-security.psk to the topology"
    ]


def test_ports_and_parents_are_found_by_uuid() -> None:
    bond = keyfile(1, "bond", "bond0", "[bond]\nmode=802.3ad\nmiimon=100\n" + OFF)
    port = keyfile(2, "ethernet", "eth0", "", f"master={UUID.format(1)}\nslave-type=bond\n")
    vlan = keyfile(3, "vlan", "", f"[vlan]\nid=7\nparent={UUID.format(1)}\n{OFF}", "interface-name=v7\n")
    network, found = read(bond, port, vlan)
    assert found.losses == ()
    assert network == {
        "ethernets": {"eth0": {}},
        "bonds": {"bond0": {"interfaces": ["eth0"], "parameters": {"mode": "802.3ad", "mii-monitor-interval": 100}}},
        "vlans": {"v7": {"id": 7, "link": "bond0"}},
    }


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("[ethernet]\nmac-address=52:54:00:12:34:56\n", {"match": {"macaddress": "52:54:00:12:34:56"}}),
        ("[match]\ninterface-name=en*;\n", {"match": {"name": "en*"}, "keyfile": {"connection.multi-connect": "0"}}),
        ("[match]\ninterface-name=eth9;\n", None),
        ("[match]\ndriver=e1000;\n", {"match": {"driver": ["e1000"]}, "keyfile": {"connection.multi-connect": "0"}}),
        ("", {"match": {"name": "*"}, "keyfile": {"connection.multi-connect": "0"}}),
    ],
)
def test_a_profile_that_names_no_device_goes_by_its_own_name(text: str, asked: dict[str, object] | None) -> None:
    network, found = read(keyfile(1, "ethernet", "", text + OFF))
    expected = {"eth9": {}} if asked is None else {"profile-1": asked}
    assert (network, found.losses) == ({"ethernets": expected}, ())


LOST = [
    (("ethernet", "[ipv4]\nmethod=manual\naddress1=192.0.2.1/24\nroute1=198.51.100.0/24\nroute1_options=tos=4\n"),
     "1.nmconnection:9: lost: x0: a topology has no property for tos 4 in '198.51.100.0/24'"),
    (("ethernet", "[ipv4]\nmethod=manual\naddress1=192.0.2.1/24\nrouting-rule1=priority 5 not from 192.0.2.9 table 5\n"),
     "1.nmconnection:9:1: lost: x0: a topology has no property for not in 'priority 5 not from 192.0.2.9 table 5'"),
    (("ethernet", "[ipv4]\nmethod=auto\ndns=dns+tls://192.0.2.1;\n"),
     "1.nmconnection:8:1: lost: x0: the value of ipv4.dns is invalid"),
    (("bond", "[bond]\nmode=active-backup\nmiimon=100\nnum_unsol_na=3\n"),
     "1.nmconnection:7:1: lost: x0: a topology has no property for num_unsol_na in bond"),
    (("macsec", "[macsec]\nparent=eth0\nmka-cak=00112233445566778899001122334455\nmka-ckn=00\n"),
     "1.nmconnection:4:1: lost: x0: a topology has no section for a device of kind macsec"),
    (("gsm", "[gsm]\napn=x\nhome-only=true\n"),
     "1.nmconnection:8:1: lost: x0: a topology has no property for gsm.home-only"),
    (("ethernet", "[connection]\nmaster=nowhere\nslave-type=bridge\n"),
     "1.nmconnection:7:1: lost: x0: nowhere is not defined as a bond or bridge of this kind"),
]  # fmt: skip


@pytest.mark.parametrize(("keyed", "told"), LOST)
def test_what_has_no_place_is_lost_with_its_line(keyed: tuple[str, str], told: str) -> None:
    _, found = read(keyfile(1, keyed[0], "x0", keyed[1]))
    assert [str(loss(lost)).removeprefix("system-connections/") for lost in found.losses] == [told]


def test_of_two_profiles_for_a_device_the_one_that_it_gets_at_boot_is_read() -> None:
    """autoconnect-priority decides, then the UUID; a profile that does not start by itself comes last."""
    texts = [
        keyfile(1, "ethernet", "eth0", OFF + "[ethernet]\nmtu=1\n", "autoconnect=false\nautoconnect-priority=9\n"),
        keyfile(2, "ethernet", "eth0", OFF + "[ethernet]\nmtu=1002\n"),
        keyfile(3, "ethernet", "eth0", OFF + "[ethernet]\nmtu=1003\n", "autoconnect-priority=5\n"),
    ]
    network, found = read(*texts)
    assert network == {"ethernets": {"eth0": {"mtu": 1003, "keyfile": {"connection.autoconnect-priority": "5"}}}}
    assert [(lost.place.path, lost.why) for lost in found.losses] == [
        (f"system-connections/{number}.nmconnection", "copy") for number in (1, 2)
    ]
