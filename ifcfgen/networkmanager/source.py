"""A file as NetworkManager has it before it when it reads a profile: keys, what lies beside it, and its own version."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING

from ifcfgen.facts import Host
from ifcfgen.ifcfg.values import address
from ifcfgen.ifcfg.vocabulary import is_false, is_true
from ifcfgen.networkmanager.profile import Reason

if TYPE_CHECKING:
    from ifcfgen.ifcfg.document import Document
    from ifcfgen.scripts.directory import Directory
    from ifcfgen.scripts.file import File

Version = tuple[int, int]

VERSIONS: Mapping[int, Version] = {7: (1, 18), 8: (1, 40), 9: (1, 52)}
"""By Enterprise Linux number: before, it had next to no profiles, and later it reads no ifcfg files any more."""


class Refused(Exception):
    """NetworkManager rejects the file."""

    def __init__(self, kind: str, key: str, text: str):
        super().__init__(text)
        self.reason = Reason(kind, key, text)


class Ignored(Refused):
    """NetworkManager passes over the file, and means to."""


@dataclass(slots=True)
class Source:
    """What a profile is read from. An empty value is to most keys as if they were not set."""

    directory: Directory
    file: File
    keys: Mapping[str, str]
    host: Host
    version: Version | None = None
    """That of NetworkManager, where it is not the one of the host's release."""

    def since(self, major: int, minor: int) -> bool:
        """Whether NetworkManager is of this version, or later. Raises `Unknown`."""
        return (self.version or VERSIONS[self.host.release]) >= (major, minor)

    def flag(self, key: str) -> bool | None:
        """A value of yes or no; None where it is absent or no such word."""
        return flag(self.keys[key]) if key in self.keys else None

    def beside(self, role: str) -> Document | None:
        """The route, route6, rule or rule6 file of the same suffix."""
        found = self.directory.file_beside(role, self.file.suffix)
        return found.document if found else None

    @property
    def network(self) -> Mapping[str, str]:
        """The keys of /etc/sysconfig/network."""
        found = self.directory.file("network")
        return found.document.nm if found else {}


# -- values --------------------------------------------------------------------------------------------

_NUMBERS = {
    0: re.compile(r"\s*([+-]?(?:0[xX][0-9a-fA-F]+|\d+))\s*", re.A),
    10: re.compile(r"\s*([+-]?\d+)\s*", re.A),
    16: re.compile(r"\s*([+-]?(?:0[xX])?[0-9a-fA-F]+)\s*", re.A),
}
_MAC = re.compile(r"[0-9a-fA-F]{1,2}(?:([:-])[0-9a-fA-F]{1,2}(?:\1[0-9a-fA-F]{1,2})*)?")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|(?=(?:[^-]*-){4}[^-]*$)[0-9a-fA-F-]{36}"
                   r"|[0-9a-fA-F]{40}")  # fmt: skip

_BLANKS = " \t\n\r\f"
_NOT_IN_NAMES = frozenset(b"/: \t\n\v\f\r\xa0")


def flag(text: str | None) -> bool | None:
    """A value of yes or no, in the words that NetworkManager knows."""
    return True if is_true(text, "NetworkManager") else False if is_false(text, "NetworkManager") else None


def number(text: str, low: int, high: int, base: int = 10) -> int | None:
    """A number as strtoll() reads it, blanks around it or not; None where it is none, or not from LOW to HIGH."""
    found = _NUMBERS[base].fullmatch(text)
    if not found:
        return None
    digits = found[1]
    try:
        value = int(digits, 8 if base == 0 and re.fullmatch(r"[+-]?0\d+", digits, re.A) else base)
    except ValueError:  # 09, or thousands of digits
        return None
    return value if low <= value <= high else None


_CHOICE = re.compile(r"(-?)(?:0x([0-9a-fA-F]+)|(\d+))", re.A)


def choice(text: str, named: Mapping[str, int]) -> int | None:
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


def network(text: str, family: int) -> bool:
    """Whether TEXT is an address of FAMILY, 4 or 6, with or without a prefix length."""
    written, slash, length = text.partition("/")
    fits = ipv4(written) if family == 4 else ipv6(written)
    return fits is not None and (not slash or number(length, 0, 32 if family == 4 else 128) is not None)


def is_mac(text: str, octets: int = 6) -> bool:
    """Whether TEXT is a hardware address; a leading zero of an octet may be missing."""
    return _MAC.fullmatch(text) is not None and len(re.split("[:-]", text)) == octets


def is_mac_of_any_length(text: str) -> bool:
    """Whether TEXT is a hardware address of some kind of link."""
    return _MAC.fullmatch(text) is not None


def is_uuid(text: str) -> bool:
    """Whether TEXT is a UUID, or one of the likenesses that older versions took for one."""
    return _UUID.fullmatch(text) is not None


def is_device_name(text: str) -> bool:
    """Whether the kernel takes TEXT for the name of a device."""
    name = text.encode(errors="surrogateescape")
    return 0 < len(name) < 16 and text not in (".", "..") and _NOT_IN_NAMES.isdisjoint(name)


def is_profile_device_name(text: str) -> bool:
    """Whether TEXT can be the device of a profile: some names mean something else to the kernel."""
    return is_device_name(text) and "%" not in text and text not in ("all", "default", "bonding_masters")


def words(text: str | None, blanks: str = " ") -> list[str]:
    """TEXT, split at BLANKS only: a tab is part of a word."""
    if not text:
        return []
    for blank in blanks[1:]:
        text = text.replace(blank, blanks[0])
    return [word for word in text.split(blanks[0]) if word]
