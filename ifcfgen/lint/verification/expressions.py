"""What an expression of a rule comes to, by type: finds every name that is not there before a file is looked at."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from ifcfgen.errors import did_you_mean
from ifcfgen.lint.expression import ExpressionError, standing_in
from ifcfgen.lint.verification.attributes import FLAG, Type, attribute, check_comparison, check_membership, row, union


def type_of_expression(node: ast.expr, names: Mapping[str, Type]) -> Type:
    """The type of NODE, which is in the language, where NAMES are what it may begin with.

    Raises ExpressionError for an attribute that is not there, and for a comparison that never holds.
    """
    match node:
        case ast.Name(id=name):
            if name not in names:
                raise ExpressionError(f"no name {name!r}{did_you_mean(name, names)}", node.lineno)
            return names[name]
        case ast.Constant(value=value):
            return () if value is None else (type(value),)
        case ast.Attribute(value=owner, attr=name):
            owned = type_of_expression(owner, names)
            with standing_in(node.end_lineno):
                return attribute(owned, name)
        case ast.BoolOp(values=operands):
            return union(*[type_of_expression(operand, names) for operand in operands])
        case ast.IfExp():
            type_of_expression(node.test, names)
            return union(type_of_expression(node.body, names), type_of_expression(node.orelse, names))
        case ast.Tuple(elts=elements):
            return row([type_of_expression(element, names) for element in elements])
        case ast.Compare(left=left, ops=ops, comparators=others):
            sides = [left, *others]
            types = [type_of_expression(side, names) for side in sides]
            for index, op in enumerate(ops):
                with standing_in(node.lineno):
                    _check(types[index], op, sides[index + 1], types[index + 1])
        case ast.UnaryOp(operand=operand):
            type_of_expression(operand, names)
    return FLAG


def _check(left: Type, op: ast.cmpop, right: ast.expr, type_of_right: Type) -> None:
    """Raises ExpressionError where LEFT and RIGHT have nothing to do with each other."""
    if isinstance(op, ast.In | ast.NotIn):
        check_membership(left, type_of_right)
        elements = right.elts if isinstance(right, ast.Tuple) else []
    else:
        elements = [right]
    for other in elements:
        if isinstance(other, ast.Constant):
            check_comparison(left, other.value)
