"""What a script knows after it has sourced files: bash's variables. Nothing is run.

A value may depend on variables, no more: of one that depends on a command, a condition or a file nothing is known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ifcfgen.boot import commands
from ifcfgen.boot.commands import OF_THE_SHELL, SET_BY_BASH
from ifcfgen.boot.expansion import BRACED, SUM, Expansion, Invalid, NotEvaluated, NotFollowed, Unread
from ifcfgen.errors import Fault, IfcfgenError
from ifcfgen.ifcfg.document import Document
from ifcfgen.ifcfg.script import Assignment, Statement
from ifcfgen.lazy import NamedTuple, cached_property, pattern
from ifcfgen.place import Place

LONGEST_VALUE = 1 << 14
"""Characters that expansions may make of a value: hundreds of addresses. `A=$A$A` doubles it with each line."""
MOST_TEXT = 1 << 20
"""Characters that the expansions of one file may come to: as many as the largest file has that is read."""
_PIECE = pattern(
    r"""(?P<plain>[^\\'"$`\s;|&()<>~]+)|\\(?P<escaped>[^\n])|'(?P<single>[^']*)'"""
    rf"""|"(?P<double>(?:[^"\\$`]|\\.|\$(?![({{])|{BRACED}|{SUM})*)\""""
    rf"""|(?P<braced>{BRACED})|(?P<sum>{SUM})|\$(?P<name>[A-Za-z_]\w*)|(?P<dollar>\$(?=["\s]|$))""",
    re.S,
)
_WITHIN = pattern(
    rf'(?P<plain>[^\\$]+)|\\(?P<escaped>[$`"\\])|(?P<literal>\\)|(?P<braced>{BRACED})|(?P<sum>{SUM})'
    r"|\$(?P<name>[A-Za-z_]\w*)|(?P<dollar>\$)(?![\d@*#?$!-])",
    re.S,
)
_GOES_ON = pattern(r"[ \t]*(?:;(?!;)|&&|\|\||[<>]|$)|[ \t]+[^;&|()\s]")
"""What may stand behind a value that is set: no pipe, and no `&` alone."""
_SET_ALL_THE_SAME = (None, "second-assignment", "metacharacter")
_FOLLOWED = frozenset({"variable", "arithmetic"})
_PERHAPS = ("conditional", "array")

_MAY_END = pattern(r"\$\{[A-Za-z_]\w*(?::?\?|[\s.;&|()])")
"""`${KEY:?text}` and a bad substitution, for which bash may end the script."""
_DEFAULT = pattern(r"\$\{([A-Za-z_]\w*):?=|^([A-Za-z_]\w*)\[")
"""What a command sets in passing: `: ${KEY:=value}`, `KEY[0]=value`."""
_ECHO = pattern(r"(?:echo|printf)\b[ \t]*(?:-[neE]+[ \t]*)*(.*)", re.S)
_AWAY = pattern(r"(?:^|[^0-9>])[1&]?>")
"""Before where something else than the output of the script gets what a command prints."""
_BARE_WORDS = pattern(r"[\w .,:=/+%@ \t-]*")
_DECLARES = pattern(r"(?:declare|typeset|local)[ \t]+(?!-\w*g)")
_EXIT = pattern(r"exit(?:[ \t]+(\S+))?")
_BAD_STATUS = 255

Part = str | Expansion


class Exited(Exception):
    """A file that was sourced has ended the whole script, with a status."""

    def __init__(self, status: int):
        super().__init__(status)
        self.status = status


class Step(NamedTuple):
    """One assignment that bash runs."""

    key: str
    parts: tuple[Part, ...] | None
    """None where it is not known what comes of them, or whether bash comes by there."""
    append: bool
    line: int | None


class Script:
    """A file that is sourced."""

    def __init__(self, name: str, document: Document, *, is_unread: bool = False):
        self.name = name
        self.document = document
        self.is_unread = is_unread

    @cached_property
    def literal(self) -> Mapping[str, str] | None:
        """What the file sets, where that depends on nothing."""
        return self.document.keys if self.document.pairs is not None else None

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """What the file sets or unsets, in order."""
        found = []
        for item in self.document.assignments:
            parts = _parts(item)
            if parts is not None or _is_unread(item):
                found.append(((item.line, item.column), Step(item.key, parts, item.append, item.line)))
        for statement in self.document.statements:
            place = statement.line, statement.column
            if statement.reach != "apart":
                parts = () if statement.reach == "sure" else None
                found += [(place, Step(key, parts, False, statement.line)) for key in commands.unset_by(statement.text)]
            for default in _DEFAULT.finditer(statement.text):
                found.append((place, Step(default[1] or default[2], None, False, statement.line)))
        return tuple(step for place, step in sorted(found, key=lambda pair: pair[0]))

    @cached_property
    def exit(self) -> str | None:
        """What stands behind the `exit` that ends the shell that sources the file, "" for nothing; None without one."""
        left = next((statement.text for statement in self.document.statements if statement.leaves), "")
        match = _EXIT.fullmatch(left.rstrip())
        return (match[1] or "") if match else None

    @cached_property
    def unread(self) -> tuple[Assignment, ...]:
        """The assignments whose value depends on what is not evaluated."""
        if self.literal is not None:
            return ()
        return tuple(item for item in self.document.assignments if _is_unread(item) and _parts(item) is None)

    @cached_property
    def unknown(self) -> str:
        """What makes the rest of the script unknown, such as a statement that sources another file; empty without."""
        document = self.document
        if not OF_THE_SHELL.isdisjoint(document.keys):
            return next(f"{key}={text}" for key, text in document.keys.items() if key in OF_THE_SHELL)
        if self.literal is not None:
            return ""
        if document.gives_up is not None and document.gives_up.why in ("open-array", "open-test"):
            return document.line(document.gives_up.line)
        steering = next((statement.text for statement in document.statements if self._steers(statement)), "")
        if steering:
            return steering
        return next((item.raw for item in document.assignments if _MAY_END.search(item.raw)), "")

    def _steers(self, statement: Statement) -> bool:
        """Whether nothing is known of the rest of the script behind STATEMENT."""
        text = statement.text
        if statement.kind == "redefinition" or _MAY_END.search(text) or commands.acts(text):
            return True
        if statement.reach == "apart":
            return False
        if commands.steers(text):
            return True
        if commands.leaves(text):
            return not statement.leaves
        kept = commands.kept(text)
        return commands.is_kept_from_scripts(kept) or any(self._sets_behind(key, statement.line) for key in kept)

    def _sets_behind(self, key: str, line: int) -> bool:
        """Whether bash sets KEY, or perhaps does, behind LINE."""
        return (self._last_lines.get(key) or 0) > line

    @cached_property
    def _last_lines(self) -> Mapping[str, int | None]:
        return {step.key: step.line for step in self.steps}

    @cached_property
    def local(self) -> frozenset[str]:
        """The variables that the file declares, which are local to a function that sources it."""
        declaring = [statement for statement in self.document.statements if _DECLARES.match(statement.text)]
        return frozenset(
            item.key
            for statement in declaring
            for item in self.document.assignments_on(statement.line)
            if 0 < item.column - statement.column < len(statement.text)
        )

    @cached_property
    def printed(self) -> str | None:
        """The words that the file prints when it is sourced; None where they are not known."""
        found = [statement.text for statement in self.document.statements if not _AWAY.search(statement.text)]
        if any(map(commands.prints, found)):
            return None
        texts = [match[1] for text in found if (match := _ECHO.fullmatch(text))]
        return " ".join(texts) if all(map(_BARE_WORDS.fullmatch, texts)) else None

    def sets(self, key: str) -> bool:
        """Whether KEY is set to something that depends on nothing."""
        return bool(self.literal and self.literal.get(key))


class Variables(dict[str, str]):
    """The variables of one script. One that is not set is empty, as in the shell.

    To ask for one of which nothing is known raises NotEvaluated.
    """

    sourced: tuple[Document, ...] = ()
    """The files that they come from, in order."""
    unknown: frozenset[str] = frozenset()
    """The variables that are set to what is not evaluated."""

    def __missing__(self, key: str) -> str:
        if key in self.unknown or key in SET_BY_BASH:
            raise NotEvaluated(key)
        return ""

    def copy(self) -> Variables:
        """What a subshell begins with."""
        other = Variables(self)
        other.sourced, other.unknown = self.sourced, self.unknown
        return other

    def source(self, script: Script) -> None:
        """`. FILE`. Raises Exited, and NotEvaluated if what the script does from then on is unknown."""
        self.sourced = (*self.sourced, script.document)
        if script.is_unread:
            raise Unread(script.name)
        if script.unknown:
            raise NotFollowed(script.unknown)
        if script.literal is not None:
            self.update(script.literal)
            if self.unknown:
                self.unknown = self.unknown.difference(script.literal)
        else:
            self.run(script.steps, script.document.path)
            if script.exit is not None:
                raise Exited(self._status(script.exit))

    def _status(self, written: str) -> int:
        text = self[written.strip("${}")] if written.startswith("$") else written
        return int(text) & 255 if text.isdecimal() and len(text) < 19 else _BAD_STATUS if text else 0

    def run(self, steps: tuple[Step, ...], path: str) -> None:
        """Take every assignment of the file PATH.

        Raises IfcfgenError where they come to too much text, and NotEvaluated where bash may end the script.
        """
        held = 0
        for key, parts, append, line in steps:
            if parts and len(parts) == 1 and isinstance(parts[0], str) and not append:
                self[key] = parts[0]
                self.unknown -= {key}
                continue
            try:
                pieces = self._values(key, parts, append)
            except Invalid:
                raise NotEvaluated(key) from None
            except NotEvaluated:
                self.pop(key, None)
                self.unknown |= {key}
                continue
            self.unknown -= {key}
            size = sum(map(len, pieces))
            held += size - len(self[key])
            if size > LONGEST_VALUE or held > MOST_TEXT:
                raise _too_long(key, Place(path, line))
            self[key] = "".join(pieces)

    def _values(self, key: str, parts: tuple[Part, ...] | None, append: bool) -> list[str]:
        if parts is None:
            raise NotEvaluated
        values = [part if isinstance(part, str) else part.value(self) for part in parts]
        return [self[key], *values] if append else values

    def set(self, key: str, value: str, place: Place) -> None:
        """Take what a script has worked out from the file at PLACE. Raises IfcfgenError where it is too much text."""
        if len(value) > LONGEST_VALUE:
            raise _too_long(key, place)
        self[key] = value

    def restore(self, key: str, before: Variables) -> None:
        """KEY is again what it was BEFORE: a local variable of a function is gone."""
        self.pop(key, None)
        if key in before:
            self[key] = before[key]
        self.unknown = self.unknown - {key} | before.unknown & {key}

    def owns(self, key: str) -> bool:
        """Whether a file sets KEY that was sourced behind the first, which is /etc/sysconfig/network."""
        return any(key in document.keys for document in self.sourced[1:])


def _too_long(key: str, place: Place) -> IfcfgenError:
    return IfcfgenError(Fault(place, f"{key} expands to too much text: no boot is followed further"))


def sourced(script: Script) -> Variables:
    """The variables of a script that has sourced no more than one file."""
    env = Variables()
    env.source(script)
    return env


def alias_in(document: Document) -> str | None:
    """The first alias in a file that makes a difference to a script in bash's POSIX mode; others do not expand any."""
    return next((statement.text for statement in document.statements if commands.renames(statement.text)), None)


def steps_of(text: str) -> tuple[Step, ...]:
    """What `eval TEXT` sets."""
    steps = Script("", Document.parse(text.encode(errors="surrogateescape"))).steps
    return tuple(step._replace(line=None) for step in steps)  # whose lines are not those of a file


def _is_unread(item: Assignment) -> bool:
    """Whether the value of ITEM, where `_parts` finds none, depends on what is not evaluated."""
    return item.fault in _PERHAPS or bool(item.expands and item.fault in _SET_ALL_THE_SAME)


def _parts(item: Assignment) -> tuple[Part, ...] | None:
    if item.value is not None:
        return (item.value,)
    if item.fault not in _SET_ALL_THE_SAME or not {*item.expands} <= _FOLLOWED or not item.expands:
        return None  # without any, a subshell sets it: in front of `&`, or in a pipeline
    parts = _split(item.raw)
    # the line end of DOS belongs to the value
    return (*parts, "\r") if parts and (item.behind or "") == item.raw + "\r" else parts


def _split(raw: str) -> tuple[Part, ...] | None:
    """The first word of RAW in pieces; None where it expands more than variables."""
    parts: list[Part] = []
    at = 0
    while at < len(raw):
        piece = _PIECE.match(raw, at)
        if piece is None:
            return tuple(parts) if _GOES_ON.match(raw, at) else None
        at = piece.end()
        kind = piece.lastgroup or ""
        if kind == "double":
            inner = _split_quoted(piece["double"])
            if inner is None:
                return None
            parts += inner
        else:
            parts.append(_part(kind, piece[kind]))
    return tuple(parts)


def _split_quoted(text: str) -> list[Part] | None:
    parts: list[Part] = []
    at = 0
    while at < len(text):
        piece = _WITHIN.match(text, at)
        if piece is None:
            return None
        at = piece.end()
        kind = piece.lastgroup or ""
        parts.append(_part(kind, piece[kind]))
    return parts


def _part(kind: str, text: str) -> Part:
    match kind:
        case "name":
            return Expansion(text, False)
        case "braced":
            return Expansion(text[2:-1], False)
        case "sum":
            return Expansion(text[3:-2], True)
    return text
