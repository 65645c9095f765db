"""A boot for people: what is done to each device, what there is in the end, and what is amiss."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ifcfgen.boot.difference import Difference, rule_text
from ifcfgen.boot.managers import LEFT
from ifcfgen.boot.outcome import Assumed, Event, Outcome
from ifcfgen.boot.shortfall import is_wilful
from ifcfgen.boot.state import NATIVE_RULES, Link
from ifcfgen.report.look import Look
from ifcfgen.report.visible import visible

_PLAIN = Look()
_SIGNS = {"ok": "ok", "failed": "FAILED", "skipped": "skipped"}
_STYLES = {"failed": "bold red", "skipped": "bold yellow"}
_BESIDE = "blue"
_FADED = "dim"
_USUAL_MTU = 1500


def text(
    outcome: Outcome,
    shortfalls: Mapping[str, Sequence[str]],
    otherwise: Mapping[str, Difference],
    look: Look = _PLAIN,
    expected: str | None = None,
    unmet: Sequence[str] | None = None,
) -> Iterator[str]:
    """The whole report; OTHERWISE is what would be different where an assumed fact were not so, by that fact.

    It closes with what is amiss; where a topology, EXPECTED, is to come up, with how that is UNMET.
    """
    for line in (
        *_timeline(outcome, look),
        *_picture(outcome, look),
        *_routes(outcome, look),
        *_assumed(outcome.unknown, otherwise, look),
        *(_closing(shortfalls, look) if unmet is None else _compared_with(expected or "", unmet, look)),
    ):
        yield f"{line}\n"


def compared(found: Difference, look: Look = _PLAIN) -> Iterator[str]:
    """What is lost, gained and changed."""
    for what, items, style in (
        ("lost", found.lost, "bold red"),
        ("gained", found.gained, "bold green"),
        ("changed", found.changed, "bold yellow"),
    ):
        if items:
            yield f"{look.paint(f'{what}:', style)} {visible(', '.join(items))}\n"
    if found.unforetold:
        yield f"{', '.join(map(visible, found.unforetold))}: {LEFT}, so not compared\n"
    if not found:
        yield "nothing is lost, gained or changed\n"


def _timeline(outcome: Outcome, look: Look) -> Iterator[str]:
    """The events of each device, numbered in the order of the boot; those of lo only where they are no success."""
    groups: dict[str, list[tuple[int, Event]]] = {}
    shown = [event for event in outcome.events if event.device != "lo" or event.result != "ok"]
    for number, event in enumerate(shown, 1):
        groups.setdefault(event.device, []).append((number, event))
    margin = len(str(len(shown)))
    for device, events in groups.items():
        yield look.paint(visible(device or "network"), "bold")
        for number, event in events:
            faded = event.result == "ok" or is_wilful(event)
            sign = look.paint(f"{_SIGNS[event.result]:7}", _FADED if faded else _STYLES[event.result])
            reason = f": {event.reason}" if event.reason else ""
            yield f"  {number:{margin}}  {sign}  {visible(event.action + reason)}"
            place = event.place
            if place and event.result != "ok":
                where = place.path if place.line is None else f"{place.path}:{place.line}"
                yield f"{' ' * (margin + 13)}{look.paint(look.arrow, _BESIDE)} {visible(where)}"
        yield ""


def _picture(outcome: Outcome, look: Look) -> Iterator[str]:
    """A tree: on each card what stands on it."""
    links = {name: link for name, link in outcome.kernel.links.items() if name != "lo"}
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
    elif link.kind != "nic":
        yield link.kind
    yield "" if link.mtu == _USUAL_MTU else f"MTU {link.mtu}"
    yield "" if link.up else "down"
    yield "" if link.carrier or link.kind != "nic" else "no carrier"
    addresses = [address for address in outcome.kernel.addresses if address.dev == link.name]
    yield ", ".join(str(address) for address in addresses)
    yield LEFT if link.name in outcome.left else ""


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


def _assumed(assumed: Sequence[Assumed], otherwise: Mapping[str, Difference], look: Look) -> Iterator[str]:
    if not assumed:
        return
    yield look.paint("Assumed, for nobody has stated it", "bold")
    for known in assumed:
        yield f"  {visible(_taken(known))}"
        found = otherwise.get(known.fact)
        if found:
            yield from (f"    if not, {line.rstrip()}" for line in compared(found, look))
    yield ""


def _taken(known: Assumed) -> str:
    """What KNOWN comes to in words."""
    kind, _, name = known.fact.partition(" ")
    if known.fact == "nics":
        return known.hinges
    said = {
        "service": f"service {name} is {known.value}",
        "package": f"package {name} is {'installed' if known.value else 'missing'}",
        "dhcp": f"a DHCP server answers {name}",
        "dhcp6": f"a DHCPv6 server answers {name}",
    }
    return f"{said[kind]}; on that hinges {known.hinges}" if kind in said else f"{known.fact}: {known.hinges}"


def _compared_with(expected: str, unmet: Sequence[str], look: Look) -> Iterator[str]:
    for line in unmet:
        device, colon, what = visible(line).partition(": ")
        yield f"{look.paint(device + colon.strip(), 'bold red')} {what}" if colon else look.paint(device, "bold red")
    if not unmet:
        yield look.paint(f"the boot yields what {visible(expected)} asks for", "bold green")


def _closing(shortfalls: Mapping[str, Sequence[str]], look: Look) -> Iterator[str]:
    for device, what in sorted(shortfalls.items(), key=lambda item: item[0] != ""):
        device = device or "network"
        yield f"{look.paint(f'{visible(device)}:', 'bold red')} {visible(', '.join(what))}"
    if not shortfalls:
        yield look.paint("all that is ONBOOT comes up as configured", "bold green")
