"""Where rules/ and templates/ are: inside the package when installed, be it in a zipapp, beside it in a checkout."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ifcfgen.errors import Fault, IfcfgenError
from ifcfgen.place import Place

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_PACKAGE = Path(__file__).parent


@cache
def folder(name: str) -> Traversable:
    """The folder NAME (`rules` or `templates`) that this ifcfgen uses: a `Path`, but for a zipapp.

    Raises `IfcfgenError` where it is missing.
    """
    for place in (_PACKAGE / name, _PACKAGE.parent / name):
        if place.is_dir():
            return place
    from importlib.resources import files  # takes 10 ms, and is not needed if the files are on a disk

    packed = files("ifcfgen") / name
    if not packed.is_dir():
        raise IfcfgenError(Fault(Place(str(_PACKAGE / name)), "is missing; reinstall ifcfgen"))
    return packed


def rules() -> Iterator[tuple[Path, bytes]]:
    """The files of our rules, in order, and what they hold. Raises `IfcfgenError`."""
    files = sorted((f for f in folder("rules").iterdir() if f.name.endswith(".md")), key=lambda f: f.name)
    if not files:
        raise IfcfgenError(Fault(Place(str(folder("rules"))), "has no rules; reinstall ifcfgen"))
    for file in files:
        path = file if isinstance(file, Path) else Path(str(file))  # of what is in a zipapp, one for people
        yield path, _read(file)


def _read(file: Traversable) -> bytes:
    if not isinstance(file, Path):
        return file.read_bytes()
    descriptor = os.open(file, os.O_RDONLY)  # there are hundreds: a file object asks the kernel twice as much
    try:
        return os.read(descriptor, os.fstat(descriptor).st_size)
    finally:
        os.close(descriptor)


def text(name: str, file: str) -> str | None:
    """What FILE, a path in the folder NAME, holds; None where there is none. Raises `IfcfgenError`."""
    path = folder(name).joinpath(*file.split("/"))
    return path.read_text("utf-8") if path.is_file() else None
