"""The `when` of a rule: checked, compiled, and asked of hosts that have something of everything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import ifcfgen
from ifcfgen.lint.classes import CLASSES
from ifcfgen.lint.engine import Linter
from ifcfgen.lint.rule import Rule
from ifcfgen.lint.subjects import SUBJECTS

from . import material

WORDS = (
    *"and or not in is if else True False None ( ) [ ] , . == != < <= > >= + - * ** % // : lambda host. 'a' 1".split(),
    *SUBJECTS,
    *(f".{name}" for owner in dict.fromkeys(CLASSES.values()) for name in dir(owner) if not name.startswith("_")),
    *material.VALUES,
)

_FRONT = """\
summary: s
for: {kind}
severity: info
when: {when}
at: []
message: "{{{{ {kind} }}}}"
fix: F.
sources: [s]"""
_READINGS = [
    ifcfgen.parse_host(material.split(directory)[1], host)
    for directory in list(material.directories())[:6]
    for host in material.HOSTS[:4]
]


def seeds() -> Iterator[bytes]:
    """The expressions of our rules."""
    for rule in material.RULES.values():
        when = " ".join(str(rule.fields.get("when", "")).split())
        yield b"%c%s" % (SUBJECTS.index(rule.kind), when.encode())


def one(data: bytes) -> None:
    """An expression is refused with its place, or it has an answer for every host."""
    kind = SUBJECTS[data[0] % len(SUBJECTS)] if data else "device"
    when = json.dumps(data[1:].decode(errors="replace"))
    rule = Rule(Path("found.md"), _FRONT.format(kind=kind, when=when), "")
    with suppress(ifcfgen.IfcfgenError):
        rule.verify()
        linter = Linter([rule], "worst")
        for read in _READINGS:
            linter.check(read)
