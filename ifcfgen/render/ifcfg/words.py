"""A value as one shell word, which a sourcing bash and NetworkManager's reader both read back as it was."""

from __future__ import annotations

import re
from functools import lru_cache

from ifcfgen.render.template import ABSENT, UnwritableValue

_BARE = re.compile(r"[A-Za-z0-9_@%+=:,./-]*")
_UNWRITABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_ACTIVE_IN_DOUBLE_QUOTES = re.compile(r'["$`\\]')


def word(value: object) -> str:
    """What stands in a file for VALUE: yes or no, or one word, quoted only where it must be.

    None takes its line away. A tuple is the words of a line that no shell unquotes, such as one of a route file.
    Raises `UnwritableValue`: a line end would make a command of the rest of the value.
    """
    if value is None:
        return ABSENT
    if value is True:
        return "yes"
    if value is False:
        return "no"
    if isinstance(value, tuple):
        return " ".join([_bare(str(item)) for item in value])
    return _quoted(str(value))


@lru_cache(4096)
def _quoted(text: str) -> str:
    if _BARE.fullmatch(text):
        return text
    if _UNWRITABLE.search(text):
        raise UnwritableValue(f"{text!r} holds a control character")
    if _ACTIVE_IN_DOUBLE_QUOTES.search(text):
        return "'" + text.replace("'", "'\\''") + "'"
    return f'"{text}"'


def _bare(text: str) -> str:
    if not text or not _BARE.fullmatch(text):
        raise UnwritableValue(f"{text!r} is not one plain word")
    return text
