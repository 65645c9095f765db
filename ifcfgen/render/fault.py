"""What a target refuses, as one line for people."""

from __future__ import annotations

from ifcfgen.model import Place


def fault(place: Place, text: str) -> str:
    """TEXT, and the PLACE of the topology that asks for what TEXT refuses."""
    return f"{':'.join(str(part) for part in place if part is not None)}: {text}"
