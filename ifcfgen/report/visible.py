"""What stands in files that anybody may have written, made safe to show on a terminal or in the log of a job."""

from __future__ import annotations

import re

from ifcfgen.lazy import pattern

_UNSEEN = pattern(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Printable by Unicode, and nothing to be seen all the same."""

_COMMAND = pattern(r"#(?=#(?:vso)?\[)|(?<!\S):(?=:(?![0-9A-Fa-f:.]+(?:[^\w-]|$))[A-Za-z])")
"""Begins a command to the runner of a job at GitHub or Azure: `##[` and `##vso[` anywhere, `::NAME` in front of a line,
which may be broken before any word. An address such as `::a` is none."""


def visible(text: str) -> str:
    """TEXT on one line, with all that could not be seen, or would command a terminal, as `\\x1b` or `\\u202e`; what
    would command the runner of a job begins with `\\x23` or `\\x3a`.

    Bytes that are not UTF-8, which `surrogateescape` keeps as lone surrogates, are `\\x80` to `\\xff`.
    """
    if not text.isprintable():
        text = "".join(c if c.isprintable() else _escaped(c) for c in text)
    if not text.isascii():
        text = _UNSEEN.sub(lambda found: _escaped(found[0]), text)
    return _COMMAND.sub(lambda found: _escaped(found[0]), text) if "##" in text or "::" in text else text


def visible_lines(text: str) -> str:
    """TEXT, of a file or a diff, made visible line by line; tabs stay, so that it can be used."""
    return "\n".join("\t".join(map(visible, line.split("\t"))) for line in text.split("\n"))


def as_json(document: object) -> str:
    """DOCUMENT as JSON, whose own escapes keep what they escape."""
    import json  # most runs have no use for it

    text = json.dumps(document, indent=2).replace("\x7f", "\\u007f")
    return re.sub(r"##(?=(vso)?\[)", r"#\\u0023", text) + "\n"


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
