"""What ifcfgen costs: every module's `measure()` yields rows, with the peers' figures from the same run beside ours."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from resource import struct_rusage
from statistics import median
from typing import NamedTuple


class Row(NamedTuple):
    """A figure; no value means that it could not be measured here, and `what` says why."""

    what: str
    value: float | None
    unit: str
    limit: float | None = None
    """The most that it may be."""


def cpu(run: Callable[[], object], times: int = 5) -> float:
    """Median CPU seconds that RUN takes, after one run that does not count."""
    run()
    return median(_timed(run) for _ in range(times))


def content(path: str) -> str:
    """What the file PATH holds, by Python's own open(): the floor."""
    with open(path) as file:  # noqa: PTH123  # pathlib is no part of what is measured
        return file.read()


def _timed(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


def child(command: Sequence[str]) -> struct_rusage:
    """What the process COMMAND used up. Raises RuntimeError where it fails, since that is quick."""
    # what is installed has been compiled: a checkout shall be, too, from the first run on
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=compiled) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)}: exit code {process.returncode}")
    return usage


def child_cpu(*commands: Sequence[str], times: int = 15) -> list[float]:
    """Median CPU milliseconds of each process, taken in turn, so that all of them meet the same machine."""
    rounds = [[child(command) for command in commands] for _ in range(times + 1)][1:]
    return [1000 * median(u.ru_utime + u.ru_stime for u in of_one) for of_one in zip(*rounds, strict=True)]


def host_files(number: int) -> dict[str, str]:
    """Ten sound files of one host, as a bond of two cards with three VLANs and three bridges makes them."""
    third, fourth = number >> 8 & 255, number & 255
    files = {
        f"ifcfg-em{card}": f"DEVICE=em{card}\nTYPE=Ethernet\nHWADDR=02:00:00:{card:02X}:{third:02X}:{fourth:02X}\n"
        "BOOTPROTO=none\nONBOOT=yes\nMASTER=bond0\nSLAVE=yes\n"
        for card in (1, 2)
    }
    files["ifcfg-bond0"] = (
        "# the uplink\nDEVICE=bond0\nTYPE=Bond\nBONDING_MASTER=yes\n"
        'BONDING_OPTS="mode=active-backup miimon=100"\nBOOTPROTO=none\nONBOOT=yes\nIPV6INIT=no\n'
    )
    for vlan in (10, 20, 30):
        files[f"ifcfg-bond0.{vlan}"] = (
            f"DEVICE=bond0.{vlan}\nTYPE=Vlan\nVLAN=yes\nBOOTPROTO=none\nONBOOT=yes\nBRIDGE=br{vlan}\n"
        )
        files[f"ifcfg-br{vlan}"] = (
            f"DEVICE=br{vlan}\nTYPE=Bridge\nBOOTPROTO=none\nONBOOT=yes\nDELAY=0\nSTP=no\n"
            f'IPADDR="10.{vlan}.{third}.{fourth}"\nPREFIX=16\n' + ("GATEWAY=10.10.255.254\n" if vlan == 10 else "")
        )
    files["route-br20"] = "10.99.0.0/16 via 10.20.255.254\n"
    return files


def fleet(folder: Path, hosts: int, below: str = "") -> None:
    """The files of HOSTS hosts under FOLDER, a directory each, or what is BELOW it."""
    for number in range(1, hosts + 1):
        directory = folder / f"host{number:05}" / below
        directory.mkdir(parents=True)
        for name, text in host_files(number).items():
            (directory / name).write_text(text)
