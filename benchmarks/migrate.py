"""A migration to keyfiles: what a host of ten files costs once they are read, by who brings it up."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import Row, cpu, host_files
from ifcfgen.facts import Host
from ifcfgen.migrate.migration import migrate
from ifcfgen.reading import Reading, parse

HOSTS = 200
TIMES = 3
HOSTS_OF = {
    "EL7, initscripts": Host.of(release=7, services={"NetworkManager": "disabled", "network": "enabled"}),
    "EL9, NetworkManager": Host.of(release=9, services={"NetworkManager": "enabled"}),
}


def measure() -> Iterator[Row]:
    for what, host in HOSTS_OF.items():
        # anew for each time, for a reading remembers what has been asked of it
        fleets = [[parse(host_files(number), host) for number in range(HOSTS)] for _ in range(TIMES + 1)]
        for fleet in fleets:
            for reading in fleet:
                _ = reading.topology

        def run(fleets: list[list[Reading]] = fleets) -> None:
            for reading in fleets.pop():
                migrate(reading, 10)

        yield Row(f"{what}: migrating a host of ten files", 1000 * cpu(run, TIMES) / HOSTS, "ms", 2)
