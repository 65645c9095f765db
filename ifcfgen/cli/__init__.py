"""The command line: one module a command; types, streams and exit codes."""

from __future__ import annotations

import gc
import io
import signal
import sys

PATIENCE = 100_000
"""Objects that must be new before the garbage collector looks: a whole start makes few that are garbage."""


def main() -> None:
    """The console script."""
    gc.set_threshold(PATIENCE)  # saves a tenth of the time of a lint of one host
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `ifcfgen lint | head` ends as every other tool does
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal that is not UTF-8 can show any name all the same
    try:
        from ifcfgen.cli.program import run

        sys.exit(run(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        gc.freeze()  # no garbage collection on the way out
