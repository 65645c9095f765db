"""The front matter of a rule: YAML, of which little is allowed, and each text knows its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

FIRST_LINE = 2
"""Of the front matter in the file of a rule: the first is `---`."""

_LONGEST = 1 << 16
"""Characters; the longest of ours has 1,500."""
_DEEPEST = 3
"""A list in a mapping in the mapping of all fields."""


class FrontError(ValueError):
    """Front matter that cannot be used; says in which line of the file."""

    def __init__(self, problem: str, line: int):
        super().__init__(problem)
        self.line = line


class Text(str):
    """A scalar, and the `line` of the file in which it begins."""

    line: int
    _written: str
    _style: str | None

    def __new__(cls, value: str, line: int, written: str, style: str | None) -> Text:
        text = super().__new__(cls, value)
        text.line = line
        text._written = written
        text._style = style
        return text

    def __reduce__(self) -> tuple[Any, ...]:
        """What a copy in another process is made of."""
        return Text, (str(self), self.line, self._written, self._style)

    @property
    def source(self) -> str:
        """The same words with the line breaks of the file."""
        source = self._written
        if self._style == "'":
            source = source[1:-1].replace("''", "'")
        elif self._style == '"':
            escape = r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)"
            source = re.sub(escape, _unescaped, source[1:-1], flags=re.S)
        return source if source.split() == self.split() else str(self)


def parse(front: str) -> dict[Text, Any]:
    """The fields of FRONT: texts, lists of texts, and mappings to either. Raises FrontError."""
    import yaml  # where nothing is found, what is in sight was enough

    if len(front) > _LONGEST:
        raise FrontError(f"front matter over {_LONGEST >> 10} KiB", FIRST_LINE)
    loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        events = yaml.parse(front, loader)
        fields = [_value(front, event, events, 1) for event in events if _begins(event)]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise FrontError(error.problem or "not YAML", FIRST_LINE + (mark.line if mark else 0)) from None
    except (yaml.YAMLError, ValueError) as error:  # a character that YAML does not have
        if isinstance(error, FrontError):
            raise
        found = yaml.reader.Reader.NON_PRINTABLE.search(front)
        at = found.start() if found else 0
        raise FrontError(f"not YAML: {front[at]!r}", FIRST_LINE + front.count("\n", 0, at)) from None
    if len(fields) != 1 or not isinstance(fields[0], dict):
        raise FrontError("front matter must be a list of `field: value`", FIRST_LINE)
    return fields[0]


def _begins(event: Any) -> bool:
    return hasattr(event, "anchor")


def _value(front: str, event: Any, events: Iterator[Any], depth: int) -> Any:
    line = FIRST_LINE + event.start_mark.line
    if event.anchor or getattr(event, "tag", None):
        raise FrontError("a rule does not support anchors, aliases and tags", line)
    if hasattr(event, "value"):
        return _text(front, event)
    if depth > _DEEPEST:
        raise FrontError("lists and mappings of a rule must not be so deep", line)
    listed = list(_inside(front, events, depth + 1))
    if type(event).__name__ == "SequenceStartEvent":
        return listed
    found: dict[Text, Any] = {}
    for name, value in zip(listed[::2], listed[1::2], strict=True):
        if not isinstance(name, Text):
            raise FrontError("the name of a field must be a word", line)
        if name in found:
            raise FrontError(f"{name!r} is here twice", name.line)
        found[name] = value
    return found


def _inside(front: str, events: Iterator[Any], depth: int) -> Iterator[Any]:
    """What comes before the end of the list or mapping that has begun."""
    for event in events:
        if not _begins(event):
            return
        yield _value(front, event, events, depth)


def _text(front: str, event: Any) -> Text:
    start, line = event.start_mark.index, FIRST_LINE + event.start_mark.line
    if event.style in ("|", ">"):
        start, line = (front + "\n").index("\n", start) + 1, line + 1  # behind the `>-`
    return Text(event.value, line, front[start : event.end_mark.index], event.style)


def _unescaped(escape: re.Match[str]) -> str:
    import yaml

    return str(yaml.safe_load(f'"{escape[0]}"')) if escape[0] != "\\n" else " "
