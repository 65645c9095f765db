"""`ifcfgen lint`: what will go wrong on the hosts whose files lie somewhere."""

# Without annotations from __future__: typer would compile the text of each, which takes 4 ms.

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from ifcfgen import config
from ifcfgen.cli import facts, stdin
from ifcfgen.cli.inspection import NEVER_CHANGED
from ifcfgen.cli.progress import Progress
from ifcfgen.cli.ruleset import names
from ifcfgen.cli.run import Run
from ifcfgen.cli.terminal import Color, file_theme, put, tell, theme
from ifcfgen.config import Config
from ifcfgen.errors import Fault, Faults, IfcfgenError, did_you_mean, quoted
from ifcfgen.facts import Host, live
from ifcfgen.filesystem.tree import LARGEST, archive_on
from ifcfgen.lint.engine import Assume
from ifcfgen.lint.finding import Report
from ifcfgen.place import Place
from ifcfgen.reading import Reading
from ifcfgen.report import formats
from ifcfgen.report.closing import closing
from ifcfgen.scripts.disk import NO_FILES, no_text

if TYPE_CHECKING:
    from ifcfgen.cli.baseline import Baseline
    from ifcfgen.cli.fix import Fixes
    from ifcfgen.cli.suppress import Suppressing
    from ifcfgen.facts.leapp import Inhibitor


def _jobs(text: str) -> int:
    """How many processes TEXT asks for, said alike with every typer."""
    if not re.fullmatch(r"0*[1-9][0-9]{0,3}", text):
        raise typer.BadParameter(f"{quoted(text)} is not a number from 1 to 9999")
    return int(text)


def lint(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH",
            help="Directories or archives to search for hosts, files of a host, or `-` for a file or archive on stdin. "
            f"Default: {live.NETWORK_SCRIPTS}.",
        ),
    ] = None,
    stdin_filename: Annotated[
        str | None,
        typer.Option("--stdin-filename", metavar="NAME", help="Path of the file on stdin."),
    ] = None,
    release: facts.Release = None,
    target: facts.Target = None,
    leapp_report: Annotated[
        Path | None,
        typer.Option(
            "--leapp-report",
            metavar="FILE",
            help="Show the findings about each network inhibitor in this leapp-report.json.",
        ),
    ] = None,
    services: facts.Services = None,
    packages: facts.Packages = None,
    without: facts.Without = None,
    packages_from: facts.PackagesFrom = None,
    host: facts.MachineFile = None,
    source: facts.Source = None,
    assume: Annotated[
        Assume, typer.Option(help="What to assume for unknown facts: a default installation, the worst or the best.")
    ] = "preset",
    select: Annotated[
        list[str] | None,
        typer.Option(metavar="NAMES", help="Comma-separated rules or globs to check.", autocompletion=names),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(metavar="NAMES", help="Comma-separated rules or globs to ignore.", autocompletion=names),
    ] = None,
    fail_on: Annotated[
        list[config.FailOn] | None,
        typer.Option(
            metavar="|".join(config.FailOn),
            help="Lowest severity for exit code 1 (default: from ifcfgen.toml, else warning); also conditional "
            "findings or undecided facts. May be repeated.",
            show_default=False,
        ),
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Apply safe fixes, then lint.")] = False,
    unsafe: Annotated[
        bool, typer.Option("--unsafe-fixes", help="With --fix or --diff: include fixes that may change what works.")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Preview changes as a diff without writing.")] = False,
    add_suppressions: Annotated[
        bool,
        typer.Option(
            "--add-suppressions",
            help="Write a comment above each finding; it suppresses the finding once you give the reason.",
        ),
    ] = False,
    baseline: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Report only findings that are not in FILE.")
    ] = None,
    changed_since: Annotated[
        str | None,
        typer.Option(
            metavar="REV",
            help="Lint hosts whose files differ from this git revision; only compare the others with them.",
        ),
    ] = None,
    write_baseline: Annotated[
        bool, typer.Option("--write-baseline", help="Write all current findings to the --baseline file.")
    ] = False,
    show_managers: Annotated[
        bool, typer.Option("--show-managers", help="Only show what brings up each device, and why.")
    ] = False,
    format: Annotated[
        formats.Format | None,
        typer.Option(
            help="Output format (default: from ifcfgen.toml, else github in GitHub Actions, else full).",
            show_default=False,
        ),
    ] = None,
    output_file: Annotated[
        Path | None, typer.Option("--output-file", metavar="FILE", help="Write the report to FILE instead of stdout.")
    ] = None,
    statistics: Annotated[
        bool, typer.Option("--statistics", help="Show counts per rule and host instead of findings.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print findings and errors only.")] = False,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit with 0, even if there are findings.")] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            parser=_jobs,
            help="Number of processes (default: 1, for many hosts one per core).",
        ),
    ] = None,
    color: Annotated[Color, typer.Option(help="When to use colours.")] = "auto",
    config_file: Annotated[
        Path | None,
        typer.Option("--config", metavar="FILE", help="Use this configuration file instead of ifcfgen.toml."),
    ] = None,
    no_config: Annotated[bool, typer.Option("--no-config", help="Ignore ifcfgen.toml.")] = False,
) -> int:
    """Lint the ifcfg, route and rule files of hosts.

    Every directory with ifcfg files is a host, and so is every kickstart, script, Dockerfile or cloud-config that
    writes ifcfg files. Exit code 1: there are findings, or --diff shows changes; 2: wrong usage, or a file could not
    be read or fixed. --exit-zero turns a 1 into 0.

    \b
    Examples:
      ifcfgen lint
      ifcfgen lint . --release 7 --service NetworkManager=disabled
      ifcfgen lint hosts/kvm01 --release 7 --target 9 --select 'upgrade-*'
      ifcfgen lint hosts/kvm01 --release 8 --target 9 --leapp-report leapp-report.json
      ifcfgen lint hosts/kvm01/ifcfg-br0 --packages-from kvm01.rpms
      ifcfgen lint - --stdin-filename hosts/kvm01/ifcfg-br0 < ifcfg-br0.new
      ifcfgen lint --select 'bridge-*,bond-*' --ignore bridge-no-ports --format concise
      ifcfgen lint kickstarts/web01.ks --release 9
      ifcfgen lint hosts --diff --unsafe-fixes
      ifcfgen lint hosts --select duplicate-key --add-suppressions
      ifcfgen lint hosts --changed-since origin/main
      ifcfgen lint hosts --baseline known.json --format sarif --output-file hosts.sarif
    """
    machine: dict[str, Any] = {}
    said = facts.stated(release, services, packages, without, packages_from, host, target, machine)
    configured_by = _configured_by(config_file, no_config)
    where, contents = _input(
        paths or [live.NETWORK_SCRIPTS], stdin_filename, writes=(fix or add_suppressions) and not diff
    )
    named, unread = facts.named(source)
    if show_managers:
        return _show_managers(where, said, configured_by, contents, named, unread)
    _refuse_misuse(
        add_suppressions=add_suppressions, fix=fix, unsafe=unsafe, diff=diff, baseline=baseline,
        write_baseline=write_baseline, changed_since=changed_since,
    )  # fmt: skip
    known = _baseline(baseline) if baseline and not write_baseline else None
    fixes = _fixes(unsafe=unsafe, write=not diff, color=color) if (fix or diff) and not add_suppressions else None
    suppressing = _suppressing(write=not diff, color=color) if add_suppressions else None
    shown = format or ("full" if write_baseline or add_suppressions or diff else _format(configured_by))
    progress = Progress()
    run = Run(
        where, said, assume, select or (), ignore or (), known.knows if known else None, fixes, fail_on or (),
        suppressing.of if suppressing else None,
        machine=machine or None, configured_by=configured_by, contents=contents, jobs=jobs,
        changed=_changed(changed_since, where, source) if changed_since is not None else None,
        progress=None if quiet or fixes or suppressing or write_baseline else progress.show,
        drawn=shown == "html" and not statistics, named=named,
    )  # fmt: skip
    report = run.report
    report.errors += unread
    if leapp_report:
        shows = not (statistics or add_suppressions or diff or write_baseline) and shown in ("full", "json")
        report.inhibitors = _inhibitors(leapp_report, said, shows=shows, alone=run.is_of_one_host())
    if baseline and write_baseline:
        return _renew(baseline, report)
    made = suppressing or (fixes if diff else None)
    if made:
        return _show_changes(made, run, quiet=quiet, failing=int(diff and not exit_zero))
    closes = shown == "full" and not (statistics or quiet or output_file)
    if statistics:
        from ifcfgen.report import statistics as report_statistics  # seldom wanted

        pieces = (report_statistics.json if shown == "json" else report_statistics.text)(report)
    else:
        styled = file_theme(color) if output_file else theme(color)
        pieces = formats.text(shown, report, styled, closes=closes)
    with progress:
        put(progress.before(pieces), output_file, "--output-file")
    tell(*run.notes, *_stale(known if changed_since is None else None, run, where, drop=fix))
    if not (quiet or closes):
        tell(*closing(report))
    if fixes and not quiet:
        tell(*fixes.closing())
    if report.errors:
        raise Faults(report.errors)
    return int(run.fails and not exit_zero)


def _refuse_misuse(
    *,
    add_suppressions: bool,
    fix: bool,
    unsafe: bool,
    diff: bool,
    baseline: Path | None,
    write_baseline: bool,
    changed_since: str | None,
) -> None:
    """Raise `IfcfgenError` for options that do not go together."""
    if add_suppressions and (fix or unsafe or write_baseline):
        raise IfcfgenError(
            Fault(Place("--add-suppressions"), "cannot be used with --fix, --unsafe-fixes or --write-baseline")
        )
    if unsafe and not (fix or diff):
        raise IfcfgenError(Fault(Place("--unsafe-fixes"), "requires --fix or --diff"))
    if write_baseline and (baseline is None or fix or diff):
        raise IfcfgenError(
            Fault(Place("--write-baseline"), "requires --baseline FILE, and cannot be used with --fix or --diff")
        )
    if write_baseline and changed_since is not None:
        raise IfcfgenError(Fault(Place("--write-baseline"), "cannot be used with --changed-since"))


def _inhibitors(path: Path, said: Host, *, shows: bool, alone: bool) -> Sequence["Inhibitor"]:
    """The inhibitors in Leapp's report PATH, where a report on one host ALONE SHOWS them. Raises `IfcfgenError`."""
    from ifcfgen.facts import leapp  # few have such a report

    option = Place("--leapp-report")
    if said.target is None:
        raise IfcfgenError(Fault(option, "requires --target, the release that Leapp upgrades to"))
    if not shows:
        raise IfcfgenError(Fault(option, "requires findings, with --format full or json"))
    if not alone:
        raise IfcfgenError(Fault(option, "is about one host; give the directory of that host"))
    return leapp.inhibitors(path)


def _baseline(path: Path) -> "Baseline":
    from ifcfgen.cli.baseline import Baseline  # brings hashlib and json

    return Baseline(path)


def _changed(revision: str, where: Iterable[str], source: str | None) -> Callable[[Reading, Config | None], bool]:
    """Which hosts have changed since REVISION, with the facts of all of them in SOURCE. Raises `IfcfgenError`."""
    from ifcfgen.cli.revision import Since  # brings subprocess

    return Since(revision, where, [source] if source else []).has_changed


def _stale(known: "Baseline | None", run: Run, where: Iterable[str], *, drop: bool) -> Iterator[str]:
    """A line on entries of the baseline KNOWN that match nothing; DROP takes them out."""
    stale = known.stale(where, run.judged) if known and not run.report.errors else ()
    if known and stale:
        if drop:
            known.drop(stale)
        count = "1 entry matches" if len(stale) == 1 else f"{len(stale)} entries match"
        more = f" and {len(stale) - 1} more" if len(stale) > 1 else ""
        done = "removed" if drop else "--fix removes stale entries"
        yield f"{known.path}: {count} no finding any more: {stale[0].rule} in {stale[0].path}{more}; {done}"


def _input(paths: list[str], stdin_filename: str | None, *, writes: bool) -> tuple[list[str], Mapping[str, bytes]]:
    """The paths to lint, and what stdin holds by the path that it counts as. Raises `IfcfgenError`."""
    if "-" not in paths:
        if stdin_filename is not None:
            raise IfcfgenError(Fault(Place("--stdin-filename"), "requires the path `-` (stdin)"))
        archive = next(filter(None, map(archive_on, paths)), None) if writes else None
        if archive:
            raise IfcfgenError(Fault(Place(archive), NEVER_CHANGED))
        return paths, NO_FILES
    is_alone = paths == ["-"]
    if is_alone and sys.stdin is not None and not sys.stdin.isatty():
        archive = stdin.archive(stdin_filename or stdin.NAME)
        if archive and writes:
            raise IfcfgenError(Fault(Place("--fix"), "cannot write stdin; use --diff"))
        if archive:
            return [archive], NO_FILES
        if stdin_filename is None:
            empty = not stdin.read()
            told = "is empty; see what the command before the pipe says" if empty else "is no archive"
            raise IfcfgenError(Fault(Place("stdin"), f"{told}; a single file needs --stdin-filename"))
    if stdin_filename is None or not is_alone:
        raise IfcfgenError(
            Fault(Place("--stdin-filename"), "is required with the path `-`, which must be the only path")
        )
    if writes:
        raise IfcfgenError(Fault(Place("--fix"), "cannot write stdin; use --diff"))
    data = stdin.read()
    if len(data) > LARGEST:
        raise IfcfgenError(Fault(Place(stdin_filename), f"over {LARGEST >> 20} MiB: not read"))
    if b"\0" in data:
        raise IfcfgenError(Fault(Place(stdin_filename), no_text(data)))
    return [stdin_filename], {stdin_filename: data}


def _configured_by(file: Path | None, no_config: bool) -> Callable[[Path], Path | None]:
    """Which ifcfgen.toml holds for a directory: FILE, none with NO_CONFIG, else the nearest. Raises `IfcfgenError`."""
    if file and no_config:
        raise IfcfgenError(Fault(Place("--no-config"), "cannot be used with --config"))
    if file:
        path = file.resolve()
        return lambda _: path
    return (lambda _: None) if no_config else config.find


def _format(configured_by: Callable[[Path], Path | None]) -> formats.Format:
    """The format where the command line says none. Raises `IfcfgenError` where ifcfgen.toml has another than ours."""
    path = configured_by(Path.cwd())
    settings = None
    with suppress(IfcfgenError):  # told where a host is found under it
        settings = config.load(path) if path else None
    if settings and settings.format:
        name, place = settings.format
        known: tuple[formats.Format, ...] = get_args(formats.Format)
        for format in known:
            if format == name:
                return format
        text = f"format: {quoted(name)} is not one of {', '.join(known)}{did_you_mean(name, known)}"
        raise IfcfgenError(Fault(place, text))
    return "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "full"


def _fixes(*, unsafe: bool, write: bool, color: Color) -> "Fixes":
    from ifcfgen.cli.fix import Fixes  # brings what writes safely, and templates with it

    return Fixes(unsafe=unsafe, write=write, color=color)


def _suppressing(*, write: bool, color: Color) -> "Suppressing":
    from ifcfgen.cli.suppress import Suppressing  # as above

    return Suppressing(write=write, color=color)


def _show_changes(made: "Fixes | Suppressing", run: Run, *, quiet: bool, failing: int) -> int:
    """Let changes be MADE, and show no finding; QUIET: no closing line, FAILING: the exit code where there are some."""
    for _ in run.report.findings:
        pass
    sys.stdout.flush()
    tell(*run.notes, *([] if quiet else made.closing()))
    if run.report.errors:
        raise Faults(run.report.errors)
    return failing * made.changes


def _show_managers(
    paths: Iterable[str],
    said: Host,
    configured_by: Callable[[Path], Path | None],
    contents: Mapping[str, bytes],
    named: Mapping[str, Host],
    unread: Iterable[Fault],
) -> int:
    """Show the managers of all hosts, and nothing else."""
    from ifcfgen.cli import hosts
    from ifcfgen.report import managers

    faults = list(unread)
    for found in hosts.find(paths, said, faults.append, configured_by, contents, named):
        strike = found.reading.directory.secrets.without
        sys.stdout.writelines(map(strike, managers.table(managers.rows(found.reading))))
        faults += found.faults()
    sys.stdout.flush()
    if faults:
        raise Faults(dict.fromkeys(faults))
    return 0


def _renew(path: Path, report: Report) -> int:
    """Make PATH know what REPORT finds; not where a host could not be read, whose findings it would forget."""
    from ifcfgen.cli import baseline

    findings = list(report.findings)
    if report.errors:
        raise Faults([*report.errors, Fault(Place(str(path)), "not written, because some files could not be read")])
    count = baseline.write(path, findings)
    tell(f"{path}: knows {count} finding{'s' * (count != 1)} now")
    return 0
