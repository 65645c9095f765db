"""`--fix`: the edits of a directory of files, in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import ifcfgen
from ifcfgen.lint.engine import Linter
from ifcfgen.lint.finding import Finding
from ifcfgen.lint.fix import fix

from . import material

WORDS = material.WORDS
seeds = material.directories

_LINTER = Linter(material.RULES.values())


def one(data: bytes) -> None:
    """A fix brings no hazard, leaves nothing to be fixed by another, and touches the lines of its edits alone."""
    choice, files = material.split(data)
    read = ifcfgen.parse_host(files, material.HOSTS[choice % len(material.HOSTS)])
    unsafe = choice % 2

    def wanted(finding: Finding) -> bool:
        return finding.fix is not None and (finding.fix.safe or bool(unsafe))

    fixed = fix(read, _LINTER, wanted)
    before, after = (_counts(_LINTER.check(reading).findings) for reading in (read, fixed.reading))
    known = {rule for rule, _ in before}
    # what was folded into a finding that is gone now was there before
    assert not [new for new in after - before if material.RULES[new[0]].yields.isdisjoint(known)]
    assert not fix(fixed.reading, _LINTER, wanted).done
    edits = [edit for finding in fixed.done if finding.fix for edit in finding.fix.edits]
    for old, new in zip(read.directory.files, fixed.reading.directory.files, strict=True):
        own = [edit for edit in edits if edit.path == old.path]
        touched = {line for edit in own for line in (edit.old, *(edit.new or "").split("\n"))}
        assert _others(old.document.data, touched) == _others(new.document.data, touched), own
        assert own or old.document.data == new.document.data


def _counts(findings: Iterable[Finding]) -> Counter[tuple[str, str]]:
    return Counter((finding.rule, finding.spot.path) for finding in findings)


def _others(data: bytes, touched: set[str]) -> list[str]:
    """The lines of DATA but those TOUCHED, whose end may be a CR as well."""
    lines = data.decode(errors="surrogateescape").split("\n")
    return [line for line in lines if line not in touched and line.removesuffix("\r") not in touched]
