"""The commands of a text as bash finds them, by offset. Nothing is ever evaluated or run.

bash reads one complete command after the other and runs it before it reads the next: at an error of
syntax the command at fault and all that follow are lost, what stands before counts. ("Shell Grammar" in
its manual. Inside compound commands, whose assignments cannot be foretold anyway, the grammar is lax here.)
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ifcfgen.ifcfg import word
from ifcfgen.ifcfg.script import PLAIN_LINE, Fault, Kind

_BLANKS = re.compile(r"(?:[ \t]|\\\n)*+")
_ASSIGNMENT = re.compile(r"([A-Za-z_](?:[A-Za-z0-9_]|\\\n)*)(\+?)=")
_ELEMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\[[^\]\n]*\]\+?=")
_SPACE_AROUND_EQUALS = re.compile(r"[A-Za-z_][A-Za-z0-9_]*[ \t]+\+?=")
_COMMENT = re.compile(r"[ \t]#")
_OPERATOR = re.compile(r";;&|;;|;&|;|&&|&(?!>)|\|\||\|&|\|")
_REDIRECTION = re.compile(r"(?:[0-9]+|\{[A-Za-z_][A-Za-z0-9_]*\})?(<<<|<<-|<<|<&|<>|<(?!\()|>>|>&|>\||>(?!\()|&>>|&>)")
_RESERVED = re.compile(
    r"(?:if|then|elif|else|fi|for|select|while|until|do|done|case|esac|function|coproc|time|\{|\}|!|\[\[)(?=[\s;&|()<>]|\Z)"
)
_BRACKETS = re.compile(r"[ \t]*\([ \t]*\)")
_TEST_END = re.compile(r"[ \t\n]\]\](?=[\s;&|()<>]|\Z)")
_IN = re.compile(r"\s+in\b")
_ESAC = re.compile(r"esac\b")
_OPTION = re.compile(r"[-+](?![xrg]+$)[A-Za-z]+")  # of `declare`, with an effect on the value
_OPENS = {"if": "fi", "while": "done", "until": "done", "for": "done", "select": "done", "case": "esac", "{": "}"}
_WITHIN = {"then": "fi", "elif": "fi", "else": "fi", "do": "done"}
_DECLARATIONS = ("export", "declare", "typeset", "readonly", "local")
_LEAVING = ("exit", "return")


class _Fault(Exception):
    """An error of syntax at `at`."""

    def __init__(self, at: int, fault: Fault = "syntax-error"):
        super().__init__(at, fault)
        self.at = at
        self.fault = fault


@dataclass(slots=True)
class Found:
    """An assignment. `end` is that of the word which bash takes as its value."""

    start: int
    key: str
    append: bool
    value_start: int
    end: int
    value: str | None = None
    expands: tuple[str, ...] = ()
    quote: str = ""
    fault: Fault | None = None
    fault_at: int | None = None

    def blame(self, fault: Fault, at: int | None = None) -> None:
        """Note FAULT, unless there is one already."""
        if self.fault is None:
            self.fault, self.fault_at = fault, at

    def lose(self, fault: Fault, at: int | None = None) -> None:
        """Note FAULT, for which bash does not set the value, or only perhaps."""
        self.value = None
        self.blame(fault, at)


@dataclass(slots=True)
class Ran:
    """A command that is no assignment. Without an end it is shown to the end of its line."""

    start: int
    end: int | None
    kind: Kind


class Reader:
    """Reads a text up to `at`: its end, or the line behind the one where bash gives up."""

    def __init__(self, text: str):
        self.text = text
        self.at = 0
        self.found: list[Found] = []
        self.ran: list[Ran] = []
        self.comments: list[int] = []
        self._over = False
        self._controlled = 0  # the end of the last line with a statement of control
        self._here_documents: list[tuple[str, bool]] = []  # delimiter, may be indented
        self._begin()
        while not self._over and self.at < len(text):
            if plain := PLAIN_LINE.match(text, self.at):
                self._plain_line(plain)
                continue
            known = len(self.found), len(self.ran), len(self.comments)
            start = self.at
            try:
                self._complete_command()
            except _Fault as fault:
                self._give_up(start, known, fault.at, fault.fault)
            except word.Unclosed as unclosed:
                self._give_up(start, known, unclosed.at, "open-quote")

    def _plain_line(self, line: re.Match[str]) -> None:
        key, raw = line.groups()
        at = line.start()
        if key:
            quote = raw[0] if raw.startswith(('"', "'")) else ""
            at = line.end(2)
            value = (raw[1:-1] if quote else raw) + ("\r" if self.text.startswith("\r", at) else "")
            self.found.append(Found(line.start(1), key, False, line.start(2), at, value, (), quote))
        comment = self.text.find("#", at, line.end())
        if comment >= 0:
            self.comments.append(comment)
        self.at = line.end() + 1

    def line_end(self, at: int) -> int:
        """Where the line that AT is on ends."""
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end

    def _begin(self) -> None:
        self._awaited: list[str] = []  # what closes the compound commands that are open
        self._assigned: list[Found] = []  # by the command right before, if it does nothing else
        self._ready = False  # a command stands before, so that an operator can follow
        self._dangling = False  # && || or | stands before, so that a command must follow
        self._sure = True  # bash comes by here whatever happens
        self._list = self._pipeline = len(self.found)  # where they begin

    def _give_up(self, start: int, known: tuple[int, int, int], at: int, fault: Fault) -> None:
        """Bash runs nothing of the command that began at START: keep what its first line shows."""
        end = self.line_end(start)
        self._over = True
        self.at = end + 1
        found, ran, comments = known
        self.found[found:] = lost = [item for item in self.found[found:] if item.start < end]
        self.ran[ran:] = [item for item in self.ran[ran:] if item.start < end]
        self.comments[comments:] = [item for item in self.comments[comments:] if item < end]
        if fault != "open-quote" and (comment := _COMMENT.search(self.text, max(start, at - 1), end)):
            self.comments.append(comment.end() - 1)
        if lost and at <= end:
            lost[-1].lose(fault, at)
        for item in lost:
            item.lose("syntax-error")
        if not lost and len(self.ran) == ran:
            self.ran.append(Ran(self._behind_blanks(start), None, "syntax-error"))

    def _complete_command(self) -> None:
        """Read up to the end of the line on which nothing is open any more."""
        self._begin()
        while True:
            self.at = self._behind_blanks(self.at)
            char = self.text[self.at : self.at + 1]
            if not char:
                if self._awaited or self._dangling:
                    raise _Fault(self.at)
                return
            if char == "\n":
                self.at += 1
                self._skip_here_documents()
                if not self._dangling:
                    if not self._awaited:
                        return
                    self._ready, self._assigned = False, []
            elif char == "#":
                self.comments.append(self.at)
                self.at = self.line_end(self.at)
            elif operator := _OPERATOR.match(self.text, self.at):
                self._operator(operator)
            elif char in "()":
                self._parenthesis(char)
            elif redirection := self._ready and _REDIRECTION.match(self.text, self.at):
                self._redirection(redirection)
            elif self._ready:
                raise _Fault(self.at)
            elif reserved := _RESERVED.match(self.text, self.at):
                self._reserved(reserved)
            else:
                self._simple()

    def _operator(self, operator: re.Match[str]) -> None:
        symbol, start, self.at = operator[0], operator.start(), operator.end()
        if symbol in (";;", ";&", ";;&"):
            if self._awaited[-1:] != ["esac"]:
                raise _Fault(start, "metacharacter")
            self._pattern()
            return
        if not self._ready:
            raise _Fault(start, "metacharacter")
        if self._assigned:
            self._blame_operator(self._assigned[-1], symbol, start)
        if symbol == "&":
            for item in self.found[self._list :]:
                item.lose("metacharacter", start)
        elif symbol in ("|", "|&"):
            for item in self.found[self._pipeline :]:
                item.lose("metacharacter", start)
        self._dangling = symbol not in (";", "&")
        bare = bool(self._assigned) and not any("command substitution" in item.expands for item in self._assigned)
        self._sure = not self._dangling or (symbol == "&&" and bare and self._sure)
        self._ready, self._assigned = False, []
        self._pipeline = len(self.found)
        if not self._dangling:
            self._list = len(self.found)

    def _blame_operator(self, last: Found, symbol: str, start: int) -> None:
        behind = self._behind_blanks(self.at)
        if _ASSIGNMENT.match(self.text, behind):
            last.blame("second-assignment", start)
        elif symbol != ";" or self.text[behind : behind + 1] not in ("", "\n", "#"):
            last.blame("metacharacter", start)

    def _parenthesis(self, char: str) -> None:
        start = self.at
        if char == "(" and not self._ready:
            self._control(start)
            if self.text.startswith("((", start):
                self.at = word.end_of(self.text, start, start + 1, ")")
                self._ready = True
            else:
                self.at += 1
                self._open(")")
        elif char == ")" and self._awaited[-1:] == [")"] and not self._dangling:
            self.at += 1
            self._close()
        else:
            raise _Fault(start, "metacharacter")

    def _control(self, start: int) -> None:
        """Note what steers the commands of a line: once a line, since it is shown whole."""
        if start >= self._controlled:
            self.ran.append(Ran(start, None, "control"))
            self._controlled = self.line_end(start)

    def _open(self, closer: str) -> None:
        self._awaited.append(closer)
        self._ready = self._dangling = False
        self._assigned = []

    def _close(self) -> None:
        self._awaited.pop()
        self._ready = True
        self._assigned = []

    def _reserved(self, reserved: re.Match[str]) -> None:
        name, start, self.at = reserved[0], reserved.start(), reserved.end()
        if name in _WITHIN:
            if self._awaited[-1:] != [_WITHIN[name]] or self._dangling:
                raise _Fault(start)
        elif name in _OPENS.values():
            if self._awaited[-1:] != [name] or self._dangling:
                raise _Fault(start)
            self._close()
        else:
            self._control(start)
            self._dangling = False
            if name in _OPENS:
                self._open(_OPENS[name])
            if name in ("for", "select", "function"):
                self._header(name)
            elif name == "case":
                self._word()
                self._skip_lines()
                if self._word() != "in":
                    raise _Fault(self.at)
                self._pattern()
            elif name == "[[":
                end = _TEST_END.search(self.text, self.at)
                if not end:
                    raise _Fault(start)
                self.at = end.end()
                self._ready = True
            elif name == "coproc":
                self._sure = False

    def _header(self, name: str) -> None:
        """What stands behind `for` and `function` up to where commands begin again."""
        self.at = self._behind_blanks(self.at)
        if self.text.startswith("((", self.at):
            self.at = word.end_of(self.text, self.at, self.at + 1, ")")
        else:
            self._word()
            if name == "function":
                if brackets := _BRACKETS.match(self.text, self.at):
                    self.at = brackets.end()
                self._sure = False
                return
            if _IN.match(self.text, self.at):
                self._skip_lines()
                self._word()
                while self.text[self.at : self.at + 1] not in ("", "\n", ";"):
                    self._word()
                    self.at = self._behind_blanks(self.at)
        self._ready = self.text.startswith(";", self._behind_blanks(self.at))

    def _pattern(self) -> None:
        """A pattern of `case`, up to its `)`; or nothing before `esac`."""
        self._ready, self._dangling, self._assigned = False, False, []
        self._skip_lines()
        if self.text.startswith("(", self.at):
            self.at += 1
        elif _ESAC.match(self.text, self.at):
            return
        while True:
            self.at = self._behind_blanks(self.at)
            self._word()
            self.at = self._behind_blanks(self.at)
            if self.text.startswith(")", self.at):
                self.at += 1
                return
            if not self.text.startswith("|", self.at):
                raise _Fault(self.at)
            self.at += 1

    def _word(self) -> str:
        """Step over the word that must stand here behind any blanks, and return it as written."""
        start = self._behind_blanks(self.at)
        self.at = word.bash(self.text, start).end
        if self.at == start or self.text.startswith("#", start):
            raise _Fault(start, "metacharacter")
        return self.text[start : self.at]

    def _simple(self) -> None:
        """A simple command: assignments, redirections, and the words of what is run."""
        start, first = self.at, len(self.found)
        words: list[str] = []
        own = 0  # how many assignments stand before the first word
        while True:
            self.at = self._behind_blanks(self.at)
            last = self.found[-1] if len(self.found) > first else None
            if redirection := _REDIRECTION.match(self.text, self.at):
                if last:
                    last.blame("metacharacter", self.at)
                self._redirection(redirection)
            elif self.text[self.at : self.at + 1] in ("", "\n", "#", ")") or _OPERATOR.match(self.text, self.at):
                break
            elif self.text.startswith("(", self.at):
                self._function(start, len(words) == 1 and not last)
                return
            elif (not words or words[0] in _DECLARATIONS) and (match := _ASSIGNMENT.match(self.text, self.at)):
                if last:
                    last.blame("second-assignment", self.at)
                self._assignment(match)
            else:
                if last:
                    empty = last.value_start == last.end
                    last.blame("space-after-equals" if empty else "unquoted-space", self.at)
                if not words:
                    own = len(self.found) - first
                words.append(self._word())
        if words:
            self._command(start, words, self.found[first : first + own], self.found[first + own :])
        elif len(self.found) == first:
            self.ran.append(Ran(start, self.at, "command"))  # redirections alone
        if not self._sure or self._awaited:
            for item in self.found[first:]:
                item.lose("conditional")
        self._ready, self._dangling = True, False
        self._assigned = [] if words else self.found[first:]

    def _command(self, start: int, words: list[str], before: list[Found], declared: list[Found]) -> None:
        """What is run: assignments BEFORE it are for it alone, those that it has DECLARED stay."""
        name = words[0]
        for item in before:
            item.value = None
        if name == "local" or any(_OPTION.fullmatch(option) for option in words[1:]):
            for item in declared:
                item.lose("conditional")
        for item in declared:
            if _has_braces(self.text, item.value_start, item.end):
                item.value, item.expands = None, (*item.expands, "braces")
        if not before and name != "\r":  # which is an empty line of a DOS file
            self.ran.append(Ran(start, self.at, self._kind(start, name)))
        if name in _LEAVING and self._sure and not self._awaited:
            self._over = True

    def _kind(self, start: int, name: str) -> Kind:
        if _ELEMENT.match(self.text, start):
            return "array"
        if _SPACE_AROUND_EQUALS.match(self.text, start):
            return "space-around-equals"
        if name in (".", "source"):
            return "source"
        if name in _DECLARATIONS:
            return "export"
        return "control" if name in ("[", "test") else "command"

    def _assignment(self, match: re.Match[str]) -> None:
        start, at = match.span()
        found = Found(start, match[1].replace("\\\n", ""), bool(match[2]), at, self.line_end(at))
        self.found.append(found)
        if self.text.startswith("(", at):
            found.lose("array", at)
            self.at = found.end = word.end_of(self.text, at, at + 1, ")")
        else:
            read = word.bash(self.text, at)
            self.at = found.end = read.end
            found.value, found.expands, found.quote = read.value, read.expands, read.quote

    def _function(self, start: int, named: bool) -> None:
        brackets = _BRACKETS.match(self.text, self.at)
        if not named or not brackets:
            raise _Fault(self.at, "metacharacter")
        self._control(start)
        self.at = brackets.end()
        self._sure = self._ready = False

    def _redirection(self, redirection: re.Match[str]) -> None:
        self.at = redirection.end()
        target = self._word()
        if redirection[1] in ("<<", "<<-"):
            delimiter = word.bash(target, 0).value
            self._here_documents.append((target if delimiter is None else delimiter, redirection[1] == "<<-"))

    def _skip_here_documents(self) -> None:
        for delimiter, indented in self._here_documents:
            while self.at < len(self.text):
                end = self.line_end(self.at)
                line = self.text[self.at : end]
                self.at = end + 1
                if (line.lstrip("\t") if indented else line) == delimiter:
                    break
        self._here_documents = []

    def _behind_blanks(self, at: int) -> int:
        blanks = _BLANKS.match(self.text, at)
        return blanks.end() if blanks else at

    def _skip_lines(self) -> None:
        """Step over blanks, line ends and comments."""
        while True:
            self.at = self._behind_blanks(self.at)
            if self.text.startswith("#", self.at):
                self.comments.append(self.at)
                self.at = self.line_end(self.at)
            elif self.text.startswith("\n", self.at):
                self.at += 1
            else:
                return


def _has_braces(text: str, start: int, end: int) -> bool:
    """Whether there is something like {a,b} or {1..9}, which is expanded in a declaration, not in an assignment."""
    opened, closed = text.find("{", start, end), text.rfind("}", start, end)
    return 0 <= opened < closed and any(text.find(mark, opened, closed) >= 0 for mark in (",", ".."))
