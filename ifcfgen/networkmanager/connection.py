"""What every profile has, whatever its link: its identity, and what it is a port of."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ifcfgen.ifcfg.kinds import KEY_OF_PORT
from ifcfgen.model import KINDS
from ifcfgen.networkmanager.enums import ENUMS, FLAGS
from ifcfgen.networkmanager.source import Rejected, Source, Version
from ifcfgen.networkmanager.values import enum_value, flags, is_profile_device_name, is_uuid, number

_RESOLVERS: Mapping[str, tuple[Mapping[str, int], Version]] = {
    "MDNS": (ENUMS["connection.mdns"], (1, 12)),
    "LLMNR": (ENUMS["connection.llmnr"], (1, 14)),
    "DNS_OVER_TLS": (ENUMS["connection.dns-over-tls"], (1, 34)),
}
_MPTCP = {"none": 0, **FLAGS["connection.mptcp-flags"]}
_LAMINAR = "laminar"
"""Since 1.56."""
_HTTPS = re.compile(r"(?=.{1,255}\Z)https://[\0-\x7f]+", re.S)
_SELDOM = frozenset((*_RESOLVERS, "MPTCP_FLAGS", "MULTI_CONNECT", "MUD_URL"))

_CONTROLLERS = (*((key, kind) for kind, key in KEY_OF_PORT.items()), ("OVS_PORT", "ovs-port"), ("VRF", "vrf"))
"""The first that is there wins; of each, the one with _UUID before the one without."""
_CONTROLLER_KEYS = frozenset(key + ending for key, _ in _CONTROLLERS for ending in ("", "_UUID"))
_TITLES = {kind.setting: kind.title for kind in KINDS.values()}


def read_port_type(source: Source) -> str | None:
    """What kind of port it is; None where it is none. Of what it is one goes into the settings."""
    keys = source.keys
    if _CONTROLLER_KEYS.isdisjoint(keys):
        return None
    for stem, kind in _CONTROLLERS:
        for key in (f"{stem}_UUID", stem):
            if keys.get(key):
                source.add("connection", "controller", keys[key], key)
                source.add("connection", "port-type", kind, key)
                return kind
    return None


def write_identity(source: Source, kind: str) -> None:
    """Put name, UUID, type and device into the settings."""
    keys, origins = source.keys, source.origins
    values = source.settings.setdefault("connection", {})
    values["type"] = kind
    if "TYPE" in keys:
        origins["connection.type"] = "TYPE"
    if name := keys.get("NAME"):
        values["id"] = name
        origins["connection.id"] = "NAME"
    else:
        values["id"] = f"{_TITLES.get(kind, 'System')} {source.file.suffix}"
    if uuid := keys.get("UUID"):
        values["uuid"] = uuid.lower()
        origins["connection.uuid"] = "UUID"
    device = keys.get("DEVICE")
    if device and is_profile_device_name(device):
        values["interface-name"] = device
        origins["connection.interface-name"] = "DEVICE"


def check_connection(source: Source) -> None:
    """What must hold for the identity, and for how names are resolved. Raises `Rejected`."""
    keys = source.keys
    uuid = keys.get("UUID")
    if uuid and not is_uuid(uuid):
        raise Rejected("uuid", "UUID", f"UUID={uuid} is not a UUID")
    if _SELDOM.isdisjoint(source.rare):
        return
    for key, (named, since) in _RESOLVERS.items():
        # a word that it does not know it passes over, with a warning; a number that it does not know, it does not
        found = enum_value(keys[key], named) if key in keys and source.since(*since) else None
        if found is not None and not -1 <= found <= 2:
            raise Rejected("connection", key, f"{key}={keys[key]} is not one of {', '.join(named)}")
    if "MPTCP_FLAGS" in keys and source.since(1, 40):
        _check_mptcp(source)
    many = number(keys.get("MULTI_CONNECT", ""), -(2**31), 2**31 - 1)
    if many is not None and not 0 <= many <= 3:
        raise Rejected("connection", "MULTI_CONNECT", f"MULTI_CONNECT={many} is not a number from 0 to 3")
    url = keys.get("MUD_URL")
    if url is not None and not is_mud_url(url):
        raise Rejected("mud-url", "MUD_URL", f"MUD_URL={url} is not an HTTPS address of at most 255 bytes")


def is_mud_url(text: str) -> bool:
    """Whether TEXT can be the address of a description of a device, or is `none`."""
    return text == "none" or _HTTPS.fullmatch(text) is not None


def _check_mptcp(source: Source) -> None:
    later = source.since(1, 56)
    named = {name: value for name, value in _MPTCP.items() if later or name != _LAMINAR}
    if not are_mptcp_flags(flags(source.keys["MPTCP_FLAGS"], named) or 0, (1, 56) if later else (1, 40)):
        text = f"MPTCP_FLAGS={source.keys['MPTCP_FLAGS']} are flags that cannot be combined"
        raise Rejected("connection", "MPTCP_FLAGS", text)


def are_mptcp_flags(set_: int, version: Version) -> bool:
    """Whether the flags SET_ go together for NetworkManager of VERSION."""
    known = sum(value for name, value in _MPTCP.items() if version >= (1, 56) or name != _LAMINAR)
    return set_ == 1 if set_ & 1 else set_ & 0x90 != 0x90 and not set_ & ~known
