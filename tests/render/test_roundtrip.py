"""Law: render, then read, and it is the same topology."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import READERS, host, topologies

from ifcfgen import reading, render
from ifcfgen.model import Device
from ifcfgen.netplan import Configuration


def _comes_to(device: Device) -> dict[str, object]:
    """What DEVICE asks for; routes and rules are kept in several files, so their order is not."""
    return {**device.described(), "routes": Counter(device.routes), "rules": Counter(device.rules)}


def _topology_of(reader: tuple[int, str]) -> st.SearchStrategy[Configuration]:
    return topologies(*reader)


@settings(max_examples=80)
@given(st.sampled_from(READERS).flatmap(_topology_of))
def test_render_then_read_is_the_same(topology: Configuration) -> None:
    files = render.files(topology, source="h.yaml")
    manager = "NetworkManager" if topology.devices[0].nm_controlled else "initscripts"
    read = reading.parse(files, host(topology.host.release, manager))
    found, asked = (
        {d.name: _comes_to(d) for d in network} for network in (map(read.settled, read.definitions), topology)
    )
    assert found.keys() == asked.keys()
    assert {
        (name, field): (wish, found[name][field])
        for name, fields in asked.items()
        for field, wish in fields.items()
        if wish != found[name][field]
    } == {}
