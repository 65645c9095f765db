"""Where something is written. It stands by itself, as both the model and the errors have it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from ifcfgen.lazy import NamedTuple


class Place(NamedTuple):
    """A file, and perhaps a line and a column in it; both count from 1.

    What was given on the command line has an option there instead of a file.
    """

    path: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """`path:line:column`, as far as these are known."""
        return ":".join(str(part) for part in self if part is not None)


class Text(Protocol):
    """A file of keys, of whatever format: an ifcfg file or a keyfile."""

    path: str

    @property
    def keys(self) -> Mapping[str, str]:
        """The values by key."""

    def place(self, *keys: str) -> Place:
        """Where the first of KEYS that is set stands, as it counts; the file where none is."""
