"""What a link is set to: by the files, or by the kernel if nothing sets it."""

from __future__ import annotations

from typing import Literal

from ifcfgen.boot.kernel import Kernel, bridging
from ifcfgen.boot.kernel.state import Link
from ifcfgen.lazy import NamedTuple

SettingKind = Literal[
    "parent", "vlan-id", "mtu", "mac", "ipv6", "arp", "mode", "option", "stp", "ageing-time", "forward-delay",
    "hello-time", "max-age", "priority", "path-cost", "port-priority", "hairpin",
]  # fmt: skip


class Setting(NamedTuple):
    """A setting of a link; `option` is the kernel's name of one of a bond, a bridge or a port that has no kind here."""

    kind: SettingKind
    option: str = ""


_SWITCHES: dict[str, SettingKind] = {"stp_state": "stp", "hairpin_mode": "hairpin"}
_TIMES: dict[str, SettingKind] = {
    "ageing_time": "ageing-time",
    "forward_delay": "forward-delay",
    "hello_time": "hello-time",
    "max_age": "max-age",
}
"""In hundredths of a second to the kernel, in seconds here."""
_NOT_SET = ("mode", "slaves")
"""Of a bond: told elsewhere."""


def settings(link: Link, kernel: Kernel) -> dict[Setting, object]:
    """All settings of LINK and their values: times in seconds, switches as booleans. None is the
    path cost that the kernel chooses by the speed of a card."""
    found: dict[Setting, object] = {
        Setting("mtu"): link.mtu,
        Setting("mac"): link.mac,
        Setting("ipv6"): not link.disable_ipv6,
        Setting("arp"): link.arp,
    }
    if link.parent is not None:
        found[Setting("parent")] = link.parent
    if link.vlan_id is not None:
        found[Setting("vlan-id")] = link.vlan_id
    if link.bond is not None:
        found[Setting("mode")] = link.bond["mode"]
        found |= {Setting("option", name): value for name, value in link.bond.items() if name not in _NOT_SET}
    if link.bridge is not None:
        found |= dict(_of_bridge(name, value, "priority") for name, value in link.bridge.items())
    controller = kernel.links.get(link.master or "")
    if controller is not None and controller.bridge is not None:
        found[Setting("path-cost")] = link.port.get("path_cost")
        port = {**bridging.PORT, **link.port}
        found |= dict(_of_bridge(name, port[name], "port-priority") for name in port if name != "path_cost")
    return found


def _of_bridge(name: str, value: int, priority: SettingKind) -> tuple[Setting, object]:
    """A setting of a bridge or a port, from its name and VALUE in the kernel."""
    if name in _SWITCHES:
        return Setting(_SWITCHES[name]), bool(value)
    if name in _TIMES:
        return Setting(_TIMES[name]), value / 100
    return Setting(priority) if name == "priority" else Setting("option", name), value
