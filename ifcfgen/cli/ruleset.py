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
    files = [path for path, _ in data.rules()]
    with suppress(IfcfgenError):  # completion shows no errors
        settings = config.nearest(Path.cwd())
        files += [path for path, _ in config.site_rules(settings)] if settings else []
    return sorted(path.stem for path in files if path.stem.startswith(incomplete) and path.stem.isprintable())
