"""The network of a host as a picture: one module a format, imported when it is wanted."""

from typing import Literal

Drawing = Literal["text", "mermaid", "dot", "svg", "html", "json"]
"""The table of formats: each is a module in this package."""
