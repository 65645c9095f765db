"""What every profile has, whatever its link: its identity, and the few words that it is refused for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ifcfgen.networkmanager.source import Refused, Source, Version, choice, flags, is_uuid, number

_RESOLVING = {"default": -1, "no": 0, "resolve": 1, "yes": 2}
_RESOLVERS: Mapping[str, tuple[Mapping[str, int], Version]] = {
    "MDNS": (_RESOLVING, (1, 12)),
    "LLMNR": (_RESOLVING, (1, 14)),
    "DNS_OVER_TLS": ({"default": -1, "no": 0, "opportunistic": 1, "yes": 2}, (1, 34)),
}
_MPTCP = {
    "none": 0, "disabled": 0x1, "enabled": 0x2, "also-without-sysctl": 0x4, "also-without-default-route": 0x8,
    "signal": 0x10, "subflow": 0x20, "backup": 0x40, "fullmesh": 0x80,
}  # fmt: skip
_HTTPS = re.compile(r"(?=.{1,255}\Z)https://[\0-\x7f]+", re.S)
_SELDOM = frozenset((*_RESOLVERS, "MPTCP_FLAGS", "MULTI_CONNECT", "MUD_URL"))


def check_connection(source: Source) -> None:
    """What must hold for the identity, and for how names are resolved. Raises `Refused`."""
    keys = source.keys
    uuid = keys.get("UUID")
    if uuid and not is_uuid(uuid):
        raise Refused("uuid", "UUID", f"UUID={uuid} is no UUID")
    if _SELDOM.isdisjoint(keys):
        return
    for key, (named, since) in _RESOLVERS.items():
        # a word that it does not know it passes over, with a warning; a number that it does not know, it does not
        found = choice(keys[key], named) if key in keys and source.since(*since) else None
        if found is not None and not -1 <= found <= 2:
            raise Refused("connection", key, f"{key}={keys[key]} is none of {', '.join(named)}")
    if "MPTCP_FLAGS" in keys and source.since(1, 40):
        _check_mptcp(source)
    many = number(keys.get("MULTI_CONNECT", ""), -(2**31), 2**31 - 1)
    if many is not None and not 0 <= many <= 3:
        raise Refused("connection", "MULTI_CONNECT", f"MULTI_CONNECT={many} is no number from 0 to 3")
    url = keys.get("MUD_URL")
    if url is not None and url != "none" and not _HTTPS.fullmatch(url):
        raise Refused("mud-url", "MUD_URL", f"MUD_URL={url} is no HTTPS address of at most 255 bytes")


def _check_mptcp(source: Source) -> None:
    named = {**_MPTCP, **({"laminar": 0x100} if source.since(1, 56) else {})}
    set_ = flags(source.keys["MPTCP_FLAGS"], named) or 0
    wrong = set_ != 1 if set_ & 1 else set_ & 0x90 == 0x90 or set_ & ~sum(named.values())
    if wrong:
        text = f"MPTCP_FLAGS={source.keys['MPTCP_FLAGS']} are flags that do not go together"
        raise Refused("connection", "MPTCP_FLAGS", text)


def check_proxy(source: Source) -> None:
    """What must hold for a proxy that a script finds. Raises `Refused`."""
    keys = source.keys
    script = keys.get("PAC_SCRIPT") if keys.get("PROXY_METHOD", "").lower() == "auto" else None
    if script and "FindProxyForURL" not in script:
        raise Refused("proxy", "PAC_SCRIPT", "PAC_SCRIPT defines no FindProxyForURL")
