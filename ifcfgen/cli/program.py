"""The program: finds the module of a command when that command is called, and tells what goes wrong.

A command is a function of typer's; it may return its exit code: 0 clean, 1 hazards or differences, 2 misuse or input
that cannot be read. What goes wrong is raised as `IfcfgenError` and told here, one line a fault: that of a file begins
with its path, that of the command line with `ifcfgen: error:`, and a last line says where help is.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from ifcfgen.cli.terminal import tell
from ifcfgen.errors import IfcfgenError, Misuse, did_you_mean

COMMANDS = (
    "lint", "render", "boot", "read", "diff", "graph", "migrate", "facts", "collect", "explain", "rules", "schema",
    "lsp",
)  # fmt: skip

_FRAMES = 20
"""How many calls are shown of an error of ours, the innermost."""


def run(words: Sequence[str]) -> int:
    """Run the command line WORDS, and say with which exit code to leave."""
    try:
        if sys.stdout is None:
            raise IfcfgenError("output: stdout is closed")
        code = _command(tuple(_wanted(words)))(list(words), prog_name="ifcfgen", standalone_mode=False)
        if not sys.stdout.closed:  # as the language server leaves it
            sys.stdout.flush()
    except IfcfgenError as error:
        return _fail(*_told(error, words))
    except OSError as error:
        if error.strerror is None:
            raise
        return _fail(f"{error.filename or 'output'}: {error.strerror}")
    except Exception as error:
        return _fail(*(_misuse(error, words) or _unpackable(error) or _of_ours(error)))
    return code or 0


def _wanted(words: Sequence[str]) -> Sequence[str]:
    """The commands that WORDS are about: one, or all of them for the help and for the shell. Raises `IfcfgenError`."""
    if words == ["--version"]:
        return ()
    if not words or words[0].startswith("-"):
        return COMMANDS
    if words[0] not in COMMANDS:
        raise Misuse(f"no command {words[0]!r}{did_you_mean(words[0], COMMANDS)}")
    return words[:1]


@cache
def _command(names: Sequence[str]) -> Callable[..., int | None]:
    """The program with the commands NAMES, whose modules are imported now; typer takes long to make it of them."""
    app = typer.Typer(
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # or --help alone would import rich
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(_ifcfgen)
    for name in names:
        app.command(name)(getattr(import_module(f"ifcfgen.cli.{name}"), name))
    return typer.main.get_command(app)


def _misuse(error: Exception, words: Sequence[str]) -> Sequence[str]:
    """What is wrong with WORDS, or the help where there are none; nothing for an ERROR of ours."""
    if not hasattr(error, "format_message"):  # its class has no public name that every typer knows
        return ()
    text: str = error.format_message()
    if not words:
        return text.split("\n")
    return [f"ifcfgen: error: {_reworded(' '.join(text.split()), error)}", _help(words)]


def _reworded(text: str, error: Exception) -> str:
    """What TEXT says of ERROR, which each version of typer words in its own way, with the closest name."""
    if hasattr(error, "possibilities"):
        name = str(getattr(error, "option_name", ""))
        context = getattr(error, "ctx", None)
        options = [word for parameter in context.command.params for word in parameter.opts] if context else []
        return f"no option {name!r}{did_you_mean(name, options)}"
    if extra := re.fullmatch(r"Got unexpected extra argument\S* \((.*)\)", text):
        return f"unexpected argument {extra[1]!r}"
    if value := re.fullmatch(r"Invalid value for '([^']+)': (.*?)\.?", text):
        option, text = value.groups()
        if choice := re.fullmatch(r"(.*) is not one of (('[\w.-]+'(, )?)+)", text):
            known = re.findall(r"[\w.-]+", choice[2])
            text = f"{choice[1]} is not one of {', '.join(known)}{did_you_mean(choice[1].strip(chr(39)), known)}"
        return f"{option}: {text}"
    return f"{text[0].lower()}{text[1:].removesuffix('.')}"


def _told(error: IfcfgenError, words: Sequence[str]) -> list[str]:
    """The faults of ERROR, with those of the command line WORDS, such as of an option, marked as such."""
    faults = list(map(str, error.faults))
    of_words = [fault for fault in faults if isinstance(error, Misuse) or fault.startswith("--")]
    lines = [f"ifcfgen: error: {fault}" if fault in of_words else fault for fault in faults]
    return [*lines, _help(words)] if of_words else lines


def _help(words: Sequence[str]) -> str:
    """Where there is help with WORDS."""
    return f"Try '{' '.join(['ifcfgen', *(word for word in words[:1] if word in COMMANDS)])} --help'."


def _unpackable(error: Exception) -> Sequence[str]:
    """What a zipapp lacks, where ERROR says so: Python loads no compiled module from one."""
    if not isinstance(error, ImportError) or Path(__file__).exists():
        return ()
    missing = error.name or "a module"
    package = missing.partition(".")[0]
    return [f"{missing}: Python loads no compiled module from a zipapp; leave {package} out of it and install it"]


def _of_ours(error: Exception) -> Sequence[str]:
    """Where an error of ours came up. What it says is left out: that may be text of a file, and hold a secret."""
    from traceback import format_tb

    frames = "".join(format_tb(error.__traceback__, -_FRAMES)).splitlines()
    return [*frames, f"{type(error).__name__}: internal error; please report these lines"]


def _fail(*lines: str) -> int:
    tell(*lines)
    return 2


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"ifcfgen {version('ifcfgen')}")
        raise typer.Exit


def _ifcfgen(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Lint, predict and render the network files of Red Hat style hosts.

    \b
    Examples:
      ifcfgen lint                             this host's /etc/sysconfig/network-scripts
      ifcfgen lint . --release 7               every host of a repository
      ifcfgen render kvm01.yaml                a topology as ifcfg files
      ifcfgen boot --what-if without=bridge-utils   what the next boot would lose
      ifcfgen graph hosts/kvm01                the devices of a host as a picture
      ifcfgen migrate hosts/kvm01 --target 10  its files as keyfiles, and what is lost
      ifcfgen explain bridge-utils-missing     what a rule means, and why
    """
