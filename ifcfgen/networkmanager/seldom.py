"""Settings that hardly any file has: proxy, user data, and queueing disciplines. Loaded only where there are some."""

from __future__ import annotations

import re
from collections.abc import Callable

from ifcfgen.networkmanager.source import Rejected, Source

_USER = "NM_USER_"
_ESCAPED = re.compile(r"(__)|_([0-7]{3})|_([A-Z])|([A-Z])|([0-9])|_")
USER_KEY = re.compile(r"[A-Za-z0-9+/=_-]+(?:\.[A-Za-z0-9+/=_-]+)+")
_HANDLE = re.compile(r"[0-9a-fA-F]{1,4}:[0-9a-fA-F]{0,4}")


def check_proxy(source: Source) -> None:
    """What must hold for a proxy that a script finds. Raises `Rejected`."""
    keys = source.keys
    script = keys.get("PAC_SCRIPT") if keys.get("PROXY_METHOD", "").lower() == "auto" else None
    if script and "FindProxyForURL" not in script:
        raise Rejected("proxy", "PAC_SCRIPT", "PAC_SCRIPT defines no FindProxyForURL")


def write_proxy(source: Source) -> None:
    """Put the proxy into the settings."""
    keys = source.keys
    if not keys.get("PROXY_METHOD"):
        return
    if keys["PROXY_METHOD"].lower() == "auto":
        source.add("proxy", "method", "auto", "PROXY_METHOD")
        for key, name in (("PAC_URL", "pac-url"), ("PAC_SCRIPT", "pac-script")):
            if keys.get(key):
                source.add("proxy", name, keys[key], key)
    if source.flag("BROWSER_ONLY"):
        source.add("proxy", "browser-only", True, "BROWSER_ONLY")


def write_user_data(source: Source) -> None:
    """Put what other programs have left in the file into the settings."""
    for key in sorted(key for key in source.rare if key.startswith(_USER)):
        name = _user_name(key.removeprefix(_USER))
        if name and USER_KEY.fullmatch(name):
            source.add("user", name, source.keys[key], key)


def _user_name(text: str) -> str | None:
    """The name behind a key: small letters stand as capitals, a dot as `__`, a capital behind `_`, and the rest in
    octal digits behind `_` (nms_ifcfg_rh_utils_user_key_decode).
    """
    found = ""
    at = 0
    while at < len(text):
        piece = _ESCAPED.match(text, at)
        if not piece or piece[0] == "_":
            return None
        dot, octal, capital, small, digit = piece.groups()
        found += "." if dot else chr(int(octal, 8)) if octal else capital or (small or digit or "").lower()
        at = piece.end()
    return found


def write_traffic(source: Source) -> None:
    """Put queueing disciplines and filters into the settings, up to the first number that is missing."""
    _write_numbered(source, "QDISC", "qdiscs", _qdisc)
    _write_numbered(source, "FILTER", "tfilters", _tfilter)
    if source.flag("TC_COMMIT"):
        source.settings.setdefault("tc", {})


def _write_numbered(source: Source, stem: str, name: str, read: Callable[[str], str | None]) -> None:
    found: list[str] = []
    index = 1
    while text := source.keys.get(f"{stem}{index}"):
        if (one := read(text)) and one not in found:
            found.append(one)
        index += 1
    if found:
        source.add("tc", name, tuple(found), f"{stem}1")


def _qdisc(text: str) -> str | None:
    """`root` or `parent HANDLE`, perhaps `handle HANDLE`, and what it is."""
    return _attached(text, roots=("root", "ingress", "clsact"))


def _tfilter(text: str) -> str | None:
    return _attached(text, roots=("root",))


def _attached(text: str, roots: tuple[str, ...]) -> str | None:
    parent = handle = ""
    rest = text.split()
    while rest and (rest[0] in (*roots, "parent", "handle")):
        word = rest.pop(0)
        if word in roots and not parent:
            parent = word
        elif word in ("parent", "handle") and rest and _HANDLE.fullmatch(rest[0]):
            if word == "parent":
                parent = f"parent {rest.pop(0)}"
            else:
                handle = f"handle {rest.pop(0)}"
        else:
            return None
    if not parent or not rest:
        return None
    return " ".join((parent, *((handle,) if handle else ()), *rest))
