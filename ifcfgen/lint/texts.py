"""The texts of a rule, which are Jinja, filled in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import ChainableUndefined

from ifcfgen import sandbox
from ifcfgen.facts import Unknown
from ifcfgen.lint.expression import ExpressionError


class _Environment(sandbox.Sandbox):
    """Rules may come with a repository that somebody has just cloned: its texts are not to be trusted either."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Of a name in capitals, the text of that key, as in expressions."""
        keys = getattr(obj, "keys", None) if attribute.isupper() else None
        return keys.get(attribute) if isinstance(keys, Mapping) else super().getattr(obj, attribute)


ENVIRONMENT = _Environment("a rule", undefined=ChainableUndefined)


def filled_in(text: str, names: Mapping[str, Any]) -> str:
    """TEXT with what NAMES stand for, every blank as it is. Raises ExpressionError and `Unknown`."""
    if "{" not in text:
        return text
    try:
        return sandbox.filled(_template(text), names)
    except Unknown:
        raise
    except Exception as error:
        raise ExpressionError(sandbox.told(error)) from None


@cache
def _template(text: str) -> Any:
    return ENVIRONMENT.from_string(text)
