"""The boots of a host of unknown release: what most releases come to, and where the others differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

from ifcfgen.boot.comparison.boots import difference
from ifcfgen.facts import RELEASES, Host, Supposition
from ifcfgen.lint.finding import Finding
from ifcfgen.place import Place
from ifcfgen.report import boot
from ifcfgen.report.style import Theme, wrapped
from ifcfgen.report.visible import visible
from ifcfgen.scripts.earliest import Sign
from ifcfgen.verdict import Prediction

_PLAIN = Theme()
_INDENT = "  "


def grouped(predictions: Sequence[Prediction]) -> list[list[Prediction]]:
    """PREDICTIONS that come to the same together: the most of them first, then those of later releases."""
    groups: list[list[Prediction]] = []
    for one in reversed(predictions):
        group = next((group for group in groups if _are_alike(group[0], one)), None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    return sorted(groups, key=lambda group: -len(group))


def _are_alike(one: Prediction, other: Prediction) -> bool:
    return not difference(one.outcome, other.outcome) and _findings(one) == _findings(other)


def _findings(prediction: Prediction) -> tuple[object, ...]:
    """What is said of a boot beside its end."""
    return set(prediction.shortfalls), set(_errors(prediction)), prediction.unmet, _guesses(prediction)


def _errors(prediction: Prediction) -> Mapping[tuple[str, str, int | None, str], Finding]:
    """What lint finds, by rule, place and words: those may name the release, or say what holds on it alone."""
    return {(found.rule, found.spot.path, found.spot.line, found.message): found for found in prediction.errors.found}


def _guesses(prediction: Prediction) -> Set[Supposition]:
    """What is assumed of services that there are, and of packages that only some installations have."""
    default = Host(el=prediction.release)
    return {
        (known.fact, known.value)
        for known in prediction.outcome.unknown
        if (known.fact.kind == "service" and known.value != "absent")
        or (known.fact.kind == "package" and known.value != default.preset(known.fact))
    }


def text(
    groups: Sequence[Sequence[Prediction]], sign: Sign | None, theme: Theme = _PLAIN, expected: str | None = None
) -> Iterator[str]:
    """The whole report: the first of GROUPS as if its release were stated, the others as compared with it.

    SIGN shows that there are no earlier releases. The boots may be compared with a topology, EXPECTED.
    """
    (usual, *_), *others = groups
    yield from _painted(f"Unknown release{_since(sign)}; --release states it. On {_names(groups[0])}:", theme)
    yield "\n"
    yield from boot.text(usual.outcome, usual.shortfalls, {}, usual.errors, theme, expected, usual.unmet)
    narrower = theme._replace(width=theme.width and theme.width - len(_INDENT))
    for group in others:
        yield "\n"
        yield from _painted(f"On {_names(group)}:", theme)
        yield from (line if line == "\n" else _INDENT + line for line in _other(usual, group[0], narrower, expected))
    yield "\n"
    yield from _painted(f"EL{RELEASES[-1]} does not read ifcfg files", theme)


def _other(usual: Prediction, other: Prediction, theme: Theme, expected: str | None) -> Iterator[str]:
    """What is different in the OTHER one from the USUAL one, and what is amiss in it."""
    outcome, errors = other.outcome, other.errors
    found = difference(usual.outcome, outcome)
    guesses = _guesses(other) - _guesses(usual)
    assumed = [known for known in outcome.unknown if (known.fact, known.value) in guesses]
    known = _errors(usual)
    further = tuple(found for at, found in _errors(other).items() if at not in known)
    yield from boot.compared(found, usual.outcome, outcome, (), {}, theme)
    if other.fails and not found.lost:
        yield from boot.ended(boot.reasons(usual.outcome, outcome, theme))
    yield "\n"
    yield from boot.ended(boot.assumptions(assumed, {}, theme))
    yield from boot.ended(boot.lint_errors(errors._replace(found=further), theme))
    if other.unmet is None:
        yield from boot.ended(boot.closing(outcome, other.shortfalls, errors, theme, is_numbered=False))
    else:
        yield from boot.ended(boot.compared_with(expected or "", other.unmet, theme))


def _painted(words: str, theme: Theme) -> Iterator[str]:
    for line in wrapped(visible(words), theme.width, _INDENT):
        yield theme.paint(line, "bold") + "\n"


def _since(sign: Sign | None) -> str:
    if sign is None:
        return ""
    what = f"has {sign.key}" if sign.key else "is a keyfile"
    return f"; EL{sign.release} or later, since {Place(*sign.place[:2])} {what}"


def _names(group: Sequence[Prediction]) -> str:
    names = [f"EL{one.release}" for one in reversed(group)]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
