"""The first line of every file that we write: it says whose the file is, and shows an edit made since."""

from __future__ import annotations

import hashlib
import re
from typing import Literal

_HEADER = re.compile(rb"# ifcfgen: from [^\r\n]+, sha256 ([0-9a-f]{12})\n")


def headed(body: str, source: str) -> str:
    """BODY with the first line that says it was rendered from the file SOURCE, without its folder."""
    return f"# ifcfgen: from {source}, sha256 {_digest(body.encode('utf-8', 'surrogateescape'))}\n{body}"


def authorship(data: bytes) -> Literal["ours", "edited", "foreign"]:
    """Whether DATA is as we wrote it, was edited since, or never was ours."""
    match = _HEADER.match(data)
    if not match:
        return "foreign"
    return "ours" if match[1].decode() == _digest(data[match.end() :]) else "edited"


def _digest(rest: bytes) -> str:
    return hashlib.sha256(rest).hexdigest()[:12]
