"""The linter over a fleet: what a file costs, facts known and unknown, and whether memory grows with the hosts."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import Row, child, content, cpu, fleet
from ifcfgen import data
from ifcfgen.api import lint_host
from ifcfgen.facts import Host
from ifcfgen.lint.engine import Linter
from ifcfgen.lint.rule import load
from ifcfgen.reading import Reading
from ifcfgen.scripts.disk import read
from ifcfgen.scripts.search import find

HOSTS = 2_000
FILES = 10 * HOSTS
KNOWN = Host.of(
    release=7,
    services={"NetworkManager": "disabled", "network": "enabled"},
    packages=["bridge-utils", "iputils", "dhclient", "ethtool"],
)

MODERN = Host.of(release=8, services={"NetworkManager": "enabled"}, without=["network-scripts"])


def measure() -> Iterator[Row]:
    linter = Linter(load(data.rules()).values())
    with TemporaryDirectory() as name:
        root = Path(name)
        fleet(root, HOSTS)
        paths = [str(path) for host in root.iterdir() for path in host.iterdir()]
        floor = cpu(lambda: [content(path) for path in paths])
        yield Row(f"open() and read() of {FILES:,} files", 1e6 * floor / FILES, "us")
        for facts, host, limit in (
            ("initscripts", KNOWN, 12),
            ("NetworkManager", MODERN, 12),
            ("unknown", Host(), None),
        ):
            taken = cpu(partial(_lint, linter.check, name, host), times=3)
            yield Row(f"lint, {facts}, a file", 1e6 * taken / FILES, "us")
            yield Row(f"lint, {facts}, a file beside open() and read()", taken / floor, "times", limit)
            if limit is not None:
                taken = cpu(partial(_lint, partial(lint_host, linter=linter), name, host), times=3)
                yield Row("... and the boot that feeds it", 1e6 * taken / FILES, "us")
                yield Row("... beside open() and read()", taken / floor, "times", 20)

    with TemporaryDirectory() as few, TemporaryDirectory() as many:
        fleet(Path(few), HOSTS // 10)
        fleet(Path(many), HOSTS)
        lint = [sys.executable, "-m", "ifcfgen", "lint", "--release", "8", "--service", "NetworkManager=enabled"]
        small, large = (child([*lint, place]).ru_maxrss for place in (few, many))
        yield Row(f"memory, {HOSTS // 10:,} hosts", small / 1024, "MB")
        yield Row(f"memory, {HOSTS:,} hosts beside {HOSTS // 10:,}", large / small, "times", 1.1)


def _lint(check: Callable[[Reading], object], root: str, host: Host) -> None:
    for path in find(root, print):
        check(Reading(read(path), host))
