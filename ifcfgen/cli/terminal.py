"""What the terminal on stdout can do, and what its user wants."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import typer

from ifcfgen.errors import Fault, IfcfgenError
from ifcfgen.place import Place
from ifcfgen.report.style import ASCII, PLAIN, Theme, coloured, plain
from ifcfgen.report.visible import visible, visible_lines
from ifcfgen.secrets import told

_STYLES = {"==>": "bold", "# ": "dim", "---": "bold", "+++": "bold", "@@": "cyan", "-": "red", "+": "green"}
"""Of a file or a diff: by how a line begins."""

_NARROWEST = 20
"""Columns; on less than these nothing can be read anyway."""


Color = Literal["auto", "always", "never"]
"""When to colour what is shown; auto: as `colours` says."""


def colours(wanted: Color = "auto") -> bool:
    """Whether stdout is to have colours: what is WANTED, else a terminal that can, or FORCE_COLOR, and no NO_COLOR."""
    if wanted != "auto":
        return wanted == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def show(text: str, color: Color = "auto") -> None:
    """TEXT, files or a diff, on stdout; line by line in colour where that is wanted.

    What could not be seen is made visible wherever stdout leads: a pipe ends at a terminal, too.
    """
    text = visible_lines(text)
    if colours(color):
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


def put(pieces: Iterable[str], file: Path | None, option: str) -> None:
    """PIECES on stdout, or all of them at once in FILE, which OPTION named. Raises `IfcfgenError`."""
    if file is None:
        for piece in pieces:
            sys.stdout.write(piece)
        sys.stdout.flush()
        return
    from ifcfgen.filesystem import folder

    text = "".join(pieces)
    try:
        folder.put(file, text.encode(errors="backslashreplace"))
    except OSError as error:
        raise IfcfgenError(Fault(Place(f"{option} {file}"), error.strerror or str(error))) from None


def directory(text: str) -> Path:
    """The directory that an option names, which an unset variable of a shell does not."""
    if not text:
        raise typer.BadParameter("the name of a directory is empty; write . for this one")
    return Path(text)


def tell(*lines: str) -> None:
    """LINES on stderr."""
    for line in lines:
        typer.echo(visible(told(line)), err=True)


def _style(line: str) -> str:
    return next((style for start, style in _STYLES.items() if line.startswith(start)), "")


def file_theme(color: Color) -> Theme:
    """The style of a report in a file."""
    return Theme(coloured if color == "always" else plain)


def theme(color: Color = "auto") -> Theme:
    """The style of a report on stdout."""
    paint = coloured if colours(color) else plain
    known = sys.stdout.isatty() or "COLUMNS" in os.environ
    width = max(_NARROWEST, shutil.get_terminal_size().columns) if known else None
    try:
        PLAIN.signs.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        return Theme(paint, width, **ASCII)
    return Theme(paint, width, links=paint is coloured and sys.stdout.isatty())
