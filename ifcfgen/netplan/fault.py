"""A fault of a topology as one line for people."""

from __future__ import annotations

from ifcfgen.model import Place


def fault(place: Place, text: str) -> str:
    """TEXT, and the PLACE where it is wrong. What an ID holds beyond printable text is shown as an escape."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return f"{':'.join(str(part) for part in place if part is not None)}: {text}"
