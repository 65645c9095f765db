"""What the name of a device says: its parent and VLAN ID, and when initscripts start it."""

from __future__ import annotations

import re
from functools import lru_cache

_NUMBERED = re.compile(r"(.+)\.(\d+)")
_LEADING = re.compile(r"\d*\.?\d*")


@lru_cache(1024)
def parent_in(name: str) -> str | None:
    """What stands before the last dot in NAME, where a number stands behind it."""
    match = _NUMBERED.fullmatch(name)
    return match[1] if match else None


@lru_cache(1024)
def id_in(name: str) -> str | None:
    """The VLAN ID in NAME, with its leading zeros: behind the last dot, or behind `vlan`."""
    match = _NUMBERED.fullmatch(name)
    digits = match[2] if match else name[4:] if name.startswith("vlan") else ""
    return digits if digits.isascii() and digits.isdigit() else None


@lru_cache(1024)
def id_for_ip(name: str) -> int | None:
    """The VLAN ID that `ip` makes of what initscripts cut out of NAME: to it, a number with a leading 0 is octal."""
    digits = name[4:].lstrip("0") if name.startswith("vlan") else id_in(name) or ""
    try:
        return int(digits, 8 if digits.startswith("0") else 10)
    except ValueError:
        return None


@lru_cache(1024)
def boot_order(suffix: str, name: str, is_bridge: bool) -> tuple[int, str, float, str]:
    """Where `service network start` comes to ifcfg-SUFFIX, the file of NAME: pass, then place in it.

    VLANs, by name, are a pass of their own behind all the others, bridges one behind that; in a pass files are sorted
    by what stands before the first digit, then by the number there (initscripts, rc.d/init.d/network).
    """
    turn = 2 if is_bridge else 1 if "." in name or name.startswith("vlan") else 0
    letters = re.match(r"\D*", suffix)
    text = letters[0] if letters else ""
    number = _LEADING.match(suffix, len(text))
    return turn, text, float(number[0].rstrip(".") or 0) if number else 0.0, suffix
