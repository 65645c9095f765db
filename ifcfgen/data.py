"""Where rules/ and templates/ are: inside the package when installed, beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def folder(name: str) -> Path:
    """The folder NAME (`rules` or `templates`) that this ifcfgen uses."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name
