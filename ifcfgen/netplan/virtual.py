"""What virtual devices have beyond what every device has: those of netplan, and taps, macvlans, ipvlans and teams."""

from __future__ import annotations

from typing import Any

from ifcfgen.netplan import nodes
from ifcfgen.netplan.grammar import Block, Kind, Properties, Property, Reader, Written, unmodelled
from ifcfgen.netplan.nodes import Node
from ifcfgen.netplan.values import IP_ADDRESS, JSON_OBJECT, PASSWORD, TEXT, TUNNEL_KEY, USER, number, one_of

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
            "private": unmodelled("The private key of WireGuard."),
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


TUNNEL = {
    "mode": Property(one_of(*_TUNNEL_MODES), "The kind of tunnel.", "mode"),
    "local": Property(IP_ADDRESS, "The address of this end.", "local"),
    "remote": Property(IP_ADDRESS, "The address of the other end; of a VXLAN also a multicast group.", "remote"),
    "ttl": Property(number(1, 255), "The TTL of the packets around the tunnelled ones.", "ttl"),
    "key": Property(TunnelKeys(), "The key of both directions, or of each by name.", origin="output_key"),
    "id": Property(number(1, 2**24 - 1), "The number of a VXLAN.", "vni"),
    "link": Property(TEXT, "The ID of the parent device of a VXLAN.", origin="parent_name"),
    "port": Property(number(1, 65535), "The UDP port that a VXLAN sends to.", "udp_port"),
    "mark": unmodelled("The firewall mark of the packets around, of WireGuard."),
    "peers": unmodelled("The peers of WireGuard."),
    "type-of-service": unmodelled("The type of service, of a VXLAN."),
    "mac-learning": unmodelled("Whether a VXLAN learns MAC addresses."),
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
