"""What stands in a profile, setting by setting, and where each is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

import keyfiles
import pytest
from test_profiles import cases

from ifcfgen.facts import Host
from ifcfgen.model import Place
from ifcfgen.networkmanager import reader
from ifcfgen.networkmanager.keyfile import keyfile, text
from ifcfgen.networkmanager.profile import Profile, Value
from ifcfgen.scripts import directory

HERE = Path(__file__).parent
FENCE = re.compile(r"^```(\S+)\n(.*?)^```$", re.M | re.S)


def migrated() -> Iterator[pytest.ParameterSet]:
    """The directories of cases.md, and the keyfiles that came of them."""
    written = {}
    for part in (HERE / "keyfiles.md").read_text().split("\n## ")[1:]:
        name = part.partition("\n")[0]
        written[name] = {file: keyfiles.parse(text) for file, text in FENCE.findall(part)}
    for case in cases():
        name, _, version = str(case.id).rpartition(" ")
        if version == "1.52" and name in written:
            yield pytest.param(case.values[0], written[name], id=name)


@pytest.mark.parametrize("files, expected", list(migrated()))
def test_a_profile_is_what_networkmanager_migrates(
    files: dict[str, str], expected: dict[str, keyfiles.Keyfile]
) -> None:
    host = Host.of(release=9, without=["network-scripts"])
    found = directory.parse(files)
    for name, written in expected.items():
        file = found.file(name)
        assert file is not None
        assert keyfiles.read(text(keyfile(reader.read(found, file, host), (1, 52)))) == written


# -- one by one ------------------------------------------------------------------------------------------


def profile(text: str, release: int = 9, **others: str) -> Profile:
    """That of ifcfg-x, with other files beside it."""
    files = {"ifcfg-x": text, **{name.replace("_", "-"): body for name, body in others.items()}}
    host = Host.of(release=release, without=["network-scripts"])
    found = directory.parse(files)
    file = found.file("ifcfg-x")
    assert file is not None
    read = reader.read(found, file, host)
    assert read.status == "connection", read.reason
    return read


def place(read: Profile, dotted: str) -> str:
    section, _, name = dotted.partition(".")
    where = read.place(section, name)
    return f"{where.path}:{where.line}" if where else ""


ETH = "DEVICE=eth0\n"
AUTO = "DEVICE=eth0\nBOOTPROTO=dhcp\n"
AUTO6 = "DEVICE=eth0\nIPV6INIT=yes\n"
BOND = "DEVICE=bond0\nTYPE=Bond\n"
BRIDGE = "DEVICE=br0\nTYPE=Bridge\n"
VLAN = "DEVICE=eth0.5\nTYPE=Vlan\n"
WIFI = "DEVICE=wlan0\nTYPE=Wireless\nESSID=home\n"
EAP = "DEVICE=eth0\nKEY_MGMT=IEEE8021X\nIEEE_8021X_IDENTITY=me\n"

ETHERNET = "802-3-ethernet"
WIRELESS = "802-11-wireless"
SECURITY = "802-11-wireless-security"

ONE_KEY: list[tuple[str, str, str, Value | None]] = [
    # connection
    (ETH, "ONBOOT=no", "connection.autoconnect", False),
    (ETH, "ONBOOT=yes", "connection.autoconnect", None),
    (ETH, "ONBOOT=off", "connection.autoconnect", None),
    (ETH, "AUTOCONNECT_PRIORITY=-7", "connection.autoconnect-priority", -7),
    (ETH, "AUTOCONNECT_PRIORITY=1000", "connection.autoconnect-priority", None),
    (ETH, "AUTOCONNECT_RETRIES=0", "connection.autoconnect-retries", 0),
    (ETH, "AUTOCONNECT_SLAVES=yes", "connection.autoconnect-ports", "yes"),
    (ETH, "AUTH_RETRIES=3", "connection.auth-retries", 3),
    (ETH, "CONNECTION_METERED=yes", "connection.metered", "yes"),
    (ETH, "DEVTIMEOUT=2.6", "connection.wait-device-timeout", 2600),
    (ETH, "DEVTIMEOUT=soon", "connection.wait-device-timeout", None),
    (ETH, "DNS_OVER_TLS=opportunistic", "connection.dns-over-tls", "opportunistic"),
    (ETH, "GATEWAY_PING_TIMEOUT=700", "connection.gateway-ping-timeout", 600),
    (ETH, "LLDP=rx", "connection.lldp", "enable-rx"),
    (ETH, "LLDP=no", "connection.lldp", "disable"),
    (ETH, "LLMNR=resolve", "connection.llmnr", "resolve"),
    (ETH, "MDNS=2", "connection.mdns", "yes"),
    (ETH, "MDNS=perhaps", "connection.mdns", None),
    (ETH, "MPTCP_FLAGS=signal,subflow", "connection.mptcp-flags", ("signal", "subflow")),
    (ETH, "MUD_URL=https://example.com/m", "connection.mud-url", "https://example.com/m"),
    (ETH, "MULTI_CONNECT=3", "connection.multi-connect", "multiple"),
    (ETH, "MULTI_CONNECT=0x10", "connection.multi-connect", None),
    (ETH, "SECONDARY_UUIDS=2b51f4f6-6f3f-4d57-9b6a-1d3b6bb2a001", "connection.secondaries",
     ("2b51f4f6-6f3f-4d57-9b6a-1d3b6bb2a001",)),
    (ETH, "STABLE_ID=", "connection.stable-id", ""),
    (ETH, "USERS='ann bob'", "connection.permissions", ("user:ann:", "user:bob:")),
    (ETH, "WAIT_ACTIVATION_DELAY=50", "connection.wait-activation-delay", 50),
    (ETH, "ZONE=internal", "connection.zone", "internal"),
    (ETH, "NAME='The one'", "connection.id", "The one"),
    (ETH, "UUID=2B51F4F6-6F3F-4D57-9B6A-1D3B6BB2A001", "connection.uuid", "2b51f4f6-6f3f-4d57-9b6a-1d3b6bb2a001"),
    (ETH, "BRIDGE=br0", "connection.controller", "br0"),
    (ETH, "TEAM_MASTER=team0", "connection.port-type", "team"),
    # Ethernet
    (ETH, "HWADDR=0:16:41:11:22:3f", f"{ETHERNET}.mac-address", "00:16:41:11:22:3F"),
    (ETH, "MACADDR=02-00-00-23-65-1a", f"{ETHERNET}.cloned-mac-address", "02:00:00:23:65:1A"),
    (ETH, "MACADDR=stable", f"{ETHERNET}.cloned-mac-address", "stable"),
    (ETH, "MTU=0x5dc", f"{ETHERNET}.mtu", 1500),
    (ETH, "MTU=70000", f"{ETHERNET}.mtu", None),
    (ETH, "ACCEPT_ALL_MAC_ADDRESSES=yes", f"{ETHERNET}.accept-all-mac-addresses", "yes"),
    (ETH, "GENERATE_MAC_ADDRESS_MASK='FE:FF:FF:00:00:00'", f"{ETHERNET}.generate-mac-address-mask",
     "FE:FF:FF:00:00:00"),
    (ETH, "HWADDR_BLACKLIST='00:16:41:11:22:88 junk'", f"{ETHERNET}.mac-address-denylist", ("00:16:41:11:22:88",)),
    (ETH, "SUBCHANNELS=0.0.0600,0.0.0601,0.0.0602", f"{ETHERNET}.s390-subchannels",
     ("0.0.0600", "0.0.0601", "0.0.0602")),
    (ETH, "NETTYPE=qeth", f"{ETHERNET}.s390-nettype", "qeth"),
    (ETH, "OPTIONS='layer2=1 portno=0'", f"{ETHERNET}.s390-options", {"layer2": "1", "portno": "0"}),
    (ETH, "ETHTOOL_OPTS='speed 100 duplex half autoneg on'", f"{ETHERNET}.speed", 100),
    (ETH, "ETHTOOL_OPTS='speed 100'", f"{ETHERNET}.speed", None),
    (ETH, "ETHTOOL_OPTS='wol pg sopass 00:11:22:33:44:55'", f"{ETHERNET}.wake-on-lan", ("phy", "magic")),
    (ETH, "ETHTOOL_OPTS=", f"{ETHERNET}.wake-on-lan", ("ignore",)),
    (ETH, "ETHTOOL_WAKE_ON_LAN=ignore", f"{ETHERNET}.wake-on-lan", ("ignore",)),
    (ETH, "ETHTOOL_OPTS='-K eth0 gro off nonsense on tso on'", "ethtool.feature-tso", True),
    (ETH, "ETHTOOL_OPTS='wol g; -G eth0 rx 512'", "ethtool.ring-rx", 512),
    (ETH, "ETHTOOL_OPTS='-A eth0 rx on pause-autoneg off'", "ethtool.pause-autoneg", False),
    # bond, bridge, VLAN, team
    (BOND, "BONDING_OPTS='mode=4 miimon=100 lacp_rate=1 primary_reselect=nonsense'", "bond.options",
     {"mode": "802.3ad", "miimon": "100", "lacp_rate": "1"}),
    (BOND, "BONDING_OPTS='mode=1 packets_per_slave=2'", "bond.options", {"mode": "active-backup"}),
    (BOND, "", "bond.options", {"mode": "balance-rr"}),
    (BRIDGE, "STP=on", "bridge.stp", None),
    (BRIDGE, "STP=off", "bridge.stp", False),
    (BRIDGE, "STP=on\nDELAY=4", "bridge.forward-delay", 4),
    (BRIDGE, "DELAY=4", "bridge.forward-delay", None),
    (BRIDGE, "BRIDGING_OPTS='ageing_time=10 multicast_snooping=0'", "bridge.multicast-snooping", False),
    (BRIDGE, "BRIDGING_OPTS='hello_time=3'", "bridge.hello-time", None),
    (BRIDGE, "STP=yes\nBRIDGING_OPTS='hello_time=3'", "bridge.hello-time", 3),
    (BRIDGE, "BRIDGE_MACADDR=02:00:00:00:00:0a", "bridge.mac-address", "02:00:00:00:00:0A"),
    (BRIDGE, "BRIDGE_VLANS='20-30,10 pvid untagged'", "bridge.vlans", ("10 pvid untagged", "20-30")),
    (ETH, "BRIDGE=br0\nBRIDGING_OPTS='path_cost=7 hairpin_mode=on'", "bridge-port.hairpin-mode", True),
    (ETH, "BRIDGE=br0\nBRIDGE_PORT_VLANS=5", "bridge-port.vlans", ("5",)),
    (ETH, "MASTER=bond0\nBOND_PORT_QUEUE_ID=3", "bond-port.queue-id", 3),
    (ETH, "MASTER=bond0\nBOND_PORT_PRIO=-3", "bond-port.prio", -3),
    (ETH, "TEAM_MASTER=team0\nTEAM_PORT_CONFIG='{}'", "team-port.config", "{}"),
    (VLAN, "", "vlan.id", 5),
    (VLAN, "", "vlan.parent", "eth0"),
    (VLAN, "VLAN_ID=7", "vlan.id", 7),
    (VLAN, "VLAN_ID=0", "vlan.id", None),
    (VLAN, "PHYSDEV=em1", "vlan.parent", "em1"),
    (VLAN, "GVRP=yes\nVLAN_FLAGS=NO_REORDER_HDR", "vlan.flags", ("gvrp",)),
    (VLAN, "VLAN_EGRESS_PRIORITY_MAP=12:3,3:1,bad", "vlan.egress-priority-map", ("3:1", "12:3")),
    (VLAN, "VLAN_PROTOCOL=802.1ad", "vlan.protocol", "802.1ad"),
    ("DEVICE=ib0\nTYPE=InfiniBand\n", "CONNECTED_MODE=yes", "infiniband.transport-mode", "connected"),
    ("DEVICE=ib0\nTYPE=InfiniBand\nPHYSDEV=ib0\nPKEY_ID=0x2\n", "PKEY=yes", "infiniband.p-key", 0x8002),
    # IPv4
    (ETH, "BOOTPROTO=dhcp", "ipv4.method", "auto"),
    (ETH, "IPADDR=192.0.2.1\nGATEWAY=192.0.2.254", "ipv4.gateway", ip_address("192.0.2.254")),
    (ETH, "IPADDR=192.0.2.1\nGATEWAY=192.0.2.254\nDEFROUTE=no", "ipv4.gateway", None),
    (ETH, "IPADDR=192.0.2.1\nGATEWAY=0.0.0.0", "ipv4.gateway", None),
    (AUTO, "DEFROUTE=no", "ipv4.never-default", True),
    (AUTO, "DNS1=192.0.2.1\nDNS2=2001:db8::1\nDNS3=192.0.2.2\nDNS5=192.0.2.3", "ipv4.dns",
     ("192.0.2.1", "192.0.2.2")),
    (AUTO, "DOMAIN='a.example b.example'", "ipv4.dns-search", ("a.example", "b.example")),
    (AUTO, "SEARCH=a.example", "ipv4.dns-search", ("a.example",)),
    (AUTO, "RES_OPTIONS='ndots:3  rotate ndots:5'", "ipv4.dns-options", ("ndots:3", "rotate")),
    (AUTO, "RES_OPTIONS=", "ipv4.dns-options", ()),
    (AUTO, "RES_OPTIONS='a:b ndots: :1 x:1:2 ndots:1'", "ipv4.dns-options", ("ndots:1",)),
    (ETH, "RES_OPTIONS=rotate", "ipv4.dns-options", None),
    (AUTO, "IPV4_DNS_PRIORITY=-10", "ipv4.dns-priority", -10),
    (AUTO, "PEERDNS=no", "ipv4.ignore-auto-dns", True),
    (AUTO, "PEERROUTES=no", "ipv4.ignore-auto-routes", True),
    (AUTO, "IPV4_FAILURE_FATAL=yes", "ipv4.may-fail", False),
    (ETH, "IPV4_FAILURE_FATAL=yes", "ipv4.may-fail", None),
    (AUTO, "IPV4_ROUTE_METRIC=0", "ipv4.route-metric", 0),
    (AUTO, "IPV4_ROUTE_TABLE=100", "ipv4.route-table", 100),
    (AUTO, "IPV4_LINK_LOCAL=enabled", "ipv4.link-local", "enabled"),
    (AUTO, "IPV4_REPLACE_LOCAL_RULE=no", "ipv4.replace-local-rule", "no"),
    (AUTO, "IPV4_REQUIRED_TIMEOUT=20", "ipv4.required-timeout", 20),
    (AUTO, "IPV4_DHCP_TIMEOUT=10", "ipv4.dhcp-timeout", 10),
    (AUTO, "DHCP_CLIENT_ID=mac", "ipv4.dhcp-client-id", "mac"),
    (AUTO, "DHCP_HOSTNAME=h\nDHCP_FQDN=h.example", "ipv4.dhcp-hostname", None),
    (AUTO, "DHCP_FQDN=h.example\nDHCP_HOSTNAME_FLAGS=3", "ipv4.dhcp-hostname-flags",
     ("fqdn-serv-update", "fqdn-encoded")),
    (AUTO, "DHCP_SEND_HOSTNAME=no", "ipv4.dhcp-send-hostname", False),
    (AUTO, "DHCP_REJECT_SERVERS='192.0.2.1 192.0.2.0/25'", "ipv4.dhcp-reject-servers", ("192.0.2.1", "192.0.2.0/25")),
    (AUTO, "ARPING_WAIT=2", "ipv4.dad-timeout", 2000),
    (AUTO, "ACD_TIMEOUT=30\nARPING_WAIT=2", "ipv4.dad-timeout", 30),
    (ETH, "DHCP_HOSTNAME=h", "ipv4.dhcp-hostname", None),
    # IPv6
    (AUTO6, "", "ipv6.method", "auto"),
    (ETH, "", "ipv6.method", "ignore"),
    (ETH, "IPV6_DISABLED=yes", "ipv6.method", "disabled"),
    (AUTO6, "IPV6_AUTOCONF=no\nDHCPV6C=yes", "ipv6.method", "dhcp"),
    (AUTO6, "IPV6ADDR=2001:db8::1\nIPV6_DEFAULTGW=fe80::1%eth0", "ipv6.gateway", ip_address("fe80::1")),
    (AUTO6, "IPV6_DEFROUTE=no", "ipv6.never-default", True),
    (AUTO6, "IPV6_PRIVACY=rfc3041", "ipv6.ip6-privacy", "prefer-temp-addr"),
    (AUTO6, "IPV6_PRIVACY=yes\nIPV6_PRIVACY_PREFER_PUBLIC_IP=yes", "ipv6.ip6-privacy", "prefer-public-addr"),
    (AUTO6, "IPV6_PRIVACY=no", "ipv6.ip6-privacy", "disabled"),
    (AUTO6, "IPV6_TOKEN=0::1", "ipv6.token", "::1"),
    (AUTO6, "IPV6_TOKEN=::1", "ipv6.addr-gen-mode", "eui64"),
    (AUTO6, "IPV6_ADDR_GEN_MODE=stable-privacy", "ipv6.addr-gen-mode", "stable-privacy"),
    (AUTO6, "IPV6_ADDR_GEN_MODE=nonsense", "ipv6.addr-gen-mode", None),
    (AUTO6, "DHCP_HOSTNAME=h.example", "ipv6.dhcp-hostname", "h.example"),
    (AUTO6, "DHCP_HOSTNAME=h", "ipv6.dhcp-hostname", None),
    (AUTO6, "DHCPV6_DUID=ll", "ipv6.dhcp-duid", "ll"),
    (AUTO6, "DHCPV6_PD_HINT=2001:db8::/60", "ipv6.dhcp-pd-hint", "2001:db8::/60"),
    (AUTO6, "IPV6_RA_TIMEOUT=9", "ipv6.ra-timeout", 9),
    (AUTO6, "IPV6_PEERDNS=no", "ipv6.ignore-auto-dns", True),
    (AUTO6, "DOMAIN=a.example", "ipv6.dns-search", ("a.example",)),
    (AUTO6, "IPV6_RES_OPTIONS=inet6", "ipv6.dns-options", ("inet6",)),
    # the rest
    (ETH, "PROXY_METHOD=auto\nPAC_URL=http://p.example/", "proxy.pac-url", "http://p.example/"),
    (ETH, "PROXY_METHOD=none\nPAC_URL=http://p.example/", "proxy.pac-url", None),
    (ETH, "PROXY_METHOD=none\nBROWSER_ONLY=yes", "proxy.browser-only", True),
    (ETH, "HOSTNAME_FROM_DHCP=no", "hostname.from-dhcp", "no"),
    (ETH, "HOSTNAME_PRIORITY=5", "hostname.priority", 5),
    (ETH, "MATCH_INTERFACE_NAME='ens* eth\\ 1?'", "match.interface-name", ("ens*", "eth 1?")),
    (ETH, "NM_USER_MY__VAL_137=v", "user.my.val_", "v"),
    (ETH, "NM_USER_MY__ODD_=v", "user.my.odd", None),
    (ETH, "SRIOV_TOTAL_VFS=4\nSRIOV_VF2='vlans=5 trust=no'", "sriov.vfs", {"2": "trust=false vlans=5"}),
    (ETH, "SRIOV_AUTOPROBE_DRIVERS=0", "sriov.autoprobe-drivers", "no"),
    (ETH, "QDISC1='root fq_codel'\nQDISC3='root sfq'", "tc.qdiscs", ("root fq_codel",)),
    (ETH, "FILTER1='parent 1234: matchall action drop'", "tc.tfilters", ("parent 1234: matchall action drop",)),
    (ETH, "DCB=yes\nDCB_APP_FIP_ENABLE=yes\nDCB_APP_FIP_PRIORITY=2", "dcb.app-fip-priority", 2),
    (ETH, "DCB=yes\nDCB_PFC_ENABLE=yes\nDCB_PFC_UP=10010000", "dcb.priority-flow-control", (1, 0, 0, 1, 0, 0, 0, 0)),
    (ETH, "DCB=yes\nDCB_PFC_ENABLE=yes\nDCB_PFC_WILLING=yes", "dcb.priority-flow-control-flags",
     ("enable", "willing")),
    # 802.1X and wireless links
    (EAP, "IEEE_8021X_EAP_METHODS='TLS nonsense'\nIEEE_8021X_PRIVATE_KEY=k.pem", "802-1x.private-key",
     "/etc/sysconfig/network-scripts/k.pem"),
    (EAP, "IEEE_8021X_EAP_METHODS=TLS\nIEEE_8021X_PRIVATE_KEY=k.p12", "802-1x.client-cert",
     "/etc/sysconfig/network-scripts/k.p12"),
    (EAP, "IEEE_8021X_EAP_METHODS=TLS\nIEEE_8021X_CLIENT_CERT=/c\nIEEE_8021X_PRIVATE_KEY=k.pem", "802-1x.client-cert",
     "/c"),
    (EAP, "IEEE_8021X_EAP_METHODS=PWD\nIEEE_8021X_PASSWORD_FLAGS=ask", "802-1x.password-flags", ("not-saved",)),
    (EAP, "IEEE_8021X_EAP_METHODS=TTLS\nIEEE_8021X_INNER_AUTH_METHODS=EAP-GTC", "802-1x.phase2-autheap", "gtc"),
    (EAP, "IEEE_8021X_EAP_METHODS=PEAP\nIEEE_8021X_INNER_AUTH_METHODS=PAP\nIEEE_8021X_PEAP_VERSION=1",
     "802-1x.phase1-peapver", "1"),
    (WIFI, "", f"{WIRELESS}.ssid", "home"),
    (WIFI, "CHANNEL=36", f"{WIRELESS}.band", "a"),
    (WIFI, "MODE=Ad-Hoc", f"{WIRELESS}.mode", "adhoc"),
    (WIFI, "MAC_ADDRESS_RANDOMIZATION=always", f"{WIRELESS}.cloned-mac-address", "random"),
    (WIFI, "SSID_HIDDEN=yes", f"{WIRELESS}.hidden", True),
    (WIFI, "POWERSAVE=no", f"{WIRELESS}.powersave", "disable"),
    (WIFI, "KEY_MGMT=WPA-PSK\nWPA_PSK=secretsecret", f"{SECURITY}.psk", "secretsecret"),
    (WIFI, "KEY_MGMT=SAE\nPMF=required", f"{SECURITY}.pmf", "required"),
    (WIFI, "KEY_MGMT=WPA-PSK\nCIPHER_GROUP='CCMP WEP40'", f"{SECURITY}.group", ("ccmp", "wep40")),
    (WIFI, "KEY_MGMT=WPA-PSK\nWPA_ALLOW_WPA2=yes", f"{SECURITY}.proto", ("rsn",)),
    (WIFI, "SECURITYMODE=restricted\nKEY=s:Lorem", f"{SECURITY}.wep-key0", "Lorem"),
    (WIFI, "SECURITYMODE=open", f"{SECURITY}.auth-alg", None),
]  # fmt: skip


@pytest.mark.parametrize("base, text, dotted, expected", ONE_KEY)
def test_a_setting(base: str, text: str, dotted: str, expected: Value | None) -> None:
    read = profile(f"{base}{text}\n")
    section, _, name = dotted.partition(".")
    assert read.get(section, name) == expected


def test_addresses_have_their_places() -> None:
    text = "DEVICE=x\nIPADDR=192.0.2.1\nPREFIX=25\nIPADDR2=192.0.2.2\nIPV6INIT=yes\nIPV6ADDR='2001:db8::1/48 2001:db8::2'\n"
    read = profile(text, **{"ifcfg_x:1": "DEVICE=x:1\nIPADDR=192.0.2.9\n"})
    assert [(str(a.ip), a.prefix, a.label, *a.origin.place) for a in read.addresses(4)] == [
        ("192.0.2.1", 25, "", "ifcfg-x", 2, 1),
        ("192.0.2.2", 24, "", "ifcfg-x", 4, 1),
        ("192.0.2.9", 25, "x:1", "ifcfg-x:1", 2, 1),
    ]
    assert [(str(a.ip), a.prefix, a.origin.place.line) for a in read.addresses(6)] == [
        ("2001:db8::1", 48, 6),
        ("2001:db8::2", 64, 6),
    ]


def test_settings_of_other_files_have_their_places() -> None:
    network = "NETWORKING=yes\nGATEWAY=192.0.2.254\nRES_OPTIONS=rotate\nIPV6_DEFAULTDEV=eth9\n"
    read = profile("DEVICE=eth0\nIPADDR=192.0.2.1\nIPV6INIT=yes\nONBOOT=no\n", network=network)
    assert place(read, "ipv4.gateway") == "network:2"
    assert place(read, "ipv4.dns-options") == "network:3"
    assert place(read, "ipv6.never-default") == "network:4"
    assert place(read, "connection.autoconnect") == "ifcfg-x:4"
    assert place(read, "ipv6.method") == "ifcfg-x:3"
    assert place(read, "ipv6.gateway") == ""
    alias = {"ifcfg_x:1": "DEVICE=x:1\nIPADDR=192.0.2.9\nGATEWAY=192.0.2.250\n"}
    assert place(profile("DEVICE=x\nIPADDR=192.0.2.1\n", **alias), "ipv4.gateway") == "ifcfg-x:1:3"


def test_routes() -> None:
    lines = "# to the north\n192.0.2.0/24 via 198.51.100.1 metric 5 mtu lock 1400\n\nnonsense\ndefault dev eth0 scope link\n"
    read = profile(AUTO, route_x=lines, route6_x="2001:db8::/32 via fe80::1 from 2001:db8:1::/48 tos 10\n")
    first, second = read.routes(4)
    assert (str(first.destination), first.prefix, str(first.next_hop), first.metric) == (
        "192.0.2.0", 24, "198.51.100.1", 5,
    )  # fmt: skip
    assert first.attributes == {"mtu": 1400, "lock-mtu": True}
    assert first.origin.place == Place("route-x", 2)
    assert (second.prefix, second.next_hop, second.metric, second.attributes) == (0, None, None, {"scope": 253})
    assert [(item.section, item.text, item.origin.place.line) for item in read.unread] == [("ipv4", "nonsense", 4)]
    (route,) = read.routes(6)
    assert route.attributes == {"from": "2001:db8:1::/48"}


def test_routes_by_keys() -> None:
    keyed = "ADDRESS0=192.0.2.7\nNETMASK0=255.255.255.0\nGATEWAY0=198.51.100.1\nOPTIONS0='table 7 onlink'\n"
    (route,) = profile(AUTO, route_x=keyed).routes(4)
    assert (str(route.destination), route.prefix, route.attributes) == ("192.0.2.7", 24, {"table": 7, "onlink": True})
    assert (route.text, route.origin.place.line) == ("192.0.2.7/24 via 198.51.100.1", 1)
    assert profile(AUTO, route_x=keyed, rule_x="").routes(4) == ()
    assert profile(AUTO + "IPV4_ROUTE_TABLE=5\n", rule_x="").number("ipv4", "route-table") is None


def test_routing_rules() -> None:
    text = (
        "ROUTING_RULE_10='priority 5 from 192.0.2.0/24 table 7'\nROUTING_RULE_9='from 192.0.2.1 table 7'\n"
        "ROUTING_RULE6_2='pref 0x10 not to 2001:db8::1 fwmark 1/3 sport 80-90 type blackhole'\nROUTING_RULE_1='order 1'\n"
    )
    read = profile(AUTO + text)
    first, second = read.rules(4)
    assert (first.priority, first.source, first.table, first.origin.place.line) == (1, None, 254, 6)
    assert (second.priority, second.source, second.table) == (5, (ip_address("192.0.2.0"), 24), 7)
    (rule,) = read.rules(6)
    assert (rule.priority, rule.destination, rule.table) == (16, (ip_address("2001:db8::1"), 128), 0)
    assert rule.attributes == {"not": True, "fwmark": (1, 3), "sport": (80, 90), "type": "blackhole"}
    assert [(item.section, item.text) for item in read.unread] == [("ipv4", "from 192.0.2.1 table 7")]


def test_what_a_port_has() -> None:
    read = profile("DEVICE=eth0\nBRIDGE=br0\nIPADDR=192.0.2.1\nPROXY_METHOD=auto\nPEERDNS=no\nHOSTNAME_PRIORITY=5\n")
    assert list(read.settings) == ["connection", ETHERNET, "bridge-port", "hostname"]
    assert "ipv4" in profile("DEVICE=eth0\nVRF=vrf0\nIPADDR=192.0.2.1\n").settings


def test_a_uuid_is_made_of_the_name_of_the_file() -> None:
    host = Host.of(release=9)
    for path in ("", "backup/of/a/host"):
        found = directory.parse({"ifcfg-eth0": ETH}, path)
        read = reader.read(found, found.files[0], host)
        assert read.get("connection", "uuid") is None
        assert read.uuid == "5fb06bd0-0bb0-7ffb-45f1-d6edd65f3e03"


def test_ciphers_came_later() -> None:
    text = f"{EAP}IEEE_8021X_EAP_METHODS=MD5\nIEEE_8021X_OPENSSL_CIPHERS=HIGH\n"
    assert [profile(text, release).get("802-1x", "openssl-ciphers") for release in (8, 9)] == [None, "HIGH"]


def test_ipv6_could_not_be_disabled_at_first() -> None:
    text = f"{AUTO}IPV6_DISABLED=yes\n"
    assert [profile(text, release).get("ipv6", "method") for release in (7, 8)] == ["ignore", "disabled"]


@pytest.mark.parametrize(
    "release, text, dotted",
    [
        (8, "MASTER=bond0\nBOND_PORT_PRIO=3", "bond-port.prio"),
        (7, "MPTCP_FLAGS=signal", "connection.mptcp-flags"),
        (8, "IPV4_REPLACE_LOCAL_RULE=no", "ipv4.replace-local-rule"),
        (7, "HOSTNAME_PRIORITY=5", "hostname.priority"),
    ],
)
def test_what_came_later(release: int, text: str, dotted: str) -> None:
    section, _, name = dotted.partition(".")
    assert profile(f"{AUTO}{text}\n", release).get(section, name) is None
    assert profile(f"{AUTO}{text}\n").get(section, name) is not None
