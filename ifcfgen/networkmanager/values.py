"""Values as NetworkManager's readers take them: yes and no, numbers, words, addresses, names. None where it is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address

from ifcfgen.ifcfg import switches
from ifcfgen.ifcfg.values import address, is_interface_name
from ifcfgen.lazy import pattern

_NUMBERS = {
    0: pattern(r"\s*([+-]?(?:0[xX][0-9a-fA-F]+|\d+))\s*", re.A),
    10: pattern(r"\s*([+-]?\d+)\s*", re.A),
    16: pattern(r"\s*([+-]?(?:0[xX])?[0-9a-fA-F]+)\s*", re.A),
}
_MAC = pattern(r"[0-9a-fA-F]{1,2}(?:([:-])[0-9a-fA-F]{1,2}(?:\1[0-9a-fA-F]{1,2})*)?")
_UUID = pattern(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|(?=(?:[^-]*-){4}[^-]*$)[0-9a-fA-F-]{36}"
                   r"|[0-9a-fA-F]{40}")  # fmt: skip

_BLANKS = " \t\n\r\f"


@lru_cache(256)
def flag(text: str | None) -> bool | None:
    """A value of yes or no, in the words that NetworkManager knows."""
    return switches.flag(text, manager="NetworkManager")


def number(text: str, low: int, high: int, base: int = 10) -> int | None:
    """A number as strtoll() reads it, blanks around it or not; None where it is none, or not from LOW to HIGH."""
    if base == 10 and len(text) < 10 and text.isascii() and text.isdigit():  # as nearly all are
        value = int(text)
        return value if low <= value <= high else None
    found = _NUMBERS[base].fullmatch(text)
    if not found:
        return None
    digits = found[1]
    try:
        value = int(digits, 8 if base == 0 and re.fullmatch(r"[+-]?0\d+", digits, re.A) else base)
    except ValueError:  # 09, or thousands of digits
        return None
    return value if low <= value <= high else None


_CHOICE = pattern(r"(-?)(?:0x([0-9a-fA-F]+)|(\d+))", re.A)


def enum_value(text: str, named: Mapping[str, int]) -> int | None:
    """One of some NAMED numbers, by its name or as any number; None where it is neither (nm_utils_enum_from_str)."""
    text = text.strip(_BLANKS)
    found = _CHOICE.fullmatch(text)
    if not found:
        return named.get(text)
    value = _integer(found) * (-1 if found[1] else 1)
    return value if -(2**31) <= value < 2**31 else None


def flags(text: str, named: Mapping[str, int]) -> int | None:
    """Several of them together, by blanks or commas apart; None where one is unknown."""
    together = 0
    for word in re.split(r"[ \t\n,]+", text.strip(_BLANKS + ",")):
        found = _CHOICE.fullmatch(word)
        value = _integer(found) if found and not found[1] else named.get(word, 0 if not word else None)
        if value is None or value >= 2**32:
            return None
        together |= value
    return together


def _integer(found: re.Match[str]) -> int:
    return int(found[2], 16) if found[2] else int(found[3][:20])


def ipv4(text: str) -> IPv4Address | None:
    """An IPv4 address."""
    found = address(text)
    return found if isinstance(found, IPv4Address) else None


def ipv6(text: str) -> IPv6Address | None:
    """An IPv6 address, which has no scope here."""
    found = address(text)
    return found if isinstance(found, IPv6Address) and found.scope_id is None else None


def ip_of(text: str, family: int) -> IPv4Address | IPv6Address | None:
    """An address of FAMILY, 4 or 6."""
    return ipv4(text) if family == 4 else ipv6(text)


def network(text: str, family: int) -> bool:
    """Whether TEXT is an address of FAMILY, 4 or 6, with or without a prefix length."""
    written, slash, length = text.partition("/")
    fits = ipv4(written) if family == 4 else ipv6(written)
    return fits is not None and (not slash or number(length, 0, 32 if family == 4 else 128) is not None)


def is_mac(text: str, octets: int = 6) -> bool:
    """Whether TEXT is a hardware address; a leading zero of an octet may be missing."""
    return _MAC.fullmatch(text) is not None and text.count(":") + text.count("-") == octets - 1


def is_mac_of_any_length(text: str) -> bool:
    """Whether TEXT is a hardware address of some kind of link."""
    return _MAC.fullmatch(text) is not None


def is_uuid(text: str) -> bool:
    """Whether TEXT is a UUID, or one of the likenesses that older versions took for one."""
    return _UUID.fullmatch(text) is not None


@lru_cache(1024)
def is_profile_device_name(text: str) -> bool:
    """Whether TEXT can be the device of a profile: some names mean something else to the kernel."""
    return is_interface_name(text) and "%" not in text and text not in ("all", "default", "bonding_masters")


def words(text: str | None, blanks: str = " ") -> list[str]:
    """TEXT, split at BLANKS only: a tab is part of a word."""
    if not text:
        return []
    for blank in blanks[1:]:
        text = text.replace(blank, blanks[0])
    return [word for word in text.split(blanks[0]) if word] if blanks[0] in text else [text]


def escaped(text: str, blanks: str = " \t\n\r\f") -> list[str]:
    """TEXT, split at BLANKS before which no backslash stands (nm_utils_escaped_tokens_split)."""
    found: list[str] = []
    word = ""
    escape = False
    for letter in text:
        if escape:
            word += letter if letter in blanks or letter == "\\" else "\\" + letter
            escape = False
        elif letter == "\\":
            escape = True
        elif letter in blanks:
            found.append(word)
            word = ""
        else:
            word += letter
    return [word for word in (*found, word + "\\" * escape) if word]


def mac(text: str) -> str:
    """A hardware address as NetworkManager has it: capitals, two digits each, with colons."""
    text = text.upper().replace("-", ":")
    return text if len(text) == 17 else ":".join(octet.zfill(2) for octet in text.split(":"))


def fits_patterns(text: str, patterns: Iterable[str]) -> bool:
    """Whether TEXT fits PATTERNS of a [match] section (nm_wildcard_match_check).

    It must fit all that begin with `&` or `!`, and one of the others, if there are any. `!` is for those that it must
    not fit.
    """
    one_of: list[bool] = []
    for written in patterns:
        rest = written.removeprefix("&") if written.startswith("&") else written.removeprefix("|")
        glob = rest.removeprefix("!")
        fits = fnmatchcase(text, glob.removeprefix("\\")) != rest.startswith("!")
        if written.startswith(("&", "!")):
            if not fits:
                return False
        else:
            one_of.append(fits)
    return any(one_of) or not one_of
