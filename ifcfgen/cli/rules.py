"""`ifcfgen rules`: all hazards that the linter knows, and whether a site's rules find what they say."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from ifcfgen.cli import ruleset
from ifcfgen.cli.terminal import tell, theme
from ifcfgen.errors import Fault, Faults, did_you_mean
from ifcfgen.facts import RELEASES, Manager, parse_release
from ifcfgen.lint.rule import Rule
from ifcfgen.lint.subjects import SUBJECTS
from ifcfgen.place import Place
from ifcfgen.report import rules as report
from ifcfgen.report.visible import as_json, visible


def _subjects(incomplete: str) -> list[str]:
    return [subject for subject in SUBJECTS if subject.startswith(incomplete)]


def rules(
    subject: Annotated[
        str | None,
        typer.Option("--for", metavar="SUBJECT", help="Only rules for bond, bridge, ...", autocompletion=_subjects),
    ] = None,
    release: Annotated[
        str | None, typer.Option("--release", metavar="N", help="Only rules for this release: 7, el7, centos7, ...")
    ] = None,
    manager: Annotated[Manager | None, typer.Option(help="Only rules for devices of this manager.")] = None,
    fixable: Annotated[bool, typer.Option("--fixable", help="Only rules with an automatic fix.")] = False,
    check: Annotated[
        Path | None, typer.Option("--check", metavar="DIR", help="Test the rules in DIR against their examples.")
    ] = None,
    format: Annotated[Literal["table", "json"], typer.Option(help="Output format.")] = "table",
) -> int:
    """List the rules, including a site's own.

    --check tests rules instead: the findings of each example under "Bad" must be those of its `text` block, and the
    examples under "Good" must have none. Exit code 1: an example is wrong; 2: a rule is invalid.

    \b
    Examples:
      ifcfgen rules
      ifcfgen rules --for bond --release 7
      ifcfgen rules --fixable --format json
      ifcfgen rules --check site/rules
    """
    if check is not None:
        return _check(check)
    known = _wanted(subject, release, manager, fixable)
    if format == "json":
        sys.stdout.write(as_json([report.fields(rule) for rule in known]))
    else:
        sys.stdout.writelines(report.table(known, theme().width if sys.stdout.isatty() else None))
    return 0


def _wanted(subject: str | None, release: str | None, manager: Manager | None, fixable: bool) -> list[Rule]:
    """The rules that are asked for. Raises `Faults`."""
    faults: list[Fault] = []
    el = None
    if subject is not None and subject not in SUBJECTS:
        text = f"no subject {subject!r}; must be one of {', '.join(SUBJECTS)}{did_you_mean(subject, SUBJECTS)}"
        faults.append(Fault(Place("--for"), text))
    if release is not None:
        try:
            el = parse_release(release)
        except ValueError as error:
            faults.append(Fault(Place("--release"), str(error)))
    if faults:
        raise Faults(faults)
    return [
        rule
        for rule in ruleset.here().values()
        if subject in (None, rule.kind)
        and rule.concerns(el, None if rule.upgrade is None else RELEASES[-1])
        and (manager is None or rule.manager in (None, manager))
        and (not fixable or rule.has_edit)
    ]


def _check(folder: Path) -> int:
    from ifcfgen.cli import examples  # brings all that lints, and boots

    count, wrong = examples.check(folder)
    sys.stdout.writelines(f"{visible(str(fault))}\n" for fault in wrong)
    sys.stdout.flush()
    tell(f"{count} rule{'s' * (count != 1)} checked; {len(wrong) or 'nothing'} wrong")
    return int(bool(wrong))
