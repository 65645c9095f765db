"""One shell word, as bash reads it and as NetworkManager does. Nothing is ever evaluated.

bash: "Quoting" and "Shell Expansions" in its manual. NetworkManager: svUnescape() in its shvar.c, which
knows quotes and escapes, but no expansion and no line but the one it is looking at.
"""

from __future__ import annotations

import re

from ifcfgen.lazy import NamedTuple

_LETTERS = dict(zip("abeEfnrtv\\'\"?", "\a\b\x1b\x1b\f\n\r\t\v\\'\"?", strict=True))
_NUMBER = r"(?P<octal>[0-7]{1,3})|x(?P<hex>[0-9A-Fa-f]{1,2})|u(?P<u>[0-9A-Fa-f]{1,4})|U(?P<U>[0-9A-Fa-f]{1,8})"
_NM_ESCAPE = re.compile(rf"\\(?:{_NUMBER}|(?P<letter>.))", re.S)
_BASH_ESCAPE = re.compile(rf"\\(?:x\{{(?P<braced>[0-9A-Fa-f]*)\}}?|c(?P<control>\\\\|.)|{_NUMBER}|(?P<letter>.))", re.S)
_ANSI = r"[^'\\]*+(?:\\.[^'\\]*+)*+"


class Unclosed(Exception):
    """A quote or an expansion that is never closed; `at` is where it was opened."""

    def __init__(self, at: int):
        super().__init__(at)
        self.at = at


class Word(NamedTuple):
    """A word of bash."""

    end: int
    """Where it ends in its text."""
    value: str | None
    """What it comes to; None where that depends on what it expands."""
    expands: tuple[str, ...]
    """variable, command substitution, process substitution, arithmetic, tilde: in the order met."""
    quote: str
    """How it is quoted: not at all, by `"`, by `'`, by `$'`, or `mixed`."""


# -- NetworkManager ------------------------------------------------------------------------------------

_NM_PIECE = re.compile(
    r"""(?P<plain>[^\\'"$ \t\r\f;|&()<>]+|\$(?!'))|\\(?P<escaped>.)|'(?P<single>[^']*)'"""
    rf"""|"(?P<double>[^"`$\\]*+(?:\\.[^"`$\\]*+)*+)"|\$'(?P<ansi>{_ANSI})'"""
)
_NM_PLAIN = re.compile(r"""[^\\'"$ \t\r\f;|&()<>]*""")
_NM_END = re.compile(r"[ \t\r\f]*+(?:;[ \t\r\f]*+)?(?:(?<=[ \t\r\f;])#.*)?")
_NM_DOUBLE_ESCAPE = re.compile(r'\\([$`"\\])')
# NetworkManager once escaped too much when it wrote, and reads what it wrote then as it was meant.
_NM_OLD_STYLE = re.compile(r""""(?:[^"`$\\'~]|\\["`$\\'~])*+\"""")
_NM_OLD_ESCAPE = re.compile(r"""\\([$`"\\'~])""")


def networkmanager(behind: str) -> str | None:
    """The value of all that stands behind `=` on a line; None where it is badly quoted or not UTF-8."""
    if behind.isascii() and _NM_PLAIN.fullmatch(behind):
        return behind
    pieces = []
    at = 0
    escape: re.Pattern[str] | None = None
    while piece := _NM_PIECE.match(behind, at):
        at = piece.end()
        text = piece[piece.lastgroup or 0]
        if piece.lastgroup == "double":
            escape = escape or (_NM_OLD_ESCAPE if _NM_OLD_STYLE.fullmatch(behind) else _NM_DOUBLE_ESCAPE)
            text = escape.sub(r"\1", text)
        elif piece.lastgroup == "ansi":
            text = _NM_ESCAPE.sub(_unescaped, text)
        pieces.append(text)
    if not _NM_END.fullmatch(behind, at):
        return None
    try:
        value = "".join(pieces).encode(errors="surrogateescape").decode()
    except UnicodeError:
        return None
    return None if "\0" in value else value


def _unescaped(escape: re.Match[str]) -> str:
    """What an escape of `$'...'` comes to; a byte that is not ASCII as `surrogateescape` has it."""
    kind, text = escape.lastgroup, escape[escape.lastgroup or 0]
    if kind == "letter":
        return _LETTERS.get(text, escape[0])
    if kind == "control":
        first, *rest = (text[:1].upper() if text.isascii() else text).encode(errors="surrogateescape")
        return bytes([0x7F if text == "?" else first & 0x1F, *rest]).decode(errors="surrogateescape")
    if kind in ("u", "U"):
        code = int(text, 16)
        if code > 0x10FFFF:
            return "\udcff"  # no character, so no UTF-8 either
        return chr(code).encode(errors="surrogatepass").decode(errors="surrogateescape")
    byte = int(text or "0", 8 if kind == "octal" else 16) & 0xFF
    return chr(byte if byte < 0x80 else 0xDC00 + byte)


# -- bash ----------------------------------------------------------------------------------------------

_EXPANSION = r"(?P<expansion>\$(?:[({\[@*#?$!0-9-]|[A-Za-z_][A-Za-z0-9_]*)|`"
_PIECE = re.compile(
    rf"""(?P<plain>[^\\'"$` \t\n;|&()<>~]+)|(?P<joined>\\\n)|\\(?P<escaped>.|\Z)|'(?P<single>[^']*)'"""
    rf"""|\$'(?P<ansi>{_ANSI})'|(?P<double>\$?")|{_EXPANSION}|[<>]\()|(?P<dollar>\$(?!'))|(?P<tilde>~)""",
    re.S,
)
_DOUBLE_PIECE = re.compile(
    r'(?P<plain>[^"\\$`]+)|(?P<joined>\\\n)|\\(?P<escaped>[$`"\\])|'
    rf'(?P<end>")|{_EXPANSION})|(?P<literal>[$\\])',
    re.S,
)
# `~` and a login name, as long as nothing of it is quoted
_TILDE = re.compile(r"~[^\\'\"$` \t\n;|&()<>/:]*(?!\\[^\n]|['\"$`])")
_QUOTE = {"single": "'", "ansi": "$'", "double": '"'}


def bash(text: str, at: int) -> Word:
    """The word of TEXT at AT, as the value of an assignment: `~` counts at its start and behind a `:`.

    Raises Unclosed.
    """
    pieces: list[str] = []
    quotes: list[str] = []
    expands: list[str] = []
    while piece := _PIECE.match(text, at):
        kind = piece.lastgroup or ""
        at = piece.end()
        if kind == "joined":
            continue
        if piece[0] != "\r":  # of a DOS line end
            quotes.append(_QUOTE.get(kind, ""))
        if kind == "ansi":
            # a NUL ends the piece, as in any string of C
            pieces.append(_BASH_ESCAPE.sub(_unescaped, piece[kind]).partition("\0")[0])
        elif kind == "double":
            at = _double(text, at, pieces, expands)
        elif kind == "expansion":
            at = _expansion(text, piece, expands)
        elif kind == "escaped":
            pieces.append(piece[kind] or "\\")
        else:
            pieces.append(piece[kind])
            if kind == "tilde" and (len(quotes) == 1 or text[at - 2] == ":") and _TILDE.match(text, at - 1):
                expands.append("tilde")
    if text.startswith(("'", "$'"), at):
        raise Unclosed(at)
    quote = (quotes[0] if len(quotes) == 1 else "mixed") if any(quotes) else ""
    value = "".join(pieces).encode(errors="surrogateescape").decode(errors="surrogateescape") if not expands else None
    return Word(at, value, tuple(dict.fromkeys(expands)), quote)


def _double(text: str, at: int, pieces: list[str], expands: list[str]) -> int:
    """Read on from behind the opening `"` at AT to behind the closing one."""
    opened = at - 1
    while piece := _DOUBLE_PIECE.match(text, at):
        kind = piece.lastgroup or ""
        at = piece.end()
        if kind == "end":
            return at
        if kind == "expansion":
            at = _expansion(text, piece, expands, '"')
        elif kind != "joined":
            pieces.append(piece[kind])
    raise Unclosed(opened)


_WORDS = {"$(": "command substitution", "`": "command substitution", "$[": "arithmetic", "$((": "arithmetic"}
_WORDS |= {"<(": "process substitution", ">(": "process substitution"}


def _expansion(text: str, opening: re.Match[str], expands: list[str], *around: str) -> int:
    """Name what begins with OPENING, and where it ends; AROUND is the quote that it stands in."""
    opener = opening["expansion"]
    what = _WORDS.get(text[opening.start() : opening.end() + 1]) or _WORDS.get(opener, "variable")
    expands.append(what)
    if opener == "`":
        return end_of(text, opening.start(), opening.end(), "`")
    if opener[-1] in _CLOSERS:
        return end_of(text, opening.start(), opening.end(), *around, _CLOSERS[opener[-1]])
    return opening.end()


_CLOSERS = {"(": ")", "{": "}", "[": "]", '"': '"', "`": "`"}
# What counts inside each kind of brackets or quotes, by what closes them.
_INSIDE = {
    "`": re.compile(r"\\.|`", re.S),
    '"': re.compile(r'\\.|\$[({]|[`"]', re.S),
    "]": re.compile(r"\\.|\$[({]|[`\"'\[\]]", re.S),
    "}": re.compile(r"\\.|\$[({']|[`\"'}]", re.S),
    ")": re.compile(r"\\.|\$[({']|[`\"'()]|(?<=[\s;|&(])#[^\n]*", re.S),
}
_QUOTED = {"'": re.compile(r"'[^']*'"), "$'": re.compile(rf"\$'{_ANSI}'", re.S)}


def end_of(text: str, opened: int, at: int, *inside: str) -> int:
    """Behind the closer of what was OPENED; INSIDE are the closers that are awaited from AT on, the next one last.

    Raises Unclosed.
    """
    awaited: list[tuple[str, bool]] = []  # closers, and whether a single quote is an ordinary character there
    for closer in inside:
        awaited.append((closer, _is_ordinary(closer, awaited)))
    while len(awaited) >= len(inside):
        closer, ordinary = awaited[-1]
        found = _INSIDE[closer].search(text, at)
        if not found:
            raise Unclosed(opened)
        at, token = found.end(), found[0]
        if token == closer:
            awaited.pop()
        elif token in _QUOTED:
            if not ordinary:
                quoted = _QUOTED[token].match(text, found.start())
                if not quoted:
                    raise Unclosed(opened)
                at = quoted.end()
        elif token[-1] in _CLOSERS and token[0] != "\\":
            closer = _CLOSERS[token[-1]]
            awaited.append((closer, _is_ordinary(closer, awaited)))
    return at


def _is_ordinary(closer: str, around: list[tuple[str, bool]]) -> bool:
    # "${x:-it's}"
    return closer == '"' or (closer == "}" and bool(around) and around[-1][1])
