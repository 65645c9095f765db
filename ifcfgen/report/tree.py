"""Devices as a tree from the wire upwards: on each what stands on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from ifcfgen.report.style import Theme
from ifcfgen.report.visible import visible

_NARROWEST = 20
"""Columns for what is said, however deep it is indented."""

Shown = Callable[[str, int | None], Sequence[str]]
"""The lines that show an item in so many columns; None: as long as they are."""


def tree(
    items: Iterable[str],
    above: Callable[[str], Sequence[str]],
    shown: Shown,
    theme: Theme,
    indent: str = "  ",
    name: Callable[[str], str] = visible,
) -> Iterator[str]:
    """ITEMS, each with what is ABOVE it, as SHOWN; what comes again is only there by NAME.

    What stands on several others is below the first of them, so those that stand on nothing come first in ITEMS.
    """
    met: set[str] = set()
    for start in items:
        if start in met:
            continue
        ahead = [(start, indent, indent)]
        while ahead:
            item, head, margin = ahead.pop()
            if item in met:
                yield f"{head}{name(item)} {theme.paint('(see above)', 'dim')}"
                continue
            met.add(item)
            others = above(item)
            first, *more = shown(item, theme.width and max(_NARROWEST, theme.width - len(head)))
            yield head + first
            yield from (margin + (f"{theme.bar}  " if others else "   ") + line for line in more)
            for other in reversed(others):
                is_last = other == others[-1]
                below = margin + ("   " if is_last else f"{theme.bar}  ")
                ahead.append((other, f"{margin}{theme.last if is_last else theme.fork} ", below))
