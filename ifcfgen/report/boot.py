"""A boot for people: what is done to each device, what there is in the end, and what is amiss."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ifcfgen.boot.alternatives import Alternative
from ifcfgen.boot.comparison.boots import Difference
from ifcfgen.boot.comparison.mismatch import Mismatch, not_predicted
from ifcfgen.boot.comparison.shortfall import Shortfall, undecided
from ifcfgen.boot.kernel.state import NATIVE_RULES, Link
from ifcfgen.boot.outcome import Outcome
from ifcfgen.boot.record import Assumed, Cause, Event
from ifcfgen.facts import Fact
from ifcfgen.lazy import NamedTuple
from ifcfgen.lint.finding import Finding
from ifcfgen.place import Place
from ifcfgen.report import comparison, events, facts
from ifcfgen.report.style import Theme, wrapped
from ifcfgen.report.tree import tree
from ifcfgen.report.visible import visible
from ifcfgen.verdict import NO_ERRORS, Errors

_PLAIN = Theme()


class Words(NamedTuple):
    """What a comparison calls what only the first has, what only the second has, what differs, and no difference."""

    lost: str = "lost"
    gained: str = "gained"
    changed: str = "changed"
    nothing: str = "nothing is lost, gained or changed"


_ONE_BOOT = Words(nothing="the same result")
TWO_BOOTS = Words()
RUNNING = Words(
    "only in memory, lost at the next boot",
    "only in the files, new at the next boot",
    "changed at the next boot",
    "the next boot changes nothing",
)
_SIGNS = {"ok": "ok", "failed": "FAILED", "complaint": "refused", "skipped": "skipped"}
_STYLES = {"failed": "bold red", "skipped": "bold yellow"}
_BESIDE = "blue"
_FADED = "dim"
_USUAL_MTU = 1500
_STYLE_OF = {"lost": "bold red", "gained": "bold green", "changed": "bold yellow"}
_NOT_TRIED = "if not: not predicted, because too many facts are assumed"
_NARROWEST = 20
"""Columns for what is said, however deep it is indented."""


def text(
    outcome: Outcome,
    shortfalls: Mapping[str, Sequence[Shortfall]],
    alternatives: Mapping[Fact, Sequence[Alternative]],
    errors: Errors = NO_ERRORS,
    theme: Theme = _PLAIN,
    expected: str | None = None,
    unmet: Sequence[Mismatch] | None = None,
) -> Iterator[str]:
    """The whole report; ALTERNATIVES are what would be different where an assumed fact were not so, by that fact.

    It closes with the ERRORS that lint has of the files, and with what is amiss; where a topology, EXPECTED, is to come
    up, with how that is UNMET.
    """
    for part in (
        _timeline(outcome, theme),
        _picture(outcome, theme),
        _routes(outcome, theme),
        _guests(outcome, theme),
        assumptions(outcome.unknown, alternatives, theme),
        lint_errors(errors, theme),
        closing(outcome, shortfalls, errors, theme) if unmet is None else compared_with(expected or "", unmet, theme),
    ):
        yield from ended(part)


def compared(
    found: Difference,
    before: Outcome,
    after: Outcome,
    assumed: Sequence[Assumed],
    alternatives: Mapping[Fact, Sequence[Alternative]],
    theme: Theme = _PLAIN,
    words: Words = TWO_BOOTS,
) -> Iterator[str]:
    """What is lost, gained and changed; of what is lost why; and the facts ASSUMED on which that depends."""
    for what, label, said in differences(found, words):
        yield from ended(_labelled(label, said, _STYLE_OF.get(what, ""), theme))
    if not found:
        yield f"{words.nothing}\n"
    if found.lost:
        yield from ended(reasons(before, after, theme))
    decisive = [
        known for known in assumed if known.fact in alternatives and _may_decide(found, alternatives[known.fact])
    ]
    if decisive:
        yield "\n"
        yield from ended([*assumptions(decisive, alternatives, theme, words)][:-1])


def _may_decide(found: Difference, cases: Sequence[Alternative]) -> bool:
    """Whether there is another difference than the one FOUND in one of CASES, or none was tried."""
    return not cases or any(case.difference != found for case in cases)


def ended(lines: Iterable[str]) -> Iterator[str]:
    """LINES, each with its line end."""
    return (f"{line}\n" for line in lines)


def differences(found: Difference, words: Words) -> Iterator[tuple[str, str, str]]:
    """Which kind, its label of WORDS or the devices, and what is said of it."""
    for (what, items), label in zip(worded(found).items(), words, strict=False):
        if items:
            yield what, label, ", ".join(items)
    by_reason: dict[str, list[str]] = {}
    for left in found.not_predicted:
        by_reason.setdefault(comparison.mismatch(left), []).append(left.device)
    for reason, devices in by_reason.items():
        yield "", ", ".join(devices), f"not compared: {reason}"


def worded(found: Difference) -> dict[str, list[str]]:
    """What is lost, gained and changed, in words."""
    return {
        "lost": [comparison.item(item) for item in found.lost],
        "gained": [comparison.item(item) for item in found.gained],
        "changed": [comparison.change(change) for change in found.changed],
    }


def reasons(before: Outcome, after: Outcome, theme: Theme) -> Iterator[str]:
    """What goes wrong AFTER and did not BEFORE."""
    known = {(event.device, event.action, event.cause) for event in before.events}
    causes: dict[str, list[Event]] = {}
    for event in after.events:
        if event.is_amiss and (event.device, event.action, event.cause) not in known:
            causes.setdefault(events.event(event), []).append(event)
    for why, caused in causes.items():
        devices = ", ".join(dict.fromkeys(event.device for event in caused if event.device))
        yield from _labelled("cause", f"{devices}: {why}" if devices else why, "bold", theme)
        yield from (f"  {line}" for event in caused for line in _place(event, theme))


def _labelled(label: str, words: str, style: str, theme: Theme) -> Iterator[str]:
    head = f"{visible(label)}:"
    first, *more = wrapped(f"{head} {visible(words)}", theme.width, "  ")
    yield theme.paint(head, style) + first[len(head) :] if style and first.startswith(head) else first
    yield from more


def _timeline(outcome: Outcome, theme: Theme) -> Iterator[str]:
    """The events of each device, numbered in the order of the boot; those of lo only where they are no success."""
    groups: dict[str, list[tuple[int, Event]]] = {}
    for number, event in _numbered(outcome):
        groups.setdefault(event.device, []).append((number, event))
    margin = len(str(len(outcome.events)))
    for device, numbered in groups.items():
        yield theme.paint(visible(device or "network"), "bold")
        for number, event in numbered:
            style = _STYLES[event.result] if event.is_amiss else _FADED
            sign = theme.paint(f"{_SIGNS[event.result]:7}", style)
            indent = " " * (margin + 13)
            first, *more = wrapped(
                visible(events.event(event)), theme.width and max(_NARROWEST, theme.width - len(indent))
            )
            yield f"  {number:{margin}}  {sign}  {first}"
            yield from (indent + line for line in more)
            if event.result != "ok":
                yield from (indent + line for line in _place(event, theme))
        yield ""


def _numbered(outcome: Outcome) -> list[tuple[int, Event]]:
    return list(enumerate((e for e in outcome.events if e.device != "lo" or e.result != "ok"), 1))


def _place(event: Event, theme: Theme) -> Iterator[str]:
    """Where the file says what is done, where one does."""
    place = event.place
    if place:
        where = place.path if place.line is None else f"{place.path}:{place.line}"
        yield f"{theme.paint(theme.arrow, _BESIDE)} {visible(where)}"


def _picture(outcome: Outcome, theme: Theme) -> Iterator[str]:
    """A tree: on each card what stands on it."""
    left = not_predicted(outcome)
    further = [address for address in outcome.kernel.addresses_of("lo") if not address.is_native]
    links = {name: link for name, link in outcome.kernel.links.items() if name != "lo" or further}

    def is_lowest(link: Link) -> bool:
        is_free = link.master not in links and link.parent not in links
        return is_free and link.bond is None and link.bridge is None

    def above(name: str) -> Sequence[str]:
        return [other.name for other in outcome.kernel.standing_on(links[name]) if other.name in links]

    def shown(name: str, _: int | None) -> Sequence[str]:
        head = theme.paint(visible(name), "bold")
        return ["  ".join(filter(None, (head, *_described(outcome, links[name], left.get(name)))))]

    yield theme.paint("Final state", "bold")
    lowest = (name for name, link in links.items() if is_lowest(link))
    yield from tree([*lowest, *links], above, shown, theme)
    if not links:
        yield "  only lo"
    yield ""


def _described(outcome: Outcome, link: Link, left: Mismatch | None) -> Iterator[str]:
    if link.bond is not None:
        yield f"bond, {link.bond['mode']}"
    elif link.vlan_id is not None:
        yield f"VLAN {link.vlan_id}"
    elif link.kind not in ("nic", "loopback"):
        yield link.kind
    if link.name in outcome.left and left is not None:
        yield comparison.mismatch(left)
        return
    yield "" if link.mtu == _USUAL_MTU or link.name == "lo" else f"MTU {link.mtu}"
    yield "" if link.up else "down"
    yield "" if link.carrier or link.kind != "nic" else "no carrier"
    yield ", ".join(str(address) for address in outcome.kernel.addresses_of(link.name))


def _routes(outcome: Outcome, theme: Theme) -> Iterator[str]:
    """Routes and rules but those that every host has."""
    routes = [route for route in outcome.kernel.routes if route.dev != "lo" and route.type == "unicast"]
    rules = [rule for rule in outcome.kernel.rules if rule not in NATIVE_RULES]
    if routes:
        yield theme.paint("Routes", "bold")
        yield from (f"  {visible(str(route))}" for route in routes)
        yield ""
    if rules:
        yield theme.paint("Rules", "bold")
        yield from (f"  {visible(str(rule))}" for rule in rules)
        yield ""


def _guests(outcome: Outcome, theme: Theme) -> Iterator[str]:
    """The guests that have no network in the end, and why."""
    if outcome.cut_off:
        yield theme.paint("Guests without network", "bold")
        for one in outcome.cut_off:
            start = ", and it starts with the host" if one.autostarts else ""
            yield from wrapped(f"  {visible(f'{one.guest}: {events.cut_off(one)}{start}')}", theme.width, "    ")
        yield ""


def assumptions(
    assumed: Sequence[Assumed],
    alternatives: Mapping[Fact, Sequence[Alternative]],
    theme: Theme,
    words: Words = _ONE_BOOT,
) -> Iterator[str]:
    """The facts ASSUMED, and ALTERNATIVES to them, told in WORDS."""
    if not assumed:
        return
    yield theme.paint("Assumed", "bold")
    for known in assumed:
        said, stake = facts.sentence(known.fact, known.value), events.stake(known.stake)
        yield from wrapped(f"  {visible(f'{said} (decides {stake})' if said else stake)}", theme.width, "    ")
        cases = alternatives.get(known.fact)
        if cases is not None and not cases:
            yield f"    {_NOT_TRIED}"
        for case in cases or ():
            besides = f"and {facts.sentence(*case.besides[:2])}, " if case.besides else ""
            for _, label, items in differences(case.difference, words):
                yield from wrapped(visible(f"    if not, {besides}{label}: {items}"), theme.width, "      ")
            if not case.difference:
                yield from wrapped(visible(f"    if not, {besides}{words.nothing}"), theme.width, "      ")
    yield ""


def compared_with(expected: str, unmet: Sequence[Mismatch], theme: Theme) -> Iterator[str]:
    """How a boot is UNMET what the topology EXPECTED asks for."""
    for found in unmet:
        what = visible(comparison.mismatch(found))
        head = f"{visible(found.device)}:"
        yield f"{theme.paint(head, 'bold red')} {what}" if found.device else theme.paint(what, "bold red")
    if not unmet:
        yield theme.paint(f"the boot matches {visible(expected)}", "bold green")


def lint_errors(errors: Errors, theme: Theme) -> Iterator[str]:
    """What lint has against the files, and what of it a comment allows."""
    if not any(errors):
        return
    yield theme.paint("Lint errors in these files", "bold")
    for found in errors.found:
        yield from _finding(found, f"error[{found.rule}]:", found.message, "bold red", theme)
    for found, reason in errors.allowed:
        yield from _finding(found, f"allowed[{found.rule}]:", f"{found.message} ({reason})", _FADED, theme)
    yield ""


def _finding(found: Finding, head: str, words: str, style: str, theme: Theme) -> Iterator[str]:
    first, *more = wrapped(f"  {head} {visible(words)}", theme.width, "    ")
    yield "  " + theme.paint(head, style) + first[len(head) + 2 :]
    yield from more
    where = Place(found.spot.path, found.spot.line)
    yield f"    {theme.paint(theme.arrow, _BESIDE)} {visible(str(where))}"


def closing(
    outcome: Outcome,
    shortfalls: Mapping[str, Sequence[Shortfall]],
    errors: Errors,
    theme: Theme,
    *,
    is_numbered: bool = True,
) -> Iterator[str]:
    """What is amiss, and where in the timeline to look for the reason, where that IS NUMBERED."""
    amiss: dict[str, list[tuple[int, Event]]] = {}
    for number, event in _numbered(outcome):
        if event.is_amiss:
            amiss.setdefault(event.device, []).append((number, event))
    for device, lacking in sorted(shortfalls.items(), key=lambda item: item[0] != ""):
        said = ", ".join(map(comparison.shortfall, lacking))
        known = {one.cause for one in lacking if isinstance(one, Event)}
        known |= {one.found for one in lacking if isinstance(one, Mismatch) and isinstance(one.found, Cause)}
        numbers = [str(number) for number, event in amiss.get(device, ()) if event.cause not in known]
        said += f" (see {comparison.listed(numbers)})" if numbers and is_numbered else ""
        yield from _labelled(device or "network", said, "bold red", theme)
    unknown = sorted(undecided(outcome) - shortfalls.keys())
    more = f"; {len(unknown)} not predicted: {', '.join(map(visible, unknown))}" if unknown else ""
    if shortfalls:
        yield from [more.removeprefix("; ")] if unknown else []
    elif errors.found:
        count = len(errors.found)
        said = f"the prediction shows no failure, but lint finds {count} error{'s' * (count != 1)} in these files{more}"
        yield from (theme.paint(line, "bold red") for line in wrapped(said, theme.width))
    else:
        subject = "everything predicted" if unknown else "everything that starts at boot"
        yield theme.paint(f"{subject} comes up as configured{more}", "bold green")
