"""`ifcfgen explain`: the page of a rule or of a key."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from ifcfgen.cli import ruleset
from ifcfgen.cli.terminal import colours
from ifcfgen.errors import IfcfgenError, did_you_mean
from ifcfgen.ifcfg import vocabulary
from ifcfgen.report import rules as report
from ifcfgen.report.visible import visible, visible_lines


def _names(incomplete: str) -> list[str]:
    return [*ruleset.names(incomplete), *(key for key in vocabulary.KEYS if key.startswith(incomplete))]


def explain(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A rule, or a key of ifcfg files.", autocompletion=_names)
    ],
) -> None:
    """Explain a rule or a key: what it means, who reads it, and why.

    The page is Markdown, drawn for reading where stdout is a terminal.

    \b
    Examples:
      ifcfgen explain bridge-utils-missing
      ifcfgen explain NM_CONTROLLED
    """
    page = "".join(f"{visible(line.expandtabs())}\n" for line in _page(name).splitlines())
    if not (sys.stdout.isatty() or os.environ.get("FORCE_COLOR")):
        sys.stdout.write(page)
        return
    from rich.console import Console
    from rich.markdown import Markdown
    from rich.segment import Segments

    console = Console(color_system="auto" if colours() else None)
    drawn = console.render(Markdown(page))  # where `&#x202e;` is what it stands for
    console.print(Segments(segment._replace(text=visible_lines(segment.text)) for segment in drawn), end="")


def _page(name: str) -> str:
    rules = ruleset.here()
    if name in rules:
        return report.page(rules[name])
    key = vocabulary.lookup(name) or vocabulary.lookup(name.upper())
    if key:
        return vocabulary.page(key)
    system = vocabulary.foreign(name)
    if system:
        raise IfcfgenError(
            f"{name}: a key of {system}'s network files; neither initscripts nor NetworkManager reads it"
        )
    meant = None if "-" in name else vocabulary.closest(name)  # no key has one, nearly every rule has
    hint = f"; did you mean {meant!r}?" if meant else did_you_mean(name, [*rules, *vocabulary.KEYS])
    raise IfcfgenError(f"no rule and no key {name!r}{hint}")
