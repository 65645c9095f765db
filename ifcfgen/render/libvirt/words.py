"""A value as it stands in XML, whatever it contains."""

from __future__ import annotations

import html
import re

from ifcfgen.render.template import ABSENT, UnwritableValue

_UNWRITABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""All but the Char of XML 1.0."""
_COMMAND = re.compile(r"<(script|downscript|backend)\b|<!(?!--)", re.I)


def word(value: object) -> str:
    """VALUE in an attribute or between tags; None removes its line. Raises `UnwritableValue` for what XML has not."""
    if value is None:
        return ABSENT
    text = str(value)
    if _UNWRITABLE.search(text):
        raise UnwritableValue(f"{text!r} contains a control character")
    return html.escape(text)


def strange(name: str, body: str) -> str | None:
    """The first line of BODY that has libvirt run or open something on the host, or that declares an entity."""
    return next((line for line in body.split("\n") if _COMMAND.search(line)), None)
