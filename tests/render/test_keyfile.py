"""Topologies as keyfiles: what NetworkManager would write for the ifcfg files of the same topology, and more."""

from __future__ import annotations

import configparser
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import topologies

from ifcfgen import netplan, reading, render
from ifcfgen.errors import Refused
from ifcfgen.netplan import Configuration
from ifcfgen.networkmanager import keyfile
from ifcfgen.render.disk.layout import Destination
from ifcfgen.render.disk.plan import plan
from ifcfgen.render.disk.writer import apply, locked
from ifcfgen.render.keyfile.words import strange, word
from ifcfgen.render.template import UnwritableValue
from ifcfgen.scripts.names import KEYFILE_SUFFIX

KEYFILE = render.target("keyfile")


def asked(text: str, release: int = 10) -> Configuration:
    """What TEXT asks for, of NetworkManager of RELEASE."""
    found = netplan.parse(text, "t.yaml")
    devices = tuple(replace(d, nm_controlled=True) if d.nm_controlled is None else d for d in found)
    return replace(found, devices=devices, host=replace(found.host, el=release))


def rendered(topology: Configuration) -> dict[str, str]:
    """The keyfiles of TOPOLOGY by name, without their first lines."""
    files = render.files(topology, source="t.yaml", to=KEYFILE)
    return {name: text.partition("\n")[2] for name, text in files.items()}


def sections(text: str) -> dict[str, dict[str, str]]:
    """The keys of a keyfile by section."""
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",), comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # as the docs of configparser have it
    parser.read_string(text)
    return {name: dict(parser[name]) for name in parser.sections()}


@settings(max_examples=80)
@given(st.sampled_from([8, 9]).flatmap(lambda release: topologies(release, "NetworkManager")))
def test_the_same_as_networkmanager_makes_of_the_ifcfg_files(topology: Configuration) -> None:
    """But for the name of the profile, timers of a bridge without STP, which it then does not read, and a host name
    for IPv4, which it sends by DHCPv6 as well.
    """
    assume(not any(device.refused_bond_options or device.forward_delay == 1 for device in topology))
    read = reading.parse(render.files(topology, source="h.yaml"), topology.host)
    profiles = {d.device.name: read.profile(d.file) for d in read.definitions}
    for name, text in rendered(topology).items():
        profile = profiles[name.removesuffix(KEYFILE_SUFFIX)]
        theirs = sections(keyfile.text(keyfile.keyfile(profile, keyfile.PORTABLE)))
        ours = sections(text)
        if "dhcp-hostname" not in ours.get("ipv6", {}):
            theirs.get("ipv6", {}).pop("dhcp-hostname", None)
        for found in (theirs, ours):
            del found["connection"]["id"]
            if found.get("bridge", {}).get("stp") == "false":
                for timer in ("forward-delay", "hello-time", "max-age", "priority"):
                    found["bridge"].pop(timer, None)
        assert _differences(ours, theirs) == {}


def _differences(one: dict[str, dict[str, str]], other: dict[str, dict[str, str]]) -> dict[str, tuple[object, object]]:
    """The keys that differ, each with both values."""
    first, second = (
        {f"{section}.{key}": value for section, said in found.items() for key, value in said.items()}
        for found in (one, other)
    )
    keys = first.keys() | second.keys()
    return {key: (first.get(key), second.get(key)) for key in keys if first.get(key) != second.get(key)}


LIBNM = """
import gi, sys
gi.require_version('NM', '1.0')
from gi.repository import NM, GLib
for path in sys.argv[1:]:
    file = GLib.KeyFile()
    file.load_from_file(path, GLib.KeyFileFlags.NONE)
    connection = NM.keyfile_read(file, '/etc/NetworkManager/system-connections', NM.KeyfileHandlerFlags.NONE, None, None)
    connection.normalize()
    connection.verify()
    print(NM.keyfile_write(connection, NM.KeyfileHandlerFlags.NONE, None, None).to_data()[0], end='\\0')
"""
SYSTEM = "/usr/bin/python3"


def has_libnm() -> bool:
    try:
        code = "import gi; gi.require_version('NM', '1.0'); from gi.repository import NM"
        return subprocess.run([SYSTEM, "-c", code], capture_output=True).returncode == 0
    except OSError:
        return False


def through_libnm(files: dict[str, str], folder: Path) -> dict[str, dict[str, dict[str, str]]]:
    """FILES as libnm reads and writes them."""
    for name, text in files.items():
        (folder / name).write_text(text)
    paths = [str(folder / name) for name in files]
    done = subprocess.run([SYSTEM, "-c", LIBNM, *paths], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return dict(zip(files, map(sections, done.stdout.split("\0")), strict=False))


TYPICAL = """
ethernets:
  em1: {match: {macaddress: "00:00:5e:00:53:01"}, set-name: em1, mtu: 9000, wakeonlan: true}
  em2: {}
  em3: {dhcp4: true, dhcp4-overrides: {use-dns: false, send-hostname: false}, receive-checksum-offload: false}
bonds:
  bond0: {interfaces: [em1, em2], parameters: {mode: 802.3ad, lacp-rate: fast, mii-monitor-interval: 100}, mtu: 9000}
vlans:
  storage: {id: 20, link: bond0, addresses: [192.0.2.10/24, "2001:db8::10/64"], accept-ra: false, routes: [
    {to: default, via: 192.0.2.1}, {to: 198.51.100.0/24, via: 192.0.2.2, metric: 50, mtu: 1400, table: 7}],
    routing-policy: [{from: 192.0.2.0/24, table: 7, mark: 3}], macaddress: "02:00:5e:00:53:01"}
bridges:
  br0: {interfaces: [bond0], parameters: {stp: true, priority: 4096, path-cost: {bond0: 8}}, link-local: [],
    nameservers: {search: [example.com], addresses: [192.0.2.53]}, addresses: [203.0.113.4/24], activation-mode: manual}
"""
MADE = {
    "em1.nmconnection": """[connection]
id=em1
uuid=1dad842d-1912-ef5a-a43a-bc238fb267e7
type=ethernet
interface-name=em1
master=bond0
slave-type=bond

[ethernet]
mac-address=00:00:5E:00:53:01
mtu=9000
wake-on-lan=64
""",
    "em3.nmconnection": """[connection]
id=em3
uuid=db616d00-da65-5a5e-a95d-ff021d86d3c5
type=ethernet
interface-name=em3

[ethernet]

[ethtool]
feature-rx=false

[ipv4]
method=auto
dhcp-send-hostname=false
ignore-auto-dns=true

[ipv6]
method=ignore
""",
    "bond0.nmconnection": """[connection]
id=bond0
uuid=ad33d8b0-1f7b-cab9-9447-ba07f855b143
type=bond
interface-name=bond0
master=br0
slave-type=bridge

[bond]
mode=802.3ad
lacp_rate=fast
miimon=100

[ethernet]
mtu=9000

[bridge-port]
path-cost=8
""",
    "storage.nmconnection": """[connection]
id=storage
uuid=53b19d46-6b08-fade-d991-c8648acffa2d
type=vlan
interface-name=storage

[vlan]
id=20
parent=bond0
flags=1

[ethernet]
cloned-mac-address=02:00:5E:00:53:01

[ipv4]
method=manual
address1=192.0.2.10/24,192.0.2.1
route1=198.51.100.0/24,192.0.2.2,50
route1_options=mtu=1400,table=7
routing-rule1=priority 32765 from 192.0.2.0/24 fwmark 0x3 table 7

[ipv6]
method=manual
address1=2001:db8::10/64
""",
    "br0.nmconnection": """[connection]
id=br0
uuid=d2d68553-f97e-7549-7a26-b34a26f29318
type=bridge
interface-name=br0
autoconnect=false

[bridge]
priority=4096

[ipv4]
method=manual
address1=203.0.113.4/24
dns=192.0.2.53;
dns-search=example.com;

[ipv6]
method=disabled
""",
}


@pytest.mark.parametrize("release", [8, 9, 10])
def test_a_bridge_on_a_bond_with_vlans_and_cards(release: int) -> None:
    files = rendered(asked(TYPICAL, release))
    assert files.keys() == {*MADE, "em2.nmconnection"}
    assert {name: files[name] for name in MADE} == MADE


@pytest.mark.skipif(not has_libnm(), reason="needs gir1.2-nm-1.0 and python3-gi")
def test_libnm_reads_every_key(tmp_path: Path) -> None:
    files = rendered(asked(TYPICAL))
    there = through_libnm(files, tmp_path)
    for name, text in files.items():
        assert {(section, key) for section, said in sections(text).items() for key in said} <= {
            (section, key) for section, said in there[name].items() for key in said
        }


FURTHER = {
    "conection.zone: a": "unknown section 'conection'; did you mean 'connection'?; write `section.key: value`",
    "zone: a": "unknown section 'zone'; write `section.key: value`",
    "connection.zon: a": "unknown key 'zon' of connection; did you mean 'zone'?; remove it, or correct its name",
    "ethernet.mtu: 9000": "ethernet.mtu has a property of its own; use `mtu:`",
    "802-3-ethernet.mtu: 9000": "ethernet.mtu has a property of its own; use `mtu:`",
    "connection.master: br0": "connection.master has a property of its own; use `interfaces:` of the controller",
    "connection.port-type: bond": "connection.port-type has a property of its own; use `interfaces:` of the controller",
    "ethernet.mac-address: 00:00:5E:00:53:01": "ethernet.mac-address has a property of its own; use `match:`",
    "ipv4.dns-search: example.com;": "ipv4.dns-search has a property of its own; use `nameservers:`",
    "ipv4.dns: 192.0.2.1": "ipv4.dns has a property of its own; use `nameservers:`",
    "ipv6.address1: '::1/128'": "ipv6.address1 has a property of its own; use `addresses:`",
    "connection.autoconnect: true": "connection.autoconnect has a property of its own; use `activation-mode:`",
    "ethtool.feature-rx: true": "ethtool.feature-rx has a property of its own; use `receive-checksum-offload:`",
    "connection.uuid: a": "connection.uuid follows from the rest of the topology; remove it",
    "vlan.protocol: 802.1ad": "vlan.protocol has no effect on a device of kind ethernet; remove it",
    "bridge-port.vlans: 5": "bridge-port.vlans has no effect on a device of kind ethernet; remove it",
    "ipv4.may-fail: maybe": "ipv4.may-fail: 'maybe' is not true or false; correct it",
    "connection.autoconnect-priority: 1000": "connection.autoconnect-priority: '1000' is not from -999 to 999; correct it",
    "connection.metered: 9": "connection.metered: '9' is not one of 0, 1, 2, 3, 4; correct it",
    "ipv4.forwarding: 1": "NetworkManager 1.52 does not read ipv4.forwarding; remove it",
    "ipv4.may-fail: false": "NetworkManager drops ipv4.may-fail, because of the rest of the device; remove it",
    "ethernet.speed: 100": "NetworkManager drops ethernet.speed, because of the rest of the device; remove it",
    "802-1x.optional: true": "NetworkManager rejects the profile: 802-1x has no eap; correct or remove it",
    "ipv4.method: shard": "NetworkManager rejects the profile: method=shard is unknown; correct or remove it",
}


@pytest.mark.parametrize(("setting", "fault"), FURTHER.items())
def test_further_settings_are_checked(setting: str, fault: str) -> None:
    with pytest.raises(Refused) as refused:
        rendered(asked(f"ethernets: {{em1: {{keyfile: {{{setting}}}}}}}"))
    assert [str(fault) for fault in refused.value.faults] == [f"t.yaml:1:29: em1: keyfile: {fault}"]


def test_further_settings_of_a_port() -> None:
    port = "ethernets: {em1: {keyfile: {ipv4.route-table: 7}}}\nbridges: {br0: {interfaces: [em1]}}"
    with pytest.raises(Refused, match="em1: keyfile: NetworkManager rejects the profile: ipv4 has no method"):
        rendered(asked(port))


LATER = {
    "ipv6-mtu: 1400": "ipv6.mtu",
    "dhcp4: true, dhcp4-overrides: {use-hostname: false}": "hostname.from-dhcp",
    "match: {driver: e1000}": "match.driver",
}


@pytest.mark.parametrize(("properties", "setting"), LATER.items())
def test_what_only_later_releases_read(properties: str, setting: str) -> None:
    text = f"ethernets: {{em1: {{{properties}}}}}"
    assert setting.partition(".")[2] in rendered(asked(text, 8))["em1.nmconnection"]
    with pytest.raises(Refused, match=f"NetworkManager of EL7 does not read {setting}; that of EL8 and later does"):
        rendered(asked(text, 7))


@pytest.mark.parametrize("of_ip", ["dhcp4: true", "ipv6-mtu: 1400", "ipv6-privacy: true", "accept-ra: true"])
def test_a_port_has_nothing_of_ip(of_ip: str) -> None:
    text = "ethernets: {em1: {%s}}\nbonds: {bond0: {interfaces: [em1]}}"
    with pytest.raises(Refused, match="em1: NetworkManager gives a port no addresses; give them to bond0"):
        rendered(asked(text % of_ip))
    assert rendered(asked(text % "link-local: [], accept-ra: false, dhcp4: false"))


def test_further_settings_stay_one_value_each() -> None:
    text = "ethernets: {em1: {keyfile: {connection.zone: 'a;b\\c ', ethernet.wake-on-lan: 8, user.org.x: '[ipv4]'}}}"
    (made,) = rendered(asked(text)).values()
    assert made.partition("method=ignore\n")[2] == (
        "\n[connection]\nzone=a;b\\\\c \n\n[ethernet]\nwake-on-lan=8\n\n[user]\norg.x=[ipv4]\n"
    )


VIRTUAL = """
ethernets: {em1: {}, em2: {addresses: [192.0.2.9/24]}}
bridges: {br0: {interfaces: [v1, tap0, d0]}}
virtual-ethernets: {v0: {peer: v1, addresses: [192.0.2.1/24]}, v1: {peer: v0}}
tunnels:
  g1: {mode: gre, local: 192.0.2.1, remote: 192.0.2.2, key: 5, ttl: 9, mtu: 1400, addresses: [10.0.0.1/30]}
  s1: {mode: sit, remote: 192.0.2.3, addresses: ["2001:db8::1/64"]}
  g6: {mode: ip6gre, remote: "2001:db8::5", keys: {input: 1.2.3.4, output: 7}}
  vx: {mode: vxlan, id: 42, link: em1, remote: 239.1.1.1, port: 4789}
  wg: {mode: wireguard, key: 4GgaQCy68nzNsUE5aJ9fuLzHhB65tAlwbmA72MWnOm8=, port: 51820, mark: 3, peers: [
    {keys: {public: M9nt4YujIOmNrRmpIRTmYSfMdrpvE7u6WkG8FY8WjG4=, shared: 7voRZ/ojfXgfPOlswo3Lpma1RJq7qijIEEUEMShQFV8=},
     allowed-ips: [10.9.0.2/32, "2001:db8:9::/64"], keepalive: 22, endpoint: "203.0.113.2:51820"}]}
taps: {tap0: {owner: 107}, tun9: {mode: tun}}
macvlans: {mv0: {link: em1, mode: private, mtu: 1400, macaddress: "02:00:00:00:00:01", addresses: [10.1.0.1/30]}}
macvtaps: {mt0: {link: em1}}
dummy-devices: {d0: {}, d1: {addresses: [10.2.0.1/32]}}
vrfs: {red: {table: 100, interfaces: [em2]}}
"""
OF_VIRTUAL = {
    "v0": ("veth", {"veth": {"peer": "v1"}}),
    "g1": (
        "ip-tunnel",
        {"ip-tunnel": {"mode": "2", "local": "192.0.2.1", "remote": "192.0.2.2", "ttl": "9", "input-key": "5",
                       "output-key": "5", "mtu": "1400"}},
    ),
    "s1": ("ip-tunnel", {"ip-tunnel": {"mode": "3", "remote": "192.0.2.3"}}),
    "g6": (
        "ip-tunnel",
        {"ip-tunnel": {"mode": "8", "remote": "2001:db8::5", "input-key": "16909060", "output-key": "7"}},
    ),
    "vx": ("vxlan", {"vxlan": {"id": "42", "parent": "em1", "remote": "239.1.1.1", "destination-port": "4789"}}),
    "wg": (
        "wireguard",
        {"wireguard": {"private-key": "4GgaQCy68nzNsUE5aJ9fuLzHhB65tAlwbmA72MWnOm8=", "listen-port": "51820",
                       "fwmark": "3"},
         "wireguard-peer.M9nt4YujIOmNrRmpIRTmYSfMdrpvE7u6WkG8FY8WjG4=": {
             "endpoint": "203.0.113.2:51820", "preshared-key": "7voRZ/ojfXgfPOlswo3Lpma1RJq7qijIEEUEMShQFV8=",
             "preshared-key-flags": "0", "persistent-keepalive": "22", "allowed-ips": "10.9.0.2/32;2001:db8:9::/64;"}},
    ),
    "tap0": ("tun", {"tun": {"mode": "2", "owner": "107"}}),
    "tun9": ("tun", {"tun": {}}),
    "mv0": (
        "macvlan",
        {"macvlan": {"mode": "3", "parent": "em1"},
         "ethernet": {"cloned-mac-address": "02:00:00:00:00:01", "mtu": "1400"}},
    ),
    "mt0": ("macvlan", {"macvlan": {"mode": "2", "parent": "em1", "tap": "true"}}),
    "d1": ("dummy", {"dummy": {}}),
    "red": ("vrf", {"vrf": {"table": "100"}}),
}  # fmt: skip


def test_virtual_devices() -> None:
    files = rendered(asked(VIRTUAL))
    for name, (kind, expected) in OF_VIRTUAL.items():
        found = sections(files[f"{name}.nmconnection"])
        assert found["connection"]["type"] == kind
        assert {section: keys for section, keys in found.items() if section in expected} == expected
    port = sections(files["em2.nmconnection"])
    assert (port["connection"]["slave-type"], port["ipv4"]["address1"]) == ("vrf", "192.0.2.9/24")


@pytest.mark.skipif(not has_libnm(), reason="needs gir1.2-nm-1.0 and python3-gi")
def test_libnm_keeps_virtual_devices(tmp_path: Path) -> None:
    files = rendered(asked(VIRTUAL))
    for name, found in through_libnm(files, tmp_path).items():
        assert _differences(sections(files[name]), found) == {}


@pytest.mark.parametrize(
    ("text", "release", "fault"),
    [
        ("virtual-ethernets: {a: {peer: b}, b: {peer: a}}", 7, "NetworkManager of EL7 has no veth devices"),
        ("{ethernets: {e: {}}, ipvlans: {i: {link: e}}}", 8, "NetworkManager of EL8 has no ipvlan devices"),
        ("vrfs: {v: {table: 5}}", 7, "NetworkManager of EL7 has no vrf devices"),
        ("teams: {t: {}}", 10, "NetworkManager of EL10 has no teams"),
        ("taps: {t: {owner: qemu}}", 9, "owner qemu: NetworkManager takes the number of a user"),
        ("tunnels: {t: {mode: vti, remote: 192.0.2.1, key: 3}}", 8, "key: NetworkManager of EL8 has none for a tunnel"),
        ("tunnels: {t: {mode: wireguard}}", 9, "NetworkManager would ask a person for the private key"),
        ("{bridges: {b: {interfaces: [t]}}, taps: {t: {mode: tun}}}", 9, "a tun carries no frames"),
    ],
)
def test_virtual_devices_that_a_release_does_not_have(text: str, release: int, fault: str) -> None:
    with pytest.raises(Refused, match=fault):
        rendered(asked(text, release))


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",))))
def test_a_value_stays_one_value(text: str) -> None:
    """Whatever it contains, it adds no line, no key and no section."""
    try:
        line = f"zone={word(text)}"
    except UnwritableValue:
        return
    assert "\n" not in line
    assert strange("a.nmconnection", line) is None
    assert sections(f"[connection]\n{line}\n").keys() == {"connection"}


WIRELESS = """
wifis:
  wlan0:
    dhcp4: true
    wakeonwlan: [magic_pkt, disconnect]
    access-points:
      "office;1": {password: correct horse, band: 5GHz, channel: 36, bssid: "00:00:5e:00:53:01", hidden: true}
      guests: {}
      "zu\\u00fcrich": {auth: {key-management: eap, method: peap, identity: a, password: b, ca-certificate: /etc/ca.pem}}
      new: {auth: {key-management: sae, password: x}}
modems:
  cdc-wdm0: {apn: internet, pin: 1234, mtu: 1400, dhcp4: true}
  cdc-wdm1: {}
ethernets:
  cards: {match: {name: "en*", driver: [ixgbe, "e1*"]}, dhcp4: true}
  any: {match: {}, link-local: [ipv4]}
  pf: {embedded-switch-mode: switchdev}
  vf: {link: pf, match: {name: "pfv[0-3]"}}
  all: {match: {macaddress: "00:00:5e:00:53:02"}}
  one: {}
  only: {link: one, dhcp4: true}
vlans:
  tagged: {id: 10, link: only, renderer: sriov}
"""
OF_WIRELESS = {
    "wlan0-office%3B1": {"wifi": {"ssid": "office\\\\;1", "mode": "infrastructure", "band": "a", "channel": "36",
                                  "bssid": "00:00:5E:00:53:01", "hidden": "true", "wake-on-wlan": "12"},
                         "wifi-security": {"key-mgmt": "wpa-psk", "psk": "correct horse"}},
    "wlan0-guests": {"wifi": {"ssid": "guests", "mode": "infrastructure", "wake-on-wlan": "12"}},
    "wlan0-zu%C3%BCrich": {"wifi-security": {"key-mgmt": "wpa-eap"},
                           "802-1x": {"eap": "peap;", "identity": "a", "ca-cert": "/etc/ca.pem", "password": "b",
                                      "phase2-auth": "mschapv2"}},
    "wlan0-new": {"wifi-security": {"key-mgmt": "sae", "psk": "x"}},
    "cdc-wdm0": {"gsm": {"apn": "internet", "pin": "1234", "mtu": "1400"}},
    "cdc-wdm1": {"gsm": {"auto-config": "true"}},
    "cards": {"match": {"interface-name": "en*;", "driver": "ixgbe;e1*;"}},
    "any": {"match": {"interface-name": "*;"}, "ipv4": {"method": "link-local"}, "ipv6": {"method": "disabled"}},
    "pf": {"sriov": {"total-vfs": "4", "eswitch-mode": "1"}},
    "vf": {"match": {"interface-name": "pfv[0-3];"}},
    "all": {"ethernet": {"mac-address": "00:00:5E:00:53:02"}},
    "one": {"sriov": {"total-vfs": "1", "vf.0": "vlans=10"}},
    "only": {"ipv4": {"method": "auto"}},
}  # fmt: skip


def test_wireless_cards_modems_and_cards_by_pattern() -> None:
    files = rendered(asked(WIRELESS))
    assert files.keys() == {f"{name}.nmconnection" for name in OF_WIRELESS}
    for name, expected in OF_WIRELESS.items():
        found = sections(files[f"{name}.nmconnection"])
        assert {section: keys for section, keys in found.items() if section in expected} == expected


@pytest.mark.skipif(not has_libnm(), reason="needs gir1.2-nm-1.0 and python3-gi")
def test_libnm_keeps_wireless_cards_and_modems(tmp_path: Path) -> None:
    cards, _, _ = WIRELESS.replace("embedded-switch-mode: switchdev", "mtu: 9000").partition("vlans:")
    files = rendered(asked(cards))
    for name, found in through_libnm(files, tmp_path).items():
        assert _differences(sections(files[name]), found) == {}


REFUSED = {
    "wifis: {w: {}}": "w: a wireless card needs its access-points; add them",
    "wifis: {w: {access-points: {a: {password: short}}}}": "a passphrase of WPA has 8 to 63 characters",
    "wifis: {w: {access-points: {a: {channel: 5}}}}": "channel 5 needs its band",
    "wifis: {w: {access-points: {a: {mode: ap}}}}": "an access point needs an address",
    "wifis: {w: {access-points: {a: {auth: {key-management: sae}}}}}": "key-management sae needs a password",
    "ethernets: {e: {auth: {method: peap, identity: a, password: 'hash:1'}}}": "would send the text `hash:...`",
    "ethernets: {e: {auth: {method: tls, identity: a}}}": "802.1X with tls needs a client-key",
    "ethernets: {e: {renderer: initscripts}}": "initscripts read no keyfiles",
    "ethernets: {e: {ifcfg: {ZONE: a}}}": "ifcfg: is for ifcfg files",
    "ethernets: {e: {addresses: [192.0.2.1/24: {label: 'e:1'}]}}": "a keyfile has no labels",
    "{ethernets: {e: {}, f: {link: e, match: {name: 'v*'}}}}": "e does not say how many virtual functions it has",
    "{ethernets: {e: {}, f: {link: e}, g: {link: e}}, vlans: {v: {id: 5, link: f, renderer: sriov}}}": (
        "which of the 2 virtual functions of e it is does not follow from its name; "
        "give e `keyfile: {sriov.vf.N: vlans=5}`, with its number for N"
    ),
    "{ethernets: {e: {keyfile: {sriov.vf.0: trust=true}}, f: {link: e}}, vlans: {v: {id: 5, link: f, renderer: sriov}}}": (
        "e has sriov.vf.0 as well; give one of them"
    ),
    "{ethernets: {e: {dhcp4: true}}, bonds: {b: {interfaces: [e]}}}": "NetworkManager gives a port no addresses",
    "bridges: {b: {parameters: {forward-delay: 1}}}": "it is at least 2 s",
    "ethernets: {e: {nameservers: {addresses: [192.0.2.1]}}}": "IPv4 name servers only for a device with IPv4",
}


@pytest.mark.parametrize(("text", "fault"), REFUSED.items())
def test_what_no_keyfile_has_is_refused(text: str, fault: str) -> None:
    with pytest.raises(Refused) as refused:
        rendered(asked(text))
    (found,) = refused.value.faults
    assert fault in str(found)
    assert str(found).startswith("t.yaml:1:")


def test_what_the_host_works_without_is_a_warning() -> None:
    text = """
wifis: {w: {regulatory-domain: GB, access-points: {a: {}}}}
ethernets: {e: {dhcp4: true, optional: true, match: {macaddress: "00:00:5e:00:53:01"}, set-name: e}}
"""
    told = [str(warning) for warning in KEYFILE.warnings(asked(text))]
    assert [line.partition(": ")[0] for line in told] == ["t.yaml:2:13", "t.yaml:3:88", "t.yaml:3:30"]


@pytest.mark.parametrize(("release", "name", "count"), [(8, "ifcfg", 1), (8, "keyfile", 1), (9, "keyfile", 0)])
def test_a_switch_mode_that_nothing_of_the_release_sets_is_a_warning(release: int, name: str, count: int) -> None:
    topology, target = asked("ethernets: {e: {embedded-switch-mode: switchdev}}", release), render.target(name)
    assert not [*target.refusals(topology)]
    told = [str(warning) for warning in target.warnings(topology)]
    assert ["`devlink dev eswitch set pci/ADDRESS mode switchdev`" in line for line in told] == [True] * count
    written = "".join(render.files(topology, source="t.yaml", to=target).values())
    assert ("eswitch-mode" in written) == (not count)


@pytest.mark.parametrize(
    ("text", "release", "name"),
    [
        ("ethernets: {e: {}}", 8, "ifcfg"),
        ("ethernets: {e: {}}", 9, "keyfile"),
        ("modems: {m: {}}", 8, "keyfile"),
        ("{modems: {m: {}}, ethernets: {e: {renderer: initscripts}}}", 8, "ifcfg"),
        ("openvswitch: {}", 8, "ifcfg"),
        ("{ethernets: {lo: {}}, vrfs: {v: {table: 5}}}", 8, "keyfile"),  # refused, but for lo alone
        ("{ethernets: {lo: {}}, vrfs: {v: {table: 5}}}", 6, "ifcfg"),
    ],
)
def test_the_usual_format(text: str, release: int, name: str) -> None:
    assert render.usual(asked(text, release)) == name


def test_files_that_others_may_read_are_replaced(tmp_path: Path) -> None:
    """NetworkManager ignores such a file."""
    destination = Destination.below(KEYFILE.layout, tmp_path)
    files = render.files(asked("ethernets: {e: {}}"), source="t.yaml", to=KEYFILE)
    path = destination.path("e.nmconnection")
    for prepare in (lambda: None, lambda: path.chmod(0o644)):
        prepare()
        with locked(destination) as held:
            changes = plan(destination, files)
            apply(held, changes)
        assert [change.kind for change in changes] != ["unchanged"]
        assert path.stat().st_mode & 0o777 == 0o600
    assert [change.kind for change in plan(destination, files)] == ["unchanged"]


@pytest.mark.parametrize(
    ("file", "line", "at"),
    [("em1", "mtu=9000", 3), ("storage", "address1=192.0.2.10/24,192.0.2.1", 9), ("storage", "parent=bond0", 9)],
)
def test_origins(file: str, line: str, at: int) -> None:
    assert KEYFILE.origin(asked(TYPICAL), f"{file}.nmconnection", line).line == at
