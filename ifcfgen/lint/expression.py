"""The language of a rule's `when`: names, attributes, comparisons, and/or/not. It can only look at the model.

`device.mtu` is what the device comes to, `device.MTU` the raw text of the key. What is absent is None, and so is
every attribute of it; an ordering or membership that cannot be judged is false. So no file can make a rule fail.
"""

from __future__ import annotations

import ast
import functools
import itertools
import operator
import re
import warnings
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import NoneType
from typing import Any

from ifcfgen.errors import did_you_mean
from ifcfgen.facts import Host
from ifcfgen.ifcfg.vocabulary import closest, lookup
from ifcfgen.lazy import NamedTuple

Judge = Callable[[Any, Host], Any]

UNSEEN = frozenset({"assignment", "data", "definition", "held", "relations", "statement", "written_in"})
"""Attributes that are for the house alone, as are all that begin with `_`: from them there is a way to everything."""

TRAITS = frozenset({"kind", "joins", "role", "TYPE"})
"""Attributes whose word is known before a rule is asked."""
SWITCHES = ("dhcp4", "dhcp6")
"""Attributes of a device of which it is known whether they hold."""

_HELPERS_OF: Mapping[type[ast.cmpop], str] = {
    ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge", ast.In: "within", ast.NotIn: "not_within",
}  # fmt: skip
_WORDS: Mapping[type[ast.AST], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Is: "is", ast.IsNot: "is not", ast.And: "and", ast.Or: "or",
}  # fmt: skip

_LITERALS = (str, int, float, bool, NoneType)
_HIGHEST = 1 << 64
"""No number of a rule is as high."""
_LONGEST = 8_000
"""Characters of an expression; the longest of ours has a tenth of that."""
_DEEPEST = 50
"""Levels of an expression."""
_LEVEL = re.compile(r"""[^\w\s,'"]|\b(?:and|await|for|if|in|is|lambda|not|or|yield)\b""")
"""What makes a level: every one has one of these, but for the last, a name, its context, and a tuple on the outside."""


class ExpressionError(ValueError):
    """An expression or a text that cannot be used; says which part, and in which line of it."""

    def __init__(self, problem: str, line: int | None = None):
        super().__init__(problem)
        self.line = line


@contextmanager
def standing_in(line: int | None) -> Iterator[None]:
    """Gives LINE to what is found to be wrong somewhere in it."""
    try:
        yield
    except ExpressionError as error:
        raise ExpressionError(str(error), line if error.line is None else error.line) from None


@contextmanager
def _python() -> Iterator[None]:
    """Makes an ExpressionError of all that Python has against an expression, also of a mere warning."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            yield
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise error if isinstance(error, ExpressionError) else ExpressionError("not an expression") from None


@functools.lru_cache(512)
def parsed(source: str) -> ast.expr:
    """The tree of SOURCE, whether it is in the language or not. Raises ExpressionError."""
    if len(source) > _LONGEST:
        raise ExpressionError(f"not an expression: over {_LONGEST} characters")
    with _python():
        tree = ast.parse(source.strip().replace("\n", " "), mode="eval").body
    # to look at each node takes as long as to parse
    if len(_LEVEL.findall(source)) > _DEEPEST - 3 and _is_deep(tree):
        raise ExpressionError("not an expression: too deeply nested")
    return tree


def _is_deep(tree: ast.expr) -> bool:
    level: list[ast.AST] = [tree]
    for _ in range(_DEEPEST):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    return bool(level)


def located(text: str) -> ast.expr:
    """The tree of TEXT, which may have line breaks; each node knows its line. Raises ExpressionError."""
    judged = parsed(text)
    with _python():
        tree = ast.parse(f"({text}\n)", mode="eval").body
    if not _is_same(tree, judged):
        raise ExpressionError("not an expression: it has a comment")  # of which the whole rest is part on one line
    return tree


def _is_same(one: ast.expr, other: ast.expr) -> bool:
    try:
        return ast.dump(one) == ast.dump(other)
    except ValueError:  # the number is too large to be shown, which is told elsewhere
        return True


def no_key(name: str) -> str:
    """What is wrong with a NAME in capitals that is no key."""
    meant = closest(name)
    return f"no key {name!r} in the vocabulary" + (f"; did you mean {meant!r}?" if meant else "")


def compile_expression(tree: ast.expr, subject: str) -> Judge:
    """TREE as a function of the subject, which bears the name SUBJECT in it, and of the host.

    The function may raise `Unknown` and nothing else, where `verification` has nothing against the expression: here
    an attribute is taken to be there. Raises ExpressionError.
    """
    with _python():
        function: Judge = eval(translated(tree, subject), _HELPERS)
    return function


def translated(tree: ast.expr, subject: str) -> str:
    """TREE as the Python that `compile_expression` makes a function of. Raises ExpressionError."""
    # as text: nodes that are made here would take longer than to write it and have it parsed
    return f"lambda subject, host: {_Translator((subject, 'host')).visit(tree)}"


def local_part(tree: ast.expr, subject: str, local: Container[str]) -> ast.expr | None:
    """What must hold of the LOCAL attributes of the subject alone, of TREE; None where that is nothing."""
    if _looks_only_at(tree, subject, local):
        return tree
    if not isinstance(tree, ast.BoolOp):
        return None
    parts = [local_part(operand, subject, local) for operand in tree.values]
    known = [part for part in parts if part]
    if not known or (isinstance(tree.op, ast.Or) and len(known) < len(parts)):
        return None
    return ast.BoolOp(tree.op, known) if len(known) > 1 else known[0]


Traits = Sequence[frozenset[str]]
"""Groups of traits: a key that is set, what `trait` makes of the word that an attribute of `TRAITS` has, or one of
`SWITCHES` that holds."""


def needed_traits(tree: ast.expr, subject: str, key_behind: Mapping[str, str]) -> Traits:
    """The groups of each of which the SUBJECT needs one trait for TREE; none where that may hold without any.

    An attribute of KEY_BEHIND is None where the key there is not set.
    """

    def needed(node: ast.expr) -> Traits:
        match node:
            case ast.BoolOp(op=ast.And(), values=operands):
                return [group for operand in operands for group in needed(operand)]
            case ast.BoolOp(values=operands):
                groups = [needed(operand) for operand in operands]
                return [frozenset().union(*(min(group, key=len) for group in groups))] if all(groups) else []
            case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name == subject and attribute in SWITCHES:
                return [frozenset((attribute,))]
            case ast.Attribute():
                return _present(node, subject, key_behind)
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return _compared(left, op, right, subject, key_behind)
        return []

    return needed(tree)


def _compared(left: ast.expr, op: ast.cmpop, right: ast.expr, subject: str, key_behind: Mapping[str, str]) -> Traits:
    """What a comparison needs: nothing is in None, and None neither is a word nor stands before or behind another."""
    match op, left, right:
        case ((ast.Eq() | ast.In()), ast.Attribute(value=ast.Name(id=name), attr=attribute), _) if (
            name == subject and attribute in TRAITS
        ):
            words = _words(op, right)
            return [frozenset(trait(attribute, word) for word in words)] if words else []
        case ast.In(), _, ast.Attribute():
            return _present(right, subject, key_behind)
        case ((ast.Eq() | ast.In()), _, _) if _words(op, right):
            return _present(left, subject, key_behind)
        case ast.Eq(), _, ast.Attribute(value=ast.Name(id=name), attr="name") if name == subject:  # which each has
            return _present(left, subject, key_behind)
        case ((ast.NotEq() | ast.IsNot()), _, ast.Constant(value=None)):
            return _present(left, subject, key_behind)
        case ((ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE()), _, _):
            return [*_present(left, subject, key_behind), *_present(right, subject, key_behind)]
    return []


def _words(op: ast.cmpop, right: ast.expr) -> Sequence[str]:
    """The words that `== RIGHT` or `in RIGHT` leaves; none where they are not all there."""
    elements = right.elts if isinstance(right, ast.Tuple) else [right]
    if isinstance(op, ast.In) != isinstance(right, ast.Tuple):
        return []
    words = [element.value for element in elements if isinstance(element, ast.Constant)]
    texts = [word for word in words if isinstance(word, str)]
    return texts if len(texts) == len(elements) else []


def _present(node: ast.expr, subject: str, key_behind: Mapping[str, str]) -> Traits:
    """What NODE is None without."""
    while isinstance(node, ast.Attribute):
        if isinstance(node.value, ast.Name):
            key = node.attr if node.attr.isupper() else key_behind.get(node.attr)
            return [frozenset((key,))] if key and node.value.id == subject else []
        node = node.value
    return []


def trait(attribute: str, word: str | None) -> str:
    """That ATTRIBUTE, one of `TRAITS`, is WORD."""
    return f"{attribute}={word}"


def _looks_only_at(node: ast.AST, subject: str, local: Container[str]) -> bool:
    """Whether NODE asks for nothing but LOCAL attributes of the SUBJECT."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return node.value.id == subject and node.attr in local
    if isinstance(node, ast.Name):
        return False
    return all(_looks_only_at(child, subject, local) for child in ast.iter_child_nodes(node))


class _Translator(ast.NodeVisitor):
    """Lets through what the language has, and writes it as Python whose attributes are all safe on None."""

    def __init__(self, names: tuple[str, str]):
        self._names = names
        self._temporaries = map("_{}".format, itertools.count())

    def generic_visit(self, node: ast.AST) -> str:
        raise ExpressionError(f"a rule does not support {type(node).__name__.lower()}", getattr(node, "lineno", None))

    def visit_Name(self, node: ast.Name) -> str:
        if node.id not in self._names:
            raise ExpressionError(f"no name {node.id!r}{did_you_mean(node.id, self._names)}", node.lineno)
        return "host" if node.id == "host" else "subject"

    def visit_Constant(self, node: ast.Constant) -> str:
        if not isinstance(node.value, _LITERALS):
            raise ExpressionError(f"a rule does not support {node.value!r}", node.lineno)
        if isinstance(node.value, int | float) and node.value >= _HIGHEST:
            raise ExpressionError("the number is too large", node.lineno)
        return repr(node.value)

    def visit_Attribute(self, node: ast.Attribute) -> str:
        owner = self.visit(node.value)
        name = node.attr
        if name.startswith("_") or name in UNSEEN:
            raise ExpressionError(f"no attribute {name!r} for rules", node.lineno)
        if name.isupper():
            if lookup(name) is None:
                raise ExpressionError(no_key(name), node.lineno)
            name = f"keys.get({name!r})"
        if isinstance(node.value, ast.Name):
            return f"{owner}.{name}"
        kept = next(self._temporaries)
        return f"(None if ({kept} := {owner}) is None else {kept}.{name})"

    def visit_BoolOp(self, node: ast.BoolOp) -> str:
        return f"({f' {_WORDS[type(node.op)]} '.join(map(self.visit, node.values))})"

    def visit_UnaryOp(self, node: ast.UnaryOp) -> str:
        if not isinstance(node.op, ast.Not):
            raise ExpressionError("a rule does not support arithmetic", node.lineno)
        return f"(not {self.visit(node.operand)})"

    def visit_IfExp(self, node: ast.IfExp) -> str:
        test, body, otherwise = map(self.visit, (node.test, node.body, node.orelse))
        return f"({body} if {test} else {otherwise})"

    def visit_Tuple(self, node: ast.Tuple) -> str:
        return f"({''.join(f'{self.visit(item)}, ' for item in node.elts)})"

    def visit_Compare(self, node: ast.Compare) -> str:
        *middle, last = node.comparators
        pairs, left = [], self.visit(node.left)
        for op, right in zip(node.ops, middle, strict=False):
            kept = next(self._temporaries)
            pairs.append(_comparison(left, op, f"({kept} := {self.visit(right)})"))
            left = kept
        pairs.append(_comparison(left, node.ops[-1], self.visit(last)))
        return pairs[0] if len(pairs) == 1 else f"({' and '.join(pairs)})"


def _comparison(left: str, op: ast.cmpop, right: str) -> str:
    helper = _HELPERS_OF.get(type(op))
    return f"{helper}({left}, {right})" if helper else f"({left} {_WORDS[type(op)]} {right})"


def _forgiving(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def judged(left: Any, right: Any) -> bool:
        try:
            return compare(left, right)
        except (TypeError, AttributeError):  # as ipaddress raises for None in a network
            return False

    return judged


def _within(item: Any, group: Any) -> bool:
    return item in group


def _not_within(item: Any, group: Any) -> bool:
    return item not in group


class Translated(NamedTuple):
    """What a rule asks for, as functions that were written ahead."""

    when: Judge
    """All of it."""
    local: Judge | None
    """`local_part` of it, for assignments."""
    needs: Traits
    """`needed_traits` of it, for all others."""


COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "lt": _forgiving(operator.lt),
    "le": _forgiving(operator.le),
    "gt": _forgiving(operator.gt),
    "ge": _forgiving(operator.ge),
    "within": _forgiving(_within),
    "not_within": _forgiving(_not_within),
}
"""What stands for the comparisons that not all values have, by the name in a translated expression."""
_HELPERS: dict[str, Any] = {"__builtins__": {}, **COMPARISONS}
