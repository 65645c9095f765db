"""What a target is: a kind of files that a topology can be rendered to.

A target NAME is the package `ifcfgen.render.NAME`, which has a `TARGET`, and the templates in `templates/NAME/`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ifcfgen.errors import Fault
from ifcfgen.lazy import NamedTuple
from ifcfgen.model import Device, Place
from ifcfgen.render.disk.layout import Layout
from ifcfgen.render.disk.plan import Change

if TYPE_CHECKING:
    from ifcfgen.netplan import Configuration


class Output(NamedTuple):
    """A file to be rendered: its name, its template, and what the template may ask for."""

    name: str
    template: str
    view: dict[str, object]
    device: Device | None = None
    """The device that it is about; None for a file of the whole host."""


class Target(NamedTuple):
    """A kind of files."""

    layout: Layout
    """The names of the files, and where they lie."""
    refusals: Callable[[Configuration], Iterator[Fault]]
    """What of a topology the target cannot have, each with its place; all of it."""
    outputs: Callable[[Configuration], Iterator[Output]]
    """The files of a topology that is not refused."""
    word: Callable[[object], str]
    """A value of a view as it stands in a file. Raises `UnwritableValue`."""
    origin: Callable[[Configuration, str, str], Place]
    """Where a topology asks for a line of one of its files: topology, name of the file, text of the line."""
    advice: Callable[[Configuration, Iterable[Change]], Sequence[str]]
    """What to do on the running host after changes of its files, as lines for people."""
    strange: Callable[[str, str], str | None] = lambda name, body: None
    """The first line that has no place in a file, if any: name of the file, its text. Asked of a site's templates."""
    warnings: Callable[[Configuration], Iterator[Fault]] = lambda topology: iter(())
    """What of a topology the target cannot say, each with its place, though the host works without it."""
