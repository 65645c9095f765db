"""What the terminal on stdout can do, and what its user wants."""

from __future__ import annotations

import os
import shutil
import sys

import typer

from ifcfgen.report.style import ASCII, PLAIN, Theme, coloured, plain
from ifcfgen.report.visible import visible, visible_lines
from ifcfgen.secrets import told

_STYLES = {"==>": "bold", "# ": "dim", "---": "bold", "+++": "bold", "@@": "cyan", "-": "red", "+": "green"}
"""Of a file or a diff: by how a line begins."""

_NARROWEST = 20
"""Columns; on less than these nothing can be read anyway."""


def colours() -> bool:
    """Whether stdout is to have colours: a terminal that can, or FORCE_COLOR; never with NO_COLOR."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def show(text: str) -> None:
    """TEXT, files or a diff, on stdout; line by line in colour where that is wanted.

    What could not be seen is made visible wherever stdout leads: a pipe ends at a terminal, too.
    """
    text = visible_lines(text)
    if colours():
        text = "\n".join(coloured(line, _style(line)) for line in text.split("\n"))
    sys.stdout.write(text)


def page(text: str) -> None:
    """TEXT, which is safe to show, on stdout; through $PAGER where it is longer than the terminal."""
    if sys.stdout.isatty() and text.count("\n") >= shutil.get_terminal_size().lines:
        import pydoc

        os.environ.setdefault("LESS", "FRX")  # colours, and no second screen: as git does
        pydoc.pager(text)
    else:
        sys.stdout.write(text)


def tell(*lines: str) -> None:
    """LINES on stderr."""
    for line in lines:
        typer.echo(visible(told(line)), err=True)


def _style(line: str) -> str:
    return next((style for start, style in _STYLES.items() if line.startswith(start)), "")


def theme() -> Theme:
    """How a report on stdout is to be styled."""
    paint = coloured if colours() else plain
    known = sys.stdout.isatty() or "COLUMNS" in os.environ
    width = max(_NARROWEST, shutil.get_terminal_size().columns) if known else None
    try:
        PLAIN.signs.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        return Theme(paint, width, **ASCII)
    return Theme(paint, width)
