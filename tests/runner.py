"""The program, run in this process."""

from __future__ import annotations

import io
import signal
from contextlib import redirect_stderr, redirect_stdout
from typing import NamedTuple

from ifcfgen.cli import program

_MISUSE = "ifcfgen: error: "


class Result(NamedTuple):
    """How a run ended, and what it wrote."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def faults(self) -> str:
        """What it told on stderr, without what marks a misuse of the command line, and the line where help is."""
        told = self.stderr.splitlines(keepends=True)
        if told and told[-1].startswith("Try 'ifcfgen ") and any(line.startswith(_MISUSE) for line in told):
            told.pop()
        return "".join(line.removeprefix(_MISUSE) for line in told)

    @property
    def output(self) -> str:
        """Both, one behind the other."""
        return self.stdout + self.stderr


def heed_interrupts() -> None:
    """For `preexec_fn`: a shell that runs the tests in the background has them, and what they run, ignore interrupts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def run(*words: str) -> Result:
    """Run the program with WORDS as its arguments, for a reader that is no terminal."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err):
        code = program.run(words)
    return Result(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))
