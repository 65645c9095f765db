"""The prediction of a boot: what a host of ten files costs once they are read, by who brings it up."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import Row, cpu, host_files
from ifcfgen.boot.managers import predict
from ifcfgen.facts import Host
from ifcfgen.facts.machine import Facts
from ifcfgen.reading import Reading, parse

HOSTS = 200
TIMES = 3
PACKAGES = ("bridge-utils", "iputils", "dhclient", "ethtool")
BOOTS = {
    "EL7, initscripts": Host.of(
        release=7, services={"NetworkManager": "disabled", "network": "enabled"}, packages=PACKAGES
    ),
    "EL9, NetworkManager": Host.of(release=9, services={"NetworkManager": "enabled"}, packages=PACKAGES),
}


def measure() -> Iterator[Row]:
    for what, host in BOOTS.items():
        facts = Facts.of({}, host)
        # anew for each time, for a reading remembers what has been asked of it
        fleets = [[parse(host_files(number), host) for number in range(HOSTS)] for _ in range(2 * (TIMES + 1))]

        def read(fleets: list[list[Reading]] = fleets) -> None:
            for reading in fleets[-1]:
                _ = reading.topology
            fleets.insert(0, fleets.pop())

        def boot(facts: Facts = facts, fleets: list[list[Reading]] = fleets) -> None:
            for reading in fleets.pop(0):
                predict(reading, facts)

        yield Row(f"{what}: reading a host of ten files", 1000 * cpu(read, TIMES) / HOSTS, "ms")
        yield Row(f"{what}: booting it", 1000 * cpu(boot, TIMES) / HOSTS, "ms", 1)
