"""What to do on a running host after its keyfiles were written."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

from ifcfgen.model.restart import ordered, with_dependants
from ifcfgen.netplan import Configuration
from ifcfgen.render.advice import guarded
from ifcfgen.render.disk.plan import Change
from ifcfgen.scripts.names import KEYFILE_SUFFIX


def advice(topology: Configuration, changes: Iterable[Change]) -> list[str]:
    """The lines to show after CHANGES to the keyfiles of TOPOLOGY were made on the host that reads them."""
    made = [change for change in changes if change.pending]
    if not made or any(topology.cycle(device) for device in topology):
        return []
    touched = {change.name.removesuffix(KEYFILE_SUFFIX) for change in made}
    concerned = with_dependants(topology, (d for d in topology if d.name in touched and d.onboot))
    commands = ["nmcli connection reload"]
    for device in ordered(topology, concerned):
        wait = "--wait 0 " if topology.ports(device) else ""  # for its ports, which come after it
        commands.append(f"nmcli {wait}connection up id {shlex.quote(device.name)}")
    return guarded(commands, topology.host.release)
