"""A range of releases, as a rule has it: `7`, `5-7`, `8-`, `-6`."""

from __future__ import annotations

from ifcfgen.facts import RELEASES

ALL = frozenset(RELEASES)


def releases(text: str) -> frozenset[int]:
    """The releases of ours in a range; none where TEXT is no range."""
    low, dash, high = text.partition("-")
    if not (low + high).isdigit() or not text.isascii() or max(len(low), len(high)) > 2:
        return frozenset()
    first = int(low or RELEASES[0])
    last = int(high or (RELEASES[-1] if dash else first))
    return frozenset(release for release in RELEASES if first <= release <= last)
