"""Secrets: which keys hold one, where they stand in the text of a file, and texts without them.

What is shown may end in a public log. What is written to a file keeps its secrets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from ifcfgen.ifcfg import vocabulary

STRUCK = "***"
"""What is shown in the place of a secret."""

_TELLING = 3
"""Characters; a shorter secret, and a word or number that is one longer, gives nothing away and stands everywhere."""
_UNMISTAKABLE = 6
"""Characters; a shorter text is struck out only where it is a whole word."""

_LIKE_A_SECRET = re.compile(
    r"PASS(?:W|PHRASE|CODE)|PSK|SECRET|(?:^|_)(?:PASS|PIN|PIN_VALUE|PWD)$|(?:KEY|(?<!ADDRESS_)TOKEN)S?_?\d*$"
)
_ABOUT_A_SECRET = re.compile(r"_(?:FLAGS|MODE|TYPE)$")
_LONGEST_NAME = 80
_SIGNS = ("PAS", "PSK", "KEY", "SECRET", "TOKEN", "PIN", "PWD", "WPA", "802", "PKS", "KYE", "SWORD", "PHRASE")
"""Of a text that has none of these no name holds a secret, nor is one misspelt: nearly every file is such a text."""
_WITHOUT_QUOTES = str.maketrans("", "", "\"'\\\r\n")

_NAME = r"""(?<![\w"'\\-])(?<!\\\n)(?<!\\\r\n)((?:\\\r?\n|[\w"'\\-])++)(?:\[[^\]\n]{0,80}+\])?+[^\S\n]*+"""
_NAMED = re.compile(_NAME + r"(?:\+?=|:)")
"""`KEY=`, `KEY: `, `export 'KEY'=`, `KEY[0]+=`: whatever ends in a name and its separator, in a comment, too."""
_IN_A_SENTENCE = re.compile(
    _NAME + r"""(?:\+?=|:(?!\d+:))(?:[^\S\n]*+("[^"\n]*"|'[^'\n]*')|(?!\*\*\*)([^\s"',;)]++))"""
)
"""The same with its value, which is quoted or stands close to the separator; not the `file:1:` of a message."""
_PIECE = re.compile(
    r"""\\.|"(?:[^"\\]|\\.)*+"|\$'(?:[^'\\]|\\.)*+'|'[^']*+'|`[^`]*+`|\([^()]*+\)|(?<=\s)\#[^\n]*|\n|[^\s\\"'`$(]++|.""",
    re.S,
)
"""Of a value as written: what a line end in it does not end, a comment, a line end, and the rest."""
_LAST = ("\n", '"', "'", "`", "(")
"""The pieces behind which nothing more is read: the end of the line, and what is opened and never closed."""
_COMMENT = re.compile(r"(?<!\S)#")
_KEY_OF_A_LINE = re.compile(r"\n[ \t]*+(?:export[ \t]++)?([A-Z][A-Z0-9_]*+)=")
_BETWEEN_WORDS = re.compile(r"""[\s\x00-\x1f\x7f-\x9f\ud800-\udfff"'`\\;&|()<>]+""")
_NOT_EMPTY = re.compile(r"""[^\s"']""")


@lru_cache(4096)
def is_secret(name: str) -> bool:
    """Whether the key NAME, of an ifcfg file, a keyfile or a topology, in any case, holds a secret."""
    plain = name[-_LONGEST_NAME:].upper().replace("-", "_")
    known = vocabulary.lookup(plain)
    if known or _ABOUT_A_SECRET.search(plain):
        return known is not None and known.secret
    return _LIKE_A_SECRET.search(plain) is not None or _is_misspelt(plain)


def _is_misspelt(name: str) -> bool:
    """Whether NAME is a slip of a finger away from a key that holds a secret."""
    letters = set(name)
    if all(len(letters ^ known) > 4 for known in _letters_of_secrets()):  # most names, and `closest` takes its time
        return False
    meant = vocabulary.closest(name)
    key = vocabulary.lookup(meant) if meant else None
    return key is not None and key.secret


@cache
def _letters_of_secrets() -> frozenset[frozenset[str]]:
    return frozenset(frozenset(key.name) for key in vocabulary.KEYS.values() if key.secret)


def struck(text: str) -> str:
    """TEXT, of a file or a part of one, with `***` in the place of every secret; it has the same lines.

    A secret reaches to the end of its line, and further behind a backslash or in quotes that are open there.
    """
    parts: list[str] = []
    last = 0
    for start, end in _spans(text):
        parts += text[last:start], re.sub(r"\S(?:[^\n]*\S)?", STRUCK, text[start:end])
        last = end
    return "".join((*parts, text[last:])) if parts else text


def told(sentence: str) -> str:
    """SENTENCE, in which a piece of a file may be quoted, with `***` for what stands behind the name of a secret."""

    def without(found: re.Match[str]) -> str:
        value = found[2] or found[3]
        return found[0].removesuffix(value) + STRUCK if is_secret(_name(found)) else found[0]

    return _IN_A_SENTENCE.sub(without, sentence) if _may_name_one(sentence) else sentence


class Secrets:
    """The secrets in some texts of files, to be struck out of what repeats them: whole, or a word of them."""

    def __init__(self, texts: Iterable[str] = (), values: Iterable[str] = ()):
        """VALUES are secrets themselves."""
        found = (text[start:end] for text in texts for start, end in _spans(text))
        self._pieces = {piece for value in (*found, *values) for piece in _pieces(value)}
        self._lengths: dict[str, list[int]] = {}
        """By their first characters: how long the pieces are, the longest first."""
        for start, length in sorted({(piece[:_TELLING], len(piece)) for piece in self._pieces}, reverse=True):
            self._lengths.setdefault(start, []).append(length)

    def without(self, text: str) -> str:
        """TEXT with `***` in the place of every secret."""
        if not self._pieces:
            return text
        parts: list[str] = []
        at = last = 0
        while at <= len(text) - _TELLING:
            lengths = self._lengths.get(text[at : at + _TELLING], ())
            length = next((length for length in lengths if self._is_at(text, at, length)), 0)
            if length:
                parts += text[last:at], STRUCK
                last = at + length
            at += length or 1
        return "".join((*parts, text[last:])) if parts else text

    def _is_at(self, text: str, at: int, length: int) -> bool:
        end = at + length
        is_word = not re.search(r"\w", text[max(at - 1, 0) : at] + text[end : end + 1])
        return text[at:end] in self._pieces and (is_word or length >= _UNMISTAKABLE)


def _may_name_one(text: str) -> bool:
    plain = text.upper().translate(_WITHOUT_QUOTES)
    return any(sign in plain for sign in _SIGNS)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every secret in TEXT."""
    if not _may_name_one(text):
        return
    end = 0
    for found in _NAMED.finditer(text):
        if found.start() >= end and is_secret(_name(found)):
            end = _end(text, found)
            if _NOT_EMPTY.search(text, found.end(), end):
                yield found.end(), end


def _end(text: str, name: re.Match[str]) -> int:
    """Where the secret ends whose NAME was found in TEXT."""
    line = text.rfind("\n", 0, name.start()) + 1
    if _COMMENT.search(text, line, name.start()):
        end = text.find("\n", name.end())
        return end if end >= 0 else len(text)
    pieces = _PIECE.finditer(text, name.end())
    last = next((piece for piece in pieces if piece[0] in _LAST), None)
    end = last.start() if last and last[0] == "\n" else len(text)
    # A quote that somebody forgot to close makes no secrets of the lines below.
    others = _KEY_OF_A_LINE.finditer(text, name.end(), end)
    return next((other.start() for other in others if vocabulary.lookup(other[1]) and not is_secret(other[1])), end)


def _name(found: re.Match[str]) -> str:
    name = found[1]
    return name if name.isidentifier() else re.sub(r"""[\\\s"']""", "", name).lstrip("-")


def _pieces(value: str) -> Iterator[str]:
    """What of a secret may be repeated: all of it, with its quotes and without, and each word."""
    whole = " ".join(value.split())
    bare = re.sub(r"""["'\\]""", "", whole)
    for piece in (whole, bare, *_BETWEEN_WORDS.split(value)):
        is_part = piece.isdecimal() or piece not in (whole, bare)
        if len(piece) >= _TELLING + is_part and piece.lower() not in _ordinary():
            yield piece


@cache
def _ordinary() -> frozenset[str]:
    """Words that stand in every other file: as a secret they would be struck out of what is none."""
    words = {"false", "null", "true", "yes", *(word.lower() for key in vocabulary.KEYS.values() for word in key.values)}
    return frozenset(words | {name.lower() for name in vocabulary.KEYS})
