"""What stands in a file, in words that both readers share; how it got there is for `shell` to say.

Apart from it because nearly every file is plain: what reads the others is not even loaded for those.
"""

from __future__ import annotations

import re
from typing import Literal

from ifcfgen.lazy import NamedTuple, pattern

Fault = Literal[
    "unquoted-space",  # a blank ends the value, and what follows is run as a command
    "space-after-equals",  # KEY= value: the value is run as a command
    "second-assignment",  # another assignment follows on the line; NetworkManager sees neither
    "metacharacter",  # an unquoted ; & | ( ) < > ends the value
    "open-quote",  # a quote, ${ or $( that is never closed
    "array",  # KEY=(...): not one value
    "swallowed",  # inside a quote, here-document or continued line that began above: only NetworkManager sees it
    "conditional",  # inside `if`, a subshell, a function that is called, behind && ...: perhaps set, perhaps not
    "uncalled",  # inside a function that nothing calls: only NetworkManager sees it
    "syntax-error",  # the rest of the same command cannot be read
    "unreached",  # bash gave up above, or was told to leave
]
Kind = Literal["command", "space-around-equals", "export", "source", "control", "array", "redefinition", "syntax-error"]
"""`redefinition`: of what `ifup` calls, as a function."""

Reach = Literal["sure", "perhaps", "apart"]
"""Whether bash runs a command whatever happens, or perhaps, or in a subshell, where it sets and ends nothing."""

PLAIN_LINE = re.compile(
    r"""^[ \t]*+(?:([A-Za-z_][A-Za-z0-9_]*+)=("[^"$`\\\n\0]*"|'[^'\n\0]*'|[^\0-\x20\x7f"'\\$`;&|()<>~]*+)"""
    r"""(?:\r|[ \t]++(?:\#[^\n\0]*+)?)?|\r|\#[^\n\0]*+)?$""",
    re.M,
)
"""A line of nothing but a comment, or one assignment that holds no surprise: its key, and its value as written."""

SETTABLE = pattern(r"(?!(?:PATH|IFS|ENV|BASH_ENV|LD_[A-Z_]++)\b)[A-Za-z_][A-Za-z0-9_]*+")
"""A variable that does not decide which programs a shell runs."""


class Assignment(NamedTuple):
    """`KEY=value`, for either reader. Lines and columns count from 1, columns in characters."""

    key: str
    line: int
    column: int
    value_column: int
    raw: str
    """All that stands behind `=` as written, but for a trailing comment, blanks and the line end; of a second
    assignment on a line its value alone."""
    value: str | None
    """What a sourcing bash gets; None where it sets nothing, or where that depends on what is not evaluated."""
    text: str
    """The whole line."""
    behind: str | None
    """All of the line behind `=`, where NetworkManager takes it for an assignment."""
    append: bool = False
    expands: tuple[str, ...] = ()
    """What the value depends on: variable, command substitution, process substitution, arithmetic, tilde, braces."""
    quote: str = ""
    """How the value is quoted: not at all, by `"`, by `'`, by `$'`, or `mixed`."""
    fault: Fault | None = None
    """Why bash loses the value, or cuts it short."""
    fault_column: int | None = None
    """Where on its line that happens."""

    @property
    def nm(self) -> str | None:
        """What NetworkManager's reader gets: "" for the badly quoted, None where it sees no assignment."""
        from ifcfgen.ifcfg import word  # asked for few assignments, and slow to load

        return None if self.behind is None else word.networkmanager(self.behind) or ""


class Statement(NamedTuple):
    """Something that is no assignment, and is run when the file is sourced."""

    line: int
    column: int
    text: str
    kind: Kind
    leaves: bool = False
    """Whether it is the `exit` or `return` behind which bash reads no further."""
    reach: Reach = "sure"


class Comment(NamedTuple):
    """A comment, from its `#` on."""

    line: int
    column: int
    text: str


WhyGivenUp = Literal["syntax-error", "open-quote", "open-array", "open-test"]
"""`open-test`: a `[[` without its `]]`, behind which bash rejects the next one of the script as well (5.2 does)."""


class GivesUp(NamedTuple):
    """Where bash reads no further, because a command that begins on LINE is never complete."""

    line: int
    why: WhyGivenUp


class Script(NamedTuple):
    """All that stands in a text, in the order written."""

    assignments: list[Assignment]
    statements: list[Statement]
    comments: list[Comment]
    gives_up: GivesUp | None
