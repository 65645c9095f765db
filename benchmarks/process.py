"""The whole process, start to end, on one host, beside yamllint on one file."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import Row, child_cpu, host_files

TOPOLOGY = """\
network:
  version: 2
  renderer: initscripts
  ethernets:
    em1: {}
    em2: {}
  bonds:
    bond0:
      interfaces: [em1, em2]
      parameters: {mode: active-backup, mii-monitor-interval: 100}
  vlans:
    bond0.10: {id: 10, link: bond0}
    bond0.20: {id: 20, link: bond0}
    bond0.30: {id: 30, link: bond0}
  bridges:
    br10:
      interfaces: [bond0.10]
      addresses: [192.0.2.10/24]
      routes: [{to: default, via: 192.0.2.1}]
    br20: {interfaces: [bond0.20]}
    br30: {interfaces: [bond0.30]}
host:
  release: 7
  services: {NetworkManager: disabled, network: enabled}
  packages: [bridge-utils]
"""


def measure() -> Iterator[Row]:
    ours = [sys.executable, "-m", "ifcfgen"]
    with TemporaryDirectory() as name:
        root = Path(name)
        topology = root / "topology.yaml"
        topology.write_text(TOPOLOGY)
        facts = ["--release", "7", "--service", "NetworkManager=disabled", "--package", "bridge-utils"]
        lint = [*ours, "lint", "--format", "concise", *facts]
        commands = {
            "yamllint, one file": [sys.executable, "-m", "yamllint", str(topology)],
            "lint, one host": [*lint, str(_host(root / "plain"))],
            "render, one host": [*ours, "render", str(topology)],
            "migrate, one host": [*ours, "migrate", *facts[:4], "--target", "10", str(root / "plain")],
        }
        floor, *taken = child_cpu(*commands.values())
    what = list(commands)
    yield Row(what[0], floor, "ms")
    for command, value, limit in zip(what[1:], taken, (1.5, 4, 3), strict=True):
        yield Row(command, value, "ms")
        yield Row(f"{command}, beside yamllint", value / floor, "times", limit)


def _host(directory: Path) -> Path:
    directory.mkdir()
    for name, text in host_files(1).items():
        (directory / name).write_text(text)
    return directory
