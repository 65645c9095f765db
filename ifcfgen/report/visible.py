"""What stands in files that anybody may have written, made safe to show on a terminal or in a log."""

from __future__ import annotations

import re
import unicodedata

# Control characters, among them the escape sequences of terminals; marks that turn the direction of writing; line ends
# of Unicode; and bytes that are not UTF-8, which `surrogateescape` keeps as lone surrogates.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def visible(text: str) -> str:
    """TEXT on one line, with all that could not be seen, or would command a terminal, as `\\x1b` or `\\u202e`."""
    return text if text.isprintable() and text.isascii() else _UNSEEN.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    number = ord(match[0])
    if 0xDC80 <= number <= 0xDCFF:
        number -= 0xDC00
    short = {0x09: r"\t", 0x0A: r"\n", 0x0D: r"\r"}.get(number)
    return short or (f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}")


def cells(text: str) -> int:
    """How many columns of a terminal TEXT takes."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in text)
