"""The network cards of a system with their addresses, as /sys or the commands in a report show them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ifcfgen.facts.services import names, text
from ifcfgen.filesystem.tree import Tree
from ifcfgen.lazy import pattern

_SYS = "sys/class/net"
_COMMANDS = "sos_commands/networking"
_NAME = pattern(r"[^\s/:]{1,15}")
_DRIVER = pattern(rf"ethtool_-i_({_NAME.pattern})")
_BUS = pattern(r"^bus-info:[ \t]*([0-9a-z]*[:.-][0-9a-z:.-]+|virtio\d+|ccw\S*)", re.M)
"""The address of a card; `ethtool -i` has N/A, or a word, for a virtual device."""
_ADDRESS = pattern(r"(?:address:|link/(?:ether|infiniband))[ \t]+([0-9a-f]{2}(?::[0-9a-f]{2}){5,19})\b", re.I)
_NO_ADDRESS = pattern(r"(?:00:?)+")

Nics = Mapping[str, str]
"""The address of each card, by the name that it has now; empty where it is not known."""


def nics(tree: Tree) -> tuple[Nics, str]:
    """The cards of TREE, a system, and what shows them; no cards where nothing does."""
    for read, path in ((_in_sys, _SYS), (_by_ethtool, _COMMANDS)):
        if found := read(tree):
            return found, path
    return {}, ""


def _in_sys(tree: Tree) -> Nics:
    """Those that have hardware behind them."""
    found = {}
    for name in sorted(names(tree, _SYS) or ()):
        here = f"{_SYS}/{name}"
        held = names(tree, here) or names(tree, f"{here}/.") or {}
        if "device" in held and "address" in held and _NAME.fullmatch(name):
            now, own = text(tree, f"{here}/address"), text(tree, f"{here}/bonding_slave/perm_hwaddr")
            found[name] = plain_address(own) or plain_address(now)
    return found


def _by_ethtool(tree: Tree) -> Nics:
    commands = names(tree, _COMMANDS) or {}
    links = {name: text(tree, f"{_COMMANDS}/{name}") for name in ("ip_-s_-d_link", "ip_-d_link") if name in commands}
    found = {}
    for match in filter(None, map(_DRIVER.fullmatch, sorted(commands))):
        name = match[1]
        if _BUS.search(text(tree, f"{_COMMANDS}/{match[0]}")):
            own = _ADDRESS.search(text(tree, f"{_COMMANDS}/ethtool_-P_{name}"))
            now = re.search(rf"^\d+: {re.escape(name)}(?:@\S+)?:.*\n.*", "\n".join(links.values()), re.M)
            address = own or (_ADDRESS.search(now[0]) if now else None)
            found[name] = plain_address(address[1]) if address else ""
    return found


def plain_address(written: str) -> str:
    """WRITTEN as the address of a card; empty where it is none."""
    plain = written.strip().lower()
    return plain if re.fullmatch(r"[0-9a-f]{2}(:[0-9a-f]{2}){5,19}", plain) and not _NO_ADDRESS.fullmatch(plain) else ""
