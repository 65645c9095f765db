"""The rules of a run: ours and a site's own, less those that nobody wants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from ifcfgen import config, data
from ifcfgen.config import Config
from ifcfgen.errors import IfcfgenError
from ifcfgen.lint import rule
from ifcfgen.lint.rule import Rule
from ifcfgen.lint.selection import Names, select
from ifcfgen.place import Place


def load(configured: Config | None) -> dict[str, Rule]:
    """All rules there are, by name. Raises `RuleError` for a site's that is at fault, whether it is selected or not."""
    theirs = configured.rules if configured else ()
    rules = rule.load([data.folder("rules"), *theirs])
    for found in rules.values():
        if found.path.parent in theirs:  # our own are tested
            found.verify()
    return rules


def here() -> dict[str, Rule]:
    """All rules that there are for the current directory. Raises `IfcfgenError`."""
    path = config.find(Path.cwd())
    return load(config.load(path) if path else None)


def selected(
    rules: Mapping[str, Rule], configured: Config | None, selecting: Sequence[str] = (), ignoring: Sequence[str] = ()
) -> list[Rule]:
    """Those of RULES that --select names or, without it, ifcfgen.toml; less those of --ignore.

    Raises `Faults` for names that fit no rule.
    """
    unwanted = [Names(ignoring, Place("--ignore"))]
    if selecting:
        return select(rules, Names(selecting, Place("--select")), unwanted)
    if configured is None:
        return select(rules, None, unwanted)
    place = Place(str(configured.path))
    wanted = Names(configured.select, place, "select") if configured.select else None
    return select(rules, wanted, [Names(configured.ignore, place, "ignore"), *unwanted])


def names(incomplete: str) -> list[str]:
    """The names of rules that begin with INCOMPLETE, for the shell."""
    folders = [data.folder("rules")]
    path = config.find(Path.cwd())
    if path:
        with suppress(IfcfgenError):  # nobody wants to read about it while typing
            folders += config.load(path).rules
    files = [file.name for folder in folders for file in folder.iterdir()]
    return sorted(name[:-3] for name in files if name.startswith(incomplete) and name.endswith(".md"))
