"""--baseline: known findings are counted, new ones fail."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from ifcfgen.errors import Fault, IfcfgenError
from ifcfgen.filesystem.folder import replace
from ifcfgen.filesystem.tree import read
from ifcfgen.lint import baseline
from ifcfgen.lint.finding import FORMER_NAMES, Finding
from ifcfgen.lint.fingerprint import Fingerprints
from ifcfgen.place import Place

_LARGEST = 64 << 20
"""Bytes; some 200,000 findings."""


def known(path: Path) -> Callable[[Finding], bool]:
    """Whether the baseline in PATH knows a finding; to be called once for each. Raises IfcfgenError."""
    try:
        fingerprints = baseline.read(read(path, _LARGEST).decode("utf-8"), str(path))
    except FileNotFoundError:
        raise _error(path, "no such baseline; --write-baseline creates it") from None
    except OSError as error:
        raise _error(path, error.strerror or str(error)) from None
    except UnicodeDecodeError:
        raise _error(path, "not a baseline: not UTF-8") from None
    named, formerly = Fingerprints(_place(path)), Fingerprints(_place(path))
    former = {rule: name for name, rule in FORMER_NAMES.items()}

    def is_known(finding: Finding) -> bool:
        name = former.get(finding.rule)
        return named.of(finding) in fingerprints or (
            name is not None and formerly.of(finding._replace(rule=name)) in fingerprints
        )

    return is_known


def write(path: Path, findings: Iterable[Finding]) -> int:
    """Make PATH the baseline that knows FINDINGS, and say how many. Raises IfcfgenError."""
    text, count = baseline.written(findings, _place(path))
    try:
        replace(path, text.encode())
    except OSError as error:
        raise _error(path, error.strerror or str(error)) from None
    return count


def _place(path: Path) -> Callable[[str], str]:
    """A file as seen from the directory of PATH, so that it does not matter where the program is run."""
    home = path.resolve().parent
    return lambda name: os.path.relpath(Path(name).resolve(), home)


def _error(path: Path, text: str) -> IfcfgenError:
    return IfcfgenError(Fault(Place(str(path)), text))
