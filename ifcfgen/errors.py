"""What can go wrong, said for people: every error here becomes one line a fault and exit code 2."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

from ifcfgen.place import Place


class Fault(NamedTuple):
    """What is wrong, and where; `place` is None where it is in no file and in no option."""

    place: Place | None
    text: str

    def __str__(self) -> str:
        """`path:line:column: text`, as the program shows it everywhere."""
        return self.text if self.place is None else f"{self.place}: {self.text}"


class IfcfgenError(Exception):
    """Something that the user can fix. `str()` is the whole message, one line a fault, without a traceback.

    A bare text is a fault without a place.
    """

    def __init__(self, *faults: Fault | str):
        self.faults = tuple(Fault(None, fault) if isinstance(fault, str) else fault for fault in faults)
        super().__init__("\n".join(map(str, self.faults)))


class Faults(IfcfgenError):
    """Several faults of one input, all told at once."""

    def __init__(self, faults: Iterable[Fault | str]):
        super().__init__(*faults)


class Refused(Faults):
    """A topology that cannot work, or that the chosen target cannot express."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`; did you mean 'NAME'?` for the closest of KNOWN, or nothing; ready to be put behind a message.

    This is a guess for a person. `vocabulary.closest` counts slips of a finger instead, for a rule rests on it: difflib
    takes MODEL for MODE. Counting them here would miss every name with a word left out, and take ten times as long.
    """
    close = get_close_matches(name, list(known), 1)
    return f"; did you mean {close[0]!r}?" if close else ""
