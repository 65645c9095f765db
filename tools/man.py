"""Writes the man pages in man/, from the commands, the rules and docs/: `python -m tools.man`."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from importlib import import_module
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

from markdown_it import MarkdownIt
from markdown_it.token import Token
from typer.models import ArgumentInfo, OptionInfo

from ifcfgen import data
from ifcfgen.cli.program import COMMANDS
from ifcfgen.lint.rule import load

ROOT = Path(__file__).parent.parent
MAN = ROOT / "man"
_DATE = "2026-11-30"
"""When somebody last looked at the pages: man wants a date."""
_EXIT = "Exit code 0: done; 2: wrong usage, or input that cannot be read."
"""Of commands that say no more of it."""
_DOCS = {
    "ifcfgen.toml": ("configuration.md", "configuration of ifcfgen: rules, facts about hosts"),
    "ifcfgen-topology": ("topology.md", "the network of a host in YAML, from which ifcfgen renders files"),
}


class Parameter(NamedTuple):
    """An option, or an argument, of a command."""

    names: tuple[str, ...]
    value: str
    help: str
    is_option: bool
    is_required: bool


def pages() -> Iterator[tuple[Path, str]]:
    """Each man page with the text that it should have."""
    program = _function("program", "_ifcfgen")
    yield _path("ifcfgen", 1), "".join(_command("ifcfgen", program, COMMANDS))
    for name in COMMANDS:
        yield _path(f"ifcfgen-{name}", 1), "".join(_command(f"ifcfgen {name}", _function(name, name), ()))
    for name, (page, what) in _DOCS.items():
        yield _path(name, 5), "".join(_of_markdown(name, what, (ROOT / "docs" / page).read_text()))
    yield _path("ifcfgen-rules", 7), "".join(_rules())


def _path(name: str, section: int) -> Path:
    return MAN / f"man{section}" / f"{name}.{section}"


def _function(module: str, name: str) -> Callable[..., object]:
    function: Callable[..., object] = getattr(import_module(f"ifcfgen.cli.{module}"), name)
    return function


# -- commands -------------------------------------------------------------------------------------------


def _command(name: str, function: Callable[..., object], commands: Sequence[str]) -> Iterator[str]:
    text, _, examples = (inspect.getdoc(function) or "").partition("\b\nExamples:\n")
    summary, *paragraphs = text.strip().split("\n\n")
    texts = [" ".join(paragraph.split()).partition("Exit code") for paragraph in paragraphs]
    described = [before.strip() for before, _, _ in texts if before.strip()]
    status = next((f"{word}{rest}" for _, word, rest in texts if word), _EXIT)
    parameters = list(_parameters(function))
    title = name.replace(" ", "-")
    yield _head(title, 1, summary)
    yield ".SH SYNOPSIS\n"
    usage = ["[\\fIoption\\fR ...]", *("\\fIcommand\\fR ..." for _ in commands[:1])]
    usage += [_word(p) for p in parameters if not p.is_option]
    yield f"\\fB{_escaped(name)}\\fR {' '.join(usage)}\n"
    if described:
        yield ".SH DESCRIPTION\n" + ".PP\n".join(f"{_prose(text)}\n" for text in described)
    if commands:
        yield ".SH COMMANDS\n"
        for command in commands:
            what = (inspect.getdoc(_function(command, command)) or "").split("\n")[0]
            yield f".TP\n.BR ifcfgen\\-{command} (1)\n{_prose(what)}\n"
    arguments = [p for p in parameters if not p.is_option and p.help]
    if arguments:
        yield ".SH ARGUMENTS\n" + "".join(map(_parameter, arguments))
    help = Parameter(("-h", "--help"), "", "Show the options and exit.", True, False)
    yield ".SH OPTIONS\n" + "".join(map(_parameter, [*(p for p in parameters if p.is_option), help]))
    yield f".SH EXIT STATUS\n{_prose(status)}\n"
    if examples:
        yield f".SH EXAMPLES\n.nf\n{_literal(inspect.cleandoc(examples))}.fi\n"
    others = [] if commands else ["ifcfgen(1)"]
    yield _see_also([*others, "ifcfgen.toml(5)", "ifcfgen-topology(5)", "ifcfgen-rules(7)"])


def _parameters(function: Callable[..., object]) -> Iterator[Parameter]:
    hints = get_type_hints(function, include_extras=True)
    for name, parameter in inspect.signature(function).parameters.items():
        hint = hints[name]
        kind, *said = get_args(hint) if get_origin(hint) is Annotated else (hint,)
        for info in said:
            is_required = parameter.default is inspect.Parameter.empty
            if isinstance(info, OptionInfo):
                given = [info.default] if isinstance(info.default, str) else []  # typer's first argument is either
                names = [*given, *(info.param_decls or ())] or [f"--{name.replace('_', '-')}"]
                value = info.metavar or _value(kind)
                yield Parameter(tuple(names), value, info.help or "", True, is_required)
            elif isinstance(info, ArgumentInfo):
                value = (info.metavar or name.upper()) + (" ..." if "list[" in str(kind) else "")
                yield Parameter((), value, info.help or "", False, is_required)


def _value(kind: Any) -> str:
    """What a value of KIND is called: its words, or its type; nothing for a flag."""
    if kind is bool:
        return ""
    if get_origin(kind) is Literal:
        return "|".join(map(str, get_args(kind)))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return "|".join(str(member.value) for member in kind)
    for inner in get_args(kind):
        if inner is not NoneType:
            return _value(inner)
    return {Path: "FILE", int: "N"}.get(kind, "TEXT")


def _word(parameter: Parameter) -> str:
    word = f"\\fI{_escaped(parameter.value)}\\fR"
    return word if parameter.is_required else f"[{word}]"


def _parameter(parameter: Parameter) -> str:
    value = f"\\fI{_escaped(parameter.value)}\\fR" if parameter.value else ""
    names = ", ".join(f"\\fB{_escaped(name)}\\fR" for name in parameter.names)
    return f".TP\n{' '.join(filter(None, (names, value)))}\n{_prose(parameter.help)}\n"


# -- pages ----------------------------------------------------------------------------------------------


def _rules() -> Iterator[str]:
    yield _head("ifcfgen-rules", 7, "the hazards that ifcfgen lint finds")
    yield ".SH DESCRIPTION\n"
    yield _prose("ifcfgen explain NAME prints the page of a rule: why it happens, and how to fix it.") + "\n"
    yield ".SH RULES\n"
    for rule in load(data.rules()).values():
        yield f".TP\n\\fB{_escaped(rule.name)}\\fR ({rule.severity})\n{_prose(rule.summary)}.\n"
    yield _see_also(["ifcfgen-lint(1)", "ifcfgen-explain(1)", "ifcfgen-rules(1)"])


def _of_markdown(name: str, what: str, text: str) -> Iterator[str]:
    """The page TEXT in docs/, whose first heading is its title."""
    yield _head(name, 5, what)
    yield ".SH DESCRIPTION\n"
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    yield from _blocks(iter(tokens[3:]))
    yield _see_also(["ifcfgen(1)", "ifcfgen-render(1)", "ifcfgen-lint(1)"])


def _blocks(tokens: Iterator[Token]) -> Iterator[str]:
    cells: list[str] = []
    begun = ""
    for token in tokens:
        match token.type:
            case "heading_open":
                begun = ".SH " if token.tag == "h2" else ".SS "
            case "list_item_open":
                begun = f".IP {token.info}. 4\n" if token.info else ".IP \\(bu 2\n"
            case "td_open":
                cells.append("")
            case "thead_open":
                while next(tokens).type != "thead_close":
                    pass
            case "tr_close" if cells:
                name, *others = filter(None, cells)
                yield f".TP\n{name}\n" + _lines("; ".join(others)) + "\n"
                cells.clear()
            case "fence":
                yield f"{begun}.RS 4\n.nf\n{_literal(token.content)}.fi\n.RE\n"
            case "inline" if cells:
                cells[-1] = _inline(token)
            case "inline" if begun.startswith(".S"):
                yield f'{begun}"{_inline(token)}"\n'
                begun = ""
            case "inline":
                yield begun + _lines(_inline(token)) + "\n"
                begun = ".PP\n"


def _inline(token: Token) -> str:
    fonts = {"code_inline": "B", "em_open": "I", "strong_open": "B"}
    text = ""
    for inner in token.children or ():
        if inner.type == "softbreak":
            text += " "
        elif inner.type == "code_inline":
            text += f"\\fB{_escaped(inner.content)}\\fR"
        elif inner.type in fonts:
            text += f"\\f{fonts[inner.type]}"
        elif inner.type in ("em_close", "strong_close"):
            text += "\\fR"
        else:
            text += _escaped(inner.content)
    return text


# -- roff -----------------------------------------------------------------------------------------------


def _head(name: str, section: int, what: str) -> str:
    what = re.sub(r"\.$", "", what)
    title = f"{_escaped(name.upper())} {section} {_DATE} ifcfgen"
    return f'.\\" Written by `python -m tools.man`.\n.TH {title}\n.SH NAME\n{_escaped(name)} \\- {_prose(what)}\n'


def _see_also(pages: Iterable[str]) -> str:
    names = (page.partition("(") for page in pages)
    return ".SH SEE ALSO\n" + " ,\n".join(f".BR {_escaped(name)} ({section}" for name, _, section in names) + "\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")


def _prose(text: str) -> str:
    """TEXT with what stands between backticks in bold."""
    return _lines(re.sub(r"\\\(ga(.+?)\\\(ga", r"\\fB\1\\fR", _escaped(text)))


def _lines(text: str) -> str:
    """TEXT, a paragraph of roff, a sentence a line; no line begins with a control character."""
    return re.sub(r"^([.'])", r"\\&\1", re.sub(r"(?<=[.!?:]) (?=[A-Z\\])", "\n", text), flags=re.M)


def _literal(text: str) -> str:
    return re.sub(r"^([.'])", r"\\&\1", _escaped(text).rstrip("\n"), flags=re.M) + "\n"


if __name__ == "__main__":
    for path, text in pages():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
