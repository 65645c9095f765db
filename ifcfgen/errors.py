"""What can go wrong, said for people: every error here becomes one line a fault and exit code 2."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from typing import TypeVar

from ifcfgen.lazy import NamedTuple
from ifcfgen.place import Place


class Fault(NamedTuple):
    """What is wrong, and where; `place` is None where it is in no file and in no option."""

    place: Place | None
    text: str

    def __str__(self) -> str:
        """`path:line:column: text`, as the program shows it everywhere."""
        return self.text if self.place is None else f"{self.place}: {self.text}"


_MOST_OF_A_TEXT = 1_000
"""Characters; a file can put anything into a message."""


class IfcfgenError(Exception):
    """Something that the user can fix. `str()` is the whole message, one line a fault, without a traceback.

    A bare text is a fault without a place.
    """

    def __init__(self, *faults: Fault | str):
        self.faults = tuple(_short(Fault(None, fault) if isinstance(fault, str) else fault) for fault in faults)
        super().__init__("\n".join(map(str, self.faults)))


def _short(fault: Fault) -> Fault:
    text = fault.text
    return fault if len(text) <= _MOST_OF_A_TEXT else fault._replace(text=f"{text[:600]} ... {text[-200:]}")


class Faults(IfcfgenError):
    """Several faults of one input, all told at once."""

    def __init__(self, faults: Iterable[Fault | str]):
        super().__init__(*faults)


class Misuse(IfcfgenError):
    """What is wrong with the command line itself, and not with anything that it names."""


class Refused(Faults):
    """A topology that cannot work, or that the chosen target cannot express."""


_LONGEST_NAME = 100
"""Characters; what is longer was not meant to be any name of ours."""
_MOST_NAMES = 2_000
_MOST_OF_A_KIND = 20
_LONGEST_SHOWN = 60

_Item = TypeVar("_Item")


def first(items: Sequence[_Item], fault: Callable[[_Item], Fault]) -> list[Fault]:
    """What is wrong with each of ITEMS, as FAULT says it; of many, the first few and how many more there are."""
    told = [fault(item) for item in items[:_MOST_OF_A_KIND]]
    more = len(items) - len(told)
    return [*told, Fault(told[-1].place, f"{more} more like these")] if more else told


def quoted(text: str) -> str:
    """TEXT for a message: in quotes, on one line, and no longer than a message can bear."""
    return repr(text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 3]}...")


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`; did you mean 'NAME'?` for the closest of KNOWN, or nothing; ready to be put behind a message."""
    close = closest(name, known)
    return f"; did you mean {close!r}?" if close else ""


def closest(name: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The one of KNOWN that looks most like NAME; None where none is near enough, by difflib's ratio CUTOFF.

    This is a guess for a person. `vocabulary.closest` counts slips of a finger instead, for a rule rests on it: difflib
    takes MODEL for MODE. Counting them here would miss every name with a word left out, and take ten times as long.
    """
    names = list(known)
    near = get_close_matches(name, names, 1, cutoff) if len(name) <= _LONGEST_NAME and len(names) <= _MOST_NAMES else ()
    return next(iter(near), None)
