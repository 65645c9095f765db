"""What the refusals of all targets say: who supports what is asked for, or what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ifcfgen.errors import Fault
from ifcfgen.model import Device, Topology
from ifcfgen.model.origin import Unmodelled

Refusal = tuple[str, str, str]
"""The path of a field, what is asked for and why not, and who supports it or what to do."""

SCRIPTS = "initscripts support it"
NETWORKD = "only systemd-networkd supports it"
SET_NAME = "give set-name"
RENAME = "choose another name"

NETWORKD_ALONE = "only systemd-networkd supports this; ifcfg files and keyfiles do not"
NETPLAN_ALONE = "only a service of netplan supports this; ifcfg files and keyfiles do not"
NEEDS_MAC = "needs `match: {macaddress: ...}` to find the card"
OF_KEYFILES = (
    "private-key-flags", "type-of-service", "ageing", "limit", "arp-proxy", "notifications", "short-circuit",
    "port-range",
)  # fmt: skip
"""Properties of netplan that only settings of NetworkManager have."""

DISPENSABLE = {
    "neigh-suppress": "nothing sets it: the bridge floods ARP and neighbour discovery through the port",
    "regulatory-domain": "nothing sets it; use `iw reg set`, or a kernel option of cfg80211",
}
"""Properties of netplan that no files of ours have, and the host works without."""

HOST_NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?")


def without_switch_mode(card: Device, release: int | None) -> str:
    """What to do about the switch mode of CARD where nothing of RELEASE sets it: the host works in the usual one."""
    command = f"devlink dev eswitch set pci/ADDRESS mode {card.switch_mode}"
    return f"{card.name}: embedded-switch-mode: NetworkManager of EL{release} does not set it; `{command}` does"


def without_dispensable(topology: Topology) -> Iterator[Fault]:
    """Warnings about what TOPOLOGY asks for that no files of ours have, and its host works without."""
    for asked in topology.unmodelled:
        if asked.name in DISPENSABLE:
            yield Fault(asked.place, f"{asked.name}: {DISPENSABLE[asked.name]}")


def shown(asked: Unmodelled) -> str:
    """What is ASKED for, in a refusal."""
    return f"{asked.name}: {asked.value}" if asked.value else asked.name
