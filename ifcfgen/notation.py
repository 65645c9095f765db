"""TOML and JSON that people have written, read within bounds: each fault is a line, whatever the text holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ifcfgen.errors import Fault, IfcfgenError
from ifcfgen.lazy import pattern
from ifcfgen.place import Place

_DEEPEST = 32
"""Levels, and parts of a dotted key, over which tomllib takes the square of their number."""
_HIGHEST = 1 << 64
_LONGEST_NUMBER = 20

_TEXT_OR_COMMENT = pattern(
    r'''"""(?:[^"\\]|\\.|"(?!""))*+(?:"""|\\?\Z)|"(?:[^"\\\n]|\\.)*+"?|'''
    r"""'''(?:[^']|'(?!''))*+(?:'''|\Z)|'[^'\n]*+'?|#[^\n]*+""",
    re.S,
)
"""Also without its end: each character is looked at once."""
_DEEP_KEY = pattern(rf"(?<![\w-])[\w-]++(?:[ \t]*+\.[ \t]*+[\w-]++){{{_DEEPEST}}}")
_HALF = pattern("[\ud800-\udfff]")


def toml(text: str, path: str) -> dict[str, Any]:
    """What TEXT, of the file PATH, says in TOML. Raises `IfcfgenError`."""
    import tomllib  # most hosts have no configuration

    deep = _DEEP_KEY.search(_TEXT_OR_COMMENT.sub(lambda found: "_" + "\n" * found[0].count("\n"), text))
    if deep:
        raise _error(path, "nested too deeply", deep.string.count("\n", 0, deep.start()) + 1)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        # tomllib has the place in its message only, until Python 3.14
        what, _, where = str(error).partition(" (at ")
        at = re.match(r"line (\d+), column (\d+)", where)
        line, column = (int(at[1]), int(at[2])) if at else (text.count("\n") + 1, None)
        raise _error(path, f"not TOML: {what[:1].lower()}{what[1:]}", line, column) from None
    except RecursionError:
        raise _error(path, "nested too deeply") from None
    except ValueError:  # of int(), for a number of thousands of digits
        raise _error(path, "the number is too large") from None
    _check(document, path)
    return document


def json(text: str, path: str) -> Any:
    """What TEXT, of the file PATH, says in JSON. Raises `IfcfgenError`."""
    import json  # as costly to import as the whole of config, and seldom wanted

    try:
        document = json.loads(text, object_pairs_hook=_mapping, parse_int=_number, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise _error(path, error.msg, error.lineno, error.colno) from None
    except RecursionError:
        raise _error(path, "nested too deeply") from None
    except ValueError as error:
        raise _error(path, str(error)) from None
    _check(document, path)
    return document


def mapping(value: Any) -> Mapping[str, Any]:
    """VALUE, or an empty mapping where it is none."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """VALUE, or an empty list where it is none."""
    return value if isinstance(value, list) else []


def _mapping(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"{key!r} appears twice")
        found[key] = value
    return found


def _number(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        raise ValueError("the number is too large")
    return int(text)


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is not a number")


def _check(document: Any, path: str) -> None:
    """Raise `IfcfgenError` for a DOCUMENT that is too deep, or holds what cannot be told to anybody."""
    level = [document]
    for _ in range(_DEEPEST + 1):
        within: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                within += value
                within += value.values()
            elif isinstance(value, list):
                within += value
            elif isinstance(value, str) and not value.isascii() and _HALF.search(value):
                raise _error(path, f"half of a character: {value[:60]!r}")
            elif isinstance(value, int) and abs(value) >= _HIGHEST:
                raise _error(path, "the number is too large")
        level = within
    if level:
        raise _error(path, "nested too deeply")


def _error(path: str, text: str, line: int | None = None, column: int | None = None) -> IfcfgenError:
    return IfcfgenError(Fault(Place(path, line, column), text))
