"""Secrets: which keys hold one, where they stand in the text of a file, and texts without them.

What is shown may end in a public log. What is written to a file keeps its secrets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from ifcfgen.ifcfg import vocabulary
from ifcfgen.lazy import pattern

STRUCK = "***"
"""What is shown in the place of a secret."""

_TELLING = 3
"""Characters; a shorter secret, and a word or number that is one longer, gives nothing away and stands everywhere."""
_UNMISTAKABLE = 6
"""Characters; a shorter text is struck out only where it is a whole word."""

_HEAD = 32
"""Characters; what begins with so many of a secret is taken for it."""

_LIKE_A_SECRET = pattern(
    r"P[AS]{2,}(?:W|O?RD|PHRASE|CODE)|PSK|SECRET|(?:^|_)(?:PASS|PIN|PIN_VALUE|PINCODE|PSWD|PWD|CAK)_?\d*$"
    r"|(?:KEY|(?<!ADDRESS_)TOKEN)S?_?\d*$"
)
_ABOUT_A_SECRET = pattern(r"_(?:FLAGS|MODE|TYPE)$")
_LONGEST_NAME = 80
_SIGNS = (
    "PAS", "PSA", "PSS", "PSW", "PSK", "PKS", "KE", "KY", "EY", "SECRET", "PIN", "PWD", "WPA", "802", "SWORD", "PHRASE",
    "CAK",
)  # fmt: skip
"""A text without any of these has no key for a secret, not even a misspelt one; nearly every file is such a text."""
_UNSEEN = "\0\xad\u200b-\u200f\u2060-\u2064\ufeff"
"""As in a class of characters: what stands in a name and is not seen, or not by bash."""
_NOT_OF_A_NAME = pattern(rf"""["'\\\s{_UNSEEN}]""")

_NAME = (
    rf"""(?<![\w"'\\{_UNSEEN}-])(?<!\\\n)(?<!\\\r\n)((?:\\\r?\n|[\w"'\\{_UNSEEN}-])++)"""
    r"(?:\[[^\]\n]{0,80}+\])?+[^\S\n]*+"
)
_NAMED = pattern(_NAME + r"(?:\+?=|[:\uff1a\uff1d])")
"""`KEY=`, `KEY: `, `export 'KEY'=`, `KEY[0]+=`: whatever ends in a name and its separator, in a comment, too."""
_DEFAULT = pattern(r"\$\{(\w++)[-+?]")
"""`${KEY-`."""
_COMMAND = pattern(
    r"(?:^|[;&|({])[ \t]*+(?!\#|(?:export[ \t]++)?[\w.-]*+(?:\[[^\]\n]{0,80}+\])?[ \t]*+\+?[=:])[^;&|({\n]++", re.M
)
"""What is no comment, and does not begin with an assignment."""
_ARGUMENT = pattern(_NAME + r"(?<=\s)(?=[^\s=:+])")
"""`read KEY <<<`, `printf -v KEY `, `--password `: a name, and something stands behind it."""
_HEREDOC = pattern(r"""<<-?[ \t]*+["'\\]?(\w++)""")

_IN_A_SENTENCE = pattern(_NAME + r"""(?:\+?=|:(?!\d+:))(?:[^\S\n]*+("[^"\n]*"|'[^'\n]*')|(?!\*\*\*)([^\s"',;)]++))""")
"""The same with its value, which is quoted or stands close to the separator; not the `file:1:` of a message."""
_PIECE = pattern(
    r"""\\.|"(?:[^"\\]|\\.)*+"|\$'(?:[^'\\]|\\.)*+'|'[^']*+'|`[^`]*+`|\([^()]*+\)|\$\{[^{}]*+\}|(?<=\s)\#[^\n]*|\n|[^\s\\"'`$(]++|.""",
    re.S,
)
"""Of a value as written: what a line end in it does not end, a comment, a line end, and the rest."""
_LAST = ("\n", '"', "'", "`", "(")
"""The pieces behind which nothing more is read: the end of the line, and what is opened and never closed."""
_COMMENT = pattern(r"(?<!\S)#")
_LONGEST_TAG = 1_000
"""Characters."""
_IN_A_TAG = pattern(r"<[A-Za-z][\w:.-]*\s[^<>\n]*\Z")
_OF_A_TAG = pattern(r"""[ \t]*("[^"<>\n]*"|'[^'<>\n]*')(?=[\s/>?])""")
"""The value of an attribute in XML, behind its name."""
_KEY_OF_A_LINE = pattern(r"\n[ \t]*+(?:export[ \t]++)?([A-Z][A-Z0-9_]*+)=")
_BETWEEN_WORDS = pattern(r"""(?:\$\{?[A-Za-z_]\w*\}?|[\s\x00-\x1f\x7f-\x9f\ud800-\udfff"'`\\;&|()<>:=,])+""")
_ASCII = pattern(r"[!-~]+")
"""Of a word, what a message shows as it is: in the rest may be what cannot be seen."""
_BEHIND_A_WORD = pattern(r"""[\s"']""")
_NOT_EMPTY = pattern(r"""[^\s"']""")


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

    A secret reaches to the end of its line, and further behind a backslash or in quotes that are open there. In a tag
    of XML it ends with its quotes.
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
        pieces = {piece for value in (*found, *values) for piece in _pieces(value)}
        self._pieces = {piece[:_HEAD]: piece for piece in sorted(pieces, key=len)}
        """By their heads: the longest piece of those that begin so."""
        self._lengths: dict[str, list[int]] = {}
        """By their first characters: how long the heads are, the longest first."""
        for start, length in sorted({(head[:_TELLING], len(head)) for head in self._pieces}, reverse=True):
            self._lengths.setdefault(start, []).append(length)
        places = (re.escape("".join({start[place] for start in self._lengths})) for place in range(_TELLING))
        self._may_begin = re.compile("".join(f"[{letters}]" for letters in places)) if pieces else None
        """What begins with none of these letters is no secret: most of a text, of which Python looks at nothing."""

    def without(self, text: str) -> str:
        """TEXT with `***` in the place of every secret."""
        if self._may_begin is None:
            return text
        parts: list[str] = []
        at = last = 0
        while found := self._may_begin.search(text, at):
            at = found.start()
            lengths = self._lengths.get(found[0], ())
            length = next((length for length in lengths if self._is_at(text, at, length)), 0)
            if length:
                parts += text[last:at], STRUCK
                at = last = self._end(text, at, length)
            else:
                at += 1
        return "".join((*parts, text[last:])) if parts else text

    def _end(self, text: str, at: int, length: int) -> int:
        """Where what begins AT a head of LENGTH ends: behind the piece, else, as messages cut it short, the word."""
        if length < _HEAD:
            return at + length
        piece = self._pieces[text[at : at + length]]
        if text.startswith(piece, at):
            return at + len(piece)
        behind = _BEHIND_A_WORD.search(text, at + length)
        return behind.start() if behind else len(text)

    def _is_at(self, text: str, at: int, length: int) -> bool:
        end = at + length
        is_word = not re.search(r"\w", text[max(at - 1, 0) : at] + text[end : end + 1])
        return text[at:end] in self._pieces and (is_word or length >= _UNMISTAKABLE)


def _may_name_one(text: str) -> bool:
    plain = _NOT_OF_A_NAME.sub("", text.upper())
    return any(sign in plain for sign in _SIGNS)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every secret in TEXT."""
    if not _may_name_one(text):
        return
    end = 0
    names = (*_NAMED.finditer(text), *_DEFAULT.finditer(text), *_arguments(text))
    for found in sorted(names, key=lambda found: found.start()):
        if found.start() >= end and is_secret(_name(found)):
            end = _end(text, found)
            if _NOT_EMPTY.search(text, found.end(), end):
                yield found.end(), end


def _arguments(text: str) -> Iterator[re.Match[str]]:
    """The words of the commands in TEXT behind which others stand."""
    for command in _COMMAND.finditer(text):
        yield from _ARGUMENT.finditer(text, *command.span())


def _end(text: str, name: re.Match[str]) -> int:
    """Where the secret ends whose NAME was found in TEXT."""
    line = text.rfind("\n", 0, name.start()) + 1
    attribute = _OF_A_TAG.match(text, name.end())
    if attribute and _IN_A_TAG.search(text, max(line, name.start() - _LONGEST_TAG), name.start()):
        return attribute.end()
    if _COMMENT.search(text, line, name.start()):
        end = text.find("\n", name.end())
        return end if end >= 0 else len(text)
    pieces = _PIECE.finditer(text, name.end())
    last = next((piece for piece in pieces if piece[0] in _LAST), None)
    end = last.start() if last and last[0] == "\n" else len(text)
    heredoc = _HEREDOC.search(text, name.end(), end)
    # What somebody forgot to close makes no secrets of the lines below.
    others = _KEY_OF_A_LINE.finditer(text, name.end(), len(text) if heredoc else end)
    known = (other.start() for other in others if vocabulary.lookup(other[1]) and not is_secret(other[1]))
    furthest = next(known, len(text) if heredoc else end)
    if not heredoc:
        return furthest
    ends = (text.find(f"{before}{heredoc[1]}\n", end, furthest) for before in "\n\t")
    return min((at for at in ends if at >= 0), default=furthest)


def _name(found: re.Match[str]) -> str:
    name = found[1]
    return name if name.isidentifier() else _NOT_OF_A_NAME.sub("", name).lstrip("-")


def _pieces(value: str) -> Iterator[str]:
    """What of a secret may be repeated: all of it, with its quotes and without, and each word."""
    whole = " ".join(value.split())
    bare = re.sub(r"""["'\\]""", "", whole)
    words = _BETWEEN_WORDS.split(value)
    for piece in (whole, bare, *words, *(part for word in words for part in _ASCII.findall(word))):
        is_part = piece.isdecimal() or piece not in (whole, bare)
        if len(piece) >= _TELLING + is_part and piece.lower() not in _ordinary():
            yield piece


@cache
def _ordinary() -> frozenset[str]:
    """Words that stand in every other file: as a secret they would be struck out of what is none."""
    words = {"false", "null", "true", "yes", *(word.lower() for key in vocabulary.KEYS.values() for word in key.values)}
    return frozenset(words | {name.lower() for name in vocabulary.KEYS})
