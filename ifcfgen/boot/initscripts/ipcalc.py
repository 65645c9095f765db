"""The two programs called ipcalc: that of initscripts (EL6, EL7) and the classless one of a separate package (EL8)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from ifcfgen.boot.values import mask, text_of
from ifcfgen.ifcfg.literals import length_of_mask, number

Field = Literal["netmask", "prefix", "broadcast", "network"]

_QUAD = re.compile(r"(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}")


@lru_cache(4096)
def _quad(text: str) -> int | None:
    """A dotted quad, strictly (inet_pton)."""
    octets = [int(octet) for octet in text.split(".")] if _QUAD.fullmatch(text) else [256]
    return None if max(octets) > 255 else int.from_bytes(octets)


def _length(text: str, release: int) -> int | None:
    """The length that the second word, a mask, comes to; EL8's ipcalc takes the length itself, too."""
    given = number(text, 32) if release >= 8 else None
    if given is not None:
        return given
    quad = _quad(text)
    return None if quad is None else length_of_mask(quad)


def _usual_length(wanted: Field, ip: int, release: int) -> int | None:
    """The length of a prefix that is not set: all bits, or, before EL8, that of the address class."""
    if release >= 8:
        return 32
    return (8 if ip >> 24 <= 127 else 16 if ip >> 24 <= 191 else 24) if wanted == "netmask" else None


@lru_cache(4096)
def ipcalc(wanted: Field, words: tuple[str, ...], release: int) -> str:
    """What `ipcalc --WANTED WORDS` prints behind `=`; empty where it refuses. WORDS: address[/prefix] [mask]."""
    if not 1 <= len(words) <= 2 or (len(words) == 2 and release <= 7 and wanted == "netmask"):
        return ""
    host, slash, written = words[0].partition("/")
    if slash and len(words) == 2:
        return ""
    if (slash or len(words) == 2) and release <= 7:
        host += ".0" * (3 - host.count("."))
    ip = _quad(host)
    if ip is None:
        return ""
    if slash:
        length = number(written, 32)
    elif len(words) == 2:
        length = _length(words[1], release)
    else:
        length = _usual_length(wanted, ip, release)
    if length is None:
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
