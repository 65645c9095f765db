"""A value as it stands in a keyfile: one value on one line, whatever it contains."""

from __future__ import annotations

import re

from ifcfgen.networkmanager.keyfile import escaped_value
from ifcfgen.render.template import ABSENT, UnwritableValue

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LINE = re.compile(
    r"#.*|\[[^\[\]\x00-\x1f\x7f]+\]|[^\s\[\]#=;][^\[\]=\x00-\x1f\x7f]*=[^\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]*|"
)


def word(value: object) -> str:
    """What stands behind the `=` for VALUE: true or false, a list for a tuple, else its text with GLib's escapes.

    None removes its line. Raises `UnwritableValue` for a character that no keyfile can contain.
    """
    if value is None:
        return ABSENT
    if isinstance(value, bool):
        return str(value).lower()
    items = [str(item) for item in value] if isinstance(value, tuple) else [str(value)]
    for item in items:
        if _UNWRITABLE.search(item):
            raise UnwritableValue(f"{item!r} contains a control character")
    return escaped_value(items if isinstance(value, tuple) else items[0])


def strange(name: str, body: str) -> str | None:
    """The first line of BODY that GLib does not read: it is no comment, section, or key with its value."""
    return next((line for line in body.split("\n") if not _LINE.fullmatch(line)), None)
