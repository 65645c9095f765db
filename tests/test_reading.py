"""A Reading never changes: what it was asked under other facts makes no difference to what it answers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest

from ifcfgen.boot.managers import predict
from ifcfgen.facts import RELEASE, RELEASES, SERVICES, Fact, Host, Unknown
from ifcfgen.facts.machine import Facts
from ifcfgen.reading import Reading, parse
from ifcfgen.report.boot_json import text

HOME = Path(__file__).parent / "boot/oracle/cases"
ODD = {
    "ifcfg-eth0": "DEVICE=eth0\nONBOOT=yes\n", "ifcfg-eth1.old": "DEVICE=eth1\nONBOOT=yes\n",
    "ifcfg-eth2.rpmsave": "DEVICE=eth2\n", "ifcfg-eth3.rej": "DEVICE=eth3\n", "ifcfg-ibft": "DEVICE=ibft0\nBOOTPROTO=ibft\n",
    "ifcfg-br0": "DEVICE=br0\nTYPE=Bridge\nDELAY=15\nAGEING=300\nBRIDGING_OPTS=priority=8\n", "ifcfg-site0": "DEVICE=site0\n",
    "NetworkManager.conf": "[main]\nplugins=ifcfg-rh\n[keyfile]\nunmanaged-devices=eth0\n",
}  # fmt: skip
"""Names, devices and settings that not every reader takes alike."""


def cases() -> Iterator[tuple[str, dict[str, bytes | str]]]:
    yield "odd", dict(ODD)
    for folder in sorted(HOME.iterdir()):
        yield folder.name, {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


CASES = dict(cases())
HOSTS = [
    Host(),
    *(
        Host.of(release=release, services=dict(zip(SERVICES, states, strict=True)), packages=packages)
        for release, states, packages in product(
            RELEASES, product(("enabled", "disabled"), repeat=2), ((), ("network-scripts",))
        )
    ),
]


def answers(read: Reading) -> list[object]:
    """What READ says of each file and device; an unknown fact where it wants one."""
    found: list[object] = [device.name for device in read.topology]
    for file in read.directory.files:
        found += [_answer(lambda file=file: read.reader(file)), _answer(lambda file=file: read.manager_of_file(file))]
        found.append(_answer(lambda file=file: (profile := read.profile(file)) and (profile.status, profile.settings)))
    for definition in read.definitions:
        found.append(_answer(lambda it=definition: read.manager(it)))
        found.append(sorted(map(str, read.possible_managers(definition))))
        found.append(_answer(lambda it=definition: read.foreign_base(it)))
        found.append(_answer(lambda it=definition: read.settled(it).described()))
    return [re.sub(" at 0x[0-9a-f]+", "", str(answer)) for answer in found]  # documents, in origins


def _answer(ask: Callable[[], object]) -> object:
    try:
        answer = ask()
    except Unknown as unknown:
        return str(unknown)
    return getattr(getattr(answer, "device", None), "name", answer)


@pytest.mark.parametrize("name", CASES)
def test_it_answers_as_a_fresh_one_does(name: str) -> None:
    used = parse(CASES[name])
    turn = [*CASES].index(name) % 4
    for host in HOSTS[turn::4]:  # each is asked of the same documents, after all before it
        assert answers(used.on(host)) == answers(parse(CASES[name], host)), host
    assert answers(used) == answers(parse(CASES[name]))


@pytest.mark.parametrize("name", CASES)
def test_supposing_is_the_same_as_stating(name: str) -> None:
    read = parse(CASES[name])
    for release, service, state in product((6, 7, 8, 9), SERVICES, ("enabled", "disabled")):
        supposed = read.supposing(RELEASE, release).supposing(Fact("service", service), state)
        assert supposed is read.supposing(RELEASE, release).supposing(Fact("service", service), state)
        stated = parse(CASES[name], Host.of(release=release, services={service: state}))
        assert answers(supposed) == answers(stated)
    assert answers(read) == answers(parse(CASES[name]))


@pytest.mark.parametrize("name", sorted(CASES)[::8])
def test_a_boot_leaves_it_as_it_was(name: str) -> None:
    files = {file: data for file, data in CASES[name].items() if file != "case.json"}
    used = parse(files)
    for release in (6, 7, 8, 9):
        host = Host.of(release=release, services=dict.fromkeys(SERVICES, "enabled"))
        fresh = json.loads(text(predict(parse(files), Facts.of({}, host))))
        assert json.loads(text(predict(used, Facts.of({}, host)))) == fresh
    assert answers(used) == answers(parse(files))


@pytest.mark.parametrize("text", ["0", "8"])
def test_the_priority_of_a_bridge(text: str) -> None:
    host = Host.of(release=8, services={"NetworkManager": "enabled"})
    (bridge,) = parse({"ifcfg-br0": f"DEVICE=br0\nTYPE=Bridge\nBRIDGING_OPTS=priority={text}\n"}, host).definitions
    assert parse({}, host).bridge_priority(bridge) == int(text)
    keyfile = f"[connection]\nid=br0\ntype=bridge\ninterface-name=br0\n[bridge]\npriority={text}\n"
    (keyed,) = parse({"system-connections/br0.nmconnection": keyfile}, host).keyed
    assert parse({}, host).bridge_priority(keyed) == int(text)
