"""Where facts of hosts come from: files of systems, reports, and what Ansible gathered. What a path is decides."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ifcfgen.errors import Fault, IfcfgenError
from ifcfgen.facts import ansible, inventory, live
from ifcfgen.facts.live import System
from ifcfgen.filesystem.tree import Tree, is_folder

Systems = list[tuple[str, System]]
"""Each with the path of its root, or of the file that has its facts."""


def systems(path: str, tell: Callable[[Fault], None]) -> Systems:
    """The systems at PATH; TELL takes what cannot be read of them. Raises `OSError` where that is PATH."""
    if is_folder(path):
        found = [(root, live.system(root)) for root in live.roots(path)]
        if found:
            return found
        with Tree(path) as tree:
            files = [f"{path.rstrip('/')}/{name}" for name, is_directory in tree.listing().items() if not is_directory]
            is_inventory = inventory.is_one(tree)
    else:
        files, is_inventory = [path], False
    gathered = sorted(file for file in files if not Path(file).name.startswith("."))
    if any(ansible.is_gathered(Path(file)) for file in gathered):
        return _gathered(gathered, tell)
    if is_inventory:
        with Tree(path) as tree:
            return [(f"{path.rstrip('/')}/{system.name}", system) for system in ansible.of_inventory(tree, tell)]
    try:
        return [(root, live.system(root)) for root in live.roots(path)]
    except NotADirectoryError as error:
        raise NotADirectoryError(error.errno, "no system, archive, kickstart or facts of Ansible") from None


def _gathered(files: list[str], tell: Callable[[Fault], None]) -> Systems:
    found: Systems = []
    for file in files:
        try:
            found.append((file, ansible.read(Path(file))))
        except IfcfgenError as error:
            for fault in error.faults:
                tell(fault)
    return found
