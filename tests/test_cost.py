"""What n lines, keys or files cost: no more than n log n, with every manager."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import replace
from time import process_time

import pytest

from ifcfgen import data, reading
from ifcfgen.facts import ROUTING_RULES, Host
from ifcfgen.lint.engine import Linter
from ifcfgen.lint.fix import fix
from ifcfgen.lint.rule import load
from ifcfgen.migrate.migration import migrate

EVERY = Linter(load(data.rules()).values())
HOSTS = {
    "initscripts": Host.of(release=7, services={"network": "enabled", "NetworkManager": "disabled"}),
    "NetworkManager": Host.of(release=8, services={"NetworkManager": "enabled"}),
}
MOST = 8.0
"""Times that four times as much may take: 4.7 is n log n, 16 is n²."""
TRIES = 4
"""A busy machine makes some measurements worse, and none better."""

Files = Mapping[str, str]


def net(i: int) -> str:
    return f"10.{i >> 8}.{i & 255}"


def card(i: int, more: str = "") -> str:
    return f"DEVICE=eth{i}\nTYPE=Ethernet\nBOOTPROTO=none\nONBOOT=yes\nIPADDR={net(i)}.1\nPREFIX=24\n{more}"


def lines(text: Callable[[int], str], n: int) -> str:
    return "".join(map(text, range(1, n + 1)))


GUEST = '<interface type="bridge"><mac address="52:54:00:00:00:01"/><source bridge="b"/></interface>\n'
CARD_OF_POOL = '<interface dev="eth{}"/>'
POOLED = '<interface type="network"><source network="p"/></interface>\n'
LINT: dict[str, tuple[int, Callable[[int], Files]]] = {
    "one key": (300, lambda n: {"ifcfg-eth0": card(0, "IPADDR=192.0.2.1\n" * n)}),
    "addresses": (100, lambda n: {"ifcfg-eth0": card(0, lines(lambda i: f"IPADDR{i}={net(i)}.9\nPREFIX{i}=32\n", n))}),
    "addresses without a mask": (100, lambda n: {"ifcfg-eth0": card(0, lines(lambda i: f"IPADDR{i}={net(i)}.9\nPREFX{i}=1\n", n))}),
    "gateways": (100, lambda n: {"ifcfg-eth0": card(0, lines(lambda i: f"GATEWAY{i}={net(i)}.9\n", n))}),
    "name servers": (300, lambda n: {"ifcfg-eth0": card(0, lines(lambda i: f"DNS{i + 1}={net(i)}.9\n", n))}),
    "routes by keys": (60, lambda n: {"ifcfg-eth0": card(0), "route-eth0": lines(lambda i: f"ADDRESS{i}={net(i)}.0\nNETMASK{i}=255.255.255.0\nGATEWAY{i}=10.0.0.9\n", n)}),
    "routes over addresses": (100, lambda n: {"ifcfg-eth0": card(0, lines(lambda i: f"IPADDR{i}={net(i)}.9\nPREFIX{i}=24\n", n)), "route-eth0": lines(lambda i: f"172.16.{i >> 8}.{i & 255} via 172.20.0.1\n", n)}),
    "exports": (100, lambda n: {"ifcfg-eth0": card(0, lines(lambda i: f"export A{i}=1\n", n))}),
    "assignments of one line": (200, lambda n: {"ifcfg-eth0": card(0, lines(lambda i: f"A{i}=1 ", n) + "\n")}),
    "suppressions": (100, lambda n: {"ifcfg-eth0": card(0, lines(lambda i: f"# ifcfgen: allow misspelled-key - old\nIPADR{i}=1\n", n))}),
    "bridges in a ring": (100, lambda n: {f"ifcfg-b{i}": f"DEVICE=b{i}\nTYPE=Bridge\nBRIDGE=b{(i + 1) % n}\n" for i in range(n)}),
    "VLANs over a ring": (100, lambda n: {f"ifcfg-v{i}": f"DEVICE=v{i}\nVLAN=yes\nPHYSDEV=v{max(i - 1, 0) or 1 - i}\nVID=7\n" for i in range(n)}),
    "VLANs of a bridge of many ports": (50, lambda n: {"ifcfg-br0": "DEVICE=br0\nTYPE=Bridge\n", **{f"ifcfg-eth{i}": f"DEVICE=eth{i}\nBRIDGE=br0\n" for i in range(n)}, **{f"ifcfg-br0.{i}": f"DEVICE=br0.{i}\nVLAN=yes\nMTU=9000\n" for i in range(n)}}),
    "files of one UUID": (100, lambda n: {f"ifcfg-eth{i}": card(i, "UUID=5fb06bd0-0bb0-7ffb-45f1-d6edd65f3e03\n") for i in range(n)}),
    "keyfiles": (100, lambda n: {**{f"ifcfg-eth{i}": card(i) for i in range(n)}, **{f"system-connections/{i}": f"[connection]\nuuid={i}\ninterface-name=eth{i}\n" for i in range(n)}}),
    "guests on a pool": (60, lambda n: {"ifcfg-eth0": card(0), "libvirt-networks/p.xml": f"<network><name>p</name><forward mode='passthrough'>{lines(CARD_OF_POOL.format, n)}</forward></network>", "libvirt-guests/a.xml": f"<domain><devices>{POOLED * n}</devices></domain>"}),
    "guests": (100, lambda n: {"ifcfg-eth0": card(0), "libvirt-guests/a.xml": f"<domain><devices>{GUEST * n}</devices></domain>"}),
    "networks of libvirt": (100, lambda n: {**{f"ifcfg-eth{i}": card(i) for i in range(n)}, **{f"libvirt-networks/{i}.xml": f"<network><name>n{i}</name><bridge name='v{i}'/><ip address='172.16.{i >> 8}.{i & 255}' prefix='32'/></network>" for i in range(n)}}),
    "devices left alone": (100, lambda n: {**{f"ifcfg-eth{i}": card(i) for i in range(n)}, **{f"conf.d/{i}.conf": f"[device-{i}]\nmatch-device=interface-name:x{i}\nmanaged=0\n" for i in range(n)}}),
}  # fmt: skip
FIX: dict[str, tuple[int, Callable[[int], Files]]] = {
    "a fix in each file": (40, lambda n: {f"ifcfg-eth{i}": card(i).replace("IPADDR", "IPADR") for i in range(n)}),
    "fixes in one file": (40, lambda n: {"ifcfg-eth0": card(0, lines(lambda i: f"IPADR{i}={net(i)}.9\nPREFIX{i}=24\n", n))}),
    "fixes that are refused": (40, lambda n: {f"ifcfg-eth{i}": card(i, "MTU=9000\nMUT=1500\n") for i in range(n)}),
    "ports with a fix each": (40, lambda n: {"ifcfg-br0": "DEVICE=br0\nTYPE=Bridge\n", **{f"ifcfg-eth{i}": f"DEVICE=eth{i}\nBRIDGE=br0\nONBOT=yes\n" for i in range(n)}}),
}  # fmt: skip


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("shape", LINT)
def test_lint_grows_with_its_input(shape: str, host: str) -> None:
    n, files = LINT[shape]
    grows(n, lambda n: reading.parse(files(n), HOSTS[host]), EVERY.check)


MIGRATE = {
    **LINT,
    "routes and rules": (100, lambda n: {"ifcfg-eth0": card(0), "route-eth0": lines(lambda i: f"172.16.{i >> 8}.{i & 255} via 10.0.0.9\n", n), "rule-eth0": lines(lambda i: f"from {net(i)}.1 table {i}\n", n)}),
    "aliases": (100, lambda n: {"ifcfg-eth0": card(0), **{f"ifcfg-eth0:{i}": f"DEVICE=eth0:{i}\nIPADDR={net(i)}.9\n" for i in range(n)}}),
    "ports": (100, lambda n: {"ifcfg-bond0": "DEVICE=bond0\nBONDING_OPTS=mode=1\n", **{f"ifcfg-eth{i}": f"DEVICE=eth{i}\nMASTER=bond0\nSLAVE=yes\nHWADDR=52:54:00:00:00:01\n" for i in range(n)}}),
}  # fmt: skip


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("shape", MIGRATE)
def test_migrate_grows_with_its_input(shape: str, host: str) -> None:
    n, files = MIGRATE[shape]
    known = replace(HOSTS[host], installed=frozenset({ROUTING_RULES}))
    grows(n, lambda n: reading.parse(files(n), known), lambda read: migrate(read, 9))


@pytest.mark.parametrize("shape", FIX)
def test_fix_grows_with_its_input(shape: str) -> None:
    n, files = FIX[shape]
    host = HOSTS["initscripts"]
    grows(n, lambda n: reading.parse(files(n), host), lambda read: fix(read, EVERY, lambda finding: True))


def grows(n: int, read: Callable[[int], reading.Reading], work: Callable[[reading.Reading], object]) -> None:
    """Fails where WORK on what is READ of 4N takes over `MOST` times what it takes on that of N, each time."""
    ratios = []
    for _ in range(TRIES):
        small, large = (seconds(work, read(size)) for size in (n, 4 * n))
        ratios.append(large / small)
        if ratios[-1] <= MOST:
            return
    pytest.fail(f"4 times as much takes {', '.join(f'{ratio:.1f}' for ratio in ratios)} times as long")


def seconds(work: Callable[[reading.Reading], object], read: reading.Reading) -> float:
    gc.collect()
    start = process_time()
    work(read)
    return process_time() - start
