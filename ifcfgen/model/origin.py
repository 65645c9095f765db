"""Where something is written."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """A place in a file; line and column count from 1."""

    path: str
    line: int | None = None
    column: int | None = None
