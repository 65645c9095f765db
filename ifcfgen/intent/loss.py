"""What the files of a host say, and a topology cannot."""

from __future__ import annotations

from typing import Literal

from ifcfgen.lazy import NamedTuple
from ifcfgen.model import Place

Why = Literal[
    "device",
    "copy",
    "property",
    "value",
    "line",
    "words",
    "option",
    "port",
    "passwords",
    "refused",
    "slave",
    "parent",
    "on-demand",
    "secret",
    "nobody",
]


class Loss(NamedTuple):
    """Something that has no place in a topology.

    `subject` is the key, the option or the line; `detail` what makes it impossible, where that must be said;
    `value` what the files give it.
    """

    place: Place
    device: str
    why: Why
    subject: str = ""
    detail: str = ""
    value: str = ""
