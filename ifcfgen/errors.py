"""What can go wrong, said for people: every error here becomes one line a fault and exit code 2."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class IfcfgenError(Exception):
    """Something that the user can mend. `str()` is the whole message, without a traceback."""


class Faults(IfcfgenError):
    """Several faults of one input, all told at once: one line each."""

    def __init__(self, faults: Iterable[str]):
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class Refused(Faults):
    """A topology that cannot work, or that the chosen target cannot express."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`; did you mean 'NAME'?` for the closest of KNOWN, or nothing; ready to be put behind a message."""
    close = get_close_matches(name, list(known), 1)
    return f"; did you mean {close[0]!r}?" if close else ""
