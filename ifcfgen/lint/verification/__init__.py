"""Whether a rule asks for nothing that is not there: each expression and text of it, by type."""

from __future__ import annotations

from collections.abc import Iterable

from ifcfgen.facts import Host
from ifcfgen.lint.classes import CLASSES
from ifcfgen.lint.expression import ExpressionError, compile_expression, located
from ifcfgen.lint.fields import Part
from ifcfgen.lint.front import FrontError
from ifcfgen.lint.subjects.card import CardName
from ifcfgen.lint.subjects.conflict import Holder
from ifcfgen.lint.subjects.directory import Irregular, Misnamed
from ifcfgen.lint.verification.attributes import Type, classes, in_words, type_of
from ifcfgen.lint.verification.expressions import type_of_expression
from ifcfgen.lint.verification.texts import check
from ifcfgen.model import Place

_WANTED = {
    "at": (Place, CardName, Irregular, Misnamed, *CLASSES.values()),
    "with": (Place, CardName, Holder, *CLASSES.values()),
    "with.of": (Place, CardName, Holder, *CLASSES.values()),
    "move.to": (CLASSES["device"],),
    "drop": (CLASSES["assignment"], CLASSES["suppression"]),
}
"""What an expression has to come to, by its field."""


def verify(parts: Iterable[Part], subject: str) -> None:
    """Raises FrontError for what a rule about a SUBJECT cannot ask, with the line in which it stands."""
    names = {subject: type_of(CLASSES[subject]), "host": type_of(Host)}
    shown: Type = ()
    for field, kind, text in sorted(parts, key=lambda part: part.kind == "template"):  # `other` has to be known
        try:
            if kind == "template":
                check(text.source, {**names, "other": shown} if field == "with.note" else names)
                continue
            tree = located(text.source)
            compile_expression(tree, subject)
            found = type_of_expression(tree, names)
            wrong = [cls for cls in classes(found) if field in _WANTED and not _is_one_of(cls, _WANTED[field])]
            if wrong:
                raise ExpressionError(f"{field} cannot be {in_words((wrong[0],))}")
            if field in ("with", "with.of"):
                shown = tuple(classes(found))
        except ExpressionError as error:
            raise FrontError(str(error), text.line + (error.line or 1) - 1) from None
        except RecursionError:
            raise FrontError("too deeply nested", text.line) from None


def _is_one_of(cls: type, wanted: Iterable[type]) -> bool:
    """Whether a CLS is WANTED, or what such a one is without its host."""
    return any(issubclass(known, cls) for known in wanted)
