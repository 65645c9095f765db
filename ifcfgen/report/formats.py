"""The formats of a report: one module each, imported when it is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any, Literal

from ifcfgen.lint.finding import Report
from ifcfgen.report.style import Theme

Format = Literal["full", "concise", "json", "github", "sarif", "gitlab", "junit", "html"]
"""The table of them: each is the module of that name in this package, and what its `text` makes of a report."""


def text(format: Format, report: Report, theme: Theme, *, closes: bool = True) -> Iterator[str]:
    """REPORT in FORMAT, piece by piece; `full`, which is for people, in THEME, and with closing lines if it CLOSES."""
    module: Any = import_module(f"ifcfgen.report.{format}")
    pieces: Iterator[str] = module.text(report, theme, closes=closes) if format == "full" else module.text(report)
    return pieces
