"""What bash makes of `$NAME`, `${NAME%%.*}` and `$((N * 3))` in a value: whatever depends on variables alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase

from ifcfgen.lazy import NamedTuple, pattern

LONGEST_MATCHED = 1024
"""Characters of a value, or of a pattern, that a pattern is tried on: each end of it is."""
_MOST_BITS = 64
_WORD = r"(?:[^{}'\"`\\$]|\$[A-Za-z_]\w*|\$\{[A-Za-z_]\w*\})*"
BRACED = rf"\$\{{(?:#[A-Za-z_]\w*|[A-Za-z_]\w*(?:(?::?[-=+]|##?|%%?|//?|\^\^?|,,?|:(?=[\d ])){_WORD})?)\}}"
SUM = r"\$\(\((?:[^()'\"`\\]|\((?:[^()'\"`\\]|\([^()'\"`\\]*\))*\))*\)\)"
_BRACED = pattern(r"(#?)([A-Za-z_]\w*)(:?[-=+]|##?|%%?|//?|\^\^?|,,?|:)?(.*)", re.S)
_VARIABLE = pattern(r"\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))")
_TOKEN = pattern(r"\s*(0[xX][0-9a-fA-F]+|\d+|[A-Za-z_]\w*|\*\*|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%<>&|^~!?:()])")
_SPECIAL_PATTERN = ("\\", "[:", "[=", "[.", "[^")
_BINARY = (("||",), ("&&",), ("|",), ("^",), ("&",), ("==", "!="), ("<", "<=", ">", ">="), ("<<", ">>"),
           ("+", "-"), ("*", "/", "%"))  # fmt: skip
"""From those that bind least on."""


class NotEvaluated(Exception):
    """What a text comes to depends on more than variables, or on one of which nothing is known."""


class NotFollowed(NotEvaluated):
    """What a script does behind a command is unknown."""


class Unread(NotEvaluated):
    """A file that a script sources cannot be read here."""


class Invalid(NotEvaluated):
    """A sum that bash may reject, and end the script for it."""


class Expansion(NamedTuple):
    """`${TEXT}`, or `$((TEXT))` where it is a sum."""

    text: str
    is_sum: bool

    def value(self, variables: Mapping[str, str]) -> str:
        """What comes of it. Raises NotEvaluated, or Invalid."""
        if self.is_sum:
            return str(_Sum(_substituted(self.text, variables)).value(variables))
        match = _BRACED.fullmatch(self.text)
        assert match is not None
        measure, name, operator, word = match.groups()
        value = variables[name]
        if measure:
            return str(len(value))
        return _applied(operator, name, value, word, variables) if operator else value


def _substituted(text: str, variables: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda match: variables[match[1] or match[2]], text)


def _applied(operator: str, name: str, value: str, word: str, variables: Mapping[str, str]) -> str:
    is_set = bool(value) if operator[0] == ":" else name in variables
    match operator.removeprefix(":") or ":":
        case "-":
            return value if is_set else _substituted(word, variables)
        case "+":
            return _substituted(word, variables) if is_set else ""
        case "#" | "##" | "%" | "%%":
            return _stripped(operator, value, _substituted(word, variables))
        case "^^" | ",," if not word:
            return value.upper() if operator == "^^" else value.lower()
        case "^" | "," if not word:
            return (value[:1].upper() if operator == "^" else value[:1].lower()) + value[1:]
        case "/" | "//":
            pattern, _, new = word.partition("/")
            pattern, new = _substituted(pattern, variables), _substituted(new, variables)
            if not pattern or pattern[0] in "#%" or any(sign in pattern for sign in "*?[\\&") or "&" in new:
                raise NotEvaluated
            return value.replace(pattern, new, -1 if operator == "//" else 1)
        case ":":
            start, colon, count = _substituted(word, variables).strip().partition(":")
            if not start.isdecimal() or (colon and not count.strip().isdecimal()) or len(word) > _MOST_BITS:
                raise NotEvaluated
            return value[int(start) :][: int(count) if colon else None]
    raise NotEvaluated  # `=` assigns, too


def _stripped(operator: str, value: str, pattern: str) -> str:
    """VALUE without the shortest, or the longest, beginning or end that PATTERN matches."""
    if max(len(value), len(pattern)) > LONGEST_MATCHED or any(sign in pattern for sign in _SPECIAL_PATTERN):
        raise NotEvaluated
    sizes = range(len(value) + 1)
    for size in reversed(sizes) if len(operator) == 2 else sizes:
        split = size if operator[0] == "#" else len(value) - size
        part, rest = (value[:split], value[split:]) if operator[0] == "#" else (value[split:], value[:split])
        if fnmatchcase(part, pattern):
            return rest
    return value


class _Sum:
    """An arithmetic expression, of numbers of 64 bits."""

    def __init__(self, text: str):
        self._tokens: list[str] = []
        at, text = 0, text.strip()
        while at < len(text):
            token = _TOKEN.match(text, at)
            if token is None:
                raise Invalid
            self._tokens.append(token[1])
            at = token.end()
        if len(self._tokens) > LONGEST_MATCHED or text.count("(") > _MOST_BITS:
            raise Invalid
        self._at = 0

    def value(self, variables: Mapping[str, str]) -> int:
        """What it comes to. Raises Invalid."""
        if not self._tokens:
            return 0
        value = self._choice(variables)
        if self._at != len(self._tokens):
            raise Invalid
        return value

    def _next(self, *wanted: str) -> str:
        """The next token, taken where it is one of those WANTED; empty otherwise."""
        if self._at < len(self._tokens) and self._tokens[self._at] in wanted:
            self._at += 1
            return self._tokens[self._at - 1]
        return ""

    def _choice(self, variables: Mapping[str, str]) -> int:
        condition = self._binary(0, variables)
        if not self._next("?"):
            return condition
        one = self._choice(variables)
        if not self._next(":"):
            raise Invalid
        other = self._choice(variables)
        return one if condition else other

    def _binary(self, level: int, variables: Mapping[str, str]) -> int:
        if level == len(_BINARY):
            return self._power(variables)
        value = self._binary(level + 1, variables)
        while operator := self._next(*_BINARY[level]):
            value = _worked_out(operator, value, self._binary(level + 1, variables))
        return value

    def _power(self, variables: Mapping[str, str]) -> int:
        base = self._unary(variables)
        if not self._next("**"):
            return base
        exponent = self._power(variables)
        if not 0 <= exponent <= _MOST_BITS:
            raise Invalid
        return _wrapped(base**exponent)

    def _unary(self, variables: Mapping[str, str]) -> int:
        signs = []
        while sign := self._next("-", "+", "!", "~"):
            signs.append(sign)
        value = self._operand(variables)
        for sign in reversed(signs):
            value = {"-": -value, "+": value, "!": int(not value), "~": ~value}[sign]
        return _wrapped(value)

    def _operand(self, variables: Mapping[str, str]) -> int:
        if self._next("("):
            value = self._choice(variables)
            if not self._next(")"):
                raise Invalid
            return value
        token = self._tokens[self._at] if self._at < len(self._tokens) else ""
        self._at += 1
        return _number(variables[token].strip() or "0" if token[:1].isalpha() or token[:1] == "_" else token)


def _number(text: str) -> int:
    if len(text) > _MOST_BITS:
        raise Invalid
    try:
        return _wrapped(int(text, 8) if re.fullmatch("0[0-9]+", text) else int(text, 0))
    except ValueError:
        raise Invalid from None


def _wrapped(value: int) -> int:
    half = 1 << _MOST_BITS - 1
    return (value + half) % (2 * half) - half


def _worked_out(operator: str, one: int, other: int) -> int:
    if operator in ("/", "%"):
        if not other:
            raise Invalid
        quotient = abs(one) // abs(other) * (1 if (one < 0) == (other < 0) else -1)
        return _wrapped(quotient if operator == "/" else one - quotient * other)
    if operator in ("<<", ">>"):
        if not 0 <= other < _MOST_BITS:
            raise Invalid
        return _wrapped(one << other if operator == "<<" else one >> other)
    values = {
        "||": int(bool(one or other)), "&&": int(bool(one and other)), "|": one | other, "^": one ^ other,
        "&": one & other, "==": int(one == other), "!=": int(one != other), "<": int(one < other),
        "<=": int(one <= other), ">": int(one > other), ">=": int(one >= other), "+": one + other,
        "-": one - other, "*": one * other,
    }  # fmt: skip
    return _wrapped(values[operator])
