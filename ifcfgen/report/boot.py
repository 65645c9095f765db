"""A boot for people: what is done to each device, what there is in the end, and what is amiss."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ifcfgen.boot.difference import Difference, rule_text
from ifcfgen.boot.kernel.state import NATIVE_RULES, Link
from ifcfgen.boot.managers import LEFT
from ifcfgen.boot.otherwise import Otherwise
from ifcfgen.boot.outcome import Assumed, Event, Outcome
from ifcfgen.boot.shortfall import is_wilful
from ifcfgen.report.style import Theme as Look
from ifcfgen.report.style import wrapped
from ifcfgen.report.visible import visible

_PLAIN = Look()
_SIGNS = {"ok": "ok", "failed": "FAILED", "skipped": "skipped"}
_STYLES = {"failed": "bold red", "skipped": "bold yellow"}
_BESIDE = "blue"
_FADED = "dim"
_USUAL_MTU = 1500
_STYLE_OF = {"lost": "bold red", "gained": "bold green", "changed": "bold yellow"}
_NOTHING = "nothing is lost, gained or changed"
_SAME = "the same in the end"
_NARROWEST = 20
"""Columns for what is said, however deep it is indented."""


def text(
    outcome: Outcome,
    shortfalls: Mapping[str, Sequence[str]],
    otherwise: Mapping[str, Sequence[Otherwise]],
    look: Look = _PLAIN,
    expected: str | None = None,
    unmet: Sequence[str] | None = None,
) -> Iterator[str]:
    """The whole report; OTHERWISE is what would be different where an assumed fact were not so, by that fact.

    It closes with what is amiss; where a topology, EXPECTED, is to come up, with how that is UNMET.
    """
    for part in (
        _timeline(outcome, look),
        _picture(outcome, look),
        _routes(outcome, look),
        _assumed(outcome.unknown, otherwise, look),
        _closing(outcome, shortfalls, look) if unmet is None else _compared_with(expected or "", unmet, look),
    ):
        yield from _lines(part)


def comparison(
    found: Difference,
    before: Outcome,
    after: Outcome,
    assumed: Sequence[Assumed],
    otherwise: Mapping[str, Sequence[Otherwise]],
    look: Look = _PLAIN,
) -> Iterator[str]:
    """What is lost, gained and changed; of what is lost why; and the facts ASSUMED on which that hinges."""
    for what, said in _differences(found):
        yield from _lines(_labelled(what, said, _STYLE_OF.get(what, ""), look))
    if not found:
        yield f"{_NOTHING}\n"
    if found.lost:
        yield from _lines(_causes(before, after, look))
    decisive = [known for known in assumed if any(case.difference != found for case in otherwise.get(known.fact, ()))]
    if decisive:
        yield "\n"
        yield from _lines([*_assumed(decisive, otherwise, look, _NOTHING)][:-1])


def _lines(lines: Iterable[str]) -> Iterator[str]:
    return (f"{line}\n" for line in lines)


def _differences(found: Difference) -> Iterator[tuple[str, str]]:
    for what in ("lost", "gained", "changed"):
        items = getattr(found, what)
        if items:
            yield what, ", ".join(items)
    if found.unforetold:
        yield ", ".join(found.unforetold), f"{LEFT}, so not compared"


def _causes(before: Outcome, after: Outcome, look: Look) -> Iterator[str]:
    """What goes wrong AFTER and did not BEFORE."""
    known = {(event.device, event.action, event.reason) for event in before.events}
    causes: dict[str, list[Event]] = {}
    for event in after.events:
        if _is_amiss(event) and (event.device, event.action, event.reason) not in known:
            causes.setdefault(_said(event), []).append(event)
    for why, events in causes.items():
        devices = ", ".join(dict.fromkeys(event.device for event in events if event.device))
        yield from _labelled("why", f"{devices}: {why}" if devices else why, "bold", look)
        yield from (f"  {line}" for event in events for line in _place(event, look))


def _labelled(label: str, words: str, style: str, look: Look) -> Iterator[str]:
    head = f"{visible(label)}:"
    first, *more = wrapped(f"{head} {visible(words)}", look.width, "  ")
    yield look.paint(head, style) + first[len(head) :] if style and first.startswith(head) else first
    yield from more


def _is_amiss(event: Event) -> bool:
    return event.result != "ok" and not is_wilful(event)


def _timeline(outcome: Outcome, look: Look) -> Iterator[str]:
    """The events of each device, numbered in the order of the boot; those of lo only where they are no success."""
    groups: dict[str, list[tuple[int, Event]]] = {}
    for number, event in _numbered(outcome):
        groups.setdefault(event.device, []).append((number, event))
    margin = len(str(len(outcome.events)))
    for device, events in groups.items():
        yield look.paint(visible(device or "network"), "bold")
        for number, event in events:
            style = _STYLES[event.result] if _is_amiss(event) else _FADED
            sign = look.paint(f"{_SIGNS[event.result]:7}", style)
            indent = " " * (margin + 13)
            first, *more = wrapped(visible(_said(event)), look.width and max(_NARROWEST, look.width - len(indent)))
            yield f"  {number:{margin}}  {sign}  {first}"
            yield from (indent + line for line in more)
            if event.result != "ok":
                yield from (indent + line for line in _place(event, look))
        yield ""


def _numbered(outcome: Outcome) -> list[tuple[int, Event]]:
    return list(enumerate((e for e in outcome.events if e.device != "lo" or e.result != "ok"), 1))


def _said(event: Event) -> str:
    return f"{event.action}: {event.reason}" if event.reason else event.action


def _place(event: Event, look: Look) -> Iterator[str]:
    """Where the file says what is done, where one does."""
    place = event.place
    if place:
        where = place.path if place.line is None else f"{place.path}:{place.line}"
        yield f"{look.paint(look.arrow, _BESIDE)} {visible(where)}"


def _picture(outcome: Outcome, look: Look) -> Iterator[str]:
    """A tree: on each card what stands on it."""
    further = [address for address in outcome.kernel.addresses_of("lo") if not address.is_native]
    links = {name: link for name, link in outcome.kernel.links.items() if name != "lo" or further}
    yield look.paint("In the end", "bold")
    shown: set[str] = set()
    for link in links.values():
        if link.master not in links and link.parent not in links and link.bond is None and link.bridge is None:
            yield from _tree(outcome, links, link, "  ", "  ", shown, look)
    for link in links.values():
        if link.name not in shown:
            yield from _tree(outcome, links, link, "  ", "  ", shown, look)
    if not links:
        yield "  nothing but lo"
    yield ""


def _tree(
    outcome: Outcome, links: Mapping[str, Link], link: Link, head: str, indent: str, shown: set[str], look: Look
) -> Iterator[str]:
    if link.name in shown:
        yield f"{head}{visible(link.name)} {look.paint('(see above)', _FADED)}"
        return
    shown.add(link.name)
    yield head + "  ".join(filter(None, (look.paint(visible(link.name), "bold"), *_described(outcome, link))))
    above = [other for other in links.values() if other.name == link.master or other.parent == link.name]
    for other in above:
        is_last = other is above[-1]
        below = indent + ("   " if is_last else f"{look.bar}  ")
        yield from _tree(outcome, links, other, f"{indent}{look.last if is_last else look.fork} ", below, shown, look)


def _described(outcome: Outcome, link: Link) -> Iterator[str]:
    if link.bond is not None:
        yield f"bond, {link.bond['mode']}"
    elif link.vlan_id is not None:
        yield f"VLAN {link.vlan_id}"
    elif link.kind not in ("nic", "loopback"):
        yield link.kind
    if link.name in outcome.left:
        yield LEFT
        return
    yield "" if link.mtu == _USUAL_MTU or link.name == "lo" else f"MTU {link.mtu}"
    yield "" if link.up else "down"
    yield "" if link.carrier or link.kind != "nic" else "no carrier"
    yield ", ".join(str(address) for address in outcome.kernel.addresses_of(link.name))


def _routes(outcome: Outcome, look: Look) -> Iterator[str]:
    """Routes and rules but those that every host has."""
    routes = [route for route in outcome.kernel.routes if route.dev != "lo" and route.type == "unicast"]
    rules = [rule for rule in outcome.kernel.rules if rule not in NATIVE_RULES]
    if routes:
        yield look.paint("Routes", "bold")
        yield from (f"  {visible(str(route))}" for route in routes)
        yield ""
    if rules:
        yield look.paint("Rules", "bold")
        yield from (f"  {visible(rule_text(rule))}" for rule in rules)
        yield ""


def _assumed(
    assumed: Sequence[Assumed], otherwise: Mapping[str, Sequence[Otherwise]], look: Look, same: str = _SAME
) -> Iterator[str]:
    if not assumed:
        return
    yield look.paint("Assumed, for nobody has stated it", "bold")
    for known in assumed:
        said = _fact(known)
        hinges = f"{said}; on that hinges {known.hinges}" if said else known.hinges
        yield from wrapped(f"  {visible(hinges)}", look.width, "    ")
        for case in otherwise.get(known.fact, ()):
            besides = f"and {_fact(case.besides)}, " if case.besides else ""
            for what, items in _differences(case.difference):
                yield from wrapped(visible(f"    if not, {besides}{what}: {items}"), look.width, "      ")
            if not case.difference:
                yield from wrapped(visible(f"    if not, {besides}{same}"), look.width, "      ")
    yield ""


def _fact(known: Assumed) -> str:
    """What KNOWN comes to in words; empty where `hinges` says all."""
    kind, _, name = known.fact.partition(" ")
    said = {
        "nics": "",
        "service": f"service {name} is {known.value}",
        "package": f"package {name} is {'installed' if known.value else 'missing'}",
        "dhcp": f"{'a' if known.value else 'no'} DHCP server answers {name}",
        "dhcp6": f"{'a' if known.value else 'no'} DHCPv6 server answers {name}",
    }
    return said.get(kind, known.fact)


def _compared_with(expected: str, unmet: Sequence[str], look: Look) -> Iterator[str]:
    for line in unmet:
        device, colon, what = visible(line).partition(": ")
        yield f"{look.paint(device + colon.strip(), 'bold red')} {what}" if colon else look.paint(device, "bold red")
    if not unmet:
        yield look.paint(f"the boot yields what {visible(expected)} asks for", "bold green")


def _closing(outcome: Outcome, shortfalls: Mapping[str, Sequence[str]], look: Look) -> Iterator[str]:
    """What is amiss, and where in the timeline to look for the reason."""
    for device, what in sorted(shortfalls.items(), key=lambda item: item[0] != ""):
        said = ", ".join(what)
        events = [(n, event) for n, event in _numbered(outcome) if event.device == device and _is_amiss(event)]
        numbers = ", ".join(str(number) for number, event in events if event.reason not in said)
        said += f" (see {numbers})" if numbers else ""
        yield from _labelled(device or "network", said, "bold red", look)
    if not shortfalls:
        yield look.paint("all that is ONBOOT comes up as configured", "bold green")
