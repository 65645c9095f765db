"""Kinds of device that NetworkManager has keyfiles for, and its ifcfg reader no TYPE."""

from __future__ import annotations

from collections.abc import Mapping

from ifcfgen.networkmanager.keyfile import Keyfile

_TUN, _TAP = "1", "2"


def as_kind(said: Keyfile, kind: str, name: str, keys: Mapping[str, str]) -> Keyfile:
    """SAID, read as an Ethernet profile, as one of KIND: `tap` or `loopback`."""
    connection = said["connection"]
    others = {section: values for section, values in said.items() if section != "connection"}
    if not others.get("ethernet"):
        others.pop("ethernet", None)
    if kind == "loopback":
        return {"connection": {**connection, "type": "loopback"}, "loopback": {}, **others}
    tun: dict[str, str] = {"mode": _TUN if name.startswith("tun") else _TAP}
    if keys.get("OWNER", "").isdecimal():
        tun["owner"] = keys["OWNER"]
    return {"connection": {**connection, "type": "tun"}, "tun": {**tun}, **others}
