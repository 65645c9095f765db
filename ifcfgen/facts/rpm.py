"""What `rpm -qa` prints."""

from __future__ import annotations

import re
from collections.abc import Iterator

# name-[epoch:]version-release[.arch]: neither version nor release holds a dash, a release begins with a number.
_PACKAGE = re.compile(r"(?P<name>[^\s/]+)-(?=[^-]*\d)[^\s-]+-\d[^\s-]*")


def names(text: str) -> Iterator[str]:
    """The packages of a list as `rpm -qa` prints it, or of bare names; one a line."""
    for line in text.splitlines():
        word = line.strip()
        if word:
            match = _PACKAGE.fullmatch(word)
            yield match["name"] if match else word
