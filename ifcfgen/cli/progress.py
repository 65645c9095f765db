"""How far a long lint is, on a terminal: one line on stderr, gone before anything else is written."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.live import Live

    from ifcfgen.lint.finding import Report

_FEWEST = 50
"""Fewer hosts are linted before anybody has read the line."""
_PAUSE = 0.1
"""Seconds between two lines: to write one takes longer than to lint a host."""


class Progress:
    """The line, as long as it is entered; never there unless stderr is a terminal that can."""

    def __init__(self) -> None:
        self._is_wanted = sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"
        self._live: Live | None = None
        self._shown = -_PAUSE

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self._clear()

    def show(self, report: Report) -> None:
        """Say how many hosts REPORT is about so far."""
        if not self._is_wanted or report.hosts < _FEWEST or monotonic() < self._shown + _PAUSE:
            return
        self._shown = monotonic()
        from rich.console import Console
        from rich.live import Live
        from rich.spinner import Spinner

        count = report.counts.total()
        line = Spinner("line", f"{report.hosts:,} hosts, {count:,} finding{'s' * (count != 1)}")
        if self._live:
            self._live.update(line)
        else:
            console = Console(stderr=True)
            self._live = Live(line, console=console, transient=True, redirect_stdout=False, redirect_stderr=False)
            self._live.start()

    def before(self, pieces: Iterable[str]) -> Iterator[str]:
        """PIECES that are to be written, each where the line was."""
        for piece in pieces:
            self._clear()
            yield piece

    def _clear(self) -> None:
        if self._live:
            self._live.stop()
            self._live = None
