"""The first line of every file that we write: it says whose the file is, and shows an edit made since.

In a script it is the second, behind the line that says what runs it. In XML it is a comment of XML.
"""

from __future__ import annotations

import hashlib
import re
from typing import Literal

_HEADER = re.compile(rb"(#![^\n]*\n)?(?:#|<!--) ifcfgen: from ([^\r\n]+), sha256 ([0-9a-f]{12})(?: -->)?\n")
_INTERPRETER = re.compile(r"(?:#![^\n]*\n)?")


def headed(body: str, source: str) -> str:
    """BODY with the first line that says it was rendered from the file SOURCE, without its folder."""
    digest = _digest(body.encode("utf-8", "surrogateescape"))
    line = f"ifcfgen: from {source}, sha256 {digest}"
    if body.startswith("<"):
        return f"<!-- {re.sub('--+', '-', line)} -->\n{body}"  # no comment of XML holds two hyphens
    return _INTERPRETER.sub(lambda found: f"{found[0]}# {line}\n", body, 1)


def authorship(data: bytes) -> Literal["ours", "edited", "foreign"]:
    """Whether DATA is as we wrote it, was edited since, or never was ours."""
    match = _HEADER.match(data)
    if not match:
        return "foreign"
    return "ours" if match[3].decode() == _digest((match[1] or b"") + data[match.end() :]) else "edited"


def source(data: bytes) -> str | None:
    """The file that DATA was rendered from, as `headed` names it; None where it is not as we wrote it."""
    match = _HEADER.match(data) if authorship(data) == "ours" else None
    return match[2].decode(errors="surrogateescape") if match else None


def _digest(rest: bytes) -> str:
    return hashlib.sha256(rest).hexdigest()[:12]
