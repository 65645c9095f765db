"""--baseline: known findings are counted, new ones fail."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from ifcfgen.errors import Fault, IfcfgenError
from ifcfgen.filesystem.folder import replace
from ifcfgen.filesystem.tree import read
from ifcfgen.lint import baseline
from ifcfgen.lint.baseline import Entry
from ifcfgen.lint.finding import FORMER_NAMES, Finding
from ifcfgen.lint.fingerprint import Fingerprints
from ifcfgen.place import Place

_LARGEST = 64 << 20
"""Bytes; some 200,000 findings."""

_FORMER = {rule: name for name, rule in FORMER_NAMES.items()}


class Baseline:
    """The baseline in PATH, and which of its entries were met so far. Raises `IfcfgenError` for one that is none."""

    def __init__(self, path: Path):
        self.path = path
        try:
            self._entries = baseline.read(read(path, _LARGEST).decode("utf-8"), str(path))
        except FileNotFoundError:
            raise _error(path, "no such baseline; --write-baseline creates it") from None
        except OSError as error:
            raise _error(path, error.strerror or str(error)) from None
        except UnicodeDecodeError:
            raise _error(path, "not a baseline: not UTF-8") from None
        self._fingerprints = frozenset(entry.fingerprint for entry in self._entries)
        self._met: set[str] = set()
        self._named, self._formerly = Fingerprints(_place(path)), Fingerprints(_place(path))

    def knows(self, finding: Finding) -> bool:
        """Whether it has FINDING; to be asked once for each."""
        name = _FORMER.get(finding.rule)
        names = {self._named.of(finding)}
        if name is not None:
            names.add(self._formerly.of(finding._replace(rule=name)))
        self._met |= names & self._fingerprints
        return not names.isdisjoint(self._fingerprints)

    def stale(self, paths: Iterable[str], judged: Callable[[str], bool]) -> list[Entry]:
        """The entries that were not met although their file lies at or below PATHS and their rule was JUDGED."""
        searched = {Path(path).resolve() for path in paths}
        home = self.path.resolve().parent

        def was_asked(entry: Entry) -> bool:
            file = Path(os.path.normpath(home / entry.path))
            is_searched = not searched.isdisjoint((file, *file.parents))
            return is_searched and judged(FORMER_NAMES.get(entry.rule, entry.rule))

        return [entry for entry in self._entries if entry.fingerprint not in self._met and was_asked(entry)]

    def drop(self, stale: Collection[Entry]) -> None:
        """Take the STALE entries out of the file. Raises `IfcfgenError`."""
        _put(self.path, [entry for entry in self._entries if entry not in stale])


def write(path: Path, findings: Iterable[Finding]) -> int:
    """Make PATH the baseline that knows FINDINGS, and say how many. Raises IfcfgenError."""
    entries = baseline.entries(findings, _place(path))
    _put(path, entries)
    return len(entries)


def _put(path: Path, entries: Iterable[Entry]) -> None:
    try:
        replace(path, baseline.written(entries).encode())
    except OSError as error:
        raise _error(path, error.strerror or str(error)) from None


def _place(path: Path) -> Callable[[str], str]:
    """A file as seen from the directory of PATH, so that it does not matter where the program is run."""
    home = path.resolve().parent
    return lambda name: os.path.relpath(Path(name).resolve(), home)


def _error(path: Path, text: str) -> IfcfgenError:
    return IfcfgenError(Fault(Place(str(path)), text))
