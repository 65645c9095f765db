"""A fleet gathered and linted by the collection in ansible/, beside the mere gathering."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import Row, child_cpu, fleet

HOSTS = 100
FORKS = 4
COLLECTION = Path(__file__).parent.parent / "ansible"
PLAY = """\
- hosts: all
  gather_facts: false
  tasks:
    - ifcfgen.fleet.gather: {dest: gathered, root: "{{ playbook_dir }}/{{ inventory_hostname }}"}
"""
LINT = "    - ifcfgen.fleet.lint: {src: gathered}\n"


def measure() -> Iterator[Row]:
    what = f"{HOSTS} local hosts at {FORKS} forks"
    try:
        version("ansible-core")
    except PackageNotFoundError:
        yield Row(f"{what}: ansible-core is not installed", None, "s")
        return
    with TemporaryDirectory() as folder:
        home = Path(folder)
        namespace = home / "ansible_collections/ifcfgen"
        namespace.mkdir(parents=True)
        (namespace / "fleet").symlink_to(COLLECTION)
        fleet(home, HOSTS, "etc/sysconfig/network-scripts")
        hosts = [path.name for path in sorted(home.glob("host*"))]
        (home / "hosts").write_text("".join(f"{host} ansible_connection=local\n" for host in hosts))
        (home / "gather.yml").write_text(PLAY)
        (home / "lint.yml").write_text(PLAY + LINT)
        run = [
            "env",
            f"HOME={home}",
            f"ANSIBLE_COLLECTIONS_PATH={home}",
            str(Path(sys.executable).with_name("ansible-playbook")),
        ]
        run += ["-i", str(home / "hosts"), "-f", str(FORKS), "-e", "ansible_python_interpreter=/nonexistent"]
        gathered, linted = child_cpu(*([*run, str(home / play)] for play in ("gather.yml", "lint.yml")), times=3)
    yield Row(f"{what}, gathered", gathered / 1000, "s")
    yield Row("gathered and linted, beside it", linted / gathered, "times", 1.6)
