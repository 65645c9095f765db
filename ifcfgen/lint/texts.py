"""The texts of a rule, which are Jinja, filled in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import ChainableUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ifcfgen.facts import Unknown
from ifcfgen.lint.expression import ExpressionError


class _Environment(ImmutableSandboxedEnvironment):
    """Rules may come with a repository that somebody has just cloned: its texts are not to be trusted either."""

    def __init__(self) -> None:
        super().__init__(undefined=ChainableUndefined, autoescape=False)
        self.globals.clear()

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Of a name in capitals, the text of that key, as in expressions."""
        keys = getattr(obj, "keys", None) if attribute.isupper() else None
        return keys.get(attribute) if isinstance(keys, Mapping) else super().getattr(obj, attribute)


ENVIRONMENT = _Environment()


def filled_in(text: str, names: Mapping[str, Any]) -> str:
    """TEXT with what NAMES stand for, every blank as it is. Raises ExpressionError and `Unknown`."""
    if "{" not in text:
        return text
    try:
        return str(_template(text).render(names))
    except Unknown:
        raise
    except TemplateError as error:
        raise ExpressionError(error.message or "not a Jinja text") from None
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError, MemoryError) as error:
        raise ExpressionError(f"cannot be filled in: {error}") from None


@cache
def _template(text: str) -> Any:
    return ENVIRONMENT.from_string(text)
