"""What can be known of a host, as values. What people read of them is made in `ifcfgen.report.facts`."""

from __future__ import annotations

from typing import Literal

from ifcfgen.lazy import NamedTuple

FactKind = Literal[
    # -- what people state of a host --
    "argument", "package", "release", "service",
    # -- what its surroundings are like --
    "dhcp", "dhcp6", "drivers", "nics", "router", "user",
    # -- what a boot meets --
    "assignment", "card", "keyfiles", "link-local", "profile", "rt_tables", "script", "uuid",
]  # fmt: skip


class Fact(NamedTuple):
    """Something to be known: of what kind, of which service, package, device, key, ... and in which file."""

    kind: FactKind
    name: str = ""
    file: str = ""


Supposition = tuple[Fact, object]
"""A fact and its value."""


class Condition(NamedTuple):
    """That `fact` has one of `values`."""

    fact: Fact
    values: tuple[object, ...]


RELEASE = Fact("release")
KERNEL_NAMES = Fact("argument", "net.ifnames=0")
"""The argument of the kernel without which udev gives cards names of its own (systemd-udevd.service(8))."""


def dhcp(device: str, version: int) -> Fact:
    """Whether a server answers DEVICE by DHCP of the IP VERSION."""
    return Fact("dhcp" if version == 4 else "dhcp6", device)


class Unknown(Exception):
    """An unknown fact was asked for."""

    def __init__(self, fact: Fact):
        super().__init__(" ".join(filter(None, fact)))
        self.fact = fact
