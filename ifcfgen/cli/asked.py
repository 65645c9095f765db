"""The rules that are asked: ours and a site's own, less those that nobody wants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from ifcfgen import config, data
from ifcfgen.config import Config
from ifcfgen.errors import Faults, IfcfgenError
from ifcfgen.lint import rule
from ifcfgen.lint.choice import matching
from ifcfgen.lint.rule import Rule


def known(configured: Config | None) -> dict[str, Rule]:
    """All rules there are, by name. Raises `RuleError` for a site's that is at fault, whether it is asked or not."""
    ours = data.folder("rules")
    rules = rule.load([ours, *(configured.rules if configured else ())])
    for found in rules.values():
        if found.path.parent != ours:  # our own are tested
            found.verify()
    return rules


def asked(
    rules: Mapping[str, Rule], configured: Config | None, select: Sequence[str] = (), ignore: Sequence[str] = ()
) -> list[Rule]:
    """Those of RULES to ask: of `--select` or, without it, as ifcfgen.toml wants it; less those of `--ignore`.

    Raises `Faults` for names that fit no rule.
    """
    faults: list[str] = []
    wanted = set(rules)
    if select:
        wanted = matching(rules, select, faults, "--select")
    elif configured:
        if configured.select:
            wanted = matching(rules, configured.select, faults, f"{configured.path}: select")
        wanted -= matching(rules, configured.ignore, faults, f"{configured.path}: ignore")
    wanted -= matching(rules, ignore, faults, "--ignore")
    if faults:
        raise Faults(faults)
    return [found for name, found in rules.items() if name in wanted]


def names(incomplete: str) -> list[str]:
    """The names of rules that begin with INCOMPLETE, for the shell."""
    folders = [data.folder("rules")]
    path = config.find(Path.cwd())
    if path:
        with suppress(IfcfgenError):  # nobody wants to read about it while typing
            folders += config.load(path).rules
    return sorted(file.stem for folder in folders for file in folder.glob(f"{incomplete}*.md"))
