"""--fix and --diff: what a machine can fix, written with the care of `ifcfgen render` or only shown."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path

from ifcfgen.cli.terminal import Color, show
from ifcfgen.errors import Fault, Faults, IfcfgenError
from ifcfgen.lint.engine import Linter
from ifcfgen.lint.finding import Finding
from ifcfgen.lint.fix import fix
from ifcfgen.place import Place
from ifcfgen.reading import Reading
from ifcfgen.render.disk.layout import Destination
from ifcfgen.render.disk.plan import Change
from ifcfgen.render.disk.writer import apply, locked, stopped
from ifcfgen.render.ifcfg.files import LAYOUT
from ifcfgen.render.keyfile import files as keyfile
from ifcfgen.scripts.file import File
from ifcfgen.scripts.keyfile import Keyfile

_KEYFILES = keyfile.LAYOUT._replace(names=re.compile(r"[^/.][^/]*"))
"""In /etc they need no ending."""


class Fixes:
    """What is fixed in the course of a run, host by host."""

    def __init__(self, *, unsafe: bool, write: bool, color: Color = "auto"):
        self._unsafe = unsafe
        self._color: Color = color
        self.writes = write
        self._counts: Counter[str] = Counter()

    def of(self, read: Reading, linter: Linter, meant: Callable[[Finding], bool]) -> Reading:
        """The host as it is now: fixed, in what is MEANT, or READ where that was only shown.

        Raises `IfcfgenError` where the disk refuses or a file changed meanwhile: then nothing was written.
        """

        def wanted(finding: Finding) -> bool:
            return meant(finding) and finding.fix is not None and (finding.fix.safe or self._unsafe)

        fixed = fix(read, linter, wanted)
        self._counts["refused"] += len(fixed.refused)
        self._counts["files"] += put(read, fixed.reading, write=self.writes, color=self._color)
        self._counts["done"] += len(fixed.done)
        return fixed.reading if self.writes else read

    @property
    def changes(self) -> bool:
        """Whether anything was, or would be, fixed."""
        return self._counts["files"] > 0

    def closing(self) -> list[str]:
        """The closing lines."""
        done, files, refused = (self._counts[word] for word in ("done", "files", "refused"))
        said = f"{'fixed' if self.writes else 'can be fixed'}: {done} in {files} file{'s' * (files != 1)}"
        left = f"; {refused} not applied: the fix would cause another hazard or have no effect" if refused else ""
        return [said + left]


def put(old: Reading, new: Reading, *, write: bool, color: Color) -> int:
    """Write the files in which the host NEW differs from OLD, or show their diffs; say how many they are.

    Of one directory all are written, or none.

    Raises `IfcfgenError` where the disk refuses or a file changed meanwhile: then nothing was written.
    """
    files, keyfiles = old.directory.files, old.directory.surroundings.keyfiles
    pairs: Iterable[tuple[File | Keyfile, File | Keyfile]] = (
        *zip(files, new.directory.files, strict=True),
        *zip(keyfiles, new.directory.surroundings.keyfiles, strict=True),
    )
    changed = [pair for pair in pairs if pair[0].document.data != pair[1].document.data]
    by_folder = groupby(changed, lambda pair: _destination_of(pair[0], old))
    for destination, some in by_folder:
        changes = [
            Change("update", file.name, destination.path(file.name), file.document.data, after.document.data)
            for file, after in some
        ]
        if write:
            _write(destination, changes)
        else:
            show("".join(change.diff(old.directory.secrets) for change in changes), color)
    return len(changed)


def _destination_of(file: File | Keyfile, read: Reading) -> Destination:
    """Where a FILE of the host that was READ lies."""
    if isinstance(file, Keyfile):
        return Destination.flat(_KEYFILES, Path(file.path).parent)
    return _destination(Path(read.directory.path))


def settle(folder: Path, *, fixes: bool, writes: bool) -> str:
    """What becomes of an earlier run that was stopped while it wrote in FOLDER; empty where none was.

    One that was stopped behind its last change is finished, by any run that WRITES; what was changed halfway is put
    back by FIXES alone. Raises `IfcfgenError` where files are changed halfway, or were until now, and for a journal
    that is not to be believed.
    """
    destination = _destination(folder)
    stop = stopped(destination)
    if stop is None or (stop == "before the first change" and not fixes):
        return ""
    if stop == "halfway" and not fixes:
        text = "an earlier run was stopped halfway: some files are new, some old; --fix restores them"
        raise IfcfgenError(Fault(Place(str(folder)), text))
    with suppress(*() if fixes else (IfcfgenError,)):  # a lint may be anybody's, who can only read
        if writes:
            with locked(destination) as held:
                if held.is_put_back:
                    raise IfcfgenError(f"{held.settled}; nothing was written; run again")
                return held.settled
    return f"{folder}: an earlier run was stopped after its last change; --fix removes its temporary files"


def _destination(folder: Path) -> Destination:
    network = folder / "network"
    if os.path.lexists(network) or folder.resolve().name != "network-scripts":
        return Destination(LAYOUT, folder, folder, {"network": network})
    if folder.name in ("", ".."):
        folder = folder.resolve()  # `.` does not say where it lies
    return Destination(LAYOUT, folder.parent, folder, {"network": folder.parent / "network"})


def _write(destination: Destination, changes: Sequence[Change]) -> None:
    links = [change.path for change in changes if change.path.is_symlink()]
    if links:
        raise Faults(
            Fault(Place(str(link)), f"a symbolic link, not written; lint its target {link.resolve()}") for link in links
        )
    with locked(destination) as held:
        if held.settled:
            raise IfcfgenError(f"{held.settled}; nothing was written; run again")
        apply(held, changes)
