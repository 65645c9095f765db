"""Kinds of device that keyfiles support and NetworkManager's ifcfg reader does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ifcfgen.ifcfg.values import address
from ifcfgen.model import KINDS, Device
from ifcfgen.networkmanager.family import OFF
from ifcfgen.networkmanager.keyfile import Keyfile
from ifcfgen.networkmanager.methods import generation6
from ifcfgen.networkmanager.source import Version
from ifcfgen.networkmanager.virtual import MODES, SINCE, VXLAN_PORT
from ifcfgen.scripts.extensions import EXTENSIONS

_TAP = "2"
"""NMSettingTunMode; the default is TUN."""
_TUNNELS = {"GRE": "2", "GRE6": "8", "IPIP": "1", "IPIP6": "7", "SIT": "3"}
"""The modes of tunnels by TYPE (NMIPTunnelMode)."""
_VNIS = range(1, 2**24)
_WITH_KEY = ("GRE", "GRE6")


def is_as_kind(kind: str) -> bool:
    """Whether NetworkManager's ifcfg reader does not know KIND, and a keyfile does."""
    return kind in ("tap", "tunnel", "loopback", *EXTENSIONS)


def as_kind(said: Keyfile, device: Device, keys: Mapping[str, str]) -> Keyfile:
    """The keyfile SAID of an Ethernet profile as a keyfile of DEVICE, whose kind is one of `is_as_kind`."""
    kind, name = device.kind, device.name
    connection, link = said["connection"], said.get("ethernet", {})
    others = {section: values for section, values in said.items() if section not in ("connection", "ethernet")}
    generation = generation6(device)
    if generation and others["ipv6"]["method"] not in OFF:
        others["ipv6"] = {**others["ipv6"], "addr-gen-mode": generation}
    if kind == "loopback":
        return {"connection": {**connection, "type": "loopback"}, "loopback": {}, **others}
    if kind == "tunnel":
        return {"connection": {**connection, "type": "ip-tunnel"}, "ip-tunnel": {**_tunnel(keys), **link}, **others}
    ethernet = {"ethernet": link} if link else {}
    if kind in EXTENSIONS:
        type = KINDS[kind].short
        return {"connection": {**connection, "type": type}, type: _of_kind(device), **ethernet, **others}
    tun: dict[str, str | Sequence[str]] = {} if name.startswith("tun") else {"mode": _TAP}
    if keys.get("OWNER", "").isdecimal():
        tun["owner"] = keys["OWNER"]
    return {"connection": {**connection, "type": "tun"}, "tun": tun, **ethernet, **others}


def why_not(device: Device, target: int, version: Version) -> tuple[str, str] | None:
    """Why NetworkManager of VERSION, that of the TARGET, cannot have DEVICE, and the key that it is about."""
    kind = device.kind
    if kind not in EXTENSIONS:
        return None
    if version < SINCE[kind]:
        return f"NetworkManager of EL{target} has no profiles for devices of kind {kind}", "DEVICETYPE"
    needed = {"veth": device.peer_name, "vxlan": (device.vni or 0) in _VNIS, "dummy": True}
    if not needed.get(kind, device.parent_name) or (kind in MODES and device.mode not in MODES[kind]):
        return "a key that it needs is missing or invalid", "DEVICETYPE"
    return None


def _of_kind(device: Device) -> dict[str, str | Sequence[str]]:
    """The section of a device that a script of initscripts creates."""
    if device.kind == "veth":
        found: dict[str, object] = {"peer": device.peer_name}
    elif device.kind == "vxlan":
        found = {"id": device.vni, "parent": device.parent_name, "local": device.local, "remote": device.remote}
        port = None if device.udp_port == VXLAN_PORT else device.udp_port
        found |= {"destination-port": port, "ttl": device.ttl}
    elif device.kind == "dummy":
        found = {}
    else:
        found = {"mode": MODES[device.kind][device.mode or ""], "parent": device.parent_name}
        found |= {"tap": "true"} if device.kind == "macvtap" else {}
    return {key: str(value) for key, value in found.items() if value is not None}


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
