"""What the commands in a report printed of the network that runs there."""

from __future__ import annotations

from ifcfgen.facts.services import names, text
from ifcfgen.filesystem.tree import Tree
from ifcfgen.lazy import NamedTuple

_COMMANDS = "sos_commands/networking"
COMMANDS: dict[str, tuple[str, ...]] = {
    "links": ("ip -d link", "ip -s -d link", "ip -d address", "ip -d addr", "ip link", "ip address"),
    "addresses": ("ip -o addr", "ip -d address", "ip -d addr", "ip addr", "ip address"),
    "routes": ("ip route show table all",),
    "routes6": ("ip -6 route show table all",),
    "rules": ("ip -4 rule list", "ip rule list", "ip -4 rule", "ip rule"),
    "rules6": ("ip -6 rule list", "ip -6 rule"),
    "bridges": ("brctl show",),
}
"""By what they show; the first that is there counts, and is the one to run. A report names its files by them."""
NECESSARY = ("links", "addresses")


class Output(NamedTuple):
    """What a command printed, and the file that has it; both empty where there is none."""

    text: str = ""
    path: str = ""


class Running(NamedTuple):
    """What runs: what the commands printed of each part."""

    links: Output = Output()
    addresses: Output = Output()
    routes: Output = Output()
    routes6: Output = Output()
    rules: Output = Output()
    rules6: Output = Output()
    bridges: Output = Output()


def running(root: str) -> Running:
    """What the report at ROOT shows, of a directory or archive. Raises `OSError`."""
    with Tree(root) as tree:
        there = names(tree, _COMMANDS) or {}
        found: dict[str, Output] = {}
        for part, commands in COMMANDS.items():
            for path in map(file_of, commands):
                if path.rpartition("/")[2] in there:
                    found[part] = Output(text(tree, path), f"{root.rstrip('/')}/{path}")
                    break
        return Running(**found)


def file_of(command: str) -> str:
    """The file of a report that has what COMMAND prints."""
    return f"{_COMMANDS}/{command.replace(' ', '_')}"
