"""For what NetworkManager rejects a file or passes over it, and what of the like it does not mind."""

from __future__ import annotations

import pytest

from ifcfgen import reading
from ifcfgen.facts import Host, Unknown
from ifcfgen.lint.subjects.file import FileSubject
from ifcfgen.lint.subjects.relations import Relations
from ifcfgen.networkmanager import reader
from ifcfgen.networkmanager.profile import Profile
from ifcfgen.scripts import directory

STATIC = "DEVICE=eth0\nBOOTPROTO=none\nIPADDR=192.0.2.1\nPREFIX=24\n"
BOND = "DEVICE=bond0\nTYPE=Bond\nBONDING_OPTS="
BRIDGE = "DEVICE=br0\nTYPE=Bridge\n"
VLAN = "DEVICE=eth0.5\nTYPE=Vlan\n"
AUTO6 = "DEVICE=eth0\nIPV6INIT=yes\n"
LOCAL6 = AUTO6 + "IPV6_AUTOCONF=no\n"
WIFI = "DEVICE=wlan0\nTYPE=Wireless\nESSID=home\n"
EAP = "DEVICE=eth0\nKEY_MGMT=IEEE8021X\n"
EAP_ME = EAP + "IEEE_8021X_IDENTITY=me\n"
DCB = "DEVICE=eth0\nDCB=yes\nDCB_PFC_ENABLE=yes\nDCB_PG_ENABLE=yes\n"
DCB_ON = "DEVICE=eth0\nDCB=yes\n"
TEAM = "DEVICE=team0\nDEVICETYPE=Team\n"
SRIOV = "DEVICE=eth0\nSRIOV_TOTAL_VFS=2\n"
INFINIBAND = "DEVICE=ib0\nTYPE=InfiniBand\n"


def read(text: str, host: Host | None = None, **others: str) -> Profile:
    files = {"ifcfg-x": text, **{name.replace("_", "-"): body for name, body in others.items()}}
    found = directory.parse(files)
    file = found.file("ifcfg-x")
    assert file is not None
    return reader.read(found, file, host or Host.of(release=9))


def subjects(files: dict[str, str], host: Host) -> list[FileSubject]:
    relations = Relations(reading.parse(files, host))
    return [FileSubject(relations, file) for file in relations.reading.directory.files]


@pytest.mark.parametrize(
    "text, kind",
    [
        # what it is
        ("DEVICE=eth0\nTYPE=Bridge\nBONDING_MASTER=yes\n", "type"),
        ("TYPE=Bond\nBONDING_OPTS=mode=1\n", "device"),
        ("TYPE=Bridge\n", "device"),
        ("DEVICE=a-name-far-too-long\nTYPE=Bridge\n", "device"),
        ("DEVICE=a%b\nTYPE=Bond\n", "device"),
        ("DEVICETYPE=Team\n", "device"),
        ("TYPE=Ethernet\nUUID=7f3b1c9e3a524a0c8b0e0d4b6d1f2a11\n", "uuid"),
        ("DEVICE=eth0\nMUD_URL=http://example.com/\n", "mud-url"),
        ("DEVICE=eth0\nMUD_URL=\n", "mud-url"),
        # Ethernet
        ("DEVICE=eth0\nKEY_MGMT=WPA-PSK\n", "802.1x"),
        ("DEVICE=eth0\nMACADDR=02:00:00:00:00\n", "mac"),
        ("DEVICE=eth0\nMACADDR=02:00:00-00:00:01\n", "mac"),
        ("DEVICE=eth0\nGENERATE_MAC_ADDRESS_MASK=ff\n", "mac"),
        ('DEVICE=eth0\nOPTIONS="layer2=1 layer3=1"\n', "s390-option"),
        ("DEVICE=eth0\nOPTIONS=bridge_role=third\n", "s390-option"),
        ('DEVICE=eth0\nOPTIONS="layer2=1 fast"\nMACADDR=random\n', None),
        (f"DEVICE=eth0\nPORTNAME={'x' * 200}\n", None),
        (f"DEVICE=eth0\nPORTNAME={'x' * 201}\n", "s390-option"),
        (f"DEVICE=eth0\nPORTNAME={'x' * 201}\nOPTIONS='portname= portname=x'\n", None),
        # VLANs
        ("DEVICE=vlan5\nTYPE=Vlan\n", "vlan-parent"),
        ("DEVICE=vlan5.6\nTYPE=Vlan\n", "vlan-parent"),
        ("TYPE=Vlan\nPHYSDEV=eth0\n", "vlan-id"),
        (VLAN + "VLAN_ID=4096\n", "vlan-id"),
        (VLAN + "VLAN_ID=4095\n", "vlan-id"),
        (VLAN + "PHYSDEV=a/b\n", "vlan-parent"),
        (VLAN + "VLAN_PROTOCOL=QinQ\n", "vlan-protocol"),
        # bonds
        (BOND + '"mode=5 arp_interval=100 arp_ip_target=192.0.2.1"\n', "bond-option"),
        (BOND + '"mode=balance-alb arp_missed_max=3"\n', "bond-option"),
        (BOND + '"mode=0 primary=eth0"\n', "bond-option"),
        (BOND + "mode=01\n", "bond-option"),
        (BOND + '"miimon=0 updelay=100"\n', "bond-option"),
        (BOND + '"miimon=0 peer_notif_delay=100"\n', "bond-option"),
        (BOND + '"miimon=100 peer_notif_delay=150"\n', "bond-option"),
        (BOND + "arp_interval=100\n", "bond-option"),
        (BOND + "arp_ip_target=192.0.2.1\n", "bond-option"),
        (BOND + "ns_ip6_target=2001:db8::1\n", "bond-option"),
        (BOND + '"mode=1 lacp_rate=1"\n', "bond-option"),
        (BOND + '"mode=1 lacp_active=on"\n', "bond-option"),
        (BOND + '"num_grat_arp=2 num_unsol_na=3"\n', "bond-option"),
        (BOND + '"mode=4 balance-slb=1"\n', "bond-option"),
        (BOND + '"mode=2 balance-slb=1 xmit_hash_policy=layer2"\n', "bond-option"),
        (BOND + '"mode=lacp ad_actor_system=x miimon=99999999999999999999"\n', None),
        (BOND + '"mode=4 ad_actor_system=02:00:00:00:00:01 arp_ip_target=+192.0.2.1"\n', "bond-option"),
        # bridges
        (BRIDGE + "BRIDGE_MACADDR=x\n", "mac"),
        (BRIDGE + "STP=yes\nDELAY=1\n", "bridge-option"),
        (BRIDGE + "STP=yes\nBRIDGING_OPTS=hello_time=0\n", "bridge-option"),
        (BRIDGE + "STP=on\nBRIDGING_OPTS=max_age=5\n", "bridge-option"),
        (BRIDGE + "BRIDGING_OPTS=group_fwd_mask=1\n", "bridge-option"),
        (BRIDGE + "BRIDGING_OPTS=group_address=01:80:C2:00:00:03\n", "bridge-option"),
        (BRIDGE + "BRIDGING_OPTS=group_address=02:00:00:00:00:01\n", "bridge-option"),
        (BRIDGE + "BRIDGING_OPTS=multicast_router=1\n", "bridge-option"),
        (BRIDGE + "BRIDGING_OPTS=vlan_protocol=802.1q\n", "bridge-option"),
        (BRIDGE + "BRIDGING_OPTS=multicast_hash_max=100\n", "bridge-option"),
        (BRIDGE + "BRIDGE_VLANS=5,5-6\n", "bridge-vlans"),
        (BRIDGE + 'BRIDGE_VLANS="5 pvid,6 pvid"\n', "bridge-vlans"),
        (BRIDGE + "BRIDGE_VLANS='5-6 pvid,7 untagged,9-8,x,7-4095'\n", None),
        # ports
        ("DEVICE=eth0\nBRIDGE=br0\nBRIDGE_PORT_VLANS=1-9,3\n", "bridge-vlans"),
        ("DEVICE=eth0\nBRIDGE=br0\nBOND_PORT_QUEUE_ID=1\n", "port"),
        ("DEVICE=eth0\nTEAM_MASTER=team0\nBOND_PORT_PRIO=1\n", "port"),
        ("DEVICE=eth0\nMASTER=bond0\nTEAM_PORT_CONFIG={}\n", "port"),
        ("DEVICE=eth0\nTEAM_MASTER=team0\nTEAM_PORT_CONFIG=[]\n", "team-config"),
        (TEAM + "TEAM_CONFIG='{'\n", "team-config"),
        (TEAM + "TEAM_CONFIG='{\"a\": NaN}'\n", "team-config"),
        (TEAM + "TEAM_CONFIG='{\"a\": 1e999}'\n", "team-config"),
        (TEAM + "TEAM_CONFIG='{\"a\": 99999999999999999999}'\n", "team-config"),
        (TEAM + "TEAM_CONFIG='{\"a\": \"\\u0000\"}'\n", "team-config"),
        (TEAM + "TEAM_CONFIG='{\"a\": \"\\\\u0000\", \"b\": 1.5, \"c\": 2}'\n", None),
        ("DEVICE=eth0\nTEAM_PORT_CONFIG=x\n", "team-config"),
        # InfiniBand
        (INFINIBAND + "HWADDR=02:00:00:00:00:01\n", "mac"),
        (INFINIBAND + "PKEY=no\n", None),
        (INFINIBAND + "PKEY=yes\nPHYSDEV=ib0\nPKEY_ID=09\n", "infiniband"),
        (INFINIBAND + "PKEY=yes\nPKEY_ID=1\n", "infiniband"),
        (INFINIBAND + "PKEY=yes\nPHYSDEV=ib0\n", "infiniband"),
        (INFINIBAND + "PKEY=yes\nPHYSDEV=ib0\nPKEY_ID=65536\n", "infiniband"),
        (INFINIBAND + "PKEY=yes\nPHYSDEV=ib0\nPKEY_ID=0\n", "infiniband"),
        (INFINIBAND + "PKEY=yes\nPHYSDEV=ib:0\nPKEY_ID=5\n", "infiniband"),
        # IPv4
        (STATIC + "NETMASK0=x\n", None),
        (STATIC + "IPADDR1=192.0.2.2\nNETMASK1=x\n", "address"),
        (STATIC + "IPADDR2=192.0.2.256\n", "address"),
        (STATIC + "IPADDR4=192.0.2.256\n", None),
        (STATIC + "GATEWAY1=x\n", None),
        (STATIC + "DNS1=192.0.2.1\nDNS3=x\n", None),
        (STATIC + "DNS1='192.0.2.1 192.0.2.2'\n", "address"),
        (STATIC + "DNS1=dns+tls://192.0.2.1#dns.example\n", None),
        (STATIC + "DNS1=dns+udp://[2001:db8::1]:53\n", None),
        (STATIC + "DNS1=dns+udp://192.0.2.1#dns.example\n", "address"),
        (STATIC + "DNS1=dns+udp://192.0.2.1:0\n", "address"),
        (STATIC + "DNS1=192.0.2.1#\n", "address"),
        (STATIC + "DNS1=fe80::1%eth0\n", "address"),
        ("DEVICE=eth0\nIPADDR=\nNETMASK0=255.255.255.0\n", "no-address"),
        ("DEVICE=eth0\nBOOTPROTO=autoip\nIPADDR=192.0.2.1\nPREFIX=24\n", "method"),
        ("DEVICE=eth0\nBOOTPROTO=autoip\nDNS1=192.0.2.1\n", "dns"),
        ("DEVICE=eth0\nBOOTPROTO=autoip\nDOMAIN=example.com\n", "domain"),
        ("DEVICE=eth0\nBOOTPROTO=shared\nDNS1=x\nSEARCH=x\n", None),
        ("DEVICE=eth0\nBOOTPROTO=shared\nDOMAIN=x\n", "domain"),
        ("DEVICE=eth0\nIPV4_LINK_LOCAL=enabled\n", "method"),
        ("DEVICE=eth0\nBOOTPROTO=autoip\nIPV4_LINK_LOCAL=2\n", "method"),
        ("DEVICE=eth0\nIPV4_LINK_LOCAL=5\n", "method"),
        ("DEVICE=eth0\nIPV4_LINK_LOCAL=often\n", None),
        ("DEVICE=eth0\nBOOTPROTO=dhcp\nDHCP_VENDOR_CLASS_IDENTIFIER='a\\000'\n", "dhcp"),
        (f"DEVICE=eth0\nBOOTPROTO=dhcp\nDHCP_VENDOR_CLASS_IDENTIFIER='{'x' * 254}\\101'\n", None),
        ("DEVICE=eth0\nBOOTPROTO=dhcp\nDHCP_FQDN=web01\n", "dhcp"),
        ("DEVICE=eth0\nBOOTPROTO=none\nDHCP_FQDN=web01\n", None),
        ("DEVICE=eth0\nBOOTPROTO=dhcp\nDHCP_IAID=x\n", "dhcp"),
        ("DEVICE=eth0\nBOOTPROTO=dhcp\nDHCP_IAID=0x10\n", None),
        ("DEVICE=eth0\nBOOTPROTO=dhcp\nDHCP_HOSTNAME_FLAGS=1\n", "dhcp"),
        ("DEVICE=eth0\nBOOTPROTO=dhcp\nDHCP_FQDN=a.b\nDHCP_HOSTNAME_FLAGS=5\n", "dhcp"),
        ("DEVICE=eth0\nBOOTPROTO=dhcp\nDHCP_FQDN=a.b\nDHCP_HOSTNAME_FLAGS=1\nDHCP_SEND_HOSTNAME=no\n", "dhcp"),
        ("DEVICE=eth0\nBOOTPROTO=dhcp\nDHCP_REJECT_SERVERS='192.0.2.1/24 x'\n", "dhcp"),
        (f"DEVICE=eth0\nBOOTPROTO=dhcp\nDHCP_VENDOR_CLASS_IDENTIFIER={'x' * 256}\n", "dhcp"),
        # IPv6
        (AUTO6 + "IPV6ADDR=192.0.2.1\n", "address"),
        (AUTO6 + "IPV6ADDR_SECONDARIES='2001:db8::1/64 2001:db8::2/129'\n", "address"),
        (AUTO6 + "IPV6ADDR=2001:db8::1\nIPV6_DEFAULTGW=x%eth0\n", "address"),
        (AUTO6 + "IPV6_DEFAULTGW=x\n", None),
        ("DEVICE=eth0\nIPV6INIT=no\nIPV6ADDR=x\nDNS1=x\n", None),
        (AUTO6 + "DNS1=x\n", "address"),
        (LOCAL6 + "DNS1=2001:db8::1\n", "dns"),
        (LOCAL6 + "IPV6_DOMAIN=example.com\n", "domain"),
        (LOCAL6 + "DHCPV6C=yes\nIPV6_DOMAIN=example.com\n", None),
        (LOCAL6 + "IPV6ADDR=' '\n", "no-address"),
        ("DEVICE=eth0\nMASTER=bond0\nDOMAIN=example.com\n", "domain"),
        ("DEVICE=eth0\nIPV6_DISABLED=yes\nIPV6INIT=yes\nDOMAIN=example.com\n", "domain"),
        (AUTO6 + "IPV6_AUTOCONF=shared\nDOMAIN=example.com\n", None),
        (AUTO6 + "IPV6_TOKEN=2001:db8::1\n", "token"),
        (AUTO6 + "IPV6_TOKEN=::1\nIPV6_ADDR_GEN_MODE=x\n", "token"),
        (AUTO6 + "IPV6_ADDR_GEN_MODE=x\n", None),
        (AUTO6 + "IPV6_ADDR_GEN_MODE=3\n", None),
        ("DEVICE=eth0\nIPV6_ADDR_GEN_MODE=4\n", "token"),
        (AUTO6 + "IPV6_TOKEN=::1\nIPV6_ADDR_GEN_MODE=stable-privacy\n", "token"),
        (AUTO6 + "IPV6_TOKEN=::1\nIPV6_ADDR_GEN_MODE=eui64\n", None),
        (AUTO6 + "DHCPV6_DUID=1:2\n", "dhcp"),
        (AUTO6 + "DHCPV6_DUID=1:2:3\n", None),
        (AUTO6 + "DHCPV6_PD_HINT=2001:db8::\n", "dhcp"),
        (AUTO6 + "DHCPV6_IAID=x\n", "dhcp"),
        (AUTO6 + "DHCPV6_HOSTNAME_FLAGS=2\n", "dhcp"),
        # wireless
        ("DEVICE=wlan0\nTYPE=Wireless\n", "wireless"),
        (f"DEVICE=wlan0\nTYPE=Wireless\nESSID={'x' * 33}\n", "wireless"),
        ("DEVICE=wlan0\nTYPE=Wireless\nESSID=0x616263\n", None),
        (WIFI + "CHANNEL=9\nBAND=a\n", "wireless"),
        (WIFI + "CHANNEL=197\n", "wireless"),
        (WIFI + "BAND=a\n", None),
        (WIFI + "MODE=master\n", "wireless"),
        (WIFI + "CHANNEL=0\n", "wireless"),
        (WIFI + "CHANNEL=15\n", "wireless"),
        (WIFI + "CHANNEL=16\n", None),
        (WIFI + "BAND=6GHz\n", "wireless"),
        (WIFI + "MTU=x\n", "wireless"),
        (WIFI + "POWERSAVE=on\n", "wireless"),
        (WIFI + "BSSID=x\n", "mac"),
        (WIFI + "MACADDR=stable-ssid\n", None),
        (WIFI + "MACADDR=x\n", "mac"),
        (WIFI + "AP_ISOLATION=yes\n", "wireless"),
        (WIFI + "DEFAULTKEY=5\n", "wireless"),
        (WIFI + "KEY_TYPE=hex\n", "wireless"),
        (WIFI + "SECURITYMODE=wpa\n", "wireless"),
        (WIFI + "KEY_MGMT=IEEE8021X\nSECURITYMODE=leap\n", "802.1x"),
        (WIFI + "KEY_MGMT=WPA-EAP\nMODE=Ad-Hoc\n", "802.1x"),
        (WIFI + "KEY_MGMT=WPA-EAP\nIEEE_8021X_EAP_METHODS=md5\n", "802.1x"),
        (WIFI + "KEY_MGMT=WPA-PSK\nSECURITYMODE=wpa\n", None),
        (WIFI + "KEY_MGMT=WPA-PSK\nPMF=x\n", "wireless"),
        (WIFI + "KEY_MGMT=WPA-PSK\nFILS=\n", "wireless"),
        (WIFI + "KEY_MGMT=WPA-PSK\nWPS_METHOD=push\n", "wireless"),
        (WIFI + "KEY_MGMT=WPA-PSK\nWPS_METHOD=pbc,pin\n", "wireless"),
        (WIFI + "KEY_MGMT=WPA-PSK\nWPS_METHOD=pbc\nPMF=optional\n", None),
        (WIFI + "KEY_MGMT=WPA-PSK\nWPS_METHOD='disabled pin'\n", "wireless"),
        (WIFI + "KEY_MGMT=SAE\nPMF=optional\n", "wireless"),
        (WIFI + "KEY_MGMT=OWE\nPMF=4\n", "wireless"),
        (WIFI + "PMF=x\n", None),
        (WIFI + "KEY_MGMT=OWE\nMODE=Ad-Hoc\n", "802.1x"),
        (WIFI + "KEY_MGMT=IEEE8021X\nIEEE_8021X_EAP_METHODS=leap\nIEEE_8021X_IDENTITY=me\nPMF=2\n", "wireless"),
        # 802.1X
        (EAP, "802.1x"),
        (EAP + "IEEE_8021X_EAP_METHODS=md5\n", "802.1x"),
        (EAP_ME + "IEEE_8021X_EAP_METHODS=md5\n", None),
        (EAP_ME + "IEEE_8021X_EAP_METHODS=pap\n", "802.1x"),
        (EAP_ME + "IEEE_8021X_EAP_METHODS=tls\n", "802.1x"),
        (EAP_ME + "IEEE_8021X_EAP_METHODS=peap\nIEEE_8021X_INNER_AUTH_METHODS='PAP EAP-MD5'\n", "802.1x"),
        (EAP_ME + "IEEE_8021X_EAP_METHODS=md5\nIEEE_8021X_OPTIONAL=yes\nTYPE=Vlan\nDEVICE=eth0.5\n", "802.1x"),
        (EAP_ME + "IEEE_8021X_EAP_METHODS=md5\nIEEE_8021X_PHASE1_AUTH_FLAGS=x\n", "802.1x"),
        (EAP_ME + "IEEE_8021X_EAP_METHODS=md5\nIEEE_8021X_PHASE1_AUTH_FLAGS='0x20 tls-1-1-disable'\n", None),
        (EAP_ME + "IEEE_8021X_EAP_METHODS=md5\nIEEE_8021X_PHASE1_AUTH_FLAGS=0x21\n", "802.1x"),
        (EAP_ME + "IEEE_8021X_EAP_METHODS=md5\nIEEE_8021X_PHASE1_AUTH_FLAGS=512\n", "802.1x"),
        (EAP + "IEEE_8021X_EAP_METHODS=none\n", "802.1x"),
        (EAP + "IEEE_8021X_EAP_METHODS=peap\n", "802.1x"),
        (EAP_ME + "IEEE_8021X_EAP_METHODS=PEAP\nIEEE_8021X_INNER_AUTH_METHODS=MSCHAPV2\n", None),
        (EAP + "IEEE_8021X_EAP_METHODS=ttls\nIEEE_8021X_INNER_AUTH_METHODS=x\n", "802.1x"),
        (EAP + "IEEE_8021X_EAP_METHODS=peap\nIEEE_8021X_PEAP_VERSION=2\n", "802.1x"),
        (EAP + "IEEE_8021X_EAP_METHODS=fast\nIEEE_8021X_INNER_AUTH_METHODS=pap\n", "802.1x"),
        # Data Center Bridging
        (DCB + "DCB_APP_FCOE_PRIORITY=8\n", "dcb"),
        (DCB + "DCB_APP_FCOE_MODE=x\n", "dcb"),
        (DCB + "DCB_PFC_UP=0101\n", "dcb"),
        (DCB + "DCB_PG_ID=0123456f\nDCB_PG_PCT=25,25,25,25,0,0,0,0\n", None),
        (DCB + "DCB_PG_PCT=25,25,25,25,0,0,0,1\n", "dcb"),
        (DCB + "DCB_PG_UP2TC=0123456f\n", "dcb"),
        (DCB + "DCB_PG_UP2TC=0123\n", "dcb"),
        (DCB + "DCB_PG_STRICT=0123456f\n", "dcb"),
        (DCB + "DCB_PG_UPPCT=1,2,3\n", "dcb"),
        (DCB + "DCB_PG_UPPCT=1,2,3,4,5,6,7,x\n", "dcb"),
        ("DEVICE=eth0\nDCB=no\nDCB_APP_FCOE_MODE=x\n", None),
        ("DEVICE=eth0\nDCB_PFC_UP=x\n", None),
        (DCB_ON, None),
        (DCB_ON + "DCB_PG_ENABLE=yes\n", "dcb"),
        (DCB_ON + "DCB_APP_FIP_PRIORITY=3\n", "dcb"),
        (DCB_ON + "DCB_APP_FIP_ENABLE=yes\nDCB_APP_FIP_PRIORITY=3\nDCB_APP_FIP_WILLING=yes\n", None),
        (DCB_ON + "DCB_APP_ISCSI_WILLING=yes\n", "dcb"),
        (DCB_ON + "DCB_PFC_ADVERTISE=yes\n", "dcb"),
        (DCB_ON + "DCB_PFC_UP=x\nDCB_PFC_WILLING=no\n", None),
        # virtual functions
        ("DEVICE=eth0\nSRIOV_VF0=trust=yes\n", "sriov"),
        (SRIOV + "SRIOV_VF1='mac=02:00:00:00:00:01 trust=off'\n", None),
        (SRIOV + "SRIOV_VF2=\n", "sriov"),
        (SRIOV + "SRIOV_VF0=mac=x\n", "sriov"),
        (SRIOV + "SRIOV_VF0='min-tx-rate=2 max-tx-rate=1'\n", "sriov"),
        (SRIOV + "SRIOV_VF0=\nSRIOV_VF00=\n", "sriov"),
        (SRIOV + "SRIOV_VF9=trust=maybe\nSRIOV_VF8=trust\nSRIOV_VF7=vlans=4096\nSRIOV_VFx=\n", None),
        (SRIOV + "SRIOV_VF1='vlans=5.1.ad;6 spoof-check=no other=1'\n", None),
        # how names are resolved, and more paths than one
        ("DEVICE=eth0\nMDNS=3\n", "connection"),
        ("DEVICE=eth0\nMDNS=often\nLLMNR=-1\nDNS_OVER_TLS=opportunistic\n", None),
        ("DEVICE=eth0\nLLMNR=-2\n", "connection"),
        ("DEVICE=eth0\nDNS_OVER_TLS=0x3\n", "connection"),
        ("DEVICE=eth0\nMULTI_CONNECT=4\n", "connection"),
        ("DEVICE=eth0\nMPTCP_FLAGS='disabled enabled'\n", "connection"),
        ("DEVICE=eth0\nMPTCP_FLAGS=signal,fullmesh\n", "connection"),
        ("DEVICE=eth0\nMPTCP_FLAGS=signal,subflow\n", None),
        ("DEVICE=eth0\nMPTCP_FLAGS='disabled never'\n", None),
        ("DEVICE=eth0\nMUD_URL=https://\n", "mud-url"),
        ("DEVICE=eth0\nPROXY_METHOD=auto\nPAC_SCRIPT=x\n", "proxy"),
        ("DEVICE=eth0\nPROXY_METHOD=none\nPAC_SCRIPT=x\n", None),
    ],
)  # fmt: skip
def test_rejected_for(text: str, kind: str | None) -> None:
    profile = read(text)
    assert (profile.reason.kind if profile.reason else None) == kind
    assert profile.status == ("error" if kind else "connection")


@pytest.mark.parametrize(
    "text, status",
    [
        ("DEVICE=eth0\nNM_CONTROLLED=no\n", "unmanaged"),
        ("DEVICE=eth0\nNM_CONTROLLED=off\n", "connection"),
        ("NM_CONTROLLED=no\nTYPE=Ethernet\n", "ignored"),
        ("NM_CONTROLLED=no\nSUBCHANNELS=0.0.1,0.0.2\n", "unmanaged"),
        ("DEVICE=eth0\nBOOTPROTO=iBFT\n", "ignored"),
        ("DEVICE=lo\n", "ignored"),
        ("DEVICE=lo\nTYPE=Ethernet\n", "connection"),
        ("DEVICE=tap0\nTYPE=Tap\n", "unrecognized"),
        ("TYPE=Tap\n", "error"),
    ],
)
def test_status(text: str, status: str) -> None:
    assert read(text).status == status


@pytest.mark.parametrize(
    "text, kind",
    [
        ("DEVICE=eth0\nVLAN=yes\nPHYSDEV=eth1\nVLAN_ID=5\n", "vlan"),
        ("DEVICE=eth0\nTYPE=Ethernet\nVLAN=yes\n", "802-3-ethernet"),
        ("DEVICE=eth0\nTYPE=Ethernet\nBONDING_OPTS=mode=1\n", "bond"),
        ("DEVICE=eth0\nTYPE=ethernet\nBONDING_OPTS=mode=1\n", "802-3-ethernet"),
        ("DEVICE=bond0\nBONDING_MASTER=yes\n", "bond"),
        ("DEVICE=eth0\nTYPE=CTC\n", "802-3-ethernet"),
        ("DEVICE=eth0.5\nDEVICETYPE=TeamPort\nVLAN=yes\n", "vlan"),
        ("DEVICE=eth0\nDEVICETYPE=TeamPort\n", "802-3-ethernet"),
        ("DEVICE=eth0\nTYPE=Ethernet\nTEAM_CONFIG={}\n", "team"),
        ("DEVICE=wireless0\nESSID=x\n", "802-11-wireless"),
    ],
)
def test_type(text: str, kind: str) -> None:
    assert read(text).type == kind


def test_controller_of_several() -> None:
    profile = read("DEVICE=eth0\nVRF=vrf0\nTEAM_MASTER=team0\nMASTER=bond0\nMASTER_UUID=some\n")
    assert (profile.controller, profile.port_type) == ("some", "bond")


def test_name_that_is_dropped() -> None:
    assert read("DEVICE=a-name-far-too-long\n").interface_name is None


@pytest.mark.parametrize("pkey, name", [("5", "ib0.8005"), ("0x8005", "ib0.8005")])
def test_partition_is_named_by_its_key(pkey: str, name: str) -> None:
    assert read(INFINIBAND + f"PKEY=yes\nPHYSDEV=ib0\nPKEY_ID={pkey}\n").interface_name == name


# -- what lies beside ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "route, kind",
    [
        ("ADDRESS0=10.0.0.0\nNETMASK0=255.0.0.0\nGATEWAY0=192.0.2.254\n", None),
        ("ADDRESS0=10.0.0.0\nGATEWAY0=192.0.2.254\n", "route"),
        ("ADDRESS0=10.0.0.0\nNETMASK0=255.0.255.0\n", "route"),
        ("ADDRESS0=10.0.0.0\nNETMASK0=255.0.0.0\nGATEWAY0=x\n", "route"),
        ("ADDRESS0=10.0.0.0\nNETMASK0=255.0.0.0\nMETRIC0=x\n", "route"),
        ("ADDRESS0=10.0.0.0\nNETMASK0=255.0.0.0\nOPTIONS0='mtu lock 1400 onlink'\n", None),
        ("ADDRESS0=10.0.0.0\nNETMASK0=255.0.0.0\nOPTIONS0='via 192.0.2.1'\n", "route"),
        ("ADDRESS1=x\n", None),
        ("10.0.0.0/8 via x\n", None),
    ],
)
def test_route_files(route: str, kind: str | None) -> None:
    profile = read(STATIC, route_x=route)
    assert (profile.reason.kind if profile.reason else None) == kind
    assert read(STATIC, route_x=route, rule6_x="").status == "connection", "with rules there are no routes"


@pytest.mark.parametrize(
    "line, counts",
    [
        ("10.0.0.0/8 via 192.0.2.1", True),
        ("default via 192.0.2.1 dev eth0 metric 5", True),
        ("to 10.0.0.1 src 192.0.2.1 table 5 tos 0x10 scope link onlink quickack 1", True),
        ("blackhole 10.0.0.0/8", True),
        ("10.0.0.0/8 via 192.0.2.1 # why", False),
        ("broadcast 10.0.0.0/8", False),
        ("10.0.0.0/8 table main", False),
        ("10.0.0.0/8 via 192.0.2.1 via 192.0.2.2", False),
        ("10.0.0.0/8 scope near", False),
        ("10.0.0.0/8 mtu", False),
        ("10.0.0.0/33", False),
        ("via 192.0.2.1", False),
        ("# 10.0.0.0/8", False),
    ],
)
def test_a_route_is_as_good_as_an_address(line: str, counts: bool) -> None:
    assert (read("DEVICE=eth0\nPREFIX=24\n", route_x=line + "\n").status == "connection") == counts
    assert read("DEVICE=eth0\nPREFIX=24\n", Host.of(release=8), route_x=line + "\n").status == "error"


@pytest.mark.parametrize(
    "line, kind",
    [
        ("blackhole 10.0.0.0/8 via 192.0.2.1", "route"),
        ("unreachable 10.0.0.0/8 via 0.0.0.0", None),
        ("prohibit 10.0.0.0/8 via 192.0.2.256", None),
        ("nat 10.0.0.1", "route"),
        ("broadcastmulticast 10.0.0.0/8", "route"),
        ("local 10.0.0.1 scope host", None),
        ("local 10.0.0.1 scope 253", "route"),
        ("10.0.0.0/8 via 192.0.2.1 weight 256", None),
        ("10.0.0.0/8 via 192.0.2.1 weight 257", "route"),
        ("blackhole 10.0.0.0/8 weight 1", "route"),
        ("10.0.0.0/8 type", "crash"),
        ("type blackhole 10.0.0.0/8", "crash"),
        ("blackhole 10.0.0.0/8 type blackhole", None),
    ],
)
def test_routes_that_are_read_and_then_refused(line: str, kind: str | None) -> None:
    profile = read(STATIC, route_x=f"192.0.2.9\n{line}\n")
    assert (profile.reason.kind if profile.reason else None) == kind
    keyed = "ADDRESS0=10.0.0.0\nNETMASK0=255.0.0.0\nGATEWAY0=192.0.2.1\n"
    assert read(STATIC, route_x=keyed + "OPTIONS0=blackhole\n").status == "error"
    assert read(STATIC, Host.of(release=8), route_x=keyed + "OPTIONS0='weight 5'\n").status == "error"
    assert read(STATIC, route_x=keyed + "OPTIONS0='weight 5'\n").status == "connection"


def test_ipv6_routes_count_as_well() -> None:
    text = LOCAL6 + "IPV6ADDR=' '\n"
    assert read(text, route6_x="2001:db8::/32 via fe80::1 from 2001:db8:1::/48\n").status == "connection"
    assert read(text, route6_x="2001:db8::/32 weight 5\n").status == "error"
    assert read(STATIC, route6_x="throw 2001:db8::/32 via fe80::1\n").status == "error"


def test_backup_is_skipped() -> None:
    found = directory.parse({"ifcfg-eth0.bak": STATIC, "ifcfg-eth0.old": STATIC})
    assert [reader.read(found, file, Host.of(release=9)).status for file in found.files] == [
        "skipped-name",
        "connection",
    ]


def test_sixth_gigahertz() -> None:
    def status(text: str, version: tuple[int, int]) -> str:
        found = directory.parse({"ifcfg-x": WIFI + text})
        return reader.read(found, found.files[0], Host(), version).status

    for text in ("BAND=6GHz\nCHANNEL=5\n", "BAND=a\nCHANNEL=144\n"):
        assert status(text, (1, 58)) == "connection"
        assert status(text, (1, 56)) == "error"
    assert status("CHANNEL=197\n", (1, 58)) == "error"


def test_aliases_give_addresses() -> None:
    text, alias = "DEVICE=eth0\nBOOTPROTO=autoip\n", "DEVICE=x:1\nIPADDR=192.0.2.1\n"
    files = {"ifcfg-x": text, "ifcfg-x:1": alias}
    host = Host.of(release=9)
    found = directory.parse(files)
    assert [reader.read(found, file, host).status for file in found.files] == ["error", "alias"]
    for changed in (alias.replace("x:1", "x:2"), alias.replace("192.0.2.1", "x"), "DEVICE=x:1\n"):
        found = directory.parse({**files, "ifcfg-x:1": changed})
        assert [reader.read(found, file, host).status for file in found.files] == ["connection", "alias"]


@pytest.mark.parametrize(
    "text, alias, kind",
    [
        # an alias that brings no address turns IPv4 on, and is then refused for want of one
        ("DEVICE=eth0\n", "DEVICE=x:1\nNETMASK=255.255.255.0\n", "no-address"),
        (STATIC, "DEVICE=x:1\nNETMASK=255.255.255.255\n", None),
        # what it says of the gateway is read only where nobody else has
        (STATIC, "DEVICE=x:1\nIPADDR=192.0.2.9\nGATEWAY=x\n", None),
        ("DEVICE=eth0\n", "DEVICE=x:1\nIPADDR=192.0.2.9\nGATEWAY=x\n", None),
        ("DEVICE=eth0\nDEFROUTE=yes\n", "DEVICE=x:1\nIPADDR=192.0.2.9\nGATEWAY=x\n", None),
        ("DEVICE=eth0\nBOOTPROTO=autoip\n", "DEVICE=x:1\nIPADDR=192.0.2.9\nGATEWAY=x\n", None),
        ("DEVICE=eth0\nBOOTPROTO=autoip\nDEFROUTE=yes\n", "DEVICE=x:1\nIPADDR=192.0.2.9\nGATEWAY=x\n", "method"),
    ],
)
def test_what_aliases_change(text: str, alias: str, kind: str | None) -> None:
    found = directory.parse({"ifcfg-x": text, "ifcfg-x:1": alias})
    profile = reader.read(found, found.files[0], Host.of(release=9))
    assert (profile.reason.kind if profile.reason else None) == kind


def test_label_of_an_alias() -> None:
    """The file's name goes into the label, and what stands before the colon must be a name for a device."""
    base = "a-name-far-too-long"
    files = {f"ifcfg-{base}": STATIC, f"ifcfg-{base}:1": f"DEVICE={base}:1\nIPADDR=192.0.2.9\n"}
    found = directory.parse(files)
    profile = reader.read(found, found.files[0], Host.of(release=9))
    assert profile.reason and profile.reason.kind == "alias"
    found = directory.parse({**files, f"ifcfg-{base}:1": f"DEVICE={base}:1\nIPADDR=x\n"})
    assert reader.read(found, found.files[0], Host.of(release=9)).status == "connection"


def test_network_file() -> None:
    assert read(STATIC, network="GATEWAY=x\n").status == "error"
    assert read(STATIC + "GATEWAY=192.0.2.254\n", network="GATEWAY=x\n").status == "connection"
    assert read("DEVICE=eth0\nIPV6ADDR=x\n", network="NETWORKING_IPV6=yes\nIPV6INIT=yes\n").status == "error"
    static6 = "DEVICE=eth0\nIPV6INIT=yes\nIPV6ADDR=2001:db8::1\n"
    assert read(static6, network="IPV6_DEFAULTGW=x\n").status == "error"


def test_what_normalization_puts_right_first() -> None:
    """A port with a gateway that is not to be used has lost its addresses before anybody looks at them again."""
    text = "DEVICE=eth0\nBOOTPROTO=autoip\nIPADDR=192.0.2.1\nPREFIX=24\nGATEWAY=192.0.2.254\nMASTER=bond0\n"
    assert read(text).status == "error"
    assert read(text + "DEFROUTE=no\n").status == "connection"
    assert read(text, network="GATEWAYDEV=eth1\n").status == "connection"
    assert read(text, network="GATEWAYDEV=eth0\n").status == "error"


# -- what depends on the host ----------------------------------------------------------------------------


def test_network_scripts_take_what_they_have_a_script_for() -> None:
    text = "DEVICE=plip0\n"
    assert read(text, Host.of(release=9)).status == "connection"
    assert read(text, Host.of(release=7)).status == "ignored"
    assert read(text, Host.of(release=8, packages=["network-scripts"])).status == "ignored"
    with pytest.raises(Unknown):
        read(text, Host.of(release=8))


@pytest.mark.parametrize(
    "text, rejects_in_8, rejects_in_9",
    [
        (VLAN + "VLAN_PROTOCOL=x\n", False, True),
        (BOND + '"mode=1 lacp_active=on"\n', False, True),
        (STATIC + "DNS1=192.0.2.1#dns.example\n", True, False),
        ("DEVICE=eth0\nMASTER_UUID=u\nBRIDGE=br0\nBOND_PORT_PRIO=1\n", False, True),
        ("DEVICE=eth0\nBOOTPROTO=none\nIPV4_LINK_LOCAL=fallback\n", False, True),
        (STATIC + "IPV4_LINK_LOCAL=4\n", True, False),
        (EAP_ME + "IEEE_8021X_EAP_METHODS=md5\nIEEE_8021X_PHASE1_AUTH_FLAGS=tls-1-3-disable\n", True, False),
    ],
)
def test_versions_differ(text: str, rejects_in_8: bool, rejects_in_9: bool) -> None:
    assert (read(text, Host.of(release=8)).status == "error") == rejects_in_8
    assert (read(text, Host.of(release=9)).status == "error") == rejects_in_9
    with pytest.raises(Unknown):
        read(text, Host())


def test_nothing_is_asked_of_the_host_where_it_makes_no_difference() -> None:
    assert read(STATIC, Host()).status == "connection"


def test_profile_of_a_file() -> None:
    files = {"ifcfg-eth0": STATIC, "ifcfg-eth1": "DEVICE=eth1\nUUID=x\n", "route-eth0": ""}
    hosts = {
        "enabled": Host.of(release=8, services={"NetworkManager": "enabled"}),
        "disabled": Host.of(release=8, services={"NetworkManager": "disabled"}),
        "too late": Host.of(release=10, services={"NetworkManager": "enabled"}),
    }
    found = {name: subjects(files, host) for name, host in hosts.items()}
    assert [file.profile and file.profile.status for file in found["enabled"]] == ["connection", "error", None]
    assert [file.rejected and file.rejected.key for file in found["enabled"]] == [None, "UUID", None]
    assert [file.profile for name in ("disabled", "too late") for file in found[name]] == [None] * 6
    with pytest.raises(Unknown):
        _ = subjects(files, Host())[0].profile


def test_rejected_route_is_shown_in_its_file() -> None:
    files = {"ifcfg-eth0": STATIC, "route-eth0": "ADDRESS0=10.0.0.0\n"}
    file = subjects(files, Host.of(release=8, services={"NetworkManager": "enabled"}))[0]
    assert file.rejected is not None
    assert file.rejected.place().path == "route-eth0"
