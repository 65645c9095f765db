"""Kinds of device that keyfiles support and NetworkManager's ifcfg reader does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ifcfgen.ifcfg.values import address
from ifcfgen.networkmanager.keyfile import Keyfile

_TAP = "2"
"""NMSettingTunMode; the default is TUN."""
_TUNNELS = {"GRE": "2", "GRE6": "8", "IPIP": "1", "IPIP6": "7", "SIT": "3"}
"""The modes of tunnels by TYPE (NMIPTunnelMode)."""
_WITH_KEY = ("GRE", "GRE6")


def as_kind(said: Keyfile, kind: str, name: str, keys: Mapping[str, str]) -> Keyfile:
    """The keyfile SAID of an Ethernet profile as a keyfile of KIND: `tap`, `tunnel` or `loopback`."""
    connection, link = said["connection"], said.get("ethernet", {})
    others = {section: values for section, values in said.items() if section not in ("connection", "ethernet")}
    if kind == "loopback":
        return {"connection": {**connection, "type": "loopback"}, "loopback": {}, **others}
    if kind == "tunnel":
        return {"connection": {**connection, "type": "ip-tunnel"}, "ip-tunnel": {**_tunnel(keys), **link}, **others}
    tun: dict[str, str | Sequence[str]] = {} if name.startswith("tun") else {"mode": _TAP}
    if keys.get("OWNER", "").isdecimal():
        tun["owner"] = keys["OWNER"]
    ethernet = {"ethernet": link} if link else {}
    return {"connection": {**connection, "type": "tun"}, "tun": tun, **ethernet, **others}


def is_tunnel(keys: Mapping[str, str]) -> bool:
    """Whether KEYS describe a tunnel that NetworkManager supports; it requires a remote address."""
    kind, said = keys.get("TYPE", "").upper(), _tunnel(keys)
    version = 6 if kind.endswith("6") else 4
    ends = [address(said[name]) for name in ("remote", "local") if name in said]
    return kind in _TUNNELS and all(end is not None and end.version == version for end in ends)


def _tunnel(keys: Mapping[str, str]) -> dict[str, str]:
    kind = keys.get("TYPE", "").upper()
    ends = ("IPV6TUNNELIPV4LOCAL", "IPV6TUNNELIPV4") if kind == "SIT" else ("MY_OUTER_IPADDR", "PEER_OUTER_IPADDR")
    found = {"mode": _TUNNELS.get(kind, ""), "remote": keys.get(ends[1], "")}
    if keys.get(ends[0]):
        found["local"] = keys[ends[0]]
    if kind in _WITH_KEY and keys.get("KEY"):
        found |= {"input-key": keys["KEY"], "output-key": keys["KEY"]}
    return found | ({"ttl": keys["TTL"]} if keys.get("TTL", "").isdecimal() else {})
