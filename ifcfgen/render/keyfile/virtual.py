"""Virtual devices in keyfiles: what their templates ask for, and what NetworkManager of a release does not have."""

from __future__ import annotations

from collections.abc import Iterator

from ifcfgen.model import Device
from ifcfgen.networkmanager.source import Version
from ifcfgen.networkmanager.virtual import MODES, VXLAN_PORT

_WITHOUT_TEAMS = 10
_WITH_KEYS = ("gre", "ip6gre")
"""The modes that libnm takes keys for in every version here; those of vti came with 1.42."""
_KEYS_OF_VTI: Version = (1, 42)
_WITHOUT_MAC = ("tunnel", "ipvlan", "vrf", "wireguard")


def view(device: Device) -> dict[str, object]:
    """What makes a virtual device what it is."""
    return {
        "mode": MODES.get(device.kind, {}).get(device.mode or ""),
        "is_tap": True if device.kind == "macvtap" else None,
        "peer": device.peer_name,
        "owner": device.owner,
        "local": device.local,
        "remote": device.remote,
        "ttl": device.ttl,
        "input_key": device.input_key,
        "output_key": device.output_key,
        "vni": device.vni,
        "learning": False if device.mac_learning is False else None,
        "udp_port": None if (device.kind, device.udp_port) == ("vxlan", VXLAN_PORT) else device.udp_port,
        "table": device.table,
        "team_config": device.team_config,
        "private_key": device.private_key,
        "mark": device.mark,
        "peers": device.peers,
    }


def refusals(device: Device, release: int, version: Version) -> Iterator[tuple[str, str, str]]:
    """What NetworkManager of VERSION, that of RELEASE, lacks for a virtual device: field, what, what to do."""
    mode = device.mode or ""
    if device.kind == "team" and release >= _WITHOUT_TEAMS:
        yield "", f"NetworkManager of EL{release} has no teams", "make it a bond"
    if device.kind == "tap" and device.owner and not device.owner.isdecimal():
        yield "owner", f"owner {device.owner}: NetworkManager takes the number of a user", "give the number"
    if device.kind == "wireguard" and not device.private_key:
        yield "", "NetworkManager would ask a person for the private key", "give `key: {private: ...}`"
    if device.kind == "wireguard":
        for field, name in (("dhcp4", "dhcp4"), ("dhcp6", "dhcp6"), ("accept_ra", "accept-ra")):
            if getattr(device, field):
                yield field, f"{name}: NetworkManager asks nobody for addresses of a wireguard", "give addresses"
        if "ipv4" in (device.link_local or ()):
            yield "link_local", "link-local: [ipv4]: NetworkManager has none for a wireguard", "remove it"
    if device.kind in _WITHOUT_MAC and device.mac:
        yield "mac", f"macaddress: NetworkManager cannot set that of a {device.kind}", "remove it"
    has_keys = mode in _WITH_KEYS or (mode in ("vti", "vti6") and version >= _KEYS_OF_VTI)
    for field, key in (("input_key", device.input_key), ("output_key", device.output_key)):
        if key is not None and not has_keys:
            yield field, f"key: NetworkManager of EL{release} has none for a tunnel of mode {mode}", "remove it"
