"""`ifcfgen explain`: the page of a rule or of a key, or the rules that are about a word."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Annotated, Literal

import typer

from ifcfgen.cli import ruleset
from ifcfgen.cli.terminal import colours, page, theme
from ifcfgen.errors import Misuse, did_you_mean
from ifcfgen.ifcfg import vocabulary
from ifcfgen.ifcfg.vocabulary import Key
from ifcfgen.lazy import NamedTuple
from ifcfgen.lint.finding import FORMER_NAMES
from ifcfgen.lint.rule import MAGIC, Rule
from ifcfgen.lint.selection import about
from ifcfgen.report import rules as report
from ifcfgen.report.visible import as_json, visible, visible_lines


def _names(incomplete: str) -> list[str]:
    return [*ruleset.names(incomplete), *(key for key in vocabulary.KEYS if key.startswith(incomplete))]


class _Found(NamedTuple):
    """What a name stands for; `mentioned` are the rules that are about something else."""

    rules: Sequence[Rule] = ()
    mentioned: Sequence[Rule] = ()
    keys: Sequence[Key] = ()
    is_exact: bool = False


def explain(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="A rule, a key of ifcfg files, a glob, or a word to search for.", autocompletion=_names
        ),
    ],
    examples: Annotated[bool, typer.Option("--examples", help="Also show the examples of a rule.")] = False,
    format: Annotated[
        Literal["text", "json"], typer.Option(help="Output format; json includes the examples.")
    ] = "text",
) -> None:
    """Explain a rule or a key.

    A glob lists the rules and keys whose names match. Any other word lists the rules that have it in their name or
    summary, then those whose page mentions it as a key or an option. On a terminal, $PAGER shows long pages.

    \b
    Examples:
      ifcfgen explain bridge-utils-missing
      ifcfgen explain bridge-utils-missing --examples
      ifcfgen explain NM_CONTROLLED
      ifcfgen explain 'bond-*'
      ifcfgen explain miimon
    """
    rules = ruleset.here()
    found = _found(name, rules)
    if format == "json":
        told = [{**report.fields(rule), "page": rule.page} for rule in (*found.rules, *found.mentioned)]
        sys.stdout.write(as_json({"rules": told, "keys": [key._asdict() for key in found.keys]}))
    elif found.is_exact:
        text = page_of(found.rules[0], rules, examples) if found.rules else vocabulary.page(found.keys[0])
        page(_drawn("".join(f"{visible(line.expandtabs())}\n" for line in text.splitlines())))
    else:
        page("".join(_listed(name, found)))


def page_of(rule: Rule, rules: Mapping[str, Rule], with_examples: bool) -> str:
    """The page of RULE, one of RULES."""
    from ifcfgen.cli.examples import fixes  # brings the linter

    return report.page(rule, with_examples, fixes(rule, rules))


def _drawn(text: str) -> str:
    """TEXT, a page in Markdown, as the terminal shows it."""
    if not (sys.stdout.isatty() or colours()):
        return text
    from io import StringIO

    from rich.console import Console
    from rich.markdown import Markdown
    from rich.segment import Segments

    drawn = StringIO()
    width = theme().width
    console = Console(file=drawn, force_terminal=True, color_system="standard" if colours() else None, width=width)
    segments = console.render(Markdown(text))  # where `&#x202e;` is what it stands for
    console.print(Segments(segment._replace(text=visible_lines(segment.text)) for segment in segments), end="")
    return drawn.getvalue()


def _listed(name: str, found: _Found) -> Iterator[str]:
    yield from report.found(found.rules, found.mentioned, name, theme().width if sys.stdout.isatty() else None)
    if found.keys and found.rules:
        yield "\n"
    for key in found.keys:
        yield f"{key.name}  {key.meaning}\n"


def _found(name: str, rules: Mapping[str, Rule]) -> _Found:
    """What NAME stands for. Raises `Misuse` where that is nothing."""
    name = FORMER_NAMES.get(name, name)
    if name in rules:
        return _Found(rules=[rules[name]], is_exact=True)
    if key := vocabulary.lookup(name) or vocabulary.lookup(name.upper()):
        return _Found(keys=[key], is_exact=True)
    if system := vocabulary.foreign(name):
        raise Misuse(f"{name}: a key of {system}'s network files; neither initscripts nor NetworkManager reads it")
    meant = None if "-" in name else vocabulary.closest(name)  # no key has one, nearly every rule has
    if name and not (meant and name.isupper()):
        matching, mentioned = about(rules, name)
        keys = (
            [] if MAGIC.isdisjoint(name) else [key for key in vocabulary.KEYS.values() if fnmatchcase(key.name, name)]
        )
        if matching or mentioned or keys:
            return _Found(matching, mentioned, keys)
    hint = f"; did you mean {meant!r}?" if meant else did_you_mean(name, [*rules, *vocabulary.KEYS])
    hint = hint or "; `ifcfgen rules` lists the rules"
    raise Misuse(f"unknown rule or key {name!r}{hint}")
