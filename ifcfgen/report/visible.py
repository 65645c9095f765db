"""What stands in files that anybody may have written, made safe to show on a terminal or in a log."""

from __future__ import annotations


def visible(text: str) -> str:
    """TEXT on one line, with all that could not be seen, or would command a terminal, as `\\x1b` or `\\u202e`.

    Bytes that are not UTF-8, which `surrogateescape` keeps as lone surrogates, are `\\x80` to `\\xff`.
    """
    return text if text.isprintable() else "".join(c if c.isprintable() else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    number = ord(character)
    if 0xDC80 <= number <= 0xDCFF:
        number -= 0xDC00
    return f"\\x{number:02x}" if number < 0x100 else character.encode("unicode_escape").decode()


def cells(text: str) -> int:
    """How many columns of a terminal TEXT takes."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 1 + (east_asian_width(c) in "WF") for c in text)
