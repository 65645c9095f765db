"""What virtual devices have beyond what every device has: those of netplan, and taps, macvlans, ipvlans and teams."""

from __future__ import annotations

from typing import Any

from ifcfgen.netplan import nodes
from ifcfgen.netplan.grammar import Block, Kind, ListOf, Properties, Property, Reader, Written, unmodelled
from ifcfgen.netplan.nodes import Node
from ifcfgen.netplan.values import (
    ENDPOINT,
    FLAG,
    IP_ADDRESS,
    JSON_OBJECT,
    NETWORK,
    PASSWORD,
    PORT,
    PUBLIC_KEY,
    TEXT,
    TUNNEL_KEY,
    USER,
    WIREGUARD_KEY,
    number,
    one_of,
)

VETH = {"peer": Property(TEXT, "The ID of the other end of the pair.", origin="peer_name")}

_TUNNEL_MODES = (
    "sit", "gre", "ip6gre", "ipip", "ipip6", "ip6ip6", "vti", "vti6", "wireguard", "vxlan", "gretap", "ip6gretap",
    "isatap",
)  # fmt: skip


class TunnelKeys:
    """One key, or `{input: ..., output: ...}`. Read as what is given by these names, the one key as `both`."""

    each = Properties(
        "tunnel keys",
        {
            "input": Property(TUNNEL_KEY, "The key of packets that come.", "input_key"),
            "output": Property(TUNNEL_KEY, "The key of packets that go.", "output_key"),
            "private": Property(WIREGUARD_KEY, "The private key of WireGuard.", "private_key"),
            "private-key-flags": unmodelled("How NetworkManager gets the private key of WireGuard."),
        },
    )

    def read(self, node: Node, name: str, reader: Reader) -> Written | None:
        if isinstance(node, nodes.Mapping):
            return self.each.read(node, name, reader)
        both = PASSWORD.read(node, name, reader)
        if both is None:
            return None
        block = Block()
        block["both"] = both
        return Written(block, both.place)

    def schema(self, defs: dict[str, Any]) -> dict[str, Any]:
        return {"anyOf": [TUNNEL_KEY.schema(defs), self.each.schema(defs)]}


PEER_KEYS = Properties(
    "peer keys",
    {
        "public": Property(PUBLIC_KEY, "The public key of the peer.", "public_key"),
        "shared": Property(WIREGUARD_KEY, "A secret that only the two have.", "shared_key"),
    },
)
PEER = Properties(
    "a peer",
    {
        "keys": Property(PEER_KEYS, "Its keys."),
        "endpoint": Property(ENDPOINT, "Where to reach it: host and port.", "endpoint"),
        "allowed-ips": Property(ListOf(NETWORK, "[192.0.2.0/24]"), "The networks behind it."),
        "keepalive": Property(number(1, 65535), "Seconds between packets that keep a firewall open.", "keepalive"),
    },
)

TUNNEL = {
    "mode": Property(one_of(*_TUNNEL_MODES), "The kind of tunnel.", "mode"),
    "local": Property(IP_ADDRESS, "The address of this end.", "local"),
    "remote": Property(IP_ADDRESS, "The address of the other end; of a VXLAN also a multicast group.", "remote"),
    "ttl": Property(number(1, 255), "The TTL of the packets around the tunnelled ones.", "ttl"),
    "key": Property(TunnelKeys(), "The key of both directions, or of each by name.", origin="output_key"),
    "id": Property(number(1, 2**24 - 1), "The number of a VXLAN.", "vni"),
    "link": Property(TEXT, "The ID of the parent device of a VXLAN.", origin="parent_name"),
    "port": Property(PORT, "The UDP port that a VXLAN sends to, or WireGuard listens at.", "udp_port"),
    "mark": Property(number(1, 2**32 - 1), "The firewall mark of the packets of WireGuard.", "mark"),
    "peers": Property(ListOf(PEER, "[{keys: {public: ...}, allowed-ips: [192.0.2.0/24]}]"), "The peers of WireGuard."),
    "type-of-service": unmodelled("The type of service, of a VXLAN."),
    "mac-learning": Property(FLAG, "Whether a VXLAN learns MAC addresses (default: true).", "mac_learning"),
    "ageing": unmodelled("Seconds after which a VXLAN forgets a MAC address."),
    "limit": unmodelled("How many MAC addresses a VXLAN learns."),
    "arp-proxy": unmodelled("Whether a VXLAN answers ARP for others."),
    "notifications": unmodelled("What a VXLAN reports of missing entries."),
    "short-circuit": unmodelled("Whether a VXLAN routes by itself."),
    "checksums": unmodelled("Which checksums a VXLAN has."),
    "extensions": unmodelled("The extensions of a VXLAN."),
    "port-range": unmodelled("The source ports of a VXLAN."),
    "flow-label": unmodelled("The flow label of a VXLAN."),
    "do-not-fragment": unmodelled("Whether packets of a VXLAN must not be fragmented."),
}

VRF = {"table": Property(number(1, 2**32 - 1), "The number of its routing table.", "table")}

TAP = {
    "mode": Property(one_of("tap", "tun"), "`tap` carries frames (default), `tun` packets.", "mode"),
    "owner": Property(USER, "The user who may open it.", "owner"),
}


def _on_parent(modes: Kind, meaning: str) -> dict[str, Property]:
    parent = Property(TEXT, "The ID of the parent device.", origin="parent_name")
    return {"link": parent, "mode": Property(modes, meaning, "mode")}


MACVLAN = _on_parent(
    one_of("bridge", "private", "vepa", "passthru"), "How those on one parent reach each other (default: bridge)."
)
IPVLAN = _on_parent(one_of("l2", "l3", "l3s"), "The layer that it forwards on (default: l2).")

TEAM = {"config": Property(JSON_OBJECT, "The configuration of teamd, as JSON.", "team_config")}
