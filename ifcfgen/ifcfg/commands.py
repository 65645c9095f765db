"""The commands of a text as bash finds them, by offset. Nothing is ever evaluated or run.

bash reads one complete command after the other and runs it before it reads the next: at an error of
syntax the command at fault and all that follow are lost, what stands before counts. ("Shell Grammar" in
its manual. Inside compound commands, whose assignments cannot be predicted anyway, the grammar is lax here.)
"""

from __future__ import annotations

import re

from ifcfgen.ifcfg import word
from ifcfgen.ifcfg.parts import Found, Function, Ran, State, mark_called
from ifcfgen.ifcfg.script import PLAIN_LINE, Fault, Kind, Reach, WhyGivenUp

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
_COMMAND_INSIDE = re.compile(r"[$<>]\((?!\()")
_BODY = re.compile(r"\(|(?:\{|\[\[|if|for|select|while|until|case)(?=[\s;&|()<>]|\Z)")
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


class Parser:
    """Reads a text up to `at`: its end, or the line behind the one where bash gives up."""

    def __init__(self, text: str):
        self.text = text
        self.at = 0
        self.found: list[Found] = []
        self.ran: list[Ran] = []
        self.comments: list[int] = []
        self.gives_up: tuple[int, WhyGivenUp] | None = None
        """Where the command begins at which bash gives up, and why."""
        self._functions: list[Function] = []
        self._called: list[str] = []
        self._over = False
        self._controlled = 0  # the end of the last line with a statement of control
        self._here_documents: list[tuple[str, bool]] = []  # delimiter, may be indented
        self._state = State((0, 0), (0, 0))
        while not self._over and self.at < len(text):
            if plain := PLAIN_LINE.match(text, self.at):
                self._plain_line(plain)
                continue
            known = len(self.found), len(self.ran), len(self.comments)
            start = self.at
            try:
                self._complete_command()
            except _Fault as fault:
                self.gives_up = start, "open-test" if text.startswith("[[", fault.at) else "syntax-error"
                self._give_up(start, known, fault.at, fault.fault)
            except word.Unclosed as unclosed:
                self.gives_up = start, self._why(unclosed.at)
                self._give_up(start, known, unclosed.at, "open-quote")
        self._leave_out_what_is_only_defined()

    def _why(self, at: int) -> WhyGivenUp:
        """Why bash gives up at what is opened AT and never closed: in a command it is the command that is at fault."""
        if self.text.startswith("(", at) and self.text.startswith("=", at - 1):
            return "open-array"
        return "syntax-error" if _COMMAND_INSIDE.match(self.text, at) else "open-quote"

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

    def _leave_out_what_is_only_defined(self) -> None:
        mark_called(self._functions, self._called)
        self.ran = [item for item in self.ran if not item.function or item.function.is_called]
        for item in self.found:
            if item.function and not item.function.is_called:
                item.value, item.fault, item.fault_at = None, "uncalled", None

    def _give_up(self, start: int, known: tuple[int, int, int], at: int, fault: Fault) -> None:
        """Bash runs nothing of the command that began at START: keep what its first line shows."""
        end = self.line_end(start)
        self._over = True
        self.at = end + 1
        found, ran, comments = known
        while self._functions and self._functions[-1].start >= start:
            end = self._functions.pop().start
        self.found[found:] = lost = [item for item in self.found[found:] if item.start < end]
        self.ran[ran:] = [item for item in self.ran[ran:] if item.start < end]
        end = self.line_end(start)
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
        self._state = state = State(self._counts, self._counts)
        while True:
            self.at = self._behind_blanks(self.at)
            char = self.text[self.at : self.at + 1]
            if not char:
                if state.awaited or state.behind == "operator":
                    raise _Fault(self.at)
                return
            if char == "\n":
                self.at += 1
                self._skip_here_documents()
                if state.behind != "operator":
                    if not state.awaited:
                        return
                    state.behind, state.assigned = "nothing", ()
            elif char == "#":
                self.comments.append(self.at)
                self.at = self.line_end(self.at)
            else:
                self._token(char)

    def _token(self, char: str) -> None:
        """What begins with CHAR, and is neither blank nor comment."""
        self._word_or_sign(char)
        state = self._state
        while state.functions and state.behind == "command" and len(state.awaited) == state.functions[-1].depth:
            self._end_function(state.functions.pop())

    def _word_or_sign(self, char: str) -> None:
        behind_command = self._state.behind == "command"
        if operator := _OPERATOR.match(self.text, self.at):
            self._operator(operator)
        elif char in "()":
            self._parenthesis(char)
        elif redirection := behind_command and _REDIRECTION.match(self.text, self.at):
            self._redirection(redirection)
        elif behind_command:
            raise _Fault(self.at)
        elif reserved := _RESERVED.match(self.text, self.at):
            self._reserved(reserved)
        else:
            self._simple()

    def _operator(self, operator: re.Match[str]) -> None:
        symbol, start, self.at = operator[0], operator.start(), operator.end()
        state = self._state
        if symbol in (";;", ";&", ";;&"):
            if state.awaited[-1:] != ["esac"]:
                raise _Fault(start, "metacharacter")
            self._pattern()
            return
        if state.behind != "command":
            raise _Fault(start, "metacharacter")
        if state.assigned:
            self._blame_operator(state.assigned[-1], symbol, start)
        if symbol in ("&", "|", "|&"):
            self._put_in_subshell(state.list_start if symbol == "&" else state.pipeline_start, start)
        bare = bool(state.assigned) and not any("command substitution" in item.expands for item in state.assigned)
        state.assigned = ()
        state.pipeline_start = self._counts
        if symbol in (";", "&"):
            state.behind, state.is_sure = "nothing", True
            state.list_start = self._counts
        else:
            state.behind, state.is_sure = "operator", symbol == "&&" and bare and state.is_sure

    @property
    def _counts(self) -> tuple[int, int]:
        """How many assignments and commands have been found."""
        return len(self.found), len(self.ran)

    def _put_in_subshell(self, since: tuple[int, int], start: int) -> None:
        """All SINCE then runs in a shell of its own, because of the operator at START."""
        for found in self.found[since[0] :]:
            found.lose("metacharacter", start)
        for ran in self.ran[since[1] :]:
            ran.reach = "apart"

    def _blame_operator(self, last: Found, symbol: str, start: int) -> None:
        behind = self._behind_blanks(self.at)
        if _ASSIGNMENT.match(self.text, behind):
            last.blame("second-assignment", start)
        elif symbol != ";" or self.text[behind : behind + 1] not in ("", "\n", "#"):
            last.blame("metacharacter", start)

    def _parenthesis(self, char: str) -> None:
        start, state = self.at, self._state
        if char == "(" and state.behind != "command":
            self._control(start)
            if self.text.startswith("((", start):
                self.at = word.end_of(self.text, start, start + 1, ")")
                state.behind = "command"
            else:
                self.at += 1
                self._open(")")
        elif char == ")" and state.awaited[-1:] == [")"] and state.behind != "operator":
            self.at += 1
            self._close()
        else:
            raise _Fault(start, "metacharacter")

    def _control(self, start: int) -> None:
        """Note what steers the commands of a line: once a line, since it is shown whole; not where a body begins."""
        function = self._function()
        begins = function is not None and function.depth == len(self._state.awaited)
        if start >= self._controlled and not begins:
            self._run(start, None, "control")
            self._controlled = self.line_end(start)

    def _open(self, closer: str) -> None:
        self._state.awaited.append(closer)
        self._state.behind, self._state.assigned = "nothing", ()

    def _close(self) -> None:
        self._state.awaited.pop()
        self._state.behind, self._state.assigned = "command", ()

    def _reserved(self, reserved: re.Match[str]) -> None:
        name, start, self.at = reserved[0], reserved.start(), reserved.end()
        state = self._state
        if name in _WITHIN:
            if state.awaited[-1:] != [_WITHIN[name]] or state.behind == "operator":
                raise _Fault(start)
        elif name in _OPENS.values():
            if state.awaited[-1:] != [name] or state.behind == "operator":
                raise _Fault(start)
            self._close()
        elif name == "function":
            named = self._word()
            if brackets := _BRACKETS.match(self.text, self.at):
                self.at = brackets.end()
            self._define(named, start)
        else:
            self._control(start)
            self._steer(name, start)

    def _steer(self, name: str, start: int) -> None:
        """What steers commands, and is called NAME, up to where commands begin again."""
        state = self._state
        state.behind = "nothing"
        if name in _OPENS:
            self._open(_OPENS[name])
        if name in ("for", "select"):
            self._header()
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
            state.behind = "command"
        elif name == "coproc":
            state.is_sure = False

    def _header(self) -> None:
        """What stands behind `for` and `select` up to where commands begin again."""
        self.at = self._behind_blanks(self.at)
        if self.text.startswith("((", self.at):
            self.at = word.end_of(self.text, self.at, self.at + 1, ")")
        else:
            self._word()
            if _IN.match(self.text, self.at):
                self._skip_lines()
                self._word()
                while self.text[self.at : self.at + 1] not in ("", "\n", ";"):
                    self._word()
                    self.at = self._behind_blanks(self.at)
        ended = self.text.startswith(";", self._behind_blanks(self.at))
        self._state.behind = "command" if ended else "nothing"

    def _pattern(self) -> None:
        """A pattern of `case`, up to its `)`; or nothing before `esac`."""
        self._state.behind, self._state.assigned = "nothing", ()
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
        start, first, state = self.at, len(self.found), self._state
        words: list[str] = []
        own = 0  # how many assignments stand before the first word
        while not self._at_end_of_simple():
            last = self.found[-1] if len(self.found) > first else None
            if self.text.startswith("(", self.at):
                brackets = _BRACKETS.match(self.text, self.at)
                if len(words) != 1 or last or not brackets:
                    raise _Fault(self.at, "metacharacter")
                self.at = brackets.end()
                self._define(words[0], start)
                return
            redirection = _REDIRECTION.match(self.text, self.at)
            can_assign = not redirection and (not words or words[0] in _DECLARATIONS)
            assignment = _ASSIGNMENT.match(self.text, self.at) if can_assign else None
            if last:
                last.blame(_fault_of(last, redirection, assignment), self.at)
            if redirection:
                self._redirection(redirection)
            elif assignment:
                self._assignment(assignment)
            else:
                own = own if words else len(self.found) - first
                words.append(self._word())
        if words:
            self._command(start, words, self.found[first : first + own], self.found[first + own :])
        elif len(self.found) == first:
            self._run(start, self.at, "command")  # redirections alone
        if not state.is_sure or state.awaited:
            for item in self.found[first:]:
                item.lose("conditional")
        state.behind, state.assigned = "command", () if words else self.found[first:]

    def _at_end_of_simple(self) -> bool:
        """Whether nothing more of a simple command stands behind the blanks, which are stepped over."""
        self.at = self._behind_blanks(self.at)
        return self.text[self.at : self.at + 1] in ("", "\n", "#", ")") or bool(_OPERATOR.match(self.text, self.at))

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
        leaves = name in _LEAVING and self._state.is_sure and not self._state.awaited
        self._over |= leaves
        function = self._function()
        (function.calls if function else self._called).append(name)
        if not before and name != "\r":  # which is an empty line of a DOS file
            self._run(start, self.at, self._kind(start, name), leaves)

    def _run(self, start: int, end: int | None, kind: Kind, leaves: bool = False) -> None:
        state = self._state
        reach: Reach = "apart" if ")" in state.awaited else "sure" if state.is_sure and not state.awaited else "perhaps"
        self.ran.append(Ran(start, end, kind, leaves, reach, self._function()))

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
        found.function = self._function()
        self.found.append(found)
        if self.text.startswith("(", at):
            found.lose("array", at)
            self.at = found.end = word.end_of(self.text, at, at + 1, ")")
        else:
            read = word.bash(self.text, at)
            self.at = found.end = read.end
            found.value, found.expands, found.quote = read.value, read.expands, read.quote

    def _define(self, name: str, start: int) -> None:
        """A function called NAME, whose body, a compound command, must stand here."""
        self._skip_lines()
        if not _BODY.match(self.text, self.at):
            raise _Fault(self.at)
        function = Function(name, start, len(self._state.awaited))
        self._functions.append(function)
        self._state.functions.append(function)
        self._state.behind, self._state.is_sure = "nothing", False

    def _end_function(self, function: Function) -> None:
        if function.replaces(self.text[function.start : self.at]):
            self._run(function.start, None, "redefinition")

    def _function(self) -> Function | None:
        """The innermost function in whose body this is."""
        return self._state.functions[-1] if self._state.functions else None

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


def _fault_of(last: Found, redirection: re.Match[str] | None, assignment: re.Match[str] | None) -> Fault:
    """What is wrong with the assignment LAST where more of the same command stands behind it."""
    if redirection:
        return "metacharacter"
    if assignment:
        return "second-assignment"
    return "space-after-equals" if last.value_start == last.end else "unquoted-space"


def _has_braces(text: str, start: int, end: int) -> bool:
    """Whether there is something like {a,b} or {1..9}, which is expanded in a declaration, not in an assignment."""
    opened, closed = text.find("{", start, end), text.rfind("}", start, end)
    return 0 <= opened < closed and any(text.find(mark, opened, closed) >= 0 for mark in (",", ".."))
