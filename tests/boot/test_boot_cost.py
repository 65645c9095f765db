"""What a boot costs: no more than n log n, whatever there is much of."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import pytest

from ifcfgen.boot.comparison.shortfall import shortfalls
from ifcfgen.boot.managers import predict
from ifcfgen.facts import Host
from ifcfgen.facts.machine import Facts
from ifcfgen.reading import parse
from ifcfgen.report import boot as report

CARD = "DEVICE=eth0\nTYPE=Ethernet\nBOOTPROTO=none\nONBOOT=yes\nIPADDR=192.0.2.1\nPREFIX=24\n"
UP = "ONBOOT=yes\nBOOTPROTO=none\n"

Files = Mapping[str, str]


def _net(number: int) -> str:
    return f"10.{number >> 8}.{number & 255}"


def _card(number: int, more: str = "") -> str:
    return f"DEVICE=eth{number}\nTYPE=Ethernet\n{UP}IPADDR={_net(number)}.1\nPREFIX=24\n{more}"


def _cards(n: int) -> Files:
    return {f"ifcfg-eth{i}": _card(i, f"GATEWAY={_net(i)}.254\n") for i in range(n)}


def _same_address(n: int) -> Files:
    return {f"ifcfg-eth{i}": CARD.replace("eth0", f"eth{i}") for i in range(n)}


def _twins(n: int) -> Files:
    return {f"ifcfg-eth{i}": _card(i).replace(f"DEVICE=eth{i}", "DEVICE=eth0") for i in range(n)}


def _routes(n: int) -> Files:
    return {"ifcfg-eth0": CARD, "route-eth0": "".join(f"{_net(i)}.0/24 via 192.0.2.254\n" for i in range(n))}


def _rules(n: int) -> Files:
    return {"ifcfg-eth0": CARD, "rule-eth0": "".join(f"from {_net(i)}.0/24 table 9\n" for i in range(n))}


def _aliases(n: int) -> Files:
    aliases = {f"ifcfg-eth0:{i}": f"DEVICE=eth0:{i}\nIPADDR={_net(i)}.1\nPREFIX=8\n" for i in range(n)}
    return {"ifcfg-eth0": CARD, **aliases}


def _ports(n: int) -> Files:
    ports = {f"ifcfg-eth{i}": f"DEVICE=eth{i}\nTYPE=Ethernet\n{UP}MASTER=bond0\nSLAVE=yes\n" for i in range(n)}
    return {"ifcfg-bond0": f"DEVICE=bond0\nTYPE=Bond\n{UP}BONDING_OPTS=mode=1\n", **ports}


def _vlans_in_bridges(n: int) -> Files:
    bridges = {f"ifcfg-br{i}": f"DEVICE=br{i}\nTYPE=Bridge\n{UP}" for i in range(n)}
    vlans = {f"ifcfg-eth0.{i + 1}": f"DEVICE=eth0.{i + 1}\nVLAN=yes\n{UP}BRIDGE=br{i}\n" for i in range(n)}
    return {"ifcfg-eth0": CARD, **bridges, **vlans}


def _ring(n: int) -> Files:
    return {f"ifcfg-b{i}": f"DEVICE=b{i}\nTYPE=Bridge\n{UP}BRIDGE=b{(i + 1) % n}\n" for i in range(n)}


def _ranges(n: int) -> Files:
    ranges = {
        f"ifcfg-eth0-range{i}": f"IPADDR_START={_net(i)}.0\nIPADDR_END={_net(i)}.15\nCLONENUM_START={16 * i}\nPREFIX=32\n"
        for i in range(n // 16)
    }
    return {"ifcfg-eth0": CARD, **ranges}


def _without_device(n: int) -> Files:
    return {f"ifcfg-eth{i}": _card(i).replace("DEVICE", "FORMERLY") for i in range(n)}


SHAPES = [
    _cards,
    _same_address,
    _twins,
    _routes,
    _rules,
    _aliases,
    _ports,
    _vlans_in_bridges,
    _ring,
    _ranges,
    _without_device,
]
MANAGERS = {
    "initscripts": Host.of(release=7, services={"NetworkManager": "disabled", "network": "enabled"}),
    "NetworkManager": Host.of(release=9, services={"NetworkManager": "enabled"}),
}
N = 100
TRIES = 5
"""A busy machine makes some measurements worse, and none better."""
MOST = 8.0
"""Times what a quarter of it costs: of n log n it is less than 6, of n squared 16."""


def _cost(files: Files, host: Host) -> float:
    """Seconds of CPU for the boot and its report, the files being read."""
    reading = parse(files, host)
    _ = reading.topology
    begin = time.process_time()
    outcome = predict(reading, Facts.of({}, host))
    "".join(report.text(outcome, shortfalls(reading, outcome), {}))
    return time.process_time() - begin


@pytest.mark.parametrize("manager", MANAGERS)
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__.strip("_"))
def test_four_times_the_input_costs_about_four_times_as_much(shape: Callable[[int], Files], manager: str) -> None:
    host = MANAGERS[manager]
    ratios = (_cost(shape(4 * N), host) / _cost(shape(N), host) for _ in range(TRIES))
    assert any(ratio < MOST for ratio in ratios)
