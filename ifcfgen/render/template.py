"""The templates of templates/: each looks like the file that it makes, and quoting is not its business."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template, TemplateSyntaxError

from ifcfgen import data, sandbox
from ifcfgen.errors import Fault, IfcfgenError
from ifcfgen.filesystem.tree import Tree
from ifcfgen.model import Place

ABSENT = "\0"
"""Marks a line that is to go; no value can hold it."""


class UnwritableValue(ValueError):
    """A value that no file of the target can carry."""


@cache
def environment(word: Callable[[object], str], places: tuple[Path, ...] = ()) -> Environment:
    """Templates from PLACES, a site's own folders, before ours. WORD is how a value stands in the files.

    What a site brings runs in a sandbox.
    """
    kind = partial(sandbox.Sandbox, "a template", includes=True) if places else Environment
    made = kind(
        loader=FunctionLoader(partial(_source, places)),
        undefined=StrictUndefined,
        finalize=word,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    made.globals.clear()  # nothing here needs a function, and every rendering would copy them: 5 of 8 us
    return made


def _source(places: tuple[Path, ...], name: str) -> tuple[str, str, None] | str | None:
    """The text of the template NAME, and its path where it is a site's; nothing in PLACES leads out of them."""
    for place in places:
        path = str(place / name)
        try:
            with Tree(str(place)) as tree:
                return tree.read(name).decode(), path, None
        except (FileNotFoundError, NotADirectoryError):
            continue
        except UnicodeDecodeError:
            raise TemplateSyntaxError("not UTF-8", 1, name, path) from None
        except OSError as error:
            raise TemplateSyntaxError(error.strerror or str(error), 1, name, path) from None
    return data.text("templates", name)


@cache
def _template(name: str, word: Callable[[object], str], places: tuple[Path, ...]) -> Template:
    found = environment(word, places).get_template(name)
    found.globals = {}  # for a map of maps, empty as it is, every rendering would pay
    return found


def render(name: str, view: dict[str, object], word: Callable[[object], str], places: tuple[Path, ...] = ()) -> str:
    """The template NAME filled in from VIEW, each value as WORD writes it, without the lines that hold nothing.

    Raises `UnwritableValue`; IfcfgenError for a template that is broken, missing, or does too much.
    """
    try:
        template = _template(name, word, places)
        if places:
            text = sandbox.filled(template, sandbox.counted(view))
        else:
            text = "".join(template.root_render_func(template.new_context(view, shared=True)))
    except (UnwritableValue, IfcfgenError):
        raise
    except Exception as error:
        place = sandbox.place(error)
        what = sandbox.told(error)
        raise IfcfgenError(Fault(Place(*place), what) if place else f"template {name}: {what}") from None
    return "\n".join([line for line in text.split("\n") if ABSENT not in line])


def origin(name: str, line: str, word: Callable[[object], str], places: tuple[Path, ...]) -> Place | None:
    """Where the template NAME has a LINE of what it gives; None for one of ours, which has it from elsewhere."""
    made = environment(word, places)
    assert made.loader is not None
    source, path, _ = made.loader.get_source(made, name)
    lines = source.splitlines()
    return Place(path, lines.index(line) + 1 if line in lines else None) if path else None
