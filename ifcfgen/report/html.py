"""All findings as one HTML file for a colleague: by rule, and by host with a picture of its devices.

Without its script all of it can be read; the script searches and filters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

from ifcfgen.lint.finding import SEVERITIES, Finding, Report, Spot
from ifcfgen.report import facts, page
from ifcfgen.report.closing import closing
from ifcfgen.report.full import excerpt
from ifcfgen.report.visible import visible

_MOST = 20_000
"""Findings that are shown one by one: a browser is slow with more."""
_SPOTS = 6
"""Places of a finding."""
_WIDEST = 200
"""Characters of a line."""
_MANY = 30
"""Hosts; a longer table of them is closed at first."""

_STYLE = """
main,header{max-width:1160px;margin:0 auto;padding:16px 24px}
#tools{position:sticky;top:0;z-index:1;background:var(--paper);border-bottom:1px solid var(--line);display:none}
.js #tools{display:block}
#tools>div{max-width:1160px;margin:0 auto;padding:8px 24px;display:flex;flex-wrap:wrap;gap:6px 14px;align-items:center}
#tools input[type=search]{padding:4px 10px;flex:1 1 14em;min-width:9em}
#tools select{padding:4px;max-width:15em}
#tools label{white-space:nowrap}
#tools output{font-weight:600}
#tools small{color:var(--faded);flex-basis:100%}
h2{font-size:16px;margin:28px 0 8px;scroll-margin-top:90px}
h3{font-size:15px;margin:0 0 6px;overflow-wrap:anywhere}
h2+p{color:var(--faded);margin:4px 0}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:4px 14px 4px 0;border-bottom:1px solid var(--box);vertical-align:top;
overflow-wrap:anywhere}
th{color:var(--faded);font-weight:600}
.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
code,pre{font:12.5px/1.6 ui-monospace,'Cascadia Mono',Menlo,'DejaVu Sans Mono','Liberation Mono',monospace}
pre{margin:2px 0;padding:5px 10px;background:var(--box);border:1px solid var(--line);border-radius:6px;
white-space:pre-wrap;overflow-wrap:anywhere}
pre[data-line]::before{content:attr(data-line) '  ';color:var(--faded)}
mark{background:none;color:inherit;font-weight:700;text-decoration:underline 2px var(--mark,var(--line));
text-underline-offset:3px}
.host{margin:26px 0;scroll-margin-top:90px}
.finding{border-left:4px solid var(--mark);margin:4px 0;scroll-margin:130px 0 40px;content-visibility:auto;
contain-intrinsic-size:auto 49px;border-radius:3px}
.finding[open]{background:linear-gradient(var(--box),var(--paper) 60px)}
.finding>summary{display:grid;grid-template-columns:6.5em minmax(0,1fr) auto;gap:0 10px;padding:4px 10px;
list-style:none}
.finding>summary::-webkit-details-marker{display:none}
.finding>:not(summary){margin-left:18px;margin-right:10px}
.finding code{display:block;color:var(--faded)}
summary{cursor:pointer;border-radius:4px}
summary:focus-visible{outline:2px solid var(--info);outline-offset:-2px}
small,.place,.note{color:var(--faded)}
.finding small{text-align:right;overflow-wrap:anywhere;max-width:20em}
.place,.note{margin:6px 0 0;overflow-wrap:anywhere}.note{margin-top:0}
.fix{margin:8px 0;overflow-wrap:anywhere}
.sign{color:var(--mark);font-weight:700;white-space:nowrap}
.error{--mark:var(--error)}.warning{--mark:var(--warning)}.info{--mark:var(--info)}
.sign::before{display:inline-block;width:1.3em}
.sign.error::before{content:'\\25cf'}.sign.warning::before{content:'\\25b2'}.sign.info::before{content:'\\25a0'}
.picture{margin:0 0 8px}
.picture>summary{color:var(--faded);width:max-content}
.picture svg{max-width:100%;height:auto}
body:not(.js) td>a[href*="="]{text-decoration:none}
[hidden]{display:none!important}
@media(max-width:700px){main,header,#tools>div{padding:10px 12px}
.finding>summary{grid-template-columns:1fr auto}.finding>summary>span:nth-child(2){grid-column:1/-1;grid-row:2}
.finding small{max-width:14em}#tools{position:static}#tools small{display:none}}
@media print{#tools{display:none!important}.finding{content-visibility:visible}}
"""

_SCRIPT = """
'use strict';
const all = (what, of = document) => [...of.querySelectorAll(what)];
const field = (name) => document.getElementById(name);
const search = field('search'), rule = field('rule'), host = field('host'), severities = all('#tools [type=checkbox]');
const sections = all('.host'), shown = field('shown');
const findings = sections.flatMap((section) => all('.finding', section).map((element) => ({
  element, host: section.id, rule: element.querySelector('code').textContent, severity: element.classList[1],
})));
document.body.classList.add('js');
function filter() {
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const wanted = new Set(severities.filter((each) => each.checked).map((each) => each.value));
  const left = new Map();
  for (const each of findings) {
    if (words.length) each.text ??= `${each.element.textContent} ${each.severity}`.toLowerCase();
    const fits = wanted.has(each.severity) && (!rule.value || rule.value === each.rule)
      && (!host.value || host.value === each.host) && words.every((word) => each.text.includes(word));
    if (each.element.hidden === fits) each.element.hidden = !fits;
    if (fits) left.set(each.host, (left.get(each.host) || 0) + 1);
  }
  for (const each of sections) each.hidden = !left.has(each.id);
  const count = [...left.values()].reduce((sum, each) => sum + each, 0);
  shown.value = `${count.toLocaleString('en')} of ${findings.length.toLocaleString('en')}`;
}
function remember() {
  const state = new URLSearchParams();
  if (search.value) state.set('search', search.value);
  if (rule.value) state.set('rule', rule.value);
  if (host.value) state.set('host', host.value);
  for (const each of severities) if (!each.checked) state.append('without', each.value);
  history.replaceState(null, '', '#' + state);
  filter();
}
function recall() {
  const state = new URLSearchParams(location.hash.slice(1));
  search.value = state.get('search') || '';
  rule.value = state.get('rule') || '';
  host.value = state.get('host') || '';
  for (const each of severities) each.checked = !state.getAll('without').includes(each.value);
  filter();
}
function step(way) {
  const now = document.activeElement.closest('.finding');
  let at = findings.findIndex((each) => each.element === now);
  if (at < 0 && way < 0) return;
  do at += way; while (findings[at]?.element.hidden);
  if (findings[at]) {
    findings[at].element.firstElementChild.focus({preventScroll: true});
    findings[at].element.scrollIntoView({block: 'nearest'});
  }
}
for (const each of [search, rule, host, ...severities]) each.addEventListener('input', remember);
function follow() {
  recall();
  if (location.hash && findings.length) (field(location.hash.slice(1)) || field('findings')).scrollIntoView();
}
addEventListener('hashchange', follow);
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const at = document.activeElement, typing = at.matches('input[type=search], select');
  const keys = typing ? (at === search ? {ArrowDown: 1, Enter: 1} : {})
    : {j: 1, k: -1, ...(at.closest('.finding') ? {ArrowDown: 1, ArrowUp: -1} : {})};
  if (event.key in keys) step(keys[event.key]);
  else if (event.key === '/' && !typing) { search.focus(); search.select(); }
  else if (event.key === 'Escape' && at !== document.body) at.blur();
  else return;
  event.preventDefault();
});
follow();
"""
_KEYS = "/ searches, j and k or the arrow keys move, Enter opens, Esc leaves. The address keeps the filter."


def text(report: Report) -> Iterator[str]:
    """The document, a line a piece."""
    found: dict[str, list[Finding]] = {}
    by_rule: Counter[tuple[str, str]] = Counter()
    by_host: Counter[tuple[str, str]] = Counter()
    for count, finding in enumerate(report.findings):
        by_rule[finding.rule, finding.severity] += 1
        by_host[finding.host, finding.severity] += 1
        if count < _MOST:
            found.setdefault(finding.host, []).append(finding)
    yield from page.document("ifcfgen lint", _STYLE, _SCRIPT, _body(report, found, by_rule, by_host))


_Counts = Mapping[tuple[str, str], int]
"""By the name of a rule or host, and severity."""


def _body(report: Report, found: Mapping[str, Sequence[Finding]], by_rule: _Counts, by_host: _Counts) -> Iterator[str]:
    hosts = {host: f"host-{number}" for number, host in enumerate(found, 1)}
    *about, counts = closing(report) or [""]
    met = len({host for host, _ in by_host})
    clean = f"; {report.hosts - met} of {report.hosts} hosts without findings" if report.hosts > max(met, 1) else ""
    yield f"<header><h1>ifcfgen lint</h1><p>{_text(counts)}{clean}</p></header>"
    yield from _tools(sorted({rule for rule, _ in by_rule}), hosts)
    yield "<main>"
    if report.errors:
        yield f"<h2>Not read</h2><ul>{''.join(f'<li>{_text(str(fault))}</li>' for fault in report.errors)}</ul>"
    if found:
        yield from _rules(report, by_rule)
        yield from _hosts(hosts, by_host)
    if any(about):
        joined = "\n".join(map(_text, about)).strip()
        yield f"<h2>Unknown facts</h2><details><summary>What depends on them</summary><pre>{joined}</pre></details>"
    if found:
        yield '<h2 id="findings">Findings</h2>'
        yield from _left_out(report, sum(map(len, found.values())), sum(by_rule.values()), hosts)
    for host, findings in found.items():
        yield f'<section class="host" id="{hosts[host]}"><h3>{_text(host)}</h3>'
        if draw := report.pictures.get(host):
            yield f'<details class="picture"><summary>Picture</summary>{draw(findings)}</details>'
        for finding in findings:
            yield from _finding(finding)
        yield "</section>"
    yield "</main>"


def _tools(rules: Iterable[str], hosts: Mapping[str, str]) -> Iterator[str]:
    """What searches and filters; the script shows it."""
    yield '<div id="tools" role="search"><div>'
    yield '<input type="search" id="search" aria-label="Search" placeholder="Search: rule, file, device, text ...">'
    for severity in SEVERITIES:
        yield f'<label><input type="checkbox" value="{severity}" checked> {_sign(severity)}</label>'
    yield from _select("rule", "All rules", {rule: rule for rule in rules})
    yield from _select("host", "All hosts", {number: name for name, number in hosts.items()})
    yield f'<output id="shown" aria-live="polite"></output><small>{_KEYS}</small></div></div>'


def _select(name: str, everything: str, values: Mapping[str, str]) -> Iterator[str]:
    yield f'<select id="{name}" aria-label="{name}"><option value="">{everything}</option>'
    for value, label in values.items():
        yield f'<option value="{_text(value)}">{_text(label)}</option>'
    yield "</select>"


def _rules(report: Report, counts: _Counts) -> Iterator[str]:
    yield '<h2>By rule</h2><table><tr><th>Severity<th>Rule<th>Hazard<th class="n">Findings</tr>'
    rows = sorted(counts.items(), key=lambda row: (SEVERITIES.index(row[0][1]), -row[1], row[0]))
    for (rule, severity), count in rows:
        summary = _text(report.rules[rule].summary) if rule in report.rules else ""
        if url := report.urls.get(rule):
            summary = f'<a href="{_text(url)}">{summary}</a>'
        yield f'<tr><td>{_sign(severity)}<td><a href="#rule={_text(rule)}">{_text(rule)}</a>'
        yield f'<td>{summary}<td class="n">{count:,}</tr>'
    yield "</table>"


def _hosts(hosts: Mapping[str, str], counts: _Counts) -> Iterator[str]:
    names = dict.fromkeys(host for host, _ in counts)
    heads = "".join(f'<th class="n">{severity}' for severity in SEVERITIES)
    opened = " open" if len(names) <= _MANY else ""
    yield f"<h2>By host</h2><details{opened}><summary>{len(names):,} with findings</summary>"
    yield f"<table><tr><th>Host{heads}</tr>"
    for host in names:
        link = f'<a href="#{hosts[host]}">{_text(host)}</a>' if host in hosts else _text(host)
        cells = "".join(f'<td class="n">{counts.get((host, severity), 0) or ""}' for severity in SEVERITIES)
        yield f"<tr><td>{link}{cells}</tr>"
    yield "</table></details>"


def _left_out(report: Report, shown: int, count: int, hosts: Mapping[str, str]) -> Iterator[str]:
    """What the page has no room for."""
    if shown < count:
        yield f"<p>The first {shown:,} of {count:,}. Lint fewer hosts, or --select rules, to see the others.</p>"
    missing = sum(host not in report.pictures for host in hosts)
    if missing:
        yield f"<p>{missing:,} of {len(hosts):,} hosts have no picture here; <code>ifcfgen graph</code> draws one.</p>"


def _finding(finding: Finding) -> Iterator[str]:
    place = _place(finding.spot).removeprefix(f"{visible(finding.host)}/")
    yield f'<details class="finding {finding.severity}"><summary>{_sign(finding.severity)}'
    yield f"<span>{_text(finding.message)}<code>{_text(finding.rule)}</code></span>"
    yield f"<small>{escape(place)}</small></summary>"
    for spot in finding.spots[:_SPOTS]:
        yield from _spot(spot)
    if len(finding.spots) > _SPOTS:
        yield f'<p class="note">and {len(finding.spots) - _SPOTS:,} more places</p>'
    if finding.fix:
        yield f'<p class="fix"><b>Fix:</b> {_text(finding.fix.text)}</p>'
    if finding.conditions:
        yield f'<p class="note">{_text(facts.only(finding.conditions))}</p>'
    if finding.assumed:
        yield f'<p class="note">assumed: {_text(", ".join(facts.assumed(finding.assumed)))}</p>'
    yield "</details>"


def _sign(severity: str) -> str:
    """SEVERITY with a sign, which tells it without its colour."""
    return f'<span class="sign {severity}">{severity}</span>'


def _spot(spot: Spot) -> Iterator[str]:
    yield f'<p class="place">{escape(_place(spot))}</p>'
    if spot.line is not None and spot.source is not None:
        before, marked, after = map(escape, excerpt(spot, _WIDEST, "…"))
        yield f'<pre data-line="{spot.line}">{before}<mark>{marked}</mark>{after}</pre>'
    if spot.message:
        yield f'<p class="note">{_text(spot.message)}</p>'


def _place(spot: Spot) -> str:
    return visible(spot.path) if spot.line is None else f"{visible(spot.path)}:{spot.line}"


def _text(text: str) -> str:
    """TEXT as text or attribute of HTML, with all that could not be seen as escapes."""
    return escape(visible(text))
