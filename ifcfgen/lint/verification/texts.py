"""Goes through a Jinja text of a rule as Jinja would, with types for values: nothing is filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from jinja2 import nodes

from ifcfgen import sandbox
from ifcfgen.errors import did_you_mean
from ifcfgen.lint.expression import ExpressionError, standing_in
from ifcfgen.lint.texts import ENVIRONMENT
from ifcfgen.lint.verification import attributes
from ifcfgen.lint.verification.attributes import (
    ANY,
    FLAG,
    NUMBER,
    TEXT,
    Type,
    in_words,
    item,
    items,
    many,
    row,
    union,
    values,
)  # fmt: skip

_METHODS_OF_TEXT: Mapping[str, Type] = {
    **dict.fromkeys(("split", "rsplit", "splitlines"), many(TEXT)),
    **dict.fromkeys(("partition", "rpartition"), row((TEXT, TEXT, TEXT))),
    **dict.fromkeys(("count", "find", "index", "rfind", "rindex"), NUMBER),
    **dict.fromkeys(("startswith", "endswith", *(name for name in sandbox.METHODS if name.startswith("is"))), FLAG),
}
"""What they give; all others give a text."""

_FILTERS: Mapping[str, Type] = {
    **dict.fromkeys(("capitalize", "format", "join", "lower", "replace", "string", "title", "trim", "upper"), TEXT),
    **dict.fromkeys(("count", "int", "length"), NUMBER),
}
"""What they give; of those that are nowhere here nothing is known."""
_LISTING = frozenset(("list", "reject", "rejectattr", "reverse", "select", "selectattr", "sort", "unique"))
_PICKING = frozenset(("first", "last", "max", "min"))
_BY_ATTRIBUTE = frozenset(("rejectattr", "selectattr"))
"""Whose first argument is the name of an attribute."""


def check(text: str, names: Mapping[str, Type]) -> None:
    """Raises ExpressionError, with its line, for what in TEXT is not there, where it may begin with NAMES."""
    if "{" not in text:
        return
    try:
        tree = ENVIRONMENT.parse(text)
        ENVIRONMENT.compile(text, raw=True)
    except Exception as error:
        raise ExpressionError(sandbox.told(error), getattr(error, "lineno", 1)) from None
    _Reading(names).read(tree.body)


class _Reading:
    """Goes through a text as Jinja would, with types for values."""

    def __init__(self, names: Mapping[str, Type]):
        self._names = dict(names)

    def read(self, statements: Iterable[nodes.Node]) -> None:
        for node in statements:
            match node:
                case nodes.Output(nodes=parts):
                    for part in parts:
                        self._type_of(part)
                case nodes.Assign(target=target, node=value):
                    self._bind(target, self._type_of(value))
                case nodes.If():
                    self._read_if(node)
                case nodes.For():
                    self._read_for(node)
                case _:
                    raise ExpressionError(f"a rule does not support {type(node).__name__.lower()}", node.lineno)

    def _read_if(self, node: nodes.If) -> None:
        self._type_of(node.test)
        branches: list[Iterable[nodes.Node]] = [node.body, *[[other] for other in node.elif_], node.else_]
        before, ends = self._names, []
        for branch in branches:
            self._names = dict(before)
            self.read(branch)
            ends.append(self._names)
        self._names = {name: union(*(end.get(name, ()) for end in ends)) for end in ends for name in end}

    def _read_for(self, node: nodes.For) -> None:
        group = self._type_of(node.iter)
        outside = self._names
        self._names = {**outside, "loop": ANY}
        self._bind(node.target, items(group))
        if node.test:
            self._type_of(node.test)
        self.read(node.body)
        self._names = dict(outside)
        self.read(node.else_)
        self._names = outside

    def _bind(self, target: nodes.Node, value: Type) -> None:
        match target:
            case nodes.Name(name=name):
                self._names[name] = value
            case nodes.Tuple(items=targets):
                for index, part in enumerate(targets):
                    self._bind(part, item(value, index))
            case _:
                raise ExpressionError("a rule does not support namespaces", target.lineno)

    def _type_of(self, node: nodes.Node) -> Type:
        """The type of an expression."""
        find = getattr(self, f"_of_{type(node).__name__.lower()}", None)
        with standing_in(node.lineno):
            if find is None:
                raise ExpressionError(f"a rule does not support {type(node).__name__.lower()}")
            found: Type = find(node)
        return found

    def _of_templatedata(self, node: nodes.TemplateData) -> Type:
        return TEXT

    def _of_const(self, node: nodes.Const) -> Type:
        return () if node.value is None else (type(node.value),)

    def _of_name(self, node: nodes.Name) -> Type:
        if node.name not in self._names:
            raise ExpressionError(f"no name {node.name!r}{did_you_mean(node.name, self._names)}")
        return self._names[node.name]

    def _of_getattr(self, node: nodes.Getattr) -> Type:
        return self._member(self._type_of(node.node), node.attr)

    def _of_getitem(self, node: nodes.Getitem) -> Type:
        owner = self._type_of(node.node)
        match node.arg:
            case nodes.Slice(start=start, stop=stop, step=step):
                for part in filter(None, (start, stop, step)):
                    self._type_of(part)
                return owner
            case nodes.Const(value=str() as name):
                return self._member(owner, name)
            case nodes.Const(value=index):
                return item(owner, index)
        self._type_of(node.arg)
        return item(owner)

    def _member(self, owner: Type, name: str) -> Type:
        """What Jinja finds by NAME: an attribute, or what a mapping has for it."""
        parts = [
            values((part,)) if attributes.is_mapping(part) else attributes.attribute((part,), name) for part in owner
        ]
        return union(*parts)

    def _of_call(self, node: nodes.Call) -> Type:
        given = [self._type_of(argument) for argument in (*node.args, *(pair.value for pair in node.kwargs))]
        assert isinstance(node.node, nodes.Getattr)  # or the sandbox had refused it
        owner, name = self._type_of(node.node.node), node.node.attr
        return union(*(_called(part, name, given) for part in owner))

    def _of_filter(self, node: nodes.Filter) -> Type:
        name = node.name
        owner = self._type_of(node.node) if node.node else ANY
        given = [self._type_of(argument) for argument in (*node.args, *(pair.value for pair in node.kwargs))]
        wanted = [pair.value for pair in node.kwargs if pair.key == "attribute"]
        wanted += node.args[:1] if name in _BY_ATTRIBUTE else []
        reached = items(owner)
        for path in wanted:
            if not isinstance(path, nodes.Const):
                raise ExpressionError(f"{name} needs an attribute by its name")
            for step in str(path.value).split("."):
                reached = item(reached) if step.isdigit() else self._member(reached, step)
        if name == "map":
            return many(reached) if wanted else ANY
        if name in _LISTING:
            return many(items(owner))
        if name in _PICKING:
            return items(owner)
        return union(owner, *given) if name in ("default", "d") else _FILTERS.get(name, ANY)

    def _of_test(self, node: nodes.Test) -> Type:
        for part in (node.node, *node.args):
            self._type_of(part)
        return FLAG

    def _of_compare(self, node: nodes.Compare) -> Type:
        left = self._type_of(node.expr)
        for operand in node.ops:
            right = self._type_of(operand.expr)
            elements = [operand.expr]
            if operand.op in ("in", "notin"):
                elements = operand.expr.items if isinstance(operand.expr, nodes.Tuple | nodes.List) else []
                attributes.check_membership(left, right)
            for other in elements:
                if isinstance(other, nodes.Const):
                    attributes.check_comparison(left, other.value)
            left = right
        return FLAG

    def _of_condexpr(self, node: nodes.CondExpr) -> Type:
        self._type_of(node.test)
        return union(*(self._type_of(part) for part in (node.expr1, node.expr2) if part))

    def _of_not(self, node: nodes.Not) -> Type:
        self._type_of(node.node)
        return FLAG

    def _of_either(self, node: nodes.BinExpr) -> Type:
        return union(self._type_of(node.left), self._type_of(node.right))

    _of_and = _of_or = _of_add = _of_sub = _of_either

    def _of_neg(self, node: nodes.Neg) -> Type:
        return self._type_of(node.node)

    def _of_concat(self, node: nodes.Concat) -> Type:
        for part in node.nodes:
            self._type_of(part)
        return TEXT

    def _of_tuple(self, node: nodes.Tuple) -> Type:
        return row(self._type_of(part) for part in node.items)

    def _of_list(self, node: nodes.List) -> Type:
        return many(union(*(self._type_of(part) for part in node.items)))

    def _of_dict(self, node: nodes.Dict) -> Type:
        keys = union(*(self._type_of(pair.key) for pair in node.items))
        return attributes.mapping(keys, union(*(self._type_of(pair.value) for pair in node.items)))


def _called(part: Any, name: str, given: list[Type]) -> Type:
    """What the method NAME of a PART gives."""
    if part is Any:
        return ANY
    if attributes.is_mapping(part) and name == "get":
        return union(values((part,)), *given[1:])
    if part is str and name in sandbox.METHODS:
        return _METHODS_OF_TEXT.get(name, TEXT)
    raise ExpressionError(f"no method {name!r} of {in_words((part,))}")
