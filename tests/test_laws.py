"""The laws between the doors: what we render, we lint without a word, and it boots as it was asked for."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import READERS, host, sound_topologies, topologies

from ifcfgen import data, reading, render
from ifcfgen.boot.comparison.expectation import unmet
from ifcfgen.boot.managers import predict
from ifcfgen.errors import Refused
from ifcfgen.facts.machine import Facts
from ifcfgen.lint.engine import Linter
from ifcfgen.lint.rule import load
from tools.fuzz.topology import OF_THE_TOPOLOGY

LINTER = Linter(load(data.rules()).values())


@pytest.mark.parametrize("release, manager", READERS)
@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_rendered_lints_without_a_word(release: int, manager: str, data: st.DataObject) -> None:
    topology = data.draw(topologies(release, manager))
    try:
        files = render.files(topology, source="t.yaml")
    except Refused:
        return
    found = LINTER.check(reading.parse(files, host(release, manager))).findings
    assert [
        (f.rule, f.spot.path, f.message) for f in found if f.severity != "info" and f.rule not in OF_THE_TOPOLOGY
    ] == []


PREDICTED = [reader for reader in READERS if reader != (6, "NetworkManager")]


@pytest.mark.parametrize("release, manager", PREDICTED)
@settings(max_examples=50, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_rendered_boots_as_asked_for(release: int, manager: str, data: st.DataObject) -> None:
    topology = data.draw(sound_topologies(release, manager))
    try:
        files = render.files(topology, source="t.yaml")
    except Refused:
        return
    known = host(release, manager)
    outcome = predict(reading.parse(files, known), Facts.of({}, known))
    assert unmet(topology, outcome) == []
    assert [event for event in outcome.events if event.result == "failed"] == []
