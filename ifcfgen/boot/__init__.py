"""Foretelling a boot: what NetworkManager and the `network` service make of the files, on a host with these facts.

Who does what is in `managers`, NetworkManager's part in `networkmanager`. The rest is the service's: a faithful reading
of the network scripts of EL6 (initscripts 9.03), EL7 (9.49) and EL8 (10.00), script by script, in the names of the
scripts. Nothing is executed.
"""

from __future__ import annotations

from ifcfgen.boot.machine import Machine
from ifcfgen.boot.outcome import Assumed, Event, Outcome
from ifcfgen.boot.service import start
from ifcfgen.ifcfg.directory import Directory
from ifcfgen.model.facts import Facts

RELEASES = (6, 7, 8)
"""Whose `network` service can be foretold."""


def boot(directory: Directory, facts: Facts) -> Outcome:
    """What `network start` alone does on the release, as `managers.foretell` has it where both managers may run.

    Raises ValueError for a release that has no such service, and `Unknown`.
    """
    if facts.host.release not in RELEASES:
        raise ValueError(f"EL{facts.host.release} has no network service that could be foretold: only EL6, EL7 and EL8")
    machine = Machine(directory, facts)
    machine.outcome.exit = start(machine)
    return machine.outcome


__all__ = ["RELEASES", "Assumed", "Event", "Outcome", "boot"]
