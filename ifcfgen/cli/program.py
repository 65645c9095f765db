"""The program: finds the module of a command when that command is called, and tells what goes wrong.

A command is a function of typer's; it may return its exit code: 0 clean, 1 hazards or differences, 2 misuse or input
that cannot be read. What goes wrong is raised as `IfcfgenError` and told here, one line a fault.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from ifcfgen.cli.terminal import tell
from ifcfgen.errors import IfcfgenError, did_you_mean

if TYPE_CHECKING:
    from typer._click import Command, Context  # typer 0.28 carries its own click, and gives these no public name

_COMMANDS = ("lint", "render", "boot", "explain", "rules", "schema")
_PLAIN: dict[str, Any] = {
    "rich_markup_mode": None,  # or --help alone would import rich
    "context_settings": {"help_option_names": ["-h", "--help"], "max_content_width": 100},
}


_FRAMES = 20
"""How many calls are shown of an error of ours, the innermost."""


class Program(TyperGroup):
    """`ifcfgen`: finds the module of a command by its name, and turns every expected error into exit code 2."""

    def list_commands(self, ctx: Context) -> list[str]:
        """The commands, in the order of the help."""
        return list(_COMMANDS)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """The command, its module imported now."""
        if cmd_name not in _COMMANDS:
            if ctx.resilient_parsing:  # somebody is still typing it
                return None
            raise IfcfgenError(f"no command {cmd_name!r}{did_you_mean(cmd_name, _COMMANDS)}")
        if cmd_name not in self.commands:
            alone = typer.Typer(add_completion=False, **_PLAIN)
            alone.command(cmd_name)(getattr(import_module(f"ifcfgen.cli.{cmd_name}"), cmd_name))
            self.commands[cmd_name] = typer.main.get_command(alone)
        return self.commands[cmd_name]

    def main(self, *args: Any, **named: Any) -> NoReturn:
        """Run, and leave with the exit code."""
        named["standalone_mode"] = False
        try:
            if sys.stdout is None:
                raise IfcfgenError("output: stdout is closed")
            code = super().main(*args, **named)
            sys.stdout.flush()
        except IfcfgenError as error:
            code = _fail(*map(str, error.faults))
        except OSError as error:
            if error.strerror is None:
                raise
            code = _fail(f"{error.filename or 'output'}: {error.strerror}")
        except Exception as error:
            code = _fail(*(_misuse(error) or _of_ours(error)).split("\n"))
        sys.exit(code)


def _misuse(error: Exception) -> str:
    """What is wrong with the arguments, or the help, where none were given; empty for any other error."""
    from typer._click.exceptions import ClickException, NoArgsIsHelpError, UsageError

    if not isinstance(error, ClickException):
        return ""
    text = error.format_message()
    if isinstance(error, NoArgsIsHelpError) or not isinstance(error, UsageError) or error.ctx is None:
        return text
    return f"{' '.join(text.split())} Try '{error.ctx.command_path} --help'."


def _of_ours(error: Exception) -> str:
    """Where an error of ours came up. What it says is left out: that may be text of a file, and hold a secret."""
    from traceback import format_tb

    frames = "".join(format_tb(error.__traceback__, -_FRAMES))
    return f"{frames}{type(error).__name__}: an error of ifcfgen itself; please report these lines"


def _fail(*lines: str) -> int:
    tell(*lines)
    return 2


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"ifcfgen {version('ifcfgen')}")
        raise typer.Exit


app = typer.Typer(cls=Program, no_args_is_help=True, pretty_exceptions_enable=False, **_PLAIN)


@app.callback()
def _ifcfgen(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Render, lint and explain the network files of Red Hat style hosts.

    \b
    Examples:
      ifcfgen lint                             this host's /etc/sysconfig/network-scripts
      ifcfgen lint . --release 7               every host of a repository
      ifcfgen render kvm01.yaml                a topology as ifcfg files
      ifcfgen boot --what-if without=bridge-utils   what the next boot would lose
      ifcfgen explain bridge-utils-missing     what a rule means, and why
    """
