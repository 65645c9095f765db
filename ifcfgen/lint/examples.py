"""The examples in the page of a rule: hosts on which it finds something, and hosts on which it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, get_args
from urllib.parse import unquote

from ifcfgen.lazy import NamedTuple

ExampleKind = Literal["Bad", "Good", "Not here"]
"""What the heading begins with: this rule finds something, no rule does, or this one leaves it to others."""

_PART = re.compile(r"^```(\w*) ?(\S*) ?(\S*)\n(.*?)^```$|^## ([^\n]*)$", re.M | re.S)


class Fence(NamedTuple):
    """A fenced block: a file where it has a `name`, else facts in `toml`, findings in `text`, or edits in `diff`.

    `line` is where it opens. `sh NAME crlf` has DOS line ends; a blank in NAME is written %20.
    """

    language: str
    name: str
    text: str
    line: int


class Example(NamedTuple):
    """A section of a page that describes a host; `line` is that of its heading."""

    kind: ExampleKind
    title: str
    line: int
    fences: tuple[Fence, ...]

    @property
    def files(self) -> dict[str, str]:
        """The files of the host by name."""
        return {fence.name: fence.text for fence in self.fences if fence.name}

    @property
    def hosts(self) -> dict[str, dict[str, str]]:
        """The files of each host by name, where the names begin with the directory of the host."""
        found: dict[str, dict[str, str]] = {}
        for name, text in self.files.items():
            folder, slash, rest = name.partition("/")
            if slash:
                found.setdefault(folder, {})[rest] = text
        return found

    def fence(self, language: str) -> Fence | None:
        """The fence in LANGUAGE that is no file."""
        return next((fence for fence in self.fences if fence.language == language and not fence.name), None)


def examples(page: str, first_line: int = 1) -> list[Example]:
    """The examples of PAGE, whose first line is FIRST_LINE of its file."""
    found: list[Example] = []
    for kind, start, end in _sections(page):
        if kind:
            title = page[start + 3 : page.find("\n", start)]
            fences = tuple(
                Fence(
                    match[1],
                    unquote(match[2]),
                    match[4].replace("\n", "\r\n") if match[3] else match[4],
                    first_line + page.count("\n", 0, match.start()),
                )
                for match in _PART.finditer(page, start, end)
                if match[5] is None
            )
            found.append(Example(kind, title, first_line + page.count("\n", 0, start), fences))
    return found


def split(page: str) -> tuple[str, str]:
    """The text of PAGE, and its examples."""
    parts = [(kind is None, page[start:end]) for kind, start, end in _sections(page)]
    text, shown = ("".join(part for is_text, part in parts if is_text is wanted) for wanted in (True, False))
    return text, shown


def _sections(page: str) -> Iterator[tuple[ExampleKind | None, int, int]]:
    """Start and end of each section of PAGE; what comes before the first is one, too. No kind: it is no example."""
    heads = [(match.start(), match[5]) for match in _PART.finditer(page) if match[5] is not None]
    for (start, title), (end, _) in zip([(0, ""), *heads], [*heads, (len(page), "")], strict=True):
        yield next((kind for kind in get_args(ExampleKind) if title.startswith(kind)), None), start, end
