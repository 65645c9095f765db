"""`ifcfgen rules`: all hazards that the linter knows."""

from __future__ import annotations

import shutil
import sys
from typing import Annotated, Literal

import typer

from ifcfgen.cli import ruleset
from ifcfgen.report import rules as report
from ifcfgen.report.visible import as_json


def rules(format: Annotated[Literal["table", "json"], typer.Option(help="How to show them.")] = "table") -> None:
    """List the rules: name, severity, releases, what is asked, and the hazard; a site's own rules included.

    \b
    Examples:
      ifcfgen rules
      ifcfgen rules --format json
    """
    known = ruleset.here().values()
    if format == "json":
        sys.stdout.write(as_json([report.fields(rule) for rule in known]))
        return
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    sys.stdout.writelines(report.table(known, width))
