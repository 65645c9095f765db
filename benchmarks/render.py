"""Nine files (a bond of two cards, three VLANs on it, a bridge on each): from the model, and from YAML to the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import Row, cpu
from ifcfgen import netplan, render
from ifcfgen.cli.compose import compose
from ifcfgen.facts import Host
from ifcfgen.render.disk.layout import Destination
from ifcfgen.render.disk.plan import plan
from ifcfgen.render.disk.writer import apply, locked

TIMES = 200
"""Renderings in one measurement: a single one is too short for the clock."""

VLANS = (10, 20, 30)

TOPOLOGY = """
network:
  renderer: NetworkManager
  ethernets: {em1: {}, em2: {}}
  bonds:
    bond0: {interfaces: [em1, em2], parameters: {mode: active-backup, mii-monitor-interval: 100}}
  vlans:
    bond0.10: {id: 10, link: bond0}
    bond0.20: {id: 20, link: bond0}
    bond0.30: {id: 30, link: bond0}
  bridges:
    br10: {interfaces: [bond0.10], addresses: [10.10.0.2/16], routes: [{to: default, via: 10.10.255.254}]}
    br20: {interfaces: [bond0.20], addresses: [10.20.0.2/16]}
    br30: {interfaces: [bond0.30], addresses: [10.30.0.2/16]}
host:
  release: 7
"""


def measure() -> Iterator[Row]:
    topology = netplan.parse(TOPOLOGY, "h.yaml")
    assert len(render.files(topology, source="h.yaml")) == 9
    yield Row(
        "nine files from the checked model", _milliseconds(lambda: render.checked_files(topology, "h")), "ms", 0.2
    )
    yield Row("... and the check that the target can have them", _milliseconds(lambda: render.check(topology)), "ms")
    if find_spec("os_net_config"):
        import_module("os_net_config.common").set_noop(True)
        yield Row("os-net-config, without its validation", _milliseconds(_os_net_config), "ms")
    with TemporaryDirectory() as folder:
        yield Row("YAML to files on the disk, checked, fsynced", _to_disk(Path(folder)), "ms", 5)


def _milliseconds(run: Callable[[], object]) -> float:
    return 1000 * cpu(lambda: [run() for _ in range(TIMES)], 9) / TIMES


def _to_disk(folder: Path) -> float:
    source = folder / "h.yaml"
    source.write_text(TOPOLOGY)

    def write(number: int) -> None:
        composed = compose(source, Host())
        destination = Destination.flat(render.target().layout, folder / str(number))
        with locked(destination) as held:
            apply(held, plan(destination, composed.files))

    numbers = iter(range(1000))
    return 1000 * median(cpu(lambda: write(next(numbers)), 1) for _ in range(15))


def _os_net_config() -> object:
    ifcfg: Any = import_module("os_net_config.impl_ifcfg")
    objects: Any = import_module("os_net_config.objects")
    provider = ifcfg.IfcfgNetConfig(noop=True)
    cards = [{"type": "interface", "name": name} for name in ("em1", "em2")]
    options = "mode=active-backup miimon=100"
    wanted: list[dict[str, object]] = [
        {"type": "linux_bond", "name": "bond0", "bonding_options": options, "members": cards}
    ]
    wanted += [
        {
            "type": "linux_bridge",
            "name": f"br{vlan}",
            "addresses": [{"ip_netmask": f"10.{vlan}.0.2/16"}],
            "members": [{"type": "vlan", "device": "bond0", "vlan_id": vlan}],
        }
        for vlan in VLANS
    ]
    for description in wanted:
        provider.add_object(objects.object_from_json(description))
    return provider.apply(activate=False)
