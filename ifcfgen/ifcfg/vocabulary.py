"""What is known of a key: look it up, find the one that was meant, show its page.

lookup("IPADDR3").meaning      the entry of IPADDR
closest("NM_CONTROLED")        "NM_CONTROLLED"
foreign("STARTMODE")           "SUSE"
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from ifcfgen.ifcfg.keys.key import FILES, TYPES, Key
from ifcfgen.ifcfg.keys.table import TABLE
from ifcfgen.ifcfg.keys.unread import FOREIGN

__all__ = ["KEYS", "Key", "closest", "foreign", "lookup", "page"]

KEYS: Mapping[str, Key] = MappingProxyType({key.name: key for key in TABLE})
"""Every entry, by its name, in the order of the table."""

_DIGITS = "0123456789"
_WITHOUT_DIGITS = str.maketrans("", "", _DIGITS)
_NUMBERED = {key.name.rstrip(_DIGITS): key for key in TABLE if key.numbered}
_BEGINNINGS = tuple((key.name.removesuffix("*"), key) for key in TABLE if key.name.endswith("*"))


def lookup(name: str) -> Key | None:
    """The entry of the key NAME, `DNS2` and `NM_USER_x` included; None for a name that is no key. Case matters."""
    return (
        KEYS.get(name) or _numbered(name) or next((key for start, key in _BEGINNINGS if name.startswith(start)), None)
    )


def _numbered(name: str) -> Key | None:
    stem = name.rstrip(_DIGITS)
    number = name[len(stem) :]
    is_number = number == "0" or (number != "" and number[0] != "0")  # nothing reads IPADDR01
    return _NUMBERED.get(stem) if is_number else None


@lru_cache(1024)
def foreign(name: str) -> str | None:
    """The system whose network files have a key NAME while ours do not: SUSE, PLD or Debian."""
    if lookup(name):
        return None
    for system, patterns in FOREIGN.items():
        if any(name == p or (p[-1] == "*" and name.startswith(p[:-1])) for p in patterns):
            return system
    return None


# -- the key that was meant -----------------------------------------------------------------------------

_MOST_SLIPS = 2


@lru_cache(1024)
def closest(name: str) -> str | None:
    """The key that somebody who wrote NAME probably meant; None where nothing is near enough."""
    written = _plain(name)
    for spelling in (written, written.replace("0", "O"), re.sub("O$", "0", written)):
        if meant := _read_as(spelling):
            return meant
    if foreign(name):
        return None
    near = [
        (slips, key)
        for plain, key in _candidates(written)
        if abs(len(plain) - len(written)) <= _MOST_SLIPS and (slips := _slips(written, plain))
    ]
    if near:
        return min(near, key=lambda slips_and_key: slips_and_key[0])[1]
    unnumbered = [key for slips, key in without_number(name) if not slips]
    return unnumbered[0] if len(unnumbered) == 1 else None


@lru_cache(1024)
def without_number(name: str) -> tuple[tuple[int, str], ...]:
    """The keys that NAME is like but for a number within them, each behind its slips, the nearest first.

    For IPVADDR, IPV6ADDR is one of them: which was meant, the value may tell.
    """
    written = _plain(name)
    if _digits(written):
        return ()
    found = []
    for plain, key in _plain_names().items():
        letters = plain.translate(_WITHOUT_DIGITS)
        if letters != plain.rstrip(_DIGITS) and (letters == written or _slips(written, letters)):
            found.append((_edits(written, letters), key))
    return tuple(sorted(found, key=lambda slips_and_key: slips_and_key[0]))


def _read_as(spelling: str) -> str | None:
    """The key whose plain form is SPELLING."""
    plain = spelling.rstrip(_DIGITS)
    number = spelling[len(plain) :]
    stem = _plain_stems().get(plain) if number else None
    return stem + (number.lstrip("0") or "0") if stem else _plain_names().get(spelling)


def _candidates(written: str) -> Iterator[tuple[str, str]]:
    """Keys that may be meant, each behind its plain form: those that somebody reads, numbered as WRITTEN is."""
    number = written[len(written.rstrip(_DIGITS)) :]
    yield from _plain_names().items()
    if number:
        for plain, stem in _plain_stems().items():
            yield plain + number, stem + (number.lstrip("0") or "0")


@cache
def _plain_stems() -> dict[str, str]:
    return {_plain(stem + "0")[:-1]: stem for stem in _NUMBERED}


@cache
def _plain_names() -> dict[str, str]:
    names = {_plain(key.name): key.name for key in TABLE if key.initscripts or key.networkmanager}
    return names | {_plain(word): key.name for key in TABLE for word in key.mistaken}


def _plain(name: str) -> str:
    """NAME in capitals without _ and -, save between two numbers."""
    return re.sub(r"(?<!\d)[_-]|[_-](?!\d)", "", name.upper())


def _slips(written: str, meant: str) -> int | None:
    """How many slips of a finger make WRITTEN of MEANT; None where it is rather another word."""
    few = 1 if max(len(written), len(meant)) < 7 else _MOST_SLIPS
    if abs(len(written) - len(meant)) > few or len(_letters(written) ^ _letters(meant)) > 2 * few:
        return None
    if _digits(written) != _digits(meant):  # IPV4_X is no slip for IPV6_X
        return None
    short = len(meant) < 5
    if short and (written.startswith(meant) or (len(written) == len(meant) and sorted(written) != sorted(meant))):
        return None  # MODEL is no slip for MODE, nor is NODE
    slips = _edits(written, meant)
    return slips if slips == 1 or (slips <= few and written[0] == meant[0]) else None


_letters = lru_cache(1024)(frozenset[str])


def _digits(text: str) -> str:
    return "".join(c for c in text if c in _DIGITS)


def _edits(one: str, other: str) -> int:
    """How many letters must be added, taken away, replaced or swapped with their neighbour."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, a in enumerate(one):
        row = [i + 1]
        for j, b in enumerate(other):
            cost = min(above[j + 1] + 1, row[j] + 1, above[j] + (a != b))
            if i and j and a == other[j - 1] and one[i - 1] == b:
                cost = min(cost, before[j - 1] + 1)
            row.append(cost)
        before, above = above, row
    return above[-1]


# -- the page of a key ----------------------------------------------------------------------------------


def page(key: Key) -> str:
    """All that the table says of KEY, as Markdown."""
    facts = {
        "Type": TYPES[key.type] + (f", {key.range[0]} to {key.range[1]}" if key.range else ""),
        "Values": ", ".join(f"`{value}`" for value in key.values),
        "Unit": key.unit,
        "Default": key.default,
        "Numbered": key.numbered,
        "For": ", ".join(key.kinds) if key.kinds != ("any",) else "any device",
        "Written in": ", ".join(FILES[file] for file in key.files),
    }
    readers = [(f"initscripts of EL{el}", _initscripts_answer(key, el)) for el in (6, 7, 8)]
    readers.append(("NetworkManager", _networkmanager_answer(key)))
    parts = [
        f"# {key.name}",
        f"{key.meaning[0].upper()}{key.meaning[1:]}.",
        "\n".join(f"- {name}: {fact}" for name, fact in facts.items() if fact),
        "\n".join(["| reader | reads it |", "|---|---|", *(f"| {who} | {answer} |" for who, answer in readers)]),
        key.note,
    ]
    if key.mistaken:
        parts.append(f"Other spellings, which no program reads: {', '.join(f'`{word}`' for word in key.mistaken)}.")
    return "\n\n".join(part for part in parts if part) + "\n"


def _initscripts_answer(key: Key, release: int) -> str:
    if release not in key.initscripts:
        return "no"
    return f"yes, with {key.package}" if key.package else "yes"


def _networkmanager_answer(key: Key) -> str:
    if key.networkmanager in ("", "yes"):
        return key.networkmanager or "no"
    return f"yes, from {key.networkmanager}"
