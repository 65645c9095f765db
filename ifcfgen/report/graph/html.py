"""A graph as one HTML file: the picture, and behind each device its findings and the text of its files.

Without its script all devices are listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from ifcfgen.graph import Graph, Node, Remark
from ifcfgen.graph.layout import Sort
from ifcfgen.report import page
from ifcfgen.report.graph import svg, words

Sources = Mapping[str, Sequence[tuple[str, Sequence[str]]]]
"""By the ID of a device, and under "" for the host: path and lines of each file."""

_KEYS = "Point at a device, or choose one with Tab and the arrow keys. / searches, Esc leads back here."
_CAPTIONS: Mapping[svg.Side, str] = {"before": "Before", "after": "After"}


_STYLE = """
body{display:flex;flex-direction:column;height:100vh}
header{display:flex;flex-wrap:wrap;gap:4px 24px;align-items:baseline;padding:14px 24px;
border-bottom:1px solid var(--line)}
input{padding:3px 10px;width:15em;margin-left:6px}
main{display:grid;grid-template-columns:minmax(0,1fr) minmax(300px,34%);flex:1;min-height:0}
#pictures{display:flex;overflow:auto;gap:8px;align-items:flex-start}
figure{margin:0 auto}
figcaption{padding:12px 24px 0;color:var(--faded);font-weight:600}
aside{overflow:auto;border-left:1px solid var(--line);padding:4px 24px 24px}
.change{grid-template:minmax(0,3fr) minmax(0,2fr)/minmax(0,1fr)}
.change aside{border-left:0;border-top:1px solid var(--line)}
.change figure{flex:1 1 320px;min-width:320px}
.change svg{max-width:100%;height:auto;margin:0 auto}
section{padding:12px 0;overflow-wrap:anywhere}
section+section{border-top:1px solid var(--line)}
h2{font-size:16px;margin:0}
h3{font-size:13px;margin:14px 0 4px;color:var(--faded);font-weight:600}
section p,section ul{margin:4px 0}
ul{padding-left:20px}
.finding{border-left:4px solid;padding:2px 0 2px 10px;margin:8px 0}
.finding b{display:block}
.finding small{color:var(--faded)}
.error{border-color:var(--error)}.warning{border-color:var(--warning)}.info{border-color:var(--info)}
.error b{color:var(--error)}.warning b{color:var(--warning)}.info b{color:var(--info)}
ol{margin:0;padding:8px 8px 8px 44px;background:var(--box);border:1px solid var(--line);border-radius:6px;
white-space:pre-wrap;
font:12px/1.6 ui-monospace,'Cascadia Mono',Menlo,'DejaVu Sans Mono','Liberation Mono',monospace}
li::marker{color:var(--faded)}
ol [class]{border-left:4px solid;margin-left:-8px;padding-left:4px}
ol .error{border-color:var(--error)}ol .warning{border-color:var(--warning)}ol .info{border-color:var(--info)}
.sides{display:grid;grid-template-columns:repeat(auto-fit,minmax(230px,1fr));gap:0 16px}
.device{cursor:pointer;outline:none}
.device:hover .frame,.device:focus .frame,.device.on .frame{stroke:var(--ink);stroke-width:2.5}
.device.out{opacity:.2}
.js section{display:none}.js section.on{display:block;border:0}
.keys{color:var(--faded);display:none}.js .keys{display:block}
header label{display:none}.js header label{display:block}
@media(max-width:760px){body{display:block;height:auto}main{display:block}
#pictures{max-height:65vh}aside{border-left:0;border-top:1px solid var(--line)}}
@media print{body,main,#pictures{display:block;height:auto;overflow:visible}svg{max-width:100%;height:auto}
.js section{display:block;break-inside:avoid}aside{border:0}header label,.js .keys{display:none!important}}
"""

_SCRIPT = """
'use strict';
const all = (what, of = document) => [...of.querySelectorAll(what)];
const devices = all('.device'), sections = all('section'), filter = document.querySelector('input');
let pinned = null;
document.body.classList.add('js');
function show(number) {
  for (const each of sections) each.classList.toggle('on', each.id === 'device-' + number);
  for (const each of devices) each.classList.toggle('on', each.dataset.device === number);
}
function pin(number) {
  pinned = number;
  show(number);
  history.replaceState(null, '', '#device-' + number);
}
addEventListener('hashchange', () => show(pinned = chosen()));
const chosen = () => {
  const number = location.hash.replace('#device-', '');
  return sections.some((each) => each.id === 'device-' + number) ? number : 'host';
};
function nearest(from, x, y) {
  const middle = (each) => {
    const box = each.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  const [left, top] = middle(from);
  let best = null, least = Infinity;
  for (const each of all('.device', from.closest('svg'))) {
    const [dx, dy] = [middle(each)[0] - left, middle(each)[1] - top];
    const ahead = dx * x + dy * y, aside = Math.abs(dx * y) + Math.abs(dy * x);
    if (each !== from && ahead > 4 && ahead + 3 * aside < least) { best = each; least = ahead + 3 * aside; }
  }
  return best;
}
const ways = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
for (const each of devices) {
  each.addEventListener('mouseenter', () => show(each.dataset.device));
  each.addEventListener('mouseleave', () => show(pinned));
  each.addEventListener('focus', () => pin(each.dataset.device));
  each.addEventListener('click', () => pin(each.dataset.device));
  each.addEventListener('keydown', (event) => {
    const next = ways[event.key] && nearest(each, ...ways[event.key]);
    if (event.key in ways) event.preventDefault();
    if (next) next.focus();
    if (event.key === 'Escape') { each.blur(); pin('host'); }
  });
}
filter.addEventListener('input', () => {
  const words = filter.value.toLowerCase().split(/\\s+/);
  for (const each of devices) {
    const said = each.querySelector('title').textContent.toLowerCase();
    each.classList.toggle('out', !words.every((word) => said.includes(word)));
  }
});
filter.addEventListener('keydown', (event) => {
  const first = devices.find((each) => !each.classList.contains('out'));
  if (event.key === 'Enter' && first) first.focus();
});
document.addEventListener('keydown', (event) => {
  if (event.key === '/' && document.activeElement !== filter) { event.preventDefault(); filter.focus(); }
});
pin(chosen());
"""


def text(graph: Graph, title: str, sources: Sequence[Sources], sort: Sort) -> str:
    """The document, called TITLE. SOURCES are the files of the host, or of two: before and after the change."""
    return "".join(page.document(title, _STYLE, _SCRIPT, _body(graph, title, sources, sort)))


def _body(graph: Graph, title: str, sources: Sequence[Sources], sort: Sort) -> Iterator[str]:
    yield f"<header><h1>{_text(title)}</h1><p>{words.summary(graph)}</p>"
    yield '<label>Search <input type="search" placeholder="name, address, rule ..."></label></header>'
    yield '<main class="change">' if len(sources) > 1 else "<main>"
    yield from _pictures(graph, len(sources) > 1, sort)
    yield "<aside>"
    yield '<section id="device-host"><h2>The host</h2>'
    yield f'<p class="keys">{_KEYS}</p>'
    yield from _overview(graph)
    yield from _details((), graph.remarks, [found.get("", ()) for found in sources])
    yield "</section>"
    for number, node in enumerate(graph.nodes):
        yield f'<section id="device-{number}"><h2>{_text(node.name)}</h2>'
        about = filter(None, (", ".join(words.kind(node)), ", ".join(words.addresses(node)), words.state(node)))
        yield from (f"<p>{_text(line)}</p>" for line in about)
        yield from _details(node.changes, node.remarks, [found.get(node.id, ()) for found in sources], node)
        yield "</section>"
    yield "</aside>\n</main>"


def _overview(graph: Graph) -> Iterator[str]:
    """The devices that something is wrong with, or that changed."""
    noted = [(number, node) for number, node in enumerate(graph.nodes) if node.remarks or node.change]
    if noted:
        yield "<ul>"
        for number, node in noted:
            about = dict.fromkeys(f"{one.severity}: {one.rule or one.text}" for one in node.remarks)
            said = ", ".join(filter(None, (node.change, *about)))
            yield f'<li><a href="#device-{number}">{_text(node.name)}</a> {_text(said)}</li>'
        yield "</ul>"


def _pictures(graph: Graph, is_change: bool, sort: Sort) -> Iterator[str]:
    picture = svg.Picture(graph, sort)
    numbers = {node.id: number for number, node in enumerate(graph.nodes)}
    sides: Sequence[svg.Side] = ("before", "after") if is_change else ("both",)
    yield f'<div id="pictures"><!-- crossings: {picture.layout.crossings} -->'
    for side in sides:
        caption = f"<figcaption>{_CAPTIONS[side]}</figcaption>" if is_change else ""
        yield f"<figure>{caption}"
        yield from picture.element(side, numbers)
        yield "</figure>"
    yield "</div>"


def _details(
    changes: Sequence[str],
    remarks: Sequence[Remark],
    sources: Sequence[Sequence[tuple[str, Sequence[str]]]],
    node: Node | None = None,
) -> Iterator[str]:
    """What changed of a device, what is wrong with it, and its files: before and after the change side by side."""
    if changes:
        yield f"<h3>Changes</h3><ul>{''.join(f'<li>{_text(change)}</li>' for change in changes)}</ul>"
    for remark in remarks:
        yield f'<div class="finding {_text(remark.severity)}"><b>{_text(remark.rule or remark.severity)}</b>'
        yield f"{_text(remark.text)} <small>{_text(str(remark.place)) if remark.place else ''}</small></div>"
    if len(sources) == 1:
        yield from _files(sources[0], remarks)
    elif any(sources):
        before = node.was.remarks if node and node.was else remarks if node and node.change == "removed" else ()
        yield '<div class="sides">'
        for caption, found, known in zip(_CAPTIONS.values(), sources, (before, remarks), strict=True):
            yield f"<div><h3>{caption}</h3>"
            yield from _files(found, known)
            yield "</div>"
        yield "</div>"


def _files(files: Sequence[tuple[str, Sequence[str]]], remarks: Sequence[Remark]) -> Iterator[str]:
    """The text of FILES, with the lines marked that REMARKS are about."""
    marks = {(place.path, place.line): remark for remark in reversed(remarks) if (place := remark.place) and place.line}
    for path, lines in files:
        shown = lines[:-1] if lines and not lines[-1] else lines
        items = (_item(line, marks.get((path, number))) for number, line in enumerate(shown, 1))
        yield f"<h3>{_text(path)}</h3>\n<ol>{''.join(items)}</ol>"


def _item(line: str, remark: Remark | None) -> str:
    if remark is None:
        return f"<li>{_text(line)}</li>"
    return f'<li class="{_text(remark.severity)}" title="{_text(remark.text)}">{_text(line)}</li>'


def _text(text: str) -> str:
    """TEXT, which has nothing in it that cannot be seen, as text or attribute of HTML."""
    return escape(text)
