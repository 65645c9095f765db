"""How a report is styled: plain or coloured, in the signs that its reader can show, as wide as the terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from typing import Any

from ifcfgen.lazy import NamedTuple

Paint = Callable[[str, str], str]
"""A text in a style, as `bold red`."""


def plain(text: str, style: str) -> str:
    """TEXT as it is."""
    return text


def coloured(text: str, style: str) -> str:
    """TEXT in the 16 colours that every terminal has."""
    from rich.color import ColorSystem  # costs more than a whole lint: only where colours are seen
    from rich.style import Style

    return Style.parse(style).render(text, color_system=ColorSystem.STANDARD)


def wrapped(text: str, width: int | None, indent: str = "") -> list[str]:
    """TEXT in lines of WIDTH columns, those after the first indented; a word is never broken."""
    if width is None:
        return [text] if text else []
    return textwrap.wrap(text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


class Theme(NamedTuple):
    """`width` is that of the terminal in columns; None: lines are as long as they are."""

    paint: Paint = plain
    width: int | None = None
    arrow: str = "──▶"
    bar: str = "│"
    heavy: str = "━"
    light: str = "─"
    cut: str = "…"
    fork: str = "├─"
    last: str = "└─"
    links: bool = False
    """Whether the terminal shows a text as a link."""

    def linked(self, text: str, url: str) -> str:
        """TEXT, in whatever style, as a link to URL (OSC 8); as it is, where there is none or links are not shown."""
        return f"\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\" if self.links and url else text

    @property
    def signs(self) -> str:
        """All the signs that it needs."""
        return "".join((self.arrow, self.bar, self.heavy, self.light, self.cut, self.fork, self.last))


PLAIN = Theme()

ASCII: Mapping[str, Any] = {
    "arrow": "-->",
    "bar": "|",
    "heavy": "^",
    "light": "-",
    "cut": "...",
    "fork": "|-",
    "last": "`-",
}
"""Signs for a terminal that has no others."""


def amount(count: int, what: str) -> str:
    """COUNT and the name of WHAT is counted, in the plural where it is not one."""
    return f"{count} {what}{'' if count == 1 else 's'}"
