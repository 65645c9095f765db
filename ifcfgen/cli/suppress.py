"""--add-suppressions: a comment for each finding, whose reason somebody is to write."""

from __future__ import annotations

from collections.abc import Sequence

from ifcfgen.cli.fix import put
from ifcfgen.cli.terminal import Color
from ifcfgen.errors import Fault
from ifcfgen.lint.finding import Finding
from ifcfgen.lint.suppress import suppress
from ifcfgen.lint.suppression import PLACEHOLDER
from ifcfgen.place import Place
from ifcfgen.reading import Reading


class Suppressing:
    """The comments that are written, or shown, in the course of a run, host by host."""

    def __init__(self, *, write: bool, color: Color = "auto"):
        self._write = write
        self._color: Color = color
        self._findings = 0
        self._files = 0
        self._left: list[Finding] = []

    def of(self, read: Reading, findings: Sequence[Finding]) -> None:
        """Put a comment beside each of FINDINGS on the host that was READ.

        Raises `IfcfgenError` where the disk refuses or a file changed meanwhile: then nothing was written.
        """
        suppressed = suppress(read, findings)
        self._left += suppressed.left
        self._files += put(read, suppressed.reading, write=self._write, color=self._color)
        self._findings += len(suppressed.done)

    @property
    def changes(self) -> bool:
        """Whether anything was, or would be, written."""
        return self._files > 0

    def closing(self) -> list[str]:
        """The closing lines: what has no comment, and how much has."""
        text = "{}: no comment is possible here; use ignore in ifcfgen.toml"
        left = [str(Fault(Place(f.spot.path, f.spot.line), text.format(f.rule))) for f in self._left]
        said = "comments added" if self._write else "comments to add"
        count = (
            f"for {self._findings} finding{'s' * (self._findings != 1)} in {self._files} file{'s' * (self._files != 1)}"
        )
        reason = f"; replace each {PLACEHOLDER}, or the comment suppresses nothing" if self._findings else ""
        return [*left, f"{said}: {count}{reason}"]
