"""Each finding with its places in the source, and its fix: for people."""

from __future__ import annotations

from collections.abc import Iterator

from ifcfgen.lint.finding import Finding, Report, Spot
from ifcfgen.report import facts
from ifcfgen.report.closing import closing
from ifcfgen.report.style import PLAIN, Theme, wrapped
from ifcfgen.report.visible import cells, visible

_STYLES = {"error": "bold red", "warning": "bold yellow", "info": "bold cyan"}
_BESIDE = "blue"
_FADED = "dim"
_WIDEST = 200
"""Columns of a source line that are shown where no terminal sets the width."""
_SPOTS = 6
"""How many places of a finding are shown."""


def text(report: Report, theme: Theme = PLAIN, *, closes: bool = True) -> Iterator[str]:
    """A block for each finding, then, if it CLOSES, the closing lines."""
    compared: list[Finding] = []
    for finding in report.findings:
        yield "\n".join(_block(finding, report.urls.get(finding.rule, ""), theme)) + "\n\n"
        if report.inhibitors is not None:
            compared.append(finding)
    if report.inhibitors is not None:
        from ifcfgen.report import leapp  # few have such a report

        yield from (f"{line}\n" for line in leapp.text(report, compared, theme))
    if closes:
        yield from (f"{line}\n" for line in closing(report))


def _block(finding: Finding, url: str, theme: Theme) -> Iterator[str]:
    style = _STYLES[finding.severity]
    head = f"{finding.severity}[{finding.rule}]:"
    first, *more = wrapped(f"{head} {visible(finding.message)}", theme.width, "  ")
    yield theme.linked(theme.paint(first[: len(head)], style), url) + theme.paint(first[len(head) :], "bold")
    yield from (theme.paint(line, "bold") for line in more)
    spots = finding.spots[:_SPOTS]
    margin = max(4, *(len(str(spot.line or "")) for spot in spots))
    for spot in spots:
        yield from _spot(spot, style if spot is finding.spot else _BESIDE, spot is finding.spot, margin, theme)
    if len(finding.spots) > _SPOTS:
        yield f"  and {len(finding.spots) - _SPOTS} more places"
    if finding.fix:
        yield from _labelled("fix:", finding.fix.text, "green", theme)
    if finding.conditions:
        yield from _labelled("only", facts.only(finding.conditions).removeprefix("only "), _FADED, theme)
    if finding.assumed:
        yield from _labelled("assumed:", ", ".join(facts.assumed(finding.assumed)), _FADED, theme)


def _spot(spot: Spot, style: str, is_hazard: bool, margin: int, theme: Theme) -> Iterator[str]:
    """Where it stands, the line, and under it the mark with its note."""
    place = visible(spot.path) if spot.line is None else f"{visible(spot.path)}:{spot.line}"
    yield f"  {theme.paint(theme.arrow, _BESIDE)} {place}"
    gutter = " " * margin + theme.paint(f" {theme.bar} ", _BESIDE)
    room = (theme.width or _WIDEST + margin + 3) - margin - 3
    note = visible(spot.message)
    if spot.line is None or spot.source is None:
        for line in wrapped(note, theme.width and room):
            yield gutter + theme.paint(line, style)
        return
    before, marked, after = excerpt(spot, room, theme.cut)
    number = theme.paint(f"{spot.line:{margin}} {theme.bar} ", _BESIDE)
    yield (number + before + marked + after).rstrip()
    indent = " " * cells(before)
    mark = (theme.heavy if is_hazard else theme.light) * max(1, cells(marked))
    if cells(indent + mark) + 1 + cells(note) <= room or theme.width is None:
        yield (gutter + indent + theme.paint(f"{mark} {note}".rstrip(), style)).rstrip()
    else:
        yield gutter + indent + theme.paint(mark, style)
        for line in wrapped(note, room):
            yield gutter + theme.paint(line, style)


def excerpt(spot: Spot, room: int, cut: str) -> tuple[str, str, str]:
    """The source before the mark, above it and behind it, as far as ROOM columns have place for it."""
    source = spot.source or ""
    start = (spot.column or 1) - 1
    parts = source[:start], source[start : start + spot.width], source[start + spot.width :]
    before, marked, after = (visible(part.replace("\t", "    ")) for part in parts)
    if cells(before) > room // 2:
        before = cut + before[-(room // 3) :]
    marked = _clipped(marked, room - cells(before), cut)
    return before, marked, _clipped(after, room - cells(before + marked), cut)


def _clipped(text: str, room: int, cut: str) -> str:
    if cells(text) <= room:
        return text
    while text and cells(text) + cells(cut) > room:
        text = text[: max(0, room - cells(cut))] if len(text) > room else text[:-1]
    return text + cut if room >= cells(cut) else ""


def _labelled(label: str, words: str, style: str, theme: Theme) -> Iterator[str]:
    first, *more = wrapped(f"  {label} {visible(words)}", theme.width, "    ")
    yield "  " + theme.paint(label, style) + first[len(label) + 2 :]
    yield from more
