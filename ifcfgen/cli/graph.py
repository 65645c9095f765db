"""`ifcfgen graph`: the network of a host as a picture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ifcfgen import api, config
from ifcfgen.cli import facts, graphviz, machines
from ifcfgen.cli.machines import Strike
from ifcfgen.cli.terminal import file_theme, put, theme
from ifcfgen.errors import Fault, IfcfgenError
from ifcfgen.facts import Host, Unknown, live
from ifcfgen.graph import Graph, Remark
from ifcfgen.graph.asked import files, of_reading
from ifcfgen.lazy import NamedTuple
from ifcfgen.lint.engine import Linter
from ifcfgen.place import Place
from ifcfgen.reading import Reading
from ifcfgen.report.graph import Drawing
from ifcfgen.report.graph.remarks import marked
from ifcfgen.report.visible import visible

if TYPE_CHECKING:
    from ifcfgen.boot.outcome import Outcome
    from ifcfgen.report.graph import html


class _Host(NamedTuple):
    """A host that is drawn: its files and their graph, and what its boot comes to, where that is drawn."""

    path: str
    reading: Reading
    graph: Graph
    outcome: Outcome | None
    strike: Strike


def graph(
    path: Annotated[
        str,
        typer.Argument(metavar="PATH", help="A directory, an archive, a kickstart, a topology, or REV:PATH in git."),
    ] = live.NETWORK_SCRIPTS,
    booted: Annotated[bool, typer.Option("--boot", help="Draw what comes up at the next boot.")] = False,
    other: Annotated[
        str | None, typer.Option("--diff", metavar="B", help="Draw what B, which is given like PATH, changes.")
    ] = None,
    release: facts.Release = None,
    services: facts.Services = None,
    packages: facts.Packages = None,
    without: facts.Without = None,
    packages_from: facts.PackagesFrom = None,
    host: facts.MachineFile = None,
    format: Annotated[Drawing, typer.Option(help="Output format.")] = "text",
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Write to FILE instead of stdout.")
    ] = None,
) -> int:
    """Draw the devices of a host, from network cards to bridges, with the findings of lint.

    The picture shows what the files configure, or with --boot what comes up of it. mermaid is for Markdown at GitHub
    and GitLab; html is one file with the text of each device's files. Where Graphviz is installed, svg and html may
    use it to find fewer crossings.

    Exit code 0, with or without findings; 2: wrong usage, or input that cannot be read.

    \b
    Examples:
      ifcfgen graph
      ifcfgen graph hosts/kvm01 --format svg --output kvm01.svg
      ifcfgen graph hosts/kvm01 --release 7 --boot
      ifcfgen graph HEAD:hosts/kvm01 --diff hosts/kvm01 --format html --output change.html
    """
    said = facts.stated(release, services, packages, without, packages_from, None)
    first = _host(path, said, host, booted)
    second = _host(other, said, host, booted) if other is not None else None
    shown = first.graph if second is None else _merged(first, second)

    def strike(text: str) -> str:
        for one in (first, second):
            text = one.strike(text) if one else text
        return text if format == "json" else visible(text)

    pieces = _drawn(shown.struck(strike), format, [one for one in (first, second) if one], strike, output)
    put(pieces, output, "--output")
    return 0


def _drawn(shown: Graph, format: Drawing, drawn: Sequence[_Host], strike: Strike, output: Path | None) -> Iterable[str]:
    """SHOWN, the graph of the hosts that are DRAWN, in FORMAT."""
    if format == "text":
        from ifcfgen.report.graph import text

        return text.text(shown, file_theme("never") if output else theme())
    if format == "mermaid":
        from ifcfgen.report.graph import mermaid

        return [mermaid.text(shown)]
    if format == "dot":
        from ifcfgen.report.graph import dot

        return [dot.text(shown)]
    if format == "svg":
        from ifcfgen.report.graph import svg

        return [svg.text(shown, _title(drawn, strike), graphviz.sort)]
    if format == "html":
        from ifcfgen.report.graph import html

        return [html.text(shown, _title(drawn, strike), [_sources(one, strike) for one in drawn], graphviz.sort)]
    from ifcfgen.report.graph import json

    return [json.text(shown, graphviz.sort)]


def _sources(drawn: _Host, strike: Strike) -> html.Sources:
    """The paths and lines of the files of each device that is DRAWN, by its ID."""
    directory = drawn.reading.directory
    beside = directory.surroundings.by_path
    shown = {file.path: file.shown for file in directory.files}
    shown |= {path: beside[path].lines for paths in files(drawn.reading).values() for path in paths if path in beside}
    return {
        name: [(strike(path), [*map(strike, shown[path])]) for path in paths if path in shown]
        for name, paths in files(drawn.reading).items()
    }


def _title(drawn: Sequence[_Host], strike: Strike) -> str:
    """What the picture of the hosts that are DRAWN is called."""
    return " → ".join(strike(one.path) for one in drawn)


def _host(path: str, said: Host, host_file: Path | None, booted: bool) -> _Host:
    """The host at PATH with its findings, and with what its boot lacks where it is BOOTED. Raises `IfcfgenError`."""
    reading, given = machines.read(Path(path), said, host_file)
    linter, strike = _linter(path), machines.strike((reading, given))
    if not booted:
        result = api.lint_host(reading, linter, given)
        drawn = marked(of_reading(reading), result.findings)
        return _Host(path, reading, drawn, None, strike)
    from ifcfgen.boot.managers import RELEASES, as_booted

    if given.host.el is None:
        raise IfcfgenError(f"{path}: unknown release; --boot needs --release, one of {', '.join(map(str, RELEASES))}")
    from ifcfgen.boot.comparison.shortfall import shortfalls
    from ifcfgen.graph.booted import of_boot
    from ifcfgen.report import comparison

    reading = reading.on(given.host)
    outcome = api.predict_boot(reading, given)
    drawn = of_boot(reading, outcome)
    lacking = {
        device: [Remark("error", "", f"at boot: {comparison.shortfall(lack)}") for lack in lacks]
        for device, lacks in shortfalls(reading, outcome).items()
    }
    found = linter.check(as_booted(reading, outcome)).findings
    return _Host(path, reading, marked(drawn.marked(lacking), found), outcome, strike)


def _linter(path: str) -> Linter:
    """The linter that the ifcfgen.toml for PATH asks for. Raises `IfcfgenError`."""
    here = Path(path).absolute()
    settings = config.nearest((here if here.is_dir() else here.parent).resolve())
    return api.make_linter(api.load_rules(settings), settings, ignored=settings.ignored(here) if settings else ())


def _merged(first: _Host, second: _Host) -> Graph:
    """Both graphs as one, with what changed in words. Raises `IfcfgenError` where that depends on an unknown fact."""
    from ifcfgen.graph.difference import merged

    if first.outcome and second.outcome:
        return merged(first.graph, second.graph, _changes(first.outcome, second.outcome))
    from ifcfgen import diff
    from ifcfgen.report import diff as report
    from ifcfgen.report.read import unknown

    sides = []
    for one in (first, second):
        try:
            sides.append(diff.of_reading(one.reading))
        except Unknown as error:
            raise IfcfgenError(Fault(Place(one.path), unknown(error.fact))) from None
    compared = diff.compare(*sides)
    changes = {each.device: [*report.lines(each)] for each in compared.differences if each.kind == "changed"}
    return merged(first.graph, second.graph, changes)


def _changes(before: Outcome, after: Outcome) -> Mapping[str, Sequence[str]]:
    """What becomes of each device from one boot to the next, in words."""
    from ifcfgen.boot.comparison.boots import difference
    from ifcfgen.report import comparison

    found = difference(before, after)
    changes: dict[str, list[str]] = {}
    for word, items in (("lost", found.lost), ("gained", found.gained)):
        for item in items:
            if item.kind != "device":
                changes.setdefault(item.device, []).append(f"{word}: {comparison.item(item)}")
    for change in found.changed:
        changes.setdefault(change.device, []).append(comparison.change(change))
    return changes
