"""Jinja for texts that may come with a repository that somebody has just cloned.

Such a text can look at what it is given, and at nothing else: it has no functions, no macros, no operator that makes
much of little. What it does is counted, and ends where that is more than any text has use for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from functools import wraps
from itertools import chain
from typing import Any

from jinja2 import (
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateRuntimeError,
    TemplateSyntaxError,
    Undefined,
    nodes,
    pass_context,
)
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS
from jinja2.lexer import TokenStream
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import _PassArg
from jinja2.visitor import NodeTransformer

from ifcfgen.errors import did_you_mean

_MOST_WORK = 10_000_000
"""Characters made and looked at for one file, or for the texts of a rule on one host; ours need a few hundred."""
_MORE_WORK = 10_000
"""What each further finding of a rule adds to that."""
_STEP = 30
"""What an item of a list, or a node in the body of a loop, costs: as much as so many characters."""
_INCLUDED = 20_000
"""What it costs to include a template."""
_WRITTEN = 5
"""What a character costs that stays in the result."""
_LONGEST = 1 << 15
"""Characters of a text."""
_MOST_NODES = 5_000
_DEEPEST = 60
"""Levels of a text."""
_LEVELS_OF_A_STATEMENT = 5
_HIGHEST = 1 << 64
"""No number of a text is as high."""

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_PLAIN_NAME = re.compile(r"(?!.{200})(?!\.)[\w.+-]+(?:/(?!\.)[\w.+-]+)*", re.A)
"""Of a template to be included: below the folders of templates."""

_WORK = " work"
"""No text can have such a name."""
_COUNTED, _STEPS = " counted", " steps"
"""Filters that no text can name."""

_NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Assign, nodes.Name, nodes.Const,
    nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.Call, nodes.Keyword, nodes.Filter, nodes.Test, nodes.Compare,
    nodes.Operand, nodes.CondExpr, nodes.Not, nodes.And, nodes.Or, nodes.Add, nodes.Sub, nodes.Neg, nodes.Concat,
    nodes.Tuple, nodes.List, nodes.Dict, nodes.Pair,
)  # fmt: skip

_FILTERS = (
    "capitalize", "count", "d", "default", "first", "format", "int", "join", "last", "length", "list", "lower", "map",
    "max", "min", "reject", "rejectattr", "replace", "reverse", "select", "selectattr", "sort", "string", "title",
    "trim", "unique", "upper",
)  # fmt: skip

METHODS = frozenset((
    "capitalize", "casefold", "center", "count", "endswith", "find", "index", "join", "ljust", "lower", "lstrip",
    "partition", "removeprefix", "removesuffix", "replace", "rfind", "rindex", "rjust", "rpartition", "rsplit",
    "rstrip", "split", "splitlines", "startswith", "strip", "swapcase", "title", "upper", "zfill",
    *(name for name in dir(str) if name.startswith("is")),
))  # fmt: skip
"""What may be called of a text; of a mapping, `get`."""


class Sandbox(ImmutableSandboxedEnvironment):
    """Where the texts of OWNER, such as `a rule`, are compiled; INCLUDES says whether they may include others."""

    intercepted_binops = frozenset(("+",))

    def __init__(self, owner: str, *, includes: bool = False, **options: Any):
        super().__init__(**options)
        self._owner = owner
        self._nodes = (*_NODES, nodes.Include) if includes else _NODES
        self.globals.clear()
        self.filters = {name: _counting(name) for name in _FILTERS}
        self.filters |= {_COUNTED: _counted, _STEPS: _steps}

    def _tokenize(
        self, source: str, name: str | None, filename: str | None = None, state: str | None = None
    ) -> TokenStream:
        """All of it beforehand: a generator that is left where Python's stack ends writes to stderr."""
        try:
            return TokenStream([*super()._tokenize(source, name, filename, state)], name, filename)
        except TemplateSyntaxError as error:  # some of Jinja's know no file
            raise TemplateSyntaxError(error.message or "", error.lineno, name, filename) from None

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        try:
            if len(source) > _LONGEST:
                raise TemplateSyntaxError("too long for a text", 1, name, filename)
            tree = super()._parse(source, name, filename)
            problem = next(self._problems(tree), None)
        except RecursionError:
            raise TemplateSyntaxError("too deeply nested", 1, name, filename) from None
        except ValueError:
            raise TemplateSyntaxError("the number is too large", 1, name, filename) from None
        if problem:
            raise TemplateSyntaxError(*problem, name, filename)
        return tree

    def _problems(self, tree: nodes.Template) -> Iterator[tuple[str, int]]:
        """What in TREE has no place in a text, and in which line."""
        inside: list[tuple[nodes.Node, int, int]] = [(tree, 1, 0)]
        seen = 0
        while inside:
            node, line, depth = inside.pop()
            line = node.lineno or line  # a part of a comparison has none
            seen += 1
            if seen > _MOST_NODES:
                yield "too long for a text", line
            if depth > _DEEPEST:
                yield "too deeply nested", line
            if problem := self._problem(node):
                yield problem, line
            depth += _LEVELS_OF_A_STATEMENT if isinstance(node, nodes.Stmt) else 1
            inside += [(child, line, depth) for child in node.iter_child_nodes()][::-1]

    def _problem(self, node: nodes.Node) -> str | None:
        match node:
            case nodes.Filter(name=name) if name not in _FILTERS:
                return f"no filter {name!r}{did_you_mean(name, _FILTERS)}"
            case nodes.Test(name=name) if name not in self.tests:
                return f"no test {name!r}{did_you_mean(name, self.tests)}"
            case nodes.Call(node=called) if not isinstance(called, nodes.Getattr) or node.dyn_args or node.dyn_kwargs:
                return f"{self._owner} may only call methods of texts and mappings"
            case nodes.Const(value=int() | float() as number) if abs(number) >= _HIGHEST:
                return "the number is too large"
            case nodes.TemplateData(data=data) if found := _UNSEEN.search(data):
                return f"a control character: {found[0]!r}"
            case nodes.NSRef():
                return f"{self._owner} does not support namespaces"
            case nodes.For(recursive=True):
                return f"{self._owner} does not support recursive loops"
            case nodes.Include(template=template) if not (
                isinstance(template, nodes.Const) and _PLAIN_NAME.fullmatch(str(template.value))
            ):
                return "a template must be included by its plain name"
        if not isinstance(node, self._nodes):
            return f"{self._owner} does not support {type(node).__name__.lower()}"
        return None

    def _generate(self, source: nodes.Template, *args: Any, **named: Any) -> str:
        return super()._generate(_Counter(self).visit(source), *args, **named)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """What LEFT and RIGHT come to."""
        return _counted(context, super().call_binop(context, operator, left, right))

    def call(self, context: Context, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        """What a method of a text or a mapping gives."""
        owner, name = getattr(called, "__self__", None), getattr(called, "__name__", "")
        if isinstance(owner, str) and name in METHODS:
            if name == "join":
                args = ([*args[0]],)
                _spend(context, _joined(*args, owner))
            elif name in _COST:
                _spend(context, _COST[name](owner, *args))
        elif not (isinstance(owner, Mapping) and name == "get") and not isinstance(called, Undefined):
            raise SecurityError(f"no method {name!r} of a text or a mapping")
        return _counted(context, called(*args, **kwargs))


class _Counter(NodeTransformer):
    """Has all counted that a text makes, and each step of its loops."""

    def __init__(self, environment: Sandbox):
        self._environment = environment

    def generic_visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> nodes.Node:
        """NODE, whose parts have been seen to."""
        super().generic_visit(node, *args, **kwargs)
        match node:
            case nodes.For(iter=group):
                node.iter = self._filtered(_STEPS, group, sum(1 for _ in node.find_all(nodes.Node)))
            case nodes.Include(template=template):
                node.template = self._filtered(_COUNTED, template, _INCLUDED)
            case nodes.Assign(node=value):
                node.node = self._filtered(_COUNTED, value)
            case nodes.Operand(expr=value):
                node.expr = self._filtered(_COUNTED, value)
            case (
                nodes.Concat()
                | nodes.List()
                | nodes.Dict()
                | nodes.Tuple(ctx="load")
                | nodes.Getitem(arg=nodes.Slice())
            ):
                return self._filtered(_COUNTED, node)
        return node

    def _filtered(self, name: str, node: nodes.Node, *numbers: int) -> nodes.Filter:
        arguments = [nodes.Const(number, lineno=node.lineno) for number in numbers]
        found = nodes.Filter(node, name, arguments, [], None, None, lineno=node.lineno)
        found.set_environment(self._environment)
        return found


class Work:
    """What the texts of one owner may still do."""

    def __init__(self) -> None:
        self.left = _MOST_WORK


def counted(names: Mapping[str, Any], work: Work | None = None) -> dict[str, Any]:
    """NAMES for texts whose work is counted together, and with those before that were counted as the same WORK."""
    if work:
        work.left += _MORE_WORK
    return {**names, _WORK: work or Work()}


def filled(template: Template, names: Mapping[str, Any]) -> str:
    """TEMPLATE, of a `Sandbox`, with what NAMES stand for, which are `counted`.

    Raises whatever a text, or asking for a name, can raise.
    """
    context = template.new_context(dict(names), shared=True)
    pieces = []
    for piece in template.root_render_func(context):
        _spend(context, _WRITTEN * len(piece))
        pieces.append(piece)
    return "".join(pieces)


def told(error: Exception) -> str:
    """What is wrong with a text, of which ERROR has come."""
    if isinstance(error, TemplateNotFound):
        return f"no template {error.name!r}"
    if isinstance(error, TemplateError):
        return error.message or "not a Jinja text"
    return f"cannot be filled in: {error or type(error).__name__}"


def place(error: Exception) -> tuple[str, int] | None:
    """File and line of the template that ERROR has come of, where it is known."""
    if isinstance(error, TemplateSyntaxError):
        return (error.filename, error.lineno) if error.filename else None
    found, step = None, error.__traceback__
    while step:
        template = step.tb_frame.f_globals.get("__jinja_template__")
        if template is not None and not str(template.filename).startswith("<"):  # those of ours have no file
            found = template.filename, template.get_corresponding_lineno(step.tb_lineno)
        step = step.tb_next
    return found


# -- counting ---------------------------------------------------------------------------------------------


def _spend(context: Context, work: int) -> None:
    count = context[_WORK]
    count.left -= work
    if count.left < 0:
        raise TemplateRuntimeError("produces too much output")


@pass_context
def _counted(context: Context, value: Any, work: int = 0) -> Any:
    """VALUE, when its weight is spent, and further WORK."""
    _spend(context, _weight(value) + work)
    return value


@pass_context
def _steps(context: Context, group: Iterable[Any], weight: int) -> Iterator[Any]:
    """The items of GROUP, for a loop whose body has so many nodes."""
    for item in group:
        _spend(context, weight * _STEP)
        yield item


def _weight(value: Any) -> int:
    """The characters and items in VALUE, counted as often as they are in it, until it is too much."""
    weight, inside = 0, [value]
    while inside and weight <= _MOST_WORK:
        part = inside.pop()
        weight += _STEP
        if isinstance(part, str):
            weight += len(part)
        elif type(part) in (list, tuple):
            inside += part
        elif type(part) is dict:
            inside += chain(part, part.values())
    return weight


def _counting(name: str) -> Callable[..., Any]:
    """The filter NAME of Jinja, with what it makes counted."""
    function: Any = FILTERS[name]
    passed = _PassArg.from_obj(function)

    @pass_context
    @wraps(function)
    def run(context: Context, value: Any = (), *args: Any, **named: Any) -> Any:
        if isinstance(value, Undefined):
            pass  # some raise when they are asked for anything
        elif isinstance(value, Sized):
            _spend(context, len(value))
        elif isinstance(value, Iterable):
            value = _steps(context, value, 1)
        if name == "join":
            value = [*value]
        if name in _COST:
            _spend(context, _COST[name](value, *args, *named.values()))
        known: dict[Any, tuple[Any, ...]] = {
            _PassArg.context: (context,),
            _PassArg.eval_context: (context.eval_ctx,),
            _PassArg.environment: (context.environment,),
        }
        return _counted(context, function(*known.get(passed, ()), value, *args, **named))

    return run


def _joined(items: list[Any], between: Any = "", *_: Any) -> int:
    return _weight(items) + len(str(between)) * len(items)


def _replaced(text: Any, old: Any = "", new: Any = "", *_: Any) -> int:
    return str(text).count(str(old)) * len(str(new))


def _padded(text: str, width: int = 0, *_: Any) -> int:
    return max(width, 0)


def _formatted(text: Any, *values: Any) -> int:
    widths = chain(
        re.findall(r"\d+", str(text)), (value for value in values if type(value) is int and "*" in str(text))
    )
    return sum(abs(int(width)) for width in widths)


_COST: Mapping[str, Callable[..., int]] = {
    "join": _joined,
    "replace": _replaced,
    "format": _formatted,
    **dict.fromkeys(("center", "ljust", "rjust", "zfill"), _padded),
}
"""What filters and methods cost that make much of little, before they make it."""
