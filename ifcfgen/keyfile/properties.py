"""The sections and keys of keyfiles that have one plain value each, and what it can be (libnm's properties).

Keys of a form of their own, such as address1, are in `OWN_FORM`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from ifcfgen.lazy import NamedTuple, pattern

Version = tuple[int, int]
Kind = Literal["text", "list", "yes-no", "number", "enum", "flags", "mac", "cloned-mac", "bytes", "numbers"]

_UINT = 2**32 - 1
_UINT64 = 2**64 - 1
_INT = 2**31 - 1


class Property(NamedTuple):
    """What a key holds. A number from `low` to `high`; an enumeration has one of `values`, flags any of their bits."""

    kind: Kind
    default: bool | int | None = None
    low: int = 0
    high: int = 0
    values: tuple[int, ...] = ()
    first: Version = (1, 0)
    """The first NetworkManager that reads it; later than the one of EL7 only."""
    words: tuple[str, ...] = ()
    """What a text, or each item of a list, must be one of: NetworkManager rejects a profile with another."""
    is_needed: bool = False
    """Whether NetworkManager rejects a profile whose section is without it."""

    def since(self, *version: int) -> Property:
        """The same, read from VERSION on."""
        major, minor = version
        return self._replace(first=(major, minor))

    def of(self, *words: str) -> Property:
        """The same, with one of WORDS."""
        return self._replace(words=words)

    @property
    def needed(self) -> Property:
        """The same, without which there is no profile."""
        return self._replace(is_needed=True)


TEXT = Property("text")
LIST = Property("list")
ON = Property("yes-no", True)
OFF = Property("yes-no", False)
MAC = Property("mac", high=6)
MAC20 = Property("mac", high=20)
CLONED = Property("cloned-mac", high=6)
BYTES = Property("bytes")
NUMBERS = Property("numbers")


def _number(default: int, low: int, high: int) -> Property:
    return Property("number", default, low, high)


def _int(default: int) -> Property:
    return _number(default, -(2**31), _INT)


def _uint(default: int) -> Property:
    return _number(default, 0, _UINT)


def _uint64(default: int) -> Property:
    return _number(default, 0, _UINT64)


def _enum(default: int, *others: int) -> Property:
    return Property("enum", default, values=(default, *others))


def _flags(bits: int, default: int = 0) -> Property:
    return Property("flags", default, high=bits)


SECTIONS: Mapping[str, Mapping[str, Property]] = {
    "802-11-wireless": {
        "ap-isolation": _enum(-1, 0, 1).since(1, 28), "band": TEXT.of("a", "bg", "6GHz"), "bssid": MAC,
        "channel": _uint(0), "channel-width": _int(0).since(1, 50), "cloned-mac-address": CLONED,
        "generate-mac-address-mask": TEXT, "hidden": OFF, "mac-address": MAC, "mac-address-blacklist": LIST,
        "mac-address-denylist": LIST.since(1, 48), "mac-address-randomization": _uint(0),
        "mode": TEXT.of("infrastructure", "adhoc", "ap", "mesh"), "mtu": _uint(0), "powersave": _uint(0),
        "rate": _uint(0), "ssid": BYTES.needed, "tx-power": _uint(0), "wake-on-wlan": _uint(1),
    },
    "802-11-wireless-security": {
        "auth-alg": TEXT.of("open", "shared", "leap"), "fils": _int(0),
        "group": LIST.of("wep40", "wep104", "tkip", "ccmp"),
        "key-mgmt": TEXT.of("none", "ieee8021x", "wpa-psk", "wpa-eap", "wpa-eap-suite-b-192", "sae", "owe").needed,
        "leap-password": TEXT, "leap-password-flags": _flags(7), "leap-username": TEXT,
        "pairwise": LIST.of("tkip", "ccmp"), "pmf": _int(0), "proto": LIST.of("wpa", "rsn"), "psk": TEXT,
        "psk-flags": _flags(7), "wep-key-flags": _flags(7), "wep-key-type": _enum(0, 1, 2), "wep-key0": TEXT,
        "wep-key1": TEXT, "wep-key2": TEXT, "wep-key3": TEXT, "wep-tx-keyidx": _number(0, 0, 3), "wps-method": _uint(0),
    },
    "802-1x": {
        "altsubject-matches": LIST, "anonymous-identity": TEXT, "auth-timeout": _number(0, 0, 2147483647),
        "ca-cert": BYTES, "ca-cert-password": TEXT, "ca-cert-password-flags": _flags(7), "ca-path": TEXT,
        "client-cert": BYTES, "client-cert-password": TEXT, "client-cert-password-flags": _flags(7),
        "domain-match": TEXT.since(1, 24), "domain-suffix-match": TEXT,
        "eap": LIST.of("leap", "md5", "tls", "peap", "ttls", "sim", "fast", "pwd", "external").needed, "identity": TEXT,
        "openssl-ciphers": TEXT.since(1, 48), "optional": OFF.since(1, 20), "pac-file": TEXT, "password": TEXT,
        "password-flags": _flags(7), "password-raw": BYTES, "password-raw-flags": _flags(7),
        "phase1-auth-flags": _uint(0), "phase1-fast-provisioning": TEXT.of("0", "1", "2", "3"),
        "phase1-peaplabel": TEXT.of("0", "1"), "phase1-peapver": TEXT.of("0", "1"), "phase2-altsubject-matches": LIST,
        "phase2-auth": TEXT.of("pap", "chap", "mschap", "mschapv2", "gtc", "otp", "md5", "tls"),
        "phase2-autheap": TEXT.of("md5", "mschapv2", "otp", "gtc", "tls"), "phase2-ca-cert": BYTES,
        "phase2-ca-cert-password": TEXT, "phase2-ca-cert-password-flags": _flags(7), "phase2-ca-path": TEXT,
        "phase2-client-cert": BYTES, "phase2-client-cert-password": TEXT,
        "phase2-client-cert-password-flags": _flags(7), "phase2-domain-match": TEXT.since(1, 24),
        "phase2-domain-suffix-match": TEXT, "phase2-private-key": BYTES, "phase2-private-key-password": TEXT,
        "phase2-private-key-password-flags": _flags(7), "phase2-subject-match": TEXT, "pin": TEXT,
        "pin-flags": _flags(7), "private-key": BYTES, "private-key-password": TEXT,
        "private-key-password-flags": _flags(7), "subject-match": TEXT, "system-ca-certs": OFF,
    },
    "802-3-ethernet": {
        "accept-all-mac-addresses": _enum(-1, 0, 1).since(1, 32), "auto-negotiate": OFF, "cloned-mac-address": CLONED,
        "duplex": TEXT.of("half", "full"), "generate-mac-address-mask": TEXT, "mac-address": MAC,
        "mac-address-blacklist": LIST, "mac-address-denylist": LIST.since(1, 48), "mtu": _uint(0),
        "port": TEXT.of("tp", "aui", "bnc", "mii"), "s390-nettype": TEXT.of("qeth", "lcs", "ctc"),
        "s390-subchannels": LIST, "speed": _uint(0), "wake-on-lan": _uint(1), "wake-on-lan-password": TEXT,
    },
    "bond": {},
    "bond-port": {
        "prio": _int(0).since(1, 44), "queue-id": _number(0, 0, 65535).since(1, 34),
    },
    "bridge": {
        "ageing-time": _number(300, 0, 1000000), "forward-delay": _number(15, 0, 30),
        "group-address": TEXT.since(1, 24), "group-forward-mask": _number(0, 0, 65535), "hello-time": _number(2, 0, 10),
        "mac-address": MAC, "max-age": _number(20, 0, 40),
        "multicast-hash-max": _number(4096, 1, 4294967295).since(1, 26),
        "multicast-last-member-count": _uint(2).since(1, 26),
        "multicast-last-member-interval": _uint64(100).since(1, 26),
        "multicast-membership-interval": _uint64(26000).since(1, 26), "multicast-querier": OFF.since(1, 24),
        "multicast-querier-interval": _uint64(25500).since(1, 26),
        "multicast-query-interval": _uint64(12500).since(1, 26),
        "multicast-query-response-interval": _uint64(1000).since(1, 26), "multicast-query-use-ifaddr": OFF.since(1, 24),
        "multicast-router": TEXT.of("auto", "enabled", "disabled").since(1, 24), "multicast-snooping": ON,
        "multicast-startup-query-count": _uint(2).since(1, 26),
        "multicast-startup-query-interval": _uint64(3125).since(1, 26), "priority": _number(32768, 0, 65535), "stp": ON,
        "vlan-default-pvid": _number(1, 0, 4094), "vlan-filtering": OFF,
        "vlan-protocol": TEXT.of("802.1Q", "802.1ad").since(1, 24), "vlan-stats-enabled": OFF.since(1, 24),
    },
    "bridge-port": {
        "hairpin-mode": OFF, "path-cost": _number(100, 0, 65535), "priority": _number(32, 0, 63),
    },
    "connection": {
        "auth-retries": _number(-1, -1, 2147483647), "autoconnect": ON,
        "autoconnect-ports": _enum(-1, 0, 1).since(1, 46), "autoconnect-priority": _number(0, -999, 999),
        "autoconnect-retries": _number(-1, -1, 2147483647), "autoconnect-slaves": _enum(-1, 0, 1),
        "controller": TEXT.since(1, 46), "dns-over-tls": _int(-1).since(1, 34),
        "dnssec": _enum(-1, 0, 1, 2).since(1, 56), "down-on-poweroff": _enum(-1, 0, 1).since(1, 48),
        "gateway-ping-timeout": _number(0, 0, 600), "id": TEXT, "interface-name": TEXT,
        "ip-ping-addresses": LIST.since(1, 52), "ip-ping-addresses-require-all": _enum(-1, 0, 1).since(1, 52),
        "ip-ping-timeout": _number(0, 0, 600).since(1, 52), "lldp": _int(-1), "llmnr": _int(-1), "master": TEXT,
        "mdns": _int(-1), "metered": _enum(0, 1, 2, 3, 4), "mptcp-flags": _uint(0).since(1, 40),
        "mud-url": TEXT.since(1, 26), "multi-connect": _int(0), "permissions": LIST, "port-type": TEXT.since(1, 46),
        "secondaries": LIST, "slave-type": TEXT, "stable-id": TEXT, "timestamp": _uint64(0), "type": TEXT, "uuid": TEXT,
        "wait-activation-delay": _number(-1, -1, 2147483647).since(1, 40),
        "wait-device-timeout": _number(-1, -1, 2147483647).since(1, 20), "zone": TEXT,
    },
    "dcb": {
        "app-fcoe-flags": _flags(7), "app-fcoe-mode": TEXT.of("fabric", "vn2vn"),
        "app-fcoe-priority": _number(-1, -1, 7), "app-fip-flags": _flags(7), "app-fip-priority": _number(-1, -1, 7),
        "app-iscsi-flags": _flags(7), "app-iscsi-priority": _number(-1, -1, 7), "priority-bandwidth": NUMBERS,
        "priority-flow-control": NUMBERS, "priority-flow-control-flags": _flags(7), "priority-group-bandwidth": NUMBERS,
        "priority-group-flags": _flags(7), "priority-group-id": NUMBERS, "priority-strict-bandwidth": NUMBERS,
        "priority-traffic-class": NUMBERS,
    },
    "dummy": {},
    "ethtool": {},
    "generic": {
        "device-handler": TEXT.since(1, 46),
    },
    "geneve": {
        "destination-port": _number(6081, 0, 65535).since(1, 54), "df": _int(0).since(1, 54),
        "id": _number(0, 0, 16777215).since(1, 54), "remote": TEXT.since(1, 54), "tos": _number(0, 0, 255).since(1, 54),
        "ttl": _number(0, -1, 255).since(1, 54),
    },
    "hostname": {
        "from-dhcp": _enum(-1, 0, 1).since(1, 30), "from-dns-lookup": _enum(-1, 0, 1).since(1, 30),
        "only-from-default": _enum(-1, 0, 1).since(1, 30), "priority": _int(0).since(1, 30),
    },
    "hsr": {
        "interlink": TEXT.since(1, 56), "multicast-spec": _number(0, 0, 255).since(1, 46), "port1": TEXT.since(1, 46),
        "port2": TEXT.since(1, 46), "protocol-version": _int(-1).since(1, 56), "prp": OFF.since(1, 46),
    },
    "infiniband": {
        "mac-address": MAC20, "mtu": _uint(0), "p-key": _number(-1, -1, 65535), "parent": TEXT,
        "transport-mode": TEXT.of("datagram", "connected").needed,
    },
    "ip-tunnel": {
        "encapsulation-limit": _number(0, 0, 255), "flags": _uint(0), "flow-label": _number(0, 0, 1048575),
        "fwmark": _uint(0).since(1, 42), "input-key": TEXT, "local": TEXT, "mode": _uint(0), "mtu": _uint(0),
        "output-key": TEXT, "parent": TEXT, "path-mtu-discovery": ON, "remote": TEXT, "tos": _number(0, 0, 255),
        "ttl": _number(0, 0, 255),
    },
    "ipv4": {
        "auto-route-ext-gw": _enum(-1, 0, 1).since(1, 42), "clat": _enum(-1, 0, 1, 2).since(1, 58),
        "dad-timeout": _number(-1, -1, 30000), "dhcp-client-id": TEXT, "dhcp-dscp": TEXT.since(1, 46),
        "dhcp-fqdn": TEXT, "dhcp-hostname": TEXT, "dhcp-hostname-flags": _uint(0).since(1, 22),
        "dhcp-iaid": TEXT.since(1, 22), "dhcp-ipv6-only-preferred": _enum(-1, 0, 1, 2).since(1, 52),
        "dhcp-reject-servers": LIST.since(1, 28), "dhcp-send-hostname": ON,
        "dhcp-send-hostname-deprecated": ON.since(1, 52),
        "dhcp-send-release": _enum(-1, 0, 1).since(1, 48), "dhcp-timeout": _number(0, 0, 2147483647),
        "dhcp-vendor-class-identifier": TEXT.since(1, 26), "dns": LIST, "dns-options": LIST, "dns-priority": _int(0),
        "dns-search": LIST, "forwarding": _enum(-1, 0, 1, 2).since(1, 54), "gateway": TEXT, "ignore-auto-dns": OFF,
        "ignore-auto-routes": OFF, "link-local": _int(0), "may-fail": ON, "method": TEXT, "never-default": OFF,
        "replace-local-rule": _enum(-1, 0, 1).since(1, 42),
        "required-timeout": _number(-1, -1, 2147483647).since(1, 32), "route-metric": _number(-1, -1, 4294967295),
        "route-table": _uint(0), "routed-dns": _enum(-1, 0, 1).since(1, 52),
        "shared-dhcp-lease-time": _int(0).since(1, 52), "shared-dhcp-range": TEXT.since(1, 52),
    },
    "ipv6": {
        "addr-gen-mode": TEXT, "auto-route-ext-gw": _enum(-1, 0, 1).since(1, 42), "dad-timeout": _number(-1, -1, 30000),
        "dhcp-dscp": TEXT.since(1, 46), "dhcp-duid": TEXT, "dhcp-hostname": TEXT,
        "dhcp-hostname-flags": _uint(0).since(1, 22), "dhcp-iaid": TEXT.since(1, 22), "dhcp-pd-hint": TEXT.since(1, 44),
        "dhcp-reject-servers": LIST.since(1, 28), "dhcp-send-hostname": ON,
        "dhcp-send-hostname-deprecated": ON.since(1, 52),
        "dhcp-send-release": _enum(-1, 0, 1).since(1, 48), "dhcp-timeout": _number(0, 0, 2147483647), "dns": LIST,
        "dns-options": LIST, "dns-priority": _int(0), "dns-search": LIST, "forwarding": _enum(-1, 0, 1, 2).since(1, 54),
        "gateway": TEXT, "ignore-auto-dns": OFF, "ignore-auto-routes": OFF, "ip6-privacy": _enum(-1, 0, 1, 2),
        "may-fail": ON, "method": TEXT, "mtu": _uint(0).since(1, 40), "never-default": OFF,
        "ra-timeout": _number(0, 0, 2147483647).since(1, 22), "replace-local-rule": _enum(-1, 0, 1).since(1, 42),
        "required-timeout": _number(-1, -1, 2147483647).since(1, 32), "route-metric": _number(-1, -1, 4294967295),
        "route-table": _uint(0), "routed-dns": _enum(-1, 0, 1).since(1, 52),
        "shared-dhcp-lease-time": _int(0).since(1, 52), "shared-dhcp-range": TEXT.since(1, 52),
        "temp-preferred-lifetime": _int(0).since(1, 48), "temp-valid-lifetime": _int(0).since(1, 48), "token": TEXT,
    },
    "ipvlan": {
        "mode": _uint(0).since(1, 52), "parent": TEXT.since(1, 52), "private": OFF.since(1, 52),
        "vepa": OFF.since(1, 52),
    },
    "link": {
        "gro-max-size": _number(-1, -1, _UINT).since(1, 44), "gso-max-segments": _number(-1, -1, _UINT).since(1, 44),
        "gso-max-size": _number(-1, -1, _UINT).since(1, 44), "tx-queue-length": _number(-1, -1, _UINT).since(1, 44),
    },
    "loopback": {
        "mtu": _uint(0).since(1, 42),
    },
    "macsec": {
        "encrypt": ON, "mka-cak": TEXT, "mka-cak-flags": _flags(7), "mka-ckn": TEXT, "mode": _int(0),
        "offload": _int(-1).since(1, 46), "parent": TEXT, "port": _number(1, 1, 65534), "send-sci": ON,
        "validation": _int(2),
    },
    "macvlan": {
        "mode": _uint(0), "parent": TEXT, "promiscuous": ON, "tap": OFF,
    },
    "match": {
        "driver": LIST.since(1, 26), "interface-name": LIST, "kernel-command-line": LIST.since(1, 26),
        "path": LIST.since(1, 26),
    },
    "ovs-bridge": {
        "datapath-type": TEXT.of("system", "netdev").since(1, 20), "fail-mode": TEXT.of("secure", "standalone"),
        "mcast-snooping-enable": OFF, "rstp-enable": OFF, "stp-enable": OFF,
    },
    "ovs-dpdk": {
        "devargs": TEXT.since(1, 20), "lsc-interrupt": _int(0).since(1, 54), "n-rxq": _uint(0).since(1, 36),
        "n-rxq-desc": _number(0, 0, 4096).since(1, 42), "n-txq-desc": _number(0, 0, 4096).since(1, 42),
    },
    "ovs-external-ids": {},
    "ovs-interface": {
        "ofport-request": _number(0, 0, 65279).since(1, 42), "type": TEXT.of("internal", "system", "patch", "dpdk"),
    },
    "ovs-other-config": {},
    "ovs-patch": {
        "peer": TEXT.needed,
    },
    "ovs-port": {
        "bond-downdelay": _uint(0), "bond-mode": TEXT.of("active-backup", "balance-slb", "balance-tcp"),
        "bond-updelay": _uint(0), "lacp": TEXT.of("active", "off", "passive"), "tag": _number(0, 0, 4095),
        "vlan-mode": TEXT.of("access", "native-tagged", "native-untagged", "trunk", "dot1q-tunnel"),
    },
    "prefix-delegation": {
        "subnet-id": _number(-1, -1, _UINT).since(1, 54),
    },
    "proxy": {
        "browser-only": OFF, "method": _int(0), "pac-script": TEXT, "pac-url": TEXT,
    },
    "sriov": {
        "autoprobe-drivers": _enum(-1, 0, 1), "eswitch-encap-mode": _int(-1).since(1, 46),
        "eswitch-inline-mode": _int(-1).since(1, 46), "eswitch-mode": _int(-1).since(1, 46),
        "preserve-on-down": _enum(-1, 0, 1).since(1, 54), "total-vfs": _uint(0),
    },
    "tc": {},
    "team": {
        "config": TEXT,
    },
    "team-port": {
        "config": TEXT,
    },
    "tun": {
        "group": TEXT, "mode": _uint(1), "multi-queue": OFF, "owner": TEXT, "pi": OFF, "vnet-hdr": OFF,
    },
    "user": {},
    "veth": {
        "peer": TEXT.since(1, 30),
    },
    "vlan": {
        "egress-priority-map": LIST, "flags": _flags(15, 1), "id": _number(0, 0, 4095), "ingress-priority-map": LIST,
        "parent": TEXT, "protocol": TEXT.of("802.1Q", "802.1ad").since(1, 42),
    },
    "vrf": {
        "table": _uint(0).since(1, 24),
    },
    "vxlan": {
        "ageing": _uint(300), "destination-port": _number(8472, 0, 65535), "id": _number(0, 0, 16777215),
        "l2-miss": OFF, "l3-miss": OFF, "learning": ON, "limit": _uint(0), "local": TEXT, "parent": TEXT,
        "proxy": OFF, "remote": TEXT, "rsc": OFF, "source-port-max": _number(0, 0, 65535),
        "source-port-min": _number(0, 0, 65535), "tos": _number(0, 0, 255), "ttl": _number(0, 0, 255),
    },
    "wireguard": {
        "fwmark": _uint(0), "ip4-auto-default-route": _enum(-1, 0, 1).since(1, 20),
        "ip6-auto-default-route": _enum(-1, 0, 1).since(1, 20), "listen-port": _number(0, 0, 65535), "mtu": _uint(0),
        "peer-routes": ON, "private-key": TEXT, "private-key-flags": _flags(7),
    },
}  # fmt: skip
"""By canonical section and key. A section without plain keys is there as well."""

ALIASES: Mapping[str, str] = {
    "ethernet": "802-3-ethernet",
    "wifi": "802-11-wireless",
    "wifi-security": "802-11-wireless-security",
}
"""What keyfiles call some sections, and types."""

_NUMBER = "(0|[1-9][0-9]*)?"
_OF_ADDRESSING = f"address(es)?{_NUMBER}|routes?{_NUMBER}(_options)?|routing-rule{_NUMBER}"
OWN_FORM: Mapping[str, re.Pattern[str]] = {
    section: pattern(source)
    for section, source in {
        "ipv4": _OF_ADDRESSING,
        "ipv6": _OF_ADDRESSING,
        "bond": ".*",
        "bridge": "vlans|interface-name",
        "bridge-port": "vlans",
        "ethtool": "(feature|coalesce|ring|pause|channels|eee|fec)-.+",
        "ovs-external-ids": r"data\..+",
        "ovs-other-config": r"data\..+",
        "ovs-port": "trunks",
        "sriov": r"vf\.[0-9]+",
        "tc": r"(qdisc|tfilter)\..+",
        "team": "interface-name",
        "user": ".*",
        "vlan": "interface-name",
    }.items()
}
"""By section: the keys whose value has a form of its own. A bond has its options as keys."""

NOT_READ = ("ethernet-s390-options", ".nmmeta", "vpn-secrets")
"""Sections that are no settings of their own."""
ELSEWHERE = (
    "6lowpan", "802-11-olpc-mesh", "adsl", "bluetooth", "cdma", "gsm", "ppp", "pppoe", "serial", "vpn", "wifi-p2p",
    "wimax", "wpan",
)  # fmt: skip
"""Settings of links that no server has; their keys are not checked."""


def canonical(section: str) -> str:
    """The setting that SECTION, or a type, is called after."""
    return ALIASES.get(section, section)


def known_keys(setting: str) -> Iterable[str]:
    """The plain keys of a section."""
    return SECTIONS.get(setting, {})


def spelled(setting: str) -> str:
    """How keyfiles call the section of SETTING."""
    return next((alias for alias, name in ALIASES.items() if name == setting), setting)


RENAMED = {
    "connection": {"master": "controller", "slave-type": "port-type", "autoconnect-slaves": "autoconnect-ports"},
    "ipv4": {"dhcp-send-hostname-deprecated": "dhcp-send-hostname"},
    "ipv6": {"dhcp-send-hostname-deprecated": "dhcp-send-hostname"},
    "802-3-ethernet": {"mac-address-blacklist": "mac-address-denylist"},
    "802-11-wireless": {"mac-address-blacklist": "mac-address-denylist"},
}
"""Other names of settings, by section."""


def former(section: str, key: str) -> str | None:
    """The name of a KEY in SECTION before it was renamed, which every NetworkManager knows."""
    names = RENAMED.get(canonical(section), {})
    return next((old for old, new in names.items() if new == key and not old.endswith("-deprecated")), None)
