"""ifup-Team and ifup-TeamPort, which the package teamd brings."""

from __future__ import annotations

from functools import partial

from ifcfgen.boot.initscripts.bonds import Ifup
from ifcfgen.boot.initscripts.configuration import files_with, words
from ifcfgen.boot.kernel.state import RANDOM_MAC
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.record import Action, Cause, Stake
from ifcfgen.boot.variables import Variables


def is_supported(machine: Machine, env: Variables) -> bool:
    """Whether the scripts are there: no package brings them for EL6, whose kernel has no teams."""
    is_known = machine.release >= 7
    if is_known and machine.has("teamd", Stake("team", env["DEVICE"])):
        return True
    scripts = "ifup-Team or ifup-TeamPort"
    cause = Cause("no-package", scripts, "teamd") if is_known else Cause("no-program", scripts)
    keys = ("TEAM_CONFIG", "TEAM_MASTER", "DEVICETYPE")
    machine.note("ifup", env, env["DEVICE"], Action("team"), "skipped", cause, *keys)
    return False


def make(machine: Machine, env: Variables, ifup: Ifup) -> None:
    """Make the team, and start its ports."""
    kernel, device = machine.kernel, env["DEVICE"]
    if device not in kernel.links:
        add = partial(kernel.add, device, "team")
        machine.attempt("ifup-Team", env, device, Action("make", "team"), add, "TEAM_CONFIG")
        for name in files_with(machine, "TEAM_MASTER", device):
            for word in words(name):
                ifup(machine, word)


def join(machine: Machine, env: Variables) -> None:
    """Make the device a port of its team, where there is one."""
    kernel, device, master = machine.kernel, env["DEVICE"], env["TEAM_MASTER"]

    def join_team() -> None:
        port, team = kernel.link(device), kernel.link(master)
        kernel.attach(port, team)
        if team.mac == RANDOM_MAC:
            kernel.set_mac(master, port.mac)
        kernel.set_mac(device, team.mac)
        kernel.set_up(device)

    machine.attempt("ifup-TeamPort", env, device, Action("join", master), join_team, "TEAM_MASTER")
