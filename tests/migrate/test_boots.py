"""What comes up before a migration comes up after it, or the account names the loss."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import READERS, host, sound_topologies

from ifcfgen import reading, render
from ifcfgen.boot.comparison.boots import Difference, Item, LeasedAddress, difference
from ifcfgen.boot.managers import predict
from ifcfgen.boot.nics import named_in
from ifcfgen.errors import Refused
from ifcfgen.facts import Unknown
from ifcfgen.facts.machine import Facts
from ifcfgen.migrate.migration import Migration, migrate, switched
from ifcfgen.reading import Reading

MIGRATED = [
    (release, manager, target)
    for release, manager in READERS
    for target in {8: (9,)}.get(release, (10,))
    if (release, manager) != (6, "NetworkManager")
]


def between(read: Reading, target: int) -> tuple[Migration, Difference]:
    """The migration of READ, and what is different at the next boot on a machine with the same cards."""
    while True:
        try:
            migration = migrate(read, target)
            break
        except Unknown as unknown:
            read = read.supposing(unknown.fact, read.host.preset(unknown.fact))
    after = switched(read, migration, target)
    then = replace(Facts(after.host), nics=named_in(read), knows_servers=False)
    return migration, difference(predict(read, Facts(read.host)), predict(after, then))


def costs(item: Item) -> bool:
    """Whether ITEM is an address, a port or a default route.

    NetworkManager asks a server of DHCPv6 only where a router says that there is one; initscripts ask it in any case.
    """
    has_address = any(address != LeasedAddress(6) for address in item.addresses)
    return item.kind in ("port", "default-route") or has_address


@pytest.mark.parametrize(("release", "manager", "target"), MIGRATED)
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_comes_up_comes_up_after_a_migration(release: int, manager: str, target: int, data: st.DataObject) -> None:
    topology = data.draw(sound_topologies(release, manager))
    try:
        files = render.files(topology, source="t.yaml")
    except Refused:
        return
    migration, found = between(reading.parse(files, host(release, manager)), target)
    named = {entry.device for entry in migration.losses}
    lost = (item for item in found.lost if costs(item) and item.device not in named)
    assert [item for item in lost if item.device or not named] == []
