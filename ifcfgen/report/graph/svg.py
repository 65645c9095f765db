"""A graph as SVG: from the wire, at the bottom, to the guest; from left to right where that would be too wide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape
from itertools import pairwise
from math import ceil
from typing import Literal

from ifcfgen.graph import Edge, Graph, Node, Remark
from ifcfgen.graph.layout import Point, Sort, layout
from ifcfgen.lazy import NamedTuple
from ifcfgen.report.graph import words
from ifcfgen.report.graph.palette import DARK, LIGHT, SEVERITIES, family
from ifcfgen.report.visible import cells

_NAME, _SMALL = 14, 11.5
"""Sizes of text, in pixels."""
_BOLD, _PLAIN, _MONO = 0.66, 0.58, 0.61
"""How wide a letter is, at most on average, as a part of the size of its text: no font is measured here."""
_LINE, _HEAD, _FOOT = 16, 25, 9
_LEFT, _RIGHT = 16, 12
"""Of a box: the height of a line, what is above the second and below the last, and what is beside the text."""
_NARROWEST, _WIDEST = 112, 264
_BESIDE, _BELOW, _BETWEEN = 26, 14, 58
"""Between two boxes of a layer beside or below each other, and between two layers."""
_MARGIN, _CAPTION = 24, 34
_LONGEST_CAPTION = 640
_MOST_ADDRESSES = 4
_CORNER = 7
_SPREAD = 14
"""Between the ends of two edges at one side of a box."""
_BADGE = 9

STYLE = (
    "svg.network{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Liberation Sans',sans-serif;"
    f"font-size:{_SMALL}px}}"
    "svg.network text{white-space:pre}"
    f".name{{font-size:{_NAME}px;font-weight:600}}"
    ".mono{font-family:ui-monospace,'Cascadia Mono',Menlo,'DejaVu Sans Mono','Liberation Mono',monospace}"
    ".mark{font-size:11px;font-weight:700;text-anchor:middle}"
    ".edge{fill:none;stroke-width:1.75;stroke-linecap:round}"
    ".frame{stroke-width:1.25}.dashed{stroke-dasharray:5 4}.gone{opacity:.62}"
)


def _colours(palette: Mapping[str, str]) -> str:
    return "".join(f".f-{name}{{fill:{hue}}}.s-{name}{{stroke:{hue}}}" for name, hue in palette.items())


COLOURS = f"{_colours(LIGHT)}@media screen and (prefers-color-scheme:dark){{{_colours(DARK)}}}"
"""Fill and stroke by name. Paper is light."""


_CANVAS = (
    f"svg{{background:{LIGHT['paper']}}}"
    f"@media screen and (prefers-color-scheme:dark){{svg{{background:{DARK['paper']}}}}}"
)


class _Box(NamedTuple):
    """Where a device is drawn."""

    x: float
    y: float
    width: float
    height: float


_Line = tuple[str, str]
"""The class of a text, and the text."""


Side = Literal["both", "before", "after"]
_WITHOUT: Mapping[Side, str] = {"both": "none", "before": "added", "after": "removed"}
"""What is left out by how it changed."""


class Picture:
    """GRAPH laid out. It can be drawn several times, with parts left out, and every part stays where it is."""

    def __init__(self, graph: Graph, sort: Sort):
        self.graph = graph
        self._is_wide = words.is_wide(graph)
        extents = [_extent(node) for node in graph.nodes]
        if self._is_wide:  # in rows
            widest, highest = (max(each, default=0) for each in zip(*extents, strict=True))
            extents = [(widest, height) for _, height in extents]
            placed = layout(graph, [highest] * len(extents), _BELOW, sort)
        else:
            placed = layout(graph, [width for width, _ in extents], _BESIDE, sort)
        self.layout = placed
        self._bands = [*self._stacked(extents)]
        self._depth = sum(self._bands[-1]) if self._bands else 0.0
        """How far the uppermost layer reaches from the wire."""
        self._boxes = {node.id: self._box(node, *extent) for node, extent in zip(graph.nodes, extents, strict=True)}
        size = (self._depth, placed.extent) if self._is_wide else (placed.extent, self._depth)
        self.width, self.height = (round(each + 2 * _MARGIN) for each in size)

    def _stacked(self, extents: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
        """For each layer where it begins, from the wire, and how deep it is."""
        deep = [0.0] * self.layout.height
        for node, (width, height) in zip(self.graph.nodes, extents, strict=True):
            layer = self.layout.places[node.id].layer
            deep[layer] = max(deep[layer], width if self._is_wide else height)
        start = 0.0
        for depth in deep:
            yield start, depth
            start += depth + _BETWEEN if depth else 0.0

    def _box(self, node: Node, width: float, height: float) -> _Box:
        layer, along = self.layout.places[node.id]
        start, _ = self._bands[layer]
        if self._is_wide:
            return _Box(_MARGIN + start, _MARGIN + along - height / 2, width, height)
        return _Box(_MARGIN + along - width / 2, _MARGIN + self._depth - start - height, width, height)

    def drawn(self, side: Side = "both", numbers: Mapping[str, int] | None = None) -> Iterator[str]:
        """The elements: of two graphs as one both, or that before or after the change alone.

        Where NUMBERS are given, by ID, each device can have the focus, and `data-device` is its number.
        """
        for edge, line in self._edges():
            if edge.change != _WITHOUT[side]:
                yield line
        for node in self.graph.nodes:
            if node.change != _WITHOUT[side]:
                focus = f' tabindex="0" role="button" data-device="{numbers[node.id]}"' if numbers else ""
                was = replace(node.was, change=node.change) if side == "before" and node.was else node
                yield from self._node(was, focus)

    def element(self, side: Side = "both", numbers: Mapping[str, int] | None = None) -> Iterator[str]:
        """What is `drawn` as one element of a page that has `STYLE` and `COLOURS`."""
        size = f'width="{self.width}" height="{self.height}"'
        yield f'<svg class="network" {size} viewBox="0 0 {self.width} {self.height}">'
        yield from self.drawn(side, numbers)
        yield "</svg>"

    # -- devices ----------------------------------------------------------------------------------------

    def _node(self, node: Node, attributes: str) -> Iterator[str]:
        x, y, width, height = self._boxes[node.id]
        hue, changed = family(node.kind), f"s-{node.change}" if node.change else "s-line"
        is_gone = node.change == "removed" or node.state in ("undefined", "missing", "off")
        yield f'<g class="device{" gone" if node.change == "removed" else ""}"{attributes}>'
        yield f"<title>{_text(chr(10).join(words.described(node)))}</title>"
        frame = f"frame f-box {changed}{' dashed' if is_gone else ''}"
        yield f'<rect class="{frame}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{_CORNER}"/>'
        end = y + height
        bar = f"M{x + _CORNER:g} {y:g}a{_CORNER} {_CORNER} 0 0 0-{_CORNER} {_CORNER}V{end - _CORNER:g}"
        yield f'<path class="f-{hue}" d="{bar}a{_CORNER} {_CORNER} 0 0 0 {_CORNER} {_CORNER}z"/>'
        room = width - _LEFT - _RIGHT
        yield _line(x + _LEFT, y + 19, "name f-ink", _cut(node.name, room, _NAME * _BOLD))
        for number, (style, text) in enumerate(_lines(node), 1):
            letter = _SMALL * (_MONO if "mono" in style else _PLAIN)
            yield _line(x + _LEFT, y + 19 + _LINE * number, style, _cut(text, room, letter))
        yield from badges(node.remarks, x + width - 12, y)
        yield "</g>"

    # -- edges ------------------------------------------------------------------------------------------

    def _edges(self) -> Iterator[tuple[Edge, str]]:
        below: dict[str, list[Edge]] = {}
        for edge in self.graph.edges:
            if edge.lower != edge.upper:
                below.setdefault(edge.upper, []).append(edge)
        for edges in below.values():
            edges.sort(key=lambda edge: self._approach(edge).along)
            spread = min(_SPREAD, self._side() * 0.6 / len(edges))
            for number, edge in enumerate(edges):
                hue = f"s-{edge.change}" if edge.change else "s-line"
                dashed = " dashed" if edge.missing or edge.change == "removed" else ""
                way = self._way(edge, (number - (len(edges) - 1) / 2) * spread)
                yield edge, f'<path class="edge {hue}{dashed}" d="{way}"/>'

    def _side(self) -> float:
        """The length of the side of a box where edges end."""
        return _HEAD if self._is_wide else _NARROWEST

    def _approach(self, edge: Edge) -> Point:
        """From where EDGE comes to its upper end."""
        way = self.layout.ways[edge.lower, edge.upper]
        return way[-1] if way else self.layout.places[edge.lower]

    def _way(self, edge: Edge, aside: float) -> str:
        """The path of EDGE, which ends so far ASIDE of the middle of its upper end: straight in layers, else curved."""
        lower, upper = self.layout.places[edge.lower], self.layout.places[edge.upper]
        box = self._boxes[edge.lower]
        start, depth = self._bands[lower.layer]
        stops = [(lower.along, start + (box.width if self._is_wide else box.height), start + depth)]
        for layer, along in self.layout.ways[edge.lower, edge.upper]:
            stops.append((along, self._bands[layer][0], sum(self._bands[layer])))
        end = self._bands[upper.layer][0]
        stops.append((upper.along + aside, end, end))
        path = f"M{self._at(stops[0][0], stops[0][1])}L{self._at(stops[0][0], stops[0][2])}"
        for (along, _, leaves), (other, enters, passes) in pairwise(stops):
            middle = (leaves + enters) / 2
            path += f"C{self._at(along, middle)} {self._at(other, middle)} {self._at(other, enters)}"
            path += f"L{self._at(other, passes)}" if passes != enters else ""
        return path

    def _at(self, along: float, across: float) -> str:
        """A point by its place along the layers, and how far it is from the wire."""
        if self._is_wide:
            return f"{_MARGIN + across:g} {_MARGIN + along:g}"
        return f"{_MARGIN + along:g} {_MARGIN + self._depth - across:g}"


def text(graph: Graph, title: str, sort: Sort) -> str:
    """A document by itself, called TITLE."""
    picture = Picture(graph, sort)
    caption = f"{title}: {words.summary(graph)}"
    room = cells(caption) * _SMALL * _PLAIN + 2 * _MARGIN + 2 * _BADGE * len(graph.remarks)
    width, height = max(picture.width, min(ceil(room), _LONGEST_CAPTION)), picture.height + _CAPTION
    shown = _cut(caption, width - 2 * _MARGIN - 2 * _BADGE * len(graph.remarks), _SMALL * _PLAIN)
    aside = (width - picture.width) / 2
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="network" width="{width}" height="{height}"'
            f' viewBox="0 0 {width} {height}" role="img">',
            f"<title>{_text(caption)}</title>",
            f"<!-- crossings: {picture.layout.crossings} -->",
            f"<style>{STYLE}{COLOURS}{_CANVAS}</style>",
            f'<rect class="f-paper" width="{width}" height="{height}"/>',
            _line(_MARGIN, 24, "f-faded", shown),
            *badges(graph.remarks, width - _MARGIN, 20),
            f'<g transform="translate({aside:g} {_CAPTION})">',
            *picture.drawn(),
            "</g>",
            "</svg>",
            "",
        )
    )


def badges(remarks: Sequence[Remark], x: float, y: float) -> Iterator[str]:
    """For each severity of REMARKS one badge, from X to the left: how many there are; what they are on hover."""
    for severity in SEVERITIES:
        found = [remark for remark in remarks if remark.severity == severity]
        if found:
            sign = str(len(found)) if 1 < len(found) < 100 else "!" if severity != "info" else "i"
            said = "\n".join(f"{one.rule}: {one.text}" if one.rule else one.text for one in found)
            yield f'<g class="badge"><title>{_text(severity)}: {_text(said)}</title>{_shape(severity, x, y)}'
            yield f'<text class="mark f-onmark" x="{x:g}" y="{y + 4:g}">{sign}</text></g>'
            x -= 2 * _BADGE + 5


def _shape(severity: str, x: float, y: float) -> str:
    """What tells SEVERITY without its colour: a disc, a triangle or a square."""
    style = f'class="f-{severity} s-paper" stroke-width="1.5"'
    if severity == "error":
        return f'<circle {style} cx="{x:g}" cy="{y:g}" r="{_BADGE}"/>'
    if severity == "warning":
        return f'<path {style} stroke-linejoin="round" d="M{x:g} {y - 11:g}l11.5 19h-23z"/>'
    return f'<rect {style} x="{x - 8:g}" y="{y - 8:g}" width="16" height="16" rx="3"/>'


def _lines(node: Node) -> Iterator[tuple[str, str]]:
    """What stands below the name of NODE: class and text of each line."""
    about = " · ".join(words.kind(node))
    if about:
        yield "f-faded", about
    addresses = words.addresses(node)
    more = len(addresses) - _MOST_ADDRESSES
    shown = addresses if more <= 1 else addresses[:_MOST_ADDRESSES]
    yield from (("mono f-ink", address) for address in shown)
    if more > 1:
        yield "f-faded", f"and {more} more"
    if said := words.state(node):
        yield f"f-{'error' if node.state in ('missing', 'down') else node.change or 'faded'}", said


def _extent(node: Node) -> tuple[float, float]:
    """The width and the height that NODE takes, as it is and as it was."""
    lines = [*_lines(node)]
    before = [*_lines(node.was)] if node.was else []
    widths = [cells(line) * _SMALL * (_MONO if "mono" in style else _PLAIN) for style, line in (*lines, *before)]
    width = min(_WIDEST, max(cells(node.name) * _NAME * _BOLD, *widths, 0.0) + _LEFT + _RIGHT)
    return float(ceil(max(_NARROWEST, width))), float(_HEAD + _LINE * max(len(lines), len(before)) + _FOOT)


def _cut(text: str, room: float, letter: float) -> str:
    """TEXT, or as much of its beginning as there is ROOM for, where a letter takes LETTER."""
    most = int(room / letter + 0.01)
    if cells(text) <= most:
        return text
    while text and cells(text) >= most:
        text = text[: min(len(text) - 1, most - 1)]
    return f"{text}…"


def _line(x: float, y: float, style: str, text: str) -> str:
    return f'<text class="{style}" x="{x:g}" y="{y:g}">{_text(text)}</text>'


def _text(text: str) -> str:
    """TEXT, which has nothing in it that cannot be seen, as text of XML."""
    return escape(text, quote=False)
