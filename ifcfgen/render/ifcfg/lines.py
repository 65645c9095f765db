"""What may stand in a file, whatever template it comes of: a shell that reads it runs nothing of it."""

from __future__ import annotations

import re

from ifcfgen.ifcfg.script import SETTABLE
from ifcfgen.scripts.extensions import has_name_of_extension, is_extension

_SEEN = r"[^\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]"
_COMMENT = rf"(?:\#{_SEEN}*+)?"
_BARE = r"[A-Za-z0-9_@%+=:,./-]"
_QUOTED = rf"""\"(?:(?!["$`\\]){_SEEN})*+\"|'(?:(?!'){_SEEN})*+'(?:\\''(?:(?!'){_SEEN})*+')*+"""

_ASSIGNMENT = re.compile(rf"[ \t]*+(?:{_COMMENT}|{SETTABLE.pattern}=(?:{_QUOTED}|{_BARE}*+)[ \t]*+)")
_WORDS = re.compile(rf"[ \t]*+(?:{_COMMENT}|(?![^ \t]*=){_BARE}++(?:[ \t]++{_BARE}++)*+[ \t]*+)")
"""Of `ip route add` or `ip rule add`; the first is no assignment, or the service would source the file."""


def strange(name: str, body: str) -> str | None:
    """The first line of BODY that has no place in the file NAME; None where all have.

    A script is ours, with no line of a site's. A route or rule file has either assignments or the words of `ip`.
    """
    if has_name_of_extension(name):
        return None if is_extension(name, body) else next(iter(body.split("\n")))
    kinds = (_ASSIGNMENT, _WORDS) if name.startswith(("route", "rule")) else (_ASSIGNMENT,)
    left = [[line for line in body.split("\n") if not kind.fullmatch(line)] for kind in kinds]
    return None if [] in left else min(left, key=len)[0]
