"""The rules that there are where the program runs."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from ifcfgen import api, config, data
from ifcfgen.errors import IfcfgenError
from ifcfgen.lint.rule import Rule


def here() -> dict[str, Rule]:
    """All rules that there are for the current directory. Raises `IfcfgenError`."""
    return api.load_rules(config.nearest(Path.cwd()))


def names(incomplete: str) -> list[str]:
    """The names of rules that begin with INCOMPLETE, for the shell."""
    folders = [data.folder("rules")]
    path = config.find(Path.cwd())
    if path:
        with suppress(IfcfgenError):  # nobody wants to read about it while typing
            folders += config.load(path).rules
    files = [file.name for folder in folders for file in folder.iterdir()]
    return sorted(
        name[:-3] for name in files if name.startswith(incomplete) and name.endswith(".md") and name.isprintable()
    )
