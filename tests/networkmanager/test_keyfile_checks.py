"""What NetworkManager rejects a keyfile for: by our reading, and by the real libnm 1.42 where that is installed."""

from __future__ import annotations

import pytest
from keyfiles import Keyfile
from libnm import by_libnm, has_libnm

from ifcfgen.keyfile.document import Document
from ifcfgen.networkmanager.keyfile_reader import read

KEY = "oLWQ2XyZ0C4jQH3Qz7wqkqz3Jb2lhW4yGv0z3pQm1kM="
PORT = {"master": "c0", "slave-type": "bond"}
OF_OVS = {"master": "c0", "slave-type": "ovs-port"}
PSK = {"key-mgmt": "wpa-psk", "psk": "secretsecret"}
PROFILES: dict[str, Keyfile] = {
    "ethernet": {},
    "port": {"connection": PORT, "bond-port": {}},
    "bond": {"bond": {"mode": "active-backup"}},
    "bridge": {"bridge": {}},
    "vlan": {"vlan": {"parent": "eth0", "id": "5"}},
    "dummy": {},
    "loopback": {"loopback": {"mtu": "9000"}},
    "veth": {"veth": {"peer": "v1"}},
    "vrf": {"vrf": {"table": "5"}},
    "vxlan": {"vxlan": {"remote": "192.0.2.1"}},
    "ip-tunnel": {"ip-tunnel": {"mode": "2", "remote": "192.0.2.1"}},
    "macvlan": {"macvlan": {"parent": "eth0", "mode": "2"}},
    "tun": {"tun": {"mode": "2"}},
    "infiniband": {"infiniband": {"transport-mode": "datagram"}},
    "wifi": {"wifi": {"ssid": "lan"}, "wifi-security": PSK},
    "secured": {"802-1x": {"eap": "md5;", "identity": "a"}},
    "macsec": {"macsec": {"parent": "eth0", "mka-cak": "0" * 32, "mka-ckn": "1" * 64}},
    "wireguard": {"wireguard": {"private-key": KEY}, f"wireguard-peer.{KEY}": {"endpoint": "192.0.2.9:51820"}},
    "ovs-bridge": {"ovs-bridge": {}},
    "ovs-port": {"connection": {"master": "c0", "slave-type": "ovs-bridge"}, "ovs-port": {}},
    "ovs-interface": {"connection": OF_OVS, "ovs-interface": {"type": "internal"}},
    "patch": {"connection": OF_OVS, "ovs-interface": {"type": "patch"}, "ovs-patch": {"peer": "p1"}},
    "static": {"ipv4": {"method": "manual", "address1": "192.0.2.1/24"}},
    "functions": {"sriov": {"total-vfs": "2", "vf.0": "spoof-check=true"}},
}
TYPES = {
    "port": "ethernet",
    "secured": "ethernet",
    "static": "ethernet",
    "functions": "ethernet",
    "patch": "ovs-interface",
}
FAULTS = [
    ("ethernet", "connection.mptcp-flags=3", "mptcp-flags are flags that cannot be combined"),
    ("ethernet", "connection.mud-url=http://x/", "mud-url=http://x/ is not an HTTPS address of at most 255 bytes"),
    ("ethernet", "connection.permissions=root;", "root in permissions is not user:NAME:"),
    ("ethernet", "connection.type=pppoe", "type=pppoe needs the section pppoe"),
    ("loopback", "ipv4.method=disabled", "method=disabled is not supported for a loopback"),
    ("loopback", "ipv6.method=link-local", "method=link-local is not supported for a loopback"),
    ("ethernet", "connection.type=ipvlan", "type=ipvlan is unknown before 1.52"),
    ("ethernet", "connection.type=wifi", "wifi has no ssid"),
    ("ethernet", "ethernet.port=x", "port=x is not one of tp, aui, bnc, mii"),
    ("ethernet", "ethernet.duplex=both", "duplex=both is not one of half, full"),
    ("ethernet", "ethernet.wake-on-lan=5", "default and ignore stand alone"),
    ("ethernet", "ethernet.wake-on-lan-password=00:11:22:33:44:55",
     "wake-on-lan-password needs wake-on-lan=64, and is a MAC address"),
    ("ethernet", "ethernet.mac-address-blacklist=x;", "x is not a MAC address"),
    ("ethernet", "dcb.app-fcoe-flags=2", "app-fcoe-flags are set without 1, which enables it"),
    ("ethernet", "dcb.app-fip-priority=3", "app-fip-priority needs app-fip-flags=1"),
    ("ethernet", "dcb.priority-group-flags=1", "priority-group-bandwidth does not add up to 100"),
    ("ethernet", "dcb.app-fcoe-mode=x", "app-fcoe-mode=x is not one of fabric, vn2vn"),
    ("ethernet", "proxy.pac-url=http://x/", "pac-url needs method=1"),
    ("port", "connection.slave-type=bridge", "the section bond-port needs port-type=bond, not bridge"),
    ("port", "connection.type=loopback", "a loopback cannot be a port"),
    ("bond", "bond.mode=5\nbond.arp_interval=5", "the mode balance-tlb has no arp_interval"),
    ("bridge", "bridge.multicast-router=x", "multicast-router=x is not one of auto, enabled, disabled"),
    ("bridge", "bridge.forward-delay=1", "forward-delay=1 is out of range: 2 to 30 s"),
    ("vlan", "vlan.protocol=x", "protocol=x is not one of 802.1Q, 802.1ad"),
    ("vlan", "vlan.id=4095", "the VLAN ID 4095 is reserved"),
    ("veth", "veth.peer=", "a veth needs peer, the name of its other end"),
    ("vrf", "vrf.table=0", "a vrf needs table"),
    ("vxlan", "vxlan.local=2001:db8::1", "remote and local are not addresses of one family"),
    ("ip-tunnel", "ip-tunnel.mode=0", "mode=0 is unknown"),
    ("ip-tunnel", "ip-tunnel.remote=2001:db8::1", "remote=2001:db8::1 is not an address of the tunnel's family"),
    ("ip-tunnel", "ip-tunnel.input-key=192.0.2.1", "input-key=192.0.2.1 is not a number"),
    ("ip-tunnel", "ip-tunnel.mode=1\nip-tunnel.output-key=5", "output-key=5 is for GRE and VTI only"),
    ("ip-tunnel", "ip-tunnel.flags=1", "flags=1 are not flags of a tunnel of mode 2"),
    ("ip-tunnel", "ip-tunnel.fwmark=1", "fwmark is for VTI only"),
    ("macvlan", "macvlan.promiscuous=false", "promiscuous=false needs mode=4"),
    ("tun", "tun.owner=qemu", "owner=qemu is not a number"),
    ("infiniband", "infiniband.transport-mode=x", "transport-mode=x is not one of datagram, connected"),
    ("wifi", "wifi.ssid=", "ssid is not of 1 to 32 bytes"),
    ("wifi", f"wifi.ssid={'x' * 33}", "ssid is not of 1 to 32 bytes"),
    ("wifi", "wifi.mode=managed", "mode=managed is not one of infrastructure, adhoc, ap, mesh"),
    ("wifi", "wifi.band=5GHz", "band=5GHz is not one of a, bg, 6GHz"),
    ("wifi", "wifi.channel=1", "channel=1 needs a band"),
    ("wifi", "wifi.band=a\nwifi.channel=1", "channel=1 is not in the band a"),
    ("wifi", "wifi.mode=mesh", "mode=mesh needs a band and a channel"),
    ("wifi", "wifi.ap-isolation=1", "ap-isolation is for mode=ap only"),
    ("wifi", "wifi.wake-on-wlan=3", "1 (default) and 32768 (ignore) stand alone"),
    ("wifi", "wifi.wake-on-wlan=512", "wake-on-wlan=512 has an unknown flag"),
    ("wifi", "wifi-security.key-mgmt=wpa2", "key-mgmt=wpa2 is not one of none, ieee8021x, wpa-psk, wpa-eap, "
     "wpa-eap-suite-b-192, sae, owe"),
    ("wifi", "wifi-security.key-mgmt=wpa-eap", "key-mgmt=wpa-eap needs the section 802-1x"),
    ("wifi", "wifi-security.auth-alg=shared", "auth-alg=shared needs key-mgmt=none"),
    ("wifi", "wifi-security.auth-alg=leap", "auth-alg=leap needs key-mgmt=ieee8021x"),
    ("wifi", "wifi-security.leap-username=", "leap-username is empty"),
    ("wifi", "wifi-security.proto=wpa2;", "proto=wpa2 is not one of wpa, rsn"),
    ("wifi", "wifi-security.pmf=4", "pmf=4 is unknown"),
    ("wifi", "wifi-security.key-mgmt=none\nwifi-security.pmf=3", "pmf cannot be required with key-mgmt=none"),
    ("wifi", "wifi-security.key-mgmt=sae\nwifi-security.pmf=2", "pmf cannot be optional with key-mgmt=sae"),
    ("wifi", "wifi-security.wps-method=3", "wps-method has methods that cannot be combined"),
    ("secured", "802-1x.eap=", "802-1x has no eap"),
    ("secured", "802-1x.eap=x;", "eap=x is not one of leap, md5, tls, peap, ttls, sim, fast, pwd, external"),
    ("secured", "802-1x.identity=", "eap=md5 needs an identity"),
    ("secured", "802-1x.eap=tls;", "eap=tls needs client-cert"),
    ("secured", "802-1x.eap=peap;", "eap=peap needs phase2-auth or phase2-autheap, and not both"),
    ("secured", "802-1x.phase1-peapver=2", "phase1-peapver=2 is not one of 0, 1"),
    ("secured", "802-1x.phase1-auth-flags=33", "phase1-auth-flags are flags that cannot be combined"),
    ("macsec", "macsec.mka-cak=00", "mka-cak is not of 32 hexadecimal digits"),
    ("macsec", "macsec.mka-ckn=123", "mka-ckn is not of 2 to 64 hexadecimal digits, an even number"),
    ("macsec", "macsec.mode=1", "mode=1 (eap) needs the section 802-1x"),
    ("macsec", "macsec.mode=2", "mode=2 is neither 0 (psk) nor 1 (eap)"),
    ("wireguard", "ipv4.method=auto", "method=auto is not for a wireguard"),
    ("wireguard", "ipv6.method=dhcp", "method=dhcp is not for a wireguard"),
    ("wireguard", "wireguard.private-key-flags=4", "private-key-flags is none of 0, 1 and 2"),
    ("ovs-bridge", "ovs-bridge.fail-mode=x", "fail-mode=x is not one of secure, standalone"),
    ("ovs-bridge", "connection.interface-name=a b", "interface-name=a b is not a valid name of an ovs-bridge"),
    ("ovs-port", "connection.slave-type=bridge", "an ovs-port needs port-type=ovs-bridge"),
    ("ovs-port", "ovs-port.tag=4095", "the VLAN ID 4095 is reserved"),
    ("ovs-port", "ovs-port.lacp=on", "lacp=on is not one of active, off, passive"),
    ("ovs-interface", "ovs-interface.type=system", "type=system is not for a profile of type=ovs-interface"),
    ("ovs-interface", "ovs-interface.type=patch", "type=patch and the section ovs-patch need each other"),
    ("ovs-interface", "connection.interface-name=a-name-that-is-long",
     "interface-name=a-name-that-is-long is not a valid name of an ovs-interface"),
    ("patch", "ovs-patch.peer=a b", "peer=a b is not a valid name of an ovs-interface"),
    ("ethernet", "user.colour=blue", "colour is not a name of user data: two or more words with dots between them"),
    ("static", "ipv4.dhcp-hostname-flags=1", "dhcp-hostname-flags need dhcp-fqdn"),
    ("static", "ipv4.dhcp-vendor-class-identifier=", "dhcp-vendor-class-identifier is empty"),
    ("static", "ipv4.link-local=4", "link-local=4 (fallback) is unknown before 1.52"),
    ("static", "ipv6.method=auto\nipv6.dhcp-duid=x", "dhcp-duid=x is not a DUID"),
    ("static", "ipv6.method=auto\nipv6.dhcp-hostname-flags=2", "dhcp-hostname-flags=2 cannot be combined"),
    ("static", "ipv6.method=auto\nipv6.addr-gen-mode=256", "addr-gen-mode is unknown"),
    ("functions", "sriov.vf.2=trust=true", "vf.2 is one of 2 virtual functions, counted from 0"),
    ("functions", "sriov.vf.0=mac=zz", "vf.0 has zz, which is not a MAC address"),
]  # fmt: skip
SOUND = [
    ("vxlan", ""),  # its id is 0 then
    ("ethernet", "connection.lldp=7"),
    ("wifi", "wifi.powersave=9"),
    ("wifi", "wifi.band=a\nwifi.channel=36"),
    ("wifi", "wifi-security.key-mgmt=sae\nwifi-security.pmf=3"),
    ("ethernet", "ethernet.wake-on-lan=128"),
    ("wireguard", "wireguard.private-key=x"),  # it then asks a person
    ("wireguard", "ipv6.method=link-local"),
    ("secured", "802-1x.eap=external;"),
    ("ethernet", "user.org.freedesktop.NetworkManager.origin=cloud-init"),
    ("ethernet", "connection.permissions="),
    ("static", "ipv4.address1=192.0.2.1"),
    ("static", "ipv4.address1=192.0.2.1/255.255.255.0"),
    *((name, "") for name in PROFILES),
]


def text(name: str, changes: str) -> str:
    """The keyfile of a profile by its NAME, with CHANGES: lines of SECTION.KEY=VALUE."""
    sections = {
        "connection": {"type": TYPES.get(name, name), "interface-name": "x0"},
        **{section: dict(values) for section, values in PROFILES[name].items() if section != "connection"},
    }
    sections["connection"] |= {"id": "x", "uuid": "6d8b5d5e-1111-4a4a-8b8b-000000000001"}
    sections["connection"] |= PROFILES[name].get("connection", {})
    for line in filter(None, changes.split("\n")):
        dotted, _, value = line.partition("=")
        section, _, key = dotted.partition(".")
        sections.setdefault(section, {})[key] = value
    lines = ((f"[{section}]", *(f"{key}={value}" for key, value in said.items())) for section, said in sections.items())
    return "".join(f"{line}\n" for part in lines for line in part)


def reason(written: str, version: tuple[int, int] = (1, 42)) -> str | None:
    found = read(Document(written.encode()), "x.nmconnection", version)
    return found.reason.text if found.reason else None


@pytest.mark.parametrize(("name", "changes", "expected"), FAULTS)
def test_rejected(name: str, changes: str, expected: str) -> None:
    assert reason(text(name, changes)) == expected


@pytest.mark.parametrize(("name", "changes"), SOUND)
def test_accepted(name: str, changes: str) -> None:
    assert reason(text(name, changes)) is None


@pytest.mark.parametrize(
    "changes", ["connection.type=ipvlan\nipvlan.parent=eth0", "ipv4.method=auto\nipv4.link-local=4"]
)
def test_accepted_later(changes: str) -> None:
    assert reason(text("ethernet", changes)) is not None
    assert reason(text("ethernet", changes), (1, 52)) is None


@pytest.mark.skipif(not has_libnm(), reason="no libnm for Python")
def test_libnm_agrees() -> None:
    faults = [text(name, changes) for name, changes, _ in FAULTS]
    sound = [text(name, changes) for name, changes in SOUND]
    said = by_libnm([*faults, *sound])
    assert [fault for fault, answer in zip(faults, said, strict=False) if answer.startswith("[")] == []
    assert [answer for answer in said[len(faults) :] if not answer.startswith("[")] == []


PEERS = [
    (KEY, "allowed-ips=192.0.2.0/24;::/0;\nendpoint=[2001:db8::1]:5\npersistent-keepalive=25\n", []),
    (KEY[:-1], "", [("peer", "wireguard-peer.{}")]),
    (KEY.replace("M=", "N="), "", [("peer", "wireguard-peer.{}")]),
    (KEY, "endpoint=vpn.example\n", [("value", "wireguard-peer.{}.endpoint")]),
    (KEY, "endpoint=192.0.2.1:70000\n", [("value", "wireguard-peer.{}.endpoint")]),
    (KEY, "allowed-ips=192.0.2.0/33;\n", [("value", "wireguard-peer.{}.allowed-ips")]),
    (KEY, "preshared-key=x\n", [("value", "wireguard-peer.{}.preshared-key")]),
    (KEY, "persistent-keepalive=often\n", [("value", "wireguard-peer.{}.persistent-keepalive")]),
    (KEY, "allowed-ip=192.0.2.0/24\n", [("key", "wireguard-peer.{}.allowed-ip")]),
]


def with_peer(peer: str, lines: str) -> str:
    return text("wireguard", "").partition("[wireguard-peer")[0] + f"[wireguard-peer.{peer}]\n{lines}"


@pytest.mark.parametrize(("peer", "lines", "dropped"), PEERS)
def test_peers_of_wireguard(peer: str, lines: str, dropped: list[tuple[str, str]]) -> None:
    found = read(Document(with_peer(peer, lines).encode()), "x.nmconnection", (1, 42))
    assert [(item.what, item.origin.key) for item in found.dropped] == [
        (what, key.format(peer)) for what, key in dropped
    ]


@pytest.mark.skipif(not has_libnm(), reason="no libnm for Python")
def test_libnm_leaves_out_the_same() -> None:
    said = by_libnm([with_peer(peer, lines) for peer, lines, _ in PEERS])
    for answer, (_, lines, dropped) in zip(said, PEERS, strict=True):
        assert ("[wireguard-peer" in answer) == (("peer", "wireguard-peer.{}") not in dropped)
        assert not dropped or not lines or lines not in answer
