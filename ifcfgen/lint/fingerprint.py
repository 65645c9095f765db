"""A name for a finding that stays the same while lines are added or taken away above it."""

from __future__ import annotations

import hashlib
import posixpath
from collections import Counter
from collections.abc import Callable

from ifcfgen.lint.finding import Finding


class Fingerprints:
    """Names the findings of one run, told in their order: rule, file, the text of the line, and the how manieth of it.

    PLACE says what to call a file, such as its path from somewhere.
    """

    def __init__(self, place: Callable[[str], str] = posixpath.normpath):
        self.place = place
        self._seen: Counter[tuple[str, str, str]] = Counter()

    def of(self, finding: Finding) -> str:
        """32 hexadecimal digits, different for each finding."""
        key = finding.rule, self.place(finding.spot.path), (finding.spot.source or "").strip()
        occurrence = self._seen[key]
        self._seen[key] += 1
        text = "\0".join((*key, str(occurrence)))
        return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()[:32]
