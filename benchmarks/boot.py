"""The foretelling of a boot: what a host of ten files costs, in memory and without output, by who brings it up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks import Row, cpu, host_files
from ifcfgen.boot.managers import foretell
from ifcfgen.ifcfg.directory import Directory, parse
from ifcfgen.model import Host
from ifcfgen.model.facts import Facts

HOSTS = 200
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

        def boot(facts: Facts = facts, host: Host = host) -> None:
            _boot([parse(host_files(number), host) for number in range(HOSTS)], facts)

        yield Row(f"{what}: a host of ten files", 1000 * cpu(boot, times=3) / HOSTS, "ms", 1)


def _boot(directories: Sequence[Directory], facts: Facts) -> None:
    for directory in directories:
        foretell(directory, facts)
