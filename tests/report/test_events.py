"""There is a sentence for each kind of action, cause and stake, and it gets as many details as it has."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator, Mapping
from inspect import Parameter, signature
from itertools import chain
from pathlib import Path
from typing import get_args

import pytest

import ifcfgen
from ifcfgen.boot.record import Action, ActionKind, Cause, CauseKind, Event, Stake, StakeKind
from ifcfgen.facts import FactKind
from ifcfgen.report import events, facts

TABLES: Mapping[str, Mapping[str, events.Sentence]] = {
    "Action": events.ACTIONS,
    "Cause": events.CAUSES,
    "Refusal": events.CAUSES,
    "NotUnderstood": events.CAUSES,
    "Stake": events.STAKES,
}
"""By what makes a value at the call site: `Cause("no-device", name)`."""


@pytest.mark.parametrize(
    ("kinds", "sentences"),
    [(ActionKind, events.ACTIONS), (CauseKind, events.CAUSES), (StakeKind, events.STAKES), (FactKind, facts.TEXTS)],
)
def test_each_kind_has_a_sentence(kinds: object, sentences: Mapping[str, events.Sentence]) -> None:
    assert sorted(get_args(kinds)) == sorted(sentences)


def _counts(sentence: events.Sentence) -> range:
    """How many details SENTENCE may get."""
    if isinstance(sentence, str):
        numbers = {int(field) for _, field, _, _ in string.Formatter().parse(sentence) if field is not None}
        return range(len(numbers), len(numbers) + 1)
    parameters = signature(sentence).parameters.values()
    if any(parameter.kind is Parameter.VAR_POSITIONAL for parameter in parameters):
        return range(100)
    least = sum(parameter.default is Parameter.empty for parameter in parameters)
    return range(least, len(parameters) + 1)


HOME = Path(ifcfgen.__file__).parent
TREES = [
    ast.parse(path.read_text())
    for path in [*sorted((HOME / "boot").rglob("*.py")), HOME / "ifcfg" / "iproute.py"]
    if path.name != "record.py"
]


def _made() -> Iterator[tuple[str, str, int]]:
    """Every value that is made with a kind that stands there: of which table, the kind, and how many details."""
    for node in chain.from_iterable(map(ast.walk, TREES)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in TABLES:
            continue
        first, *details = node.args
        if isinstance(first, ast.Constant) and not any(isinstance(each, ast.Starred) for each in details):
            yield node.func.id, first.value, len(details)


@pytest.mark.parametrize(("table", "kind", "count"), sorted(set(_made())))
def test_each_sentence_gets_its_details(table: str, kind: str, count: int) -> None:
    assert count in _counts(TABLES[table][kind])


def test_each_kind_comes_up() -> None:
    nodes = chain.from_iterable(map(ast.walk, TREES))
    words = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert set().union(*TABLES.values()) <= words


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (Event("eth0", Action("up"), "ok", None, "ifup-eth"), "set link up"),
        (
            Event(
                "eth0", Action("default-route", "192.0.2.1"), "failed", Cause("gateway-own", "192.0.2.1"), "ifup-eth"
            ),
            "default route via 192.0.2.1: the gateway 192.0.2.1 is this host itself",
        ),
        (
            Event("eth0", Action("route", "default"), "ok", Cause("replaced", Cause("route-to-same", "default")), "x"),
            "route default: a route to default already exists: it is replaced",
        ),
        (
            Event("", Action("host"), "failed", Cause("all-of", Cause("network-is", "masked"), Cause("no-link")), ""),
            "nothing comes up: the network service is masked, no link",
        ),
    ],
)
def test_an_event(event: Event, sentence: str) -> None:
    assert events.event(event) == sentence


def test_values_are_compared_by_kind_and_details() -> None:
    assert Action("option", "mode", "1") == Action("option", "mode", "1") != Action("option", "mode", "2")
    assert Cause("left").is_predicted is False
    assert Stake("cards").details == ()
