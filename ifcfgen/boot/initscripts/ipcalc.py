"""ipcalc, of which there are two: the one of initscripts (EL6, EL7) and the classless package of its own (EL8)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from ifcfgen.boot.words import length_of_mask, mask, number, text_of

Wanted = Literal["netmask", "prefix", "broadcast", "network"]

_QUAD = re.compile(r"(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}")


def _quad(text: str) -> int | None:
    """A dotted quad, strictly (inet_pton)."""
    if not _QUAD.fullmatch(text):
        return None
    value = 0
    for octet in text.split("."):
        value = value << 8 | int(octet)
        if int(octet) > 255:
            return None
    return value


@lru_cache(4096)
def ipcalc(wanted: Wanted, words: tuple[str, ...], release: int) -> str:
    """What `ipcalc --WANTED WORDS` prints behind `=`; empty where it refuses. WORDS: address[/prefix] [mask]."""
    if not words or len(words) > 2:
        return ""
    host, slash, written = words[0].partition("/")
    length = number(written, 32) if slash else None
    if slash and length is None:
        return ""
    if len(words) == 2:
        if slash or (release <= 7 and wanted == "netmask"):
            return ""
        given = number(words[1], 32) if release >= 8 else None
        if given is None:
            quad = _quad(words[1])
            given = None if quad is None else length_of_mask(quad)
        if given is None:
            return ""
        length = given
    if release <= 7 and slash:
        host += ".0" * (3 - host.count("."))
    ip = _quad(host)
    if ip is None:
        return ""
    if length is None:
        if release >= 8:
            length = 32
        elif wanted == "netmask":
            length = 8 if ip >> 24 <= 127 else 16 if ip >> 24 <= 191 else 24
        else:
            return ""
    if wanted == "prefix":
        return str(length)
    bits = mask(length)
    if wanted == "network":
        return text_of(ip & bits, 4)
    if wanted == "netmask":
        return text_of(bits, 4)
    everybody = length == 31 and release <= 7
    return text_of(0xFFFFFFFF if everybody else ip | bits ^ 0xFFFFFFFF, 4)
