"""--fix and --diff: what a machine can mend, written with the care of `ifcfgen render` or only shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from ifcfgen.cli.terminal import show
from ifcfgen.errors import Faults, IfcfgenError
from ifcfgen.lint.engine import Linter
from ifcfgen.lint.finding import Finding
from ifcfgen.lint.fix import mend
from ifcfgen.reading import Reading
from ifcfgen.render.plan import Change, Target
from ifcfgen.render.writer import apply, locked


class Cures:
    """What is mended in the course of a run, host by host."""

    def __init__(self, *, unsafe: bool, write: bool):
        self._unsafe = unsafe
        self._write = write
        self._counts: Counter[str] = Counter()

    def of(self, read: Reading, linter: Linter, meant: Callable[[Finding], bool]) -> Reading:
        """The host as it is now: mended, in what is MEANT, or READ where that was only shown.

        Raises `IfcfgenError` where the disk refuses or a file changed meanwhile: then nothing was written.
        """

        def wanted(finding: Finding) -> bool:
            return meant(finding) and finding.fix is not None and (finding.fix.safe or self._unsafe)

        mended = mend(read, linter, wanted)
        self._counts["refused"] += len(mended.refused)
        folder = Path(read.directory.path)
        beside = (folder / "network").exists()
        target = Target(folder, (folder if beside else folder.parent) / "network")
        changes = [
            Change("update", old.name, target.path(old.name), old.document.data, new.document.data)
            for old, new in zip(read.directory.files, mended.reading.directory.files, strict=True)
            if old.document.data != new.document.data
        ]
        if changes and self._write:
            _write(target, changes)
        elif changes:
            show("".join(change.diff() for change in changes))
        self._counts["cured"] += len(mended.cured)
        self._counts["files"] += len(changes)
        return mended.reading if self._write else read

    @property
    def changes(self) -> bool:
        """Whether anything was, or would be, mended."""
        return self._counts["files"] > 0

    def closing(self) -> str:
        """What is to be said of it in the end."""
        cured, files, refused = (self._counts[word] for word in ("cured", "files", "refused"))
        said = f"{'cured' if self._write else 'to be cured'}: {cured} in {files} file{'s' * (files != 1)}"
        left = f"; {refused} left, as the cure would bring another hazard, or not be one" if refused else ""
        return said + left


def _write(target: Target, changes: Sequence[Change]) -> None:
    links = [change.path for change in changes if change.path.is_symlink()]
    if links:
        raise Faults(f"{link}: a symbolic link, not mended; mend {link.resolve()}, which it leads to" for link in links)
    with locked(target) as undone:
        if undone:
            raise IfcfgenError(f"{undone}; nothing was mended, run again")
        apply(target, changes)
