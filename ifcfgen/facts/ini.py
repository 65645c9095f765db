"""The lines of an inventory of Ansible in the form of INI, as its plugin ini reads them."""

from __future__ import annotations

import ast
import shlex
import warnings
from collections.abc import Mapping
from typing import Any

from ifcfgen.lazy import NamedTuple, pattern

_HEAD = pattern(r"\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?")
_CHILD = pattern(r"([^:\]\s]+)\s*(?:#.*)?")
_KINDS = ("hosts", "children", "vars")


class Section(NamedTuple):
    """What the lines below `[GROUP:KIND]` are about."""

    group: str = "ungrouped"
    kind: str = "hosts"


def section(line: str) -> Section | None:
    """The section that begins with LINE; None where none does. Raises ValueError."""
    found = _HEAD.fullmatch(line)
    if found is None:
        if line.startswith("[") and line.endswith("]"):
            raise ValueError(f"{line} is not [GROUP], [GROUP:children] or [GROUP:vars]")
        return None
    if found[2] and found[2] not in _KINDS:
        raise ValueError(f"{found[2]} is not one of {', '.join(_KINDS)}")
    return Section(found[1], found[2] or "hosts")


def child(line: str) -> str:
    """The group in LINE. Raises ValueError."""
    found = _CHILD.fullmatch(line)
    if found is None:
        raise ValueError(f"{line} is not the name of a group")
    return found[1]


def host(line: str) -> tuple[str, Mapping[str, Any]]:
    """The host in LINE, perhaps with ranges, and its variables. Raises ValueError."""
    name, *words = shlex.split(line, comments=True) or [""]
    if name == "---" or not name:
        raise ValueError("not INI: a host is required")
    pairs = [word.partition("=") for word in words]
    if not all(equals for _, equals, _ in pairs):
        raise ValueError(f"a word after {name} has no equals sign")
    return name, {key: _value(text) for key, _, text in pairs}


def variable(line: str) -> tuple[str, Any]:
    """Key and value in LINE. Raises ValueError."""
    key, equals, text = line.partition("=")
    if not equals:
        raise ValueError("a variable without an equals sign")
    return key.strip(), _value(text.strip())


def _value(text: str) -> Any:
    """What TEXT means as a literal of Python; else the text itself."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            return ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return text
