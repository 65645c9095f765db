"""Where the documentation site is."""

from __future__ import annotations

import re
from typing import Any

from ifcfgen.errors import Fault
from ifcfgen.place import Place

_URL = "https?://[A-Za-z0-9._:%/~-]{1,200}"
"""As a pattern: nothing in it can end a link, or hide where that leads."""

SCHEMA = {
    "type": "string",
    "pattern": f"^{_URL}$",
    "description": "Where the documentation site is; findings then link to the pages of their rules.",
}
"""That of the key, as JSON Schema."""


def url(value: Any, place: Place, faults: list[Fault]) -> str:
    """The URL VALUE, with a slash at its end; empty for None. What is wrong with it goes to FAULTS."""
    if value is None:
        return ""
    if not (isinstance(value, str) and re.fullmatch(_URL, value)):
        faults.append(Fault(place, "docs-url: must be a URL such as https://docs.example.com/ifcfgen/"))
        return ""
    return f"{value.rstrip('/')}/"
